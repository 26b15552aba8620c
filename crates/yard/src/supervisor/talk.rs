//! One open port and the dialogue on it: the thin shell that moves bytes, keeps time and hands announcements on.
//!
//! Commands go out through [`Talk::ask`] one at a time; what the modem says unasked is queued and taken by the caller
//! between commands. This file decides nothing: a modem that does not answer is [`Trouble::Silent`], a port that is
//! gone is [`Trouble::Gone`], and what follows is the supervisor's business.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use at::{Answer, Command, Dialogue, Event, Failure, Millis, Noise, Urc};
use kernel::{Clock, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::link::Link;
use crate::settings::Timeouts;

/// Why a dialogue can't go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// The port vanished underneath.
    #[error("the port is gone")]
    Gone,
    /// No answer, though the port is there.
    #[error("the modem does not answer")]
    Silent,
    /// Bytes come, but no AT dialogue.
    #[error("the port speaks something else than AT commands")]
    WrongPort,
    /// The modem has restarted: set-up must begin anew.
    #[error("the modem has restarted")]
    Rebooted,
    /// The SIM was taken out, put in or changed.
    #[error("the SIM has changed")]
    SimChanged,
    /// The database failed: nothing may be taken from the modem.
    #[error("the database failed")]
    Storage,
}

/// Announcements kept until the supervisor takes them; a flood beyond is cut, the safety poll finds what it meant.
const URC_LIMIT: usize = 1024;
const READ_BUFFER: usize = 2048;
/// How long a late result is waited for before the next command; short, because [`Talk::is_alive`] waits for the rest.
const DRAIN_MS: u32 = 100;
/// Once a modem answers again, this long without a late result means that there will be no more of them.
const QUIET: Duration = Duration::from_millis(500);
/// A modem that never becomes quiet is gone on with after this time.
const LONGEST_UNREST: Duration = Duration::from_secs(5);

pub(crate) struct Talk {
    link: Box<dyn Link>,
    dialogue: Dialogue,
    clock: Arc<dyn Clock>,
    write_limit: Duration,
    urcs: VecDeque<Urc>,
    wrong_port_signs: u32,
    /// A command was given up, and its result may still come.
    behind: bool,
    /// Results that came for nobody.
    strays: u32,
    /// A message announcement was garbled on the line, or one was dropped: sweep the stores.
    pub(crate) missed_something: bool,
}

impl Talk {
    pub(crate) fn new(link: Box<dyn Link>, clock: Arc<dyn Clock>, timeouts: &Timeouts) -> Self {
        Self {
            link,
            dialogue: Dialogue::new(at::Settings { drain_ms: DRAIN_MS, ..at::Settings::default() }),
            clock,
            write_limit: timeouts.write,
            urcs: VecDeque::new(),
            wrong_port_signs: 0,
            behind: false,
            strays: 0,
            missed_something: false,
        }
    }

    /// Sends one command and waits for its end.
    pub(crate) async fn ask(&mut self, command: Command) -> Result<Result<Answer, Failure>, Trouble> {
        self.settle().await?;
        let Ok(id) = self.dialogue.submit(command, self.millis()) else {
            return Ok(Err(Failure::Cancelled(at::Stage::Queued)));
        };
        loop {
            self.flush().await?;
            if let Some(outcome) = self.drain(Some(id)) {
                return Ok(outcome);
            }
            self.read_or_expire(None).await?;
        }
    }

    /// Like [`Self::ask`], for commands a modem may refuse: `None` for any refusal. A time-out is looked into: when the
    /// modem answers a plain `AT` the command is merely not supported, else the modem is silent.
    pub(crate) async fn try_ask(&mut self, command: Command) -> Result<Option<Answer>, Trouble> {
        match self.ask(command).await? {
            Ok(answer) => Ok(Some(answer)),
            Err(Failure::Timeout(_)) if self.is_alive(3).await? => Ok(None),
            Err(Failure::Timeout(_)) => Err(Trouble::Silent),
            Err(_) => Ok(None),
        }
    }

    /// Whether a plain `AT` is answered, in at most `tries` tries of 0.4 s each.
    ///
    /// The tries follow each other quickly, so the answer to an earlier one counts for a later one: a slow modem has the
    /// whole time. Then the answers still under way are waited for, lest they end commands that are not theirs.
    pub(crate) async fn is_alive(&mut self, tries: u32) -> Result<bool, Trouble> {
        for _ in 0..tries {
            if self.ask(Command::attention()).await?.is_ok() {
                self.catch_up().await?;
                return Ok(true);
            }
            if self.wrong_port_signs > 2 {
                return Err(Trouble::WrongPort);
            }
        }
        Ok(false)
    }

    /// Waits for the results of commands that were given up.
    async fn catch_up(&mut self) -> Result<(), Trouble> {
        let latest = self.clock.monotonic().saturating_add(LONGEST_UNREST);
        while std::mem::take(&mut self.behind) && self.clock.monotonic() < latest {
            let before = self.strays;
            self.pause(QUIET).await?;
            self.behind = self.strays != before;
        }
        Ok(())
    }

    /// Leaves a stuck prompt and finds the beat again.
    pub(crate) async fn resync(&mut self, tries: u32) -> Result<bool, Trouble> {
        let now = self.millis();
        self.dialogue.cancel(now);
        self.flush().await?;
        self.is_alive(tries).await
    }

    /// Waits until something was said or `until` (of the monotonic clock) has come.
    pub(crate) async fn listen(&mut self, until: Duration) -> Result<(), Trouble> {
        self.flush().await?;
        self.read_or_expire(Some(until)).await?;
        self.drain(None);
        Ok(())
    }

    /// The next announcement, in the order they came.
    pub(crate) fn next_urc(&mut self) -> Option<Urc> {
        self.urcs.pop_front()
    }

    /// Drops the announcements that are not wanted; returns how many those were.
    pub(crate) fn retain_urcs(&mut self, keep: impl FnMut(&Urc) -> bool) -> usize {
        let before = self.urcs.len();
        self.urcs.retain(keep);
        before - self.urcs.len()
    }

    /// Whether announcements wait to be taken.
    pub(crate) fn has_urc(&self) -> bool {
        !self.urcs.is_empty()
    }

    /// Takes in what has been said already, without waiting for more.
    pub(crate) async fn overhear(&mut self) -> Result<(), Trouble> {
        self.listen(self.clock.monotonic()).await
    }

    /// Pauses while listening, so that nothing said meanwhile is lost.
    pub(crate) async fn pause(&mut self, span: Duration) -> Result<(), Trouble> {
        let until = self.clock.monotonic().saturating_add(span);
        while self.clock.monotonic() < until {
            self.listen(until).await?;
        }
        Ok(())
    }

    /// Waits until the dialogue takes commands again (it drains the line after a time-out).
    async fn settle(&mut self) -> Result<(), Trouble> {
        while !self.dialogue.is_idle() {
            self.flush().await?;
            self.drain(None);
            if self.dialogue.is_idle() || self.dialogue.deadline().is_none() {
                break;
            }
            self.read_or_expire(None).await?;
        }
        self.drain(None);
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Trouble> {
        while let Some(bytes) = self.dialogue.transmit() {
            let write = async {
                self.link.write_all(&bytes).await?;
                self.link.flush().await
            };
            match within(self.clock.as_ref(), self.write_limit, write).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(Trouble::Gone),
                Err(_) => return Err(Trouble::Silent),
            }
        }
        Ok(())
    }

    async fn read_or_expire(&mut self, until: Option<Duration>) -> Result<(), Trouble> {
        let deadline = self.dialogue.deadline().map(|at| Duration::from_millis(at.0));
        let alarm = match (deadline, until) {
            (Some(a), Some(b)) => a.min(b),
            (Some(at), None) | (None, Some(at)) => at,
            (None, None) => self.clock.monotonic().saturating_add(Duration::from_secs(1)),
        };
        let mut buffer = [0_u8; READ_BUFFER];
        let read = tokio::select! {
            biased;
            read = self.link.read(&mut buffer) => Some(read),
            () = self.clock.sleep_until(alarm) => None,
        };
        let now = self.millis();
        match read {
            Some(Ok(0) | Err(_)) => {
                self.dialogue.reset();
                Err(Trouble::Gone)
            }
            Some(Ok(count)) => {
                self.dialogue.receive(&buffer[..count], now);
                Ok(())
            }
            None => {
                self.dialogue.expire(now);
                Ok(())
            }
        }
    }

    /// Sorts what has happened; returns the outcome of the command asked for, when it is among it.
    fn drain(&mut self, wanted: Option<at::CommandId>) -> Option<Result<Answer, Failure>> {
        let mut ended = None;
        while let Some(event) = self.dialogue.event() {
            match event {
                Event::Done { id, outcome } if Some(id) == wanted => {
                    if outcome.is_ok() {
                        self.wrong_port_signs = 0;
                    }
                    self.behind |= matches!(outcome, Err(Failure::Timeout(_)));
                    ended = Some(outcome);
                }
                Event::Done { .. } => {}
                Event::Urc(urc) if self.urcs.len() < URC_LIMIT => self.urcs.push_back(urc),
                Event::Urc(_) => self.missed_something = true,
                Event::Noise(noise) => self.hear_noise(&noise),
            }
        }
        ended
    }

    fn hear_noise(&mut self, noise: &Noise) {
        if matches!(noise, Noise::Stray(_)) {
            self.strays = self.strays.wrapping_add(1);
        }
        if noise.suggests_wrong_port() {
            self.wrong_port_signs += 1;
        }
        if matches!(noise, Noise::Orphan { .. } | Noise::Dropped { .. }) {
            self.missed_something = true;
        }
    }

    fn millis(&self) -> Millis {
        Millis(u64::try_from(self.clock.monotonic().as_millis()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests;
