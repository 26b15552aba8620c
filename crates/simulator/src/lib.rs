//! Everything outside simyard, simulated: modems on PTYs, the cell network behind them, and a hub that buys numbers.
//!
//! Tests and the demo put this world around the real program: nothing inside knows that it is not real. The crate
//! knows wire facts only (AT, PDU, HTTP) and none of the program's own types, so that a misunderstanding in the
//! program cannot be repeated here.
//!
//! Begin with [`Fleet`]: modems, their cards and a [`Network`] in one handle. [`hub`] is the other side: it asks an
//! agent for numbers, lets the network send codes and checks what comes back. Everything random comes from a seed.

mod dice;
pub mod fleet;
pub mod hub;
pub mod modem;
pub mod network;
mod pace;
mod pty;
mod sim;
mod tpdu;

pub use self::{
    dice::Dice,
    fleet::{Fleet, FleetBuilder, serve_modems},
    modem::{Fault, SimModem},
    network::{Network, NetworkOptions, OutgoingText},
    pty::{Pty, PtyError},
    sim::{CardLock, PUK, SimCard, SimProfile, luhn_check_digit},
};
