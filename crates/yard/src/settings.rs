//! Everything about the yard that an operator may tune, with the defaults that suit a shelf of modems.
//!
//! Plain values: the binary reads them from its configuration file and says there what the units are.

use std::path::PathBuf;
use std::time::Duration;

use crate::supervisor::LadderSettings;

/// How the yard behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YardSettings {
    /// This process among several on one database: lines are marked offline by it when it starts.
    pub node: String,
    /// Where modems are.
    pub ports: Vec<PortSpec>,
    /// Speed of serial ports, in baud; USB modems ignore it.
    pub baud: u32,
    /// How often globs are expanded again and missing ports are looked for.
    pub rescan: Duration,
    /// Time-outs of the dialogue.
    pub timeouts: Timeouts,
    /// When a signal counts as weak, in dBm.
    pub signal: SignalThresholds,
    /// How often a healthy modem is asked about what it does not announce.
    pub polls: Polls,
    /// How long the parts of a message are waited for.
    pub multipart_limit: Duration,
    /// The recovery ladder.
    pub ladder: LadderSettings,
    /// Let modems hand messages over directly (`+CMT`, acknowledged) instead of storing them first.
    pub direct_delivery: bool,
    /// How many modems may be set up at the same time.
    pub concurrent_starts: usize,
    /// How many modems may restart at the same time; each restart is a current peak.
    pub concurrent_restarts: usize,
    /// Least time between two `modem.changed` facts about one modem's signal.
    pub signal_fact_every: Duration,
}

impl Default for YardSettings {
    fn default() -> Self {
        Self {
            node: "local".to_owned(),
            ports: Vec::new(),
            baud: 115_200,
            rescan: Duration::from_secs(1),
            timeouts: Timeouts::default(),
            signal: SignalThresholds::default(),
            polls: Polls::default(),
            multipart_limit: Duration::from_secs(10 * 60),
            ladder: LadderSettings::default(),
            direct_delivery: false,
            concurrent_starts: 32,
            concurrent_restarts: 4,
            signal_fact_every: Duration::from_secs(3),
        }
    }
}

/// Time-outs of the dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// The questions a modem in service is asked again and again; others have the time-outs of their kind.
    pub command: Duration,
    /// Opening a port or a TCP connection.
    pub open: Duration,
    /// Writing a command; a port that does not drain hangs.
    pub write: Duration,
    /// How long a SIM that is busy or starting is waited for.
    pub sim_ready: Duration,
    /// How long message commands may be refused after a start.
    pub sms_ready: Duration,
    /// How long set-up waits for the network before it calls the modem degraded.
    pub registration: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            command: Duration::from_secs(5),
            open: Duration::from_secs(5),
            write: Duration::from_secs(5),
            sim_ready: Duration::from_secs(30),
            sms_ready: Duration::from_secs(30),
            registration: Duration::from_secs(2),
        }
    }
}

/// Signal thresholds with a gap between them, so that a modem at the edge does not flap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalThresholds {
    /// Below this the modem is degraded, in dBm.
    pub weak_below_dbm: i16,
    /// From this on it is well again, in dBm.
    pub good_from_dbm: i16,
}

impl Default for SignalThresholds {
    fn default() -> Self {
        Self { weak_below_dbm: -109, good_from_dbm: -105 }
    }
}

/// How often a healthy modem is asked; each port begins at another moment, so that a fleet's questions spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polls {
    /// Signal strength.
    pub signal: Duration,
    /// Registration.
    pub registration: Duration,
    /// The message stores: the safety net under lost announcements.
    pub storage: Duration,
    /// Whether the same SIM is still there.
    pub sim: Duration,
    /// A locked or missing SIM.
    pub locked_sim: Duration,
    /// Who the serving operator is.
    pub operator: Duration,
}

impl Default for Polls {
    fn default() -> Self {
        Self {
            signal: Duration::from_secs(30),
            registration: Duration::from_secs(30),
            storage: Duration::from_secs(30),
            sim: Duration::from_secs(30),
            locked_sim: Duration::from_secs(15),
            operator: Duration::from_secs(600),
        }
    }
}

/// Where a modem, or several, are found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PortSpec {
    /// One device, best by a name that survives re-plugging (`/dev/serial/by-path/…`, `/dev/serial/by-id/…`).
    Path(PathBuf),
    /// All devices that match, looked up again and again.
    Glob(String),
    /// A serial port behind a raw TCP server.
    Tcp {
        /// Name or address.
        host: String,
        /// TCP port.
        port: u16,
    },
}

/// Why a text names no port.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPort {
    /// Not `tcp://host:port`.
    #[error("`{0}` is no TCP port; write tcp://host:port")]
    Tcp(String),
    /// Neither an absolute path nor an address.
    #[error(
        "`{0}` is no port; write an absolute path such as /dev/serial/by-id/…, a glob such as /dev/ttyUSB*, or tcp://host:port"
    )]
    Path(String),
    /// The glob itself is malformed.
    #[error("`{0}` is no valid glob")]
    Glob(String),
}

impl PortSpec {
    /// Reads `tcp://host:port`, an absolute path, or a glob.
    ///
    /// # Errors
    /// When the text is none of them.
    pub fn parse(text: &str) -> Result<Self, InvalidPort> {
        let text = text.trim();
        if let Some(address) = text.strip_prefix("tcp://") {
            return Self::parse_tcp(address).ok_or_else(|| InvalidPort::Tcp(text.to_owned()));
        }
        if !text.starts_with('/') {
            return Err(InvalidPort::Path(text.to_owned()));
        }
        if text.contains(['*', '?', '[']) {
            glob::Pattern::new(text).map_err(|_| InvalidPort::Glob(text.to_owned()))?;
            return Ok(Self::Glob(text.to_owned()));
        }
        Ok(Self::Path(PathBuf::from(text)))
    }

    fn parse_tcp(address: &str) -> Option<Self> {
        let (host, port) = address.trim_end_matches('/').rsplit_once(':')?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = port.parse().ok().filter(|port| *port > 0)?;
        (!host.is_empty()).then(|| Self::Tcp { host: host.to_owned(), port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_told_apart_by_their_form() {
        let tcp = |host: &str, port| PortSpec::Tcp { host: host.to_owned(), port };
        assert_eq!(PortSpec::parse("tcp://pool.lan:4001"), Ok(tcp("pool.lan", 4001)));
        assert_eq!(PortSpec::parse("tcp://[::1]:4001"), Ok(tcp("::1", 4001)));
        assert_eq!(PortSpec::parse("/dev/ttyUSB*"), Ok(PortSpec::Glob("/dev/ttyUSB*".into())));
        let by_id = "/dev/serial/by-id/usb-Quectel-if02";
        assert_eq!(PortSpec::parse(by_id), Ok(PortSpec::Path(by_id.into())));
    }

    #[test]
    fn what_is_no_port_is_refused() {
        assert!(matches!(PortSpec::parse("ttyUSB0"), Err(InvalidPort::Path(_))));
        assert!(matches!(PortSpec::parse("tcp://host"), Err(InvalidPort::Tcp(_))));
        assert!(matches!(PortSpec::parse("tcp://:1"), Err(InvalidPort::Tcp(_))));
        assert!(matches!(PortSpec::parse("/dev/tty[USB"), Err(InvalidPort::Glob(_))));
    }
}
