//! The inventory of SIM cards: which cards there are, what numbers they carry, and how they are unlocked.
//!
//! A card is known by its ICCID, whether a person registered it or a modem found it. The yard asks here for a card's
//! number and PIN and tells what it saw; a person's word always wins over what a modem tells.
//!
//! What always holds: a PIN leaves the inventory only together with a durable mark that it is being tried, so that no
//! crash can make a second try of a wrong one; PINs are sealed at rest and never printed.
//!
//! It knows no modem and no HTTP. Map: [`Inventory`] everything one can do · [`SimCard`], [`SimEntry`] ·
//! [`PinAttempt`] · [`migrations`].

mod card;
mod inventory;
mod pin;
mod schema;

pub use card::{SimCard, SimCardId, SimEntry};
pub use inventory::Inventory;
pub use pin::PinAttempt;
pub use schema::migrations;
