//! The promises of the runtime, each tried on every engine that this run names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "in a test a panic is the report")]

mod activity;
mod bus;
mod jobs;
