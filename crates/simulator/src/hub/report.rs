//! What a hub found out about its agent.

use std::fmt;

/// The rules an agent can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Answers are HTTP 200 with a JSON object and a known `status`.
    AnswerForm,
    /// Numbers are JSON numbers, words are strings.
    JsonTypes,
    /// A number has its country code.
    CountryCode,
    /// `GET_NUMBER` is answered within three seconds.
    AnswerTime,
    /// What is offered can be had.
    CountsServable,
    /// Excluded prefixes are not handed out.
    ExceptionsObeyed,
    /// A number is not handed out again while an activation of it is open.
    NumberExclusive,
    /// Activation ids are not used twice.
    ActivationUnique,
    /// `FINISH_ACTIVATION` of a known id succeeds, also the second time.
    FinishIdempotent,
    /// A burnt number does not come again for the same service.
    BurntNotOffered,
    /// Messages arrive at once.
    PushedAtOnce,
    /// A message is not sent again after `SUCCESS`.
    NotResentAfterSuccess,
    /// A message is sent again until `SUCCESS`, about every ten seconds.
    ResentUntilSuccess,
    /// A pushed text is what the network delivered.
    TextUnchanged,
    /// Every push carries the protocol key and a user agent.
    PushForm,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub rule: Rule,
    /// What happened, without texts and codes.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.detail)
    }
}

/// Counts and complaints since the hub's start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HubReport {
    /// Answered `GET_SERVICES`.
    pub polls: u64,
    /// Numbers got.
    pub numbers: u64,
    /// `NO_NUMBERS` answers.
    pub no_numbers: u64,
    /// Codes the network was asked to send.
    pub codes_sent: u64,
    /// Pushes received, repetitions included.
    pub pushes: u64,
    /// Pushes answered with `SUCCESS`.
    pub pushes_accepted: u64,
    /// Pushes answered with `ERROR` on purpose.
    pub pushes_refused: u64,
    /// Pushes answered with rubbish on purpose.
    pub pushes_broken: u64,
    /// Finishes with 3.
    pub sold: u64,
    /// Finishes with 1.
    pub never_again: u64,
    /// Finishes with 4.
    pub cancelled: u64,
    /// Finishes with 5.
    pub refunded: u64,
    /// Requests the agent did not answer at all.
    pub unreachable: u64,
    /// Every message accepted: its `smsId` and number.
    pub accepted: Vec<(u64, u64)>,
    /// Everything the agent did wrong.
    pub violations: Vec<Violation>,
}

impl HubReport {
    /// The complaints as lines.
    pub fn complaints(&self) -> Vec<String> {
        self.violations.iter().map(Violation::to_string).collect()
    }

    /// Whether that rule was broken.
    pub fn broke(&self, rule: Rule) -> bool {
        self.violations.iter().any(|violation| violation.rule == rule)
    }
}
