//! The operating system's randomness.

use kernel::Entropy;

/// Random bytes from the kernel, fit for keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(
        clippy::panic,
        reason = "a system without randomness can't keep a secret; going on with weak keys would be worse"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("the operating system gives no randomness: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let mut draws = [[0_u8; 16]; 2];
        for draw in &mut draws {
            OsEntropy.fill(draw);
        }
        assert_ne!(draws[0], draws[1]);
    }
}
