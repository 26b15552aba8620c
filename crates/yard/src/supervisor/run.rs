//! The outer loop of a port: wait for it, open it, live on it, and open it again as the ladder says.

use std::sync::Arc;
use std::time::Duration;

use at::profile::Profile;
use kernel::{Iccid, Timestamp, within};
use tokio::sync::OwnedSemaphorePermit;

use super::card::Stay;
use super::ladder::Ladder;
use super::reason::Reason;
use super::salvage::Held;
use super::state::{Change, Event, Machine};
use super::talk::Talk;
use crate::house::House;
use crate::link::{self, Link};
use crate::modem::ModemId;
use crate::ports::Port;
use crate::roster::Urgency;

/// The longest pause between two looks for a port that is not there.
const LONGEST_LOOK: Duration = Duration::from_secs(30);

/// Drives one port for as long as it is configured.
pub(crate) struct Supervisor {
    pub(super) port: Port,
    pub(super) house: Arc<House>,
    pub(super) machine: Machine,
    pub(super) ladder: Ladder,
    pub(super) modem: Option<ModemId>,
    /// The card this modem held when it was set up last.
    pub(super) last_card: Option<Iccid>,
    /// The card whose line we hold.
    pub(super) stay: Option<Stay>,
    /// The card whose line we held before and when we left it; forgotten when the modem was out of sight since.
    pub(super) left: Option<(Iccid, Timestamp)>,
    /// Messages that only we have.
    pub(super) held: Vec<Held>,
    /// The family of the modem that was set up here last.
    pub(super) profile: Option<&'static Profile>,
    /// How often it was restarted for not answering.
    pub(super) restarts: u32,
    /// The port has just appeared, so its modem may still be starting.
    pub(super) is_new: bool,
}

/// Why a port was closed.
pub(super) enum End {
    /// It has vanished.
    Gone,
    /// It is to be opened again after a pause; a restarting modem keeps its permit to restart until then.
    Reopen(Duration, Option<OwnedSemaphorePermit>),
    /// It gets a rest.
    Quarantine(Reason, Duration),
}

impl Supervisor {
    pub(crate) fn new(port: Port, house: Arc<House>) -> Self {
        let machine = Machine::new(house.clock.now());
        let ladder = Ladder::new(house.settings.ladder.clone());
        Self {
            port,
            house,
            machine,
            ladder,
            modem: None,
            last_card: None,
            stay: None,
            left: None,
            held: Vec::new(),
            profile: None,
            restarts: 0,
            is_new: true,
        }
    }

    /// Never returns by itself; whoever stops it drops it.
    pub(crate) async fn run(mut self) {
        self.show(Urgency::Slow, |_| {});
        loop {
            let link = self.open().await;
            let talk = Talk::new(link, Arc::clone(&self.house.clock), &self.house.settings.timeouts);
            let end = Box::pin(self.session(talk)).await;
            self.leave_card().await;
            self.leave_modem();
            self.is_new = matches!(end, End::Gone | End::Quarantine(..));
            match end {
                End::Gone => {
                    // It may be another modem that comes back.
                    self.profile = None;
                    self.turn(Event::Gone(Reason::PortMissing)).await;
                    self.house.clock.sleep(self.house.settings.rescan).await;
                }
                End::Reopen(pause, permit) => {
                    self.left = None;
                    self.house.clock.sleep(pause).await;
                    drop(permit);
                }
                End::Quarantine(reason, pause) => {
                    self.left = None;
                    self.turn(Event::Exhausted(reason)).await;
                    self.rest(pause).await;
                }
            }
        }
    }

    /// Opens the port, however long it takes.
    async fn open(&mut self) -> Box<dyn Link> {
        let mut look = self.house.settings.rescan;
        loop {
            let reason = match self.try_open().await {
                Ok(link) => {
                    self.turn(Event::Opened).await;
                    return link;
                }
                Err(reason) => reason,
            };
            if reason == Reason::PortMissing {
                self.turn(Event::Gone(reason)).await;
                self.house.clock.sleep(look).await;
                // A missing device is a cheap look; an address that does not answer is not.
                if matches!(self.port, Port::Tcp { .. }) {
                    look = look.saturating_mul(2).min(LONGEST_LOOK);
                }
            } else {
                self.turn(Event::Exhausted(reason)).await;
                let pause = self.ladder.rest();
                self.rest(pause).await;
            }
        }
    }

    async fn try_open(&self) -> Result<Box<dyn Link>, Reason> {
        if !self.port.is_present() {
            return Err(Reason::PortMissing);
        }
        let settings = &self.house.settings;
        match within(self.house.clock.as_ref(), settings.timeouts.open, link::open(&self.port, settings.baud))
            .await
        {
            Ok(Ok(link)) => Ok(link),
            Ok(Err(error)) => {
                tracing::debug!(port = %self.port, %error, "port not opened");
                Err(error.reason)
            }
            Err(_) => Err(Reason::PortMissing),
        }
    }

    /// Waits, but not for a port that is pulled out meanwhile: re-plugging ends a quarantine.
    async fn rest(&self, pause: Duration) {
        let until = self.house.clock.monotonic().saturating_add(pause);
        while self.port.is_present() && self.house.clock.monotonic() < until {
            let left = until.saturating_sub(self.house.clock.monotonic());
            self.house.clock.sleep(left.min(self.house.settings.rescan)).await;
        }
    }

    /// Follows the state table and tells about a change.
    pub(super) async fn turn(&mut self, event: Event) {
        let change = self.machine.handle(event, self.house.clock.now());
        if change == Change::None {
            return;
        }
        let machine = self.machine;
        self.show(Urgency::AtOnce, |view| {
            view.state = machine.state();
            view.reason = machine.reason();
            view.since = machine.since();
        });
        if let Change::State { from } = change {
            self.house.journal.modem_changed(&self.port, self.modem, from, &machine).await;
        }
    }

    /// Changes what is shown of this port.
    pub(super) fn show(&self, urgency: Urgency, change: impl FnOnce(&mut crate::modem::ModemView)) {
        self.house.roster.update(&self.port, urgency, change);
    }

    fn leave_modem(&mut self) {
        if let Some(id) = self.modem {
            self.house.registry.give_up(id, &self.port.to_string());
        }
    }
}
