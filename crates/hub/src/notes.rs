//! What an operator should be told about a hub: nothing here changes what is offered, it says why something is not.

use std::collections::BTreeSet;

use market::{ChannelId, Market};

use crate::hubs::Hub;
use crate::names::{Certainty, guess, is_known};

/// One remark about one hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Which hub.
    pub hub: ChannelId,
    /// Stable word for the screens.
    pub code: &'static str,
    /// What it is about: a country, an operator, a service.
    pub subject: String,
    /// What to do about it.
    pub text: String,
}

pub(crate) fn of(hub: &Hub, market: &Market) -> Vec<Note> {
    let note = |code, subject: &str, text: String| Note {
        hub: hub.settings.id().clone(),
        code,
        subject: subject.to_owned(),
        text,
    };
    let mut notes = Vec::new();
    for service in hub.settings.services.iter().filter(|service| !is_known(service)) {
        let text = format!("service `{service}` is not in the public list; check its code with the hub");
        notes.push(note("service.unknown", service.as_str(), text));
    }
    let mut seen = BTreeSet::new();
    for row in market.counts(hub.settings.id()).map(|counts| counts.rows).unwrap_or_default() {
        let country = row.country.code();
        if !hub.sells_in(&row.country) {
            continue;
        }
        if seen.insert(row.country.clone()) {
            notes.extend(country_note(hub, &row.country).map(|(code, text)| note(code, country, text)));
        }
        if hub.settings.operators.entry(&row.country, row.operator.as_ref()).is_none() {
            let word = row.operator.as_ref().map_or("unknown operator", |operator| operator.as_str());
            let text = format!(
                "numbers of `{word}` in {country} are not offered: the country is divided by operator and this one has \
                 no name at the hub; add it to `operators.{country}`"
            );
            notes.push(note("operator.unnamed", word, text));
        }
    }
    notes
}

fn country_note(hub: &Hub, country: &kernel::Country) -> Option<(&'static str, String)> {
    let code = country.code();
    if hub.countries.name(country).is_none() {
        let hint = guess(country).map_or_else(String::new, |(name, _)| format!(", perhaps `{name}`"));
        let text = format!(
            "numbers of {code} are not offered: ask the hub what it calls the country{hint}, and set it in `countries`"
        );
        return Some(("country.unnamed", text));
    }
    let configured = hub.settings.country_names.contains_key(country);
    let likely = guess(country).is_some_and(|(_, certainty)| certainty != Certainty::Confirmed);
    (likely && !configured).then(|| {
        let name = hub.countries.name(country).unwrap_or_default();
        (
            "country.unconfirmed",
            format!("{code} is offered as `{name}`, which is likely but not confirmed; check the hub's list"),
        )
    })
}
