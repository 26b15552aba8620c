//! The inbox: what modems hand over becomes messages, each exactly once.
//!
//! ```text
//!  PDU ──fingerprint──▶ seen before? ──yes──▶ nothing (the modem may forget it)
//!                           │ no
//!                           ▼
//!                     message_part ──stands alone──────────────▶ message ──▶ listener
//!                           │                                       ▲
//!                           └──part──▶ its group ──complete─────────┤
//!                                          └──limit passed──────────┘ (incomplete)
//! ```
//!
//! All of a batch is one transaction, and only after its commit may the modem be told to delete or acknowledge
//! ([`Inbox::receive`] returning is that permission). Transactions of one line take turns, so two that hold the last
//! two parts of a message can't overlook each other. Texts and PDUs are sealed at rest. This module talks to no modem
//! and sets no timer: a store job releases what stays incomplete.

mod assemble;
mod decode;
mod job;
mod message;
mod receive;
mod release;
mod sql;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::{Limit, Page};
use store::{FactWord, JobKind, Store, StoreError};

pub(crate) use decode::{Arrival, RawPdu};
pub(crate) use job::ReleasePartial;
pub use message::{Coding, Message, MessageFilter, MessageId, MessageSummary, Text};
pub(crate) use receive::{Filed, Origin, Receipt};

use crate::line::LineId;
use crate::listener::Listener;

/// Emitted with every message.
pub(crate) const RECEIVED: FactWord = FactWord("message.received");
/// Emitted when a late part made a message more complete.
pub(crate) const AMENDED: FactWord = FactWord("message.amended");

/// The job that delivers what came of a message whose other parts did not.
pub(crate) const RELEASE_PARTIAL: JobKind = JobKind("yard.release_partial");

/// Where messages are filed; cheap to clone.
#[derive(Clone)]
pub struct Inbox {
    store: Store,
    listener: Arc<dyn Listener>,
    /// How long parts are waited for.
    limit: std::time::Duration,
}

impl Inbox {
    /// An inbox in this database; `limit` is how long the parts of a message are waited for.
    #[must_use]
    pub(crate) fn new(store: Store, listener: Arc<dyn Listener>, limit: std::time::Duration) -> Self {
        Self { store, listener, limit }
    }

    /// The messages that match, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages(
        &self,
        filter: &MessageFilter,
        limit: Limit,
    ) -> Result<Page<MessageSummary>, StoreError> {
        sql::list(&self.store, filter, limit).await
    }

    /// What a message says; `None` when there is no such message.
    ///
    /// # Errors
    /// When the database fails or the text can't be opened.
    pub async fn text_of(&self, id: MessageId) -> Result<Option<Text>, StoreError> {
        sql::text_of(&self.store, id).await
    }

    /// How many messages have come in since that moment, on all lines.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_since(&self, since: kernel::Timestamp) -> Result<u64, StoreError> {
        sql::count_since(&self.store, since).await
    }

    /// How many messages a line has had, and when the last one came.
    pub(crate) async fn tally(&self, line: LineId) -> Result<sql::Tally, StoreError> {
        sql::tally(&self.store, line).await
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbox").field("limit", &self.limit).finish_non_exhaustive()
    }
}
