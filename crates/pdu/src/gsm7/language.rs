//! The languages that have national tables, and the pair of shifts a message can announce in its header.

/// A language with national tables; the octet is its identifier in TS 23.038 clause 6.2.1.2.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Language {
    Turkish = 1,
    Spanish = 2,
    Portuguese = 3,
    Bengali = 4,
    Gujarati = 5,
    Hindi = 6,
    Kannada = 7,
    Malayalam = 8,
    Oriya = 9,
    Punjabi = 10,
    Tamil = 11,
    Telugu = 12,
    Urdu = 13,
}

impl Language {
    /// Every language, in the order of its identifier.
    pub const ALL: [Self; 13] = [
        Self::Turkish,
        Self::Spanish,
        Self::Portuguese,
        Self::Bengali,
        Self::Gujarati,
        Self::Hindi,
        Self::Kannada,
        Self::Malayalam,
        Self::Oriya,
        Self::Punjabi,
        Self::Tamil,
        Self::Telugu,
        Self::Urdu,
    ];

    /// The language of an identifier octet; `None` for those not assigned.
    pub fn from_identifier(octet: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.identifier() == octet)
    }

    /// The identifier octet as it stands in a shift element.
    pub const fn identifier(self) -> u8 {
        self as u8
    }

    /// Whether the language replaces the default alphabet too; Spanish only replaces the extension table.
    pub const fn has_locking_table(self) -> bool {
        !matches!(self, Self::Spanish)
    }
}

/// Which tables a GSM-7 message is written with; the default is the plain GSM 7 bit alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NationalShift {
    /// Replaces the default alphabet (header element 0x25).
    pub locking: Option<Language>,
    /// Replaces the extension table (header element 0x24).
    pub single: Option<Language>,
}

impl NationalShift {
    /// The default alphabet with its extension table.
    pub const NONE: Self = Self { locking: None, single: None };
}
