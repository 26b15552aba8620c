//! One stay on an open port: probe, set up, serve; and what to do when one of them is in trouble.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use at::Command;
use at::profile::Profile;
use kernel::{Iccid, Imsi, Msisdn, Timestamp};
use store::StoreError;

use super::ladder::Step;
use super::reason::Reason;
use super::run::{End, Supervisor};
use super::startup::messages::Reception;
use super::startup::network::{self, Network};
use super::startup::sim::{self, Card};
use super::startup::{self, messages};
use super::state::Event;
use super::talk::{Talk, Trouble};
use crate::inbox::Origin;
use crate::line::{self, Claim, HolderId, Line, LineId};
use crate::roster::Urgency;

/// A card in this modem, from when its line was claimed.
#[derive(Clone, Debug)]
pub(super) struct Stay {
    pub holder: HolderId,
    pub line: LineId,
    pub claim: Claim,
}

/// What the card told about itself.
#[derive(Clone, Debug)]
pub(super) struct CardFacts {
    pub iccid: Iccid,
    pub imsi: Option<Imsi>,
    pub own_number: Option<Msisdn>,
    pub provider: Option<String>,
}

/// A modem that has been set up.
pub(super) struct Setup {
    pub profile: &'static Profile,
    pub card: CardFacts,
    pub reception: Reception,
    pub network: Network,
    /// The card that was in this modem before, where that was another one.
    pub former: Option<FormerCard>,
}

/// A card whose messages may still lie in the modem's own memory.
#[derive(Clone, Debug)]
pub(super) struct FormerCard {
    pub origin: Origin,
    /// It was last known to be there at this time: what was sent before is its own.
    pub until: Timestamp,
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
        let mut trouble = startup::probe(&mut talk).await.err();
        loop {
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
        let Some(card) = self.read_card(talk, profile).await? else {
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
        Ok(Started::Serving(Box::new(Setup { profile, card, reception, network, former })))
    }

    /// The card this modem held before, if it was another one.
    async fn former_card(&self, present: &Iccid) -> Result<Option<FormerCard>, StoreError> {
        let (Some(iccid), Some(modem)) = (self.last_card.clone(), self.modem) else { return Ok(None) };
        if iccid == *present {
            return Ok(None);
        }
        let line = self.house.inbox.line_of(&iccid).await?;
        Ok(line.map(|(line, until)| FormerCard { origin: Origin { line, iccid, modem }, until }))
    }

    async fn read_card(&mut self, talk: &mut Talk, profile: &Profile) -> Result<Option<CardFacts>, Trouble> {
        let Some(iccid) = sim::read_iccid(talk, profile).await? else { return Ok(None) };
        self.show_card(&iccid);
        // The card is open: if a try was on record, it was right.
        let known = self.house.inventory.find(&iccid).await.map_err(|error| self.storage_trouble(&error))?;
        if known.as_ref().is_some_and(|card| card.pin_tried_at.is_some()) {
            self.house.inventory.pin_accepted(&iccid).await.map_err(|error| self.storage_trouble(&error))?;
        }
        let imsi = sim::read_imsi(talk).await?;
        // What a person entered wins; asking the card is only worth it where nobody did.
        let own_number = match known.and_then(|card| card.msisdn) {
            Some(_) => None,
            None => sim::read_own_number(talk).await?,
        };
        let provider = sim::read_provider(talk).await?;
        Ok(Some(CardFacts { iccid, imsi, own_number, provider }))
    }

    /// Brings the line into step with what is seen; does nothing when nothing has changed since the last time.
    pub(super) async fn claim_line(
        &mut self,
        card: &CardFacts,
        network: &Network,
        online: bool,
    ) -> Result<(), StoreError> {
        let house = Arc::clone(&self.house);
        let Some(modem) = self.modem else { return Ok(()) };
        let entry = house.inventory.find(&card.iccid).await?;
        let entry = entry.as_ref();
        let home_network = || network.is_home().then(|| network.operator.clone()).flatten();
        let claim = Claim {
            iccid: card.iccid.clone(),
            msisdn: entry.and_then(|sim| sim.msisdn.clone()).or_else(|| card.own_number.clone()),
            imsi: card.imsi.clone(),
            country: entry
                .and_then(|sim| sim.country.clone())
                .or_else(|| card.imsi.as_ref().and_then(Imsi::country)),
            operator: entry
                .and_then(|sim| sim.operator.clone())
                .or_else(|| card.provider.clone())
                .or_else(home_network)
                // Once known, the home network's name stays while roaming or searching.
                .or_else(|| self.stay.as_ref().and_then(|stay| stay.claim.operator.clone())),
            modem,
            online,
        };
        if self.stay.as_ref().is_some_and(|stay| stay.claim == claim) {
            return Ok(());
        }
        let holder = match &self.stay {
            Some(stay) if stay.claim.iccid == claim.iccid => stay.holder,
            _ => HolderId::mint(house.clock.now(), house.store.entropy().as_ref()),
        };
        let line = write_claim(&house, holder, &claim, card).await?;
        let first = self.stay.is_none();
        self.stay = Some(Stay { holder, line: line.id, claim });
        self.show_line(&line);
        if first {
            let tally = house.inbox.tally(line.id).await?;
            self.show(Urgency::Slow, |view| {
                view.messages = tally.messages;
                view.last_message_at = tally.last_at;
            });
        }
        Ok(())
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
            while let Some(urc) = talk.next_urc() {
                woken |= matches!(
                    urc,
                    at::Urc::SimInserted
                        | at::Urc::SimState(at::parse::sim::SimState::Ready | at::parse::sim::SimState::Pin)
                        | at::Urc::Reboot(_)
                        | at::Urc::SmsReady
                );
            }
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

    /// Climbs the ladder until the modem answers or the port has to be closed.
    async fn recover(&mut self, talk: &mut Talk) -> Result<(), End> {
        self.turn(Event::Silent(Reason::NotAnswering)).await;
        loop {
            let answers = match self.ladder.climb(self.house.clock.monotonic()) {
                Step::Repeat { after } => match talk.pause(after).await {
                    Ok(()) => talk.is_alive(1).await,
                    Err(trouble) => Err(trouble),
                },
                Step::Resync => talk.resync(5).await,
                Step::Reopen { after } => {
                    self.house.journal.recovering(&self.port, "reopen").await;
                    return Err(End::Reopen(after, None));
                }
                Step::Restart { wait } => {
                    self.house.journal.recovering(&self.port, "restart").await;
                    let permit = Arc::clone(&self.house.restarts).acquire_owned().await.ok();
                    // It may well hear this although it does not answer.
                    let _ = talk.ask(Command::restart().timeout_ms(2_000)).await;
                    return Err(End::Reopen(wait, permit));
                }
                Step::Quarantine { pause } => return Err(End::Quarantine(Reason::NotAnswering, pause)),
            };
            match answers {
                Ok(true) => return Ok(()),
                Ok(false) | Err(Trouble::Silent) => {}
                Err(Trouble::Gone) => return Err(End::Gone),
                Err(Trouble::WrongPort) => {
                    return Err(End::Quarantine(Reason::WrongPort, self.ladder.rest()));
                }
                Err(Trouble::Rebooted | Trouble::SimChanged | Trouble::Storage) => return Ok(()),
            }
        }
    }

    /// The card is not in this modem any more, or nobody can tell: its line goes off.
    pub(super) async fn leave_card(&mut self) {
        let Some(stay) = self.stay.take() else { return };
        let house = Arc::clone(&self.house);
        let listener = Arc::clone(&house.listener);
        let (line, holder) = (stay.line, stay.holder);
        let released = house
            .store
            .transact(move |tx| {
                let listener = Arc::clone(&listener);
                Box::pin(async move { line::release(tx, line, holder, listener.as_ref()).await })
            })
            .await;
        if let Err(error) = released {
            house.journal.failed(&self.port, "line.not_released", &error).await;
        }
        self.show(Urgency::AtOnce, crate::modem::ModemView::forget_sim);
    }

    pub(super) fn show_card(&self, iccid: &Iccid) {
        self.show(Urgency::Slow, |view| view.iccid = Some(iccid.clone()));
    }

    fn show_line(&self, line: &Line) {
        self.show(Urgency::AtOnce, |view| {
            view.line = Some(line.id);
            view.iccid = Some(line.iccid.clone());
            view.imsi.clone_from(&line.imsi);
            view.number.clone_from(&line.msisdn);
            view.country.clone_from(&line.country);
            view.operator.clone_from(&line.operator);
            view.online = line.online;
        });
    }

    /// A database error as trouble; logged here, because the supervisor handles it.
    pub(super) fn storage_trouble(&self, error: &StoreError) -> Trouble {
        tracing::warn!(port = %self.port, %error, "modem waits for the database");
        Trouble::Storage
    }
}

async fn write_claim(
    house: &crate::house::House,
    holder: HolderId,
    claim: &Claim,
    card: &CardFacts,
) -> Result<Line, StoreError> {
    let work = Arc::new((claim.clone(), card.own_number.clone()));
    let (inventory, registry) = (house.inventory.clone(), house.registry.clone());
    let (listener, node) = (Arc::clone(&house.listener), house.settings.node.clone());
    house
        .store
        .transact(move |tx| {
            let (work, inventory, registry) = (Arc::clone(&work), inventory.clone(), registry.clone());
            let (listener, node) = (Arc::clone(&listener), node.clone());
            Box::pin(async move {
                let (claim, own_number) = &*work;
                inventory.seen(tx, &claim.iccid, claim.imsi.as_ref()).await?;
                if let Some(number) = own_number {
                    inventory.learn_number(tx, &claim.iccid, number).await?;
                }
                registry.note_card(tx, claim.modem, &claim.iccid).await?;
                line::claim(tx, &node, holder, claim, listener.as_ref()).await
            })
        })
        .await
}

const fn locked_or_impaired(reason: Reason) -> Event {
    if reason.is_lock() { Event::Locked(reason) } else { Event::Impaired(reason) }
}
