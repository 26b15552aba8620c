//! The hubs over a real database and a market: calls in, pushes out through a connector the test plays.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "in a test a panic is the report")]

mod calls;
mod connector;
mod pushes;
mod settings;
mod world;
