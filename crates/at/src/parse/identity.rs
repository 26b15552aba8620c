//! Manufacturer, model, firmware, IMEI, ICCID, IMSI, own numbers.

use super::ussd::from_ucs2_hex;
use super::{Unreadable, unreadable};
use crate::Answer;
use crate::fields::{after_any_prefix, after_prefix, split, unquote};

macro_rules! digits {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

digits! {
    /// A modem's IMEI: 15 digits. Not unique in modem pools: never a key.
    Imei
}
digits! {
    /// A subscriber's IMSI: 6 to 15 digits.
    Imsi
}
digits! {
    /// A card's ICCID: 18 to 20 characters from `89`, upper case, padding removed; may hold hex letters.
    Iccid
}

/// One of the card's own numbers (`+CNUM`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnNumber {
    pub name: Option<String>,
    /// As it came, with a `+` added where the type says international.
    pub number: String,
}

/// `+CGMI`, `+CGMM`, `+CGMR`: the text, lines joined, blanks squeezed, quotes and prefix removed.
pub fn text(answer: &Answer) -> Result<String, Unreadable> {
    let parts: Vec<&str> = answer.lines().iter().map(|line| unquote(after_any_prefix(line))).collect();
    let text = parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { unreadable("text") } else { Ok(text) }
}

/// `+CGSN`; an IMEISV is cut to its IMEI (the check digit recomputed).
pub fn imei(answer: &Answer) -> Result<Imei, Unreadable> {
    let found = fields_of(answer).into_iter().find(|field| is_digits(field, 15..=17));
    match found {
        // 16 digits: two of software version stand where the check digit would.
        Some(sv) if sv.len() == 16 => Ok(Imei(format!("{}{}", &sv[..14], luhn(&sv[..14])))),
        Some(digits) => Ok(Imei(digits[..15].to_owned())),
        None => unreadable("IMEI"),
    }
}

/// `+CIMI`.
pub fn imsi(answer: &Answer) -> Result<Imsi, Unreadable> {
    let found = fields_of(answer).into_iter().find(|field| is_digits(field, 6..=15));
    found.map_or_else(|| unreadable("IMSI"), |digits| Ok(Imsi(digits.to_owned())))
}

/// The ICCID in any of its forms, whatever command asked.
pub fn iccid(answer: &Answer) -> Result<Iccid, Unreadable> {
    let found = fields_of(answer).into_iter().find_map(iccid_of);
    found.map_or_else(|| unreadable("ICCID"), Ok)
}

/// `+CNUM`; empty where the card knows none.
#[must_use]
pub fn own_numbers(answer: &Answer) -> Vec<OwnNumber> {
    answer.lines().iter().filter_map(|line| own_number(line)).collect()
}

/// All fields of all lines, prefixes removed.
fn fields_of(answer: &Answer) -> Vec<&str> {
    answer.lines().iter().flat_map(|line| split(after_any_prefix(line))).collect()
}

fn is_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The straight or, where only that starts with 89, the nibble-swapped reading.
fn iccid_of(field: &str) -> Option<Iccid> {
    let straight = field.to_ascii_uppercase();
    let swapped =
        || straight.as_bytes().chunks(2).flat_map(|pair| pair.iter().rev()).map(|b| char::from(*b)).collect();
    let plausible = |digits: String| {
        let digits = digits.trim_end_matches('F').to_owned();
        let fits = (18..=20).contains(&digits.len())
            && digits.starts_with("89")
            && digits.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then_some(Iccid(digits))
    };
    if !straight.is_ascii() {
        return None;
    }
    plausible(straight.clone()).or_else(|| plausible(swapped()))
}

/// `"name","number",type`; name, quotes and type may be missing.
fn own_number(line: &str) -> Option<OwnNumber> {
    let fields = split(after_prefix(line, "+CNUM")?);
    let is_number = |f: &str| {
        let digits = f.strip_prefix('+').unwrap_or(f);
        digits.len() >= 3 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'*' || b == b'#')
    };
    let lacks_name = fields.len() == 2 && matches!(fields[1], "129" | "145" | "161");
    let (at, number) = match fields.get(1).copied().map(decoded) {
        Some(number) if is_number(&number) && !lacks_name => (1, number),
        _ => (0, fields.first().copied().map(decoded).filter(|first| is_number(first) && first.len() > 3)?),
    };
    let international = fields.get(at + 1).is_some_and(|kind| *kind == "145");
    let number = if international && !number.starts_with('+') { format!("+{number}") } else { number };
    let name = (at == 1).then(|| decoded(fields[0])).filter(|name| !name.is_empty());
    Some(OwnNumber { name, number })
}

fn decoded(field: &str) -> String {
    from_ucs2_hex(field).unwrap_or_else(|| field.to_owned())
}

fn luhn(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, b)| {
            let digit = u32::from(b - b'0');
            if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Answer {
        Answer::from_lines(text.split('|'))
    }

    #[test]
    fn names_lose_blanks_quotes_and_prefixes() {
        let rows = [
            (" WAVECOM MODEM", "WAVECOM MODEM"),
            (" MULTIBAND  900E  1800 ", "MULTIBAND 900E 1800"),
            ("+CGMI: \"huawei\"", "huawei"),
            ("V 20.0.016|25-09-06|RM-159", "V 20.0.016 25-09-06 RM-159"),
            ("Revision:EC25EFAR06A01M4G", "Revision:EC25EFAR06A01M4G"),
        ];
        for (answer, expected) in rows {
            assert_eq!(text(&lines(answer)).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn imei_forms_are_read() {
        let rows = [
            ("490154203237518", Some("490154203237518")),
            ("+CGSN: \"490154203237518\"", Some("490154203237518")),
            ("4901542032375101", Some("490154203237518")),
            ("ERROR", None),
        ];
        for (answer, expected) in rows {
            assert_eq!(imei(&lines(answer)).ok().as_ref().map(Imei::as_str), expected, "{answer}");
        }
    }

    #[test]
    fn iccid_forms_are_read() {
        let rows = [
            ("+CRSM: 144,0,\"984402003576012594F9\"", Some("8944200053671052499")),
            ("+CRSM: 159,10,989422024754212460F6", Some("8949222074451242066")),
            ("^ICCID: 8944200053671052499F", Some("8944200053671052499")),
            ("+QCCID: 89860025128306012474F", Some("89860025128306012474")),
            ("+CCID: \"8939107800023416395\"", Some("8939107800023416395")),
            ("898602F9091830030220", Some("898602F9091830030220")),
            ("+ICCID: 898602f9091830030220", Some("898602F9091830030220")),
            ("^SCID: 89490200000022770145", Some("89490200000022770145")),
            ("+CRSM: 106,130", None),
            ("+CCID: \"\"", None),
            ("FFFFFFFFFFFFFFFFFFFF", None),
        ];
        for (answer, expected) in rows {
            assert_eq!(iccid(&lines(answer)).ok().as_ref().map(Iccid::as_str), expected, "{answer}");
        }
    }

    #[test]
    fn own_number_forms_are_read() {
        let rows = [
            ("+CNUM: \"\",\"+33671651906\",145", "-/+33671651906"),
            ("+CNUM: \"name\",\"34600111222\",145", "name/+34600111222"),
            (
                "+CNUM: \"Line 1\",\"0600111222\",129|+CNUM: ,\"0600111333\",161",
                "Line 1/0600111222 -/0600111333",
            ),
            ("+CNUM: \"+34600111222\",145", "-/+34600111222"),
            ("+CNUM: name,+34600111222,145", "name/+34600111222"),
            ("+CNUM: \"\",\"002B0033003400360030003000310031\",145", "-/+3460011"),
            ("+CNUM: \"\",\"\",129", ""),
        ];
        for (answer, expected) in rows {
            let shown: Vec<String> = own_numbers(&lines(answer))
                .into_iter()
                .map(|own| format!("{}/{}", own.name.as_deref().unwrap_or("-"), own.number))
                .collect();
            assert_eq!(shown.join(" "), expected, "{answer}");
        }
    }
}
