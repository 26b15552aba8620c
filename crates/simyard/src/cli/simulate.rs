//! `simyard simulate modems`: modems on pseudo-terminals for any program that speaks AT.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Subcommand;
use simulator::fleet;

#[derive(Debug, Subcommand)]
pub(crate) enum Simulate {
    /// Start simulated modems, print one port path a line, and keep them until interrupted.
    Modems {
        /// How many, of all families in turn.
        #[arg(long, default_value_t = 1)]
        count: usize,
        /// Seed of everything random.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Let a made-up SMS arrive at a random number that often, such as 5s.
        #[arg(long, value_name = "PERIOD", value_parser = super::span)]
        deliver_every: Option<Duration>,
        /// Folder in which each port also gets a name that survives re-plugging.
        #[arg(long, value_name = "DIR")]
        links: Option<PathBuf>,
    },
}

impl Simulate {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let Self::Modems { count, seed, deliver_every, links } = self;
        let fleet = fleet::serve_modems(count, seed, deliver_every, links)
            .await
            .context("starting the simulated modems")?;
        let mut out = std::io::stdout().lock();
        for path in fleet.paths() {
            writeln!(out, "{}", path.display())?;
        }
        out.flush()?;
        drop(out);
        super::interrupted().await?;
        fleet.stop().await;
        Ok(())
    }
}
