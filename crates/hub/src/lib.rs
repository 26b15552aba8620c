//! The SMS Hub agent protocol: aggregators buy activations on our numbers, and get the messages pushed.
//!
//! Calls come in as a path and a body, answers go out as JSON ([`Hubs::answer`]); messages come in through the
//! market's deliveries and leave through the outbox ([`push`]). This crate knows no HTTP server and takes no decision
//! about numbers: the market does. It never ends an activation on its own; only the hub's word does.
//!
//! Order of construction: settings → their channels → `Market::load` → [`Hubs::start`] →
//! `market.listener(hubs.delivery_listener())` → the yard.
//!
//! Map: [`profile`] how aggregators differ, as data · [`protocol`] bodies and answers · [`names`] their words and ours ·
//! [`settings`] one hub as configured · [`push`] outbox, pusher, connector.

mod activity;
mod answer;
mod entrance;
mod gzip;
mod hubs;
mod key;
mod migrations;
pub mod names;
mod notes;
mod offer;
pub mod profile;
pub mod protocol;
pub mod push;
pub mod settings;

pub use answer::Answer;
pub use entrance::Entrance;
pub use gzip::{Undecodable, inflate};
pub use hubs::{HubOverview, Hubs, StartError};
pub use migrations::migrations;
pub use notes::Note;
pub use profile::ProfileId;
pub use protocol::BODY_LIMIT;
pub use push::outbox::PushView;
pub use settings::{HubConfig, HubSettings, OperatorConfig, SettingsError};
