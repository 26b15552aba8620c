//! Facts: thin notes of what has happened (word, ids, time), written in the transaction that made them true.
//!
//! A room says `tx.emit(NewFact::new(WORD, [id]))`; the row commits with the rest, and only then do the subscribers
//! of this node hear of it. The table keeps them for a while, so that a browser that was away can resume by `seq`.
//! A fact carries no content: who is interested reads the rows themselves.

use std::sync::Arc;

use kernel::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult};
use tokio::sync::broadcast;

use crate::{Engine, Store, StoreError, Tx};

/// Batches a slow subscriber may fall behind before it is told to read the table instead.
pub(crate) const BACKLOG: usize = 4096;

/// How far [`Store::resume_point`] steps back where transactions commit side by side.
const OVERLAP: i64 = 256;

/// What happened: dotted, past tense, such as `message.received`; the part before the dot is the topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FactWord(pub &'static str);

/// A fact on its way into the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFact {
    /// What happened.
    pub word: FactWord,
    /// To what: ids as they are printed.
    pub ids: Vec<String>,
}

impl NewFact {
    /// A fact about these things.
    #[must_use]
    pub fn new<I: ToString>(word: FactWord, ids: impl IntoIterator<Item = I>) -> Self {
        let ids = ids.into_iter().map(|id| id.to_string()).collect();
        Self { word, ids }
    }
}

/// A committed fact.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fact {
    /// Grows with every fact; where a reader resumes. Has gaps.
    pub seq: i64,
    /// What happened, such as `message.received`.
    pub word: String,
    /// To what.
    pub ids: Vec<String>,
    /// When the transaction began.
    pub at: Timestamp,
}

impl Fact {
    /// The part of the word before the first dot.
    #[must_use]
    pub fn topic(&self) -> &str {
        self.word.split('.').next().unwrap_or_default()
    }
}

/// What a subscriber gets.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// Facts of one commit, in order.
    Facts(Arc<[Fact]>),
    /// The subscriber was too slow and lost some: read the table from the last seq seen.
    Missed,
}

/// Committed facts of this node as they happen.
///
/// On SQLite their order is the commit order. On the other engines two transactions that ran side by side may arrive
/// in either order; one that began after the other had returned always arrives after it.
pub struct FactStream(broadcast::Receiver<Arc<[Fact]>>);

impl FactStream {
    pub(crate) fn new(receiver: broadcast::Receiver<Arc<[Fact]>>) -> Self {
        Self(receiver)
    }

    /// The next delivery; `None` once the store is gone. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Delivery> {
        match self.0.recv().await {
            Ok(facts) => Some(Delivery::Facts(facts)),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Delivery::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// What has arrived already; `None` when nothing has.
    pub fn try_next(&mut self) -> Option<Delivery> {
        match self.0.try_recv() {
            Ok(facts) => Some(Delivery::Facts(facts)),
            Err(broadcast::error::TryRecvError::Lagged(_)) => Some(Delivery::Missed),
            Err(_) => None,
        }
    }
}

impl Store {
    /// Facts after `seq`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn facts_since(&self, seq: i64, limit: u16) -> Result<Vec<Fact>, StoreError> {
        let statement = self.engine().statement(
            "SELECT seq, word, ids, at FROM facts WHERE seq > ? ORDER BY seq LIMIT ?",
            [seq.into(), i64::from(limit).into()],
        );
        let rows = self.read().query_all_raw(statement).await?;
        rows.iter().map(from_row).collect()
    }

    /// The seq of the newest fact; 0 when there is none.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn latest_seq(&self) -> Result<i64, StoreError> {
        self.bound_seq("SELECT MAX(seq) AS bound FROM facts").await
    }

    /// The seq of the oldest fact still kept; 0 when there is none. Who resumes from before it starts afresh.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn oldest_seq(&self) -> Result<i64, StoreError> {
        self.bound_seq("SELECT MIN(seq) AS bound FROM facts").await
    }

    /// Where to read from for a client that has seen everything up to `seq`.
    ///
    /// On PostgreSQL and MySQL a transaction may commit a lower seq after a higher one was seen, so this steps back a
    /// little: the client hears some facts twice (they only say "look again") rather than one of them never.
    #[must_use]
    pub fn resume_point(&self, seq: i64) -> i64 {
        match self.engine() {
            Engine::Sqlite => seq,
            Engine::Postgres | Engine::MySql => seq.saturating_sub(OVERLAP).max(0),
        }
    }

    /// Forgets facts older than `before`; returns how many.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn prune_facts(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.transact(move |tx| {
            Box::pin(async move { tx.change("DELETE FROM facts WHERE at < ?", [before.into()]).await })
        })
        .await
    }

    async fn bound_seq(&self, sql: &str) -> Result<i64, StoreError> {
        let statement = self.engine().statement(sql, []);
        let row = self.read().query_one_raw(statement).await?;
        let bound: Option<i64> = row.map(|row| row.try_get("", "bound")).transpose()?.flatten();
        Ok(bound.unwrap_or(0))
    }
}

/// Writes the facts of one transaction and gives them their seq.
pub(crate) async fn insert(tx: &Tx, facts: Vec<NewFact>) -> Result<Vec<Fact>, StoreError> {
    let mut written = Vec::with_capacity(facts.len());
    for fact in facts {
        let ids = serde_json::Value::from(fact.ids.clone()).to_string();
        let values = [fact.word.0.into(), ids.into(), tx.now().into()];
        let seq = insert_one(tx, values).await?;
        written.push(Fact { seq, word: fact.word.0.to_owned(), ids: fact.ids, at: tx.now() });
    }
    Ok(written)
}

async fn insert_one(tx: &Tx, values: [sea_orm::Value; 3]) -> Result<i64, StoreError> {
    const INSERT: &str = "INSERT INTO facts (word, ids, at) VALUES (?, ?, ?)";
    if tx.engine() == Engine::Postgres {
        let sql = format!("{INSERT} RETURNING seq");
        let row = tx
            .query_one_raw(tx.engine().statement(&sql, values))
            .await?
            .ok_or_else(|| StoreError::Schema("an inserted fact got no seq".into()))?;
        return Ok(row.try_get("", "seq")?);
    }
    let done = tx.execute_raw(tx.engine().statement(INSERT, values)).await?;
    i64::try_from(done.last_insert_id())
        .map_err(|_| StoreError::Schema("a fact's seq is out of range".into()))
}

fn from_row(row: &QueryResult) -> Result<Fact, StoreError> {
    let ids: String = row.try_get("", "ids")?;
    Ok(Fact {
        seq: row.try_get("", "seq")?,
        word: row.try_get("", "word")?,
        ids: serde_json::from_str(&ids)
            .map_err(|_| StoreError::Schema("the ids of a fact are not a JSON list".into()))?,
        at: row.try_get("", "at")?,
    })
}
