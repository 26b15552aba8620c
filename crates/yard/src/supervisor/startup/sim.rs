//! The card: is it there, does it want a PIN, which one is it.

use std::time::Duration;

use at::command::{IccidSource, Pin};
use at::parse::sim::SimState;
use at::profile::Profile;
use at::{Command, Failure, Reaction, parse};
use kernel::{Clock, Iccid, Imsi, Msisdn, Secret};

use super::super::reason::Reason;
use super::super::talk::{Talk, Trouble};

/// What the card wants before it can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Card {
    Ready,
    WantsPin,
    /// Nothing we can give.
    Unusable(Reason),
}

/// How entering a PIN ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PinOutcome {
    Accepted,
    Refused,
    /// The modem did not say.
    Unknown,
}

const POLL: Duration = Duration::from_secs(1);

/// Waits until the card is ready or wants something, at most `limit`.
pub(crate) async fn await_card(
    talk: &mut Talk,
    profile: &Profile,
    clock: &dyn Clock,
    limit: Duration,
) -> Result<Card, Trouble> {
    let until = clock.monotonic().saturating_add(limit);
    loop {
        let waiting = match talk.ask(profile.sim_state()).await? {
            Ok(answer) => match parse::sim::sim_state(&answer) {
                Ok(state) => match card(state) {
                    Ok(card) => return Ok(card),
                    Err(reason) => reason,
                },
                Err(_) => Reason::SimNotReady,
            },
            Err(Failure::Timeout(_)) if talk.is_alive(3).await? => Reason::SimNotReady,
            Err(Failure::Timeout(_)) => return Err(Trouble::Silent),
            Err(failure) => match of_failure(failure) {
                Ok(card) => return Ok(card),
                Err(reason) => reason,
            },
        };
        if clock.monotonic() >= until {
            return Ok(Card::Unusable(waiting));
        }
        talk.pause(POLL).await?;
    }
}

/// What a state means; `Err`: it will pass, ask again.
fn card(state: SimState) -> Result<Card, Reason> {
    match state {
        // A locked second PIN guards phone book features only.
        SimState::Ready | SimState::Pin2 | SimState::Puk2 => Ok(Card::Ready),
        SimState::Pin => Ok(Card::WantsPin),
        SimState::Puk => Ok(Card::Unusable(Reason::PukNeeded)),
        SimState::DeviceLock | SimState::NetworkLock => Ok(Card::Unusable(Reason::DeviceLocked)),
        SimState::Absent => Ok(Card::Unusable(Reason::SimMissing)),
        SimState::NotReady => Err(Reason::SimNotReady),
    }
}

fn of_failure(failure: Failure) -> Result<Card, Reason> {
    match failure.reaction() {
        Reaction::NoSim => Ok(Card::Unusable(Reason::SimMissing)),
        Reaction::EnterPin => Ok(Card::WantsPin),
        Reaction::NeedPuk => Ok(Card::Unusable(Reason::PukNeeded)),
        Reaction::SimFailure => Err(Reason::SimFailure),
        Reaction::WrongPassword => Ok(Card::Unusable(Reason::PinRefused)),
        _ => Err(Reason::SimNotReady),
    }
}

/// The tries left, where this family tells.
pub(crate) async fn tries_left(talk: &mut Talk, profile: &Profile) -> Result<Option<u8>, Trouble> {
    let Some(source) = profile.pin_tries else { return Ok(None) };
    let answer = talk.try_ask(Command::pin_tries(source)).await?;
    Ok(answer.and_then(|answer| parse::sim::pin_tries(&answer, source).ok()).and_then(|tries| tries.pin))
}

/// Enters the PIN, once.
pub(crate) async fn enter_pin(talk: &mut Talk, pin: &Secret) -> Result<PinOutcome, Trouble> {
    // A PIN that can't be one is refused here rather than wasted on the card.
    let Ok(pin) = Pin::new(pin.expose()) else { return Ok(PinOutcome::Refused) };
    Ok(match talk.ask(Command::enter_pin(&pin)).await? {
        Ok(_) => PinOutcome::Accepted,
        Err(failure) => match failure.reaction() {
            Reaction::WrongPassword | Reaction::NeedPuk => PinOutcome::Refused,
            _ => PinOutcome::Unknown,
        },
    })
}

/// Which card it is, by every way known for this family and then by those of all others.
pub(crate) async fn read_iccid(talk: &mut Talk, profile: &Profile) -> Result<Option<Iccid>, Trouble> {
    const EVERYWHERE: [IccidSource; 4] =
        [IccidSource::Ccid, IccidSource::Iccid, IccidSource::Ciccid, IccidSource::SimFile];
    let others = EVERYWHERE.iter().filter(|source| !profile.iccid.contains(source));
    for source in profile.iccid.iter().chain(others) {
        let Some(answer) = talk.try_ask(Command::iccid(*source)).await? else { continue };
        let told = parse::identity::iccid(&answer).ok();
        if let Some(iccid) = told.and_then(|iccid| Iccid::parse(iccid.as_str()).ok()) {
            return Ok(Some(iccid));
        }
    }
    Ok(None)
}

/// The subscriber's identity.
pub(crate) async fn read_imsi(talk: &mut Talk) -> Result<Option<Imsi>, Trouble> {
    let answer = talk.try_ask(Command::imsi()).await?;
    let told = answer.and_then(|answer| parse::identity::imsi(&answer).ok());
    Ok(told.and_then(|imsi| Imsi::parse(imsi.as_str()).ok()))
}

/// The number the card believes to have; often none, sometimes in national form, which tells no country.
pub(crate) async fn read_own_number(talk: &mut Talk) -> Result<Option<Msisdn>, Trouble> {
    let Some(answer) = talk.try_ask(Command::own_numbers()).await? else { return Ok(None) };
    let numbers = parse::identity::own_numbers(&answer);
    Ok(numbers.iter().find_map(|own| {
        let international = own.number.starts_with('+') || own.number.starts_with("00");
        Msisdn::parse(&own.number).ok().filter(|_| international)
    }))
}

/// The home network's name as the card tells it.
pub(crate) async fn read_provider(talk: &mut Talk) -> Result<Option<String>, Trouble> {
    let answer = talk.try_ask(Command::read_sim_file(at::command::SimFile::ServiceProvider)).await?;
    let name = answer.and_then(|answer| parse::operator::service_provider(&answer).ok()).flatten();
    Ok(name.filter(|name| !name.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_pin_does_not_lock_messages() {
        assert_eq!(card(SimState::Pin2), Ok(Card::Ready));
        assert_eq!(card(SimState::Pin), Ok(Card::WantsPin));
        assert_eq!(card(SimState::NotReady), Err(Reason::SimNotReady));
    }
}
