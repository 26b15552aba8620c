//! What is shown of a modem at this moment.

use at::parse::registration::Status;
use kernel::{Country, Iccid, Imei, Imsi, Msisdn, Timestamp};

use super::ModemId;
use crate::line::LineId;
use crate::supervisor::{ModemState, Reason};

/// A measured signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Signal {
    /// Received power in dBm.
    pub dbm: i16,
    /// The same as bars from 0 (none) to 5 (full).
    pub bars: u8,
}

impl Signal {
    /// Bars for a power, on the scale phones use for GSM.
    #[must_use]
    pub const fn of_dbm(dbm: i16) -> Self {
        let bars = match dbm {
            i16::MIN..=-110 => 0,
            -109..=-103 => 1,
            -102..=-95 => 2,
            -94..=-87 => 3,
            -86..=-77 => 4,
            -76.. => 5,
        };
        Self { dbm, bars }
    }
}

/// How a modem stands with the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Registration(pub(crate) Status);

impl Registration {
    /// Every way to stand with it.
    pub const ALL: &[Self] = &[
        Self(Status::Idle),
        Self(Status::Home),
        Self(Status::Searching),
        Self(Status::Denied),
        Self(Status::Unknown),
        Self(Status::Roaming),
        Self(Status::HomeSmsOnly),
        Self(Status::RoamingSmsOnly),
        Self(Status::EmergencyOnly),
        Self(Status::HomeCsfbNotPreferred),
        Self(Status::RoamingCsfbNotPreferred),
    ];

    /// Stable word: `home`, `roaming`, `searching`, `denied`, …
    #[must_use]
    pub const fn code(self) -> &'static str {
        crate::supervisor::registration_word(self.0)
    }
}

impl serde::Serialize for Registration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A port and, as far as known, the modem behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModemView {
    /// The modem; `None` until one has answered on this port.
    pub id: Option<ModemId>,
    /// The port as configured.
    pub port: String,
    /// What its supervisor is doing.
    pub state: ModemState,
    /// Why, where the state needs a reason.
    pub reason: Option<Reason>,
    /// Since when the state holds.
    pub since: Timestamp,
    /// `AT+CGMI`.
    pub manufacturer: Option<String>,
    /// `AT+CGMM`.
    pub model: Option<String>,
    /// `AT+CGMR`.
    pub firmware: Option<String>,
    /// The modem's serial number; pools show one on all ports.
    pub imei: Option<Imei>,
    /// The card in it.
    pub iccid: Option<Iccid>,
    /// The subscriber identity on the card.
    pub imsi: Option<Imsi>,
    /// The card's phone number.
    pub number: Option<Msisdn>,
    /// The line's country.
    pub country: Option<Country>,
    /// The line's operator.
    pub operator: Option<String>,
    /// The line of the card.
    pub line: Option<LineId>,
    /// Whether messages can arrive now.
    pub online: bool,
    /// The last measured signal; `None`: not known.
    pub signal: Option<Signal>,
    /// How it stands with the network.
    pub registration: Option<Registration>,
    /// When the last message came in on this line.
    pub last_message_at: Option<Timestamp>,
    /// How many messages this line has had.
    pub messages: u64,
}

impl ModemView {
    pub(crate) const fn new(port: String, now: Timestamp) -> Self {
        Self {
            id: None,
            port,
            state: ModemState::Absent,
            reason: Some(Reason::PortMissing),
            since: now,
            manufacturer: None,
            model: None,
            firmware: None,
            imei: None,
            iccid: None,
            imsi: None,
            number: None,
            country: None,
            operator: None,
            line: None,
            online: false,
            signal: None,
            registration: None,
            last_message_at: None,
            messages: 0,
        }
    }

    /// What was known of the card is not known any more.
    pub(crate) fn forget_sim(&mut self) {
        let kept = self.clone();
        *self = Self {
            id: kept.id,
            state: kept.state,
            reason: kept.reason,
            since: kept.since,
            manufacturer: kept.manufacturer,
            model: kept.model,
            firmware: kept.firmware,
            imei: kept.imei,
            ..Self::new(kept.port, kept.since)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_cover_the_scale() {
        let bars = |dbm| Signal::of_dbm(dbm).bars;
        assert_eq!([-113, -105, -100, -90, -80, -51].map(bars), [0, 1, 2, 3, 4, 5]);
    }
}
