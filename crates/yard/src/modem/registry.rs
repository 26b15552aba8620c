//! Which row is this modem's: by its IMEI, and by its port where pools show one IMEI on all ports.
//!
//! A modem that comes back on another path keeps its row, if the port it had is not in use by somebody else. The
//! database remembers; which rows are taken at the moment is known to this process only.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Iccid, Imei};
use parking_lot::Mutex;
use sea_orm::QueryResult;
use store::{Store, StoreError, Tx};

use super::ModemId;
use crate::supervisor::Identity;

/// The modems of this node and who drives them.
#[derive(Clone)]
pub(crate) struct Registry {
    store: Store,
    node: Arc<str>,
    taken: Arc<Mutex<HashMap<ModemId, String>>>,
}

/// A row found for a modem.
struct Known {
    id: ModemId,
    port: String,
    iccid: Option<Iccid>,
}

/// A modem as its supervisor holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Registered {
    pub id: ModemId,
    /// The card it held when it was seen last.
    pub last_card: Option<Iccid>,
}

impl Registry {
    pub(crate) fn new(store: Store, node: &str) -> Self {
        Self { store, node: node.into(), taken: Arc::default() }
    }

    /// Finds or makes the modem's row and marks it taken by `port`.
    pub(crate) async fn register(&self, port: &str, identity: &Identity) -> Result<Registered, StoreError> {
        let this = self.clone();
        let (port_name, identity) = (port.to_owned(), Arc::new(identity.clone()));
        let registered = self
            .store
            .transact(move |tx| {
                let (this, port, identity) = (this.clone(), port_name.clone(), Arc::clone(&identity));
                Box::pin(async move { this.find_or_make(tx, &port, &identity).await })
            })
            .await?;
        self.taken.lock().insert(registered.id, port.to_owned());
        Ok(registered)
    }

    /// Which card it holds now.
    pub(crate) async fn note_card(&self, tx: &Tx, id: ModemId, iccid: &Iccid) -> Result<(), StoreError> {
        tx.change(
            "UPDATE modem SET iccid = ?, last_seen_at = ? WHERE id = ?",
            [Some(iccid.clone()).into(), tx.now().into(), id.into()],
        )
        .await?;
        Ok(())
    }

    /// The port does not drive this modem any more.
    pub(crate) fn give_up(&self, id: ModemId, port: &str) {
        let mut taken = self.taken.lock();
        if taken.get(&id).is_some_and(|holder| holder == port) {
            taken.remove(&id);
        }
    }

    async fn find_or_make(&self, tx: &Tx, port: &str, identity: &Identity) -> Result<Registered, StoreError> {
        let candidates = match &identity.imei {
            Some(imei) => of_imei(tx, &self.node, imei).await?,
            None => of_port(tx, &self.node, port).await?,
        };
        let known =
            candidates.iter().position(|known| known.port == port).or_else(|| self.moved(port, &candidates));
        match known.and_then(|index| candidates.into_iter().nth(index)) {
            Some(known) => {
                update(tx, known.id, port, identity).await?;
                Ok(Registered { id: known.id, last_card: known.iccid })
            }
            None => Ok(Registered { id: insert(tx, &self.node, port, identity).await?, last_card: None }),
        }
    }

    /// A modem of this IMEI that nobody drives: it was plugged in elsewhere before.
    fn moved(&self, port: &str, candidates: &[Known]) -> Option<usize> {
        let taken = self.taken.lock();
        candidates.iter().position(|known| taken.get(&known.id).is_none_or(|holder| holder == port))
    }
}

const COLUMNS: &str = "id, port, iccid";

async fn of_imei(tx: &Tx, node: &str, imei: &Imei) -> Result<Vec<Known>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM modem WHERE imei = ? AND node = ? ORDER BY last_seen_at DESC, id");
    tx.rows(&sql, [imei.clone().into(), node.into()]).await?.iter().map(known).collect()
}

async fn of_port(tx: &Tx, node: &str, port: &str) -> Result<Vec<Known>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM modem WHERE node = ? AND port = ? AND imei IS NULL ORDER BY last_seen_at DESC, id"
    );
    tx.rows(&sql, [node.into(), port.into()]).await?.iter().map(known).collect()
}

fn known(row: &QueryResult) -> Result<Known, StoreError> {
    Ok(Known { id: row.try_get("", "id")?, port: row.try_get("", "port")?, iccid: row.try_get("", "iccid")? })
}

async fn update(tx: &Tx, id: ModemId, port: &str, identity: &Identity) -> Result<(), StoreError> {
    tx.change(
        "UPDATE modem SET port = ?, manufacturer = ?, model = ?, firmware = ?, last_seen_at = ? WHERE id = ?",
        [
            port.into(),
            identity.manufacturer.clone().into(),
            identity.model.clone().into(),
            identity.firmware.clone().into(),
            tx.now().into(),
            id.into(),
        ],
    )
    .await?;
    Ok(())
}

async fn insert(tx: &Tx, node: &str, port: &str, identity: &Identity) -> Result<ModemId, StoreError> {
    let id = ModemId::mint(tx.now(), tx.entropy());
    tx.change(
        "INSERT INTO modem (id, node, port, imei, manufacturer, model, firmware, first_seen_at, last_seen_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            id.into(),
            node.into(),
            port.into(),
            identity.imei.clone().into(),
            identity.manufacturer.clone().into(),
            identity.model.clone().into(),
            identity.firmware.clone().into(),
            tx.now().into(),
            tx.now().into(),
        ],
    )
    .await?;
    Ok(id)
}
