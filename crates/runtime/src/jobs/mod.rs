//! Running jobs: each kind has a handler, each run a lease, each failure a pause that grows.
//!
//! `store` keeps the queue; this is who works it off. A handler may be run twice for one job (a crash between its
//! effect and the note that it is done) and must not mind. A job that fails as often as it may, or says that there is
//! no point in trying again, becomes a dead letter.

mod backoff;
mod runner;

use std::time::Duration;

pub use backoff::Backoff;
pub use runner::JobRunner;
use store::Job;

/// Does the work of one kind of job.
#[async_trait::async_trait]
pub trait JobHandler: Send + Sync + 'static {
    /// Runs the job once. Idempotent: it may run again after it has succeeded.
    async fn run(&self, job: &Job) -> Result<(), JobError>;

    /// How long to pause after a failure.
    fn backoff(&self) -> Backoff {
        Backoff::default()
    }
}

/// How a run failed. The reason is shown to the operator: no message text, code or key in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Worth trying again, after the handler's own backoff.
    #[error("{0}")]
    Retry(String),
    /// Worth trying again, but not before this span has passed.
    #[error("{reason}")]
    RetryAfter {
        /// Why it failed.
        reason: String,
        /// How long to wait.
        pause: Duration,
    },
    /// No point in trying again.
    #[error("{0}")]
    Dead(String),
}

impl From<store::StoreError> for JobError {
    fn from(error: store::StoreError) -> Self {
        Self::Retry(error.to_string())
    }
}
