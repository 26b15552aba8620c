//! Dialogue settings, restart and other commands every modem shares.

use super::{
    super::{
        core::{Final, ModemCore, Settings},
        exchange::Registration,
        syntax::{Command, Form},
    },
    KNOWN, done,
};

impl ModemCore {
    pub(super) fn basic(&mut self, command: &Command, info: &mut Vec<String>, now_ms: u64) -> Option<Final> {
        let value = command.args.number(0);
        let result = match (command.name.as_str(), command.form) {
            ("E", _) => {
                self.settings.echo = value.unwrap_or(0) == 1;
                Final::Ok
            }
            ("V", _) => {
                self.settings.verbose = value.unwrap_or(0) == 1;
                Final::Ok
            }
            ("Q", _) => {
                self.settings.quiet = value.unwrap_or(0) == 1;
                Final::Ok
            }
            ("Z" | "&F", _) => {
                self.settings = Settings::initial(self.personality);
                Final::Ok
            }
            ("I", _) => {
                info.extend(self.personality.info.iter().map(|line| (*line).to_owned()));
                if self.personality.info.len() > 2 {
                    info.push(format!("IMEI: {}", self.imei));
                }
                Final::Ok
            }
            ("D", _) => Final::NoCarrier,
            ("S" | "H" | "X" | "L" | "M" | "P" | "T" | "&C" | "&D" | "&W" | "&K" | "&S" | "&V", _) => {
                Final::Ok
            }
            ("+CMEE", Form::Set) => self.set_error_level(value),
            ("+CMEE", Form::Read) => {
                info.push(format!("+CMEE: {}", self.settings.error_level));
                Final::Ok
            }
            ("+CMEE", Form::Test) => {
                info.push("+CMEE: (0-2)".to_owned());
                Final::Ok
            }
            ("+CFUN", Form::Read) => {
                info.push(format!("+CFUN: {}", self.settings.function));
                Final::Ok
            }
            ("+CFUN", Form::Test) => {
                info.push("+CFUN: (0,1,4),(0,1)".to_owned());
                Final::Ok
            }
            ("+CFUN", Form::Set) => self.set_function(command, now_ms),
            (name, Form::Execute) if self.personality.restart == Some(name) => self.restart(now_ms),
            ("^CURC", Form::Set) if !self.personality.chatter.is_empty() => {
                self.settings.chatter = value != Some(0);
                Final::Ok
            }
            ("+CSCS", _) => self.character_set(command, info),
            ("+CLAC", Form::Execute) if self.personality.revision.is_some() => {
                info.extend(KNOWN.iter().map(|name| (*name).to_owned()));
                Final::Ok
            }
            ("+GCAP", Form::Execute) => {
                info.push("+GCAP: +CGSM".to_owned());
                Final::Ok
            }
            ("+CPAS", Form::Execute) => {
                info.push("+CPAS: 0".to_owned());
                Final::Ok
            }
            ("+IPR", Form::Read) => {
                info.push("+IPR: 115200".to_owned());
                Final::Ok
            }
            (
                "+CLIP" | "+CRC" | "+CCWA" | "+IPR" | "+IFC" | "+ICF" | "+CTZU" | "+CTZR" | "+CVHU",
                Form::Set,
            ) => done(self.personality.revision.is_some() || command.name != "+CVHU"),
            _ => return None,
        };
        Some(result)
    }

    fn set_error_level(&mut self, level: Option<u32>) -> Final {
        match level {
            Some(level @ 0..=2) => {
                self.settings.error_level = level;
                Final::Ok
            }
            _ => Final::Error,
        }
    }

    fn set_function(&mut self, command: &Command, now_ms: u64) -> Final {
        let Some(function @ (0 | 1 | 4)) = command.args.number(0) else { return Final::Cme(50) };
        if command.args.number_or(1, 0) == Some(1) {
            return self.restart(now_ms);
        }
        self.settings.function = function;
        if function == 1 {
            self.busy_until_ms =
                now_ms + self.personality.busy_after_cfun_ms * self.options.boot_percent / 100;
            self.plan_registration(now_ms);
        } else {
            self.set_registration(Registration::Idle, now_ms);
        }
        Final::Ok
    }

    /// `OK` still comes, then the modem starts anew.
    fn restart(&mut self, now_ms: u64) -> Final {
        let verbose = self.settings.verbose;
        self.reboot(now_ms);
        self.wire.send_first(if verbose { b"\r\nOK\r\n".to_vec() } else { b"0\r".to_vec() }, now_ms);
        Final::Deferred
    }

    fn character_set(&mut self, command: &Command, info: &mut Vec<String>) -> Final {
        match command.form {
            Form::Read => info.push(format!("+CSCS: \"{}\"", self.settings.character_set)),
            Form::Test => info.push(r#"+CSCS: ("IRA","GSM","UCS2")"#.to_owned()),
            Form::Set => {
                let wanted = command.args.text(0).to_ascii_uppercase();
                if !["IRA", "GSM", "UCS2"].contains(&wanted.as_str()) {
                    return Final::Cme(50);
                }
                self.settings.character_set = wanted;
            }
            Form::Execute => return Final::Error,
        }
        Final::Ok
    }
}
