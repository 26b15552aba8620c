//! Our service codes ↔ the hub's words, and the services that a responsible operator does not sell.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use market::Service;

use crate::profile::ServiceWords;

const TABLE: &str = include_str!("../../data/services.csv");
const DENIED: &str = include_str!("../../data/denied-services.txt");

static NAMES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let row =
        |line: &'static str| line.split_once(',').map(|(code, name)| (code, name.trim().trim_matches('"')));
    TABLE.lines().skip(1).filter_map(row).collect()
});

/// What people call the service.
#[must_use]
pub fn service_name(service: &Service) -> Option<&'static str> {
    NAMES.get(service.as_str()).copied()
}

/// Whether the code stands in the hubs' list as far as that is public.
#[must_use]
pub fn is_known(service: &Service) -> bool {
    NAMES.contains_key(service.as_str())
}

/// Whether a code that confirms payments, accounts at banks, or identities is sent for this service.
#[must_use]
pub fn is_denied(service: &Service) -> bool {
    let code = |line: &'static str| line.split('#').next().unwrap_or_default().trim();
    DENIED.lines().map(code).any(|denied| denied == service.as_str())
}

/// One hub's words for the services it may sell.
#[derive(Clone, Debug)]
pub struct Services {
    words: BTreeMap<Service, String>,
    services: BTreeMap<String, Service>,
}

impl Services {
    /// The words of `services` under a profile, overridden by the configuration.
    #[must_use]
    pub fn new(services: &[Service], words: ServiceWords, overrides: &BTreeMap<Service, String>) -> Self {
        let word = |service: &Service| match (overrides.get(service), words) {
            (Some(word), _) => word.trim().to_lowercase(),
            (None, ServiceWords::Codes) => service.as_str().to_owned(),
            (None, ServiceWords::Names) => {
                service_name(service).map_or_else(|| service.as_str().to_owned(), as_word)
            }
        };
        let words: BTreeMap<Service, String> =
            services.iter().map(|service| (service.clone(), word(service))).collect();
        let services = words.iter().map(|(service, word)| (word.clone(), service.clone())).collect();
        Self { words, services }
    }

    /// The hub's word for a service of ours.
    #[must_use]
    pub fn word(&self, service: &Service) -> Option<&str> {
        self.words.get(service).map(String::as_str)
    }

    /// The service the hub means.
    #[must_use]
    pub fn service(&self, word: &str) -> Option<&Service> {
        self.services.get(word)
    }

    /// Two services that the hub could not tell apart.
    #[must_use]
    pub fn ambiguous(&self) -> Option<&str> {
        let same = |word: &&String| self.words.values().filter(|other| other == word).count() > 1;
        self.words.values().find(same).map(String::as_str)
    }
}

/// `Google,youtube,Gmail` becomes `google`.
fn as_word(name: &str) -> String {
    let first = name.split([',', '/']).next().unwrap_or(name);
    first.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Service {
        Service::parse(text).unwrap()
    }

    #[test]
    fn words_follow_the_profile_and_the_configuration() {
        let services = [code("wa"), code("go"), code("zzz")];
        let overrides = BTreeMap::from([(code("go"), "Gmail".to_owned())]);
        let names = Services::new(&services, ServiceWords::Names, &overrides);
        assert_eq!(names.word(&code("wa")), Some("whatsapp"));
        assert_eq!(names.word(&code("go")), Some("gmail"));
        assert_eq!(names.service("zzz"), Some(&code("zzz")));
        let codes = Services::new(&services, ServiceWords::Codes, &BTreeMap::new());
        assert_eq!(codes.word(&code("wa")), Some("wa"));
        assert_eq!(codes.service("tg"), None);
    }

    #[test]
    fn payment_services_are_denied() {
        assert!(is_denied(&code("ts")));
        assert!(!is_denied(&code("wa")));
    }

    #[test]
    fn every_denied_code_is_a_known_one() {
        for line in DENIED.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let denied = line.split('#').next().unwrap_or_default().trim();
            assert!(NAMES.contains_key(denied), "{denied}");
        }
    }
}
