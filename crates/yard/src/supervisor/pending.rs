//! What announcements have left to do: messages in hand, slots to read, stores to sweep.

use std::collections::VecDeque;

use at::Urc;
use at::parse::sim::SimState;
use at::parse::storage::Storage;
use at::profile::{Profile, Quirk};

use super::talk::Trouble;
use crate::inbox::{Arrival, RawPdu};

/// A slot that holds a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SlotRef {
    pub storage: Storage,
    pub index: u16,
}

/// Work that was announced and is not done.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// Messages handed over directly: in nobody's memory but ours, so they go first.
    pub direct: VecDeque<Arrival>,
    /// Announced slots, in the order they were announced.
    pub slots: Vec<SlotRef>,
    /// Stores to be listed from end to end.
    pub sweeps: Vec<Storage>,
}

/// What an announcement means for the supervisor beside messages.
#[derive(Debug, PartialEq)]
pub(crate) enum News {
    /// Nothing.
    None,
    /// Registration, as told.
    Registration(at::parse::registration::Registration),
    /// Signal, as told.
    Signal(Option<at::parse::signal::Dbm>),
    /// Look at the SIM.
    CheckSim,
    /// A store is full; without its name, whichever receives.
    Full(Option<Storage>),
    /// Set-up must begin anew.
    Trouble(Trouble),
}

impl Pending {
    /// Takes one announcement.
    pub(crate) fn hear(&mut self, urc: Urc, profile: &Profile) -> News {
        match urc {
            Urc::NewMessage { storage, index } => self.add_slot(storage, index),
            Urc::Message { length, pdu, .. } | Urc::StatusReport { length, pdu } => {
                self.direct.push_back(Arrival::Pdu(RawPdu { hex: pdu, tpdu_length: length }));
            }
            Urc::StatusReportStored { storage, index } => {
                // Some Quectel announce the wrong store.
                let wrong = profile.has(Quirk::ReportsInWrongStore);
                self.add_slot(if wrong { Storage::Reports } else { storage }, index);
            }
            Urc::MemoryFull { storage } => return News::Full(storage),
            Urc::Registration(registration) => return News::Registration(registration),
            Urc::Signal(signal) => return News::Signal(signal),
            Urc::SimState(SimState::Ready) => return News::CheckSim,
            Urc::SimState(SimState::Pin2 | SimState::Puk2) => {}
            Urc::SimState(_) | Urc::SimInserted | Urc::SimRemoved => {
                return News::Trouble(Trouble::SimChanged);
            }
            // Text mode while we asked for PDU mode: the modem has forgotten its settings.
            Urc::TextMessage { header, text } => {
                // A cell broadcast in text mode looks alike.
                if header.trim_start().to_ascii_uppercase().starts_with("+CMT") {
                    self.direct.push_back(Arrival::TextMode { header, text });
                }
                return News::Trouble(Trouble::Rebooted);
            }
            Urc::Reboot(at::Boot::Started | at::Boot::RadioOn) | Urc::TextStatusReport { .. } => {
                return News::Trouble(Trouble::Rebooted);
            }
            _ => {}
        }
        News::None
    }

    /// Remembers to list a store.
    pub(crate) fn add_sweep(&mut self, storage: Storage) {
        if !self.sweeps.contains(&storage) {
            self.sweeps.push(storage);
        }
    }

    /// A store was listed: its sweep and the slots that were announced before are done.
    pub(crate) fn forget(&mut self, storage: &Storage, announced: &[SlotRef]) {
        self.sweeps.retain(|known| known != storage);
        self.slots.retain(|slot| !announced.contains(slot));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.direct.is_empty() && self.slots.is_empty() && self.sweeps.is_empty()
    }

    fn add_slot(&mut self, storage: Storage, index: u16) {
        let slot = SlotRef { storage, index };
        if !self.slots.contains(&slot) {
            self.slots.push(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> &'static Profile {
        at::profile::detect("", "", "")
    }

    #[test]
    fn one_announcement_heard_twice_is_one_slot() {
        let mut pending = Pending::default();
        for _ in 0..2 {
            pending.hear(Urc::NewMessage { storage: Storage::Sim, index: 3 }, profile());
        }
        assert_eq!(pending.slots, [SlotRef { storage: Storage::Sim, index: 3 }]);
    }

    #[test]
    fn a_restart_and_a_removed_card_end_the_stay() {
        let mut pending = Pending::default();
        let heard = |pending: &mut Pending, urc| pending.hear(urc, profile());
        assert_eq!(heard(&mut pending, Urc::Reboot(at::Boot::Started)), News::Trouble(Trouble::Rebooted));
        assert_eq!(heard(&mut pending, Urc::SimRemoved), News::Trouble(Trouble::SimChanged));
        assert_eq!(heard(&mut pending, Urc::SimState(SimState::Ready)), News::CheckSim);
        assert!(pending.is_empty());
    }
}
