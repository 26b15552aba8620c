//! A whole site in one call: modems with cards, a network behind them, and trouble if wanted.

use std::{path::PathBuf, time::Duration};

use tokio::task::JoinHandle;
use tracing::debug;

use crate::{
    dice::Dice,
    modem::{Fault, ModemOptions, Personality, SimModem, personalities},
    network::{Network, NetworkOptions, NumberPlan, content},
    pace,
    pty::PtyError,
    sim::{SimCard, SimProfile, luhn_check_digit},
};

/// Random trouble: every so often one modem suffers one fault.
#[derive(Debug, Clone)]
pub struct FaultMix {
    /// Mean time between two faults of the whole fleet.
    pub every: Duration,
    /// What may happen; empty: anything that heals by itself.
    pub kinds: Vec<Fault>,
}

/// One fault at a set time.
#[derive(Debug, Clone)]
pub struct ScheduledFault {
    /// Time after the fleet's start.
    pub after: Duration,
    /// Index of the modem.
    pub modem: usize,
    /// What happens.
    pub fault: Fault,
}

/// What a fleet is made of; see [`Fleet::builder`].
#[derive(Debug, Clone)]
pub struct FleetBuilder {
    modems: usize,
    seed: u64,
    personalities: Vec<&'static Personality>,
    options: ModemOptions,
    network: NetworkOptions,
    numbers: NumberPlan,
    sim_capacity: usize,
    number_on_card: bool,
    pin: Option<String>,
    link_dir: Option<PathBuf>,
    mix: Option<FaultMix>,
    schedule: Vec<ScheduledFault>,
    deliver_every: Option<Duration>,
}

impl FleetBuilder {
    /// Number of modems, each with a card.
    #[must_use]
    pub fn modems(mut self, count: usize) -> Self {
        self.modems = count;
        self
    }

    /// Seed of everything random.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Families, used in turn; default: all of them.
    #[must_use]
    pub fn personalities(mut self, personalities: &[&'static Personality]) -> Self {
        self.personalities = personalities.to_vec();
        self
    }

    /// Line speed, latencies and limits of every modem; the seed is set per modem.
    #[must_use]
    pub fn modem_options(mut self, options: ModemOptions) -> Self {
        self.options = options;
        self
    }

    /// Retry times of the network.
    #[must_use]
    pub fn network_options(mut self, options: NetworkOptions) -> Self {
        self.network = options;
        self
    }

    /// Where numbers come from.
    #[must_use]
    pub fn numbers(mut self, plan: NumberPlan) -> Self {
        self.numbers = plan;
        self
    }

    /// Slots on each card.
    #[must_use]
    pub fn sim_capacity(mut self, slots: usize) -> Self {
        self.sim_capacity = slots;
        self
    }

    /// Whether `AT+CNUM` tells the number; default yes.
    #[must_use]
    pub fn number_on_card(mut self, told: bool) -> Self {
        self.number_on_card = told;
        self
    }

    /// A PIN that every card asks for.
    #[must_use]
    pub fn pin(mut self, pin: &str) -> Self {
        self.pin = Some(pin.to_owned());
        self
    }

    /// A folder in which each port gets a stable name, as in `/dev/serial/by-path`.
    #[must_use]
    pub fn link_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.link_dir = Some(dir.into());
        self
    }

    /// Random trouble.
    #[must_use]
    pub fn faults(mut self, mix: FaultMix) -> Self {
        self.mix = Some(mix);
        self
    }

    /// One fault at a set time.
    #[must_use]
    pub fn fault_at(mut self, after: Duration, modem: usize, fault: Fault) -> Self {
        self.schedule.push(ScheduledFault { after, modem, fault });
        self
    }

    /// Lets a made-up message arrive at a random number that often.
    #[must_use]
    pub fn deliver_every(mut self, period: Duration) -> Self {
        self.deliver_every = Some(period);
        self
    }

    /// Opens the ports and starts everything; must run inside a tokio runtime.
    pub async fn start(self) -> Result<Fleet, PtyError> {
        let dice = Dice::new(self.seed);
        let network = Network::new(NetworkOptions { seed: dice.fork(1).throw(), ..self.network.clone() });
        let mut modems = Vec::with_capacity(self.modems);
        let mut cards = Vec::with_capacity(self.modems);
        for index in 0..self.modems {
            let mut own = dice.fork(1000 + index as u64);
            let card = self.card(index, &mut own);
            network.register(&card);
            let families =
                if self.personalities.is_empty() { &personalities::ALL[..] } else { &self.personalities };
            let Some(personality) = families.get(index % families.len()) else { continue };
            let options = ModemOptions { seed: own.throw(), ..self.options.clone() };
            modems.push(SimModem::start(
                format!("modem-{index:02}"),
                personality,
                imei(index),
                Some(card.clone()),
                options,
                &network,
                self.link_dir.as_deref(),
            )?);
            cards.push(card);
        }
        let mut tasks: Vec<JoinHandle<()>> = Vec::new();
        if let Some(mix) = self.mix {
            tasks.push(tokio::spawn(make_trouble(modems.clone(), mix, dice.fork(2))));
        }
        if !self.schedule.is_empty() {
            tasks.push(tokio::spawn(follow_schedule(modems.clone(), self.schedule)));
        }
        if let Some(period) = self.deliver_every {
            let numbers = cards.iter().map(SimCard::msisdn).collect();
            tasks.push(tokio::spawn(keep_delivering(network.clone(), numbers, period, dice.fork(3))));
        }
        Ok(Fleet { modems, cards, network, tasks })
    }

    fn card(&self, index: usize, dice: &mut Dice) -> SimCard {
        let mut profile = SimProfile::fictional(index, self.numbers.number(index), dice);
        profile.capacity = self.sim_capacity;
        profile.number_on_card = self.number_on_card;
        profile.pin = self.pin.clone();
        SimCard::new(profile)
    }
}

/// A running site; dropping it ends the modems.
#[derive(Debug)]
pub struct Fleet {
    modems: Vec<SimModem>,
    cards: Vec<SimCard>,
    network: Network,
    tasks: Vec<JoinHandle<()>>,
}

impl Fleet {
    /// One modem, seed 1, all families in turn, no trouble.
    pub fn builder() -> FleetBuilder {
        FleetBuilder {
            modems: 1,
            seed: 1,
            personalities: Vec::new(),
            options: ModemOptions::default(),
            network: NetworkOptions::default(),
            numbers: NumberPlan::default(),
            sim_capacity: 20,
            number_on_card: true,
            pin: None,
            link_dir: None,
            mix: None,
            schedule: Vec::new(),
            deliver_every: None,
        }
    }

    /// The modems, by index.
    pub fn modems(&self) -> &[SimModem] {
        &self.modems
    }

    /// The card each modem started with, by index.
    pub fn cards(&self) -> &[SimCard] {
        &self.cards
    }

    /// Numbers by index, digits without `+`.
    pub fn msisdns(&self) -> Vec<String> {
        self.cards.iter().map(SimCard::msisdn).collect()
    }

    /// Card identities by index.
    pub fn iccids(&self) -> Vec<String> {
        self.cards.iter().map(SimCard::iccid).collect()
    }

    /// Ports that exist now; unplugged modems have none.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.modems.iter().filter_map(SimModem::path).collect()
    }

    /// The network behind the modems.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Ends every modem and waits until its port is gone.
    pub async fn stop(self) {
        for modem in &self.modems {
            modem.stop().await;
        }
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// What `simulate modems` needs: that many modems of all families, and messages if a period is given.
///
/// The caller prints [`Fleet::paths`] and keeps the fleet until it ends.
pub async fn serve_modems(
    count: usize,
    seed: u64,
    deliver_every: Option<Duration>,
    link_dir: Option<PathBuf>,
) -> Result<Fleet, PtyError> {
    let mut builder = Fleet::builder().modems(count).seed(seed);
    builder.deliver_every = deliver_every;
    builder.link_dir = link_dir;
    builder.start().await
}

/// A made-up IMEI with a right check digit, under the type allocation of test equipment.
fn imei(index: usize) -> String {
    let body = format!("00440115{index:06}");
    format!("{body}{}", luhn_check_digit(&body))
}

async fn make_trouble(modems: Vec<SimModem>, mix: FaultMix, mut dice: Dice) {
    let mean_ms = u64::try_from(mix.every.as_millis()).unwrap_or(u64::MAX / 2);
    loop {
        pace::sleep(Duration::from_millis(dice.between(mean_ms / 2, mean_ms + mean_ms / 2))).await;
        let fault = match dice.pick(&mix.kinds) {
            Some(fault) => fault.clone(),
            None => Fault::random(&mut dice),
        };
        let Some(modem) = dice.pick(&modems) else { return };
        if modem.inject(fault).await.is_err() {
            return;
        }
    }
}

async fn follow_schedule(modems: Vec<SimModem>, mut schedule: Vec<ScheduledFault>) {
    let start_ms = pace::now_ms();
    schedule.sort_by_key(|entry| entry.after);
    for entry in schedule {
        pace::until(Some(start_ms + entry.after.as_millis() as u64)).await;
        if let Some(modem) = modems.get(entry.modem)
            && modem.inject(entry.fault).await.is_err()
        {
            debug!(modem = entry.modem, "a fault was planned for a modem that has been stopped");
        }
    }
}

async fn keep_delivering(network: Network, numbers: Vec<String>, period: Duration, mut dice: Dice) {
    loop {
        pace::sleep(period).await;
        let Some(number) = dice.pick(&numbers) else { return };
        if let Err(error) = network.deliver(number, content::anything(&mut dice)) {
            debug!(%error, "a made-up message could not be sent");
        }
    }
}
