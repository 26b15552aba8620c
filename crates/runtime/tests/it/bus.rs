//! Who listens to a topic hears of what was committed.

use runtime::{Bus, Heard, LocalBus};
use store::{FactWord, NewFact, Store, StoreError};
use testkit::{TestDatabase, TestStore, on_every_engine};

async fn emit(store: &Store, word: &'static str, id: u32) {
    store
        .transact(move |tx| {
            Box::pin(async move {
                tx.emit(NewFact::new(FactWord(word), [id]));
                Ok::<_, StoreError>(())
            })
        })
        .await
        .unwrap();
}

async fn next_word(subscription: &mut runtime::Subscription) -> String {
    match subscription.next().await {
        Some(Heard::Event(event)) => format!("{}/{} {}", event.topic, event.word, event.ids[0]),
        other => panic!("{other:?}"),
    }
}

on_every_engine! {
    async fn a_listener_hears_its_topics_in_order(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let bus = LocalBus::new(store.store());
        let mut messages = bus.subscribe(&["message"]);
        let mut all = bus.subscribe(&[]);
        emit(&store, "message.received", 1).await;
        emit(&store, "modem.online", 2).await;
        emit(&store, "message.deleted", 3).await;
        assert_eq!(next_word(&mut messages).await, "message/message.received 1");
        assert_eq!(next_word(&mut messages).await, "message/message.deleted 3");
        next_word(&mut all).await;
        assert_eq!(next_word(&mut all).await, "modem/modem.online 2");
    }
}
