//! Packing of 7-bit characters into octets (TS 23.038 clause 6.1.2.1): septet `i` lies in bits `7i..7i+6`, counted
//! from the least significant bit of the first octet.
//!
//! Knows nothing of alphabets. After a user data header the text starts at the next septet boundary, so both
//! directions take the bit at which the septets begin.

/// How many octets hold `septets` septets.
pub const fn octets_for(septets: usize) -> usize {
    (septets * 7).div_ceil(8)
}

/// How many septets are covered by `octets` octets of header, the fill bits included.
pub const fn septets_for_header(octets: usize) -> usize {
    (octets * 8).div_ceil(7)
}

/// Packs septets behind `fill_bits` zero bits (fewer than 7).
pub fn pack(septets: &[u8], fill_bits: u32) -> Vec<u8> {
    let mut octets = Vec::with_capacity(octets_for(septets.len()) + 1);
    let mut waiting: u32 = 0;
    let mut bits = fill_bits.min(6);
    for septet in septets {
        waiting |= u32::from(septet & 0x7F) << bits;
        bits += 7;
        if bits >= 8 {
            octets.push((waiting & 0xFF) as u8);
            waiting >>= 8;
            bits -= 8;
        }
    }
    if bits > 0 && !septets.is_empty() {
        octets.push((waiting & 0xFF) as u8);
    }
    octets
}

/// Unpacks up to `count` septets which begin at bit `first_bit`; fewer when the octets end before.
pub fn unpack(octets: &[u8], first_bit: usize, count: usize) -> Vec<u8> {
    let available = (octets.len() * 8).saturating_sub(first_bit) / 7;
    (0..count.min(available)).map(|index| septet_at(octets, first_bit + index * 7)).collect()
}

fn septet_at(octets: &[u8], bit: usize) -> u8 {
    let octet = |index: usize| u16::from(octets.get(index).copied().unwrap_or(0));
    let window = octet(bit / 8) | octet(bit / 8 + 1) << 8;
    ((window >> (bit % 8)) & 0x7F) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hellohello_packs_as_in_every_textbook() {
        assert_eq!(pack(b"hellohello", 0), [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37]);
    }

    #[test]
    fn eight_septets_fill_seven_octets() {
        let octets = pack(&[0x7F; 8], 0);
        assert_eq!(octets, [0xFF; 7]);
        assert_eq!(unpack(&octets, 0, 9), [0x7F; 8]);
    }

    #[test]
    fn fill_bits_move_the_text_to_a_septet_boundary() {
        let octets = pack(b"ab", 1);
        assert_eq!(unpack(&octets, 1, 2), b"ab");
    }

    #[test]
    fn nothing_packs_to_nothing() {
        assert!(pack(&[], 0).is_empty());
    }
}
