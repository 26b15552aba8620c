//! Another card in the same modem, and what the former one left in the modem's memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use simulator::OutgoingText;
use store::{StoreError, Tx};
use yard::{Line, Listener, Message, ModemState, Reason};

use crate::site::{Site, fleet, quick};

/// Who was told of what: recipient and text. While it is shut, nobody takes anything.
#[derive(Default)]
struct Told {
    told: Mutex<Vec<(String, String)>>,
    shut: AtomicBool,
}

#[async_trait::async_trait]
impl Listener for Told {
    async fn line_changed(&self, _tx: &Tx, _line: &Line) -> Result<(), StoreError> {
        Ok(())
    }

    async fn message_arrived(&self, _tx: &Tx, message: &Message) -> Result<(), StoreError> {
        if self.shut.load(Ordering::SeqCst) {
            return Err(StoreError::Schema("shut".to_owned()));
        }
        let recipient = message.recipient.as_ref().unwrap().digits().to_owned();
        self.told.lock().push((recipient, message.text.expose().to_owned()));
        Ok(())
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// Texts by the digits of the number they were filed under, sorted.
async fn filed(site: &Site) -> Vec<(String, String)> {
    let mut filed = Vec::new();
    for message in site.messages().await {
        let text = site.yard.text_of(message.id).await.unwrap().unwrap().expose().to_owned();
        filed.push((message.recipient.unwrap().digits().to_owned(), text));
    }
    filed.sort();
    filed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_for_the_former_card_while_nobody_looked_is_not_the_new_card_s() {
    let told = Arc::new(Told::default());
    let site = Site::heard_by(fleet().modems(2), quick(), told, async |_, _| {}).await;
    site.until_ready().await;
    let [old, new] = [site.fleet.msisdns()[0].clone(), site.fleet.msisdns()[1].clone()];
    let site = site
        .restart_after(quick(), async |fleet| {
            // It lands in the modem's own memory, and the modem stays on while the cards are exchanged.
            fleet.network().deliver(&old, OutgoingText::new("Example", "for the old one")).unwrap();
            assert!(fleet.network().drained(10 * SECOND).await);
            let [first, second] = [&fleet.modems()[0], &fleet.modems()[1]];
            let spare = second.remove_sim().await.unwrap().unwrap();
            first.remove_sim().await.unwrap();
            first.insert_sim(spare).await.unwrap();
        })
        .await;
    site.until("the new card's line is in the first modem", |modems| {
        modems[0].state == ModemState::Ready
            && modems[0].online
            && modems[0].number.as_ref().is_some_and(|number| number.digits() == new)
    })
    .await;
    testkit::eventually("it is filed", async || !filed(&site).await.is_empty()).await;
    assert_eq!(filed(&site).await, [(old.clone(), "for the old one".to_owned())]);
    // From now on the memory is the new card's.
    site.fleet.network().deliver(&new, OutgoingText::new("Example", "for the new one")).unwrap();
    testkit::eventually("the next one is filed", async || filed(&site).await.len() == 2).await;
    let mut wanted = vec![(old, "for the old one".to_owned()), (new, "for the new one".to_owned())];
    wanted.sort();
    assert_eq!(filed(&site).await, wanted);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_kept_back_when_the_card_was_taken_out_goes_to_its_own_line() {
    let gate = Arc::new(Told::default());
    let site = Site::heard_by(fleet().modems(2), quick(), gate.clone(), async |_, _| {}).await;
    site.until_ready().await;
    let [old, new] = [site.fleet.msisdns()[0].clone(), site.fleet.msisdns()[1].clone()];
    gate.shut.store(true, Ordering::SeqCst);
    site.fleet.network().deliver(&old, OutgoingText::new("Example", "for the old one")).unwrap();
    site.until("the database fails", |modems| modems[0].reason == Some(Reason::StoreFailing)).await;
    // Time stamps of the network count whole seconds.
    let sent = site.store.clock().now();
    testkit::eventually("a second passes", async || site.store.clock().now().since(sent) > SECOND).await;
    let [first, second] = [&site.fleet.modems()[0], &site.fleet.modems()[1]];
    let spare = second.remove_sim().await.unwrap().unwrap();
    first.remove_sim().await.unwrap();
    site.until("both lines are off", |modems| modems.iter().all(|modem| !modem.online)).await;
    first.insert_sim(spare).await.unwrap();
    site.fleet.network().deliver(&new, OutgoingText::new("Example", "for the new one")).unwrap();
    testkit::eventually("the new card has got it", async || site.fleet.network().waiting() == 0).await;
    gate.shut.store(false, Ordering::SeqCst);
    let mut wanted = vec![(old, "for the old one".to_owned()), (new, "for the new one".to_owned())];
    wanted.sort();
    testkit::eventually("both are filed", async || filed(&site).await.len() == 2).await;
    assert_eq!(filed(&site).await, wanted);
    let told: Vec<_> = gate.told.lock().clone();
    assert_eq!(told.len(), 2, "each was told once");
    site.close().await;
}
