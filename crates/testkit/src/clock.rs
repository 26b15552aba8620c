//! A clock that stands still until the test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::{Clock, Timestamp};
use tokio::sync::watch;

/// Where every manual clock begins: 2026-11-21T03:04:05Z.
const START: Timestamp = Timestamp::from_micros(1_795_230_245_000_000);

/// A clock moved by [`ManualClock::advance`]; sleepers wake when their time has come. Clones are one clock.
#[derive(Clone, Debug)]
pub struct ManualClock {
    elapsed: Arc<watch::Sender<Duration>>,
    sleepers: Arc<watch::Sender<Vec<Duration>>>,
    auto: Arc<AtomicBool>,
}

impl Default for ManualClock {
    fn default() -> Self {
        Self {
            elapsed: Arc::new(watch::Sender::new(Duration::ZERO)),
            sleepers: Arc::new(watch::Sender::new(Vec::new())),
            auto: Arc::default(),
        }
    }
}

impl ManualClock {
    /// A clock that stands at [`START`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A clock that jumps to the deadline of whoever sleeps, at once: for code whose pauses do not matter to a test.
    #[must_use]
    pub fn auto_advancing() -> Self {
        let clock = Self::default();
        clock.auto.store(true, Ordering::Relaxed);
        clock
    }

    /// The same as a trait object.
    #[must_use]
    pub fn shared(&self) -> Arc<dyn Clock> {
        Arc::new(self.clone())
    }

    /// Moves time forward and wakes the sleepers whose time has come.
    pub fn advance(&self, span: Duration) {
        self.elapsed.send_modify(|elapsed| *elapsed += span);
    }

    /// Moves time to the earliest deadline anybody sleeps for; `false` when nobody sleeps.
    pub fn advance_to_next_sleeper(&self) -> bool {
        let next = self.sleepers.borrow().iter().min().copied();
        let Some(next) = next else { return false };
        self.move_to(next);
        true
    }

    /// How many tasks sleep now.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        self.sleepers.borrow().len()
    }

    /// Waits (in real time, bounded) until at least `count` tasks sleep: so that an `advance` finds them sleeping.
    pub async fn until_sleeping(&self, count: usize) {
        let mut sleepers = self.sleepers.subscribe();
        crate::eventually::within_bound(
            "enough tasks sleep",
            sleepers.wait_for(|deadlines| deadlines.len() >= count),
        )
        .await
        .expect("the clock is alive");
    }

    fn move_to(&self, deadline: Duration) {
        self.elapsed.send_modify(|elapsed| *elapsed = deadline.max(*elapsed));
    }
}

/// Takes a sleeper off the list, also when its future is dropped.
struct Asleep<'a> {
    clock: &'a ManualClock,
    deadline: Duration,
}

impl<'a> Asleep<'a> {
    fn new(clock: &'a ManualClock, deadline: Duration) -> Self {
        clock.sleepers.send_modify(|deadlines| deadlines.push(deadline));
        Self { clock, deadline }
    }
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        self.clock.sleepers.send_modify(|deadlines| {
            if let Some(place) = deadlines.iter().position(|d| *d == self.deadline) {
                deadlines.swap_remove(place);
            }
        });
    }
}

#[async_trait::async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        START.after(*self.elapsed.borrow())
    }

    fn monotonic(&self) -> Duration {
        *self.elapsed.borrow()
    }

    async fn sleep_until(&self, deadline: Duration) {
        if self.auto.load(Ordering::Relaxed) {
            tokio::task::yield_now().await;
            self.move_to(deadline);
            return;
        }
        let mut elapsed = self.elapsed.subscribe();
        if *elapsed.borrow_and_update() >= deadline {
            return;
        }
        let _asleep = Asleep::new(self, deadline);
        // The sender lives as long as this clock, which we borrow.
        let _ = elapsed.wait_for(|elapsed| *elapsed >= deadline).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_its_time_has_come_and_not_before() {
        let clock = ManualClock::new();
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(Duration::from_secs(10)).await }
        });
        clock.until_sleeping(1).await;
        clock.advance(Duration::from_secs(9));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(1));
        sleeper.await.unwrap();
        assert_eq!(clock.sleepers(), 0);
    }

    #[tokio::test]
    async fn an_auto_advancing_clock_never_waits() {
        let clock = ManualClock::auto_advancing();
        let before = clock.now();
        clock.sleep(Duration::from_secs(3600)).await;
        assert_eq!(clock.now().since(before), Duration::from_secs(3600));
    }
}
