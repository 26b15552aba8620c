//! Why a command failed, and what a driver should do about it.
//!
//! Numbers are those of 3GPP TS 27.007 (`+CME`) and 27.005 (`+CMS`) plus the vendor ones met in the field.
//! [`Failure::reaction`] turns them into a decision; carrying it out is the driver's business.

mod cme;
mod cms;
mod reaction;

pub use cme::CmeCode;
pub use cms::CmsCode;
pub use reaction::Reaction;

/// How far a command had come when it was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Accepted, but nothing of it was written yet.
    Queued,
    /// Written; its payload was not, the prompt had not come.
    Prompt,
    /// Everything was written, the payload included; the modem may have acted on it.
    Answer,
}

/// Why a command has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Failure {
    /// No relevant line came in time.
    #[error("the modem did not answer in time")]
    Timeout(Stage),
    /// Plain `ERROR`.
    #[error("the modem answered ERROR")]
    Error,
    /// `+CME ERROR`.
    #[error("the modem answered +CME ERROR {0}")]
    Cme(CmeCode),
    /// `+CMS ERROR`.
    #[error("the modem answered +CMS ERROR {0}")]
    Cms(CmsCode),
    /// `COMMAND NOT SUPPORT` and its kin.
    #[error("the modem does not know this command")]
    NotSupported,
    /// The call ended or never began.
    #[error("no carrier")]
    NoCarrier,
    /// The called party is busy.
    #[error("the called party is busy")]
    Busy,
    /// The called party does not answer.
    #[error("the called party does not answer")]
    NoAnswer,
    /// There is no line to dial on.
    #[error("no dial tone")]
    NoDialTone,
    /// The caller cancelled the command.
    #[error("the command was cancelled")]
    Cancelled(Stage),
    /// The port was closed or re-opened underneath the command.
    #[error("the port was re-opened before the modem answered")]
    Closed(Stage),
    /// The answer outgrew its limit.
    #[error("the answer is larger than the limit for one command")]
    Overflow,
}

impl Failure {
    /// Whether the modem may have carried the command out all the same: never repeat an outgoing message then.
    #[must_use]
    pub fn fate_unknown(self) -> bool {
        match self {
            Self::Timeout(stage) | Self::Cancelled(stage) | Self::Closed(stage) => stage == Stage::Answer,
            Self::Overflow => true,
            Self::Error
            | Self::Cme(_)
            | Self::Cms(_)
            | Self::NotSupported
            | Self::NoCarrier
            | Self::Busy
            | Self::NoAnswer
            | Self::NoDialTone => false,
        }
    }

    /// What a driver should do next.
    #[must_use]
    pub fn reaction(self) -> Reaction {
        match self {
            Self::Cme(code) => code.reaction(),
            Self::Cms(code) => code.reaction(),
            Self::NotSupported => Reaction::CapabilityOff,
            Self::Error | Self::Overflow => Reaction::RetryOnce,
            Self::Timeout(_) | Self::Closed(_) => Reaction::Recover,
            Self::NoCarrier | Self::Busy | Self::NoAnswer | Self::NoDialTone => Reaction::TemporaryRefusal,
            Self::Cancelled(_) => Reaction::GoOn,
        }
    }
}
