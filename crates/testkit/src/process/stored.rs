//! What an installation has stored, read from its database with its keys: the other half of a comparison with what
//! the simulated network and hub saw.

use std::sync::Arc;

use kernel::Sealed;
use store::{KeyRing, SealContext, Store, StoreSettings};
use uuid::Uuid;

use super::Simyard;
use crate::{ManualClock, SeededEntropy};

/// A row of `message`, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its id.
    pub id: Uuid,
    /// The receiving number, digits without `+`.
    pub recipient: Option<String>,
    /// Who sent it.
    pub sender: String,
    /// What it says.
    pub text: String,
    /// Whether all its parts came.
    pub complete: bool,
}

/// A row of the push outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPush {
    /// Its number at the hub.
    pub sms_id: u64,
    /// The message.
    pub message: Uuid,
    /// `pending`, `accepted`, `stopped`.
    pub state: String,
}

impl Simyard {
    /// Every stored message, oldest first; best while the program is stopped.
    ///
    /// # Panics
    /// When the database can't be read with this installation's keys.
    pub async fn stored_messages(&self) -> Vec<StoredMessage> {
        let store = self.open_store().await;
        let sql = "SELECT id, recipient, sender, body, complete FROM message ORDER BY id";
        let rows = store.rows(sql, []).await.expect("the messages can be read");
        let messages = rows.iter().map(|row| {
            let id: Uuid = row.try_get("", "id").expect("an id");
            let body: Sealed = row.try_get("", "body").expect("a sealed text");
            let cell = SealContext::new("message", "body", id.as_bytes());
            StoredMessage {
                id,
                recipient: row.try_get("", "recipient").expect("a number"),
                sender: row.try_get("", "sender").expect("a sender"),
                text: store
                    .keys()
                    .open_text(&body, &cell)
                    .expect("the text opens with the installation's keys"),
                complete: row.try_get("", "complete").expect("a flag"),
            }
        });
        let messages = messages.collect();
        store.close().await;
        messages
    }

    /// The push outbox, oldest first.
    ///
    /// # Panics
    /// When the database can't be read.
    pub async fn stored_pushes(&self) -> Vec<StoredPush> {
        let store = self.open_store().await;
        let sql = "SELECT sms_id, message_id, state FROM hub_push ORDER BY sms_id";
        let rows = store.rows(sql, []).await.expect("the outbox can be read");
        let pushes = rows.iter().map(|row| {
            let sms_id: i64 = row.try_get("", "sms_id").expect("a number");
            StoredPush {
                sms_id: u64::try_from(sms_id).expect("numbers count from 1"),
                message: row.try_get("", "message_id").expect("an id"),
                state: row.try_get("", "state").expect("a word"),
            }
        });
        let pushes = pushes.collect();
        store.close().await;
        pushes
    }

    /// How many messages the hub has not taken yet.
    ///
    /// # Panics
    /// When the database can't be read.
    pub async fn pending_pushes(&self) -> usize {
        self.stored_pushes().await.iter().filter(|push| push.state == "pending").count()
    }

    async fn open_store(&self) -> Store {
        let entropy = Arc::new(SeededEntropy::new(1));
        let keys = KeyRing::load(&self.key_file(), entropy.clone()).expect("the key file can be read");
        let settings = StoreSettings { max_connections: 1, ..StoreSettings::new(self.database_url()) };
        Store::open(&settings, keys, ManualClock::new().shared(), entropy).await.expect("the database opens")
    }
}
