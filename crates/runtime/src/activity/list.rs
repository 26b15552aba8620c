//! Reading: newest first, page by page, filtered; and forgetting what is old.

use std::collections::BTreeMap;

use kernel::{Cursor, Limit, Page, Timestamp};
use sea_orm::{QueryResult, Value};
use store::{Store, StoreError};

use super::{ActivityKind, ActivityLog, Severity};

/// One entry as it is read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Activity {
    /// Grows with every entry.
    pub id: i64,
    /// When; of several folded into one, the last.
    pub at: Timestamp,
    /// What it is about.
    pub kind: ActivityKind,
    /// How to read it.
    pub severity: Severity,
    /// Which hub.
    pub hub: Option<String>,
    /// Which modem.
    pub modem: Option<String>,
    /// Which phone number.
    pub number: Option<String>,
    /// Which service.
    pub service: Option<String>,
    /// The stable word the screens translate.
    pub code: String,
    /// More to know, by name.
    pub detail: BTreeMap<String, String>,
    /// How many entries this one stands for.
    pub count: i64,
}

/// Which entries to list; the default lists all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Only these kinds; empty means all.
    pub kinds: Vec<ActivityKind>,
    /// Only this hub.
    pub hub: Option<String>,
    /// Only this modem.
    pub modem: Option<String>,
    /// Only entries in which this text occurs (in any column a person reads).
    pub q: Option<String>,
    /// Only entries older than this page's cursor.
    pub before: Option<Cursor>,
}

impl ActivityLog {
    /// The newest entries that pass the filter.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list(&self, filter: &ActivityFilter, limit: Limit) -> Result<Page<Activity>, StoreError> {
        list(self.store(), filter, limit).await
    }

    /// Forgets entries older than `before`; returns how many.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn prune(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.store()
            .transact(move |tx| {
                Box::pin(async move { tx.change("DELETE FROM activity WHERE at < ?", [before.into()]).await })
            })
            .await
    }
}

async fn list(store: &Store, filter: &ActivityFilter, limit: Limit) -> Result<Page<Activity>, StoreError> {
    let (conditions, mut values) = conditions(filter);
    // `count` and `at` are spelled as every engine accepts them unquoted behind the table's name.
    let sql = format!(
        "SELECT a.id, a.at, a.kind, a.severity, a.hub, a.modem, a.number, a.service, a.code, a.detail, a.count \
         FROM activity a{conditions} ORDER BY a.id DESC LIMIT ?"
    );
    values.push((i64::from(limit.rows()) + 1).into());
    let rows = store.rows(&sql, values).await?;
    let entries: Result<Vec<Activity>, StoreError> = rows.iter().map(from_row).collect();
    Ok(Page::cut(entries?, limit, |last| Cursor(last.id.to_string())))
}

fn conditions(filter: &ActivityFilter) -> (String, Vec<Value>) {
    let mut conditions: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    if !filter.kinds.is_empty() {
        let marks = vec!["?"; filter.kinds.len()].join(", ");
        conditions.push(format!("a.kind IN ({marks})"));
        values.extend(filter.kinds.iter().map(|kind| Value::from(kind.code())));
    }
    for (column, wanted) in [("a.hub", &filter.hub), ("a.modem", &filter.modem)] {
        if let Some(wanted) = wanted {
            conditions.push(format!("{column} = ?"));
            values.push(wanted.clone().into());
        }
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let columns = ["a.number", "a.code", "a.hub", "a.modem", "a.service", "a.detail"];
        let search: Vec<String> =
            columns.iter().map(|column| format!("LOWER({column}) LIKE ? ESCAPE '!'")).collect();
        conditions.push(format!("({})", search.join(" OR ")));
        values.extend(columns.iter().map(|_| Value::from(pattern(q))));
    }
    // A cursor that is no number of ours begins at the top.
    if let Some(before) = filter.before.as_ref().and_then(|c| c.0.parse::<i64>().ok()) {
        conditions.push("a.id < ?".to_owned());
        values.push(before.into());
    }
    if conditions.is_empty() {
        return (String::new(), values);
    }
    (format!(" WHERE {}", conditions.join(" AND ")), values)
}

/// A `LIKE` pattern that finds the text anywhere, its own wildcards escaped.
fn pattern(q: &str) -> String {
    let mut pattern = String::from("%");
    for character in q.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

fn from_row(row: &QueryResult) -> Result<Activity, StoreError> {
    let kind: String = row.try_get("", "kind")?;
    let severity: String = row.try_get("", "severity")?;
    let detail: String = row.try_get("", "detail")?;
    let unknown = |what: &str| StoreError::Schema(format!("an activity entry has an unknown {what}"));
    Ok(Activity {
        id: row.try_get("", "id")?,
        at: row.try_get("", "at")?,
        kind: ActivityKind::from_code(&kind).ok_or_else(|| unknown("kind"))?,
        severity: Severity::from_code(&severity).ok_or_else(|| unknown("severity"))?,
        hub: row.try_get("", "hub")?,
        modem: row.try_get("", "modem")?,
        number: row.try_get("", "number")?,
        service: row.try_get("", "service")?,
        code: row.try_get("", "code")?,
        detail: serde_json::from_str(&detail).map_err(|_| unknown("form of detail"))?,
        count: row.try_get("", "count")?,
    })
}
