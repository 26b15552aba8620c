//! Who wants to act in the same transaction in which the yard learns something.

use store::{StoreError, Tx};

use crate::inbox::Message;
use crate::line::Line;

/// Called inside the yard's transactions. What a listener writes commits together with the line or the message, or
/// not at all; an error undoes both, and the message stays in its modem until the next try. Like every closure of a
/// transaction it may run more than once and must not wait for anything but the database.
#[async_trait::async_trait]
pub trait Listener: Send + Sync {
    /// A line is new, went on or off, moved, or is known under another number, country or operator.
    async fn line_changed(&self, tx: &Tx, line: &Line) -> Result<(), StoreError>;

    /// A message has arrived as a whole, or as much of it as came in time.
    async fn message_arrived(&self, tx: &Tx, message: &Message) -> Result<(), StoreError>;
}

/// A listener that does nothing, for tools and tests that only collect.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoListener;

#[async_trait::async_trait]
impl Listener for NoListener {
    async fn line_changed(&self, _tx: &Tx, _line: &Line) -> Result<(), StoreError> {
        Ok(())
    }

    async fn message_arrived(&self, _tx: &Tx, _message: &Message) -> Result<(), StoreError> {
        Ok(())
    }
}
