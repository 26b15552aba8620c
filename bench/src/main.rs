//! Measures the real program from outside and prints JSON: `bench arrival`, `bench hub-calls`, `bench footprint`, or
//! all of them one after the other.
//!
//! The program runs as a child process; modems, hub and clients live in this one, so that both ends of every span are
//! read from one monotonic clock. Whatever is compared is measured in the same run. Nothing is judged here: the aims
//! stand in `docs/performance.md`.

#![expect(clippy::disallowed_methods, reason = "measuring is reading the real clock")]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "figures go to standard output, progress to standard error"
)]

mod arrival;
mod bare;
mod figures;
mod footprint;
mod http;
mod hub_calls;
mod world;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "bench", about = "Measures simyard and prints JSON")]
struct Cli {
    /// The program to measure; default: `simyard` beside this one.
    #[arg(long, global = true, value_name = "FILE")]
    simyard: Option<PathBuf>,
    /// Shorter runs, to see whether everything works.
    #[arg(long, global = true)]
    quick: bool,
    /// How many modems, instead of the usual steps.
    #[arg(long, global = true, value_delimiter = ',')]
    modems: Vec<usize>,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// From an SMS's arrival at the modem to the hub and to the browser.
    Arrival,
    /// Requests a second on the agent listener, beside a handler that does nothing.
    HubCalls,
    /// Memory and processor time, idle and with messages.
    Footprint,
    /// The handler that does nothing; started by `hub-calls`.
    #[command(hide = true)]
    Bare {
        /// Where it listens.
        listen: SocketAddr,
        /// How many octets it answers.
        octets: usize,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if let Some(What::Bare { listen, octets }) = cli.what {
        return bare::serve(listen, octets).await;
    }
    let settings = world::Settings::new(cli.simyard, cli.quick, cli.modems)?;
    let all = cli.what.is_none();
    if all || matches!(cli.what, Some(What::Arrival)) {
        println!("{}", serde_json::to_string_pretty(&arrival::measure(&settings).await?)?);
    }
    if all || matches!(cli.what, Some(What::HubCalls)) {
        println!("{}", serde_json::to_string_pretty(&hub_calls::measure(&settings).await?)?);
    }
    if all || matches!(cli.what, Some(What::Footprint)) {
        println!("{}", serde_json::to_string_pretty(&footprint::measure(&settings).await?)?);
    }
    Ok(())
}
