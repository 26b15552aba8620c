//! A message has arrived: whoever holds its number gets it, in the transaction that stored it.
//!
//! A number without an open activation has nobody to give it to: the message stays in the inbox and that is all.

use store::{NewFact, StoreError, Tx};

use super::state::{self, Command, State};
use super::{CHANGED, sql};
use crate::number::sql as number_sql;
use crate::{Activation, DeliveryListener, NumberId};

pub(crate) async fn message_arrived(
    tx: &Tx,
    message: &yard::Message,
    deliveries: &dyn DeliveryListener,
) -> Result<(), StoreError> {
    let Some(number) = addressee(tx, message).await? else { return Ok(()) };
    if !number_sql::lock(tx, number).await? {
        return Ok(());
    }
    for activation in sql::open_on(tx, tx.engine(), number).await? {
        deliver(tx, activation, message, deliveries).await?;
    }
    Ok(())
}

/// The number the message was sent to. A line that does not know its number may still carry one we know.
async fn addressee(tx: &Tx, message: &yard::Message) -> Result<Option<NumberId>, StoreError> {
    match &message.recipient {
        Some(msisdn) => number_sql::find(tx, tx.engine(), msisdn).await,
        None => number_sql::on_line(tx, message.line).await,
    }
}

async fn deliver(
    tx: &Tx,
    mut activation: Activation,
    message: &yard::Message,
    deliveries: &dyn DeliveryListener,
) -> Result<(), StoreError> {
    let before = activation.state;
    let Ok(transition) = state::handle(activation.standing(), Command::Message) else { return Ok(()) };
    if !sql::deliver(tx, activation.id, message.id).await? {
        return Ok(());
    }
    sql::count_message(tx, activation.id).await?;
    if before != transition.after.state {
        sql::stand(tx, activation.id, transition.after).await?;
        sql::note(tx, activation.id, Some(before), State::Ready, None).await?;
    }
    activation.state = transition.after.state;
    activation.messages = activation.messages.saturating_add(1);
    tx.emit(NewFact::new(CHANGED, [activation.id.to_string(), activation.number.to_string()]));
    deliveries.delivered(tx, &activation, message).await
}
