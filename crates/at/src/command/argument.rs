//! Arguments checked at the edge, so that nothing from outside can end a command line or close its quotes.

use std::fmt;

/// An argument that must not be written into a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidArgument {
    /// A PIN has four to eight digits.
    #[error("a PIN has four to eight digits")]
    Pin,
    /// A telephone number has an optional plus and up to twenty digits.
    #[error("a telephone number has an optional plus and one to twenty digits")]
    Number,
    /// A PDU is written as hexadecimal pairs and must be as long as announced.
    #[error("a PDU is an even number of hexadecimal digits, as long as its announced length says")]
    Pdu,
    /// A USSD string is short and has no quotes or control characters.
    #[error("a USSD string has 1 to 182 printable characters and no quotes")]
    Ussd,
    /// A store selection names one to three stores.
    #[error("a store selection names one to three stores")]
    Storage,
}

/// A SIM's PIN; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl Pin {
    /// Accepts four to eight digits.
    pub fn new(digits: &str) -> Result<Self, InvalidArgument> {
        let fits = (4..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Self(digits.to_owned())) } else { Err(InvalidArgument::Pin) }
    }

    pub(super) fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// Checks a telephone number and returns it with its type of address (145 international, 129 otherwise).
pub(super) fn number(text: &str) -> Result<(&str, u8), InvalidArgument> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || digits.len() > 20 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InvalidArgument::Number);
    }
    Ok((text, if text.starts_with('+') { 145 } else { 129 }))
}
