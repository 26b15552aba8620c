//! An agent of the hub protocol in a few lines, right by default and wrong on demand.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};
use simulator::hub::OtpSource;
use tokio::net::TcpListener;

/// What this agent does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    NumberAsString,
    IgnoresExceptions,
    OffersTooMany,
    RefusesSecondFinish,
    GivesOpenNumberAgain,
    ResendsAfterSuccess,
    NeverResends,
    PushesIdAsString,
    CutsText,
}

#[derive(Default)]
struct Books {
    open: BTreeMap<u64, u64>,
    finished: BTreeSet<u64>,
    burnt: BTreeSet<u64>,
    last_activation: u64,
    last_sms: u64,
}

pub(crate) struct Agent {
    fault: Fault,
    books: Mutex<Books>,
    push_url: Mutex<String>,
    http: reqwest::Client,
}

pub(crate) const KEY: &str = "agreed-key";
pub(crate) const RESEND_EVERY: Duration = Duration::from_millis(200);
const NUMBERS: std::ops::Range<u64> = 12_015_550_100..12_015_550_140;

impl Agent {
    pub(crate) async fn start(fault: Fault) -> (Arc<Self>, String) {
        let agent = Arc::new(Self {
            fault,
            books: Mutex::default(),
            push_url: Mutex::default(),
            http: reqwest::Client::builder().user_agent("agent/1").no_proxy().build().unwrap(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/smshub", listener.local_addr().unwrap());
        let router = Router::new().route("/smshub", post(answer)).with_state(Arc::clone(&agent));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (agent, url)
    }

    pub(crate) fn push_to(&self, url: String) {
        *self.push_url.lock().unwrap() = url;
    }

    fn free(&self, books: &Books) -> Vec<u64> {
        NUMBERS
            .filter(|number| !books.burnt.contains(number) && !books.open.values().any(|open| open == number))
            .collect()
    }

    fn services(&self, books: &Books) -> Value {
        let offered = self.free(books).len() + if self.fault == Fault::OffersTooMany { 5 } else { 0 };
        json!({"status":"SUCCESS","countryList":[{"country":"usaphysical","operatorMap":{"physic":{"wa":offered}}}]})
    }

    fn number(&self, books: &mut Books, except: &[String]) -> Value {
        let mut free = self.free(books);
        if self.fault == Fault::GivesOpenNumberAgain {
            free.splice(0..0, books.open.values().copied());
        }
        free.retain(|number| {
            self.fault == Fault::IgnoresExceptions
                || !except.iter().any(|prefix| number.to_string().starts_with(prefix.as_str()))
        });
        let Some(number) = free.first().copied() else { return json!({"status":"NO_NUMBERS"}) };
        books.last_activation += 1;
        books.open.insert(books.last_activation, number);
        match self.fault {
            Fault::NumberAsString => {
                json!({"status":"SUCCESS","number":number.to_string(),"activationId":books.last_activation})
            }
            _ => json!({"status":"SUCCESS","number":number,"activationId":books.last_activation}),
        }
    }

    fn finish(&self, books: &mut Books, activation: u64, status: u64) -> Value {
        let number = books.open.remove(&activation);
        if let (Some(number), 1 | 3) = (number, status) {
            books.burnt.insert(number);
        }
        let first = books.finished.insert(activation);
        if self.fault == Fault::RefusesSecondFinish && !first {
            return json!({"status":"ERROR","error":"already finished"});
        }
        json!({"status":"SUCCESS"})
    }
}

async fn answer(State(agent): State<Arc<Agent>>, body: axum::body::Bytes) -> Json<Value> {
    let plain = if body.starts_with(&[0x1F, 0x8B]) {
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&body[..]), &mut plain).unwrap();
        plain
    } else {
        body.to_vec()
    };
    let body: Value = serde_json::from_slice(&plain).unwrap();
    if body["key"] != KEY {
        return Json(json!({"status":"ERROR","error":"wrong key"}));
    }
    let mut books = agent.books.lock().unwrap();
    Json(match body["action"].as_str() {
        Some("GET_SERVICES") => agent.services(&books),
        Some("GET_NUMBER") => {
            let except: Vec<String> =
                serde_json::from_value(body["exceptionPhoneSet"].clone()).unwrap_or_default();
            agent.number(&mut books, &except)
        }
        Some("FINISH_ACTIVATION") => {
            let activation = body["activationId"].as_u64().unwrap();
            agent.finish(&mut books, activation, body["status"].as_u64().unwrap())
        }
        _ => json!({"status":"ERROR","error":"unknown action"}),
    })
}

/// Lets a code "arrive" at the agent, which pushes it until it is taken.
pub(crate) struct Codes(pub(crate) Arc<Agent>);

impl OtpSource for Codes {
    fn send_code(&self, phone: u64, service: &str) -> Option<String> {
        let text = format!("Your {service} code is 123456");
        tokio::spawn(push(Arc::clone(&self.0), phone, text.clone()));
        Some(text)
    }
}

async fn push(agent: Arc<Agent>, phone: u64, text: String) {
    let sms = {
        let mut books = agent.books.lock().unwrap();
        books.last_sms += 1;
        books.last_sms
    };
    let text = if agent.fault == Fault::CutsText { text[..8].to_owned() } else { text };
    let sms = if agent.fault == Fault::PushesIdAsString { json!(sms.to_string()) } else { json!(sms) };
    let body =
        json!({"smsId":sms,"phoneFrom":"Example","phone":phone,"text":text,"action":"PUSH_SMS","key":KEY});
    loop {
        let url = agent.push_url.lock().unwrap().clone();
        let answer = match agent.http.post(url).json(&body).send().await {
            Ok(response) => response.json::<Value>().await.ok(),
            Err(_) => None,
        };
        let accepted = answer.is_some_and(|answer| answer["status"] == "SUCCESS");
        match agent.fault {
            Fault::ResendsAfterSuccess => {}
            Fault::NeverResends => return,
            _ if accepted => return,
            _ => {}
        }
        pause(RESEND_EVERY).await;
    }
}

/// The agent's own rhythm is part of what is judged, so it is real time.
#[expect(clippy::disallowed_methods, reason = "this agent plays the outside world in real time")]
pub(crate) async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}
