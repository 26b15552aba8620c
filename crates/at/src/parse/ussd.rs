//! USSD announcements (`+CUSD`) and the encodings of their strings.

use super::gsm;
use crate::fields::{number, unhex};

/// What a `+CUSD` announcement means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UssdKind {
    /// 0: the last word.
    Final,
    /// 1: an answer is wanted.
    AnswerWanted,
    /// 2: the network ended the session.
    Terminated,
    /// 3: another client answered.
    OtherClient,
    /// 4: the network does not support this.
    NotSupported,
    /// 5: the network timed out.
    TimedOut,
}

/// A `+CUSD` announcement.
#[derive(Clone, PartialEq, Eq)]
pub struct Ussd {
    pub kind: UssdKind,
    /// The string as it came; [`Ussd::text`] decodes it.
    pub raw: Option<String>,
    pub dcs: Option<u8>,
}

impl std::fmt::Debug for Ussd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ussd").field("kind", &self.kind).field("dcs", &self.dcs).finish_non_exhaustive()
    }
}

/// How a modem wants USSD requests written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UssdForm {
    /// As typed.
    Plain,
    /// UCS-2 as hexadecimal digits (with `+CSCS: "UCS2"`).
    Ucs2Hex,
    /// Packed seven-bit as hexadecimal digits (older Huawei, SIM300).
    PackedHex,
}

impl Ussd {
    /// The decoded text; the content decides over the announced coding, which is often wrong.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.raw.as_deref().map(decode)
    }
}

/// Writes a request in the wanted form, for [`crate::Command::ussd`]; what a form cannot hold is written plainly.
#[must_use]
pub fn encode(request: &str, form: UssdForm) -> String {
    let hex = |octets: Vec<u8>| octets.iter().map(|octet| format!("{octet:02X}")).collect();
    match form {
        UssdForm::Plain => request.to_owned(),
        UssdForm::Ucs2Hex => hex(request.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        UssdForm::PackedHex => {
            gsm::septets(request).map_or_else(|| request.to_owned(), |septets| hex(gsm::pack(&septets)))
        }
    }
}

/// What stands behind `+CUSD:`.
pub(crate) fn announcement(rest: &str) -> Option<Ussd> {
    let (kind, tail) = rest.split_once(',').map_or((rest, None), |(kind, tail)| (kind, Some(tail.trim())));
    let kind = match number::<u8>(kind)? {
        0 => UssdKind::Final,
        1 => UssdKind::AnswerWanted,
        2 => UssdKind::Terminated,
        3 => UssdKind::OtherClient,
        4 => UssdKind::NotSupported,
        5 => UssdKind::TimedOut,
        _ => return None,
    };
    let (text, dcs) = tail.map_or(("", None), split_tail);
    Some(Ussd { kind, raw: Some(text.to_owned()).filter(|t| !t.is_empty()), dcs })
}

/// The text up to the last quote, since texts hold quotes and commas; without quotes up to the last comma.
fn split_tail(tail: &str) -> (&str, Option<u8>) {
    if let Some(quoted) = tail.strip_prefix('"') {
        let (text, after) = quoted.rsplit_once('"').unwrap_or((quoted, ""));
        return (text, number(after.trim_start_matches(',')));
    }
    match tail.rsplit_once(',') {
        Some((text, dcs)) if number::<u8>(dcs).is_some() => (text.trim(), number(dcs)),
        _ => (tail, None),
    }
}

/// UCS-2 hex, packed seven-bit hex, or plain: whichever the content fits.
fn decode(raw: &str) -> String {
    if let Some(text) = from_ucs2_hex(raw) {
        return text;
    }
    // Short strings of digits are amounts, not hex.
    let packed = if raw.len() >= 4 && raw.bytes().any(|b| b.is_ascii_alphabetic()) {
        gsm::unpack_hex(raw)
    } else {
        None
    };
    match packed.map(|septets| gsm::text(&septets)) {
        Some(text) if is_readable(&text) => text,
        _ => raw.to_owned(),
    }
}

fn is_readable(text: &str) -> bool {
    let odd = text
        .chars()
        .filter(|c| !(c.is_ascii_graphic() || matches!(c, ' ' | '\r' | '\n') || c.is_alphabetic()))
        .count();
    odd * 10 <= text.chars().count()
}

/// Text of UCS-2 written as hexadecimal digits, cut at a NUL; none where it is no plausible text.
pub(super) fn from_ucs2_hex(hex: &str) -> Option<String> {
    if hex.len() < 8 || !hex.len().is_multiple_of(4) {
        return None;
    }
    let units: Vec<u16> = units(&unhex(hex)?).into_iter().take_while(|unit| *unit != 0).collect();
    let text = String::from_utf16(&units).ok()?;
    // Packed septets and plain digits read as UCS-2 scatter over many scripts; real text keeps to one or two pages.
    let mut pages: Vec<u16> =
        units.iter().map(|unit| unit >> 8).filter(|page| !(0x30..=0x9F).contains(page)).collect();
    pages.sort_unstable();
    pages.dedup();
    let ideographs = units.iter().filter(|unit| (0x3000..=0x9FFF).contains(*unit)).count();
    let plausible = !units.is_empty()
        && pages.len() <= 3
        && (pages.first().is_some_and(|page| *page <= 0x06) || ideographs == units.len())
        && !text.chars().any(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t'));
    plausible.then_some(text)
}

/// Big-endian 16-bit units.
pub(super) fn units(octets: &[u8]) -> Vec<u16> {
    octets.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, kind: UssdKind, text: Option<&str>, dcs: Option<u8>) {
        let ussd = announcement(line).unwrap();
        assert_eq!((ussd.kind, ussd.text().as_deref(), ussd.dcs), (kind, text, dcs), "{line}");
    }

    #[test]
    fn strings_are_decoded_by_their_content() {
        use UssdKind::{AnswerWanted, Final, Terminated};
        check(r#"0,"Balance 5.00",15"#, Final, Some("Balance 5.00"), Some(15));
        check(r#"2,"00480061007600690020",15"#, Terminated, Some("Havi "), Some(15));
        check(r#"0,"0414043B044F",72"#, Final, Some("Для"), Some(72));
        check(r#"0,"AA180C3602",15"#, Final, Some("*100#"), Some(15));
        check("0, AA182C3602", Final, Some("*101#"), None);
        check(
            r#"1,"Kontostand: 3.00 EUR, Bitte w{hlen"#,
            AnswerWanted,
            Some("Kontostand: 3.00 EUR, Bitte w{hlen"),
            None,
        );
        check(
            "0,\" Vash balans 968.98 r.\nDlya vas \"",
            Final,
            Some(" Vash balans 968.98 r.\nDlya vas "),
            None,
        );
        check(r#"0,"say "yes", now",15"#, Final, Some(r#"say "yes", now"#), Some(15));
        check(r#"0,"4F60597D4F60597D",72"#, Final, Some("你好你好"), Some(72));
        check(r#"0,"00410042000060B16260EEEEFFFF",17"#, Final, Some("AB"), Some(17));
        check(r#"0,"12345678",15"#, Final, Some("12345678"), Some(15));
        check("4", UssdKind::NotSupported, None, None);
    }

    #[test]
    fn requests_are_written_in_every_form() {
        assert_eq!(encode("*100#", UssdForm::Plain), "*100#");
        assert_eq!(encode("*100#", UssdForm::PackedHex), "AA180C3602");
        assert_eq!(encode("*101#", UssdForm::PackedHex), "AA182C3602");
        assert_eq!(encode("*1#", UssdForm::Ucs2Hex), "002A00310023");
    }
}
