//! USSD: the network's little menu.

use super::{
    super::{
        core::{Final, ModemCore},
        syntax::{Command, Form},
    },
    from_ucs2_hex, ucs2_hex,
};

const ANSWER_AFTER_MS: u64 = 400;

impl ModemCore {
    pub(super) fn ussd(&mut self, command: &Command, info: &mut Vec<String>, now_ms: u64) -> Option<Final> {
        if command.name != "+CUSD" {
            return None;
        }
        let sim = match self.usable_card(now_ms) {
            Ok(sim) => sim,
            Err(code) => return Some(Final::Cme(code)),
        };
        Some(match (command.form, command.args.number(0)) {
            (Form::Test, _) => {
                info.push("+CUSD: (0-2)".to_owned());
                Final::Ok
            }
            (Form::Read, _) => {
                info.push("+CUSD: 1".to_owned());
                Final::Ok
            }
            (Form::Set, Some(2)) if !std::mem::take(&mut self.ussd_open) => Final::Error,
            (Form::Set, Some(0..=2)) if command.args.len() == 1 => Final::Ok,
            (Form::Set, Some(0 | 1)) if !self.registration.is_registered() => Final::Cme(30),
            (Form::Set, Some(0 | 1)) => {
                let ucs2 = self.settings.character_set == "UCS2";
                let given = command.args.text(1);
                let code = if ucs2 { from_ucs2_hex(given) } else { None }.unwrap_or_else(|| given.to_owned());
                let (mode, text) = menu(&code, self.ussd_open, &sim.msisdn());
                self.ussd_open = mode == 1;
                let text = if ucs2 { ucs2_hex(&text) } else { text };
                let line = if text.is_empty() {
                    format!("+CUSD: {mode}")
                } else {
                    format!("+CUSD: {mode},\"{text}\",15")
                };
                self.say(&line, now_ms + self.options.latency_ms.1 + ANSWER_AFTER_MS);
                Final::Ok
            }
            _ => Final::Error,
        })
    }
}

/// `<m>` and the text for a code: balance, own number, a menu with one level, else "not supported".
fn menu(code: &str, open: bool, msisdn: &str) -> (u8, String) {
    match (open, code) {
        (_, "*100#" | "*101#") => (0, "Balance: 12.34 USD".to_owned()),
        (_, "*103#" | "*#100#") => (0, format!("Your number is +{msisdn}")),
        (_, "*111#") => (1, "1 Balance\n2 Own number".to_owned()),
        (true, "1") => (0, "Balance: 12.34 USD".to_owned()),
        (true, "2") => (0, format!("Your number is +{msisdn}")),
        (true, _) => (2, String::new()),
        (false, _) => (4, String::new()),
    }
}
