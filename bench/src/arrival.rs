//! From an SMS's arrival at the modem to the hub, and to the browser.
//!
//! A span begins just before the simulated modem is given the message and ends when the hub has read the push, or the
//! WebSocket has read the event that names the message. Modem and line answer at once, so a span is the program's own
//! share (plus what the simulator itself takes on the same two cores).

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use simulator::OutgoingText;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;

use crate::figures::{Spread, rounded};
use crate::world::{Settings, World};

/// Messages a second over all modems, per number of modems.
const RATES: [(usize, f64); 4] = [(1, 5.0), (8, 16.0), (64, 32.0), (256, 64.0)];

/// Messages to each modem in a burst.
const BURST_EACH: usize = 4;

const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug, Serialize)]
pub(crate) struct Report {
    bench: &'static str,
    runs: Vec<Run>,
}

#[derive(Debug, Serialize)]
struct Run {
    modems: usize,
    steady: Measured,
    burst: Measured,
}

#[derive(Debug, Serialize)]
struct Measured {
    messages: usize,
    /// Sent so, or got through so.
    messages_per_second: f64,
    to_hub: Spread,
    to_browser: Spread,
    /// The program's processor time for each message.
    cpu_ms_per_message: f64,
}

pub(crate) async fn measure(settings: &Settings) -> anyhow::Result<Report> {
    let mut runs = Vec::new();
    for modems in settings.modems(&RATES.map(|(modems, _)| modems)) {
        eprintln!("arrival: {modems} modems");
        let world = World::start(settings, modems).await?;
        world.take_all().await?;
        let rate = RATES.iter().find(|(size, _)| *size >= modems).map_or(64.0, |(_, rate)| *rate);
        let count = (rate * settings.span(20).as_secs_f64()) as usize;
        let steady = run(&world, count, Some(Duration::from_secs_f64(1.0 / rate)), "steady").await?;
        let burst = run(&world, modems * BURST_EACH, None, "burst").await?;
        let messages = world.simyard.stored_messages().await;
        let ids = messages.into_iter().map(|message| (message.text, message.id.to_string())).collect();
        runs.push(Run { modems, steady: steady.measured(&ids), burst: burst.measured(&ids) });
        world.stop().await;
    }
    Ok(Report { bench: "arrival", runs })
}

/// What was seen in one run.
struct Seen {
    begun: HashMap<String, Instant>,
    hub: HashMap<String, Instant>,
    browser: HashMap<String, Instant>,
    elapsed: Duration,
    cpu: Duration,
}

/// Sends so many messages to the modems in turn, with this pause or none, and waits until the hub has them all.
async fn run(world: &World, count: usize, pause: Option<Duration>, word: &str) -> anyhow::Result<Seen> {
    world.sink.clear();
    let browser = Browser::open(&world.simyard.socket_url()).await?;
    let numbers = world.fleet.msisdns();
    let cpu_before = world.simyard.usage().cpu;
    let start = Instant::now();
    let mut begun = HashMap::new();
    for (index, number) in (0..count).zip(numbers.iter().cycle()) {
        if let Some(pause) = pause {
            tokio::time::sleep_until((start + pause * u32::try_from(index)?).into()).await;
        }
        let text = format!("{word} {index}: 123456 is your code");
        begun.insert(text.clone(), Instant::now());
        world.fleet.network().deliver(number, OutgoingText::new("+12025550143", text))?;
    }
    let all = world.sink.wait_for_accepted(count, PATIENCE).await;
    let pushed = world.sink.pushed();
    anyhow::ensure!(all, "the hub got {} of {count} messages\n{}", pushed.len(), world.simyard.last_words());
    let elapsed = pushed.iter().map(|push| push.arrived).max().context("no push came")? - start;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let cpu = world.simyard.usage().cpu - cpu_before;
    let hub = pushed.into_iter().map(|push| (push.text, push.arrived)).collect();
    Ok(Seen { begun, hub, browser: browser.close().await?, elapsed, cpu })
}

impl Seen {
    fn measured(self, ids: &HashMap<String, String>) -> Measured {
        let spans = |seen: &dyn Fn(&String) -> Option<Instant>| {
            let spans =
                self.begun.iter().filter_map(|(text, begun)| Some(seen(text)?.duration_since(*begun)));
            Spread::of(spans.collect())
        };
        let messages = self.begun.len();
        Measured {
            messages,
            messages_per_second: rounded(messages as f64 / self.elapsed.as_secs_f64()),
            to_hub: spans(&|text| self.hub.get(text).copied()),
            to_browser: spans(&|text| self.browser.get(ids.get(text)?).copied()),
            cpu_ms_per_message: rounded(self.cpu.as_secs_f64() * 1000.0 / messages as f64),
        }
    }
}

/// A WebSocket that notes when each message was first named.
struct Browser {
    reader: JoinHandle<HashMap<String, Instant>>,
    done: tokio::sync::oneshot::Sender<()>,
}

#[derive(Deserialize)]
struct Frame {
    topic: String,
    ids: Vec<String>,
}

impl Browser {
    async fn open(url: &str) -> anyhow::Result<Self> {
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await.context("opening the WebSocket")?;
        let (done, mut told) = tokio::sync::oneshot::channel();
        let reader = tokio::spawn(async move {
            let mut seen = HashMap::new();
            loop {
                let said = tokio::select! {
                    said = socket.next() => said,
                    _ = &mut told => return seen,
                };
                let Some(Ok(said)) = said else { return seen };
                let now = Instant::now();
                let Message::Text(text) = said else { continue };
                let Ok(frame) = serde_json::from_str::<Frame>(&text) else { continue };
                if frame.topic == "message" {
                    for id in frame.ids {
                        seen.entry(id).or_insert(now);
                    }
                }
            }
        });
        Ok(Self { reader, done })
    }

    async fn close(self) -> anyhow::Result<HashMap<String, Instant>> {
        // A reader that has ended already has told all it saw.
        let _ = self.done.send(());
        Ok(self.reader.await?)
    }
}
