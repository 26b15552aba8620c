//! The other side of the SMSHub agent protocol: a hub that buys numbers, and that checks its agent all the time.
//!
//! It polls the agent's one URL, takes numbers it is offered, lets a code arrive at them through an [`OtpSource`],
//! receives `PUSH_SMS` on a listener of its own and ends activations with the mix of verdicts seen in practice. All
//! that the protocol's published acceptance tests look at is judged on the way and collected in a [`HubReport`].
//! [`selftest`] runs these tests once against any agent.

mod client;
mod desk;
mod judge;
mod listener;
mod push_sink;
mod report;
mod selftest;
mod sim;

use std::{fmt, time::Duration};

pub use self::{
    listener::PUSH_PATH,
    push_sink::{Moods, PushAnswer, PushSink, PushSinkOptions, Pushed},
    report::{HubReport, Rule, Violation},
    selftest::{Check, Outcome, PushTest, SelftestOptions, SelftestReport, selftest},
    sim::{HubError, HubSim},
};
use crate::{
    dice::Dice,
    network::{Network, content},
};

/// When a code sent to a number was there to be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// As soon as it was sent, for all anybody knows.
    WhenSent,
    /// The network still holds it: the agent cannot be blamed for not pushing it.
    NotYet,
    /// That long ago a modem took its last part over.
    Before(Duration),
}

/// What makes a message arrive at a number the hub bought.
pub trait OtpSource: Send + Sync {
    /// When that text reached the number's modem.
    fn arrival(&self, phone: u64, text: &str) -> Arrival {
        let _ = (phone, text);
        Arrival::WhenSent
    }

    /// Lets a code of that service arrive at that number; the text sent, or `None` when the number is not reachable.
    fn send_code(&self, phone: u64, service: &str) -> Option<String>;
}

/// Codes for the cards of a simulated network.
#[derive(Debug)]
pub struct NetworkCodes {
    network: Network,
    dice: parking_lot::Mutex<Dice>,
}

impl NetworkCodes {
    /// Codes from this network, made up from this seed.
    pub fn new(network: Network, seed: u64) -> Self {
        Self { network, dice: parking_lot::Mutex::new(Dice::new(seed)) }
    }
}

impl OtpSource for NetworkCodes {
    fn arrival(&self, phone: u64, text: &str) -> Arrival {
        match self.network.complete_since(&phone.to_string(), text) {
            Some(ago) => Arrival::Before(ago),
            None => Arrival::NotYet,
        }
    }

    fn send_code(&self, phone: u64, service: &str) -> Option<String> {
        let text = content::otp(service, &mut self.dice.lock());
        let sent = text.text.clone();
        self.network.deliver(&phone.to_string(), text).ok().map(|_| sent)
    }
}

/// How often each thing happens, in percent.
#[derive(Debug, Clone)]
pub struct HubMix {
    /// An activation is ended with 3 (sold) after its code came.
    pub sold: u32,
    /// Else with 1 (never again), the rest with 4 (may be offered again).
    pub never_again: u32,
    /// A sold one is refunded (5) later.
    pub refunded: u32,
    /// A finish is sent twice, as after a lost answer.
    pub repeated_finish: u32,
    /// A push is answered with `ERROR`.
    pub refused_push: u32,
    /// A push is answered with 500, with something that is not JSON, or not in time.
    pub broken_push: u32,
    /// An order excludes the prefix of a number seen before.
    pub with_exception: u32,
    /// A code is never sent: the buyer gives up.
    pub no_code: u32,
}

impl Default for HubMix {
    fn default() -> Self {
        Self {
            sold: 60,
            never_again: 40,
            refunded: 10,
            repeated_finish: 10,
            refused_push: 10,
            broken_push: 10,
            with_exception: 20,
            no_code: 15,
        }
    }
}

/// How the hub behaves.
#[derive(Clone)]
pub struct HubOptions {
    /// The agent's one URL.
    pub agent_url: String,
    /// The protocol key, both ways.
    pub key: String,
    /// Where the hub listens for `PUSH_SMS`; port 0 takes any.
    pub listen: std::net::SocketAddr,
    /// Seed of everything random.
    pub seed: u64,
    /// Shortest and longest time between two polls.
    pub poll: (Duration, Duration),
    /// How many numbers may be open at once.
    pub max_open: usize,
    /// How many numbers are asked for after one poll.
    pub buy_per_poll: usize,
    /// From getting a number to its code being sent, at most.
    pub code_after: Duration,
    /// From the code's arrival (or from giving up) to the finish, at most.
    pub finish_after: Duration,
    /// From a finish with 3 to its refund, at most.
    pub refund_after: Duration,
    /// Within this time after the code was sent a push must have come.
    pub push_within: Duration,
    /// The agent's period for repeating refused pushes.
    pub resend_every: Duration,
    /// Request bodies are compressed.
    pub gzip_requests: bool,
    /// ISO 4217 number sent with every order: 643 or 840.
    pub currency: u32,
    /// Prefixes that must not be handed out.
    pub except: Vec<String>,
    /// How often what happens.
    pub mix: HubMix,
}

impl HubOptions {
    /// The real rhythm: a poll every 10 to 20 seconds.
    pub fn new(agent_url: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            agent_url: agent_url.into(),
            key: key.into(),
            listen: ([127, 0, 0, 1], 0).into(),
            seed: 1,
            poll: (Duration::from_secs(10), Duration::from_secs(20)),
            max_open: 50,
            buy_per_poll: 3,
            code_after: Duration::from_secs(20),
            finish_after: Duration::from_secs(60),
            refund_after: Duration::from_secs(300),
            push_within: Duration::from_secs(15),
            resend_every: Duration::from_secs(10),
            gzip_requests: false,
            currency: 643,
            except: Vec::new(),
            mix: HubMix::default(),
        }
    }

    /// Everything that many times as fast, except the agent's repeat period, which is the agent's.
    #[must_use]
    pub fn faster(mut self, factor: u32) -> Self {
        let factor = factor.max(1);
        for duration in [
            &mut self.poll.0,
            &mut self.poll.1,
            &mut self.code_after,
            &mut self.finish_after,
            &mut self.refund_after,
        ] {
            *duration /= factor;
        }
        self
    }
}

impl fmt::Debug for HubOptions {
    // The key stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubOptions")
            .field("agent_url", &self.agent_url)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}
