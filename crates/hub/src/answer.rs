//! Answering a hub's call: who is it, what does it want, do it, say it in the protocol's words.
//!
//! Nothing here is remembered between calls but the rendered counts, and those only as long as the market says that
//! nothing has changed. Every call leaves one entry in the activity log. HTTP is the entrance's business: an [`Answer`]
//! is a body that goes out with status 200.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use market::{MarketError, Order};

use crate::activity::{self, About, Call};
use crate::entrance::Entrance;
use crate::gzip::deflate;
use crate::hubs::{Hub, Hubs};
use crate::names::ANY;
use crate::offer;
use crate::protocol::{self, Action, Body, Finish, GetNumber, Malformed, Reply, Request};

/// A body for the hub, JSON; compressed at most once, however often it is sent.
#[derive(Clone, Debug)]
pub struct Answer(Arc<Rendered>);

#[derive(Debug)]
struct Rendered {
    json: Bytes,
    gzip: OnceLock<Bytes>,
}

impl Answer {
    pub(crate) fn new(json: Vec<u8>) -> Self {
        Self(Arc::new(Rendered { json: json.into(), gzip: OnceLock::new() }))
    }

    /// An error answer, for what an entrance refuses before it can ask [`Hubs::answer`].
    #[must_use]
    pub fn error(text: &str) -> Self {
        Self::new(protocol::error(text))
    }

    /// The plain body.
    #[must_use]
    pub fn json(&self) -> Bytes {
        self.0.json.clone()
    }

    /// The body for a caller that takes `Content-Encoding: gzip`.
    #[must_use]
    pub fn gzip(&self) -> Bytes {
        self.0.gzip.get_or_init(|| deflate(&self.0.json).into()).clone()
    }
}

/// Why a call is answered with an error.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("wrong key")]
    WrongKey,
    #[error("wrong or missing Authorization header: send `Bearer` and the key")]
    WrongBearer,
    #[error("this activationId is not known here")]
    UnknownActivation,
    #[error("temporarily unavailable, please repeat")]
    Unavailable,
}

/// What a call came to: the answer, and what the activity log says about it.
struct Outcome {
    answer: Answer,
    call: Call,
    about: About,
}

impl Outcome {
    fn new(reply: &Reply, call: Call, about: About) -> Self {
        Self { answer: Answer::new(reply.json()), call, about }
    }
}

impl Hubs {
    /// Answers one call; never fails, whatever the body is.
    pub async fn answer(&self, entrance: &Entrance, authorization: Option<&str>, body: &[u8]) -> Answer {
        let Some(hub) = self.hub(entrance.hub) else { return Answer::error("no such hub") };
        let mut action = entrance.action;
        let outcome = match self.call(hub, &mut action, authorization, body).await {
            Ok(outcome) => {
                hub.called(self.now());
                outcome
            }
            Err(problem) => {
                let text = problem.to_string();
                let about = About { details: vec![("error", text.clone())], ..About::default() };
                Outcome::new(&Reply::Error(text), Call::Error, about)
            }
        };
        activity::call(self, hub, action, outcome.call, outcome.about).await;
        outcome.answer
    }

    async fn call(
        &self,
        hub: &Hub,
        action: &mut Option<Action>,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<Outcome, CallError> {
        let body = Body::read(body)?;
        if !hub.key.matches(body.key()?.expose()) {
            return Err(CallError::WrongKey);
        }
        if hub.settings.profile.bearer && !hub.key.matches_bearer(authorization) {
            return Err(CallError::WrongBearer);
        }
        let wanted = match *action {
            Some(wanted) => wanted,
            None => body.action()?,
        };
        *action = Some(wanted);
        match body.request(wanted, hub.settings.profile.currency)? {
            Request::GetServices => Ok(self.services(hub)),
            Request::GetNumber(wish) => self.get_number(hub, wish).await,
            Request::Finish(finish) => self.finish(hub, finish).await,
        }
    }

    /// The counts; rendered once for each state of the offer.
    fn services(&self, hub: &Hub) -> Outcome {
        let (market, id) = (self.market(), hub.settings.id());
        let done = |answer: Answer| Outcome { answer, call: Call::Services, about: About::default() };
        if let Some((version, answer)) = hub.rendered.load().as_deref()
            && market.version(id) == Some(*version)
        {
            return done(answer.clone());
        }
        let Some(counts) = market.counts(id) else {
            let reply = Reply::Error("nothing is sold here".to_owned());
            return Outcome::new(&reply, Call::Error, About::default());
        };
        let answer = Answer::new(protocol::services(&offer::render(hub, &counts)));
        hub.rendered.store(Some(Arc::new((counts.version, answer.clone()))));
        done(answer)
    }

    async fn get_number(&self, hub: &Hub, wish: GetNumber) -> Result<Outcome, CallError> {
        let mut about = About { service: Some(shown(&wish.service)), ..About::default() };
        about.details.push(("country", shown(&wish.country)));
        about.details.push(("operator", shown(&wish.operator)));
        let opened = match order(hub, wish) {
            Some(order) => self.market().open(order).await.map_err(|problem| unavailable(hub, &problem))?,
            None => None,
        };
        let Some(opened) = opened else { return Ok(Outcome::new(&Reply::NoNumbers, Call::NoNumbers, about)) };
        about.number = Some(opened.msisdn.to_string());
        about.details.push(("activation", opened.wire_id.to_string()));
        let reply = Reply::Number { msisdn: opened.msisdn, activation: opened.wire_id };
        Ok(Outcome::new(&reply, Call::Number, about))
    }

    async fn finish(&self, hub: &Hub, finish: Finish) -> Result<Outcome, CallError> {
        let status = hub.settings.profile.status(finish.code);
        let finished = self.market().finish(hub.settings.id(), finish.activation, status).await;
        let finished = finished.map_err(|problem| match problem {
            MarketError::UnknownActivation(_) => CallError::UnknownActivation,
            other => unavailable(hub, &other),
        })?;
        let details = vec![
            ("activation", finish.activation.to_string()),
            ("status", finish.code.to_string()),
            ("state", finished.state.word().to_owned()),
            ("repeated", finished.repeated.to_string()),
        ];
        let about = About {
            number: Some(finished.msisdn.to_string()),
            service: Some(finished.service.to_string()),
            details,
        };
        Ok(Outcome::new(&Reply::Success, Call::Finish(finish.code), about))
    }
}

/// The hub's wish in our words; `None` when it names what we never offered it.
fn order(hub: &Hub, wish: GetNumber) -> Option<Order> {
    let settings = &hub.settings;
    let country = hub.countries.country(&wish.country)?.clone();
    let operators = settings.operators.wanted(&country, &wish.operator)?;
    let service = settings.service_words.service(&wish.service)?.clone();
    let (channel, exceptions, sum) = (settings.id.clone(), wish.exceptions, wish.sum);
    Some(Order { channel, country, operators, service, exceptions, sum })
}

fn unavailable(hub: &Hub, problem: &MarketError) -> CallError {
    tracing::error!(hub = %hub.settings.id, %problem, "a call could not be served");
    CallError::Unavailable
}

/// A hub's word in the log: short and plain, whatever was sent.
fn shown(word: &str) -> String {
    let plain = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
    let shown: String = word.chars().filter(plain).take(32).collect();
    if shown.is_empty() { ANY.to_owned() } else { shown }
}
