//! Following the committed facts: what lines and other writers changed reaches the floor from here.
//!
//! Ends when the market is gone or the store closed. A number whose row could not be read is kept back and asked about again
//! every second, so a database that was away for a moment costs some orders and nothing else.

use std::sync::Weak;
use std::time::Duration;

use store::{Delivery, Fact, FactStream};

use crate::market::Inner;
use crate::{Market, NumberId, number};

/// How long to wait before the database is asked again.
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) async fn follow(market: Weak<Inner>, mut facts: FactStream) {
    // Facts were missed and the whole floor could not be read again yet.
    let mut behind = false;
    loop {
        let Some((signal, clock, in_doubt)) = market.upgrade().map(|inner| inner.waiting_on()) else {
            return;
        };
        let retry = async {
            match behind || in_doubt {
                true => clock.sleep(PATIENCE).await,
                false => std::future::pending().await,
            }
        };
        let delivery = tokio::select! {
            delivery = facts.next() => delivery,
            () = signal.notified() => Some(Delivery::Facts(Vec::new().into())),
            () = retry => Some(Delivery::Facts(Vec::new().into())),
        };
        let (Some(delivery), Some(inner)) = (delivery, market.upgrade()) else { return };
        let market = Market::from_inner(inner);
        if market.store().is_closed() {
            return;
        }
        behind |= matches!(delivery, Delivery::Missed);
        if behind {
            behind = market.reload().await.inspect_err(warn).is_err();
        } else if let Delivery::Facts(facts) = delivery {
            take_in(&market, &facts).await;
        }
    }
}

/// Every number is asked about, whatever happens with the one before it.
async fn take_in(market: &Market, facts: &[Fact]) {
    let changed = facts.iter().filter(|fact| fact.word == number::CHANGED.0).flat_map(|fact| &fact.ids);
    let mut numbers: Vec<NumberId> = changed.filter_map(|id| id.parse().ok()).collect();
    numbers.extend(market.floor().doubtful());
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        match market.refresh(number).await {
            Err(_) if market.store().is_closed() => return,
            Err(problem) => warn(&problem),
            Ok(()) => {}
        }
    }
}

fn warn(problem: &crate::MarketError) {
    tracing::warn!(%problem, "numbers are kept back until the database answers again");
}
