//! `GET /api/overview`: the house at a glance.

use axum::Json;
use axum::extract::State;
use hub::HubOverview;
use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use yard::{ModemState, ModemView};

use super::modems::Holders;
use crate::House;
use crate::problem::Problem;

/// How many modems are in which condition.
#[derive(Debug, Default, Serialize, ToSchema)]
struct ModemCounts {
    total: usize,
    /// Ready and free.
    ready: usize,
    /// Ready, and a hub holds the number.
    busy: usize,
    /// Everything else that wants attention or time.
    problem: usize,
}

/// An amount of money.
#[derive(Debug, Serialize, ToSchema)]
struct Earning {
    #[schema(example = "RUB")]
    currency: String,
    #[schema(example = "120.00")]
    amount: String,
}

/// How one hub is doing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Hub {
    id: String,
    #[schema(example = "smshub")]
    profile: String,
    open_activations: u32,
    /// Messages the hub has not taken yet.
    pushes_pending: u32,
    earnings: Vec<Earning>,
    /// Its last call since this process began.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_call_at: Option<Timestamp>,
}

/// The house at a glance.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overview {
    modems: ModemCounts,
    hubs: Vec<Hub>,
    /// Messages received since midnight UTC.
    messages_today: u64,
    #[schema(value_type = String, format = DateTime)]
    server_time: Timestamp,
    version: &'static str,
    /// Whether modems, network and hub are simulated.
    simulated: bool,
}

/// The house at a glance.
#[utoipa::path(
    get,
    path = "/api/overview",
    operation_id = "overview",
    tag = "overview",
    responses((status = 200, body = Overview))
)]
pub(super) async fn overview(State(house): State<House>) -> Result<Json<Overview>, Problem> {
    let holders = Holders::of(&house).await?;
    let now = house.store.clock().now();
    Ok(Json(Overview {
        modems: count(&house.yard.modems(), &holders),
        hubs: house.hubs.overview().await?.into_iter().map(hub).collect(),
        messages_today: house.yard.inbox().count_since(now.day_start()).await?,
        server_time: now,
        version: house.about.version,
        simulated: house.about.simulated,
    }))
}

fn count(modems: &[ModemView], holders: &Holders) -> ModemCounts {
    let mut counts = ModemCounts { total: modems.len(), ..ModemCounts::default() };
    for view in modems {
        match view.state {
            ModemState::Ready if holders.on(view.number.as_ref()).is_empty() => counts.ready += 1,
            ModemState::Ready => counts.busy += 1,
            ModemState::Absent
            | ModemState::Probing
            | ModemState::SimLocked
            | ModemState::Starting
            | ModemState::Degraded
            | ModemState::Quarantined => counts.problem += 1,
        }
    }
    counts
}

fn hub(overview: HubOverview) -> Hub {
    let earnings = overview.earnings.iter();
    Hub {
        id: overview.id.to_string(),
        profile: overview.profile.word().to_owned(),
        open_activations: overview.open,
        pushes_pending: overview.pending_pushes,
        earnings: earnings
            .map(|money| Earning { currency: money.currency().to_string(), amount: money.amount() })
            .collect(),
        last_call_at: overview.last_call_at,
    }
}
