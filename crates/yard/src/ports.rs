//! Which ports there are now: the configuration, with globs expanded.
//!
//! A port is known by the name it was configured under; two names of one device are one port, because the device
//! behind a name is resolved before it is taken.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::settings::PortSpec;

/// One port to supervise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Port {
    /// A serial device.
    Serial(PathBuf),
    /// A serial port behind raw TCP.
    Tcp {
        /// Name or address.
        host: String,
        /// TCP port.
        port: u16,
    },
}

impl Port {
    /// Whether there is something to open; always true for TCP, where only trying tells.
    #[must_use]
    pub(crate) fn is_present(&self) -> bool {
        match self {
            Self::Serial(path) => path.exists(),
            Self::Tcp { .. } => true,
        }
    }

    /// The device itself, behind all names that point to it.
    #[must_use]
    pub(crate) fn device(&self) -> Self {
        match self {
            Self::Serial(path) => Self::Serial(resolve(path)),
            Self::Tcp { .. } => self.clone(),
        }
    }
}

impl std::fmt::Display for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Serial(path) => write!(f, "{}", path.display()),
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp://[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
        }
    }
}

/// All ports that the specifications name now: those by path and address even while missing, globs as they match.
#[must_use]
pub(crate) fn expand(specs: &[PortSpec]) -> BTreeSet<Port> {
    let mut ports = BTreeSet::new();
    let mut devices = BTreeSet::new();
    // Names given one by one win over what a glob finds.
    let named = specs.iter().filter_map(|spec| match spec {
        PortSpec::Path(path) => Some(Port::Serial(path.clone())),
        PortSpec::Tcp { host, port } => Some(Port::Tcp { host: host.clone(), port: *port }),
        PortSpec::Glob(_) => None,
    });
    let found = specs.iter().flat_map(|spec| match spec {
        PortSpec::Glob(pattern) => matches_of(pattern),
        PortSpec::Path(_) | PortSpec::Tcp { .. } => Vec::new(),
    });
    for port in named.chain(found) {
        if devices.insert(port.device()) {
            ports.insert(port);
        }
    }
    ports
}

fn matches_of(pattern: &str) -> Vec<Port> {
    let paths = glob::glob(pattern).into_iter().flatten().flatten();
    paths.map(Port::Serial).collect()
}

fn resolve(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_of_one_device_are_one_port() {
        let folder = tempfile::tempdir().unwrap();
        let device = folder.path().join("ttyUSB0");
        let name = folder.path().join("by-id-modem");
        std::fs::write(&device, "").unwrap();
        std::os::unix::fs::symlink(&device, &name).unwrap();
        let glob = PortSpec::Glob(format!("{}/*", folder.path().display()));
        let ports = expand(&[glob, PortSpec::Path(name.clone())]);
        assert_eq!(ports.into_iter().collect::<Vec<_>>(), [Port::Serial(name)]);
    }

    #[test]
    fn a_configured_path_is_supervised_while_it_is_missing() {
        let ports =
            expand(&[PortSpec::Path("/nowhere/ttyUSB9".into()), PortSpec::Glob("/nowhere/tty*".into())]);
        assert_eq!(ports.len(), 1);
        assert!(ports.iter().all(|port| !port.is_present()));
    }
}
