//! Taking the aggregator's word on how an activation ended.
//!
//! The first word frees the number, a later one corrects the first, the same one again changes nothing and is answered
//! like the first time; each is kept in the history. What was burnt stays burnt; what was spent stays spent.

use kernel::Msisdn;
use store::{NewFact, StoreError, Tx};

use super::state::{self, Command, Refusal, State, Status, UseChange};
use super::{Activation, FINISHED, WireId, sql};
use crate::channel::{ChannelId, Service};
use crate::number::sql as number_sql;
use crate::offer::Entry;
use crate::{Market, MarketError};

/// How an activation stands after the aggregator's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The number it had.
    pub msisdn: Msisdn,
    /// What it was for.
    pub service: Service,
    /// Where it stands.
    pub state: State,
    /// Whether this word had been heard before and changed nothing.
    pub repeated: bool,
}

pub(crate) async fn finish(
    market: &Market,
    channel: &ChannelId,
    wire_id: WireId,
    status: Status,
) -> Result<Finished, MarketError> {
    let store = market.store();
    let known = sql::find(store.read(), store.engine(), channel, wire_id).await?;
    let Some(activation) = known else { return Err(MarketError::UnknownActivation(wire_id)) };
    let (channel, number) = (channel.clone(), activation.number);
    let outcome = store
        .transact(move |tx| {
            let channel = channel.clone();
            Box::pin(async move { write(tx, &channel, wire_id, number, status).await })
        })
        .await;
    match outcome {
        Ok((finished, entry)) => {
            market.floor().apply(entry);
            Ok(finished)
        }
        Err(problem) => {
            // It may have been committed all the same; the number is looked at again before it is offered.
            market.floor().doubt(number);
            market.recheck();
            Err(MarketError::Store(problem))
        }
    }
}

async fn write(
    tx: &Tx,
    channel: &ChannelId,
    wire_id: WireId,
    number: crate::NumberId,
    status: Status,
) -> Result<(Finished, Entry), StoreError> {
    number_sql::lock(tx, number).await?;
    let vanished = || StoreError::Schema("an activation vanished while it was being finished".into());
    // Read again: what was seen before the lock may be out of date.
    let activation = sql::find(tx, tx.engine(), channel, wire_id).await?.ok_or_else(vanished)?;
    let finished = decide(tx, &activation, status).await?;
    let entry = number_sql::entry(tx, tx.engine(), number).await?.ok_or_else(vanished)?;
    Ok((finished, entry))
}

async fn decide(tx: &Tx, activation: &Activation, status: Status) -> Result<Finished, StoreError> {
    let (id, before) = (activation.id, activation.state);
    let finished = |state, repeated| {
        let (msisdn, service) = (activation.msisdn.clone(), activation.service.clone());
        Finished { msisdn, service, state, repeated }
    };
    let transition = match state::handle(activation.standing(), Command::Finish(status)) {
        Ok(transition) => transition,
        Err(Refusal::Repeated | Refusal::Ended) => {
            sql::note(tx, id, Some(before), before, Some(status.code)).await?;
            return Ok(finished(before, true));
        }
    };
    if transition.frees_number {
        number_sql::free(tx, activation.number, activation.exclusive).await?;
    }
    let burn = match transition.use_change {
        UseChange::None => None,
        UseChange::CountOne => Some(None),
        UseChange::Burn(reason) => Some(Some(reason)),
    };
    if let Some(burn) = burn {
        number_sql::spend(tx, activation.number, &activation.channel, &activation.service, burn).await?;
    }
    sql::stand(tx, id, transition.after).await?;
    sql::note(tx, id, Some(before), transition.after.state, Some(status.code)).await?;
    tx.emit(NewFact::new(FINISHED, [id.to_string(), activation.number.to_string()]));
    Ok(finished(transition.after.state, false))
}
