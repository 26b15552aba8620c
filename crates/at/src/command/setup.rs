//! Getting a port to talk: sync, echo, result form, radio, speed.

use super::{Command, Expect, Shape};

/// `+CFUN` levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Functionality {
    /// 0: SIM and radio off.
    Minimum,
    /// 1: everything on.
    Full,
    /// 4: radio off, SIM on.
    Airplane,
}

/// Character sets of strings in answers and USSD requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CharacterSet {
    /// The GSM default alphabet.
    Gsm,
    /// UCS-2 as hexadecimal digits.
    Ucs2,
    /// International reference alphabet.
    Ira,
}

impl CharacterSet {
    fn word(self) -> &'static str {
        match self {
            Self::Gsm => "GSM",
            Self::Ucs2 => "UCS2",
            Self::Ira => "IRA",
        }
    }
}

impl Command {
    /// `AT`: is anybody there. Short, for speed training and probing; takes `OK` and `0`.
    #[must_use]
    pub fn attention() -> Self {
        Self::new("AT").numeric().timeout_ms(300)
    }

    /// `ATE0`.
    #[must_use]
    pub fn echo_off() -> Self {
        Self::new("ATE0").numeric().timeout_ms(2_000)
    }

    /// `ATV1`: results as words.
    #[must_use]
    pub fn verbose_results() -> Self {
        Self::new("ATV1").numeric().timeout_ms(2_000)
    }

    /// `ATQ0`: results are sent at all.
    #[must_use]
    pub fn send_results() -> Self {
        Self::new("ATQ0").numeric().timeout_ms(2_000)
    }

    /// `AT+CMEE=1`: errors with numbers.
    #[must_use]
    pub fn numbered_errors() -> Self {
        Self::new("AT+CMEE=1")
    }

    /// `ATZ`: the stored profile. A recovery step: it switches the echo back on.
    #[must_use]
    pub fn stored_profile() -> Self {
        Self::new("ATZ").numeric()
    }

    /// `AT+CFUN?`.
    #[must_use]
    pub fn functionality() -> Self {
        Self::query("AT+CFUN?").timeout_ms(10_000)
    }

    /// `AT+CFUN=<n>`.
    #[must_use]
    pub fn set_functionality(level: Functionality) -> Self {
        let n = match level {
            Functionality::Minimum => 0,
            Functionality::Full => 1,
            Functionality::Airplane => 4,
        };
        Self::new(format!("AT+CFUN={n}")).timeout_ms(30_000)
    }

    /// `AT+CFUN=1,1`: restart; the port usually vanishes and comes back.
    #[must_use]
    pub fn restart() -> Self {
        Self::new("AT+CFUN=1,1").timeout_ms(15_000)
    }

    /// `AT+IPR=<baud>`: a fixed speed, which ends the first-command-is-lost of autobauding modems.
    #[must_use]
    pub fn fixed_speed(baud: u32) -> Self {
        Self::new(format!("AT+IPR={baud}"))
    }

    /// `AT+CSCS=…`.
    #[must_use]
    pub fn set_character_set(set: CharacterSet) -> Self {
        Self::new(format!("AT+CSCS=\"{}\"", set.word()))
    }

    /// `AT+CSCS?`.
    #[must_use]
    pub fn character_set() -> Self {
        Self::query("AT+CSCS?")
    }

    /// `ATI`: identification lines in the vendor's own form.
    #[must_use]
    pub fn information() -> Self {
        Self::new("ATI").expecting(Expect::Bare(Shape::Text, &["+GCAP", "+CGMR"]))
    }
}
