//! What every measurement stands in: modems that answer at once, a hub that takes everything, the program between.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use simulator::Fleet;
use simulator::hub::{PushSink, PushSinkOptions};
use simulator::modem::ModemOptions;
use testkit::process::{HubTable, Simyard};

use crate::http::Connection;

/// The hub's path.
pub(crate) const PATH: &str = "/hub";
const KEY: &str = "bench-protocol-key";

/// Enough services that `GET_NUMBER` never runs out of uses; none of them is on the deny list.
pub(crate) const SERVICES: [&str; 60] = [
    "wa", "aa", "ab", "ac", "ad", "ae", "af", "ah", "ai", "aj", "ak", "am", "an", "ao", "aq", "ar", "at",
    "au", "av", "aw", "ax", "ay", "az", "bd", "be", "bf", "bg", "bh", "bi", "bj", "bk", "bl", "bm", "bn",
    "bp", "bq", "br", "bs", "bt", "bv", "bw", "bx", "bz", "ca", "cb", "cc", "cd", "ce", "cf", "cg", "ch",
    "ci", "cj", "ck", "cl", "cm", "cn", "co", "cp", "cq",
];

/// How a run is meant.
#[derive(Debug)]
pub(crate) struct Settings {
    program: PathBuf,
    quick: bool,
    modems: Vec<usize>,
}

impl Settings {
    pub(crate) fn new(simyard: Option<PathBuf>, quick: bool, modems: Vec<usize>) -> anyhow::Result<Self> {
        let beside = || anyhow::Ok(std::env::current_exe()?.with_file_name("simyard"));
        let program = simyard.map_or_else(beside, Ok)?;
        let program = program.canonicalize().with_context(|| {
            format!(
                "there is no program {}; build it with the same profile, or name it with --simyard",
                program.display()
            )
        })?;
        Ok(Self { program, quick, modems })
    }

    /// The numbers of modems to measure with.
    pub(crate) fn modems(&self, usual: &[usize]) -> Vec<usize> {
        if self.modems.is_empty() { usual.to_vec() } else { self.modems.clone() }
    }

    /// How long to measure one thing.
    pub(crate) fn span(&self, seconds: u64) -> Duration {
        if self.quick { Duration::from_secs(seconds.div_ceil(8)) } else { Duration::from_secs(seconds) }
    }
}

/// A running world.
pub(crate) struct World {
    pub(crate) fleet: Fleet,
    pub(crate) sink: PushSink,
    pub(crate) simyard: Simyard,
    pub(crate) agent: SocketAddr,
}

impl World {
    /// Starts it, and waits until every line is offered.
    pub(crate) async fn start(settings: &Settings, modems: usize) -> anyhow::Result<Self> {
        let instant = ModemOptions { latency_ms: (0, 0), ..ModemOptions::default() };
        let fleet = Fleet::builder().modems(modems).modem_options(instant).start().await?;
        let sink = PushSink::start(PushSinkOptions::default()).await?;
        let hub = HubTable { path: PATH.to_owned(), ..HubTable::new(KEY, sink.push_url(), &SERVICES) };
        let builder = Simyard::builder(&settings.program).hub(hub).set("log.filter", "\"warn\"");
        let builder = fleet.iccids().iter().fold(builder, |builder, iccid| builder.sim(iccid, "US"));
        let mut simyard =
            fleet.paths().iter().fold(builder, |builder, path| builder.port(path.display())).build();
        simyard.start().await;
        let agent = simyard.agent_url("").trim_start_matches("http://").parse()?;
        let world = Self { fleet, sink, simyard, agent };
        world.all_in_service(modems).await?;
        Ok(world)
    }

    async fn all_in_service(&self, modems: usize) -> anyhow::Result<()> {
        let mut connection = Connection::open(self.agent).await?;
        for _ in 0..600 {
            let answer: Value = serde_json::from_slice(connection.post(PATH, &get_services()).await?)?;
            if count_of(&answer, SERVICES[0]) >= modems as u64 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!("the modems were not in service after a minute\n{}", self.simyard.last_words())
    }

    /// Opens an activation on every number, so that every message is pushed.
    pub(crate) async fn take_all(&self) -> anyhow::Result<()> {
        let mut connection = Connection::open(self.agent).await?;
        for _ in self.fleet.modems() {
            let answer: Value =
                serde_json::from_slice(connection.post(PATH, &get_number(SERVICES[0])).await?)?;
            anyhow::ensure!(answer["status"] == "SUCCESS", "an offered number can't be had: {answer}");
        }
        Ok(())
    }

    /// Ends it in order.
    pub(crate) async fn stop(self) {
        let Self { fleet, mut simyard, .. } = self;
        simyard.stop().await;
        fleet.stop().await;
    }
}

pub(crate) fn get_services() -> Vec<u8> {
    json!({"action": "GET_SERVICES", "key": KEY}).to_string().into_bytes()
}

pub(crate) fn get_number(service: &str) -> Vec<u8> {
    let order = json!({"action": "GET_NUMBER", "key": KEY, "country": "usaphysical", "operator": "any",
        "service": service, "sum": 10.5, "currency": 643, "exceptionPhoneSet": ["7918", "79281"]});
    order.to_string().into_bytes()
}

pub(crate) fn finish(activation: u64) -> Vec<u8> {
    let finish = json!({"action": "FINISH_ACTIVATION", "key": KEY, "activationId": activation, "status": 4});
    finish.to_string().into_bytes()
}

fn count_of(services: &Value, service: &str) -> u64 {
    let countries = services["countryList"].as_array().into_iter().flatten();
    let operators =
        countries.filter_map(|country| country["operatorMap"].as_object()).flat_map(|map| map.values());
    operators.filter_map(|counts| counts[service].as_u64()).sum()
}
