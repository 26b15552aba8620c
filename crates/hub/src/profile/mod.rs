//! What differs between aggregators that speak the agent protocol, as data.
//!
//! One table row per aggregator; the code asks the row and never the name. A new aggregator with the same four
//! methods is a new row and nothing else.

mod table;

use kernel::Currency;
use market::{Status, Verdict};

/// One of the aggregators we speak to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProfileId {
    /// SMSHub, whose document the protocol is.
    SmsHub,
    /// SMSBower.
    SmsBower,
    /// GrizzlySMS.
    Grizzly,
    /// OnlineSim, with paths instead of actions.
    OnlineSim,
}

impl ProfileId {
    /// Every profile.
    pub const ALL: [Self; 4] = [Self::SmsHub, Self::SmsBower, Self::Grizzly, Self::OnlineSim];

    /// The word in the configuration and on the screen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SmsHub => "smshub",
            Self::SmsBower => "smsbower",
            Self::Grizzly => "grizzly",
            Self::OnlineSim => "onlinesim",
        }
    }

    /// Reads the word in the configuration.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.word() == word)
    }

    /// The row of the table.
    #[must_use]
    pub const fn profile(self) -> &'static Profile {
        match self {
            Self::SmsHub => &table::SMSHUB,
            Self::SmsBower => &table::SMSBOWER,
            Self::Grizzly => &table::GRIZZLY,
            Self::OnlineSim => &table::ONLINESIM,
        }
    }
}

/// How an aggregator calls us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// One URL; the body's `action` says what is meant.
    OneUrl,
    /// A path per action below the hub's path.
    PathPerAction {
        /// Asks for the counts.
        services: &'static str,
        /// Asks for a number.
        number: &'static str,
        /// Ends an activation.
        finish: &'static str,
    },
}

/// When a push has arrived for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// The body says `"status":"SUCCESS"`, whatever the HTTP status.
    BodySaysSuccess,
    /// The HTTP status is 200, whatever the body.
    Http200,
}

/// What the operator `any` in our counts stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyOperator {
    /// The only entry of a country that we do not divide by operator; never beside others.
    OnlyWhenUndivided,
    /// Always there: the sum over all operators.
    AlwaysTheSum,
}

/// How services are called on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceWords {
    /// By their codes: `wa`.
    Codes,
    /// By their names in lower case: `whatsapp`.
    Names,
}

/// How one aggregator differs.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// Which one.
    pub id: ProfileId,
    /// Its name for people.
    pub name: &'static str,
    /// How it calls us.
    pub calls: Calls,
    /// Whether its calls carry `Authorization: Bearer <key>` beside the key in the body.
    pub bearer: bool,
    /// Where messages go unless the configuration says otherwise.
    pub push_url: Option<&'static str>,
    /// Whether `phone` in a push is a text instead of a number.
    pub phone_as_text: bool,
    /// When a push has arrived for good.
    pub acceptance: Acceptance,
    /// Words in a refusal that end the repeating of a push.
    pub stop_words: &'static [&'static str],
    /// What `any` means in the counts.
    pub any_operator: AnyOperator,
    /// How services are called.
    pub service_words: ServiceWords,
    /// The currency of an order that names none.
    pub currency: Option<Currency>,
    /// What its status codes mean; every other code is kept as received.
    pub verdicts: &'static [(u32, Verdict)],
}

impl Profile {
    /// What a status code means here.
    #[must_use]
    pub fn status(&self, code: u32) -> Status {
        let known = self.verdicts.iter().find(|(known, _)| *known == code);
        Status { code, verdict: known.map_or(Verdict::Unknown, |(_, verdict)| *verdict) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_rows_belong_together() {
        for profile in ProfileId::ALL {
            assert_eq!(ProfileId::of_word(profile.word()), Some(profile));
            assert_eq!(profile.profile().id, profile);
        }
    }

    #[test]
    fn codes_outside_the_contract_mean_nothing() {
        for code in [0, 2, 6, 7, 8, 9, 10, u32::MAX] {
            assert_eq!(ProfileId::SmsHub.profile().status(code).verdict, Verdict::Unknown, "{code}");
        }
        assert_eq!(ProfileId::SmsHub.profile().status(1).verdict, Verdict::NotWanted);
        assert_eq!(ProfileId::OnlineSim.profile().status(1).verdict, Verdict::Misdirected);
    }
}
