//! The yard against simulated modems on pseudo-terminals: real bytes, real time, waits for states with a bound.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test a panic is the report"
)]

mod arrival;
mod fleet;
mod link;
mod recovery;
mod refusal;
mod sim;
mod site;
mod swap;
mod text_mode;
