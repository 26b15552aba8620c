//! Cutting a text into the parts of a long message, in the smallest alphabet that has all its characters.
//!
//! Order of preference: GSM 7 bit default alphabet, national tables when allowed, UCS-2. Neither an escaped character
//! nor a surrogate pair is torn apart. Pure: the caller supplies the concatenation reference.

use crate::dcs::{Alphabet, Class, Dcs};
use crate::gsm7::{self, Language, NationalShift};
use crate::septets;
use crate::user_data::{Body, MAX_OCTETS, MAX_SEPTETS, UserData, UserDataError};
use crate::user_data_header::{Concatenation, Ports, Reference, UserDataHeader};

/// The most parts a long message can have.
pub const MAX_PARTS: usize = 255;

/// Which alphabet a text is written in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AlphabetChoice {
    /// The default alphabet, or UCS-2 when it lacks a character.
    #[default]
    Automatic,
    /// As automatic, but tries the tables of these languages before UCS-2; not every phone knows them.
    National(Vec<Language>),
    /// GSM-7 with exactly these tables.
    Gsm7(NationalShift),
    /// UCS-2 whatever the text.
    Ucs2,
}

/// How a text is put into user data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextOptions {
    /// The alphabet.
    pub alphabet: AlphabetChoice,
    /// The class; class 0 is shown at once and not stored.
    pub class: Option<Class>,
    /// The reference of the message should it become a long one; its width sets the size of the parts.
    pub reference: Reference,
    /// Application ports to address.
    pub ports: Option<Ports>,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            alphabet: AlphabetChoice::Automatic,
            class: None,
            reference: Reference::EightBit(0),
            ports: None,
        }
    }
}

/// Why a text cannot be sent this way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    /// The alphabet asked for lacks a character.
    #[error(
        "character {position} of the text is not in the alphabet asked for; let the alphabet be chosen, or use UCS-2"
    )]
    NotInAlphabet {
        /// Its place in the text, counted from 1.
        position: usize,
    },
    /// The text needs more parts than can be numbered.
    #[error("the text needs {parts} parts, a long message has at most {MAX_PARTS}")]
    TooLong {
        /// The parts it would need.
        parts: usize,
    },
    /// The user data could not be put together.
    #[error(transparent)]
    UserData(#[from] UserDataError),
}

/// How a text would be sent: what a counter below an input field shows, and what is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The alphabet chosen.
    pub alphabet: Alphabet,
    /// The national tables chosen, for GSM-7.
    pub shift: NationalShift,
    /// How many messages it takes.
    pub parts: usize,
    /// Septets or UTF-16 units of the text.
    pub units: usize,
    /// Septets or UTF-16 units which one part holds, given the number of parts.
    pub units_per_part: usize,
}

/// Tells alphabet and number of parts of a text without building them.
pub fn measure(text: &str, options: &TextOptions) -> Result<Measure, SegmentError> {
    let plan = Plan::choose(text, options)?;
    Ok(Measure {
        alphabet: plan.coding.alphabet(),
        shift: plan.coding.shift(),
        parts: plan.cuts.len(),
        units: plan.units(),
        units_per_part: plan.capacity,
    })
}

/// Cuts a text into user data, one for each part; an empty text is one empty part.
pub fn segment(text: &str, options: &TextOptions) -> Result<Vec<UserData>, SegmentError> {
    let plan = Plan::choose(text, options)?;
    let total =
        u8::try_from(plan.cuts.len()).map_err(|_| SegmentError::TooLong { parts: plan.cuts.len() })?;
    let mut characters = text.chars();
    let mut parts = Vec::with_capacity(plan.cuts.len());
    for (count, sequence) in plan.cuts.iter().zip(1..=total) {
        let header = header(options, plan.coding, (total > 1).then_some((total, sequence)));
        let body = plan.coding.body(characters.by_ref().take(*count));
        parts.push(UserData::new(plan.coding.dcs(options.class), header, body)?);
    }
    Ok(parts)
}

/// Cuts octets into 8-bit user data, one for each part.
pub fn segment_data(data: &[u8], options: &TextOptions) -> Result<Vec<UserData>, SegmentError> {
    let room = |parts| MAX_OCTETS - header_octets(options, Coding::Ucs2, parts);
    let per_part = if data.len() <= room(1) { room(1) } else { room(2) };
    let parts = data.len().div_ceil(per_part).max(1);
    let total = u8::try_from(parts).map_err(|_| SegmentError::TooLong { parts })?;
    let dcs = Dcs::new(Alphabet::EightBit, options.class);
    let piece = |sequence: u8| {
        let start = usize::from(sequence - 1) * per_part;
        let octets = data.get(start..data.len().min(start + per_part)).unwrap_or_default();
        let header = header(options, Coding::Ucs2, (total > 1).then_some((total, sequence)));
        Ok(UserData::new(dcs, header, Body::Octets(octets.to_vec()))?)
    };
    (1..=total).map(piece).collect()
}

/// An alphabet with its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gsm7(NationalShift),
    Ucs2,
}

impl Coding {
    fn alphabet(self) -> Alphabet {
        match self {
            Self::Gsm7(_) => Alphabet::Gsm7,
            Self::Ucs2 => Alphabet::Ucs2,
        }
    }

    fn shift(self) -> NationalShift {
        match self {
            Self::Gsm7(shift) => shift,
            Self::Ucs2 => NationalShift::NONE,
        }
    }

    fn dcs(self, class: Option<Class>) -> Dcs {
        Dcs::new(self.alphabet(), class)
    }

    /// Units a character takes: septets or UTF-16 units, one or two.
    fn width(self, character: char) -> Option<u8> {
        let width = match self {
            Self::Gsm7(shift) => gsm7::code(character, shift)?.septets(),
            Self::Ucs2 => character.len_utf16(),
        };
        u8::try_from(width).ok()
    }

    /// Units that fit behind a header of so many octets.
    fn capacity(self, header_octets: usize) -> usize {
        match self {
            Self::Gsm7(_) => MAX_SEPTETS - septets::septets_for_header(header_octets),
            Self::Ucs2 => (MAX_OCTETS - header_octets) / 2,
        }
    }

    fn body(self, characters: impl Iterator<Item = char>) -> Body {
        match self {
            Self::Gsm7(shift) => {
                let mut septets = Vec::with_capacity(MAX_SEPTETS);
                characters
                    .filter_map(|character| gsm7::code(character, shift))
                    .for_each(|code| code.push_to(&mut septets));
                Body::Septets(septets)
            }
            Self::Ucs2 => Body::Octets(crate::ucs2::encode(&characters.collect::<String>())),
        }
    }
}

/// A coding that has all characters of a text, and where the text is cut with it.
struct Plan {
    coding: Coding,
    /// The units of each character.
    widths: Vec<u8>,
    /// The number of characters of each part.
    cuts: Vec<usize>,
    capacity: usize,
}

impl Plan {
    fn choose(text: &str, options: &TextOptions) -> Result<Self, SegmentError> {
        let default = Coding::Gsm7(NationalShift::NONE);
        let unlimited = match &options.alphabet {
            AlphabetChoice::Automatic => {
                Self::of(text, default, options).or_else(|_| Self::of(text, Coding::Ucs2, options))
            }
            AlphabetChoice::National(languages) => {
                Self::of(text, default, options).or_else(|_| Self::national(text, languages, options))
            }
            AlphabetChoice::Gsm7(shift) => Self::of(text, Coding::Gsm7(*shift), options),
            AlphabetChoice::Ucs2 => Self::of(text, Coding::Ucs2, options),
        };
        unlimited.and_then(|plan| match plan.cuts.len() {
            parts if parts > MAX_PARTS => Err(SegmentError::TooLong { parts }),
            _ => Ok(plan),
        })
    }

    /// The cheapest of all tables that have the text: fewest parts, then single shift before locking shift (a phone
    /// that knows no tables shows the plain letter behind a single shift, but a wrong one behind a locking shift).
    fn national(text: &str, languages: &[Language], options: &TextOptions) -> Result<Self, SegmentError> {
        let shifts = languages.iter().flat_map(|language| shifts_of(*language));
        let plans = shifts.filter_map(|shift| Self::of(text, Coding::Gsm7(shift), options).ok());
        let best =
            plans.min_by_key(|plan| (plan.cuts.len(), plan.coding.shift().locking.is_some(), plan.units()));
        let ucs2 = Self::of(text, Coding::Ucs2, options)?;
        Ok(best.filter(|plan| plan.cuts.len() <= ucs2.cuts.len()).unwrap_or(ucs2))
    }

    fn of(text: &str, coding: Coding, options: &TextOptions) -> Result<Self, SegmentError> {
        let mut widths = Vec::with_capacity(text.len());
        for (index, character) in text.chars().enumerate() {
            let width = coding.width(character).ok_or(SegmentError::NotInAlphabet { position: index + 1 })?;
            widths.push(width);
        }
        let capacity = |parts| coding.capacity(header_octets(options, coding, parts));
        let single = cut(&widths, capacity(1));
        let (cuts, capacity) =
            if single.len() == 1 { (single, capacity(1)) } else { (cut(&widths, capacity(2)), capacity(2)) };
        Ok(Self { coding, widths, cuts, capacity })
    }

    fn units(&self) -> usize {
        self.widths.iter().map(|width| usize::from(*width)).sum()
    }
}

fn shifts_of(language: Language) -> impl Iterator<Item = NationalShift> {
    let single = NationalShift { locking: None, single: Some(language) };
    let locking = NationalShift { locking: Some(language), single: None };
    let both = NationalShift { locking: Some(language), single: Some(language) };
    let has_locking = language.has_locking_table();
    std::iter::once(single).chain([locking, both].into_iter().filter(move |_| has_locking))
}

/// Fills parts up to `capacity` units; answers the number of characters of each.
fn cut(widths: &[u8], capacity: usize) -> Vec<usize> {
    let mut cuts = Vec::new();
    let (mut characters, mut used) = (0, 0);
    for width in widths.iter().map(|width| usize::from(*width)) {
        if used + width > capacity {
            cuts.push(characters);
            (characters, used) = (0, 0);
        }
        characters += 1;
        used += width;
    }
    cuts.push(characters);
    cuts
}

/// The octets of the header, its length octet included; 0 when no header is needed.
fn header_octets(options: &TextOptions, coding: Coding, parts: u8) -> usize {
    let part = (parts > 1).then_some((parts, 1));
    header(options, coding, part).map_or(0, |header| header.octets().len() + 1)
}

fn header(options: &TextOptions, coding: Coding, part: Option<(u8, u8)>) -> Option<UserDataHeader> {
    let mut header = UserDataHeader::new().with_national_shift(coding.shift())?;
    if let Some(ports) = options.ports {
        header = header.with_ports(ports)?;
    }
    if let Some((total, sequence)) = part {
        header =
            header.with_concatenation(Concatenation { reference: options.reference, total, sequence })?;
    }
    (!header.is_empty()).then_some(header)
}

#[cfg(test)]
mod tests;
