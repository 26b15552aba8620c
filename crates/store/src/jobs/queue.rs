//! What a job runner does with the queue: claim, finish, put off, bury; and what an operator does with dead letters.
//!
//! Every change after the claim is guarded by the claim itself (owner and fence), so a runner that was away longer
//! than its lease can't disturb the one that took over.

use std::time::Duration;

use kernel::Timestamp;
use sea_orm::Value;

use super::{COLUMNS, Job, JobId, JobKind};
use crate::{Store, StoreError, Tx};

/// Longest error text kept with a job; the log has the rest.
const ERROR_LENGTH: usize = 500;

/// The job queue of a store.
#[derive(Clone, Debug)]
pub struct JobQueue {
    store: Store,
}

/// Wakes a job runner; see [`JobQueue::watch`].
#[derive(Clone, Debug)]
pub struct JobWatch(tokio::sync::watch::Receiver<()>);

impl JobWatch {
    /// Returns when a job was queued since the last call; dropping the future loses nothing.
    pub async fn added(&mut self) {
        if self.0.changed().await.is_err() {
            // The store is gone, and with it whoever could queue a job.
            std::future::pending::<()>().await;
        }
    }
}

impl JobQueue {
    pub(crate) const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Takes up to `limit` due jobs of these kinds for `lease`. A job whose lease has run out on its last attempt is
    /// buried on the way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(
        &self,
        kinds: &[JobKind],
        owner: &str,
        lease: Duration,
        limit: u16,
    ) -> Result<Vec<Job>, StoreError> {
        if kinds.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let (kinds, owner) = (kinds.to_vec(), owner.to_owned());
        self.store
            .transact(move |tx| {
                let (kinds, owner) = (kinds.clone(), owner.clone());
                Box::pin(async move { claim_in(tx, &kinds, &owner, lease, limit).await })
            })
            .await
    }

    /// Holds a claimed job for another `lease` from now; `false` when somebody else has it by now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn extend(&self, job: &Job, lease: Duration) -> Result<bool, StoreError> {
        let until = self.store.clock().now().after(lease);
        self.settle(job, "UPDATE jobs SET lease_until = ?", vec![until.into()]).await
    }

    /// The handler has succeeded: the job is gone, or due once more if it was queued again meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(&self, job: &Job) -> Result<bool, StoreError> {
        let job = job.clone();
        self.store
            .transact(move |tx| {
                let job = job.clone();
                Box::pin(async move { finish_in(tx, &job).await })
            })
            .await
    }

    /// The handler has failed and is to run again at `run_at`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_off(&self, job: &Job, run_at: Timestamp, error: &str) -> Result<bool, StoreError> {
        self.settle(
            job,
            "UPDATE jobs SET run_at = ?, last_error = ?, again_at = NULL, \
             lease_owner = NULL, lease_until = NULL",
            vec![run_at.into(), shortened(error).into()],
        )
        .await
    }

    /// Gives a claimed job back unrun, as if it had not been claimed: for a runner that is stopping.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release(&self, job: &Job) -> Result<bool, StoreError> {
        self.settle(
            job,
            "UPDATE jobs SET attempts = attempts - 1, again_at = NULL, \
             lease_owner = NULL, lease_until = NULL",
            Vec::new(),
        )
        .await
    }

    /// The job has failed for good: it becomes a dead letter and frees its dedupe key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bury(&self, job: &Job, error: &str) -> Result<bool, StoreError> {
        let now = self.store.clock().now();
        self.settle(
            job,
            "UPDATE jobs SET state = 'dead', dedupe_key = NULL, run_at = ?, last_error = ?, \
             again_at = NULL, lease_owner = NULL, lease_until = NULL",
            vec![now.into(), shortened(error).into()],
        )
        .await
    }

    /// When the next job of these kinds is due; `None` when none waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_due(&self, kinds: &[JobKind]) -> Result<Option<Timestamp>, StoreError> {
        if kinds.is_empty() {
            return Ok(None);
        }
        // A leased job is due again when its lease runs out.
        let sql = format!(
            "SELECT MIN(COALESCE(lease_until, run_at)) AS due FROM jobs \
             WHERE state = 'pending' AND kind IN ({})",
            marks(kinds)
        );
        let row = self.store.row(&sql, kinds.iter().map(|kind| kind.0.into())).await?;
        Ok(row.map(|row| row.try_get::<Option<Timestamp>>("", "due")).transpose()?.flatten())
    }

    /// Tells of jobs that transactions of this node queue from now on.
    #[must_use]
    pub fn watch(&self) -> JobWatch {
        JobWatch(self.store.home().job_added.subscribe())
    }

    /// Jobs waiting or running.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending(&self) -> Result<u64, StoreError> {
        self.count("pending").await
    }

    /// Dead letters, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dead(&self, limit: u16) -> Result<Vec<Job>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM jobs WHERE state = 'dead' ORDER BY run_at DESC, id DESC LIMIT ?");
        let rows = self.store.rows(&sql, [i64::from(limit).into()]).await?;
        rows.iter().map(Job::from_row).collect()
    }

    /// Makes a dead letter due at once, with all its attempts before it; `false` when it is not among the dead.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revive(&self, id: JobId) -> Result<bool, StoreError> {
        let changed = self
            .store
            .transact(move |tx| {
                Box::pin(async move {
                    tx.wake_jobs();
                    tx.change(
                        "UPDATE jobs SET state = 'pending', attempts = 0, run_at = ? \
                         WHERE id = ? AND state = 'dead'",
                        [tx.now().into(), id.into()],
                    )
                    .await
                })
            })
            .await;
        changed.map(|rows: u64| rows == 1)
    }

    /// Deletes a dead letter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn discard(&self, id: JobId) -> Result<bool, StoreError> {
        let changed = self
            .store
            .transact(move |tx| {
                Box::pin(async move {
                    tx.change("DELETE FROM jobs WHERE id = ? AND state = 'dead'", [id.into()]).await
                })
            })
            .await;
        changed.map(|rows: u64| rows == 1)
    }

    async fn count(&self, state: &'static str) -> Result<u64, StoreError> {
        let row = self.store.row("SELECT COUNT(*) AS n FROM jobs WHERE state = ?", [state.into()]).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Runs one guarded update on a claimed job.
    async fn settle(&self, job: &Job, update: &'static str, values: Vec<Value>) -> Result<bool, StoreError> {
        let job = job.clone();
        self.store
            .transact(move |tx| {
                let (job, mut values) = (job.clone(), values.clone());
                Box::pin(async move {
                    let sql = format!("{update} WHERE {GUARD}");
                    values.extend(guard(&job));
                    Ok(tx.change(&sql, values).await? == 1)
                })
            })
            .await
    }
}

/// True only for the run that the caller has claimed.
const GUARD: &str = "id = ? AND lease_owner = ? AND fence = ?";

fn guard(job: &Job) -> [Value; 3] {
    [job.id.into(), job.claim.owner.clone().into(), job.claim.fence.into()]
}

async fn claim_in(
    tx: &Tx,
    kinds: &[JobKind],
    owner: &str,
    lease: Duration,
    limit: u16,
) -> Result<Vec<Job>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM jobs WHERE state = 'pending' AND run_at <= ? \
         AND (lease_until IS NULL OR lease_until <= ?) AND kind IN ({}) ORDER BY run_at, id LIMIT ?",
        marks(kinds)
    );
    let mut values: Vec<Value> = vec![tx.now().into(), tx.now().into()];
    values.extend(kinds.iter().map(|kind| kind.0.into()));
    values.push(i64::from(limit).into());
    let mut claimed = Vec::new();
    for row in tx.rows(&sql, values).await? {
        let mut job = Job::from_row(&row)?;
        if job.is_last_attempt() {
            bury_in(tx, &job).await?;
        } else if take(tx, &job, owner, lease).await? {
            job.attempts += 1;
            job.claim.owner = owner.to_owned();
            job.claim.fence += 1;
            claimed.push(job);
        }
    }
    Ok(claimed)
}

/// The fence read with the row is the guard: whoever changed the job since has raised it.
async fn take(tx: &Tx, job: &Job, owner: &str, lease: Duration) -> Result<bool, StoreError> {
    let changed = tx
        .change(
            "UPDATE jobs SET lease_owner = ?, lease_until = ?, attempts = attempts + 1, \
             fence = fence + 1 WHERE id = ? AND fence = ? AND state = 'pending' \
             AND (lease_until IS NULL OR lease_until <= ?)",
            [
                owner.into(),
                tx.now().after(lease).into(),
                job.id.into(),
                job.claim.fence.into(),
                tx.now().into(),
            ],
        )
        .await?;
    Ok(changed == 1)
}

async fn bury_in(tx: &Tx, job: &Job) -> Result<(), StoreError> {
    tx.change(
        "UPDATE jobs SET state = 'dead', dedupe_key = NULL, run_at = ?, \
         last_error = COALESCE(last_error, 'its last run never came back'), \
         again_at = NULL, lease_owner = NULL, lease_until = NULL, fence = fence + 1 \
         WHERE id = ? AND fence = ?",
        [tx.now().into(), job.id.into(), job.claim.fence.into()],
    )
    .await?;
    Ok(())
}

async fn finish_in(tx: &Tx, job: &Job) -> Result<bool, StoreError> {
    let delete = format!("DELETE FROM jobs WHERE {GUARD} AND again_at IS NULL");
    if tx.change(&delete, guard(job)).await? == 1 {
        return Ok(true);
    }
    let again = format!(
        "UPDATE jobs SET run_at = again_at, again_at = NULL, attempts = 0, last_error = NULL, \
         lease_owner = NULL, lease_until = NULL WHERE {GUARD}"
    );
    tx.wake_jobs();
    Ok(tx.change(&again, guard(job)).await? == 1)
}

fn marks(kinds: &[JobKind]) -> String {
    vec!["?"; kinds.len()].join(", ")
}

fn shortened(error: &str) -> String {
    error.chars().take(ERROR_LENGTH).collect()
}
