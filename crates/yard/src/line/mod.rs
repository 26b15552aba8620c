//! Lines: a SIM in a modem that can receive. One row a card, whichever modem it moves to.
//!
//! A supervisor claims the line of the card it found and keeps it in step with what it sees; every change is told to
//! the listener and emitted as a fact in the same transaction. Who holds a line is on record, so that a supervisor
//! which notices late that its card has moved on can't switch off somebody else's line.

pub(crate) mod sql;

use kernel::{Country, Iccid, Imsi, Msisdn, Timestamp};
use store::{FactWord, NewFact, StoreError, Tx};

use crate::listener::Listener;
use crate::modem::ModemId;

kernel::typed_id! {
    /// A line.
    LineId,
    /// One stay of a card in a modem, from when it was found there until it is not any more.
    HolderId,
}

pub(crate) const CHANGED: FactWord = FactWord("line.changed");

/// A SIM and the modem it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its row.
    pub id: LineId,
    /// The card.
    pub iccid: Iccid,
    /// Its phone number; without one nobody can be told where to send to.
    pub msisdn: Option<Msisdn>,
    /// The subscriber identity.
    pub imsi: Option<Imsi>,
    /// The inventory's word, else the home network's country.
    pub country: Option<Country>,
    /// The inventory's word, else the home network's name.
    pub operator: Option<String>,
    /// The modem the card is in, or was in last.
    pub modem: ModemId,
    /// Messages can arrive now.
    pub online: bool,
    /// Since when that is so.
    pub since: Timestamp,
}

/// What a supervisor knows of the card it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub iccid: Iccid,
    pub msisdn: Option<Msisdn>,
    pub imsi: Option<Imsi>,
    pub country: Option<Country>,
    pub operator: Option<String>,
    pub modem: ModemId,
    pub online: bool,
}

/// Brings a line to what its supervisor sees, and tells about it when that is a change.
pub(crate) async fn claim(
    tx: &Tx,
    node: &str,
    holder: HolderId,
    claim: &Claim,
    listener: &dyn Listener,
) -> Result<Line, StoreError> {
    let known = match sql::by_iccid(tx, &claim.iccid).await? {
        Some(line) => Some(line),
        None => sql::insert(tx, node, holder, claim).await?,
    };
    let Some(known) = known else {
        // Inserted just now, by us.
        let line = sql::by_iccid(tx, &claim.iccid).await?;
        let line = line.ok_or_else(|| StoreError::Schema("a line just entered is not there".to_owned()))?;
        tell(tx, &line, listener).await?;
        return Ok(line);
    };
    let since = if known.online == claim.online { known.since } else { tx.now() };
    let wanted = Line {
        id: known.id,
        iccid: claim.iccid.clone(),
        msisdn: claim.msisdn.clone(),
        imsi: claim.imsi.clone().or_else(|| known.imsi.clone()),
        country: claim.country.clone(),
        operator: claim.operator.clone(),
        modem: claim.modem,
        online: claim.online,
        since,
    };
    sql::update(tx, node, holder, &wanted).await?;
    if wanted != known {
        tell(tx, &wanted, listener).await?;
    }
    Ok(wanted)
}

/// Switches a line off, unless somebody else holds it by now.
pub(crate) async fn release(
    tx: &Tx,
    id: LineId,
    holder: HolderId,
    listener: &dyn Listener,
) -> Result<(), StoreError> {
    if sql::switch_off(tx, id, holder).await?
        && let Some(line) = sql::by_id(tx, id).await?
    {
        tell(tx, &line, listener).await?;
    }
    Ok(())
}

/// Switches all lines of a node off: when it starts, nothing is known of any.
pub(crate) async fn release_all(tx: &Tx, node: &str, listener: &dyn Listener) -> Result<usize, StoreError> {
    let mut released = 0;
    for line in sql::online_of_node(tx, node).await? {
        if sql::switch_off_whoever_holds(tx, line.id).await? {
            let line = Line { online: false, since: tx.now(), ..line };
            tell(tx, &line, listener).await?;
            released += 1;
        }
    }
    Ok(released)
}

async fn tell(tx: &Tx, line: &Line, listener: &dyn Listener) -> Result<(), StoreError> {
    tx.emit(NewFact::new(CHANGED, [line.id]));
    listener.line_changed(tx, line).await
}
