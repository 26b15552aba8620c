//! Message memories: numbered slots that hold PDUs.
//!
//! Slots count from 0 here; the number a client sees depends on the modem's family and is added at the AT edge.

use std::fmt;

/// A PDU as AT carries it: hex of service-centre address and TPDU, and the TPDU's length in octets.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SmsPdu {
    /// Upper-case hex, service-centre address first.
    pub hex: String,
    /// Octets of the TPDU alone: the number in `+CMT: ,<length>`.
    pub tpdu_octets: usize,
}

impl fmt::Debug for SmsPdu {
    // The hex holds the message text: a log or a failed assertion shows only its size.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmsPdu({} octets)", self.tpdu_octets)
    }
}

/// `<stat>` of a stored message, as numbered by 27.005.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Received, never read.
    Unread,
    /// Received and read.
    Read,
    /// Stored for sending.
    Unsent,
    /// Stored and sent.
    Sent,
}

impl MessageState {
    /// The number used in PDU mode.
    pub fn number(self) -> u8 {
        match self {
            Self::Unread => 0,
            Self::Read => 1,
            Self::Unsent => 2,
            Self::Sent => 3,
        }
    }

    /// The words used in text mode.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unread => "REC UNREAD",
            Self::Read => "REC READ",
            Self::Unsent => "STO UNSENT",
            Self::Sent => "STO SENT",
        }
    }
}

/// One stored message.
#[derive(Debug, Clone)]
pub struct StoredMessage {
    /// Read, unread, …
    pub state: MessageState,
    /// The message.
    pub pdu: SmsPdu,
}

/// A memory of fixed capacity; a new message takes the lowest free slot, as real ones do.
#[derive(Debug, Clone)]
pub struct Store {
    slots: Vec<Option<StoredMessage>>,
}

impl Store {
    /// An empty memory.
    pub fn new(capacity: usize) -> Self {
        Self { slots: vec![None; capacity] }
    }

    /// Number of slots.
    pub fn capacity(&self) -> usize {
        self.slots.len()
    }

    /// Number of slots in use.
    pub fn used(&self) -> usize {
        self.slots.iter().flatten().count()
    }

    /// True when a message would be refused.
    pub fn is_full(&self) -> bool {
        self.used() == self.capacity()
    }

    /// Stores a message and tells its slot; `None` when full.
    pub fn put(&mut self, state: MessageState, pdu: SmsPdu) -> Option<usize> {
        let free = self.slots.iter().position(Option::is_none)?;
        self.slots[free] = Some(StoredMessage { state, pdu });
        Some(free)
    }

    /// The message in a slot.
    pub fn get(&self, slot: usize) -> Option<&StoredMessage> {
        self.slots.get(slot)?.as_ref()
    }

    /// Turns an unread message into a read one.
    pub fn mark_read(&mut self, slot: usize) {
        if let Some(Some(message)) = self.slots.get_mut(slot)
            && message.state == MessageState::Unread
        {
            message.state = MessageState::Read;
        }
    }

    /// Frees a slot; tells whether it held anything.
    pub fn remove(&mut self, slot: usize) -> bool {
        self.slots.get_mut(slot).is_some_and(|place| place.take().is_some())
    }

    /// Used slots with their messages, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &StoredMessage)> {
        self.slots.iter().enumerate().filter_map(|(slot, place)| Some((slot, place.as_ref()?)))
    }
}

/// A memory's name on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Memory {
    /// On the SIM: small, travels with the card.
    Sim,
    /// In the modem.
    Device,
    /// Both, the modem's slots first.
    Both,
    /// Status reports.
    Reports,
}

impl Memory {
    /// Reads a name as clients write it.
    pub fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().as_str() {
            "SM" => Some(Self::Sim),
            "ME" => Some(Self::Device),
            "MT" => Some(Self::Both),
            "SR" => Some(Self::Reports),
            _ => None,
        }
    }

    /// The two letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sim => "SM",
            Self::Device => "ME",
            Self::Both => "MT",
            Self::Reports => "SR",
        }
    }
}
