//! The hub's own door: where the agent pushes messages.

use std::{
    io::{self, Read},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use flate2::read::GzDecoder;
use parking_lot::Mutex;
use serde_json::Value;

use super::{
    HubMix,
    desk::{Desk, PushAnswer},
    report::Rule,
};
use crate::{dice::Dice, pace};

/// The path used by the best-known hub.
pub const PUSH_PATH: &str = "/agent/api/sms";
const MAX_BODY: u64 = 1 << 20;

#[derive(Clone)]
pub(super) struct Door {
    pub(super) desk: Arc<Mutex<Desk>>,
    pub(super) dice: Arc<Mutex<Dice>>,
    pub(super) mix: HubMix,
}

pub(super) fn router(door: Door) -> Router {
    Router::new().route(PUSH_PATH, post(push)).with_state(door)
}

async fn push(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    let now_ms = pace::now_ms();
    let intended = intend(&door);
    let mut desk = door.desk.lock();
    if headers.get(header::USER_AGENT).is_none_or(|agent| agent.is_empty()) {
        desk.complain(Rule::PushForm, "PUSH_SMS: no User-Agent header");
    }
    let answer = match read_body(&headers, &body) {
        Some(body) => desk.pushed(&body, intended, now_ms),
        None => {
            desk.complain(Rule::PushForm, "PUSH_SMS: the body is not JSON");
            PushAnswer::Error
        }
    };
    drop(desk);
    respond(answer)
}

fn intend(door: &Door) -> PushAnswer {
    let mut dice = door.dice.lock();
    if dice.chance(door.mix.refused_push) {
        return PushAnswer::Error;
    }
    if !dice.chance(door.mix.broken_push) {
        return PushAnswer::Success;
    }
    let broken = [PushAnswer::ServerError, PushAnswer::NotJson, PushAnswer::Dropped];
    dice.pick(&broken).copied().unwrap_or(PushAnswer::ServerError)
}

pub(super) fn read_body(headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    let gzip = headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding.as_bytes() == b"gzip");
    if !gzip {
        return serde_json::from_slice(body).ok();
    }
    let mut plain = Vec::new();
    GzDecoder::new(body).take(MAX_BODY).read_to_end(&mut plain).ok()?;
    serde_json::from_slice(&plain).ok()
}

pub(super) fn respond(answer: PushAnswer) -> Response {
    let json = |text: &'static str| ([(header::CONTENT_TYPE, "application/json")], text).into_response();
    match answer {
        PushAnswer::Success => json(r#"{"status":"SUCCESS"}"#),
        PushAnswer::Error => json(r#"{"status":"ERROR","error":"try again"}"#),
        PushAnswer::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "internal error").into_response(),
        PushAnswer::NotJson => "<html>busy</html>".into_response(),
        PushAnswer::Dropped => {
            // A body that breaks off: the server closes the connection and the agent sees no answer.
            let broken =
                futures_util::stream::once(async { Err::<Bytes, _>(io::Error::other("dropped on purpose")) });
            Response::new(Body::from_stream(broken))
        }
    }
}
