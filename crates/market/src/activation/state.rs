//! The life of an activation as a pure function: what it was, what was said, what it becomes.
//!
//! ```text
//!             message            Sold ───────▶ Completed ─┐
//!  Waiting ──────────▶ Ready     Cancelled, NotWanted,    │   any later word moves between these:
//!     │                  │       Misdirected ─▶ Cancelled ├── the last one wins, the number is never
//!     └──── a verdict ───┴────▶  Refunded ───▶ Refunded   │   held again
//!                                other code ─▶ Error(code)┘
//! ```
//!
//! Only a verdict (the aggregator's word) leaves the two open states; there is no command for the passing of time.
//! What a transition means for the number comes back as values: [`UseChange`]. What it means for the money follows
//! from the state alone: an activation earns its sum while, and only while, it is `Completed`.

/// Where an activation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The number was handed out.
    Waiting,
    /// At least one message arrived and went to the aggregator.
    Ready,
    /// Sold: the sum is earned.
    Completed,
    /// Ended without a sale.
    Cancelled,
    /// The buyer got the money back, so did not we.
    Refunded,
    /// The aggregator ended it with a code that the protocol does not define.
    Error,
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Ready, Self::Completed, Self::Cancelled, Self::Refunded, Self::Error];

    /// Whether the number is still held and its messages are forwarded.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Ready)
    }

    /// The word in the database, in facts and on the screen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::Error => "error",
        }
    }

    /// Reads the word in the database.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What the aggregator's status code means under its contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Cancelled, and the number is not wanted for this service again.
    NotWanted,
    /// Sold: the number is registered there now.
    Sold,
    /// Cancelled, the number may be offered again until its uses are spent.
    Cancelled,
    /// The buyer got the money back.
    Refunded,
    /// The order did not concern this number: ended, nothing learnt about it.
    Misdirected,
    /// A code the contract does not define: kept as received.
    Unknown,
}

/// The aggregator's word: the code as received, and its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Status {
    /// The number on the wire.
    pub code: u32,
    /// What it means under this channel's contract.
    pub verdict: Verdict,
}

/// What may happen to an activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// A message reached its number.
    Message,
    /// The aggregator ended it, or corrects how it ended.
    Finish(Status),
}

/// The part of an activation that decisions are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// The last code received; `None` while it is open.
    pub status_code: Option<u32>,
    /// Whether it has already counted as one use of its number.
    pub use_counted: bool,
}

impl Standing {
    /// How every activation begins.
    pub const OPENED: Self = Self { state: State::Waiting, status_code: None, use_counted: false };
}

/// What a transition does to the use record of (number, service, channel).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseChange {
    /// Nothing.
    None,
    /// One of the uses is spent.
    CountOne,
    /// Never to be offered there again; what is burnt stays burnt whatever is said later.
    Burn(BurnReason),
}

/// Why a number is burnt for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BurnReason {
    /// It was sold.
    Sold,
    /// The aggregator does not want it.
    NotWanted,
}

impl BurnReason {
    /// The word in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sold => "sold",
            Self::NotWanted => "not_wanted",
        }
    }
}

/// What a command makes of an activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// How it stands afterwards.
    pub after: Standing,
    /// Whether the number is set free by it.
    pub frees_number: bool,
    /// What it does to the use record.
    pub use_change: UseChange,
}

/// Why a command changes nothing; neither is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The same word again: answered as the first time.
    Repeated,
    /// A message for an activation that has ended: kept in the inbox, not delivered.
    Ended,
}

/// Decides what `command` makes of an activation that stands at `before`.
///
/// # Errors
/// [`Refusal`] when nothing changes.
pub const fn handle(before: Standing, command: Command) -> Result<Transition, Refusal> {
    match command {
        Command::Message => message(before),
        Command::Finish(status) => finish(before, status),
    }
}

const fn message(before: Standing) -> Result<Transition, Refusal> {
    if !before.state.is_open() {
        return Err(Refusal::Ended);
    }
    let after = Standing { state: State::Ready, ..before };
    Ok(Transition { after, frees_number: false, use_change: UseChange::None })
}

const fn finish(before: Standing, status: Status) -> Result<Transition, Refusal> {
    if let Some(code) = before.status_code
        && code == status.code
    {
        return Err(Refusal::Repeated);
    }
    let (state, use_change) = match status.verdict {
        Verdict::NotWanted => (State::Cancelled, UseChange::Burn(BurnReason::NotWanted)),
        Verdict::Sold => (State::Completed, UseChange::Burn(BurnReason::Sold)),
        Verdict::Cancelled if before.use_counted => (State::Cancelled, UseChange::None),
        Verdict::Cancelled => (State::Cancelled, UseChange::CountOne),
        Verdict::Refunded => (State::Refunded, UseChange::None),
        Verdict::Misdirected => (State::Cancelled, UseChange::None),
        Verdict::Unknown => (State::Error, UseChange::None),
    };
    let use_counted = before.use_counted || matches!(use_change, UseChange::CountOne);
    let after = Standing { state, status_code: Some(status.code), use_counted };
    Ok(Transition { after, frees_number: before.state.is_open(), use_change })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn status() -> impl Strategy<Value = Status> {
        let verdicts = [
            (1, Verdict::NotWanted),
            (3, Verdict::Sold),
            (4, Verdict::Cancelled),
            (5, Verdict::Refunded),
            (2, Verdict::Unknown),
            (7, Verdict::Unknown),
        ];
        prop::sample::select(verdicts.to_vec()).prop_map(|(code, verdict)| Status { code, verdict })
    }

    fn command() -> impl Strategy<Value = Command> {
        prop_oneof![Just(Command::Message), status().prop_map(Command::Finish)]
    }

    proptest! {
        #[test]
        fn any_history_keeps_the_rules(commands in prop::collection::vec(command(), 0..24)) {
            let mut standing = Standing::OPENED;
            let (mut frees, mut uses, mut ever_burnt) = (0, 0, false);
            let mut last_word = None;
            for command in commands {
                match handle(standing, command) {
                    Ok(transition) => {
                        frees += u32::from(transition.frees_number);
                        match transition.use_change {
                            UseChange::CountOne => uses += 1,
                            UseChange::Burn(_) => ever_burnt = true,
                            UseChange::None => {}
                        }
                        standing = transition.after;
                    }
                    Err(Refusal::Ended) => prop_assert!(matches!(command, Command::Message)),
                    Err(Refusal::Repeated) => prop_assert_eq!(Some(command), last_word),
                }
                if matches!(command, Command::Finish(_)) {
                    last_word = Some(command);
                }
                // The last word alone decides how it ended.
                match last_word {
                    None => prop_assert!(standing.state.is_open()),
                    Some(Command::Finish(status)) => {
                        prop_assert_eq!(standing.status_code, Some(status.code));
                        prop_assert_eq!(standing.state == State::Completed, status.verdict == Verdict::Sold);
                    }
                    Some(Command::Message) => prop_assert!(false, "messages are no words"),
                }
            }
            prop_assert_eq!(frees, u32::from(last_word.is_some()), "the number is set free exactly once");
            prop_assert!(uses <= 1, "an activation is one use at most");
            prop_assert!(!ever_burnt || last_word.is_some());
        }

        #[test]
        fn the_same_word_twice_changes_nothing(status in status()) {
            let first = handle(Standing::OPENED, Command::Finish(status)).unwrap();
            prop_assert_eq!(handle(first.after, Command::Finish(status)), Err(Refusal::Repeated));
        }
    }

    #[test]
    fn a_refund_after_a_sale_takes_the_credit_and_leaves_the_burn() {
        let sold =
            handle(Standing::OPENED, Command::Finish(Status { code: 3, verdict: Verdict::Sold })).unwrap();
        assert_eq!(sold.use_change, UseChange::Burn(BurnReason::Sold));
        let refund =
            handle(sold.after, Command::Finish(Status { code: 5, verdict: Verdict::Refunded })).unwrap();
        assert_eq!((refund.after.state, refund.use_change), (State::Refunded, UseChange::None));
    }
}
