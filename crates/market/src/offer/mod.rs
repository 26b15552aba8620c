//! What is on offer: the one predicate, and the floor that keeps its results at hand.
//!
//! [`offerable`] is asked by the counts and by the allocation alike, so they can't disagree. [`floor`] holds what the
//! predicate looks at for every number and counts incrementally; the database stays the truth, and the guard there
//! has the last word on each allocation.

mod counts;
mod floor;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Country, Msisdn};

use crate::NumberId;
use crate::channel::{Channel, ChannelId, Operator, Service};

pub use counts::{CountRow, Counts};
pub(crate) use floor::{Floor, Reservation, Wanted};

/// Digits with which a number must not begin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix(String);

/// The text is not a prefix of a phone number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a prefix is 1 to 15 digits of an international number, such as 7918")]
pub struct InvalidPrefix;

impl Prefix {
    /// Reads digits, with or without a plus in front.
    ///
    /// # Errors
    /// [`InvalidPrefix`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidPrefix> {
        let text = text.trim();
        let digits = text.strip_prefix('+').unwrap_or(text);
        let valid = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if valid { Ok(Self(digits.to_owned())) } else { Err(InvalidPrefix) }
    }

    /// Whether the number begins with it.
    #[must_use]
    pub fn covers(&self, msisdn: &Msisdn) -> bool {
        msisdn.digits().starts_with(&self.0)
    }
}

/// Which operators' numbers an order takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operators {
    /// Any number of the country, also one whose operator is unknown.
    Every,
    /// Only numbers of these.
    OneOf(BTreeSet<Operator>),
}

impl Operators {
    fn take(&self, operator: Option<&Operator>) -> bool {
        match self {
            Self::Every => true,
            Self::OneOf(named) => operator.is_some_and(|operator| named.contains(operator)),
        }
    }
}

/// One open activation's claim on a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hold {
    pub(crate) service: Service,
    pub(crate) exclusive: bool,
}

/// What a number has been used for at one channel, for one service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) uses: u32,
    pub(crate) burnt: bool,
}

/// Everything the predicate looks at, as the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: NumberId,
    pub(crate) msisdn: Msisdn,
    pub(crate) country: Option<Country>,
    pub(crate) operator: Option<Operator>,
    pub(crate) online: bool,
    /// Grows with every transaction that touches the number; an older picture never replaces a newer one.
    pub(crate) revision: i64,
    pub(crate) holds: Vec<Hold>,
    pub(crate) uses: BTreeMap<(ChannelId, Service), Use>,
}

/// Whether this number can be handed out on this channel for this service now.
///
/// `claims` are the holds of activations being opened at this moment; they count like open ones.
pub(crate) fn offerable(
    entry: &Entry,
    claims: &[(u64, Hold)],
    channel: &Channel,
    service: &Service,
    exceptions: &[Prefix],
) -> bool {
    entry.online
        && entry.country.as_ref().is_some_and(|country| channel.serves(country))
        && channel.services.contains(service)
        && !channel.excluded_prefixes.iter().any(|prefix| prefix.covers(&entry.msisdn))
        && !exceptions.iter().any(|prefix| prefix.covers(&entry.msisdn))
        && entry
            .holds
            .iter()
            .chain(claims.iter().map(|(_, hold)| hold))
            .all(|hold| tolerates(hold, channel, service))
        && has_use_left(entry, channel, service)
}

/// Two activations share a number only when both channels allow it and the services differ: a message does not say
/// for which service it was sent.
fn tolerates(hold: &Hold, channel: &Channel, service: &Service) -> bool {
    !hold.exclusive && !channel.exclusive && hold.service != *service
}

fn has_use_left(entry: &Entry, channel: &Channel, service: &Service) -> bool {
    if entry.uses.is_empty() {
        return channel.max_uses > 0;
    }
    let spent = entry.uses.get(&(channel.id.clone(), service.clone())).copied().unwrap_or_default();
    spent.uses < channel.max_uses && !spent.burnt
}
