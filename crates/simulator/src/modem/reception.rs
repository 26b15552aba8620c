//! How a message from the network gets into the modem: stored and announced, or routed straight to the client.
//!
//! The network hears `Accepted` only when the message is in a slot or the client acknowledged it; until then the
//! message stays the network's. That is the promise a test relies on when it compares what was accepted with what a
//! program under test has stored.

use super::{
    core::{ModemCore, Timer},
    exchange::{DeliveryId, Effect, IncomingKind, IncomingSms, Refusal},
    storage::{Memory, MessageState, SmsPdu},
};

const ROUTE_STORED: u8 = 1;
const ROUTE_DIRECT: u8 = 2;

impl ModemCore {
    /// Hands a message to the modem; the outcome comes as an [`Effect`], for direct routing after the client's
    /// acknowledgement.
    pub fn deliver(&mut self, sms: IncomingSms, now_ms: u64) {
        if !self.can_receive(now_ms) {
            return self.effect(Effect::Refused(sms.id, Refusal::Unreachable));
        }
        match sms.kind {
            IncomingKind::Report => self.deliver_report(sms, now_ms),
            IncomingKind::Flash => {
                let line = self.direct_line(self.personality.flash_prefix, &sms.pdu);
                self.route_directly(sms, &line, now_ms);
            }
            IncomingKind::SimSpecific => self.store_and_announce(sms, Memory::Sim, now_ms),
            IncomingKind::Text if self.settings.notify[1] >= ROUTE_DIRECT => {
                let line = self.direct_line("+CMT", &sms.pdu);
                self.route_directly(sms, &line, now_ms);
            }
            IncomingKind::Text => self.store_and_announce(sms, self.settings.memories[2], now_ms),
        }
    }

    fn deliver_report(&mut self, sms: IncomingSms, now_ms: u64) {
        match self.settings.notify[3] {
            1 => {
                let line = format!("+CDS: {}\r\n{}", sms.pdu.tpdu_octets, sms.pdu.hex);
                self.route_directly(sms, &line, now_ms);
            }
            2 => {
                if let Some(slot) = self.report_store.put(MessageState::Unread, sms.pdu) {
                    let name = self.personality.report_announced_as.name();
                    self.say(&format!("+CDSI: \"{name}\",{slot}"), now_ms);
                }
                self.effect(Effect::Accepted(sms.id));
            }
            // Nobody asked for reports: the modem takes and forgets them.
            _ => self.effect(Effect::Accepted(sms.id)),
        }
    }

    fn direct_line(&self, prefix: &str, pdu: &SmsPdu) -> String {
        let octets = pdu.tpdu_octets;
        match (self.personality.cmt_without_comma, self.settings.text_mode) {
            (_, true) => match self.text_of(pdu) {
                Some((header, text)) => format!("{prefix}: {header}\r\n{text}"),
                None => format!("{prefix}: ,{octets}\r\n{}", pdu.hex),
            },
            (true, false) => format!("{prefix}: {octets}\r\n{}", pdu.hex),
            (false, false) => format!("{prefix}: ,{octets}\r\n{}", pdu.hex),
        }
    }

    /// With phase 2+ the client must acknowledge; before that the modem acknowledges by itself, and a crash of the
    /// client loses the message: exactly what real modems do.
    fn route_directly(&mut self, sms: IncomingSms, line: &str, now_ms: u64) {
        self.say(line, now_ms);
        if self.settings.phase_two_plus {
            self.set_timer(Timer::AckLimit(sms.id), now_ms + self.options.ack_limit_ms);
            self.awaiting_ack = Some(sms);
        } else {
            self.effect(Effect::Accepted(sms.id));
        }
    }

    /// The client acknowledges the last direct message; false when none is waiting.
    pub(super) fn acknowledge(&mut self, taken: bool) -> bool {
        let Some(sms) = self.awaiting_ack.take() else { return false };
        self.cancel_timers(|timer| timer == Timer::AckLimit(sms.id));
        self.effect(if taken {
            Effect::Accepted(sms.id)
        } else {
            Effect::Refused(sms.id, Refusal::NotAcknowledged)
        });
        true
    }

    /// Too late: the modem stops routing directly, as 27.005 demands, and the network keeps the message.
    pub(super) fn ack_limit_passed(&mut self, id: DeliveryId) {
        if self.awaiting_ack.as_ref().is_some_and(|sms| sms.id == id) {
            self.settings.notify[1] = 0;
            self.settings.notify[3] = 0;
            self.refuse_unacknowledged(Refusal::NotAcknowledged);
        }
    }

    pub(super) fn refuse_unacknowledged(&mut self, why: Refusal) {
        if let Some(sms) = self.awaiting_ack.take() {
            self.cancel_timers(|timer| timer == Timer::AckLimit(sms.id));
            self.effect(Effect::Refused(sms.id, why));
        }
    }

    fn store_and_announce(&mut self, sms: IncomingSms, memory: Memory, now_ms: u64) {
        let Some((real, index)) = self.store(memory, MessageState::Unread, sms.pdu) else {
            if let Some(line) = self.personality.full_line
                && !self.told_full
            {
                self.say(&line.replace("{mem}", memory.name()), now_ms);
            }
            self.told_full = true;
            return self.effect(Effect::Refused(sms.id, Refusal::MemoryFull));
        };
        self.effect(Effect::Accepted(sms.id));
        if self.settings.notify[0] > 0 && self.settings.notify[1] == ROUTE_STORED {
            let name = if memory == Memory::Both { memory.name() } else { real.name() };
            self.say(&format!("+CMTI: \"{name}\",{index}"), now_ms);
        }
    }

    /// Puts a message into a memory; the real memory and the index a client uses for it.
    pub(super) fn store(
        &mut self,
        memory: Memory,
        state: MessageState,
        pdu: SmsPdu,
    ) -> Option<(Memory, usize)> {
        let (device_base, sim_base) = self.personality.first_index;
        match memory {
            Memory::Device => Some((Memory::Device, self.device_store.put(state, pdu)? + device_base)),
            Memory::Reports => Some((Memory::Reports, self.report_store.put(state, pdu)?)),
            Memory::Sim => {
                let slot = self.sim.as_ref()?.with_store(|store| store.put(state, pdu))?;
                Some((Memory::Sim, slot + sim_base))
            }
            Memory::Both if !self.device_store.is_full() => self.store(Memory::Device, state, pdu),
            Memory::Both => {
                let (real, index) = self.store(Memory::Sim, state, pdu)?;
                Some((real, index - sim_base + device_base + self.device_store.capacity()))
            }
        }
    }

    /// A slot became free: tells the network when it had been told "full".
    pub(super) fn slots_freed(&mut self) {
        if std::mem::take(&mut self.told_full) {
            self.effect(Effect::MemoryAvailable);
        }
    }
}
