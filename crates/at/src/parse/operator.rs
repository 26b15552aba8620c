//! The serving operator (`+COPS`) and what the card says about it (EF-SPN, EF-AD).

use super::registration::Technology;
use super::ussd::{from_ucs2_hex, units};
use super::{Unreadable, gsm, sim, unreadable};
use crate::Answer;
use crate::fields::{after_any_prefix, number, split};

/// How `+COPS` writes names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameFormat {
    Long,
    Short,
    /// MCC and MNC digits.
    Numeric,
}

/// The serving operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Whether the modem chooses by itself.
    pub automatic: bool,
    pub format: NameFormat,
    pub name: String,
    pub technology: Option<Technology>,
}

/// What a network found by a scan is to this card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Availability {
    Unknown,
    Available,
    Current,
    Forbidden,
}

/// A network found by a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundOperator {
    pub availability: Availability,
    pub name: String,
    /// MCC and MNC digits.
    pub numeric: String,
    pub technology: Option<Technology>,
}

/// `+COPS?`; none: no operator is selected.
pub fn operator(answer: &Answer) -> Result<Option<Operator>, Unreadable> {
    let fields = split(answer.last().map(after_any_prefix).unwrap_or_default());
    let Some(mode) = fields.first().and_then(|f| number::<u8>(f)) else { return unreadable("operator") };
    let Some(name) = fields.get(2).filter(|name| !name.is_empty()) else { return Ok(None) };
    let format = match fields.get(1).and_then(|f| number::<u8>(f)) {
        Some(1) => NameFormat::Short,
        Some(2) => NameFormat::Numeric,
        // Some modems announce the long form and write digits.
        _ if (5..=6).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_digit()) => NameFormat::Numeric,
        _ => NameFormat::Long,
    };
    let technology = fields.get(3).and_then(|f| Technology::read(f));
    let name = match format {
        NameFormat::Numeric => (*name).to_owned(),
        NameFormat::Long | NameFormat::Short => from_ucs2_hex(name).unwrap_or_else(|| (*name).to_owned()),
    };
    Ok(Some(Operator { automatic: mode == 0, format, name, technology }))
}

/// `+COPS=?`: the networks found, with what the list says of each.
pub fn found_operators(answer: &Answer) -> Result<Vec<FoundOperator>, Unreadable> {
    let Some(line) = answer.last() else { return unreadable("operator list") };
    let groups = after_any_prefix(line).split('(').filter_map(|part| part.split_once(')'));
    Ok(groups.filter_map(|(inside, _)| found(&split(inside))).collect())
}

/// `<stat>,"long","short","numeric"[,<AcT>]`; the lists of supported modes that follow have no names.
fn found(fields: &[&str]) -> Option<FoundOperator> {
    let [availability, long, _, numeric, rest @ ..] = fields else { return None };
    let availability = match number::<u8>(availability)? {
        1 => Availability::Available,
        2 => Availability::Current,
        3 => Availability::Forbidden,
        _ => Availability::Unknown,
    };
    let is_numeric = (5..=6).contains(&numeric.len()) && numeric.bytes().all(|b| b.is_ascii_digit());
    let name = from_ucs2_hex(long).unwrap_or_else(|| (*long).to_owned());
    let technology = rest.first().and_then(|field| Technology::read(field));
    is_numeric.then(|| FoundOperator { availability, name, numeric: (*numeric).to_owned(), technology })
}

/// The service provider's name from EF-SPN.
pub fn service_provider(answer: &Answer) -> Result<Option<String>, Unreadable> {
    let octets = sim::file(answer)?;
    let name: Vec<u8> = octets.into_iter().skip(1).take_while(|octet| *octet != 0xFF).collect();
    let text = match name.split_first() {
        // 0x80 announces UCS-2 (TS 11.11 annex B).
        Some((0x80, ucs2)) => String::from_utf16_lossy(&units(ucs2)),
        _ => gsm::text(&name),
    };
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// How many digits the card's MNC has, from EF-AD; none where the card does not say.
pub fn mnc_length(answer: &Answer) -> Result<Option<u8>, Unreadable> {
    let octets = sim::file(answer)?;
    Ok(octets.get(3).map(|octet| octet & 0x0F).filter(|length| (2..=3).contains(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operator_names_are_read_in_every_format() {
        let rows = [
            (r#"+COPS: 0,0,"Vodafone NL",2"#, "Vodafone NL Long true"),
            (r#"+COPS: 1,2,"20404",7"#, "20404 Numeric false"),
            (r#"+COPS: 0,1,"voda""#, "voda Short true"),
            (r#"+COPS: 0,0,"0054002D004D006F00620069006C0065""#, "T-Mobile Long true"),
            (r#"+COPS: 0,0,"26201""#, "26201 Numeric true"),
            ("+COPS: 0", "none"),
        ];
        for (line, expected) in rows {
            let operator = operator(&Answer::from_lines([line])).unwrap();
            let shown =
                operator.map_or("none".into(), |o| format!("{} {:?} {}", o.name, o.format, o.automatic));
            assert_eq!(shown, expected, "{line}");
        }
        assert!(operator(&Answer::default()).is_err());
    }

    #[test]
    fn a_scan_lists_networks_and_nothing_else() {
        let line =
            r#"+COPS: (2,"Vodafone","voda","26202",7),(3,"o2, de","o2","26207",0),,(0,1,2,3,4),(0,1,2)"#;
        let found = found_operators(&Answer::from_lines([line])).unwrap();
        let shown: Vec<_> =
            found.iter().map(|f| format!("{:?} {} {}", f.availability, f.name, f.numeric)).collect();
        assert_eq!(shown, ["Current Vodafone 26202", "Forbidden o2, de 26207"]);
    }

    #[test]
    fn the_card_names_its_provider_and_mnc_length() {
        let spn = Answer::from_lines([r#"+CRSM: 144,0,"01566F6461666F6E65FFFFFFFFFFFFFFFF""#]);
        assert_eq!(service_provider(&spn).unwrap().as_deref(), Some("Vodafone"));
        assert_eq!(mnc_length(&Answer::from_lines(["+CRSM: 144,0,00000003"])), Ok(Some(3)));
        assert_eq!(mnc_length(&Answer::from_lines(["+CRSM: 144,0,000000"])), Ok(None));
        assert!(mnc_length(&Answer::from_lines(["+CRSM: 106,130"])).is_err());
    }
}
