//! A whole PDU as modems write it: service centre prefix, TPDU, and now and then junk behind it.
//!
//! Decoding goes by structure: lengths inside the PDU decide, octets behind the last element are handed out as
//! `trailing` and do no harm.

use crate::address::Address;
use crate::deliver::Deliver;
use crate::error::{DecodeError, Reason};
use crate::first_octet::MessageType;
use crate::hex;
use crate::reader::Reader;
use crate::status_report::StatusReport;
use crate::submit::Submit;
use crate::user_data::UserData;

/// A decoded PDU.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pdu {
    /// The service centre; `None` when the prefix has length 0 or is missing altogether.
    pub service_centre: Option<Address>,
    /// The message.
    pub tpdu: Tpdu,
    /// Octets behind the TPDU, as they came; never part of the message.
    pub trailing: Vec<u8>,
    /// How many octets follow the service centre prefix, `trailing` included: what `+CMT` and `+CMGR` announce.
    pub tpdu_len: usize,
}

/// The message inside a PDU.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Tpdu {
    /// From the network to us.
    Deliver(Deliver),
    /// From us to the network.
    Submit(Submit),
    /// On the fate of a message from us.
    StatusReport(StatusReport),
}

impl Tpdu {
    /// The user data; reports have theirs in [`StatusReport::parameters`].
    pub fn user_data(&self) -> Option<&UserData> {
        match self {
            Self::Deliver(deliver) => Some(&deliver.user_data),
            Self::Submit(submit) => Some(&submit.user_data),
            Self::StatusReport(_) => None,
        }
    }

    /// The other party: originator, destination or recipient.
    pub fn address(&self) -> &Address {
        match self {
            Self::Deliver(deliver) => &deliver.originator,
            Self::Submit(submit) => &submit.destination,
            Self::StatusReport(report) => &report.recipient,
        }
    }

    /// The PDU behind a service centre's address.
    pub fn encode(&self, service_centre: Option<&Address>) -> EncodedPdu {
        match self {
            Self::Deliver(deliver) => deliver.encode(service_centre),
            Self::Submit(submit) => submit.encode(service_centre),
            Self::StatusReport(report) => report.encode(service_centre),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let first = reader.octet("first octet of the TPDU")?;
        Ok(match MessageType::from_first_octet(first) {
            MessageType::Deliver => Self::Deliver(Deliver::read(first, reader)?),
            MessageType::Submit => Self::Submit(Submit::read(first, reader)?),
            MessageType::StatusReport => Self::StatusReport(StatusReport::read(first, reader)?),
        })
    }
}

/// Decodes a PDU that begins with the service centre prefix.
pub fn decode(octets: &[u8]) -> Result<Pdu, DecodeError> {
    let mut reader = Reader::new(octets, 0);
    if octets.is_empty() {
        return Err(reader.refuse(Reason::Empty));
    }
    let service_centre = Address::read_service_centre(&mut reader)?;
    decode_behind(service_centre, reader)
}

/// Decodes a TPDU without the service centre prefix.
pub fn decode_tpdu(octets: &[u8]) -> Result<Pdu, DecodeError> {
    let reader = Reader::new(octets, 0);
    if octets.is_empty() {
        return Err(reader.refuse(Reason::Empty));
    }
    decode_behind(None, reader)
}

/// Decodes hex text that begins with the service centre prefix; either case, blanks around it do not count.
///
/// A few modems leave the prefix out. Without a length this can only be seen when the text makes no sense with it:
/// then, and only when it is a complete TPDU to the last octet, it is read as one.
pub fn decode_hex(text: &str) -> Result<Pdu, DecodeError> {
    let octets = hex::read(text)?;
    match decode(&octets) {
        Ok(pdu) if has_sound_addresses(&pdu) => Ok(pdu),
        read => bare_tpdu(&octets).map_or(read, Ok),
    }
}

/// Decodes the hex text of `+CMT`, `+CMGR`, `+CMGL` or `+CDS` with the length these announce.
///
/// When the length covers all of the text, the service centre prefix was left out. Any other disagreement is the
/// modem's: the structure decides.
pub fn decode_hex_with_length(text: &str, tpdu_len: usize) -> Result<Pdu, DecodeError> {
    let octets = hex::read(text)?;
    if tpdu_len != octets.len() {
        return decode_hex(text);
    }
    // Some simulators count the prefix too; a text that only makes sense with the prefix is read with it.
    let bare = decode_tpdu(&octets);
    match bare {
        Ok(pdu) if is_plausible(&pdu) => Ok(pdu),
        bare => decode(&octets).ok().filter(is_plausible).map_or(bare, Ok),
    }
}

fn decode_behind(service_centre: Option<Address>, mut reader: Reader<'_>) -> Result<Pdu, DecodeError> {
    let tpdu_len = reader.left();
    let tpdu = Tpdu::read(&mut reader)?;
    Ok(Pdu { service_centre, tpdu, trailing: reader.rest().to_vec(), tpdu_len })
}

/// The octets as a TPDU without prefix, if they are one beyond doubt.
fn bare_tpdu(octets: &[u8]) -> Option<Pdu> {
    let reserved_type = octets.first().is_none_or(|first| first & 0b11 == 0b11);
    let pdu = decode_tpdu(octets).ok().filter(|_| !reserved_type)?;
    is_plausible(&pdu).then_some(pdu)
}

/// Whether nothing is left over and the address says what an address must say.
fn is_plausible(pdu: &Pdu) -> bool {
    let left_over = match &pdu.tpdu {
        Tpdu::StatusReport(report) => !report.after_status.is_empty() && report.parameters().is_none(),
        Tpdu::Deliver(_) | Tpdu::Submit(_) => !pdu.trailing.is_empty(),
    };
    !left_over && has_sound_addresses(pdu)
}

/// Whether the types of address have the bit that is always set in them.
fn has_sound_addresses(pdu: &Pdu) -> bool {
    let mut addresses = pdu.service_centre.iter().chain([pdu.tpdu.address()]);
    addresses.all(|address| address.kind().octet() & 0x80 != 0)
}

/// A PDU ready for the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EncodedPdu {
    octets: Vec<u8>,
    prefix_len: usize,
}

impl EncodedPdu {
    pub(crate) fn new(service_centre: Option<&Address>, write: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut octets = Vec::with_capacity(176);
        match service_centre {
            Some(address) => address.write_service_centre(&mut octets),
            None => octets.push(0),
        }
        let prefix_len = octets.len();
        write(&mut octets);
        Self { octets, prefix_len }
    }

    /// All octets, service centre prefix included.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The TPDU without the prefix.
    pub fn tpdu(&self) -> &[u8] {
        self.octets.get(self.prefix_len..).unwrap_or_default()
    }

    /// The hex text, prefix included, upper case.
    pub fn hex(&self) -> String {
        hex::write(&self.octets)
    }

    /// The length for `AT+CMGS=` and `+CMT:`: octets of the TPDU, without the prefix.
    pub fn tpdu_len(&self) -> usize {
        self.octets.len() - self.prefix_len
    }
}
