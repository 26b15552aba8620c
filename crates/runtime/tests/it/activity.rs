//! The activity log: complete, folded where allowed, readable page by page.

use std::time::Duration;

use kernel::Limit;
use runtime::activity::record_in;
use runtime::{ActivityFilter, ActivityKind, ActivityLog, NewActivity, Severity};
use store::{Delivery, StoreError};
use testkit::{TestDatabase, TestStore, on_every_engine};

async fn open(db: TestDatabase) -> (TestStore, ActivityLog) {
    let store = TestStore::builder(runtime::MIGRATIONS).open(db).await;
    let log = ActivityLog::start(store.store());
    (store, log)
}

fn poll(hub: &str) -> NewActivity {
    NewActivity::new(ActivityKind::HubCall, Severity::Info, "hub.get_services").hub(hub).foldable()
}

fn issued(number: u32) -> NewActivity {
    NewActivity::new(ActivityKind::ActivationOpened, Severity::Success, "number.issued")
        .hub("grizzly")
        .number(number)
        .service("wa")
        .detail("price", "0.15")
}

async fn counts(log: &ActivityLog, filter: ActivityFilter) -> Vec<(String, i64)> {
    let page = log.list(&filter, Limit::clamped(200)).await.unwrap();
    page.items.into_iter().map(|entry| (entry.code, entry.count)).collect()
}

on_every_engine! {
    async fn polls_are_folded_and_the_rest_is_kept_one_by_one(db: TestDatabase) {
        let (store, log) = open(db).await;
        let mut facts = store.subscribe();
        for _ in 0..50 {
            log.record(poll("grizzly")).await;
        }
        log.record(poll("smshub")).await;
        log.record(issued(1)).await;
        log.record(issued(1)).await;
        log.flush().await;
        let polls = ActivityFilter { kinds: vec![ActivityKind::HubCall], ..ActivityFilter::default() };
        let folded = counts(&log, polls).await;
        assert_eq!(folded.iter().map(|(_, count)| count).sum::<i64>(), 51);
        assert!(folded.len() <= 4, "{folded:?}");
        let opened = ActivityFilter { kinds: vec![ActivityKind::ActivationOpened], ..ActivityFilter::default() };
        assert_eq!(counts(&log, opened).await, [("number.issued".into(), 1), ("number.issued".into(), 1)]);
        let Some(Delivery::Facts(batch)) = facts.next().await else { panic!("no fact") };
        assert_eq!(batch[0].word, "activity.added");
    }

    async fn nothing_is_lost_when_the_queue_is_full(db: TestDatabase) {
        let (_store, log) = open(db).await;
        let recorders = (0..8).map(|_| {
            let log = log.clone();
            tokio::spawn(async move {
                for n in 0..1000 {
                    log.record(poll("grizzly")).await;
                    if n % 10 == 0 {
                        log.record(issued(n)).await;
                    }
                }
            })
        });
        for recorder in futures_util::future::join_all(recorders).await {
            recorder.unwrap();
        }
        log.flush().await;
        let mut sums = [0_i64; 2];
        let mut filter = ActivityFilter::default();
        loop {
            let page = log.list(&filter, Limit::clamped(200)).await.unwrap();
            for entry in page.items {
                sums[usize::from(entry.kind == ActivityKind::HubCall)] += entry.count;
            }
            filter.before = page.next;
            if filter.before.is_none() {
                break;
            }
        }
        assert_eq!(sums, [800, 8000]);
    }

    async fn an_entry_of_a_refused_transaction_is_not_there(db: TestDatabase) {
        let (store, log) = open(db).await;
        for refuse in [true, false] {
            let answer = store
                .transact(move |tx| {
                    Box::pin(async move {
                        record_in(tx, issued(7)).await?;
                        if refuse { Err(StoreError::Reference) } else { Ok(()) }
                    })
                })
                .await;
            assert_eq!(answer.is_err(), refuse);
        }
        assert_eq!(counts(&log, ActivityFilter::default()).await.len(), 1);
    }

    async fn a_list_is_paged_filtered_and_searched(db: TestDatabase) {
        let (store, log) = open(db).await;
        for n in 0..5 {
            log.record(issued(n)).await;
        }
        log.record(
            NewActivity::new(ActivityKind::ModemError, Severity::Error, "modem.sim_missing")
                .modem("m-1")
                .detail("port", "100%_sure"),
        )
        .await;
        log.flush().await;
        let first = log.list(&ActivityFilter::default(), Limit::clamped(4)).await.unwrap();
        assert_eq!(first.items[0].code, "modem.sim_missing");
        let rest = ActivityFilter { before: first.next, ..ActivityFilter::default() };
        let second = log.list(&rest, Limit::clamped(4)).await.unwrap();
        assert_eq!((second.items.len(), second.next), (2, None));
        assert_eq!(second.items[1].number.as_deref(), Some("0"));
        assert_eq!(second.items[1].detail["price"], "0.15");
        let found = |q: &str| ActivityFilter { q: Some(q.into()), ..ActivityFilter::default() };
        assert_eq!(counts(&log, found("100%_SURE")).await.len(), 1);
        assert_eq!(counts(&log, found("1%0")).await.len(), 0);
        let modem = ActivityFilter { modem: Some("m-1".into()), ..ActivityFilter::default() };
        assert_eq!(counts(&log, modem).await.len(), 1);
        store.clock.advance(Duration::from_secs(1));
        assert_eq!(log.prune(store.clock().now()).await.unwrap(), 6);
    }

    async fn a_closed_window_is_written_without_a_flush(db: TestDatabase) {
        let (store, log) = open(db).await;
        log.record(issued(1)).await;
        store.clock.until_sleeping(1).await;
        store.clock.advance(Duration::from_millis(200));
        testkit::eventually("the entry is there", || async {
            counts(&log, ActivityFilter::default()).await.len() == 1
        })
        .await;
    }
}
