//! The market's counts in a hub's words.
//!
//! Lines whose country or operator the hub has no name for are left out here exactly as they are left out of its
//! orders, so what is counted is what can be had.

use std::collections::BTreeMap;

use market::Counts;

use crate::hubs::Hub;
use crate::names::ANY;
use crate::profile::AnyOperator;
use crate::protocol::CountryCounts;

pub(crate) fn render(hub: &Hub, counts: &Counts) -> Vec<CountryCounts> {
    let mut countries: BTreeMap<&str, BTreeMap<String, BTreeMap<String, u32>>> = BTreeMap::new();
    for row in &counts.rows {
        let Some(country) = hub.countries.name(&row.country) else { continue };
        let Some(entry) = hub.settings.operators.entry(&row.country, row.operator.as_ref()) else { continue };
        if !hub.sells_in(&row.country) {
            continue;
        }
        let operators = countries.entry(country).or_default();
        add(operators.entry(entry.to_owned()).or_default(), hub, &row.services);
        if hub.settings.profile.any_operator == AnyOperator::AlwaysTheSum && entry != ANY {
            add(operators.entry(ANY.to_owned()).or_default(), hub, &row.services);
        }
    }
    let named = |(country, operators): (&str, _)| CountryCounts { country: country.to_owned(), operators };
    countries.into_iter().map(named).collect()
}

fn add(sums: &mut BTreeMap<String, u32>, hub: &Hub, services: &[(market::Service, u32)]) {
    for (service, count) in services {
        let Some(word) = hub.settings.service_words.word(service) else { continue };
        match sums.get_mut(word) {
            Some(sum) => *sum = sum.saturating_add(*count),
            None => {
                sums.insert(word.to_owned(), *count);
            }
        }
    }
}
