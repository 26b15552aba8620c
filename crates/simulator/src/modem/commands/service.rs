//! SMS settings: service centre, message format, notifications, acknowledgement.

use super::{
    super::{
        core::{Final, ModemCore},
        storage::Memory,
        syntax::{Command, Form},
    },
    from_ucs2_hex, ucs2_hex,
};

impl ModemCore {
    pub(super) fn service(
        &mut self,
        command: &Command,
        info: &mut Vec<String>,
        now_ms: u64,
    ) -> Option<Final> {
        let name = command.name.as_str();
        if ![
            "+CSCA", "+CSMS", "+CMGF", "+CPMS", "+CNMI", "+CNMA", "+CMMS", "+CSMP", "+CSDH", "+CGSMS",
            "+CSCB",
        ]
        .contains(&name)
        {
            return None;
        }
        if command.form != Form::Test
            && !matches!(name, "+CSMS" | "+CSMP" | "+CSDH" | "+CMMS")
            && let Err(refused) = self.usable_messages(now_ms)
        {
            return Some(refused);
        }
        match name {
            "+CSCA" => Some(self.service_centre(command, info)),
            "+CSMS" => Some(self.message_service(command, info)),
            "+CMGF" => Some(self.message_format(command, info)),
            "+CPMS" => Some(self.choose_memories(command, info)),
            "+CNMI" => Some(self.notifications(command, info)),
            "+CNMA" => Some(self.acknowledgement(command, info)),
            "+CMMS" => Some(self.more_messages(command, info)),
            "+CSMP" | "+CSDH" | "+CSCB" => Some(self.text_parameters(command, info)),
            _ => None,
        }
    }

    fn service_centre(&self, command: &Command, info: &mut Vec<String>) -> Final {
        let Some(sim) = &self.sim else { return Final::Cms(310) };
        match command.form {
            Form::Read => {
                let smsc = sim.profile().smsc;
                info.push(match (smsc.as_str(), self.settings.character_set.as_str()) {
                    ("", _) => "+CSCA: \"\",129".to_owned(),
                    (smsc, "UCS2") => format!("+CSCA: \"{}\",145", ucs2_hex(smsc)),
                    (smsc, _) => format!("+CSCA: \"{smsc}\",145"),
                });
            }
            Form::Set => {
                let given = command.args.text(0);
                let smsc = if self.settings.character_set == "UCS2" { from_ucs2_hex(given) } else { None };
                sim.set_smsc(smsc.as_deref().unwrap_or(given));
            }
            Form::Test => {}
            Form::Execute => return Final::Error,
        }
        Final::Ok
    }

    fn message_service(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        match command.form {
            Form::Read => info.push(format!("+CSMS: {},1,1,1", u8::from(self.settings.phase_two_plus))),
            Form::Test => {
                info.push(
                    if self.personality.phase_two_plus { "+CSMS: (0,1)" } else { "+CSMS: (0)" }.to_owned(),
                );
            }
            Form::Set => match command.args.number(0) {
                Some(0) => {
                    self.settings.phase_two_plus = false;
                    info.push("+CSMS: 1,1,1".to_owned());
                }
                Some(1) if self.personality.phase_two_plus => {
                    self.settings.phase_two_plus = true;
                    info.push("+CSMS: 1,1,1".to_owned());
                }
                _ => return Final::Cms(303),
            },
            Form::Execute => return Final::Error,
        }
        Final::Ok
    }

    fn message_format(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        match (command.form, command.args.number(0)) {
            (Form::Read, _) => info.push(format!("+CMGF: {}", u8::from(self.settings.text_mode))),
            (Form::Test, _) => info.push("+CMGF: (0,1)".to_owned()),
            (Form::Set, Some(mode @ (0 | 1))) => self.settings.text_mode = mode == 1,
            _ => return Final::Error,
        }
        Final::Ok
    }

    fn notifications(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        match command.form {
            Form::Test => info.push(format!("+CNMI: {}", self.personality.notifications.advertised)),
            Form::Read => {
                let [mode, mt, bm, ds, bfr] = self.settings.notify;
                info.push(format!("+CNMI: {mode},{mt},{bm},{ds},{bfr}"));
            }
            Form::Set => {
                let mut wanted = self.settings.notify;
                for (index, place) in wanted.iter_mut().enumerate().take(command.args.len()) {
                    let Some(value) = command.args.number_or(index, u32::from(*place)) else {
                        return Final::Error;
                    };
                    *place = u8::try_from(value).unwrap_or(u8::MAX);
                }
                let allowed = self.personality.notifications.fields;
                if command.args.len() > allowed.len()
                    || wanted.iter().zip(allowed).any(|(value, range)| !range.contains(value))
                {
                    return Final::Cms(303);
                }
                self.settings.notify = wanted;
            }
            Form::Execute => return Final::Error,
        }
        Final::Ok
    }

    fn acknowledgement(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        let taken = match (command.form, command.args.number_or(0, 0)) {
            (Form::Test, _) => {
                info.push("+CNMA: (0-2)".to_owned());
                return Final::Ok;
            }
            (Form::Execute, _) | (Form::Set, Some(0 | 1)) => true,
            (Form::Set, Some(2)) => false,
            _ => return Final::Error,
        };
        if self.acknowledge(taken) { Final::Ok } else { Final::Cms(340) }
    }

    fn more_messages(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        match (command.form, command.args.number(0)) {
            (Form::Read, _) => info.push(format!("+CMMS: {}", self.settings.more_messages)),
            (Form::Test, _) => info.push("+CMMS: (0-2)".to_owned()),
            (Form::Set, Some(value @ 0..=2)) => self.settings.more_messages = value,
            _ => return Final::Error,
        }
        Final::Ok
    }

    fn text_parameters(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        match (command.name.as_str(), command.form) {
            ("+CSMP", Form::Read) => info.push("+CSMP: 17,167,0,0".to_owned()),
            // These sticks forget the service centre here.
            ("+CSMP", Form::Set) if self.personality.name.starts_with("zte") => {
                if let Some(sim) = &self.sim {
                    sim.set_smsc("");
                }
            }
            ("+CSDH", Form::Read) => info.push(format!("+CSDH: {}", u8::from(self.settings.show_detail))),
            ("+CSDH", Form::Set) => self.settings.show_detail = command.args.number(0) == Some(1),
            (_, Form::Set | Form::Test) => {}
            _ => return Final::Error,
        }
        Final::Ok
    }

    fn choose_memories(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        let fields = self.personality.memories.len();
        match command.form {
            Form::Test => info.push(format!("+CPMS: {}", self.personality.memories_advertised)),
            Form::Read => {
                let shown: Vec<String> = self.settings.memories[..fields]
                    .iter()
                    .map(|memory| {
                        let (used, total) = self.fill_of(*memory);
                        format!("\"{}\",{used},{total}", memory.name())
                    })
                    .collect();
                info.push(format!("+CPMS: {}", shown.join(",")));
            }
            Form::Set => {
                let Some(wanted) = self.wanted_memories(command) else { return Final::Cms(302) };
                self.settings.memories = wanted;
                let shown: Vec<String> = wanted[..fields]
                    .iter()
                    .map(|memory| {
                        let (used, total) = self.fill_of(*memory);
                        format!("{used},{total}")
                    })
                    .collect();
                info.push(format!("+CPMS: {}", shown.join(",")));
            }
            Form::Execute => return Final::Error,
        }
        Final::Ok
    }

    fn wanted_memories(&self, command: &Command) -> Option<[Memory; 3]> {
        let mut wanted = self.settings.memories;
        let choices = self.personality.memories;
        if command.args.len() > choices.len() {
            return None;
        }
        for (index, choice) in choices.iter().enumerate().take(command.args.len()) {
            let memory = Memory::parse(command.args.text(index)).filter(|memory| choice.contains(memory));
            wanted[index] = memory?;
        }
        Some(wanted)
    }

    /// Used and total slots of a memory.
    pub(in crate::modem) fn fill_of(&self, memory: Memory) -> (usize, usize) {
        let sim =
            self.sim.as_ref().map_or((0, 0), |sim| sim.with_store(|store| (store.used(), store.capacity())));
        let device = (self.device_store.used(), self.device_store.capacity());
        match memory {
            Memory::Sim => sim,
            Memory::Device => device,
            Memory::Reports => (self.report_store.used(), self.report_store.capacity()),
            Memory::Both => (sim.0 + device.0, sim.1 + device.1),
        }
    }
}
