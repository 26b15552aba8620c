//! The decisions a failure can call for.

/// What a driver should do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reaction {
    /// Not ready yet: wait for the ready announcement, or try again in 2–5 s.
    WaitReady,
    /// The modem cannot do this: remember it and stop asking.
    CapabilityOff,
    /// No SIM: wait for an insertion, poll slowly.
    NoSim,
    /// A PIN is wanted: at most one try per card, from the configuration.
    EnterPin,
    /// A PUK is wanted: stop, a person must act.
    NeedPuk,
    /// The SIM does not work: one radio cycle, then quarantine.
    SimFailure,
    /// The SIM is busy: again after a second, for up to half a minute.
    RetrySoon,
    /// A wrong PIN was given: stop and alarm.
    WrongPassword,
    /// A message store is full: drain and delete, then resume.
    DrainStorage,
    /// The slot is empty or already deleted: treat as done.
    AlreadyGone,
    /// The network is away: re-queue with growing pauses.
    Backoff,
    /// The network refuses this SIM: mark it, no reset loop.
    SimBlocked,
    /// Unexplained: once more after 2 s; three in a row call for the recovery ladder.
    RetryOnce,
    /// The network refused this message for good.
    PermanentRefusal,
    /// The network refused this message for now.
    TemporaryRefusal,
    /// The command itself was wrong: a repetition cannot help.
    OurFault,
    /// The service centre number is missing or wrong: set it, then repeat.
    SetServiceCentre,
    /// Nothing to do.
    GoOn,
    /// The modem may hang: climb the recovery ladder.
    Recover,
}
