//! Who sells our numbers and by which rules: a [`Channel`] is one aggregator's contract, as data.
//!
//! The words here are parsed once, when the configuration is read; the floor and the use cases only compare them.
//! A channel knows nothing about the aggregator's protocol: names, keys and URLs live with the hub.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Country;

use crate::offer::Prefix;

/// The name of a channel, such as `smshub`: lower-case letters, digits, `-` and `_`, at most 32.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(Arc<str>);

/// Our own code of a service, such as `wa`: lower-case letters, digits and `_`, at most 32.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Service(Arc<str>);

/// An operator's name with everything but letters and digits dropped, so that `T-Mobile` and `t mobile` are one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Operator(Arc<str>);

/// Why a name can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Empty or too long.
    #[error("a {what} has 1 to 32 characters")]
    Length {
        /// What was to be named.
        what: &'static str,
    },
    /// A character that does not belong there.
    #[error("unexpected character {character:?} in a {what}; use a to z, 0 to 9, `_` and `-`")]
    Character {
        /// What was to be named.
        what: &'static str,
        /// The first offending character.
        character: char,
    },
}

fn name(what: &'static str, text: &str) -> Result<Arc<str>, InvalidName> {
    let text = text.trim();
    if text.is_empty() || text.len() > 32 {
        return Err(InvalidName::Length { what });
    }
    let allowed = |c: &char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-');
    match text.chars().find(|c| !allowed(c)) {
        Some(character) => Err(InvalidName::Character { what, character }),
        None => Ok(text.into()),
    }
}

impl ChannelId {
    /// Reads a channel's name.
    ///
    /// # Errors
    /// [`InvalidName`] when it is not one.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        name("hub id", text).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Service {
    /// Reads a service's code.
    ///
    /// # Errors
    /// [`InvalidName`] when it is not one.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        name("service code", text).map(Self)
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Operator {
    /// Folds a network's name as a modem or a configuration spells it; `None` when nothing is left.
    #[must_use]
    pub fn fold(text: &str) -> Option<Self> {
        let folded: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect();
        if folded.is_empty() { None } else { Some(Self(folded.into())) }
    }

    /// The folded name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! prints_as_its_text {
    ($($name:ident),+) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}
prints_as_its_text!(ChannelId, Service, Operator);

impl std::fmt::Debug for ChannelId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChannelId({})", self.0)
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Service({})", self.0)
    }
}

/// One aggregator's rules.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its name.
    pub id: ChannelId,
    /// What may be sold there.
    pub services: BTreeSet<Service>,
    /// Whether an activation has its number for itself until it ends.
    pub exclusive: bool,
    /// How often a number is offered for one service when every activation ended with a reusable cancellation.
    pub max_uses: u32,
    /// Numbers beginning with any of these digits never go there.
    pub excluded_prefixes: Vec<Prefix>,
    /// Countries that may be sold there; `None` means all but the denied ones.
    pub countries: Option<BTreeSet<Country>>,
    /// Countries that are never sold there.
    pub denied_countries: BTreeSet<Country>,
}

impl Channel {
    /// The published rule: four uses in all, each ended with status 4.
    pub const MAX_USES: u32 = 4;

    /// A channel that sells `services` everywhere, one activation at a time on a number.
    #[must_use]
    pub fn new(id: ChannelId, services: impl IntoIterator<Item = Service>) -> Self {
        Self {
            id,
            services: services.into_iter().collect(),
            exclusive: true,
            max_uses: Self::MAX_USES,
            excluded_prefixes: Vec::new(),
            countries: None,
            denied_countries: BTreeSet::new(),
        }
    }

    /// Whether numbers of this country may be sold there.
    #[must_use]
    pub fn serves(&self, country: &Country) -> bool {
        !self.denied_countries.contains(country)
            && self.countries.as_ref().is_none_or(|served| served.contains(country))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        assert!(ChannelId::parse("smshub-1").is_ok());
        assert_eq!(Service::parse(""), Err(InvalidName::Length { what: "service code" }));
        assert_eq!(
            Service::parse("w a"),
            Err(InvalidName::Character { what: "service code", character: ' ' })
        );
    }

    #[test]
    fn spellings_of_an_operator_are_one() {
        assert_eq!(Operator::fold("T-Mobile"), Operator::fold(" t mobile"));
        assert_eq!(Operator::fold("--"), None);
        assert_eq!(Operator::fold("МТС").map(|o| o.as_str().to_owned()).as_deref(), Some("мтс"));
    }
}
