//! Seeded chance.
//!
//! A fixed algorithm (SplitMix64) instead of the `rand` crate's generators, because a seed that once found a bug
//! must find it again after any library update. Not for secrets.

/// A reproducible stream of random numbers.
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// The stream that belongs to this seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A stream of its own for one part of the simulation, independent of how often the others throw.
    pub fn fork(&self, label: u64) -> Self {
        let mut child = Self::new(self.state ^ label.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        child.throw();
        child
    }

    /// The next 64 bits.
    pub fn throw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..limit`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.throw() % limit }
    }

    /// A number in `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low).saturating_add(1))
    }

    /// True in `percent` of 100 throws.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// One element; `None` only for an empty slice.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let index = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(index)
    }

    /// Puts a slice into random order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap_or(0);
            items.swap(last, other);
        }
    }

    /// That many decimal digits, the first of them not 0.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|place| char::from(b'0' + self.between(u64::from(place == 0), 9) as u8)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_numbers() {
        let throws = |seed| {
            let mut dice = Dice::new(seed);
            [dice.throw(), dice.throw(), dice.throw()]
        };
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
    }

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        assert_eq!(Dice::new(0).throw(), 0xE220_A839_7B1D_CDAF);
    }
}
