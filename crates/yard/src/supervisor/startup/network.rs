//! Registration, operator and signal: what is known of the network, and what to think of it.

use at::parse::operator::NameFormat;
use at::parse::registration::{Domain, Registration, Status};
use at::parse::signal::Dbm;
use at::{Command, parse};

use super::super::reason::Reason;
use super::super::talk::{Talk, Trouble};
use crate::settings::SignalThresholds;

/// The network as this modem sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Network {
    circuit: Option<Status>,
    packet: Option<Status>,
    lte: Option<Status>,
    pub signal: Option<Dbm>,
    pub operator: Option<String>,
    weak: bool,
}

impl Network {
    /// Takes one registration line.
    pub(crate) fn note(&mut self, registration: Registration) {
        match registration.domain {
            Domain::Circuit => self.circuit = Some(registration.status),
            Domain::Packet => self.packet = Some(registration.status),
            Domain::Lte | Domain::FiveG => self.lte = Some(registration.status),
        }
    }

    /// Takes a signal measurement; between the two thresholds the verdict stays as it was.
    pub(crate) fn measure(&mut self, signal: Option<Dbm>, thresholds: SignalThresholds) {
        self.signal = signal;
        if let Some(Dbm(dbm)) = signal {
            if dbm < thresholds.weak_below_dbm {
                self.weak = true;
            } else if dbm >= thresholds.good_from_dbm {
                self.weak = false;
            }
        }
    }

    /// The status that carries messages, or else the one that tells most about why none does.
    pub(crate) fn registration(&self) -> Option<Status> {
        let known = [self.circuit, self.lte, self.packet];
        let known = || known.iter().flatten().copied();
        known()
            .find(|status| carries_messages(*status))
            .or_else(|| known().max_by_key(|status| telling(*status)))
    }

    /// Whether any registration can carry messages; LTE-only modems show it in one of three places.
    pub(crate) fn is_registered(&self) -> bool {
        self.registration().is_some_and(carries_messages)
    }

    /// At home rather than roaming.
    pub(crate) fn is_home(&self) -> bool {
        matches!(self.registration(), Some(Status::Home | Status::HomeSmsOnly | Status::HomeCsfbNotPreferred))
    }

    /// What is wrong, if something is.
    pub(crate) fn complaint(&self) -> Option<Reason> {
        match self.registration() {
            Some(status) if carries_messages(status) => self.weak.then_some(Reason::WeakSignal),
            Some(Status::Denied | Status::EmergencyOnly) => Some(Reason::NetworkDenied),
            Some(_) | None => Some(Reason::NotRegistered),
        }
    }
}

fn carries_messages(status: Status) -> bool {
    match status {
        Status::Home
        | Status::Roaming
        | Status::HomeSmsOnly
        | Status::RoamingSmsOnly
        | Status::HomeCsfbNotPreferred
        | Status::RoamingCsfbNotPreferred => true,
        Status::Idle | Status::Searching | Status::Denied | Status::Unknown | Status::EmergencyOnly => false,
    }
}

fn telling(status: Status) -> u8 {
    match status {
        Status::Denied | Status::EmergencyOnly => 3,
        Status::Searching => 2,
        _ => 1,
    }
}

/// Stable word for a registration status.
pub(crate) const fn word(status: Status) -> &'static str {
    match status {
        Status::Idle => "idle",
        Status::Home => "home",
        Status::Searching => "searching",
        Status::Denied => "denied",
        Status::Unknown => "unknown",
        Status::Roaming => "roaming",
        Status::HomeSmsOnly => "home_sms_only",
        Status::RoamingSmsOnly => "roaming_sms_only",
        Status::EmergencyOnly => "emergency_only",
        Status::HomeCsfbNotPreferred => "home_csfb_not_preferred",
        Status::RoamingCsfbNotPreferred => "roaming_csfb_not_preferred",
    }
}

/// Switches announcements of registration on.
pub(crate) async fn announce(talk: &mut Talk) -> Result<(), Trouble> {
    for domain in [Domain::Circuit, Domain::Packet, Domain::Lte] {
        talk.try_ask(Command::announce_registration(domain)).await?;
    }
    Ok(())
}

/// Asks for the registration: the circuit domain, and the others only where that one says no.
pub(crate) async fn ask_registration(talk: &mut Talk, network: &mut Network) -> Result<(), Trouble> {
    for domain in [Domain::Circuit, Domain::Lte, Domain::Packet] {
        if let Some(answer) = talk.try_ask(Command::registration(domain)).await?
            && let Ok(registration) = parse::registration::registration(&answer)
        {
            network.note(Registration { domain, ..registration });
            if carries_messages(registration.status) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Asks for the signal: `+CSQ`, and the extended form where that one knows nothing (LTE modules).
pub(crate) async fn ask_signal(
    talk: &mut Talk,
    network: &mut Network,
    thresholds: SignalThresholds,
) -> Result<(), Trouble> {
    let plain = talk.try_ask(Command::signal()).await?;
    let mut dbm = plain.and_then(|answer| parse::signal::signal(&answer).ok()).flatten();
    if dbm.is_none() {
        let extended = talk.try_ask(Command::extended_signal()).await?;
        let extended = extended.and_then(|answer| parse::signal::extended_signal(&answer).ok());
        dbm = extended.and_then(|signal| signal.rxlev.or(signal.rscp).or(signal.rsrp));
    }
    network.measure(dbm, thresholds);
    Ok(())
}

/// Asks who serves us, by its long name.
pub(crate) async fn ask_operator(talk: &mut Talk, network: &mut Network) -> Result<(), Trouble> {
    talk.try_ask(Command::operator_format(NameFormat::Long)).await?;
    let answer = talk.try_ask(Command::operator()).await?;
    if let Some(Ok(operator)) = answer.map(|answer| parse::operator::operator(&answer)) {
        network.operator = operator.map(|operator| operator.name).filter(|name| !name.is_empty());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(domain: Domain, status: Status) -> Registration {
        Registration { domain, status, area: None, cell: None, technology: None }
    }

    #[test]
    fn lte_registration_counts_where_the_circuit_domain_is_denied() {
        let mut network = Network::default();
        network.note(line(Domain::Circuit, Status::Denied));
        assert_eq!(network.complaint(), Some(Reason::NetworkDenied));
        network.note(line(Domain::Lte, Status::Home));
        assert_eq!(network.complaint(), None);
        assert!(network.is_registered());
    }

    #[test]
    fn a_signal_at_the_edge_does_not_flap() {
        let thresholds = SignalThresholds { weak_below_dbm: -109, good_from_dbm: -105 };
        let mut network = Network::default();
        network.note(line(Domain::Circuit, Status::Home));
        let mut verdict = |dbm| {
            network.measure(Some(Dbm(dbm)), thresholds);
            network.complaint()
        };
        assert_eq!(verdict(-107), None);
        assert_eq!(verdict(-111), Some(Reason::WeakSignal));
        assert_eq!(verdict(-107), Some(Reason::WeakSignal));
        assert_eq!(verdict(-105), None);
    }
}
