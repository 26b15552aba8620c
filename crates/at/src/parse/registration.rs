//! Network registration (`+CREG`, `+CGREG`, `+CEREG`, `+C5GREG`), answered and unasked.

use super::Unreadable;
use crate::Answer;
use crate::fields::{after_prefix, number};

/// Which registration a line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Domain {
    /// `+CREG`
    Circuit,
    /// `+CGREG`
    Packet,
    /// `+CEREG`
    Lte,
    /// `+C5GREG`
    FiveG,
}

impl Domain {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Circuit, Self::Packet, Self::Lte, Self::FiveG];

    /// The prefix of its lines.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Circuit => "+CREG",
            Self::Packet => "+CGREG",
            Self::Lte => "+CEREG",
            Self::FiveG => "+C5GREG",
        }
    }
}

/// `<stat>` of 3GPP TS 27.007.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Idle,
    Home,
    Searching,
    Denied,
    Unknown,
    Roaming,
    HomeSmsOnly,
    RoamingSmsOnly,
    EmergencyOnly,
    HomeCsfbNotPreferred,
    RoamingCsfbNotPreferred,
}

/// `<AcT>`, the radio technology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Technology {
    Gsm,
    Edge,
    Utran,
    Hspa,
    Lte,
    LteM,
    NbIot,
    FiveG,
}

/// One registration line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Registration {
    pub domain: Domain,
    pub status: Status,
    /// Location or tracking area code.
    pub area: Option<u32>,
    /// Cell identity.
    pub cell: Option<u64>,
    pub technology: Option<Technology>,
}

impl Status {
    /// Whether messages can be sent and received.
    #[must_use]
    pub fn carries_messages(self) -> bool {
        match self {
            Self::Home
            | Self::Roaming
            | Self::HomeSmsOnly
            | Self::RoamingSmsOnly
            | Self::HomeCsfbNotPreferred
            | Self::RoamingCsfbNotPreferred => true,
            Self::Idle | Self::Searching | Self::Denied | Self::Unknown | Self::EmergencyOnly => false,
        }
    }

    /// Whether the network is not the card's own.
    #[must_use]
    pub fn is_roaming(self) -> bool {
        matches!(self, Self::Roaming | Self::RoamingSmsOnly | Self::RoamingCsfbNotPreferred)
    }

    fn read(field: &str) -> Option<Self> {
        // Longer fields are area codes.
        let stat: u8 = number(field).filter(|_| field.len() <= 3)?;
        Some(match stat {
            0 => Self::Idle,
            1 => Self::Home,
            2 => Self::Searching,
            3 => Self::Denied,
            4 => Self::Unknown,
            5 => Self::Roaming,
            6 => Self::HomeSmsOnly,
            7 => Self::RoamingSmsOnly,
            8 => Self::EmergencyOnly,
            9 => Self::HomeCsfbNotPreferred,
            10 => Self::RoamingCsfbNotPreferred,
            _ => return None,
        })
    }
}

impl Technology {
    pub(super) fn read(field: &str) -> Option<Self> {
        Some(match number::<u8>(field)? {
            0 | 1 => Self::Gsm,
            2 => Self::Utran,
            3 => Self::Edge,
            4..=6 => Self::Hspa,
            7 => Self::Lte,
            8 => Self::LteM,
            9 => Self::NbIot,
            10..=13 => Self::FiveG,
            _ => return None,
        })
    }
}

/// The answer to [`crate::Command::registration`].
pub fn registration(answer: &Answer) -> Result<Registration, Unreadable> {
    let read = |line: &String| {
        let domain = Domain::ALL.into_iter().find(|d| after_prefix(line, d.prefix()).is_some())?;
        let rest = after_prefix(line, domain.prefix())?;
        let (_, fields) = rest.split_once(',').filter(|_| is_solicited(line))?;
        from_fields(domain, fields)
    };
    answer.lines().iter().rev().find_map(read).ok_or(Unreadable { what: "registration" })
}

/// Whether a line answers a query: the setting comes before the status.
pub(crate) fn is_solicited(line: &str) -> bool {
    let Some((_, rest)) = line.split_once(':') else { return false };
    let mut fields = rest.split(',').map(str::trim);
    let setting = fields.next().and_then(|f| number::<u8>(f).filter(|n| *n <= 5 && f.len() <= 3));
    setting.is_some() && fields.next().and_then(Status::read).is_some()
}

/// The rest of an unasked line. Some modems repeat the setting here, too.
pub(crate) fn unsolicited(domain: Domain, rest: &str) -> Option<Registration> {
    let has_setting = is_solicited(&format!(":{rest}"));
    let fields = if has_setting { rest.split_once(',')?.1 } else { rest };
    from_fields(domain, fields)
}

/// `<stat>[,<area>,<cell>[,<technology>]]`, some with a routing area between area and cell or behind the cell.
fn from_fields(domain: Domain, fields: &str) -> Option<Registration> {
    // Quotes are unbalanced on some modems and stand for nothing: leave them out.
    let fields: Vec<String> = fields.split(',').map(|f| f.replace(['"', ' '], "")).collect();
    let status = Status::read(fields.first()?)?;
    let at = |index: usize| fields.get(index).map(String::as_str).unwrap_or_default();
    let hex = |field: &str| u64::from_str_radix(field, 16).ok();
    let area = hex(at(1)).and_then(|area| u32::try_from(area).ok()).filter(|_| !at(2).is_empty());
    let (cell, technology) = match fields.len() {
        5 if at(4).len() <= 2 => (hex(at(3)), Technology::read(at(4))),
        5 => (hex(at(4)), None),
        _ => (hex(at(2)), Technology::read(at(3))),
    };
    Some(Registration { domain, status, area, cell, technology })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(read: Option<Registration>) -> String {
        read.map_or("-".into(), |r| {
            let hex = |n: Option<u64>| n.map_or("-".into(), |n| format!("{n:X}"));
            let act = r.technology.map_or("-".into(), |t| format!("{t:?}"));
            format!("{:?} {} {} {act}", r.status, hex(r.area.map(u64::from)), hex(r.cell))
        })
    }

    #[test]
    fn answers_of_real_modems_are_read() {
        let rows = [
            ("+CREG: 2,1,4CA,81DE445", "Home 4CA 81DE445 -"),
            (r#"+CREG: 0,1,"5E25","605F""#, "Home 5E25 605F -"),
            (r#"+CREG: 0,1,"5E25","605F",2"#, "Home 5E25 605F Utran"),
            (r#"+CREG: 2,5,"2AF5","0B88E350",2"#, "Roaming 2AF5 B88E350 Utran"),
            ("+CREG: 2,0,00,0", "Idle 0 0 -"),
            (r#"+CREG:002,001,"18d8","ffff""#, "Home 18D8 FFFF -"),
            ("+CREG: 2,1,000B,2816, B, C2816", "Home B C2816 -"),
            ("+CREG: 2,1,  0 5, 2715", "Home 5 2715 -"),
            (r#"+CREG: 2,1,"0B,"0100701",7"#, "Home B 100701 Lte"),
            (r#"+CREG: 2,1,"5E25"#, "Home - - -"),
            (r#"+CREG: 2,6,"8B37","0A265185",7"#, "HomeSmsOnly 8B37 A265185 Lte"),
            ("+CEREG: 2,10, 2CA8, 20 ,B5583D ,7", "RoamingCsfbNotPreferred 2CA8 B5583D Lte"),
            ("+CGREG: 0,3", "Denied - - -"),
            ("+CREG: 5", "-"),
            ("+CREG: 1,84CD,00D30156", "-"),
        ];
        for (line, expected) in rows {
            assert_eq!(show(registration(&Answer::from_lines([line])).ok()), expected, "{line}");
        }
        assert!(registration(&Answer::default()).is_err(), "an empty answer tells nothing");
    }

    #[test]
    fn announcements_of_real_modems_are_read() {
        let rows = [
            ("5", "Roaming - - -"),
            ("1,84CD,00D30156", "Home 84CD D30156 -"),
            ("2,,", "Searching - - -"),
            (r#"2,5,"0502","0404736D""#, "Roaming 502 404736D -"),
            ("99", "-"),
        ];
        for (rest, expected) in rows {
            assert_eq!(show(unsolicited(Domain::Circuit, rest)), expected, "{rest}");
        }
    }
}
