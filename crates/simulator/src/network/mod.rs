//! The cell network behind the modems: who has which number, and which messages wait for whom.
//!
//! A message is queued per card, offered to the modem holding the card while it is reachable, and offered again until
//! the modem has stored it or its client acknowledged it. What was accepted is recorded, so that a test can compare
//! it with what the program under test has. Nothing is ever dropped: a network that loses messages would hide the
//! losses of the program behind it.

pub mod content;
mod numbers;
mod queue;
mod text;

use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::sync::Notify;
use tracing::debug;

use self::queue::{Queued, Subscriber};
pub use self::{
    numbers::NumberPlan,
    queue::Next,
    text::{OutgoingText, Shape},
};
use crate::{
    dice::Dice,
    modem::{DeliveryId, IncomingKind, Refusal, SmsPdu, Submission, SubmitResult},
    pace,
    sim::SimCard,
    tpdu,
};

/// How the network behaves.
#[derive(Debug, Clone)]
pub struct NetworkOptions {
    /// Seed of references, orders and made-up texts.
    pub seed: u64,
    /// Wait before a refused message is offered again.
    pub retry_ms: u64,
    /// Wait after "memory full", unless the modem reports free memory earlier.
    pub memory_retry_ms: u64,
    /// Least time between two messages to one card.
    pub gap_ms: u64,
}

impl Default for NetworkOptions {
    fn default() -> Self {
        Self { seed: 1, retry_ms: 1000, memory_retry_ms: 30_000, gap_ms: 0 }
    }
}

/// One text given to the network; its parts share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub u64);

/// Number of a part and of all parts, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartOf {
    /// Which.
    pub number: usize,
    /// Of how many.
    pub total: usize,
}

/// A message a modem took over.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The attempt's name.
    pub id: DeliveryId,
    /// The text it belongs to.
    pub message: MessageId,
    /// Receiving number, digits without `+`.
    pub msisdn: String,
    /// Receiving card.
    pub iccid: String,
    /// Sender as given.
    pub from: String,
    /// The whole text, also for a part.
    pub text: String,
    /// Which part.
    pub part: PartOf,
    /// Text, report, …
    pub kind: IncomingKind,
    /// The PDU as handed over.
    pub pdu: SmsPdu,
    /// How often it was offered.
    pub attempts: u32,
    /// When it was taken over, on the simulator's clock.
    pub accepted_at_ms: u64,
}

/// A message a modem sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Sending number, digits without `+`.
    pub from: String,
    /// Recipient as written.
    pub to: String,
    /// The text, or the part's text.
    pub text: String,
    /// The reference the modem told.
    pub reference: u8,
    /// Whether a status report was asked for.
    pub report_wanted: bool,
}

/// The number is not one of the network's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// No card with this number.
    #[error("no simulated card has the number {0}; register its card first")]
    UnknownNumber(String),
    /// The text has no PDU form.
    #[error("the text cannot be encoded as an SMS: {0}")]
    Encoding(String),
}

#[derive(Debug)]
struct State {
    options: NetworkOptions,
    dice: Dice,
    subscribers: HashMap<String, Subscriber>,
    by_number: HashMap<String, String>,
    accepted: Vec<Delivery>,
    planted: Vec<SmsPdu>,
    sent: Vec<Sent>,
    refuse: HashMap<String, Vec<u16>>,
    last_id: u64,
}

/// A handle to the network; clones are the same network.
#[derive(Debug, Clone)]
pub struct Network {
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
}

impl Network {
    /// A network without subscribers.
    pub fn new(options: NetworkOptions) -> Self {
        let dice = Dice::new(options.seed).fork(77);
        let state = State {
            options,
            dice,
            subscribers: HashMap::new(),
            by_number: HashMap::new(),
            accepted: Vec::new(),
            planted: Vec::new(),
            sent: Vec::new(),
            refuse: HashMap::new(),
            last_id: 0,
        };
        Self { state: Arc::new(Mutex::new(state)), changed: Arc::new(Notify::new()) }
    }

    /// Makes a card's number reachable.
    pub fn register(&self, sim: &SimCard) {
        let mut state = self.state.lock();
        state.by_number.insert(sim.msisdn(), sim.iccid());
        state.subscribers.entry(sim.iccid()).or_insert_with(|| Subscriber::new(sim.clone()));
    }

    /// Sends a text to a number (with or without `+`).
    pub fn deliver(&self, msisdn: &str, text: OutgoingText) -> Result<MessageId, NetworkError> {
        let now_ms = pace::now_ms();
        let mut state = self.state.lock();
        let result = state.queue_text(digits(msisdn), text, now_ms);
        drop(state);
        self.changed.notify_waiters();
        result
    }

    /// Everything modems took over so far, in order.
    pub fn accepted(&self) -> Vec<Delivery> {
        self.state.lock().accepted.clone()
    }

    /// Everything modems took over for a number.
    pub fn accepted_for(&self, msisdn: &str) -> Vec<Delivery> {
        let state = self.state.lock();
        state.accepted.iter().filter(|delivery| delivery.msisdn == digits(msisdn)).cloned().collect()
    }

    /// How long ago the last part of that text was taken over by the number's modem; `None` while one is missing.
    pub fn complete_since(&self, msisdn: &str, text: &str) -> Option<Duration> {
        let state = self.state.lock();
        let parts = || {
            let of_number = state.accepted.iter().filter(|delivery| delivery.msisdn == digits(msisdn));
            of_number.filter(|delivery| delivery.text == text)
        };
        let total = parts().next()?.part.total;
        let complete = (1..=total).all(|number| parts().any(|delivery| delivery.part.number == number));
        let last_ms = parts().map(|delivery| delivery.accepted_at_ms).max()?;
        complete.then(|| Duration::from_millis(pace::now_ms().saturating_sub(last_ms)))
    }

    /// Messages still waiting, for all numbers.
    pub fn waiting(&self) -> usize {
        self.state.lock().subscribers.values().map(|subscriber| subscriber.queue.len()).sum()
    }

    /// Waits until no message waits any more; false when `limit` was over first.
    pub async fn drained(&self, limit: Duration) -> bool {
        let empty = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if self.waiting() == 0 {
                    break;
                }
                changed.await;
            }
        };
        pace::within(limit, empty).await.is_some()
    }

    /// Everything modems sent.
    pub fn sent(&self) -> Vec<Sent> {
        self.state.lock().sent.clone()
    }

    /// Old messages put into memories by the memory-full fault; a driver that drains the memory will find them.
    pub fn planted(&self) -> Vec<SmsPdu> {
        self.state.lock().planted.clone()
    }

    /// Refuses the next message that number sends with a `+CMS ERROR` number.
    pub fn refuse_next_from(&self, msisdn: &str, cms_error: u16) {
        self.state.lock().refuse.entry(digits(msisdn).to_owned()).or_default().push(cms_error);
    }

    /// What wakes the modem that holds this card.
    pub(crate) fn news_for(&self, iccid: &str) -> Option<Arc<Notify>> {
        self.state.lock().subscribers.get(iccid).map(|subscriber| subscriber.news.clone())
    }

    pub(crate) fn next_for(&self, iccid: &str, now_ms: u64) -> Next {
        match self.state.lock().subscribers.get_mut(iccid) {
            Some(subscriber) => subscriber.next(now_ms),
            None => Next::Nothing,
        }
    }

    pub(crate) fn taken_over(&self, id: DeliveryId, now_ms: u64) {
        self.state.lock().accept(id, now_ms);
        self.changed.notify_waiters();
    }

    pub(crate) fn refused(&self, id: DeliveryId, why: Refusal, now_ms: u64) {
        let mut state = self.state.lock();
        let wait_ms = match why {
            Refusal::MemoryFull => state.options.memory_retry_ms,
            Refusal::Unreachable | Refusal::NotAcknowledged => state.options.retry_ms,
        };
        if let Some(subscriber) = state.subscribers.values_mut().find(|subscriber| subscriber.holds(id)) {
            subscriber.put_off(id, now_ms + wait_ms, why);
        }
    }

    pub(crate) fn memory_available(&self, iccid: &str, now_ms: u64) {
        if let Some(subscriber) = self.state.lock().subscribers.get_mut(iccid) {
            subscriber.memory_available(now_ms);
        }
    }

    pub(crate) fn submit(
        &self,
        iccid: &str,
        submission: &Submission,
        reference: u8,
        now_ms: u64,
    ) -> SubmitResult {
        let result = self.state.lock().submit(iccid, submission, reference, now_ms);
        self.changed.notify_waiters();
        result
    }

    pub(crate) fn old_messages(&self, msisdn: &str) -> Vec<SmsPdu> {
        let mut state = self.state.lock();
        let smsc = state.smsc_of(msisdn);
        let long_ago = pace::unix_seconds() - 40 * 86_400;
        let old: Vec<SmsPdu> = (0..10)
            .filter_map(|day| {
                let text = OutgoingText::new("15550199", format!("Old message number {}", day + 1));
                tpdu::encode_text(&text, &smsc, long_ago + day * 86_400, 1).ok()?.into_iter().next()
            })
            .collect();
        state.planted.extend(old.iter().cloned());
        old
    }
}

impl State {
    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    fn smsc_of(&self, msisdn: &str) -> String {
        let iccid = self.by_number.get(msisdn);
        let subscriber = iccid.and_then(|iccid| self.subscribers.get(iccid));
        subscriber.map_or_else(String::new, |subscriber| subscriber.sim.profile().smsc)
    }

    fn queue_text(
        &mut self,
        msisdn: &str,
        text: OutgoingText,
        now_ms: u64,
    ) -> Result<MessageId, NetworkError> {
        let Some(iccid) = self.by_number.get(msisdn).cloned() else {
            return Err(NetworkError::UnknownNumber(msisdn.to_owned()));
        };
        let reference = self.dice.throw() as u16;
        let pdus = tpdu::encode_text(&text, &self.smsc_of(msisdn), pace::unix_seconds(), reference)
            .map_err(NetworkError::Encoding)?;
        let message = MessageId(self.next_id());
        let total = pdus.len();
        let mut order: Vec<usize> = (0..total).collect();
        if text.out_of_order {
            self.dice.shuffle(&mut order);
            // A shuffle may give the right order; "out of order" must not.
            if order.is_sorted() {
                order.reverse();
            }
        }
        if text.duplicated {
            order.extend(self.dice.pick(&order.clone()));
        }
        for part in order {
            let id = DeliveryId(self.next_id());
            let queued = Queued {
                id,
                message,
                pdu: pdus[part].clone(),
                kind: text.kind(),
                from: text.from.clone(),
                text: text.text.clone(),
                part: PartOf { number: part + 1, total },
                due_ms: now_ms,
                attempts: 0,
                waits_for_memory: false,
            };
            if let Some(subscriber) = self.subscribers.get_mut(&iccid) {
                subscriber.push(queued);
            }
        }
        Ok(message)
    }

    fn accept(&mut self, id: DeliveryId, now_ms: u64) {
        let gap_ms = self.options.gap_ms;
        let Some(subscriber) = self.subscribers.values_mut().find(|subscriber| subscriber.holds(id)) else {
            return;
        };
        let Some(queued) = subscriber.take(id, now_ms + gap_ms) else { return };
        debug!(delivery = id.0, attempts = queued.attempts, "a simulated modem took a message over");
        let delivery = Delivery {
            id,
            message: queued.message,
            msisdn: subscriber.sim.msisdn(),
            iccid: subscriber.sim.iccid(),
            from: queued.from,
            text: queued.text,
            part: queued.part,
            kind: queued.kind,
            pdu: queued.pdu,
            attempts: queued.attempts,
            accepted_at_ms: now_ms,
        };
        self.accepted.push(delivery);
    }

    fn submit(&mut self, iccid: &str, submission: &Submission, reference: u8, now_ms: u64) -> SubmitResult {
        let Some(from) = self.subscribers.get(iccid).map(|subscriber| subscriber.sim.msisdn()) else {
            return Err(331);
        };
        if let Some(code) =
            self.refuse.get_mut(&from).and_then(|codes| (!codes.is_empty()).then(|| codes.remove(0)))
        {
            return Err(code);
        }
        let read = match submission {
            Submission::Pdu(pdu) => tpdu::read_submit(pdu).ok_or(304_u16)?,
            Submission::Text { to, text } => tpdu::ReadSubmit::plain(to, text),
        };
        self.sent.push(Sent {
            from: from.clone(),
            to: read.to.clone(),
            text: read.text.clone(),
            reference,
            report_wanted: read.report_wanted,
        });
        let to = digits(&read.to).to_owned();
        if self.by_number.contains_key(&to) {
            let mut text = OutgoingText::new(&format!("+{from}"), read.text.clone());
            text.forwarded = read.user_data;
            // A text the sender could encode can be encoded again; else it ends here, as at a foreign network.
            let _ = self.queue_text(&to, text, now_ms);
        }
        if read.report_wanted {
            self.queue_report(iccid, &from, &read.to, reference, now_ms);
        }
        Ok(reference)
    }

    fn queue_report(&mut self, iccid: &str, from: &str, to: &str, reference: u8, now_ms: u64) {
        let Some(pdu) = tpdu::encode_report(to, &self.smsc_of(from), reference, pace::unix_seconds()) else {
            return;
        };
        let queued = Queued {
            id: DeliveryId(self.next_id()),
            message: MessageId(self.next_id()),
            pdu,
            kind: IncomingKind::Report,
            from: to.to_owned(),
            text: String::new(),
            part: PartOf { number: 1, total: 1 },
            due_ms: now_ms + 800,
            attempts: 0,
            waits_for_memory: false,
        };
        if let Some(subscriber) = self.subscribers.get_mut(iccid) {
            subscriber.push(queued);
        }
    }
}

fn digits(number: &str) -> &str {
    number.trim_start_matches('+')
}
