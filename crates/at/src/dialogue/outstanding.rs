//! The command under way: how far it is, what has come for it, when it ends.

use super::Settings;
use crate::command::{Ending, Expect, Shape};
use crate::fields::{after_prefix, is_hex, unquote};
use crate::parse::registration::is_solicited;
use crate::urc::{self, looks_unsolicited};
use crate::{Command, CommandId, Millis, Stage};

#[derive(Debug)]
pub(super) struct Outstanding {
    pub(super) id: CommandId,
    pub(super) command: Command,
    pub(super) stage: Stage,
    pub(super) lines: Vec<String>,
    pub(super) deadline: Millis,
    bytes: usize,
    awaits_pdu: bool,
}

/// What a line that belongs to the answer does to the command.
pub(super) enum Taken {
    More,
    Complete,
    Overflow,
}

impl Outstanding {
    pub(super) fn new(id: CommandId, command: Command, now: Millis) -> Self {
        Self {
            id,
            command,
            stage: Stage::Queued,
            lines: Vec::new(),
            deadline: now,
            bytes: 0,
            awaits_pdu: false,
        }
    }

    /// Leaves the queue: the bytes of the command line.
    pub(super) fn start(&mut self, settings: &Settings, now: Millis) -> Vec<u8> {
        let has_payload = self.command.payload.is_some();
        self.stage = if has_payload { Stage::Prompt } else { Stage::Answer };
        self.deadline = now.after(if has_payload { settings.prompt_ms } else { self.command.timeout_ms });
        format!("{}\r", self.command.text).into_bytes()
    }

    /// The prompt has come: the payload with its Ctrl-Z.
    pub(super) fn payload(&mut self, now: Millis) -> Option<Vec<u8>> {
        let payload = self.command.payload.as_ref().filter(|_| self.stage == Stage::Prompt)?;
        let mut bytes = payload.clone().into_bytes();
        bytes.push(0x1A);
        self.stage = Stage::Answer;
        self.deadline = now.after(self.command.timeout_ms);
        Some(bytes)
    }

    /// Whether the modem repeats what was written.
    pub(super) fn is_echo(&self, line: &str) -> bool {
        self.stage != Stage::Queued
            && (line == self.command.text || self.command.payload.as_deref() == Some(line))
    }

    /// Whether a time-out now means success, the information having come.
    pub(super) fn may_lack_final(&self) -> bool {
        matches!(self.command.ending, Ending::FinalOrGrace { .. }) && !self.lines.is_empty()
    }

    /// Whether the line is part of the answer.
    pub(super) fn owns(&self, line: &str) -> bool {
        if self.stage != Stage::Answer {
            return false;
        }
        match self.command.expect {
            Expect::Nothing => false,
            Expect::Prefixed(prefixes) => self.has_prefix(line, prefixes),
            Expect::Bare(shape, prefixes) => self.has_prefix(line, prefixes) || fits(line, shape),
            Expect::Pdus => self.has_prefix(line, &[]) || self.is_pdu(line),
            Expect::Registration => self.has_prefix(line, &[]) && is_solicited(line),
        }
    }

    /// Adds a line of the answer; only such a line moves the deadline.
    pub(super) fn take(&mut self, line: String, settings: &Settings, now: Millis) -> Taken {
        self.awaits_pdu = self.command.expect == Expect::Pdus && self.has_prefix(&line, &[]);
        self.bytes += line.len() + size_of::<String>();
        if self.bytes > settings.answer_limit {
            return Taken::Overflow;
        }
        self.lines.push(line);
        match self.command.ending {
            Ending::Information => return Taken::Complete,
            Ending::Final => self.deadline = now.after(self.command.timeout_ms),
            Ending::FinalOrGrace { grace_ms } => self.deadline = now.after(grace_ms),
        }
        Taken::More
    }

    fn has_prefix(&self, line: &str, prefixes: &[&str]) -> bool {
        std::iter::once(self.command.own_prefix())
            .chain(prefixes.iter().copied())
            .any(|p| after_prefix(line, p).is_some())
    }

    /// After a header comes its PDU, or whatever a broken card has in its place.
    fn is_pdu(&self, line: &str) -> bool {
        self.awaits_pdu && urc::recognise(line).is_none() && !looks_unsolicited(line)
    }
}

fn fits(line: &str, shape: Shape) -> bool {
    let text = unquote(line);
    match shape {
        Shape::Anything => urc::recognise(line).is_none(),
        Shape::Text => urc::recognise(line).is_none() && !looks_unsolicited(line),
        Shape::Digits => text.len() >= 6 && text.bytes().all(|b| b.is_ascii_digit()),
        Shape::Hex => text.len() >= 10 && (is_hex(text) || is_hex(&text[1..])),
    }
}
