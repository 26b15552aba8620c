//! The modem as a state machine without input or output of its own.
//!
//! Bytes from the client go in by [`ModemCore::receive`], messages from the network by [`ModemCore::deliver`]; bytes
//! for the client come out of [`ModemCore::take_output`], what the network must know out of
//! [`ModemCore::take_effects`]. Time is a number the caller passes; [`ModemCore::next_wake`] says when to call
//! [`ModemCore::tick`] next. Commands live in `commands`, reception in `reception`, power in `boot`.

use std::collections::VecDeque;

use super::{
    commands::DataEntry,
    exchange::{DeliveryId, Effect, IncomingSms, Registration},
    personality::Personality,
    storage::{Memory, Store},
    syntax,
    wire::Wire,
};
use crate::{
    dice::Dice,
    sim::{CardLock, SimCard},
};

/// Longest command line (SIM800's limit).
const MAX_LINE: usize = 556;
const CTRL_Z: u8 = 0x1A;
const ESCAPE: u8 = 0x1B;

/// How one modem is set up.
#[derive(Debug, Clone)]
pub struct ModemOptions {
    /// Seed of everything random in this modem.
    pub seed: u64,
    /// Shortest and longest time to answer a command.
    pub latency_ms: (u64, u64),
    /// Characters per second of the line; `None`: as fast as the pipe.
    pub bytes_per_second: Option<u32>,
    /// Boot delays in percent of the family's real ones.
    pub boot_percent: u64,
    /// How long the modem waits for `AT+CNMA` after `+CMT`.
    pub ack_limit_ms: u64,
    /// A restart makes the port vanish for a moment and come back, as USB modems do.
    pub reenumerates: bool,
    /// How long the network takes to accept an outgoing message.
    pub send_ms: u64,
}

impl Default for ModemOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            latency_ms: (2, 15),
            bytes_per_second: None,
            boot_percent: 100,
            ack_limit_ms: 15_000,
            reenumerates: false,
            send_ms: 500,
        }
    }
}

/// Settings a reboot or `AT&F` forgets.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) echo: bool,
    pub(super) verbose: bool,
    pub(super) quiet: bool,
    pub(super) error_level: u32,
    pub(super) text_mode: bool,
    pub(super) show_detail: bool,
    pub(super) phase_two_plus: bool,
    pub(super) notify: [u8; 5],
    pub(super) memories: [Memory; 3],
    pub(super) character_set: String,
    pub(super) registration_reports: [u32; 3],
    pub(super) operator_format: u32,
    pub(super) chatter: bool,
    pub(super) function: u32,
    pub(super) more_messages: u32,
}

impl Settings {
    pub(super) fn initial(personality: &Personality) -> Self {
        let bfr = personality.notifications.fields[4].first().copied().unwrap_or(0);
        Self {
            echo: true,
            verbose: true,
            quiet: false,
            error_level: 0,
            text_mode: false,
            show_detail: false,
            phase_two_plus: false,
            notify: [0, 0, 0, 0, bfr],
            memories: [personality.initial_memory; 3],
            character_set: "GSM".to_owned(),
            registration_reports: [0; 3],
            operator_format: 0,
            chatter: !personality.chatter.is_empty(),
            function: 1,
            more_messages: 0,
        }
    }
}

/// Things that happen at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timer {
    Register,
    /// Nothing but a reason to look again: messages can come from now on.
    MessagesReady,
    Chatter,
    AckLimit(DeliveryId),
    FaultOver,
}

/// Faults in force, each until its time.
#[derive(Debug, Default)]
pub(super) struct Impairments {
    pub(super) stuck: bool,
    pub(super) stuck_until_ms: Option<u64>,
    pub(super) swallow_results: u32,
    pub(super) slow: Option<(u64, u64)>,
    pub(super) registration: Option<(Registration, u64)>,
}

#[derive(Debug)]
enum Input {
    Line(Vec<u8>),
    Data { entry: DataEntry, bytes: Vec<u8> },
}

/// A modem; see the module's description.
#[derive(Debug)]
pub struct ModemCore {
    pub(super) personality: &'static Personality,
    pub(super) options: ModemOptions,
    pub(super) imei: String,
    pub(super) sim: Option<SimCard>,
    pub(super) pin_verified: bool,
    pub(super) device_store: Store,
    pub(super) report_store: Store,
    pub(super) settings: Settings,
    pub(super) registration: Registration,
    /// `None`: long ago.
    pub(super) booted_at_ms: Option<u64>,
    pub(super) busy_until_ms: u64,
    pub(super) told_full: bool,
    pub(super) awaiting_ack: Option<IncomingSms>,
    pub(super) impairments: Impairments,
    pub(super) wire: Wire,
    pub(super) dice: Dice,
    pub(super) ussd_open: bool,
    pub(super) next_reference: u8,
    timers: Vec<(u64, Timer)>,
    effects: VecDeque<Effect>,
    input: Input,
    answer_due_ms: u64,
    last_line: String,
}

impl ModemCore {
    /// A modem that has been on for a while: booted, and registered when it has a usable card.
    pub fn started(
        personality: &'static Personality,
        imei: String,
        sim: Option<SimCard>,
        options: ModemOptions,
        now_ms: u64,
    ) -> Self {
        let dice = Dice::new(options.seed);
        let mut core = Self {
            personality,
            imei,
            sim,
            pin_verified: false,
            device_store: Store::new(personality.device_capacity),
            report_store: Store::new(10),
            settings: Settings::initial(personality),
            registration: Registration::Idle,
            booted_at_ms: None,
            busy_until_ms: 0,
            told_full: false,
            awaiting_ack: None,
            impairments: Impairments::default(),
            wire: Wire::new(options.bytes_per_second, dice.fork(2)),
            dice: dice.fork(1),
            ussd_open: false,
            next_reference: 0,
            timers: Vec::new(),
            effects: VecDeque::new(),
            input: Input::Line(Vec::new()),
            answer_due_ms: 0,
            last_line: String::new(),
            options,
        };
        core.skip_boot(now_ms);
        core
    }

    /// The family.
    pub fn personality(&self) -> &'static Personality {
        self.personality
    }

    /// The card in the modem.
    pub fn sim(&self) -> Option<&SimCard> {
        self.sim.as_ref()
    }

    /// Takes bytes the client wrote.
    pub fn receive(&mut self, bytes: &[u8], now_ms: u64) {
        for byte in bytes {
            self.receive_byte(*byte, now_ms);
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, now_ms: u64) {
        while let Some(index) = self.timers.iter().position(|(due, _)| *due <= now_ms) {
            let (_, timer) = self.timers.remove(index);
            self.fire(timer, now_ms);
        }
    }

    /// When [`tick`](Self::tick) or [`take_output`](Self::take_output) has something to do next.
    pub fn next_wake(&self) -> Option<u64> {
        let timer = self.timers.iter().map(|(due, _)| *due).min();
        [timer, self.wire.next_due()].into_iter().flatten().min()
    }

    /// Bytes on their way to the client by now.
    pub fn take_output(&mut self, now_ms: u64) -> Vec<u8> {
        self.wire.take(now_ms)
    }

    /// What the outside must do, in order.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        self.effects.drain(..).collect()
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(super) fn set_timer(&mut self, timer: Timer, due_ms: u64) {
        self.timers.push((due_ms, timer));
    }

    pub(super) fn cancel_timers(&mut self, which: impl Fn(Timer) -> bool) {
        self.timers.retain(|(_, timer)| !which(*timer));
    }

    /// Back to an empty command line; what was half typed or half sent is gone.
    pub(super) fn reset_input(&mut self) {
        self.input = Input::Line(Vec::new());
        self.answer_due_ms = 0;
    }

    fn fire(&mut self, timer: Timer, now_ms: u64) {
        match timer {
            Timer::Register => self.register(now_ms),
            Timer::MessagesReady => {}
            Timer::Chatter => self.say_chatter(now_ms),
            Timer::AckLimit(id) => self.ack_limit_passed(id),
            Timer::FaultOver => self.faults_over(now_ms),
        }
    }

    fn receive_byte(&mut self, byte: u8, now_ms: u64) {
        if self.impairments.stuck {
            return self.receive_while_stuck(byte, now_ms);
        }
        if self.settings.echo && byte != CTRL_Z && byte != ESCAPE {
            let due_ms = now_ms.max(self.answer_due_ms);
            self.wire.send(vec![byte], due_ms);
        }
        match &mut self.input {
            Input::Line(line) => match byte {
                b'\r' => {
                    let line = std::mem::take(line);
                    self.run_line(&String::from_utf8_lossy(&line), now_ms);
                }
                b'\n' | 0 | ESCAPE | CTRL_Z => {}
                0x08 => {
                    line.pop();
                }
                _ if line.len() <= MAX_LINE => line.push(byte),
                _ => {}
            },
            Input::Data { bytes, .. } => match byte {
                CTRL_Z => self.finish_data(now_ms),
                ESCAPE => {
                    self.input = Input::Line(Vec::new());
                    self.answer(&[], Final::Ok, now_ms);
                }
                0x08 => {
                    bytes.pop();
                }
                _ => bytes.push(byte),
            },
        }
    }

    /// A hung firmware hears nothing except, at the lowest level, a restart command.
    fn receive_while_stuck(&mut self, byte: u8, now_ms: u64) {
        let Input::Line(line) = &mut self.input else {
            self.input = Input::Line(Vec::new());
            return;
        };
        match byte {
            b'\r' => {
                let line = String::from_utf8_lossy(&std::mem::take(line)).to_ascii_uppercase();
                let own = self.personality.restart;
                if line.contains("+CFUN=1,1") || own.is_some_and(|command| line.ends_with(command)) {
                    self.reboot(now_ms);
                }
            }
            _ if line.len() <= MAX_LINE => line.push(byte),
            _ => {}
        }
    }

    fn run_line(&mut self, line: &str, now_ms: u64) {
        let line =
            if line.trim().eq_ignore_ascii_case("A/") { self.last_line.clone() } else { line.to_owned() };
        let Some(commands) = syntax::parse_line(&line) else { return };
        self.last_line = line;
        let mut info = Vec::new();
        let mut result = Final::Ok;
        for command in &commands {
            result = self.run(command, &mut info, now_ms);
            if result != Final::Ok {
                break;
            }
        }
        self.answer(&info, result, now_ms);
    }

    fn finish_data(&mut self, now_ms: u64) {
        let Input::Data { entry, bytes } = std::mem::replace(&mut self.input, Input::Line(Vec::new())) else {
            return;
        };
        let mut info = Vec::new();
        let result = self.data_entered(entry, &bytes, &mut info);
        self.answer(&info, result, now_ms);
    }

    /// Queues an answer after the family's thinking time, never before an earlier answer.
    pub(super) fn answer(&mut self, info: &[String], result: Final, now_ms: u64) {
        let (low, high) = self.options.latency_ms;
        let mut due_ms = now_ms + self.dice.between(low, high);
        if let Some((extra_ms, until_ms)) = self.impairments.slow
            && now_ms < until_ms
        {
            due_ms += extra_ms;
        }
        self.answer_at(info, result, due_ms.max(self.answer_due_ms));
    }

    /// Queues an answer for a given time.
    pub(super) fn answer_at(&mut self, info: &[String], result: Final, due_ms: u64) {
        self.answer_due_ms = due_ms;
        let mut text = String::new();
        for line in info {
            text.push_str(&self.framed(line));
        }
        let result = match result {
            Final::Prompt(entry) => {
                text.push_str("\r\n> ");
                self.input = Input::Data { entry, bytes: Vec::new() };
                None
            }
            Final::None | Final::Deferred => None,
            _ if self.settings.quiet => None,
            Final::Ok => Some(("OK", 0)),
            Final::Error => Some(("ERROR", 4)),
            Final::NoCarrier => Some(("NO CARRIER", 3)),
            Final::NotSupport => Some(("COMMAND NOT SUPPORT", 4)),
            Final::Cme(code) => {
                text.push_str(&self.error_text("CME", code));
                None
            }
            Final::Cms(code) => {
                text.push_str(&self.error_text("CMS", code));
                None
            }
        };
        if let Some((words, number)) = result {
            if self.impairments.swallow_results > 0 {
                self.impairments.swallow_results -= 1;
            } else if self.settings.verbose {
                text.push_str(&format!("\r\n{words}\r\n"));
            } else {
                text.push_str(&format!("{number}\r"));
            }
        }
        if !text.is_empty() {
            self.wire.send(text.into_bytes(), due_ms);
        }
    }

    fn error_text(&self, family: &str, code: u16) -> String {
        match (self.settings.error_level, family) {
            (0, "CME") if self.settings.verbose => "\r\nERROR\r\n".to_owned(),
            (0, "CME") => "4\r".to_owned(),
            (2, _) => self.framed(&format!("+{family} ERROR: {}", super::commands::error_words(code))),
            _ => self.framed(&format!("+{family} ERROR: {code}")),
        }
    }

    fn framed(&self, line: &str) -> String {
        if self.settings.verbose { format!("\r\n{line}\r\n") } else { format!("{line}\r\n") }
    }

    /// Says something unasked, now or later.
    pub(super) fn say(&mut self, line: &str, due_ms: u64) {
        if self.impairments.stuck {
            return;
        }
        let text = self.framed(line);
        self.wire.send(text.into_bytes(), due_ms);
    }

    /// What the card allows, given whether its PIN was entered.
    pub(super) fn card_lock(&self) -> Option<CardLock> {
        self.sim.as_ref().map(|sim| sim.lock_state(self.pin_verified))
    }

    /// True when the network can reach the modem with a message now.
    pub fn can_receive(&self, now_ms: u64) -> bool {
        self.registration.is_registered()
            && self.settings.function == 1
            && !self.impairments.stuck
            && self.card_lock() == Some(CardLock::Open)
            && self.awaiting_ack.is_none()
            && now_ms >= self.sms_ready_at()
    }
}

/// How a command ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Final {
    Ok,
    Error,
    NoCarrier,
    NotSupport,
    Cme(u16),
    Cms(u16),
    /// No final result at all.
    None,
    /// The result comes later by itself.
    Deferred,
    Prompt(DataEntry),
}
