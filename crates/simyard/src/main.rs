//! simyard: SIM cards, modems, numbers and messages in one binary.
//!
//! This crate holds no decisions: it reads the command line ([`cli`]) and the configuration ([`config`]), wires the
//! rooms together ([`house`]) and serves until it is told to stop.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks through its streams"
)]

mod cli;
mod config;
mod house;
mod logging;
mod remarks;
mod telemetry;
mod upkeep;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(cli::Cli::parse().run()));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("simyard: {error:#}");
            ExitCode::FAILURE
        }
    }
}
