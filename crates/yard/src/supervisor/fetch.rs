//! Moving messages: out of the modem, into the inbox, and only then out of the modem's memory.
//!
//! Directly delivered ones go first (they are in nobody's memory but ours) and are acknowledged after the commit. One
//! announced slot is read by itself, the fastest way; several are listed at once. Slots are deleted one by one by
//! their index: a command that deletes all would also take what arrives that very moment.

use std::sync::Arc;
use std::time::Duration;

use at::Command;
use at::parse::message::{MessageStatus, Slot, StoredMessage};
use at::parse::storage::Storage;

use super::pending::SlotRef;
use super::run::Supervisor;
use super::serve::Service;
use super::slots::back_to_pdu_mode;
use super::startup::messages;
use super::talk::{Talk, Trouble};
use crate::inbox::{Arrival, Filed, Origin, RawPdu};
use crate::roster::Urgency;

/// Messages in one transaction: enough to empty most stores at once, few enough to keep others waiting briefly.
pub(super) const BATCH: usize = 64;
/// Pause before a batch is offered to a failing database again.
const STORAGE_PAUSE: Duration = Duration::from_secs(2);

impl Supervisor {
    /// Works off everything announced so far, and what is announced meanwhile.
    pub(super) async fn work_off(&mut self, talk: &mut Talk, service: &mut Service) -> Result<(), Trouble> {
        service.storage_retry_at = None;
        while !service.pending.is_empty() && service.storage_retry_at.is_none() {
            if !service.pending.direct.is_empty() {
                self.take_direct(talk, service).await?;
            } else if service.pending.sweeps.is_empty() && service.pending.slots.len() == 1 {
                let slot = service.pending.slots.remove(0);
                self.fetch_one(talk, service, slot).await?;
            } else {
                let storage = match service.pending.sweeps.first() {
                    Some(storage) => storage.clone(),
                    None => service.pending.slots[0].storage.clone(),
                };
                self.fetch_all(talk, service, &storage).await?;
            }
            self.hear(talk, service)?;
        }
        self.select(talk, service, &service.reception.receiving.clone()).await?;
        if std::mem::take(&mut service.announcements_lost) {
            messages::announce_again(talk, &service.reception).await?;
        }
        Ok(())
    }

    /// Files what was handed over directly, then acknowledges the last of it.
    ///
    /// An acknowledgement names no message: it is for the one that came last, and a modem hands over the next only after
    /// it, or after it gave up waiting. So there is one for a whole batch, and none while a newer message is not filed.
    async fn take_direct(&mut self, talk: &mut Talk, service: &mut Service) -> Result<(), Trouble> {
        let batch: Vec<Arrival> = service.pending.direct.iter().take(BATCH).cloned().collect();
        let count = batch.len();
        if self.file(service, batch).await?.is_none() {
            return Ok(());
        }
        service.pending.direct.drain(..count);
        talk.overhear().await?;
        self.hear(talk, service)?;
        if service.pending.direct.is_empty() {
            // Where no acknowledgement is expected the modem says so, which does no harm, unless it was waiting for one:
            // then it has given up, and switched announcements off.
            let refused = talk.try_ask(Command::acknowledge()).await?.is_none();
            service.announcements_lost |= refused && service.reception.acknowledged;
        }
        Ok(())
    }

    /// Reads, files and deletes one slot.
    async fn fetch_one(
        &mut self,
        talk: &mut Talk,
        service: &mut Service,
        slot: SlotRef,
    ) -> Result<(), Trouble> {
        if !self.select(talk, service, &slot.storage).await? {
            return Ok(());
        }
        let mut found = self.read_slot(talk, slot.index).await?;
        if matches!(found, Slot::Unreadable { .. }) && back_to_pdu_mode(talk).await? {
            found = self.read_slot(talk, slot.index).await?;
        }
        match found {
            Slot::Empty => Ok(()),
            Slot::Message(message) => {
                if is_ours(&message) {
                    return Ok(());
                }
                if self.file(service, vec![arrival(message)]).await?.is_some() {
                    self.delete(talk, service, &slot).await
                } else {
                    service.pending.slots.insert(0, slot);
                    Ok(())
                }
            }
            Slot::Unreadable { .. } => self.bear_with(talk, service, slot).await,
        }
    }

    /// Lists a store, files what is in it in batches, and deletes each slot that was filed.
    async fn fetch_all(
        &mut self,
        talk: &mut Talk,
        service: &mut Service,
        storage: &Storage,
    ) -> Result<(), Trouble> {
        let announced: Vec<_> =
            service.pending.slots.iter().filter(|slot| slot.storage == *storage).cloned().collect();
        if !self.select(talk, service, storage).await? {
            service.pending.forget(storage, &announced);
            return Ok(());
        }
        let mut listed = self.list(talk, service, storage).await?;
        let is_unreadable = |slot: &Slot| matches!(slot, Slot::Unreadable { .. });
        if listed.iter().any(is_unreadable) && back_to_pdu_mode(talk).await? {
            listed = self.list(talk, service, storage).await?;
        }
        let mut messages = Vec::new();
        for slot in listed {
            match slot {
                Slot::Message(message) if is_ours(&message) => {}
                Slot::Message(message) => {
                    if let Some(index) = message.index {
                        messages.push((SlotRef { storage: storage.clone(), index }, arrival(message)));
                    }
                }
                Slot::Unreadable { index: Some(index) } => {
                    self.bear_with(talk, service, SlotRef { storage: storage.clone(), index }).await?;
                }
                Slot::Unreadable { index: None } | Slot::Empty => {}
            }
        }
        // What a former card left in the modem's own memory goes to that card's line, in batches of its own. What was
        // announced since the present card is there is the present card's.
        let is_former = |slot: &SlotRef, arrival: &Arrival| match &service.former {
            Some(former) => {
                *storage != Storage::Sim
                    && !announced.contains(slot)
                    && arrival.may_be_from_before(former.until)
            }
            None => false,
        };
        let (former, present): (Vec<_>, Vec<_>) =
            messages.iter().cloned().partition(|(slot, arrival)| is_former(slot, arrival));
        let former_origin = service.former.as_ref().map(|former| former.origin.clone());
        let batches = former.chunks(BATCH).map(|batch| (batch, former_origin.clone()));
        for (batch, origin) in batches.chain(present.chunks(BATCH).map(|batch| (batch, None))) {
            let arrivals = batch.iter().map(|(_, arrival)| arrival.clone()).collect();
            let Some(filed) = self.file_under(service, origin, arrivals).await? else {
                // The sweep stays pending, and so do the announced slots.
                service.pending.add_sweep(storage.clone());
                return Ok(());
            };
            // News that nobody announced, found long after set-up.
            let is_news = |(filed, (slot, _)): (&Filed, &(SlotRef, Arrival))| {
                *filed != Filed::Duplicate && !announced.contains(slot)
            };
            service.announcements_lost |= service.is_settled && filed.iter().zip(batch).any(is_news);
            for (slot, _) in batch {
                // A digit lost on the line makes two slots look like one; then neither may be deleted by that index.
                if messages.iter().filter(|(other, _)| other == slot).count() == 1 {
                    self.delete(talk, service, slot).await?;
                }
            }
        }
        service.pending.forget(storage, &announced);
        Ok(())
    }

    /// Something that is no PDU: a few more looks, then it is removed, because it takes the room of a message.
    async fn bear_with(
        &mut self,
        talk: &mut Talk,
        service: &mut Service,
        slot: SlotRef,
    ) -> Result<(), Trouble> {
        if !service.is_hopeless(&slot, self.house.clock.monotonic()) {
            return Ok(());
        }
        let what =
            format!("slot {} of {} holds no readable message and was cleared", slot.index, slot.storage);
        self.house.journal.failed(&self.port, "message.unreadable_slot", &what).await;
        self.delete(talk, service, &slot).await
    }

    /// Files a batch; `None` when the database refused and the batch must be kept for later.
    async fn file(
        &mut self,
        service: &mut Service,
        batch: Vec<Arrival>,
    ) -> Result<Option<Vec<Filed>>, Trouble> {
        self.file_under(service, None, batch).await
    }

    /// Files a batch under another line than the one of the card that is in the modem now.
    async fn file_under(
        &mut self,
        service: &mut Service,
        origin: Option<Origin>,
        batch: Vec<Arrival>,
    ) -> Result<Option<Vec<Filed>>, Trouble> {
        let house = Arc::clone(&self.house);
        let Some(stay) = &self.stay else { return Err(Trouble::SimChanged) };
        let is_present = origin.is_none();
        let origin = origin.unwrap_or_else(|| stay.origin());
        match house.inbox.receive(&origin, batch).await {
            Ok(filed) => {
                let arrived = filed.iter().filter(|one| matches!(one, Filed::Message(_))).count();
                let now = house.clock.now();
                if arrived > 0 && is_present {
                    self.show(Urgency::Slow, |view| {
                        view.messages = view.messages.saturating_add(arrived as u64);
                        view.last_message_at = Some(now);
                    });
                }
                let number = stay.claim.msisdn.clone().filter(|_| is_present);
                house.journal.filed(&self.port, number.as_ref(), &filed).await;
                Ok(Some(filed))
            }
            Err(error) => {
                service.storage_retry_at = Some(house.clock.monotonic().saturating_add(STORAGE_PAUSE));
                house.journal.failed(&self.port, "message.not_stored", &error).await;
                Ok(None)
            }
        }
    }
}

/// Messages that were written or sent from the modem are somebody else's business.
fn is_ours(message: &StoredMessage) -> bool {
    match message.status {
        MessageStatus::StoredUnsent | MessageStatus::StoredSent => true,
        MessageStatus::ReceivedUnread | MessageStatus::ReceivedRead | MessageStatus::Unknown => false,
    }
}

fn arrival(message: StoredMessage) -> Arrival {
    Arrival::Pdu(RawPdu { hex: message.pdu, tpdu_length: message.length })
}
