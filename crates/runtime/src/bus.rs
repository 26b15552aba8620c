//! The bus: whoever is interested in a topic hears of facts once they are committed.
//!
//! A topic is the first part of a fact's word (`message` of `message.received`). An event carries ids and seq, never
//! content. Delivery is at most once: a listener that was too slow is told so ([`Heard::Missed`]) and reads the
//! rows, or the facts after its last seq. The one implementation here stays within the process.

use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt};
use store::{Delivery, Fact, Store};

/// One committed fact, as a listener hears it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Event {
    /// The part of the word before its first dot.
    pub topic: String,
    /// What happened.
    pub word: String,
    /// To what.
    pub ids: Vec<String>,
    /// Where a listener resumes.
    pub seq: i64,
}

impl From<&Fact> for Event {
    fn from(fact: &Fact) -> Self {
        Self { topic: fact.topic().to_owned(), word: fact.word.clone(), ids: fact.ids.clone(), seq: fact.seq }
    }
}

/// What a listener gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something happened.
    Event(Event),
    /// Some events were lost: look at everything you care about.
    Missed,
}

/// Where to listen.
pub trait Bus: Send + Sync + 'static {
    /// Hears of these topics from now on; an empty list means all of them.
    fn subscribe(&self, topics: &[&str]) -> Subscription;
}

/// A listener's end.
pub struct Subscription {
    heard: BoxStream<'static, Heard>,
}

impl Subscription {
    /// What is heard next; `None` when the bus is gone. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Heard> {
        self.heard.next().await
    }
}

/// The bus of one process, fed by the store's own commits.
#[derive(Clone, Debug)]
pub struct LocalBus {
    store: Store,
}

impl LocalBus {
    /// The bus of this store.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// The same as a trait object.
    #[must_use]
    pub fn shared(self) -> Arc<dyn Bus> {
        Arc::new(self)
    }
}

impl Bus for LocalBus {
    fn subscribe(&self, topics: &[&str]) -> Subscription {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        let deliveries = stream::unfold(self.store.subscribe(), async |mut facts| {
            let delivery = facts.next().await?;
            Some((delivery, facts))
        });
        let heard = deliveries.flat_map(move |delivery| stream::iter(wanted(delivery, &topics)));
        Subscription { heard: heard.boxed() }
    }
}

fn wanted(delivery: Delivery, topics: &[String]) -> Vec<Heard> {
    match delivery {
        Delivery::Missed => vec![Heard::Missed],
        Delivery::Facts(facts) => facts
            .iter()
            .filter(|fact| topics.is_empty() || topics.iter().any(|topic| topic == fact.topic()))
            .map(|fact| Heard::Event(fact.into()))
            .collect(),
    }
}
