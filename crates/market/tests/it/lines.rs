//! Lines come, go and move; the numbers follow.

use market::Filter;
use testkit::{TestDatabase, eventually, on_every_engine};

use crate::world::{World, channel, channel_id, country, phone};

on_every_engine! {
    async fn a_line_that_goes_offline_is_not_counted(db: TestDatabase) {
        let world = World::new(db, vec![channel("hub")]).await;
        let mut lines = world.lines(2).await;
        assert_eq!(world.count("hub", "wa"), 2);
        lines[0].online = false;
        world.tell(&lines[0]).await;
        // Through the committed fact alone, as in the running house.
        eventually("one is left", || async { world.count("hub", "wa") == 1 }).await;
        lines[0].online = true;
        world.tell(&lines[0]).await;
        eventually("both are back", || async { world.count("hub", "wa") == 2 }).await;
    }

    async fn a_card_in_another_modem_keeps_its_number_online(db: TestDatabase) {
        let world = World::new(db, vec![channel("hub")]).await;
        let mut old = world.lines(1).await.remove(0);
        let mut new = world.line(7);
        new.msisdn = Some(phone(0));
        // The new slot reports first, the old one notices later.
        world.tell(&new).await;
        old.online = false;
        world.tell(&old).await;
        world.market.reload().await.unwrap();
        assert_eq!(world.count("hub", "wa"), 1);
        assert_eq!(world.market.numbers().await.unwrap().len(), 1, "it is the same number");
    }
}

#[tokio::test]
async fn use_history_stays_with_the_number_when_its_card_changes() {
    let world = World::sqlite(vec![channel("hub")]).await;
    world.lines(1).await;
    let opened = world.open("hub", "wa").await.unwrap();
    world.finish("hub", &opened, 3).await;
    let mut swapped = world.line(9);
    swapped.msisdn = Some(phone(0));
    world.tell(&swapped).await;
    world.market.reload().await.unwrap();
    assert_eq!(world.count("hub", "wa"), 0);
    assert_eq!(world.count("hub", "tg"), 1);
}

#[tokio::test]
async fn a_line_under_another_number_takes_the_old_number_offline() {
    let world = World::sqlite(vec![channel("hub")]).await;
    let mut line = world.lines(1).await.remove(0);
    line.msisdn = Some(phone(5));
    world.tell(&line).await;
    world.market.reload().await.unwrap();
    let online: Vec<_> =
        world.market.numbers().await.unwrap().into_iter().filter(|number| number.online).collect();
    assert_eq!(online.iter().map(|number| number.msisdn.clone()).collect::<Vec<_>>(), [phone(5)]);
    line.msisdn = None;
    world.tell(&line).await;
    world.market.reload().await.unwrap();
    assert_eq!(world.count("hub", "wa"), 0);
}

#[tokio::test]
async fn a_number_that_goes_offline_while_held_stays_held() {
    let world = World::sqlite(vec![channel("hub")]).await;
    let mut line = world.lines(1).await.remove(0);
    let opened = world.open("hub", "wa").await.unwrap();
    line.online = false;
    world.tell(&line).await;
    line.online = true;
    world.tell(&line).await;
    world.market.reload().await.unwrap();
    assert_eq!(world.count("hub", "wa"), 0);
    assert_eq!(
        world.market.activations(Filter::Open, kernel::Limit::DEFAULT, None).await.unwrap().items.len(),
        1
    );
    world.finish("hub", &opened, 4).await;
    assert_eq!(world.count("hub", "wa"), 1);
}

#[tokio::test]
async fn denied_countries_and_numbers_without_a_country_are_not_offered() {
    let mut denied = channel("hub");
    denied.denied_countries = [country("RU")].into();
    let world = World::sqlite(vec![denied, channel("open")]).await;
    world.lines(1).await;
    let mut nowhere = world.line(3);
    nowhere.country = None;
    world.tell(&nowhere).await;
    world.market.reload().await.unwrap();
    assert_eq!((world.count("hub", "wa"), world.count("open", "wa")), (0, 1));
    assert_eq!(world.open("hub", "wa").await, None);
    let rows = world.market.counts(&channel_id("open")).unwrap().rows;
    assert_eq!(rows.len(), 1);
}
