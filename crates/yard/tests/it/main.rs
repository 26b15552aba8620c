//! The yard against simulated modems on pseudo-terminals: real bytes, real time, waits for states with a bound.

mod arrival;
mod recovery;
mod sim;
mod site;
