//! What comes out of a dialogue, and the bounded queue it waits in.

use std::collections::VecDeque;
use std::fmt;

use crate::{Answer, CommandId, Failure, Urc};

/// Something that has happened on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A command has ended; exactly one per accepted command.
    Done { id: CommandId, outcome: Result<Answer, Failure> },
    /// The modem said something unasked.
    Urc(Urc),
    /// Bytes that are neither.
    Noise(Noise),
}

/// Bytes that belong to nothing. `Debug` shows no content: a stray line may hold a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Noise {
    /// A line nobody asked for and no announcement looks like; secrets are blanked.
    Line(String),
    /// A result code without a command, mostly late.
    Stray(String),
    /// A two-line announcement whose PDU line did not follow intact: a message may have been lost on the wire.
    Orphan { header: String },
    /// A run of bytes that are no text: wrong speed, or a diagnostics port.
    Binary,
    /// A satellite receiver's sentence (`$GP…`): this is the positioning port.
    Nmea,
    /// A line beyond the limit; its bytes were dropped.
    Overlong,
    /// This many events were dropped because nobody took them.
    Dropped { events: u64 },
}

impl Noise {
    /// Whether this speaks for a wrong port or a wrong speed.
    #[must_use]
    pub fn suggests_wrong_port(&self) -> bool {
        match self {
            Self::Binary | Self::Nmea => true,
            Self::Line(_) | Self::Stray(_) | Self::Orphan { .. } | Self::Overlong | Self::Dropped { .. } => {
                false
            }
        }
    }

    /// A line nobody wants; an echo of a secret, however mangled, is blanked.
    pub(super) fn line(line: String) -> Self {
        const SECRETS: [&str; 4] = ["CPIN=", "CPWD=", "CLCK=", "CPBW="];
        let upper = line.to_ascii_uppercase();
        if upper.starts_with("$G") && line.contains(',') {
            return Self::Nmea;
        }
        if SECRETS.iter().any(|secret| upper.contains(secret)) {
            Self::Line("…".to_owned())
        } else {
            Self::Line(line)
        }
    }
}

impl fmt::Debug for Noise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "Line({} bytes)", line.len()),
            Self::Stray(line) => write!(f, "Stray({line})"),
            Self::Orphan { header } => write!(f, "Orphan({} bytes)", header.len()),
            Self::Binary => f.write_str("Binary"),
            Self::Nmea => f.write_str("Nmea"),
            Self::Overlong => f.write_str("Overlong"),
            Self::Dropped { events } => write!(f, "Dropped({events})"),
        }
    }
}

/// Events waiting to be taken. Noise gives way early, announcements late, the end of a command never.
#[derive(Debug, Default)]
pub(super) struct Queue {
    events: VecDeque<Event>,
    limit: usize,
    dropped: u64,
}

impl Queue {
    pub(super) fn new(limit: usize) -> Self {
        Self { events: VecDeque::new(), limit, dropped: 0 }
    }

    pub(super) fn push(&mut self, event: Event) {
        let room = match event {
            Event::Noise(_) => self.events.len() < self.limit / 2,
            Event::Urc(_) => self.events.len() < self.limit,
            Event::Done { .. } => true,
        };
        if room { self.events.push_back(event) } else { self.dropped += 1 }
    }

    pub(super) fn pop(&mut self) -> Option<Event> {
        self.events.pop_front().or_else(|| {
            let events = std::mem::take(&mut self.dropped);
            (events > 0).then_some(Event::Noise(Noise::Dropped { events }))
        })
    }
}
