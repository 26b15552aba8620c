//! A modem falls back to text mode behind our back.

use std::time::Duration;

use simulator::{Fault, OutgoingText};
use yard::{Coding, YardSettings};

use crate::site::{Site, impatient, quick};

async fn in_text_mode(settings: YardSettings) -> Site {
    let site = Site::with(impatient(2_000), settings, async |_, _| {}).await;
    site.until_ready().await;
    site.fleet.modems()[0].inject(Fault::TextMode).await.unwrap();
    site
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_message_is_read_in_pdu_mode_all_the_same() {
    let site = in_text_mode(quick()).await;
    let long = "seven words make quite a long text ".repeat(12);
    site.send(OutgoingText::new("Example", "one"));
    site.send(OutgoingText::new("Example", long.clone()));
    site.until_texts(&["one", &long]).await;
    assert!(site.messages().await.iter().all(|message| message.coding == Coding::Text));
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_direct_message_is_not_acknowledged_and_comes_again_as_a_pdu() {
    let site = in_text_mode(YardSettings { direct_delivery: true, ..quick() }).await;
    site.send(OutgoingText::new("Example", "first line\nsecond line"));
    site.until_texts(&["first line\nsecond line"]).await;
    assert_eq!(site.messages().await[0].coding, Coding::Text);
    assert!(site.fleet.network().drained(Duration::from_secs(10)).await);
    assert!(site.fleet.network().accepted()[0].attempts >= 2, "the network had to send it again");
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_direct_message_that_nobody_sends_again_is_stored_as_it_came() {
    let site = in_text_mode(quick()).await;
    site.send(OutgoingText::new("+491700000001", "your code is 4711").flash());
    site.until_texts(&["your code is 4711"]).await;
    let message = site.messages().await.remove(0);
    assert_eq!((message.coding, message.sender.as_str()), (Coding::TextMode, "+491700000001"));
    assert!(message.smsc_at.is_some());
    site.until_ready().await;
    site.send(OutgoingText::new("Example", "afterwards"));
    site.until_texts(&["your code is 4711", "afterwards"]).await;
    site.close().await;
}
