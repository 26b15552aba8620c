//! What the port and the radio are set to (`+CFUN`, `+CSCS`).

use super::Unreadable;
use crate::Answer;
use crate::command::{CharacterSet, Functionality};
use crate::fields::{after_any_prefix, number, split};

/// `+CFUN?`. Levels of vendors' own are unreadable, and so is the test form that some ZTE answer with.
pub fn functionality(answer: &Answer) -> Result<Functionality, Unreadable> {
    let level = answer.last().and_then(|line| number::<u8>(split(after_any_prefix(line)).first()?));
    match level {
        Some(0) => Ok(Functionality::Minimum),
        Some(1) => Ok(Functionality::Full),
        Some(4) => Ok(Functionality::Airplane),
        _ => Err(Unreadable { what: "functionality level" }),
    }
}

/// `+CSCS?`; other sets than those this crate uses are unreadable.
pub fn character_set(answer: &Answer) -> Result<CharacterSet, Unreadable> {
    match answer.last().and_then(|line| split(after_any_prefix(line)).first().copied()) {
        Some("GSM") => Ok(CharacterSet::Gsm),
        Some("UCS2") => Ok(CharacterSet::Ucs2),
        Some("IRA") => Ok(CharacterSet::Ira),
        _ => Err(Unreadable { what: "character set" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radio_levels_are_read() {
        let rows = [
            ("+CFUN: 1", Some(Functionality::Full)),
            ("+CFUN: 1,0", Some(Functionality::Full)),
            ("+CFUN:4", Some(Functionality::Airplane)),
            ("+CFUN: (0-1,4-7),(0-1)", None),
        ];
        for (line, expected) in rows {
            assert_eq!(functionality(&Answer::from_lines([line])).ok(), expected, "{line}");
        }
        assert_eq!(character_set(&Answer::from_lines([r#"+CSCS: "UCS2""#])), Ok(CharacterSet::Ucs2));
        assert!(character_set(&Answer::default()).is_err());
    }
}
