//! Stored and sent messages (`+CMGR`, `+CMGL`, `+CMGS`) and the service centre (`+CSCA`).

use super::ussd::from_ucs2_hex;
use super::{Unreadable, unreadable};
use crate::Answer;
use crate::fields::{after_any_prefix, after_prefix, is_hex, is_pdu_of_length, number, split};

/// Where a stored message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageStatus {
    ReceivedUnread,
    ReceivedRead,
    StoredUnsent,
    StoredSent,
    /// The modem does not tell, or tells something else.
    Unknown,
}

/// A message in a store; its PDU is not decoded here.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// Known in listings, and in the answers of modems that repeat it.
    pub index: Option<u16>,
    pub status: MessageStatus,
    /// TPDU octets as announced.
    pub length: u16,
    /// Service centre and TPDU as upper-case hexadecimal digits.
    pub pdu: String,
}

/// One slot of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nothing there.
    Empty,
    Message(StoredMessage),
    /// Something is there, but no PDU; delete it after a few attempts.
    Unreadable {
        index: Option<u16>,
    },
}

impl std::fmt::Debug for StoredMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredMessage")
            .field("index", &self.index)
            .field("status", &self.status)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// `+CMGR`.
#[must_use]
pub fn slot(answer: &Answer) -> Slot {
    slots(answer, "+CMGR").into_iter().next().unwrap_or(Slot::Empty)
}

/// `+CMGL`: all slots it lists, unreadable ones included.
#[must_use]
pub fn listing(answer: &Answer) -> Vec<Slot> {
    slots(answer, "+CMGL").into_iter().filter(|slot| *slot != Slot::Empty).collect()
}

/// `+CMGS`: the message reference; without one the message counts as sent all the same.
pub fn reference(answer: &Answer) -> Result<u8, Unreadable> {
    let read = |line: &String| number(split(after_prefix(line, "+CMGS")?).first()?);
    answer.lines().iter().find_map(read).ok_or(Unreadable { what: "message reference" })
}

/// `+CSCA?`: the service centre's number, with `+` where international; none when none is set.
pub fn service_centre(answer: &Answer) -> Result<Option<String>, Unreadable> {
    let Some(line) = answer.last() else { return unreadable("service centre") };
    let fields = split(after_any_prefix(line));
    let address = fields.first().copied().unwrap_or_default();
    let address = from_ucs2_hex(address).unwrap_or_else(|| address.to_owned());
    let digits = address.strip_prefix('+').unwrap_or(&address);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return unreadable("service centre");
    }
    let international = address.starts_with('+') || fields.get(1).is_some_and(|kind| *kind == "145");
    let plus = if international { "+" } else { "" };
    Ok((!digits.is_empty()).then(|| format!("{plus}{digits}")))
}

/// Headers with the lines that follow them.
fn slots(answer: &Answer, prefix: &str) -> Vec<Slot> {
    let mut lines = answer.lines().iter().peekable();
    let mut slots = Vec::new();
    while let Some(line) = lines.next() {
        let Some(header) = after_prefix(line, prefix) else { continue };
        let body = lines.next_if(|next| after_prefix(next, prefix).is_none());
        slots.push(read_slot(header, body.map(String::as_str), prefix == "+CMGL"));
    }
    slots
}

/// `[<index>,]<stat>[,<alpha>],<length>` or `<length>` alone; then the PDU.
fn read_slot(header: &str, body: Option<&str>, listed: bool) -> Slot {
    let fields = split(header);
    let length: Option<u16> = fields.last().and_then(|field| number(field));
    // An index comes first in listings, and on modems whose single reading has a field too many.
    let has_index = listed || fields.len() >= 4;
    let index = fields.first().filter(|_| has_index).and_then(|field| number(field));
    let status = match fields.len() {
        1 => MessageStatus::Unknown,
        _ => fields.get(usize::from(has_index)).map_or(MessageStatus::Unknown, |field| status(field)),
    };
    match (length, body) {
        (Some(0), None) => Slot::Empty,
        (Some(length), Some(pdu)) if is_pdu(pdu, length) => {
            Slot::Message(StoredMessage { index, status, length, pdu: pdu.to_ascii_uppercase() })
        }
        _ => Slot::Unreadable { index },
    }
}

/// A PDU of the announced length, with a service centre or (old Siemens) without; spare octets behind it are cut by nobody.
fn is_pdu(hex: &str, length: u16) -> bool {
    length > 0 && (is_pdu_of_length(hex, length) || (is_hex(hex) && hex.len() / 2 == usize::from(length)))
}

fn status(field: &str) -> MessageStatus {
    match field {
        "0" => MessageStatus::ReceivedUnread,
        "1" => MessageStatus::ReceivedRead,
        "2" => MessageStatus::StoredUnsent,
        "3" => MessageStatus::StoredSent,
        _ => MessageStatus::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDU of 23 TPDU octets behind a service centre of 7.
    const PDU: &str = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";

    fn show(slot: &Slot) -> String {
        match slot {
            Slot::Empty => "empty".into(),
            Slot::Unreadable { index } => format!("unreadable {index:?}"),
            Slot::Message(m) => format!("{:?} {:?} {}", m.index, m.status, m.length),
        }
    }

    #[test]
    fn headers_of_single_messages_are_read() {
        let length = PDU.len() / 2 - 8;
        let rows = [
            (format!("+CMGR: 3,,{length}"), format!("None StoredSent {length}")),
            (format!("+CMGR: 0,{length}"), format!("None ReceivedUnread {length}")),
            (format!("+CMGR: {length}"), format!("None Unknown {length}")),
            (format!("+CMGR: 4,1,,{length}"), format!("Some(4) ReceivedRead {length}")),
            (format!("+CMGR: 1,\"a,b\",{length}"), format!("None ReceivedRead {length}")),
            ("+CMGR: 1,,99".into(), "unreadable None".into()),
        ];
        for (header, expected) in rows {
            assert_eq!(show(&slot(&Answer::from_lines([header.as_str(), PDU]))), expected, "{header}");
        }
    }

    #[test]
    fn empty_and_broken_slots_are_told_apart() {
        let rows: [(&[&str], &str); 4] = [
            (&[], "empty"),
            (&["+CMGR: 0,,0"], "empty"),
            (&["+CMGR: 1,,20", "0BD04259303784=96p331p"], "unreadable None"),
            (&["+CMGR: 1,,160", "00FFFFFFFFFFFF"], "unreadable None"),
        ];
        for (lines, expected) in rows {
            assert_eq!(show(&slot(&Answer::from_lines(lines.iter().copied()))), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_listing_keeps_every_message_beside_a_broken_one() {
        let length = PDU.len() / 2 - 8;
        let header = |index: u16| format!("+CMGL: {index},0,,{length}");
        let short = format!("+CMGL: 11,3,{length}");
        let lines =
            [header(1), PDU.into(), "+CMGL: 2,1,,30".into(), "garbage".into(), short, PDU.into(), header(12)];
        let shown: Vec<String> = listing(&Answer::from_lines(lines)).iter().map(show).collect();
        let expected = [
            format!("Some(1) ReceivedUnread {length}"),
            "unreadable Some(2)".into(),
            format!("Some(11) StoredSent {length}"),
            "unreadable Some(12)".into(),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn references_are_read() {
        for (line, expected) in
            [("+CMGS: 5", 5), (r#"+CMGS: 5,"07/02/05,08:30:45+32""#, 5), ("+CMGS: 1,", 1), ("+CMGS:255", 255)]
        {
            assert_eq!(reference(&Answer::from_lines([line])), Ok(expected), "{line}");
        }
        assert!(reference(&Answer::default()).is_err());
    }

    #[test]
    fn service_centre_forms_are_read() {
        let rows = [
            (r#"+CSCA: "+79168999100",145"#, Some("+79168999100")),
            (r#"+CSCA: "6281100000",145"#, Some("+6281100000")),
            ("+CSCA: 002B00390037003200330034,145", Some("+97234")),
            (r#"+CSCA: "002B00340034003100320033",145"#, Some("+44123")),
            (r#"+CSCA: "",129"#, None),
        ];
        for (line, expected) in rows {
            assert_eq!(
                service_centre(&Answer::from_lines([line])),
                Ok(expected.map(str::to_owned)),
                "{line}"
            );
        }
    }
}
