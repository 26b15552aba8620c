//! Errors on the wire: RFC 9457 problem documents, made in one place from the house's error kinds.
//!
//! A domain error says its [`Kind`], its stable code and its text; here, and only here, a kind becomes an HTTP status.
//! What is our own fault is logged once and shown without its cause.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::Kind;

/// What is told of a fault of our own.
const HIDDEN: &str = "something went wrong on the server";

/// A problem document. Its texts are safe to show.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code below is what a client matches on.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The HTTP status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// Stable, dotted, lower-case word.
    #[schema(example = "page.invalid_cursor")]
    code: &'static str,
    /// What went wrong, for a person.
    detail: String,
    /// What to do about it, for a person.
    next: &'static str,
}

impl Problem {
    /// A problem of one of the house's kinds.
    #[must_use]
    pub fn new(kind: Kind, code: &'static str, detail: impl Into<String>) -> Self {
        Self::with_status(status_of(kind), code, detail.into(), advice(kind))
    }

    /// With another advice than the kind's usual one.
    #[must_use]
    pub(crate) fn advising(self, next: &'static str) -> Self {
        Self { next, ..self }
    }

    /// The request itself is wrong.
    #[must_use]
    pub fn invalid(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, code, detail)
    }

    /// There is nothing at this address.
    #[must_use]
    pub fn no_such_address() -> Self {
        Self::new(Kind::NotFound, "address.unknown", "there is nothing at this address")
    }

    /// There is something at this address, but it can only be read.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        let detail = "this address only answers GET and HEAD".to_owned();
        Self::with_status(
            StatusCode::METHOD_NOT_ALLOWED,
            "method.not_allowed",
            detail,
            "use another method or address",
        )
    }

    /// The request carries more than is ever read here.
    #[must_use]
    pub(crate) fn too_large(limit: usize) -> Self {
        let detail = format!("the request body is larger than {limit} octets");
        Self::with_status(StatusCode::PAYLOAD_TOO_LARGE, "request.too_large", detail, "send less")
    }

    /// A handler died; what it said is in the log.
    #[must_use]
    pub(crate) fn panicked() -> Self {
        Self::new(Kind::Internal, "internal.panic", HIDDEN)
    }

    fn with_status(status: StatusCode, code: &'static str, detail: String, next: &'static str) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            code,
            detail,
            next,
        }
    }
}

const fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Refused => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Throttled => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

const fn advice(kind: Kind) -> &'static str {
    match kind {
        Kind::Invalid => "correct the request as the detail says and send it again",
        Kind::Unauthenticated => "log in and try again",
        Kind::Refused => "ask an administrator for the permission",
        Kind::NotFound => "check the address",
        Kind::Conflict => "reload, look at the present state and decide again",
        Kind::Throttled => "wait a little and try again",
        Kind::Unavailable => "try again in a moment; if it stays away, look at the server's log",
        Kind::Internal => "try again; if it happens again, the server's log has the cause",
    }
}

impl<E: kernel::Problem + 'static> From<E> for Problem {
    fn from(error: E) -> Self {
        match error.kind() {
            Kind::Internal => {
                tracing::error!(
                    code = error.code(),
                    error = &error as &dyn std::error::Error,
                    "request failed"
                );
                Self::new(Kind::Internal, error.code(), HIDDEN)
            }
            kind => Self::new(kind, error.code(), error.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(self)).into_response()
    }
}
