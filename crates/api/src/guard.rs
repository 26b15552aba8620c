//! What every public answer carries and every public request must show while there are no logins yet.
//!
//! The console listens on loopback only. A browser on the same computer could still be led here by a foreign page that
//! has rebound its own name to 127.0.0.1, so requests must name this computer in `Host`, and a WebSocket must come
//! from our own page.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::Limited;
use kernel::{Clock, Kind};

use crate::problem::Problem;

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// No request to the console carries a body that means anything.
const BODY_LIMIT: usize = 64 * 1024;

/// A page waits no longer than this for an answer; the database is in trouble then.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// Refuses requests that were not addressed to this computer by a loopback name, or come from somebody else's page.
pub(crate) async fn only_this_computer(request: Request, next: Next) -> Response {
    let (code, detail) = if !names_loopback(request.headers()) {
        (
            "host.not_loopback",
            "the console has no logins yet and answers only to 127.0.0.1, [::1] or localhost",
        )
    } else if !same_origin(request.headers()) {
        ("origin.foreign", "the console answers only to its own pages")
    } else {
        return next.run(request).await;
    };
    let refused = Problem::new(Kind::Refused, code, detail);
    refused
        .advising("open the console by 127.0.0.1 or localhost, through an SSH tunnel if need be")
        .into_response()
}

/// Refuses large bodies unread.
pub(crate) async fn small_requests(request: Request, next: Next) -> Response {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length > BODY_LIMIT as u64)
    {
        return Problem::too_large(BODY_LIMIT).into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, BODY_LIMIT)))).await
}

/// Ends what takes too long with an answer that says so.
pub(crate) async fn in_time(State(clock): State<Arc<dyn Clock>>, request: Request, next: Next) -> Response {
    match kernel::within(clock.as_ref(), ANSWER_LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(elapsed) => {
            tracing::error!(%elapsed, "a request to the console was given up");
            Problem::new(Kind::Unavailable, "answer.too_slow", "the server did not get to an answer in time")
                .into_response()
        }
    }
}

/// Adds the headers that keep a browser from doing more with our pages than we mean.
pub(crate) async fn safe_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn names_loopback(headers: &HeaderMap) -> bool {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(is_loopback_authority)
}

/// A browser says where a page came from; other clients say nothing and are let through.
fn same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, rest)| rest);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    authority.is_some() && authority == host
}

fn is_loopback_authority(authority: &str) -> bool {
    let port = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let name = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, "")) => name,
            Some((name, after)) if after.strip_prefix(':').is_some_and(port) => name,
            _ => return false,
        },
        None => match authority.rsplit_once(':') {
            Some((name, after)) if port(after) => name,
            Some(_) => return false,
            None => authority,
        },
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_known() {
        for name in ["127.0.0.1:8080", "127.8.0.1", "localhost:1", "LOCALHOST", "[::1]:8080", "[::1]"] {
            assert!(is_loopback_authority(name), "{name}");
        }
        for name in [
            "evil.example:8080",
            "10.0.0.1",
            "[2001:db8::1]:80",
            "127.0.0.1.evil.example",
            "[::1].evil.example",
            "",
        ] {
            assert!(!is_loopback_authority(name), "{name}");
        }
    }

    #[test]
    fn a_page_of_another_origin_is_foreign() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:8080"));
        assert!(same_origin(&headers));
        headers.insert(header::ORIGIN, HeaderValue::from_static("http://127.0.0.1:8080"));
        assert!(same_origin(&headers));
        headers.insert(header::ORIGIN, HeaderValue::from_static("http://evil.example"));
        assert!(!same_origin(&headers));
        headers.insert(header::ORIGIN, HeaderValue::from_static("null"));
        assert!(!same_origin(&headers));
    }
}
