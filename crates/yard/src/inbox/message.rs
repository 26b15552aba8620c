//! A message as it is handed on, and as it is listed.

use kernel::{Iccid, Msisdn, Timestamp};

use crate::line::LineId;
use crate::modem::ModemId;

kernel::typed_id! {
    /// A message that came in.
    MessageId,
    /// One PDU of a message as it came off the modem.
    PartId,
}

/// What a message says. It does not print; whoever shows it to somebody says [`Text::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Wraps a text.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Its length in characters, which may be told to anybody.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.0.chars().count()
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} characters)", self.characters())
    }
}

/// What the text of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// Characters.
    Text,
    /// Octets without an alphabet (settings, WAP push): hexadecimal digits.
    Data,
    /// Compressed characters, not decompressed: hexadecimal digits.
    Compressed,
    /// As a modem in text mode wrote it: its first line, in an alphabet that the modem did not tell.
    TextMode,
}

impl Coding {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Data => "data",
            Self::Compressed => "compressed",
            Self::TextMode => "text_mode",
        }
    }

    pub(crate) fn from_code(code: &str) -> Self {
        match code {
            "data" => Self::Data,
            "compressed" => Self::Compressed,
            "text_mode" => Self::TextMode,
            _ => Self::Text,
        }
    }
}

/// A message that came in, whole or as much of it as came in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its row.
    pub id: MessageId,
    /// The line it came in on.
    pub line: LineId,
    /// The card in that line.
    pub iccid: Iccid,
    /// The modem that took it.
    pub modem: ModemId,
    /// The line's number when it came.
    pub recipient: Option<Msisdn>,
    /// Who sent it: a number with its plus where it is international, a short code, or a name.
    pub sender: String,
    /// What it says.
    pub text: Text,
    /// What the text is.
    pub coding: Coding,
    /// When the house had all of it.
    pub received_at: Timestamp,
    /// When the network's service centre got it (its first part), by that centre's clock.
    pub smsc_at: Option<Timestamp>,
    /// How many parts came.
    pub parts: u8,
    /// How many parts it has.
    pub total: u8,
    /// Whether all of them came in time.
    pub complete: bool,
    /// The message class, where it has one; 0 is meant to be shown at once and not kept.
    pub class: Option<u8>,
}

/// A message in a list: everything but what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageSummary {
    /// Its row.
    pub id: MessageId,
    /// The line it came in on.
    pub line: LineId,
    /// The card in that line.
    pub iccid: Iccid,
    /// The modem that took it.
    pub modem: ModemId,
    /// The line's number when it came.
    pub recipient: Option<Msisdn>,
    /// Who sent it.
    pub sender: String,
    /// How long it is, in characters.
    pub characters: u32,
    /// What the text is.
    pub coding: Coding,
    /// When the house had all of it.
    pub received_at: Timestamp,
    /// When the service centre got it.
    pub smsc_at: Option<Timestamp>,
    /// How many parts came.
    pub parts: u8,
    /// How many parts it has.
    pub total: u8,
    /// Whether all of them came.
    pub complete: bool,
    /// The message class, where it has one.
    pub class: Option<u8>,
}

/// Which messages a list should hold; everything that is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Only those of this line.
    pub line: Option<LineId>,
    /// Only those to this number.
    pub recipient: Option<Msisdn>,
    /// Only those from exactly this sender.
    pub sender: Option<String>,
    /// Only those received at or after this time.
    pub since: Option<Timestamp>,
    /// Only those received before this time.
    pub before: Option<Timestamp>,
    /// Go on behind this one, as the page before said.
    pub cursor: Option<kernel::Cursor>,
}
