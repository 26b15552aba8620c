//! The wire, octet by octet, and everything that may be thrown at it.

use std::collections::BTreeMap;

use kernel::{Currency, Msisdn, Secret};
use market::WireId;
use proptest::prelude::*;

use super::{
    Action, Body, CountryCounts, Malformed, PushBody, PushOutcome, Reply, Request, error, judge, services,
};
use crate::profile::ProfileId;

fn text(json: Vec<u8>) -> String {
    String::from_utf8(json).unwrap()
}

fn read(body: &str) -> Result<Request, Malformed> {
    let body = Body::read(body.as_bytes())?;
    body.key()?;
    let action = body.action()?;
    body.request(action, None)
}

#[test]
fn answers_are_the_documents() {
    insta::assert_snapshot!(text(Reply::Success.json()), @r#"{"status":"SUCCESS"}"#);
    insta::assert_snapshot!(text(Reply::NoNumbers.json()), @r#"{"status":"NO_NUMBERS"}"#);
    insta::assert_snapshot!(text(error("wrong key")), @r#"{"status":"ERROR","error":"wrong key"}"#);
    let number =
        Reply::Number { msisdn: Msisdn::parse("79281234567").unwrap(), activation: WireId::new(355) };
    insta::assert_snapshot!(text(number.json()), @r#"{"number":79281234567,"activationId":355,"status":"SUCCESS"}"#);
}

#[test]
fn counts_are_the_documents() {
    let counts = |pairs: &[(&str, u32)]| -> BTreeMap<String, u32> {
        pairs.iter().map(|(service, count)| ((*service).to_owned(), *count)).collect()
    };
    let operators = BTreeMap::from([
        ("beeline".to_owned(), counts(&[("vk", 10), ("ok", 15), ("wa", 20)])),
        ("megafon".to_owned(), counts(&[("vk", 0)])),
    ]);
    let countries = [CountryCounts { country: "russia".to_owned(), operators }];
    insta::assert_snapshot!(text(services(&countries)), @r#"{"countryList":[{"country":"russia","operatorMap":{"beeline":{"ok":15,"vk":10,"wa":20},"megafon":{"vk":0}}}],"status":"SUCCESS"}"#);
    insta::assert_snapshot!(text(services(&[])), @r#"{"countryList":[],"status":"SUCCESS"}"#);
}

#[test]
fn a_push_is_the_documents() {
    let (phone, sms, key) =
        (Msisdn::parse("79281234567").unwrap(), Secret::new("код \"1\"".into()), Secret::new("12345".into()));
    let push = PushBody { sms_id: 1, sender: "Vk", phone: &phone, text: &sms, key: &key };
    insta::assert_snapshot!(text(push.json(ProfileId::SmsHub.profile())), @r#"{"smsId":1,"phoneFrom":"Vk","phone":79281234567,"text":"код \"1\"","action":"PUSH_SMS","key":"12345"}"#);
    insta::assert_snapshot!(text(push.json(ProfileId::OnlineSim.profile())), @r#"{"smsId":1,"phoneFrom":"Vk","phone":"79281234567","text":"код \"1\"","action":"PUSH_SMS","key":"12345"}"#);
}

#[test]
fn the_documents_requests_are_read() {
    let body = r#"{"country":"russia","operator":"any","service":"vk","sum":10,"currency":643,
        "exceptionPhoneSet":["7918","79281"],"action":"GET_NUMBER","key":"1234"}"#;
    let Ok(Request::GetNumber(wish)) = read(body) else { panic!("{:?}", read(body)) };
    assert_eq!(
        (wish.country.as_str(), wish.operator.as_str(), wish.service.as_str()),
        ("russia", "any", "vk")
    );
    assert_eq!((wish.sum.amount().as_str(), wish.sum.currency()), ("10.00", Currency::RUB));
    assert_eq!(wish.exceptions.len(), 2);
    let finish = read(r#"{"activationId":100,"status":3,"action":"FINISH_ACTIVATION","key":"123"}"#);
    assert_eq!(finish, Ok(Request::Finish(super::Finish { activation: WireId::new(100), code: 3 })));
    assert_eq!(read(r#"{"action":"GET_SERVICES","key":"123"}"#), Ok(Request::GetServices));
}

#[test]
fn lenient_spellings_are_read() {
    let body = r#"{"country":"Russia","operator":"MTS","service":"vk","sum":20.00,"currency":840,
        "exceptionPhoneSet":[7918,"+79281",""],"action":"GET_NUMBER","key":"1234","extra":{"deep":[1,2]}}"#;
    let Ok(Request::GetNumber(wish)) = read(body) else { panic!("{:?}", read(body)) };
    assert_eq!((wish.country.as_str(), wish.operator.as_str()), ("russia", "mts"));
    assert_eq!(
        (wish.sum.micros(), wish.sum.currency(), wish.exceptions.len()),
        (20_000_000, Currency::USD, 2)
    );
    let finish =
        read("\u{feff}{\"activationId\":7,\"status\":4,\"action\":\"FINISH_ACTIVATION\",\"key\":\"k\"}");
    assert_eq!(finish, Ok(Request::Finish(super::Finish { activation: WireId::new(7), code: 4 })));
}

#[test]
fn bad_bodies_are_refused_with_the_reason() {
    let number = |field: &str, value: &str| {
        let mut fields = BTreeMap::from([
            ("action", r#""GET_NUMBER""#),
            ("key", r#""k""#),
            ("country", r#""russia""#),
            ("operator", r#""any""#),
            ("service", r#""vk""#),
            ("sum", "10"),
            ("currency", "643"),
        ]);
        if value.is_empty() {
            fields.remove(field);
        } else {
            fields.insert(field, value);
        }
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(","))
    };
    let finish = |rest: &str| format!(r#"{{"action":"FINISH_ACTIVATION","key":"k",{rest}}}"#);
    for (body, expected) in [
        (String::new(), "the body is not JSON (line 1, column 0)"),
        ("{".to_owned(), "the body is not JSON (line 1, column 1)"),
        ("[]".to_owned(), "the body is not a JSON object"),
        ("\"x\"".to_owned(), "the body is not a JSON object"),
        ("{} {}".to_owned(), "the body is not JSON (line 1, column 4)"),
        ("{}".to_owned(), "field `key` is missing"),
        (r#"{"key":null}"#.to_owned(), "field `key` is missing"),
        (r#"{"key":["k"]}"#.to_owned(), "field `key` must be a text"),
        (r#"{"key":"k"}"#.to_owned(), "field `action` is missing"),
        (
            r#"{"key":"k","action":"get_services"}"#.to_owned(),
            "unknown `action`: use GET_SERVICES, GET_NUMBER or FINISH_ACTIVATION",
        ),
        (number("country", ""), "field `country` is missing"),
        (number("country", "{}"), "field `country` must be a text"),
        (number("service", "\" \""), "field `service` must be a text that is not empty"),
        (number("sum", ""), "field `sum` is missing"),
        (r#"{"key":"k","action":7}"#.to_owned(), "field `action` must be a text"),
        (number("sum", "\"20.00\""), "field `sum` must be an amount that is not negative, such as 12.50"),
        (
            finish(r#""activationId":"7","status":4"#),
            "field `activationId` must be a whole number from 0 to 9223372036854775807",
        ),
        (
            finish(r#""activationId":7,"status":"4""#),
            "field `status` must be a whole number from 0 to 2147483647",
        ),
        (number("sum", "-1"), "field `sum` must be an amount that is not negative, such as 12.50"),
        (number("sum", "true"), "field `sum` must be an amount that is not negative, such as 12.50"),
        (
            number("currency", "1"),
            "field `currency` must be the ISO 4217 number of a currency, such as 643 or 840",
        ),
        (
            number("currency", "64.3"),
            "field `currency` must be the ISO 4217 number of a currency, such as 643 or 840",
        ),
        (
            number("exceptionPhoneSet", "\"7918\""),
            "field `exceptionPhoneSet` must be a list of prefixes such as [\"7918\",\"79281\"]",
        ),
        (
            number("exceptionPhoneSet", "[\"79a\"]"),
            "field `exceptionPhoneSet` must be a list of prefixes such as [\"7918\",\"79281\"]",
        ),
        (finish(r#""status":3"#), "field `activationId` is missing"),
        (
            finish(r#""activationId":-1,"status":3"#),
            "field `activationId` must be a whole number from 0 to 9223372036854775807",
        ),
        (
            finish(r#""activationId":9223372036854775808,"status":3"#),
            "field `activationId` must be a whole number from 0 to 9223372036854775807",
        ),
        (finish(r#""activationId":1"#), "field `status` is missing"),
        (
            finish(r#""activationId":1,"status":3.5"#),
            "field `status` must be a whole number from 0 to 2147483647",
        ),
        (
            finish(r#""activationId":1,"status":2147483648"#),
            "field `status` must be a whole number from 0 to 2147483647",
        ),
    ] {
        assert_eq!(read(&body).map_err(|problem| problem.to_string()), Err(expected.to_owned()), "{body}");
    }
    assert_eq!(Body::read(&vec![b' '; super::BODY_LIMIT + 1]).err(), Some(Malformed::TooLarge));
    let deep = format!("{{\"key\":{}}}", "[".repeat(10_000));
    assert!(read(&deep).is_err());
}

#[test]
fn a_currency_may_be_left_out_where_the_profile_has_one() {
    let body = br#"{"country":"russia","operator":"any","service":"vk","sum":10,"key":"k"}"#;
    let body = Body::read(body).unwrap();
    assert_eq!(body.request(Action::GetNumber, None), Err(Malformed::Missing("currency")));
    assert!(body.request(Action::GetNumber, Some(Currency::RUB)).is_ok());
}

#[test]
fn only_success_is_success() {
    let smshub = ProfileId::SmsHub.profile();
    assert_eq!(judge(smshub, 200, br#"{"status":"SUCCESS"}"#), PushOutcome::Accepted);
    for (status, body, why) in [
        (200, r#"{"status":"ERROR","error":"code 4711 not wanted"}"#, "http 200 ERROR"),
        (200, r#"{"status":"success"}"#, "http 200"),
        (200, r#"{"response":"SUCCESS"}"#, "http 200 SUCCESS"),
        (200, "SUCCESS", "http 200"),
        (200, "", "http 200"),
        (502, "<html>", "http 502"),
        (200, r#"{"status":"NO_OPERATION"}"#, "http 200 NO_OPERATION"),
    ] {
        assert_eq!(judge(smshub, status, body.as_bytes()), PushOutcome::Again(why.to_owned()), "{body}");
    }
}

#[test]
fn onlinesim_goes_by_status_and_stop_words() {
    let onlinesim = ProfileId::OnlineSim.profile();
    assert_eq!(judge(onlinesim, 200, b""), PushOutcome::Accepted);
    for word in ["NO_OPERATION", "NO_OP", "BAD_SERVICE"] {
        let body = format!(r#"{{"error":"{word}"}}"#);
        assert_eq!(judge(onlinesim, 400, body.as_bytes()), PushOutcome::Stop(word.to_owned()));
    }
    let refused = judge(onlinesim, 400, br#"{"error":"SERVICE_BAN"}"#);
    assert_eq!(refused, PushOutcome::Again("http 400 SERVICE_BAN".to_owned()));
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,12}".prop_map(Into::into),
        prop::sample::select(vec!["GET_NUMBER", "GET_SERVICES", "FINISH_ACTIVATION", "1e9", "643"])
            .prop_map(Into::into),
    ];
    let name = prop_oneof![
        prop::sample::select(vec![
            "action",
            "key",
            "country",
            "operator",
            "service",
            "sum",
            "currency",
            "exceptionPhoneSet",
            "activationId",
            "status",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    leaf.prop_recursive(3, 32, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map(name.clone(), inner, 0..10)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in json()) {
        if let Err(problem) = read(&value.to_string()) {
            let answer: serde_json::Value = serde_json::from_slice(&error(&problem.to_string())).unwrap();
            prop_assert_eq!(&answer["status"], "ERROR");
            prop_assert!(!answer["error"].as_str().unwrap().is_empty());
        }
    }

    #[test]
    fn any_octets_are_read_or_refused(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(body) = Body::read(&octets) {
            let _ = (body.key(), body.action());
            for action in [Action::GetServices, Action::GetNumber, Action::FinishActivation] {
                let _ = body.request(action, None);
            }
        }
        for profile in ProfileId::ALL {
            let _ = judge(profile.profile(), 200, &octets);
        }
    }
}
