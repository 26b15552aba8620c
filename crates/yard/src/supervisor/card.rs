//! The card in a modem: what it tells about itself, the line that is its own, and the card that was there before.

use std::sync::Arc;

use at::profile::Profile;
use kernel::{Iccid, Imsi, Msisdn, Timestamp};
use store::StoreError;

use super::run::Supervisor;
use super::startup::network::Network;
use super::startup::sim;
use super::talk::{Talk, Trouble};
use crate::house::House;
use crate::inbox::Origin;
use crate::line::{self, Claim, HolderId, Line, LineId};
use crate::modem::ModemView;
use crate::roster::Urgency;

/// A card in this modem, from when its line was claimed.
#[derive(Clone, Debug)]
pub(super) struct Stay {
    pub holder: HolderId,
    pub line: LineId,
    pub claim: Claim,
}

impl Stay {
    /// Where the messages of this card come from.
    pub(super) fn origin(&self) -> Origin {
        Origin { line: self.line, iccid: self.claim.iccid.clone(), modem: self.claim.modem }
    }
}

/// What the card told about itself.
#[derive(Clone, Debug)]
pub(super) struct CardFacts {
    pub iccid: Iccid,
    pub imsi: Option<Imsi>,
    pub own_number: Option<Msisdn>,
    pub provider: Option<String>,
    /// What lies in the modem's own memory is this card's; until then the modem's row names the card before it, so that
    /// a crash can't make that card's messages this one's.
    pub memory_is_its_own: bool,
}

/// A card whose messages may still lie in the modem's own memory.
#[derive(Clone, Debug)]
pub(super) struct FormerCard {
    pub origin: Origin,
    /// It was last known to be there at this time: what was sent before is its own.
    pub until: Timestamp,
}

impl Supervisor {
    /// The card this modem held before, if it was another one.
    pub(super) async fn former_card(&self, present: &Iccid) -> Result<Option<FormerCard>, StoreError> {
        let (Some(iccid), Some(modem)) = (self.last_card.clone(), self.modem) else { return Ok(None) };
        if iccid == *present {
            return Ok(None);
        }
        // The swap was watched: what was sent after the old card went is not its own. Nobody watched: anything that
        // lies there unannounced may have come for the old card, up to this moment.
        let until = match &self.left {
            Some((left, at)) if *left == iccid => *at,
            _ => self.house.clock.now(),
        };
        let line = line::sql::id_of(&self.house.store, &iccid).await?;
        Ok(line.map(|line| FormerCard { origin: Origin { line, iccid, modem }, until }))
    }

    pub(super) async fn read_card(
        &mut self,
        talk: &mut Talk,
        profile: &Profile,
    ) -> Result<Option<CardFacts>, Trouble> {
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
        Ok(Some(CardFacts { iccid, imsi, own_number, provider, memory_is_its_own: false }))
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

    /// The card is not in this modem any more, or nobody can tell: its line goes off.
    pub(super) async fn leave_card(&mut self) {
        let Some(stay) = self.stay.take() else { return };
        self.left = Some((stay.claim.iccid.clone(), self.house.clock.now()));
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
        self.show(Urgency::AtOnce, ModemView::forget_sim);
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

    /// From now on the modem's memory is this card's.
    pub(super) async fn note_card(&self, iccid: &Iccid) -> Result<(), StoreError> {
        let Some(modem) = self.modem else { return Ok(()) };
        let (registry, iccid) = (self.house.registry.clone(), iccid.clone());
        self.house
            .store
            .transact(move |tx| {
                let (registry, iccid) = (registry.clone(), iccid.clone());
                Box::pin(async move { registry.note_card(tx, modem, &iccid).await })
            })
            .await
    }
}

async fn write_claim(
    house: &House,
    holder: HolderId,
    claim: &Claim,
    card: &CardFacts,
) -> Result<Line, StoreError> {
    let work = Arc::new((claim.clone(), card.own_number.clone()));
    let memory_is_its_own = card.memory_is_its_own;
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
                if memory_is_its_own {
                    registry.note_card(tx, claim.modem, &claim.iccid).await?;
                }
                line::claim(tx, &node, holder, claim, listener.as_ref()).await
            })
        })
        .await
}
