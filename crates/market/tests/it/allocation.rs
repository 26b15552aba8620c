//! Nobody gets a number twice, and what is counted can be had.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use market::Prefix;
use proptest::prelude::*;
use testkit::{TestDatabase, on_every_engine};

use crate::world::{World, channel, channel_id, order, phone};

on_every_engine! {
    async fn two_hundred_orders_for_fifty_lines_get_fifty_numbers(db: TestDatabase) {
        let world = Arc::new(World::new(db, vec![channel("hub")]).await);
        world.lines(50).await;
        assert_eq!(world.count("hub", "wa"), 50);
        let served = Arc::new(AtomicU32::new(0));
        let watch = tokio::spawn({
            let (world, served) = (Arc::clone(&world), Arc::clone(&served));
            async move {
                while served.load(Ordering::SeqCst) < 50 {
                    // Read in this order: numbers handed out after the first read only make the counts smaller.
                    let gone = served.load(Ordering::SeqCst);
                    let counted = world.count("hub", "wa");
                    assert!(counted <= 50 - gone, "{counted} counted although {gone} are gone");
                    tokio::task::yield_now().await;
                }
            }
        });
        let orders: Vec<_> = (0..200).map(|_| {
            let (world, served) = (Arc::clone(&world), Arc::clone(&served));
            tokio::spawn(async move {
                let opened = world.open("hub", "wa").await;
                if opened.is_some() {
                    served.fetch_add(1, Ordering::SeqCst);
                }
                opened
            })
        }).collect();
        let mut numbers = HashSet::new();
        let mut wire_ids = HashSet::new();
        let mut refused = 0;
        for order in orders {
            match order.await.unwrap() {
                Some(opened) => {
                    assert!(numbers.insert(opened.msisdn), "a number was handed out twice");
                    assert!(wire_ids.insert(opened.wire_id), "an activation id was used twice");
                }
                None => refused += 1,
            }
        }
        assert_eq!((numbers.len(), refused), (50, 150));
        watch.await.unwrap();
        assert_eq!(world.count("hub", "wa"), 0);
        let floor = world.market.counts(&channel_id("hub")).unwrap().rows;
        assert_eq!(floor, world.recounted("hub").await);
    }

    async fn two_nodes_over_one_database_do_not_share_a_number(db: TestDatabase) {
        let world = World::new(db, vec![channel("hub")]).await;
        world.lines(10).await;
        // The second floor knows nothing of the first one's reservations: only the guard stands between them.
        let other = market::Market::load(world.store.store(), vec![channel("hub")]).await.unwrap();
        let orders: Vec<_> = (0..40).map(|nth| {
            let market = if nth % 2 == 0 { world.market.clone() } else { other.clone() };
            tokio::spawn(async move { market.open(order("hub", "wa")).await.unwrap() })
        }).collect();
        let mut numbers = HashSet::new();
        for order in orders {
            if let Some(opened) = order.await.unwrap() {
                assert!(numbers.insert(opened.msisdn), "a number was handed out twice");
            }
        }
        assert_eq!(numbers.len(), 10);
    }
}

#[tokio::test]
async fn excepted_prefixes_are_never_handed_out() {
    let world = World::sqlite(vec![channel("hub")]).await;
    world.lines(12).await;
    let mut wish = order("hub", "wa");
    // 79280000000 to …09 are excepted, …10 and …11 remain.
    wish.exceptions = vec![Prefix::parse("7928000000").unwrap(), Prefix::parse("+999").unwrap()];
    let mut got = Vec::new();
    while let Some(opened) = world.market.open(wish.clone()).await.unwrap() {
        got.push(opened.msisdn);
    }
    got.sort();
    assert_eq!(got, [phone(10), phone(11)]);
}

#[tokio::test]
async fn a_caller_that_hangs_up_leaves_the_counts_right() {
    let world = World::sqlite(vec![channel("hub")]).await;
    world.lines(5).await;
    for _ in 0..5 {
        let mut call = Box::pin(world.market.open(order("hub", "wa")));
        // One poll begins it; then nobody waits any more.
        let _ = futures_poll(call.as_mut()).await;
        drop(call);
    }
    testkit::eventually("the cut off orders have ended", || async { world.count("hub", "wa") == 0 }).await;
    testkit::eventually("all five are on record", || async {
        world.market.open_count(&channel_id("hub")).await.unwrap() == 5
    })
    .await;
}

async fn futures_poll<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
        std::task::Poll::Ready(output) => std::task::Poll::Ready(Some(output)),
        std::task::Poll::Pending => std::task::Poll::Ready(None),
    })
    .await
}

#[derive(Clone, Debug)]
enum Step {
    Open { shared: bool, tg: bool },
    Finish { pick: usize, code: u32 },
    Switch { line: usize, online: bool },
    Message { line: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<bool>(), any::<bool>()).prop_map(|(shared, tg)| Step::Open { shared, tg }),
        3 => (any::<usize>(), prop::sample::select(vec![1, 3, 4, 4, 4, 5, 7]))
            .prop_map(|(pick, code)| Step::Finish { pick, code }),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(line, online)| Step::Switch { line, online }),
        1 => any::<usize>().prop_map(|line| Step::Message { line }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_floor_is_what_the_database_says(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(run(steps));
    }
}

async fn run(steps: Vec<Step>) {
    let mut shared = channel("shared");
    shared.exclusive = false;
    let world = World::sqlite(vec![channel("hub"), shared]).await;
    let mut lines = world.lines(4).await;
    let mut opened = Vec::new();
    for step in steps {
        match step {
            Step::Open { shared, tg } => {
                let (hub, what) = (if shared { "shared" } else { "hub" }, if tg { "tg" } else { "wa" });
                let before = world.count(hub, what);
                let got = world.open(hub, what).await;
                assert_eq!(got.is_some(), before > 0, "what is counted can be had, and nothing else");
                opened.extend(got.map(|got| (hub, got)));
            }
            Step::Finish { pick, code } if !opened.is_empty() => {
                let (hub, activation) = &opened[pick % opened.len()];
                world.finish(hub, activation, code).await;
            }
            Step::Finish { .. } => {}
            Step::Switch { line, online } => {
                let at = line % lines.len();
                lines[at].online = online;
                world.tell(&lines[at]).await;
                world.market.reload().await.unwrap();
            }
            Step::Message { line } => world.arrives(&world.message(&lines[line % lines.len()])).await,
        }
        for hub in ["hub", "shared"] {
            let floor = world.market.counts(&channel_id(hub)).unwrap().rows;
            assert_eq!(floor, world.recounted(hub).await);
        }
    }
}
