//! The running hub: polls, buys, waits, ends; one task per activation.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use parking_lot::Mutex;
use serde_json::json;
use tokio::{net::TcpListener, task::JoinHandle};
use tracing::debug;

use super::{
    HubOptions, OtpSource,
    client::{AgentClient, Answer},
    desk::{Desk, Limits, Verdict},
    judge::{self, NumberAnswer, Offer},
    listener::{Door, PUSH_PATH, router},
    report::{HubReport, Rule},
};
use crate::{dice::Dice, pace};

/// The protocol's limit for `GET_NUMBER`.
pub(super) const NUMBER_LIMIT: Duration = Duration::from_secs(3);
const FINISH_TRIES: u32 = 8;

/// Why a hub could not start.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The listener's address is taken or not ours.
    #[error("the simulated hub could not listen on {address}; choose another address or port 0")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// The HTTP client could not be set up.
    #[error("the simulated hub's HTTP client could not be set up")]
    Client(#[from] reqwest::Error),
}

/// A running hub; it ends when dropped.
#[derive(Debug)]
pub struct HubSim {
    desk: Arc<Mutex<Desk>>,
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

#[derive(Clone)]
struct Buyer {
    options: HubOptions,
    agent: AgentClient,
    desk: Arc<Mutex<Desk>>,
    dice: Arc<Mutex<Dice>>,
    codes: Arc<dyn OtpSource>,
}

impl HubSim {
    /// Binds the push listener and begins to poll.
    pub async fn start(options: HubOptions, codes: Arc<dyn OtpSource>) -> Result<Self, HubError> {
        let failed = |source| HubError::Listen { address: options.listen, source };
        let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let limits = Limits {
            push_within_ms: millis(options.push_within),
            resend_every_ms: millis(options.resend_every),
        };
        let desk = Arc::new(Mutex::new(Desk::new(&options.key, limits)));
        let dice = Dice::new(options.seed);
        let door = Door {
            desk: Arc::clone(&desk),
            dice: Arc::new(Mutex::new(dice.fork(1))),
            mix: options.mix.clone(),
        };
        let buyer = Buyer {
            agent: AgentClient::new(&options.agent_url, &options.key, options.gzip_requests)?,
            options,
            desk: Arc::clone(&desk),
            dice: Arc::new(Mutex::new(dice.fork(2))),
            codes,
        };
        let serve = async move {
            if let Err(error) = axum::serve(listener, router(door)).await {
                debug!(%error, "the simulated hub's listener ended");
            }
        };
        let tasks = vec![tokio::spawn(serve), tokio::spawn(buyer.run())];
        Ok(Self { desk, address, tasks })
    }

    /// Where the agent must push messages.
    pub fn push_url(&self) -> String {
        format!("http://{}{PUSH_PATH}", self.address)
    }

    /// Counts and complaints so far.
    pub fn report(&self) -> HubReport {
        self.desk.lock().report.clone()
    }

    /// Activations not ended yet.
    pub fn open_activations(&self) -> usize {
        self.desk.lock().open_count()
    }

    /// Messages that were refused or broken on purpose and not accepted since.
    pub fn unaccepted(&self) -> usize {
        self.desk.lock().unaccepted()
    }
}

impl Drop for HubSim {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Buyer {
    async fn run(self) {
        loop {
            let (low, high) = (millis(self.options.poll.0), millis(self.options.poll.1));
            let wait_ms = self.dice.lock().between(low, high);
            pace::sleep(Duration::from_millis(wait_ms)).await;
            self.desk.lock().audit(pace::now_ms());
            let Some(offers) = self.offers().await else { continue };
            self.buy(offers).await;
        }
    }

    async fn offers(&self) -> Option<Vec<Offer>> {
        let mut found = Vec::new();
        let answer = self.agent.ask("GET_SERVICES", json!({}), &mut found).await;
        let offers = answer.as_ref().map(|answer| judge::offers(&answer.body, &mut found));
        let mut desk = self.desk.lock();
        desk.report.violations.extend(found);
        match offers {
            Some(_) => desk.report.polls += 1,
            None => desk.report.unreachable += 1,
        }
        offers
    }

    async fn buy(&self, offers: Vec<Offer>) {
        for _ in 0..self.options.buy_per_poll {
            if self.desk.lock().open_count() >= self.options.max_open {
                return;
            }
            let wanted: Vec<&Offer> = offers.iter().filter(|offer| offer.count > 0).collect();
            let Some(offer) = self.dice.lock().pick(&wanted).map(|offer| (*offer).clone()) else { return };
            let except = self.exceptions();
            match self.get_number(&offer, &except).await {
                Some(NumberAnswer::Number { number, activation }) => {
                    self.desk.lock().opened(activation, number, &offer.service);
                    tokio::spawn(self.clone().trade(activation, number, offer.service));
                }
                Some(NumberAnswer::NoNumbers) => self.judge_no_numbers(&offer, &except).await,
                Some(NumberAnswer::Refused) | None => {}
            }
        }
    }

    /// The configured prefixes, now and then with all but the last digits of a number seen before.
    fn exceptions(&self) -> Vec<String> {
        let mut except = self.options.except.clone();
        let seen = self.desk.lock().numbers_seen();
        let mut dice = self.dice.lock();
        if dice.chance(self.options.mix.with_exception)
            && let Some(digits) = dice.pick(&seen).map(u64::to_string)
        {
            let cut = usize::try_from(dice.below(3)).unwrap_or(0);
            except.extend(digits.get(..digits.len().saturating_sub(cut)).map(str::to_owned));
        }
        except
    }

    async fn get_number(&self, offer: &Offer, except: &[String]) -> Option<NumberAnswer> {
        let mut found = Vec::new();
        let order = json!({
            "country": offer.country,
            "operator": offer.operator,
            "service": offer.service,
            "sum": 10.5,
            "currency": self.options.currency,
            "exceptionPhoneSet": except,
        });
        let answer = self.agent.ask("GET_NUMBER", order, &mut found).await;
        if let Some(Answer { took, .. }) = &answer
            && *took > NUMBER_LIMIT
        {
            found.push(judge::violation(
                Rule::AnswerTime,
                format!("GET_NUMBER: answered after {} ms", took.as_millis()),
            ));
        }
        let got = answer.map(|answer| judge::number(&answer.body, except, &mut found));
        let mut desk = self.desk.lock();
        desk.report.violations.extend(found);
        if got.is_none() {
            desk.report.unreachable += 1;
        }
        got
    }

    /// Counts of different services are not additive, so an earlier purchase may have taken the last number: only an
    /// agent that still offers what it has just refused has broken the rule.
    async fn judge_no_numbers(&self, refused: &Offer, except: &[String]) {
        self.desk.lock().report.no_numbers += 1;
        let Some(offers) = self.offers().await else { return };
        let still = offers.iter().any(|offer| {
            offer.count > 0
                && (&offer.country, &offer.operator, &offer.service)
                    == (&refused.country, &refused.operator, &refused.service)
        });
        if still && except.is_empty() {
            self.desk.lock().complain(
                Rule::CountsServable,
                format!("NO_NUMBERS for {}/{}, which is still offered", refused.country, refused.service),
            );
        }
    }

    async fn trade(self, activation: u64, phone: u64, service: String) {
        self.wait_up_to(self.options.code_after).await;
        let gives_up = self.dice.lock().chance(self.options.mix.no_code);
        if !gives_up && let Some(text) = self.codes.send_code(phone, &service) {
            self.desk.lock().code_sent(activation, text, pace::now_ms());
        }
        self.wait_for_code(activation, gives_up).await;
        self.judge_missing_code(activation);
        let verdict = self.verdict(self.desk.lock().code_came(activation));
        self.finish(activation, verdict).await;
        if verdict == Verdict::Sold && self.dice.lock().chance(self.options.mix.refunded) {
            self.wait_up_to(self.options.refund_after).await;
            self.finish(activation, Verdict::Refunded).await;
        }
    }

    async fn wait_up_to(&self, longest: Duration) {
        let wait_ms = self.dice.lock().between(0, millis(longest));
        pace::sleep(Duration::from_millis(wait_ms)).await;
    }

    /// Until the code came, or the buyer loses patience: never before the agent's time to push is over.
    async fn wait_for_code(&self, activation: u64, gives_up: bool) {
        let patience = if gives_up {
            self.options.finish_after
        } else {
            self.options.finish_after.max(self.options.push_within * 2)
        };
        let until_ms = pace::now_ms() + millis(patience);
        while pace::now_ms() < until_ms && !self.desk.lock().code_came(activation) {
            pace::sleep(Duration::from_millis(50)).await;
        }
    }

    fn judge_missing_code(&self, activation: u64) {
        let Some((phone, text)) = self.desk.lock().missing_code(activation) else { return };
        let arrival = self.codes.arrival(phone, &text);
        self.desk.lock().judge_missing_code(activation, arrival, pace::now_ms());
    }

    fn verdict(&self, code_came: bool) -> Verdict {
        let mut dice = self.dice.lock();
        let mix = &self.options.mix;
        if code_came && dice.chance(mix.sold) {
            Verdict::Sold
        } else if dice.chance(mix.never_again) {
            Verdict::NeverAgain
        } else {
            Verdict::Cancelled
        }
    }

    /// Ends an activation, again and again until there is an answer, and now and then once more.
    async fn finish(&self, activation: u64, verdict: Verdict) {
        // The books are closed before asking: the agent may hand the number out again as soon as it has answered.
        self.desk.lock().finished(activation, verdict);
        let mut more = u32::from(self.dice.lock().chance(self.options.mix.repeated_finish));
        for _ in 0..FINISH_TRIES {
            let mut found = Vec::new();
            let fields = json!({"activationId": activation, "status": verdict as u8});
            let answer = self.agent.ask("FINISH_ACTIVATION", fields, &mut found).await;
            let status = answer.map(|answer| judge::status(&answer.body, "FINISH_ACTIVATION", &mut found));
            self.desk.lock().report.violations.extend(found);
            match status {
                None => self.desk.lock().report.unreachable += 1,
                Some(status) if status.as_deref() == Some("SUCCESS") && more == 0 => return,
                Some(status) if status.as_deref() == Some("SUCCESS") => more -= 1,
                Some(_) => return self.complain_of_finish(verdict),
            }
            pace::sleep(self.options.poll.0 / 10).await;
        }
    }
}

impl Buyer {
    fn complain_of_finish(&self, verdict: Verdict) {
        let detail = format!("FINISH_ACTIVATION {} of a known activation did not succeed", verdict as u8);
        self.desk.lock().complain(Rule::FinishIdempotent, detail);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
