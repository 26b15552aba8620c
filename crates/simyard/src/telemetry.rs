//! Metrics from what the house says anyway: committed facts are counted as they happen, states are read when somebody
//! looks. Rooms need no metric of their own for either.

use std::collections::BTreeMap;

use metrics::{counter, gauge};
use runtime::{Bus, Heard, Shutdown};
use yard::{ModemState, Yard};

/// Counts facts by their word until `shutdown` begins.
pub(crate) async fn count_facts(bus: &dyn Bus, shutdown: Shutdown) {
    let mut news = bus.subscribe(&[]);
    while let Some(Some(heard)) = shutdown.until_stopping(news.next()).await {
        match heard {
            Heard::Event(event) => counter!("simyard_facts_total", "word" => event.word).increment(1),
            Heard::Missed => counter!("simyard_facts_missed_total").increment(1),
        }
    }
}

/// Writes down how many modems are in which state, whenever one has changed.
pub(crate) async fn watch_modems(yard: &Yard, shutdown: Shutdown) {
    let mut changes = yard.watch();
    loop {
        let mut states: BTreeMap<&'static str, u32> = ModemState::ALL.map(|state| (state.code(), 0)).into();
        for modem in yard.modems() {
            *states.entry(modem.state.code()).or_default() += 1;
        }
        for (state, modems) in states {
            gauge!("simyard_modems", "state" => state).set(modems);
        }
        if !matches!(shutdown.until_stopping(changes.changed()).await, Some(Ok(()))) {
            return;
        }
    }
}
