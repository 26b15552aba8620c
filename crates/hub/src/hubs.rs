//! All hubs of this house: started together, answered side by side, each with its own key, words and pusher.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use arc_swap::ArcSwapOption;
use kernel::{Clock, Country, Money, Timestamp};
use market::{Activation, ChannelId, DeliveryListener, Market, MarketError};
use parking_lot::Mutex;
use runtime::{ActivityLog, Shutdown};
use store::{Delivery, Engine, FactStream, Store, StoreError, Tx};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::answer::Answer;
use crate::entrance::{Entrance, Entrances};
use crate::key::Key;
use crate::names::Countries;
use crate::notes::{self, Note};
use crate::profile::ProfileId;
use crate::push::connector::{Connector, HttpConnector, PushFailure};
use crate::push::outbox::{self, PushView};
use crate::push::{QUEUED, pusher};
use crate::settings::{HubSettings, SettingsError, check_together};

/// The hubs; clones share everything.
#[derive(Clone)]
pub struct Hubs(Arc<Inner>);

struct Inner {
    hubs: Vec<Arc<Hub>>,
    entrances: Entrances,
    market: Market,
    store: Store,
    activity: ActivityLog,
    connector: Arc<dyn Connector>,
    shutdown: Shutdown,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// One hub while it runs.
pub(crate) struct Hub {
    pub(crate) settings: HubSettings,
    pub(crate) key: Key,
    pub(crate) countries: Countries,
    /// The counts as last rendered, with the version they were rendered from.
    pub(crate) rendered: ArcSwapOption<(u64, Answer)>,
    /// Something was put into this hub's outbox.
    pub(crate) wake: Notify,
    /// Microseconds since the epoch; 0 for never.
    last_call_at: AtomicI64,
}

impl Hub {
    fn new(settings: HubSettings) -> Self {
        Self {
            key: Key::new(settings.key.clone()),
            countries: Countries::new(&settings.country_names),
            settings,
            rendered: ArcSwapOption::empty(),
            wake: Notify::new(),
            last_call_at: AtomicI64::new(0),
        }
    }

    pub(crate) fn called(&self, now: Timestamp) {
        self.last_call_at.store(now.as_micros(), Ordering::Relaxed);
    }

    /// Whether numbers of a country are sold there at all.
    pub(crate) fn sells_in(&self, country: &Country) -> bool {
        let only = self.settings.only_countries.as_ref();
        !self.settings.denied_countries.contains(country) && only.is_none_or(|only| only.contains(country))
    }
}

/// Why the hubs could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Two of them can't be told apart.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The way out could not be set up.
    #[error(transparent)]
    Connector(#[from] PushFailure),
    /// The outbox could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a hub is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubOverview {
    /// Its id.
    pub id: ChannelId,
    /// Which aggregator it is.
    pub profile: ProfileId,
    /// Open activations.
    pub open: u32,
    /// Messages it has not taken yet.
    pub pending_pushes: u32,
    /// Earned so far, per currency.
    pub earnings: Vec<Money>,
    /// When it called last since this process began.
    pub last_call_at: Option<Timestamp>,
}

impl Hubs {
    /// Starts the hubs over the network; pushes that are due go out at once.
    ///
    /// # Errors
    /// [`StartError`], before anything was sent.
    pub async fn start(
        settings: Vec<HubSettings>,
        market: Market,
        store: Store,
        activity: ActivityLog,
        shutdown: Shutdown,
    ) -> Result<Self, StartError> {
        let connector = Arc::new(HttpConnector::new()?);
        Self::start_with(settings, market, store, activity, shutdown, connector).await
    }

    /// [`Hubs::start`] with another way out, for tests.
    ///
    /// # Errors
    /// [`StartError`], before anything was sent.
    pub async fn start_with(
        settings: Vec<HubSettings>,
        market: Market,
        store: Store,
        activity: ActivityLog,
        shutdown: Shutdown,
        connector: Arc<dyn Connector>,
    ) -> Result<Self, StartError> {
        check_together(&settings)?;
        // An SQLite file belongs to one process, so whoever claimed a row before us is gone.
        if store.engine() == Engine::Sqlite {
            outbox::forget_claims(&store).await?;
        }
        let entrances = Entrances::new(&settings);
        let facts = store.subscribe();
        let hubs = settings.into_iter().map(|settings| Arc::new(Hub::new(settings))).collect();
        let tasks = Mutex::default();
        let hubs =
            Self(Arc::new(Inner { hubs, entrances, market, store, activity, connector, shutdown, tasks }));
        let mut tasks = vec![tokio::spawn(wake(hubs.clone(), facts))];
        tasks.extend((0..hubs.0.hubs.len()).map(|index| tokio::spawn(pusher::run(hubs.clone(), index))));
        *hubs.0.tasks.lock() = tasks;
        Ok(hubs)
    }

    /// Returns when all pushers have ended; they do once the shutdown's soft phase has begun.
    pub async fn ended(&self) {
        let tasks = std::mem::take(&mut *self.0.tasks.lock());
        for task in tasks {
            if let Err(problem) = task.await {
                tracing::error!(%problem, "a pusher died");
            }
        }
    }

    /// Which hub calls at this path; `None` when none does.
    #[must_use]
    pub fn route(&self, path: &str) -> Option<Entrance> {
        self.0.entrances.find(path)
    }

    /// What the market tells its deliveries to.
    #[must_use]
    pub fn delivery_listener(&self) -> Arc<dyn DeliveryListener> {
        Arc::new(IntoOutbox)
    }

    /// How each hub is doing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn overview(&self) -> Result<Vec<HubOverview>, MarketError> {
        let mut overview = Vec::with_capacity(self.0.hubs.len());
        for hub in &self.0.hubs {
            let id = hub.settings.id().clone();
            let last_call = hub.last_call_at.load(Ordering::Relaxed);
            overview.push(HubOverview {
                profile: hub.settings.profile.id,
                open: self.0.market.open_count(&id).await?,
                pending_pushes: outbox::pending(&self.0.store, &id).await?,
                earnings: self.0.market.earnings(&id).await?,
                last_call_at: (last_call != 0).then(|| Timestamp::from_micros(last_call)),
                id,
            });
        }
        Ok(overview)
    }

    /// What the operator should know about the configuration and the lines, such as numbers that can't be named.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        self.0.hubs.iter().flat_map(|hub| notes::of(hub, &self.0.market)).collect()
    }

    /// What became of a message at the hubs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pushes_of(&self, message: yard::MessageId) -> Result<Vec<PushView>, StoreError> {
        outbox::of_message(&self.0.store, message).await
    }

    pub(crate) fn hub(&self, index: usize) -> Option<&Arc<Hub>> {
        self.0.hubs.get(index)
    }

    pub(crate) fn market(&self) -> &Market {
        &self.0.market
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn activity(&self) -> &ActivityLog {
        &self.0.activity
    }

    pub(crate) fn connector(&self) -> &dyn Connector {
        self.0.connector.as_ref()
    }

    pub(crate) fn shutdown(&self) -> &Shutdown {
        &self.0.shutdown
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        self.0.store.clock()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock().now()
    }

    fn wake(&self, id: Option<&str>) {
        for hub in &self.0.hubs {
            if id.is_none_or(|id| id == hub.settings.id().as_str()) {
                hub.wake.notify_one();
            }
        }
    }
}

/// Wakes a hub's pusher as soon as a transaction that filled its outbox has committed.
async fn wake(hubs: Hubs, mut facts: FactStream) {
    while let Some(Some(delivery)) = hubs.shutdown().until_stopping(facts.next()).await {
        match delivery {
            Delivery::Facts(facts) => {
                for fact in facts.iter().filter(|fact| fact.word == QUEUED.0) {
                    hubs.wake(fact.ids.get(1).map(String::as_str));
                }
            }
            Delivery::Missed => hubs.wake(None),
        }
    }
}

struct IntoOutbox;

#[async_trait::async_trait]
impl DeliveryListener for IntoOutbox {
    async fn delivered(
        &self,
        tx: &Tx,
        activation: &Activation,
        message: &yard::Message,
    ) -> Result<(), StoreError> {
        outbox::put(tx, activation, message).await
    }
}
