//! `+CME ERROR` numbers (3GPP TS 27.007).

use super::Reaction;

/// The number of a `+CME ERROR`; 100 (unknown) where the modem wrote words nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CmeCode(pub u16);

/// The numbers met in practice, with the words that `AT+CMEE=2` writes in their place.
const WORDS: &[(u16, &str)] = &[
    (0, "phone failure"),
    (3, "operation not allowed"),
    (4, "operation not supported"),
    (5, "ph-sim pin required"),
    (10, "sim not inserted"),
    (11, "sim pin required"),
    (12, "sim puk required"),
    (13, "sim failure"),
    (14, "sim busy"),
    (15, "sim wrong"),
    (16, "incorrect password"),
    (17, "sim pin2 required"),
    (18, "sim puk2 required"),
    (20, "memory full"),
    (21, "invalid index"),
    (22, "not found"),
    (23, "memory failure"),
    (24, "text string too long"),
    (25, "invalid characters in text string"),
    (26, "dial string too long"),
    (27, "invalid characters in dial string"),
    (30, "no network service"),
    (31, "network timeout"),
    (32, "network not allowed - emergency calls only"),
    (40, "network personalisation pin required"),
    (50, "incorrect parameters"),
    (53, "invalid parameter"),
    (100, "unknown"),
    (103, "illegal ms"),
    (106, "illegal me"),
    (107, "gprs services not allowed"),
    (111, "plmn not allowed"),
    (112, "location area not allowed"),
    (113, "roaming not allowed in this location area"),
    (515, "please wait, init or command processing in progress"),
];

impl CmeCode {
    /// No number, or words nobody knows.
    pub const UNKNOWN: Self = Self(100);

    /// Reads what follows the colon: a number, perhaps with rubbish behind it, or words.
    pub(crate) fn read(text: &str) -> Self {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        let lower = text.to_ascii_lowercase();
        let by_word = || WORDS.iter().find(|(_, word)| *word == lower).map(|(code, _)| *code);
        digits.parse().ok().or_else(by_word).map_or(Self::UNKNOWN, Self)
    }

    /// What the standard or the vendor calls it.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        WORDS.iter().find(|(code, _)| *code == self.0).map(|(_, word)| *word)
    }

    /// What a driver should do next.
    #[must_use]
    pub fn reaction(self) -> Reaction {
        match self.0 {
            3 => Reaction::WaitReady,
            4 => Reaction::CapabilityOff,
            10 => Reaction::NoSim,
            11 | 17 => Reaction::EnterPin,
            12 | 18 => Reaction::NeedPuk,
            13 | 15 => Reaction::SimFailure,
            14 | 515 => Reaction::RetrySoon,
            16 => Reaction::WrongPassword,
            20 | 23 => Reaction::DrainStorage,
            21 | 22 => Reaction::AlreadyGone,
            30 | 31 => Reaction::Backoff,
            5 | 32 | 40 | 103 | 106 | 107 | 111..=113 => Reaction::SimBlocked,
            24..=27 | 50 | 53 => Reaction::OurFault,
            _ => Reaction::RetryOnce,
        }
    }
}

impl std::fmt::Display for CmeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} ({name})", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}
