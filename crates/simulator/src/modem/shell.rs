//! The thin part around [`ModemCore`]: one task that carries bytes between the PTY and the core, and messages
//! between the core and the network.
//!
//! One task per modem, no thread, no polling: it sleeps until the client writes, the network has something, a timer
//! of the core is due or the handle commands.

use std::{io, path::PathBuf};

use tokio::sync::{mpsc, oneshot, watch};
use tracing::debug;

use super::{core::ModemCore, exchange::Effect, fault::Fault};
use crate::{
    network::{Network, Next},
    pace,
    pty::{Pty, PtyError, link_atomically},
    sim::SimCard,
};

/// What nobody reads for this long is lost, as on a line without flow control.
const UNREAD_LIMIT_MS: u64 = 2000;
/// A restarting USB modem's last words get out before its port goes, which stays away for a while (at normal speed).
const LAST_WORDS_MS: u64 = 30;
const ENUMERATION_MS: u64 = 3000;

/// What a handle asks of its modem.
#[derive(Debug)]
pub(super) enum Control {
    Inject(Fault, oneshot::Sender<()>),
    RemoveSim(oneshot::Sender<Option<SimCard>>),
    InsertSim(SimCard, oneshot::Sender<()>),
    Unplug(oneshot::Sender<()>),
    Replug(oneshot::Sender<()>),
    Link(PathBuf, oneshot::Sender<Result<(), PtyError>>),
    Say(String, oneshot::Sender<()>),
    Stop(oneshot::Sender<()>),
}

#[derive(Debug)]
enum Later {
    InsertSim(SimCard),
    Replug,
    /// The port of a restarting USB modem goes away.
    Vanish,
}

pub(super) struct Shell {
    core: ModemCore,
    pty: Option<Pty>,
    network: Network,
    commands: mpsc::UnboundedReceiver<Control>,
    port: watch::Sender<Option<PathBuf>>,
    link: Option<PathBuf>,
    unsent: Vec<u8>,
    unsent_since_ms: u64,
    later: Vec<(u64, Later)>,
    replugging: bool,
}

enum Happened {
    Read(io::Result<Vec<u8>>),
    Wrote(io::Result<usize>),
    Commanded(Option<Control>),
    Woken,
}

impl Shell {
    pub(super) fn new(
        core: ModemCore,
        pty: Pty,
        network: Network,
        commands: mpsc::UnboundedReceiver<Control>,
        port: watch::Sender<Option<PathBuf>>,
        link: Option<PathBuf>,
    ) -> Self {
        Self {
            core,
            pty: Some(pty),
            network,
            commands,
            port,
            link,
            unsent: Vec::new(),
            unsent_since_ms: 0,
            later: Vec::new(),
            replugging: false,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            let now_ms = pace::now_ms();
            self.do_later(now_ms);
            self.core.tick(now_ms);
            let network_wake = self.take_messages(now_ms);
            self.carry_out_effects(now_ms);
            self.collect_output(now_ms);
            let wake = [self.core.next_wake(), network_wake, self.own_wake()].into_iter().flatten().min();
            match self.wait(wake).await {
                Happened::Read(Ok(bytes)) => self.core.receive(&bytes, pace::now_ms()),
                Happened::Wrote(Ok(count)) => {
                    self.unsent.drain(..count);
                    self.unsent_since_ms = pace::now_ms();
                }
                Happened::Read(Err(error)) | Happened::Wrote(Err(error)) => {
                    debug!(%error, "simulated port failed; the modem counts as unplugged");
                    self.unplug();
                }
                Happened::Commanded(Some(Control::Stop(reply))) => {
                    let _ = reply.send(());
                    break;
                }
                Happened::Commanded(None) => break,
                Happened::Commanded(Some(control)) => self.obey(control, pace::now_ms()),
                Happened::Woken => {}
            }
        }
        if let Some(link) = &self.link {
            let _ = std::fs::remove_file(link);
        }
    }

    async fn wait(&mut self, wake: Option<u64>) -> Happened {
        let news = self.core.sim().and_then(|sim| self.network.news_for(&sim.iccid()));
        let mut buffer = [0; 1024];
        tokio::select! {
            control = self.commands.recv() => Happened::Commanded(control),
            read = read_from(self.pty.as_ref(), &mut buffer) => {
                Happened::Read(read.map(|count| buffer.get(..count).unwrap_or_default().to_vec()))
            }
            wrote = write_to(self.pty.as_ref(), &self.unsent) => Happened::Wrote(wrote),
            () = async { match &news { Some(news) => news.notified().await, None => std::future::pending().await } } => {
                Happened::Woken
            }
            () = pace::until(wake) => Happened::Woken,
        }
    }

    /// Hands over what the network holds for the card; when the network wants to be asked again.
    fn take_messages(&mut self, now_ms: u64) -> Option<u64> {
        let iccid = self.core.sim()?.iccid();
        while self.pty.is_some() && self.core.can_receive(now_ms) {
            match self.network.next_for(&iccid, now_ms) {
                Next::Deliver(sms) => {
                    self.core.deliver(sms, now_ms);
                    self.carry_out_effects(now_ms);
                }
                Next::At(due_ms) => return Some(due_ms),
                Next::Nothing => return None,
            }
        }
        None
    }

    fn carry_out_effects(&mut self, now_ms: u64) {
        let Some(iccid) = self.core.sim().map(SimCard::iccid) else {
            return self.carry_out_without_card(now_ms);
        };
        for effect in self.core.take_effects() {
            match effect {
                Effect::Accepted(id) => self.network.taken_over(id, now_ms),
                Effect::Refused(id, why) => self.network.refused(id, why, now_ms),
                Effect::MemoryAvailable => self.network.memory_available(&iccid, now_ms),
                Effect::Submit(submission) => {
                    let reference = self.core.take_reference();
                    let result = self.network.submit(&iccid, &submission, reference, now_ms);
                    self.core.submitted(result, now_ms);
                }
                Effect::Rebooting => self.restarting(now_ms),
            }
        }
    }

    fn carry_out_without_card(&mut self, now_ms: u64) {
        for effect in self.core.take_effects() {
            match effect {
                Effect::Accepted(id) => self.network.taken_over(id, now_ms),
                Effect::Refused(id, why) => self.network.refused(id, why, now_ms),
                Effect::Submit(_) => self.core.submitted(Err(310), now_ms),
                Effect::Rebooting => self.restarting(now_ms),
                Effect::MemoryAvailable => {}
            }
        }
    }

    fn restarting(&mut self, now_ms: u64) {
        debug!("simulated modem restarts");
        // The start after a replug is part of the same restart.
        if !std::mem::take(&mut self.replugging) && self.core.options.reenumerates && self.pty.is_some() {
            self.later.push((now_ms + LAST_WORDS_MS, Later::Vanish));
        }
    }

    fn collect_output(&mut self, now_ms: u64) {
        let bytes = self.core.take_output(now_ms);
        if self.pty.is_none() {
            return;
        }
        if self.unsent.is_empty() {
            self.unsent_since_ms = now_ms;
        } else if now_ms >= self.unsent_since_ms + UNREAD_LIMIT_MS {
            self.unsent.clear();
        }
        self.unsent.extend(bytes);
    }

    fn own_wake(&self) -> Option<u64> {
        let unread = (!self.unsent.is_empty()).then(|| self.unsent_since_ms + UNREAD_LIMIT_MS);
        let later = self.later.iter().map(|(due_ms, _)| *due_ms).min();
        [unread, later].into_iter().flatten().min()
    }

    fn do_later(&mut self, now_ms: u64) {
        while let Some(index) = self.later.iter().position(|(due_ms, _)| *due_ms <= now_ms) {
            match self.later.remove(index).1 {
                Later::InsertSim(sim) if self.core.sim().is_none() => self.core.insert_sim(sim, now_ms),
                Later::InsertSim(_) => {}
                Later::Replug if self.pty.is_none() => self.replug(now_ms),
                Later::Replug => {}
                Later::Vanish => {
                    self.unplug();
                    let away_ms = ENUMERATION_MS * self.core.options.boot_percent / 100;
                    self.later.push((now_ms + away_ms, Later::Replug));
                }
            }
        }
    }

    fn obey(&mut self, control: Control, now_ms: u64) {
        // A handle that no longer waits for the reply is no reason to stop.
        match control {
            Control::Inject(fault, reply) => {
                self.suffer(&fault, now_ms);
                let _ = reply.send(());
            }
            Control::RemoveSim(reply) => {
                let sim = self.core.remove_sim(now_ms);
                self.carry_out_effects(now_ms);
                let _ = reply.send(sim);
            }
            Control::InsertSim(sim, reply) => {
                self.core.insert_sim(sim, now_ms);
                let _ = reply.send(());
            }
            Control::Unplug(reply) => {
                self.unplug();
                let _ = reply.send(());
            }
            Control::Replug(reply) => {
                self.replug(now_ms);
                let _ = reply.send(());
            }
            Control::Link(link, reply) => {
                let result = match &self.pty {
                    Some(pty) => link_atomically(pty.path(), &link),
                    None => Ok(()),
                };
                self.link = Some(link);
                let _ = reply.send(result);
            }
            Control::Say(line, reply) => {
                self.core.say(&line, now_ms);
                let _ = reply.send(());
            }
            Control::Stop(reply) => {
                let _ = reply.send(());
            }
        }
    }

    fn suffer(&mut self, fault: &Fault, now_ms: u64) {
        debug!(?fault, "simulated fault");
        let back_at = |duration: &std::time::Duration| now_ms + duration.as_millis() as u64;
        match fault {
            Fault::Unplug { duration } => {
                self.unplug();
                if let Some(duration) = duration {
                    self.later.push((back_at(duration), Later::Replug));
                }
            }
            Fault::SimRemoved { duration } => {
                let sim = self.core.remove_sim(now_ms);
                if let (Some(duration), Some(sim)) = (duration, sim) {
                    self.later.push((back_at(duration), Later::InsertSim(sim)));
                }
            }
            Fault::MemoryFull => {
                let old =
                    self.core.sim().map(|sim| self.network.old_messages(&sim.msisdn())).unwrap_or_default();
                self.core.suffer(fault, &old, now_ms);
            }
            _ => self.core.suffer(fault, &[], now_ms),
        }
    }

    fn unplug(&mut self) {
        self.pty = None;
        self.unsent.clear();
        self.port.send_replace(None);
        if let Some(link) = &self.link {
            let _ = std::fs::remove_file(link);
        }
    }

    /// A port that cannot be opened again is tried later: other modems may free one.
    fn replug(&mut self, now_ms: u64) {
        if self.pty.is_some() {
            return;
        }
        let opened = Pty::open().and_then(|pty| {
            if let Some(link) = &self.link {
                link_atomically(pty.path(), link)?;
            }
            Ok(pty)
        });
        match opened {
            Ok(pty) => {
                self.replugging = true;
                self.core.reboot(now_ms);
                self.port.send_replace(Some(pty.path().to_path_buf()));
                self.pty = Some(pty);
            }
            Err(error) => {
                debug!(%error, "could not replug a simulated modem; trying again");
                self.later.push((now_ms + UNREAD_LIMIT_MS, Later::Replug));
            }
        }
    }
}

async fn read_from(pty: Option<&Pty>, buffer: &mut [u8]) -> io::Result<usize> {
    match pty {
        Some(pty) => pty.read(buffer).await,
        None => std::future::pending().await,
    }
}

async fn write_to(pty: Option<&Pty>, bytes: &[u8]) -> io::Result<usize> {
    match pty {
        Some(pty) if !bytes.is_empty() => pty.write(bytes).await,
        _ => std::future::pending().await,
    }
}
