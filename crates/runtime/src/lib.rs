//! What the house runs on: the system's clock and randomness, the bus, the job runner, shutdown, the activity log.
//!
//! This is the one crate that reads the wall clock. Everything here is handed down as a value; there is no global
//! state. A second implementation for several nodes (Redis) would live here, behind the same traits.
//!
//! Map: [`SystemClock`], [`OsEntropy`] · [`bus`] who hears of committed facts · [`jobs`] runs what [`store::jobs`]
//! keeps · [`shutdown`] how a process ends · [`activity`] what the operator reads.

pub mod activity;
pub mod bus;
mod clock;
mod entropy;
pub mod jobs;
pub mod shutdown;

pub use activity::{Activity, ActivityFilter, ActivityKind, ActivityLog, NewActivity, Severity};
pub use bus::{Bus, Event, Heard, LocalBus, Subscription};
pub use clock::SystemClock;
pub use entropy::OsEntropy;
pub use jobs::{Backoff, JobError, JobHandler, JobRunner};
pub use shutdown::Shutdown;

/// The tables of this crate.
pub const MIGRATIONS: &[store::Migration] = activity::MIGRATIONS;
