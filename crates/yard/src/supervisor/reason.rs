//! Why a modem is not simply `Ready`, in words that programs may match on and advice that people can follow.

/// A reason, from a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// There is no such device or nobody listens at that address.
    PortMissing,
    /// Another program holds the port.
    PortBusy,
    /// We may not open the port.
    PortForbidden,
    /// The port can't be opened for another cause.
    PortFailed,
    /// What comes from the port is no AT dialogue.
    WrongPort,
    /// No answer.
    NotAnswering,
    /// The modem is restarting.
    Restarting,
    /// No SIM is inserted.
    SimMissing,
    /// The SIM does not work.
    SimFailure,
    /// The SIM answers that it is not ready.
    SimNotReady,
    /// The card's number (ICCID) can't be read, so nothing can be filed under it.
    SimUnreadable,
    /// The modem refuses message commands.
    NoMessages,
    /// The SIM wants a PIN and the inventory has none.
    PinMissing,
    /// The PIN of the inventory was refused.
    PinRefused,
    /// Too few tries are left to risk one.
    PinFewTries,
    /// A PIN was entered and nobody knows how it ended.
    PinUncertain,
    /// The SIM wants its PUK.
    PukNeeded,
    /// The modem is locked to another SIM or network.
    DeviceLocked,
    /// Not registered with a network.
    NotRegistered,
    /// The network refuses this SIM.
    NetworkDenied,
    /// Registered, but the signal is below the threshold.
    WeakSignal,
    /// The message store is full and can't be emptied.
    MemoryFull,
    /// Messages can't be saved here, so they are left in the modem.
    StoreFailing,
}

impl Reason {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::PortMissing,
        Self::PortBusy,
        Self::PortForbidden,
        Self::PortFailed,
        Self::WrongPort,
        Self::NotAnswering,
        Self::Restarting,
        Self::SimMissing,
        Self::SimFailure,
        Self::SimNotReady,
        Self::SimUnreadable,
        Self::NoMessages,
        Self::PinMissing,
        Self::PinRefused,
        Self::PinFewTries,
        Self::PinUncertain,
        Self::PukNeeded,
        Self::DeviceLocked,
        Self::NotRegistered,
        Self::NetworkDenied,
        Self::WeakSignal,
        Self::MemoryFull,
        Self::StoreFailing,
    ];

    /// The SIM wants something that only a person can give.
    #[must_use]
    pub(crate) const fn is_lock(self) -> bool {
        self.is_pin() || matches!(self, Self::PukNeeded | Self::DeviceLocked)
    }

    /// It is about the PIN, so another PIN may help.
    #[must_use]
    pub(crate) const fn is_pin(self) -> bool {
        matches!(self, Self::PinMissing | Self::PinRefused | Self::PinFewTries | Self::PinUncertain)
    }

    /// Stable, dotted word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PortMissing => "port.missing",
            Self::PortBusy => "port.busy",
            Self::PortForbidden => "port.forbidden",
            Self::PortFailed => "port.failed",
            Self::WrongPort => "port.wrong",
            Self::NotAnswering => "modem.not_answering",
            Self::Restarting => "modem.restarting",
            Self::SimMissing => "sim.missing",
            Self::SimFailure => "sim.failure",
            Self::SimNotReady => "sim.not_ready",
            Self::SimUnreadable => "sim.unreadable",
            Self::NoMessages => "modem.no_messages",
            Self::PinMissing => "sim.pin_missing",
            Self::PinRefused => "sim.pin_refused",
            Self::PinFewTries => "sim.pin_few_tries",
            Self::PinUncertain => "sim.pin_uncertain",
            Self::PukNeeded => "sim.puk_needed",
            Self::DeviceLocked => "modem.locked",
            Self::NotRegistered => "network.not_registered",
            Self::NetworkDenied => "network.denied",
            Self::WeakSignal => "signal.weak",
            Self::MemoryFull => "memory.full",
            Self::StoreFailing => "store.failing",
        }
    }

    /// What to do about it, for the operator.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::PortMissing => "plug the modem in, or correct the port in the configuration",
            Self::PortBusy => {
                "stop the other program that uses the port (often ModemManager), or exclude the port"
            }
            Self::PortForbidden => {
                "let the service's user open the port, for instance through the group dialout"
            }
            Self::PortFailed => "look at the system's log for this device",
            Self::WrongPort => {
                "this looks like a diagnostics or positioning port; configure the modem's AT port"
            }
            Self::NotAnswering => {
                "if it does not come back by itself, check power supply and cable, then re-plug it"
            }
            Self::Restarting => "wait; it comes back by itself",
            Self::SimMissing => "insert a SIM",
            Self::SimFailure => "clean or replace the SIM",
            Self::SimNotReady => "wait; if it stays so, re-insert the SIM",
            Self::SimUnreadable => {
                "try the SIM in another modem; messages stay on the card until it can be read"
            }
            Self::NoMessages => "this modem can't receive messages over AT commands; use another one",
            Self::PinMissing => "add the SIM's PIN to the inventory, or switch the PIN request off",
            Self::PinRefused => "correct the PIN in the inventory; it is not tried again until then",
            Self::PinFewTries => "fewer than three tries are left: unlock the SIM in a phone first",
            Self::PinUncertain => "check the SIM in a phone, then enter its PIN in the inventory again",
            Self::PukNeeded => "unlock the SIM with its PUK in a phone",
            Self::DeviceLocked => "the modem accepts other SIMs only; use an unlocked one",
            Self::NotRegistered => "check antenna and coverage, and that the SIM is active",
            Self::NetworkDenied => "the network refuses this SIM: ask its operator",
            Self::WeakSignal => "move the antenna",
            Self::MemoryFull => "messages can't be deleted from the modem: check the SIM",
            Self::StoreFailing => {
                "check the database; messages wait in the modem and are saved once it works"
            }
        }
    }
}

impl serde::Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_listed_once_under_a_word_of_its_own() {
        let mut codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Reason::ALL.len());
    }
}
