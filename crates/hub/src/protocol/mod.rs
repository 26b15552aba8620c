//! The agent protocol on the wire: bodies in, typed requests out; typed answers in, exact JSON out. Pure.
//!
//! A field of another JSON type than the protocol's is refused; only prefixes may come as texts or as numbers, because
//! hubs send both. What we write is exact: the aggregators' tests check that numbers are JSON numbers. Error texts name fields and rules, never what was sent.

mod answer;
mod body;
mod decimal;
mod push;
#[cfg(test)]
mod tests;

pub use answer::{CountryCounts, Reply, error, services};
pub use body::{Action, Body, Finish, GetNumber, Malformed, Request};
pub use push::{PushBody, PushOutcome, judge};

/// Bodies larger than this are refused unread; a real one has a few hundred octets.
pub const BODY_LIMIT: usize = 64 * 1024;
