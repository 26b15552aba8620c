//! UCS-2 user data, treated as UTF-16 big-endian: phones send emoji as surrogate pairs, whatever the name says.
//!
//! Reading repairs and never refuses: an odd octet at the end is dropped, a byte order mark at the start is skipped,
//! a lone surrogate becomes U+FFFD. Because senders cut pairs at part boundaries, join raw octets before decoding.

const BYTE_ORDER_MARK: u16 = 0xFEFF;

/// Reads UTF-16BE octets as text.
pub fn decode(octets: &[u8]) -> String {
    char::decode_utf16(text_units(octets)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Writes text as UTF-16BE octets.
pub fn encode(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Whether the octets hold half of a surrogate pair, so that [`decode`] had to put U+FFFD in its place.
pub fn has_lone_surrogate(octets: &[u8]) -> bool {
    char::decode_utf16(text_units(octets)).any(|unit| unit.is_err())
}

fn text_units(octets: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let units = octets.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let skip = usize::from(octets.starts_with(&BYTE_ORDER_MARK.to_be_bytes()));
    units.skip(skip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogate_pair_is_one_character() {
        assert_eq!(decode(&[0xD8, 0x3D, 0xDD, 0x10]), "🔐");
        assert_eq!(encode("🔐"), [0xD8, 0x3D, 0xDD, 0x10]);
    }

    #[test]
    fn odd_octet_and_byte_order_mark_are_dropped() {
        assert_eq!(decode(&[0xFE, 0xFF, 0x00, 0x41, 0x00]), "A");
    }

    #[test]
    fn lone_surrogate_is_replaced_and_noticed() {
        assert_eq!(decode(&[0x00, 0x41, 0xD8, 0x3D]), "A\u{FFFD}");
        assert!(has_lone_surrogate(&[0xD8, 0x3D]));
        assert!(!has_lone_surrogate(&[0xD8, 0x3D, 0xDD, 0x10]));
    }
}
