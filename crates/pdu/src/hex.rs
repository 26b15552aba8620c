//! Hex text to octets and back, as modems write it: either case, now and then with half an octet at the end.

use crate::error::{DecodeError, Reason};
use std::fmt::Write as _;

/// Reads hex text; blanks around it (a line end, mostly) do not count, nor does half an octet at the end.
pub(crate) fn read(text: &str) -> Result<Vec<u8>, DecodeError> {
    let digits = text.trim();
    if digits.is_empty() {
        return Err(DecodeError { octet: 0, reason: Reason::Empty });
    }
    let mut octets = Vec::with_capacity(digits.len() / 2);
    let mut high = None;
    for character in digits.chars() {
        let digit = digit(character)
            .ok_or(DecodeError { octet: octets.len(), reason: Reason::NotHex { character } })?;
        match high.take() {
            None => high = Some(digit),
            Some(high) => octets.push(high << 4 | digit),
        }
    }
    match high {
        Some(_) if octets.is_empty() => Err(DecodeError { octet: 0, reason: Reason::HalfOctet }),
        _ => Ok(octets),
    }
}

/// Writes octets as upper-case hex, the way modems do.
pub(crate) fn write(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len() * 2);
    for octet in octets {
        // Writing into a String cannot fail.
        let _ = write!(text, "{octet:02X}");
    }
    text
}

fn digit(character: char) -> Option<u8> {
    character.to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
