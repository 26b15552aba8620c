//! The job that releases incomplete messages, for the job runner.

use runtime::{JobError, JobHandler};
use store::Job;

use super::Inbox;
use super::message::PartId;
use crate::journal::Journal;

/// Runs [`super::RELEASE_PARTIAL`].
pub(crate) struct ReleasePartial {
    pub inbox: Inbox,
    pub journal: Journal,
}

#[async_trait::async_trait]
impl JobHandler for ReleasePartial {
    async fn run(&self, job: &Job) -> Result<(), JobError> {
        let group = job.payload.get("group").and_then(|group| group.as_str());
        let group: PartId = group
            .and_then(|group| group.parse().ok())
            .ok_or_else(|| JobError::Dead("the job names no group of message parts".to_owned()))?;
        if let Some(receipt) = self.inbox.release_partial(group).await? {
            self.journal.released(&receipt).await;
        }
        Ok(())
    }
}
