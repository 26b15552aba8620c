//! Randomness as a capability, so that a simulation under a seed repeats itself to the byte.

/// A source of random bytes; the shipped one is the operating system's.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);
}
