//! The real program as a child process, to be killed, stopped and started again on the same database.
//!
//! A test gives the binary's path and what its configuration should say; this module makes the folder, the ports and
//! the configuration file around it, waits until `/readyz` answers, and shows the program's standard error when the
//! test fails. Data flow only one way: configuration in, process out. It does not know what the configuration means,
//! and it does not hide a process that dies by itself: waiting for such a one panics with its last words.

mod config;
mod stored;
mod usage;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

pub use config::{HubTable, SimyardBuilder, free_address};
pub use stored::{StoredMessage, StoredPush};
pub use usage::Usage;

use crate::eventually::within_bound;

/// How often a state that nobody announces is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// So much of the end of standard error is shown when a test fails.
const SHOWN_BYTES: usize = 6000;

/// One installation of the program: its folder, its addresses, and the process while it runs.
#[derive(Debug)]
pub struct Simyard {
    program: PathBuf,
    arguments: Vec<String>,
    folder: tempfile::TempDir,
    database_url: String,
    public: SocketAddr,
    agent: SocketAddr,
    internal: SocketAddr,
    child: Option<Child>,
    starts: u32,
}

impl Simyard {
    /// An installation of the program at this path, `simyard serve`; nothing is started yet.
    #[must_use]
    pub fn builder(program: impl Into<PathBuf>) -> SimyardBuilder {
        SimyardBuilder::new(program.into())
    }

    /// Starts the process and returns at once, ready or not.
    ///
    /// # Panics
    /// When it runs already or can't be started.
    pub fn spawn(&mut self) {
        assert!(self.child.is_none(), "the program runs already");
        let errors = std::fs::OpenOptions::new().create(true).append(true).open(self.error_file());
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors.expect("a file for standard error can be opened"))
            .kill_on_drop(true)
            .spawn();
        let program = self.program.display();
        self.child = Some(child.unwrap_or_else(|error| panic!("{program} can't be started: {error}")));
        self.starts += 1;
    }

    /// Waits until `/readyz` on the internal listener says 200.
    ///
    /// # Panics
    /// When the process ends before, or half a minute is over.
    pub async fn ready(&mut self) {
        let ready = async {
            let mut looks = tokio::time::interval(LOOK);
            while probe(self.internal, "/readyz").await != Some(200) {
                looks.tick().await;
                let child = self.child.as_mut().expect("the program was started");
                if let Some(status) = child.try_wait().expect("a child can be asked") {
                    self.child = None;
                    panic!("the program ended by itself with {status}\n{}", self.last_words());
                }
            }
        };
        within_bound("simyard answers 200 at /readyz", ready).await;
    }

    /// Starts the process and waits until it is ready.
    ///
    /// # Panics
    /// As [`Simyard::spawn`] and [`Simyard::ready`].
    pub async fn start(&mut self) {
        self.spawn();
        self.ready().await;
    }

    /// SIGKILL, as power loss would end it; returns when the process is gone.
    ///
    /// # Panics
    /// When it does not run, or had ended by itself.
    pub async fn kill(&mut self) {
        let mut child = self.child.take().expect("the program was started");
        child.start_kill().expect("a running child can be killed");
        let status = child.wait().await.expect("a killed child can be waited for");
        assert_eq!(
            signal_of(status),
            Some(Signal::SIGKILL as i32),
            "it had ended before: {}",
            self.last_words()
        );
    }

    /// SIGTERM, and waits for the orderly end.
    ///
    /// # Panics
    /// When it does not run, or has not ended within half a minute.
    pub async fn stop(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("the program was started");
        let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).expect("the program runs");
        kill(Pid::from_raw(pid), Signal::SIGTERM).expect("a running child can be signalled");
        within_bound("simyard ends after SIGTERM", child.wait()).await.expect("a child can be waited for")
    }

    /// An orderly stop and a new start.
    ///
    /// # Panics
    /// As [`Simyard::stop`] and [`Simyard::start`].
    pub async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    /// What the running process uses.
    ///
    /// # Panics
    /// When it does not run.
    #[must_use]
    pub fn usage(&self) -> Usage {
        let pid = self.child.as_ref().and_then(Child::id).expect("the program runs");
        Usage::of(pid).expect("a running process can be read")
    }

    /// How often it was started.
    #[must_use]
    pub const fn starts(&self) -> u32 {
        self.starts
    }

    /// Where the console's listener is, `http://…` without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> String {
        format!("http://{}", self.public)
    }

    /// The WebSocket of the console's listener.
    #[must_use]
    pub fn socket_url(&self) -> String {
        format!("ws://{}/ws", self.public)
    }

    /// Where a hub with this path calls, `http://…`.
    #[must_use]
    pub fn agent_url(&self, path: &str) -> String {
        format!("http://{}{path}", self.agent)
    }

    /// Where metrics and health are, `http://…`.
    #[must_use]
    pub fn internal_url(&self) -> String {
        format!("http://{}", self.internal)
    }

    /// Its database.
    #[must_use]
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// The folder with its configuration, keys and, on SQLite, its database.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The end of what it wrote to standard error.
    #[must_use]
    pub fn last_words(&self) -> String {
        let all = std::fs::read(self.error_file()).unwrap_or_default();
        String::from_utf8_lossy(&all[all.len().saturating_sub(SHOWN_BYTES)..]).into_owned()
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.path().join("simyard.keys")
    }

    fn error_file(&self) -> PathBuf {
        self.folder.path().join("stderr.log")
    }
}

impl Drop for Simyard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "--- the last of simyard's standard error ({} starts)\n{}",
                self.starts,
                self.last_words()
            );
        }
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

/// The status of a GET, without the weight of an HTTP client; `None` when nobody answers.
async fn probe(address: SocketAddr, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.ok()?;
    std::str::from_utf8(head.get(9..)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "ended by itself")]
    async fn a_program_that_dies_is_not_waited_for() {
        Simyard::builder("/bin/false").build().start().await;
    }

    #[tokio::test]
    async fn a_probe_reads_the_status() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\n\r\n").await.unwrap();
        });
        assert_eq!(probe(address, "/readyz").await, Some(503));
        server.await.unwrap();
        assert_eq!(probe(address, "/readyz").await, None);
    }
}
