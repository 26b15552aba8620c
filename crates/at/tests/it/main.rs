//! Properties of the dialogue that must hold for any bytes.

#![expect(clippy::expect_used, reason = "what a strategy builds is known to be valid")]

mod stream;
