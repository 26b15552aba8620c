//! A pseudo-terminal that looks like a modem's serial port from the other side.
//!
//! The simulator reads and writes the master; any program opens the slave path. The simulator keeps a slave
//! descriptor of its own open: without it the master would report an error whenever the client closes or dies, and
//! the terminal's raw settings would be lost between two clients. Every descriptor is close-on-exec, so a process
//! started (and killed) by a crash test never holds a port. Dropping a [`Pty`] is pulling the plug: the client reads
//! end-of-file and its writes fail.

use std::{
    fs::OpenOptions,
    io::{self, Read, Write},
    os::{
        fd::OwnedFd,
        unix::fs::{OpenOptionsExt, symlink},
    },
    path::{Path, PathBuf},
};

use nix::{
    fcntl::OFlag,
    pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt},
    sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr},
};
use tokio::io::unix::AsyncFd;

/// Why a pseudo-terminal could not be made or linked.
#[derive(Debug, thiserror::Error)]
pub enum PtyError {
    /// The system refused a new pair.
    #[error(
        "could not {step} a pseudo-terminal; raise kernel.pty.max or the open-files limit if many modems are simulated"
    )]
    Open {
        /// What was being done.
        step: &'static str,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// The stable name could not be written.
    #[error("could not link {link} to the simulated port", link = .link.display())]
    Link {
        /// The name that was to be made.
        link: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
}

/// The master side of one simulated port.
#[derive(Debug)]
pub struct Pty {
    master: AsyncFd<PtyMaster>,
    _slave: OwnedFd,
    path: PathBuf,
}

impl Pty {
    /// Opens a new pair in raw mode; must run inside a tokio runtime.
    pub fn open() -> Result<Self, PtyError> {
        let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC;
        let master = posix_openpt(flags).map_err(failed("open"))?;
        grantpt(&master).map_err(failed("grant"))?;
        unlockpt(&master).map_err(failed("unlock"))?;
        let path = PathBuf::from(ptsname_r(&master).map_err(failed("name"))?);
        let slave = open_raw_slave(&path)?;
        #[expect(
            deprecated,
            reason = "the replacement is unsafe for the sake of types that do not own their descriptor; PtyMaster does"
        )]
        let master = AsyncFd::new(master).map_err(failed("watch"))?;
        Ok(Self { master, _slave: slave, path })
    }

    /// Where a client opens the port now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits for bytes from the client.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.master.readable().await?;
            match ready.try_io(|fd| fd.get_ref().read(buffer)) {
                Ok(result) => return result,
                Err(_would_block) => continue,
            }
        }
    }

    /// Writes what fits into the line's buffer; waits until at least one byte does.
    pub async fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.master.writable().await?;
            match ready.try_io(|fd| fd.get_ref().write(bytes)) {
                Ok(result) => return result,
                Err(_would_block) => continue,
            }
        }
    }
}

/// Points `link` at `target` in one step, so that a program never sees the name missing.
pub(crate) fn link_atomically(target: &Path, link: &Path) -> Result<(), PtyError> {
    let failed = |source| PtyError::Link { link: link.to_path_buf(), source };
    let draft = link.with_extension("new");
    match std::fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    symlink(target, &draft).map_err(failed)?;
    std::fs::rename(&draft, link).map_err(failed)
}

fn open_raw_slave(path: &Path) -> Result<OwnedFd, PtyError> {
    let slave = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags((OFlag::O_NOCTTY | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC).bits())
        .open(path)
        .map_err(failed("open the client side of"))?;
    let mut settings = tcgetattr(&slave).map_err(failed("read the settings of"))?;
    cfmakeraw(&mut settings);
    tcsetattr(&slave, SetArg::TCSANOW, &settings).map_err(failed("set raw mode on"))?;
    Ok(slave.into())
}

fn failed<E: Into<io::Error>>(step: &'static str) -> impl FnOnce(E) -> PtyError {
    move |source| PtyError::Open { step, source: source.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_started_process_inherits_no_port() {
        let pty = Pty::open().unwrap();
        let output = std::process::Command::new("ls").args(["-l", "/proc/self/fd"]).output().unwrap();
        let descriptors = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(descriptors.contains("-> "), "{descriptors}");
        assert!(!descriptors.contains("ptmx"), "{descriptors}");
        assert!(!descriptors.contains(&*pty.path().to_string_lossy()), "{descriptors}");
    }

    #[tokio::test]
    async fn bytes_pass_unchanged_both_ways_and_a_dead_client_does_no_harm() {
        let pty = Pty::open().unwrap();
        let all: Vec<u8> = (0..=255).collect();
        let mut client = OpenOptions::new().read(true).write(true).open(pty.path()).unwrap();
        pty.write(&all).await.unwrap();
        let mut heard = vec![0; 256];
        client.read_exact(&mut heard).unwrap();
        assert_eq!(heard, all);
        client.write_all(b"\x03\r\x1a").unwrap();
        drop(client);
        let mut buffer = [0; 16];
        let count = pty.read(&mut buffer).await.unwrap();
        assert_eq!(&buffer[..count], b"\x03\r\x1a");
        pty.write(b"still there").await.unwrap();
    }
}
