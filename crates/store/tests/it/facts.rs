//! Facts are heard if and only if they were committed.

use std::time::Duration;

use store::{Delivery, FactStream, FactWord, NewFact, Store, StoreError};
use testkit::{TestDatabase, TestStore, on_every_engine};

const SOLD: FactWord = FactWord("sale.made");

async fn emit(store: &Store, ids: &'static [&'static str], refuse: bool) -> Result<(), StoreError> {
    store
        .transact(move |tx| {
            Box::pin(async move {
                for id in ids {
                    tx.emit(NewFact::new(SOLD, [*id]));
                }
                if refuse {
                    return Err(StoreError::Reference);
                }
                Ok(())
            })
        })
        .await
}

async fn heard(facts: &mut FactStream) -> Vec<String> {
    match facts.next().await {
        Some(Delivery::Facts(facts)) => facts.iter().map(|fact| fact.ids.join("+")).collect(),
        other => panic!("{other:?}"),
    }
}

on_every_engine! {
    async fn committed_facts_arrive_in_order_and_refused_ones_never(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let mut facts = store.subscribe();
        emit(&store, &["1", "2"], false).await.unwrap();
        emit(&store, &["never"], true).await.unwrap_err();
        emit(&store, &["3"], false).await.unwrap();
        assert_eq!(heard(&mut facts).await, ["1", "2"]);
        assert_eq!(heard(&mut facts).await, ["3"]);
        assert!(facts.try_next().is_none());
        let stored = store.facts_since(0, 10).await.unwrap();
        let ids: Vec<_> = stored.iter().map(|fact| fact.ids[0].as_str()).collect();
        assert_eq!(ids, ["1", "2", "3"]);
        assert_eq!(stored[0].topic(), "sale");
        assert_eq!(store.latest_seq().await.unwrap(), stored[2].seq);
        assert_eq!(store.facts_since(stored[1].seq, 10).await.unwrap(), stored[2..]);
    }

    async fn a_fact_is_in_the_table_when_it_is_heard(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let mut facts = store.subscribe();
        let listener = tokio::spawn({
            let store = store.store();
            async move {
                for _ in 0..20 {
                    let Some(Delivery::Facts(batch)) = facts.next().await else { panic!("lost") };
                    let last = batch.last().unwrap();
                    assert!(store.latest_seq().await.unwrap() >= last.seq);
                }
            }
        });
        for _ in 0..20 {
            emit(&store, &["x"], false).await.unwrap();
        }
        listener.await.unwrap();
    }

    async fn old_facts_are_forgotten(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        emit(&store, &["old"], false).await.unwrap();
        store.clock.advance(Duration::from_secs(60));
        emit(&store, &["new"], false).await.unwrap();
        assert_eq!(store.prune_facts(store.clock().now()).await.unwrap(), 1);
        let left = store.facts_since(0, 10).await.unwrap();
        assert_eq!(left[0].ids, ["new"]);
        assert_eq!(store.oldest_seq().await.unwrap(), left[0].seq);
    }
}
