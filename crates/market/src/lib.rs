//! The number market: which numbers can be had, who holds which, and what each has been used for.
//!
//! Lines come in from the yard as numbers; aggregators (channels) ask what is on offer, open activations and end
//! them; messages that reach a held number are noted and handed on in the transaction that stored them. The crate
//! knows no protocol, no HTTP and no aggregator by name, and it never looks at how old an activation is.
//!
//! What always holds, whatever happens at the same time:
//! * a number is never handed to two exclusive holders, nor twice for the same service;
//! * [`Market::counts`] and [`Market::open`] ask one predicate, and what is counted can be served;
//! * a number is offered for a service on a channel at most `max_uses` times, and never again once burnt;
//! * an activation ends by the aggregator's word and by nothing else.
//!
//! Map: [`channel`] the rules of a sale as data · [`offer`] predicate, floor, counts · [`number`] numbers and lines ·
//! [`activation`] their life · [`migrations`].

pub mod activation;
pub mod channel;
mod error;
mod follow;
mod market;
mod migrations;
pub mod number;
pub mod offer;

pub use activation::finish::Finished;
pub use activation::open::{Opened, Order};
pub use activation::sql::Event;
pub use activation::view::Filter;
pub use activation::{Activation, ActivationId, Policy, State, Status, Verdict, WireId};
pub use channel::{Channel, ChannelId, InvalidName, Operator, Service};
pub use error::MarketError;
pub use market::{DeliveryListener, Market};
pub use migrations::migrations;
pub use number::NumberId;
pub use number::sql::NumberView;
pub use offer::{CountRow, Counts, Operators, Prefix};
