//! Sending and writing: the prompt, the message after it, and the network's answer.

use super::super::{
    core::{Final, ModemCore},
    exchange::{Effect, Submission, SubmitResult},
    storage::{MessageState, SmsPdu},
    syntax::{Command, Form},
};

/// What the bytes after a prompt are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::modem) enum DataEntry {
    /// `AT+CMGS=<octets>` in PDU mode.
    Send { octets: u32 },
    /// `AT+CMGS="<number>"` in text mode.
    SendText { to: String },
    /// `AT+CMGW=<octets>`.
    Write { octets: u32 },
}

impl ModemCore {
    pub(super) fn sending(&mut self, command: &Command, now_ms: u64) -> Option<Final> {
        if !["+CMGS", "+CMSS"].contains(&command.name.as_str()) {
            return None;
        }
        let sim = match self.usable_messages(now_ms) {
            Ok(sim) => sim,
            Err(refused) => return Some(refused),
        };
        Some(match (command.name.as_str(), command.form) {
            (_, Form::Test) => Final::Ok,
            (_, Form::Set) if !self.registration.is_registered() => Final::Cms(331),
            (_, Form::Set) if sim.profile().smsc.is_empty() => Final::Cms(330),
            ("+CMGS", Form::Set) => self.open_prompt(command),
            ("+CMSS", Form::Set) => self.send_stored(command),
            _ => Final::Error,
        })
    }

    fn open_prompt(&self, command: &Command) -> Final {
        match (self.settings.text_mode, command.args.number(0)) {
            (true, _) if !command.args.text(0).is_empty() => {
                Final::Prompt(DataEntry::SendText { to: command.args.text(0).to_owned() })
            }
            (false, Some(octets @ 7..=178)) => Final::Prompt(DataEntry::Send { octets }),
            _ => Final::Cms(304),
        }
    }

    fn send_stored(&mut self, command: &Command) -> Final {
        let wanted = command.args.number(0).and_then(|index| usize::try_from(index).ok());
        let found =
            self.messages(self.settings.memories[1]).into_iter().find(|(index, _)| Some(*index) == wanted);
        match found {
            Some((_, message)) => {
                self.effect(Effect::Submit(Submission::Pdu(message.pdu)));
                Final::Deferred
            }
            None => Final::Cms(321),
        }
    }

    /// The client finished the data after a prompt with Ctrl-Z.
    pub(in crate::modem) fn data_entered(
        &mut self,
        entry: DataEntry,
        bytes: &[u8],
        info: &mut Vec<String>,
    ) -> Final {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
        match entry {
            DataEntry::SendText { to } => {
                let text = match self.settings.character_set.as_str() {
                    "UCS2" => super::from_ucs2_hex(text.trim()).unwrap_or(text),
                    _ => text,
                };
                self.effect(Effect::Submit(Submission::Text { to, text }));
                Final::Deferred
            }
            DataEntry::Send { octets } => match pdu_of(&text, octets) {
                Some(pdu) => {
                    self.effect(Effect::Submit(Submission::Pdu(pdu)));
                    Final::Deferred
                }
                None => Final::Cms(304),
            },
            DataEntry::Write { octets } => {
                let Some(pdu) = pdu_of(&text, octets) else { return Final::Cms(304) };
                match self.store(self.settings.memories[1], MessageState::Unsent, pdu) {
                    Some((_, index)) => {
                        info.push(format!("+CMGW: {index}"));
                        Final::Ok
                    }
                    None => Final::Cms(322),
                }
            }
        }
    }

    /// The network's answer to a [`Submit`](Effect::Submit) effect.
    pub fn submitted(&mut self, result: SubmitResult, now_ms: u64) {
        let due_ms = now_ms + self.options.send_ms;
        match result {
            Ok(reference) => self.answer_at(&[format!("+CMGS: {reference}")], Final::Ok, due_ms),
            Err(code) => self.answer_at(&[], Final::Cms(code), due_ms),
        }
    }

    /// The reference the next outgoing message gets.
    pub fn take_reference(&mut self) -> u8 {
        self.next_reference = self.next_reference.wrapping_add(1);
        self.next_reference
    }
}

/// The PDU a client typed, when its length is what was announced.
fn pdu_of(text: &str, octets: u32) -> Option<SmsPdu> {
    let hex: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let centre = usize::from(u8::from_str_radix(hex.get(..2)?, 16).ok()?);
    let tpdu_octets = usize::try_from(octets).ok()?;
    let right =
        hex.len() == 2 * (1 + centre + tpdu_octets) && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    right.then_some(SmsPdu { hex, tpdu_octets })
}
