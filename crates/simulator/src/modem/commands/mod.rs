//! What commands do, one file for each group.
//!
//! `run` asks the groups in turn; a group answers `None` for a command that is not its own. Fixed answers of a
//! family stand before everything else, so a table line can override behaviour.

mod basic;
mod card;
mod identity;
mod memory;
mod radio;
mod sending;
mod service;
mod ussd;

pub(super) use sending::DataEntry;

use super::{
    core::{Final, ModemCore},
    personality::{NotYet, Unknown},
    syntax::{Command, Form},
};
use crate::sim::{CardLock, SimCard};

/// Names listed by `AT+CLAC`.
const KNOWN: &[&str] = &[
    "&F", "A/", "E", "I", "Q", "V", "Z", "+CCLK", "+CEREG", "+CESQ", "+CFUN", "+CGMI", "+CGMM", "+CGMR",
    "+CGREG", "+CGSN", "+CIMI", "+CLAC", "+CLCK", "+CLIP", "+CMEE", "+CMGD", "+CMGF", "+CMGL", "+CMGR",
    "+CMGS", "+CMGW", "+CMMS", "+CMSS", "+CNMA", "+CNMI", "+CNUM", "+COPS", "+CPAS", "+CPIN", "+CPMS",
    "+CPWD", "+CREG", "+CRSM", "+CSCA", "+CSCS", "+CSDH", "+CSMP", "+CSMS", "+CSQ", "+CUSD", "+GCAP", "+GMI",
    "+GMM", "+GMR", "+GSN", "+IPR",
];

impl ModemCore {
    pub(super) fn run(&mut self, command: &Command, info: &mut Vec<String>, now_ms: u64) -> Final {
        if now_ms < self.busy_until_ms && command.name.starts_with('+') && command.name != "+CFUN" {
            return Final::Cme(515);
        }
        if self.answer_from_table(command, info) {
            return Final::Ok;
        }
        self.basic(command, info, now_ms)
            .or_else(|| self.identity(command, info, now_ms))
            .or_else(|| self.card(command, info, now_ms))
            .or_else(|| self.radio(command, info, now_ms))
            .or_else(|| self.service(command, info, now_ms))
            .or_else(|| self.memory(command, info, now_ms))
            .or_else(|| self.sending(command, now_ms))
            .or_else(|| self.ussd(command, info, now_ms))
            .unwrap_or_else(|| self.unknown())
    }

    pub(super) fn unknown(&self) -> Final {
        match self.personality.unknown {
            Unknown::Error => Final::Error,
            Unknown::NotSupport => Final::NotSupport,
        }
    }

    fn answer_from_table(&self, command: &Command, info: &mut Vec<String>) -> bool {
        let key = command.key();
        let open_key = format!("{}=", command.name);
        let table = self.personality.canned;
        let exact = table.iter().find(|canned| canned.command == key);
        let entry = match command.form {
            Form::Set => exact.or_else(|| table.iter().find(|canned| canned.command == open_key)),
            Form::Execute | Form::Read | Form::Test => exact,
        };
        if let Some(entry) = entry {
            info.extend(entry.lines.iter().map(|line| (*line).to_owned()));
        }
        entry.is_some()
    }

    /// The card, locked or not, or the `+CME ERROR` number that says why there is none.
    pub(super) fn present_card(&self, now_ms: u64) -> Result<SimCard, u16> {
        match &self.sim {
            None => Err(10),
            Some(_) if now_ms < self.sim_ready_at() => Err(14),
            Some(sim) => Ok(sim.clone()),
        }
    }

    /// The usable card, or the `+CME ERROR` number that says why there is none.
    pub(super) fn usable_card(&self, now_ms: u64) -> Result<SimCard, u16> {
        let sim = self.present_card(now_ms)?;
        match sim.lock_state(self.pin_verified) {
            CardLock::Open => Ok(sim),
            CardLock::Pin => Err(11),
            CardLock::Puk => Err(12),
            CardLock::Dead => Err(13),
        }
    }

    /// As [`usable_card`](Self::usable_card), for SMS commands: they also wait until messages are loaded.
    pub(super) fn usable_messages(&self, now_ms: u64) -> Result<SimCard, Final> {
        let sim = self.usable_card(now_ms).map_err(|code| Final::Cms(code + 300));
        if sim.is_ok() && now_ms < self.sms_ready_at() {
            return Err(match self.personality.not_yet {
                NotYet::Error => Final::Error,
                NotYet::Cms(code) => Final::Cms(code),
                NotYet::Cme(code) => Final::Cme(code),
            });
        }
        sim
    }
}

/// Words of an error number for `AT+CMEE=2`.
pub(super) fn error_words(code: u16) -> String {
    let words = match code {
        3 | 302 => "operation not allowed",
        4 | 303 => "operation not supported",
        10 | 310 => "SIM not inserted",
        11 | 311 => "SIM PIN required",
        12 | 316 => "SIM PUK required",
        13 | 313 => "SIM failure",
        14 | 314 => "SIM busy",
        16 => "incorrect password",
        20 | 322 => "memory full",
        21 | 321 => "invalid index",
        30 | 331 => "no network service",
        50 => "Incorrect parameters",
        304 => "Invalid PDU mode parameter",
        330 => "SMSC address unknown",
        340 => "no +CNMA acknowledgement expected",
        515 => "Please wait",
        _ => "unknown error",
    };
    words.to_owned()
}

/// `Ok` when all went well, else `ERROR`.
fn done(worked: bool) -> Final {
    if worked { Final::Ok } else { Final::Error }
}

/// UTF-16 in hex, as text fields look under `AT+CSCS="UCS2"`.
fn ucs2_hex(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

/// The text of a UTF-16 hex field.
fn from_ucs2_hex(hex: &str) -> Option<String> {
    let units: Option<Vec<u16>> =
        (0..hex.len()).step_by(4).map(|at| u16::from_str_radix(hex.get(at..at + 4)?, 16).ok()).collect();
    units.map(|units| String::from_utf16_lossy(&units))
}
