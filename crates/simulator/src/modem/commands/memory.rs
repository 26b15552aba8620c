//! Reading, listing, deleting and writing stored messages.

use super::super::{
    core::{Final, ModemCore},
    personality::EmptySlot,
    storage::{Memory, MessageState, SmsPdu, StoredMessage},
    syntax::{Command, Form},
};
use super::sending::DataEntry;
use crate::tpdu;

const ALL_STATES: [MessageState; 4] =
    [MessageState::Unread, MessageState::Read, MessageState::Unsent, MessageState::Sent];

impl ModemCore {
    pub(super) fn memory(&mut self, command: &Command, info: &mut Vec<String>, now_ms: u64) -> Option<Final> {
        if !["+CMGL", "+CMGR", "+CMGD", "+CMGW"].contains(&command.name.as_str()) {
            return None;
        }
        if let Err(refused) = self.usable_messages(now_ms) {
            return Some(refused);
        }
        Some(match (command.name.as_str(), command.form) {
            ("+CMGL", Form::Set | Form::Execute) => self.list(command, info),
            ("+CMGL", Form::Test) if self.settings.text_mode => {
                info.push(r#"+CMGL: ("REC UNREAD","REC READ","STO UNSENT","STO SENT","ALL")"#.to_owned());
                Final::Ok
            }
            ("+CMGL", Form::Test) => {
                info.push("+CMGL: (0-4)".to_owned());
                Final::Ok
            }
            ("+CMGR", Form::Set) => self.read(command, info),
            ("+CMGD", Form::Set) => self.delete(command),
            ("+CMGD", Form::Test) => {
                let indices: Vec<String> = self
                    .messages(self.settings.memories[0])
                    .iter()
                    .map(|(index, _)| index.to_string())
                    .collect();
                info.push(format!("+CMGD: ({}),(0-4)", indices.join(",")));
                Final::Ok
            }
            ("+CMGW", Form::Set) => match command.args.number(0) {
                Some(octets) if !self.settings.text_mode => Final::Prompt(DataEntry::Write { octets }),
                _ => Final::Cms(304),
            },
            _ => Final::Error,
        })
    }

    fn list(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        let Some(states) = self.wanted_states(command) else { return Final::Cms(305) };
        let memory = self.settings.memories[0];
        for (index, message) in self.messages(memory) {
            if !states.contains(&message.state) {
                continue;
            }
            let line = if self.settings.text_mode {
                self.text_lines(&format!("+CMGL: {index},"), &message)
            } else {
                let number = message.state.number();
                format!("+CMGL: {index},{number},,{}\r\n{}", message.pdu.tpdu_octets, message.pdu.hex)
            };
            info.push(line);
            self.mark_read(memory, index);
        }
        Final::Ok
    }

    fn wanted_states(&self, command: &Command) -> Option<Vec<MessageState>> {
        let wanted = command.args.text(0).to_ascii_uppercase();
        match (command.form, self.settings.text_mode) {
            (Form::Execute, _) => Some(vec![MessageState::Unread]),
            (_, true) if wanted == "ALL" => Some(ALL_STATES.to_vec()),
            (_, true) => {
                ALL_STATES.into_iter().find(|state| state.words() == wanted).map(|state| vec![state])
            }
            (_, false) if wanted == "4" => Some(ALL_STATES.to_vec()),
            (_, false) => ALL_STATES
                .into_iter()
                .find(|state| state.number().to_string() == wanted)
                .map(|state| vec![state]),
        }
    }

    fn read(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        let memory = self.settings.memories[0];
        let Some(index) = command.args.number(0).and_then(|index| usize::try_from(index).ok()) else {
            return Final::Cms(321);
        };
        let found = self.messages(memory).into_iter().find(|(at, _)| *at == index);
        let Some((_, message)) = found else {
            return match self.personality.empty_slot {
                _ if !self.slot_exists(memory, index) => Final::Cms(321),
                EmptySlot::Ok => Final::Ok,
                EmptySlot::InvalidIndex => Final::Cms(321),
                EmptySlot::ZeroLength => {
                    info.push("+CMGR: 0,,0".to_owned());
                    Final::Ok
                }
            };
        };
        info.push(if self.settings.text_mode {
            self.text_lines("+CMGR: ", &message)
        } else {
            format!("+CMGR: {},,{}\r\n{}", message.state.number(), message.pdu.tpdu_octets, message.pdu.hex)
        });
        self.mark_read(memory, index);
        Final::Ok
    }

    fn text_lines(&self, head: &str, message: &StoredMessage) -> String {
        let state = message.state.words();
        match self.text_of(&message.pdu) {
            Some((header, text)) => format!("{head}\"{state}\",{header}\r\n{text}"),
            None => format!("{head}\"{state}\",,,\r\n{}", message.pdu.hex),
        }
    }

    /// Sender with time, and the text, as text mode shows them.
    pub(in crate::modem) fn text_of(&self, pdu: &SmsPdu) -> Option<(String, String)> {
        let shown = tpdu::read_deliver(pdu)?;
        let ucs2 = self.settings.character_set == "UCS2" || !shown.text.is_ascii();
        let text = if ucs2 { super::ucs2_hex(&shown.text) } else { shown.text };
        Some((format!("\"{}\",,\"{}\"", shown.from, shown.time), text))
    }

    fn delete(&mut self, command: &Command) -> Final {
        use MessageState::{Read, Sent, Unread, Unsent};
        let memory = self.settings.memories[0];
        let removed = match command.args.number_or(1, 0) {
            Some(0) => {
                let index = command.args.number(0).and_then(|index| usize::try_from(index).ok());
                let Some(index) = index.filter(|index| self.slot_exists(memory, *index)) else {
                    return Final::Cms(321);
                };
                usize::from(self.change(memory, index, |store, slot| store.remove(slot)))
            }
            Some(1) => self.remove_where(memory, &[Read]),
            Some(2) => self.remove_where(memory, &[Read, Sent]),
            Some(3) => self.remove_where(memory, &[Read, Sent, Unsent]),
            Some(4) => self.remove_where(memory, &[Read, Sent, Unsent, Unread]),
            _ => return Final::Cms(305),
        };
        if removed > 0 {
            self.slots_freed();
        }
        Final::Ok
    }

    /// Used slots of a memory by the index a client uses.
    pub(in crate::modem) fn messages(&self, memory: Memory) -> Vec<(usize, StoredMessage)> {
        let (device_base, sim_base) = self.personality.first_index;
        let list = |store: &super::super::storage::Store, base: usize| -> Vec<(usize, StoredMessage)> {
            store.iter().map(|(slot, message)| (slot + base, message.clone())).collect()
        };
        let on_sim =
            |base| self.sim.as_ref().map(|sim| sim.with_store(|store| list(store, base))).unwrap_or_default();
        match memory {
            Memory::Sim => on_sim(sim_base),
            Memory::Device => list(&self.device_store, device_base),
            Memory::Reports => list(&self.report_store, 0),
            Memory::Both => {
                let mut both = list(&self.device_store, device_base);
                both.extend(on_sim(device_base + self.device_store.capacity()));
                both
            }
        }
    }

    fn slot_exists(&self, memory: Memory, index: usize) -> bool {
        let (device_base, sim_base) = self.personality.first_index;
        let base = match memory {
            Memory::Sim => sim_base,
            Memory::Device | Memory::Both => device_base,
            Memory::Reports => 0,
        };
        (base..base + self.fill_of(memory).1).contains(&index)
    }

    fn mark_read(&mut self, memory: Memory, index: usize) {
        self.change(memory, index, |store, slot| {
            store.mark_read(slot);
            true
        });
    }

    /// Works on the slot a client's index stands for.
    fn change(
        &mut self,
        memory: Memory,
        index: usize,
        work: impl FnOnce(&mut super::super::storage::Store, usize) -> bool,
    ) -> bool {
        let (device_base, sim_base) = self.personality.first_index;
        let in_device = self.device_store.capacity();
        match memory {
            Memory::Reports => work(&mut self.report_store, index),
            Memory::Sim => match &self.sim {
                Some(sim) => sim.with_store(|store| work(store, index.saturating_sub(sim_base))),
                None => false,
            },
            Memory::Device => work(&mut self.device_store, index.saturating_sub(device_base)),
            Memory::Both if index - device_base < in_device => {
                work(&mut self.device_store, index - device_base)
            }
            Memory::Both => match &self.sim {
                Some(sim) => sim.with_store(|store| work(store, index - device_base - in_device)),
                None => false,
            },
        }
    }

    fn remove_where(&mut self, memory: Memory, states: &[MessageState]) -> usize {
        let doomed: Vec<usize> = self
            .messages(memory)
            .into_iter()
            .filter(|(_, message)| states.contains(&message.state))
            .map(|(index, _)| index)
            .collect();
        for index in &doomed {
            self.change(memory, *index, |store, slot| store.remove(slot));
        }
        doomed.len()
    }
}
