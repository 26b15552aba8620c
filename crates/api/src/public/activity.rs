//! `GET /api/activity`: the operator's log, newest first. It holds no message text, no code and no key.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use kernel::Timestamp;
use runtime::{ActivityFilter, ActivityKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::query::Query;
use super::words::{Kind, Weight};
use crate::House;
use crate::problem::Problem;

/// One thing that happened, or several equal ones folded together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Activity {
    id: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    kind: Kind,
    severity: Weight,
    hub: Option<String>,
    /// The modem's port.
    modem: Option<String>,
    number: Option<String>,
    service: Option<String>,
    /// Stable word such as `get_number.success`.
    code: String,
    /// What else is known, by name; never a text or a key.
    detail: BTreeMap<String, String>,
    /// How many equal entries this one stands for.
    count: i64,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActivityPage {
    items: Vec<Activity>,
    /// Give it as `before` for the next page; null on the last.
    next: Option<String>,
}

impl From<runtime::Activity> for Activity {
    fn from(entry: runtime::Activity) -> Self {
        Self {
            id: entry.id.to_string(),
            at: entry.at,
            kind: entry.kind.into(),
            severity: entry.severity.into(),
            hub: entry.hub,
            modem: entry.modem,
            number: entry.number,
            service: entry.service,
            code: entry.code,
            detail: entry.detail,
            count: entry.count,
        }
    }
}

/// What has happened, newest first.
#[utoipa::path(
    get,
    path = "/api/activity",
    operation_id = "listActivity",
    tag = "activity",
    params(
        ("kind" = Option<Vec<String>>, Query, description = "only these kinds; may be repeated"),
        ("hub" = Option<String>, Query, description = "only this hub"),
        ("modem" = Option<String>, Query, description = "only this port"),
        ("q" = Option<String>, Query, description = "only entries in which this text occurs"),
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u16>, Query, description = "1 to 200, default 50"),
    ),
    responses((status = 200, body = ActivityPage), (status = 422, body = Problem))
)]
pub(super) async fn list(State(house): State<House>, query: Query) -> Result<Json<ActivityPage>, Problem> {
    let filter = ActivityFilter {
        kinds: kinds(&query)?,
        hub: query.get("hub").map(str::to_owned),
        modem: query.get("modem").map(str::to_owned),
        q: query.get("q").map(str::to_owned),
        before: query.before()?,
    };
    let page = house.activity.list(&filter, query.limit()?).await?.map(Activity::from);
    Ok(Json(ActivityPage { items: page.items, next: page.next.map(|cursor| cursor.0) }))
}

fn kinds(query: &Query) -> Result<Vec<ActivityKind>, Problem> {
    let words = query.all("kind").map(|word| {
        ActivityKind::from_code(word).ok_or_else(|| {
            let known: Vec<_> = ActivityKind::ALL.iter().map(|kind| kind.code()).collect();
            Problem::invalid(
                "kind.unknown",
                format!("`{word}` is no kind of activity; there are {}", known.join(", ")),
            )
        })
    });
    // A kind named a thousand times is still one kind, and one parameter of the statement.
    let mut kinds = words.collect::<Result<Vec<_>, _>>()?;
    kinds.sort_unstable();
    kinds.dedup();
    Ok(kinds)
}
