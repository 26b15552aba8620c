//! What a modem says unasked (unsolicited result codes).
//!
//! Recognition works on single lines; the dialogue joins the two-line ones ([`Urc::Message`],
//! [`Urc::StatusReport`], [`Urc::CellBroadcast`]) with their PDU line. Nothing here decides what to do about it.

use std::fmt;

use crate::parse::registration::Registration;
use crate::parse::signal::Dbm;
use crate::parse::sim::SimState;
use crate::parse::storage::Storage;
use crate::parse::ussd::Ussd;

mod recognise;

pub(crate) use recognise::{Header, Recognised, looks_unsolicited, recognise};

/// Something the modem said unasked. `Debug` leaves out PDUs, texts and numbers.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Urc {
    /// `+CMTI`: a message was stored; read it from this store and index.
    NewMessage { storage: Storage, index: u16 },
    /// `+CMT` with its PDU (hex): a message delivered directly; acknowledge it where `+CSMS: 1` holds.
    Message { alpha: Option<String>, length: u16, pdu: String },
    /// `+CMT` in text mode, as a modem not yet in PDU mode sends it; the text is its first line only.
    TextMessage { header: String, text: String },
    /// `+CDS` with its PDU (hex).
    StatusReport { length: u16, pdu: String },
    /// `+CDS` in text mode, on one line: first octet, reference, the rest as it came.
    TextStatusReport { first_octet: u8, reference: u8, rest: String },
    /// `+CDSI`: a report was stored. Some Quectel name the wrong store here: it lives in `SR`.
    StatusReportStored { storage: Storage, index: u16 },
    /// `+CBM` with its page (hex).
    CellBroadcast { length: u16, pdu: String },
    /// `+CBMI`: a cell broadcast page was stored.
    CellBroadcastStored { storage: Storage, index: u16 },
    /// `+CREG`, `+CGREG`, `+CEREG`, `+C5GREG`.
    Registration(Registration),
    /// `+CPIN`, `+QUSIM`, `^SIMST`, `#QSS`, `+SIM: …` and other words on the card.
    SimState(SimState),
    /// A card was put in; read everything about it again.
    SimInserted,
    /// The card was taken out.
    SimRemoved,
    /// `RING`, `+CRING`.
    Ring,
    /// `+CLIP`: the caller's number, where it is shown.
    Caller { number: Option<String> },
    /// A call ended while no dial command was outstanding.
    CallEnded,
    /// `+CUSD`.
    Ussd(Ussd),
    /// A message store is full: nothing more arrives until something is deleted.
    MemoryFull { storage: Option<Storage> },
    /// The modem (re)started: echo, error form and notifications are at their defaults again.
    Reboot(Boot),
    /// Message commands work from now on (`SMS Ready`, `SMS DONE`, `+QIND: SMS DONE`).
    SmsReady,
    /// The phone book and calls are ready (`Call Ready`, `PB DONE`).
    PhonebookReady,
    /// Signal strength (`^RSSI`, `+CSQ` unasked, `+ZRSSI`); none: not known.
    Signal(Option<Dbm>),
    /// `+CMGS: <n>` after its command was given up: the message has gone out after all.
    LateReference(u8),
    /// Anything else that has the shape of an unsolicited line, as it came.
    Other(String),
}

/// Which announcement told of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Boot {
    /// `RDY`, `^SYSSTART`, `START`, `MODEM:STARTUP`: the modem has just started.
    Started,
    /// `+CFUN: 1` unasked: the radio came up, usually after a start.
    RadioOn,
    /// `NORMAL POWER DOWN`, `POWERED DOWN`, `^SHUTDOWN`: the modem is about to vanish.
    PowerDown,
    /// `UNDER-VOLTAGE` and `OVER-VOLTAGE` warnings: expect a brown-out loop.
    Voltage,
}

impl fmt::Debug for Urc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewMessage { storage, index } => write!(f, "NewMessage({storage}, {index})"),
            Self::Message { length, .. } => write!(f, "Message({length} octets)"),
            Self::TextMessage { text, .. } => write!(f, "TextMessage({} bytes)", text.len()),
            Self::StatusReport { length, .. } => write!(f, "StatusReport({length} octets)"),
            Self::TextStatusReport { reference, .. } => write!(f, "TextStatusReport({reference})"),
            Self::StatusReportStored { storage, index } => {
                write!(f, "StatusReportStored({storage}, {index})")
            }
            Self::CellBroadcast { length, .. } => write!(f, "CellBroadcast({length} octets)"),
            Self::CellBroadcastStored { storage, index } => {
                write!(f, "CellBroadcastStored({storage}, {index})")
            }
            Self::Registration(registration) => registration.fmt(f),
            Self::SimState(state) => write!(f, "SimState({state:?})"),
            Self::SimInserted => f.write_str("SimInserted"),
            Self::SimRemoved => f.write_str("SimRemoved"),
            Self::Ring => f.write_str("Ring"),
            Self::Caller { .. } => f.write_str("Caller"),
            Self::CallEnded => f.write_str("CallEnded"),
            Self::Ussd(ussd) => ussd.fmt(f),
            Self::MemoryFull { storage } => write!(f, "MemoryFull({storage:?})"),
            Self::Reboot(boot) => write!(f, "Reboot({boot:?})"),
            Self::SmsReady => f.write_str("SmsReady"),
            Self::PhonebookReady => f.write_str("PhonebookReady"),
            Self::Signal(dbm) => write!(f, "Signal({dbm:?})"),
            Self::LateReference(reference) => write!(f, "LateReference({reference})"),
            Self::Other(line) => write!(f, "Other({})", line.split(':').next().unwrap_or_default()),
        }
    }
}
