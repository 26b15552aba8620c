//! Calls as hubs make them, answers as they want them.

use testkit::{TestDatabase, on_every_engine};

use crate::world::{House, smshub};

on_every_engine! {
    async fn an_order_runs_from_the_counts_to_its_end(db: TestDatabase) {
        let house = House::new(db, &[smshub()]).await;
        house.line("79281234567", "RU", "MegaFon").await;
        let full = r#"{"countryList":[{"country":"russia","operatorMap":{"any":{"tg":1,"wa":1}}}],"status":"SUCCESS"}"#;
        assert_eq!(house.services().await, full);
        let number = house.number("russia", "any", "wa").await;
        assert_eq!(number.to_string(), r#"{"activationId":1,"number":79281234567,"status":"SUCCESS"}"#);
        let held = r#"{"countryList":[{"country":"russia","operatorMap":{"any":{"tg":0,"wa":0}}}],"status":"SUCCESS"}"#;
        assert_eq!(house.services().await, held);
        assert_eq!(house.number("russia", "any", "wa").await["status"], "NO_NUMBERS");
        for _ in 0..2 {
            assert_eq!(house.finish(&number, 3).await, r#"{"status":"SUCCESS"}"#);
        }
        let sold = r#"{"countryList":[{"country":"russia","operatorMap":{"any":{"tg":1,"wa":0}}}],"status":"SUCCESS"}"#;
        assert_eq!(house.services().await, sold);
        let overview = house.hubs.overview().await.unwrap();
        assert_eq!(overview[0].earnings.iter().map(|sum| sum.amount()).collect::<Vec<_>>(), ["10.00"]);
        assert!(overview[0].last_call_at.is_some());
    }
}

#[tokio::test]
async fn strangers_and_nonsense_get_an_error_that_tells_them_nothing() {
    let house = House::smshub().await;
    for (body, expected) in [
        (r#"{"action":"GET_SERVICES","key":"other"}"#, r#"{"status":"ERROR","error":"wrong key"}"#),
        (r#"{"action":"NONSENSE","key":"other"}"#, r#"{"status":"ERROR","error":"wrong key"}"#),
        (r#"{"action":"GET_SERVICES"}"#, r#"{"status":"ERROR","error":"field `key` is missing"}"#),
        ("nonsense", r#"{"status":"ERROR","error":"the body is not JSON (line 1, column 2)"}"#),
        (
            r#"{"action":"FINISH_ACTIVATION","key":"k3y","activationId":77,"status":3}"#,
            r#"{"status":"ERROR","error":"this activationId is not known here"}"#,
        ),
    ] {
        assert_eq!(house.call("/smshub", body).await, expected, "{body}");
    }
    let huge = format!(r#"{{"key":"k3y","action":"GET_SERVICES","x":"{}"}}"#, "x".repeat(hub::BODY_LIMIT));
    assert!(house.call("/smshub", &huge).await.contains("larger than 65536"));
    assert!(house.hubs.route("/elsewhere").is_none());
    assert!(house.hubs.overview().await.unwrap()[0].last_call_at.is_none(), "none of them was the hub");
}

#[tokio::test]
async fn words_that_were_never_offered_get_no_numbers() {
    let house = House::smshub().await;
    house.line("79281234567", "RU", "MegaFon").await;
    for (country, operator, service) in [
        ("atlantis", "any", "wa"),
        ("russia", "megafon", "wa"),
        ("russia", "any", "zz"),
        ("usa", "any", "wa"),
    ] {
        assert_eq!(
            house.number(country, operator, service).await["status"],
            "NO_NUMBERS",
            "{country} {operator} {service}"
        );
    }
}

#[tokio::test]
async fn the_us_goes_as_physical_sims() {
    let house = House::smshub().await;
    house.line("12025550123", "US", "T-Mobile").await;
    let counts = r#"{"countryList":[{"country":"usaphysical","operatorMap":{"physic":{"tg":1,"wa":1}}}],"status":"SUCCESS"}"#;
    assert_eq!(house.services().await, counts);
    assert_eq!(house.number("usaphysical", "physic", "wa").await["number"], 12_025_550_123_u64);
}

#[tokio::test]
async fn a_divided_country_offers_named_operators_only() {
    let mut hub = smshub();
    hub["operators"] = serde_json::json!({"RU": {"MegaFon": "megafon", "MTS RUS": "mts"}});
    let house = House::new(TestDatabase::sqlite(), &[hub]).await;
    house.line("79280000001", "RU", "MegaFon").await;
    house.line("79160000002", "RU", "MTS-RUS").await;
    house.line("79770000003", "RU", "Yota").await;
    let counts = r#"{"countryList":[{"country":"russia","operatorMap":{"megafon":{"tg":1,"wa":1},"mts":{"tg":1,"wa":1}}}],"status":"SUCCESS"}"#;
    assert_eq!(house.services().await, counts);
    let notes = house.hubs.notes();
    assert_eq!(
        notes.iter().map(|note| (note.code, note.subject.as_str())).collect::<Vec<_>>(),
        [("operator.unnamed", "yota")]
    );
    assert_eq!(house.number("russia", "mts", "wa").await["number"], 79_160_000_002_u64);
    assert_eq!(house.number("russia", "any", "wa").await["number"], 79_280_000_001_u64);
    assert_eq!(
        house.number("russia", "any", "wa").await["status"],
        "NO_NUMBERS",
        "the unnamed one is not to be had"
    );
}

#[tokio::test]
async fn hubs_stand_side_by_side() {
    let mut other = smshub();
    other["id"] = "bower".into();
    other["profile"] = "smsbower".into();
    other["key"] = "other".into();
    let house = House::new(TestDatabase::sqlite(), &[smshub(), other]).await;
    house.line("79281234567", "RU", "MegaFon").await;
    let number = house.number("russia", "any", "wa").await;
    let theirs = r#"{"action":"GET_SERVICES","key":"other"}"#;
    assert!(
        house.call("/bower", theirs).await.contains(r#""wa":0"#),
        "held by the first, gone for the second"
    );
    assert!(house.call("/bower", r#"{"action":"GET_SERVICES","key":"k3y"}"#).await.contains("wrong key"));
    let steal = format!(
        r#"{{"action":"FINISH_ACTIVATION","key":"other","activationId":{},"status":3}}"#,
        number["activationId"]
    );
    assert!(house.call("/bower", &steal).await.contains("not known"));
    house.finish(&number, 3).await;
    assert!(house.call("/bower", theirs).await.contains(r#""wa":1"#), "burnt for the first only");
}

#[tokio::test]
async fn onlinesim_has_paths_a_bearer_and_the_sum_as_any() {
    let hub = serde_json::json!({"id": "os", "profile": "onlinesim", "key": "k3y", "path": "/os",
        "services": ["wa", "fb"], "push_url": "http://os.test/v1/PUSH_SMS",
        "operators": {"DE": {"O2": "o2", "Vodafone": "vodafone"}}});
    let house = House::new(TestDatabase::sqlite(), &[hub]).await;
    house.line("4915110000001", "DE", "o2").await;
    house.line("4915210000002", "DE", "vodafone").await;
    let bearer = Some("Bearer k3y");
    let key = r#"{"key":"k3y"}"#;
    assert_eq!(
        house.call_as("/os/getServices", bearer, key).await,
        r#"{"countryList":[{"country":"germany","operatorMap":{"any":{"facebook":2,"whatsapp":2},"o2":{"facebook":1,"whatsapp":1},"vodafone":{"facebook":1,"whatsapp":1}}}],"status":"SUCCESS"}"#
    );
    assert!(house.call_as("/os/getServices", None, key).await.contains("Authorization"));
    let wish = r#"{"key":"k3y","country":"germany","operator":"any","service":"facebook","sum":4.5,"exceptionPhoneSet":[49151]}"#;
    let got = house.call_as("/os/getNumber", bearer, wish).await;
    assert_eq!(got, r#"{"number":4915210000002,"activationId":1,"status":"SUCCESS"}"#);
    let finish = r#"{"key":"k3y","activationId":1,"status":1}"#;
    assert_eq!(house.call_as("/os/finishActivation/", bearer, finish).await, r#"{"status":"SUCCESS"}"#);
    assert!(
        house.call_as("/os/getServices", bearer, key).await.contains(r#""any":{"facebook":2"#),
        "1 burns nothing here"
    );
}

#[tokio::test]
async fn every_call_is_in_the_activity_log_without_a_key() {
    let house = House::smshub().await;
    house.line("79281234567", "RU", "MegaFon").await;
    house.services().await;
    let number = house.number("russia", "any", "wa").await;
    house.finish(&number, 4).await;
    house.call("/smshub", r#"{"action":"GET_SERVICES","key":"wrong-one"}"#).await;
    house.activity.flush().await;
    let page =
        house.activity.list(&runtime::ActivityFilter::default(), kernel::Limit::DEFAULT).await.unwrap();
    let codes: Vec<&str> = page.items.iter().rev().map(|entry| entry.code.as_str()).collect();
    assert_eq!(codes, ["get_services.success", "get_number.success", "finish.4", "hub.error"]);
    let everything = serde_json::to_string(&page.items).unwrap();
    for secret in ["k3y", "wrong-one"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
}

#[tokio::test]
async fn unchanged_counts_are_not_rendered_twice_and_packed_once() {
    let house = House::smshub().await;
    house.line("79281234567", "RU", "MegaFon").await;
    let entrance = house.hubs.route("/smshub/").unwrap();
    let body = br#"{"action":"GET_SERVICES","key":"k3y"}"#;
    let first = house.hubs.answer(&entrance, None, body).await;
    let second = house.hubs.answer(&entrance, None, body).await;
    assert_eq!(first.json().as_ptr(), second.json().as_ptr());
    assert_eq!(hub::inflate(&first.gzip()).unwrap(), first.json());
    house.number("russia", "any", "wa").await;
    let third = house.hubs.answer(&entrance, None, body).await;
    assert_ne!(third.json(), first.json());
}
