//! A point in time: microseconds since 1970-01-01 UTC, as every table stores it.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Microseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// This time moved forward; saturates at the end of time rather than wrap.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(micros(span)))
    }

    /// This time moved back; saturates.
    #[must_use]
    pub fn before(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(micros(span)))
    }

    /// How long after `earlier` this is; zero when it is not after it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// `2026-11-21T03:04:28.123456Z`, the form of every JSON answer.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000)
            .ok()
            .and_then(|moment| moment.format(&Rfc3339).ok())
            .unwrap_or_else(|| format!("@{}us", self.0))
    }

    /// Reads RFC 3339, any offset.
    ///
    /// # Errors
    /// When the text is not a date and time with an offset.
    pub fn parse_rfc3339(text: &str) -> Result<Self, time::error::Parse> {
        let moment = OffsetDateTime::parse(text, &Rfc3339)?;
        Ok(Self(i64::try_from(moment.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)))
    }

    /// The UTC midnight this moment's day began with.
    #[must_use]
    pub const fn day_start(self) -> Self {
        const DAY: i64 = 86_400_000_000;
        Self(self.0 - self.0.rem_euclid(DAY))
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3339_round_trips_at_microseconds() {
        let moment = Timestamp::from_micros(1_795_230_268_123_456);
        assert_eq!(Timestamp::parse_rfc3339(&moment.to_rfc3339()).unwrap(), moment);
    }

    #[test]
    fn offsets_are_folded_into_utc() {
        let moment = Timestamp::parse_rfc3339("2026-11-21T05:04:28+02:00").unwrap();
        assert_eq!(moment.to_rfc3339(), "2026-11-21T03:04:28Z");
    }

    #[test]
    fn day_starts_at_utc_midnight() {
        let moment = Timestamp::parse_rfc3339("2026-11-21T23:59:59.999999Z").unwrap();
        assert_eq!(moment.day_start().to_rfc3339(), "2026-11-21T00:00:00Z");
    }

    #[test]
    fn since_never_goes_negative() {
        let early = Timestamp::from_micros(5);
        assert_eq!(early.since(Timestamp::from_micros(9)), Duration::ZERO);
    }
}
