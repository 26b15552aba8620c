//! How long to pause before a failed job is tried again.

use std::time::Duration;

use kernel::Entropy;

/// A pause that doubles from `first` to `ceiling`, moved a quarter either way so that jobs do not march in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The pause after the first failure.
    pub first: Duration,
    /// The longest pause.
    pub ceiling: Duration,
}

impl Default for Backoff {
    /// One second, doubling up to one hour.
    fn default() -> Self {
        Self { first: Duration::from_secs(1), ceiling: Duration::from_secs(3600) }
    }
}

impl Backoff {
    /// Always the same pause.
    #[must_use]
    pub const fn every(pause: Duration) -> Self {
        Self { first: pause, ceiling: pause }
    }

    /// The pause after the failure of this run (the first is 1).
    #[must_use]
    pub fn pause(&self, attempt: u32, entropy: &dyn Entropy) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        let pause = self.first.saturating_mul(1 << doublings).min(self.ceiling);
        if self.first == self.ceiling {
            return pause;
        }
        let mut random = [0_u8; 2];
        entropy.fill(&mut random);
        let permille = 750 + u32::from(u16::from_le_bytes(random)) % 501;
        pause / 1000 * permille
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::SeededEntropy;

    #[test]
    fn pauses_double_up_to_the_ceiling_within_a_quarter() {
        let entropy = SeededEntropy::new(7);
        for (attempt, expected_s) in [(1, 1), (2, 2), (5, 16), (20, 3600), (90, 3600)] {
            let pause = Backoff::default().pause(attempt, &entropy).as_millis();
            let expected = expected_s * 1000;
            assert!((expected * 3 / 4..=expected * 5 / 4).contains(&pause), "{attempt}: {pause}");
        }
    }

    #[test]
    fn a_fixed_pause_stays_fixed() {
        let entropy = SeededEntropy::new(7);
        let every = Backoff::every(Duration::from_secs(10));
        assert_eq!(every.pause(9, &entropy), Duration::from_secs(10));
    }
}
