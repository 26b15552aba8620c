//! Who the modem and its card are.

use super::{
    super::{
        core::{Final, ModemCore},
        syntax::{Command, Form},
    },
    ucs2_hex,
};
use crate::sim::SimProfile;

impl ModemCore {
    pub(super) fn identity(
        &mut self,
        command: &Command,
        info: &mut Vec<String>,
        now_ms: u64,
    ) -> Option<Final> {
        let key = command.key();
        if let Some(form) = self.personality.iccid.iter().find(|form| form.command == key) {
            return Some(match self.present_card(now_ms) {
                Ok(sim) => {
                    info.push(format!("{}{}{}", form.prefix, sim.iccid(), form.suffix));
                    Final::Ok
                }
                Err(code) => Final::Cme(code),
            });
        }
        let bare = match key.as_str() {
            "+CGMI" | "+GMI" => Some(self.personality.manufacturer),
            "+CGMM" | "+GMM" => Some(self.personality.model),
            "+CGMR" | "+GMR" => match self.personality.revision {
                Some(revision) => Some(revision),
                None => return Some(Final::Error),
            },
            _ => None,
        };
        if let Some(line) = bare {
            info.push(line.to_owned());
            return Some(Final::Ok);
        }
        match (command.name.as_str(), command.form) {
            ("+CGSN" | "+GSN", Form::Execute) => info.push(self.imei.clone()),
            ("+CGSN", Form::Set) if command.args.number(0) == Some(1) => {
                info.push(format!("+CGSN: \"{}\"", self.imei));
            }
            ("+CGMI" | "+CGMM" | "+CGMR" | "+CGSN" | "+CIMI", Form::Test) => {}
            ("+CIMI", Form::Execute) => {
                return Some(self.told_by_card(now_ms, info, |profile| Some(profile.imsi)));
            }
            ("+CNUM", Form::Execute) => {
                let ucs2 = self.settings.character_set == "UCS2";
                return Some(self.told_by_card(now_ms, info, |profile| own_number(profile, ucs2)));
            }
            ("+CRSM", Form::Set) => return Some(self.read_file(command, info, now_ms)),
            _ => return None,
        }
        Some(Final::Ok)
    }

    fn told_by_card(
        &self,
        now_ms: u64,
        info: &mut Vec<String>,
        line: impl FnOnce(SimProfile) -> Option<String>,
    ) -> Final {
        match self.usable_card(now_ms) {
            Ok(sim) => {
                info.extend(line(sim.profile()));
                Final::Ok
            }
            Err(code) => Final::Cme(code),
        }
    }

    /// READ BINARY and READ RECORD of the few files clients ask for.
    fn read_file(&self, command: &Command, info: &mut Vec<String>, now_ms: u64) -> Final {
        // EF-ICCID may always be read (TS 31.102 §4.2.1); everything else wants the PIN.
        let open = command.args.number(1) == Some(12258);
        let card = if open { self.present_card(now_ms) } else { self.usable_card(now_ms) };
        let sim = match card {
            Ok(sim) => sim.profile(),
            Err(code) => return Final::Cme(code),
        };
        let content = match (command.args.number(0), command.args.number(1)) {
            (Some(176), Some(12258)) => Some(swapped_digits(&sim.iccid, 10)),
            (Some(176), Some(28423)) => Some(imsi_file(&sim.imsi)),
            (Some(176), Some(28589)) => Some(format!("000000{:02X}", sim.plmn.len().saturating_sub(3))),
            (Some(176), Some(28486)) => Some(operator_file(&sim.operator)),
            (Some(178), Some(28480)) if sim.number_on_card => Some(number_file(&sim.msisdn)),
            _ => None,
        };
        info.push(match content {
            Some(hex) => format!("+CRSM: 144,0,\"{hex}\""),
            None => "+CRSM: 106,130,\"\"".to_owned(),
        });
        Final::Ok
    }
}

fn own_number(profile: SimProfile, ucs2: bool) -> Option<String> {
    let number = format!("+{}", profile.msisdn);
    let number = if ucs2 { ucs2_hex(&number) } else { number };
    profile.number_on_card.then(|| format!("+CNUM: ,\"{number}\",145"))
}

/// Digits in swapped nibbles, filled with F to a number of octets.
fn swapped_digits(digits: &str, octets: usize) -> String {
    let filled: Vec<char> = digits.chars().chain(std::iter::repeat('F')).take(octets * 2).collect();
    filled.chunks(2).flat_map(|pair| pair.iter().rev()).collect()
}

fn imsi_file(imsi: &str) -> String {
    // Length, then a first nibble that says "odd number of digits".
    format!("08{}", swapped_digits(&format!("9{imsi}"), 8))
}

fn operator_file(name: &str) -> String {
    let text: String = name.bytes().take(16).map(|byte| format!("{byte:02X}")).collect();
    format!("00{text:F<32}")
}

fn number_file(msisdn: &str) -> String {
    let octets = msisdn.len().div_ceil(2);
    format!("{:02X}91{:F<20}FFFF", octets + 1, swapped_digits(msisdn, octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_laid_out_as_on_a_card() {
        assert_eq!(swapped_digits("8944200053671052499", 10), "984402003576012594F9");
        assert_eq!(imsi_file("001010000000001"), "080910100000000010");
        assert_eq!(number_file("15550100"), "059151551000FFFFFFFFFFFFFFFF");
    }
}
