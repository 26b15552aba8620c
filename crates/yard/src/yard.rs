//! The yard as a whole: starts a supervisor for every port, keeps the set of ports up to date, and stops in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::{Limit, Page};
use parking_lot::Mutex;
use runtime::{ActivityLog, JobHandler, Shutdown};
use store::{JobKind, Store, StoreError};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::house::House;
use crate::inbox::{Inbox, MessageFilter, MessageId, MessageSummary, RELEASE_PARTIAL, ReleasePartial, Text};
use crate::journal::Journal;
use crate::line;
use crate::listener::Listener;
use crate::modem::ModemView;
use crate::modem::registry::Registry;
use crate::ports::{self, Port};
use crate::roster::Roster;
use crate::settings::YardSettings;
use crate::supervisor::{ModemState, Supervisor};

/// All modems of this node.
pub struct Yard {
    house: Arc<House>,
    shutdown: Shutdown,
    /// Taken when it stops.
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Yard {
    /// Marks all lines of this node offline, then supervises the configured ports until `shutdown` begins.
    ///
    /// # Errors
    /// When the database can't be written; no port has been opened then.
    pub async fn start(
        settings: YardSettings,
        store: Store,
        inventory: sims::Inventory,
        activity: ActivityLog,
        listener: Arc<dyn Listener>,
        shutdown: Shutdown,
    ) -> Result<Self, StoreError> {
        release_node(&store, &settings.node, &listener).await?;
        let house = Arc::new(House {
            clock: Arc::clone(store.clock()),
            inventory,
            inbox: Inbox::new(store.clone(), Arc::clone(&listener), settings.multipart_limit),
            journal: Journal::new(activity),
            listener,
            roster: Roster::new(Arc::clone(store.clock())),
            registry: Registry::new(store.clone(), &settings.node),
            starts: Semaphore::new(settings.concurrent_starts.max(1)),
            restarts: Arc::new(Semaphore::new(settings.concurrent_restarts.max(1))),
            store,
            settings,
        });
        let shutdown = shutdown.child();
        let publisher = {
            let (house, shutdown) = (Arc::clone(&house), shutdown.clone());
            let every = house.settings.signal_fact_every;
            tokio::spawn(async move {
                shutdown.until_stopping(house.roster.publish(house.store.clone(), every)).await;
            })
        };
        let crew = tokio::spawn(Crew::new(Arc::clone(&house)).run(shutdown.clone()));
        Ok(Self { house, shutdown, tasks: Mutex::new(vec![crew, publisher]) })
    }

    /// All ports with the modems behind them, as they are this moment, in the order of the ports.
    #[must_use]
    pub fn modems(&self) -> Vec<ModemView> {
        self.house.roster.snapshot()
    }

    /// Changes whenever something in [`Self::modems`] has changed; several changes may be one.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.house.roster.watch()
    }

    /// Where messages are filed: the same store behind all nodes.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.house.inbox
    }

    /// The messages that match, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages(
        &self,
        filter: &MessageFilter,
        limit: Limit,
    ) -> Result<Page<MessageSummary>, StoreError> {
        self.house.inbox.messages(filter, limit).await
    }

    /// What a message says; `None` when there is no such message.
    ///
    /// # Errors
    /// When the database fails or the text can't be opened.
    pub async fn text_of(&self, id: MessageId) -> Result<Option<Text>, StoreError> {
        self.house.inbox.text_of(id).await
    }

    /// The jobs of this room and who does them: register them with the job runner.
    #[must_use]
    pub fn job_handlers(&self) -> Vec<(JobKind, Arc<dyn JobHandler>)> {
        let release = ReleasePartial { inbox: self.house.inbox.clone(), journal: self.house.journal.clone() };
        vec![(RELEASE_PARTIAL, Arc::new(release))]
    }

    /// Closes all ports and marks their lines offline. What was not committed is still in its modem.
    pub async fn stop(&self) {
        self.shutdown.stop();
        let tasks = std::mem::take(&mut *self.tasks.lock());
        for task in tasks {
            // A task that panicked has ended too.
            let _ = task.await;
        }
        if let Err(error) =
            release_node(&self.house.store, &self.house.settings.node, &self.house.listener).await
        {
            tracing::warn!(%error, "lines stay marked online until the next start");
        }
    }
}

/// A yard that is dropped closes its ports like one that is stopped, but nobody waits for it and its lines stay marked
/// online until the next start.
impl Drop for Yard {
    fn drop(&mut self) {
        self.shutdown.stop();
    }
}

async fn release_node(store: &Store, node: &str, listener: &Arc<dyn Listener>) -> Result<usize, StoreError> {
    let (node, listener) = (Arc::<str>::from(node), Arc::clone(listener));
    store
        .transact(move |tx| {
            let (node, listener) = (Arc::clone(&node), Arc::clone(&listener));
            Box::pin(async move { line::release_all(tx, &node, listener.as_ref()).await })
        })
        .await
}

/// The supervisors at work.
struct Crew {
    house: Arc<House>,
    at_work: BTreeMap<Port, JoinHandle<()>>,
}

impl Crew {
    fn new(house: Arc<House>) -> Self {
        Self { house, at_work: BTreeMap::new() }
    }

    async fn run(mut self, shutdown: Shutdown) {
        while !shutdown.is_stopping() {
            self.muster();
            shutdown.until_stopping(self.house.clock.sleep(self.house.settings.rescan)).await;
        }
        for (_, supervisor) in std::mem::take(&mut self.at_work) {
            supervisor.abort();
            let _ = supervisor.await;
        }
    }

    /// One supervisor for every port there is, none for ports that a glob does not find any more.
    fn muster(&mut self) {
        let wanted = ports::expand(&self.house.settings.ports);
        for port in &wanted {
            let gone = self.at_work.get(port).is_some_and(JoinHandle::is_finished);
            if gone {
                // A supervisor only ends by a mistake of ours; the port must not stay alone for it.
                tracing::error!(%port, "a supervisor ended unexpectedly and is started again");
            }
            if gone || !self.at_work.contains_key(port) {
                let supervisor = Supervisor::new(port.clone(), Arc::clone(&self.house));
                self.at_work.insert(port.clone(), tokio::spawn(supervisor.run()));
            }
        }
        self.dismiss(&wanted);
    }

    /// Lets supervisors go whose port no glob finds any more. They have released their line by themselves once they
    /// are absent. A modem that has answered stays in sight as absent until it answers on another port.
    fn dismiss(&mut self, wanted: &BTreeSet<Port>) {
        let views = self.house.roster.snapshot();
        let is_over = |port: &Port| {
            let name = port.to_string();
            views.iter().find(|view| view.port == name).is_none_or(|view| {
                let elsewhere = || views.iter().any(|other| other.port != name && other.id == view.id);
                view.state == ModemState::Absent && (view.id.is_none() || elsewhere())
            })
        };
        let over: Vec<Port> =
            self.at_work.keys().filter(|port| !wanted.contains(port) && is_over(port)).cloned().collect();
        for port in over {
            if let Some(supervisor) = self.at_work.remove(&port) {
                supervisor.abort();
            }
            self.house.roster.remove(&port);
        }
    }
}
