//! The inventory on every engine.

use kernel::{Iccid, Msisdn, Secret};
use sims::{Inventory, PinAttempt, SimEntry};
use testkit::{TestDatabase, TestStore, on_every_engine};

async fn open(db: TestDatabase) -> (TestStore, Inventory) {
    let store = TestStore::builder(&sims::migrations()).open(db).await;
    let inventory = Inventory::new(store.store());
    (store, inventory)
}

fn iccid() -> Iccid {
    Iccid::parse("8944200053671052499").unwrap()
}

fn with_pin(pin: &str) -> SimEntry {
    SimEntry { pin: Some(Secret::new(pin.to_owned())), ..SimEntry::new(iccid()) }
}

fn granted(pin: &str) -> PinAttempt {
    PinAttempt::Granted(Secret::new(pin.to_owned()))
}

on_every_engine! {
    async fn registering_twice_is_registering_once(db: TestDatabase) {
        let (_store, inventory) = open(db).await;
        let first = inventory.register(with_pin("1234")).await.unwrap();
        let number = Msisdn::parse("+4915123456789").unwrap();
        let again = SimEntry { msisdn: Some(number.clone()), ..SimEntry::new(iccid()) };
        assert_eq!(inventory.register(again).await.unwrap(), first);
        let cards = inventory.list().await.unwrap();
        assert_eq!(cards.len(), 1);
        assert_eq!(cards[0].msisdn, Some(number));
        assert!(cards[0].has_pin, "what an entry leaves out stays");
    }

    async fn a_pin_is_handed_out_once_until_its_fate_is_known(db: TestDatabase) {
        let (_store, inventory) = open(db).await;
        assert_eq!(inventory.take_pin_attempt(&iccid(), false).await.unwrap(), PinAttempt::Unknown);
        inventory.register(with_pin("1234")).await.unwrap();
        let take = |all_left| inventory.take_pin_attempt(&ICCID, all_left);
        static ICCID: std::sync::LazyLock<Iccid> = std::sync::LazyLock::new(iccid);
        assert_eq!(take(false).await.unwrap(), granted("1234"));
        // A crash here must not make a second try possible.
        assert_eq!(take(false).await.unwrap(), PinAttempt::Uncertain);
        assert_eq!(take(true).await.unwrap(), granted("1234"));
        inventory.pin_accepted(&ICCID).await.unwrap();
        assert_eq!(take(false).await.unwrap(), granted("1234"));
    }

    async fn a_refused_pin_stays_refused_until_another_is_entered(db: TestDatabase) {
        let (_store, inventory) = open(db).await;
        inventory.register(with_pin("1111")).await.unwrap();
        inventory.take_pin_attempt(&iccid(), false).await.unwrap();
        inventory.pin_refused(&iccid()).await.unwrap();
        inventory.register(with_pin("1111")).await.unwrap();
        assert_eq!(inventory.take_pin_attempt(&iccid(), true).await.unwrap(), PinAttempt::Refused);
        inventory.register(with_pin("2222")).await.unwrap();
        assert_eq!(inventory.take_pin_attempt(&iccid(), false).await.unwrap(), granted("2222"));
    }

    async fn a_learnt_number_never_replaces_an_entered_one(db: TestDatabase) {
        let (store, inventory) = open(db).await;
        let learn = |number: &'static str| {
            let inventory = inventory.clone();
            store.transact(move |tx| {
                let inventory = inventory.clone();
                Box::pin(async move {
                    inventory.seen(tx, &iccid(), None).await?;
                    inventory.learn_number(tx, &iccid(), &Msisdn::parse(number).unwrap()).await
                })
            })
        };
        assert!(learn("+4915100000001").await.unwrap());
        assert!(!learn("+4915100000002").await.unwrap());
        let card = inventory.find(&iccid()).await.unwrap().unwrap();
        assert_eq!(card.msisdn.unwrap().to_string(), "+4915100000001");
        assert!(card.last_seen_at.is_some());
    }
}
