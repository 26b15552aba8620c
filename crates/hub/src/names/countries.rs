//! ISO country ↔ the hub's name of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use kernel::Country;

/// Columns: ISO letters, the hubs' name, how certain that is, English name. Sorted; of several names of a country the
/// one for physical SIMs comes first.
const TABLE: &str = include_str!("../../data/countries.csv");

/// How sure a name in the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It stands in the hub's own document or was seen in use.
    Confirmed,
    /// Third parties use it.
    Likely,
    /// Made up from the English name; not used unless it is configured.
    Guess,
}

struct Row {
    name: &'static str,
    certainty: Certainty,
}

static ROWS: LazyLock<BTreeMap<Country, Row>> = LazyLock::new(|| {
    let mut rows = BTreeMap::new();
    for line in TABLE.lines().skip(1) {
        let mut fields = line.splitn(4, ',');
        let (Some(iso), Some(name), Some(certainty)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let Ok(country) = Country::parse(iso) else { continue };
        let certainty = match certainty {
            "confirmed" => Certainty::Confirmed,
            "likely" => Certainty::Likely,
            _ => Certainty::Guess,
        };
        rows.entry(country).or_insert(Row { name, certainty });
    }
    rows
});

/// What a country is probably called, and how probably.
#[must_use]
pub fn guess(country: &Country) -> Option<(&'static str, Certainty)> {
    ROWS.get(country).map(|row| (row.name, row.certainty))
}

/// One hub's names of countries.
#[derive(Clone, Debug)]
pub struct Countries {
    names: BTreeMap<Country, String>,
    countries: HashMap<String, Country>,
}

impl Countries {
    /// The table's names (guesses left out), overridden by the configuration.
    #[must_use]
    pub fn new(overrides: &BTreeMap<Country, String>) -> Self {
        let sure = ROWS.iter().filter(|(_, row)| row.certainty != Certainty::Guess);
        let mut names: BTreeMap<Country, String> =
            sure.map(|(country, row)| (country.clone(), row.name.to_owned())).collect();
        names.extend(overrides.iter().map(|(country, name)| (country.clone(), name.trim().to_lowercase())));
        let mut countries: HashMap<String, Country> =
            names.iter().map(|(country, name)| (name.clone(), country.clone())).collect();
        // A configured name wins over a country that the table calls the same.
        countries
            .extend(overrides.iter().map(|(country, name)| (name.trim().to_lowercase(), country.clone())));
        Self { names, countries }
    }

    /// The hub's name of a country; `None` when it can't be offered there.
    #[must_use]
    pub fn name(&self, country: &Country) -> Option<&str> {
        let name = self.names.get(country)?;
        (self.countries.get(name) == Some(country)).then_some(name)
    }

    /// The country the hub means.
    #[must_use]
    pub fn country(&self, name: &str) -> Option<&Country> {
        self.countries.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    #[test]
    fn physical_sims_of_the_us_have_their_own_name() {
        let names = Countries::new(&BTreeMap::new());
        assert_eq!(names.name(&iso("US")), Some("usaphysical"));
        assert_eq!(names.country("usaphysical"), Some(&iso("US")));
        assert_eq!(names.country("usa"), None, "virtual numbers are not ours to sell");
        assert_eq!(names.name(&iso("RU")), Some("russia"));
    }

    #[test]
    fn a_guess_is_not_used_unless_configured() {
        assert_eq!(guess(&iso("IT")), Some(("italy", Certainty::Guess)));
        assert_eq!(Countries::new(&BTreeMap::new()).name(&iso("IT")), None);
        let names = Countries::new(&BTreeMap::from([(iso("IT"), "Italia".to_owned())]));
        assert_eq!(names.name(&iso("IT")), Some("italia"));
        assert_eq!(names.country("italia"), Some(&iso("IT")));
    }

    #[test]
    fn the_table_is_readable_to_its_end() {
        assert!(ROWS.len() > 190, "{} rows", ROWS.len());
        assert_eq!(guess(&iso("CD")), Some(("dcongo", Certainty::Likely)));
    }
}
