//! Waiting for a state, with a bound in real time: the only wait a test may have.

use std::time::Duration;

/// Long enough for a busy machine; a test that needs it has failed anyway.
const BOUND: Duration = Duration::from_secs(30);

/// Asks `holds` again and again until it says yes.
///
/// # Panics
/// When it has not said so within half a minute.
pub async fn eventually<F, Fut>(what: &str, mut holds: F)
where
    F: FnMut() -> Fut,
    Fut: Future<Output = bool>,
{
    within_bound(what, async {
        while !holds().await {
            pause().await;
        }
    })
    .await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "the bound that ends a hanging test must not hang on the test's own clock"
)]
pub(crate) async fn within_bound<F: Future>(what: &str, work: F) -> F::Output {
    match tokio::time::timeout(BOUND, work).await {
        Ok(output) => output,
        Err(_) => panic!("waited {} s in vain: {what}", BOUND.as_secs()),
    }
}

#[expect(clippy::disallowed_methods, reason = "polling a state that no clock of ours moves")]
async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}
