//! A house with hubs, lines that a test switches on, and an aggregator played by the test.

use std::collections::VecDeque;
use std::sync::Arc;

use hub::push::connector::{Connector, PushFailure, PushRequest, PushResponse};
use hub::{HubConfig, HubSettings, Hubs};
use kernel::{Country, Iccid, Msisdn, Timestamp};
use market::Market;
use parking_lot::Mutex;
use runtime::{ActivityLog, Shutdown};
use testkit::{ManualClock, TestDatabase, TestStore};
use yard::{Line, LineId, Listener, Message, MessageId, ModemId, Text};

/// The aggregator's end of the pushes: notes what came and when, answers what it was told to, else `SUCCESS`.
#[derive(Clone)]
pub(crate) struct Aggregator {
    clock: ManualClock,
    pub(crate) got: Arc<Mutex<Vec<(Timestamp, serde_json::Value)>>>,
    pub(crate) answers: Arc<Mutex<VecDeque<Result<PushResponse, PushFailure>>>>,
    pub(crate) requests: Arc<Mutex<Vec<PushRequest>>>,
    /// While set, answers do not come.
    pub(crate) hangs: Arc<Mutex<bool>>,
}

impl Aggregator {
    fn new(clock: &ManualClock) -> Self {
        Self {
            clock: clock.clone(),
            got: Arc::default(),
            answers: Arc::default(),
            requests: Arc::default(),
            hangs: Arc::default(),
        }
    }

    pub(crate) fn will_say(&self, status: u16, body: &str) {
        self.answers.lock().push_back(Ok(PushResponse { status, body: body.as_bytes().to_vec() }));
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.got.lock().iter().map(|(_, body)| body["text"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.got.lock().len()
    }
}

#[async_trait::async_trait]
impl Connector for Aggregator {
    async fn post(&self, request: PushRequest) -> Result<PushResponse, PushFailure> {
        let body = serde_json::from_str(request.body.expose()).unwrap();
        self.got.lock().push((kernel::Clock::now(&self.clock), body));
        self.requests.lock().push(request);
        if *self.hangs.lock() {
            std::future::pending::<()>().await;
        }
        let answer = self.answers.lock().pop_front();
        answer.unwrap_or_else(|| Ok(PushResponse { status: 200, body: br#"{"status":"SUCCESS"}"#.to_vec() }))
    }
}

pub(crate) struct House {
    pub(crate) store: TestStore,
    pub(crate) market: Market,
    pub(crate) hubs: Hubs,
    pub(crate) activity: ActivityLog,
    pub(crate) aggregator: Aggregator,
    pub(crate) shutdown: Shutdown,
    settings: Vec<HubSettings>,
    listener: Arc<dyn Listener>,
}

pub(crate) fn config(json: serde_json::Value) -> HubConfig {
    serde_json::from_value(json).unwrap()
}

pub(crate) fn smshub() -> serde_json::Value {
    serde_json::json!({"id": "smshub", "key": "k3y", "services": ["wa", "tg"], "push_url": "http://hub.test/sms"})
}

impl House {
    pub(crate) async fn new(db: TestDatabase, hubs: &[serde_json::Value]) -> Self {
        let migrations = [runtime::MIGRATIONS.to_vec(), market::migrations(), hub::migrations()].concat();
        let store = TestStore::builder(&migrations).open(db).await;
        let settings: Vec<HubSettings> =
            hubs.iter().map(|hub| HubSettings::read(config(hub.clone())).unwrap()).collect();
        let channels = settings.iter().map(HubSettings::channel).collect();
        let market = Market::load(store.store(), channels).await.unwrap();
        let activity = ActivityLog::start(store.store());
        let aggregator = Aggregator::new(&store.clock);
        let shutdown = Shutdown::new();
        let hubs = begin(&settings, &market, &store, &activity, &shutdown, &aggregator).await;
        let listener = market.listener(hubs.delivery_listener());
        Self { store, market, hubs, activity, aggregator, shutdown, settings, listener }
    }

    pub(crate) async fn smshub() -> Self {
        Self::new(TestDatabase::sqlite(), &[smshub()]).await
    }

    /// Ends the pushers and starts new ones over the same database, as a restart does.
    pub(crate) async fn restart(&mut self) {
        self.shutdown.stop();
        self.hubs.ended().await;
        self.shutdown = Shutdown::new();
        let market = Market::load(self.store.store(), self.market.channels().to_vec()).await.unwrap();
        self.hubs =
            begin(&self.settings, &market, &self.store, &self.activity, &self.shutdown, &self.aggregator)
                .await;
        self.listener = market.listener(self.hubs.delivery_listener());
        self.market = market;
    }

    pub(crate) async fn line(&self, digits: &str, country: &str, operator: &str) -> Line {
        let (now, entropy) = (self.store.clock().now(), self.store.entropy().as_ref());
        let msisdn = Msisdn::parse(digits).unwrap();
        let body = format!("8949{:014}", msisdn.as_u64() % 100_000_000_000_000);
        let iccid = (0..10).find_map(|check| Iccid::parse(&format!("{body}{check}")).ok()).unwrap();
        let line = Line {
            id: LineId::mint(now, entropy),
            iccid,
            msisdn: Some(msisdn),
            imsi: None,
            country: Country::parse(country).ok(),
            operator: Some(operator.to_owned()),
            modem: ModemId::mint(now, entropy),
            online: true,
            since: now,
        };
        let (listener, told) = (Arc::clone(&self.listener), line.clone());
        let written = self.store.transact(move |tx| {
            let (listener, told) = (Arc::clone(&listener), told.clone());
            Box::pin(async move { listener.line_changed(tx, &told).await })
        });
        written.await.unwrap();
        self.market.reload().await.unwrap();
        line
    }

    pub(crate) async fn arrives(&self, line: &Line, sender: &str, text: &str) -> MessageId {
        let (now, entropy) = (self.store.clock().now(), self.store.entropy().as_ref());
        let message = Message {
            id: MessageId::mint(now, entropy),
            line: line.id,
            iccid: line.iccid.clone(),
            modem: line.modem,
            recipient: line.msisdn.clone(),
            sender: sender.to_owned(),
            text: Text::new(text.to_owned()),
            coding: yard::Coding::Text,
            received_at: now,
            smsc_at: None,
            parts: 1,
            total: 1,
            complete: true,
            class: None,
        };
        let (listener, id) = (Arc::clone(&self.listener), message.id);
        let written = self.store.transact(move |tx| {
            let (listener, message) = (Arc::clone(&listener), message.clone());
            Box::pin(async move { listener.message_arrived(tx, &message).await })
        });
        written.await.unwrap();
        id
    }

    /// One call on a hub's path.
    pub(crate) async fn call(&self, path: &str, body: &str) -> String {
        self.call_as(path, None, body).await
    }

    pub(crate) async fn call_as(&self, path: &str, authorization: Option<&str>, body: &str) -> String {
        let entrance = self.hubs.route(path).unwrap();
        let answer = self.hubs.answer(&entrance, authorization, body.as_bytes()).await;
        String::from_utf8(answer.json().to_vec()).unwrap()
    }

    pub(crate) async fn services(&self) -> String {
        self.call("/smshub", r#"{"action":"GET_SERVICES","key":"k3y"}"#).await
    }

    pub(crate) async fn number(&self, country: &str, operator: &str, service: &str) -> serde_json::Value {
        let body = serde_json::json!({"action": "GET_NUMBER", "key": "k3y", "country": country, "operator": operator,
            "service": service, "sum": 10, "currency": 643});
        serde_json::from_str(&self.call("/smshub", &body.to_string()).await).unwrap()
    }

    pub(crate) async fn finish(&self, activation: &serde_json::Value, status: u32) -> String {
        let body = serde_json::json!({"action": "FINISH_ACTIVATION", "key": "k3y",
            "activationId": activation["activationId"], "status": status});
        self.call("/smshub", &body.to_string()).await
    }
}

async fn begin(
    settings: &[HubSettings],
    market: &Market,
    store: &TestStore,
    activity: &ActivityLog,
    shutdown: &Shutdown,
    aggregator: &Aggregator,
) -> Hubs {
    let connector = Arc::new(aggregator.clone());
    let (settings, market) = (settings.to_vec(), market.clone());
    Hubs::start_with(settings, market, store.store(), activity.clone(), shutdown.clone(), connector)
        .await
        .unwrap()
}
