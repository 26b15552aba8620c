//! What to try next with a modem that does not answer: the recovery ladder.
//!
//! Pure: faults and the time go in, the next [`Step`] comes out. Each fault climbs one rung; a stretch of health
//! climbs all the way down again. Past the last rung the modem rests, longer each time, and the climb begins anew.
//! Rungs are only for modems that hang: a missing SIM, a wrong PIN or a network that refuses is no reason to reset.

use std::time::Duration;

/// How patient the ladder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderSettings {
    /// Pause before a command is repeated.
    pub repeat_after: Duration,
    /// Pause between closing a port and opening it again.
    pub reopen_after: Duration,
    /// How long a modem may take to come back after a restart.
    pub restart_wait: Duration,
    /// Rest of the first quarantine; each following one is twice as long.
    pub quarantine_first: Duration,
    /// The longest rest.
    pub quarantine_longest: Duration,
    /// Health of this length wipes out what was.
    pub forgive_after: Duration,
}

impl Default for LadderSettings {
    fn default() -> Self {
        Self {
            repeat_after: Duration::from_secs(1),
            reopen_after: Duration::from_secs(2),
            restart_wait: Duration::from_secs(15),
            quarantine_first: Duration::from_secs(30),
            quarantine_longest: Duration::from_secs(30 * 60),
            forgive_after: Duration::from_secs(10 * 60),
        }
    }
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Ask again after a pause.
    Repeat {
        /// The pause.
        after: Duration,
    },
    /// Leave a stuck prompt (ESC, CR) and find the beat with a few `AT`.
    Resync,
    /// Close the port and open it again.
    Reopen {
        /// The pause in between.
        after: Duration,
    },
    /// Restart the modem (its family's command or `AT+CFUN=1,1`), then open the port again.
    Restart {
        /// How long to leave it alone.
        wait: Duration,
    },
    /// Give it a rest.
    Quarantine {
        /// How long.
        pause: Duration,
    },
}

/// The rungs in the order they are climbed; a rung listed twice is tried twice.
const RUNGS: [Rung; 6] =
    [Rung::Repeat, Rung::Resync, Rung::Reopen, Rung::Restart, Rung::Reopen, Rung::Quarantine];

#[derive(Clone, Copy)]
enum Rung {
    Repeat,
    Resync,
    Reopen,
    Restart,
    Quarantine,
}

/// One port's place on the ladder.
#[derive(Clone, Debug)]
pub(crate) struct Ladder {
    settings: LadderSettings,
    climbed: usize,
    rests: u32,
    well_since: Option<Duration>,
}

impl Ladder {
    /// At the foot.
    #[must_use]
    pub(crate) fn new(settings: LadderSettings) -> Self {
        Self { settings, climbed: 0, rests: 0, well_since: None }
    }

    /// The modem works, at `now` of the monotonic clock.
    pub(crate) fn well(&mut self, now: Duration) {
        let since = *self.well_since.get_or_insert(now);
        if now.saturating_sub(since) >= self.settings.forgive_after {
            self.climbed = 0;
            self.rests = 0;
        }
    }

    /// The modem failed to answer: the next thing to try.
    pub(crate) fn climb(&mut self, now: Duration) -> Step {
        if self.well_since.is_some() {
            self.well(now);
        }
        self.well_since = None;
        let rung = RUNGS.get(self.climbed).copied().unwrap_or(Rung::Quarantine);
        self.climbed += 1;
        match rung {
            Rung::Repeat => Step::Repeat { after: self.settings.repeat_after },
            Rung::Resync => Step::Resync,
            Rung::Reopen => Step::Reopen { after: self.settings.reopen_after },
            Rung::Restart => Step::Restart { wait: self.settings.restart_wait },
            Rung::Quarantine => Step::Quarantine { pause: self.rest() },
        }
    }

    /// The pause for a port that can't even be opened: grows like a quarantine, without climbing the rungs.
    pub(crate) fn rest(&mut self) -> Duration {
        let doubled = self.settings.quarantine_first.saturating_mul(1 << self.rests.min(16));
        self.rests = self.rests.saturating_add(1);
        self.climbed = 0;
        doubled.min(self.settings.quarantine_longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ladder() -> Ladder {
        Ladder::new(LadderSettings::default())
    }

    #[test]
    fn each_fault_climbs_one_rung() {
        let mut ladder = ladder();
        let steps: Vec<_> = (0..6).map(|second| ladder.climb(Duration::from_secs(second))).collect();
        let settings = LadderSettings::default();
        let reopen = Step::Reopen { after: settings.reopen_after };
        assert_eq!(
            steps,
            [
                Step::Repeat { after: settings.repeat_after },
                Step::Resync,
                reopen,
                Step::Restart { wait: settings.restart_wait },
                reopen,
                Step::Quarantine { pause: settings.quarantine_first },
            ]
        );
    }

    #[test]
    fn long_health_forgives_and_short_health_does_not() {
        let mut ladder = ladder();
        ladder.climb(Duration::ZERO);
        ladder.well(Duration::from_secs(1));
        assert_eq!(ladder.climb(Duration::from_secs(60)), Step::Resync);
        ladder.well(Duration::from_secs(61));
        let later = Duration::from_secs(61 + 600);
        assert!(matches!(ladder.climb(later), Step::Repeat { .. }));
    }

    proptest! {
        #[test]
        fn rests_grow_and_are_bounded(faults in 1_usize..200) {
            let mut ladder = ladder();
            let mut last = Duration::ZERO;
            for fault in 0..faults {
                if let Step::Quarantine { pause } = ladder.climb(Duration::from_secs(fault as u64)) {
                    prop_assert!(pause >= last && pause <= LadderSettings::default().quarantine_longest);
                    prop_assert!(pause > last || pause == LadderSettings::default().quarantine_longest);
                    last = pause;
                }
            }
        }

        #[test]
        fn no_more_than_one_restart_per_rest(faults in 1_usize..200) {
            let mut ladder = ladder();
            let mut restarts = 0;
            for fault in 0..faults {
                match ladder.climb(Duration::from_secs(fault as u64)) {
                    Step::Restart { .. } => restarts += 1,
                    Step::Quarantine { .. } => restarts = 0,
                    Step::Repeat { .. } | Step::Resync | Step::Reopen { .. } => {}
                }
                prop_assert!(restarts <= 1);
            }
        }
    }
}
