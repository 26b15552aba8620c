//! Understanding answers: pure functions from lines to values, one file per family.
//!
//! They accept what modems really send (missing quotes, blanks, zero padding, cut-off lines) and return
//! [`Unreadable`] instead of guessing. They keep no state and know nothing of the dialogue.

mod gsm;
pub mod identity;
pub mod message;
pub mod operator;
pub mod registration;
pub mod setup;
pub mod signal;
pub mod sim;
pub mod storage;
pub mod ussd;

/// An answer that could not be understood; the line itself is left out, it may hold private data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the modem's answer holds no readable {what}")]
pub struct Unreadable {
    /// What was looked for.
    pub what: &'static str,
}

pub(crate) fn unreadable<T>(what: &'static str) -> Result<T, Unreadable> {
    Err(Unreadable { what })
}
