//! What tests stand on: a clock that is moved by hand, randomness that repeats, and a fresh database of each engine.
//!
//! Never shipped. Nothing here sleeps for luck: a test moves the clock, or waits for a state with a bound.
//!
//! Map: [`ManualClock`] · [`SeededEntropy`] · [`TestDatabase`] and [`on_every_engine!`] · [`TestStore`] ·
//! [`process`] the real program as a child.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "this crate only runs inside tests, where a panic is the report"
)]

mod clock;
mod database;
mod entropy;
mod eventually;
pub mod process;
mod store;

pub use clock::ManualClock;
pub use database::TestDatabase;
pub use entropy::SeededEntropy;
pub use eventually::eventually;
pub use store::{TestStore, TestStoreBuilder};

/// For the macros of this crate.
#[doc(hidden)]
pub mod reexport {
    pub use ::store::Engine;
    pub use tokio;
}

/// Turns one test into three, one for each engine: `on_every_engine! { async fn name(db: TestDatabase) { … } }`.
///
/// Which of them really run is chosen by `SIMYARD_TEST_ENGINES`: `sqlite` (the default), a list such as
/// `sqlite,postgres`, or `all` for every engine that can be reached. The others say that they were skipped.
#[macro_export]
macro_rules! on_every_engine {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: $database:ty) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports, reason = "the body may need nothing from around it")]
            use super::*;

            async fn body($db: $database) $body

            #[$crate::reexport::tokio::test(flavor = "multi_thread", worker_threads = 2, crate = "testkit::reexport::tokio")]
            async fn sqlite() {
                if let Some(db) = $crate::TestDatabase::fresh($crate::reexport::Engine::Sqlite).await {
                    body(db).await;
                }
            }

            #[$crate::reexport::tokio::test(flavor = "multi_thread", worker_threads = 2, crate = "testkit::reexport::tokio")]
            async fn postgres() {
                if let Some(db) = $crate::TestDatabase::fresh($crate::reexport::Engine::Postgres).await {
                    body(db).await;
                }
            }

            #[$crate::reexport::tokio::test(flavor = "multi_thread", worker_threads = 2, crate = "testkit::reexport::tokio")]
            async fn mysql() {
                if let Some(db) = $crate::TestDatabase::fresh($crate::reexport::Engine::MySql).await {
                    body(db).await;
                }
            }
        }
    )+};
}
