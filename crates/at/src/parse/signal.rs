//! Signal strength in dBm (`+CSQ`, `+CESQ`, `^RSSI`).

use super::{Unreadable, unreadable};
use crate::Answer;
use crate::fields::{after_any_prefix, number, split};

/// Received power in dBm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dbm(pub i16);

/// The measurements of `+CESQ`; those the current network does not have are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtendedSignal {
    /// GSM received level.
    pub rxlev: Option<Dbm>,
    /// UMTS received code power.
    pub rscp: Option<Dbm>,
    /// LTE reference signal power.
    pub rsrp: Option<Dbm>,
    /// LTE reference signal quality, in tenths of a dB.
    pub rsrq_tenths_db: Option<i16>,
    /// UMTS Ec/N0, in tenths of a dB.
    pub ecno_tenths_db: Option<i16>,
}

impl Dbm {
    /// Bars as telephones show them, 0 to 5, for a GSM-like received level.
    #[must_use]
    pub fn bars(self) -> u8 {
        match self.0 {
            ..=-110 => 0,
            -109..=-103 => 1,
            -102..=-95 => 2,
            -94..=-85 => 3,
            -84..=-75 => 4,
            -74.. => 5,
        }
    }
}

impl ExtendedSignal {
    /// The received power of whichever technology is in use.
    #[must_use]
    pub fn dbm(&self) -> Option<Dbm> {
        self.rsrp.or(self.rscp).or(self.rxlev)
    }
}

/// `+CSQ`: received power; none while it is not known.
pub fn signal(answer: &Answer) -> Result<Option<Dbm>, Unreadable> {
    let level = answer.last().and_then(|line| number(after_any_prefix(line).split([',', ';']).next()?));
    level.map(from_rssi).ok_or(Unreadable { what: "signal strength" })
}

/// `+CESQ`.
pub fn extended_signal(answer: &Answer) -> Result<ExtendedSignal, Unreadable> {
    let values: Option<Vec<i16>> =
        answer.last().and_then(|l| split(after_any_prefix(l)).into_iter().map(number).collect());
    let Some([rxlev, _, rscp, ecno, rsrq, rsrp, ..]) = values.as_deref() else {
        return unreadable("extended signal strength");
    };
    let within = |value: i16, max: i16| (value <= max).then_some(value);
    Ok(ExtendedSignal {
        rxlev: within(*rxlev, 63).map(|x| Dbm(x - 110)),
        rscp: within(*rscp, 96).map(|x| Dbm(x - 120)),
        rsrp: within(*rsrp, 97).map(|x| Dbm(x - 140)),
        rsrq_tenths_db: within(*rsrq, 34).map(|x| x * 5 - 195),
        ecno_tenths_db: within(*ecno, 49).map(|x| x * 5 - 240),
    })
}

/// The scale of `+CSQ` and `^RSSI`; 100 to 191 is the extension some 3G and LTE modems use.
pub(crate) fn from_rssi(level: u16) -> Option<Dbm> {
    let level = i16::try_from(level).ok()?;
    match level {
        0..=31 => Some(Dbm(2 * level - 113)),
        100..=191 => Some(Dbm(level - 216)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csq_becomes_dbm() {
        let rows = [
            ("+CSQ: 0,99", Some(-113)),
            ("+CSQ: 20,99", Some(-73)),
            ("+CSQ:31;0", Some(-51)),
            ("+CSQ: 99,99", None),
            ("+CSQ: 150,99", Some(-66)),
            ("+CSQ: 199,99", None),
        ];
        for (line, dbm) in rows {
            assert_eq!(signal(&Answer::from_lines([line])), Ok(dbm.map(Dbm)), "{line}");
        }
        for line in ["+CSQ:", "+CSQ: x,1", ""] {
            assert!(signal(&Answer::from_lines([line])).is_err(), "{line}");
        }
    }

    #[test]
    fn cesq_keeps_what_the_network_has() {
        let lte = extended_signal(&Answer::from_lines(["+CESQ: 99,99,255,255,20,46"])).unwrap();
        assert_eq!(lte.dbm(), Some(Dbm(-94)));
        assert_eq!((lte.rxlev, lte.rsrq_tenths_db), (None, Some(-95)));
        let gsm = extended_signal(&Answer::from_lines(["+CESQ: 30,99,255,255,255,255"])).unwrap();
        assert_eq!(gsm.dbm(), Some(Dbm(-80)));
        assert!(extended_signal(&Answer::from_lines(["+CESQ: 30,99"])).is_err());
    }
}
