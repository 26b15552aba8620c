//! What a PDU off a modem is, decided before anything is written.

use kernel::Timestamp;
use pdu::{Content, Deliver, GroupKey, Tpdu};

use super::message::Coding;

/// One PDU as the modem handed it over.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// Service centre and TPDU, hexadecimal.
    pub pdu: String,
    /// The length the modem announced.
    pub tpdu_length: u16,
}

impl Arrival {
    /// Whether the service centre got it before `moment`; unreadable stamps are not.
    pub(crate) fn was_sent_before(&self, moment: Timestamp) -> bool {
        deliver(self).as_ref().and_then(smsc_time).is_some_and(|sent| sent < moment)
    }
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Arrival({} octets)", self.tpdu_length)
    }
}

/// What it turned out to be.
pub(crate) enum Shape {
    /// A message that stands alone.
    Single(Box<Deliver>),
    /// One part of a long one.
    Part(Box<Deliver>, GroupKey),
    /// A type 0 message: to be acknowledged and shown to nobody (TS 23.040 clause 9.2.3.9).
    Silent,
    /// A report on a message from us.
    Report,
    /// A message from us that was kept in the modem.
    Outgoing,
    /// Nothing we can read; kept as it is, with the reason.
    Undecodable(String),
}

/// Protocol identifier of a type 0 message.
const SILENT: u8 = 0x40;

pub(crate) fn shape(arrival: &Arrival) -> Shape {
    let pdu = match pdu::decode_hex_with_length(&arrival.pdu, arrival.tpdu_length.into()) {
        Ok(pdu) => pdu,
        Err(error) => return Shape::Undecodable(error.to_string()),
    };
    match pdu.tpdu {
        Tpdu::StatusReport(_) => Shape::Report,
        Tpdu::Submit(_) => Shape::Outgoing,
        Tpdu::Deliver(deliver) if deliver.protocol_id == SILENT => Shape::Silent,
        Tpdu::Deliver(deliver) => match GroupKey::of(&deliver) {
            Some(key) => Shape::Part(Box::new(deliver), key),
            None => Shape::Single(Box::new(deliver)),
        },
    }
}

/// The deliver in a PDU that is known to hold one.
pub(crate) fn deliver(arrival: &Arrival) -> Option<Deliver> {
    match shape(arrival) {
        Shape::Single(deliver) | Shape::Part(deliver, _) => Some(*deliver),
        Shape::Silent | Shape::Report | Shape::Outgoing | Shape::Undecodable(_) => None,
    }
}

/// Content as the text that is stored, and what kind of text that is.
pub(crate) fn readable(content: Content) -> (String, Coding) {
    match content {
        Content::Text(text) => (text, Coding::Text),
        Content::Data(octets) => (hex(&octets), Coding::Data),
        Content::Compressed(octets) => (hex(&octets), Coding::Compressed),
    }
}

/// When the service centre got it, where its stamp is readable.
pub(crate) fn smsc_time(deliver: &Deliver) -> Option<Timestamp> {
    let seconds = deliver.timestamp.unix_seconds()?;
    Some(Timestamp::from_micros(seconds.checked_mul(1_000_000)?))
}

/// The sender as people write it.
pub(crate) fn sender(deliver: &Deliver) -> String {
    // The longest address has 20 digits or 11 characters; cutting is for a codec that changes its mind.
    deliver.originator.to_string().chars().take(64).collect()
}

/// The parts of one message have these octets in common, and no others do on this line.
pub(crate) fn group_octets(key: &GroupKey) -> Vec<u8> {
    let mut octets = vec![key.originator.kind().octet(), key.reference.width_bits(), key.total];
    octets.extend(key.reference.value().to_be_bytes());
    let originator = key.originator.digits().or_else(|| key.originator.name());
    octets.extend(originator.unwrap_or_default().as_bytes());
    octets
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
