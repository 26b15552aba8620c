//! The entrances from outside: the routers in process, and bound listeners where a connection is the point.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "in a test a panic is the report")]

mod agent;
mod description;
mod guard;
mod house;
mod internal;
mod lists;
mod live;
mod problems;
mod secrets;
mod serving;
mod web;
