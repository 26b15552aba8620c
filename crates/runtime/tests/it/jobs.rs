//! The runner: runs, repeats, buries, stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use runtime::{Backoff, JobError, JobHandler, JobRunner, Shutdown};
use store::{Job, JobKind, NewJob, Store};
use testkit::{TestDatabase, TestStore, eventually, on_every_engine};
use tokio::sync::Semaphore;

const PUSH: JobKind = JobKind("hub.push");

/// Fails as often as told, then succeeds; can be held in the middle of a run.
struct Handler {
    failures: AtomicU32,
    runs: AtomicU32,
    gate: Semaphore,
    failure: fn() -> JobError,
}

impl Handler {
    fn failing(times: u32, failure: fn() -> JobError) -> Arc<Self> {
        Arc::new(Self {
            failures: AtomicU32::new(times),
            runs: AtomicU32::new(0),
            gate: Semaphore::new(1000),
            failure,
        })
    }

    fn held() -> Arc<Self> {
        Arc::new(Self {
            failures: AtomicU32::new(0),
            runs: AtomicU32::new(0),
            gate: Semaphore::new(0),
            failure: retry,
        })
    }

    fn runs(&self) -> u32 {
        self.runs.load(Ordering::SeqCst)
    }
}

fn retry() -> JobError {
    JobError::Retry("the hub is away".into())
}

#[async_trait::async_trait]
impl JobHandler for Handler {
    async fn run(&self, job: &Job) -> Result<(), JobError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.gate.acquire().await.unwrap().forget();
        assert!(job.payload["panic"].is_null(), "on purpose");
        let left = self.failures.load(Ordering::SeqCst);
        if left > 0 {
            self.failures.store(left - 1, Ordering::SeqCst);
            return Err((self.failure)());
        }
        Ok(())
    }

    fn backoff(&self) -> Backoff {
        Backoff::every(Duration::from_secs(10))
    }
}

struct Running {
    shutdown: Shutdown,
    task: tokio::task::JoinHandle<()>,
}

fn start(store: &Store, handler: &Arc<Handler>) -> Running {
    let shutdown = Shutdown::new();
    let runner = JobRunner::new(store.clone()).register(PUSH, handler.clone());
    Running { task: tokio::spawn(runner.run(shutdown.clone())), shutdown }
}

impl Running {
    async fn stop(self) {
        self.shutdown.stop();
        self.task.await.unwrap();
    }
}

async fn enqueue(store: &Store, payload: serde_json::Value, attempts: u32) {
    store
        .transact(move |tx| {
            let job = NewJob::new(PUSH, payload.clone()).attempts(attempts);
            Box::pin(async move { tx.enqueue(job).await })
        })
        .await
        .unwrap();
}

async fn until_pending(store: &Store, count: u64) {
    eventually("the queue has the expected length", || async {
        store.jobs().pending().await.unwrap() == count
    })
    .await;
}

on_every_engine! {
    async fn a_commit_wakes_the_runner(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let handler = Handler::failing(0, retry);
        let running = start(&store, &handler);
        // It sleeps for its next look; nobody moves the clock.
        store.clock.until_sleeping(1).await;
        enqueue(&store, serde_json::Value::Null, 5).await;
        until_pending(&store, 0).await;
        assert_eq!(handler.runs(), 1);
        running.stop().await;
    }

    async fn a_failure_waits_its_pause_and_no_longer(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let handler = Handler::failing(1, retry);
        enqueue(&store, serde_json::Value::Null, 5).await;
        let running = start(&store, &handler);
        let now = store.clock().now();
        let due = now.after(Duration::from_secs(10));
        eventually("the job is put off", || async {
            store.jobs().next_due(&[PUSH]).await.unwrap() == Some(due)
        })
        .await;
        store.clock.advance(Duration::from_secs(9));
        assert_eq!(handler.runs(), 1);
        eventually("the job is run again", || {
            store.clock.advance(Duration::from_millis(100));
            async { store.jobs().pending().await.unwrap() == 0 }
        })
        .await;
        assert_eq!(handler.runs(), 2);
        running.stop().await;
    }

    async fn a_job_that_always_fails_becomes_a_dead_letter(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let handler = Handler::failing(3, || JobError::RetryAfter {
            reason: "again".into(),
            pause: Duration::ZERO,
        });
        enqueue(&store, serde_json::Value::Null, 3).await;
        let running = start(&store, &handler);
        eventually("it is buried", || {
            store.clock.advance(Duration::from_secs(1));
            async { store.jobs().dead(1).await.unwrap().len() == 1 }
        })
        .await;
        let dead = store.jobs().dead(1).await.unwrap().remove(0);
        assert_eq!((dead.attempts, dead.last_error.as_deref()), (3, Some("again")));
        store.jobs().revive(dead.id).await.unwrap();
        until_pending(&store, 0).await;
        assert_eq!(handler.runs(), 4);
        running.stop().await;
    }

    async fn a_hopeless_job_is_buried_at_once_and_a_panic_counts_as_a_failure(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let handler = Handler::failing(1, || JobError::Dead("no such activation".into()));
        enqueue(&store, serde_json::Value::Null, 9).await;
        let running = start(&store, &handler);
        eventually("it is buried", || async { store.jobs().dead(9).await.unwrap().len() == 1 }).await;
        enqueue(&store, serde_json::json!({ "panic": true }), 1).await;
        eventually("the other too", || async { store.jobs().dead(9).await.unwrap().len() == 2 }).await;
        running.stop().await;
    }

    async fn stopping_finishes_what_runs(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let handler = Handler::held();
        enqueue(&store, serde_json::Value::Null, 5).await;
        let running = start(&store, &handler);
        eventually("it runs", || async { handler.runs() == 1 }).await;
        running.shutdown.stop();
        handler.gate.add_permits(1);
        running.task.await.unwrap();
        assert_eq!(store.jobs().pending().await.unwrap(), 0);
    }

    async fn forcing_gives_unfinished_jobs_back(db: TestDatabase) {
        let store = TestStore::builder(&[]).open(db).await;
        let handler = Handler::held();
        enqueue(&store, serde_json::Value::Null, 5).await;
        let running = start(&store, &handler);
        eventually("it runs", || async { handler.runs() == 1 }).await;
        running.shutdown.force();
        running.task.await.unwrap();
        let again = store.jobs().claim(&[PUSH], "next", Duration::from_secs(60), 1).await.unwrap();
        assert_eq!(again[0].attempts, 1);
    }
}
