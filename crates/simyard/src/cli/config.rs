//! `simyard config check` and `simyard config reference`.

use clap::Subcommand;

use super::ConfigFile;
use crate::config;

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Read the configuration as `serve` would and say whether it is right.
    Check(ConfigFile),
    /// Print the reference of all keys as Markdown.
    Reference,
}

impl ConfigCommand {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Check(file) => {
                let config = file.load()?;
                let hubs = config.hub_settings()?;
                config.yard_settings()?;
                config.sim_entries()?;
                println!(
                    "the configuration is right: {} port entries, {} hubs",
                    config.modems.ports.len(),
                    hubs.len()
                );
            }
            Self::Reference => print!("{}", config::reference()),
        }
        Ok(())
    }
}
