//! The simulated world from outside: through real PTYs and real HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test reports, also outside of the test functions themselves"
)]

mod agent;
mod client;
mod hub;
mod modems;
