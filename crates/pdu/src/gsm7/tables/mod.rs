//! The 27 tables of TS 23.038 annex A with the default alphabet, and the way from a language to its tables.

mod locking;
mod single_shift;

use super::Language;

/// One character for each of the 128 codes.
pub(super) type Table = [char; 128];

/// Marks a code without a character; U+FFFF is a noncharacter, so no text contains it by right.
pub(super) const NIL: char = '\u{FFFF}';

/// The table of plain codes: the language's locking shift table, or the default alphabet.
pub(super) fn locking(language: Option<Language>) -> &'static Table {
    match language {
        // Spanish has a single shift table only.
        None | Some(Language::Spanish) => &locking::DEFAULT,
        Some(Language::Turkish) => &locking::TURKISH,
        Some(Language::Portuguese) => &locking::PORTUGUESE,
        Some(Language::Bengali) => &locking::BENGALI,
        Some(Language::Gujarati) => &locking::GUJARATI,
        Some(Language::Hindi) => &locking::HINDI,
        Some(Language::Kannada) => &locking::KANNADA,
        Some(Language::Malayalam) => &locking::MALAYALAM,
        Some(Language::Oriya) => &locking::ORIYA,
        Some(Language::Punjabi) => &locking::PUNJABI,
        Some(Language::Tamil) => &locking::TAMIL,
        Some(Language::Telugu) => &locking::TELUGU,
        Some(Language::Urdu) => &locking::URDU,
    }
}

/// The table of codes behind an escape: the language's single shift table, or the default extension table.
pub(super) fn single_shift(language: Option<Language>) -> &'static Table {
    match language {
        None => &single_shift::DEFAULT,
        Some(Language::Turkish) => &single_shift::TURKISH,
        Some(Language::Spanish) => &single_shift::SPANISH,
        Some(Language::Portuguese) => &single_shift::PORTUGUESE,
        Some(Language::Bengali) => &single_shift::BENGALI,
        Some(Language::Gujarati) => &single_shift::GUJARATI,
        Some(Language::Hindi) => &single_shift::HINDI,
        Some(Language::Kannada) => &single_shift::KANNADA,
        Some(Language::Malayalam) => &single_shift::MALAYALAM,
        Some(Language::Oriya) => &single_shift::ORIYA,
        Some(Language::Punjabi) => &single_shift::PUNJABI,
        Some(Language::Tamil) => &single_shift::TAMIL,
        Some(Language::Telugu) => &single_shift::TELUGU,
        Some(Language::Urdu) => &single_shift::URDU,
    }
}
