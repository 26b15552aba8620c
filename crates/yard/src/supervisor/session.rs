//! One session on an open port: probe, set up, serve; and what to do when one of them is in trouble.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use at::profile::Profile;
use store::StoreError;

use super::card::{CardFacts, FormerCard};
use super::reason::Reason;
use super::run::{End, Supervisor};
use super::salvage::is_direct;
use super::startup::messages::Reception;
use super::startup::network::{self, Network};
use super::startup::sim::{self, Card};
use super::startup::{self, messages};
use super::state::Event;
use super::talk::{Talk, Trouble};
use crate::roster::Urgency;

/// A modem that has been set up.
pub(super) struct Setup {
    pub profile: &'static Profile,
    pub card: CardFacts,
    pub reception: Reception,
    pub network: Network,
    /// The card that was in this modem before, where that was another one.
    pub former: Option<FormerCard>,
}

/// How set-up ended.
enum Started {
    Serving(Box<Setup>),
    /// There is no usable card; wait for one.
    NoCard(&'static Profile, Reason),
}

/// Pause after a restart was announced: the rest of the announcements comes within it.
const AFTER_REBOOT: Duration = Duration::from_millis(500);
/// Pause after the database failed.
const AFTER_STORAGE_TROUBLE: Duration = Duration::from_secs(2);

impl Supervisor {
    /// Lives on an open port until it has to be closed.
    pub(super) async fn session(&mut self, mut talk: Talk) -> End {
        let mut reboots = 0_u32;
        let mut trouble = startup::probe(&mut talk, self.is_new).await.err();
        loop {
            self.file_held().await;
            match trouble {
                None => {}
                Some(Trouble::Gone) => return End::Gone,
                Some(Trouble::WrongPort) => return End::Quarantine(Reason::WrongPort, self.ladder.rest()),
                Some(Trouble::Silent) => match self.recover(&mut talk).await {
                    Ok(()) => {}
                    Err(end) => return end,
                },
                Some(Trouble::Rebooted) => {
                    reboots += 1;
                    self.leave_card().await;
                    // A supply that is too weak makes a modem restart every few seconds.
                    if talk.pause(AFTER_REBOOT.saturating_mul(reboots.min(20))).await.is_err() {
                        return End::Gone;
                    }
                }
                Some(Trouble::SimChanged) => self.leave_card().await,
                Some(Trouble::Storage) => {
                    self.turn(Event::Impaired(Reason::StoreFailing)).await;
                    if talk.pause(AFTER_STORAGE_TROUBLE).await.is_err() {
                        return End::Gone;
                    }
                }
            }
            self.turn(Event::Answered).await;
            let Err(next) = Box::pin(self.live(&mut talk)).await;
            trouble = Some(next);
        }
    }

    /// Sets the modem up and serves it; only trouble ends this.
    async fn live(&mut self, talk: &mut Talk) -> Result<Infallible, Trouble> {
        loop {
            match Box::pin(self.start(talk)).await? {
                Started::Serving(setup) => return Box::pin(self.serve(talk, *setup)).await,
                Started::NoCard(profile, reason) => {
                    self.leave_card().await;
                    self.turn(locked_or_impaired(reason)).await;
                    self.await_card(talk, profile, reason).await?;
                    self.turn(Event::Answered).await;
                }
            }
        }
    }

    async fn start(&mut self, talk: &mut Talk) -> Result<Started, Trouble> {
        let house = Arc::clone(&self.house);
        // The permit is given back when set-up ends, one way or the other.
        let _permit = house.starts.acquire().await;
        let (identity, profile) = startup::introduce(talk).await?;
        self.profile = Some(profile);
        let registered = house.registry.register(&self.port.to_string(), &identity).await;
        let registered = registered.map_err(|error| self.storage_trouble(&error))?;
        self.modem = Some(registered.id);
        self.last_card = registered.last_card;
        self.show(Urgency::AtOnce, |view| {
            view.id = Some(registered.id);
            view.manufacturer = identity.manufacturer;
            view.model = identity.model;
            view.firmware = identity.firmware;
            view.imei = identity.imei;
        });
        startup::power_up(talk, profile).await?;
        let mut card =
            sim::await_card(talk, profile, house.clock.as_ref(), house.settings.timeouts.sim_ready).await?;
        if card == Card::WantsPin {
            card = self.unlock(talk, profile).await?;
        }
        match card {
            Card::Ready => {}
            Card::Unusable(reason) => return Ok(Started::NoCard(profile, reason)),
            Card::WantsPin => return Ok(Started::NoCard(profile, Reason::PinUncertain)),
        }
        let Some(mut card) = self.read_card(talk, profile).await? else {
            return Ok(Started::NoCard(profile, Reason::SimUnreadable));
        };
        let wish = messages::Wish {
            direct: house.settings.direct_delivery,
            ready_within: house.settings.timeouts.sms_ready,
        };
        let Some(reception) = messages::set_up(talk, profile, house.clock.as_ref(), &wish).await? else {
            return Ok(Started::NoCard(profile, Reason::NoMessages));
        };
        let mut network = Network::default();
        network::announce(talk).await?;
        network::ask_registration(talk, &mut network).await?;
        network::ask_operator(talk, &mut network).await?;
        network::ask_signal(talk, &mut network, house.settings.signal).await?;
        let former = self.former_card(&card.iccid).await.map_err(|error| self.storage_trouble(&error))?;
        card.memory_is_its_own = former.is_none();
        Ok(Started::Serving(Box::new(Setup { profile, card, reception, network, former })))
    }

    /// Waits until a card is worth another look.
    async fn await_card(
        &mut self,
        talk: &mut Talk,
        profile: &'static Profile,
        reason: Reason,
    ) -> Result<(), Trouble> {
        let clock = Arc::clone(&self.house.clock);
        let every = self.house.settings.polls.locked_sim;
        let mut next = clock.monotonic().saturating_add(every);
        loop {
            talk.listen(next).await?;
            let mut woken = false;
            talk.retain_urcs(|urc| {
                woken |= matches!(
                    urc,
                    at::Urc::SimInserted
                        | at::Urc::SimState(at::parse::sim::SimState::Ready | at::parse::sim::SimState::Pin)
                        | at::Urc::Reboot(_)
                        | at::Urc::SmsReady
                );
                // A message comes for the next card as soon as it is registered.
                is_direct(urc)
            });
            if !woken && clock.monotonic() < next {
                continue;
            }
            next = clock.monotonic().saturating_add(every);
            let card = sim::await_card(talk, profile, clock.as_ref(), Duration::ZERO).await?;
            self.ladder.well(clock.monotonic());
            match card {
                Card::Unusable(now) if now == reason => {}
                Card::WantsPin if reason.is_pin() && !self.pin_is_allowed_now(talk, profile).await? => {}
                Card::Ready | Card::WantsPin | Card::Unusable(_) => return Ok(()),
            }
        }
    }

    /// Whether somebody has entered another PIN meanwhile.
    async fn pin_is_allowed_now(&mut self, talk: &mut Talk, profile: &Profile) -> Result<bool, Trouble> {
        let tries_left = sim::tries_left(talk, profile).await?;
        let Some(iccid) = self.locked_card(talk, profile, tries_left).await? else { return Ok(false) };
        Ok(self.may_unlock(&iccid, tries_left).await?.is_ok())
    }

    /// A database error as trouble; logged here, because the supervisor handles it.
    pub(super) fn storage_trouble(&self, error: &StoreError) -> Trouble {
        tracing::warn!(port = %self.port, %error, "modem waits for the database");
        Trouble::Storage
    }
}

const fn locked_or_impaired(reason: Reason) -> Event {
    if reason.is_lock() { Event::Locked(reason) } else { Event::Impaired(reason) }
}
