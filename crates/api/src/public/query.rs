//! Query strings: read by hand, so that a mistake is told as a problem document and lists may repeat a key.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::{Cursor, Limit};

use crate::problem::Problem;

/// No value we look for is longer; the database's own limits on patterns lie far above.
const LONGEST_VALUE: usize = 200;

/// The pairs of a query string, decoded.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::invalid("query.unreadable", error.to_string()))?;
        let values = pairs.0.iter().map(|(_, value)| value.as_str());
        for value in values {
            if value.chars().count() > LONGEST_VALUE {
                let detail = format!("a value is longer than {LONGEST_VALUE} characters");
                return Err(Problem::invalid("query.too_long", detail));
            }
            // Some engines can't hold them in a text, and nobody types them.
            if value.contains('\0') {
                return Err(Problem::invalid("query.unreadable", "a value holds a zero character"));
            }
        }
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
    pub(crate) fn before(&self) -> Result<Option<Cursor>, Problem> {
        let Some(text) = self.get("before") else { return Ok(None) };
        // Every list of ours goes by a growing number; a list that took anything else for its beginning would show
        // a client that mixed up its cursors the same rows for ever.
        match text.parse::<i64>() {
            Ok(_) => Ok(Some(Cursor(text.to_owned()))),
            Err(_) => Err(Problem::invalid(
                "page.invalid_cursor",
                "the cursor is not one of ours; begin the list again without it",
            )),
        }
    }
}
