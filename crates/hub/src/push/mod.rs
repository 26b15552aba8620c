//! Pushing messages to the hubs.
//!
//! The [`outbox`] row is written in the transaction that stored the message. The [`pusher`] of the hub is woken by the
//! commit and sends at once; what the hub does not accept is sent again ten seconds after the last try began, for
//! ever, across restarts, and never again once it said that it has it. The text stays sealed until it is sent.

pub mod connector;
pub(crate) mod outbox;
pub(crate) mod pusher;

use std::time::Duration;

use store::FactWord;

/// From the beginning of one try to the beginning of the next.
pub const RETRY: Duration = Duration::from_secs(10);

/// How long a hub may take to answer a push.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// A message was put into the outbox. Ids: the push, the hub.
pub const QUEUED: FactWord = FactWord("push.queued");
/// A hub took a message, refused it or could not be reached. Ids: the push, the hub.
pub const TRIED: FactWord = FactWord("push.tried");
