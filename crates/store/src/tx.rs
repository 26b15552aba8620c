//! One open transaction, as a closure given to [`Store::transact`](crate::Store::transact) sees it.
//!
//! A `Tx` is a SeaORM connection (`Entity::find().all(tx)`), and the way to everything that must commit together with
//! the rows: facts, jobs, numbers. It remembers the first statement that failed: a failed statement fails its
//! transaction, on every engine, even when the closure swallows the error (PostgreSQL would silently roll back).

use std::sync::Arc;

use kernel::{Entropy, Timestamp};
use parking_lot::Mutex;
use sea_orm::sea_query::{InsertStatement, OnConflict};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value,
};

use crate::store::Home;
use crate::{Engine, Fact, KeyRing, NewFact, NewJob, StoreError, jobs};

/// An open transaction.
pub struct Tx {
    conn: DatabaseTransaction,
    home: Arc<Home>,
    now: Timestamp,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    facts: Vec<NewFact>,
    jobs: bool,
    failure: Option<StoreError>,
}

/// What a transaction leaves behind for this node once it has committed.
#[derive(Default)]
pub(crate) struct Effects {
    pub(crate) facts: Vec<Fact>,
    pub(crate) jobs: bool,
}

impl Effects {
    pub(crate) fn absorb(&mut self, other: Self) {
        self.facts.extend(other.facts);
        self.jobs |= other.jobs;
    }
}

impl Tx {
    pub(crate) fn new(conn: DatabaseTransaction, home: Arc<Home>) -> Self {
        let now = home.clock.now();
        Self { conn, home, now, notes: Mutex::default() }
    }

    /// The time at which this transaction began; the same however often it is asked.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Randomness, for minting ids.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        self.home.entropy.as_ref()
    }

    /// The keys of the sealed columns.
    #[must_use]
    pub fn keys(&self) -> &KeyRing {
        &self.home.keys
    }

    /// The engine, where a statement has to differ.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.home.engine
    }

    /// Notes a fact: written with this transaction, delivered once it has committed.
    pub fn emit(&self, fact: NewFact) {
        self.notes.lock().facts.push(fact);
    }

    /// Puts a job into the queue with this transaction; see [`NewJob`] about jobs that are queued already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enqueue(&self, job: NewJob) -> Result<(), StoreError> {
        jobs::enqueue(self, job).await?;
        self.wake_jobs();
        Ok(())
    }

    /// The next number of a named sequence: 1, 2, 3, … Never given twice; one whose transaction rolls back is given
    /// to the next. The row stays locked until this transaction ends, so take the number late.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next_number(&self, sequence: &'static str) -> Result<i64, StoreError> {
        const STEP: &str = "UPDATE counters SET value = value + 1 WHERE name = ?";
        if self.change(STEP, [sequence.into()]).await? == 0 {
            let mut first = sea_orm::sea_query::Query::insert();
            first
                .into_table("counters")
                .columns(["name", "value"])
                .values_panic([sequence.into(), 0_i64.into()]);
            self.insert_new(&first).await?;
            self.change(STEP, [sequence.into()]).await?;
        }
        let row = self
            .row("SELECT value FROM counters WHERE name = ?", [sequence.into()])
            .await?
            .ok_or_else(|| StoreError::Schema(format!("the counter {sequence} vanished")))?;
        Ok(row.try_get("", "value")?)
    }

    /// Runs one statement written with `?` for each parameter; returns how many rows it changed (or, for a guarded
    /// `UPDATE`, matched: all engines agree on that).
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn change(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<u64, StoreError> {
        let statement = self.engine().statement(sql, values);
        Ok(self.execute_raw(statement).await?.rows_affected())
    }

    /// The first row of a query written with `?` for each parameter.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn row(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<Option<QueryResult>, StoreError> {
        let statement = self.engine().statement(sql, values);
        Ok(self.query_one_raw(statement).await?)
    }

    /// All rows of a query written with `?` for each parameter.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn rows(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<Vec<QueryResult>, StoreError> {
        let statement = self.engine().statement(sql, values);
        Ok(self.query_all_raw(statement).await?)
    }

    /// Inserts one row unless a unique key of it is taken; returns whether it is new. The transaction goes on either
    /// way. This is the portable `ON CONFLICT DO NOTHING`: MySQL's own spellings hide other errors or count wrongly.
    ///
    /// # Errors
    /// When the database refuses for another reason.
    pub async fn insert_new(&self, insert: &InsertStatement) -> Result<bool, StoreError> {
        match self.engine() {
            Engine::Sqlite | Engine::Postgres => {
                let mut insert = insert.clone();
                insert.on_conflict(OnConflict::new().do_nothing().to_owned());
                Ok(self.execute(&insert).await?.rows_affected() == 1)
            }
            Engine::MySql => match self.conn.execute(insert).await {
                Ok(done) => Ok(done.rows_affected() == 1),
                Err(error) => match StoreError::from(error.clone()) {
                    StoreError::Duplicate { .. } => Ok(false),
                    _ => Err(self.note(error).into()),
                },
            },
        }
    }

    /// The first statement that failed, or the one that dooms the whole attempt.
    pub(crate) fn failure(&self) -> Option<StoreError> {
        self.notes.lock().failure.clone()
    }

    pub(crate) fn take_facts(&self) -> Vec<NewFact> {
        std::mem::take(&mut self.notes.lock().facts)
    }

    /// The job runner of this node is to look into the queue once this has committed.
    pub(crate) fn wake_jobs(&self) {
        self.notes.lock().jobs = true;
    }

    pub(crate) fn wakes_jobs(&self) -> bool {
        self.notes.lock().jobs
    }

    pub(crate) fn into_connection(self) -> DatabaseTransaction {
        self.conn
    }

    fn note(&self, error: DbErr) -> DbErr {
        let failure = StoreError::from(error.clone());
        let mut notes = self.notes.lock();
        if notes.failure.is_none() || repeatable(&failure) {
            notes.failure = Some(failure);
        }
        error
    }

    fn noting<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        result.map_err(|error| self.note(error))
    }
}

/// Whether a new attempt of the whole transaction may succeed where this one failed.
pub(crate) const fn repeatable(error: &StoreError) -> bool {
    matches!(error, StoreError::Serialization { .. } | StoreError::Unavailable { .. })
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.engine().backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.noting(self.conn.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.noting(self.conn.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.noting(self.conn.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.noting(self.conn.query_all_raw(statement).await)
    }
}
