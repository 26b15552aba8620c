//! `GET /api/modems`: every port with the modem behind it, its SIM and who uses its number.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use kernel::{Limit, Msisdn, Timestamp};
use market::{Activation, Filter};
use serde::Serialize;
use utoipa::ToSchema;
use yard::{ModemState, ModemView};

use super::words::{ModemReason, NetworkRegistration};
use crate::House;
use crate::problem::Problem;

/// What a modem's supervisor is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum SupervisorState {
    Absent,
    Probing,
    SimLocked,
    Starting,
    Ready,
    Degraded,
    Quarantined,
}

impl From<ModemState> for SupervisorState {
    fn from(state: ModemState) -> Self {
        match state {
            ModemState::Absent => Self::Absent,
            ModemState::Probing => Self::Probing,
            ModemState::SimLocked => Self::SimLocked,
            ModemState::Starting => Self::Starting,
            ModemState::Ready => Self::Ready,
            ModemState::Degraded => Self::Degraded,
            ModemState::Quarantined => Self::Quarantined,
        }
    }
}

/// A port and, as far as known, the modem behind it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Modem {
    /// The modem's id, or the port's name until a modem has answered there.
    id: String,
    #[schema(example = "/dev/serial/by-id/usb-Quectel_EG25-G-if02-port0")]
    port: String,
    manufacturer: Option<String>,
    #[schema(example = "EC25")]
    model: Option<String>,
    firmware: Option<String>,
    /// Masked.
    imei: Option<String>,
    /// Masked.
    #[schema(example = "8949••••••••••••5678")]
    iccid: Option<String>,
    /// Masked.
    imsi: Option<String>,
    #[schema(example = "+15550100123")]
    number: Option<String>,
    #[schema(example = "US")]
    country: Option<String>,
    operator: Option<String>,
    state: SupervisorState,
    /// Why, where the state needs a reason.
    reason: Option<ModemReason>,
    /// When the state was entered.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Whether a hub holds the number now.
    pub(super) busy: bool,
    /// The service of the oldest open activation.
    current_service: Option<String>,
    /// Its hub.
    current_hub: Option<String>,
    activations_open: usize,
    #[schema(example = -83)]
    signal_dbm: Option<i16>,
    /// 0 to 5.
    signal_bars: u8,
    registration: Option<NetworkRegistration>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sms_at: Option<Timestamp>,
    messages_received: u64,
}

/// All modems.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Modems {
    items: Vec<Modem>,
    #[schema(value_type = String, format = DateTime)]
    server_time: Timestamp,
}

/// The modems, by port.
#[utoipa::path(
    get,
    path = "/api/modems",
    operation_id = "listModems",
    tag = "modems",
    responses((status = 200, body = Modems))
)]
pub(super) async fn list(State(house): State<House>) -> Result<Json<Modems>, Problem> {
    let holders = Holders::of(&house).await?;
    let items = house.yard.modems().into_iter().map(|view| modem(view, &holders)).collect();
    Ok(Json(Modems { items, server_time: house.store.clock().now() }))
}

/// Open activations by number.
pub(super) struct Holders(HashMap<Msisdn, Vec<Activation>>);

impl Holders {
    pub(super) async fn of(house: &House) -> Result<Self, Problem> {
        let mut held: HashMap<Msisdn, Vec<Activation>> = HashMap::new();
        let mut before = None;
        loop {
            let limit = Limit::clamped(u32::from(Limit::MAX));
            let page = house.market.activations(Filter::Open, limit, before.as_ref()).await?;
            for activation in page.items {
                held.entry(activation.msisdn.clone()).or_default().push(activation);
            }
            match page.next {
                Some(next) => before = Some(next),
                None => return Ok(Self(held)),
            }
        }
    }

    /// Newest first, as the list comes.
    pub(super) fn on(&self, number: Option<&Msisdn>) -> &[Activation] {
        number.and_then(|number| self.0.get(number)).map_or(&[], Vec::as_slice)
    }
}

fn modem(view: ModemView, holders: &Holders) -> Modem {
    let open = holders.on(view.number.as_ref());
    let current = open.last();
    Modem {
        id: view.id.map_or_else(|| view.port.clone(), |id| id.to_string()),
        port: view.port,
        manufacturer: view.manufacturer,
        model: view.model,
        firmware: view.firmware,
        imei: view.imei.map(|imei| imei.masked()),
        iccid: view.iccid.map(|iccid| iccid.masked()),
        imsi: view.imsi.map(|imsi| imsi.masked()),
        number: view.number.as_ref().map(ToString::to_string),
        country: view.country.map(|country| country.to_string()),
        operator: view.operator,
        state: view.state.into(),
        reason: view.reason.map(Into::into),
        since: view.since,
        busy: !open.is_empty(),
        current_service: current.map(|activation| activation.service.to_string()),
        current_hub: current.map(|activation| activation.channel.to_string()),
        activations_open: open.len(),
        signal_dbm: view.signal.map(|signal| signal.dbm),
        signal_bars: view.signal.map_or(0, |signal| signal.bars),
        registration: view.registration.map(Into::into),
        last_sms_at: view.last_message_at,
        messages_received: view.messages,
    }
}
