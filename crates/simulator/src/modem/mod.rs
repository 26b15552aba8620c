//! A simulated modem: what a program sees when it opens the serial port of a real one.
//!
//! [`ModemCore`] decides, without any input or output of its own; [`SimModem`] puts it onto a PTY. Families differ
//! by data ([`Personality`]), misfortunes are values ([`Fault`]).

mod boot;
mod commands;
mod core;
mod exchange;
mod fault;
mod handle;
pub mod personalities;
mod personality;
mod reception;
mod shell;
mod storage;
mod syntax;
#[cfg(test)]
mod tests;
mod wire;

pub use self::{
    core::{ModemCore, ModemOptions},
    exchange::{
        DeliveryId, Effect, IncomingKind, IncomingSms, Refusal, Registration, Submission, SubmitResult,
    },
    fault::Fault,
    handle::{ModemGone, SimModem},
    personality::{
        BootLine, Canned, EmptySlot, IccidCommand, NotYet, NotificationRange, Personality, Unknown,
    },
    storage::{Memory, MessageState, SmsPdu, Store, StoredMessage},
};
