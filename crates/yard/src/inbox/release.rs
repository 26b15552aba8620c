//! The limit has passed: what came of a message is delivered, marked incomplete.

use std::sync::Arc;

use store::{StoreError, Tx};

use super::message::PartId;
use super::receive::{Origin, Receipt, deliver_message};
use super::{Inbox, assemble, sql};
use crate::line;
use crate::listener::Listener;

impl Inbox {
    /// Hands on what there is of a group; `None` when that has happened already. Doing it twice does it once.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn release_partial(&self, group: PartId) -> Result<Option<Receipt>, StoreError> {
        let listener = Arc::clone(&self.listener);
        self.store
            .transact(move |tx| {
                let listener = Arc::clone(&listener);
                Box::pin(async move { release(tx, group, listener.as_ref()).await })
            })
            .await
    }
}

async fn release(tx: &Tx, group: PartId, listener: &dyn Listener) -> Result<Option<Receipt>, StoreError> {
    let Some(line) = sql::line_of_part(tx, group).await? else { return Ok(None) };
    line::sql::take_turn(tx, line).await?;
    let parts = sql::parts_of_group(tx, group).await?;
    let Some(first) = parts.first() else { return Ok(None) };
    let origin = Origin { line, iccid: first.iccid.clone(), modem: first.modem };
    let groups = assemble::groups(tx, parts)?;
    let Some(waiting) = groups.into_iter().find(|group| group.message.is_none()) else { return Ok(None) };
    let recipient = line::sql::by_id(tx, line).await?.and_then(|line| line.msisdn);
    let message = assemble::compose(tx, &origin, recipient, &waiting.partial);
    sql::close_group(tx, group, message.id).await?;
    deliver_message(tx, &message, listener).await?;
    Ok(Some(Receipt::of(&message)))
}
