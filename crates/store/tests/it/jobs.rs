//! The queue: at least once, one per key, by lease, and dead letters.

use std::time::Duration;

use store::{Job, JobKind, NewJob, Store, StoreError};
use testkit::{TestDatabase, TestStore, on_every_engine};

const PUSH: JobKind = JobKind("hub.push");
const OTHER: JobKind = JobKind("mail.send");
const LEASE: Duration = Duration::from_secs(60);

async fn enqueue(store: &Store, job: NewJob) {
    store
        .transact(move |tx| {
            let job = job.clone();
            Box::pin(async move { tx.enqueue(job).await })
        })
        .await
        .unwrap();
}

fn job(n: i64) -> NewJob {
    NewJob::new(PUSH, serde_json::json!({ "n": n }))
}

async fn claim(store: &Store, owner: &str) -> Vec<Job> {
    store.jobs().claim(&[PUSH], owner, LEASE, 10).await.unwrap()
}

on_every_engine! {
    async fn a_job_is_claimed_by_one_and_gone_when_finished(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        for n in 0..10 {
            enqueue(&store, job(n)).await;
        }
        let claims = (0..4).map(|owner| {
            let store = store.store();
            tokio::spawn(async move { claim(&store, &owner.to_string()).await })
        });
        let mut seen = Vec::new();
        for claimed in futures_util::future::join_all(claims).await {
            for job in claimed.unwrap() {
                seen.push(job.payload["n"].as_i64().unwrap());
                assert!(store.jobs().finish(&job).await.unwrap());
            }
        }
        seen.extend(claim(&store, "last").await.iter().map(|job| job.payload["n"].as_i64().unwrap()));
        seen.sort_unstable();
        assert_eq!(seen, (0..10).collect::<Vec<_>>());
    }

    async fn only_due_jobs_of_the_asked_kinds_are_claimed(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let later = store.clock().now().after(Duration::from_secs(30));
        enqueue(&store, job(1).at(later)).await;
        enqueue(&store, NewJob::new(OTHER, serde_json::Value::Null)).await;
        assert_eq!(claim(&store, "a").await, []);
        assert_eq!(store.jobs().next_due(&[PUSH]).await.unwrap(), Some(later));
        store.clock.advance(Duration::from_secs(30));
        assert_eq!(claim(&store, "a").await.len(), 1);
    }

    async fn a_refused_transaction_queues_nothing(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let refused: Result<(), StoreError> = store
            .transact(|tx| {
                Box::pin(async move {
                    tx.enqueue(job(1)).await?;
                    Err(StoreError::Reference)
                })
            })
            .await;
        assert!(refused.is_err());
        assert_eq!(store.jobs().pending().await.unwrap(), 0);
    }

    async fn a_lease_that_runs_out_frees_the_job_and_disarms_the_old_owner(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        enqueue(&store, job(1)).await;
        let first = claim(&store, "a").await.remove(0);
        assert_eq!(claim(&store, "b").await, []);
        store.clock.advance(LEASE);
        let second = claim(&store, "b").await.remove(0);
        assert_eq!((first.attempts, second.attempts), (1, 2));
        assert!(!store.jobs().finish(&first).await.unwrap());
        assert!(!store.jobs().extend(&first, LEASE).await.unwrap());
        assert!(store.jobs().extend(&second, LEASE).await.unwrap());
        assert!(store.jobs().finish(&second).await.unwrap());
        assert_eq!(store.jobs().pending().await.unwrap(), 0);
    }

    async fn one_key_is_one_job_and_the_newest_word_counts(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let later = store.clock().now().after(Duration::from_secs(90));
        enqueue(&store, job(1).once_per("m1").at(later)).await;
        enqueue(&store, job(2).once_per("m1")).await;
        enqueue(&store, job(3).once_per("m2")).await;
        let claimed = claim(&store, "a").await;
        let mut payloads: Vec<_> = claimed.iter().map(|job| job.payload["n"].as_i64()).collect();
        payloads.sort_unstable();
        assert_eq!(payloads, [Some(2), Some(3)]);
    }

    async fn a_job_queued_again_while_it_runs_is_run_again(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        enqueue(&store, job(1).once_per("m1")).await;
        let running = claim(&store, "a").await.remove(0);
        enqueue(&store, job(2).once_per("m1")).await;
        assert_eq!(claim(&store, "b").await, []);
        assert!(store.jobs().finish(&running).await.unwrap());
        let again = claim(&store, "a").await.remove(0);
        assert_eq!((again.payload["n"].as_i64(), again.attempts), (Some(2), 1));
        assert!(store.jobs().finish(&again).await.unwrap());
        assert_eq!(store.jobs().pending().await.unwrap(), 0);
    }

    async fn a_failed_job_waits_and_keeps_its_reason(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        enqueue(&store, job(1)).await;
        let failed = claim(&store, "a").await.remove(0);
        let later = store.clock().now().after(Duration::from_secs(10));
        assert!(store.jobs().put_off(&failed, later, "the hub said 500").await.unwrap());
        assert_eq!(claim(&store, "a").await, []);
        store.clock.advance(Duration::from_secs(10));
        let again = claim(&store, "a").await.remove(0);
        assert_eq!(again.last_error.as_deref(), Some("the hub said 500"));
        assert!(store.jobs().release(&again).await.unwrap());
        assert_eq!(claim(&store, "a").await[0].attempts, 2);
    }

    async fn dead_letters_stay_until_revived_and_free_their_key(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        enqueue(&store, job(1).once_per("m1")).await;
        let failed = claim(&store, "a").await.remove(0);
        assert!(store.jobs().bury(&failed, "gave up").await.unwrap());
        enqueue(&store, job(2).once_per("m1")).await;
        assert_eq!(store.jobs().pending().await.unwrap(), 1);
        let dead = store.jobs().dead(10).await.unwrap();
        assert_eq!(dead[0].last_error.as_deref(), Some("gave up"));
        assert!(store.jobs().revive(dead[0].id).await.unwrap());
        assert!(!store.jobs().revive(dead[0].id).await.unwrap());
        assert_eq!(claim(&store, "a").await.len(), 2);
        assert!(!store.jobs().discard(dead[0].id).await.unwrap());
    }

    async fn a_job_that_kills_its_runner_each_time_is_buried(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        enqueue(&store, job(1).attempts(2)).await;
        for _ in 0..2 {
            assert_eq!(claim(&store, "a").await.len(), 1);
            store.clock.advance(LEASE);
        }
        assert_eq!(claim(&store, "a").await, []);
        assert_eq!(store.jobs().dead(10).await.unwrap().len(), 1);
    }
}
