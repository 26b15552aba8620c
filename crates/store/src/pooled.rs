//! Transactions on PostgreSQL and MySQL: one connection of the pool each, repeated when others were in the way.
//!
//! The work runs in a task of its own, so a caller that goes away leaves neither an open transaction nor committed
//! facts that nobody was told of.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, TransactionTrait};
use tracing::Instrument;

use crate::outcome::{self, Outcome};
use crate::store::Home;
use crate::tx::Effects;
use crate::{StoreError, Tx};

/// Deadlocks and serialization failures end quickly when repeated; past this the load is too high to go on.
const ATTEMPTS_WHEN_BUSY: u32 = 12;

/// A connection that died once is replaced; one that dies again and again is a server that is away.
const ATTEMPTS_WHEN_LOST: u32 = 3;

/// Runs `work` in a transaction of its own until it commits, refuses or has been tried often enough.
pub(crate) async fn transact<T, E, W>(home: Arc<Home>, pool: DatabaseConnection, work: W) -> Result<T, E>
where
    W: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let task = tokio::spawn(async move { repeat(&home, &pool, &work).await }.in_current_span());
    match task.await {
        Ok(answer) => answer,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Err(StoreError::unavailable("the program is stopping").into()),
        },
    }
}

async fn repeat<T, E, W>(home: &Arc<Home>, pool: &DatabaseConnection, work: &W) -> Result<T, E>
where
    W: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync,
    T: Send,
    E: From<StoreError> + Send,
{
    let mut attempt = 1;
    loop {
        let failure = match once(home, pool, work).await {
            Outcome::Done(value, effects) => {
                home.announce(effects);
                return Ok(value);
            }
            Outcome::Refused(refusal) => return Err(refusal),
            Outcome::Panicked(panic) => resume_unwind(panic),
            Outcome::Broken(failure) => failure,
        };
        match failure {
            StoreError::Serialization { .. } if attempt >= ATTEMPTS_WHEN_BUSY => {
                return Err(StoreError::Serialization { attempts: attempt }.into());
            }
            StoreError::Serialization { .. } => {}
            StoreError::Unavailable { .. } if attempt < ATTEMPTS_WHEN_LOST => {}
            final_failure => return Err(final_failure.into()),
        }
        pause(home, attempt).await;
        attempt += 1;
    }
}

async fn once<T, E, W>(home: &Arc<Home>, pool: &DatabaseConnection, work: &W) -> Outcome<T, E>
where
    W: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync,
    T: Send,
    E: From<StoreError> + Send,
{
    let conn = match pool.begin().await {
        Ok(conn) => conn,
        Err(error) => return Outcome::Refused(StoreError::from(error).into()),
    };
    let tx = Tx::new(conn, Arc::clone(home));
    match outcome::run(work, &tx).await {
        Outcome::Done(value, effects) => commit(tx, value, effects).await,
        undone => {
            // A rollback that fails means a dead connection, and that rolls back by itself.
            let _ = tx.into_connection().rollback().await;
            undone
        }
    }
}

async fn commit<T, E>(tx: Tx, value: T, effects: Effects) -> Outcome<T, E>
where
    E: From<StoreError>,
{
    match tx.into_connection().commit().await {
        Ok(()) => Outcome::Done(value, effects),
        Err(error) if was_answered(&error) => Outcome::Broken(error.into()),
        Err(_) => Outcome::Refused(StoreError::Uncertain.into()),
    }
}

/// Whether the server itself said no to the commit (then nothing was committed).
fn was_answered(error: &DbErr) -> bool {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            matches!(cause.as_ref(), sqlx::Error::Database(_))
        }
        _ => false,
    }
}

/// Steps aside for a random while that grows with each attempt, so that two transactions do not meet again.
#[expect(
    clippy::disallowed_methods,
    reason = "the lock we give way to is held in real time; a test's own clock would never move it"
)]
async fn pause(home: &Home, attempt: u32) {
    let ceiling_us = 2_000_u64 << attempt.min(8);
    let mut random = [0_u8; 8];
    home.entropy.fill(&mut random);
    let span_us = u64::from_le_bytes(random) % ceiling_us;
    tokio::time::sleep(Duration::from_micros(span_us)).await;
}
