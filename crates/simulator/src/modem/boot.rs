//! Power: start, restart, registration, taking the card out and putting one in.

use super::{
    core::{ModemCore, Settings, Timer},
    exchange::{Effect, Refusal, Registration},
};
use crate::sim::{CardLock, SimCard};

const CHATTER_EVERY_MS: (u64, u64) = (3000, 8000);

impl ModemCore {
    /// Starts as if power came just now: settings, half-sent answers and unacknowledged messages are gone.
    pub fn reboot(&mut self, now_ms: u64) {
        self.refuse_unacknowledged(Refusal::Unreachable);
        self.cancel_timers(|timer| timer != Timer::FaultOver);
        self.wire.clear();
        self.reset_input();
        self.settings = Settings::initial(self.personality);
        self.impairments.stuck = false;
        self.impairments.stuck_until_ms = None;
        self.impairments.swallow_results = 0;
        self.pin_verified = false;
        self.told_full = false;
        self.ussd_open = false;
        self.busy_until_ms = 0;
        self.booted_at_ms = Some(now_ms);
        self.registration = Registration::Idle;
        self.effect(Effect::Rebooting);
        self.say_banner(now_ms);
        self.plan_registration(now_ms);
        self.plan_chatter(now_ms);
        self.set_timer(Timer::MessagesReady, self.sms_ready_at());
    }

    /// Enters the state of a modem that started long ago.
    pub(super) fn skip_boot(&mut self, now_ms: u64) {
        self.booted_at_ms = None;
        self.register(now_ms);
        self.plan_chatter(now_ms);
    }

    /// Takes the card out.
    pub fn remove_sim(&mut self, now_ms: u64) -> Option<SimCard> {
        let sim = self.sim.take()?;
        self.refuse_unacknowledged(Refusal::Unreachable);
        self.pin_verified = false;
        self.cancel_timers(|timer| timer == Timer::Register);
        self.say(self.personality.sim_lines.0, now_ms);
        self.set_registration(Registration::Idle, now_ms);
        Some(sim)
    }

    /// Puts a card in; the one in the modem, if any, is lost to the caller's drawer.
    pub fn insert_sim(&mut self, sim: SimCard, now_ms: u64) {
        self.sim = Some(sim);
        self.pin_verified = false;
        self.told_full = false;
        self.say(self.personality.sim_lines.1, now_ms);
        self.plan_registration(now_ms);
    }

    /// Registers when card and radio allow it.
    pub(super) fn register(&mut self, now_ms: u64) {
        let wanted = match self.impairments.registration {
            Some((state, until_ms)) if now_ms < until_ms => state,
            _ if self.card_lock() == Some(CardLock::Open) && self.settings.function == 1 => {
                Registration::Home
            }
            _ => Registration::Idle,
        };
        self.set_registration(wanted, now_ms);
    }

    /// Plans registering after the family's usual time.
    pub(super) fn plan_registration(&mut self, now_ms: u64) {
        self.cancel_timers(|timer| timer == Timer::Register);
        self.set_timer(Timer::Register, now_ms + self.scaled(self.personality.registered_ms));
    }

    pub(super) fn set_registration(&mut self, to: Registration, now_ms: u64) {
        if self.registration == to {
            return;
        }
        self.registration = to;
        for (index, name) in ["+CREG", "+CGREG", "+CEREG"].into_iter().enumerate() {
            match self.settings.registration_reports[index] {
                1 => self.say(&format!("{name}: {}", to.number()), now_ms),
                2 => {
                    let place = if to.is_registered() { self.cell() } else { String::new() };
                    self.say(&format!("{name}: {}{place}", to.number()), now_ms);
                }
                _ => {}
            }
        }
    }

    pub(super) fn sim_ready_at(&self) -> u64 {
        self.ready_at(self.personality.sim_ready_ms)
    }

    pub(super) fn sms_ready_at(&self) -> u64 {
        self.ready_at(self.personality.sms_ready_ms)
    }

    fn ready_at(&self, after_ms: u64) -> u64 {
        self.booted_at_ms.map_or(0, |booted_at_ms| booted_at_ms + self.scaled(after_ms))
    }

    fn scaled(&self, ms: u64) -> u64 {
        ms * self.options.boot_percent / 100
    }

    fn say_banner(&mut self, now_ms: u64) {
        let card = match self.card_lock() {
            None => "NOT INSERTED",
            Some(CardLock::Open) => "READY",
            Some(CardLock::Pin) => "SIM PIN",
            Some(CardLock::Puk | CardLock::Dead) => "SIM PUK",
        };
        for line in self.personality.boot {
            let due_ms = now_ms + self.scaled(line.after_ms);
            self.say(&line.text.replace("{cpin}", card), due_ms);
        }
    }

    fn plan_chatter(&mut self, now_ms: u64) {
        if !self.personality.chatter.is_empty() {
            let (low, high) = CHATTER_EVERY_MS;
            let due_ms = now_ms + self.dice.between(low, high);
            self.set_timer(Timer::Chatter, due_ms);
        }
    }

    pub(super) fn say_chatter(&mut self, now_ms: u64) {
        if self.settings.chatter && !self.impairments.stuck {
            let line = self.dice.pick(self.personality.chatter).copied().unwrap_or_default();
            self.say(line, now_ms);
        }
        self.plan_chatter(now_ms);
    }
}
