//! How long the service centre keeps trying (TS 23.040 clause 9.2.3.12): nothing, relative, enhanced or absolute.

use crate::error::DecodeError;
use crate::reader::Reader;
use crate::timestamp::Timestamp;

const MINUTES_PER_DAY: u32 = 24 * 60;
const MINUTES_PER_WEEK: u32 = 7 * MINUTES_PER_DAY;

/// The validity period of a SUBMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ValidityPeriod {
    /// The field is absent; the service centre decides.
    #[default]
    Absent,
    /// One octet, from five minutes to 63 weeks.
    Relative(RelativeValidity),
    /// The seven octets of the enhanced format, kept as they came.
    Enhanced([u8; 7]),
    /// Until a moment.
    Absolute(Timestamp),
}

/// A relative validity octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RelativeValidity(u8);

impl RelativeValidity {
    /// 24 hours.
    pub const ONE_DAY: Self = Self(167);
    /// 4 days, which every modem family and operator accepts.
    pub const FOUR_DAYS: Self = Self(170);
    /// The longest: 63 weeks.
    pub const LONGEST: Self = Self(255);

    /// Takes the octet as it came.
    pub const fn from_octet(octet: u8) -> Self {
        Self(octet)
    }

    /// The shortest period that is not shorter than `minutes`; the longest one beyond 63 weeks.
    pub fn at_least_minutes(minutes: u32) -> Self {
        (0..=u8::MAX).map(Self).find(|period| period.minutes() >= minutes).unwrap_or(Self::LONGEST)
    }

    /// The octet.
    pub const fn octet(self) -> u8 {
        self.0
    }

    /// The period in minutes.
    pub const fn minutes(self) -> u32 {
        let value = self.0 as u32;
        match self.0 {
            0..=143 => (value + 1) * 5,
            144..=167 => MINUTES_PER_DAY / 2 + (value - 143) * 30,
            168..=196 => (value - 166) * MINUTES_PER_DAY,
            197..=255 => (value - 192) * MINUTES_PER_WEEK,
        }
    }
}

impl ValidityPeriod {
    /// The two format bits of the first octet.
    pub const fn format(self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Enhanced(_) => 1,
            Self::Relative(_) => 2,
            Self::Absolute(_) => 3,
        }
    }

    pub(crate) fn read(format: u8, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const ELEMENT: &str = "validity period";
        Ok(match format & 0b11 {
            1 => Self::Enhanced(reader.array(ELEMENT)?),
            2 => Self::Relative(RelativeValidity(reader.octet(ELEMENT)?)),
            3 => Self::Absolute(Timestamp::from_octets(reader.array(ELEMENT)?)),
            _ => Self::Absent,
        })
    }

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Absent => {}
            Self::Relative(period) => out.push(period.octet()),
            Self::Enhanced(octets) => out.extend(octets),
            Self::Absolute(until) => out.extend(until.octets()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_mean_what_the_specification_says() {
        let minutes = |octet| RelativeValidity::from_octet(octet).minutes();
        assert_eq!([minutes(0), minutes(143), minutes(167)], [5, 12 * 60, MINUTES_PER_DAY]);
        assert_eq!([minutes(170), minutes(173)], [4 * MINUTES_PER_DAY, MINUTES_PER_WEEK]);
        assert_eq!(minutes(255), 63 * MINUTES_PER_WEEK);
    }

    #[test]
    fn periods_are_rounded_up() {
        assert_eq!(RelativeValidity::at_least_minutes(6).minutes(), 10);
        assert_eq!(RelativeValidity::at_least_minutes(0).octet(), 0);
        assert_eq!(RelativeValidity::at_least_minutes(u32::MAX), RelativeValidity::LONGEST);
    }
}
