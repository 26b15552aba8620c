//! When a healthy modem is asked what. Each port begins at its own moment, so that a fleet's questions spread evenly.

use std::time::Duration;

use crate::settings::Polls;

/// One thing to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    Storage,
    Registration,
    Signal,
    Sim,
    Operator,
}

const QUESTIONS: [Question; 5] =
    [Question::Storage, Question::Registration, Question::Signal, Question::Sim, Question::Operator];

/// The next time for each question.
#[derive(Clone, Debug)]
pub(crate) struct Agenda {
    next: [Duration; QUESTIONS.len()],
    every: [Duration; QUESTIONS.len()],
}

impl Agenda {
    /// `seed` tells ports apart; the same one always begins at the same place within an interval.
    pub(crate) fn new(polls: &Polls, now: Duration, seed: u64) -> Self {
        let every = [polls.storage, polls.registration, polls.signal, polls.sim, polls.operator];
        let mut next = every;
        for (index, at) in next.iter_mut().enumerate() {
            let share = scatter(seed.wrapping_add(index as u64)) % 1024;
            // Between a half and one interval from now: never at once, never late.
            let offset = *at / 2 + (*at / 2048).saturating_mul(u32::try_from(share).unwrap_or(0));
            *at = now.saturating_add(offset);
        }
        Self { next, every }
    }

    /// The question whose time has come, the longest overdue first; it is put off by its interval.
    pub(crate) fn take_due(&mut self, now: Duration) -> Option<Question> {
        let (index, _) =
            self.next.iter().enumerate().filter(|(_, at)| **at <= now).min_by_key(|(_, at)| **at)?;
        self.next[index] = now.saturating_add(self.every[index]);
        QUESTIONS.get(index).copied()
    }

    /// Ask this as soon as possible.
    pub(crate) fn hurry(&mut self, question: Question, now: Duration) {
        if let Some(index) = QUESTIONS.iter().position(|known| *known == question) {
            self.next[index] = self.next[index].min(now);
        }
    }

    /// When the next question is due.
    pub(crate) fn next_at(&self) -> Duration {
        self.next.iter().copied().min().unwrap_or(Duration::MAX)
    }
}

/// Spreads neighbouring numbers over the whole range (Fibonacci hashing, upper half).
const fn scatter(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fleet_does_not_ask_in_step() {
        let polls = Polls::default();
        let mut starts: Vec<_> = (0..64_u64)
            .map(|port| Agenda::new(&polls, Duration::ZERO, port * 977).next_at().as_millis() / 100)
            .collect();
        starts.sort_unstable();
        starts.dedup();
        assert!(starts.len() > 24, "only {} different moments for 64 ports", starts.len());
    }

    #[test]
    fn every_question_comes_again_after_its_interval() {
        let polls = Polls::default();
        let mut agenda = Agenda::new(&polls, Duration::ZERO, 1);
        let mut asked = Vec::new();
        for second in 0..120 {
            while let Some(question) = agenda.take_due(Duration::from_secs(second)) {
                asked.push(question);
            }
        }
        let count = |question| asked.iter().filter(|known| **known == question).count();
        assert!((3..=4).contains(&count(Question::Signal)), "{}", count(Question::Signal));
        assert_eq!(count(Question::Operator), 0);
    }
}
