//! The hub's books: which numbers are open, which messages came, what was promised. Pure; takes the time.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    Arrival,
    judge::{unsigned, violation},
    report::{HubReport, Rule},
};

/// How the hub ends an activation, as numbered by the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    NeverAgain = 1,
    Sold = 3,
    Cancelled = 4,
    Refunded = 5,
}

/// How the hub answers a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushAnswer {
    /// `SUCCESS`: it has the message.
    Success,
    /// `ERROR`.
    Error,
    /// HTTP 500.
    ServerError,
    /// Something that is not JSON.
    NotJson,
    /// The connection is closed without an answer.
    Dropped,
}

#[derive(Debug)]
pub(super) struct Activation {
    pub(super) phone: u64,
    pub(super) service: String,
    pub(super) code_sent: Option<(u64, String)>,
    pub(super) code_came: bool,
    pub(super) open: bool,
}

#[derive(Debug)]
struct Message {
    phone: u64,
    last_ms: u64,
    accepted: bool,
    complained: bool,
}

/// Times the agent is held to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) push_within_ms: u64,
    pub(super) resend_every_ms: u64,
}

#[derive(Debug)]
pub(super) struct Desk {
    key: String,
    limits: Limits,
    activations: HashMap<u64, Activation>,
    messages: HashMap<u64, Message>,
    burnt: HashSet<(u64, String)>,
    pub(super) report: HubReport,
}

impl Desk {
    pub(super) fn new(key: &str, limits: Limits) -> Self {
        Self {
            key: key.to_owned(),
            limits,
            activations: HashMap::new(),
            messages: HashMap::new(),
            burnt: HashSet::new(),
            report: HubReport::default(),
        }
    }

    pub(super) fn complain(&mut self, rule: Rule, detail: impl Into<String>) {
        self.report.violations.push(violation(rule, detail));
    }

    pub(super) fn open_count(&self) -> usize {
        self.activations.values().filter(|activation| activation.open).count()
    }

    /// Every number ever handed out.
    pub(super) fn numbers_seen(&self) -> Vec<u64> {
        let mut numbers: Vec<u64> = self.activations.values().map(|activation| activation.phone).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// A number was handed out.
    pub(super) fn opened(&mut self, activation: u64, phone: u64, service: &str) {
        self.report.numbers += 1;
        let number_taken = self.activations.values().any(|other| other.open && other.phone == phone);
        if number_taken {
            self.complain(
                Rule::NumberExclusive,
                "GET_NUMBER: a number that is still open was handed out again",
            );
        }
        if self.burnt.contains(&(phone, service.to_owned())) {
            self.complain(
                Rule::BurntNotOffered,
                format!("GET_NUMBER: a number burnt for {service} came again"),
            );
        }
        let new =
            Activation { phone, service: service.to_owned(), code_sent: None, code_came: false, open: true };
        if self.activations.insert(activation, new).is_some() {
            self.complain(Rule::ActivationUnique, "GET_NUMBER: an activation id was used before");
        }
    }

    /// The network was asked to let a code arrive.
    pub(super) fn code_sent(&mut self, activation: u64, text: String, now_ms: u64) {
        self.report.codes_sent += 1;
        if let Some(activation) = self.activations.get_mut(&activation) {
            activation.code_sent = Some((now_ms, text));
        }
    }

    pub(super) fn code_came(&self, activation: u64) -> bool {
        self.activations.get(&activation).is_some_and(|activation| activation.code_came)
    }

    /// The number and text of a code that was sent and has not come.
    pub(super) fn missing_code(&self, activation: u64) -> Option<(u64, String)> {
        let activation = self.activations.get(&activation).filter(|activation| !activation.code_came)?;
        activation.code_sent.as_ref().map(|(_, text)| (activation.phone, text.clone()))
    }

    /// Complains of a missing code if the agent has had it for too long.
    pub(super) fn judge_missing_code(&mut self, activation: u64, arrival: Arrival, now_ms: u64) {
        let sent = self.activations.get(&activation).and_then(|activation| activation.code_sent.as_ref());
        let Some((sent_ms, _)) = sent else { return };
        let had_ms = match arrival {
            Arrival::NotYet => return,
            Arrival::WhenSent => now_ms.saturating_sub(*sent_ms),
            Arrival::Before(ago) => u64::try_from(ago.as_millis()).unwrap_or(u64::MAX),
        };
        if had_ms > self.limits.push_within_ms {
            self.complain(
                Rule::PushedAtOnce,
                format!("PUSH_SMS: a message was not pushed within {had_ms} ms"),
            );
        }
    }

    /// An activation was ended; its number may be handed out again.
    pub(super) fn finished(&mut self, activation: u64, verdict: Verdict) {
        match verdict {
            Verdict::NeverAgain => self.report.never_again += 1,
            Verdict::Sold => self.report.sold += 1,
            Verdict::Cancelled => self.report.cancelled += 1,
            Verdict::Refunded => self.report.refunded += 1,
        }
        if let Some(activation) = self.activations.get_mut(&activation) {
            activation.open = false;
            if matches!(verdict, Verdict::NeverAgain | Verdict::Sold) {
                self.burnt.insert((activation.phone, activation.service.clone()));
            }
        }
    }

    /// A push came; `intended` is what chance says the hub answers to a right one.
    pub(super) fn pushed(&mut self, body: &Value, intended: PushAnswer, now_ms: u64) -> PushAnswer {
        self.report.pushes += 1;
        let mut found = Vec::new();
        let sms = unsigned(body, "smsId", &mut found);
        let phone = unsigned(body, "phone", &mut found);
        self.report.violations.extend(found);
        let words = ["phoneFrom", "text", "action"].map(|field| body.get(field).and_then(Value::as_str));
        let (Some(sms), Some(phone), [Some(_), Some(text), Some(action)]) = (sms, phone, words) else {
            self.complain(Rule::JsonTypes, "PUSH_SMS: a field is missing or has another type");
            return PushAnswer::Error;
        };
        if action != "PUSH_SMS" || body.get("key").and_then(Value::as_str) != Some(&self.key) {
            self.complain(Rule::PushForm, "PUSH_SMS: wrong action or key");
            return PushAnswer::Error;
        }
        self.note_text(phone, text);
        self.note_repetition(sms, phone, now_ms);
        self.count_answer(sms, phone, intended);
        intended
    }

    fn note_text(&mut self, phone: u64, text: &str) {
        let open = self.activations.values_mut().filter(|activation| activation.phone == phone);
        let mut expected = 0;
        let mut matched = false;
        for activation in open {
            if let Some((_, sent)) = &activation.code_sent {
                expected += usize::from(activation.open);
                if sent == text {
                    activation.code_came = true;
                    matched = true;
                }
            }
        }
        // A number without a code under way may get anything; with one, this push must be that code or another SMS.
        let looks_cut = expected > 0
            && !matched
            && self.sent_texts(phone).any(|sent| sent.starts_with(text) && !text.is_empty());
        if looks_cut {
            self.complain(Rule::TextUnchanged, "PUSH_SMS: only the beginning of a delivered text was pushed");
        }
    }

    fn sent_texts(&self, phone: u64) -> impl Iterator<Item = &str> {
        self.activations
            .values()
            .filter(move |activation| activation.phone == phone)
            .filter_map(|activation| activation.code_sent.as_ref().map(|(_, text)| text.as_str()))
    }

    fn note_repetition(&mut self, sms: u64, phone: u64, now_ms: u64) {
        let period_ms = self.limits.resend_every_ms;
        let Some(message) = self.messages.get_mut(&sms) else {
            self.messages.insert(sms, Message { phone, last_ms: now_ms, accepted: false, complained: false });
            return;
        };
        let waited_ms = now_ms.saturating_sub(message.last_ms);
        message.last_ms = now_ms;
        let (accepted, same_phone) = (message.accepted, message.phone == phone);
        if accepted {
            self.complain(
                Rule::NotResentAfterSuccess,
                format!("PUSH_SMS: message {sms} came again after SUCCESS"),
            );
        } else if waited_ms < period_ms / 2 {
            self.complain(
                Rule::ResentUntilSuccess,
                format!(
                    "PUSH_SMS: message {sms} was repeated after {waited_ms} ms instead of {period_ms} ms"
                ),
            );
        }
        if !same_phone {
            self.complain(Rule::PushForm, format!("PUSH_SMS: message id {sms} was used for two numbers"));
        }
    }

    fn count_answer(&mut self, sms: u64, phone: u64, answer: PushAnswer) {
        match answer {
            PushAnswer::Success => {
                self.report.pushes_accepted += 1;
                self.report.accepted.push((sms, phone));
                if let Some(message) = self.messages.get_mut(&sms) {
                    message.accepted = true;
                }
            }
            PushAnswer::Error => self.report.pushes_refused += 1,
            PushAnswer::ServerError | PushAnswer::NotJson | PushAnswer::Dropped => {
                self.report.pushes_broken += 1
            }
        }
    }

    /// Looks for messages that were refused and have not come again for three periods.
    pub(super) fn audit(&mut self, now_ms: u64) {
        let limit_ms = self.limits.resend_every_ms * 3;
        let mut silent = Vec::new();
        for (sms, message) in &mut self.messages {
            if !message.accepted && !message.complained && now_ms > message.last_ms + limit_ms {
                message.complained = true;
                silent.push(*sms);
            }
        }
        for sms in silent {
            self.complain(
                Rule::ResentUntilSuccess,
                format!("PUSH_SMS: refused message {sms} was not sent again"),
            );
        }
    }

    /// Messages received and not yet accepted.
    pub(super) fn unaccepted(&self) -> usize {
        self.messages.values().filter(|message| !message.accepted).count()
    }
}
