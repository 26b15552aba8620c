//! Amounts as JSON writes them: `10`, `20.00`, `5.0E-4`. Read digit by digit, never through a float.

use kernel::money::InvalidMoney;
use kernel::{Currency, Money};

/// Micro-units have six decimals.
const DECIMALS: i64 = 6;

/// Reads a JSON number's text. Decimals beyond micro-units (the traces of somebody's float) are rounded half up.
pub(super) fn parse(text: &str, currency: Currency) -> Result<Money, InvalidMoney> {
    let text = text.trim();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (whole, fraction) = (whole.strip_prefix('+').unwrap_or(whole), fraction);
    let digits: String = [whole, fraction].concat();
    if whole.is_empty() || digits.len() > 64 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InvalidMoney::Syntax);
    }
    // The value is `digits` × 10^(exponent − decimals of the mantissa); in micro-units, six more.
    let places = i64::try_from(fraction.len()).map_err(|_| InvalidMoney::Syntax)?;
    let shift = exponent - places + DECIMALS;
    micros(&digits, shift).map(|micros| Money::from_micros(micros, currency))
}

fn parse_exponent(text: &str) -> Result<i64, InvalidMoney> {
    let exponent: i64 = text.parse().map_err(|_| InvalidMoney::Syntax)?;
    if exponent.abs() > 40 { Err(InvalidMoney::Range) } else { Ok(exponent) }
}

fn micros(digits: &str, shift: i64) -> Result<i64, InvalidMoney> {
    let size = usize::try_from(shift.unsigned_abs()).map_err(|_| InvalidMoney::Range)?;
    if shift >= 0 {
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() {
            return Ok(0);
        }
        return [significant, &"0".repeat(size)].concat().parse().map_err(|_| InvalidMoney::Range);
    }
    let padded = format!("{digits:0>width$}", width = size + 1);
    let (kept, dropped) = padded.split_at(padded.len() - size);
    let kept: i64 = kept.parse().map_err(|_| InvalidMoney::Range)?;
    let up = dropped.bytes().next().is_some_and(|digit| digit >= b'5');
    kept.checked_add(i64::from(up)).ok_or(InvalidMoney::Range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<i64, InvalidMoney> {
        parse(text, Currency::RUB).map(Money::micros)
    }

    #[test]
    fn every_spelling_of_a_number_is_read() {
        for (text, micros) in [
            ("10", 10_000_000),
            ("20.00", 20_000_000),
            ("134.66", 134_660_000),
            ("0.1234", 123_400),
            ("5.0E-4", 500),
            ("1e1", 10_000_000),
            ("2E+1", 20_000_000),
            ("9.300000000000001", 9_300_000),
            ("0.0000005", 1),
            ("0.0000004", 0),
            ("0", 0),
            ("0e40", 0),
        ] {
            assert_eq!(read(text), Ok(micros), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", ".", "-1", "1.2.3", "1,5", "NaN", "1e", "1e99", "ten", "0x10", "9223372036854775807"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_plain_decimals(major in 0_i64..1_000_000_000, minor in 0_u32..1_000_000) {
            let text = format!("{major}.{minor:06}");
            prop_assert_eq!(read(&text).unwrap(), Money::parse(&text, Currency::RUB).unwrap().micros());
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9eE.+-]{0,70}|\\PC{0,20}") {
            let _ = read(&text);
        }
    }
}
