//! One port's dialogue.
//!
//! Call order: [`Dialogue::submit`] a command, write all of [`Dialogue::transmit`], hand what is read to
//! [`Dialogue::receive`], drain [`Dialogue::event`] after each call, and call [`Dialogue::expire`] once
//! [`Dialogue::deadline`] has passed. It never blocks, never reads a clock and never starts anything by itself.
//!
//! A line goes, in this order, to: the announcement waiting for its PDU, the echo filter, the outstanding command
//! (its final result, then its information), the announcements, noise. After a time-out or a cancellation the
//! line is *drained* for a moment: a late result is dropped instead of ending the next command, a late prompt is
//! answered with ESC, and a command submitted meanwhile waits. A modem that answers later still can end the wrong
//! command: after a time-out send [`Command::attention`] until it is answered before going on.

mod announcement;
mod event;
mod framing;
mod outstanding;
mod result;
mod routing;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;

pub use event::{Event, Noise};

use self::announcement::Announcement;
use self::event::Queue;
use self::framing::Framer;
use self::outstanding::Outstanding;
use crate::answer::Completion;
use crate::{Answer, Command, CommandId, Failure, Millis, Stage};

/// Limits and habits of one dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Longest line kept, in bytes; a longer one is reported as [`Noise::Overlong`].
    pub line_limit: usize,
    /// Most bytes of information lines kept for one command.
    pub answer_limit: usize,
    /// Most events kept until the caller takes them; noise is dropped first.
    pub event_limit: usize,
    /// Whether result codes are digits (`ATV0`); commands that set this up accept both in any case.
    pub numeric_results: bool,
    /// How long the line is drained after a time-out, a cancellation or a refused prompt, in milliseconds.
    pub drain_ms: u32,
    /// How long a prompt is awaited, in milliseconds.
    pub prompt_ms: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            line_limit: 4096,
            answer_limit: 512 * 1024,
            event_limit: 4096,
            numeric_results: false,
            drain_ms: 500,
            prompt_ms: 5_000,
        }
    }
}

/// A command is outstanding; wait for its `Done`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a command is outstanding on this port; wait for it to end")]
pub struct Busy;

const ESC: u8 = 0x1B;
/// A `>` without its blank counts as a prompt after this pause.
const BARE_PROMPT_MS: u32 = 200;
/// How long a USSD string may stay open over line ends.
const CONTINUATION_MS: u32 = 2_000;

/// The dialogue with one modem port.
pub struct Dialogue {
    settings: Settings,
    framer: Framer,
    outstanding: Option<Outstanding>,
    announcement: Option<Announcement>,
    drain_until: Option<Millis>,
    framing_deadline: Option<Millis>,
    last_text: String,
    echoing: bool,
    next_id: u64,
    events: Queue,
    writes: VecDeque<Vec<u8>>,
}

impl fmt::Debug for Dialogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialogue")
            .field("command", &self.outstanding.as_ref().map(|o| &o.command))
            .field("draining", &self.drain_until.is_some())
            .field("echoing", &self.echoing)
            .finish_non_exhaustive()
    }
}

impl Dialogue {
    /// A fresh dialogue: nothing outstanding, nothing known about echo.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            framer: Framer::new(settings.line_limit),
            events: Queue::new(settings.event_limit),
            settings,
            outstanding: None,
            announcement: None,
            drain_until: None,
            framing_deadline: None,
            last_text: String::new(),
            echoing: false,
            next_id: 1,
            writes: VecDeque::new(),
        }
    }

    /// Accepts a command; its bytes come out of [`Self::transmit`], its end as [`Event::Done`].
    pub fn submit(&mut self, command: Command, now: Millis) -> Result<CommandId, Busy> {
        if self.outstanding.is_some() {
            return Err(Busy);
        }
        let id = CommandId(self.next_id);
        self.next_id += 1;
        self.outstanding = Some(Outstanding::new(id, command, now));
        self.start_if_drained(now);
        Ok(id)
    }

    /// Takes bytes as they were read, cut anywhere.
    pub fn receive(&mut self, bytes: &[u8], now: Millis) {
        let mut tokens = Vec::new();
        for byte in bytes {
            self.framer.push(*byte, self.prompt_may_come(), &mut tokens);
            for token in tokens.drain(..) {
                self.token(token, now);
            }
        }
        self.set_framing_deadline(now);
    }

    /// The next bytes to write, in order; none when all was taken.
    pub fn transmit(&mut self) -> Option<Vec<u8>> {
        self.writes.pop_front()
    }

    /// The next event; drain after every call.
    pub fn event(&mut self) -> Option<Event> {
        self.events.pop()
    }

    /// When [`Self::expire`] must be called; none: nothing is awaited.
    #[must_use]
    pub fn deadline(&self) -> Option<Millis> {
        let command = self.outstanding.as_ref().filter(|o| o.stage != Stage::Queued).map(|o| o.deadline);
        [command, self.drain_until, self.framing_deadline].into_iter().flatten().min()
    }

    /// Lets everything end whose time has come; harmless when called early.
    pub fn expire(&mut self, now: Millis) {
        if self.framing_deadline.is_some_and(|at| at <= now) {
            self.framing_deadline = None;
            self.expire_framing(now);
        }
        if self.drain_until.is_some_and(|at| at <= now) {
            self.end_drain(now);
        }
        let due = self.outstanding.as_ref().is_some_and(|o| o.stage != Stage::Queued && o.deadline <= now);
        if due {
            self.expire_command(now);
        }
    }

    /// Gives up the outstanding command (ESC at a prompt, CR otherwise); when idle, writes ESC CR to leave a stuck prompt.
    ///
    /// A message whose PDU was written already cannot be called back: see [`Failure::fate_unknown`].
    pub fn cancel(&mut self, now: Millis) {
        let Some(outstanding) = &self.outstanding else {
            self.writes.push_back(vec![ESC, b'\r']);
            return;
        };
        let stage = outstanding.stage;
        let has_payload = outstanding.command.payload.is_some();
        match stage {
            Stage::Queued => {}
            Stage::Prompt => self.writes.push_back(vec![ESC]),
            Stage::Answer if has_payload => {}
            Stage::Answer => self.writes.push_back(vec![b'\r']),
        }
        self.finish(Err(Failure::Cancelled(stage)));
        if stage != Stage::Queued {
            self.drain(now);
        }
    }

    /// Forgets everything after the port was re-opened; an outstanding command ends with [`Failure::Closed`].
    ///
    /// Events not taken yet stay.
    pub fn reset(&mut self) {
        if let Some(stage) = self.outstanding.as_ref().map(|o| o.stage) {
            self.finish(Err(Failure::Closed(stage)));
        }
        self.framer = Framer::new(self.settings.line_limit);
        self.announcement = None;
        self.drain_until = None;
        self.framing_deadline = None;
        self.last_text.clear();
        self.echoing = false;
        self.writes.clear();
    }

    /// Whether a command may be submitted.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.outstanding.is_none()
    }

    /// Whether the modem repeated the last command: after `ATE0` a sign that it has restarted.
    #[must_use]
    pub fn is_echoing(&self) -> bool {
        self.echoing
    }

    fn prompt_may_come(&self) -> bool {
        self.drain_until.is_some() || self.outstanding.as_ref().is_some_and(|o| o.stage == Stage::Prompt)
    }

    fn start_if_drained(&mut self, now: Millis) {
        if self.drain_until.is_some() {
            return;
        }
        if let Some(outstanding) = self.outstanding.as_mut().filter(|o| o.stage == Stage::Queued) {
            self.writes.push_back(outstanding.start(&self.settings, now));
            self.echoing = false;
        }
    }

    fn drain(&mut self, now: Millis) {
        self.drain_until = Some(now.after(self.settings.drain_ms));
    }

    fn end_drain(&mut self, now: Millis) {
        self.drain_until = None;
        self.start_if_drained(now);
    }

    fn set_framing_deadline(&mut self, now: Millis) {
        let wait = match () {
            () if self.framer.is_continuing() => CONTINUATION_MS,
            () if self.prompt_may_come() && self.framer.ends_in_bare_prompt() => BARE_PROMPT_MS,
            () => {
                self.framing_deadline = None;
                return;
            }
        };
        self.framing_deadline.get_or_insert(now.after(wait));
    }

    fn expire_framing(&mut self, now: Millis) {
        if self.framer.is_continuing() {
            let mut tokens = Vec::new();
            self.framer.split_continuation(&mut tokens);
            for token in tokens {
                self.token(token, now);
            }
        } else if self.prompt_may_come() && self.framer.take_bare_prompt() {
            self.prompt(now);
        }
    }

    fn expire_command(&mut self, now: Millis) {
        let Some(outstanding) = &self.outstanding else { return };
        if outstanding.may_lack_final() {
            self.finish(Ok(Completion::FinalMissing));
            return;
        }
        let stage = outstanding.stage;
        if stage == Stage::Prompt {
            self.writes.push_back(vec![ESC]);
        }
        self.finish(Err(Failure::Timeout(stage)));
        self.drain(now);
    }

    /// Ends the outstanding command.
    fn finish(&mut self, ended: Result<Completion, Failure>) {
        let Some(outstanding) = self.outstanding.take() else { return };
        self.last_text = outstanding.command.text;
        let outcome = ended.map(|completion| Answer { lines: outstanding.lines, completion });
        self.events.push(Event::Done { id: outstanding.id, outcome });
    }
}
