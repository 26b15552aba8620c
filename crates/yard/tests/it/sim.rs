//! SIM cards: PINs, removal, numbers.

use kernel::{Iccid, Msisdn, Secret};
use sims::SimEntry;
use simulator::modem::{ModemOptions, Personality, personalities};
use yard::{ModemState, Reason, YardSettings};

use crate::site::{Site, families, fleet, quick};

fn entry(site_iccid: &str) -> SimEntry {
    SimEntry::new(Iccid::parse(site_iccid).unwrap())
}

/// A site whose card asks for 4711 since its modem was restarted, with this PIN in the inventory, if any.
async fn locked(known: Option<&str>) -> Site {
    let pin = known.map(|pin| Secret::new(pin.to_owned()));
    let site = Site::with(fleet(), quick(), async |fleet, inventory| {
        let entry = SimEntry { pin, ..entry(&fleet.iccids()[0]) };
        inventory.register(entry).await.unwrap();
    })
    .await;
    site.until_ready().await;
    let card = &site.fleet.cards()[0];
    assert!(card.set_pin_enabled(true, "0000") && card.change_pin("0000", "4711"));
    site.fleet.modems()[0].power_cycle().await.unwrap();
    site.until("the restart is noticed", |modems| modems[0].state != ModemState::Ready).await;
    site
}

fn tries_left(site: &Site) -> u8 {
    site.fleet.cards()[0].tries().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_card_is_unlocked_with_the_pin_of_the_inventory() {
    let site = locked(Some("4711")).await;
    site.until_ready().await;
    let card = site.inventory.list().await.unwrap().remove(0);
    assert!(card.pin_tried_at.is_none() && card.pin_blocked_at.is_none());
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_pin_is_tried_once() {
    let site = locked(Some("0815")).await;
    site.until("the PIN was refused", |modems| modems[0].reason == Some(Reason::PinRefused)).await;
    assert_eq!(tries_left(&site), 2);
    // Several polls later the state has been looked at and the PIN left alone.
    let mut looks = 0;
    testkit::eventually("a few more looks", || {
        looks += 1;
        std::future::ready(looks > 120)
    })
    .await;
    assert_eq!(tries_left(&site), 2);
    assert!(site.inventory.list().await.unwrap()[0].pin_blocked_at.is_some());
    assert_eq!(site.yard.modems()[0].state, ModemState::SimLocked);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_pin_nothing_is_tried_until_one_is_entered() {
    let site = locked(None).await;
    site.until("the card is locked", |modems| modems[0].reason == Some(Reason::PinMissing)).await;
    assert_eq!(tries_left(&site), 3);
    let entry = SimEntry { pin: Some(Secret::new("4711".to_owned())), ..entry(&site.fleet.iccids()[0]) };
    site.inventory.register(entry).await.unwrap();
    site.until_ready().await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_the_card_out_takes_the_line_off_until_it_is_back() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    let before = site.yard.modems().remove(0);
    let card = site.fleet.modems()[0].remove_sim().await.unwrap().unwrap();
    site.until("the line is off", |modems| {
        modems[0].state == ModemState::Degraded
            && modems[0].reason == Some(Reason::SimMissing)
            && !modems[0].online
    })
    .await;
    site.fleet.modems()[0].insert_sim(card).await.unwrap();
    site.until_ready().await;
    assert_eq!(site.yard.modems()[0].line, before.line);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_card_is_another_line_in_the_same_modem() {
    let site = Site::open(fleet().modems(2)).await;
    site.until_ready().await;
    let before = site.yard.modems();
    let [first, second] = [&site.fleet.modems()[0], &site.fleet.modems()[1]];
    let spare = second.remove_sim().await.unwrap().unwrap();
    first.remove_sim().await.unwrap();
    site.until("both lines are off", |modems| modems.iter().all(|modem| !modem.online)).await;
    first.insert_sim(spare).await.unwrap();
    site.until("the second card's line is in the first modem", |modems| {
        modems[0].online && modems[0].line == before[1].line && modems[0].id == before[0].id
    })
    .await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inventory_s_number_wins_over_the_card_s() {
    let entered = Msisdn::parse("+4915199999999").unwrap();
    let number = entered.clone();
    let site = Site::with(fleet(), quick(), async |fleet, inventory| {
        let entry = SimEntry { msisdn: Some(number), ..entry(&fleet.iccids()[0]) };
        inventory.register(entry).await.unwrap();
    })
    .await;
    site.until_ready().await;
    assert_eq!(site.yard.modems()[0].number, Some(entered));
    site.close().await;
}

/// A fleet of one whose card asks for 4711 from the start, and what the inventory knows of it before the first contact.
async fn never_seen(family: &'static Personality, known: &str, mistaken: u8, settings: YardSettings) -> Site {
    Site::with(families(&[family]).pin("4711"), settings, async |fleet, inventory| {
        for _ in 0..mistaken {
            assert!(!fleet.cards()[0].verify_pin("0000"));
        }
        let pin = Some(Secret::new(known.to_owned()));
        inventory.register(SimEntry { pin, ..entry(&fleet.iccids()[0]) }).await.unwrap();
    })
    .await
}

async fn until_tried(site: &Site) {
    testkit::eventually("the try is on record", async || {
        site.inventory.list().await.unwrap()[0].pin_tried_at.is_some()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_card_never_seen_before_is_unlocked_at_first_contact() {
    for family in [&personalities::QUECTEL_EC25, &personalities::WAVECOM_Q24] {
        let site = never_seen(family, "4711", 0, quick()).await;
        site.until_ready().await;
        let card = site.inventory.list().await.unwrap().remove(0);
        assert!(card.pin_tried_at.is_none() && card.pin_blocked_at.is_none());
        assert_eq!(tries_left(&site), 3);
        site.send(simulator::OutgoingText::new("Example", "unlocked"));
        site.until_texts(&["unlocked"]).await;
        site.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_with_a_try_missing_is_left_alone() {
    let site = never_seen(&personalities::QUECTEL_EC25, "4711", 1, quick()).await;
    site.until("the card is left alone", |modems| modems[0].reason == Some(Reason::PinFewTries)).await;
    let site = site.restart(quick()).await;
    site.until("it still is", |modems| modems[0].reason == Some(Reason::PinFewTries)).await;
    assert_eq!(tries_left(&site), 2);
    assert!(site.inventory.list().await.unwrap()[0].pin_tried_at.is_none());
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_try_whose_end_nobody_saw_is_not_repeated() {
    // With and without a word on the tries left; the PIN is wrong, so each try would cost one.
    let rows = [
        (&personalities::WAVECOM_Q24, Reason::PinUncertain),
        (&personalities::QUECTEL_EC25, Reason::PinFewTries),
    ];
    for (family, reason) in rows {
        let slow = ModemOptions { boot_percent: 2, latency_ms: (100, 150), ..ModemOptions::default() };
        let fleet = families(&[family]).pin("4711").modem_options(slow);
        let site = Site::with(fleet, quick(), async |fleet, inventory| {
            let pin = Some(Secret::new("0815".to_owned()));
            inventory.register(SimEntry { pin, ..entry(&fleet.iccids()[0]) }).await.unwrap();
        })
        .await;
        until_tried(&site).await;
        testkit::eventually("the card has heard it", async || tries_left(&site) == 2).await;
        // Cut off between the entry and its answer, or just after it: nobody may try again.
        let site = site.restart(quick()).await;
        site.until("the card is left alone", |modems| {
            modems[0].reason == Some(reason) || modems[0].reason == Some(Reason::PinRefused)
        })
        .await;
        let site = site.restart(quick()).await;
        site.until("and once more", |modems| modems[0].state == ModemState::SimLocked).await;
        assert_eq!(tries_left(&site), 2);
        site.close().await;
    }
}
