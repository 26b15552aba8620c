//! Three records against each other: what was sent, what is stored, what the hub got. Pure.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use simulator::hub::{PushAnswer, Pushed};
use testkit::process::{StoredMessage, StoredPush};

use crate::traffic::Sent;

/// A kill this soon after `SUCCESS` left the hub may have come before our commit of it.
pub(crate) const COMMIT_WINDOW: Duration = Duration::from_millis(500);

/// A request can lie in the hub's socket for a moment after the process that wrote it is gone.
const READ_LATE: Duration = Duration::from_millis(200);

/// Everything that is compared.
pub(crate) struct Records<'a> {
    pub(crate) sent: &'a [Sent],
    pub(crate) stored: &'a [StoredMessage],
    pub(crate) outbox: &'a [StoredPush],
    pub(crate) pushed: &'a [Pushed],
    /// When the process was killed: just before the signal.
    pub(crate) kills: &'a [Instant],
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Broken promises.
    pub(crate) broken: Vec<String>,
    /// Messages that came again after `SUCCESS` because a kill fell between that answer and its commit.
    pub(crate) unavoidable: usize,
    /// The longest time between such a `SUCCESS` and the kill: how long its commit took at least.
    pub(crate) slowest_commit: Duration,
}

impl Records<'_> {
    pub(crate) fn compare(&self) -> Findings {
        let mut findings = Findings::default();
        self.stored_once(&mut findings.broken);
        self.pushed_until_accepted(&mut findings);
        self.outbox_is_done(&mut findings.broken);
        findings
    }

    fn stored_once(&self, broken: &mut Vec<String>) {
        let mut by_text: HashMap<&str, Vec<&StoredMessage>> = HashMap::new();
        for stored in self.stored {
            by_text.entry(&stored.text).or_default().push(stored);
        }
        for (number, sent) in self.sent.iter().enumerate() {
            match by_text.remove(sent.text.as_str()).unwrap_or_default().as_slice() {
                [] => broken.push(format!("message {number} is not stored")),
                [one] if one.recipient.as_deref() != Some(&sent.msisdn) => {
                    broken.push(format!("message {number} is stored for another number"));
                }
                [one] if one.sender != sent.from || !one.complete => {
                    broken.push(format!("message {number} is stored with another sender or as incomplete"));
                }
                [_] => {}
                more => broken.push(format!("message {number} is stored {} times", more.len())),
            }
        }
        broken.extend(by_text.into_values().flatten().map(|extra| {
            format!(
                "{} characters are stored that nobody sent (complete: {})",
                extra.text.chars().count(),
                extra.complete
            )
        }));
    }

    fn pushed_until_accepted(&self, findings: &mut Findings) {
        let mut by_text: HashMap<&str, Vec<&Pushed>> = HashMap::new();
        for push in self.pushed {
            by_text.entry(&push.text).or_default().push(push);
        }
        for (number, sent) in self.sent.iter().enumerate() {
            let pushes = by_text.remove(sent.text.as_str()).unwrap_or_default();
            let same = |push: &&Pushed| push.phone.to_string() == sent.msisdn && push.from == sent.from;
            if !pushes.iter().all(same) {
                findings.broken.push(format!("message {number} was pushed with another number or sender"));
            }
            if pushes.iter().any(|push| push.sms_id != pushes[0].sms_id) {
                findings.broken.push(format!("message {number} was pushed under several ids"));
            }
            match pushes.iter().position(|push| push.answer == PushAnswer::Success) {
                None => findings
                    .broken
                    .push(format!("message {number} was never accepted ({} tries)", pushes.len())),
                Some(first) => self.repeats(number, &pushes[first..], findings),
            }
        }
        let extra: usize = by_text.values().map(Vec::len).sum();
        if extra > 0 {
            findings.broken.push(format!("{extra} pushes carry a text that nobody sent"));
        }
    }

    /// After an acceptance only a kill that came before its commit excuses another push.
    fn repeats(&self, number: usize, from_acceptance: &[&Pushed], findings: &mut Findings) {
        let mut accepted = from_acceptance[0];
        for again in &from_acceptance[1..] {
            if let Some(kill) = self.kill_around(accepted) {
                findings.unavoidable += 1;
                let commit = kill.saturating_duration_since(accepted.answered);
                findings.slowest_commit = findings.slowest_commit.max(commit);
            } else {
                let later = again.arrived.duration_since(accepted.answered);
                findings
                    .broken
                    .push(format!("message {number} came again {later:?} after SUCCESS, without a kill"));
            }
            if again.answer == PushAnswer::Success {
                accepted = again;
            }
        }
    }

    fn kill_around(&self, accepted: &Pushed) -> Option<Instant> {
        let earliest = accepted.arrived - READ_LATE;
        let mut kills = self.kills.iter().copied();
        kills.find(|kill| (earliest..=accepted.answered + COMMIT_WINDOW).contains(kill))
    }

    fn outbox_is_done(&self, broken: &mut Vec<String>) {
        let open = self.outbox.iter().filter(|push| push.state != "accepted").count();
        if open > 0 {
            broken.push(format!("{open} rows of the outbox are not accepted"));
        }
        if self.outbox.len() != self.stored.len() {
            broken.push(format!(
                "{} rows in the outbox for {} messages",
                self.outbox.len(),
                self.stored.len()
            ));
        }
    }
}

/// A world in which everything went right, for the tests to spoil.
mod tests {
    use super::*;
    use simulator::hub::PushSinkOptions;

    struct World {
        sent: Vec<Sent>,
        stored: Vec<StoredMessage>,
        outbox: Vec<StoredPush>,
        pushed: Vec<Pushed>,
        kills: Vec<Instant>,
    }

    impl World {
        async fn right() -> Self {
            let at = crate::world::sink(PushSinkOptions::default()).await.now();
            let (msisdn, from, text) = ("15550100".to_owned(), "Vk".to_owned(), "Code 1".to_owned());
            let id = "01890a5d-ac96-774b-bcce-b302099a8057".parse::<yard::MessageId>().unwrap().0;
            let stored = StoredMessage {
                id,
                recipient: Some(msisdn.clone()),
                sender: from.clone(),
                text: text.clone(),
                complete: true,
            };
            Self {
                sent: vec![Sent { msisdn, from: from.clone(), text: text.clone() }],
                stored: vec![stored],
                outbox: vec![StoredPush { sms_id: 1, message: id, state: "accepted".to_owned() }],
                pushed: vec![push(1, PushAnswer::Success, at)],
                kills: Vec::new(),
            }
        }

        fn findings(&self) -> Findings {
            let Self { sent, stored, outbox, pushed, kills } = self;
            Records { sent, stored, outbox, pushed, kills }.compare()
        }

        fn broken(&self) -> String {
            self.findings().broken.join("; ")
        }
    }

    fn push(sms_id: u64, answer: PushAnswer, at: Instant) -> Pushed {
        let (from, text) = ("Vk".to_owned(), "Code 1".to_owned());
        Pushed { sms_id, phone: 15_550_100, from, text, arrived: at, answer, answered: at }
    }

    #[tokio::test]
    async fn a_right_world_has_no_findings() {
        assert_eq!(World::right().await.broken(), "");
    }

    #[tokio::test]
    async fn a_lost_and_a_doubled_message_are_found() {
        let mut world = World::right().await;
        world.stored.extend(world.stored.clone());
        assert!(world.broken().contains("stored 2 times"));
        world.stored.clear();
        assert!(world.broken().contains("message 0 is not stored"));
    }

    #[tokio::test]
    async fn a_message_nobody_accepted_is_found() {
        let mut world = World::right().await;
        world.pushed[0].answer = PushAnswer::Error;
        assert!(world.broken().contains("never accepted (1 tries)"));
    }

    #[tokio::test]
    async fn a_repeat_after_success_is_excused_by_a_kill_in_between_only() {
        let mut world = World::right().await;
        let at = world.pushed[0].answered;
        world.pushed.push(push(1, PushAnswer::Success, at + Duration::from_secs(10)));
        assert!(world.broken().contains("came again"), "{}", world.broken());
        world.kills.push(at + COMMIT_WINDOW * 2);
        assert!(world.broken().contains("came again"), "{}", world.broken());
        world.kills.push(at + COMMIT_WINDOW / 2);
        assert_eq!((world.findings().broken.len(), world.findings().unavoidable), (0, 1));
    }

    #[tokio::test]
    async fn a_repeat_under_another_id_is_never_excused() {
        let mut world = World::right().await;
        let at = world.pushed[0].answered;
        world.kills.push(at);
        world.pushed.push(push(2, PushAnswer::Success, at + Duration::from_secs(10)));
        assert!(world.broken().contains("several ids"));
    }
}
