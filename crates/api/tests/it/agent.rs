//! The hubs' entrance: whatever comes in, a JSON object with a status word goes out.

use std::io::Write as _;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bytes::Bytes;
use serde_json::json;
use testkit::ManualClock;
use yard::YardSettings;

use crate::house::{Answer, House, KEY, onlinesim, send, smshub};

fn gzip(octets: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(octets).unwrap();
    packed.finish().unwrap()
}

fn counts() -> String {
    json!({"action": "GET_SERVICES", "key": KEY}).to_string()
}

/// An `ERROR` under HTTP 200, complete with headers; returns its text.
fn refusal(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    said_no(answer)
}

fn said_no(answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    let body = answer.json();
    assert_eq!(body["status"], "ERROR", "{body}");
    assert_eq!(body.as_object().unwrap().len(), 2, "status and error, nothing else: {body}");
    assert!(!answer.text().contains(KEY), "the key is never repeated: {body}");
    body["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_three_calls_work_from_the_counts_to_the_sale() {
    let house = House::new().await;
    house.line("79281234567").await;
    let answer = house.call("/smshub", counts()).await;
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    insta::assert_snapshot!(answer.text(), @r#"{"countryList":[{"country":"russia","operatorMap":{"any":{"tg":1,"wa":1}}}],"status":"SUCCESS"}"#);
    let number = house.order().await;
    insta::assert_snapshot!(number, @r#"{"activationId":1,"number":79281234567,"status":"SUCCESS"}"#);
    let finish = json!({"action": "FINISH_ACTIVATION", "key": KEY, "activationId": number["activationId"], "status": 3});
    for _ in 0..2 {
        let answer = house.call("/smshub/", finish.to_string()).await;
        assert_eq!(answer.text(), r#"{"status":"SUCCESS"}"#, "a repetition is answered as the first time");
    }
    assert_eq!(house.order().await, json!({"status": "NO_NUMBERS"}), "sold is burnt");
}

#[tokio::test]
async fn only_post_on_known_paths() {
    let house = House::new().await;
    for method in ["GET", "PUT", "DELETE", "OPTIONS"] {
        let request = Request::builder().method(method).uri("/smshub").body(Body::from(counts())).unwrap();
        let answer = send(house.agent(), request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert!(said_no(&answer).contains("POST"));
    }
    for path in ["/", "/other", "/smshub/x", "/SMSHUB", "/api/modems"] {
        let answer = house.call(path, counts()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(said_no(&answer).contains("no hub"), "{path}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_plain_and_packed() {
    let house = House::new().await;
    let padded =
        json!({"action": "GET_SERVICES", "key": KEY, "padding": "x".repeat(hub::BODY_LIMIT)}).to_string();
    assert!(refusal(&house.call("/smshub", padded.clone()).await).contains("larger than"));
    let packed = |octets: &[u8]| {
        Request::post("/smshub").header("content-encoding", "gzip").body(Body::from(gzip(octets))).unwrap()
    };
    assert!(refusal(&send(house.agent(), packed(padded.as_bytes())).await).contains("larger than"));
    let bomb = packed(&vec![b' '; 20 * 1024 * 1024]);
    assert!(refusal(&send(house.agent(), bomb).await).contains("larger than"));
    let endless =
        futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 1024])));
    let answer = house.call("/smshub", Body::from_stream(endless)).await;
    assert!(refusal(&answer).contains("larger than"), "a chunked body without end is cut");
}

#[tokio::test]
async fn bodies_come_and_go_packed() {
    let house = House::new().await;
    house.line("79281234567").await;
    let plain = house.call("/smshub", counts()).await;
    for coding in ["gzip", "GZIP", "x-gzip"] {
        let request = Request::post("/smshub")
            .header("content-encoding", coding)
            .header("accept-encoding", "gzip, deflate")
            .body(Body::from(gzip(counts().as_bytes())))
            .unwrap();
        let answer = send(house.agent(), request).await;
        assert_eq!(answer.header("content-encoding"), Some("gzip"));
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
        assert_eq!(hub::inflate(&answer.body).unwrap(), plain.body);
    }
    assert_eq!(plain.header("content-encoding"), None);
    for coding in ["identity", "Identity"] {
        let request = Request::post("/smshub").header("content-encoding", coding).body(Body::from(counts()));
        assert_eq!(send(house.agent(), request.unwrap()).await.body, plain.body);
    }
    for (coding, body) in
        [("br", counts().into_bytes()), ("gzip", counts().into_bytes()), ("gzip, gzip", vec![])]
    {
        let request =
            Request::post("/smshub").header("content-encoding", coding).body(Body::from(body)).unwrap();
        refusal(&send(house.agent(), request).await);
    }
}

#[tokio::test]
async fn a_body_in_pieces_is_put_together() {
    let house = House::new().await;
    let pieces: Vec<_> =
        counts().into_bytes().chunks(7).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    let answer = house.call("/smshub", Body::from_stream(futures_util::stream::iter(pieces))).await;
    assert_eq!(answer.json()["status"], "SUCCESS");
}

#[tokio::test]
async fn nonsense_is_told_what_is_wrong_with_it() {
    let house = House::new().await;
    let number = json!({"action": "GET_NUMBER", "key": KEY, "country": "russia", "operator": "any", "service": "wa",
        "sum": 10, "currency": 643});
    let with = |field: &str, value: serde_json::Value| {
        let mut changed = number.clone();
        changed[field] = value;
        changed.to_string()
    };
    let cases = [
        (String::new(), "not JSON"),
        ("\u{feff}".to_owned(), "not JSON"),
        ("{".to_owned(), "not JSON"),
        ("[]".to_owned(), "not a JSON object"),
        ("\"text\"".to_owned(), "not a JSON object"),
        ("{}".to_owned(), "`key` is missing"),
        (json!({"key": KEY}).to_string(), "`action` is missing"),
        (json!({"key": [KEY], "action": "GET_SERVICES"}).to_string(), "`key`"),
        (json!({"key": "wrong", "action": "GET_SERVICES"}).to_string(), "wrong key"),
        (json!({"key": format!("{KEY}x"), "action": "NONSENSE"}).to_string(), "wrong key"),
        (json!({"key": KEY, "action": "NONSENSE"}).to_string(), "`action`"),
        (json!({"key": KEY, "action": 7}).to_string(), "`action`"),
        (with("sum", json!("much")), "`sum`"),
        (with("sum", json!(-1)), "`sum`"),
        (with("sum", json!("10.00")), "`sum`"),
        (with("currency", json!("RUB")), "`currency`"),
        (with("country", json!({"is": "russia"})), "`country`"),
        (with("service", json!(null)), "`service` is missing"),
        (with("exceptionPhoneSet", json!("7918")), "`exceptionPhoneSet`"),
        (
            json!({"key": KEY, "action": "FINISH_ACTIVATION", "activationId": "x", "status": 3}).to_string(),
            "`activationId`",
        ),
        (
            json!({"key": KEY, "action": "FINISH_ACTIVATION", "activationId": 1, "status": -3}).to_string(),
            "`status`",
        ),
        (
            json!({"key": KEY, "action": "FINISH_ACTIVATION", "activationId": 9, "status": 3}).to_string(),
            "not known here",
        ),
    ];
    for (body, expected) in cases {
        let text = refusal(&house.call("/smshub", body.clone()).await);
        assert!(text.contains(expected), "{body} was answered with {text:?}");
        assert!(!text.contains("wrong-") && !text.contains("much"), "what was sent is not repeated: {text}");
    }
    let answer = house.call("/smshub", vec![0xff, 0xfe, 0x00]).await;
    assert!(refusal(&answer).contains("not JSON"));
}

#[tokio::test]
async fn onlinesim_calls_paths_with_a_bearer_token() {
    let clock = ManualClock::new().shared();
    let house = House::with(clock, &[smshub(), onlinesim()], YardSettings::default()).await;
    house.line("79281234567").await;
    let call = |path: &str, token: Option<&str>, body: serde_json::Value| {
        let mut request = Request::post(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        send(house.agent(), request.body(Body::from(body.to_string())).unwrap())
    };
    let key = json!({"key": KEY});
    assert!(refusal(&call("/os/getServices", None, key.clone()).await).contains("Authorization"));
    assert!(refusal(&call("/os/getServices", Some("wrong"), key.clone()).await).contains("Authorization"));
    assert_eq!(call("/os", Some(KEY), key.clone()).await.status, StatusCode::NOT_FOUND);
    let answer = call("/os/getServices", Some(KEY), key).await;
    insta::assert_snapshot!(answer.text(), @r#"{"countryList":[{"country":"russia","operatorMap":{"any":{"whatsapp":1}}}],"status":"SUCCESS"}"#);
    let wish = json!({"key": KEY, "country": "russia", "operator": "any", "service": "whatsapp", "sum": 4.5,
        "exceptionPhoneSet": [7918]});
    let answer = call("/os/getNumber", Some(KEY), wish).await;
    insta::assert_snapshot!(answer.text(), @r#"{"number":79281234567,"activationId":1,"status":"SUCCESS"}"#);
    let finish = json!({"key": KEY, "activationId": 1, "status": 3});
    assert_eq!(call("/os/finishActivation", Some(KEY), finish).await.text(), r#"{"status":"SUCCESS"}"#);
}
