//! Time as a capability: whoever needs to know the time or to wait takes a [`Clock`].
//!
//! The one implementation that reads the wall clock lives in `runtime`; tests bring one they can move by hand.

use std::time::Duration;

use crate::Timestamp;

/// Tells the time and waits for it.
#[async_trait::async_trait]
pub trait Clock: Send + Sync + 'static {
    /// The time now, UTC.
    fn now(&self) -> Timestamp;

    /// Time since this clock began; never runs backwards, whatever happens to the wall clock.
    fn monotonic(&self) -> Duration;

    /// Returns when [`Clock::monotonic`] has reached `deadline`.
    async fn sleep_until(&self, deadline: Duration);

    /// Returns after `span`.
    async fn sleep(&self, span: Duration) {
        self.sleep_until(self.monotonic().saturating_add(span)).await;
    }
}

/// The wait was over before the work was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer within {} ms", .0.as_millis())]
pub struct Elapsed(pub Duration);

/// Runs `work` for at most `span` of the clock's time.
///
/// # Errors
/// [`Elapsed`] when the time ran out; the work is dropped.
pub async fn within<F: Future>(clock: &dyn Clock, span: Duration, work: F) -> Result<F::Output, Elapsed> {
    let mut work = std::pin::pin!(work);
    let mut alarm = clock.sleep(span);
    std::future::poll_fn(move |cx| {
        if let std::task::Poll::Ready(output) = work.as_mut().poll(cx) {
            return std::task::Poll::Ready(Ok(output));
        }
        alarm.as_mut().poll(cx).map(|()| Err(Elapsed(span)))
    })
    .await
}
