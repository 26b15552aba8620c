//! The database behind every room: opened by URL, written through [`Store::transact`], read through [`Store::read`].
//!
//! SQLite is the default (one writer task that commits many closures at once, plus a read pool); PostgreSQL and
//! MySQL/MariaDB are chosen by the URL. A room brings its own tables as [`Migration`]s and its own SQL; this crate
//! brings what every room needs beside them: facts that leave with the commit, jobs, counters and sealed columns.
//! It knows no business word, no HTTP and no clock of its own.
//!
//! Rules of the house, which the tests of this crate hold it to:
//! * Every write is a closure handed to [`Store::transact`]. It may run more than once, so it has no effect outside
//!   the transaction; it never waits for the network, because on SQLite the whole house waits with it.
//! * Guards are single conditional `UPDATE`s whose row count is checked; isolation is READ COMMITTED, and a
//!   read-then-write is wrong on every engine but SQLite.
//! * A caller that goes away does not stop its transaction: once begun it ends in a commit or a rollback, and its
//!   facts are delivered if and only if it committed.
//!
//! Map: [`Store`], [`Tx`] · [`settings`] URL · [`schema`], [`migrate`] tables · [`facts`] · [`jobs`] · [`keys`] ·
//! [`StoreError`].

mod connect;
mod engine;
mod error;
pub mod facts;
pub mod jobs;
pub mod keys;
pub mod migrate;
mod outcome;
mod pooled;
pub mod schema;
pub mod settings;
mod store;
mod tx;
mod writer;

pub use engine::Engine;
pub use error::StoreError;
pub use facts::{Delivery, Fact, FactStream, FactWord, NewFact};
pub use futures_util::future::BoxFuture;
pub use jobs::{Job, JobId, JobKind, JobQueue, JobWatch, NewJob};
pub use keys::{KeyRing, SealContext, SealError};
pub use migrate::{Migration, MigrationReport};
pub use schema::{Schema, Table};
pub use settings::StoreSettings;
pub use store::Store;
pub use tx::Tx;
