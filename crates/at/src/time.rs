//! The only notion of time here: milliseconds handed in by the caller. Nothing in this crate reads a clock.

/// Monotonic milliseconds since any origin the caller likes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// The moment `ms` milliseconds later; saturates at the end of time.
    #[must_use]
    pub fn after(self, ms: u32) -> Self {
        Self(self.0.saturating_add(u64::from(ms)))
    }

    /// Milliseconds from `earlier` to this moment, zero when `earlier` lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}
