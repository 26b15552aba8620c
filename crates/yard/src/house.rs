//! What all supervisors share: settings, database, inventory, inbox, roster, and the limits on doing things at once.

use std::sync::Arc;

use kernel::Clock;
use store::Store;
use tokio::sync::Semaphore;

use crate::inbox::Inbox;
use crate::journal::Journal;
use crate::listener::Listener;
use crate::modem::registry::Registry;
use crate::roster::Roster;
use crate::settings::YardSettings;

pub(crate) struct House {
    pub settings: YardSettings,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub inventory: sims::Inventory,
    pub inbox: Inbox,
    pub journal: Journal,
    pub listener: Arc<dyn Listener>,
    pub roster: Roster,
    pub registry: Registry,
    /// How many modems may be set up at once.
    pub starts: Semaphore,
    /// How many modems may restart at once.
    pub restarts: Arc<Semaphore>,
}
