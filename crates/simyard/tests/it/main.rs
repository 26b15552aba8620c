//! The real program from outside: a child process between simulated modems and a simulated hub.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a panic is how a test reports, and a printed line how it says what it measured or left out"
)]

mod agent;
mod audit;
mod browser;
mod crash;
mod end_to_end;
mod hub;
mod traffic;
mod world;
