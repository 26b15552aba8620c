//! What the modem has to say and when: an ordered queue of byte blocks with due times.
//!
//! Line speed and output faults are applied when a block leaves. Blocks due at the same time keep their order, so an
//! answer never overtakes an earlier one, while an unsolicited line may slip in before a slow answer.

use std::collections::VecDeque;

use crate::dice::Dice;

/// Bytes of a slow line are handed over in slices of this size, as a UART's FIFO would.
const SLICE: usize = 32;

#[derive(Debug)]
struct Block {
    due_ms: u64,
    bytes: Vec<u8>,
}

/// The outgoing side of the line.
#[derive(Debug)]
pub(super) struct Wire {
    queue: VecDeque<Block>,
    bytes_per_second: Option<u32>,
    free_at_ms: u64,
    /// Percent of characters lost, until when.
    drop: Option<(u32, u64)>,
    dice: Dice,
}

impl Wire {
    pub(super) fn new(bytes_per_second: Option<u32>, dice: Dice) -> Self {
        Self { queue: VecDeque::new(), bytes_per_second, free_at_ms: 0, drop: None, dice }
    }

    /// Queues a block.
    pub(super) fn send(&mut self, bytes: Vec<u8>, due_ms: u64) {
        let place = self.queue.iter().rposition(|block| block.due_ms <= due_ms).map_or(0, |index| index + 1);
        self.queue.insert(place, Block { due_ms, bytes });
    }

    /// Queues a block before all others.
    pub(super) fn send_first(&mut self, bytes: Vec<u8>, due_ms: u64) {
        self.queue.push_front(Block { due_ms, bytes });
    }

    /// Forgets everything not yet sent.
    pub(super) fn clear(&mut self) {
        self.queue.clear();
    }

    /// Loses that share of the characters for a while.
    pub(super) fn drop_characters(&mut self, percent: u32, until_ms: u64) {
        self.drop = Some((percent, until_ms));
    }

    /// When there is next something to send.
    pub(super) fn next_due(&self) -> Option<u64> {
        self.queue.front().map(|block| block.due_ms.max(self.free_at_ms))
    }

    /// Takes the bytes that are on the line by now.
    pub(super) fn take(&mut self, now_ms: u64) -> Vec<u8> {
        let mut taken = Vec::new();
        while self.next_due().is_some_and(|due| due <= now_ms) {
            let Some(mut block) = self.queue.pop_front() else { break };
            if let Some(speed) = self.bytes_per_second {
                let rest = block.bytes.split_off(block.bytes.len().min(SLICE));
                let cost_ms = (block.bytes.len() as u64 * 1000).div_ceil(u64::from(speed.max(1)));
                self.free_at_ms = now_ms.max(self.free_at_ms) + cost_ms;
                if !rest.is_empty() {
                    self.queue.push_front(Block { due_ms: block.due_ms, bytes: rest });
                }
            }
            taken.extend(self.damaged(block.bytes, now_ms));
        }
        taken
    }

    fn damaged(&mut self, mut bytes: Vec<u8>, now_ms: u64) -> Vec<u8> {
        if let Some((percent, until_ms)) = self.drop {
            if now_ms < until_ms {
                bytes.retain(|_| !self.dice.chance(percent));
            } else {
                self.drop = None;
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsolicited_line_slips_in_before_a_slow_answer() {
        let mut wire = Wire::new(None, Dice::new(1));
        wire.send(b"answer".to_vec(), 50);
        wire.send(b"urc ".to_vec(), 20);
        assert_eq!(wire.take(10), b"");
        assert_eq!(wire.take(60), b"urc answer");
    }

    #[test]
    fn a_slow_line_takes_its_time() {
        let mut wire = Wire::new(Some(1000), Dice::new(1));
        wire.send(vec![b'x'; 100], 0);
        assert_eq!(wire.take(0).len(), 32);
        assert_eq!(wire.take(31).len(), 0);
        assert_eq!(wire.take(32).len(), 32);
        assert_eq!(wire.next_due(), Some(64));
    }
}
