//! `/ws`: what changed, as thin events. The page refetches; nothing but topics, ids and a sequence number goes out.
//!
//! On connect the client hears `hello` with the present sequence number. A client that was away says `?since=SEQ` and
//! gets what it missed, or `resync` when that is too much or too old. A client that reads too slowly gets `resync`,
//! too: it never holds anybody up. There is nothing to say to the server; what a client sends is ignored.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::{SinkExt, StreamExt};
use runtime::{Event, Heard, Subscription};
use serde::Serialize;

use crate::House;
use crate::public::Query;

/// More missed events than this are not worth replaying: the page refetches everything anyway.
const REPLAY_LIMIT: u16 = 500;

/// Proxies and phones drop connections that are silent for a minute.
const PING_EVERY: Duration = Duration::from_secs(25);

/// A client has nothing to say here.
const INCOMING_LIMIT: usize = 4 * 1024;

/// One frame.
#[derive(Debug, Serialize)]
struct Frame<'a> {
    topic: &'a str,
    ids: &'a [String],
    seq: i64,
}

/// Accepts a WebSocket and serves it until either side goes away.
pub(crate) async fn connect(State(house): State<House>, query: Query, upgrade: WebSocketUpgrade) -> Response {
    let since = query.get("since").and_then(|text| text.parse::<i64>().ok());
    upgrade.max_message_size(INCOMING_LIMIT).on_upgrade(move |socket| async move {
        // A client that went away is no event.
        let _ = serve(house, socket, since).await;
    })
}

async fn serve(house: House, socket: WebSocket, since: Option<i64>) -> Result<(), axum::Error> {
    // Listen before reading the table, so that nothing falls in between; what comes twice only says "look again".
    let mut news = house.bus.subscribe(&[]);
    let (mut out, mut incoming) = socket.split();
    for frame in greeting(&house, since).await {
        out.send(frame).await?;
    }
    let clock = house.store.clock();
    loop {
        tokio::select! {
            frames = next_frames(&house, &mut news) => {
                let Some(frames) = frames else { return Ok(()) };
                for frame in frames {
                    out.feed(frame).await?;
                }
                out.flush().await?;
            }
            said = incoming.next() => match said {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => {}
            },
            () = clock.sleep(PING_EVERY) => out.send(Message::Ping(bytes::Bytes::new())).await?,
        }
    }
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

async fn next_frames(house: &House, news: &mut Subscription) -> Option<Vec<Message>> {
    match news.next().await? {
        Heard::Event(Event { topic, ids, seq, .. }) => Some(vec![frame(&topic, &ids, seq)]),
        Heard::Missed => Some(vec![frame("resync", &[], house.store.latest_seq().await.unwrap_or(0))]),
    }
}

fn frame(topic: &str, ids: &[String], seq: i64) -> Message {
    // A struct of texts and a number always serializes.
    Message::text(serde_json::to_string(&Frame { topic, ids, seq }).unwrap_or_default())
}
