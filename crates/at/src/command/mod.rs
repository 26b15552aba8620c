//! Commands: what is written, what is expected back, and how long it may take.
//!
//! Every command this crate can send has a typed constructor in one of the files here; the only way to send free
//! text is [`Command::console`], which refuses what must not be typed. Arguments are checked when the command is
//! built, so that no quote or line end from outside reaches the modem.

mod argument;
mod bank;
mod identity;
mod message;
mod network;
mod refusal;
mod setup;
mod sim;
mod ussd;

pub use argument::{InvalidArgument, Pin};
pub use identity::IccidSource;
pub use message::ListFilter;
pub use network::SmsBearer;
pub use refusal::{Refusal, refusal};
pub use setup::{CharacterSet, Functionality};
pub use sim::{PinTriesSource, SimFile};

use std::fmt;

/// Names one accepted command of one dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub u64);

/// Which lines belong to a command's answer; all others are unsolicited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// None: only the final result. A line with the command's own prefix is unsolicited.
    Nothing,
    /// Lines with the command's own prefix or one of these.
    Prefixed(&'static [&'static str]),
    /// Data without a prefix, of this shape; or lines as in [`Expect::Prefixed`].
    Bare(Shape, &'static [&'static str]),
    /// Header lines with the command's own prefix, each followed by a line with its PDU.
    Pdus,
    /// A registration query: own prefix with at least two fields, since with one it is unsolicited.
    Registration,
}

/// What a bare line must look like to be taken as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any line that does not have the form of an announcement.
    Text,
    /// Any line that is no announcement known by name.
    Anything,
    /// Digits, at least six, perhaps quoted.
    Digits,
    /// Hexadecimal digits, at least ten, perhaps quoted.
    Hex,
}

/// How a command's end is recognised besides an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By its final result only.
    Final,
    /// By its final result, or this many milliseconds after its information line (some modems forget the `OK`).
    FinalOrGrace { grace_ms: u32 },
    /// By its information line: this modem never sends a final result here.
    Information,
}

/// One command, ready to be submitted.
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    pub(crate) text: String,
    pub(crate) secret: bool,
    pub(crate) expect: Expect,
    pub(crate) ending: Ending,
    pub(crate) timeout_ms: u32,
    pub(crate) payload: Option<String>,
    pub(crate) numeric: bool,
}

const ORDINARY_MS: u32 = 5_000;

impl Command {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            secret: false,
            expect: Expect::Nothing,
            ending: Ending::Final,
            timeout_ms: ORDINARY_MS,
            payload: None,
            numeric: false,
        }
    }

    /// A query whose answer carries the command's own prefix.
    pub(crate) fn query(text: impl Into<String>) -> Self {
        Self::new(text).expecting(Expect::Prefixed(&[]))
    }

    pub(crate) fn expecting(mut self, expect: Expect) -> Self {
        self.expect = expect;
        self
    }

    pub(crate) fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    pub(crate) fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// The same command with another time-out, counted from the last relevant line.
    #[must_use]
    pub fn timeout_ms(mut self, timeout_ms: u32) -> Self {
        self.timeout_ms = timeout_ms;
        self
    }

    /// The same command with another ending, for modems known to forget final results.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// A command a person typed. Everything that comes back and is no known announcement is its answer.
    pub fn console(text: &str) -> Result<Self, Refusal> {
        match refusal(text) {
            Some(refusal) => Err(refusal),
            None => {
                Ok(Self::new(text.trim()).expecting(Expect::Bare(Shape::Anything, &[])).timeout_ms(30_000))
            }
        }
    }

    /// The name before `=` or `?`, as information lines carry it (`+CPMS`); empty for basic commands.
    pub(crate) fn own_prefix(&self) -> &str {
        let body = self.text.get(2..).unwrap_or("");
        if !body.starts_with(|c: char| c.is_ascii_punctuation()) {
            return "";
        }
        let end = body.find(['=', '?', ';']).unwrap_or(body.len());
        body[..end].trim()
    }

    /// Whether `NO CARRIER`, `BUSY`, `CONNECT` are results of this command rather than news of another call.
    pub(crate) fn is_call(&self) -> bool {
        let text = self.text.to_ascii_uppercase();
        ["ATD", "ATA", "ATO", "AT+CGDATA"].iter().any(|call| text.starts_with(call))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.secret, self.text.split_once('=')) {
            (true, Some((name, _))) => write!(f, "{name}=…"),
            (true, None) => f.write_str("…"),
            (false, _) => f.write_str(&self.text),
        }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command")
            .field("text", &self.to_string())
            .field("payload_bytes", &self.payload.as_ref().map(String::len))
            .field("timeout_ms", &self.timeout_ms)
            .finish_non_exhaustive()
    }
}
