//! Message stores (`+CPMS`) and notification settings (`+CNMI`).

use std::fmt;

use super::{Unreadable, unreadable};
use crate::Answer;
use crate::fields::{after_any_prefix, number, split, unquote};

/// A message store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Storage {
    /// `SM`: on the SIM, travels with it, 10–50 slots.
    Sim,
    /// `ME`: in the modem.
    Modem,
    /// `MT`: both.
    Both,
    /// `SR`: status reports.
    Reports,
    /// `BM`: cell broadcast.
    Broadcast,
    /// `TA`.
    Adapter,
    /// Any other two capital letters or digits.
    Other([u8; 2]),
}

impl Storage {
    /// The code on the line.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Sim => "SM",
            Self::Modem => "ME",
            Self::Both => "MT",
            Self::Reports => "SR",
            Self::Broadcast => "BM",
            Self::Adapter => "TA",
            Self::Other(code) => std::str::from_utf8(code).unwrap_or("??"),
        }
    }

    /// Reads a code; none when it is no two letters or digits.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let code: [u8; 2] = code.as_bytes().try_into().ok()?;
        Some(match &code {
            b"SM" => Self::Sim,
            b"ME" => Self::Modem,
            b"MT" => Self::Both,
            b"SR" => Self::Reports,
            b"BM" => Self::Broadcast,
            b"TA" => Self::Adapter,
            other if other.iter().all(u8::is_ascii_alphanumeric) => Self::Other(code),
            _ => return None,
        })
    }
}

impl fmt::Display for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How full one store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageUse {
    /// None in the answer to a setting, which does not repeat the name.
    pub storage: Option<Storage>,
    pub used: u16,
    pub total: u16,
}

impl StorageUse {
    /// Whether nothing more can arrive here.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.total > 0 && self.used >= self.total
    }
}

/// Which stores can be chosen for what; empty lists where the modem stores nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storages {
    pub read: Vec<Storage>,
    pub write: Vec<Storage>,
    pub receive: Vec<Storage>,
}

/// The five values of `+CNMI`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cnmi {
    pub mode: u8,
    pub mt: u8,
    pub bm: u8,
    pub ds: u8,
    pub bfr: u8,
}

impl fmt::Display for Cnmi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{},{}", self.mode, self.mt, self.bm, self.ds, self.bfr)
    }
}

/// The values `+CNMI=?` offers, per field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CnmiForms {
    pub mode: Vec<u8>,
    pub mt: Vec<u8>,
    pub bm: Vec<u8>,
    pub ds: Vec<u8>,
    pub bfr: Vec<u8>,
}

/// What a driver would like of `+CNMI`, best first in each field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CnmiWish {
    pub mode: &'static [u8],
    pub mt: &'static [u8],
    pub bm: &'static [u8],
    pub ds: &'static [u8],
    pub bfr: &'static [u8],
}

impl CnmiForms {
    /// The best offered values; a field the modem does not tell of takes the first wish.
    #[must_use]
    pub fn choose(&self, wish: &CnmiWish) -> Cnmi {
        let best = |offered: &[u8], wished: &[u8]| {
            let allowed = wished.iter().find(|value| offered.is_empty() || offered.contains(value));
            allowed.or(offered.first()).copied().unwrap_or(0)
        };
        Cnmi {
            mode: best(&self.mode, wish.mode),
            mt: best(&self.mt, wish.mt),
            bm: best(&self.bm, wish.bm),
            ds: best(&self.ds, wish.ds),
            bfr: best(&self.bfr, wish.bfr),
        }
    }
}

/// `+CPMS?` and the answer to setting it: one to three stores (read, write, receive).
pub fn storage_use(answer: &Answer) -> Result<Vec<StorageUse>, Unreadable> {
    let fields = split(answer.last().map(after_any_prefix).unwrap_or_default());
    let named = fields
        .first()
        .is_some_and(|field| Storage::from_code(field).is_some() && number::<u16>(field).is_none());
    let group = if named { 3 } else { 2 };
    let read = |group: &[&str]| {
        let [.., used, total] = group else { return None };
        let storage = if named { Storage::from_code(group.first()?) } else { None };
        Some(StorageUse { storage, used: number(used)?, total: number(total)? })
    };
    let uses: Vec<_> = fields.chunks_exact(group).map_while(read).collect();
    if uses.is_empty() { unreadable("storage use") } else { Ok(uses) }
}

/// `+CPMS=?`.
pub fn storages(answer: &Answer) -> Result<Storages, Unreadable> {
    let Some(line) = answer.last() else { return unreadable("storages") };
    let mut groups = groups(after_any_prefix(line)).into_iter();
    let mut next =
        || groups.next().unwrap_or_default().iter().filter_map(|code| Storage::from_code(code)).collect();
    Ok(Storages { read: next(), write: next(), receive: next() })
}

/// `+CNMI=?`.
pub fn notification_forms(answer: &Answer) -> Result<CnmiForms, Unreadable> {
    let Some(line) = answer.last() else { return unreadable("notification forms") };
    let mut groups = groups(after_any_prefix(line)).into_iter();
    let mut next = || groups.next().unwrap_or_default().iter().flat_map(|field| range(field)).collect();
    Ok(CnmiForms { mode: next(), mt: next(), bm: next(), ds: next(), bfr: next() })
}

/// `+CSMS=?`: whether acknowledged direct delivery is offered.
#[must_use]
pub fn offers_acknowledged_delivery(answer: &Answer) -> bool {
    let services = answer.last().map(|line| groups(after_any_prefix(line))).unwrap_or_default();
    services.concat().iter().flat_map(|field| range(field)).any(|service| service == 1)
}

/// `(a,b),(c)`: the innermost groups. Without parentheses every field is a group of its own.
fn groups(text: &str) -> Vec<Vec<&str>> {
    if !text.contains('(') {
        return text.split(',').map(|field| vec![unquote(field)]).collect();
    }
    let inner = text.split('(').filter_map(|part| part.split_once(')').map(|(inside, _)| inside));
    // Quotes are lost now and then: split at every comma.
    inner.map(|inside| inside.split(',').map(unquote).filter(|field| !field.is_empty()).collect()).collect()
}

/// `2` or `0-3`.
fn range(field: &str) -> Vec<u8> {
    let (from, to) = field.split_once('-').unwrap_or((field, field));
    match (number::<u8>(from), number::<u8>(to)) {
        (Some(from), Some(to)) => (from..=to).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_use_forms_are_read() {
        let rows = [
            (r#"+CPMS: "SM",3,10,"SM",3,10,"ME",23,23"#, "SM 3/10, SM 3/10, ME 23/23 full"),
            ("+CPMS: 14,50,14,50", "- 14/50, - 14/50"),
            ("+CPMS: 9,25,9,25,0,20", "- 9/25, - 9/25, - 0/20"),
            (r#"+CPMS: "MT",1,30"#, "MT 1/30"),
        ];
        for (line, expected) in rows {
            let shown: Vec<String> = storage_use(&Answer::from_lines([line]))
                .unwrap()
                .iter()
                .map(|u| {
                    let name = u.storage.as_ref().map_or("-", Storage::code);
                    format!("{name} {}/{}{}", u.used, u.total, if u.is_full() { " full" } else { "" })
                })
                .collect();
            assert_eq!(shown.join(", "), expected, "{line}");
        }
        for line in ["+CPMS: ,,,,,,,,", "+CPMS: ", "+CPMS: (),(),()"] {
            assert!(storage_use(&Answer::from_lines([line])).is_err(), "{line}");
        }
    }

    #[test]
    fn offered_storages_are_read() {
        let show = |s: &[Storage]| s.iter().map(Storage::code).collect::<Vec<_>>().join(" ");
        let rows = [
            (r#"+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")"#, "SM ME|SM ME|SM ME"),
            (r#"+CPMS: (("SM","BM","SR"),("SM"))"#, "SM BM SR|SM|"),
            ("+CPMS: (),(),()", "||"),
            (r#"+CPMS: "ME","MT","SM""#, "ME|MT|SM"),
            (r#"+CPMS: (ME", "SR"), ("ME", "SR"), ("ME")"#, "ME SR|ME SR|ME"),
            (r#"+CPMS: ("ME","MT") ("ME","SM","MT") ("SM","MT")"#, "ME MT|ME SM MT|SM MT"),
            ("+CPMS: ", "||"),
        ];
        for (line, expected) in rows {
            let s = storages(&Answer::from_lines([line])).unwrap();
            assert_eq!(
                format!("{}|{}|{}", show(&s.read), show(&s.write), show(&s.receive)),
                expected,
                "{line}"
            );
        }
    }

    #[test]
    fn notification_settings_come_from_what_is_offered() {
        let wish = CnmiWish { mode: &[2, 1], mt: &[1, 2], bm: &[0], ds: &[1, 2, 0], bfr: &[0, 1] };
        let rows = [
            ("+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)", "2,1,0,1,0"),
            ("+CNMI: (0,1,2),(0,1),(0,2),(0),(1)", "2,1,0,0,1"),
            ("+CNMI: (0,1),(0,1,2,3),(0),(0,2),(0)", "1,1,0,2,0"),
            ("+CNMI: (1),(2)", "1,2,0,1,0"),
        ];
        for (line, expected) in rows {
            let forms = notification_forms(&Answer::from_lines([line])).unwrap();
            assert_eq!(forms.choose(&wish).to_string(), expected, "{line}");
        }
    }

    #[test]
    fn acknowledged_delivery_is_seen() {
        assert!(offers_acknowledged_delivery(&Answer::from_lines(["+CSMS: (0-1)"])));
        assert!(offers_acknowledged_delivery(&Answer::from_lines(["+CSMS: (0,1)"])));
        assert!(!offers_acknowledged_delivery(&Answer::from_lines(["+CSMS: (0)"])));
    }
}
