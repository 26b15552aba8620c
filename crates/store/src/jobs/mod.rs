//! Jobs: work that must happen after a commit, however often the process dies in between.
//!
//! A job is a row. It is put in with the transaction that makes it necessary, claimed under a lease by whoever runs
//! jobs (`runtime`), and deleted when its handler has succeeded. A handler may run twice for one job and must be
//! idempotent. What fails too often becomes a dead letter that stays until somebody revives or deletes it.

mod queue;

use kernel::Timestamp;
use sea_orm::QueryResult;
use sea_orm::sea_query::Query;

pub use queue::{JobQueue, JobWatch};

use crate::{StoreError, Tx};

kernel::typed_id! {
    /// A job in the queue.
    JobId
}

/// Which handler a job is for, such as `hub.push`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobKind(pub &'static str);

/// A job on its way into the queue.
///
/// With a dedupe key there is at most one live job of that kind and key: queueing it again brings the waiting one
/// forward, and a running one runs once more when it is through, so that nothing it overlooked is lost.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Which handler.
    pub kind: JobKind,
    /// What the handler needs to know; ids rather than contents.
    pub payload: serde_json::Value,
    /// What makes two jobs the same.
    pub dedupe_key: Option<String>,
    /// Not before; `None` means at once.
    pub run_at: Option<Timestamp>,
    /// Runs before it becomes a dead letter.
    pub max_attempts: u32,
}

impl NewJob {
    /// Attempts of a job that says nothing else: with doubling pauses from a second, about a day.
    pub const MAX_ATTEMPTS: u32 = 20;

    /// A job to be run at once.
    #[must_use]
    pub fn new(kind: JobKind, payload: serde_json::Value) -> Self {
        Self { kind, payload, dedupe_key: None, run_at: None, max_attempts: Self::MAX_ATTEMPTS }
    }

    /// Makes it the same as every job of its kind with this key.
    #[must_use]
    pub fn once_per(mut self, key: impl Into<String>) -> Self {
        self.dedupe_key = Some(key.into());
        self
    }

    /// Not before this time.
    #[must_use]
    pub const fn at(mut self, run_at: Timestamp) -> Self {
        self.run_at = Some(run_at);
        self
    }

    /// So many runs before it becomes a dead letter.
    #[must_use]
    pub const fn attempts(mut self, max_attempts: u32) -> Self {
        self.max_attempts = max_attempts;
        self
    }
}

/// A job as claimed, or as listed among the dead.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its row.
    pub id: JobId,
    /// Which handler.
    pub kind: String,
    /// What the handler needs to know.
    pub payload: serde_json::Value,
    /// Runs begun, this one included.
    pub attempts: u32,
    /// Runs allowed.
    pub max_attempts: u32,
    /// When it was due.
    pub run_at: Timestamp,
    /// Why the last run failed.
    pub last_error: Option<String>,
    /// Who holds the lease, and the number of its claim: a late answer of an older claim changes nothing.
    pub(crate) claim: Claim,
}

/// The proof of holding a job: the owner and its run number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) owner: String,
    pub(crate) fence: i64,
}

pub(crate) const COLUMNS: &str =
    "id, kind, payload, attempts, max_attempts, run_at, last_error, lease_owner, fence";

impl Job {
    pub(crate) fn from_row(row: &QueryResult) -> Result<Self, StoreError> {
        let owner: Option<String> = row.try_get("", "lease_owner")?;
        let payload: String = row.try_get("", "payload")?;
        Ok(Self {
            id: row.try_get("", "id")?,
            kind: row.try_get("", "kind")?,
            payload: serde_json::from_str(&payload)
                .map_err(|_| StoreError::Schema("the payload of a job is not JSON".into()))?,
            attempts: count(row.try_get("", "attempts")?),
            max_attempts: count(row.try_get("", "max_attempts")?),
            run_at: row.try_get("", "run_at")?,
            last_error: row.try_get("", "last_error")?,
            claim: Claim { owner: owner.unwrap_or_default(), fence: row.try_get("", "fence")? },
        })
    }

    /// Whether a failure of this run is the last one.
    #[must_use]
    pub const fn is_last_attempt(&self) -> bool {
        self.attempts >= self.max_attempts
    }
}

fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Times two processes may change a job under our hands before we give up; each round needs one of them to win.
const ROUNDS: u32 = 8;

pub(crate) async fn enqueue(tx: &Tx, job: NewJob) -> Result<(), StoreError> {
    for _ in 0..ROUNDS {
        if insert(tx, &job).await? || renew(tx, &job).await? {
            return Ok(());
        }
    }
    Err(StoreError::Serialization { attempts: ROUNDS })
}

async fn insert(tx: &Tx, job: &NewJob) -> Result<bool, StoreError> {
    let id = JobId::mint(tx.now(), tx.entropy());
    let mut insert = Query::insert();
    insert
        .into_table("jobs")
        .columns([
            "id",
            "kind",
            "payload",
            "dedupe_key",
            "state",
            "run_at",
            "attempts",
            "max_attempts",
            "fence",
            "created_at",
        ])
        .values_panic([
            id.into(),
            job.kind.0.into(),
            job.payload.to_string().into(),
            job.dedupe_key.clone().into(),
            "pending".into(),
            job.run_at.unwrap_or(tx.now()).into(),
            0_i64.into(),
            i64::from(job.max_attempts).into(),
            0_i64.into(),
            tx.now().into(),
        ]);
    tx.insert_new(&insert).await
}

/// Brings the live job of the same key forward; `false` when it has just ended.
async fn renew(tx: &Tx, job: &NewJob) -> Result<bool, StoreError> {
    let run_at = job.run_at.unwrap_or(tx.now());
    let changed = tx
        .change(
            "UPDATE jobs SET payload = ?, \
             again_at = CASE WHEN lease_owner IS NULL THEN NULL \
             WHEN again_at IS NULL OR again_at > ? THEN ? ELSE again_at END, \
             run_at = CASE WHEN lease_owner IS NULL AND run_at > ? THEN ? ELSE run_at END \
             WHERE kind = ? AND dedupe_key = ?",
            [
                job.payload.to_string().into(),
                run_at.into(),
                run_at.into(),
                run_at.into(),
                run_at.into(),
                job.kind.0.into(),
                job.dedupe_key.clone().into(),
            ],
        )
        .await?;
    Ok(changed == 1)
}
