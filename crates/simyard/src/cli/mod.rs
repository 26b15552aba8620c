//! The command line: one file a command.

mod config;
mod demo;
mod pdu;
mod serve;
mod sim;
mod simulate;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Config;

/// Runs SIM cards, modems, numbers and messages.
#[derive(Debug, Parser)]
#[command(name = "simyard", version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the modems and serve the hubs and the console.
    Serve(ConfigFile),
    /// Run everything against simulated modems, a simulated cell network and a simulated hub.
    Demo(demo::Demo),
    /// Simulated hardware for other programs.
    #[command(subcommand)]
    Simulate(simulate::Simulate),
    /// Decode and encode SMS PDUs.
    #[command(subcommand)]
    Pdu(pdu::PduCommand),
    /// The SIM cards of the inventory.
    #[command(subcommand)]
    Sim(sim::SimCommand),
    /// Create or upgrade the tables, then stop.
    Migrate(ConfigFile),
    /// Check or explain the configuration.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Print the API description (OpenAPI 3.1, JSON).
    Openapi,
}

/// Where the configuration is.
#[derive(Debug, Args)]
pub(crate) struct ConfigFile {
    /// TOML file over the built-in defaults.
    #[arg(short = 'c', long = "config", value_name = "FILE", env = "SIMYARD_CONFIG")]
    file: Option<PathBuf>,
}

impl ConfigFile {
    fn load(&self) -> anyhow::Result<Config> {
        Config::load(self.file.as_deref())
    }
}

impl Cli {
    /// Runs the command to its end.
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Serve(file) => serve::serve(&file.load()?).await?,
            Command::Demo(demo) => demo.run().await?,
            Command::Simulate(simulate) => simulate.run().await?,
            Command::Pdu(command) => return Ok(command.run()),
            Command::Sim(command) => command.run().await?,
            Command::Migrate(file) => serve::migrate(&file.load()?).await?,
            Command::Config(command) => command.run()?,
            Command::Openapi => println!("{}", api::openapi_json()?),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Returns at Ctrl-C or a polite request to stop.
async fn interrupted() -> anyhow::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        ctrl_c = tokio::signal::ctrl_c() => ctrl_c?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// A duration with its unit, as on the command line.
fn span(text: &str) -> Result<std::time::Duration, humantime::DurationError> {
    humantime::parse_duration(text)
}
