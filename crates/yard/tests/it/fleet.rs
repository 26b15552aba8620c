//! Many modems in one process.

use simulator::OutgoingText;
use simulator::modem::personalities;

use crate::site::{Site, families};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shelf_of_modems_gets_ready_and_loses_nothing_of_a_burst() {
    const MODEMS: usize = 64;
    let site = Site::open(families(&personalities::ALL).modems(MODEMS)).await;
    site.until_ready().await;
    let texts: Vec<String> = (0..MODEMS).map(|modem| format!("to modem {modem}")).collect();
    for (number, text) in site.fleet.msisdns().iter().zip(&texts) {
        site.fleet.network().deliver(number, OutgoingText::new("Example", text.clone())).unwrap();
    }
    let wanted: Vec<&str> = texts.iter().map(String::as_str).collect();
    site.until_texts(&wanted).await;
    for message in site.messages().await {
        let text = site.yard.text_of(message.id).await.unwrap().unwrap();
        let modem: usize = text.expose().rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(message.recipient.unwrap().digits(), site.fleet.msisdns()[modem]);
    }
    site.close().await;
}
