//! The market over a real database: allocation under concurrency, the rules of use, lines that move, deliveries.

mod allocation;
mod deliveries;
mod lines;
mod rules;
mod world;
