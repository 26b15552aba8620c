//! Slots of a modem's message stores: selecting a store, listing it, reading and deleting what is in it.
//!
//! Nothing here decides what becomes of a message; that is [`super::fetch`]'s business.

use at::command::ListFilter;
use at::parse::message::{Slot, StoredMessage};
use at::parse::storage::Storage;
use at::profile::Quirk;
use at::{Command, Failure, Reaction, parse};

use super::pending::SlotRef;
use super::run::Supervisor;
use super::serve::Service;
use super::talk::{Talk, Trouble};

impl Supervisor {
    /// Lists a store, in one go where the modem can.
    pub(super) async fn list(
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

    /// Reads one slot of the selected store.
    pub(super) async fn read_slot(&self, talk: &mut Talk, index: u16) -> Result<Slot, Trouble> {
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
    pub(super) async fn select(
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
    pub(super) async fn delete(
        &self,
        talk: &mut Talk,
        service: &mut Service,
        slot: &SlotRef,
    ) -> Result<(), Trouble> {
        let deleted = talk.try_ask(Command::delete_message(slot.index)).await?;
        service.pending.slots.retain(|known| known != slot);
        if deleted.is_none() {
            tracing::warn!(port = %self.port, storage = %slot.storage, index = slot.index, "message not deleted from modem");
        } else {
            service.unreadable.remove(&(slot.storage.code().to_owned(), slot.index));
        }
        Ok(())
    }
}

/// Sets PDU mode again: a modem that fell back to text mode shows sound messages as unreadable ones, and those are
/// cleared in the end.
pub(super) async fn back_to_pdu_mode(talk: &mut Talk) -> Result<bool, Trouble> {
    Ok(talk.try_ask(Command::pdu_mode()).await?.is_some())
}
