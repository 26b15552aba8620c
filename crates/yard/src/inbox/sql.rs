//! The queries on `message` and `message_part`, nothing else.

use kernel::{Cursor, Iccid, Limit, Page, Sealed, Timestamp};
use sea_orm::sea_query::Query;
use sea_orm::{QueryResult, Value};
use store::{SealContext, Store, StoreError, Tx};

use super::message::{Coding, Message, MessageFilter, MessageId, MessageSummary, PartId, Text};
use crate::line::LineId;
use crate::modem::ModemId;

/// One PDU about to be stored.
pub(super) struct NewPart {
    pub id: PartId,
    pub fingerprint: Vec<u8>,
    pub line: LineId,
    pub iccid: Iccid,
    pub modem: ModemId,
    pub pdu: Sealed,
    pub tpdu_length: u16,
    pub disposition: &'static str,
    pub note: Option<String>,
    pub smsc_at: Option<Timestamp>,
    pub message: Option<MessageId>,
}

/// One stored PDU of a long message.
pub(super) struct StoredPart {
    pub id: PartId,
    pub iccid: Iccid,
    pub modem: ModemId,
    pub pdu: Sealed,
    pub tpdu_length: u16,
    pub group: Option<PartId>,
    pub message: Option<MessageId>,
    pub received_at: Timestamp,
}

/// Where a part belongs.
pub(super) struct Assignment {
    pub part: PartId,
    pub group_key: Vec<u8>,
    pub group: PartId,
    pub sequence: u8,
    pub total: u8,
    pub message: Option<MessageId>,
    pub disposition: &'static str,
}

/// How many messages, and when the last one came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub messages: u64,
    pub last_at: Option<Timestamp>,
}

pub(super) fn part_context(id: &PartId) -> SealContext<'_> {
    SealContext::new("message_part", "pdu", id.0.as_bytes())
}

fn body_context(id: &MessageId) -> SealContext<'_> {
    SealContext::new("message", "body", id.0.as_bytes())
}

/// Stores a PDU; `false` when it is there already.
pub(super) async fn insert_part(tx: &Tx, part: &NewPart) -> Result<bool, StoreError> {
    let mut insert = Query::insert();
    insert
        .into_table("message_part")
        .columns([
            "id",
            "fingerprint",
            "line_id",
            "iccid",
            "modem_id",
            "pdu",
            "tpdu_length",
            "disposition",
            "note",
            "smsc_at",
            "received_at",
            "message_id",
        ])
        .values_panic([
            part.id.into(),
            part.fingerprint.clone().into(),
            part.line.into(),
            part.iccid.clone().into(),
            part.modem.into(),
            part.pdu.clone().into(),
            i32::from(part.tpdu_length).into(),
            part.disposition.into(),
            part.note.clone().into(),
            part.smsc_at.into(),
            tx.now().into(),
            part.message.into(),
        ]);
    tx.insert_new(&insert).await
}

pub(super) async fn assign(tx: &Tx, assignment: &Assignment) -> Result<(), StoreError> {
    tx.change(
        "UPDATE message_part SET group_key = ?, group_id = ?, sequence = ?, total = ?, message_id = ?, \
         disposition = ? WHERE id = ?",
        [
            assignment.group_key.clone().into(),
            Some(assignment.group).into(),
            i32::from(assignment.sequence).into(),
            i32::from(assignment.total).into(),
            assignment.message.into(),
            assignment.disposition.into(),
            assignment.part.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Marks the parts of a group as handed on.
pub(super) async fn close_group(tx: &Tx, group: PartId, message: MessageId) -> Result<(), StoreError> {
    tx.change(
        "UPDATE message_part SET message_id = ?, disposition = CASE WHEN disposition = 'waiting' THEN 'joined' \
         ELSE disposition END WHERE group_id = ? AND message_id IS NULL",
        [Some(message).into(), group.into()],
    )
    .await?;
    Ok(())
}

const PART_COLUMNS: &str = "id, iccid, modem_id, pdu, tpdu_length, group_id, message_id, received_at";

/// The parts that share a key on a line, oldest first.
pub(super) async fn parts_of_key(
    tx: &Tx,
    line: LineId,
    group_key: &[u8],
    since: Timestamp,
) -> Result<Vec<StoredPart>, StoreError> {
    let sql = format!(
        "SELECT {PART_COLUMNS} FROM message_part WHERE line_id = ? AND group_key = ? AND received_at >= ? \
         ORDER BY received_at, id"
    );
    let values = [line.into(), group_key.to_vec().into(), since.into()];
    tx.rows(&sql, values).await?.iter().map(stored_part).collect()
}

pub(super) async fn parts_of_group(tx: &Tx, group: PartId) -> Result<Vec<StoredPart>, StoreError> {
    let sql = format!("SELECT {PART_COLUMNS} FROM message_part WHERE group_id = ? ORDER BY received_at, id");
    tx.rows(&sql, [group.into()]).await?.iter().map(stored_part).collect()
}

fn stored_part(row: &QueryResult) -> Result<StoredPart, StoreError> {
    let tpdu_length: i32 = row.try_get("", "tpdu_length")?;
    Ok(StoredPart {
        id: row.try_get("", "id")?,
        iccid: row.try_get("", "iccid")?,
        modem: row.try_get("", "modem_id")?,
        pdu: row.try_get("", "pdu")?,
        tpdu_length: u16::try_from(tpdu_length).unwrap_or(0),
        group: row.try_get("", "group_id")?,
        message: row.try_get("", "message_id")?,
        received_at: row.try_get("", "received_at")?,
    })
}

pub(super) async fn line_of_part(tx: &Tx, part: PartId) -> Result<Option<LineId>, StoreError> {
    let row = tx.row("SELECT line_id FROM message_part WHERE id = ?", [part.into()]).await?;
    Ok(row.map(|row| row.try_get("", "line_id")).transpose()?)
}

pub(super) async fn insert_message(tx: &Tx, message: &Message) -> Result<(), StoreError> {
    let body = tx.keys().seal(message.text.expose().as_bytes(), &body_context(&message.id))?;
    tx.change(
        "INSERT INTO message (id, line_id, iccid, modem_id, recipient, sender, body, characters, coding, received_at, \
         smsc_at, parts, total, complete, message_class) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            message.id.into(),
            message.line.into(),
            message.iccid.clone().into(),
            message.modem.into(),
            message.recipient.clone().into(),
            message.sender.clone().into(),
            body.into(),
            characters(&message.text).into(),
            message.coding.code().into(),
            message.received_at.into(),
            message.smsc_at.into(),
            i32::from(message.parts).into(),
            i32::from(message.total).into(),
            message.complete.into(),
            message.class.map(i32::from).into(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn amend_message(
    tx: &Tx,
    id: MessageId,
    text: &Text,
    parts: u8,
    complete: bool,
) -> Result<(), StoreError> {
    let body = tx.keys().seal(text.expose().as_bytes(), &body_context(&id))?;
    tx.change(
        "UPDATE message SET body = ?, characters = ?, parts = ?, complete = ? WHERE id = ?",
        [body.into(), characters(text).into(), i32::from(parts).into(), complete.into(), id.into()],
    )
    .await?;
    Ok(())
}

fn characters(text: &Text) -> i32 {
    i32::try_from(text.characters()).unwrap_or(i32::MAX)
}

pub(super) async fn text_of(store: &Store, id: MessageId) -> Result<Option<Text>, StoreError> {
    let Some(row) = store.row("SELECT body FROM message WHERE id = ?", [id.into()]).await? else {
        return Ok(None);
    };
    let body: Sealed = row.try_get("", "body")?;
    Ok(Some(Text::new(store.keys().open_text(&body, &body_context(&id))?)))
}

pub(super) async fn tally(store: &Store, line: LineId) -> Result<Tally, StoreError> {
    let sql = "SELECT COUNT(*) AS messages, MAX(received_at) AS last_at FROM message WHERE line_id = ?";
    let Some(row) = store.row(sql, [line.into()]).await? else { return Ok(Tally::default()) };
    let messages: i64 = row.try_get("", "messages")?;
    Ok(Tally { messages: u64::try_from(messages).unwrap_or(0), last_at: row.try_get("", "last_at")? })
}

/// Newest first; ids are in the order of time.
pub(super) async fn list(
    store: &Store,
    filter: &MessageFilter,
    limit: Limit,
) -> Result<Page<MessageSummary>, StoreError> {
    let (conditions, mut values) = conditions(filter);
    let sql = format!(
        "SELECT id, line_id, iccid, modem_id, recipient, sender, characters, coding, received_at, smsc_at, parts, total, \
         complete, message_class FROM message{conditions} ORDER BY id DESC LIMIT ?"
    );
    values.push((i64::from(limit.rows()) + 1).into());
    let rows = store.rows(&sql, values).await?;
    let rows = rows.iter().map(summary).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, limit, |message| Cursor(message.id.to_string())))
}

fn conditions(filter: &MessageFilter) -> (String, Vec<Value>) {
    let mut parts: Vec<(&str, Value)> = Vec::new();
    if let Some(line) = filter.line {
        parts.push(("line_id = ?", line.into()));
    }
    if let Some(recipient) = &filter.recipient {
        parts.push(("recipient = ?", recipient.clone().into()));
    }
    if let Some(sender) = &filter.sender {
        parts.push(("sender = ?", sender.clone().into()));
    }
    if let Some(since) = filter.since {
        parts.push(("received_at >= ?", since.into()));
    }
    if let Some(before) = filter.before {
        parts.push(("received_at < ?", before.into()));
    }
    // A cursor that is none of ours begins at the beginning.
    if let Some(id) = filter.cursor.as_ref().and_then(|cursor| cursor.0.parse::<MessageId>().ok()) {
        parts.push(("id < ?", id.into()));
    }
    if parts.is_empty() {
        return (String::new(), Vec::new());
    }
    let (texts, values): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    (format!(" WHERE {}", texts.join(" AND ")), values)
}

fn summary(row: &QueryResult) -> Result<MessageSummary, StoreError> {
    let small = |column: &str| -> Result<u8, StoreError> {
        let value: i32 = row.try_get("", column)?;
        Ok(u8::try_from(value).unwrap_or(u8::MAX))
    };
    let characters: i32 = row.try_get("", "characters")?;
    let coding: String = row.try_get("", "coding")?;
    let class: Option<i32> = row.try_get("", "message_class")?;
    Ok(MessageSummary {
        id: row.try_get("", "id")?,
        line: row.try_get("", "line_id")?,
        iccid: row.try_get("", "iccid")?,
        modem: row.try_get("", "modem_id")?,
        recipient: row.try_get("", "recipient")?,
        sender: row.try_get("", "sender")?,
        characters: u32::try_from(characters).unwrap_or(0),
        coding: Coding::from_code(&coding),
        received_at: row.try_get("", "received_at")?,
        smsc_at: row.try_get("", "smsc_at")?,
        parts: small("parts")?,
        total: small("total")?,
        complete: row.try_get("", "complete")?,
        class: class.and_then(|class| u8::try_from(class).ok()),
    })
}

pub(super) async fn count_since(store: &Store, since: Timestamp) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) AS total FROM message WHERE received_at >= ?";
    let Some(row) = store.row(sql, [since.into()]).await? else { return Ok(0) };
    let total: i64 = row.try_get("", "total")?;
    Ok(u64::try_from(total).unwrap_or(0))
}
