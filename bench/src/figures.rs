//! Spans of time as the figures that are reported.

use std::time::Duration;

use serde::Serialize;

/// A distribution, in milliseconds.
#[derive(Debug, Serialize)]
pub(crate) struct Spread {
    samples: usize,
    p50_ms: f64,
    p90_ms: f64,
    p99_ms: f64,
    max_ms: f64,
}

impl Spread {
    /// Of these spans; all zero when there are none.
    pub(crate) fn of(mut spans: Vec<Duration>) -> Self {
        spans.sort_unstable();
        let at = |percent: usize| {
            // The smallest span that this share of all does not exceed.
            let rank = (spans.len() * percent).div_ceil(100).max(1) - 1;
            spans.get(rank).copied().map_or(0.0, millis)
        };
        Self { samples: spans.len(), p50_ms: at(50), p90_ms: at(90), p99_ms: at(99), max_ms: at(100) }
    }
}

/// Milliseconds, to a hundredth.
pub(crate) fn millis(span: Duration) -> f64 {
    rounded(span.as_secs_f64() * 1000.0)
}

/// To a hundredth.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_spans_that_were_measured() {
        let spread = Spread::of((1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!((spread.samples, spread.p50_ms, spread.p99_ms, spread.max_ms), (200, 100.0, 198.0, 200.0));
        assert_eq!(Spread::of(Vec::new()).max_ms, 0.0);
    }
}
