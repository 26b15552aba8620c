//! Handing out a number.
//!
//! The floor proposes a number and sets it aside; one transaction takes it under the database's guard, or finds that
//! it can't be had and the next one is tried. There is no idempotency key in the aggregators' protocol: when the answer
//! is lost on its way, the activation stays open until the aggregator speaks of it, and shows up among the stale ones.

use std::collections::HashSet;

use kernel::{Country, Money, Msisdn};
use store::{NewFact, StoreError, Tx};

use super::state::State;
use super::{Activation, ActivationId, OPENED, Policy, WireId, sql};
use crate::channel::{Channel, ChannelId, Service};
use crate::number::sql as number_sql;
use crate::offer::{Entry, Operators, Prefix, Reservation, Wanted};
use crate::{Market, MarketError};

/// Candidates that may turn out to be taken (by another node, or just gone) before we say that there is none.
const CANDIDATES: usize = 16;

/// What an aggregator asks for.
#[derive(Clone, Debug)]
pub struct Order {
    /// Who asks.
    pub channel: ChannelId,
    /// Numbers of which country.
    pub country: Country,
    /// Numbers of which operators.
    pub operators: Operators,
    /// For which service.
    pub service: Service,
    /// The number begins with none of these.
    pub exceptions: Vec<Prefix>,
    /// What it earns us when it is sold.
    pub sum: Money,
}

/// A number that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The activation.
    pub id: ActivationId,
    /// Its number at the aggregator.
    pub wire_id: WireId,
    /// The phone number.
    pub msisdn: Msisdn,
}

enum Attempt {
    Opened(Opened, Box<Entry>),
    Gone(Option<Box<Entry>>),
}

pub(crate) async fn open(market: &Market, order: Order) -> Result<Option<Opened>, MarketError> {
    let Some(channel) = market.floor().channel(&order.channel) else {
        return Err(MarketError::UnknownChannel(order.channel));
    };
    let mut tried = HashSet::new();
    while tried.len() < CANDIDATES {
        let wanted = Wanted {
            country: &order.country,
            operators: &order.operators,
            service: &order.service,
            exceptions: &order.exceptions,
        };
        let Some(reservation) =
            market.floor().reserve(&order.channel, &wanted, &tried, |sides| market.roll(sides))
        else {
            return Ok(None);
        };
        tried.insert(reservation.number);
        if let Some(opened) = attempt(market, &channel, &order, &reservation).await? {
            return Ok(Some(opened));
        }
    }
    Ok(None)
}

async fn attempt(
    market: &Market,
    channel: &Channel,
    order: &Order,
    reservation: &Reservation,
) -> Result<Option<Opened>, MarketError> {
    let outcome = write(market, channel, order, reservation).await;
    match outcome {
        Ok(Attempt::Opened(opened, entry)) => {
            market.floor().settle(reservation, Some(*entry));
            Ok(Some(opened))
        }
        Ok(Attempt::Gone(entry)) => {
            market.floor().settle(reservation, entry.map(|entry| *entry));
            Ok(None)
        }
        Err(problem) => {
            // It may have been committed all the same: nobody gets this number until the database has been asked.
            market.floor().settle(reservation, None);
            market.recheck();
            Err(problem.into())
        }
    }
}

async fn write(
    market: &Market,
    channel: &Channel,
    order: &Order,
    reservation: &Reservation,
) -> Result<Attempt, StoreError> {
    let (channel, order, number) = (channel.clone(), order.clone(), reservation.clone());
    market
        .store()
        .transact(move |tx| {
            let (channel, order, number) = (channel.clone(), order.clone(), number.clone());
            Box::pin(async move { take(tx, &channel, &order, &number).await })
        })
        .await
}

/// The guard comes first, so that it holds the row's lock while the rest is looked at.
async fn take(
    tx: &Tx,
    channel: &Channel,
    order: &Order,
    wanted: &Reservation,
) -> Result<Attempt, StoreError> {
    let number = wanted.number;
    let gone = |entry: Option<Entry>| Attempt::Gone(entry.map(Box::new));
    if !number_sql::hold(tx, number, &order.country, channel.exclusive).await? {
        return Ok(gone(number_sql::entry(tx, tx.engine(), number).await?));
    }
    let spent = number_sql::spent(tx, number, &channel.id, &order.service).await?;
    let unusable = spent.burnt || spent.uses >= channel.max_uses;
    if unusable || (!channel.exclusive && sql::is_open_for(tx, number, &order.service).await?) {
        number_sql::free(tx, number, channel.exclusive).await?;
        return Ok(gone(number_sql::entry(tx, tx.engine(), number).await?));
    }
    let opened = record(tx, channel, order, wanted).await?;
    match number_sql::entry(tx, tx.engine(), number).await? {
        Some(entry) => Ok(Attempt::Opened(opened, Box::new(entry))),
        None => Err(StoreError::Schema("a number vanished while it was locked".into())),
    }
}

async fn record(
    tx: &Tx,
    channel: &Channel,
    order: &Order,
    wanted: &Reservation,
) -> Result<Opened, StoreError> {
    let wire_id = u64::try_from(tx.next_number("activation").await?)
        .map_err(|_| StoreError::Schema("the activation counter is below zero".into()))?;
    let activation = Activation {
        id: ActivationId::mint(tx.now(), tx.entropy()),
        wire_id: WireId::new(wire_id),
        number: wanted.number,
        msisdn: wanted.msisdn.clone(),
        channel: channel.id.clone(),
        policy: Policy::AggregatorControlled,
        service: order.service.clone(),
        state: State::Waiting,
        status_code: None,
        sum: order.sum,
        exclusive: channel.exclusive,
        opened_at: tx.now(),
        updated_at: tx.now(),
        messages: 0,
        use_counted: false,
    };
    sql::insert(tx, &activation).await?;
    sql::note(tx, activation.id, None, State::Waiting, None).await?;
    tx.emit(NewFact::new(OPENED, [activation.id.to_string(), activation.number.to_string()]));
    Ok(Opened { id: activation.id, wire_id: activation.wire_id, msisdn: activation.msisdn })
}
