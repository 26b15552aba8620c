//! The hub's entrance: `POST` with a JSON body on one URL per hub profile, answered by `hub`.
//!
//! Here live the transport rules of the protocol only: body size, gzip in both directions, and that every answer on a
//! hub's URL is HTTP 200 with a status word, also when it is an error. What the bodies mean is the `hub` room's.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hub::{Answer, BODY_LIMIT, Hubs};
use kernel::Clock;
use tower_http::catch_panic::CatchPanicLayer;

/// A request's body is here by then, or it is answered without it: hubs send a few hundred octets at once.
const BODY_TIME: Duration = Duration::from_secs(10);

#[derive(Clone)]
struct Desk {
    hubs: Hubs,
    clock: Arc<dyn Clock>,
}

/// The router of the agent listener: whatever path it is, the hub room knows whose it is.
pub(crate) fn router(hubs: Hubs, clock: Arc<dyn Clock>) -> Router {
    Router::new().fallback(answer).with_state(Desk { hubs, clock }).layer(CatchPanicLayer::custom(|_| {
        reply(&HeaderMap::new(), StatusCode::OK, &Answer::error("internal error, please repeat"))
    }))
}

async fn answer(State(Desk { hubs, clock }): State<Desk>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let refuse = |status, reason: &str| reply(&head.headers, status, &Answer::error(reason));
    let Some(entrance) = hubs.route(head.uri.path()) else {
        return refuse(StatusCode::NOT_FOUND, "no hub is configured at this path");
    };
    if head.method != Method::POST {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "send the request with POST and a JSON body");
    }
    let body = match read(clock.as_ref(), &head.headers, body).await {
        Ok(body) => body,
        Err(reason) => return refuse(StatusCode::OK, &reason.to_string()),
    };
    let authorization = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let answer = hubs.answer(&entrance, authorization, &body).await;
    reply(&head.headers, StatusCode::OK, &answer)
}

/// Why a request's body could not be had.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("the request body is larger than {BODY_LIMIT} octets")]
    TooLarge,
    #[error("the request body did not arrive within {} s", BODY_TIME.as_secs())]
    TooSlow,
    #[error("the request body broke off")]
    BrokeOff,
    #[error("the content encoding is not known; send the body plain or as gzip")]
    Encoding,
    #[error(transparent)]
    Gzip(#[from] hub::Undecodable),
}

async fn read(clock: &dyn Clock, headers: &HeaderMap, body: Body) -> Result<Bytes, Unreadable> {
    let limited = Limited::new(body, BODY_LIMIT).collect();
    let raw = match kernel::within(clock, BODY_TIME, limited).await {
        Err(_) => return Err(Unreadable::TooSlow),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(Unreadable::TooLarge),
        Ok(Err(_)) => return Err(Unreadable::BrokeOff),
        Ok(Ok(body)) => body.to_bytes(),
    };
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None => Ok(raw),
        Some(coding) if coding.eq_ignore_ascii_case(b"identity") => Ok(raw),
        Some(coding) if coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip") => {
            Ok(hub::inflate(&raw)?.into())
        }
        Some(_) => Err(Unreadable::Encoding),
    }
}

fn reply(headers: &HeaderMap, status: StatusCode, answer: &Answer) -> Response {
    const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
    const VARY: HeaderValue = HeaderValue::from_static("accept-encoding");
    let always = [(header::CONTENT_TYPE, JSON), (header::VARY, VARY)];
    if accepts_gzip(headers) {
        let coding = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        (status, always, coding, answer.gzip()).into_response()
    } else {
        (status, always, answer.json()).into_response()
    }
}

/// Whether `Accept-Encoding` takes gzip: its own word counts, and only without one what is said of anything (`*`).
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let (mut gzip, mut anything) = (None, false);
    for codings in headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()) {
        for coding in codings.split(',') {
            let mut parts = coding.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q=")).unwrap_or("1");
            let taken = weight.parse::<f32>().is_ok_and(|q| q > 0.0);
            if name.eq_ignore_ascii_case("gzip") {
                gzip = Some(taken);
            } else if name == "*" {
                anything = taken;
            }
        }
    }
    gzip.unwrap_or(anything)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn gzip_is_used_when_it_is_named_with_weight() {
        for value in ["gzip", "deflate, gzip;q=0.5", "*", "GZIP"] {
            assert!(accepts_gzip(&accepting(value)), "{value}");
        }
        for value in ["identity", "gzip;q=0", "gzip;q=0, *", "br", ""] {
            assert!(!accepts_gzip(&accepting(value)), "{value}");
        }
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_answered_in_time() {
        let clock = testkit::ManualClock::new();
        let never = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let (headers, reader) = (HeaderMap::new(), clock.clone());
        let read = tokio::spawn(async move { read(&reader, &headers, never).await });
        clock.until_sleeping(1).await;
        clock.advance(BODY_TIME.saturating_sub(Duration::from_millis(1)));
        tokio::task::yield_now().await;
        assert!(!read.is_finished());
        clock.advance(Duration::from_millis(1));
        assert!(matches!(read.await.unwrap(), Err(Unreadable::TooSlow)));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_not_called_too_large() {
        let broken = Body::from_stream(futures_util::stream::iter([
            Ok(Bytes::from_static(b"{")),
            Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
        ]));
        let read = read(&testkit::ManualClock::new(), &HeaderMap::new(), broken).await;
        assert!(matches!(read, Err(Unreadable::BrokeOff)));
    }
}
