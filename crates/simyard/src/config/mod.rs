//! The configuration: one TOML file over the built-in defaults, and the environment over both.
//!
//! `default.toml` beside this file *is* the reference: every key with its default, unit and meaning. `docs/configuration.md`
//! is made from it. What is read here is checked and turned into the rooms' own settings types in [`rooms`]; nothing
//! past this module knows where a setting came from.

mod reference;
mod rooms;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use kernel::Secret;
use serde::Deserialize;

pub(crate) use reference::reference;

const DEFAULTS: &str = include_str!("default.toml");

/// The whole configuration, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) database: Database,
    pub(crate) keys: Keys,
    pub(crate) public: Listener,
    pub(crate) agent: Listener,
    pub(crate) internal: Listener,
    pub(crate) log: Log,
    pub(crate) activity: Activity,
    pub(crate) modems: Modems,
    pub(crate) messages: Messages,
    #[serde(default)]
    pub(crate) sim: Vec<Sim>,
    #[serde(default)]
    pub(crate) hub: Vec<hub::HubConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    pub(crate) url: Secret,
    pub(crate) max_connections: u32,
    #[serde(with = "humantime_serde")]
    pub(crate) acquire_timeout: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    pub(crate) file: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listener {
    pub(crate) listen: SocketAddr,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) filter: String,
    pub(crate) format: LogFormat,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activity {
    #[serde(with = "humantime_serde")]
    pub(crate) keep: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Modems {
    pub(crate) ports: Vec<String>,
    pub(crate) baud: u32,
    #[serde(with = "humantime_serde")]
    pub(crate) rescan_interval: Duration,
    pub(crate) direct_delivery: bool,
    pub(crate) concurrent_starts: usize,
    pub(crate) concurrent_restarts: usize,
    pub(crate) timeouts: Timeouts,
    pub(crate) signal: Signal,
    pub(crate) intervals: Intervals,
    pub(crate) recovery: Recovery,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Timeouts {
    #[serde(with = "humantime_serde")]
    pub(crate) command: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) open: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) write: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) sim_ready: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) sms_ready: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) registration: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signal {
    pub(crate) weak_below_dbm: i16,
    pub(crate) good_from_dbm: i16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Intervals {
    #[serde(with = "humantime_serde")]
    pub(crate) signal: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) registration: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) operator: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) message_poll: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) sim: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) locked_sim: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recovery {
    #[serde(with = "humantime_serde")]
    pub(crate) repeat_after: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) reopen_after: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) restart_wait: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) quarantine_first: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) quarantine_longest: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) forgive_after: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Messages {
    #[serde(with = "humantime_serde")]
    pub(crate) multipart_wait: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sim {
    pub(crate) iccid: String,
    pub(crate) number: Option<String>,
    pub(crate) pin: Option<Secret>,
    pub(crate) country: Option<String>,
    pub(crate) operator: Option<String>,
}

impl Config {
    /// Reads `file` (if any) and the environment over the defaults, and checks the whole.
    pub(crate) fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(path) = file {
            anyhow::ensure!(path.exists(), "there is no configuration file at {}", path.display());
            figment = figment.merge(Toml::file_exact(path));
        }
        Self::extract(figment.merge(Env::prefixed("SIMYARD__").split("__")))
    }

    /// Reads a text over the defaults; the environment is left out.
    pub(crate) fn parse(toml: &str) -> anyhow::Result<Self> {
        Self::extract(Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(toml)))
    }

    fn extract(figment: Figment) -> anyhow::Result<Self> {
        let config: Self = figment.extract().context("reading the configuration")?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        let public = self.public.listen;
        anyhow::ensure!(
            public.ip().is_loopback(),
            "[public] listen = {public}: the console has no logins yet and listens on loopback addresses only; \
             use 127.0.0.1 or [::1], and reach it from elsewhere through an SSH tunnel"
        );
        anyhow::ensure!(
            self.modems.signal.weak_below_dbm <= self.modems.signal.good_from_dbm,
            "[modems.signal] weak_below_dbm must not be above good_from_dbm"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_alone_are_a_valid_configuration() {
        Config::parse("").unwrap();
    }

    #[test]
    fn a_misspelt_key_is_named() {
        let error = format!("{:#}", Config::parse("[modems]\nprots = []").unwrap_err());
        assert!(error.contains("prots"), "{error}");
    }

    #[test]
    fn the_console_stays_on_loopback() {
        let error = Config::parse("[public]\nlisten = \"0.0.0.0:8080\"").unwrap_err().to_string();
        assert!(error.contains("loopback"), "{error}");
    }

    #[test]
    fn secrets_do_not_print() {
        let config = Config::parse("[database]\nurl = \"postgres://u:hunter2@db/x\"").unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
