//! `/ws`: what changed, as thin events. The page refetches; nothing but topics, ids and a sequence number goes out.
//!
//! On connect the client hears `hello` with the present sequence number. A client that was away says `?since=SEQ` and
//! gets what it missed, or `resync` when that is too much or too old. A client that reads too slowly gets `resync`,
//! too: it never holds anybody up, and one that does not read or answer at all is let go. There is nothing to say to
//! the server; what a client sends is ignored.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use kernel::{Clock, Kind};
use runtime::{Event, Heard};
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::House;
use crate::problem::Problem;
use crate::public::Query;

/// Open WebSockets: some browsers with some tabs each, not a public.
const SEATS: usize = 256;

/// More missed events than this are not worth replaying: the page refetches everything anyway.
const REPLAY_LIMIT: u16 = 500;

/// Proxies and phones drop connections that are silent for a minute.
const PING_EVERY: Duration = Duration::from_secs(25);

/// Every client answers pings; one that has not been heard of for so long is gone.
const SILENCE_LIMIT: Duration = Duration::from_secs(80);

/// A client that takes nothing for so long is let go; it will come back and resume.
const SEND_LIMIT: Duration = Duration::from_secs(20);

/// A client has nothing to say here.
const INCOMING_LIMIT: usize = 4 * 1024;

/// One frame.
#[derive(Debug, Serialize)]
struct Frame<'a> {
    topic: &'a str,
    ids: &'a [String],
    seq: i64,
}

#[derive(Clone)]
struct Live {
    house: House,
    seats: Arc<Semaphore>,
}

/// The route of the WebSocket.
pub(crate) fn router(house: House) -> Router {
    Router::new()
        .route("/ws", get(connect))
        .with_state(Live { house, seats: Arc::new(Semaphore::new(SEATS)) })
}

/// Accepts a WebSocket and serves it until either side goes away.
async fn connect(
    State(live): State<Live>,
    query: Query,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|_| {
        Problem::invalid("ws.no_upgrade", "this address speaks WebSocket only; connect with ws://")
    })?;
    let seat = live
        .seats
        .try_acquire_owned()
        .map_err(|_| Problem::new(Kind::Throttled, "ws.too_many", "too many WebSockets are open"))?;
    // What is no number of ours lies before everything: the client is told to start afresh.
    let since = query.get("since").map(|text| text.parse().unwrap_or(i64::MIN));
    let upgrade = upgrade.max_message_size(INCOMING_LIMIT).max_frame_size(INCOMING_LIMIT);
    Ok(upgrade.on_upgrade(move |socket| async move {
        // A client that went away is no event.
        let _ = serve(live.house, socket, since).await;
        drop(seat);
    }))
}

/// The client is not there any more, or as good as that.
struct Gone;

impl From<axum::Error> for Gone {
    fn from(_: axum::Error) -> Self {
        Self
    }
}

async fn serve(house: House, socket: WebSocket, since: Option<i64>) -> Result<(), Gone> {
    // Listen before reading the table, so that nothing falls in between; what comes twice only says "look again".
    let mut news = house.bus.subscribe(&[]);
    let clock = Arc::clone(house.store.clock());
    let (mut out, mut incoming) = socket.split();
    say(clock.as_ref(), &mut out, greeting(&house, since).await).await?;
    let mut heard_at = clock.monotonic();
    let mut ping_at = heard_at + PING_EVERY;
    loop {
        tokio::select! {
            heard = news.next() => match heard {
                Some(heard) => say(clock.as_ref(), &mut out, [frame_of(&house, heard).await]).await?,
                None => return Ok(()),
            },
            said = incoming.next() => match said {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => heard_at = clock.monotonic(),
            },
            () = clock.sleep_until(ping_at) => {
                let now = clock.monotonic();
                if now.saturating_sub(heard_at) >= SILENCE_LIMIT {
                    return Err(Gone);
                }
                say(clock.as_ref(), &mut out, [Message::Ping(bytes::Bytes::new())]).await?;
                ping_at = now + PING_EVERY;
            }
        }
    }
}

async fn say(
    clock: &dyn Clock,
    out: &mut SplitSink<WebSocket, Message>,
    frames: impl IntoIterator<Item = Message>,
) -> Result<(), Gone> {
    let sent = async {
        for frame in frames {
            out.feed(frame).await?;
        }
        out.flush().await
    };
    kernel::within(clock, SEND_LIMIT, sent).await.map_err(|_| Gone)?.map_err(Gone::from)
}

/// `hello`, and what a returning client has missed.
async fn greeting(house: &House, since: Option<i64>) -> Vec<Message> {
    let Ok(latest) = house.store.latest_seq().await else { return vec![frame("resync", &[], 0)] };
    let mut frames = vec![frame("hello", &[], latest)];
    if let Some(since) = since {
        match missed(house, since, latest).await {
            Some(facts) => frames.extend(facts.iter().map(|fact| frame(fact.topic(), &fact.ids, fact.seq))),
            None => frames.push(frame("resync", &[], latest)),
        }
    }
    frames
}

/// The facts after `since`; `None` when they can't all be replayed.
async fn missed(house: &House, since: i64, latest: i64) -> Option<Vec<store::Fact>> {
    let oldest = house.store.oldest_seq().await.ok()?;
    if since > latest || since.saturating_add(1) < oldest {
        return None;
    }
    let facts = house.store.facts_since(house.store.resume_point(since), REPLAY_LIMIT).await.ok()?;
    (facts.len() < usize::from(REPLAY_LIMIT)).then_some(facts)
}

async fn frame_of(house: &House, heard: Heard) -> Message {
    match heard {
        Heard::Event(Event { topic, ids, seq, .. }) => frame(&topic, &ids, seq),
        Heard::Missed => frame("resync", &[], house.store.latest_seq().await.unwrap_or(0)),
    }
}

fn frame(topic: &str, ids: &[String], seq: i64) -> Message {
    // A struct of texts and a number always serializes.
    Message::text(serde_json::to_string(&Frame { topic, ids, seq }).unwrap_or_default())
}
