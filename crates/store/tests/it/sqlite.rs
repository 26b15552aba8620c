//! What only SQLite has: pragmas, the reader that can't write, the shared commit.

use std::sync::Arc;

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, QueryResult};
use store::{FactWord, KeyRing, NewFact, Store, StoreError, StoreSettings};
use testkit::{ManualClock, SeededEntropy, TestStore};

use crate::SHOP;

fn first(row: &QueryResult) -> String {
    row.try_get_by_index::<i64>(0)
        .map(|n| n.to_string())
        .or_else(|_| row.try_get_by_index::<String>(0))
        .unwrap()
}

#[tokio::test]
async fn the_sessions_are_set_up_for_safety() {
    let store = TestStore::builder(SHOP).on_sqlite().await;
    let expected = [
        ("journal_mode", "wal", "wal"),
        ("synchronous", "2", "2"),
        ("foreign_keys", "1", "1"),
        ("query_only", "0", "1"),
        ("busy_timeout", "10000", "10000"),
    ];
    for (pragma, writer, reader) in expected {
        let sql = format!("PRAGMA {pragma}");
        let row = store.row(&sql, []).await.unwrap().unwrap();
        assert_eq!(first(&row), reader, "{pragma} of the readers");
        let seen = store
            .transact(move |tx| {
                Box::pin(async move {
                    let row = tx.row(&format!("PRAGMA {pragma}"), []).await?.unwrap();
                    Ok::<_, StoreError>(first(&row))
                })
            })
            .await
            .unwrap();
        assert_eq!(seen, writer, "{pragma} of the writer");
    }
}

#[tokio::test]
async fn readers_can_not_write() {
    let store = TestStore::builder(SHOP).on_sqlite().await;
    let refused = store.read().execute_unprepared("DELETE FROM stock").await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn closures_that_wait_together_commit_together() {
    let store = TestStore::builder(SHOP).on_sqlite().await;
    let mut facts = store.subscribe();
    // All are queued before the writer gets its turn on this one thread.
    let works = (0..20).map(|n| {
        store.transact(move |tx| {
            Box::pin(async move {
                tx.emit(NewFact::new(FactWord("sale.made"), [n]));
                Ok::<_, StoreError>(())
            })
        })
    });
    join_all(works).await;
    let mut batches = 0;
    while facts.try_next().is_some() {
        batches += 1;
    }
    assert!(batches < 20, "{batches} commits for 20 closures");
}

#[tokio::test]
async fn a_failed_commit_fails_everybody_in_it() {
    let store = TestStore::builder(SHOP).on_sqlite().await;
    let works = (0..8).map(|n: i32| {
        store.transact(move |tx| {
            Box::pin(async move {
                if n == 3 {
                    // Checked at the commit: the closure itself succeeds.
                    tx.change("PRAGMA defer_foreign_keys = ON", []).await?;
                    tx.change("INSERT INTO sales (item, reference, at) VALUES ('ghost', 'x', 1)", []).await?;
                }
                tx.change("INSERT INTO stock (name, left_over) VALUES (?, 1)", [n.to_string().into()]).await
            })
        })
    });
    let answers = join_all(works).await;
    let kept = answers.iter().filter(|answer| answer.is_ok()).count();
    let row = store.row("SELECT COUNT(*) AS n FROM stock", []).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), i64::try_from(kept).unwrap());
    assert!(answers[3].is_err(), "{answers:?}");
    // The writer is well afterwards.
    let after = store
        .transact(|tx| {
            Box::pin(
                async move { tx.change("INSERT INTO stock (name, left_over) VALUES ('after', 1)", []).await },
            )
        })
        .await;
    assert_eq!(after.unwrap(), 1);
}

#[tokio::test]
async fn a_scratch_database_is_one_for_readers_and_writer() {
    let entropy = Arc::new(SeededEntropy::new(1));
    let keys = KeyRing::generate(entropy.clone());
    let settings = StoreSettings::new("sqlite::memory:");
    let store = Store::open(&settings, keys, ManualClock::new().shared(), entropy).await.unwrap();
    store.migrate(SHOP).await.unwrap();
    store
        .transact(|tx| {
            Box::pin(
                async move { tx.change("INSERT INTO stock (name, left_over) VALUES ('a', 1)", []).await },
            )
        })
        .await
        .unwrap();
    assert!(store.row("SELECT name FROM stock", []).await.unwrap().is_some());
}
