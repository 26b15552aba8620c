//! The loop: claim what is due, run it, note how it ended, wait for the next.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use kernel::Timestamp;
use store::{Job, JobKind, JobQueue, Store, StoreError};
use tokio::task::JoinSet;
use tracing::Instrument;

use super::{JobError, JobHandler};
use crate::Shutdown;

/// How often to look without being called: another node may have queued something.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// How long to wait for a due job that could not be claimed: another runner is at it.
const IN_THE_WAY: Duration = Duration::from_millis(50);

/// Works a store's job queue off.
pub struct JobRunner {
    store: Store,
    handlers: HashMap<&'static str, Arc<dyn JobHandler>>,
    owner: String,
    concurrency: u16,
    lease: Duration,
}

impl JobRunner {
    /// A runner without handlers; it only takes jobs it has a handler for.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let mut name = [0_u8; 8];
        store.entropy().fill(&mut name);
        Self {
            store,
            handlers: HashMap::new(),
            owner: format!("{:016x}", u64::from_le_bytes(name)),
            concurrency: 16,
            lease: Duration::from_secs(60),
        }
    }

    /// Runs jobs of this kind with this handler.
    #[must_use]
    pub fn register(mut self, kind: JobKind, handler: Arc<dyn JobHandler>) -> Self {
        self.handlers.insert(kind.0, handler);
        self
    }

    /// At most so many jobs at once.
    #[must_use]
    pub const fn concurrency(mut self, jobs: u16) -> Self {
        self.concurrency = jobs;
        self
    }

    /// How long a claim lasts without a sign of life; it is prolonged while the handler runs.
    #[must_use]
    pub const fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// Runs until `shutdown` begins, then finishes what is running; what is not finished when it is forced is given
    /// back to the queue.
    pub async fn run(self, shutdown: Shutdown) {
        let runner = Arc::new(self);
        let queue = runner.store.jobs();
        let mut watch = queue.watch();
        let mut running = JoinSet::new();
        while !shutdown.is_stopping() {
            let free = usize::from(runner.concurrency).saturating_sub(running.len());
            let asked_at = runner.store.clock().now();
            let claimed = runner.claim(&queue, free).await;
            let took_all_it_could = !claimed.is_empty() && claimed.len() == free;
            for job in claimed {
                let span = tracing::info_span!("job", id = %job.id, kind = %job.kind);
                let work = Arc::clone(&runner).run_one(job, shutdown.clone());
                running.spawn(work.instrument(span));
            }
            let full = running.len() >= usize::from(runner.concurrency);
            if took_all_it_could && !full {
                continue;
            }
            tokio::select! {
                () = watch.added(), if !full => {}
                () = runner.until_due(&queue, asked_at), if !full => {}
                Some(_) = running.join_next(), if !running.is_empty() => {}
                () = shutdown.stopping() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    fn kinds(&self) -> Vec<JobKind> {
        self.handlers.keys().map(|kind| JobKind(kind)).collect()
    }

    async fn claim(&self, queue: &JobQueue, free: usize) -> Vec<Job> {
        let limit = u16::try_from(free).unwrap_or(u16::MAX);
        queue.claim(&self.kinds(), &self.owner, self.lease, limit).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "jobs can't be claimed; trying again soon");
            Vec::new()
        })
    }

    /// Returns when there may be something to claim that was not there at `asked_at`.
    async fn until_due(&self, queue: &JobQueue, asked_at: Timestamp) {
        let clock = self.store.clock();
        let pause = match queue.next_due(&self.kinds()).await {
            Ok(Some(due)) if due <= asked_at => IN_THE_WAY,
            Ok(Some(due)) => due.since(clock.now()).min(LOOK_AGAIN),
            Ok(None) | Err(_) => LOOK_AGAIN,
        };
        clock.sleep(pause).await;
    }

    async fn run_one(self: Arc<Self>, job: Job, shutdown: Shutdown) {
        let queue = self.store.jobs();
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            return;
        };
        let ended = tokio::select! {
            ended = AssertUnwindSafe(handler.run(&job)).catch_unwind() => ended,
            () = self.keep_lease(&queue, &job) => {
                tracing::warn!("the lease was lost while the job ran; another runner has it");
                return;
            }
            () = shutdown.forced() => {
                note(queue.release(&job).await);
                return;
            }
        };
        let result = ended.unwrap_or_else(|_| Err(JobError::Retry("its handler panicked".into())));
        self.settle(&queue, &job, handler.as_ref(), result).await;
    }

    /// Prolongs the lease again and again; returns when it is lost.
    async fn keep_lease(&self, queue: &JobQueue, job: &Job) {
        loop {
            self.store.clock().sleep(self.lease / 3).await;
            if let Ok(false) = queue.extend(job, self.lease).await {
                return;
            }
        }
    }

    async fn settle(
        &self,
        queue: &JobQueue,
        job: &Job,
        handler: &dyn JobHandler,
        result: Result<(), JobError>,
    ) {
        let (reason, pause) = match result {
            Ok(()) => return note(queue.finish(job).await),
            Err(JobError::Dead(reason)) => (reason, None),
            Err(failure) if job.is_last_attempt() => (failure.to_string(), None),
            Err(JobError::Retry(reason)) => {
                let entropy = self.store.entropy().as_ref();
                (reason, Some(handler.backoff().pause(job.attempts, entropy)))
            }
            Err(JobError::RetryAfter { reason, pause }) => (reason, Some(pause)),
        };
        let Some(pause) = pause else {
            tracing::error!(attempts = job.attempts, reason, "the job is a dead letter now");
            return note(queue.bury(job, &reason).await);
        };
        tracing::info!(attempts = job.attempts, reason, "the job has failed and will run again");
        let run_at = self.store.clock().now().after(pause);
        note(queue.put_off(job, run_at, &reason).await);
    }
}

/// What can't be noted now is settled by the lease: it runs out, and the job is run again.
fn note(result: Result<bool, StoreError>) {
    match result {
        Ok(true) => {}
        Ok(false) => tracing::warn!("another runner has taken the job over"),
        Err(error) => tracing::warn!(%error, "how the job ended can't be noted; it will run again"),
    }
}
