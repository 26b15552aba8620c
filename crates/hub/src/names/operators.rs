//! A modem's word for its network ↔ the hub's name of the operator.
//!
//! Per country it is one or the other: either all its numbers go under one entry (usually `any`), or every number
//! under its operator's name. A hub takes it amiss when a country changes from one to the other, so this is said in
//! the configuration and never found out by looking at which lines happen to be online.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use kernel::Country;
use market::{Operator, Operators};

use super::countries;

/// The hubs' word for "whichever operator".
pub const ANY: &str = "any";

const TABLE: &str = include_str!("../../data/operators.csv");

/// How the numbers of one country are divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatorNaming {
    /// All under this one entry.
    Undivided(String),
    /// Each under the hub's name for what its modem says; a number without a name here is not offered.
    Divided(BTreeMap<Operator, String>),
}

/// One hub's names of operators.
#[derive(Clone, Debug, Default)]
pub struct OperatorNames {
    countries: BTreeMap<Country, OperatorNaming>,
}

impl OperatorNames {
    /// As configured; a country that is not is undivided.
    #[must_use]
    pub const fn new(countries: BTreeMap<Country, OperatorNaming>) -> Self {
        Self { countries }
    }

    /// Under which entry a number is offered; `None` when it can't be named.
    #[must_use]
    pub fn entry(&self, country: &Country, operator: Option<&Operator>) -> Option<&str> {
        match self.countries.get(country) {
            None => Some(ANY),
            Some(OperatorNaming::Undivided(entry)) => Some(entry),
            Some(OperatorNaming::Divided(names)) => names.get(operator?).map(String::as_str),
        }
    }

    /// Which numbers an order takes that names an operator or says `any`; `None` when there can be none.
    #[must_use]
    pub fn wanted(&self, country: &Country, asked: &str) -> Option<Operators> {
        match self.countries.get(country) {
            None => (asked == ANY).then_some(Operators::Every),
            Some(OperatorNaming::Undivided(entry)) => {
                (asked == ANY || asked == entry).then_some(Operators::Every)
            }
            Some(OperatorNaming::Divided(names)) => {
                // `any` takes only what was offered: numbers that have a name.
                let fits = |entry: &str| asked == ANY || asked == entry;
                let named: BTreeSet<Operator> = names
                    .iter()
                    .filter(|(_, entry)| fits(entry))
                    .map(|(operator, _)| operator.clone())
                    .collect();
                (!named.is_empty()).then_some(Operators::OneOf(named))
            }
        }
    }
}

static KNOWN: LazyLock<BTreeSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    let pair = |line: &'static str| {
        let mut fields = line.splitn(3, ',');
        Some((fields.next()?, fields.next()?))
    };
    TABLE.lines().skip(1).filter_map(pair).collect()
});

/// The operator names that are known of a country, for whoever writes the configuration.
#[must_use]
pub fn known_operators(country: &Country) -> Vec<&'static str> {
    let Some((name, _)) = countries::guess(country) else { return Vec::new() };
    KNOWN.iter().filter(|(country, _)| *country == name).map(|(_, operator)| *operator).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> (OperatorNames, Country) {
        let country = Country::parse("DE").unwrap();
        let folded = |text| Operator::fold(text).unwrap();
        let divided = BTreeMap::from([
            (folded("Telekom.de"), "tmobile".to_owned()),
            (folded("T-Mobile"), "tmobile".to_owned()),
            (folded("o2 - de"), "o2".to_owned()),
        ]);
        (OperatorNames::new(BTreeMap::from([(country.clone(), OperatorNaming::Divided(divided))])), country)
    }

    #[test]
    fn a_number_that_cannot_be_named_is_not_offered_in_a_divided_country() {
        let (names, country) = names();
        assert_eq!(names.entry(&country, Operator::fold("O2 DE").as_ref()), Some("o2"));
        assert_eq!(names.entry(&country, Operator::fold("1&1").as_ref()), None);
        assert_eq!(names.entry(&country, None), None);
        assert_eq!(names.entry(&Country::parse("FR").unwrap(), None), Some(ANY));
    }

    #[test]
    fn any_takes_what_was_offered_and_nothing_else() {
        let (names, country) = names();
        let Some(Operators::OneOf(every)) = names.wanted(&country, ANY) else { panic!("named ones only") };
        assert_eq!(every.len(), 3);
        let Some(Operators::OneOf(one)) = names.wanted(&country, "tmobile") else { panic!("both spellings") };
        assert_eq!(one.len(), 2);
        assert_eq!(names.wanted(&country, "vodafone"), None);
        assert_eq!(names.wanted(&Country::parse("FR").unwrap(), "orange"), None);
    }

    #[test]
    fn known_names_can_be_looked_up() {
        assert!(known_operators(&Country::parse("RU").unwrap()).contains(&"megafon"));
    }
}
