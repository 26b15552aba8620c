//! One hub as the operator configures it: read once, checked as a whole, refused with the reason.
//!
//! [`HubConfig`] is what a configuration file holds, [`HubSettings`] what the rest of the crate relies on.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Country, Secret};
use market::{Channel, ChannelId, Operator, Prefix, Service};

use crate::names::{OperatorNames, OperatorNaming, Services, is_denied};
use crate::profile::{Profile, ProfileId};

/// A hub in the configuration file.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubConfig {
    /// Our name for it; also the name of its sales channel.
    pub id: String,
    /// `smshub`, `smsbower`, `grizzly` or `onlinesim`.
    #[serde(default = "smshub")]
    pub profile: String,
    /// The protocol key of the account there.
    pub key: Secret,
    /// Where it calls us; `/` and the id when left out.
    pub path: Option<String>,
    /// Where messages go; the profile's own address when left out.
    pub push_url: Option<String>,
    /// Codes of the services to sell.
    pub services: Vec<String>,
    /// The hub's word for a service where it differs: `wa = "whatsapp"`.
    #[serde(default)]
    pub service_names: BTreeMap<String, String>,
    /// The hub's word for a country where it differs: `IT = "italy"`.
    #[serde(default)]
    pub countries: BTreeMap<String, String>,
    /// Sell only numbers of these countries.
    pub only_countries: Option<Vec<String>>,
    /// Never sell numbers of these countries.
    #[serde(default = "denied_by_default")]
    pub denied_countries: Vec<String>,
    /// How numbers are divided by operator, per country: one entry for all, or the modem's word → the hub's.
    #[serde(default)]
    pub operators: BTreeMap<String, OperatorConfig>,
    /// Whether one number may serve several services at once.
    #[serde(default)]
    pub parallel_services: bool,
    /// Whether pushes are sent compressed.
    #[serde(default)]
    pub compress_push: bool,
    /// Numbers beginning so are never sold there.
    #[serde(default)]
    pub excluded_prefixes: Vec<String>,
    /// Services of the deny list (banks, payment, identity) that are sold all the same.
    #[serde(default)]
    pub allow_denied_services: Vec<String>,
    /// What we call ourselves when pushing.
    #[serde(default = "user_agent")]
    pub user_agent: String,
}

/// How the numbers of a country are divided.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(untagged)]
pub enum OperatorConfig {
    /// All under one entry.
    Undivided(String),
    /// The modem's word → the hub's.
    Divided(BTreeMap<String, String>),
}

fn smshub() -> String {
    ProfileId::SmsHub.word().to_owned()
}

fn denied_by_default() -> Vec<String> {
    vec!["CN".to_owned()]
}

fn user_agent() -> String {
    concat!("simyard/", env!("CARGO_PKG_VERSION")).to_owned()
}

/// A hub, checked.
#[derive(Clone, Debug)]
pub struct HubSettings {
    pub(crate) id: ChannelId,
    pub(crate) profile: &'static Profile,
    pub(crate) key: Secret,
    pub(crate) path: String,
    pub(crate) push_url: url::Url,
    pub(crate) services: Vec<Service>,
    pub(crate) service_words: Services,
    pub(crate) country_names: BTreeMap<Country, String>,
    pub(crate) only_countries: Option<BTreeSet<Country>>,
    pub(crate) denied_countries: BTreeSet<Country>,
    pub(crate) operators: OperatorNames,
    pub(crate) parallel_services: bool,
    pub(crate) compress_push: bool,
    pub(crate) excluded_prefixes: Vec<Prefix>,
    pub(crate) user_agent: String,
}

/// Why a hub can't be used as configured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("hub `{hub}`: {problem}")]
pub struct SettingsError {
    /// Which hub.
    pub hub: String,
    /// What is wrong with it, and what to do.
    pub problem: String,
}

impl HubSettings {
    /// Checks a hub's configuration.
    ///
    /// # Errors
    /// [`SettingsError`] on the first thing that can't be used.
    pub fn read(config: HubConfig) -> Result<Self, SettingsError> {
        let hub = config.id.clone();
        check(config).map_err(|problem| SettingsError { hub, problem })
    }

    /// Our name for the hub.
    #[must_use]
    pub const fn id(&self) -> &ChannelId {
        &self.id
    }

    /// Where it calls us.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What the market has to know of it.
    #[must_use]
    pub fn channel(&self) -> Channel {
        Channel {
            exclusive: !self.parallel_services,
            excluded_prefixes: self.excluded_prefixes.clone(),
            countries: self.only_countries.clone(),
            denied_countries: self.denied_countries.clone(),
            ..Channel::new(self.id.clone(), self.services.iter().cloned())
        }
    }
}

/// Checks that no two hubs share an id or a path.
///
/// # Errors
/// [`SettingsError`] naming the second of them.
pub fn check_together(hubs: &[HubSettings]) -> Result<(), SettingsError> {
    for (index, hub) in hubs.iter().enumerate() {
        for other in &hubs[..index] {
            let refuse = |problem: String| Err(SettingsError { hub: hub.id.to_string(), problem });
            if other.id == hub.id {
                return refuse("there are two hubs with this id; give each its own".to_owned());
            }
            if other.path == hub.path {
                return refuse(format!(
                    "hub `{}` has the same path {}; give each its own",
                    other.id, hub.path
                ));
            }
        }
    }
    Ok(())
}

fn check(config: HubConfig) -> Result<HubSettings, String> {
    let id = ChannelId::parse(&config.id).map_err(|problem| problem.to_string())?;
    let profile = profile(&config.profile)?;
    let services = services(&config)?;
    let words = service_words(&config, &services, profile)?;
    let push_url = push_url(config.push_url.as_deref(), profile)?;
    if config.key.expose().trim().is_empty() {
        return Err("`key` is empty; copy the protocol key from the account there".to_owned());
    }
    if config.user_agent.trim().is_empty() || !config.user_agent.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Err("`user_agent` must be printable ASCII; hubs refuse calls without one".to_owned());
    }
    let prefix =
        |text: &String| Prefix::parse(text).map_err(|problem| format!("`excluded_prefixes`: {problem}"));
    Ok(HubSettings {
        path: path(config.path.as_deref(), &id)?,
        only_countries: config
            .only_countries
            .as_deref()
            .map(|codes| countries("only_countries", codes))
            .transpose()?,
        denied_countries: countries("denied_countries", &config.denied_countries)?,
        country_names: country_names(&config.countries)?,
        operators: OperatorNames::new(operators(&config.operators, &config.countries)?),
        excluded_prefixes: config.excluded_prefixes.iter().map(prefix).collect::<Result<_, _>>()?,
        id,
        profile,
        key: config.key,
        push_url,
        services,
        service_words: words,
        parallel_services: config.parallel_services,
        compress_push: config.compress_push,
        user_agent: config.user_agent,
    })
}

fn profile(word: &str) -> Result<&'static Profile, String> {
    let known = || ProfileId::ALL.map(ProfileId::word).join(", ");
    ProfileId::of_word(word)
        .map(ProfileId::profile)
        .ok_or_else(|| format!("`profile` must be one of {}", known()))
}

fn services(config: &HubConfig) -> Result<Vec<Service>, String> {
    if config.services.is_empty() {
        return Err("`services` is empty, so nothing could be sold; name codes such as wa, tg".to_owned());
    }
    let mut services = BTreeSet::new();
    for code in &config.services {
        let service = Service::parse(code).map_err(|problem| format!("`services`: {code:?}: {problem}"))?;
        if is_denied(&service) && !config.allow_denied_services.contains(code) {
            return Err(format!(
                "service `{service}` is on the deny list (banks, payment, identity); remove it, or add it to \
                 `allow_denied_services` if you may sell it"
            ));
        }
        services.insert(service);
    }
    Ok(services.into_iter().collect())
}

fn service_words(config: &HubConfig, services: &[Service], profile: &Profile) -> Result<Services, String> {
    let mut overrides = BTreeMap::new();
    for (code, word) in &config.service_names {
        let service = Service::parse(code).map_err(|problem| format!("`service_names`: {problem}"))?;
        overrides.insert(service, word.clone());
    }
    let words = Services::new(services, profile.service_words, &overrides);
    match words.ambiguous() {
        Some(word) => Err(format!("two services would both be called `{word}` there; set `service_names`")),
        None => Ok(words),
    }
}

fn push_url(configured: Option<&str>, profile: &Profile) -> Result<url::Url, String> {
    let text = configured
        .or(profile.push_url)
        .ok_or_else(|| format!("`push_url` is missing; {} gives it with the account", profile.name))?;
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err("`push_url` must be an http or https address".to_owned()),
    }
}

fn path(configured: Option<&str>, id: &ChannelId) -> Result<String, String> {
    let path = configured.map_or_else(|| format!("/{id}"), |path| path.trim().to_owned());
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    if !path.starts_with('/') || !path.bytes().all(plain) {
        return Err("`path` must begin with / and hold letters, digits, / - _ . ~ only".to_owned());
    }
    let trimmed = path.trim_end_matches('/');
    Ok(if trimmed.is_empty() { "/".to_owned() } else { trimmed.to_owned() })
}

fn country(field: &str, code: &str) -> Result<Country, String> {
    Country::parse(code).map_err(|problem| format!("`{field}`: {code:?}: {problem}"))
}

fn countries(field: &str, codes: &[String]) -> Result<BTreeSet<Country>, String> {
    codes.iter().map(|code| country(field, code)).collect()
}

fn country_names(configured: &BTreeMap<String, String>) -> Result<BTreeMap<Country, String>, String> {
    let mut names = BTreeMap::new();
    for (code, name) in configured {
        if name.trim().is_empty() {
            return Err(format!("`countries`: the name of {code} is empty"));
        }
        names.insert(country("countries", code)?, name.clone());
    }
    Ok(names)
}

fn operators(
    configured: &BTreeMap<String, OperatorConfig>,
    country_names: &BTreeMap<String, String>,
) -> Result<BTreeMap<Country, OperatorNaming>, String> {
    let mut naming = BTreeMap::new();
    // Physical SIMs of the US go under one entry of their own, unless the operator says otherwise.
    if !country_names.keys().any(|code| code.eq_ignore_ascii_case("US")) {
        naming.insert(country("operators", "US")?, OperatorNaming::Undivided("physic".to_owned()));
    }
    for (code, config) in configured {
        naming.insert(country("operators", code)?, divide(code, config)?);
    }
    Ok(naming)
}

fn divide(code: &str, config: &OperatorConfig) -> Result<OperatorNaming, String> {
    let entry = |name: &str| {
        let name = name.trim().to_lowercase();
        if name.is_empty() { Err(format!("`operators.{code}` has an empty name")) } else { Ok(name) }
    };
    let names = match config {
        OperatorConfig::Undivided(name) => return Ok(OperatorNaming::Undivided(entry(name)?)),
        OperatorConfig::Divided(names) => names,
    };
    let mut divided = BTreeMap::new();
    for (word, name) in names {
        let operator = Operator::fold(word).ok_or_else(|| format!("`operators.{code}` has an empty word"))?;
        let name = entry(name)?;
        if name == crate::names::ANY {
            return Err(format!(
                "`operators.{code}`: `any` can't stand beside operators; write `{code} = \"any\"` for all of them"
            ));
        }
        divided.insert(operator, name);
    }
    Ok(OperatorNaming::Divided(divided))
}
