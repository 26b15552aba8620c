//! Activations: the right to receive codes for one service on one number, until the aggregator ends it.
//!
//! [`state`] decides, the use cases write: [`open`] hands out a number, [`receive`] notes a message for whoever holds
//! the number, [`finish`] takes the aggregator's word. Each is one transaction that begins by locking the number.
//! Nothing here looks at how old an activation is; [`policy`] says why.

pub(crate) mod finish;
pub(crate) mod open;
pub mod policy;
pub(crate) mod receive;
pub(crate) mod sql;
pub mod state;
pub(crate) mod view;

use kernel::{Money, Msisdn, Timestamp};
use store::FactWord;

use crate::NumberId;
use crate::channel::{ChannelId, Service};
pub use policy::Policy;
use state::Standing;
pub use state::{BurnReason, State, Status, Verdict};

kernel::typed_id! {
    /// An activation.
    ActivationId,
}

/// An activation's number at the aggregator: positive, growing, never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WireId(u64);

impl WireId {
    /// From what came over the wire.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// As it goes over the wire.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// As the database has it; a number beyond its range belongs to no activation.
    pub(crate) fn column(self) -> Option<i64> {
        i64::try_from(self.0).ok()
    }
}

impl std::fmt::Display for WireId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A number was handed out. Ids: activation, number.
pub const OPENED: FactWord = FactWord("activation.opened");
/// A message arrived for it. Ids: activation, number.
pub const CHANGED: FactWord = FactWord("activation.changed");
/// The aggregator ended it, or corrected how it ended. Ids: activation, number.
pub const FINISHED: FactWord = FactWord("activation.finished");

/// An activation as it is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activation {
    /// Its id.
    pub id: ActivationId,
    /// Its number at the aggregator.
    pub wire_id: WireId,
    /// The number's id.
    pub number: NumberId,
    /// The number's digits.
    pub msisdn: Msisdn,
    /// Who ordered it.
    pub channel: ChannelId,
    /// Who may end it.
    pub policy: Policy,
    /// For what.
    pub service: Service,
    /// Where it stands.
    pub state: State,
    /// The last status code received.
    pub status_code: Option<u32>,
    /// What it earns if it is sold.
    pub sum: Money,
    /// Whether it has the number for itself.
    pub exclusive: bool,
    /// When the number was handed out.
    pub opened_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How many messages arrived for it.
    pub messages: u32,
    pub(crate) use_counted: bool,
}

impl Activation {
    pub(crate) const fn standing(&self) -> Standing {
        Standing { state: self.state, status_code: self.status_code, use_counted: self.use_counted }
    }
}
