//! The hubs over a real database and a market: calls in, pushes out through a connector the test plays.

mod calls;
mod pushes;
mod settings;
mod world;
