//! Messages arrive, whichever way the modem has of handing them over.

use simulator::OutgoingText;
use simulator::modem::personalities;
use yard::{ModemState, YardSettings};

use crate::site::{Site, families, fleet, quick};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_announced_message_is_stored_and_deleted() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    site.send(OutgoingText::new("Example", "Ваш код 123456 \u{1F512}"));
    site.until_texts(&["Ваш код 123456 \u{1F512}"]).await;
    let view = site.yard.modems().remove(0);
    assert_eq!(view.number.unwrap().digits(), site.fleet.msisdns()[0]);
    assert_eq!(view.iccid.unwrap().as_str(), site.fleet.iccids()[0].trim_end_matches('F'));
    assert_eq!(view.imei.unwrap().as_str(), site.fleet.modems()[0].imei());
    assert!(view.signal.is_some() && view.registration.is_some() && view.country.is_some());
    testkit::eventually("the slot is free again", async || {
        site.fleet.cards()[0].with_store(|store| store.used()) == 0
    })
    .await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_directly_delivered_message_is_stored_and_acknowledged() {
    let settings = YardSettings { direct_delivery: true, ..quick() };
    let site = Site::with(fleet(), settings, async |_, _| {}).await;
    site.until_ready().await;
    for code in 0..3 {
        site.send(OutgoingText::new("Example", format!("direct {code}")));
    }
    site.until_texts(&["direct 0", "direct 1", "direct 2"]).await;
    assert!(site.fleet.network().drained(std::time::Duration::from_secs(5)).await);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flash_message_is_stored_with_its_class() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    site.send(OutgoingText::new("Example", "look here").flash());
    site.until_texts(&["look here"]).await;
    assert_eq!(site.messages().await[0].class, Some(0));
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lies_on_the_card_is_swept_at_start() {
    let site = Site::with(fleet(), quick(), async |fleet, _| {
        for count in 0..5 {
            let text = OutgoingText::new("Example", format!("before {count}"));
            fleet.network().deliver(&fleet.msisdns()[0], text).unwrap();
        }
        assert!(fleet.network().drained(std::time::Duration::from_secs(10)).await);
    })
    .await;
    site.until_texts(&["before 0", "before 1", "before 2", "before 3", "before 4"]).await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_message_out_of_order_with_duplicates_becomes_one() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    let text = "seven words make quite a long text ".repeat(12);
    site.send(OutgoingText::new("+491700000001", text.clone()).in_parts(3).out_of_order().duplicated());
    site.until_texts(&[&text]).await;
    let message = site.messages().await.remove(0);
    assert!(message.complete && message.parts == message.total && message.parts >= 3);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_memory_is_emptied_and_the_rest_arrives() {
    let site = Site::with(fleet().sim_capacity(3), quick(), async |_, _| {}).await;
    site.until_ready().await;
    let texts: Vec<String> = (0..12).map(|count| format!("burst {count}")).collect();
    for text in &texts {
        site.send(OutgoingText::new("Example", text.clone()));
    }
    let wanted: Vec<&str> = texts.iter().map(String::as_str).collect();
    site.until_texts(&wanted).await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_family_gets_ready_and_receives() {
    let count = personalities::ALL.len();
    let site = Site::open(families(&personalities::ALL).modems(count)).await;
    site.until_ready().await;
    for (index, number) in site.fleet.msisdns().iter().enumerate() {
        let text = OutgoingText::new("Example", format!("to modem {index}"));
        site.fleet.network().deliver(number, text).unwrap();
    }
    let wanted: Vec<String> = (0..count).map(|index| format!("to modem {index}")).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    site.until_texts(&wanted).await;
    assert!(site.yard.modems().iter().all(|modem| modem.state == ModemState::Ready));
    site.close().await;
}
