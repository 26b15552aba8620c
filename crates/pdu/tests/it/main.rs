//! Integration tests of the codec, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod nasty;
mod round_trip;
mod vectors;
