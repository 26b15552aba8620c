//! A site for a test: a fleet of simulated modems, a database, and a yard on top, all quick.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, Entropy, Limit};
use runtime::{ActivityLog, OsEntropy, Shutdown, SystemClock};
use simulator::modem::{ModemOptions, Personality, personalities};
use simulator::{Fleet, FleetBuilder, NetworkOptions, OutgoingText};
use store::{KeyRing, Store, StoreSettings};
use testkit::eventually;
use yard::{
    LadderSettings, Listener, MessageFilter, MessageSummary, ModemState, ModemView, NoListener, Polls,
    PortSpec, Timeouts, Yard, YardSettings,
};

pub(crate) struct Site {
    pub(crate) fleet: Fleet,
    pub(crate) store: Store,
    pub(crate) inventory: sims::Inventory,
    pub(crate) yard: Yard,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn fleet() -> FleetBuilder {
    families(&[&personalities::QUECTEL_EC25])
}

pub(crate) fn families(families: &[&'static Personality]) -> FleetBuilder {
    Fleet::builder()
        .personalities(families)
        .modem_options(ModemOptions { boot_percent: 2, latency_ms: (0, 2), ..ModemOptions::default() })
        .network_options(NetworkOptions {
            retry_ms: 50,
            memory_retry_ms: 60_000,
            ..NetworkOptions::default()
        })
}

/// Modems that wait only this long for an acknowledgement.
pub(crate) fn impatient(ack_limit_ms: u64) -> FleetBuilder {
    let options =
        ModemOptions { boot_percent: 2, latency_ms: (0, 2), ack_limit_ms, ..ModemOptions::default() };
    fleet().modem_options(options)
}

pub(crate) fn quick() -> YardSettings {
    let ms = Duration::from_millis;
    YardSettings {
        rescan: ms(50),
        timeouts: Timeouts {
            command: ms(1_000),
            sim_ready: ms(3_000),
            sms_ready: ms(5_000),
            ..Timeouts::default()
        },
        polls: Polls {
            signal: ms(500),
            registration: ms(300),
            storage: ms(300),
            sim: ms(300),
            locked_sim: ms(200),
            operator: ms(5_000),
        },
        ladder: LadderSettings {
            repeat_after: ms(50),
            reopen_after: ms(50),
            restart_wait: ms(300),
            quarantine_first: ms(300),
            quarantine_longest: ms(2_000),
            ..LadderSettings::default()
        },
        ..YardSettings::default()
    }
}

impl Site {
    pub(crate) async fn open(fleet: FleetBuilder) -> Self {
        Self::with(fleet, quick(), async |_, _| {}).await
    }

    /// `before` runs when modems and inventory are there and no port has been opened.
    pub(crate) async fn with(
        fleet: FleetBuilder,
        settings: YardSettings,
        before: impl AsyncFnOnce(&Fleet, &sims::Inventory),
    ) -> Self {
        Self::heard_by(fleet, settings, Arc::new(NoListener), before).await
    }

    /// Like [`Self::with`], with somebody who hears of lines and messages.
    pub(crate) async fn heard_by(
        fleet: FleetBuilder,
        settings: YardSettings,
        listener: Arc<dyn Listener>,
        before: impl AsyncFnOnce(&Fleet, &sims::Inventory),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fleet = fleet.start().await.unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let keys = KeyRing::generate(Arc::clone(&entropy));
        let url = format!("sqlite:{}/yard.db", folder.path().display());
        let store = Store::open(&StoreSettings::new(url), keys, clock, entropy).await.unwrap();
        let mut plans = runtime::MIGRATIONS.to_vec();
        plans.extend(sims::migrations());
        plans.extend(yard::migrations());
        store.migrate(&plans).await.unwrap();
        let inventory = sims::Inventory::new(store.clone());
        before(&fleet, &inventory).await;
        let links = folder.path().join("ports");
        std::fs::create_dir(&links).unwrap();
        let settings = match settings.ports.as_slice() {
            [] => {
                let ports = vec![PortSpec::Glob(format!("{}/*", links.display()))];
                YardSettings { ports, ..settings }
            }
            _ => settings,
        };
        for (index, path) in fleet.paths().iter().enumerate() {
            std::os::unix::fs::symlink(path, links.join(format!("usb{index}"))).unwrap();
        }
        let yard = start_heard_by(&store, settings, listener).await;
        let site = Self { fleet, store, inventory, yard, folder };
        site.until("the ports are known", |modems| !modems.is_empty()).await;
        site
    }

    /// Ends the yard in the middle of whatever it does and starts another one on the same database and ports.
    pub(crate) async fn restart(self, settings: YardSettings) -> Self {
        self.restart_after(settings, async |_| {}).await
    }

    /// Like [`Self::restart`]; `between` runs while no yard looks.
    pub(crate) async fn restart_after(
        self,
        settings: YardSettings,
        between: impl AsyncFnOnce(&Fleet),
    ) -> Self {
        let Self { fleet, store, inventory, yard, folder } = self;
        yard.stop().await;
        between(&fleet).await;
        let ports = vec![PortSpec::Glob(format!("{}/ports/*", folder.path().display()))];
        let yard = start(&store, YardSettings { ports, ..settings }).await;
        let site = Self { fleet, store, inventory, yard, folder };
        site.until("the ports are known", |modems| modems.len() == site.fleet.modems().len()).await;
        site
    }

    /// Gives a modem's port another name, as re-plugging elsewhere does.
    pub(crate) fn plug_at(&self, modem: usize, old: &str, new: &str) {
        let links = self.folder.path().join("ports");
        let _ = std::fs::remove_file(links.join(old));
        let path = self.fleet.modems()[modem].path().unwrap();
        std::os::unix::fs::symlink(path, links.join(new)).unwrap();
    }

    pub(crate) fn send(&self, text: OutgoingText) {
        self.fleet.network().deliver(&self.fleet.msisdns()[0], text).unwrap();
    }

    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&[ModemView]) -> bool) {
        let _picture = OnPanic(&self.yard);
        eventually(what, || std::future::ready(holds(&self.yard.modems()))).await;
    }

    pub(crate) async fn until_ready(&self) {
        let wanted = self.fleet.modems().len();
        self.until("all modems are ready", |modems| {
            modems.iter().filter(|modem| modem.state == ModemState::Ready && modem.online).count() == wanted
        })
        .await;
    }

    pub(crate) async fn messages(&self) -> Vec<MessageSummary> {
        let filter = MessageFilter::default();
        self.yard.messages(&filter, Limit::clamped(200)).await.unwrap().items
    }

    pub(crate) async fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for message in self.messages().await {
            texts.push(self.yard.text_of(message.id).await.unwrap().unwrap().expose().to_owned());
        }
        texts.reverse();
        texts
    }

    /// Waits until exactly these texts are there, in any order.
    pub(crate) async fn until_texts(&self, wanted: &[&str]) {
        let mut wanted: Vec<_> = wanted.iter().map(ToString::to_string).collect();
        wanted.sort();
        eventually("the messages are stored", async || {
            let mut texts = self.texts().await;
            texts.sort();
            assert!(texts.len() <= wanted.len(), "more messages than were sent: {texts:?}");
            texts == wanted
        })
        .await;
    }

    pub(crate) async fn close(self) {
        self.yard.stop().await;
        self.fleet.stop().await;
    }
}

/// Shows what the yard looked like when a wait was in vain.
struct OnPanic<'a>(&'a Yard);

impl Drop for OnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}", self.0.modems());
        }
    }
}

pub(crate) async fn start(store: &Store, settings: YardSettings) -> Yard {
    start_heard_by(store, settings, Arc::new(NoListener)).await
}

async fn start_heard_by(store: &Store, settings: YardSettings, listener: Arc<dyn Listener>) -> Yard {
    let inventory = sims::Inventory::new(store.clone());
    let activity = ActivityLog::start(store.clone());
    Yard::start(settings, store.clone(), inventory, activity, listener, Shutdown::new()).await.unwrap()
}
