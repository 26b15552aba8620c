//! `GET /api/activations`: who holds which number, newest first.

use axum::Json;
use axum::extract::State;
use kernel::Timestamp;
use market::{Filter, State as Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::query::Query;
use crate::House;
use crate::problem::Problem;

/// The life of an activation in one word.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum ActivationState {
    Waiting,
    Ready,
    Completed,
    Cancelled,
    Refunded,
    Error,
}

impl From<Standing> for ActivationState {
    fn from(state: Standing) -> Self {
        match state {
            Standing::Waiting => Self::Waiting,
            Standing::Ready => Self::Ready,
            Standing::Completed => Self::Completed,
            Standing::Cancelled => Self::Cancelled,
            Standing::Refunded => Self::Refunded,
            Standing::Error => Self::Error,
        }
    }
}

/// One activation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Activation {
    id: String,
    /// The number under which the hub knows it.
    #[schema(example = "355")]
    wire_id: String,
    hub: String,
    #[schema(example = "wa")]
    service: String,
    #[schema(example = "+15550100123")]
    number: String,
    state: ActivationState,
    /// The last status code the hub sent.
    status_code: Option<u32>,
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// Messages that arrived for it.
    messages: u32,
    /// What it earns when it is sold.
    #[schema(example = "10.00")]
    sum: String,
    #[schema(example = "RUB")]
    currency: String,
}

/// A page of activations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Activations {
    items: Vec<Activation>,
    /// Give it as `before` for the next page; null on the last.
    next: Option<String>,
}

impl From<market::Activation> for Activation {
    fn from(activation: market::Activation) -> Self {
        Self {
            id: activation.id.to_string(),
            wire_id: activation.wire_id.to_string(),
            hub: activation.channel.to_string(),
            service: activation.service.to_string(),
            number: activation.msisdn.to_string(),
            state: activation.state.into(),
            status_code: activation.status_code,
            opened_at: activation.opened_at,
            updated_at: activation.updated_at,
            messages: activation.messages,
            sum: activation.sum.amount(),
            currency: activation.sum.currency().to_string(),
        }
    }
}

/// Activations, newest first.
#[utoipa::path(
    get,
    path = "/api/activations",
    operation_id = "listActivations",
    tag = "market",
    params(
        ("state" = Option<String>, Query, description = "`open`: those that hold a number now; `all` (default)"),
        ("before" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u16>, Query, description = "1 to 200, default 50"),
    ),
    responses((status = 200, body = Activations), (status = 422, body = Problem))
)]
pub(super) async fn list(State(house): State<House>, query: Query) -> Result<Json<Activations>, Problem> {
    let filter = match query.get("state") {
        None | Some("all") => Filter::All,
        Some("open") => Filter::Open,
        Some(_) => return Err(Problem::invalid("state.unknown", "state is `open` or `all`")),
    };
    let page = house.market.activations(filter, query.limit()?, query.before()?.as_ref()).await?;
    let page = page.map(Activation::from);
    Ok(Json(Activations { items: page.items, next: page.next.map(|cursor| cursor.0) }))
}
