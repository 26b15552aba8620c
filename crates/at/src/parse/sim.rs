//! The card's state, the tries left, and raw file answers.

use super::{Unreadable, unreadable};
use crate::Answer;
use crate::command::PinTriesSource;
use crate::fields::{after_any_prefix, number, split, unhex, unquote};

/// What the card wants (`+CPIN`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SimState {
    Ready,
    Pin,
    Puk,
    Pin2,
    Puk2,
    /// The device is locked to a card.
    DeviceLock,
    /// The device is locked to a network.
    NetworkLock,
    /// No card.
    Absent,
    /// A card is there and still starts, or has stopped.
    NotReady,
}

/// Tries left; none where the modem does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PinTries {
    pub pin: Option<u8>,
    pub puk: Option<u8>,
    pub pin2: Option<u8>,
    pub puk2: Option<u8>,
}

/// `+CPIN?`.
pub fn sim_state(answer: &Answer) -> Result<SimState, Unreadable> {
    let state = answer.last().and_then(|line| sim_state_word(after_any_prefix(line)));
    state.ok_or(Unreadable { what: "SIM state" })
}

/// The words behind `+CPIN:`.
pub(crate) fn sim_state_word(text: &str) -> Option<SimState> {
    let word = unquote(text).to_ascii_uppercase().split_whitespace().collect::<Vec<_>>().join(" ");
    Some(match word.as_str() {
        "READY" => SimState::Ready,
        "SIM PIN" | "PIN" => SimState::Pin,
        "SIM PUK" | "PUK" => SimState::Puk,
        "SIM PIN2" => SimState::Pin2,
        "SIM PUK2" => SimState::Puk2,
        "NOT INSERTED" | "SIM NOT INSERTED" | "SIM REMOVED" | "NO SIM" => SimState::Absent,
        "NOT READY" | "SIM NOT READY" | "SIM BUSY" => SimState::NotReady,
        _ if word.starts_with("PH-SIM") || word.starts_with("PH-FSIM") => SimState::DeviceLock,
        _ if word.starts_with("PH-") => SimState::NetworkLock,
        _ => return None,
    })
}

/// The tries left, in the vendor's form.
pub fn pin_tries(answer: &Answer, source: PinTriesSource) -> Result<PinTries, Unreadable> {
    let lines: Vec<Vec<&str>> = answer.lines().iter().map(|line| split(after_any_prefix(line))).collect();
    let first = lines.first().map(Vec::as_slice).unwrap_or_default();
    let at = |index: usize| first.get(index).and_then(|field| number(field));
    let tries = match source {
        // `READY,<tries for what is asked>,<puk>,<pin>,<puk2>,<pin2>`
        PinTriesSource::Huawei => PinTries { puk: at(2), pin: at(3), puk2: at(4), pin2: at(5) },
        // `<pin>,<pin2>,<puk>,<puk2>`
        PinTriesSource::Simcom | PinTriesSource::Ublox => {
            PinTries { pin: at(0), pin2: at(1), puk: at(2), puk2: at(3) }
        }
        PinTriesSource::Zte => PinTries { pin: at(0), puk: at(1), pin2: at(2), puk2: at(3) },
        // One number, for whatever is asked now.
        PinTriesSource::Telit | PinTriesSource::Cinterion => PinTries { pin: at(0), ..PinTries::default() },
        // `"SC",<pin>,<puk>` and `"P2",…`
        PinTriesSource::Quectel => {
            let of = |name: &str| {
                lines.iter().find(|l| l.first() == Some(&name)).map(Vec::as_slice).unwrap_or_default()
            };
            let get = |line: &[&str], index: usize| line.get(index).and_then(|field| number(field));
            PinTries {
                pin: get(of("SC"), 1),
                puk: get(of("SC"), 2),
                pin2: get(of("P2"), 1),
                puk2: get(of("P2"), 2),
            }
        }
        // `SIM PIN,3,3`, a line for each
        PinTriesSource::Standard => {
            let of = |name: &str| {
                let line =
                    lines.iter().find(|l| l.first().is_some_and(|word| word.eq_ignore_ascii_case(name)));
                line.and_then(|l| number(l.get(1)?))
            };
            PinTries { pin: of("SIM PIN"), puk: of("SIM PUK"), pin2: of("SIM PIN2"), puk2: of("SIM PUK2") }
        }
    };
    if tries == PinTries::default() { unreadable("PIN tries") } else { Ok(tries) }
}

/// The octets of a `+CRSM` answer whose status words tell success.
pub fn file(answer: &Answer) -> Result<Vec<u8>, Unreadable> {
    let fields = split(answer.last().map(after_any_prefix).unwrap_or_default());
    // 0x90 done, 0x91 done with more to do, 0x9F done with a response.
    let done =
        fields.first().and_then(|f| number::<u8>(f)).is_some_and(|sw1| matches!(sw1, 0x90 | 0x91 | 0x9F));
    let octets = fields.get(2).filter(|_| done).and_then(|hex| unhex(hex));
    octets.ok_or(Unreadable { what: "SIM file" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_states_are_read() {
        let rows = [
            ("+CPIN: READY", Some(SimState::Ready)),
            ("+CPIN:READY", Some(SimState::Ready)),
            ("+CPIN: \"SIM PIN\"", Some(SimState::Pin)),
            ("+CPIN: sim  puk", Some(SimState::Puk)),
            ("+CPIN: SIM PIN2", Some(SimState::Pin2)),
            ("+CPIN: PH-SIM PIN", Some(SimState::DeviceLock)),
            ("+CPIN: PH-NET PIN", Some(SimState::NetworkLock)),
            ("+CPIN: NOT INSERTED", Some(SimState::Absent)),
            ("+CPIN: NOT READY", Some(SimState::NotReady)),
            ("+CPIN: ?", None),
        ];
        for (line, expected) in rows {
            assert_eq!(sim_state(&Answer::from_lines([line])).ok(), expected, "{line}");
        }
    }

    #[test]
    fn tries_left_are_read_per_vendor() {
        let rows = [
            ("^CPIN: READY,,10,3,10,2", PinTriesSource::Huawei),
            ("+QPINC: \"SC\",3,10|+QPINC: \"P2\",2,10", PinTriesSource::Quectel),
            ("+SPIC: 3,2,10,10", PinTriesSource::Simcom),
            ("+UPINCNT: 3,2,10,10", PinTriesSource::Ublox),
            (
                "+CPINR: SIM PIN,3,3|+CPINR: SIM PUK,10,10|+CPINR: SIM PIN2,2,3|+CPINR: SIM PUK2,10,10",
                PinTriesSource::Standard,
            ),
        ];
        let all = PinTries { pin: Some(3), puk: Some(10), pin2: Some(2), puk2: Some(10) };
        for (lines, source) in rows {
            assert_eq!(pin_tries(&Answer::from_lines(lines.split('|')), source), Ok(all), "{lines}");
        }
        let telit = pin_tries(&Answer::from_lines(["#PCT: 3"]), PinTriesSource::Telit);
        assert_eq!(telit.map(|t| t.pin), Ok(Some(3)));
        assert!(pin_tries(&Answer::default(), PinTriesSource::Telit).is_err());
    }
}
