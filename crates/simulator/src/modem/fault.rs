//! What can go wrong with a modem, as values a test or a schedule can name.

use std::time::Duration;

use super::{
    core::{ModemCore, Timer},
    exchange::Registration,
    storage::{Memory, SmsPdu},
};
use crate::{dice::Dice, sim::fill};

/// One misfortune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Noise on the line: NULs and high bytes.
    Garbage {
        /// How many bytes.
        bytes: usize,
    },
    /// The next final results do not arrive.
    LostOk {
        /// How many.
        answers: u32,
    },
    /// The firmware hangs: it hears nothing but a restart command; without a duration until restart or power cycle.
    Stuck {
        /// It comes back by itself after this time.
        duration: Option<Duration>,
    },
    /// It restarts by itself.
    Reboot,
    /// It falls back to text mode, as some do after a dip of their supply; everything else stays as it was set.
    TextMode,
    /// Every free slot of the memory it receives into is occupied by an old read message.
    MemoryFull,
    /// The card is taken out, and put back after a time.
    SimRemoved {
        /// How long it is out; `None`: until `insert_sim`.
        duration: Option<Duration>,
    },
    /// It talks without being asked.
    UrcStorm {
        /// How many lines.
        lines: usize,
        /// Over how long.
        duration: Duration,
    },
    /// Characters get lost on the way to the client.
    DropCharacters {
        /// How many of 100.
        percent: u32,
        /// How long.
        duration: Duration,
    },
    /// Answers take longer.
    SlowAnswers {
        /// By how much.
        extra: Duration,
        /// How long.
        duration: Duration,
    },
    /// The network refuses the card.
    RegistrationDenied {
        /// How long.
        duration: Duration,
    },
    /// No coverage.
    RegistrationLost {
        /// How long.
        duration: Duration,
    },
    /// The cable is pulled, and put back (with another port name) after a time.
    Unplug {
        /// How long; `None`: until `replug`.
        duration: Option<Duration>,
    },
}

impl Fault {
    /// A fault that heals by itself, sized so that a healthy driver gets over it.
    pub fn random(dice: &mut Dice) -> Self {
        let some_seconds = |dice: &mut Dice| Duration::from_millis(dice.between(2000, 10_000));
        match dice.below(12) {
            0 => Self::Garbage { bytes: usize::try_from(dice.between(5, 200)).unwrap_or(5) },
            1 => Self::LostOk { answers: 1 },
            2 => Self::Stuck { duration: Some(some_seconds(dice)) },
            3 => Self::Reboot,
            4 => Self::MemoryFull,
            5 => Self::SimRemoved { duration: Some(some_seconds(dice)) },
            6 => Self::UrcStorm { lines: 200, duration: some_seconds(dice) },
            7 => Self::DropCharacters { percent: 1, duration: some_seconds(dice) },
            8 => Self::SlowAnswers {
                extra: Duration::from_millis(dice.between(100, 1500)),
                duration: some_seconds(dice),
            },
            9 => Self::RegistrationDenied { duration: some_seconds(dice) },
            10 => Self::RegistrationLost { duration: some_seconds(dice) },
            _ => Self::Unplug { duration: Some(some_seconds(dice)) },
        }
    }
}

const STORM: [&str; 5] = ["+CREG: 1", "^RSSI:14", "+CGREG: 1", "RING", "+CTZV: +8"];

impl ModemCore {
    /// Lets a fault of the modem itself happen; cable and card faults are the shell's, and ignored here.
    pub fn suffer(&mut self, fault: &Fault, old_messages: &[SmsPdu], now_ms: u64) {
        match fault {
            Fault::Garbage { bytes } => {
                let noise = (0..*bytes)
                    .map(|_| if self.dice.chance(20) { 0 } else { 0x80 | self.dice.throw() as u8 });
                let noise = noise.collect();
                self.wire.send(noise, now_ms);
            }
            Fault::LostOk { answers } => self.impairments.swallow_results = *answers,
            Fault::Stuck { duration } => self.hang(*duration, now_ms),
            Fault::Reboot => self.reboot(now_ms),
            Fault::TextMode => self.settings.text_mode = true,
            Fault::MemoryFull => self.fill_memory(old_messages),
            Fault::UrcStorm { lines, duration } => self.storm(*lines, *duration, now_ms),
            Fault::DropCharacters { percent, duration } => {
                self.wire.drop_characters(*percent, now_ms + millis(*duration));
            }
            Fault::SlowAnswers { extra, duration } => {
                self.impairments.slow = Some((millis(*extra), now_ms + millis(*duration)));
            }
            Fault::RegistrationDenied { duration } => {
                self.lose_registration(Registration::Denied, *duration, now_ms)
            }
            Fault::RegistrationLost { duration } => {
                self.lose_registration(Registration::Searching, *duration, now_ms)
            }
            Fault::SimRemoved { .. } | Fault::Unplug { .. } => {}
        }
    }

    fn hang(&mut self, duration: Option<Duration>, now_ms: u64) {
        self.wire.clear();
        self.reset_input();
        self.impairments.stuck = true;
        self.impairments.stuck_until_ms = duration.map(|duration| now_ms + millis(duration));
        if let Some(until_ms) = self.impairments.stuck_until_ms {
            self.set_timer(Timer::FaultOver, until_ms);
        }
    }

    fn fill_memory(&mut self, old_messages: &[SmsPdu]) {
        let memory = self.settings.memories[2];
        if matches!(memory, Memory::Device | Memory::Both) {
            fill(&mut self.device_store, old_messages);
        }
        if let (Memory::Sim | Memory::Both, Some(sim)) = (memory, &self.sim) {
            sim.fill_with(old_messages);
        }
    }

    fn storm(&mut self, lines: usize, duration: Duration, now_ms: u64) {
        for _ in 0..lines {
            let due_ms = now_ms + self.dice.below(millis(duration));
            let line = self.dice.pick(&STORM).copied().unwrap_or("RING");
            self.say(line, due_ms);
        }
    }

    fn lose_registration(&mut self, state: Registration, duration: Duration, now_ms: u64) {
        let until_ms = now_ms + millis(duration);
        self.impairments.registration = Some((state, until_ms));
        self.set_registration(state, now_ms);
        self.set_timer(Timer::FaultOver, until_ms);
    }

    /// Ends the faults whose time has come.
    pub(super) fn faults_over(&mut self, now_ms: u64) {
        if self.impairments.stuck_until_ms.is_some_and(|until_ms| until_ms <= now_ms) {
            self.impairments.stuck = false;
            self.impairments.stuck_until_ms = None;
        }
        if self.impairments.registration.is_some_and(|(_, until_ms)| until_ms <= now_ms) {
            self.impairments.registration = None;
            self.register(now_ms);
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
