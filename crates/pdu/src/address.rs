//! Addresses: telephone numbers, short codes and names (TS 23.040 clause 9.1.2.5).
//!
//! An address is the type-of-address octet, kept as it came, and a value: digits, or text when the type says
//! alphanumeric. TPDU addresses count semi-octets, the service centre address counts octets; both readings are here.

use crate::error::{DecodeError, Reason};
use crate::gsm7::{self, NationalShift};
use crate::reader::Reader;
use crate::septets;
use std::fmt;
use std::str::FromStr;

/// The most octets a service centre address can have: the type and ten octets of digits, with some grace.
pub const MAX_SCA_OCTETS: u8 = 12;
/// The most digits an address built here may have: ten octets of semi-octets.
pub const MAX_DIGITS: usize = 20;
/// The most septets a name built here may have: what ten octets hold.
pub const MAX_NAME_SEPTETS: usize = 11;

const DIGITS: [char; 15] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'a', 'b', 'c'];
const FILL: u8 = 0xF;

/// Seven characters leave seven spare bits in their seven octets. Senders that count the octets announce fourteen
/// semi-octets, and the spare bits read as an eighth character, `@`.
const COUNTED_PADDING: usize = 14;

/// What kind of number an address is (bits 6 to 4 of the type-of-address octet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub enum TypeOfNumber {
    Unknown,
    International,
    National,
    NetworkSpecific,
    Subscriber,
    Alphanumeric,
    Abbreviated,
    Reserved,
}

/// The numbering plan (bits 3 to 0); any of the sixteen values is accepted, known to the specification or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NumberingPlan(u8);

impl NumberingPlan {
    /// Unknown plan.
    pub const UNKNOWN: Self = Self(0);
    /// The telephone numbering plan, E.164.
    pub const TELEPHONE: Self = Self(1);

    /// The four bits.
    pub const fn bits(self) -> u8 {
        self.0
    }
}

/// The type-of-address octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeOfAddress(u8);

impl TypeOfAddress {
    /// International number, telephone plan: 0x91.
    pub const INTERNATIONAL: Self = Self(0x91);
    /// Unknown type, telephone plan: 0x81; short codes and local numbers.
    pub const UNKNOWN: Self = Self(0x81);
    /// National number, telephone plan: 0xA1.
    pub const NATIONAL: Self = Self(0xA1);
    /// Alphanumeric: 0xD0.
    pub const ALPHANUMERIC: Self = Self(0xD0);

    /// Takes the octet as it came.
    pub const fn from_octet(octet: u8) -> Self {
        Self(octet)
    }

    /// The octet.
    pub const fn octet(self) -> u8 {
        self.0
    }

    /// The type of number.
    pub const fn type_of_number(self) -> TypeOfNumber {
        match (self.0 >> 4) & 0b111 {
            0 => TypeOfNumber::Unknown,
            1 => TypeOfNumber::International,
            2 => TypeOfNumber::National,
            3 => TypeOfNumber::NetworkSpecific,
            4 => TypeOfNumber::Subscriber,
            5 => TypeOfNumber::Alphanumeric,
            6 => TypeOfNumber::Abbreviated,
            _ => TypeOfNumber::Reserved,
        }
    }

    /// The numbering plan.
    pub const fn numbering_plan(self) -> NumberingPlan {
        NumberingPlan(self.0 & 0x0F)
    }
}

/// Why a text is not an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is nothing in it.
    #[error("the address is empty")]
    Empty,
    /// A number has something that is no digit.
    #[error("character {position} of the number is {character:?}, only 0-9, *, #, a, b and c can be dialled")]
    NotADigit {
        /// The offending character.
        character: char,
        /// Its place, counted from 1.
        position: usize,
    },
    /// A name has a character outside the GSM 7 bit alphabet.
    #[error("{character:?} cannot be part of a sender name, it is not in the GSM 7 bit alphabet")]
    NotInAlphabet {
        /// The offending character.
        character: char,
    },
    /// The address has more digits or septets than an address field holds.
    #[error("the address has {length} {unit}, at most {limit} fit")]
    TooLong {
        /// What it has.
        length: usize,
        /// What fits.
        limit: usize,
        /// Digits or septets.
        unit: &'static str,
    },
}

/// A telephone number, short code or sender name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address {
    kind: TypeOfAddress,
    value: String,
}

impl Address {
    /// An international number; a leading `+` is accepted and dropped.
    pub fn international(digits: &str) -> Result<Self, AddressError> {
        Self::number(TypeOfAddress::INTERNATIONAL, digits.strip_prefix('+').unwrap_or(digits))
    }

    /// A national number (0xA1).
    pub fn national(digits: &str) -> Result<Self, AddressError> {
        Self::number(TypeOfAddress::NATIONAL, digits)
    }

    /// A number of unknown type (0x81): short codes, and numbers as dialled at home.
    pub fn unknown(digits: &str) -> Result<Self, AddressError> {
        Self::number(TypeOfAddress::UNKNOWN, digits)
    }

    /// Digits under any type of address; an alphanumeric type takes them as a name.
    pub fn number(kind: TypeOfAddress, digits: &str) -> Result<Self, AddressError> {
        if kind.type_of_number() == TypeOfNumber::Alphanumeric {
            return Self::named(kind, digits);
        }
        for (index, character) in digits.chars().enumerate() {
            if !DIGITS.contains(&character) {
                return Err(AddressError::NotADigit { character, position: index + 1 });
            }
        }
        within(digits.len(), MAX_DIGITS, "digits")?;
        Ok(Self { kind, value: digits.to_owned() })
    }

    /// A sender name of up to eleven GSM-7 characters.
    pub fn alphanumeric(name: &str) -> Result<Self, AddressError> {
        Self::named(TypeOfAddress::ALPHANUMERIC, name)
    }

    fn named(kind: TypeOfAddress, name: &str) -> Result<Self, AddressError> {
        let septets = gsm7::encode(name, NationalShift::NONE)
            .map_err(|character| AddressError::NotInAlphabet { character })?;
        within(septets.len(), MAX_NAME_SEPTETS, "septets")?;
        Ok(Self { kind, value: name.to_owned() })
    }

    /// The type-of-address octet.
    pub fn kind(&self) -> TypeOfAddress {
        self.kind
    }

    /// The type of number.
    pub fn type_of_number(&self) -> TypeOfNumber {
        self.kind.type_of_number()
    }

    /// The numbering plan.
    pub fn numbering_plan(&self) -> NumberingPlan {
        self.kind.numbering_plan()
    }

    /// The digits without any prefix, unless the address is a name.
    pub fn digits(&self) -> Option<&str> {
        (!self.is_alphanumeric()).then_some(self.value.as_str())
    }

    /// The name, unless the address is a number.
    pub fn name(&self) -> Option<&str> {
        self.is_alphanumeric().then_some(self.value.as_str())
    }

    /// Whether the address is a name.
    pub fn is_alphanumeric(&self) -> bool {
        self.type_of_number() == TypeOfNumber::Alphanumeric
    }

    /// Reads a TPDU address: count of semi-octets, type, value.
    pub(crate) fn read(reader: &mut Reader<'_>, element: &'static str) -> Result<Self, DecodeError> {
        let semi_octets = usize::from(reader.octet(element)?);
        let kind = TypeOfAddress(reader.octet(element)?);
        let octets = reader.take(semi_octets.div_ceil(2), element)?;
        Ok(Self { kind, value: value(kind, octets, semi_octets) })
    }

    /// Reads a service centre address: count of octets, type, value; a count of 0 means there is none.
    pub(crate) fn read_service_centre(reader: &mut Reader<'_>) -> Result<Option<Self>, DecodeError> {
        const ELEMENT: &str = "service centre address";
        let start = reader.clone();
        let length = reader.octet(ELEMENT)?;
        if length > MAX_SCA_OCTETS {
            return Err(start.refuse(Reason::ServiceCentreTooLong { length }));
        }
        let Some(digits) = usize::from(length).checked_sub(1) else { return Ok(None) };
        let kind = TypeOfAddress(reader.octet(ELEMENT)?);
        let octets = reader.take(digits, ELEMENT)?;
        Ok(Some(Self { kind, value: value(kind, octets, digits * 2) }))
    }

    /// Appends the address as a TPDU carries it.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let (semi_octets, octets) = self.packed();
        out.push(u8::try_from(semi_octets).unwrap_or(u8::MAX));
        out.push(self.kind.octet());
        out.extend(octets);
    }

    /// Appends the address as the service centre prefix carries it.
    pub(crate) fn write_service_centre(&self, out: &mut Vec<u8>) {
        let (_, octets) = self.packed();
        out.push(u8::try_from(octets.len() + 1).unwrap_or(u8::MAX));
        out.push(self.kind.octet());
        out.extend(octets);
    }

    /// The value on the wire, with the count of semi-octets it uses.
    fn packed(&self) -> (usize, Vec<u8>) {
        if self.is_alphanumeric() {
            let septets = gsm7::encode(&self.value, NationalShift::NONE).unwrap_or_default();
            let mut octets = septets::pack(&septets, 0);
            let mut semi_octets = (septets.len() * 7).div_ceil(4);
            // An eighth character which really is `@` is told from counted padding by one semi-octet more.
            if semi_octets == COUNTED_PADDING && septets.last() == Some(&0) {
                semi_octets += 1;
                octets.push(0);
            }
            (semi_octets, octets)
        } else {
            let nibbles: Vec<u8> = self.value.chars().filter_map(nibble).collect();
            let octets = nibbles.chunks(2).map(|pair| pair[0] | pair.get(1).copied().unwrap_or(FILL) << 4);
            (nibbles.len(), octets.collect())
        }
    }
}

/// Shows a number with `+` when it is international, a name as it is.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A service centre address may be a type and nothing else.
        if self.type_of_number() == TypeOfNumber::International && !self.value.is_empty() {
            f.write_str("+")?;
        }
        f.write_str(&self.value)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({:02X} {self})", self.kind.octet())
    }
}

/// Reads what people type: `+49…` is international, digits alone are of unknown type, all else is a name.
impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with('+') {
            Self::international(text)
        } else if text.chars().all(|character| character.is_ascii_digit() || matches!(character, '*' | '#')) {
            Self::unknown(text)
        } else {
            Self::alphanumeric(text)
        }
    }
}

fn within(length: usize, limit: usize, unit: &'static str) -> Result<(), AddressError> {
    match length {
        0 => Err(AddressError::Empty),
        _ if length > limit => Err(AddressError::TooLong { length, limit, unit }),
        _ => Ok(()),
    }
}

fn value(kind: TypeOfAddress, octets: &[u8], semi_octets: usize) -> String {
    if kind.type_of_number() == TypeOfNumber::Alphanumeric {
        return name(octets, semi_octets);
    }
    let nibbles = octets.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]);
    nibbles.take(semi_octets).filter_map(|nibble| DIGITS.get(usize::from(nibble))).collect()
}

fn name(octets: &[u8], semi_octets: usize) -> String {
    let mut septets = septets::unpack(octets, 0, semi_octets * 4 / 7);
    if semi_octets == COUNTED_PADDING && septets.last() == Some(&0) {
        septets.pop();
    }
    gsm7::decode(&septets, NationalShift::NONE)
}

fn nibble(character: char) -> Option<u8> {
    DIGITS.iter().position(|digit| *digit == character).and_then(|nibble| u8::try_from(nibble).ok())
}

#[cfg(test)]
mod tests;
