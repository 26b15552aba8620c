//! The yard: modems on ports, the lines they carry, and the inbox that loses nothing.
//!
//! ```text
//!  port ──link──▶ dialogue (at) ──▶ supervisor ──PDU──▶ inbox ──▶ message ──▶ Listener (market)
//!                                       │
//!                                       ├──card──▶ line ──────────▶ Listener
//!                                       └──state──▶ roster ──▶ modems page, facts
//! ```
//!
//! What always holds:
//! * A modem is told to delete or acknowledge a message only after its commit; whatever dies in between, the message
//!   is found again on the card and recognised by its fingerprint.
//! * One transaction stores a message, tells the [`Listener`] and notes the fact, or none of it happens.
//! * One modem that hangs holds up nobody: a task per port, no lock across a wait, no thread per modem.
//! * A PIN is tried once, and never when that could be a card's last try but two.
//! * No command that changes a device's identity is ever sent.
//!
//! It knows no HTTP, no configuration file and no market. Start reading at [`Yard`], then `supervisor/`, then
//! `inbox/`.

mod house;
mod inbox;
mod journal;
mod line;
mod link;
mod listener;
mod modem;
mod ports;
mod roster;
mod schema;
mod settings;
mod supervisor;
mod yard;

pub use inbox::{Coding, Inbox, Message, MessageFilter, MessageId, MessageSummary, Text};
pub use line::{Line, LineId};
pub use listener::{Listener, NoListener};
pub use modem::{ModemId, ModemView, Registration, Signal};
pub use schema::migrations;
pub use settings::{InvalidPort, Polls, PortSpec, SignalThresholds, Timeouts, YardSettings};
pub use supervisor::{LadderSettings, ModemState, Reason};
pub use yard::Yard;
