//! The market over a real database: allocation under concurrency, the rules of use, lines that move, deliveries.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "in a test a panic is the report")]

mod allocation;
mod deliveries;
mod lines;
mod rules;
mod world;
