//! Commit, refusal, guards, repetition.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;
use store::{Engine, Store, StoreError, Tx};
use testkit::{TestDatabase, TestStore, on_every_engine};

use crate::SHOP;

async fn shop(db: TestDatabase) -> TestStore {
    TestStore::builder(SHOP).open(db).await
}

async fn stock(tx: &Tx, name: &str, count: i64) -> Result<u64, StoreError> {
    tx.change("INSERT INTO stock (name, left_over) VALUES (?, ?)", [name.into(), count.into()]).await
}

async fn add_stock(store: &Store, name: &'static str, count: i64) {
    store.transact(move |tx| Box::pin(stock(tx, name, count))).await.unwrap();
}

async fn number(store: &Store, sql: &str) -> i64 {
    store.row(sql, []).await.unwrap().unwrap().try_get("", "n").unwrap()
}

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("odd")]
    Odd,
    #[error(transparent)]
    Store(#[from] StoreError),
}

on_every_engine! {
    async fn exactly_the_accepted_closures_leave_effects(db: TestDatabase) {
        let store = shop(db).await;
        add_stock(&store, "sim", 0).await;
        let works = (0..200_i64).map(|n| {
            let store = store.store();
            async move {
                store
                    .transact(move |tx| {
                        Box::pin(async move {
                            tx.change(
                                "INSERT INTO sales (item, reference, at) VALUES ('sim', ?, ?)",
                                [n.to_string().into(), tx.now().into()],
                            )
                            .await?;
                            if n % 2 == 1 { Err(Refused::Odd) } else { Ok(n) }
                        })
                    })
                    .await
            }
        });
        for (n, answer) in join_all(works).await.into_iter().enumerate() {
            match answer {
                Ok(value) => assert_eq!((value, n % 2), (n as i64, 0)),
                Err(Refused::Odd) => assert_eq!(n % 2, 1),
                Err(Refused::Store(error)) => panic!("{error}"),
            }
        }
        assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM sales").await, 100);
        assert_eq!(
            number(&store, "SELECT COUNT(*) AS n FROM sales WHERE reference IN ('1', '99')").await,
            0
        );
    }

    async fn a_guarded_update_never_oversells(db: TestDatabase) {
        let store = shop(db).await;
        add_stock(&store, "sim", 20).await;
        let sales = (0..50).map(|_| {
            store.transact(|tx| {
                Box::pin(async move {
                    let sold = tx
                        .change(
                            "UPDATE stock SET left_over = left_over - 1 WHERE name = ? AND left_over >= 1",
                            ["sim".into()],
                        )
                        .await?;
                    Ok::<_, StoreError>(sold)
                })
            })
        });
        let sold: u64 = join_all(sales).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(sold, 20);
        assert_eq!(number(&store, "SELECT left_over AS n FROM stock").await, 0);
    }

    async fn an_update_that_changes_nothing_still_counts_its_match(db: TestDatabase) {
        let store = shop(db).await;
        add_stock(&store, "sim", 20).await;
        let matched = store
            .transact(|tx| {
                Box::pin(async move {
                    tx.change("UPDATE stock SET left_over = 20 WHERE name = 'sim'", []).await
                })
            })
            .await;
        assert_eq!(matched.unwrap(), 1);
    }

    async fn a_taken_key_is_recognised_by_name(db: TestDatabase) {
        let store = shop(db).await;
        add_stock(&store, "sim", 1).await;
        let again = store.transact(|tx| Box::pin(stock(tx, "sim", 2))).await;
        assert!(again.unwrap_err().is_duplicate_of("primary"));
        let twice = store
            .transact(|tx| {
                Box::pin(async move {
                    let sql = "INSERT INTO sales (item, reference, at) VALUES ('sim', 'it''s', 1)";
                    tx.change(sql, []).await?;
                    tx.change(sql, []).await
                })
            })
            .await;
        assert!(twice.unwrap_err().is_duplicate_of("sales_item_reference_uq"));
        let orphan = store
            .transact(|tx| {
                Box::pin(async move {
                    tx.change("INSERT INTO sales (item, reference, at) VALUES ('none', 'x', 1)", []).await
                })
            })
            .await;
        assert!(matches!(orphan, Err(StoreError::Reference)), "{orphan:?}");
        assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM sales").await, 0);
    }

    async fn inserting_only_what_is_new_keeps_the_transaction_alive(db: TestDatabase) {
        let store = shop(db).await;
        let answers = store
            .transact(|tx| {
                Box::pin(async move {
                    let mut insert = Query::insert();
                    insert
                        .into_table("stock")
                        .columns(["name", "left_over"])
                        .values_panic(["sim".into(), 5_i64.into()]);
                    let first = tx.insert_new(&insert).await?;
                    let second = tx.insert_new(&insert).await?;
                    stock(tx, "esim", 1).await?;
                    Ok::<_, StoreError>((first, second))
                })
            })
            .await;
        assert_eq!(answers.unwrap(), (true, false));
        assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM stock").await, 2);
    }

    async fn a_swallowed_failure_still_undoes_the_transaction(db: TestDatabase) {
        let store = shop(db).await;
        let answer = store
            .transact(|tx| {
                Box::pin(async move {
                    stock(tx, "sim", 1).await?;
                    let _ = stock(tx, "sim", 2).await;
                    Ok::<_, StoreError>(())
                })
            })
            .await;
        assert!(matches!(answer, Err(StoreError::Duplicate { .. })), "{answer:?}");
        assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM stock").await, 0);
    }

    async fn a_panic_undoes_its_closure_and_goes_on_at_the_caller(db: TestDatabase) {
        let store = shop(db).await;
        let task = tokio::spawn({
            let store = store.store();
            async move {
                store
                    .transact(|tx| {
                        Box::pin(async move {
                            stock(tx, "sim", 1).await?;
                            if tx.now().as_micros() > 0 {
                                panic!("on purpose");
                            }
                            Ok::<_, StoreError>(())
                        })
                    })
                    .await
            }
        });
        assert!(task.await.unwrap_err().is_panic());
        add_stock(&store, "other", 1).await;
        assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM stock").await, 1);
    }

    async fn a_transaction_inside_a_transaction_is_refused_at_once(db: TestDatabase) {
        let store = shop(db).await;
        let inner = store.store();
        let answer = store
            .transact(move |_| {
                let inner = inner.clone();
                Box::pin(async move { inner.transact(|tx| Box::pin(stock(tx, "sim", 1))).await })
            })
            .await;
        assert!(matches!(answer, Err(StoreError::Schema(_))), "{answer:?}");
    }

    async fn numbers_are_never_given_twice(db: TestDatabase) {
        let store = shop(db).await;
        let numbers = (0..40).map(|_| {
            store.transact(|tx| {
                Box::pin(async move { tx.next_number("activation").await })
            })
        });
        let mut numbers: Vec<i64> = join_all(numbers).await.into_iter().map(|n: Result<_, StoreError>| n.unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    }

    async fn a_caller_that_goes_away_leaves_nothing_half_done(db: TestDatabase) {
        let store = shop(db).await;
        let mut facts = store.subscribe();
        let task = tokio::spawn({
            let store = store.store();
            async move {
                store
                    .transact(|tx| {
                        Box::pin(async move {
                            tx.emit(store::NewFact::new(store::FactWord("stock.added"), ["sim"]));
                            stock(tx, "sim", 1).await
                        })
                    })
                    .await
            }
        });
        tokio::task::yield_now().await;
        task.abort();
        let begun = task.await.is_ok();
        // Whether it was begun or not: a row exactly when there is a fact.
        add_stock(&store, "marker", 1).await;
        let mut heard = 0;
        if begun {
            assert!(facts.next().await.is_some());
            heard = 1;
        } else {
            testkit::eventually("row and fact agree", || {
                if facts.try_next().is_some() {
                    heard += 1;
                }
                let store = store.store();
                async move { number(&store, "SELECT COUNT(*) AS n FROM stock WHERE name = 'sim'").await == heard }
            })
            .await;
        }
        assert!(heard <= 1);
    }

    async fn transactions_in_each_others_way_are_repeated(db: TestDatabase) {
        // Two rows taken in opposite order by many: deadlocks on the servers, a queue on SQLite.
        let store = shop(db).await;
        add_stock(&store, "a", 0).await;
        add_stock(&store, "b", 0).await;
        let runs = Arc::new(AtomicU32::new(0));
        let works = (0..10).map(|n| {
            let runs = Arc::clone(&runs);
            store.transact(move |tx| {
                let runs = Arc::clone(&runs);
                Box::pin(async move {
                    runs.fetch_add(1, Ordering::Relaxed);
                    let order = if n % 2 == 0 { ["a", "b"] } else { ["b", "a"] };
                    for name in order {
                        tx.change(
                            "UPDATE stock SET left_over = left_over + 1 WHERE name = ?",
                            [name.into()],
                        )
                        .await?;
                        tokio::task::yield_now().await;
                    }
                    Ok::<_, StoreError>(())
                })
            })
        });
        for answer in join_all(works).await {
            answer.unwrap();
        }
        for name in ["a", "b"] {
            let sql = format!("SELECT left_over AS n FROM stock WHERE name = '{name}'");
            assert_eq!(number(&store, &sql).await, 10);
        }
        assert!(runs.load(Ordering::Relaxed) >= 10);
    }

    async fn a_serialization_failure_is_repeated_with_fresh_reads(db: TestDatabase) {
        if db.engine() != Engine::Postgres {
            return;
        }
        let store = shop(db).await;
        add_stock(&store, "sim", 0).await;
        let runs = Arc::new(AtomicU32::new(0));
        let works = (0..8).map(|_| {
            let runs = Arc::clone(&runs);
            store.transact(move |tx| {
                let runs = Arc::clone(&runs);
                Box::pin(async move {
                    tx.execute_unprepared("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE").await.map_err(StoreError::from)?;
                    runs.fetch_add(1, Ordering::Relaxed);
                    // Deliberately read, then write: under SERIALIZABLE that is right if it is repeated.
                    let row = tx.row("SELECT left_over FROM stock WHERE name = 'sim'", []).await?.unwrap();
                    let count: i64 = row.try_get("", "left_over").unwrap();
                    tokio::task::yield_now().await;
                    tx.change("UPDATE stock SET left_over = ? WHERE name = 'sim'", [(count + 1).into()]).await
                })
            })
        });
        for answer in join_all(works).await {
            answer.unwrap();
        }
        assert_eq!(number(&store, "SELECT left_over AS n FROM stock").await, 8);
        assert!(runs.load(Ordering::Relaxed) > 8, "nothing was in the way: the test shows nothing");
    }

    async fn a_connection_that_dies_is_replaced_and_the_work_repeated(db: TestDatabase) {
        let kill = match db.engine() {
            Engine::Sqlite => return,
            Engine::Postgres => "SELECT pg_terminate_backend(pg_backend_pid())",
            Engine::MySql => "KILL CONNECTION_ID()",
        };
        let store = shop(db).await;
        let runs = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&runs);
        let answer = store
            .transact(move |tx| {
                let first = seen.fetch_add(1, Ordering::Relaxed) == 0;
                Box::pin(async move {
                    stock(tx, "sim", 1).await?;
                    if first {
                        let _ = tx.execute_unprepared(kill).await;
                    }
                    stock(tx, "esim", 1).await
                })
            })
            .await;
        assert_eq!(answer.unwrap(), 1);
        assert_eq!(runs.load(Ordering::Relaxed), 2);
        assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM stock").await, 2);
    }
}
