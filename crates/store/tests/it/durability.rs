//! What happens around a closed or lost database.

use store::{Store, StoreError, StoreSettings};
use testkit::{ManualClock, SeededEntropy, TestDatabase, TestStore, on_every_engine};

use crate::SHOP;

on_every_engine! {
    async fn a_closed_store_says_so(db: TestDatabase) {
        let store = TestStore::builder(SHOP).open(db).await;
        store.store().close().await;
        let answer = store
            .transact(|tx| {
                Box::pin(async move { tx.change("DELETE FROM stock", []).await })
            })
            .await;
        assert!(matches!(answer, Err(StoreError::Unavailable { .. })), "{answer:?}");
        let answer = store.latest_seq().await;
        assert!(matches!(answer, Err(StoreError::Unavailable { .. })), "{answer:?}");
    }

    async fn what_was_committed_is_there_after_reopening(db: TestDatabase) {
        let store = TestStore::builder(SHOP).open(db).await;
        store
            .transact(|tx| {
                Box::pin(async move {
                    tx.change("INSERT INTO stock (name, left_over) VALUES ('sim', 7)", []).await
                })
            })
            .await
            .unwrap();
        store.store().close().await;
        let again = Store::open(
            &store.database.settings(),
            store.keys().clone(),
            ManualClock::new().shared(),
            std::sync::Arc::new(SeededEntropy::new(2)),
        )
        .await
        .unwrap();
        let row = again.row("SELECT left_over FROM stock", []).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "left_over").unwrap(), 7);
        again.close().await;
    }
}

#[tokio::test]
async fn an_unreachable_server_is_named_unavailable() {
    let entropy = std::sync::Arc::new(SeededEntropy::new(1));
    let mut settings = StoreSettings::new("postgres://nobody:hidden@127.0.0.1:1/none");
    settings.acquire_timeout = std::time::Duration::from_millis(300);
    let keys = store::KeyRing::generate(entropy.clone());
    let error = Store::open(&settings, keys, ManualClock::new().shared(), entropy).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hidden"));
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let entropy = std::sync::Arc::new(SeededEntropy::new(1));
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nowhere");
    let settings = StoreSettings::new(format!("sqlite:{}/x.db", missing.display()));
    let keys = store::KeyRing::generate(entropy.clone());
    let error = Store::open(&settings, keys, ManualClock::new().shared(), entropy).await.unwrap_err();
    assert!(error.to_string().contains("nowhere does not exist"), "{error}");
}
