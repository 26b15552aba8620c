//! The hubs' words for countries, operators and services, and ours for theirs.
//!
//! The tables come from public sources and are not complete; the configuration overrides them per hub. Where a word
//! is not certain, [`Certainty`] says so, and the hub's notes pass it on to the operator.

mod countries;
mod operators;
mod services;

pub use countries::{Certainty, Countries, guess};
pub use operators::{ANY, OperatorNames, OperatorNaming, known_operators};
pub use services::{Services, is_denied, is_known, service_name};
