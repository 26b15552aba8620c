//! The simulator's only contact with time.
//!
//! The simulator stands for the outside world: serial lines, cells and hubs run in real time whatever clock the
//! program under test uses. Everything that decides takes `now_ms`; only the thin shells call these functions.
#![expect(
    clippy::disallowed_methods,
    reason = "the outside world runs in real time; this module is its only clock"
)]

use std::{
    future::Future,
    sync::OnceLock,
    time::{Duration, Instant, SystemTime},
};

/// Milliseconds since the first call in this process; never goes back.
pub(crate) fn now_ms() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The instant now, for measuring finer than [`now_ms`].
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// Seconds since 1970, for the service centre's time stamp in a message.
pub(crate) fn unix_seconds() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Waits that long.
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Waits until `now_ms()` has reached `deadline_ms`; for ever when there is no deadline.
pub(crate) async fn until(deadline_ms: Option<u64>) {
    match deadline_ms {
        Some(deadline_ms) => sleep(Duration::from_millis(deadline_ms.saturating_sub(now_ms()))).await,
        None => std::future::pending().await,
    }
}

/// The future's value, or `None` when `limit` was over first.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}
