//! The wiring: opens the database, builds the rooms in their order, serves the listeners, and stops all of it.
//!
//! Order matters in one place: hubs are told of deliveries and the market of messages, so both exist before the first
//! modem is opened; and they outlive the modems when the house stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::{About, Readiness};
use hub::Hubs;
use kernel::{Clock, Entropy};
use market::Market;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use runtime::{
    ActivityKind, ActivityLog, JobRunner, LocalBus, NewActivity, OsEntropy, Severity, Shutdown, SystemClock,
};
use sims::Inventory;
use store::{KeyRing, Migration, Store};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use yard::Yard;

use crate::config::Config;
use crate::{remarks, telemetry, upkeep};

/// What is still running this long after it was asked to stop is dropped.
const GRACE: Duration = Duration::from_secs(10);

/// Everything that runs.
pub(crate) struct House {
    clock: Arc<dyn Clock>,
    store: Store,
    yard: Arc<Yard>,
    hubs: Hubs,
    activity: ActivityLog,
    shutdown: Shutdown,
    /// Ends after the modems: the listeners still answer while the last message is being stored.
    doors: Shutdown,
    tasks: Vec<JoinHandle<()>>,
    public: SocketAddr,
    agent: SocketAddr,
}

impl House {
    /// Opens the database, starts the modems and serves the listeners.
    pub(crate) async fn start(config: &Config, about: About) -> anyhow::Result<Self> {
        let metrics = PrometheusBuilder::new().install_recorder().context("starting the metrics recorder")?;
        let listeners = Listeners::bind(config).await?;
        let store = open_store(config).await?;
        let (shutdown, doors) = (Shutdown::new(), Shutdown::new());
        let activity = ActivityLog::start(store.clone());
        activity.record(system("system.started")).await;
        let inventory = Inventory::new(store.clone());
        for entry in config.sim_entries()? {
            inventory.register(entry).await?;
        }
        let hub_settings = config.hub_settings()?;
        let channels = hub_settings.iter().map(hub::HubSettings::channel).collect();
        let market = Market::load(store.clone(), channels).await?;
        let hubs =
            Hubs::start(hub_settings, market.clone(), store.clone(), activity.clone(), shutdown.clone())
                .await?;
        let yard = Yard::start(
            config.yard_settings()?,
            store.clone(),
            inventory,
            activity.clone(),
            market.listener(hubs.delivery_listener()),
            shutdown.clone(),
        )
        .await?;
        let yard = Arc::new(yard);
        let bus = LocalBus::new(store.clone()).shared();
        let mut tasks = vec![
            tokio::spawn(jobs(&store, &yard).run(shutdown.clone())),
            tokio::spawn(upkeep::run(
                store.clone(),
                activity.clone(),
                config.activity.keep,
                shutdown.clone(),
            )),
            tokio::spawn(remarks::run(hubs.clone(), Arc::clone(store.clock()), shutdown.clone())),
            tokio::spawn({
                let (bus, shutdown) = (Arc::clone(&bus), shutdown.clone());
                async move { telemetry::count_facts(bus.as_ref(), shutdown).await }
            }),
            tokio::spawn({
                let (yard, shutdown) = (Arc::clone(&yard), shutdown.clone());
                async move { telemetry::watch_modems(&yard, shutdown).await }
            }),
        ];
        let house = api::House {
            yard: Arc::clone(&yard),
            market,
            hubs: hubs.clone(),
            activity: activity.clone(),
            store: store.clone(),
            bus,
            about,
        };
        let (public, agent) = (listeners.public.local_addr()?, listeners.agent.local_addr()?);
        tasks.extend(listeners.serve(house, metrics, &doors));
        let clock = Arc::clone(store.clock());
        Ok(Self { clock, store, yard, hubs, activity, shutdown, doors, tasks, public, agent })
    }

    /// Where the console listens.
    pub(crate) const fn public_address(&self) -> SocketAddr {
        self.public
    }

    /// Where hubs are answered.
    pub(crate) const fn agent_address(&self) -> SocketAddr {
        self.agent
    }

    /// Closes the modems, lets pushes under way end, then closes the listeners and the database.
    pub(crate) async fn stop(self) {
        self.shutdown.stop();
        self.activity.record(system("system.stopping")).await;
        let orderly = async {
            self.yard.stop().await;
            self.hubs.ended().await;
            self.activity.flush().await;
            self.doors.stop();
            for task in self.tasks {
                // A task that panicked has ended, too; it was logged when it did.
                let _ = task.await;
            }
            self.store.close().await;
        };
        if kernel::within(self.clock.as_ref(), GRACE, orderly).await.is_err() {
            tracing::warn!("something did not stop within {} s and is dropped", GRACE.as_secs());
        }
    }
}

fn system(code: &'static str) -> NewActivity {
    NewActivity::new(ActivityKind::System, Severity::Info, code).detail("version", env!("CARGO_PKG_VERSION"))
}

/// The database with all tables up to date.
pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let keys = match std::env::var("SIMYARD_KEYS") {
        Ok(text) => KeyRing::parse(&text, Arc::clone(&entropy)).context("SIMYARD_KEYS")?,
        Err(_) => KeyRing::load_or_create(&config.keys.file, Arc::clone(&entropy))?,
    };
    let store = Store::open(&config.store_settings(), keys, Arc::new(SystemClock::new()), entropy).await?;
    store.migrate(&migrations()).await?;
    Ok(store)
}

/// Every room's tables, in the order of the rooms.
fn migrations() -> Vec<Migration> {
    let rooms = [
        runtime::MIGRATIONS.to_vec(),
        sims::migrations(),
        yard::migrations(),
        market::migrations(),
        hub::migrations(),
    ];
    rooms.concat()
}

fn jobs(store: &Store, yard: &Yard) -> JobRunner {
    let runner = JobRunner::new(store.clone());
    yard.job_handlers().into_iter().fold(runner, |runner, (kind, handler)| runner.register(kind, handler))
}

/// The three doors, opened before anything else so that a taken port is told at once.
struct Listeners {
    public: TcpListener,
    agent: TcpListener,
    internal: TcpListener,
}

impl Listeners {
    async fn bind(config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            public: bind("public", config.public.listen).await?,
            agent: bind("agent", config.agent.listen).await?,
            internal: bind("internal", config.internal.listen).await?,
        })
    }

    fn serve(self, house: api::House, metrics: PrometheusHandle, doors: &Shutdown) -> [JoinHandle<()>; 3] {
        let readiness = Readiness { store: house.store.clone(), metrics };
        let agent = api::agent_router(house.hubs.clone());
        [
            tokio::spawn(api::serve(self.public, api::public_router(house), doors.clone())),
            tokio::spawn(api::serve(self.agent, agent, doors.clone())),
            tokio::spawn(api::serve(self.internal, api::internal_router(readiness), doors.clone())),
        ]
    }
}

async fn bind(section: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("[{section}] listen = {address}: the address can't be used; stop what listens there or choose another")
    })
}
