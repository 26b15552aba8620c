//! PINs: three wrong ones block a card, so each try is marked in the database before it is made.
//!
//! ```text
//!   known ──take──▶ tried ──accepted──▶ known
//!                     │
//!                     └──refused──▶ blocked ──another PIN entered──▶ known
//! ```
//! A crash leaves a card in *tried*: the end is not known. The PIN is handed out again then only to somebody who has
//! seen that all tries are left, which means that it was right or never reached the card.

use kernel::{Iccid, Sealed, Secret, Timestamp};
use sea_orm::QueryResult;
use store::{SealContext, StoreError, Tx};

use crate::card::SimCardId;
use crate::inventory::Inventory;

/// What the inventory answers to whoever wants to try a PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinAttempt {
    /// Try this one, once; the try is on record already.
    Granted(Secret),
    /// No PIN is known for this card.
    Unknown,
    /// This PIN was refused before.
    Refused,
    /// A try was begun before and nobody knows how it ended.
    Uncertain,
}

impl Inventory {
    /// Hands out the card's PIN for one try and records that first. `all_tries_left`: the modem has told that nobody
    /// has used up a try, which makes an uncertain former one harmless.
    ///
    /// # Errors
    /// When the database fails; then no try may be made.
    pub async fn take_pin_attempt(
        &self,
        iccid: &Iccid,
        all_tries_left: bool,
    ) -> Result<PinAttempt, StoreError> {
        let iccid = iccid.clone();
        self.store
            .transact(move |tx| {
                let iccid = iccid.clone();
                Box::pin(async move { take(tx, &iccid, all_tries_left).await })
            })
            .await
    }

    /// The card is unlocked: whatever was tried was right.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pin_accepted(&self, iccid: &Iccid) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE sim_card SET pin_tried_at = NULL WHERE iccid = ? AND pin_tried_at IS NOT NULL";
        let iccid = iccid.clone();
        self.store
            .transact(move |tx| {
                let iccid = iccid.clone();
                Box::pin(async move { tx.change(SQL, [iccid.into()]).await.map(|_| ()) })
            })
            .await
    }

    /// The card refused its PIN: it is not handed out again until another one is entered.
    ///
    /// # Errors
    /// When the database fails; the try stays on record as uncertain then, which is just as safe.
    pub async fn pin_refused(&self, iccid: &Iccid) -> Result<(), StoreError> {
        let iccid = iccid.clone();
        self.store
            .transact(move |tx| {
                let iccid = iccid.clone();
                Box::pin(async move {
                    let blocked = [Some(tx.now()).into(), iccid.into()];
                    tx.change("UPDATE sim_card SET pin_blocked_at = ? WHERE iccid = ?", blocked)
                        .await
                        .map(|_| ())
                })
            })
            .await
    }
}

async fn take(tx: &Tx, iccid: &Iccid, all_tries_left: bool) -> Result<PinAttempt, StoreError> {
    let Some(row) = row(tx, iccid).await? else { return Ok(PinAttempt::Unknown) };
    let Some(pin) = row.pin else { return Ok(PinAttempt::Unknown) };
    if row.blocked_at.is_some() {
        return Ok(PinAttempt::Refused);
    }
    if row.tried_at.is_some() && !all_tries_left {
        return Ok(PinAttempt::Uncertain);
    }
    // The guard: of two who ask at once, one gets it.
    let taken = tx
        .change(
            "UPDATE sim_card SET pin_tried_at = ? WHERE id = ? AND pin_blocked_at IS NULL \
             AND (pin_tried_at IS NULL OR pin_tried_at = ?)",
            [Some(tx.now()).into(), row.id.into(), row.tried_at.into()],
        )
        .await?;
    if taken == 0 {
        return Ok(PinAttempt::Uncertain);
    }
    let pin = tx.keys().open_text(&pin, &context(row.id.0.as_bytes()))?;
    Ok(PinAttempt::Granted(Secret::new(pin)))
}

/// Stores a PIN; the same one again changes nothing, another one wipes out what happened to the former.
pub(crate) async fn enter(tx: &Tx, id: SimCardId, entered: &Secret) -> Result<(), StoreError> {
    let present: Option<Sealed> = match tx.row("SELECT pin FROM sim_card WHERE id = ?", [id.into()]).await? {
        Some(row) => row.try_get("", "pin")?,
        None => None,
    };
    if let Some(present) = present {
        // One that can't be opened (a lost key) is replaced like any other.
        let same = tx.keys().open_text(&present, &context(id.0.as_bytes()));
        if same.is_ok_and(|known| known == entered.expose()) {
            return Ok(());
        }
    }
    let sealed = tx.keys().seal(entered.expose().as_bytes(), &context(id.0.as_bytes()))?;
    tx.change(
        "UPDATE sim_card SET pin = ?, pin_tried_at = NULL, pin_blocked_at = NULL WHERE id = ?",
        [Some(sealed).into(), id.into()],
    )
    .await?;
    Ok(())
}

struct PinRow {
    id: SimCardId,
    pin: Option<Sealed>,
    tried_at: Option<Timestamp>,
    blocked_at: Option<Timestamp>,
}

async fn row(tx: &Tx, iccid: &Iccid) -> Result<Option<PinRow>, StoreError> {
    let sql = "SELECT id, pin, pin_tried_at, pin_blocked_at FROM sim_card WHERE iccid = ?";
    let read = |row: QueryResult| -> Result<PinRow, StoreError> {
        Ok(PinRow {
            id: row.try_get("", "id")?,
            pin: row.try_get("", "pin")?,
            tried_at: row.try_get("", "pin_tried_at")?,
            blocked_at: row.try_get("", "pin_blocked_at")?,
        })
    };
    tx.row(sql, [iccid.clone().into()]).await?.map(read).transpose()
}

fn context(row: &[u8]) -> SealContext<'_> {
    SealContext::new("sim_card", "pin", row)
}
