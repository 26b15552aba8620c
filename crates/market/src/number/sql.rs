//! The statements on `number` and `number_use`.
//!
//! Every transaction that changes what the offer depends on begins with an `UPDATE` of the number's row. That takes
//! the row's lock, so two such transactions of one number follow each other on every engine, and it moves the
//! revision by which the floor tells a newer picture from an older one.

use std::collections::{BTreeMap, HashMap};

use kernel::{Country, Msisdn, Timestamp};
use sea_orm::{ConnectionTrait, QueryResult};
use store::{Engine, StoreError, Tx};

use super::NumberId;
use crate::activation::BurnReason;
use crate::channel::{ChannelId, Operator, Service};
use crate::offer::{Entry, Hold, Use};

const ENTRY: &str = "SELECT id, msisdn, country, operator, online, revision FROM number";
const HOLDS: &str =
    "SELECT number_id, service, exclusive FROM activation WHERE state IN ('waiting', 'ready')";
const USES: &str = "SELECT number_id, channel, service, uses, burnt FROM number_use";

/// Locks the number for the rest of the transaction; `false` when it does not exist.
pub(crate) async fn lock(tx: &Tx, number: NumberId) -> Result<bool, StoreError> {
    let changed = tx
        .change(
            "UPDATE number SET revision = revision + 1, updated_at = ? WHERE id = ?",
            [tx.now().into(), number.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Takes the number for one more activation if the guard lets it; `false` when it does not.
pub(crate) async fn hold(
    tx: &Tx,
    number: NumberId,
    country: &Country,
    exclusive: bool,
) -> Result<bool, StoreError> {
    let sql = if exclusive {
        "UPDATE number SET open_exclusive = open_exclusive + 1, revision = revision + 1, updated_at = ? \
         WHERE id = ? AND country = ? AND online = ? AND open_exclusive = 0 AND open_shared = 0"
    } else {
        "UPDATE number SET open_shared = open_shared + 1, revision = revision + 1, updated_at = ? \
         WHERE id = ? AND country = ? AND online = ? AND open_exclusive = 0"
    };
    let values = [tx.now().into(), number.into(), country.clone().into(), true.into()];
    Ok(tx.change(sql, values).await? == 1)
}

/// Gives back what [`hold`] took.
pub(crate) async fn free(tx: &Tx, number: NumberId, exclusive: bool) -> Result<(), StoreError> {
    let sql = if exclusive {
        "UPDATE number SET open_exclusive = open_exclusive - 1 WHERE id = ? AND open_exclusive > 0"
    } else {
        "UPDATE number SET open_shared = open_shared - 1 WHERE id = ? AND open_shared > 0"
    };
    tx.change(sql, [number.into()]).await?;
    Ok(())
}

/// What the number has been used for there; read under the lock.
pub(crate) async fn spent(
    tx: &Tx,
    number: NumberId,
    channel: &ChannelId,
    service: &Service,
) -> Result<Use, StoreError> {
    let sql = "SELECT uses, burnt FROM number_use WHERE number_id = ? AND channel = ? AND service = ?";
    let values = [number.into(), channel.as_str().into(), service.as_str().into()];
    let row = tx.query_one_raw(tx.engine().statement(sql, values)).await?;
    row.map_or(Ok(Use::default()), |row| read_use(&row))
}

/// Spends one use, or burns the number for the service; under the lock.
pub(crate) async fn spend(
    tx: &Tx,
    number: NumberId,
    channel: &ChannelId,
    service: &Service,
    burn: Option<BurnReason>,
) -> Result<(), StoreError> {
    let key = || [number.into(), channel.as_str().into(), service.as_str().into()];
    let now: sea_orm::Value = tx.now().into();
    let (sql, first) = match burn {
        None => ("UPDATE number_use SET uses = uses + 1, last_at = ? ", vec![now.clone()]),
        Some(reason) => (
            "UPDATE number_use SET burnt = ?, reason = ?, last_at = ? ",
            vec![true.into(), reason.word().into(), now.clone()],
        ),
    };
    let sql = format!("{sql}WHERE number_id = ? AND channel = ? AND service = ?");
    if tx.change(&sql, first.into_iter().chain(key())).await? > 0 {
        return Ok(());
    }
    let reason = burn.map(|reason| reason.word().to_owned());
    let rest = [i64::from(burn.is_none()).into(), burn.is_some().into(), reason.into(), now];
    tx.change(
        "INSERT INTO number_use (number_id, channel, service, uses, burnt, reason, last_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        key().into_iter().chain(rest),
    )
    .await?;
    Ok(())
}

/// The picture of one number; inside the transaction that changed it, or from the read side.
pub(crate) async fn entry<C: ConnectionTrait>(
    db: &C,
    engine: Engine,
    number: NumberId,
) -> Result<Option<Entry>, StoreError> {
    let one = |sql: &str, column: &str, word: &str| {
        engine.statement(&format!("{sql} {word} {column} = ?"), [number.into()])
    };
    // The row goes first: uses and holds that are newer than its revision are corrected by the next picture.
    let Some(row) = db.query_one_raw(one(ENTRY, "id", "WHERE")).await? else { return Ok(None) };
    let mut entry = read_entry(&row)?;
    for row in db.query_all_raw(one(HOLDS, "number_id", "AND")).await? {
        entry.holds.push(read_hold(&row)?);
    }
    for row in db.query_all_raw(one(USES, "number_id", "WHERE")).await? {
        entry.uses.insert(read_use_key(&row)?, read_use(&row)?);
    }
    Ok(Some(entry))
}

/// The pictures of all numbers.
pub(crate) async fn entries<C: ConnectionTrait>(db: &C, engine: Engine) -> Result<Vec<Entry>, StoreError> {
    let mut entries = HashMap::new();
    for row in db.query_all_raw(engine.statement(ENTRY, [])).await? {
        let entry = read_entry(&row)?;
        entries.insert(entry.id, entry);
    }
    for row in db.query_all_raw(engine.statement(HOLDS, [])).await? {
        if let Some(entry) = entries.get_mut(&row.try_get::<NumberId>("", "number_id")?) {
            entry.holds.push(read_hold(&row)?);
        }
    }
    for row in db.query_all_raw(engine.statement(USES, [])).await? {
        if let Some(entry) = entries.get_mut(&row.try_get::<NumberId>("", "number_id")?) {
            entry.uses.insert(read_use_key(&row)?, read_use(&row)?);
        }
    }
    Ok(entries.into_values().collect())
}

/// The number with these digits.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    engine: Engine,
    msisdn: &Msisdn,
) -> Result<Option<NumberId>, StoreError> {
    let row =
        db.query_one_raw(engine.statement("SELECT id FROM number WHERE msisdn = ?", [msisdn.clone().into()]));
    Ok(row.await?.map(|row| row.try_get("", "id")).transpose()?)
}

/// A number as the console shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberView {
    /// Its id.
    pub id: NumberId,
    /// Its digits.
    pub msisdn: Msisdn,
    /// Where it is from.
    pub country: Option<Country>,
    /// Whose it is, as the modem says.
    pub operator: Option<String>,
    /// Whether it can receive now.
    pub online: bool,
    /// Open activations on it.
    pub open: u32,
    /// When it was first seen.
    pub created_at: Timestamp,
}

/// All numbers, by their digits.
pub(crate) async fn views<C: ConnectionTrait>(db: &C, engine: Engine) -> Result<Vec<NumberView>, StoreError> {
    let sql = "SELECT id, msisdn, country, operator, online, open_exclusive, open_shared, created_at FROM number \
               ORDER BY msisdn";
    let rows = db.query_all_raw(engine.statement(sql, [])).await?;
    rows.iter().map(read_view).collect()
}

fn read_view(row: &QueryResult) -> Result<NumberView, StoreError> {
    let open: i64 = row.try_get::<i64>("", "open_exclusive")? + row.try_get::<i64>("", "open_shared")?;
    Ok(NumberView {
        id: row.try_get("", "id")?,
        msisdn: row.try_get("", "msisdn")?,
        country: row.try_get("", "country")?,
        operator: row.try_get("", "operator")?,
        online: row.try_get("", "online")?,
        open: u32::try_from(open).unwrap_or(0),
        created_at: row.try_get("", "created_at")?,
    })
}

fn read_entry(row: &QueryResult) -> Result<Entry, StoreError> {
    let operator: Option<String> = row.try_get("", "operator")?;
    Ok(Entry {
        id: row.try_get("", "id")?,
        msisdn: row.try_get("", "msisdn")?,
        country: row.try_get("", "country")?,
        operator: operator.as_deref().and_then(Operator::fold),
        online: row.try_get("", "online")?,
        revision: row.try_get("", "revision")?,
        holds: Vec::new(),
        uses: BTreeMap::new(),
    })
}

fn read_hold(row: &QueryResult) -> Result<Hold, StoreError> {
    Ok(Hold { service: service(row)?, exclusive: row.try_get("", "exclusive")? })
}

fn read_use(row: &QueryResult) -> Result<Use, StoreError> {
    let uses: i64 = row.try_get("", "uses")?;
    Ok(Use { uses: u32::try_from(uses).unwrap_or(u32::MAX), burnt: row.try_get("", "burnt")? })
}

fn read_use_key(row: &QueryResult) -> Result<(ChannelId, Service), StoreError> {
    Ok((channel(row)?, service(row)?))
}

/// The channel of a row.
pub(crate) fn channel(row: &QueryResult) -> Result<ChannelId, StoreError> {
    let text: String = row.try_get("", "channel")?;
    ChannelId::parse(&text)
        .map_err(|problem| StoreError::Schema(format!("a stored hub id is not one: {problem}")))
}

/// The service of a row.
pub(crate) fn service(row: &QueryResult) -> Result<Service, StoreError> {
    let text: String = row.try_get("", "service")?;
    Service::parse(&text)
        .map_err(|problem| StoreError::Schema(format!("a stored service is not one: {problem}")))
}

/// The number a line carries.
pub(crate) async fn on_line(tx: &Tx, line: yard::LineId) -> Result<Option<NumberId>, StoreError> {
    let row = tx.query_one_raw(tx.engine().statement("SELECT id FROM number WHERE line = ?", [line.into()]));
    Ok(row.await?.map(|row| row.try_get("", "id")).transpose()?)
}
