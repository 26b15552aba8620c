//! The words between a modem and the network: what comes in, what goes out, and how each side answers.

use super::storage::SmsPdu;

/// Names one delivery attempt's message towards the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeliveryId(pub u64);

/// What kind of message comes in; it decides where the modem puts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncomingKind {
    /// A text without class or of class 1 or 3.
    Text,
    /// Class 0: shown at once, not stored.
    Flash,
    /// Class 2: belongs onto the SIM.
    SimSpecific,
    /// A status report for a message sent earlier.
    Report,
}

/// A message the network hands to the modem.
#[derive(Debug, Clone)]
pub struct IncomingSms {
    /// The network's name for it.
    pub id: DeliveryId,
    /// The message.
    pub pdu: SmsPdu,
    /// Its kind.
    pub kind: IncomingKind,
}

/// Why the modem did not take a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No free slot; the network waits until the modem reports free memory.
    MemoryFull,
    /// Not reachable, or a message is still unacknowledged; the network tries again later.
    Unreachable,
    /// The client never acknowledged a direct message.
    NotAcknowledged,
}

/// An outgoing message as the client gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submission {
    /// PDU mode: the SUBMIT with its service-centre address.
    Pdu(SmsPdu),
    /// Text mode.
    Text {
        /// Recipient as written.
        to: String,
        /// The text.
        text: String,
    },
}

/// What the outside must do or know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The message is stored, or acknowledged by the client.
    Accepted(DeliveryId),
    /// The message must be kept by the network.
    Refused(DeliveryId, Refusal),
    /// A slot became free after the memory had been full.
    MemoryAvailable,
    /// The client sends a message; answer with [`ModemCore::submitted`].
    Submit(Submission),
    /// The modem restarts: a USB one disappears for a moment.
    Rebooting,
}

/// Whether the network takes an outgoing message: its reference, or a CMS error number.
pub type SubmitResult = Result<u8, u16>;

/// Registration as the network sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Switched off or not tried yet.
    Idle,
    /// At home.
    Home,
    /// Looking for a network.
    Searching,
    /// Refused by the network.
    Denied,
    /// In another's network.
    Roaming,
}

impl Registration {
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Idle => 0,
            Self::Home => 1,
            Self::Searching => 2,
            Self::Denied => 3,
            Self::Roaming => 5,
        }
    }

    pub(super) fn is_registered(self) -> bool {
        matches!(self, Self::Home | Self::Roaming)
    }
}
