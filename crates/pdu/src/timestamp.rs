//! Time stamps of the service centre (TS 23.040 clause 9.2.3.11): seven octets of swapped decimal digits.
//!
//! The octets are kept whatever they hold; broken networks send garbage and the message still counts. The local time
//! is what is printed, the zone is an offset in quarter hours, and nothing here asks for the current time.

use std::fmt;

const SECONDS_PER_QUARTER_HOUR: i64 = 900;
const SECONDS_PER_DAY: i64 = 86_400;
/// Years below this are of this century.
const CENTURY_PIVOT: u8 = 90;

/// A time stamp as it came.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timestamp([u8; 7]);

/// A date and time of day with its distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LocalTime {
    /// 1990 to 2089.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Local time minus UTC, in quarters of an hour.
    pub offset_quarter_hours: i8,
}

impl Timestamp {
    /// Takes the octets as they came.
    pub const fn from_octets(octets: [u8; 7]) -> Self {
        Self(octets)
    }

    /// The octets.
    pub const fn octets(self) -> [u8; 7] {
        self.0
    }

    /// The time stamp of a moment, shown in the zone `offset_quarter_hours` away from UTC.
    ///
    /// `None` outside the years 1990 to 2089 or for an offset beyond 79 quarters.
    pub fn from_unix_seconds(seconds: i64, offset_quarter_hours: i8) -> Option<Self> {
        let local = seconds.checked_add(i64::from(offset_quarter_hours) * SECONDS_PER_QUARTER_HOUR)?;
        let (year, month, day) = civil_from_days(local.div_euclid(SECONDS_PER_DAY));
        let second_of_day = local.rem_euclid(SECONDS_PER_DAY);
        let part = |value: i64| u8::try_from(value).ok();
        Self::from_local(LocalTime {
            year: u16::try_from(year).ok()?,
            month,
            day,
            hour: part(second_of_day / 3600)?,
            minute: part(second_of_day / 60 % 60)?,
            second: part(second_of_day % 60)?,
            offset_quarter_hours,
        })
    }

    /// The time stamp that reads as `time`, or `None` when no time stamp does.
    pub fn from_local(time: LocalTime) -> Option<Self> {
        let year = u8::try_from(time.year % 100).ok()?;
        let quarters = time.offset_quarter_hours.unsigned_abs();
        let sign = if time.offset_quarter_hours < 0 { 0x08 } else { 0 };
        let fields = [year, time.month, time.day, time.hour, time.minute, time.second, quarters];
        if fields.iter().any(|field| *field > 99) || quarters > 79 {
            return None;
        }
        let mut octets = fields.map(|field| ((field % 10) << 4) | (field / 10));
        octets[6] |= sign;
        Some(Self(octets)).filter(|stamp| stamp.local() == Some(time))
    }

    /// The date and time, unless the octets are not a valid one.
    pub fn local(self) -> Option<LocalTime> {
        let [year, month, day, hour, minute, second, zone] = self.0;
        let year = decimal(year)?;
        let century = if year < CENTURY_PIVOT { 2000 } else { 1900 };
        let time = LocalTime {
            year: century + u16::from(year),
            month: decimal(month)?,
            day: decimal(day)?,
            hour: decimal(hour)?,
            minute: decimal(minute)?,
            second: decimal(second)?,
            offset_quarter_hours: quarter_hours(zone)?,
        };
        time.is_valid().then_some(time)
    }

    /// The moment in seconds since 1970-01-01T00:00:00Z, unless the octets are not a valid time.
    pub fn unix_seconds(self) -> Option<i64> {
        self.local().map(LocalTime::unix_seconds)
    }
}

impl LocalTime {
    /// The moment in seconds since 1970-01-01T00:00:00Z.
    pub fn unix_seconds(self) -> i64 {
        let days = days_from_civil(i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let second_of_day =
            i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        days * SECONDS_PER_DAY + second_of_day
            - i64::from(self.offset_quarter_hours) * SECONDS_PER_QUARTER_HOUR
    }

    fn is_valid(self) -> bool {
        let days_in_month = match self.month {
            2 if self.year.is_multiple_of(4)
                && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400)) =>
            {
                29
            }
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return false,
        };
        (1..=days_in_month).contains(&self.day) && self.hour < 24 && self.minute < 60 && self.second < 60
    }
}

/// ISO 8601 with seconds and offset: `2024-02-29T23:59:58+05:45`.
impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second, offset_quarter_hours } = self;
        let sign = if *offset_quarter_hours < 0 { '-' } else { '+' };
        let quarters = offset_quarter_hours.unsigned_abs();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        write!(f, "{sign}{:02}:{:02}", quarters / 4, quarters % 4 * 15)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.local() {
            Some(time) => write!(f, "Timestamp({time})"),
            None => write!(f, "Timestamp(unreadable {})", crate::hex::write(&self.0)),
        }
    }
}

/// Two swapped decimal digits.
fn decimal(octet: u8) -> Option<u8> {
    let (tens, units) = (octet & 0x0F, octet >> 4);
    (tens < 10 && units < 10).then_some(tens * 10 + units)
}

/// The zone octet: sign in bit 3, tens in bits 2 to 0, units in the upper half.
///
/// Some service centres write the units as a hex digit (0xC2 for 32 quarters); that is unambiguous, so it is read.
fn quarter_hours(octet: u8) -> Option<i8> {
    if octet == 0xFF {
        return None;
    }
    let quarters = i8::try_from((octet & 0b111) * 10 + (octet >> 4)).ok()?;
    Some(if octet & 0b1000 == 0 { quarters } else { -quarters })
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // The year is taken to begin in March, so that the leap day is its last day.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = (march_month + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    // Both are small by construction.
    (year, u8::try_from(month).unwrap_or(0), u8::try_from(day).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(octets: [u8; 7]) -> Option<String> {
        Timestamp::from_octets(octets).local().map(|time| time.to_string())
    }

    #[test]
    fn zones_count_quarter_hours_on_both_sides() {
        let zones = [0x80, 0x21, 0x29, 0x4A, 0x32, 0x49, 0x25, 0xC2, 0x00, 0x08];
        let zones =
            zones.map(|zone| shown([0x42, 0x20, 0x92, 0x32, 0x95, 0x85, zone]).unwrap()[19..].to_owned());
        insta::assert_snapshot!(zones.join(" "), @"+02:00 +03:00 -03:00 -06:00 +05:45 -03:30 +13:00 +08:00 +00:00 +00:00");
    }

    #[test]
    fn years_from_ninety_are_of_the_last_century() {
        assert_eq!(shown([0x89, 0x21, 0x22, 0x21, 0x40, 0x14, 0]).unwrap(), "1998-12-22T12:04:41+00:00");
        assert_eq!(shown([0x98, 0x21, 0x22, 0x21, 0x40, 0x14, 0]).unwrap(), "2089-12-22T12:04:41+00:00");
    }

    #[test]
    fn garbage_has_no_time_but_is_kept() {
        for octets in
            [[0xFF; 7], [0; 7], [0x42, 0x20, 0x03, 0, 0, 0, 0], [0x42, 0x20, 0x92, 0x32, 0x95, 0x85, 0xFF]]
        {
            assert_eq!(shown(octets), None);
            assert_eq!(Timestamp::from_octets(octets).octets(), octets);
        }
    }

    #[test]
    fn known_moment() {
        let stamp = Timestamp::from_octets([0x42, 0x20, 0x92, 0x32, 0x95, 0x85, 0x21]);
        assert_eq!(stamp.unix_seconds(), Some(1_709_240_398));
    }

    proptest! {
        #[test]
        fn moments_survive_the_round_trip(seconds in 631_238_400_i64..3_786_825_600, quarters in -79_i8..=79) {
            let stamp = Timestamp::from_unix_seconds(seconds, quarters).unwrap();
            prop_assert_eq!(stamp.unix_seconds(), Some(seconds));
            prop_assert_eq!(stamp.local().unwrap().offset_quarter_hours, quarters);
        }
    }
}
