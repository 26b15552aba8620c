//! The data coding scheme (TS 23.038 clause 4): alphabet, class, compression and message waiting of a message.
//!
//! The octet is kept as it came; the meanings are read from it. Reserved values are treated as the GSM 7 bit default
//! alphabet, as the specification asks.

/// How the user data is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// GSM 7 bit default alphabet, national tables included.
    Gsm7,
    /// Octets without an alphabet.
    EightBit,
    /// UCS-2, in practice UTF-16 big-endian.
    Ucs2,
}

/// Where a message wants to go in the receiving device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// Class 0: shown at once and not stored ("flash").
    Flash = 0,
    /// Class 1: the device's memory.
    Device = 1,
    /// Class 2: the SIM.
    Sim = 2,
    /// Class 3: the terminal equipment behind the device.
    Terminal = 3,
}

impl Class {
    /// The class of a number from 0 to 3.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Flash),
            1 => Some(Self::Device),
            2 => Some(Self::Sim),
            3 => Some(Self::Terminal),
            _ => None,
        }
    }

    /// The number of the class.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// What kind of message waits somewhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Waiting {
    Voicemail,
    Fax,
    Email,
    Other,
}

/// A message waiting indication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageWaiting {
    /// Whether the indicator is switched on or off.
    pub active: bool,
    /// Which indicator.
    pub kind: Waiting,
    /// Whether the text is to be kept; otherwise the device may throw it away.
    pub store: bool,
}

/// The data coding scheme octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Dcs(u8);

const COMPRESSED: u8 = 0x20;
const HAS_CLASS: u8 = 0x10;

impl Dcs {
    /// GSM-7 without a class.
    pub const GSM7: Self = Self(0x00);
    /// Octets without a class.
    pub const EIGHT_BIT: Self = Self(0x04);
    /// UCS-2 without a class.
    pub const UCS2: Self = Self(0x08);

    /// Takes the octet as it came.
    pub const fn from_octet(octet: u8) -> Self {
        Self(octet)
    }

    /// The general coding group octet for an alphabet and a class.
    pub const fn new(alphabet: Alphabet, class: Option<Class>) -> Self {
        let Self(base) = match alphabet {
            Alphabet::Gsm7 => Self::GSM7,
            Alphabet::EightBit => Self::EIGHT_BIT,
            Alphabet::Ucs2 => Self::UCS2,
        };
        match class {
            None => Self(base),
            Some(class) => Self(base | HAS_CLASS | class.number()),
        }
    }

    /// The octet.
    pub const fn octet(self) -> u8 {
        self.0
    }

    /// The alphabet; GSM-7 for everything reserved.
    pub const fn alphabet(self) -> Alphabet {
        match (self.0 >> 4, self.0 & 0x0C) {
            (0x0..=0x7, 0x04) => Alphabet::EightBit,
            (0x0..=0x7, 0x08) | (0xE, _) => Alphabet::Ucs2,
            (0xF, 0x04 | 0x0C) => Alphabet::EightBit,
            _ => Alphabet::Gsm7,
        }
    }

    /// The class, when the octet names one.
    pub const fn class(self) -> Option<Class> {
        match self.0 >> 4 {
            0x0..=0x7 if self.0 & HAS_CLASS != 0 => Class::from_number(self.0 & 0b11),
            0xF => Class::from_number(self.0 & 0b11),
            _ => None,
        }
    }

    /// Whether the text is compressed (TS 23.042); it is then kept as octets.
    pub const fn compressed(self) -> bool {
        self.0 < 0x80 && self.0 & COMPRESSED != 0
    }

    /// Whether the sender asks for deletion once the message was read.
    pub const fn automatic_deletion(self) -> bool {
        matches!(self.0, 0x40..=0x7F)
    }

    /// The message waiting indication, for the groups that carry one.
    pub const fn message_waiting(self) -> Option<MessageWaiting> {
        let store = match self.0 >> 4 {
            0xC => false,
            0xD | 0xE => true,
            _ => return None,
        };
        let kind = match self.0 & 0b11 {
            0 => Waiting::Voicemail,
            1 => Waiting::Fax,
            2 => Waiting::Email,
            _ => Waiting::Other,
        };
        Some(MessageWaiting { active: self.0 & 0x08 != 0, kind, store })
    }

    /// Whether the user data length counts septets; compressed text counts octets whatever its alphabet.
    pub const fn counts_septets(self) -> bool {
        matches!(self.alphabet(), Alphabet::Gsm7) && !self.compressed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn each_group_reads_as_the_specification_says() {
        let mut table = String::new();
        for octet in [
            0x00, 0x03, 0x04, 0x08, 0x0C, 0x10, 0x15, 0x18, 0x24, 0x40, 0x59, 0x84, 0x98, 0xC8, 0xD1, 0xE0,
            0xF0, 0xF6, 0xFB,
        ] {
            let dcs = Dcs::from_octet(octet);
            let _ = writeln!(
                table,
                "{octet:02X} {:?} class {:?}{}{} {:?}",
                dcs.alphabet(),
                dcs.class().map(Class::number),
                if dcs.compressed() { " compressed" } else { "" },
                if dcs.automatic_deletion() { " auto-delete" } else { "" },
                dcs.message_waiting().map(|waiting| (waiting.kind, waiting.active, waiting.store)),
            );
        }
        insta::assert_snapshot!(table, @"
        00 Gsm7 class None None
        03 Gsm7 class None None
        04 EightBit class None None
        08 Ucs2 class None None
        0C Gsm7 class None None
        10 Gsm7 class Some(0) None
        15 EightBit class Some(1) None
        18 Ucs2 class Some(0) None
        24 EightBit class None compressed None
        40 Gsm7 class None auto-delete None
        59 Ucs2 class Some(1) auto-delete None
        84 Gsm7 class None None
        98 Gsm7 class None None
        C8 Gsm7 class None Some((Voicemail, true, false))
        D1 Gsm7 class None Some((Fax, false, true))
        E0 Ucs2 class None Some((Voicemail, false, true))
        F0 Gsm7 class Some(0) None
        F6 EightBit class Some(2) None
        FB Gsm7 class Some(3) None
        ");
    }

    #[test]
    fn built_octets_read_back() {
        for alphabet in [Alphabet::Gsm7, Alphabet::EightBit, Alphabet::Ucs2] {
            for class in
                [None, Some(Class::Flash), Some(Class::Device), Some(Class::Sim), Some(Class::Terminal)]
            {
                let dcs = Dcs::new(alphabet, class);
                assert_eq!((dcs.alphabet(), dcs.class()), (alphabet, class));
            }
        }
    }
}
