//! Amounts of money: whole micro-units (10⁻⁶ of the major unit) and a currency. Never a float.

/// A currency by its ISO 4217 letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// The currencies with a numeric code that the protocols speak of; letters outside this list are valid, too.
const NUMERIC: &[(u16, Currency)] = &[
    (156, Currency::CNY),
    (643, Currency::RUB),
    (826, Currency(*b"GBP")),
    (840, Currency::USD),
    (978, Currency::EUR),
    (980, Currency(*b"UAH")),
    (398, Currency(*b"KZT")),
];

/// Why a currency or an amount can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMoney {
    /// Not three letters.
    #[error("a currency is three letters of ISO 4217, such as USD")]
    Currency,
    /// A numeric code that is not known here.
    #[error("currency number {0} is not known")]
    CurrencyNumber(u64),
    /// Not a decimal number.
    #[error("an amount is a decimal number such as 12.50")]
    Syntax,
    /// More decimals than micro-units hold.
    #[error("an amount has at most 6 decimals")]
    Precision,
    /// Outside the range of 64 bits.
    #[error("the amount is too large")]
    Range,
}

impl Currency {
    /// Chinese yuan.
    pub const CNY: Self = Self(*b"CNY");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");
    /// Russian rouble.
    pub const RUB: Self = Self(*b"RUB");
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// Reads three letters, either case.
    ///
    /// # Errors
    /// [`InvalidMoney::Currency`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidMoney> {
        let letters: [u8; 3] = text.trim().as_bytes().try_into().map_err(|_| InvalidMoney::Currency)?;
        if letters.iter().all(u8::is_ascii_alphabetic) {
            Ok(Self(letters.map(|letter| letter.to_ascii_uppercase())))
        } else {
            Err(InvalidMoney::Currency)
        }
    }

    /// Reads an ISO 4217 number such as 643.
    ///
    /// # Errors
    /// [`InvalidMoney::CurrencyNumber`] when it is not one of those we know.
    pub fn of_number(number: u64) -> Result<Self, InvalidMoney> {
        NUMERIC
            .iter()
            .find(|(code, _)| u64::from(*code) == number)
            .map(|(_, currency)| *currency)
            .ok_or(InvalidMoney::CurrencyNumber(number))
    }

    /// The three letters.
    #[must_use]
    pub fn letters(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.letters())
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.letters())
    }
}

/// An amount in one currency; adding two currencies is refused, not guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    micros: i64,
    currency: Currency,
}

impl Money {
    /// How many micro-units make one major unit.
    pub const MICROS: i64 = 1_000_000;

    /// From micro-units.
    #[must_use]
    pub const fn from_micros(micros: i64, currency: Currency) -> Self {
        Self { micros, currency }
    }

    /// Reads a plain decimal such as `20.00`, `10` or `-0.5`; no exponent, no separators.
    ///
    /// # Errors
    /// [`InvalidMoney`] when the text is not such a number or does not fit.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, InvalidMoney> {
        let (negative, unsigned) = match text.trim().strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.trim()),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(InvalidMoney::Syntax);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 6 {
            return Err(InvalidMoney::Precision);
        }
        let major: i64 = whole.parse().map_err(|_| InvalidMoney::Range)?;
        let minor: i64 = format!("{fraction:0<6}").parse().map_err(|_| InvalidMoney::Range)?;
        let micros = major
            .checked_mul(Self::MICROS)
            .and_then(|micros| micros.checked_add(minor))
            .ok_or(InvalidMoney::Range)?;
        Ok(Self { micros: if negative { -micros } else { micros }, currency })
    }

    /// Micro-units.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.micros
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The number without its currency, with at least two decimals: `20.00`, `0.1234`.
    #[must_use]
    pub fn amount(self) -> String {
        let magnitude = self.micros.unsigned_abs();
        let micros = Self::MICROS.unsigned_abs();
        let fraction = format!("{:06}", magnitude % micros);
        let kept = fraction.trim_end_matches('0').len().max(2);
        let sign = if self.micros < 0 { "-" } else { "" };
        format!("{sign}{}.{}", magnitude / micros, &fraction[..kept])
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_print_with_at_least_two_decimals() {
        let show = |text| Money::parse(text, Currency::RUB).unwrap().amount();
        assert_eq!(show("10"), "10.00");
        assert_eq!(show("0.1234"), "0.1234");
        assert_eq!(show("-0.5"), "-0.50");
    }

    #[test]
    fn refusals_are_told_apart() {
        let read = |text| Money::parse(text, Currency::USD).unwrap_err();
        assert_eq!(read("1e3"), InvalidMoney::Syntax);
        assert_eq!(read(""), InvalidMoney::Syntax);
        assert_eq!(read("0.0000001"), InvalidMoney::Precision);
        assert_eq!(read("9999999999999999"), InvalidMoney::Range);
    }

    #[test]
    fn protocol_numbers_are_known() {
        assert_eq!(Currency::of_number(643).unwrap(), Currency::RUB);
        assert_eq!(Currency::of_number(1), Err(InvalidMoney::CurrencyNumber(1)));
    }

    proptest! {
        #[test]
        fn printing_and_reading_is_the_identity(micros in -1_000_000_000_000_000_i64..1_000_000_000_000_000) {
            let money = Money::from_micros(micros, Currency::USD);
            prop_assert_eq!(Money::parse(&money.amount(), Currency::USD).unwrap(), money);
        }
    }
}
