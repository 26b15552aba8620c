//! AT dialogue with GSM/LTE modems, without I/O.
//!
//! Start with [`Dialogue`]: bytes and the time go in, bytes to write and [`Event`]s come out. A [`Command`] is
//! built by a typed constructor (`command/`), its [`Answer`] is understood by the pure functions in [`parse`],
//! what the modem says unasked arrives as a [`Urc`], and what differs between vendors is data in [`profile`].
//!
//! What always holds: one command is outstanding per port; chatter never prolongs a time-out; memory is bounded
//! whatever the line sends; the way the byte stream is cut never changes the events; PINs and message payloads
//! never show in `Debug`, `Display` or an error. What this crate does not do: open ports, read clocks, decode
//! PDUs, retry, or change a device's identity (there is no constructor for such commands, and
//! [`command::refusal`] recognises them when a person types them).

pub mod command;
pub mod parse;
pub mod profile;

mod answer;
mod dialogue;
mod failure;
mod fields;
mod time;
mod urc;

pub use answer::{Answer, Completion};
pub use command::{Command, CommandId};
pub use dialogue::{Busy, Dialogue, Event, Noise, Settings};
pub use failure::{CmeCode, CmsCode, Failure, Reaction, Stage};
pub use profile::Profile;
pub use time::Millis;
pub use urc::{Boot, Urc};
