//! Housekeeping once an hour: what is past its time is forgotten.

use std::time::Duration;

use runtime::{ActivityLog, Shutdown};
use store::{Store, StoreError};

const EVERY: Duration = Duration::from_secs(60 * 60);

/// A browser that was away longer than this reloads everything instead of resuming.
const KEEP_FACTS: Duration = Duration::from_secs(24 * 60 * 60);

/// Runs until `shutdown` begins.
pub(crate) async fn run(store: Store, activity: ActivityLog, keep_activity: Duration, shutdown: Shutdown) {
    while !shutdown.is_stopping() {
        if let Err(error) = prune(&store, &activity, keep_activity).await {
            tracing::warn!(%error, "old entries could not be forgotten; it is tried again in an hour");
        }
        shutdown.until_stopping(store.clock().sleep(EVERY)).await;
    }
}

async fn prune(store: &Store, activity: &ActivityLog, keep_activity: Duration) -> Result<(), StoreError> {
    let now = store.clock().now();
    store.prune_facts(now.before(KEEP_FACTS)).await?;
    activity.prune(now.before(keep_activity)).await?;
    Ok(())
}
