//! Where a line goes: announcement body, echo, result, information, announcement, noise – in this order.

use super::announcement::{Announcement, Body};
use super::framing::Token;
use super::outstanding::Taken;
use super::{Dialogue, ESC, Event, Noise, result};
use crate::answer::Completion;
use crate::urc::{self, Recognised, looks_unsolicited};
use crate::{Failure, Millis, Stage, Urc};

impl Dialogue {
    pub(super) fn token(&mut self, token: Token, now: Millis) {
        match token {
            Token::Line(line) => self.line(&line, now),
            Token::Prompt => self.prompt(now),
            Token::Binary => self.noise(Noise::Binary),
            Token::Overlong => self.noise(Noise::Overlong),
        }
    }

    /// A prompt: the payload goes out; a prompt for a command already given up is left with ESC.
    pub(super) fn prompt(&mut self, now: Millis) {
        if self.drain_until.is_some() {
            self.writes.push_back(vec![ESC]);
        } else if let Some(payload) = self.outstanding.as_mut().and_then(|o| o.payload(now)) {
            self.writes.push_back(payload);
        }
    }

    fn line(&mut self, line: &str, now: Millis) {
        // A prompt nobody waited for has no line end of its own.
        let line = line.strip_prefix("> ").unwrap_or(line).trim_start();
        if line.is_empty() || self.take_body(line) || self.take_echo(line) {
            return;
        }
        match result::split_glued(line) {
            Some((ended, rest)) => self.glued(ended, rest, now),
            None => self.whole_line(line, now),
        }
    }

    fn whole_line(&mut self, line: &str, now: Millis) {
        let taken =
            self.take_result(line, now) || self.take_information(line, now) || self.take_announcement(line);
        if !taken {
            self.noise(Noise::line(line.to_owned()));
        }
    }

    /// `ERROR+CNUM: …`: if the rest is what was asked for, the answer has come in spite of the error.
    fn glued(&mut self, ended: &str, rest: &str, now: Millis) {
        if self.take_information(rest, now) {
            let completion = if ended == "OK" { Completion::Final } else { Completion::Glued };
            self.finish(Ok(completion));
        } else {
            self.whole_line(ended, now);
            self.line(rest, now);
        }
    }

    /// The PDU line of an announcement begun before.
    fn take_body(&mut self, line: &str) -> bool {
        let Some(announcement) = self.announcement.as_mut() else { return false };
        match announcement.body(line) {
            Body::Complete(urc) => {
                self.announcement = None;
                self.events.push(Event::Urc(urc));
                true
            }
            Body::NotYet => false,
            Body::Lost => {
                self.orphan();
                false
            }
        }
    }

    fn take_echo(&mut self, line: &str) -> bool {
        let of_outstanding = self.outstanding.as_ref().is_some_and(|o| o.is_echo(line));
        let of_last = !line.is_empty() && line == self.last_text;
        self.echoing |= of_outstanding;
        of_outstanding || of_last
    }

    fn take_result(&mut self, line: &str, now: Millis) -> bool {
        let numeric = self.settings.numeric_results;
        let Some(outstanding) = self.outstanding.as_ref().filter(|o| o.stage != Stage::Queued) else {
            return self.take_stray_result(line, now);
        };
        let Some(ended) = result::of_command(line, &outstanding.command, numeric) else { return false };
        match (outstanding.stage, ended) {
            // A success before the prompt belongs to an earlier command: ending here would leave the modem at its prompt.
            (Stage::Prompt, Ok(_)) => self.noise(Noise::Stray(line.to_owned())),
            // Some modems refuse and prompt all the same.
            (Stage::Prompt, Err(failure)) => {
                self.finish(Err(failure));
                self.drain(now);
            }
            (Stage::Answer | Stage::Queued, ended) => self.finish(ended),
        }
        true
    }

    /// A result nobody waits for ends the draining it was meant for.
    fn take_stray_result(&mut self, line: &str, now: Millis) -> bool {
        let is_result = result::of_any(line).is_some()
            || (self.settings.numeric_results && result::digit(line, false).is_some());
        if is_result {
            self.noise(Noise::Stray(line.to_owned()));
            if self.drain_until.is_some() {
                self.end_drain(now);
            }
        }
        is_result
    }

    fn take_information(&mut self, line: &str, now: Millis) -> bool {
        let Some(outstanding) = self.outstanding.as_mut().filter(|o| o.owns(line)) else { return false };
        match outstanding.take(line.to_owned(), &self.settings, now) {
            Taken::More => {}
            Taken::Complete => self.finish(Ok(Completion::FinalMissing)),
            Taken::Overflow => {
                self.finish(Err(Failure::Overflow));
                self.drain(now);
            }
        }
        true
    }

    fn take_announcement(&mut self, line: &str) -> bool {
        match urc::recognise(line) {
            Some(Recognised::Whole(urc)) => self.events.push(Event::Urc(urc)),
            Some(Recognised::Header(header)) => {
                self.orphan();
                self.announcement = Some(Announcement::new(header, line));
            }
            None if looks_unsolicited(line) => self.events.push(Event::Urc(Urc::Other(line.to_owned()))),
            None => return false,
        }
        true
    }

    /// The announcement begun before will not be completed any more.
    fn orphan(&mut self) {
        if let Some(announcement) = self.announcement.take() {
            self.noise(Noise::Orphan { header: announcement.into_line() });
        }
    }

    fn noise(&mut self, noise: Noise) {
        self.events.push(Event::Noise(noise));
    }
}
