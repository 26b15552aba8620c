//! Network registration, operator and signal.

use super::{
    super::{
        core::{Final, ModemCore},
        syntax::{Command, Form},
    },
    done,
};

const DOMAINS: [&str; 3] = ["+CREG", "+CGREG", "+CEREG"];

impl ModemCore {
    pub(super) fn radio(&mut self, command: &Command, info: &mut Vec<String>, now_ms: u64) -> Option<Final> {
        if let Some(domain) = DOMAINS.iter().position(|name| *name == command.name) {
            // 2G modules know no LTE registration.
            if domain == 2 && self.personality.access_technology.is_none() {
                return Some(self.unknown());
            }
            return Some(self.registration_command(domain, command, info));
        }
        match (command.name.as_str(), command.form) {
            ("+CSQ", Form::Execute) => {
                let strength = if self.registration.is_registered() { 14 + self.imei_digit() } else { 99 };
                info.push(format!("+CSQ: {strength},99"));
            }
            ("+CSQ", Form::Test) => info.push("+CSQ: (0-31,99),(0-7,99)".to_owned()),
            ("+CESQ", Form::Execute) if self.personality.access_technology == Some(7) => {
                info.push(format!("+CESQ: 99,99,255,255,20,{}", 40 + self.imei_digit()));
            }
            ("+COPS", Form::Read) => info.push(self.operator()),
            ("+COPS", Form::Test) => match self.usable_card(now_ms) {
                Ok(_) => info.push(
                    r#"+COPS: (2,"Test Network","Test","00101",7),(1,"Other Network","Other","00102",7),,(0,1,2,3,4),(0,1,2)"#
                        .to_owned(),
                ),
                Err(code) => return Some(Final::Cme(code)),
            },
            ("+COPS", Form::Set) => return Some(self.choose_operator(command)),
            _ => return None,
        }
        Some(Final::Ok)
    }

    fn imei_digit(&self) -> u32 {
        self.imei.chars().last().and_then(|digit| digit.to_digit(10)).unwrap_or(0)
    }

    fn registration_command(&mut self, domain: usize, command: &Command, info: &mut Vec<String>) -> Final {
        let name = DOMAINS[domain];
        let reports = self.settings.registration_reports[domain];
        match command.form {
            Form::Read => {
                let place = if reports == 2 && self.registration.is_registered() {
                    self.cell()
                } else {
                    String::new()
                };
                info.push(format!("{name}: {reports},{}{place}", self.registration.number()));
                Final::Ok
            }
            Form::Test => {
                info.push(format!("{name}: (0-2)"));
                Final::Ok
            }
            Form::Set => match command.args.number(0) {
                Some(reports @ 0..=2) => {
                    self.settings.registration_reports[domain] = reports;
                    Final::Ok
                }
                _ => done(false),
            },
            Form::Execute => done(false),
        }
    }

    /// Area, cell and technology as they follow the state, with the leading comma.
    pub(in crate::modem) fn cell(&self) -> String {
        match self.personality.access_technology {
            Some(technology) => format!(",\"2AF5\",\"0B88E350\",{technology}"),
            None => ",\"2AF5\",\"0B88\"".to_owned(),
        }
    }

    fn operator(&self) -> String {
        let Some(sim) = self.sim.as_ref().filter(|_| self.registration.is_registered()) else {
            return "+COPS: 0".to_owned();
        };
        let profile = sim.profile();
        let format = self.settings.operator_format;
        let name = match format {
            0 => profile.operator,
            1 => profile.operator.chars().take(8).collect(),
            _ => profile.plmn,
        };
        let technology =
            self.personality.access_technology.map_or(String::new(), |number| format!(",{number}"));
        format!("+COPS: 0,{format},\"{name}\"{technology}")
    }

    fn choose_operator(&mut self, command: &Command) -> Final {
        match (command.args.number(0), command.args.number(1)) {
            (Some(3), Some(format @ 0..=2)) => {
                self.settings.operator_format = format;
                Final::Ok
            }
            (Some(0..=2 | 4), format) => {
                if let Some(format @ 0..=2) = format {
                    self.settings.operator_format = format;
                }
                Final::Ok
            }
            _ => done(false),
        }
    }
}
