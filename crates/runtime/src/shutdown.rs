//! How a process ends, as a value handed down: first softly (finish what you do, begin nothing), then hard (drop it).
//!
//! Nothing here knows signals; the binary turns them into [`Shutdown::stop`] and [`Shutdown::force`].

use tokio_util::sync::CancellationToken;

/// The two phases of ending. Clones are one; a [`Shutdown::child`] can also end alone.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    soft: CancellationToken,
    hard: CancellationToken,
}

impl Shutdown {
    /// A process that is to run.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends with this one, or before it.
    #[must_use]
    pub fn child(&self) -> Self {
        Self { soft: self.soft.child_token(), hard: self.hard.child_token() }
    }

    /// Soft phase: begin nothing new, finish what is begun.
    pub fn stop(&self) {
        self.soft.cancel();
    }

    /// Hard phase: drop what is not finished; the soft phase is over with it.
    pub fn force(&self) {
        self.soft.cancel();
        self.hard.cancel();
    }

    /// Whether the soft phase has begun.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.soft.is_cancelled()
    }

    /// Whether the hard phase has begun.
    #[must_use]
    pub fn is_forced(&self) -> bool {
        self.hard.is_cancelled()
    }

    /// Returns when the soft phase begins; at once when it has.
    pub async fn stopping(&self) {
        self.soft.cancelled().await;
    }

    /// Returns when the hard phase begins; at once when it has.
    pub async fn forced(&self) {
        self.hard.cancelled().await;
    }

    /// Runs `work` unless and until the soft phase begins; `None` when it was dropped for that.
    pub async fn until_stopping<F: Future>(&self, work: F) -> Option<F::Output> {
        self.soft.run_until_cancelled(work).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn force_implies_stop_and_reaches_children() {
        let process = Shutdown::new();
        let part = process.child();
        process.force();
        assert!(part.is_stopping() && part.is_forced());
    }

    #[test]
    fn a_child_ends_alone() {
        let process = Shutdown::new();
        process.child().force();
        assert!(!process.is_stopping());
    }
}
