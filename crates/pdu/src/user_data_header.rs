//! The user data header (TS 23.040 clause 9.2.3.24): information elements in front of the text.
//!
//! The octets are kept as they came, so elements nobody knows, and even a header that ends inside an element, go back
//! on the wire unchanged. The elements the product cares about have typed readings: concatenation, ports, national
//! shifts. When an element that may occur once is repeated, the last one wins, as the specification says.

use crate::gsm7::{Language, NationalShift};

const CONCATENATION_8_BIT: u8 = 0x00;
const PORTS_8_BIT: u8 = 0x04;
const PORTS_16_BIT: u8 = 0x05;
const CONCATENATION_16_BIT: u8 = 0x08;
const NATIONAL_SINGLE_SHIFT: u8 = 0x24;
const NATIONAL_LOCKING_SHIFT: u8 = 0x25;

/// One element of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InformationElement<'a> {
    /// The identifier (IEI).
    pub identifier: u8,
    /// The data behind the length octet.
    pub data: &'a [u8],
}

/// The number shared by all parts of a long message, 8 or 16 bits wide; equal values of both widths are different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Reference {
    EightBit(u8),
    SixteenBit(u16),
}

impl Reference {
    /// The number.
    pub const fn value(self) -> u16 {
        match self {
            Self::EightBit(value) => value as u16,
            Self::SixteenBit(value) => value,
        }
    }

    /// 8 or 16.
    pub const fn width_bits(self) -> u8 {
        match self {
            Self::EightBit(_) => 8,
            Self::SixteenBit(_) => 16,
        }
    }

    /// The next number, starting over after the last one.
    pub const fn next(self) -> Self {
        match self {
            Self::EightBit(value) => Self::EightBit(value.wrapping_add(1)),
            Self::SixteenBit(value) => Self::SixteenBit(value.wrapping_add(1)),
        }
    }
}

/// Which part of a long message this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Concatenation {
    /// Shared by all parts.
    pub reference: Reference,
    /// How many parts there are.
    pub total: u8,
    /// Which one this is, counted from 1.
    pub sequence: u8,
}

impl Concatenation {
    /// Whether the numbers make sense and there is more than one part; otherwise the message stands alone.
    pub const fn is_part(self) -> bool {
        self.total > 1 && self.sequence >= 1 && self.sequence <= self.total
    }
}

/// Application ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Ports {
    pub destination: u16,
    pub source: u16,
}

/// A user data header, without its length octet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct UserDataHeader {
    // At most 255, which every constructor checks or takes from a length octet.
    octets: Vec<u8>,
}

impl UserDataHeader {
    /// A header with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the octets behind the length octet as they came; `None` when there are more than 255.
    pub fn from_octets(octets: Vec<u8>) -> Option<Self> {
        u8::try_from(octets.len()).ok().map(|_| Self { octets })
    }

    /// Adds an element; `None` when the header would grow beyond 255 octets.
    #[must_use]
    pub fn with(mut self, identifier: u8, data: &[u8]) -> Option<Self> {
        self.octets.extend([identifier, u8::try_from(data.len()).ok()?]);
        self.octets.extend(data);
        Self::from_octets(self.octets)
    }

    /// Adds the concatenation element of the reference's width.
    #[must_use]
    pub fn with_concatenation(self, part: Concatenation) -> Option<Self> {
        match part.reference {
            Reference::EightBit(reference) => {
                self.with(CONCATENATION_8_BIT, &[reference, part.total, part.sequence])
            }
            Reference::SixteenBit(reference) => {
                let [high, low] = reference.to_be_bytes();
                self.with(CONCATENATION_16_BIT, &[high, low, part.total, part.sequence])
            }
        }
    }

    /// Adds the 16-bit port element.
    #[must_use]
    pub fn with_ports(self, ports: Ports) -> Option<Self> {
        let ([to_high, to_low], [from_high, from_low]) =
            (ports.destination.to_be_bytes(), ports.source.to_be_bytes());
        self.with(PORTS_16_BIT, &[to_high, to_low, from_high, from_low])
    }

    /// Adds the elements which announce national tables.
    #[must_use]
    pub fn with_national_shift(self, shift: NationalShift) -> Option<Self> {
        let header = match shift.single {
            Some(language) => self.with(NATIONAL_SINGLE_SHIFT, &[language.identifier()])?,
            None => self,
        };
        match shift.locking {
            Some(language) => header.with(NATIONAL_LOCKING_SHIFT, &[language.identifier()]),
            None => Some(header),
        }
    }

    /// The octets behind the length octet.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The elements in order; ends at an element that the header cuts off.
    pub fn elements(&self) -> impl Iterator<Item = InformationElement<'_>> {
        let mut rest = self.octets.as_slice();
        std::iter::from_fn(move || {
            let [identifier, length, behind @ ..] = rest else { return None };
            let (data, next) = behind.split_at_checked(usize::from(*length))?;
            rest = next;
            Some(InformationElement { identifier: *identifier, data })
        })
    }

    /// The concatenation element as it stands, sensible or not; see [`Concatenation::is_part`].
    pub fn concatenation(&self) -> Option<Concatenation> {
        self.last(|element| match (element.identifier, element.data) {
            (CONCATENATION_8_BIT, &[reference, total, sequence, ..]) => {
                Some(Concatenation { reference: Reference::EightBit(reference), total, sequence })
            }
            (CONCATENATION_16_BIT, &[high, low, total, sequence, ..]) => {
                let reference = Reference::SixteenBit(u16::from_be_bytes([high, low]));
                Some(Concatenation { reference, total, sequence })
            }
            _ => None,
        })
    }

    /// The application ports, of either width.
    pub fn ports(&self) -> Option<Ports> {
        self.last(|element| match (element.identifier, element.data) {
            (PORTS_8_BIT, &[destination, source, ..]) => {
                Some(Ports { destination: u16::from(destination), source: u16::from(source) })
            }
            (PORTS_16_BIT, &[to_high, to_low, from_high, from_low, ..]) => Some(Ports {
                destination: u16::from_be_bytes([to_high, to_low]),
                source: u16::from_be_bytes([from_high, from_low]),
            }),
            _ => None,
        })
    }

    /// The identifier in the single shift element, known language or not.
    pub fn single_shift_identifier(&self) -> Option<u8> {
        self.shift_identifier(NATIONAL_SINGLE_SHIFT)
    }

    /// The identifier in the locking shift element, known language or not.
    pub fn locking_shift_identifier(&self) -> Option<u8> {
        self.shift_identifier(NATIONAL_LOCKING_SHIFT)
    }

    /// The tables the text is written with; languages nobody knows leave the default ones in place.
    pub fn national_shift(&self) -> NationalShift {
        NationalShift {
            locking: self.locking_shift_identifier().and_then(Language::from_identifier),
            single: self.single_shift_identifier().and_then(Language::from_identifier),
        }
    }

    fn shift_identifier(&self, identifier: u8) -> Option<u8> {
        self.last(|element| {
            (element.identifier == identifier).then(|| element.data.first().copied()).flatten()
        })
    }

    fn last<T>(&self, read: impl Fn(InformationElement<'_>) -> Option<T>) -> Option<T> {
        self.elements().filter_map(read).last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(octets: &[u8]) -> UserDataHeader {
        UserDataHeader::from_octets(octets.to_vec()).unwrap()
    }

    #[test]
    fn unknown_elements_are_stepped_over() {
        let header = header(&[0x70, 0x00, 0x00, 0x03, 0x56, 0x02, 0x01]);
        assert_eq!(header.elements().count(), 2);
        let part = Concatenation { reference: Reference::EightBit(0x56), total: 2, sequence: 1 };
        assert_eq!(header.concatenation(), Some(part));
    }

    #[test]
    fn last_concatenation_wins() {
        let header = header(&[0x00, 3, 1, 2, 1, 0x08, 4, 0x12, 0x34, 3, 2]);
        assert_eq!(header.concatenation().unwrap().reference, Reference::SixteenBit(0x1234));
    }

    #[test]
    fn element_cut_by_the_header_is_kept_but_not_read() {
        let header = header(&[0x05, 4, 0x0B, 0x84]);
        assert_eq!(header.ports(), None);
        assert_eq!(header.octets().len(), 4);
    }

    #[test]
    fn impossible_part_numbers_make_a_single_message() {
        let part =
            |total, sequence| Concatenation { reference: Reference::EightBit(1), total, sequence }.is_part();
        assert_eq!(
            [part(0, 0), part(1, 1), part(2, 0), part(2, 3), part(2, 2)],
            [false, false, false, false, true]
        );
    }

    #[test]
    fn built_elements_read_back() {
        let shift = NationalShift { locking: Some(Language::Urdu), single: Some(Language::Spanish) };
        let ports = Ports { destination: 2948, source: 9200 };
        let header = UserDataHeader::new().with_national_shift(shift).unwrap().with_ports(ports).unwrap();
        assert_eq!((header.national_shift(), header.ports()), (shift, Some(ports)));
    }
}
