//! Configuration that can't work is refused with the reason.

use hub::HubSettings;

use crate::world::{config, smshub};

#[test]
fn what_cannot_work_is_refused_with_the_reason() {
    for (field, value, expected) in [
        ("id", serde_json::json!("SMS Hub"), "unexpected character 'S' in a hub id"),
        (
            "profile",
            serde_json::json!("smsclub"),
            "`profile` must be one of smshub, smsbower, grizzly, onlinesim",
        ),
        ("key", serde_json::json!(" "), "`key` is empty"),
        ("services", serde_json::json!([]), "`services` is empty"),
        ("services", serde_json::json!(["wa", "ts"]), "service `ts` is on the deny list"),
        ("path", serde_json::json!("smshub"), "`path` must begin with /"),
        ("push_url", serde_json::json!("ftp://hub"), "`push_url` must be an http or https address"),
        (
            "countries",
            serde_json::json!({"Italy": "italy"}),
            "`countries`: \"Italy\": a country is two letters",
        ),
        ("operators", serde_json::json!({"RU": {"MTS": "any"}}), "`any` can't stand beside operators"),
        ("excluded_prefixes", serde_json::json!(["79x"]), "`excluded_prefixes`: a prefix is 1 to 15 digits"),
        ("user_agent", serde_json::json!(""), "`user_agent` must be printable ASCII"),
    ] {
        let mut hub = smshub();
        hub[field] = value;
        let problem = HubSettings::read(config(hub)).unwrap_err().to_string();
        assert!(problem.contains(expected), "{field}: {problem}");
        assert!(problem.starts_with("hub `"), "{problem}");
    }
}

#[test]
fn profiles_without_a_known_address_ask_for_one() {
    let mut hub = smshub();
    hub["profile"] = "grizzly".into();
    hub.as_object_mut().unwrap().remove("push_url");
    assert!(
        HubSettings::read(config(hub))
            .unwrap_err()
            .to_string()
            .contains("GrizzlySMS gives it with the account")
    );
}

#[test]
fn a_denied_service_can_be_allowed_by_name() {
    let mut hub = smshub();
    hub["services"] = serde_json::json!(["ts"]);
    hub["allow_denied_services"] = serde_json::json!(["ts"]);
    assert!(HubSettings::read(config(hub)).is_ok());
}

#[test]
fn mainland_china_is_not_sold_by_default() {
    let settings = HubSettings::read(config(smshub())).unwrap();
    assert!(!settings.channel().serves(&kernel::Country::parse("CN").unwrap()));
    assert_eq!(settings.path(), "/smshub");
}

#[test]
fn two_hubs_do_not_share_id_or_path() {
    let read = |hub| HubSettings::read(config(hub)).unwrap();
    let mut other = smshub();
    other["id"] = "other".into();
    other["path"] = "/smshub/".into();
    let clash = hub::settings::check_together(&[read(smshub()), read(other)]).unwrap_err();
    assert!(clash.to_string().contains("same path /smshub"), "{clash}");
    assert!(hub::settings::check_together(&[read(smshub()), read(smshub())]).is_err());
}
