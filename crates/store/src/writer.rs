//! The SQLite writer: one task, one connection, and as many closures per commit as are waiting.
//!
//! `BEGIN IMMEDIATE`, each closure in a savepoint, one `COMMIT` (one fsync), then all answers. A closure that refuses
//! undoes only its own savepoint. When the commit fails, every closure of the batch gets that error, also those
//! that had refused: they may have seen a neighbour's rows that now never were. No delay is added to fill a batch.

use std::any::Any;
use std::panic::resume_unwind;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};
use tracing::Instrument;

use crate::outcome::{self, Outcome};
use crate::store::Home;
use crate::tx::Effects;
use crate::{StoreError, Tx};

/// Closures in one commit: past this the gain is small and the first one waits long.
const BATCH: usize = 64;

/// Closures waiting; past this callers wait before they may queue.
const QUEUE: usize = 1024;

/// Where closures are handed in.
#[derive(Clone)]
pub(crate) struct Queue(mpsc::Sender<Order>);

enum Order {
    Run(Box<dyn Piece>),
    Close(oneshot::Sender<()>),
}

/// A closure of unknown type with its caller's ear.
trait Piece: Send {
    /// Runs it; the effects, or `None` when its savepoint has to go.
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, Option<Effects>>;
    /// Tells the caller how it ended, now that the commit is through or has failed.
    fn answer(self: Box<Self>, commit: Result<(), StoreError>);
}

type Answer<T, E> = Result<Result<T, E>, Box<dyn Any + Send>>;

struct Waiting<T, E, W> {
    work: W,
    span: tracing::Span,
    result: Option<Answer<T, E>>,
    caller: oneshot::Sender<Answer<T, E>>,
}

impl<T, E, W> Piece for Waiting<T, E, W>
where
    W: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run<'a>(&'a mut self, tx: &'a Tx) -> BoxFuture<'a, Option<Effects>> {
        let span = self.span.clone();
        let body = async move {
            let (result, effects) = match outcome::run(&self.work, tx).await {
                Outcome::Done(value, effects) => (Ok(Ok(value)), Some(effects)),
                Outcome::Refused(refusal) => (Ok(Err(refusal)), None),
                Outcome::Broken(failure) => (Ok(Err(failure.into())), None),
                Outcome::Panicked(panic) => (Err(panic), None),
            };
            self.result = Some(result);
            effects
        };
        Box::pin(body.instrument(span))
    }

    fn answer(self: Box<Self>, commit: Result<(), StoreError>) {
        let answer = match (commit, self.result) {
            (Ok(()), Some(result)) => result,
            (_, Some(Err(panic))) => Err(panic),
            (Ok(()), None) => Ok(Err(StoreError::unavailable("the store was closed").into())),
            (Err(failure), _) => Ok(Err(failure.into())),
        };
        // A caller that has gone away needs no answer.
        let _ = self.caller.send(answer);
    }
}

impl Queue {
    /// Starts the writer task on its own connection.
    pub(crate) fn start(home: Arc<Home>, writer: DatabaseConnection) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(serve(home, writer, receiver));
        Self(sender)
    }

    /// Hands a closure in and waits for its commit.
    pub(crate) async fn transact<T, E, W>(&self, work: W) -> Result<T, E>
    where
        W: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let piece = Box::new(Waiting { work, span: tracing::Span::current(), result: None, caller });
        let closed = || E::from(StoreError::unavailable("the store has been closed"));
        self.0.send(Order::Run(piece)).await.map_err(|_| closed())?;
        match answer.await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(closed()),
        }
    }

    /// Takes nothing more, finishes what is queued and closes the connection.
    pub(crate) async fn close(&self) {
        let (done, finished) = oneshot::channel();
        if self.0.send(Order::Close(done)).await.is_ok() {
            let _ = finished.await;
        }
    }
}

async fn serve(home: Arc<Home>, writer: DatabaseConnection, mut orders: mpsc::Receiver<Order>) {
    let mut waiting = Vec::with_capacity(BATCH);
    let mut closing = Vec::new();
    while orders.recv_many(&mut waiting, BATCH).await > 0 {
        let mut batch = Vec::with_capacity(waiting.len());
        for order in waiting.drain(..) {
            match order {
                Order::Run(piece) => batch.push(piece),
                Order::Close(done) => {
                    orders.close();
                    closing.push(done);
                }
            }
        }
        if !batch.is_empty() {
            commit(&home, &writer, batch).await;
        }
    }
    let _ = writer.close().await;
    for done in closing {
        let _ = done.send(());
    }
}

async fn commit(home: &Arc<Home>, writer: &DatabaseConnection, mut batch: Vec<Box<dyn Piece>>) {
    let result = match write(home, writer, &mut batch).await {
        Ok(effects) => {
            home.announce(effects);
            Ok(())
        }
        Err(failure) => Err(failure),
    };
    for piece in batch {
        piece.answer(result.clone());
    }
}

async fn write(
    home: &Arc<Home>,
    writer: &DatabaseConnection,
    batch: &mut [Box<dyn Piece>],
) -> Result<Effects, StoreError> {
    let transaction = begin(writer).await?;
    if let [lone] = batch {
        return write_lone(home, transaction, lone.as_mut()).await;
    }
    let mut effects = Effects::default();
    for piece in batch {
        let tx = Tx::new(transaction.begin().await?, Arc::clone(home));
        let kept = piece.run(&tx).await;
        let savepoint = tx.into_connection();
        if let Some(kept) = kept {
            savepoint.commit().await?;
            effects.absorb(kept);
        } else {
            savepoint.rollback().await?;
        }
    }
    transaction.commit().await?;
    Ok(effects)
}

/// A lone closure needs no savepoint: undoing it is undoing everything.
async fn write_lone(
    home: &Arc<Home>,
    transaction: DatabaseTransaction,
    piece: &mut dyn Piece,
) -> Result<Effects, StoreError> {
    let tx = Tx::new(transaction, Arc::clone(home));
    let kept = piece.run(&tx).await;
    let transaction = tx.into_connection();
    if let Some(effects) = kept {
        transaction.commit().await?;
        return Ok(effects);
    }
    transaction.rollback().await?;
    Ok(Effects::default())
}

async fn begin(writer: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    writer.begin_with_options(options).await.map_err(|error| match StoreError::from(error) {
        StoreError::Serialization { .. } => {
            StoreError::unavailable("another program keeps the database file locked; stop it or wait for it")
        }
        other => other,
    })
}
