//! The inbox on every engine: each message once, whatever order and however often its parts come.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Iccid, Limit, Msisdn};
use parking_lot::Mutex;
use pdu::{Address, AlphabetChoice, Deliver, TextOptions};
use store::{Store, StoreError, Tx};
use testkit::{TestDatabase, TestStore, on_every_engine};

mod model;

use super::{Arrival, Filed, Inbox, Message, MessageFilter, Origin, RawPdu};
use crate::line::{self, Claim, HolderId, Line};
use crate::listener::Listener;
use crate::modem::ModemId;

const LIMIT: Duration = Duration::from_secs(600);
const LONG: &str = "Part one of a text that is long enough to need several parts on its way through the network, \
    because a single message holds no more than one hundred and sixty characters, and this one holds many more than \
    that, so that three parts are needed to carry all of it to the reader who waits for the end of this sentence, which \
    comes after a good deal of talking about nothing in particular.";

#[derive(Default)]
struct Heard(Mutex<Vec<Message>>);

#[async_trait::async_trait]
impl Listener for Heard {
    async fn line_changed(&self, _tx: &Tx, _line: &Line) -> Result<(), StoreError> {
        Ok(())
    }

    async fn message_arrived(&self, _tx: &Tx, message: &Message) -> Result<(), StoreError> {
        self.0.lock().push(message.clone());
        Ok(())
    }
}

struct World {
    store: TestStore,
    inbox: Inbox,
    heard: Arc<Heard>,
    origin: Origin,
}

impl World {
    async fn new(db: TestDatabase) -> Self {
        let store = TestStore::builder(&crate::migrations()).open(db).await;
        let heard = Arc::new(Heard::default());
        let inbox = Inbox::new(store.store(), heard.clone(), LIMIT);
        let origin = claim(&store.store()).await;
        Self { store, inbox, heard, origin }
    }

    async fn receive(&self, arrivals: &[Arrival]) -> Vec<Filed> {
        self.inbox.receive(&self.origin, arrivals.to_vec()).await.unwrap()
    }

    /// Texts in the order of the list, each with what the listener was told.
    async fn texts(&self) -> Vec<(String, bool)> {
        let page = self.inbox.messages(&MessageFilter::default(), Limit::clamped(200)).await.unwrap();
        let mut texts = Vec::new();
        for message in page.items {
            let text = self.inbox.text_of(message.id).await.unwrap().unwrap();
            texts.push((text.expose().to_owned(), message.complete));
        }
        texts
    }

    async fn run_due_jobs(&self) -> usize {
        let mut released = 0;
        let rows = self.store.rows("SELECT payload, run_at FROM jobs", []).await.unwrap();
        for row in rows {
            let run_at: kernel::Timestamp = row.try_get("", "run_at").unwrap();
            if run_at > self.store.clock().now() {
                continue;
            }
            let payload: String = row.try_get("", "payload").unwrap();
            let payload: serde_json::Value = serde_json::from_str(&payload).unwrap();
            let group = payload["group"].as_str().unwrap().parse().unwrap();
            released += usize::from(self.inbox.release_partial(group).await.unwrap().is_some());
        }
        released
    }
}

async fn claim(store: &Store) -> Origin {
    let modem = ModemId::mint(store.clock().now(), store.entropy().as_ref());
    let holder = HolderId::mint(store.clock().now(), store.entropy().as_ref());
    let iccid = Iccid::parse("8944200053671052499").unwrap();
    let claim = Claim {
        iccid: iccid.clone(),
        msisdn: Some(Msisdn::parse("+4915123456789").unwrap()),
        imsi: None,
        country: None,
        operator: None,
        modem,
        online: true,
    };
    let line = store
        .transact(move |tx| {
            let claim = claim.clone();
            Box::pin(async move { line::claim(tx, "test", holder, &claim, &crate::NoListener).await })
        })
        .await
        .unwrap();
    Origin { line: line.id, iccid, modem }
}

fn parts_at(text: &str, reference: u16, seconds: i64) -> Vec<Arrival> {
    let options = TextOptions {
        alphabet: AlphabetChoice::Automatic,
        reference: pdu::Reference::SixteenBit(reference),
        ..TextOptions::default()
    };
    let stamp = pdu::Timestamp::from_unix_seconds(seconds, 0).unwrap();
    let sender = Address::international("491700000001").unwrap();
    let parts = Deliver::for_text(&sender, stamp, text, &options).unwrap();
    parts.iter().map(arrival).collect()
}

fn arrival(deliver: &Deliver) -> Arrival {
    let encoded = deliver.encode(None);
    Arrival::Pdu(RawPdu { hex: encoded.hex(), tpdu_length: u16::try_from(encoded.tpdu_len()).unwrap() })
}

fn parts(text: &str) -> Vec<Arrival> {
    parts_at(text, 7, 1_795_230_000)
}

on_every_engine! {
    async fn a_message_is_stored_once_however_often_the_modem_shows_it(db: TestDatabase) {
        let world = World::new(db).await;
        let message = parts("Your code is 4711");
        assert!(matches!(world.receive(&message).await[0], Filed::Message(_)));
        assert_eq!(world.receive(&message).await, [Filed::Duplicate]);
        let twice = [message[0].clone(), message[0].clone()];
        assert_eq!(world.receive(&twice).await, [Filed::Duplicate, Filed::Duplicate]);
        assert_eq!(world.texts().await, [("Your code is 4711".to_owned(), true)]);
        let heard = world.heard.0.lock().clone();
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].sender, "+491700000001");
        assert_eq!(heard[0].recipient.as_ref().unwrap().to_string(), "+4915123456789");
        assert!(!format!("{:?}", heard[0]).contains("4711"), "texts do not print");
    }

    async fn parts_make_one_message_in_any_order_and_with_duplicates(db: TestDatabase) {
        let world = World::new(db).await;
        let mut expected = 0;
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let arrivals = parts_at(LONG, 100 + expected, 1_795_230_000);
            assert_eq!(arrivals.len(), 3);
            for index in order {
                world.receive(&[arrivals[index].clone(), arrivals[index].clone()]).await;
            }
            // Sent again by the service centre with a newer stamp: kept, but no second message.
            let again = parts_at(LONG, 100 + expected, 1_795_230_060);
            assert!(matches!(world.receive(&again[..1]).await[0], Filed::Late(Some(_))));
            expected += 1;
        }
        let texts = world.texts().await;
        assert_eq!(texts.len(), usize::from(expected));
        assert!(texts.iter().all(|(text, complete)| text == LONG && *complete));
        assert_eq!(world.heard.0.lock().len(), usize::from(expected));
    }

    async fn an_incomplete_message_is_released_once_and_amended_by_its_late_part(db: TestDatabase) {
        let world = World::new(db).await;
        let arrivals = parts(LONG);
        world.receive(&[arrivals[0].clone(), arrivals[2].clone()]).await;
        assert_eq!(world.run_due_jobs().await, 0, "the limit has not passed");
        world.store.clock.advance(LIMIT);
        assert_eq!(world.run_due_jobs().await, 1);
        assert_eq!(world.run_due_jobs().await, 0, "releasing twice releases once");
        let partial = world.texts().await;
        assert_eq!(partial.len(), 1);
        assert!(!partial[0].1 && partial[0].0.len() < LONG.len());
        assert!(matches!(world.receive(&[arrivals[1].clone()]).await[0], Filed::Late(Some(_))));
        assert_eq!(world.texts().await, [(LONG.to_owned(), true)]);
        assert_eq!(world.heard.0.lock().len(), 1, "who was told is not told again");
    }

    async fn a_complete_message_is_not_released_again(db: TestDatabase) {
        let world = World::new(db).await;
        world.receive(&parts(LONG)).await;
        world.store.clock.advance(LIMIT);
        assert_eq!(world.run_due_jobs().await, 0);
        assert_eq!(world.texts().await.len(), 1);
    }

    async fn two_tasks_with_the_last_two_parts_make_one_message(db: TestDatabase) {
        let world = World::new(db).await;
        for round in 0..8_u16 {
            let arrivals = parts_at(LONG, 500 + round, 1_795_230_000);
            let (a, b, c) = tokio::join!(
                world.receive(&arrivals[..1]),
                world.receive(&arrivals[1..2]),
                world.receive(&arrivals[2..]),
            );
            let made = [a, b, c].iter().flatten().filter(|filed| matches!(filed, Filed::Message(_))).count();
            assert_eq!(made, 1, "round {round}");
        }
        assert_eq!(world.texts().await.len(), 8);
    }

    async fn what_can_not_be_decoded_is_kept(db: TestDatabase) {
        let world = World::new(db).await;
        let junk = Arrival::Pdu(RawPdu { hex: "0001FF".to_owned(), tpdu_length: 2 });
        assert!(matches!(world.receive(std::slice::from_ref(&junk)).await[0], Filed::Undecodable(_)));
        assert_eq!(world.receive(&[junk]).await, [Filed::Duplicate]);
        let row = world.store.row("SELECT disposition, note FROM message_part", []).await.unwrap().unwrap();
        let disposition: String = row.try_get("", "disposition").unwrap();
        assert_eq!(disposition, "undecodable");
        assert!(world.texts().await.is_empty());
    }

    async fn lists_page_from_the_newest_without_gaps(db: TestDatabase) {
        let world = World::new(db).await;
        for number in 0..5 {
            world.receive(&parts(&format!("text {number}"))).await;
            world.store.clock.advance(Duration::from_secs(1));
        }
        let mut filter = MessageFilter { line: Some(world.origin.line), ..MessageFilter::default() };
        let mut seen = Vec::new();
        loop {
            let page = world.inbox.messages(&filter, Limit::clamped(2)).await.unwrap();
            seen.extend(page.items.iter().map(|message| message.id));
            let Some(next) = page.next else { break };
            filter.cursor = Some(next);
        }
        assert_eq!(seen.len(), 5);
        assert!(seen.is_sorted_by(|a, b| a > b));
    }
}

#[tokio::test]
async fn a_refusing_listener_leaves_nothing_behind() {
    struct Refusing;
    #[async_trait::async_trait]
    impl Listener for Refusing {
        async fn line_changed(&self, _tx: &Tx, _line: &Line) -> Result<(), StoreError> {
            Ok(())
        }
        async fn message_arrived(&self, _tx: &Tx, _message: &Message) -> Result<(), StoreError> {
            Err(StoreError::Schema("no".to_owned()))
        }
    }
    let world = World::new(TestDatabase::sqlite()).await;
    let refusing = Inbox::new(world.store.store(), Arc::new(Refusing), LIMIT);
    assert!(refusing.receive(&world.origin, parts("code 1")).await.is_err());
    assert!(world.texts().await.is_empty());
    assert!(
        matches!(world.receive(&parts("code 1")).await[0], Filed::Message(_)),
        "not a duplicate of what was undone"
    );
}
