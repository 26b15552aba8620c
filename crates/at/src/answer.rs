//! What a command brought back: the information lines that belong to it, and how it ended.

use std::fmt;

/// The information lines of a successful command, in the order they came, echo and unsolicited lines removed.
///
/// `Debug` shows their number only: they may hold messages.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answer {
    pub(crate) lines: Vec<String>,
    pub(crate) completion: Completion,
}

/// How a successful command ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Completion {
    /// The modem said `OK` (or `0`).
    #[default]
    Final,
    /// The information came, the final result did not within its grace; the command counts as done.
    FinalMissing,
    /// The information came glued to an error (`ERROR+CNUM: …`, Huawei); it is taken as an answer.
    Glued,
    /// A call or data connection was established; the port may now carry data.
    Connect,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({} lines, {:?})", self.lines.len(), self.completion)
    }
}

impl Answer {
    /// An answer from lines, as a test or a replayed log has it.
    #[must_use]
    pub fn from_lines<I: IntoIterator<Item = S>, S: Into<String>>(lines: I) -> Self {
        Self { lines: lines.into_iter().map(Into::into).collect(), completion: Completion::Final }
    }

    /// All information lines.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The latest line: where an unsolicited line of the same prefix slipped in, the later one is the truth.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        self.lines.last().map(String::as_str)
    }

    /// The first line.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.lines.first().map(String::as_str)
    }

    /// Whether only the final result came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How the command ended.
    #[must_use]
    pub fn completion(&self) -> Completion {
        self.completion
    }
}
