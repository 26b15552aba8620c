//! Moving messages: out of the modem, into the inbox, and only then out of the modem's memory.
//!
//! Directly delivered ones go first (they are in nobody's memory but ours) and are acknowledged after the commit. One
//! announced slot is read by itself, the fastest way; several are listed at once. Slots are deleted one by one by
//! their index: a command that deletes all would also take what arrives that very moment.

use std::sync::Arc;
use std::time::Duration;

use at::command::ListFilter;
use at::parse::message::{MessageStatus, Slot, StoredMessage};
use at::parse::storage::Storage;
use at::profile::Quirk;
use at::{Command, Failure, Reaction, parse};

use super::pending::SlotRef;
use super::run::Supervisor;
use super::serve::Service;
use super::talk::{Talk, Trouble};
use crate::inbox::{Arrival, Filed, Origin};
use crate::roster::Urgency;

/// Messages in one transaction: enough to empty most stores at once, few enough to keep others waiting briefly.
const BATCH: usize = 64;
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
        Ok(())
    }

    /// Files what was handed over directly, then acknowledges each.
    async fn take_direct(&mut self, talk: &mut Talk, service: &mut Service) -> Result<(), Trouble> {
        let batch: Vec<Arrival> = service.pending.direct.iter().take(BATCH).cloned().collect();
        let count = batch.len();
        if !self.file(service, batch).await? {
            return Ok(());
        }
        service.pending.direct.drain(..count);
        for _ in 0..count {
            // Where no acknowledgement is expected the modem says so, which does no harm.
            talk.try_ask(Command::acknowledge()).await?;
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
        match self.read_slot(talk, slot.index).await? {
            Slot::Empty => Ok(()),
            Slot::Message(message) => {
                if is_ours(&message) {
                    return Ok(());
                }
                if self.file(service, vec![arrival(message)]).await? {
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
        let listed = self.list(talk, service, storage).await?;
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
        // What a former card left in the modem's own memory goes to that card's line, in batches of its own.
        let is_former = |arrival: &Arrival| match &service.former {
            Some(former) => *storage != Storage::Sim && arrival.was_sent_before(former.until),
            None => false,
        };
        let (former, present): (Vec<_>, Vec<_>) =
            messages.iter().cloned().partition(|(_, arrival)| is_former(arrival));
        let former_origin = service.former.as_ref().map(|former| former.origin.clone());
        let batches = former.chunks(BATCH).map(|batch| (batch, former_origin.clone()));
        for (batch, origin) in batches.chain(present.chunks(BATCH).map(|batch| (batch, None))) {
            let arrivals = batch.iter().map(|(_, arrival)| arrival.clone()).collect();
            if !self.file_under(service, origin, arrivals).await? {
                // The sweep stays pending, and so do the announced slots.
                service.pending.add_sweep(storage.clone());
                return Ok(());
            }
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

    async fn list(
        &self,
        talk: &mut Talk,
        service: &Service,
        storage: &Storage,
    ) -> Result<Vec<Slot>, Trouble> {
        if !service.profile.has(Quirk::ListMayHang) {
            match talk.ask(Command::list_messages(ListFilter::All)).await? {
                Ok(answer) => return Ok(parse::message::listing(&answer)),
                Err(Failure::Timeout(_)) if !talk.is_alive(3).await? => return Err(Trouble::Silent),
                Err(_) => {}
            }
        }
        self.list_one_by_one(talk, service, storage).await
    }

    /// For modems whose listing hangs or is refused: slot after slot, until as many were found as are in use.
    async fn list_one_by_one(
        &self,
        talk: &mut Talk,
        service: &Service,
        storage: &Storage,
    ) -> Result<Vec<Slot>, Trouble> {
        let answer = talk.try_ask(Command::storage_use()).await?;
        let stores = answer.and_then(|answer| parse::storage::storage_use(&answer).ok()).unwrap_or_default();
        let of_store =
            stores.iter().find(|store| store.storage.as_ref() == Some(storage)).or_else(|| stores.first());
        let Some(store) = of_store else { return Ok(Vec::new()) };
        let base = service.profile.index_base;
        let mut found = Vec::new();
        for index in base..base.saturating_add(store.total).saturating_add(1) {
            if found.len() >= usize::from(store.used) {
                break;
            }
            match self.read_slot(talk, index).await? {
                Slot::Empty => {}
                Slot::Message(message) => {
                    found.push(Slot::Message(StoredMessage { index: Some(index), ..message }))
                }
                Slot::Unreadable { .. } => found.push(Slot::Unreadable { index: Some(index) }),
            }
        }
        Ok(found)
    }

    async fn read_slot(&self, talk: &mut Talk, index: u16) -> Result<Slot, Trouble> {
        match talk.ask(Command::read_message(index)).await? {
            Ok(answer) => Ok(parse::message::slot(&answer)),
            Err(Failure::Timeout(_)) if talk.is_alive(3).await? => {
                Ok(Slot::Unreadable { index: Some(index) })
            }
            Err(Failure::Timeout(_)) => Err(Trouble::Silent),
            Err(failure) if failure.reaction() == Reaction::AlreadyGone => Ok(Slot::Empty),
            Err(_) => Ok(Slot::Unreadable { index: Some(index) }),
        }
    }

    /// Selects the store to read from and delete in; `false` when the modem does not let us.
    async fn select(
        &self,
        talk: &mut Talk,
        service: &mut Service,
        storage: &Storage,
    ) -> Result<bool, Trouble> {
        if service.reception.reading == *storage {
            return Ok(true);
        }
        let Ok(command) = Command::set_storage(std::slice::from_ref(storage)) else { return Ok(false) };
        let selected = talk.try_ask(command).await?.is_some();
        if selected {
            service.reception.reading = storage.clone();
        }
        Ok(selected)
    }

    /// Forgets a slot that has been filed. A refusal is no trouble: the next sweep finds the message again, knows it,
    /// and tries once more.
    async fn delete(&self, talk: &mut Talk, service: &mut Service, slot: &SlotRef) -> Result<(), Trouble> {
        let deleted = talk.try_ask(Command::delete_message(slot.index)).await?;
        service.pending.slots.retain(|known| known != slot);
        if deleted.is_none() {
            tracing::warn!(port = %self.port, storage = %slot.storage, index = slot.index, "message not deleted from modem");
        } else {
            service.unreadable.remove(&(slot.storage.code().to_owned(), slot.index));
        }
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

    /// Files a batch; `false` when the database refused and the batch must be kept for later.
    async fn file(&mut self, service: &mut Service, batch: Vec<Arrival>) -> Result<bool, Trouble> {
        self.file_under(service, None, batch).await
    }

    /// Files a batch under another line than the one of the card that is in the modem now.
    async fn file_under(
        &mut self,
        service: &mut Service,
        origin: Option<Origin>,
        batch: Vec<Arrival>,
    ) -> Result<bool, Trouble> {
        let house = Arc::clone(&self.house);
        let Some(stay) = &self.stay else { return Err(Trouble::SimChanged) };
        let present = || Origin { line: stay.line, iccid: stay.claim.iccid.clone(), modem: stay.claim.modem };
        let origin = origin.unwrap_or_else(present);
        match house.inbox.receive(&origin, batch).await {
            Ok(filed) => {
                let arrived = filed.iter().filter(|one| matches!(one, Filed::Message(_))).count();
                let now = house.clock.now();
                if arrived > 0 {
                    self.show(Urgency::Slow, |view| {
                        view.messages = view.messages.saturating_add(arrived as u64);
                        view.last_message_at = Some(now);
                    });
                }
                let number = stay.claim.msisdn.clone();
                house.journal.filed(&self.port, number.as_ref(), &filed).await;
                Ok(true)
            }
            Err(error) => {
                service.storage_retry_at = Some(house.clock.monotonic().saturating_add(STORAGE_PAUSE));
                house.journal.failed(&self.port, "message.not_stored", &error).await;
                Ok(false)
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
    Arrival { pdu: message.pdu, tpdu_length: message.length }
}
