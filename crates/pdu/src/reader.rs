//! A cursor over the octets of a PDU that knows where it stands, so that every refusal can say which octet.

use crate::error::{DecodeError, Reason};

/// Reads octets front to back.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    octets: &'a [u8],
    position: usize,
    base: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first octet; `base` is the index this octet has in the whole input.
    pub(crate) fn new(octets: &'a [u8], base: usize) -> Self {
        Self { octets, position: 0, base }
    }

    /// The index, in the whole input, of the next octet.
    pub(crate) fn position(&self) -> usize {
        self.base + self.position
    }

    /// How many octets are left.
    pub(crate) fn left(&self) -> usize {
        self.octets.len() - self.position
    }

    /// Takes one octet.
    pub(crate) fn octet(&mut self, element: &'static str) -> Result<u8, DecodeError> {
        Ok(self.array::<1>(element)?[0])
    }

    /// Takes a fixed number of octets.
    pub(crate) fn array<const N: usize>(&mut self, element: &'static str) -> Result<[u8; N], DecodeError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, element)?);
        Ok(array)
    }

    /// Takes `needed` octets of an element.
    pub(crate) fn take(&mut self, needed: usize, element: &'static str) -> Result<&'a [u8], DecodeError> {
        let there = self.left();
        let lacking = match there {
            0 => Reason::Ended { element },
            _ => Reason::Cut { element, needed, there },
        };
        self.try_take(needed).ok_or_else(|| self.refuse(lacking))
    }

    /// Takes `needed` octets, or nothing at all when fewer are left.
    pub(crate) fn try_take(&mut self, needed: usize) -> Option<&'a [u8]> {
        let taken = self.octets.get(self.position..self.position.checked_add(needed)?)?;
        self.position += needed;
        Some(taken)
    }

    /// Takes everything that is left.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        let rest = self.octets.get(self.position..).unwrap_or_default();
        self.position = self.octets.len();
        rest
    }

    /// A refusal at the next octet.
    pub(crate) fn refuse(&self, reason: Reason) -> DecodeError {
        DecodeError { octet: self.position(), reason }
    }
}
