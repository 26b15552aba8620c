//! PIN, PUK and facility locks.

use super::{
    super::{
        core::{Final, ModemCore},
        syntax::{Command, Form},
    },
    done,
};
use crate::sim::{CardLock, SimCard};

impl ModemCore {
    pub(super) fn card(&mut self, command: &Command, info: &mut Vec<String>, now_ms: u64) -> Option<Final> {
        match (command.name.as_str(), command.form) {
            ("+CPIN", Form::Read) => Some(self.pin_state(info, now_ms)),
            ("+CPIN", Form::Set) => Some(self.enter_pin(command, now_ms)),
            ("+CPIN", Form::Test) => Some(Final::Ok),
            ("+QPINC", Form::Read) if self.personality.manufacturer == "Quectel" => {
                let (pin, puk) = self.sim.as_ref().map_or((0, 0), SimCard::tries);
                info.push(format!("+QPINC: \"SC\",{pin},{puk}"));
                Some(Final::Ok)
            }
            ("+CLCK", Form::Set) => Some(self.lock_facility(command, info)),
            ("+CLCK", Form::Test) => {
                info.push(r#"+CLCK: ("SC","PN")"#.to_owned());
                Some(Final::Ok)
            }
            ("+CPWD", Form::Set) => {
                let changed = command.args.text(0).eq_ignore_ascii_case("SC")
                    && self
                        .sim
                        .as_ref()
                        .is_some_and(|sim| sim.change_pin(command.args.text(1), command.args.text(2)));
                Some(if changed { Final::Ok } else { Final::Cme(16) })
            }
            _ => None,
        }
    }

    fn pin_state(&self, info: &mut Vec<String>, now_ms: u64) -> Final {
        let state = match self.card_lock() {
            None => return Final::Cme(10),
            Some(_) if now_ms < self.sim_ready_at() => return Final::Cme(14),
            Some(CardLock::Dead) => return Final::Cme(13),
            Some(CardLock::Open) => "READY",
            Some(CardLock::Pin) => "SIM PIN",
            Some(CardLock::Puk) => "SIM PUK",
        };
        info.push(format!("+CPIN: {state}"));
        if self.personality.cpin_without_ok { Final::None } else { Final::Ok }
    }

    fn enter_pin(&mut self, command: &Command, now_ms: u64) -> Final {
        let Some(sim) = self.sim.clone() else { return Final::Cme(10) };
        let (first, second) = (command.args.text(0), command.args.text(1));
        let right = match sim.lock_state(self.pin_verified) {
            // A card that asks for nothing refuses a PIN.
            CardLock::Open => return Final::Cme(3),
            CardLock::Dead => return Final::Cme(13),
            CardLock::Pin => sim.verify_pin(first),
            CardLock::Puk => sim.unblock(first, second),
        };
        if !right {
            return Final::Cme(if sim.lock_state(false) == CardLock::Puk { 12 } else { 16 });
        }
        self.pin_verified = true;
        self.plan_registration(now_ms);
        self.say("+CPIN: READY", now_ms + 300);
        Final::Ok
    }

    fn lock_facility(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        let Some(sim) = &self.sim else { return Final::Cme(10) };
        match (command.args.text(0).to_ascii_uppercase().as_str(), command.args.number(1)) {
            ("SC", Some(2)) => {
                info.push(format!("+CLCK: {}", u8::from(sim.pin_enabled())));
                Final::Ok
            }
            ("SC", Some(wanted @ (0 | 1))) => {
                let right = sim.set_pin_enabled(wanted == 1, command.args.text(2));
                self.pin_verified |= right;
                if right { Final::Ok } else { Final::Cme(16) }
            }
            (_, Some(2)) => {
                info.push("+CLCK: 0".to_owned());
                Final::Ok
            }
            _ => done(false),
        }
    }
}
