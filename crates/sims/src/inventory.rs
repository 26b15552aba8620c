//! Everything one can do with the inventory.

use std::sync::Arc;

use kernel::{Iccid, Imsi, Msisdn, Sealed, Timestamp};
use sea_orm::sea_query::Query;
use store::{Store, StoreError, Tx};

use crate::card::{COLUMNS, SimCard, SimCardId, SimEntry};
use crate::pin;

/// The SIM cards of the house.
#[derive(Clone, Debug)]
pub struct Inventory {
    pub(crate) store: Store,
}

impl Inventory {
    /// The inventory in this database.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Enters a card or adds to what is known of it; saying the same twice changes nothing. A different PIN may be
    /// tried again even after the former one was refused.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn register(&self, entry: SimEntry) -> Result<SimCardId, StoreError> {
        let entry = Arc::new(entry);
        self.store
            .transact(move |tx| {
                let entry = Arc::clone(&entry);
                Box::pin(async move { register(tx, &entry).await })
            })
            .await
    }

    /// Notes that a modem holds this card; enters it when it is new.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen(&self, tx: &Tx, iccid: &Iccid, imsi: Option<&Imsi>) -> Result<(), StoreError> {
        ensure(tx, iccid).await?;
        tx.change(
            "UPDATE sim_card SET imsi = COALESCE(?, imsi), last_seen_at = ? WHERE iccid = ?",
            [imsi.cloned().into(), Some(tx.now()).into(), iccid.clone().into()],
        )
        .await?;
        Ok(())
    }

    /// The card with this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, iccid: &Iccid) -> Result<Option<SimCard>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM sim_card WHERE iccid = ?");
        let row = self.store.row(&sql, [iccid.clone().into()]).await?;
        row.as_ref().map(SimCard::from_row).transpose()
    }

    /// All cards, in the order they were entered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self) -> Result<Vec<SimCard>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM sim_card ORDER BY id");
        self.store.rows(&sql, []).await?.iter().map(SimCard::from_row).collect()
    }

    /// Keeps a number that the card told of itself; returns whether it was needed. What a person entered stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn learn_number(&self, tx: &Tx, iccid: &Iccid, msisdn: &Msisdn) -> Result<bool, StoreError> {
        let learnt = tx
            .change(
                "UPDATE sim_card SET msisdn = ? WHERE iccid = ? AND msisdn IS NULL",
                [Some(msisdn.clone()).into(), iccid.clone().into()],
            )
            .await?;
        Ok(learnt == 1)
    }
}

async fn register(tx: &Tx, entry: &SimEntry) -> Result<SimCardId, StoreError> {
    let id = ensure(tx, &entry.iccid).await?;
    tx.change(
        "UPDATE sim_card SET msisdn = COALESCE(?, msisdn), country = COALESCE(?, country), \
         operator = COALESCE(?, operator) WHERE id = ?",
        [entry.msisdn.clone().into(), entry.country.clone().into(), entry.operator.clone().into(), id.into()],
    )
    .await?;
    if let Some(entered) = &entry.pin {
        pin::enter(tx, id, entered).await?;
    }
    Ok(id)
}

/// The card's row, made when there is none.
pub(crate) async fn ensure(tx: &Tx, iccid: &Iccid) -> Result<SimCardId, StoreError> {
    // Nearly always the row is there; trying to insert first would burn a lock on each sighting.
    if let Some(id) = id_of(tx, iccid).await? {
        return Ok(id);
    }
    let mut insert = Query::insert();
    let nothing: Option<String> = None;
    insert
        .into_table("sim_card")
        .columns(["id", "iccid", "msisdn", "imsi", "country", "operator", "pin", "first_seen_at"])
        .values_panic([
            SimCardId::mint(tx.now(), tx.entropy()).into(),
            iccid.clone().into(),
            nothing.clone().into(),
            nothing.clone().into(),
            nothing.clone().into(),
            nothing.into(),
            Option::<Sealed>::None.into(),
            Timestamp::into(tx.now()),
        ]);
    tx.insert_new(&insert).await?;
    id_of(tx, iccid)
        .await?
        .ok_or_else(|| StoreError::Schema("a SIM card just entered is not there".to_owned()))
}

async fn id_of(tx: &Tx, iccid: &Iccid) -> Result<Option<SimCardId>, StoreError> {
    let row = tx.row("SELECT id FROM sim_card WHERE iccid = ?", [iccid.clone().into()]).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?)
}
