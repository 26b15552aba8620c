//! Some seconds of ordinary business: a hub buys, codes arrive, the console is told of it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use kernel::Clock;
use runtime::SystemClock;
use serde::Deserialize;
use simulator::hub::{HubOptions, HubSim, NetworkCodes, PUSH_PATH};
use testkit::process::{Simyard, free_address};
use tokio_tungstenite::tungstenite::Message;

use crate::world::{self, KEY};

const BUSINESS: Duration = Duration::from_secs(22);

/// What the WebSocket says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Frame {
    topic: String,
    ids: Vec<String>,
    seq: i64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_trades_and_has_nothing_to_complain_of() {
    let fleet = world::fleet(8, 8, &[]).await;
    let listen = free_address();
    let hub = world::hub(format!("http://{listen}{PUSH_PATH}"), &["wa", "tg", "go", "vk"]);
    let mut simyard = world::installation(&fleet).hub(hub).build();
    simyard.start().await;
    let agent = world::agent(&simyard);
    world::offered(&agent, "wa", 8).await;
    let options = HubOptions { listen, max_open: 6, ..HubOptions::new(agent.url.clone(), KEY).faster(12) };
    let codes = Arc::new(NetworkCodes::new(fleet.network().clone(), 8));
    let trader = HubSim::start(options, codes).await.unwrap();
    let frames = listen_for(&simyard, None, BUSINESS).await;
    let report = trader.report();
    assert_eq!(report.complaints(), Vec::<String>::new());
    assert!(report.sold > 0 && report.pushes_accepted > 2 && report.numbers > 5, "{report:?}");
    for topic in ["message", "activation", "activity"] {
        assert!(
            frames.iter().any(|frame| frame.topic == topic),
            "no event of `{topic}` in {} frames",
            frames.len()
        );
    }
    drop(trader);
    resumes(&simyard, &frames).await;
    simyard.stop().await;
}

/// Who comes back with the last number seen gets what came after it, and nothing twice.
async fn resumes(simyard: &Simyard, frames: &[Frame]) {
    let events: Vec<&Frame> = frames.iter().filter(|frame| frame.topic != "hello").collect();
    assert!(events.iter().all(|frame| frame.seq > 0 && frame.topic != "resync"), "{events:?}");
    let seen = events[events.len() / 2].seq;
    let again = listen_for(simyard, Some(seen), Duration::from_secs(1)).await;
    assert_eq!(again[0].topic, "hello");
    let missed: Vec<&Frame> = events.iter().copied().filter(|frame| frame.seq > seen).collect();
    for frame in missed {
        assert!(again.contains(frame), "{frame:?} is not told to who returns after {seen}");
    }
    assert!(again[1..].iter().all(|frame| frame.seq > seen), "{again:?}");
    let future = listen_for(simyard, Some(i64::MAX / 2), Duration::from_millis(300)).await;
    assert_eq!(future[1].topic, "resync", "{future:?}");
}

/// Everything the WebSocket says in that time.
async fn listen_for(simyard: &Simyard, since: Option<i64>, time: Duration) -> Vec<Frame> {
    let query = since.map(|seq| format!("?since={seq}")).unwrap_or_default();
    let url = format!("{}{query}", simyard.socket_url());
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.expect("the WebSocket opens");
    let clock = SystemClock::new();
    let end = clock.monotonic() + time;
    let mut frames = Vec::new();
    loop {
        tokio::select! {
            said = socket.next() => match said.expect("the socket stays open").expect("a whole frame") {
                Message::Text(text) => frames.push(serde_json::from_str(&text).expect("a frame of ours")),
                Message::Ping(_) => {}
                other => panic!("unexpected: {other:?}"),
            },
            () = clock.sleep_until(end) => return frames,
        }
    }
}
