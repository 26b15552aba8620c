//! The store itself: one handle for reading, writing and listening, cheap to clone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use kernel::{Clock, Entropy};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Value};
use tokio::sync::{broadcast, watch};

use crate::connect::{self, Connections};
use crate::migrate::{self, Migration, MigrationReport};
use crate::tx::Effects;
use crate::writer::Queue;
use crate::{
    Engine, Fact, FactStream, JobQueue, KeyRing, StoreError, StoreSettings, Tx, facts, outcome, pooled,
};

/// The database: clone it freely, all clones are one.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    home: Arc<Home>,
    read: DatabaseConnection,
    write: WritePath,
    closed: AtomicBool,
}

enum WritePath {
    Queue(Queue),
    Pool(DatabaseConnection),
}

/// What every transaction needs beside its connection.
pub(crate) struct Home {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) keys: KeyRing,
    pub(crate) job_added: watch::Sender<()>,
    facts: broadcast::Sender<Arc<[Fact]>>,
    /// The folder of a database that lives only as long as the store.
    _scratch: Option<tempfile::TempDir>,
}

impl Home {
    /// Tells this node what a commit has brought.
    pub(crate) fn announce(&self, effects: Effects) {
        if !effects.facts.is_empty() {
            // Without subscribers there is nobody to tell.
            let _ = self.facts.send(effects.facts.into());
        }
        if effects.jobs {
            self.job_added.send_replace(());
        }
    }
}

impl Store {
    /// Opens the database that the settings name; the tables come with [`Store::migrate`].
    ///
    /// # Errors
    /// [`StoreError::Settings`] for a URL that can't be meant, [`StoreError::Unavailable`] when nobody answers there.
    pub async fn open(
        settings: &StoreSettings,
        keys: KeyRing,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StoreError> {
        let opened = connect::open(settings).await?;
        let home = Arc::new(Home {
            engine: opened.engine,
            clock,
            entropy,
            keys,
            job_added: watch::Sender::new(()),
            facts: broadcast::Sender::new(facts::BACKLOG),
            _scratch: opened.scratch,
        });
        let (read, write) = match opened.connections {
            Connections::Split { read, write } => {
                let queue = Queue::start(Arc::clone(&home), write);
                (read, WritePath::Queue(queue))
            }
            Connections::Shared(pool) => (pool.clone(), WritePath::Pool(pool)),
        };
        Ok(Self(Arc::new(Inner { home, read, write, closed: AtomicBool::new(false) })))
    }

    /// Brings the tables up to date: this crate's own first, then `plans` in their order, under a lock that makes a
    /// second process wait.
    ///
    /// # Errors
    /// [`StoreError::Schema`] when the database was written by a newer program or a migration was changed afterwards.
    pub async fn migrate(&self, plans: &[Migration]) -> Result<MigrationReport, StoreError> {
        migrate::run(self, plans).await
    }

    /// Runs `work` in a transaction: `Ok` commits, `Err` leaves nothing behind.
    ///
    /// `work` may run more than once, and on SQLite the whole house waits while it runs: only statements of this
    /// transaction belong into it. It ends even when the caller goes away. Inside it, [`Store::read`] does not see
    /// what it has written, and another `transact` is refused.
    ///
    /// # Errors
    /// What `work` refused with, or a [`StoreError`] when the database failed.
    pub async fn transact<T, E, W>(&self, work: W) -> Result<T, E>
    where
        W: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if outcome::inside_transaction() {
            let mistake = "a transaction was begun inside another one; pass the Tx on instead";
            return Err(StoreError::Schema(mistake.to_owned()).into());
        }
        match &self.0.write {
            WritePath::Queue(queue) => queue.transact(work).await,
            WritePath::Pool(pool) => pooled::transact(Arc::clone(&self.0.home), pool.clone(), work).await,
        }
    }

    /// The connections for reading; on SQLite they refuse to write.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.0.read
    }

    /// The first row of a query written with `?` for each parameter.
    ///
    /// # Errors
    /// When the database refuses or is away.
    pub async fn row(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<Option<QueryResult>, StoreError> {
        let statement = self.engine().statement(sql, values);
        Ok(self.read().query_one_raw(statement).await?)
    }

    /// All rows of a query written with `?` for each parameter.
    ///
    /// # Errors
    /// When the database refuses or is away.
    pub async fn rows(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value> + Send,
    ) -> Result<Vec<QueryResult>, StoreError> {
        let statement = self.engine().statement(sql, values);
        Ok(self.read().query_all_raw(statement).await?)
    }

    /// Which engine is behind it.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.0.home.engine
    }

    /// The clock that stamps transactions.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.home.clock
    }

    /// Where ids and nonces get their randomness.
    #[must_use]
    pub fn entropy(&self) -> &Arc<dyn Entropy> {
        &self.0.home.entropy
    }

    /// The keys of the sealed columns.
    #[must_use]
    pub fn keys(&self) -> &KeyRing {
        &self.0.home.keys
    }

    /// The job queue in this database.
    #[must_use]
    pub fn jobs(&self) -> JobQueue {
        JobQueue::new(self.clone())
    }

    /// Facts committed on this node from now on.
    #[must_use]
    pub fn subscribe(&self) -> FactStream {
        FactStream::new(self.0.home.facts.subscribe())
    }

    pub(crate) fn home(&self) -> &Arc<Home> {
        &self.0.home
    }

    /// Whether [`Store::close`] has begun: what fails from now on is the end, not a fault.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::Acquire)
    }

    /// Finishes what is queued and closes all connections; other clones get [`StoreError::Unavailable`] from then on.
    pub async fn close(self) {
        self.0.closed.store(true, Ordering::Release);
        if let WritePath::Queue(queue) = &self.0.write {
            queue.close().await;
        }
        if let Err(error) = self.0.read.clone().close().await {
            tracing::debug!(%error, "a connection did not close cleanly");
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.engine())
    }
}
