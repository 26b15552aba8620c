//! The SIM card's own serial number (ITU-T E.118): the key under which a card is known everywhere in the house.

/// An ICCID: 18 to 22 characters beginning with 89, decimal digits with the hexadecimal letters some issuers use.
///
/// Two spellings of one card are one value: the trailing filler `F` is dropped and letters are upper case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, sea_orm::DeriveValueType)]
pub struct Iccid(String);

/// Why a text is not an ICCID.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIccid {
    /// Too short or too long.
    #[error("an ICCID has 18 to 22 characters, this one has {0}")]
    Length(usize),
    /// Something that is not a digit nor a hexadecimal letter.
    #[error("unexpected character {0:?} in an ICCID")]
    Character(char),
    /// Neither as written nor nibble-swapped does it begin with 89.
    #[error("an ICCID begins with 89 (telecommunication)")]
    Prefix,
}

impl Iccid {
    /// Reads an ICCID as written on the card or as a modem tells it: quoted, F-padded or nibble-swapped.
    ///
    /// # Errors
    /// When the text can't be one in any of those forms.
    pub fn parse(text: &str) -> Result<Self, InvalidIccid> {
        let raw = text.trim().trim_matches('"');
        let mut characters = String::with_capacity(20);
        for character in raw.chars().filter(|c| *c != ' ' && *c != '-') {
            if !character.is_ascii_hexdigit() {
                return Err(InvalidIccid::Character(character));
            }
            characters.push(character.to_ascii_uppercase());
        }
        let value = if characters.starts_with("89") { characters } else { swap_nibbles(&characters) };
        let value = value.trim_end_matches('F').to_owned();
        if !value.starts_with("89") {
            return Err(InvalidIccid::Prefix);
        }
        if !(18..=22).contains(&value.len()) {
            return Err(InvalidIccid::Length(value.len()));
        }
        Ok(Self(value))
    }

    /// The characters, without filler.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the last digit is the Luhn check digit; cards without one are legal, so this is a hint for importers.
    #[must_use]
    pub fn luhn_holds(&self) -> bool {
        let digits: Option<Vec<u32>> = self.0.chars().map(|c| c.to_digit(10)).collect();
        digits.is_some_and(|digits| luhn_sum(&digits).is_multiple_of(10))
    }

    /// First four and last four characters, for screens and logs.
    #[must_use]
    pub fn masked(&self) -> String {
        let tail = self.0.len() - 4;
        format!("{}{}{}", &self.0[..4], "•".repeat(tail - 4), &self.0[tail..])
    }
}

fn swap_nibbles(characters: &str) -> String {
    let bytes = characters.as_bytes();
    bytes.chunks(2).flat_map(|pair| pair.iter().rev()).map(|byte| char::from(*byte)).collect()
}

fn luhn_sum(digits: &[u32]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum()
}

impl std::fmt::Display for Iccid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Debug for Iccid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Iccid({})", self.masked())
    }
}

impl std::str::FromStr for Iccid {
    type Err = InvalidIccid;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_a_modem_tells_is_one_card() {
        for text in ["8944200053671052499F", "\"8944200053671052499\"", "984402003576012594F9"] {
            assert_eq!(Iccid::parse(text).unwrap().as_str(), "8944200053671052499", "{text}");
        }
    }

    #[test]
    fn chinese_cards_keep_their_letters() {
        assert_eq!(Iccid::parse("898602f9091830030220").unwrap().as_str(), "898602F9091830030220");
    }

    #[test]
    fn luhn_tells_a_typing_error() {
        assert!(Iccid::parse("8944200053671052494").unwrap().luhn_holds());
        assert!(!Iccid::parse("8944200053671052449").unwrap().luhn_holds());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            if let Ok(iccid) = Iccid::parse(&text) {
                prop_assert_eq!(Iccid::parse(iccid.as_str()).unwrap(), iccid);
            }
        }
    }
}
