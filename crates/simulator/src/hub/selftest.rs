//! The protocol's published acceptance tests, run once against any agent.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{
    HubMix, OtpSource,
    client::AgentClient,
    desk::{Desk, Limits},
    judge::{self, NumberAnswer, Offer},
    listener::{Door, router},
    report::{Rule, Violation},
    sim::{HubError, NUMBER_LIMIT},
};
use crate::{dice::Dice, pace};

/// How one test ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As the protocol wants it.
    Passed,
    /// Not so; every complaint.
    Failed(Vec<String>),
    /// It could not be run, and why.
    Skipped(String),
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is claimed.
    pub name: &'static str,
    /// Whether it holds.
    pub outcome: Outcome,
    /// How long it took.
    pub took: Duration,
}

/// All tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelftestReport {
    /// In the order in which they ran.
    pub checks: Vec<Check>,
}

impl SelftestReport {
    /// True when nothing failed; skipped tests do not count.
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| !matches!(check.outcome, Outcome::Failed(_)))
    }

    /// The check of that name.
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }
}

/// What the tests may do.
#[derive(Clone)]
pub struct SelftestOptions {
    /// ISO 4217 number sent with orders.
    pub currency: u32,
    /// How many numbers are taken at most to see that counts are servable.
    pub take_at_most: usize,
    /// Where pushes are expected and what makes messages arrive; without it push tests are skipped.
    pub pushes: Option<PushTest>,
}

/// What the push tests need.
#[derive(Clone)]
pub struct PushTest {
    /// The address the agent pushes to, as configured there.
    pub listen: std::net::SocketAddr,
    /// Lets messages arrive.
    pub codes: Arc<dyn OtpSource>,
    /// The agent's repeat period.
    pub resend_every: Duration,
}

impl Default for SelftestOptions {
    fn default() -> Self {
        Self { currency: 643, take_at_most: 20, pushes: None }
    }
}

struct Run {
    agent: AgentClient,
    options: SelftestOptions,
    report: SelftestReport,
    taken: Vec<(u64, u64)>,
}

/// Runs the tests; numbers taken are given back with status 4.
pub async fn selftest(url: &str, key: &str, options: SelftestOptions) -> Result<SelftestReport, HubError> {
    let agent = AgentClient::new(url, key, false)?;
    let gzip_agent = AgentClient::new(url, key, true)?;
    let mut run = Run { agent, options, report: SelftestReport::default(), taken: Vec::new() };
    let offers = run.services().await;
    run.compressed(gzip_agent).await;
    run.wrong_key().await;
    run.unknown_action().await;
    let Some(offer) = offers.into_iter().filter(|offer| offer.count > 0).max_by_key(|offer| offer.count)
    else {
        for name in ["get_number", "counts_servable", "exceptions_obeyed", "push", "finish_twice"] {
            run.skip(name, "the agent offers no number");
        }
        return Ok(run.report);
    };
    run.first_number(&offer).await;
    run.exceptions(&offer).await;
    run.counts(&offer).await;
    run.pushes(&offer, key).await?;
    run.finish_all().await;
    Ok(run.report)
}

impl Run {
    fn note(&mut self, name: &'static str, started_ms: u64, found: Vec<Violation>) {
        let outcome = if found.is_empty() {
            Outcome::Passed
        } else {
            Outcome::Failed(found.iter().map(Violation::to_string).collect())
        };
        let took = Duration::from_millis(pace::now_ms() - started_ms);
        self.report.checks.push(Check { name, outcome, took });
    }

    fn skip(&mut self, name: &'static str, why: &str) {
        self.report.checks.push(Check {
            name,
            outcome: Outcome::Skipped(why.to_owned()),
            took: Duration::ZERO,
        });
    }

    async fn ask(&self, action: &str, fields: Value, found: &mut Vec<Violation>) -> Value {
        match self.agent.ask(action, fields, found).await {
            Some(answer) => answer.body,
            None => {
                found.push(judge::violation(
                    Rule::AnswerForm,
                    format!("{action}: no answer; is the URL right?"),
                ));
                Value::Null
            }
        }
    }

    async fn services(&mut self) -> Vec<Offer> {
        let started_ms = pace::now_ms();
        let mut found = Vec::new();
        let answer = self.ask("GET_SERVICES", json!({}), &mut found).await;
        let offers = judge::offers(&answer, &mut found);
        self.note("get_services", started_ms, found);
        offers
    }

    async fn compressed(&mut self, agent: AgentClient) {
        let started_ms = pace::now_ms();
        let mut found = Vec::new();
        match agent.ask("GET_SERVICES", json!({}), &mut found).await {
            Some(answer) => {
                judge::offers(&answer.body, &mut found);
            }
            None => found
                .push(judge::violation(Rule::AnswerForm, "GET_SERVICES: no answer to a compressed request")),
        }
        self.note("gzip_request", started_ms, found);
    }

    async fn wrong_key(&mut self) {
        let started_ms = pace::now_ms();
        let mut found = Vec::new();
        // The status of the refusal is the agent's choice; that it refuses is not.
        let mut form = Vec::new();
        let answer = self.agent.with_key("not-the-key").ask("GET_SERVICES", json!({}), &mut form).await;
        if answer.is_some_and(|answer| answer.body.get("status").and_then(Value::as_str) == Some("SUCCESS")) {
            found.push(judge::violation(Rule::AnswerForm, "GET_SERVICES: a wrong key was accepted"));
        }
        self.note("wrong_key_refused", started_ms, found);
    }

    async fn unknown_action(&mut self) {
        let started_ms = pace::now_ms();
        let mut found = Vec::new();
        let mut form = Vec::new();
        let answer = self.agent.ask("NO_SUCH_ACTION", json!({}), &mut form).await;
        match answer.as_ref().and_then(|answer| answer.body.get("status")).and_then(Value::as_str) {
            Some("SUCCESS") => found.push(judge::violation(Rule::AnswerForm, "an unknown action succeeded")),
            Some(_) => {}
            None => found
                .push(judge::violation(Rule::AnswerForm, "an unknown action was not answered with a status")),
        }
        self.note("unknown_action_refused", started_ms, found);
    }

    async fn take(&mut self, offer: &Offer, except: &[String], found: &mut Vec<Violation>) -> NumberAnswer {
        let order = json!({
            "country": offer.country,
            "operator": offer.operator,
            "service": offer.service,
            "sum": 10,
            "currency": self.options.currency,
            "exceptionPhoneSet": except,
        });
        let Some(answer) = self.agent.ask("GET_NUMBER", order, found).await else {
            found.push(judge::violation(Rule::AnswerForm, "GET_NUMBER: no answer"));
            return NumberAnswer::Refused;
        };
        if answer.took > NUMBER_LIMIT {
            found.push(judge::violation(
                Rule::AnswerTime,
                format!("GET_NUMBER: answered after {} ms", answer.took.as_millis()),
            ));
        }
        let got = judge::number(&answer.body, except, found);
        if let NumberAnswer::Number { number, activation } = got {
            if self.taken.iter().any(|(_, open)| *open == number) {
                found.push(judge::violation(
                    Rule::NumberExclusive,
                    "GET_NUMBER: the same number twice while open",
                ));
            }
            if self.taken.iter().any(|(known, _)| *known == activation) {
                found.push(judge::violation(
                    Rule::ActivationUnique,
                    "GET_NUMBER: the same activation id twice",
                ));
            }
            self.taken.push((activation, number));
        }
        got
    }

    async fn first_number(&mut self, offer: &Offer) {
        let started_ms = pace::now_ms();
        let mut found = Vec::new();
        if !matches!(self.take(offer, &[], &mut found).await, NumberAnswer::Number { .. }) {
            found.push(judge::violation(Rule::CountsServable, "GET_NUMBER: an offered number was not given"));
        }
        self.note("get_number", started_ms, found);
    }

    /// Prefixes of several lengths, all of the number just taken, whose activation is given back first.
    async fn exceptions(&mut self, offer: &Offer) {
        let Some((activation, number)) = self.taken.pop() else {
            return self.skip("exceptions_obeyed", "no number was given");
        };
        let started_ms = pace::now_ms();
        let mut found = Vec::new();
        self.finish(activation, &mut found).await;
        let digits = number.to_string();
        let except: Vec<String> = [digits.len(), digits.len() - 1]
            .iter()
            .filter_map(|end| digits.get(..*end))
            .map(str::to_owned)
            .collect();
        self.take(offer, &except, &mut found).await;
        self.note("exceptions_obeyed", started_ms, found);
    }

    async fn counts(&mut self, offer: &Offer) {
        let started_ms = pace::now_ms();
        let mut found = Vec::new();
        let offered = usize::try_from(offer.count).unwrap_or(usize::MAX);
        let wanted = offered.min(self.options.take_at_most);
        while self.taken.len() < wanted {
            if !matches!(self.take(offer, &[], &mut found).await, NumberAnswer::Number { .. }) {
                found.push(judge::violation(
                    Rule::CountsServable,
                    format!("{offered} numbers were offered, only {} could be had", self.taken.len()),
                ));
                break;
            }
        }
        self.note("counts_servable", started_ms, found);
    }

    async fn pushes(&mut self, offer: &Offer, key: &str) -> Result<(), HubError> {
        let Some(test) = self.options.pushes.clone() else {
            self.skip("push", "no way to let a message arrive was given");
            return Ok(());
        };
        let Some((activation, phone)) = self.taken.first().copied() else {
            self.skip("push", "no number was given");
            return Ok(());
        };
        let started_ms = pace::now_ms();
        let period_ms = u64::try_from(test.resend_every.as_millis()).unwrap_or(u64::MAX);
        let limits = Limits { push_within_ms: period_ms, resend_every_ms: period_ms };
        let mut desk = Desk::new(key, limits);
        desk.opened(activation, phone, &offer.service);
        let desk = Arc::new(Mutex::new(desk));
        let listener = TcpListener::bind(test.listen)
            .await
            .map_err(|source| HubError::Listen { address: test.listen, source })?;
        let silent = HubMix { refused_push: 0, broken_push: 0, ..HubMix::default() };
        let door = Door { desk: Arc::clone(&desk), dice: Arc::new(Mutex::new(Dice::new(1))), mix: silent };
        let server = tokio::spawn(async move { axum::serve(listener, router(door)).await });
        if let Some(text) = test.codes.send_code(phone, &offer.service) {
            desk.lock().code_sent(activation, text, started_ms);
        }
        // Long enough to see a push come, and to see it not come again after SUCCESS.
        let end_ms = started_ms + period_ms * 2 + period_ms / 2;
        pace::until(Some(end_ms)).await;
        server.abort();
        let mut desk = desk.lock();
        if !desk.code_came(activation) {
            desk.complain(Rule::PushedAtOnce, "PUSH_SMS: a delivered message was not pushed");
        }
        let found = std::mem::take(&mut desk.report.violations);
        drop(desk);
        self.note("push", started_ms, found);
        Ok(())
    }

    async fn finish(&self, activation: u64, found: &mut Vec<Violation>) {
        let fields = json!({"activationId": activation, "status": 4});
        let answer = self.ask("FINISH_ACTIVATION", fields, found).await;
        if judge::status(&answer, "FINISH_ACTIVATION", found).as_deref() != Some("SUCCESS") {
            found.push(judge::violation(
                Rule::FinishIdempotent,
                "FINISH_ACTIVATION of a known id did not succeed",
            ));
        }
    }

    async fn finish_all(&mut self) {
        let started_ms = pace::now_ms();
        let mut found = Vec::new();
        if self.taken.is_empty() {
            return self.skip("finish_twice", "no number was given");
        }
        for (activation, _) in std::mem::take(&mut self.taken) {
            self.finish(activation, &mut found).await;
            self.finish(activation, &mut found).await;
        }
        self.note("finish_twice", started_ms, found);
    }
}
