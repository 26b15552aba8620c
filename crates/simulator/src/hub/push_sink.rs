//! A hub's door and nothing behind it: it takes `PUSH_SMS`, answers as told, and writes down what came and when.
//!
//! For tests that drive the agent themselves and then compare records: which message came how often, what was
//! answered, and at which instant. It buys nothing and judges nothing; [`HubSim`](super::HubSim) does that.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::post,
};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use tracing::debug;

pub use super::desk::PushAnswer;
use super::{
    listener::{PUSH_PATH, read_body, respond},
    sim::HubError,
};
use crate::{dice::Dice, pace};

/// How often the sink does not take a push, in percent, after its script has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moods {
    /// `ERROR`.
    pub refused: u32,
    /// 500, something that is not JSON, or a connection that breaks off.
    pub broken: u32,
}

/// How a sink behaves.
#[derive(Debug, Clone)]
pub struct PushSinkOptions {
    /// Where it listens; port 0 takes any.
    pub listen: SocketAddr,
    /// Seed of its moods.
    pub seed: u64,
    /// Moods after the script; by default it takes everything.
    pub moods: Moods,
    /// What the first pushes are answered, in order.
    pub script: Vec<PushAnswer>,
}

impl Default for PushSinkOptions {
    fn default() -> Self {
        Self { listen: ([127, 0, 0, 1], 0).into(), seed: 1, moods: Moods::default(), script: Vec::new() }
    }
}

/// One push that came, whatever it was answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The agent's number of the message.
    pub sms_id: u64,
    /// The receiving number.
    pub phone: u64,
    /// Who sent the message.
    pub from: String,
    /// What it says.
    pub text: String,
    /// When its body was here.
    pub arrived: Instant,
    /// What it was answered.
    pub answer: PushAnswer,
    /// When the answer left.
    pub answered: Instant,
}

impl std::fmt::Debug for Pushed {
    // The text stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pushed")
            .field("sms_id", &self.sms_id)
            .field("phone", &self.phone)
            .field("answer", &self.answer)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Book {
    pushed: Vec<Pushed>,
    accepted: usize,
    unreadable: usize,
    script: VecDeque<PushAnswer>,
    moods: Moods,
    dice: Dice,
}

/// A running sink; it ends when dropped.
#[derive(Debug)]
pub struct PushSink {
    book: Arc<Mutex<Book>>,
    changed: Arc<Notify>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Door {
    book: Arc<Mutex<Book>>,
    changed: Arc<Notify>,
}

impl PushSink {
    /// Begins to listen.
    pub async fn start(options: PushSinkOptions) -> Result<Self, HubError> {
        let failed = |source| HubError::Listen { address: options.listen, source };
        let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let book = Book {
            pushed: Vec::new(),
            accepted: 0,
            unreadable: 0,
            script: options.script.into(),
            moods: options.moods,
            dice: Dice::new(options.seed),
        };
        let door = Door { book: Arc::new(Mutex::new(book)), changed: Arc::new(Notify::new()) };
        let (book, changed) = (Arc::clone(&door.book), Arc::clone(&door.changed));
        let router = Router::new().route(PUSH_PATH, post(push)).with_state(door);
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                debug!(%error, "the push sink's listener ended");
            }
        });
        Ok(Self { book, changed, address, server })
    }

    /// Where the agent must push messages.
    pub fn push_url(&self) -> String {
        format!("http://{}{PUSH_PATH}", self.address)
    }

    /// Everything that came, in order.
    pub fn pushed(&self) -> Vec<Pushed> {
        self.book.lock().pushed.clone()
    }

    /// How many pushes came, repetitions included.
    pub fn count(&self) -> usize {
        self.book.lock().pushed.len()
    }

    /// How many pushes were answered `SUCCESS`.
    pub fn accepted(&self) -> usize {
        self.book.lock().accepted
    }

    /// Requests that were no push at all; each was answered `ERROR`.
    pub fn unreadable(&self) -> usize {
        self.book.lock().unreadable
    }

    /// From now on it behaves like this.
    pub fn set_moods(&self, moods: Moods) {
        self.book.lock().moods = moods;
    }

    /// Forgets what came.
    pub fn clear(&self) {
        let mut book = self.book.lock();
        book.pushed.clear();
        book.accepted = 0;
    }

    /// The instant now, on the clock of [`Pushed::arrived`].
    pub fn now(&self) -> Instant {
        pace::instant()
    }

    /// Waits until that many pushes have come; false when `limit` was over first.
    pub async fn wait_for(&self, count: usize, limit: Duration) -> bool {
        self.until(limit, |sink| sink.count() >= count).await
    }

    /// Waits until that many pushes were answered `SUCCESS`; false when `limit` was over first.
    pub async fn wait_for_accepted(&self, count: usize, limit: Duration) -> bool {
        self.until(limit, |sink| sink.accepted() >= count).await
    }

    /// Waits until `holds`, looking again after each push; false when `limit` was over first.
    pub async fn until(&self, limit: Duration, holds: impl Fn(&Self) -> bool) -> bool {
        let met = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if holds(self) {
                    break;
                }
                changed.await;
            }
        };
        pace::within(limit, met).await.is_some()
    }
}

impl Drop for PushSink {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Book {
    fn next_answer(&mut self) -> PushAnswer {
        if let Some(answer) = self.script.pop_front() {
            return answer;
        }
        let Moods { refused, broken } = self.moods;
        if self.dice.chance(refused) {
            return PushAnswer::Error;
        }
        if !self.dice.chance(broken) {
            return PushAnswer::Success;
        }
        let kinds = [PushAnswer::ServerError, PushAnswer::NotJson, PushAnswer::Dropped];
        self.dice.pick(&kinds).copied().unwrap_or(PushAnswer::ServerError)
    }
}

async fn push(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    let arrived = pace::instant();
    let Some((sms_id, phone, from, text)) = read_body(&headers, &body).as_ref().and_then(fields) else {
        door.book.lock().unreadable += 1;
        door.changed.notify_waiters();
        return respond(PushAnswer::Error).into_response();
    };
    let mut book = door.book.lock();
    let answer = book.next_answer();
    let response = respond(answer);
    book.accepted += usize::from(answer == PushAnswer::Success);
    book.pushed.push(Pushed { sms_id, phone, from, text, arrived, answer, answered: pace::instant() });
    drop(book);
    door.changed.notify_waiters();
    response
}

fn fields(body: &Value) -> Option<(u64, u64, String, String)> {
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    let is_push = body.get("action").and_then(Value::as_str) == Some("PUSH_SMS");
    let (sms_id, phone) = (body.get("smsId")?.as_u64()?, body.get("phone")?.as_u64()?);
    is_push.then_some((sms_id, phone, text("phoneFrom")?, text("text")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    async fn send(sink: &PushSink, sms_id: u64) -> Option<String> {
        let body = serde_json::json!({"action": "PUSH_SMS", "key": "k", "smsId": sms_id, "phone": 15_550_100_u64,
            "phoneFrom": "Vk", "text": "hi"});
        let request = reqwest::Client::builder().no_proxy().build().unwrap().post(sink.push_url());
        request.body(body.to_string()).send().await.ok()?.text().await.ok()
    }

    #[tokio::test]
    async fn answers_follow_the_script_and_all_is_on_record() {
        let script = vec![PushAnswer::Error, PushAnswer::Dropped, PushAnswer::NotJson];
        let sink = PushSink::start(PushSinkOptions { script, ..PushSinkOptions::default() }).await.unwrap();
        assert!(send(&sink, 1).await.unwrap().contains("ERROR"));
        assert_eq!(send(&sink, 1).await, None);
        assert!(send(&sink, 1).await.unwrap().contains("html"));
        assert!(send(&sink, 1).await.unwrap().contains("SUCCESS"));
        assert!(sink.wait_for(4, LIMIT).await);
        assert!(sink.wait_for_accepted(1, LIMIT).await);
        let pushed = sink.pushed();
        assert_eq!(pushed.last().unwrap().text, "hi");
        assert!(pushed.is_sorted_by_key(|push| push.arrived));
    }

    #[tokio::test]
    async fn what_is_no_push_is_only_counted() {
        let sink = PushSink::start(PushSinkOptions::default()).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.post(sink.push_url()).body("{}").send().await.unwrap();
        assert_eq!((sink.unreadable(), sink.count()), (1, 0));
        assert!(!sink.wait_for(1, Duration::from_millis(20)).await);
    }
}
