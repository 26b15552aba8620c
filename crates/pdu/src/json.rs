//! The flat JSON view of a PDU: what `simyard pdu decode` prints, one object for each PDU.
//!
//! A field is present when the PDU has the element. Numbers are the raw octets unless the name says otherwise, octets
//! are upper-case hex, times are ISO 8601 with offset (`null` when unreadable), ports are `[destination, source]`.

use crate::address::Address;
use crate::dcs::{Alphabet, Class};
use crate::status_report::StatusReport;
use crate::submit::Submit;
use crate::timestamp::Timestamp;
use crate::tpdu::{EncodedPdu, Pdu, Tpdu, decode_hex};
use crate::ucs2;
use crate::user_data::{Body, Content, UserData};
use crate::user_data_header::{Ports, UserDataHeader};
use crate::validity_period::ValidityPeriod;
use crate::{error::DecodeError, hex};
use serde_json::{Map, Value, json};

type Fields = Map<String, Value>;

/// Describes the PDU in a hex text, or says in `error` (and `octet`) why there is none.
pub fn describe(text: &str) -> Value {
    match decode_hex(text) {
        Ok(pdu) => describe_pdu(&pdu),
        Err(error) => describe_error(&error),
    }
}

/// Describes a refusal.
pub fn describe_error(error: &DecodeError) -> Value {
    json!({ "error": error.to_string(), "octet": error.octet })
}

/// Describes a decoded PDU.
pub fn describe_pdu(pdu: &Pdu) -> Value {
    let mut fields = Fields::new();
    put(&mut fields, "smsc", pdu.service_centre.as_ref().map(Address::to_string));
    put(&mut fields, "tpdu_len", pdu.tpdu_len);
    put(&mut fields, "address_toa", hex::write(&[pdu.tpdu.address().kind().octet()]));
    let mut trailing = pdu.trailing.as_slice();
    match &pdu.tpdu {
        Tpdu::Deliver(deliver) => {
            put(&mut fields, "kind", "deliver");
            put(&mut fields, "sender", deliver.originator.to_string());
            put(&mut fields, "timestamp", time(deliver.timestamp));
            put(&mut fields, "pid", deliver.protocol_id);
            put_user_data(&mut fields, &deliver.user_data);
        }
        Tpdu::Submit(submit) => put_submit(&mut fields, submit),
        Tpdu::StatusReport(report) => {
            put_report(&mut fields, report);
            // Parameters or fill: only the sender knows, so the octets are shown either way.
            trailing = &report.after_status;
        }
    }
    if !trailing.is_empty() {
        put(&mut fields, "trailing", hex::write(trailing));
    }
    Value::Object(fields)
}

/// Describes a PDU that was encoded: the hex text, the length for `AT+CMGS`, and what it decodes to.
pub fn describe_encoded(encoded: &EncodedPdu) -> Value {
    let text = encoded.hex();
    let mut value = describe(&text);
    if let Value::Object(fields) = &mut value {
        put(fields, "pdu_hex", text);
    }
    value
}

fn put_submit(fields: &mut Fields, submit: &Submit) {
    put(fields, "kind", "submit");
    put(fields, "destination", submit.destination.to_string());
    put(fields, "mr", submit.message_reference);
    put(fields, "srr", submit.status_report_request);
    put(fields, "pid", submit.protocol_id);
    put(fields, "vpf", submit.validity.format());
    match submit.validity {
        ValidityPeriod::Absent => {}
        ValidityPeriod::Relative(period) => put(fields, "vp", period.octet()),
        ValidityPeriod::Enhanced(octets) => put(fields, "vp_enh", hex::write(&octets)),
        ValidityPeriod::Absolute(until) => put(fields, "vp_abs", time(until)),
    }
    put_user_data(fields, &submit.user_data);
}

fn put_report(fields: &mut Fields, report: &StatusReport) {
    put(fields, "kind", "status-report");
    put(fields, "recipient", report.recipient.to_string());
    put(fields, "mr", report.message_reference);
    put(fields, "timestamp", time(report.timestamp));
    put(fields, "discharge", time(report.discharge));
    put(fields, "st", report.status.octet());
    let Some(parameters) = report.parameters() else { return };
    if let Some(protocol_id) = parameters.protocol_id {
        put(fields, "pid", protocol_id);
    }
    if let Some(dcs) = parameters.dcs {
        put(fields, "dcs", dcs.octet());
    }
    if let Some(user_data) = &parameters.user_data {
        put_user_data(fields, user_data);
    }
}

fn put_user_data(fields: &mut Fields, user_data: &UserData) {
    let dcs = user_data.dcs();
    put(fields, "dcs", dcs.octet());
    put(fields, "encoding", encoding(dcs.alphabet()));
    if let Some(class) = dcs.class() {
        put(fields, "class", Class::number(class));
    }
    if dcs.compressed() {
        put(fields, "compressed", true);
    }
    put(fields, "udl", user_data.length());
    if let Some(header) = user_data.header() {
        put_header(fields, header);
    }
    match user_data.content() {
        Content::Text(text) => put(fields, "text", text),
        Content::Data(octets) | Content::Compressed(octets) => {
            put(fields, "text", Value::Null);
            put(fields, "data_hex", hex::write(&octets));
        }
    }
    // A JSON string cannot hold half a surrogate pair; the next part has the other half.
    if let (Body::Octets(octets), Alphabet::Ucs2) = (user_data.body(), dcs.alphabet())
        && ucs2::has_lone_surrogate(octets)
    {
        put(fields, "text_utf16be_hex", hex::write(octets));
    }
}

fn put_header(fields: &mut Fields, header: &UserDataHeader) {
    let length = u8::try_from(header.octets().len()).unwrap_or(u8::MAX);
    put(fields, "udh", hex::write(&[&[length], header.octets()].concat()));
    if let Some(part) = header.concatenation() {
        put(fields, "ref", part.reference.value());
        put(fields, "ref_bits", part.reference.width_bits());
        put(fields, "total", part.total);
        put(fields, "seq", part.sequence);
    }
    if let Some(Ports { destination, source }) = header.ports() {
        put(fields, "ports", json!([destination, source]));
    }
    if let Some(identifier) = header.single_shift_identifier() {
        put(fields, "nat_single_shift", identifier);
    }
    if let Some(identifier) = header.locking_shift_identifier() {
        put(fields, "nat_locking_shift", identifier);
    }
}

fn put(fields: &mut Fields, name: &str, value: impl Into<Value>) {
    fields.insert(name.to_owned(), value.into());
}

fn time(stamp: Timestamp) -> Option<String> {
    stamp.local().map(|time| time.to_string())
}

fn encoding(alphabet: Alphabet) -> &'static str {
    match alphabet {
        Alphabet::Gsm7 => "gsm7",
        Alphabet::EightBit => "8bit",
        Alphabet::Ucs2 => "ucs2",
    }
}
