//! The hub's entrance: `POST` with a JSON body on one URL per hub profile, answered by `hub`.
//!
//! Here live the transport rules of the protocol only: body size, gzip in both directions, and that every answer on a
//! hub's URL is HTTP 200 with a status word, also when it is an error. What the bodies mean is the `hub` room's.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hub::{Answer, BODY_LIMIT, Hubs};

/// The router of the agent listener: whatever path it is, the hub room knows whose it is.
pub(crate) fn router(hubs: Hubs) -> Router {
    Router::new().fallback(answer).with_state(hubs)
}

async fn answer(State(hubs): State<Hubs>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let refuse = |status, reason: &str| reply(&head.headers, status, &Answer::error(reason));
    let Some(entrance) = hubs.route(head.uri.path()) else {
        return refuse(StatusCode::NOT_FOUND, "no hub is configured at this path");
    };
    if head.method != Method::POST {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "send the request with POST and a JSON body");
    }
    let body = match read(&head.headers, body).await {
        Ok(body) => body,
        Err(reason) => return refuse(StatusCode::OK, &reason),
    };
    let authorization = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let answer = hubs.answer(&entrance, authorization, &body).await;
    reply(&head.headers, StatusCode::OK, &answer)
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, String> {
    let too_large = || format!("the request body is larger than {BODY_LIMIT} octets");
    let raw = Limited::new(body, BODY_LIMIT).collect().await.map_err(|_| too_large())?.to_bytes();
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(raw),
        Some(coding) if coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip") => {
            hub::inflate(&raw).map(Bytes::from).map_err(|error| error.to_string())
        }
        Some(_) => Err("the content encoding is not known; send the body plain or as gzip".to_owned()),
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

/// Whether `Accept-Encoding` names gzip (or anything) with a weight above zero.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|codings| {
        codings.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q=")).unwrap_or("1");
            (name.eq_ignore_ascii_case("gzip") || name == "*") && weight.parse::<f32>().is_ok_and(|q| q > 0.0)
        })
    })
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
        for value in ["identity", "gzip;q=0", "br", ""] {
            assert!(!accepts_gzip(&accepting(value)), "{value}");
        }
    }
}
