//! `simyard demo`: the real program, with a simulated world around it.
//!
//! The modems are pseudo-terminals, the cell network delivers real PDUs, the hub speaks HTTP. The program in the middle
//! is the one that `serve` runs, with a configuration like anybody's; its database lives in a folder that is deleted.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use simulator::Fleet;
use simulator::fleet::FaultMix;
use simulator::hub::{HubOptions, HubSim, NetworkCodes};
use simulator::network::NumberPlan;

use crate::config::{Config, LogFormat};
use crate::house::House;
use crate::logging;

const HUB_KEY: &str = "demo-protocol-key";

/// Enough of them that eight numbers keep the hub busy for a good hour: a number is used up service by service.
const SERVICES: &str = "wa tg go fb ig vk wb vi oi am tw ds lf mm ub mb nf dr tn me wx mt fu kt bw uk dh ka dl ab tx jg nv ya ma \
    bz ew ry aa ac ad ae af ah ai aj ak an ao aq ar at au av aw ax ay az bd be bf bg bh bi bj bk bl bm bn bp \
    bq br bs bt bv bx ca cb cc cd ce cf cg ch ci cj ck cl cm cn co cp cq cr cs ct cu cv cw";

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How many simulated modems.
    #[arg(long, default_value_t = 8)]
    modems: usize,
    /// How much faster than life the hub buys.
    #[arg(long, default_value_t = 3)]
    speed: u32,
    /// Seed of everything random.
    #[arg(long, default_value_t = 2026)]
    seed: u64,
    /// Nothing ever goes wrong with a modem.
    #[arg(long)]
    no_faults: bool,
    /// Where the console listens.
    #[arg(long, default_value = "127.0.0.1:8080")]
    public: SocketAddr,
    /// Where the simulated hub reaches us.
    #[arg(long, default_value = "127.0.0.1:5000")]
    agent: SocketAddr,
    /// Metrics and health.
    #[arg(long, default_value = "127.0.0.1:9090")]
    internal: SocketAddr,
}

impl Demo {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        logging::start("warn,simyard=info", LogFormat::Text)?;
        let scratch = tempfile::tempdir().context("making a folder for the demo")?;
        let fleet = self.fleet(scratch.path()).await?;
        let push = reserve_address()?;
        let config = self.config(scratch.path(), push)?;
        let house = House::start(&config, api::About::simulated()).await?;
        let hub = self.hub(&house, &fleet, push).await?;
        println!("simyard demo: {} simulated modems, one simulated hub", self.modems);
        println!("open http://{}", house.public_address());
        println!("Ctrl-C ends it; everything it stored is deleted");
        super::interrupted().await?;
        println!("\n{}", summary(&hub));
        drop(hub);
        house.stop().await;
        fleet.stop().await;
        Ok(())
    }

    async fn fleet(&self, scratch: &Path) -> anyhow::Result<Fleet> {
        let mut builder = Fleet::builder()
            .modems(self.modems)
            .seed(self.seed)
            .numbers(NumberPlan::Mixed)
            .link_dir(scratch.join("ports"))
            .deliver_every(Duration::from_secs(9));
        if !self.no_faults {
            builder = builder.faults(FaultMix { every: Duration::from_secs(25), kinds: Vec::new() });
        }
        std::fs::create_dir_all(scratch.join("ports"))?;
        builder.start().await.context("starting the simulated modems")
    }

    fn config(&self, scratch: &Path, push: SocketAddr) -> anyhow::Result<Config> {
        let toml = format!(
            r#"
            [database]
            url = "sqlite:{root}/demo.db"
            [keys]
            file = "{root}/demo.keys"
            [public]
            listen = "{public}"
            [agent]
            listen = "{agent}"
            [internal]
            listen = "{internal}"
            [modems]
            ports = ["{root}/ports/*"]
            [modems.intervals]
            signal = "5s"
            registration = "5s"
            sim = "5s"
            [modems.recovery]
            restart_wait = "5s"
            quarantine_first = "10s"
            [[hub]]
            id = "demohub"
            profile = "smshub"
            key = "{HUB_KEY}"
            path = "/smshub"
            push_url = "http://{push}{path}"
            services = [{services}]
            countries = {{ GB = "england" }}
            operators = {{ US = "physic" }}
            "#,
            services =
                SERVICES.split_whitespace().map(|code| format!("{code:?}")).collect::<Vec<_>>().join(", "),
            root = scratch.display(),
            public = self.public,
            agent = self.agent,
            internal = self.internal,
            path = simulator::hub::PUSH_PATH,
        );
        Config::parse(&toml)
    }

    async fn hub(&self, house: &House, fleet: &Fleet, push: SocketAddr) -> anyhow::Result<HubSim> {
        let agent = format!("http://{}/smshub", house.agent_address());
        let mut options = HubOptions::new(agent, HUB_KEY).faster(self.speed);
        options.listen = push;
        options.max_open = (self.modems / 2).max(1);
        let codes = NetworkCodes::new(fleet.network().clone(), self.seed);
        HubSim::start(options, Arc::new(codes)).await.context("starting the simulated hub")
    }
}

/// A free port on this computer: the hub's push address must be in the configuration before the hub starts.
fn reserve_address() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn summary(hub: &HubSim) -> String {
    let report = hub.report();
    let mut text = format!(
        "the hub polled {} times, took {} numbers, got {} messages; sold {}, cancelled {}, refunded {}",
        report.polls,
        report.numbers,
        report.pushes_accepted,
        report.sold,
        report.cancelled + report.never_again,
        report.refunded
    );
    for complaint in report.complaints() {
        text.push_str("\nthe hub complains: ");
        text.push_str(&complaint);
    }
    text
}
