//! The database refuses: nothing is deleted or acknowledged, and all of it is stored once in the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use simulator::{FleetBuilder, OutgoingText};
use store::{StoreError, Tx};
use yard::{Line, Listener, Message, ModemState, Reason, YardSettings};

use crate::site::{Site, fleet, impatient, quick};

/// Refuses every message while it is told to, and counts those it took.
#[derive(Default)]
struct Gate {
    shut: AtomicBool,
    refused: AtomicUsize,
}

#[async_trait::async_trait]
impl Listener for Gate {
    async fn line_changed(&self, _tx: &Tx, _line: &Line) -> Result<(), StoreError> {
        Ok(())
    }

    async fn message_arrived(&self, _tx: &Tx, _message: &Message) -> Result<(), StoreError> {
        if self.shut.load(Ordering::SeqCst) {
            self.refused.fetch_add(1, Ordering::SeqCst);
            return Err(StoreError::Schema("the gate is shut".to_owned()));
        }
        Ok(())
    }
}

impl Gate {
    async fn until_refused(&self, times: usize) {
        testkit::eventually("messages are refused", async || self.refused.load(Ordering::SeqCst) >= times)
            .await;
    }
}

async fn gated(fleet: FleetBuilder, settings: YardSettings) -> (Site, Arc<Gate>) {
    let gate = Arc::new(Gate::default());
    let site = Site::heard_by(fleet, settings, gate.clone(), async |_, _| {}).await;
    site.until_ready().await;
    gate.shut.store(true, Ordering::SeqCst);
    (site, gate)
}

/// How many messages the network is rid of: stored in a memory, or acknowledged.
fn handed_over(site: &Site) -> usize {
    site.fleet.network().accepted().len()
}

fn direct() -> YardSettings {
    YardSettings { direct_delivery: true, ..quick() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_messages_stay_in_the_modem_until_the_database_takes_them() {
    let (site, gate) = gated(fleet(), quick()).await;
    let texts = ["kept 0", "kept 1", "kept 2"];
    for text in texts {
        site.send(OutgoingText::new("Example", text));
    }
    site.until("the database fails", |modems| {
        modems[0].state == ModemState::Degraded && modems[0].reason == Some(Reason::StoreFailing)
    })
    .await;
    gate.until_refused(2).await;
    assert!(site.messages().await.is_empty());
    gate.shut.store(false, Ordering::SeqCst);
    site.until_texts(&texts).await;
    site.until_ready().await;
    // Another yard on the same modem finds nothing left in it.
    let site = site.restart(quick()).await;
    site.until_ready().await;
    site.send(OutgoingText::new("Example", "after all"));
    site.until_texts(&["kept 0", "kept 1", "kept 2", "after all"]).await;
    assert_eq!(handed_over(&site), 4);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_direct_message_is_acknowledged_only_after_its_commit() {
    let (site, gate) = gated(fleet(), direct()).await;
    site.send(OutgoingText::new("Example", "direct"));
    gate.until_refused(2).await;
    assert_eq!(handed_over(&site), 0, "acknowledged before it was stored");
    gate.shut.store(false, Ordering::SeqCst);
    site.until_texts(&["direct"]).await;
    assert!(site.fleet.network().drained(Duration::from_secs(10)).await);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_direct_message_that_was_sent_again_is_stored_once_and_direct_delivery_goes_on() {
    let (site, gate) = gated(impatient(4_000), direct()).await;
    site.send(OutgoingText::new("Example", "sent twice"));
    testkit::eventually("the modem has given up and stored it", async || handed_over(&site) == 1).await;
    assert!(site.fleet.network().accepted()[0].attempts >= 2);
    gate.shut.store(false, Ordering::SeqCst);
    site.until_texts(&["sent twice"]).await;
    // For want of an acknowledgement the modem has switched direct delivery off; it comes on again by itself.
    let mut sent = vec!["sent twice".to_owned()];
    let mut is_direct = false;
    while !is_direct && sent.len() < 5 {
        let refused = gate.refused.load(Ordering::SeqCst);
        gate.shut.store(true, Ordering::SeqCst);
        sent.push(format!("later {}", sent.len()));
        site.send(OutgoingText::new("Example", sent.last().unwrap().clone()));
        gate.until_refused(refused + 1).await;
        // One that waits for its acknowledgement has not been handed over; a stored one has.
        is_direct = site.fleet.network().waiting() > 0;
        gate.shut.store(false, Ordering::SeqCst);
        let wanted: Vec<&str> = sent.iter().map(String::as_str).collect();
        site.until_texts(&wanted).await;
    }
    assert!(is_direct, "direct delivery stayed off");
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_to_be_shown_at_once_outlives_the_loss_of_its_port() {
    // Nobody acknowledges it, and it is in no memory.
    let (site, gate) = gated(fleet(), quick()).await;
    site.send(OutgoingText::new("Example", "look here").flash());
    gate.until_refused(1).await;
    assert_eq!(handed_over(&site), 1);
    site.fleet.modems()[0].unplug().await.unwrap();
    site.until("the line is off", |modems| modems.iter().all(|modem| !modem.online)).await;
    gate.shut.store(false, Ordering::SeqCst);
    site.fleet.modems()[0].replug().await.unwrap();
    site.plug_at(0, "usb0", "usb0");
    site.until_texts(&["look here"]).await;
    site.until_ready().await;
    assert_eq!(site.messages().await[0].class, Some(0));
    site.close().await;
}
