//! A message runs through the whole house, over a modem's wire; what must not be seen is looked for everywhere.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use futures_util::FutureExt as _;
use futures_util::StreamExt as _;
use runtime::SystemClock;
use simulator::modem::{ModemOptions, personalities};
use simulator::{Fleet, OutgoingText};
use testkit::eventually;
use yard::{ModemState, PortSpec, YardSettings};

use crate::house::{House, KEY, redacted, smshub};

const TEXT: &str = "Your secret code is 480-917, tell nobody";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_text_nor_key_nor_whole_card_is_ever_shown() {
    let options = ModemOptions { boot_percent: 2, latency_ms: (0, 2), ..ModemOptions::default() };
    let fleet = Fleet::builder().personalities(&[&personalities::QUECTEL_EC25]).modem_options(options);
    let fleet = fleet.start().await.unwrap();
    let ports = fleet.paths().iter().map(|path| PortSpec::Glob(path.display().to_string())).collect();
    let settings = YardSettings { ports, rescan: Duration::from_millis(50), ..YardSettings::default() };
    let house = House::with(Arc::new(SystemClock::new()), &[smshub()], settings).await;
    let mut socket = house.listen("/ws?since=0").await;
    eventually("the modem is ready", async || {
        house.rooms.yard.modems().iter().any(|modem| modem.state == ModemState::Ready && modem.online)
    })
    .await;
    let number = order(&house).await;
    let msisdn = &fleet.msisdns()[0];
    assert_eq!(number["number"].to_string(), *msisdn);
    fleet.network().deliver(msisdn, OutgoingText::new("Vk", TEXT)).unwrap();
    eventually("the hub has the message", async || !house.aggregator.0.lock().is_empty()).await;
    assert_eq!(house.aggregator.0.lock()[0]["text"], TEXT, "the hub gets all of it");
    eventually("the log says so", async || {
        house.rooms.activity.flush().await;
        house.get("/api/activity").await.text().contains("push.accepted")
    })
    .await;

    let modem = house.rooms.yard.modems().remove(0);
    let identities = [
        modem.iccid.clone().unwrap().as_str().to_owned(),
        modem.imei.clone().unwrap().as_str().to_owned(),
        modem.imsi.clone().unwrap().as_str().to_owned(),
    ];
    let mut secrets = vec![TEXT, "480-917", "tell nobody", KEY];
    secrets.extend(identities.iter().map(String::as_str));
    let mut seen = Vec::new();
    for address in ["/api/modems", "/api/activity?limit=200", "/api/activations", "/api/overview", "/"] {
        let answer = house.get(address).await;
        assert_eq!(answer.status, StatusCode::OK);
        seen.push((address.to_owned(), answer.text()));
    }
    while let Some(Some(Ok(frame))) = socket.next().now_or_never() {
        seen.push(("/ws".to_owned(), frame.to_string()));
    }
    assert!(seen.iter().any(|(place, frame)| place == "/ws" && frame.contains("\"message\"")), "{seen:?}");
    for (place, text) in &seen {
        for secret in &secrets {
            assert!(!text.contains(secret), "{place} shows {secret:?}: {text}");
        }
    }
    the_modem_is_shown(&house).await;
    house.rooms.yard.stop().await;
    fleet.stop().await;
}

async fn order(house: &House) -> serde_json::Value {
    let counts = serde_json::json!({"action": "GET_SERVICES", "key": KEY}).to_string();
    eventually("the number is on offer", async || {
        house.call("/smshub", counts.clone()).await.text().contains("\"wa\":1")
    })
    .await;
    let offer = house.call("/smshub", counts).await.json();
    let country = offer["countryList"][0]["country"].clone();
    let operators = offer["countryList"][0]["operatorMap"].as_object().unwrap();
    let wish = serde_json::json!({"action": "GET_NUMBER", "key": KEY, "country": country,
        "operator": operators.keys().next().unwrap(), "service": "wa", "sum": 10.5, "currency": 643});
    house.call("/smshub", wish.to_string()).await.json()
}

async fn the_modem_is_shown(house: &House) {
    let modems = house.json("/api/modems").await;
    for identity in ["imei", "iccid", "imsi"] {
        let shown = modems["items"][0][identity].as_str().unwrap();
        assert!(shown.contains("•••••"), "{identity} is shown as {shown}");
    }
    let varying = &[
        "id",
        "port",
        "imei",
        "iccid",
        "imsi",
        "number",
        "since",
        "lastSmsAt",
        "signalDbm",
        "signalBars",
        "serverTime",
        "firmware",
    ];
    insta::assert_snapshot!(redacted(modems, varying), @r#"
    {
      "items": [
        {
          "activationsOpen": 1,
          "busy": true,
          "country": "US",
          "currentHub": "smshub",
          "currentService": "wa",
          "firmware": "[firmware]",
          "iccid": "[iccid]",
          "id": "[id]",
          "imei": "[imei]",
          "imsi": "[imsi]",
          "lastSmsAt": "[lastSmsAt]",
          "manufacturer": "Quectel",
          "messagesReceived": 1,
          "model": "EC25",
          "number": "[number]",
          "operator": "Test Network",
          "port": "[port]",
          "reason": null,
          "registration": "home",
          "signalBars": "[signalBars]",
          "signalDbm": "[signalDbm]",
          "since": "[since]",
          "state": "ready"
        }
      ],
      "serverTime": "[serverTime]"
    }
    "#);
    let overview = house.json("/api/overview").await;
    assert_eq!(overview["modems"], serde_json::json!({"total": 1, "ready": 0, "busy": 1, "problem": 0}));
    assert_eq!(overview["messagesToday"], 1);
}
