//! From a line to an announcement.

use super::{Boot, Urc};
use crate::fields::{after_prefix, number, split, unquote};
use crate::parse::registration::{self, Domain};
use crate::parse::signal::{Dbm, from_rssi};
use crate::parse::sim::{SimState, sim_state_word};
use crate::parse::storage::Storage;
use crate::parse::ussd;

/// A line that is an announcement by name.
pub(crate) enum Recognised {
    Whole(Urc),
    /// The first of two lines.
    Header(Header),
}

/// What the second line of an announcement must be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Header {
    Message {
        alpha: Option<String>,
        length: u16,
    },
    StatusReport {
        length: u16,
    },
    CellBroadcast {
        length: u16,
    },
    /// The modem is in text mode: any line.
    Text,
}

/// Whether the line has the form of an announcement, known or not: a sign, then a name.
pub(crate) fn looks_unsolicited(line: &str) -> bool {
    let mut chars = line.chars();
    let sign = chars.next().is_some_and(|c| "+^#*$%!_&".contains(c));
    sign && chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && !line.starts_with("$G")
}

/// Recognises an announcement by name; none: unknown, or not readable as what its name says.
pub(crate) fn recognise(line: &str) -> Option<Recognised> {
    if let Some(header) = header(line) {
        return Some(Recognised::Header(header));
    }
    word(line)
        .or_else(|| message(line))
        .or_else(|| card(line))
        .or_else(|| network(line))
        .or_else(|| state(line))
        .map(Recognised::Whole)
}

fn header(line: &str) -> Option<Header> {
    if let Some(rest) = after_prefix(line, "+CMT") {
        return Some(
            pdu_header(rest).map_or(Header::Text, |(alpha, length)| Header::Message { alpha, length }),
        );
    }
    if let Some(rest) = after_prefix(line, "+CDS") {
        return number(rest).map(|length| Header::StatusReport { length });
    }
    let rest = after_prefix(line, "+CBM")?;
    Some(number(rest).map_or(Header::Text, |length| Header::CellBroadcast { length }))
}

/// `[<alpha>],<length>`; Cinterion leaves alpha and comma out, others the comma alone.
fn pdu_header(rest: &str) -> Option<(Option<String>, u16)> {
    let alpha = |text: &str| Some(unquote(text)).filter(|t| !t.is_empty()).map(str::to_owned);
    match split(rest).as_slice() {
        [alpha_field, length] => Some((alpha(alpha_field), number(length)?)),
        [_] => match rest.rsplit_once('"') {
            Some((name, length)) => Some((alpha(name), number(length)?)),
            None => Some((None, number(rest)?)),
        },
        _ => None,
    }
}

/// Announcements that are plain words.
fn word(line: &str) -> Option<Urc> {
    let upper = line.to_ascii_uppercase();
    Some(match upper.as_str() {
        "RDY" | "START" | "^SYSSTART" | "MODEM:STARTUP" => Urc::Reboot(Boot::Started),
        "NORMAL POWER DOWN" | "POWERED DOWN" | "^SHUTDOWN" => Urc::Reboot(Boot::PowerDown),
        _ if upper.starts_with("UNDER-VOLTAGE") || upper.starts_with("OVER-VOLTAGE") => {
            Urc::Reboot(Boot::Voltage)
        }
        "SMS READY" | "SMS DONE" | "+QIND: SMS DONE" => Urc::SmsReady,
        "CALL READY" | "PB DONE" | "+QIND: PB DONE" => Urc::PhonebookReady,
        "RING" => Urc::Ring,
        _ if upper.starts_with("+CRING:") => Urc::Ring,
        "NO CARRIER" | "BUSY" | "NO ANSWER" => Urc::CallEnded,
        "SIM REMOVED" | "+SIM REMOVED" | "+SIM: REMOVED" => Urc::SimRemoved,
        "SIM INSERTED" | "+SIM INSERTED" | "+SIM: INSERTED" => Urc::SimInserted,
        "+SMS FULL" | "SMS FULL" => Urc::MemoryFull { storage: None },
        _ => return None,
    })
}

fn message(line: &str) -> Option<Urc> {
    let place = |rest: &str| {
        let fields = split(rest);
        Some((Storage::from_code(fields.first()?)?, number(fields.get(1)?)?))
    };
    if let Some(rest) = after_prefix(line, "+CMTI") {
        return place(rest).map(|(storage, index)| Urc::NewMessage { storage, index });
    }
    if let Some(rest) = after_prefix(line, "+CDSI") {
        return place(rest).map(|(storage, index)| Urc::StatusReportStored { storage, index });
    }
    if let Some(rest) = after_prefix(line, "+CBMI") {
        return place(rest).map(|(storage, index)| Urc::CellBroadcastStored { storage, index });
    }
    if let Some(rest) = after_prefix(line, "+CDS") {
        let (first_octet, tail) = rest.split_once(',')?;
        let (reference, tail) = tail.split_once(',')?;
        let (first_octet, reference) = (number(first_octet)?, number(reference)?);
        return Some(Urc::TextStatusReport { first_octet, reference, rest: tail.trim().to_owned() });
    }
    if let Some(rest) = after_prefix(line, "^SMMEMFULL") {
        return Some(Urc::MemoryFull { storage: Storage::from_code(unquote(rest)) });
    }
    if let Some(rest) = after_prefix(line, "+QIND") {
        let fields = split(rest);
        let is_full = fields.first().is_some_and(|f| f.eq_ignore_ascii_case("smsfull"));
        return is_full
            .then(|| Urc::MemoryFull { storage: fields.get(1).and_then(|f| Storage::from_code(f)) });
    }
    let reference = split(after_prefix(line, "+CMGS")?).first().and_then(|f| number(f))?;
    Some(Urc::LateReference(reference))
}

fn card(line: &str) -> Option<Urc> {
    if let Some(rest) = after_prefix(line, "+CPIN") {
        return sim_state_word(rest).map(Urc::SimState);
    }
    if let Some(rest) = after_prefix(line, "+QSIMSTAT") {
        return match split(rest).as_slice() {
            [_, "1"] => Some(Urc::SimInserted),
            [_, "0"] => Some(Urc::SimRemoved),
            _ => None,
        };
    }
    const STATES: [(&str, u16, Urc); 10] = [
        ("+QUSIM", 1, Urc::SimInserted),
        ("^SIMST", 0, Urc::SimState(SimState::NotReady)),
        ("^SIMST", 1, Urc::SimInserted),
        ("^SIMST", 255, Urc::SimRemoved),
        ("#QSS", 0, Urc::SimRemoved),
        ("#QSS", 1, Urc::SimInserted),
        ("#QSS", 2, Urc::SimState(SimState::NotReady)),
        ("#QSS", 3, Urc::SimState(SimState::Ready)),
        ("^SCKS", 0, Urc::SimRemoved),
        ("^SCKS", 1, Urc::SimInserted),
    ];
    let matching = |(prefix, value, _): &&(&str, u16, Urc)| {
        after_prefix(line, prefix).and_then(|rest| number::<u16>(split(rest).first()?)) == Some(*value)
    };
    STATES.iter().find(matching).map(|(_, _, urc)| urc.clone())
}

fn network(line: &str) -> Option<Urc> {
    for domain in Domain::ALL {
        if let Some(rest) = after_prefix(line, domain.prefix()) {
            return registration::unsolicited(domain, rest).map(Urc::Registration);
        }
    }
    let rest = ["^RSSI", "+CSQ", "+ZRSSI"].iter().find_map(|prefix| after_prefix(line, prefix))?;
    let first: Option<Dbm> = from_rssi(number(rest.split([',', ';']).next()?)?);
    Some(Urc::Signal(first))
}

fn state(line: &str) -> Option<Urc> {
    if let Some(rest) = after_prefix(line, "+CUSD") {
        return ussd::announcement(rest).map(Urc::Ussd);
    }
    if let Some(rest) = after_prefix(line, "+CFUN") {
        return (rest == "1").then_some(Urc::Reboot(Boot::RadioOn));
    }
    let fields = split(after_prefix(line, "+CLIP")?);
    let caller = fields.first().copied().filter(|n| !n.is_empty());
    Some(Urc::Caller { number: caller.map(str::to_owned) })
}
