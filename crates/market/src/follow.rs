//! Following the committed facts: what lines and other writers changed reaches the floor from here.
//!
//! Ends when the market or the store is gone. A number whose row could not be read is kept back and asked about again
//! at every fact and every recheck, so a database that was away for a moment costs some orders and nothing else.

use std::sync::Weak;

use store::{Delivery, Fact, FactStream};

use crate::market::Inner;
use crate::{Market, NumberId, number};

pub(crate) async fn follow(market: Weak<Inner>, mut facts: FactStream) {
    loop {
        let Some(signal) = market.upgrade().map(|inner| inner.recheck_signal()) else { return };
        let delivery = tokio::select! {
            delivery = facts.next() => delivery,
            () = signal.notified() => Some(Delivery::Facts(Vec::new().into())),
        };
        let (Some(delivery), Some(inner)) = (delivery, market.upgrade()) else { return };
        let market = Market::from_inner(inner);
        let taken_in = match delivery {
            Delivery::Facts(facts) => take_in(&market, &facts).await,
            Delivery::Missed => market.reload().await.map_err(|problem| problem.to_string()),
        };
        if let Err(problem) = taken_in {
            tracing::warn!(%problem, "numbers are kept back until the database answers again");
        }
    }
}

async fn take_in(market: &Market, facts: &[Fact]) -> Result<(), String> {
    let changed = facts.iter().filter(|fact| fact.word == number::CHANGED.0).flat_map(|fact| &fact.ids);
    let mut numbers: Vec<NumberId> = changed.filter_map(|id| id.parse().ok()).collect();
    numbers.extend(market.floor().doubtful());
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        market.refresh(number).await.map_err(|problem| problem.to_string())?;
    }
    Ok(())
}
