//! The GSM 7 bit alphabet with extension and national tables (TS 23.038 clause 6.2.1): text to septets and back.
//!
//! Septets here are unpacked, one to an octet; [`crate::septets`] packs them. Reading follows the receiver rules of
//! the specification and never refuses: an unknown extension code shows the plain character of that code, two escapes
//! show a space, an escape at the very end shows nothing.

mod language;
mod tables;

pub use language::{Language, NationalShift};
use tables::{NIL, Table};

/// Announces that the next septet is to be looked up in the extension table.
pub const ESCAPE: u8 = 0x1B;

/// How one character is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// One septet of the default or locking shift table.
    Plain(u8),
    /// An escape and a septet of the extension or single shift table; must not be torn apart.
    Extended(u8),
}

impl Code {
    /// The number of septets the character takes.
    pub const fn septets(self) -> usize {
        match self {
            Self::Plain(_) => 1,
            Self::Extended(_) => 2,
        }
    }

    /// Appends the septets of the character.
    pub fn push_to(self, septets: &mut Vec<u8>) {
        match self {
            Self::Plain(code) => septets.push(code),
            Self::Extended(code) => septets.extend([ESCAPE, code]),
        }
    }
}

/// Reads unpacked septets as text.
pub fn decode(septets: &[u8], shift: NationalShift) -> String {
    let plain = tables::locking(shift.locking);
    let extension = tables::single_shift(shift.single);
    let mut text = String::with_capacity(septets.len());
    let mut codes = septets.iter().map(|septet| septet & 0x7F);
    while let Some(code) = codes.next() {
        if code != ESCAPE {
            text.push(shown(plain, code));
        } else if let Some(code) = codes.next() {
            text.push(extended(plain, extension, code));
        }
    }
    text
}

/// Writes text as unpacked septets, or names the first character that the tables do not have.
pub fn encode(text: &str, shift: NationalShift) -> Result<Vec<u8>, char> {
    let mut septets = Vec::with_capacity(text.len());
    for character in text.chars() {
        code(character, shift).ok_or(character)?.push_to(&mut septets);
    }
    Ok(septets)
}

/// How a character is written with the given tables, if it can be.
pub fn code(character: char, shift: NationalShift) -> Option<Code> {
    if let Some(code) = find(tables::locking(shift.locking), character) {
        return Some(Code::Plain(code));
    }
    find(tables::single_shift(shift.single), character).map(Code::Extended)
}

fn extended(plain: &Table, extension: &Table, code: u8) -> char {
    match extension[usize::from(code & 0x7F)] {
        // Reserved for a table behind the table: the specification asks for a space.
        NIL if code == ESCAPE => ' ',
        NIL => shown(plain, code),
        character => character,
    }
}

fn shown(table: &Table, code: u8) -> char {
    match table[usize::from(code & 0x7F)] {
        NIL => ' ',
        character => character,
    }
}

fn find(table: &Table, character: char) -> Option<u8> {
    // Most letters and digits sit at their ASCII code, which saves the walk through the table.
    let ascii = u8::try_from(character).ok().filter(|code| table.get(usize::from(*code)) == Some(&character));
    if ascii.is_some() || character == NIL {
        return ascii.filter(|_| character != NIL);
    }
    table.iter().position(|entry| *entry == character).and_then(|code| u8::try_from(code).ok())
}

#[cfg(test)]
mod tests;
