//! What a modem handed over, decided before anything is written: nearly always a PDU; from a modem that fell back to
//! text mode, a header and a text.

use kernel::Timestamp;
use pdu::{Content, Deliver, GroupKey, Tpdu};

use super::message::Coding;

/// One message, or one part of one, as the modem handed it over.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// As it should be.
    Pdu(RawPdu),
    /// In text mode, which nobody asked for: all that is left of a message the modem has acknowledged by itself.
    TextMode {
        /// The whole `+CMT` line.
        header: String,
        /// Its first line of text, as it came: what alphabet it is in was not told.
        text: String,
    },
}

/// One PDU as modems write it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RawPdu {
    /// Service centre and TPDU, hexadecimal.
    pub hex: String,
    /// The length the modem announced.
    pub tpdu_length: u16,
}

impl Arrival {
    /// Whether the service centre may have got it before `moment`: surely not only where its stamp says so.
    pub(crate) fn may_be_from_before(&self, moment: Timestamp) -> bool {
        match self {
            Self::Pdu(pdu) => deliver(pdu).as_ref().and_then(smsc_time).is_none_or(|sent| sent < moment),
            Self::TextMode { .. } => true,
        }
    }
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pdu(pdu) => write!(f, "Pdu({} octets)", pdu.tpdu_length),
            Self::TextMode { text, .. } => write!(f, "TextMode({} bytes)", text.len()),
        }
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

pub(crate) fn shape(raw: &RawPdu) -> Shape {
    let pdu = match pdu::decode_hex_with_length(&raw.hex, raw.tpdu_length.into()) {
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
pub(crate) fn deliver(raw: &RawPdu) -> Option<Deliver> {
    match shape(raw) {
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

/// Sender and time of a text-mode header: `+CMT: "<sender>",[<alpha>],"yy/MM/dd,hh:mm:ss±qq"`.
pub(crate) fn text_mode_header(header: &str) -> (String, Option<Timestamp>) {
    let quoted = |nth: usize| header.split('"').nth(nth * 2 + 1).unwrap_or_default();
    let stamp = header.split('"').skip(3).step_by(2).find_map(text_mode_time);
    (quoted(0).chars().take(64).collect(), stamp)
}

/// `24/12/31,23:59:59+04`: local time and its distance from UTC in quarters of an hour.
fn text_mode_time(text: &str) -> Option<Timestamp> {
    let at = text.rfind(['+', '-'])?;
    let (local, zone) = text.split_at_checked(at)?;
    let numbers: Option<Vec<u8>> = local.split(['/', ',', ':']).map(|field| field.parse().ok()).collect();
    let &[year, month, day, hour, minute, second] = numbers?.as_slice() else { return None };
    let offset_quarter_hours = zone.parse().ok()?;
    let year = 2000 + u16::from(year);
    let stamp = pdu::Timestamp::from_local(pdu::LocalTime {
        year,
        month,
        day,
        hour,
        minute,
        second,
        offset_quarter_hours,
    })?;
    Some(Timestamp::from_micros(stamp.unix_seconds()?.checked_mul(1_000_000)?))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_text_mode_tell_sender_and_time() {
        let rows = [
            (r#"+CMT: "+491700000001",,"26/11/21,04:04:05+04""#, "+491700000001", Some(1_795_230_245)),
            (r#"+CMT: "Example","name","26/11/21,03:04:05+00",145,4"#, "Example", Some(1_795_230_245)),
            (r#"+CMT: "123""#, "123", None),
            (r#"+CMT: "#, "", None),
            (r#"+CMT: "1",,"99/99/99,1:2:3+00""#, "1", None),
        ];
        for (header, sender, seconds) in rows {
            let stamp = seconds.map(|seconds: i64| Timestamp::from_micros(seconds * 1_000_000));
            assert_eq!(text_mode_header(header), (sender.to_owned(), stamp), "{header}");
        }
    }
}
