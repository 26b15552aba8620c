//! A house to knock at: all rooms over a fresh SQLite file, time in the test's hand, lines and messages by order, and
//! an aggregator that takes every push.

use std::sync::Arc;

use api::About;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::BodyExt;
use hub::push::connector::{Connector, PushFailure, PushRequest, PushResponse};
use hub::{HubSettings, Hubs};
use kernel::{Clock, Country, Entropy, Iccid, Msisdn};
use market::Market;
use parking_lot::Mutex;
use runtime::{ActivityLog, LocalBus, NewActivity, Shutdown};
use store::{FactWord, KeyRing, NewFact, Store};
use testkit::{ManualClock, SeededEntropy, TestDatabase};
use tower::ServiceExt;
use yard::{Line, LineId, Listener, ModemId, Yard, YardSettings};

pub(crate) const KEY: &str = "k3y-of-the-hub";

/// The aggregator's end of the pushes.
#[derive(Clone, Default)]
pub(crate) struct Aggregator(pub(crate) Arc<Mutex<Vec<serde_json::Value>>>);

#[async_trait::async_trait]
impl Connector for Aggregator {
    async fn post(&self, request: PushRequest) -> Result<PushResponse, PushFailure> {
        self.0.lock().push(serde_json::from_str(request.body.expose()).unwrap());
        Ok(PushResponse { status: 200, body: br#"{"status":"SUCCESS"}"#.to_vec() })
    }
}

pub(crate) struct House {
    pub(crate) rooms: api::House,
    pub(crate) aggregator: Aggregator,
    listener: Arc<dyn Listener>,
    public: Router,
    agent: Router,
    _database: TestDatabase,
}

pub(crate) fn smshub() -> serde_json::Value {
    serde_json::json!({"id": "smshub", "key": KEY, "services": ["wa", "tg"], "push_url": "http://hub.test/sms"})
}

pub(crate) fn onlinesim() -> serde_json::Value {
    serde_json::json!({"id": "os", "profile": "onlinesim", "key": KEY, "services": ["wa"],
        "push_url": "http://os.test/v1/PUSH_SMS"})
}

impl House {
    /// One SMSHub, no modems, a clock that stands still.
    pub(crate) async fn new() -> Self {
        Self::on(&ManualClock::new()).await
    }

    pub(crate) async fn on(clock: &ManualClock) -> Self {
        Self::with(clock.shared(), &[smshub()], YardSettings::default()).await
    }

    pub(crate) async fn with(clock: Arc<dyn Clock>, hubs: &[serde_json::Value], yard: YardSettings) -> Self {
        let database = TestDatabase::sqlite();
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(7));
        let keys = KeyRing::generate(Arc::clone(&entropy));
        let store = Store::open(&database.settings(), keys, clock, entropy).await.unwrap();
        let migrations = [
            runtime::MIGRATIONS.to_vec(),
            sims::migrations(),
            yard::migrations(),
            market::migrations(),
            hub::migrations(),
        ];
        store.migrate(&migrations.concat()).await.unwrap();
        let read = |hub: &serde_json::Value| {
            HubSettings::read(serde_json::from_value(hub.clone()).unwrap()).unwrap()
        };
        let settings: Vec<HubSettings> = hubs.iter().map(read).collect();
        let market = Market::load(store.clone(), settings.iter().map(HubSettings::channel).collect());
        let market = market.await.unwrap();
        let activity = ActivityLog::start(store.clone());
        let aggregator = Aggregator::default();
        let shutdown = Shutdown::new();
        let hubs = Hubs::start_with(
            settings,
            market.clone(),
            store.clone(),
            activity.clone(),
            shutdown.clone(),
            Arc::new(aggregator.clone()),
        );
        let hubs = hubs.await.unwrap();
        let listener = market.listener(hubs.delivery_listener());
        let inventory = sims::Inventory::new(store.clone());
        let yard =
            Yard::start(yard, store.clone(), inventory, activity.clone(), Arc::clone(&listener), shutdown);
        let rooms = api::House {
            yard: Arc::new(yard.await.unwrap()),
            market,
            hubs: hubs.clone(),
            activity,
            bus: LocalBus::new(store.clone()).shared(),
            store,
            about: About { version: "1.2.3", simulated: true },
        };
        let (public, agent) = (api::public_router(rooms.clone()), api::agent_router(hubs));
        Self { rooms, aggregator, listener, public, agent, _database: database }
    }

    pub(crate) fn public(&self) -> Router {
        self.public.clone()
    }

    pub(crate) fn agent(&self) -> Router {
        self.agent.clone()
    }

    /// A page or list as a browser on this computer asks for it.
    pub(crate) async fn get(&self, address: &str) -> Answer {
        ask(self.public(), Request::get(address).header(header::HOST, "127.0.0.1:8080")).await
    }

    /// The body of a list that must be there.
    pub(crate) async fn json(&self, address: &str) -> serde_json::Value {
        let answer = self.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text());
        answer.json()
    }

    /// A hub's call.
    pub(crate) async fn call(&self, path: &str, body: impl Into<Body>) -> Answer {
        send(self.agent(), Request::post(path).body(body.into()).unwrap()).await
    }

    pub(crate) async fn order(&self) -> serde_json::Value {
        let body = serde_json::json!({"action": "GET_NUMBER", "key": KEY, "country": "russia", "operator": "any",
            "service": "wa", "sum": 10, "currency": 643});
        self.call("/smshub", body.to_string()).await.json()
    }

    /// A card with this number comes into service.
    pub(crate) async fn line(&self, digits: &str) -> Line {
        let store = &self.rooms.store;
        let (now, entropy) = (store.clock().now(), store.entropy().as_ref());
        let msisdn = Msisdn::parse(digits).unwrap();
        let body = format!("8949{:014}", msisdn.as_u64() % 100_000_000_000_000);
        let iccid = (0..10).find_map(|check| Iccid::parse(&format!("{body}{check}")).ok()).unwrap();
        let line = Line {
            id: LineId::mint(now, entropy),
            iccid,
            msisdn: Some(msisdn),
            imsi: None,
            country: Country::parse("RU").ok(),
            operator: Some("MegaFon".to_owned()),
            modem: ModemId::mint(now, entropy),
            online: true,
            since: now,
        };
        let (listener, told) = (Arc::clone(&self.listener), line.clone());
        let written = store.transact(move |tx| {
            let (listener, told) = (Arc::clone(&listener), told.clone());
            Box::pin(async move { listener.line_changed(tx, &told).await })
        });
        written.await.unwrap();
        self.rooms.market.reload().await.unwrap();
        line
    }

    /// Something happens, and a fact says so.
    pub(crate) async fn happen(&self, word: &'static str, id: &str) {
        let id = id.to_owned();
        let done = self.rooms.store.transact(move |tx| {
            tx.emit(NewFact::new(FactWord(word), [id.clone()]));
            Box::pin(async { Ok::<(), store::StoreError>(()) })
        });
        done.await.unwrap();
    }

    pub(crate) async fn note(&self, entry: NewActivity) {
        self.rooms.activity.record(entry).await;
        self.rooms.activity.flush().await;
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: impl AsRef<str>) -> Option<&str> {
        self.headers.get(name.as_ref()).map(|value| value.to_str().unwrap())
    }

    /// The code of a problem document, after checking that it is one through and through.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        for field in ["type", "title", "code", "detail", "next"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {problem}");
        }
        problem["code"].as_str().unwrap().to_owned()
    }
}

pub(crate) async fn ask(router: Router, request: axum::http::request::Builder) -> Answer {
    send(router, request.body(Body::empty()).unwrap()).await
}

pub(crate) async fn send(router: Router, request: Request<Body>) -> Answer {
    let (head, body) = router.oneshot(request).await.unwrap().into_parts();
    Answer { status: head.status, headers: head.headers, body: body.collect().await.unwrap().to_bytes() }
}

/// The value with these fields, wherever they are, replaced by their names in brackets.
pub(crate) fn redacted(mut value: serde_json::Value, fields: &[&str]) -> String {
    fn hide(value: &mut serde_json::Value, fields: &[&str]) {
        match value {
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| hide(item, fields)),
            serde_json::Value::Object(map) => {
                for (name, value) in map.iter_mut() {
                    if fields.contains(&name.as_str()) && !value.is_null() {
                        *value = format!("[{name}]").into();
                    } else {
                        hide(value, fields);
                    }
                }
            }
            _ => {}
        }
    }
    hide(&mut value, fields);
    serde_json::to_string_pretty(&value).unwrap()
}
