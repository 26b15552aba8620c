//! The outbox: one row for each (hub, message), from the transaction that stored the message until the hub has it.

use std::time::Duration;

use kernel::{Msisdn, Sealed, Timestamp};
use market::{Activation, ChannelId};
use sea_orm::QueryResult;
use store::{NewFact, SealContext, Store, StoreError, Tx};

use super::{QUEUED, RETRY, TRIED};

/// A claim is older than the slowest try can be before anybody else takes the row over.
const LEASE: Duration = Duration::from_secs(30);

/// A row that is to be sent now, claimed by us.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub(crate) sms_id: i64,
    pub(crate) phone: Msisdn,
    pub(crate) sender: String,
    pub(crate) attempts: i64,
    pub(crate) text: Sealed,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    Accepted,
    Stopped(String),
    Again { why: String, next_at: Timestamp },
}

fn cell(sms_id: &[u8; 8]) -> SealContext<'_> {
    SealContext::new("hub_push", "text", sms_id)
}

/// Puts a message into the outbox; part of the transaction that stored it. The same message goes to a hub once, even
/// when several of its activations wait for it.
pub(crate) async fn put(tx: &Tx, activation: &Activation, message: &yard::Message) -> Result<(), StoreError> {
    let hub = activation.channel.as_str();
    let known = "SELECT sms_id FROM hub_push WHERE hub = ? AND message_id = ?";
    if tx.row(known, [hub.into(), message.id.into()]).await?.is_some() {
        return Ok(());
    }
    let sms_id = tx.next_number("hub_push").await?;
    let text = tx.keys().seal(message.text.expose().as_bytes(), &cell(&sms_id.to_be_bytes()))?;
    let sql = "INSERT INTO hub_push (sms_id, hub, activation_id, message_id, phone, sender, text, state, attempts, \
               next_at, claimed_until, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, 0, ?)";
    let values = [
        sms_id.into(),
        hub.into(),
        activation.id.into(),
        message.id.into(),
        activation.msisdn.clone().into(),
        message.sender.as_str().into(),
        text.into(),
        tx.now().into(),
        tx.now().into(),
    ];
    tx.change(sql, values).await?;
    tx.emit(NewFact::new(QUEUED, [sms_id.to_string(), hub.to_owned()]));
    Ok(())
}

/// Takes up to `limit` due rows, oldest first. A next try later than it can be means that the clock was set back.
pub(crate) async fn claim(
    store: &Store,
    hub: &ChannelId,
    now: Timestamp,
    limit: u16,
) -> Result<Vec<Due>, StoreError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let hub = hub.clone();
    store
        .transact(move |tx| {
            let hub = hub.clone();
            Box::pin(async move { claim_in(tx, &hub, now, limit).await })
        })
        .await
}

async fn claim_in(tx: &Tx, hub: &ChannelId, now: Timestamp, limit: u16) -> Result<Vec<Due>, StoreError> {
    let due = "SELECT sms_id, phone, sender, attempts, text FROM hub_push WHERE hub = ? AND state = 'pending' \
               AND (next_at <= ? OR next_at > ?) AND (claimed_until <= ? OR claimed_until > ?) ORDER BY sms_id LIMIT ?";
    let values = [
        hub.as_str().into(),
        now.into(),
        now.after(RETRY * 2).into(),
        now.into(),
        now.after(LEASE * 2).into(),
        i64::from(limit).into(),
    ];
    let mut claimed = Vec::new();
    for row in tx.rows(due, values).await? {
        let due = read(&row)?;
        // Another node may have been faster: only the row count says whose it is.
        let sql = "UPDATE hub_push SET claimed_until = ? WHERE sms_id = ? AND state = 'pending' \
                   AND (claimed_until <= ? OR claimed_until > ?)";
        let values = [now.after(LEASE).into(), due.sms_id.into(), now.into(), now.after(LEASE * 2).into()];
        if tx.change(sql, values).await? == 1 {
            claimed.push(due);
        }
    }
    Ok(claimed)
}

/// Whether anything is due, so that an idle hub costs one read and no transaction; and else when it will be.
pub(crate) async fn next_due(store: &Store, hub: &ChannelId) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT MIN(CASE WHEN claimed_until > next_at THEN claimed_until ELSE next_at END) AS due \
               FROM hub_push WHERE hub = ? AND state = 'pending'";
    let row = store.row(sql, [hub.as_str().into()]).await?;
    Ok(row.map(|row| row.try_get("", "due")).transpose()?.flatten())
}

/// Opens a row's text, for sending.
pub(crate) fn open_text(store: &Store, due: &Due) -> Result<kernel::Secret, StoreError> {
    store.keys().open_text(&due.text, &cell(&due.sms_id.to_be_bytes())).map(kernel::Secret::new)
}

/// Writes how a try ended and lets go of the row. What was accepted stays accepted, and its text is forgotten.
pub(crate) async fn record(
    store: &Store,
    hub: &ChannelId,
    sms_id: i64,
    tried: Tried,
) -> Result<(), StoreError> {
    let hub = hub.clone();
    store
        .transact(move |tx| {
            let (hub, tried) = (hub.clone(), tried.clone());
            Box::pin(async move {
                record_in(tx, sms_id, &tried).await?;
                tx.emit(NewFact::new(TRIED, [sms_id.to_string(), hub.to_string()]));
                Ok(())
            })
        })
        .await
}

async fn record_in(tx: &Tx, sms_id: i64, tried: &Tried) -> Result<u64, StoreError> {
    let done = "UPDATE hub_push SET state = ?, accepted_at = ?, text = NULL, attempts = attempts + 1, \
                claimed_until = 0, last_outcome = ? WHERE sms_id = ? AND state = 'pending'";
    match tried {
        Tried::Accepted => {
            let values = ["accepted".into(), Some(tx.now()).into(), "SUCCESS".into(), sms_id.into()];
            tx.change(done, values).await
        }
        Tried::Stopped(word) => {
            let values = ["stopped".into(), None::<Timestamp>.into(), short(word).into(), sms_id.into()];
            tx.change(done, values).await
        }
        Tried::Again { why, next_at } => {
            let sql = "UPDATE hub_push SET next_at = ?, attempts = attempts + 1, claimed_until = 0, last_outcome = ? \
                       WHERE sms_id = ? AND state = 'pending'";
            tx.change(sql, [(*next_at).into(), short(why).into(), sms_id.into()]).await
        }
    }
}

/// Forgets the claims of the process before us; only where there can be no other process.
pub(crate) async fn forget_claims(store: &Store) -> Result<u64, StoreError> {
    store
        .transact(|tx| {
            Box::pin(async move {
                tx.change("UPDATE hub_push SET claimed_until = 0 WHERE claimed_until > 0", []).await
            })
        })
        .await
}

/// How many messages a hub has not taken yet.
pub(crate) async fn pending(store: &Store, hub: &ChannelId) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS pending FROM hub_push WHERE hub = ? AND state = 'pending'";
    let row = store.row(sql, [hub.as_str().into()]).await?;
    let pending: i64 = row.map(|row| row.try_get("", "pending")).transpose()?.unwrap_or(0);
    Ok(u32::try_from(pending).unwrap_or(u32::MAX))
}

/// A message on its way to a hub, as the console shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushView {
    /// Our number of it at the hub.
    pub sms_id: i64,
    /// Which hub.
    pub hub: String,
    /// The message.
    pub message: yard::MessageId,
    /// `pending`, `accepted` or `stopped`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// What the last try came to.
    pub last_outcome: Option<String>,
    /// When the message was put into the outbox.
    pub created_at: Timestamp,
    /// When the hub took it.
    pub accepted_at: Option<Timestamp>,
}

/// The pushes of an activation's messages, oldest first.
pub(crate) async fn of_message(store: &Store, message: yard::MessageId) -> Result<Vec<PushView>, StoreError> {
    let sql = "SELECT sms_id, hub, message_id, state, attempts, last_outcome, created_at, accepted_at FROM hub_push \
               WHERE message_id = ? ORDER BY sms_id";
    let view = |row: &QueryResult| {
        Ok(PushView {
            sms_id: row.try_get("", "sms_id")?,
            hub: row.try_get("", "hub")?,
            message: row.try_get("", "message_id")?,
            state: row.try_get("", "state")?,
            attempts: row.try_get("", "attempts")?,
            last_outcome: row.try_get("", "last_outcome")?,
            created_at: row.try_get("", "created_at")?,
            accepted_at: row.try_get("", "accepted_at")?,
        })
    };
    store.rows(sql, [message.into()]).await?.iter().map(view).collect()
}

fn read(row: &QueryResult) -> Result<Due, StoreError> {
    Ok(Due {
        sms_id: row.try_get("", "sms_id")?,
        phone: row.try_get("", "phone")?,
        sender: row.try_get("", "sender")?,
        attempts: row.try_get("", "attempts")?,
        text: row.try_get("", "text")?,
    })
}

fn short(text: &str) -> String {
    text.chars().take(120).collect()
}
