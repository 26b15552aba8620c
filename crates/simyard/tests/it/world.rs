//! A whole world around one installation: modems with cards, a sink for pushes, the program in the middle.

use std::time::Duration;

use kernel::Clock;
use runtime::SystemClock;
use simulator::hub::{PushSink, PushSinkOptions};
use simulator::modem::{ModemOptions, Personality};
use simulator::{Fleet, NetworkOptions};
use testkit::process::{HubTable, Simyard, SimyardBuilder};

use crate::agent::{Agent, Offer, Taken};

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_simyard");
/// The protocol key of the one hub.
pub(crate) const KEY: &str = "test-protocol-key";
/// Where the hub calls.
pub(crate) const PATH: &str = "/hub";

/// Long enough for anything that is not a program hanging.
pub(crate) const BOUND: Duration = Duration::from_secs(90);

/// Modems that answer at once, on a network that is quick to try again.
pub(crate) async fn fleet(modems: usize, seed: u64, personalities: &[&'static Personality]) -> Fleet {
    let options = ModemOptions { latency_ms: (0, 2), ack_limit_ms: 1500, ..ModemOptions::default() };
    let network = NetworkOptions { retry_ms: 100, memory_retry_ms: 500, ..NetworkOptions::default() };
    let builder = Fleet::builder().modems(modems).seed(seed).personalities(personalities);
    builder.modem_options(options).network_options(network).start().await.expect("PTYs can be opened")
}

/// An installation for this fleet, with everything that waits made short.
pub(crate) fn installation(fleet: &Fleet) -> SimyardBuilder {
    let quick = [
        ("modems.timeouts.command", "\"2s\""),
        ("modems.intervals.message_poll", "\"2s\""),
        ("modems.intervals.signal", "\"5s\""),
        ("modems.intervals.registration", "\"5s\""),
        ("modems.intervals.sim", "\"5s\""),
        ("modems.recovery.repeat_after", "\"200ms\""),
        ("modems.recovery.reopen_after", "\"200ms\""),
        ("modems.recovery.restart_wait", "\"5s\""),
        ("modems.recovery.quarantine_first", "\"2s\""),
        ("modems.recovery.quarantine_longest", "\"5s\""),
    ];
    let builder =
        quick.iter().fold(Simyard::builder(PROGRAM), |builder, (key, value)| builder.set(key, value));
    // The simulated cards belong to a test network, which is in no country.
    let builder = fleet.iccids().iter().fold(builder, |builder, iccid| builder.sim(iccid, "US"));
    fleet.paths().iter().fold(builder, |builder, path| builder.port(path.display()))
}

/// A hub that pushes to the sink and buys these services.
pub(crate) fn hub(push_url: String, services: &[&str]) -> HubTable {
    HubTable { path: PATH.to_owned(), ..HubTable::new(KEY, push_url, services) }
}

pub(crate) fn agent(simyard: &Simyard) -> Agent {
    Agent::new(simyard.agent_url(PATH), KEY)
}

pub(crate) async fn sink(options: PushSinkOptions) -> PushSink {
    PushSink::start(options).await.expect("a port is free")
}

/// Waits until that many numbers are offered for a service.
pub(crate) async fn offered(agent: &Agent, service: &str, count: u64) -> Offer {
    until("the modems are in service", async || agent.offered(service).await >= count).await;
    let offers = agent.offers().await;
    offers.into_iter().find(|offer| offer.service == service && offer.count > 0).expect("an offer")
}

/// Takes a number of every line.
pub(crate) async fn take_all(agent: &Agent, service: &str, lines: usize) -> Vec<Taken> {
    let offer = offered(agent, service, lines as u64).await;
    let mut taken = Vec::new();
    for _ in 0..lines {
        taken.push(agent.take(&offer).await.expect("an offered number can be had"));
    }
    taken
}

/// Asks again and again, with a bound in real time.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let clock = SystemClock::new();
    let asked = async {
        while !holds().await {
            clock.sleep(Duration::from_millis(20)).await;
        }
    };
    if kernel::within(&clock, BOUND, asked).await.is_err() {
        panic!("waited {} s in vain: {what}", BOUND.as_secs());
    }
}
