//! Query strings: read by hand, so that a mistake is told as a problem document and lists may repeat a key.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::{Cursor, Limit};

use crate::problem::Problem;

/// The pairs of a query string, decoded.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::invalid("query.unreadable", error.to_string()))?;
        Ok(Self(pairs.0))
    }
}

impl Query {
    /// The last value of a key, if it is there and not empty.
    pub(crate) fn get(&self, key: &'static str) -> Option<&str> {
        self.all(key).last()
    }

    /// Every value of a key that is not empty.
    pub(crate) fn all(&self, key: &'static str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(name, value)| name == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// `limit`, 1 to [`Limit::MAX`].
    pub(crate) fn limit(&self) -> Result<Limit, Problem> {
        let Some(text) = self.get("limit") else { return Ok(Limit::DEFAULT) };
        let rows = text.parse().map_err(|_| {
            Problem::invalid("limit.invalid", format!("limit is a number from 1 to {}", Limit::MAX))
        })?;
        Ok(Limit::clamped(rows))
    }

    /// `before`, as an earlier page's `next` gave it.
    pub(crate) fn before(&self) -> Option<Cursor> {
        self.get("before").map(|text| Cursor(text.to_owned()))
    }
}
