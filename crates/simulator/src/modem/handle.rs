//! The handle by which a test or the demo holds a simulated modem.

use std::path::{Path, PathBuf};

use tokio::sync::{mpsc, oneshot, watch};

use super::{
    core::{ModemCore, ModemOptions},
    fault::Fault,
    personality::Personality,
    shell::{Control, Shell},
};
use crate::{
    network::Network,
    pace,
    pty::{Pty, PtyError, link_atomically},
    sim::SimCard,
};

/// The modem's task has ended, with its runtime or by [`SimModem::stop`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the simulated modem was stopped; start another one")]
pub struct ModemGone;

/// A running modem; its task ends when the last handle is dropped.
#[derive(Debug, Clone)]
pub struct SimModem {
    name: String,
    imei: String,
    personality: &'static Personality,
    control: mpsc::UnboundedSender<Control>,
    port: watch::Receiver<Option<PathBuf>>,
}

impl SimModem {
    /// Starts a modem that is on, on a new PTY; with `link_dir` it also gets a stable name there.
    pub fn start(
        name: String,
        personality: &'static Personality,
        imei: String,
        sim: Option<SimCard>,
        options: ModemOptions,
        network: &Network,
        link_dir: Option<&Path>,
    ) -> Result<Self, PtyError> {
        let core = ModemCore::started(personality, imei.clone(), sim, options, pace::now_ms());
        let pty = Pty::open()?;
        let link = link_dir.map(|dir| dir.join(&name));
        if let Some(link) = &link {
            link_atomically(pty.path(), link)?;
        }
        let (control, commands) = mpsc::unbounded_channel();
        let (port_sender, port) = watch::channel(Some(pty.path().to_path_buf()));
        let shell = Shell::new(core, pty, network.clone(), commands, port_sender, link);
        tokio::spawn(shell.run());
        Ok(Self { name, imei, personality, control, port })
    }

    /// Its name, such as `modem-03`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What `AT+CGSN` tells.
    pub fn imei(&self) -> &str {
        &self.imei
    }

    /// Its family.
    pub fn personality(&self) -> &'static Personality {
        self.personality
    }

    /// Where to open it now; `None` while unplugged.
    pub fn path(&self) -> Option<PathBuf> {
        self.port.borrow().clone()
    }

    /// Makes `<dir>/<name>` point at the port, now and after each replug.
    pub async fn link(&self, dir: &Path) -> Result<PathBuf, LinkError> {
        let link = dir.join(&self.name);
        self.ask(|reply| Control::Link(link.clone(), reply)).await??;
        Ok(link)
    }

    /// Lets something go wrong.
    pub async fn inject(&self, fault: Fault) -> Result<(), ModemGone> {
        self.ask(|reply| Control::Inject(fault, reply)).await
    }

    /// Takes the card out.
    pub async fn remove_sim(&self) -> Result<Option<SimCard>, ModemGone> {
        self.ask(Control::RemoveSim).await
    }

    /// Puts a card in; it must be known to the network to receive anything.
    pub async fn insert_sim(&self, sim: SimCard) -> Result<(), ModemGone> {
        self.ask(|reply| Control::InsertSim(sim, reply)).await
    }

    /// Pulls the cable: the client reads end-of-file.
    pub async fn unplug(&self) -> Result<(), ModemGone> {
        self.ask(Control::Unplug).await
    }

    /// Puts the cable back: the modem boots on a new port, whose path is returned.
    pub async fn replug(&self) -> Result<Option<PathBuf>, ModemGone> {
        self.ask(Control::Replug).await?;
        Ok(self.path())
    }

    /// Cuts the power for a moment without the port going away.
    pub async fn power_cycle(&self) -> Result<(), ModemGone> {
        self.inject(Fault::Reboot).await
    }

    /// Lets the modem say a line of its own accord.
    pub async fn say(&self, line: &str) -> Result<(), ModemGone> {
        self.ask(|reply| Control::Say(line.to_owned(), reply)).await
    }

    /// Ends the modem; its port disappears.
    pub async fn stop(&self) {
        // A task that has ended already is what was wanted.
        let _ = self.ask(Control::Stop).await;
    }

    async fn ask<T>(&self, question: impl FnOnce(oneshot::Sender<T>) -> Control) -> Result<T, ModemGone> {
        let (reply, answer) = oneshot::channel();
        self.control.send(question(reply)).map_err(|_| ModemGone)?;
        answer.await.map_err(|_| ModemGone)
    }
}

/// Why a stable name could not be given.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The modem ended.
    #[error(transparent)]
    Gone(#[from] ModemGone),
    /// The link could not be written.
    #[error(transparent)]
    Link(#[from] PtyError),
}
