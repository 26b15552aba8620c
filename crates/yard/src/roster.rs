//! The live picture of all modems: written by their supervisors, read by pages, told to the world at a bounded rate.
//!
//! Nothing here waits: a supervisor swaps its own entry under a short lock and goes on. A single publisher turns
//! changes into `modem.changed` facts, state changes at once and signal changes at most every few seconds a modem,
//! many of them in one transaction.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use kernel::Clock;
use parking_lot::{Mutex, RwLock};
use store::{FactWord, NewFact, Store};
use tokio::sync::{Notify, watch};

use crate::modem::{ModemId, ModemView};
use crate::ports::Port;

pub(crate) const CHANGED: FactWord = FactWord("modem.changed");

/// Least time between two transactions of the publisher, so that a fleet that starts is told of in a few of them.
const PUBLISH_EVERY: Duration = Duration::from_millis(200);

/// How soon a change should be heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Urgency {
    /// Nobody waits for it: signal, counters.
    Slow,
    /// State, identity, card.
    AtOnce,
}

#[derive(Clone)]
pub(crate) struct Roster(Arc<Inner>);

struct Inner {
    views: RwLock<BTreeMap<Port, ModemView>>,
    version: watch::Sender<u64>,
    dirty: Mutex<HashMap<ModemId, Urgency>>,
    urgent: Notify,
    clock: Arc<dyn Clock>,
}

impl Roster {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner {
            views: RwLock::default(),
            version: watch::Sender::new(0),
            dirty: Mutex::default(),
            urgent: Notify::new(),
            clock,
        }))
    }

    pub(crate) fn snapshot(&self) -> Vec<ModemView> {
        self.0.views.read().values().cloned().collect()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.0.version.subscribe()
    }

    /// Changes the entry of a port, and tells about it if it is another one afterwards.
    pub(crate) fn update(&self, port: &Port, urgency: Urgency, change: impl FnOnce(&mut ModemView)) {
        let touched = {
            let mut views = self.0.views.write();
            let now = self.0.clock.now();
            let view = views.entry(port.clone()).or_insert_with(|| ModemView::new(port.to_string(), now));
            let before = view.clone();
            change(view);
            (*view != before).then_some(view.id)
        };
        if let Some(id) = touched {
            self.touch(id, urgency);
        }
    }

    /// Forgets a port that is no longer supervised.
    pub(crate) fn remove(&self, port: &Port) {
        let gone = self.0.views.write().remove(port);
        if let Some(view) = gone {
            self.touch(view.id, Urgency::AtOnce);
        }
    }

    fn touch(&self, id: Option<ModemId>, urgency: Urgency) {
        self.0.version.send_modify(|version| *version = version.wrapping_add(1));
        let Some(id) = id else { return };
        let mut dirty = self.0.dirty.lock();
        let known = dirty.entry(id).or_insert(urgency);
        *known = (*known).max(urgency);
        drop(dirty);
        if urgency == Urgency::AtOnce {
            self.0.urgent.notify_one();
        }
    }

    /// Emits facts about what has changed, until it is dropped.
    pub(crate) async fn publish(&self, store: Store, slow_every: Duration) {
        let clock = Arc::clone(&self.0.clock);
        let mut told: HashMap<ModemId, Duration> = HashMap::new();
        loop {
            let slow_due = clock.monotonic().saturating_add(slow_every);
            tokio::select! {
                () = self.0.urgent.notified() => {}
                () = clock.sleep_until(slow_due) => {}
            }
            let due = self.take_due(clock.monotonic(), slow_every, &mut told);
            if !due.is_empty() {
                self.emit(&store, due).await;
            }
            clock.sleep(PUBLISH_EVERY).await;
        }
    }

    /// What may be told now: everything urgent, and what has not been told for a while.
    fn take_due(
        &self,
        now: Duration,
        every: Duration,
        told: &mut HashMap<ModemId, Duration>,
    ) -> Vec<ModemId> {
        let mut due = Vec::new();
        self.0.dirty.lock().retain(|id, urgency| {
            let rested = told.get(id).is_none_or(|last| now.saturating_sub(*last) >= every);
            let now_due = *urgency == Urgency::AtOnce || rested;
            if now_due {
                due.push(*id);
            }
            !now_due
        });
        for id in &due {
            told.insert(*id, now);
        }
        due
    }

    async fn emit(&self, store: &Store, due: Vec<ModemId>) {
        let told = store
            .transact(move |tx| {
                for id in &due {
                    tx.emit(NewFact::new(CHANGED, [id]));
                }
                Box::pin(async { Ok::<(), store::StoreError>(()) })
            })
            .await;
        if let Err(error) = told {
            // The page falls back to polling; the next change is told again.
            tracing::debug!(%error, "changes of modems were not told");
        }
    }
}
