//! Signal, registration, operator.

use super::{Command, Expect};
use crate::parse::operator::NameFormat;
use crate::parse::registration::Domain;

/// Which bearer carries outgoing messages (`+CGSMS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SmsBearer {
    /// Packet domain only.
    PacketOnly,
    /// Circuit domain only.
    CircuitOnly,
    /// Packet domain first.
    PacketPreferred,
    /// Circuit domain first.
    CircuitPreferred,
}

impl Command {
    /// `AT+CSQ`.
    #[must_use]
    pub fn signal() -> Self {
        Self::query("AT+CSQ")
    }

    /// `AT+CESQ`.
    #[must_use]
    pub fn extended_signal() -> Self {
        Self::query("AT+CESQ")
    }

    /// `AT+CREG?` and its sisters.
    #[must_use]
    pub fn registration(domain: Domain) -> Self {
        Self::new(format!("AT{}?", domain.prefix())).expecting(Expect::Registration)
    }

    /// `AT+CREG=2` and its sisters: announce changes, with the cell.
    #[must_use]
    pub fn announce_registration(domain: Domain) -> Self {
        Self::new(format!("AT{}=2", domain.prefix()))
    }

    /// `AT+COPS?`.
    #[must_use]
    pub fn operator() -> Self {
        Self::query("AT+COPS?").timeout_ms(15_000)
    }

    /// `AT+COPS=3,<format>`: how [`Command::operator`] names the operator.
    #[must_use]
    pub fn operator_format(format: NameFormat) -> Self {
        let n = match format {
            NameFormat::Long => 0,
            NameFormat::Short => 1,
            NameFormat::Numeric => 2,
        };
        Self::new(format!("AT+COPS=3,{n}"))
    }

    /// `AT+COPS=?`: takes up to three minutes and stops messages meanwhile.
    #[must_use]
    pub fn scan_operators() -> Self {
        Self::query("AT+COPS=?").timeout_ms(180_000)
    }

    /// `AT+COPS=0`: choose the network automatically.
    #[must_use]
    pub fn automatic_operator() -> Self {
        Self::new("AT+COPS=0").timeout_ms(60_000)
    }

    /// `AT+CGSMS=<n>`.
    #[must_use]
    pub fn set_sms_bearer(bearer: SmsBearer) -> Self {
        let n = match bearer {
            SmsBearer::PacketOnly => 0,
            SmsBearer::CircuitOnly => 1,
            SmsBearer::PacketPreferred => 2,
            SmsBearer::CircuitPreferred => 3,
        };
        Self::new(format!("AT+CGSMS={n}"))
    }
}
