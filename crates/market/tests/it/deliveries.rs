//! Messages reach whoever holds the number, once, in the transaction that stored them.

use market::{Filter, State};
use testkit::{TestDatabase, on_every_engine};

use crate::world::{World, channel, channel_id};

on_every_engine! {
    async fn a_message_makes_its_activation_ready(db: TestDatabase) {
        let world = World::new(db, vec![channel("hub")]).await;
        let line = world.lines(1).await.remove(0);
        world.open("hub", "wa").await.unwrap();
        let (first, second) = (world.message(&line), world.message(&line));
        world.arrives(&first).await;
        world.arrives(&second).await;
        // The modem hands it over again after a crash.
        world.arrives(&first).await;
        let heard = world.delivered.0.lock().clone();
        assert_eq!(heard, [(channel_id("hub"), first.id), (channel_id("hub"), second.id)]);
        let activation = world.market.open_on(line.msisdn.as_ref().unwrap()).await.unwrap().remove(0);
        assert_eq!((activation.state, activation.messages), (State::Ready, 2));
    }
}

#[tokio::test]
async fn a_message_for_nobody_is_delivered_to_nobody() {
    let world = World::sqlite(vec![channel("hub")]).await;
    let line = world.lines(1).await.remove(0);
    world.arrives(&world.message(&line)).await;
    let opened = world.open("hub", "wa").await.unwrap();
    world.finish("hub", &opened, 4).await;
    world.arrives(&world.message(&line)).await;
    assert!(world.delivered.0.lock().is_empty());
    let page = world.market.activations(Filter::All, kernel::Limit::DEFAULT, None).await.unwrap();
    assert_eq!((page.items[0].state, page.items[0].messages), (State::Cancelled, 0));
}

#[tokio::test]
async fn a_line_that_does_not_know_its_number_still_delivers() {
    let world = World::sqlite(vec![channel("hub")]).await;
    let line = world.lines(1).await.remove(0);
    world.open("hub", "wa").await.unwrap();
    let mut message = world.message(&line);
    message.recipient = None;
    world.arrives(&message).await;
    assert_eq!(world.delivered.0.lock().len(), 1);
}
