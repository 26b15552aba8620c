//! Uses, burns, money, repetition; and that nothing happens by itself.

use std::time::Duration;

use kernel::{Currency, Money};
use market::{Filter, MarketError, State, WireId};
use testkit::{TestDatabase, on_every_engine};

use crate::world::{World, channel, channel_id, order, status};

on_every_engine! {
    async fn a_number_is_offered_four_times_when_each_ends_with_4(db: TestDatabase) {
        let world = World::new(db, vec![channel("hub"), channel("other")]).await;
        world.lines(1).await;
        for turn in 0..4 {
            assert_eq!(world.count("hub", "wa"), 1, "turn {turn}");
            let opened = world.open("hub", "wa").await.unwrap();
            assert_eq!(world.count("hub", "wa"), 0, "held in turn {turn}");
            world.finish("hub", &opened, 4).await;
        }
        assert_eq!(world.count("hub", "wa"), 0);
        assert_eq!(world.open("hub", "wa").await, None);
        assert_eq!(world.count("hub", "tg"), 1, "another service has its own count");
        assert_eq!(world.count("other", "wa"), 1, "another hub has its own count");
    }

    async fn sold_and_not_wanted_numbers_are_burnt_for_that_service(db: TestDatabase) {
        let world = World::new(db, vec![channel("hub")]).await;
        world.lines(2).await;
        for code in [1, 3] {
            let opened = world.open("hub", "wa").await.unwrap();
            world.finish("hub", &opened, code).await;
            // Whatever is said later: burnt stays burnt.
            world.finish("hub", &opened, 4).await;
        }
        assert_eq!(world.open("hub", "wa").await, None);
        assert_eq!(world.count("hub", "tg"), 2);
    }

    async fn a_refund_takes_the_credit_back(db: TestDatabase) {
        let world = World::new(db, vec![channel("hub")]).await;
        world.lines(2).await;
        let rubles = |text| vec![Money::parse(text, Currency::RUB).unwrap()];
        let earned = || async { world.market.earnings(&channel_id("hub")).await.unwrap() };
        let first = world.open("hub", "wa").await.unwrap();
        let second = world.open("hub", "wa").await.unwrap();
        world.finish("hub", &first, 3).await;
        world.finish("hub", &second, 3).await;
        assert_eq!(earned().await, rubles("25"));
        assert_eq!(world.finish("hub", &first, 5).await.state, State::Refunded);
        assert!(world.finish("hub", &first, 5).await.repeated);
        assert_eq!(earned().await, rubles("12.50"));
        assert_eq!(world.open("hub", "wa").await, None, "refunded numbers stay burnt");
        let history = world.market.history(first.id).await.unwrap();
        let codes: Vec<_> = history.iter().map(|event| event.status_code).collect();
        assert_eq!(codes, [None, Some(3), Some(5), Some(5)]);
    }
}

#[tokio::test]
async fn the_same_word_twice_is_answered_alike_and_counts_once() {
    let world = World::sqlite(vec![channel("hub")]).await;
    world.lines(1).await;
    let opened = world.open("hub", "wa").await.unwrap();
    let again: Vec<_> = (0..8).map(|_| world.finish("hub", &opened, 4)).collect();
    for finished in again {
        assert_eq!(finished.await.state, State::Cancelled);
    }
    for _ in 0..3 {
        let next = world.open("hub", "wa").await.expect("eight repetitions were one use");
        world.finish("hub", &next, 4).await;
    }
    assert_eq!(world.open("hub", "wa").await, None);
}

#[tokio::test]
async fn codes_outside_the_contract_are_kept_and_burn_nothing() {
    let world = World::sqlite(vec![channel("hub")]).await;
    world.lines(1).await;
    for code in [2, 6, 7, 8, 9, 10, 0] {
        let opened = world.open("hub", "wa").await.unwrap();
        assert_eq!(world.finish("hub", &opened, code).await.state, State::Error);
        let page = world.market.activations(Filter::All, kernel::Limit::clamped(1), None).await.unwrap();
        assert_eq!(page.items[0].status_code, Some(code));
    }
    assert_eq!(world.count("hub", "wa"), 1);
}

#[tokio::test]
async fn an_activation_of_another_hub_is_unknown() {
    let world = World::sqlite(vec![channel("hub"), channel("other")]).await;
    world.lines(1).await;
    let opened = world.open("hub", "wa").await.unwrap();
    for (hub, id) in [("other", opened.wire_id), ("hub", WireId::new(4711)), ("hub", WireId::new(u64::MAX))] {
        let refused = world.market.finish(&channel_id(hub), id, status(3)).await;
        assert!(matches!(refused, Err(MarketError::UnknownActivation(_))), "{hub} {id}");
    }
    assert_eq!(world.market.open_on(&opened.msisdn).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_year_changes_nothing() {
    let world = World::sqlite(vec![channel("hub")]).await;
    world.lines(2).await;
    let opened = world.open("hub", "wa").await.unwrap();
    let before = world.market.activations(Filter::All, kernel::Limit::DEFAULT, None).await.unwrap();
    let facts = world.store.latest_seq().await.unwrap();
    world.store.clock.advance(Duration::from_secs(365 * 86_400));
    tokio::task::yield_now().await;
    let after = world.market.activations(Filter::All, kernel::Limit::DEFAULT, None).await.unwrap();
    assert_eq!(before, after);
    assert_eq!(world.store.latest_seq().await.unwrap(), facts);
    assert_eq!(world.store.clock.sleepers(), 0, "nobody waits for a time to come");
    let stale = world.market.stale(world.store.clock().now()).await.unwrap();
    assert_eq!(
        stale.iter().map(|activation| activation.id).collect::<Vec<_>>(),
        [opened.id],
        "but it is shown"
    );
    assert_eq!(
        world.finish("hub", &opened, 3).await.state,
        State::Completed,
        "and ends when the hub says so"
    );
}

#[tokio::test]
async fn parallel_services_share_a_number_but_never_a_service() {
    let shared = |id| {
        let mut channel = channel(id);
        channel.exclusive = false;
        channel
    };
    let world = World::sqlite(vec![shared("one"), shared("two"), channel("alone")]).await;
    world.lines(1).await;
    let wa = world.open("one", "wa").await.unwrap();
    assert_eq!(world.open("two", "wa").await, None, "the service is being served");
    assert_eq!(world.open("alone", "tg").await, None, "an exclusive hub wants the number for itself");
    let tg = world.open("two", "tg").await.unwrap();
    assert_eq!(wa.msisdn, tg.msisdn);
    world.finish("one", &wa, 4).await;
    assert_eq!(world.open("alone", "wa").await, None);
    world.finish("two", &tg, 4).await;
    assert!(world.market.open(order("alone", "wa")).await.unwrap().is_some());
    assert_eq!(world.open("one", "tg").await, None, "and has it for itself");
}

#[tokio::test]
async fn lists_page_from_the_newest() {
    let world = World::sqlite(vec![channel("hub")]).await;
    world.lines(5).await;
    for _ in 0..5 {
        world.open("hub", "wa").await.unwrap();
    }
    let first = world.market.activations(Filter::Open, kernel::Limit::clamped(3), None).await.unwrap();
    let rest =
        world.market.activations(Filter::Open, kernel::Limit::clamped(3), first.next.as_ref()).await.unwrap();
    let ids: Vec<u64> =
        first.items.iter().chain(&rest.items).map(|activation| activation.wire_id.get()).collect();
    assert_eq!(ids, [5, 4, 3, 2, 1]);
    assert_eq!(rest.next, None);
}
