//! `+CMS ERROR` numbers (3GPP TS 27.005; below 128 the network's own causes of TS 24.011).

use super::Reaction;

/// The number of a `+CMS ERROR`; 500 (unknown) where the modem wrote words nobody knows, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CmsCode(pub u16);

/// The numbers met in practice, with the words that `AT+CMEE=2` writes in their place.
const WORDS: &[(u16, &str)] = &[
    (1, "unassigned number"),
    (8, "operator determined barring"),
    (10, "call barred"),
    (21, "short message transfer rejected"),
    (27, "destination out of service"),
    (28, "unidentified subscriber"),
    (29, "facility rejected"),
    (30, "unknown subscriber"),
    (38, "network out of order"),
    (41, "temporary failure"),
    (42, "congestion"),
    (47, "resources unavailable"),
    (50, "requested facility not subscribed"),
    (69, "requested facility not implemented"),
    (192, "sc busy"),
    (193, "no sc subscription"),
    (194, "sc system failure"),
    (197, "duplicate short message"),
    (208, "sim sms storage full"),
    (211, "memory capacity exceeded"),
    (300, "me failure"),
    (301, "sms service of me reserved"),
    (302, "operation not allowed"),
    (303, "operation not supported"),
    (304, "invalid pdu mode parameter"),
    (305, "invalid text mode parameter"),
    (310, "sim not inserted"),
    (311, "sim pin required"),
    (312, "ph-sim pin required"),
    (313, "sim failure"),
    (314, "sim busy"),
    (315, "sim wrong"),
    (316, "sim puk required"),
    (320, "memory failure"),
    (321, "invalid memory index"),
    (322, "memory full"),
    (330, "smsc address unknown"),
    (331, "no network service"),
    (332, "network timeout"),
    (340, "no +cnma acknowledgement expected"),
    (500, "unknown error"),
    (512, "user abort"),
    (513, "unable to store"),
    (515, "please wait"),
    (521, "invalid input value"),
    (532, "sim not ready"),
    (538, "invalid parameter"),
];

impl CmsCode {
    /// No number, or words nobody knows.
    pub const UNKNOWN: Self = Self(500);

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
            302 | 301 | 532 => Reaction::WaitReady,
            303 => Reaction::CapabilityOff,
            310 => Reaction::NoSim,
            311 | 317 => Reaction::EnterPin,
            316 | 318 => Reaction::NeedPuk,
            312 => Reaction::SimBlocked,
            313 | 315 => Reaction::SimFailure,
            314 | 515 => Reaction::RetrySoon,
            208..=213 | 320 | 322 | 513 => Reaction::DrainStorage,
            321 => Reaction::AlreadyGone,
            331 | 332 => Reaction::Backoff,
            330 => Reaction::SetServiceCentre,
            340 | 512 => Reaction::GoOn,
            304 | 305 | 538 | 549..=554 => Reaction::OurFault,
            38 | 41 | 42 | 47 | 192 | 194 => Reaction::TemporaryRefusal,
            1..=127 | 128..=159 | 160..=175 | 193 | 195..=207 => Reaction::PermanentRefusal,
            _ => Reaction::RetryOnce,
        }
    }
}

impl std::fmt::Display for CmsCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} ({name})", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}
