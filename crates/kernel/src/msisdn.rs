//! Phone numbers in international form (ITU-T E.164).

/// An E.164 number: 7 to 15 digits, country code first, no zero in front, no plus inside.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, sea_orm::DeriveValueType)]
pub struct Msisdn(String);

/// Why a text is not a phone number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMsisdn {
    /// Fewer than 7 or more than 15 digits.
    #[error("a phone number has 7 to 15 digits with its country code, this one has {0}")]
    Length(usize),
    /// Something that is neither a digit nor a usual separator.
    #[error("unexpected character {0:?} in a phone number; write it as +49151…")]
    Character(char),
    /// National form.
    #[error("write the phone number with its country code, not with a leading zero")]
    National,
}

impl Msisdn {
    /// Reads `+49 151 …`, `0049151…` and bare digits with country code; blanks, hyphens, dots and brackets are dropped.
    ///
    /// # Errors
    /// When what is left is not an international number.
    pub fn parse(text: &str) -> Result<Self, InvalidMsisdn> {
        let mut digits = String::with_capacity(15);
        for (index, character) in text.trim().chars().enumerate() {
            match character {
                '0'..='9' => digits.push(character),
                '+' if index == 0 => {}
                ' ' | '-' | '.' | '(' | ')' | '\u{a0}' => {}
                other => return Err(InvalidMsisdn::Character(other)),
            }
        }
        if let Some(rest) = digits.strip_prefix("00") {
            digits = rest.to_owned();
        }
        if digits.starts_with('0') {
            return Err(InvalidMsisdn::National);
        }
        if !(7..=15).contains(&digits.len()) {
            return Err(InvalidMsisdn::Length(digits.len()));
        }
        Ok(Self(digits))
    }

    /// The digits, without plus.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The digits as the number that the hub protocols want in JSON.
    #[must_use]
    pub fn as_u64(&self) -> u64 {
        // 15 digits always fit.
        self.0.bytes().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
    }

    /// Country and last three digits only, for logs: `+4915•••••789`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (head, tail) = (4.min(self.0.len() - 3), self.0.len() - 3);
        format!("+{}{}{}", &self.0[..head], "•".repeat(tail - head), &self.0[tail..])
    }
}

impl std::fmt::Display for Msisdn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl std::fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Msisdn({})", self.masked())
    }
}

impl std::str::FromStr for Msisdn {
    type Err = InvalidMsisdn;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_spellings_are_one_number() {
        for text in ["+49 151 234-567.89", "004915123456789", "49(151)23456789"] {
            assert_eq!(Msisdn::parse(text).unwrap().to_string(), "+4915123456789", "{text}");
        }
    }

    #[test]
    fn refusals_say_why() {
        assert_eq!(Msisdn::parse("0151234567"), Err(InvalidMsisdn::National));
        assert_eq!(Msisdn::parse("12345"), Err(InvalidMsisdn::Length(5)));
        assert_eq!(Msisdn::parse("+49x"), Err(InvalidMsisdn::Character('x')));
    }

    #[test]
    fn masked_keeps_country_and_tail_only() {
        assert_eq!(Msisdn::parse("79281234567").unwrap().masked(), "+7928••••567");
        assert_eq!(Msisdn::parse("1234567").unwrap().masked(), "+1234567");
    }

    proptest! {
        #[test]
        fn number_form_keeps_every_digit(digits in "[1-9][0-9]{6,14}") {
            let number = Msisdn::parse(&digits).unwrap();
            prop_assert_eq!(number.as_u64().to_string(), digits);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = Msisdn::parse(&text);
        }
    }
}
