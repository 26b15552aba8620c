//! User data: the coding scheme, the header and the body of one message part, read without loss.
//!
//! The body stays in units of the wire (septets or octets) until somebody asks for [`UserData::content`], because a
//! long message must be joined before it is decoded (see [`crate::reassembly::join`]).

use crate::dcs::{Alphabet, Dcs};
use crate::error::{DecodeError, Reason};
use crate::gsm7;
use crate::reader::Reader;
use crate::user_data_header::{Concatenation, UserDataHeader};
use crate::{septets, ucs2};

/// The user data octets of one TPDU, header included.
pub const MAX_OCTETS: usize = 140;
/// The user data septets of one TPDU, header included.
pub const MAX_SEPTETS: usize = 160;

/// The part of the user data behind the header.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Body {
    /// Unpacked 7-bit characters, one to an octet.
    Septets(Vec<u8>),
    /// Octets: UCS-2, 8-bit data or compressed text.
    Octets(Vec<u8>),
}

/// What user data says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Content {
    /// Text, of either text alphabet.
    Text(String),
    /// Octets without an alphabet.
    Data(Vec<u8>),
    /// Compressed text, still compressed.
    Compressed(Vec<u8>),
}

impl Content {
    /// The text, when it is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Data(_) | Self::Compressed(_) => None,
        }
    }
}

/// Why a header and a body do not make user data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserDataError {
    /// The coding scheme asks for the other kind of body.
    #[error("data coding scheme {octet:#04x} does not go with a body of {body}")]
    WrongBody {
        /// The data coding scheme.
        octet: u8,
        /// Septets or octets.
        body: &'static str,
    },
    /// The user data length does not fit one octet.
    #[error("header and body have a length of {length}, the user data length counts to 255")]
    TooLong {
        /// The user data length.
        length: usize,
    },
}

/// Data coding scheme, header and body of one message part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserData {
    dcs: Dcs,
    header: Option<UserDataHeader>,
    // Septets exactly when the coding scheme counts septets; both invariants are checked in `new`.
    body: Body,
}

impl UserData {
    /// Puts a part together.
    pub fn new(dcs: Dcs, header: Option<UserDataHeader>, body: Body) -> Result<Self, UserDataError> {
        let wrong = |body| Err(UserDataError::WrongBody { octet: dcs.octet(), body });
        match (&body, dcs.counts_septets()) {
            (Body::Septets(_), false) => return wrong("septets"),
            (Body::Octets(_), true) => return wrong("octets"),
            (Body::Septets(_), true) | (Body::Octets(_), false) => {}
        }
        let length = units(header.as_ref(), &body);
        if length > usize::from(u8::MAX) {
            return Err(UserDataError::TooLong { length });
        }
        Ok(Self { dcs, header, body })
    }

    /// The data coding scheme.
    pub fn dcs(&self) -> Dcs {
        self.dcs
    }

    /// The header, when there is one (it may be empty).
    pub fn header(&self) -> Option<&UserDataHeader> {
        self.header.as_ref()
    }

    /// What follows the header.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The user data length: septets or octets, by the coding scheme, header included.
    pub fn length(&self) -> u8 {
        u8::try_from(units(self.header.as_ref(), &self.body)).unwrap_or(u8::MAX)
    }

    /// Which part of a long message this is; `None` for a message that stands alone.
    pub fn concatenation(&self) -> Option<Concatenation> {
        self.header.as_ref().and_then(UserDataHeader::concatenation).filter(|part| part.is_part())
    }

    /// This part read on its own. A character cut at the border of two parts is only whole in [`crate::join`].
    pub fn content(&self) -> Content {
        let shift = self.header.as_ref().map(UserDataHeader::national_shift).unwrap_or_default();
        match &self.body {
            Body::Septets(septets) => Content::Text(gsm7::decode(septets, shift)),
            Body::Octets(octets) if self.dcs.compressed() => Content::Compressed(octets.clone()),
            Body::Octets(octets) => match self.dcs.alphabet() {
                Alphabet::Ucs2 => Content::Text(ucs2::decode(octets)),
                Alphabet::EightBit | Alphabet::Gsm7 => Content::Data(octets.clone()),
            },
        }
    }

    /// Reads user data length and user data.
    pub(crate) fn read(dcs: Dcs, has_header: bool, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = reader.clone();
        let length = reader.octet("user data length")?;
        let needed = if dcs.counts_septets() { septets::octets_for(length.into()) } else { length.into() };
        let there = reader.left();
        let first = reader.clone();
        let octets = reader
            .try_take(needed)
            .ok_or_else(|| start.refuse(Reason::UserDataCut { length, needed, there }))?;
        let (header, header_octets) = if has_header { read_header(octets, &first)? } else { (None, 0) };
        let body = if dcs.counts_septets() {
            let before = septets::septets_for_header(header_octets);
            Body::Septets(septets::unpack(octets, before * 7, usize::from(length).saturating_sub(before)))
        } else {
            Body::Octets(octets.get(header_octets..).unwrap_or_default().to_vec())
        };
        Ok(Self { dcs, header, body })
    }

    /// Appends user data length and user data.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(self.length());
        let start = out.len();
        if let Some(header) = &self.header {
            out.push(u8::try_from(header.octets().len()).unwrap_or(u8::MAX));
            out.extend(header.octets());
        }
        match &self.body {
            Body::Septets(septets) => {
                let header = header_octets(self.header.as_ref());
                let fill_bits = septets::septets_for_header(header) * 7 - header * 8;
                out.extend(septets::pack(septets, u32::try_from(fill_bits).unwrap_or(0)));
                // A header alone may end in an octet of fill bits, which the length counts.
                out.resize(start + septets::octets_for(self.length().into()), 0);
            }
            Body::Octets(octets) => out.extend(octets),
        }
    }
}

fn read_header(octets: &[u8], at: &Reader<'_>) -> Result<(Option<UserDataHeader>, usize), DecodeError> {
    // No user data at all: the header bit is set for nothing, which some senders do.
    let Some((length, behind)) = octets.split_first() else { return Ok((None, 0)) };
    let needed = usize::from(*length) + 1;
    let Some(elements) = behind.get(..usize::from(*length)) else {
        return Err(at.refuse(Reason::HeaderTooLong { needed, there: octets.len() }));
    };
    Ok((UserDataHeader::from_octets(elements.to_vec()), needed))
}

fn header_octets(header: Option<&UserDataHeader>) -> usize {
    header.map_or(0, |header| header.octets().len() + 1)
}

fn units(header: Option<&UserDataHeader>, body: &Body) -> usize {
    match body {
        Body::Septets(septets) => septets::septets_for_header(header_octets(header)) + septets.len(),
        Body::Octets(octets) => header_octets(header) + octets.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_alone_is_filled_to_the_septet_its_length_counts() {
        let header = UserDataHeader::from_octets(vec![0x00, 3, 42, 2, 2, 0x70, 1, 0]);
        let user_data = UserData::new(Dcs::GSM7, header, Body::Septets(Vec::new())).unwrap();
        let mut octets = Vec::new();
        user_data.write(&mut octets);
        assert_eq!((octets[0], octets.len()), (11, 1 + 10));
        assert_eq!(UserData::read(Dcs::GSM7, true, &mut Reader::new(&octets, 0)), Ok(user_data));
    }

    #[test]
    fn body_must_go_with_the_coding_scheme() {
        let refused = UserData::new(Dcs::UCS2, None, Body::Septets(Vec::new()));
        assert_eq!(refused, Err(UserDataError::WrongBody { octet: 8, body: "septets" }));
        let refused = UserData::new(Dcs::EIGHT_BIT, None, Body::Octets(vec![0; 256]));
        assert_eq!(refused, Err(UserDataError::TooLong { length: 256 }));
    }
}
