//! Splitting of information lines into fields, as leniently as modems write them.

/// The text after `prefix` and its colon, trimmed; none when the line does not start with it.
pub(crate) fn after_prefix<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    let head = line.get(..prefix.len())?;
    if prefix.is_empty() || !head.eq_ignore_ascii_case(prefix) {
        return None;
    }
    line[prefix.len()..].trim_start().strip_prefix(':').map(str::trim)
}

/// The text after the first colon, or the whole line where there is none, trimmed.
pub(crate) fn after_any_prefix(line: &str) -> &str {
    let is_prefixed = line.starts_with(|c: char| c.is_ascii_punctuation() && c != '"' && c != '(');
    match line.split_once(':') {
        Some((_, rest)) if is_prefixed => rest.trim(),
        _ => line.trim(),
    }
}

/// The fields between commas that stand outside quotes, trimmed and without their quotes.
pub(crate) fn split(text: &str) -> Vec<&str> {
    split_at(text, ',')
}

/// As [`split`], at another separator.
pub(crate) fn split_at(text: &str, separator: char) -> Vec<&str> {
    let mut fields = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        if c == '"' {
            quoted = !quoted;
        } else if c == separator && !quoted {
            fields.push(unquote(&text[start..at]));
            start = at + c.len_utf8();
        }
    }
    fields.push(unquote(&text[start..]));
    fields
}

/// Trims blanks and stray quotes from both ends.
pub(crate) fn unquote(text: &str) -> &str {
    text.trim().trim_matches('"').trim()
}

/// A decimal number, zero padded or not.
pub(crate) fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let text = unquote(text);
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Whether the text is a non-empty, even number of hexadecimal digits.
pub(crate) fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The octets of hexadecimal pairs.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !is_hex(text) {
        return None;
    }
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    text.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// Whether `hex` is a service centre address followed by a TPDU of `length` octets.
pub(crate) fn is_pdu_of_length(hex: &str, length: u16) -> bool {
    let service_centre = hex.get(..2).and_then(|head| usize::from_str_radix(head, 16).ok());
    is_hex(hex) && service_centre.is_some_and(|octets| hex.len() / 2 == 1 + octets + usize::from(length))
}
