//! The queries on `line`, nothing else.

use kernel::Iccid;
use sea_orm::QueryResult;
use sea_orm::sea_query::Query;
use store::{Store, StoreError, Tx};

use super::{Claim, HolderId, Line, LineId};

const COLUMNS: &str = "id, iccid, msisdn, imsi, country, operator, modem_id, online, since";

pub(crate) fn from_row(row: &QueryResult) -> Result<Line, StoreError> {
    Ok(Line {
        id: row.try_get("", "id")?,
        iccid: row.try_get("", "iccid")?,
        msisdn: row.try_get("", "msisdn")?,
        imsi: row.try_get("", "imsi")?,
        country: row.try_get("", "country")?,
        operator: row.try_get("", "operator")?,
        modem: row.try_get("", "modem_id")?,
        online: row.try_get("", "online")?,
        since: row.try_get("", "since")?,
    })
}

pub(crate) async fn by_iccid(tx: &Tx, iccid: &Iccid) -> Result<Option<Line>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM line WHERE iccid = ?");
    tx.row(&sql, [iccid.clone().into()]).await?.as_ref().map(from_row).transpose()
}

/// The line a card has, if it ever was in a modem.
pub(crate) async fn id_of(store: &Store, iccid: &Iccid) -> Result<Option<LineId>, StoreError> {
    let row = store.row("SELECT id FROM line WHERE iccid = ?", [iccid.clone().into()]).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?)
}

pub(crate) async fn by_id(tx: &Tx, id: LineId) -> Result<Option<Line>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM line WHERE id = ?");
    tx.row(&sql, [id.into()]).await?.as_ref().map(from_row).transpose()
}

pub(crate) async fn online_of_node(tx: &Tx, node: &str) -> Result<Vec<Line>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM line WHERE node = ? AND online = ? ORDER BY id");
    tx.rows(&sql, [node.into(), true.into()]).await?.iter().map(from_row).collect()
}

/// Enters the line of a new card; hands out the row that was there already when another supervisor was faster.
pub(crate) async fn insert(
    tx: &Tx,
    node: &str,
    holder: HolderId,
    claim: &Claim,
) -> Result<Option<Line>, StoreError> {
    let mut insert = Query::insert();
    insert
        .into_table("line")
        .columns([
            "id", "iccid", "msisdn", "imsi", "country", "operator", "modem_id", "node", "holder", "online",
            "since", "turn",
        ])
        .values_panic([
            LineId::mint(tx.now(), tx.entropy()).into(),
            claim.iccid.clone().into(),
            claim.msisdn.clone().into(),
            claim.imsi.clone().into(),
            claim.country.clone().into(),
            claim.operator.clone().into(),
            claim.modem.into(),
            node.into(),
            Some(holder).into(),
            claim.online.into(),
            tx.now().into(),
            0_i64.into(),
        ]);
    if tx.insert_new(&insert).await? { Ok(None) } else { by_iccid(tx, &claim.iccid).await }
}

pub(crate) async fn update(tx: &Tx, node: &str, holder: HolderId, line: &Line) -> Result<(), StoreError> {
    tx.change(
        "UPDATE line SET msisdn = ?, imsi = ?, country = ?, operator = ?, modem_id = ?, node = ?, holder = ?, \
         online = ?, since = ? WHERE id = ?",
        [
            line.msisdn.clone().into(),
            line.imsi.clone().into(),
            line.country.clone().into(),
            line.operator.clone().into(),
            line.modem.into(),
            node.into(),
            Some(holder).into(),
            line.online.into(),
            line.since.into(),
            line.id.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn switch_off(tx: &Tx, id: LineId, holder: HolderId) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE line SET online = ?, since = ? WHERE id = ? AND holder = ? AND online = ?";
    let values = [false.into(), tx.now().into(), id.into(), holder.into(), true.into()];
    Ok(tx.change(SQL, values).await? == 1)
}

pub(crate) async fn switch_off_whoever_holds(tx: &Tx, id: LineId) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE line SET online = ?, since = ? WHERE id = ? AND online = ?";
    Ok(tx.change(SQL, [false.into(), tx.now().into(), id.into(), true.into()]).await? == 1)
}

/// Makes this transaction the only one that files messages of this line, until it ends.
///
/// Must be the transaction's first statement that concerns messages: what it reads afterwards includes everything
/// that others have filed.
pub(crate) async fn take_turn(tx: &Tx, id: LineId) -> Result<(), StoreError> {
    if tx.change("UPDATE line SET turn = turn + 1 WHERE id = ?", [id.into()]).await? == 1 {
        return Ok(());
    }
    Err(StoreError::Schema(format!("there is no line {id} to file messages under")))
}
