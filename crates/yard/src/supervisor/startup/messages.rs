//! Message settings: PDU mode, stores, announcements.

use std::time::Duration;

use at::parse::storage::{Cnmi, CnmiWish, Storage, Storages};
use at::profile::{Profile, Quirk};
use at::{Answer, Command, Failure, Reaction, Urc, parse};
use kernel::Clock;

use super::super::talk::{Talk, Trouble};

/// How messages reach us from this modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reception {
    /// The store that `CMGR`, `CMGL` and `CMGD` work on now (`mem1`).
    pub reading: Storage,
    /// The store new messages go to.
    pub receiving: Storage,
    /// Every store that may hold messages, to be swept.
    pub sweep: Vec<Storage>,
    /// How announcements were switched on; `None`: the modem took no form of it.
    pub announcing: Option<Cnmi>,
    /// Direct deliveries wait for our acknowledgement.
    pub acknowledged: bool,
}

/// What is wanted of reception.
pub(crate) struct Wish {
    pub direct: bool,
    pub ready_within: Duration,
}

const POLL: Duration = Duration::from_secs(1);

/// Switches PDU mode, stores and announcements on. `None`: the modem refuses message commands.
pub(crate) async fn set_up(
    talk: &mut Talk,
    profile: &Profile,
    clock: &dyn Clock,
    wish: &Wish,
) -> Result<Option<Reception>, Trouble> {
    if !pdu_mode(talk, clock, wish.ready_within).await? {
        return Ok(None);
    }
    let offered = talk.try_ask(Command::message_services()).await?;
    let acknowledged = offered.as_ref().is_some_and(parse::storage::offers_acknowledged_delivery);
    let direct =
        wish.direct && acknowledged && talk.try_ask(Command::acknowledged_delivery()).await?.is_some();
    let mut reception = choose_storage(talk, profile).await?;
    reception.acknowledged = direct;
    reception.announcing = announce(talk, profile, direct).await?;
    for command in profile.sim_detection() {
        talk.try_ask(command).await?;
    }
    Ok(Some(reception))
}

/// `AT+CMGF=0`, repeated while the modem is still loading its messages.
async fn pdu_mode(talk: &mut Talk, clock: &dyn Clock, limit: Duration) -> Result<bool, Trouble> {
    let until = clock.monotonic().saturating_add(limit);
    loop {
        match talk.ask(Command::pdu_mode()).await? {
            Ok(_) if storage_answers(talk).await? => return Ok(true),
            Ok(_) => {}
            Err(Failure::Timeout(_)) if !talk.is_alive(3).await? => return Err(Trouble::Silent),
            Err(failure) if matches!(failure.reaction(), Reaction::CapabilityOff) => return Ok(false),
            Err(_) => {}
        }
        if clock.monotonic() >= until {
            return Ok(false);
        }
        await_sms_ready(talk, clock).await?;
    }
}

/// PDU mode is accepted early by some; the stores answer only when messages are loaded.
async fn storage_answers(talk: &mut Talk) -> Result<bool, Trouble> {
    match talk.ask(Command::storage_use()).await? {
        Ok(_) => Ok(true),
        Err(Failure::Timeout(_)) => Err(Trouble::Silent),
        Err(failure) => Ok(matches!(failure.reaction(), Reaction::CapabilityOff)),
    }
}

/// One poll interval, or less when the modem says that it is ready.
async fn await_sms_ready(talk: &mut Talk, clock: &dyn Clock) -> Result<(), Trouble> {
    let until = clock.monotonic().saturating_add(POLL);
    while clock.monotonic() < until {
        if talk.retain_urcs(|urc| !matches!(urc, Urc::SmsReady)) > 0 {
            break;
        }
        talk.listen(until).await?;
    }
    Ok(())
}

/// Selects the store messages go to, in the forms that modems accept: three stores, two, one.
async fn choose_storage(talk: &mut Talk, profile: &Profile) -> Result<Reception, Trouble> {
    let offered = talk.try_ask(Command::storages()).await?;
    let offered = offered.and_then(|answer| parse::storage::storages(&answer).ok()).unwrap_or_default();
    for storage in candidates(profile, &offered) {
        for count in if profile.has(Quirk::TwoStorages) { [2_usize, 1].as_slice() } else { &[3, 2, 1] } {
            let Ok(command) = Command::set_storage(&vec![storage.clone(); *count]) else { continue };
            if talk.try_ask(command).await?.is_some() {
                return Ok(Reception::of(storage, &offered));
            }
        }
    }
    let present = present_storage(talk).await?;
    Ok(Reception::of(present, &offered))
}

impl Reception {
    fn of(storage: Storage, offered: &Storages) -> Self {
        let sweep = sweep_order(&storage, offered);
        Self { reading: storage.clone(), receiving: storage, sweep, announcing: None, acknowledged: false }
    }
}

/// What the modem uses when it lets nobody choose.
async fn present_storage(talk: &mut Talk) -> Result<Storage, Trouble> {
    let answer: Option<Answer> = talk.try_ask(Command::storage_use()).await?;
    let stores = answer.and_then(|answer| parse::storage::storage_use(&answer).ok()).unwrap_or_default();
    Ok(stores.into_iter().find_map(|store| store.storage).unwrap_or(Storage::Sim))
}

/// The family's preference among what is offered for receiving; everything preferred where nothing is told.
fn candidates(profile: &Profile, offered: &Storages) -> Vec<Storage> {
    let told = if offered.receive.is_empty() { &offered.read } else { &offered.receive };
    let fits = |storage: &&Storage| told.is_empty() || told.contains(storage);
    profile.storage.iter().filter(fits).cloned().collect()
}

/// The receiving store last, so that set-up ends with it selected; `MT` only where its two halves are not offered.
fn sweep_order(receiving: &Storage, offered: &Storages) -> Vec<Storage> {
    let holds_messages = |storage: &&Storage| {
        matches!(storage, Storage::Sim | Storage::Modem | Storage::Reports | Storage::Both)
            && *storage != receiving
    };
    let halves =
        [Storage::Sim, Storage::Modem].iter().any(|half| offered.read.contains(half) || half == receiving);
    let redundant = |storage: &&Storage| halves && **storage == Storage::Both;
    let others = offered.read.iter().filter(holds_messages).filter(|storage| !redundant(storage));
    others.cloned().chain([receiving.clone()]).collect()
}

/// Switches announcements on, with the best values offered and then with ever plainer ones.
async fn announce(talk: &mut Talk, profile: &Profile, direct: bool) -> Result<Option<Cnmi>, Trouble> {
    let forms = talk.try_ask(Command::notification_forms()).await?;
    let forms = forms.and_then(|answer| parse::storage::notification_forms(&answer).ok()).unwrap_or_default();
    let wish = CnmiWish { mt: if direct { &[2, 1, 0] } else { &[1, 2, 0] }, ..profile.cnmi };
    let best = forms.choose(&wish);
    for cnmi in fallbacks(best) {
        if talk.try_ask(Command::set_cnmi(cnmi)).await?.is_some() {
            return Ok(Some(cnmi));
        }
    }
    // Nothing was accepted: the safety poll finds every message, only later.
    Ok(None)
}

/// Switches announcements on again, as set-up did: a modem that was not acknowledged in time switches them off by
/// itself (3GPP TS 27.005 clause 3.4.4), and some forget them without a word.
pub(crate) async fn announce_again(talk: &mut Talk, reception: &Reception) -> Result<(), Trouble> {
    if let Some(cnmi) = reception.announcing {
        talk.try_ask(Command::set_cnmi(cnmi)).await?;
    }
    Ok(())
}

/// Whether direct deliveries wait for our acknowledgement *now*, as the modem itself tells: one that has restarted
/// behind our back acknowledges by itself. One that does not tell counts as acknowledging by itself.
pub(crate) async fn awaits_acknowledgement(talk: &mut Talk) -> Result<bool, Trouble> {
    let Ok(question) = Command::console("AT+CSMS?") else { return Ok(false) };
    let answer = talk.try_ask(question).await?;
    Ok(answer.is_some_and(|answer| answer.lines().iter().any(|line| names_phase_two_plus(line))))
}

/// `+CSMS: 1,1,1,1`: service, then what it can do.
fn names_phase_two_plus(line: &str) -> bool {
    let service = line.strip_prefix("+CSMS:").and_then(|rest| rest.split(',').next());
    service.is_some_and(|service| service.trim() == "1")
}

fn fallbacks(best: Cnmi) -> Vec<Cnmi> {
    let mut tries = vec![best];
    for mode in [2, 1] {
        for ds in [best.ds, 0] {
            for bfr in [0, 1] {
                tries.push(Cnmi { mode, mt: best.mt, bm: 0, ds, bfr });
            }
        }
    }
    let mut distinct = Vec::new();
    for cnmi in tries {
        if !distinct.contains(&cnmi) {
            distinct.push(cnmi);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_receiving_store_is_swept_last_and_both_only_where_its_halves_are_hidden() {
        let offered = |read: &[Storage]| Storages { read: read.to_vec(), ..Storages::default() };
        let all =
            offered(&[Storage::Modem, Storage::Both, Storage::Sim, Storage::Reports, Storage::Broadcast]);
        assert_eq!(sweep_order(&Storage::Modem, &all), [Storage::Sim, Storage::Reports, Storage::Modem]);
        let only_both = offered(&[Storage::Both]);
        assert_eq!(sweep_order(&Storage::Both, &only_both), [Storage::Both]);
    }

    #[test]
    fn the_chosen_message_service_is_told_apart_from_what_it_can_do() {
        assert!(names_phase_two_plus("+CSMS: 1,1,1,1"));
        assert!(!names_phase_two_plus("+CSMS: 0,1,1,1"));
        assert!(!names_phase_two_plus("+CSMS: (0,1)"));
    }

    #[test]
    fn announcements_fall_back_to_plainer_forms_without_repeating_one() {
        let best = Cnmi { mode: 2, mt: 1, bm: 0, ds: 1, bfr: 0 };
        let tries = fallbacks(best);
        assert_eq!(tries[0], best);
        assert!(tries.contains(&Cnmi { mode: 1, mt: 1, bm: 0, ds: 0, bfr: 1 }));
        assert!(tries.iter().enumerate().all(|(at, cnmi)| !tries[..at].contains(cnmi)));
    }
}
