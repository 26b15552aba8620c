//! The console's lists: their shape, their filters, their pages.

use axum::http::StatusCode;
use runtime::{ActivityKind, NewActivity, Severity};
use serde_json::json;

use crate::house::{House, KEY, redacted};

const VARYING: &[&str] = &["id"];

#[tokio::test]
async fn an_empty_house_has_empty_lists() {
    let house = House::new().await;
    insta::assert_snapshot!(house.get("/api/modems").await.text(), @r#"{"items":[],"serverTime":"2026-11-21T03:04:05Z"}"#);
    insta::assert_snapshot!(house.get("/api/activity").await.text(), @r#"{"items":[],"next":null}"#);
    insta::assert_snapshot!(house.get("/api/activations").await.text(), @r#"{"items":[],"next":null}"#);
    insta::assert_snapshot!(redacted(house.json("/api/overview").await, VARYING), @r#"
    {
      "hubs": [
        {
          "earnings": [],
          "id": "[id]",
          "lastCallAt": null,
          "openActivations": 0,
          "profile": "smshub",
          "pushesPending": 0
        }
      ],
      "messagesToday": 0,
      "modems": {
        "busy": 0,
        "problem": 0,
        "ready": 0,
        "total": 0
      },
      "serverTime": "2026-11-21T03:04:05Z",
      "simulated": true,
      "version": "1.2.3"
    }
    "#);
}

#[tokio::test]
async fn the_overview_counts_what_a_hub_holds_and_has_earned() {
    let house = House::new().await;
    house.line("79281234567").await;
    house.line("79281234568").await;
    let first = house.order().await;
    house.order().await;
    let finish = json!({"action": "FINISH_ACTIVATION", "key": KEY, "activationId": first["activationId"], "status": 3});
    house.call("/smshub", finish.to_string()).await;
    let overview = house.json("/api/overview").await;
    insta::assert_snapshot!(redacted(overview["hubs"].clone(), VARYING), @r#"
    [
      {
        "earnings": [
          {
            "amount": "10.00",
            "currency": "RUB"
          }
        ],
        "id": "[id]",
        "lastCallAt": "2026-11-21T03:04:05Z",
        "openActivations": 1,
        "profile": "smshub",
        "pushesPending": 0
      }
    ]
    "#);
}

#[tokio::test]
async fn activations_show_the_open_ones_or_all() {
    let house = House::new().await;
    house.line("79281234567").await;
    house.line("79281234568").await;
    let first = house.order().await;
    house.order().await;
    let finish = json!({"action": "FINISH_ACTIVATION", "key": KEY, "activationId": first["activationId"], "status": 8});
    house.call("/smshub", finish.to_string()).await;
    let ids = |list: &serde_json::Value| -> Vec<String> {
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["wireId"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = house.json("/api/activations?state=all").await;
    assert_eq!(all, house.json("/api/activations").await);
    assert_eq!(ids(&all), ["2", "1"], "newest first");
    assert_eq!(ids(&house.json("/api/activations?state=open").await), ["2"]);
    insta::assert_snapshot!(redacted(all["items"][1].clone(), &["id", "number"]), @r#"
    {
      "currency": "RUB",
      "hub": "smshub",
      "id": "[id]",
      "messages": 0,
      "number": "[number]",
      "openedAt": "2026-11-21T03:04:05Z",
      "service": "wa",
      "state": "error",
      "statusCode": 8,
      "sum": "10.00",
      "updatedAt": "2026-11-21T03:04:05Z",
      "wireId": "1"
    }
    "#);
    let page = house.json("/api/activations?limit=1").await;
    assert_eq!(ids(&page), ["2"]);
    let next = page["next"].as_str().unwrap();
    let last = house.json(&format!("/api/activations?limit=1&before={next}")).await;
    assert_eq!((ids(&last), &last["next"]), (vec!["1".to_owned()], &json!(null)));
    for (address, code) in [
        ("/api/activations?before=garbage", "page.invalid_cursor"),
        ("/api/activations?before=1.5", "page.invalid_cursor"),
        ("/api/activations?state=closed", "state.unknown"),
        ("/api/activations?limit=many", "limit.invalid"),
        ("/api/activations?limit=-1", "limit.invalid"),
        ("/api/activations?state=%00", "query.unreadable"),
    ] {
        let answer = house.get(address).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, code),
            "{address}"
        );
    }
}

fn entry(kind: ActivityKind, code: &'static str) -> NewActivity {
    NewActivity::new(kind, Severity::Info, code)
}

async fn codes(house: &House, query: &str) -> Vec<String> {
    let list = house.json(&format!("/api/activity?{query}")).await;
    list["items"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn activity_is_filtered_by_kind_hub_modem_and_text() {
    let house = House::new().await;
    house.note(entry(ActivityKind::System, "a.system").detail("version", "100%_sure!")).await;
    house
        .note(entry(ActivityKind::HubCall, "b.call").hub("smshub").service("wa").number("+7928•••4567"))
        .await;
    house.note(entry(ActivityKind::HubPush, "c.push").hub("bower")).await;
    house.note(entry(ActivityKind::ModemState, "d.modem").modem("/dev/ttyUSB0").foldable()).await;
    for (query, expected) in [
        ("", vec!["d.modem", "c.push", "b.call", "a.system"]),
        ("kind=hub.call", vec!["b.call"]),
        ("kind=hub.call&kind=modem.state", vec!["d.modem", "b.call"]),
        ("kind=hub.call&kind=hub.call", vec!["b.call"]),
        ("hub=bower", vec!["c.push"]),
        ("modem=%2Fdev%2FttyUSB0", vec!["d.modem"]),
        ("q=ttyusb", vec!["d.modem"]),
        ("q=100%25_SURE!", vec!["a.system"]),
        ("q=%25%25", vec![]),
        ("q=smshub&kind=hub.call", vec!["b.call"]),
        ("q=smshub&kind=hub.push", vec![]),
        ("hub=&q=&kind=&modem=", vec!["d.modem", "c.push", "b.call", "a.system"]),
        ("hub=%27%20OR%201%3D1", vec![]),
        ("unheard-of=1&hub=bower", vec!["c.push"]),
    ] {
        assert_eq!(codes(&house, query).await, expected, "{query}");
    }
    let list = house.json("/api/activity?kind=hub.call").await;
    insta::assert_snapshot!(redacted(list, VARYING), @r#"
    {
      "items": [
        {
          "at": "2026-11-21T03:04:05Z",
          "code": "b.call",
          "count": 1,
          "detail": {},
          "hub": "smshub",
          "id": "[id]",
          "kind": "hub.call",
          "modem": null,
          "number": "+7928•••4567",
          "service": "wa",
          "severity": "info"
        }
      ],
      "next": null
    }
    "#);
}

#[tokio::test]
async fn mistakes_in_a_query_are_told_and_cost_nothing() {
    let house = House::new().await;
    let unknown = house.get("/api/activity?kind=hub.call&kind=hub.calls").await;
    assert_eq!((unknown.status.as_u16(), unknown.problem().as_str()), (422, "kind.unknown"));
    assert!(
        unknown.text().contains("`hub.calls`") && unknown.text().contains("modem.state"),
        "{}",
        unknown.text()
    );
    for (query, code) in [
        ("before=garbage".to_owned(), "page.invalid_cursor"),
        ("before=99999999999999999999".to_owned(), "page.invalid_cursor"),
        ("limit=1e3".to_owned(), "limit.invalid"),
        ("q=%00".to_owned(), "query.unreadable"),
        (format!("q={}", "x".repeat(60_000)), "query.too_long"),
        (format!("hub={}", "x".repeat(201)), "query.too_long"),
    ] {
        let answer = house.get(&format!("/api/activity?{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem().as_str()),
            (422, code),
            "{}",
            &query[..20.min(query.len())]
        );
    }
    let many = "kind=system&".repeat(5_000);
    assert_eq!(codes(&house, &many).await, [] as [String; 0], "a kind named often is one kind");
    assert_eq!(codes(&house, "q=%ff").await, [] as [String; 0], "what is no UTF-8 is found nowhere");
    let longest = format!("q={}", "%25".repeat(200));
    assert_eq!(codes(&house, &longest).await, [] as [String; 0]);
}

#[tokio::test]
async fn limits_are_clamped() {
    let house = House::new().await;
    for nth in 0..205 {
        house.rooms.activity.record(entry(ActivityKind::System, "x").detail("nth", nth)).await;
    }
    house.rooms.activity.flush().await;
    for (limit, rows) in
        [("", 50), ("limit=0", 1), ("limit=1", 1), ("limit=200", 200), ("limit=4000000000", 200)]
    {
        assert_eq!(codes(&house, limit).await.len(), rows, "{limit}");
    }
}

#[tokio::test]
async fn pages_join_without_loss_or_repetition_while_new_rows_arrive() {
    let house = House::new().await;
    for nth in 0..23 {
        house.rooms.activity.record(entry(ActivityKind::System, "old").detail("nth", nth)).await;
    }
    house.rooms.activity.flush().await;
    let mut seen = Vec::new();
    let mut before = String::new();
    loop {
        let page = house.json(&format!("/api/activity?limit=5{before}")).await;
        for one in page["items"].as_array().unwrap() {
            seen.push(one["detail"]["nth"].as_str().unwrap().parse::<u32>().unwrap());
        }
        house.note(entry(ActivityKind::System, "new").detail("nth", 1000)).await;
        match page["next"].as_str() {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    assert_eq!(seen, (0..23).rev().collect::<Vec<_>>());
}
