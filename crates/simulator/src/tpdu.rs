//! Messages as the network writes and reads them: thin words over the `pdu` crate.

use pdu::{
    Address, AlphabetChoice, Class, Concatenation, Deliver, Reference, Status, StatusReport, TextOptions,
    Timestamp, Tpdu, UserData, UserDataHeader, decode_hex_with_length,
};

use crate::{
    modem::SmsPdu,
    network::{OutgoingText, Shape},
};

/// The PDUs of a text, first part first; the error says why there are none.
pub(crate) fn encode_text(
    text: &OutgoingText,
    smsc: &str,
    unix_seconds: i64,
    reference: u16,
) -> Result<Vec<SmsPdu>, String> {
    let centre = service_centre(smsc);
    let from = address(&text.from).ok_or("the sender has no address form")?;
    let time = Timestamp::from_unix_seconds(unix_seconds, 0).ok_or("the time is out of range")?;
    let parts = match &text.forwarded {
        Some(part) => vec![part.clone()],
        None => user_data(text, reference)?,
    };
    let encoded =
        parts.into_iter().map(|part| Deliver::new(from.clone(), time, part).encode(centre.as_ref()));
    Ok(encoded.map(|pdu| SmsPdu { hex: pdu.hex(), tpdu_octets: pdu.tpdu_len() }).collect())
}

fn user_data(text: &OutgoingText, reference: u16) -> Result<Vec<UserData>, String> {
    let class = match (text.flash, text.sim_specific) {
        (true, _) => Some(Class::Flash),
        (false, true) => Some(Class::Sim),
        (false, false) => None,
    };
    let alphabet = if text.ucs2 { AlphabetChoice::Ucs2 } else { AlphabetChoice::Automatic };
    let [_, low] = reference.to_be_bytes();
    let options = TextOptions { alphabet, class, reference: Reference::EightBit(low), ports: None };
    let parts = pdu::segment(&text.text, &options).map_err(|error| error.to_string())?;
    match text.shape {
        Shape::Parts(wanted) if wanted > parts.len() => cut_finer(&text.text, wanted, &options),
        Shape::Parts(_) | Shape::Automatic => Ok(parts),
    }
}

/// More parts than needed: equal pieces, each with a concatenation header of its own.
fn cut_finer(text: &str, wanted: usize, options: &TextOptions) -> Result<Vec<UserData>, String> {
    let characters: Vec<char> = text.chars().collect();
    let piece = characters.len().div_ceil(wanted).max(1);
    let pieces: Vec<String> = characters.chunks(piece).map(|chunk| chunk.iter().collect()).collect();
    let total = u8::try_from(pieces.len()).map_err(|_| "more than 255 parts".to_owned())?;
    let mut parts = Vec::new();
    for (piece, sequence) in pieces.iter().zip(1..=total) {
        let whole = pdu::segment(piece, options).map_err(|error| error.to_string())?;
        let [whole] = whole.as_slice() else { return Err("a piece does not fit one part".to_owned()) };
        let header = UserDataHeader::new().with_concatenation(Concatenation {
            reference: options.reference,
            total,
            sequence,
        });
        parts.push(
            UserData::new(whole.dcs(), header, whole.body().clone()).map_err(|error| error.to_string())?,
        );
    }
    Ok(parts)
}

/// A report that a message reached its recipient.
pub(crate) fn encode_report(to: &str, smsc: &str, reference: u8, unix_seconds: i64) -> Option<SmsPdu> {
    let sent = Timestamp::from_unix_seconds(unix_seconds, 0)?;
    let report = StatusReport::new(reference, address(to)?, sent, sent, Status::from_octet(0));
    let pdu = report.encode(service_centre(smsc).as_ref());
    Some(SmsPdu { hex: pdu.hex(), tpdu_octets: pdu.tpdu_len() })
}

/// A received message as text mode shows it.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) from: String,
    pub(crate) text: String,
    /// `24/12/31,23:59:59+00`
    pub(crate) time: String,
}

/// Reads a DELIVER; `None` for anything else.
pub(crate) fn read_deliver(pdu: &SmsPdu) -> Option<Shown> {
    let Tpdu::Deliver(deliver) = decode_hex_with_length(&pdu.hex, pdu.tpdu_octets).ok()?.tpdu else {
        return None;
    };
    let time = deliver.timestamp.local().map_or_else(String::new, |time| {
        format!(
            "{:02}/{:02}/{:02},{:02}:{:02}:{:02}{:+03}",
            time.year % 100,
            time.month,
            time.day,
            time.hour,
            time.minute,
            time.second,
            time.offset_quarter_hours
        )
    });
    let text = deliver.content().text().unwrap_or_default().to_owned();
    Some(Shown { from: deliver.originator.to_string(), text, time })
}

/// A message a modem sent.
#[derive(Debug)]
pub(crate) struct ReadSubmit {
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) report_wanted: bool,
    /// Text and header as they came, to be forwarded untouched.
    pub(crate) user_data: Option<UserData>,
}

impl ReadSubmit {
    /// A message given in text mode.
    pub(crate) fn plain(to: &str, text: &str) -> Self {
        Self { to: to.to_owned(), text: text.to_owned(), report_wanted: false, user_data: None }
    }
}

/// Reads a SUBMIT; `None` for anything else.
pub(crate) fn read_submit(pdu: &SmsPdu) -> Option<ReadSubmit> {
    let Tpdu::Submit(submit) = decode_hex_with_length(&pdu.hex, pdu.tpdu_octets).ok()?.tpdu else {
        return None;
    };
    Some(ReadSubmit {
        to: submit.destination.to_string(),
        text: submit.content().text().unwrap_or_default().to_owned(),
        report_wanted: submit.status_report_request,
        user_data: Some(submit.user_data),
    })
}

/// `+` and digits: international; digits: a short code; else a name.
fn address(from: &str) -> Option<Address> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match from.strip_prefix('+') {
        Some(digits) if is_digits(digits) => Address::international(digits).ok(),
        _ if is_digits(from) => Address::unknown(from).ok(),
        _ => Address::alphanumeric(from).ok(),
    }
}

fn service_centre(smsc: &str) -> Option<Address> {
    address(smsc).filter(|address| !address.is_alphanumeric())
}
