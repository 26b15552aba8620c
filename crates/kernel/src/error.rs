//! The one taxonomy of errors: each domain has its own typed error, and each of those says which [`Kind`] it is.
//!
//! Entrances (HTTP, CLI) map a `Kind` to a status once; nobody else thinks about status codes.

/// What a caller can do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request itself is wrong; sending it again unchanged is pointless.
    Invalid,
    /// The caller has not said who it is, or wrongly.
    Unauthenticated,
    /// The caller may not do this.
    Refused,
    /// The thing does not exist, or not for this caller.
    NotFound,
    /// The thing is in another state than the request assumes.
    Conflict,
    /// Too many requests; later is fine.
    Throttled,
    /// Something we depend on is away; later may be fine.
    Unavailable,
    /// Our own fault; the log has the rest.
    Internal,
}

/// An error that can be shown: a kind, and a stable word that clients may match on.
pub trait Problem: std::error::Error {
    /// What the caller can do about it.
    fn kind(&self) -> Kind;
    /// Stable, dotted, lower-case word, such as `activation.unknown`.
    fn code(&self) -> &'static str;
}
