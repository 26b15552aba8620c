//! Running one closure inside one transaction, the same way for every engine.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::tx::{Effects, repeatable};
use crate::{StoreError, Tx, facts};

tokio::task_local! {
    static INSIDE: ();
}

/// How a closure ended, before the commit.
pub(crate) enum Outcome<T, E> {
    /// It wants its effects committed.
    Done(T, Effects),
    /// It wants them undone.
    Refused(E),
    /// The database failed underneath it; its own answer is worth nothing.
    Broken(StoreError),
    /// It panicked; the panic goes on at its caller.
    Panicked(Box<dyn Any + Send>),
}

/// Whether the current task is inside a closure of `transact`: a second one there would wait for itself.
pub(crate) fn inside_transaction() -> bool {
    INSIDE.try_with(|()| ()).is_ok()
}

/// Runs the closure and writes the facts it emitted.
pub(crate) async fn run<T, E, W>(work: &W, tx: &Tx) -> Outcome<T, E>
where
    W: for<'t> Fn(&'t Tx) -> BoxFuture<'t, Result<T, E>>,
    E: From<StoreError>,
{
    let body = INSIDE.scope((), async { work(tx).await });
    let answer = match AssertUnwindSafe(body).catch_unwind().await {
        Ok(answer) => answer,
        Err(panic) => return Outcome::Panicked(panic),
    };
    match (answer, tx.failure()) {
        (_, Some(failure)) if repeatable(&failure) => Outcome::Broken(failure),
        (Err(refusal), _) => Outcome::Refused(refusal),
        (Ok(_), Some(failure)) => Outcome::Refused(failure.into()),
        (Ok(value), None) => match facts::insert(tx, tx.take_facts()).await {
            Ok(facts) => Outcome::Done(value, Effects { facts, jobs: tx.wakes_jobs() }),
            Err(failure) => Outcome::Broken(failure),
        },
    }
}
