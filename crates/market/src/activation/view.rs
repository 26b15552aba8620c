//! Activations as lists: what the console shows, newest first, and what an operator should look at.

use kernel::{Cursor, Limit, Page, Timestamp};
use sea_orm::Value;

use super::{Activation, sql};
use crate::{Market, MarketError};

/// Which activations a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Those that hold a number now.
    Open,
    /// Every one there ever was.
    #[default]
    All,
}

pub(crate) async fn page(
    market: &Market,
    filter: Filter,
    limit: Limit,
    before: Option<&Cursor>,
) -> Result<Page<Activation>, MarketError> {
    let before = match before {
        Some(cursor) => cursor.0.parse::<i64>().map_err(|_| MarketError::InvalidCursor)?,
        None => i64::MAX,
    };
    let open = match filter {
        Filter::Open => " AND a.state IN ('waiting', 'ready')",
        Filter::All => "",
    };
    let condition = format!("a.wire_id < ?{open} ORDER BY a.wire_id DESC LIMIT ?");
    let values: [Value; 2] = [before.into(), (i64::from(limit.rows()) + 1).into()];
    let store = market.store();
    let rows = sql::select(store.read(), store.engine(), &condition, values).await?;
    Ok(Page::cut(rows, limit, |activation| Cursor(activation.wire_id.to_string())))
}

/// Open since before `opened_before`, oldest first: perhaps their answer was lost. For a person to look at.
pub(crate) async fn stale(market: &Market, opened_before: Timestamp) -> Result<Vec<Activation>, MarketError> {
    let condition = "a.state IN ('waiting', 'ready') AND a.opened_at < ? ORDER BY a.wire_id LIMIT 1000";
    let store = market.store();
    Ok(sql::select(store.read(), store.engine(), condition, [opened_before.into()]).await?)
}
