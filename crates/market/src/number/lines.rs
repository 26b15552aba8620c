//! What a line says about itself becomes the state of a number.
//!
//! A line comes with a number, without one, under another number than before, or in another modem. The number belongs
//! to the line that named it last; a line that goes away takes only those numbers offline that it still carries, so
//! the order in which an old slot and a new slot report does not matter.

use kernel::Msisdn;
use sea_orm::ConnectionTrait;
use store::{NewFact, StoreError, Tx};
use yard::Line;

use super::{CHANGED, NumberId, sql};

/// Writes a line's present state; part of the transaction in which the line changed.
pub(crate) async fn line_changed(tx: &Tx, line: &Line) -> Result<(), StoreError> {
    for stale in carried_besides(tx, line).await? {
        let sql =
            "UPDATE number SET online = ?, line = NULL, revision = revision + 1, updated_at = ? WHERE id = ?";
        tx.change(sql, [false.into(), tx.now().into(), stale.into()]).await?;
        tx.emit(NewFact::new(CHANGED, [stale]));
    }
    match &line.msisdn {
        Some(msisdn) => carry(tx, line, msisdn).await,
        None => Ok(()),
    }
}

/// Numbers that the database has on this line, but the line does not.
async fn carried_besides(tx: &Tx, line: &Line) -> Result<Vec<NumberId>, StoreError> {
    let sql = "SELECT id, msisdn FROM number WHERE line = ?";
    let mut stale = Vec::new();
    for row in tx.query_all_raw(tx.engine().statement(sql, [line.id.into()])).await? {
        let msisdn: Msisdn = row.try_get("", "msisdn")?;
        if Some(&msisdn) != line.msisdn.as_ref() {
            stale.push(row.try_get("", "id")?);
        }
    }
    Ok(stale)
}

async fn carry(tx: &Tx, line: &Line, msisdn: &Msisdn) -> Result<(), StoreError> {
    let known = sql::find(tx, tx.engine(), msisdn).await?;
    match known {
        Some(number) if line.online => take_over(tx, line, number).await,
        Some(number) => go_offline(tx, line, number).await,
        None => enrol(tx, line, msisdn).await,
    }
}

async fn take_over(tx: &Tx, line: &Line, number: NumberId) -> Result<(), StoreError> {
    // What the modem has not found out yet must not wipe what was known.
    let sql = "UPDATE number SET line = ?, iccid = ?, country = COALESCE(?, country), \
               operator = COALESCE(?, operator), online = ?, revision = revision + 1, updated_at = ? WHERE id = ?";
    let values = [
        line.id.into(),
        line.iccid.clone().into(),
        line.country.clone().into(),
        line.operator.clone().into(),
        true.into(),
        tx.now().into(),
        number.into(),
    ];
    tx.change(sql, values).await?;
    tx.emit(NewFact::new(CHANGED, [number]));
    Ok(())
}

/// Only while it is still this line's number: it may be online elsewhere already.
async fn go_offline(tx: &Tx, line: &Line, number: NumberId) -> Result<(), StoreError> {
    let sql = "UPDATE number SET online = ?, revision = revision + 1, updated_at = ? \
               WHERE id = ? AND (line = ? OR line IS NULL)";
    if tx.change(sql, [false.into(), tx.now().into(), number.into(), line.id.into()]).await? > 0 {
        tx.emit(NewFact::new(CHANGED, [number]));
    }
    Ok(())
}

async fn enrol(tx: &Tx, line: &Line, msisdn: &Msisdn) -> Result<(), StoreError> {
    let number = NumberId::mint(tx.now(), tx.entropy());
    let sql = "INSERT INTO number (id, msisdn, iccid, country, operator, line, online, open_exclusive, open_shared, \
               revision, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 1, ?, ?)";
    let values = [
        number.into(),
        msisdn.clone().into(),
        line.iccid.clone().into(),
        line.country.clone().into(),
        line.operator.clone().into(),
        line.id.into(),
        line.online.into(),
        tx.now().into(),
        tx.now().into(),
    ];
    tx.change(sql, values).await?;
    tx.emit(NewFact::new(CHANGED, [number]));
    Ok(())
}
