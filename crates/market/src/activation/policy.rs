//! Who may end an activation. The policy is written on the activation when it is opened and never changes.
//!
//! Today there is one: an aggregator sells the number, so nothing but its word ends the activation. No deadline is
//! stored under it, hence no timer can fire. A policy with a deadline will be a new variant with its own fields, and
//! every `match` on this enum will ask its author what that means there.

/// The rule an activation was opened under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Only the aggregator ends it; it may stay open for ever.
    AggregatorControlled,
}

impl Policy {
    /// The word in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AggregatorControlled => "aggregator",
        }
    }

    /// Reads the word in the database.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        (word == "aggregator").then_some(Self::AggregatorControlled)
    }
}
