//! The GSM default alphabet (3GPP TS 23.038), as far as names and USSD strings need it. Messages are not decoded here.

use crate::fields::unhex;

const BASIC: &str = concat!(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);

const EXTENSION: [(u8, char); 10] = [
    (0x0A, '\u{c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// Septets, one in an octet, to text; what has no character becomes U+FFFD.
pub(super) fn text(septets: &[u8]) -> String {
    let mut text = String::with_capacity(septets.len());
    let mut escaped = false;
    for septet in septets {
        let septet = *septet;
        if septet == 0x1B && !escaped {
            escaped = true;
            continue;
        }
        let extended = EXTENSION.iter().find(|(code, _)| escaped && *code == septet).map(|(_, c)| *c);
        text.push(extended.or_else(|| BASIC.chars().nth(usize::from(septet))).unwrap_or('\u{fffd}'));
        escaped = false;
    }
    text
}

/// Text to septets; none where a character is not in the basic alphabet.
pub(super) fn septets(text: &str) -> Option<Vec<u8>> {
    let code =
        |c: char| BASIC.chars().position(|b| b == c && c != '\u{1b}').and_then(|at| u8::try_from(at).ok());
    text.chars().map(code).collect()
}

/// Packs septets into octets; a tail of seven spare bits is filled with CR, as TS 23.038 §6.1.2.3 has it.
pub(super) fn pack(septets: &[u8]) -> Vec<u8> {
    let mut septets = septets.to_vec();
    if septets.len() % 8 == 7 {
        septets.push(0x0D);
    }
    let (mut octets, mut bits, mut count) = (Vec::new(), 0u16, 0);
    for septet in septets {
        bits |= u16::from(septet & 0x7F) << count;
        count += 7;
        if count >= 8 {
            octets.push(bits.to_le_bytes()[0]);
            bits >>= 8;
            count -= 8;
        }
    }
    if count > 0 {
        octets.push(bits.to_le_bytes()[0]);
    }
    octets
}

/// Unpacks hexadecimal octets into septets; the padding CR and a spare zero at the end are removed.
pub(super) fn unpack_hex(hex: &str) -> Option<Vec<u8>> {
    let octets = unhex(hex)?;
    let (mut septets, mut bits, mut count) = (Vec::new(), 0u16, 0);
    for octet in &octets {
        bits |= u16::from(*octet) << count;
        count += 8;
        while count >= 7 {
            septets.push(bits.to_le_bytes()[0] & 0x7F);
            bits >>= 7;
            count -= 7;
        }
    }
    if octets.len() % 7 == 0 && matches!(septets.last(), Some(0x00 | 0x0D)) {
        septets.pop();
    }
    Some(septets)
}
