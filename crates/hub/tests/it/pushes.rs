//! At once, then every ten seconds until `SUCCESS`, never after it, across restarts.

use std::time::Duration;

use hub::push::connector::PushFailure;
use testkit::{TestDatabase, eventually, on_every_engine};

use crate::world::{House, smshub};

const SECOND: Duration = Duration::from_secs(1);

async fn pushed(house: &House, times: usize) {
    eventually("the aggregator got the pushes", || async { house.aggregator.count() >= times }).await;
}

async fn pending(house: &House, count: u32) {
    eventually("the outbox is as it should be", || async {
        house.hubs.overview().await.unwrap()[0].pending_pushes == count
    })
    .await;
}

/// Waits until so many tries (of all messages together) are on record.
async fn tried(house: &House, times: i64) {
    eventually("the tries are on record", || async {
        let rows = house.store.rows("SELECT attempts FROM hub_push", []).await.unwrap();
        rows.iter().map(|row| row.try_get::<i64>("", "attempts").unwrap()).sum::<i64>() >= times
    })
    .await;
}

on_every_engine! {
    async fn a_message_is_pushed_at_once_and_never_after_success(db: TestDatabase) {
        let house = House::new(db, &[smshub()]).await;
        let line = house.line("79281234567", "RU", "MegaFon").await;
        house.number("russia", "any", "wa").await;
        let began = house.store.clock().now();
        let message = house.arrives(&line, "Vk", "code 4711").await;
        pushed(&house, 1).await;
        pending(&house, 0).await;
        let (at, body) = house.aggregator.got.lock()[0].clone();
        assert_eq!(at, began, "without any delay");
        assert_eq!(
            body.to_string(),
            r#"{"action":"PUSH_SMS","key":"k3y","phone":79281234567,"phoneFrom":"Vk","smsId":1,"text":"code 4711"}"#
        );
        for _ in 0..10 {
            house.store.clock.advance(10 * SECOND);
            tokio::task::yield_now().await;
        }
        assert_eq!(house.aggregator.count(), 1);
        let view = house.hubs.pushes_of(message).await.unwrap().remove(0);
        assert_eq!((view.state.as_str(), view.attempts, view.last_outcome.as_deref()), ("accepted", 1, Some("SUCCESS")));
        let request = house.aggregator.requests.lock()[0].clone();
        assert!(request.user_agent.starts_with("simyard/"));
        assert_eq!((request.bearer.is_some(), request.compress), (false, false));
    }

    async fn what_is_not_taken_comes_again_every_ten_seconds_until_it_is(db: TestDatabase) {
        let house = House::new(db, &[smshub()]).await;
        let line = house.line("79281234567", "RU", "MegaFon").await;
        house.number("russia", "any", "wa").await;
        let began = house.store.clock().now();
        house.aggregator.will_say(200, r#"{"status":"ERROR","error":"try later"}"#);
        house.aggregator.will_say(502, "<html>");
        house.aggregator.answers.lock().push_back(Err(PushFailure("no connection")));
        house.arrives(&line, "Vk", "code 4711").await;
        for attempt in 1..=4 {
            pushed(&house, attempt).await;
            if attempt < 4 {
                tried(&house, i64::try_from(attempt).unwrap()).await;
                house.store.clock.advance(9 * SECOND);
                for _ in 0..20 {
                    tokio::task::yield_now().await;
                }
                assert_eq!(house.aggregator.count(), attempt, "not a second early");
                house.store.clock.advance(SECOND);
            }
        }
        pending(&house, 0).await;
        let times: Vec<u64> =
            house.aggregator.got.lock().iter().map(|(at, _)| at.since(began).as_secs()).collect();
        assert_eq!(times, [0, 10, 20, 30]);
        house.store.clock.advance(60 * SECOND);
        tokio::task::yield_now().await;
        assert_eq!(house.aggregator.count(), 4);
    }

    async fn the_outbox_survives_a_restart(db: TestDatabase) {
        let mut house = House::new(db, &[smshub()]).await;
        let line = house.line("79281234567", "RU", "MegaFon").await;
        let number = house.number("russia", "any", "wa").await;
        house.aggregator.will_say(500, "");
        house.arrives(&line, "Vk", "first").await;
        tried(&house, 1).await;
        // Even when the activation has ended: it is the hub's message until the hub has it.
        house.finish(&number, 4).await;
        house.restart().await;
        house.store.clock.until_sleeping(1).await;
        assert_eq!(house.aggregator.count(), 1, "a restart is no reason to be early");
        house.store.clock.advance(10 * SECOND);
        pushed(&house, 2).await;
        pending(&house, 0).await;
        house.restart().await;
        house.store.clock.advance(60 * SECOND);
        tokio::task::yield_now().await;
        assert_eq!(house.aggregator.texts(), ["first", "first"]);
        let ids: Vec<_> = house.aggregator.got.lock().iter().map(|(_, body)| body["smsId"].clone()).collect();
        assert_eq!(ids[0], ids[1], "the same message under the same id");
    }
}

#[tokio::test]
async fn messages_of_a_number_are_first_tried_in_their_order() {
    let house = House::smshub().await;
    let line = house.line("79281234567", "RU", "MegaFon").await;
    house.number("russia", "any", "wa").await;
    house.aggregator.will_say(200, r#"{"status":"ERROR"}"#);
    for nth in 0..20 {
        house.arrives(&line, "Vk", &format!("{nth:02}")).await;
    }
    pushed(&house, 20).await;
    let mut expected: Vec<String> = (0..20).map(|nth| format!("{nth:02}")).collect();
    assert_eq!(house.aggregator.texts(), expected, "the first one failed and held nobody up");
    tried(&house, 20).await;
    house.store.clock.advance(10 * SECOND);
    pushed(&house, 21).await;
    expected.push("00".to_owned());
    assert_eq!(house.aggregator.texts(), expected);
}

#[tokio::test]
async fn a_hub_that_hangs_is_given_ten_seconds() {
    let house = House::smshub().await;
    let line = house.line("79281234567", "RU", "MegaFon").await;
    house.number("russia", "any", "wa").await;
    *house.aggregator.hangs.lock() = true;
    house.arrives(&line, "Vk", "code").await;
    pushed(&house, 1).await;
    *house.aggregator.hangs.lock() = false;
    house.store.clock.advance(10 * SECOND);
    pushed(&house, 2).await;
    pending(&house, 0).await;
}

#[tokio::test]
async fn messages_without_an_open_activation_are_not_pushed() {
    let house = House::smshub().await;
    let line = house.line("79281234567", "RU", "MegaFon").await;
    house.arrives(&line, "Vk", "before").await;
    let number = house.number("russia", "any", "wa").await;
    house.arrives(&line, "Vk", "during").await;
    house.arrives(&line, "Bank", "whatever it is").await;
    house.finish(&number, 3).await;
    house.arrives(&line, "Vk", "after").await;
    pushed(&house, 2).await;
    pending(&house, 0).await;
    assert_eq!(house.aggregator.texts(), ["during", "whatever it is"]);
}

#[tokio::test]
async fn stop_words_end_the_repeating_where_the_profile_has_them() {
    let hub = serde_json::json!({"id": "smshub", "profile": "onlinesim", "key": "k3y", "services": ["wa"],
        "push_url": "http://os.test/v1/PUSH_SMS"});
    let house = House::new(TestDatabase::sqlite(), &[hub]).await;
    let line = house.line("79281234567", "RU", "MegaFon").await;
    let wish = r#"{"key":"k3y","country":"russia","operator":"any","service":"whatsapp","sum":1}"#;
    assert!(house.call_as("/smshub/getNumber", Some("Bearer k3y"), wish).await.contains("SUCCESS"));
    house.aggregator.will_say(400, r#"{"error":"NO_OPERATION"}"#);
    let message = house.arrives(&line, "Vk", "code").await;
    pushed(&house, 1).await;
    pending(&house, 0).await;
    let view = house.hubs.pushes_of(message).await.unwrap().remove(0);
    assert_eq!((view.state.as_str(), view.last_outcome.as_deref()), ("stopped", Some("NO_OPERATION")));
    assert_eq!(house.aggregator.got.lock()[0].1["phone"], "79281234567", "a text here");
    assert!(house.aggregator.requests.lock()[0].bearer.is_some());
}

#[tokio::test]
async fn neither_text_nor_key_is_readable_in_the_database_or_the_log() {
    let house = House::smshub().await;
    let line = house.line("79281234567", "RU", "MegaFon").await;
    house.number("russia", "any", "wa").await;
    house.aggregator.will_say(200, r#"{"status":"ERROR","error":"code 4711 is not wanted"}"#);
    house.arrives(&line, "Vk", "code 4711").await;
    tried(&house, 1).await;
    let row = house.store.row("SELECT text, last_outcome FROM hub_push", []).await.unwrap().unwrap();
    let sealed: Vec<u8> = row.try_get("", "text").unwrap();
    assert!(!sealed.windows(4).any(|window| window == b"4711"));
    assert_eq!(row.try_get::<String>("", "last_outcome").unwrap(), "http 200 ERROR");
    house.activity.flush().await;
    let page =
        house.activity.list(&runtime::ActivityFilter::default(), kernel::Limit::DEFAULT).await.unwrap();
    assert!(page.items.iter().any(|entry| entry.code == "push.refused"));
    let everything = serde_json::to_string(&page.items).unwrap();
    assert!(!everything.contains("4711") && !everything.contains("k3y"), "{everything}");
    house.store.clock.advance(10 * SECOND);
    pending(&house, 0).await;
    let row = house.store.row("SELECT text FROM hub_push", []).await.unwrap().unwrap();
    assert_eq!(row.try_get::<Option<Vec<u8>>>("", "text").unwrap(), None, "forgotten once the hub has it");
}
