//! What the operator should know about hubs and lines – a line whose operator has no name at a hub, a service code that
//! the public list does not have – is logged once when it comes up.

use std::collections::HashSet;
use std::time::Duration;

use hub::Hubs;
use kernel::Clock;
use runtime::Shutdown;

/// Lines come and go; a remark may wait this long.
const EVERY: Duration = Duration::from_secs(15);

/// Runs until `shutdown` begins.
pub(crate) async fn run(hubs: Hubs, clock: std::sync::Arc<dyn Clock>, shutdown: Shutdown) {
    let mut said = HashSet::new();
    while !shutdown.is_stopping() {
        for note in hubs.notes() {
            if said.insert((note.hub.clone(), note.code, note.subject.clone())) {
                tracing::warn!(hub = %note.hub, code = note.code, "{}", note.text);
            }
        }
        shutdown.until_stopping(clock.sleep(EVERY)).await;
    }
}
