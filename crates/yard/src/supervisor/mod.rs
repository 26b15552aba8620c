//! One supervisor per port: it opens the port, sets the modem up, takes its messages, and brings it back when it
//! hangs.
//!
//! Decisions are pure and stand apart: [`state`] (what follows on what), [`ladder`] (what to try next), [`pin`]
//! (whether a PIN may be risked). The shell around them is thin: [`run`] opens and re-opens, [`session`] lives on an
//! open port, [`startup`] sets up, [`card`] claims the line, [`serve`] waits and polls, [`fetch`] moves messages out of
//! their [`slots`],
//! [`salvage`] keeps those that only we have, [`recover`] climbs the ladder. A supervisor is one task; it holds no lock
//! while it waits and shares nothing with its neighbours but the database and the roster.

mod agenda;
mod card;
mod fetch;
mod ladder;
mod pending;
mod pin;
mod reason;
mod recover;
mod run;
mod salvage;
mod serve;
mod session;
mod slots;
mod startup;
mod state;
mod talk;
mod unlock;

pub use ladder::LadderSettings;
pub use reason::Reason;
pub(crate) use run::Supervisor;
pub(crate) use startup::Identity;
pub(crate) use startup::network::word as registration_word;
pub(crate) use state::Machine;
pub use state::ModemState;
