//! What the public handlers work on: handles of the rooms, cheap to clone.

use std::sync::Arc;

use hub::Hubs;
use market::Market;
use runtime::{ActivityLog, Bus};
use store::Store;
use yard::Yard;

/// Handles of the rooms.
#[derive(Clone)]
pub struct House {
    /// The modems.
    pub yard: Arc<Yard>,
    /// Numbers and activations.
    pub market: Market,
    /// The aggregators.
    pub hubs: Hubs,
    /// What has happened.
    pub activity: ActivityLog,
    /// The database.
    pub store: Store,
    /// Committed facts as they happen.
    pub bus: Arc<dyn Bus>,
    /// What this process is.
    pub about: About,
}

/// What this process is.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The program's version.
    pub version: &'static str,
    /// Whether the modems, the network and the hub are simulated.
    pub simulated: bool,
}

impl About {
    /// Real modems, real hubs.
    #[must_use]
    pub const fn real() -> Self {
        Self { version: env!("CARGO_PKG_VERSION"), simulated: false }
    }

    /// The demo.
    #[must_use]
    pub const fn simulated() -> Self {
        Self { simulated: true, ..Self::real() }
    }
}
