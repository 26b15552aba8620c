//! Requests a second on the agent listener, beside a handler that reads the same body and answers as many octets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::bare::Bare;
use crate::figures::{Spread, rounded};
use crate::http::Connection;
use crate::world::{PATH, SERVICES, Settings, World, finish, get_number, get_services};

const MODEMS: usize = 64;
const CONNECTIONS: [usize; 4] = [1, 4, 16, 64];

#[derive(Debug, Serialize)]
pub(crate) struct Report {
    bench: &'static str,
    modems: usize,
    services: usize,
    answer_octets: usize,
    get_services: Vec<Compared>,
    get_number_and_finish: Vec<Compared>,
}

#[derive(Debug, Serialize)]
struct Compared {
    connections: usize,
    requests_per_second: f64,
    latency: Spread,
    bare_requests_per_second: f64,
    /// Of the bare handler's.
    ratio: f64,
    /// `NO_NUMBERS` among the answers.
    no_numbers: usize,
}

pub(crate) async fn measure(settings: &Settings) -> anyhow::Result<Report> {
    let modems = settings.modems(&[MODEMS]).first().copied().unwrap_or(MODEMS);
    let world = World::start(settings, modems).await?;
    let answer_octets = Connection::open(world.agent).await?.post(PATH, &get_services()).await?.len();
    let bare = Bare::start(answer_octets).await?;
    let small = Bare::start(60).await?;
    let span = settings.span(4);
    let (mut services, mut numbers) = (Vec::new(), Vec::new());
    for connections in CONNECTIONS {
        eprintln!("hub-calls: {connections} connections");
        let reference = Load { address: bare.address, path: "/", span, connections };
        let reference = reference.run(Caller::Services).await?;
        let ours = Load { address: world.agent, path: PATH, span, connections }.run(Caller::Services).await?;
        services.push(compared(connections, ours, &reference, span));
        let reference = Load { address: small.address, path: "/", span, connections };
        let reference = reference.run(Caller::Numbers { real: false, next: Arc::default() }).await?;
        let next = Arc::new(AtomicUsize::new(connections));
        let ours = Load { address: world.agent, path: PATH, span, connections };
        let ours = ours.run(Caller::Numbers { real: true, next }).await?;
        numbers.push(compared(connections, ours, &reference, span));
    }
    world.stop().await;
    Ok(Report {
        bench: "hub_calls",
        modems,
        services: SERVICES.len(),
        answer_octets,
        get_services: services,
        get_number_and_finish: numbers,
    })
}

fn compared(connections: usize, ours: Calls, bare: &Calls, span: Duration) -> Compared {
    let per_second = |calls: &Calls| rounded(calls.spans.len() as f64 / span.as_secs_f64());
    let (own, reference) = (per_second(&ours), per_second(bare));
    Compared {
        connections,
        requests_per_second: own,
        bare_requests_per_second: reference,
        ratio: rounded(own / reference),
        no_numbers: ours.no_numbers,
        latency: Spread::of(ours.spans),
    }
}

/// What a connection asks, again and again.
#[derive(Clone)]
enum Caller {
    Services,
    /// An order and its finish; against the bare handler with a made-up id.
    Numbers {
        real: bool,
        next: Arc<AtomicUsize>,
    },
}

#[derive(Debug, Default)]
struct Calls {
    spans: Vec<Duration>,
    no_numbers: usize,
}

#[derive(Clone, Copy)]
struct Load {
    address: std::net::SocketAddr,
    path: &'static str,
    span: Duration,
    connections: usize,
}

impl Load {
    async fn run(self, caller: Caller) -> anyhow::Result<Calls> {
        let mut tasks = JoinSet::new();
        let end = Instant::now() + self.span;
        for _ in 0..self.connections {
            let caller = caller.clone();
            tasks.spawn(async move { self.connection(caller, end).await });
        }
        let mut all = Calls::default();
        while let Some(done) = tasks.join_next().await {
            let calls = done??;
            all.spans.extend(calls.spans);
            all.no_numbers += calls.no_numbers;
        }
        Ok(all)
    }

    async fn connection(self, caller: Caller, end: Instant) -> anyhow::Result<Calls> {
        let mut connection = Connection::open(self.address).await?;
        let mut calls = Calls::default();
        let services = get_services();
        while Instant::now() < end {
            match &caller {
                Caller::Services => {
                    self.timed(&mut connection, &services, &mut calls).await?;
                }
                Caller::Numbers { real, next } => {
                    let service = SERVICES[next.fetch_add(1, Ordering::Relaxed) % SERVICES.len()];
                    let answer = self.timed(&mut connection, &get_number(service), &mut calls).await?;
                    let activation = if *real { activation(answer)? } else { Some(1) };
                    match activation {
                        Some(activation) => {
                            self.timed(&mut connection, &finish(activation), &mut calls).await?;
                        }
                        None => calls.no_numbers += 1,
                    }
                }
            }
        }
        Ok(calls)
    }

    async fn timed<'a>(
        &self,
        to: &'a mut Connection,
        body: &[u8],
        calls: &mut Calls,
    ) -> anyhow::Result<&'a [u8]> {
        let begun = Instant::now();
        let answer = to.post(self.path, body).await?;
        calls.spans.push(begun.elapsed());
        Ok(answer)
    }
}

/// The activation of an order's answer; `None` for `NO_NUMBERS`.
fn activation(answer: &[u8]) -> anyhow::Result<Option<u64>> {
    let answer: Value = serde_json::from_slice(answer)?;
    match answer["status"].as_str() {
        Some("SUCCESS") => Ok(answer["activationId"].as_u64()),
        Some("NO_NUMBERS") => Ok(None),
        _ => anyhow::bail!("GET_NUMBER: {answer}"),
    }
}
