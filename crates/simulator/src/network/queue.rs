//! Messages waiting for one card, and when each may be offered next.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::Notify;

use super::{MessageId, PartOf};
use crate::{
    modem::{DeliveryId, IncomingKind, IncomingSms, Refusal, SmsPdu},
    sim::SimCard,
};

/// What the network has for a modem that asks.
#[derive(Debug)]
pub enum Next {
    /// A message, to be answered by accepted or refused.
    Deliver(IncomingSms),
    /// Nothing before that time.
    At(u64),
    /// Nothing.
    Nothing,
}

#[derive(Debug)]
pub(super) struct Queued {
    pub(super) id: DeliveryId,
    pub(super) message: MessageId,
    pub(super) pdu: SmsPdu,
    pub(super) kind: IncomingKind,
    pub(super) from: String,
    pub(super) text: String,
    pub(super) part: PartOf,
    pub(super) due_ms: u64,
    pub(super) attempts: u32,
    pub(super) waits_for_memory: bool,
}

#[derive(Debug)]
pub(super) struct Subscriber {
    pub(super) sim: SimCard,
    pub(super) queue: VecDeque<Queued>,
    pub(super) news: Arc<Notify>,
    not_before_ms: u64,
}

impl Subscriber {
    pub(super) fn new(sim: SimCard) -> Self {
        Self { sim, queue: VecDeque::new(), news: Arc::new(Notify::new()), not_before_ms: 0 }
    }

    pub(super) fn push(&mut self, queued: Queued) {
        self.queue.push_back(queued);
        self.news.notify_one();
    }

    /// The first message that is due; the queue's order otherwise.
    pub(super) fn next(&mut self, now_ms: u64) -> Next {
        let Some(soonest) = self.queue.iter().map(|queued| queued.due_ms).min() else { return Next::Nothing };
        let due_ms = soonest.max(self.not_before_ms);
        if due_ms > now_ms {
            return Next::At(due_ms);
        }
        match self.queue.iter_mut().find(|queued| queued.due_ms <= now_ms) {
            Some(queued) => {
                queued.attempts += 1;
                Next::Deliver(IncomingSms { id: queued.id, pdu: queued.pdu.clone(), kind: queued.kind })
            }
            None => Next::Nothing,
        }
    }

    pub(super) fn holds(&self, id: DeliveryId) -> bool {
        self.queue.iter().any(|queued| queued.id == id)
    }

    pub(super) fn take(&mut self, id: DeliveryId, not_before_ms: u64) -> Option<Queued> {
        self.not_before_ms = not_before_ms;
        let index = self.queue.iter().position(|queued| queued.id == id)?;
        self.queue.remove(index)
    }

    /// Offers a message later. A full memory holds back everything behind it too, as the network's waiting flag does.
    pub(super) fn put_off(&mut self, id: DeliveryId, due_ms: u64, why: Refusal) {
        let full = why == Refusal::MemoryFull;
        for queued in self.queue.iter_mut().filter(|queued| full || queued.id == id) {
            queued.due_ms = queued.due_ms.max(due_ms);
            queued.waits_for_memory = full;
        }
    }

    pub(super) fn memory_available(&mut self, now_ms: u64) {
        for queued in self.queue.iter_mut().filter(|queued| queued.waits_for_memory) {
            queued.due_ms = now_ms;
            queued.waits_for_memory = false;
        }
        self.news.notify_one();
    }
}
