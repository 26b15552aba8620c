//! The statements on `activation`, `activation_event` and `delivery`, nothing else.

use kernel::{Currency, Money, Timestamp};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use store::{Engine, StoreError, Tx};

use super::state::{Standing, State};
use super::{Activation, ActivationId, Policy, WireId};
use crate::NumberId;
use crate::channel::{ChannelId, Service};
use crate::number::sql::{channel, service};

const SELECT: &str = "SELECT a.id, a.wire_id, a.number_id, n.msisdn, a.channel, a.policy, a.service, a.state, \
                      a.status_code, a.sum_micros, a.currency, a.exclusive, a.use_counted, a.opened_at, \
                      a.updated_at, a.messages FROM activation a JOIN number n ON n.id = a.number_id";

/// Activations that meet `condition` (written for the aliases `a` and `n`), with whatever follows it.
pub(crate) async fn select<C: ConnectionTrait>(
    db: &C,
    engine: Engine,
    condition: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<Activation>, StoreError> {
    let rows = db.query_all_raw(engine.statement(&format!("{SELECT} WHERE {condition}"), values)).await?;
    rows.iter().map(read).collect()
}

/// The open activations of a number, oldest first.
pub(crate) async fn open_on<C: ConnectionTrait>(
    db: &C,
    engine: Engine,
    number: NumberId,
) -> Result<Vec<Activation>, StoreError> {
    let condition = "a.number_id = ? AND a.state IN ('waiting', 'ready') ORDER BY a.wire_id";
    select(db, engine, condition, [number.into()]).await
}

/// Whether the service is being served on the number already, by whomever.
pub(crate) async fn is_open_for(tx: &Tx, number: NumberId, service: &Service) -> Result<bool, StoreError> {
    let sql =
        "SELECT id FROM activation WHERE number_id = ? AND service = ? AND state IN ('waiting', 'ready')";
    let statement = tx.engine().statement(sql, [number.into(), service.as_str().into()]);
    Ok(tx.query_one_raw(statement).await?.is_some())
}

/// Which activation an aggregator means: its own only.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    engine: Engine,
    channel: &ChannelId,
    wire_id: WireId,
) -> Result<Option<Activation>, StoreError> {
    let Some(column) = wire_id.column() else { return Ok(None) };
    let values = [column.into(), channel.as_str().into()];
    Ok(select(db, engine, "a.wire_id = ? AND a.channel = ?", values).await?.pop())
}

pub(crate) async fn insert(tx: &Tx, activation: &Activation) -> Result<(), StoreError> {
    let sql = "INSERT INTO activation (id, wire_id, number_id, channel, policy, service, state, sum_micros, currency, \
               exclusive, use_counted, opened_at, updated_at, messages) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)";
    let values = [
        activation.id.into(),
        activation.wire_id.column().into(),
        activation.number.into(),
        activation.channel.as_str().into(),
        activation.policy.word().into(),
        activation.service.as_str().into(),
        activation.state.word().into(),
        activation.sum.micros().into(),
        activation.sum.currency().letters().into(),
        activation.exclusive.into(),
        false.into(),
        activation.opened_at.into(),
        activation.updated_at.into(),
    ];
    tx.change(sql, values).await?;
    Ok(())
}

/// Writes where an activation stands now; its number is locked.
pub(crate) async fn stand(tx: &Tx, id: ActivationId, after: Standing) -> Result<(), StoreError> {
    let sql =
        "UPDATE activation SET state = ?, status_code = ?, use_counted = ?, updated_at = ? WHERE id = ?";
    let code = after.status_code.map(i64::from);
    let values =
        [after.state.word().into(), code.into(), after.use_counted.into(), tx.now().into(), id.into()];
    tx.change(sql, values).await?;
    Ok(())
}

/// One more message; its number is locked.
pub(crate) async fn count_message(tx: &Tx, id: ActivationId) -> Result<(), StoreError> {
    let sql = "UPDATE activation SET messages = messages + 1, updated_at = ? WHERE id = ?";
    tx.change(sql, [tx.now().into(), id.into()]).await?;
    Ok(())
}

/// Notes that a message belongs to an activation; `false` when that was noted before.
pub(crate) async fn deliver(tx: &Tx, id: ActivationId, message: yard::MessageId) -> Result<bool, StoreError> {
    let known = tx.engine().statement(
        "SELECT at FROM delivery WHERE activation_id = ? AND message_id = ?",
        [id.into(), message.into()],
    );
    if tx.query_one_raw(known).await?.is_some() {
        return Ok(false);
    }
    let values = [id.into(), message.into(), tx.now().into()];
    tx.change("INSERT INTO delivery (activation_id, message_id, at) VALUES (?, ?, ?)", values).await?;
    Ok(true)
}

/// Adds a line to an activation's history; its number is locked, so the lines are numbered without gaps.
pub(crate) async fn note(
    tx: &Tx,
    id: ActivationId,
    from: Option<State>,
    to: State,
    code: Option<u32>,
) -> Result<(), StoreError> {
    let newest = tx
        .engine()
        .statement("SELECT MAX(nth) AS nth FROM activation_event WHERE activation_id = ?", [id.into()]);
    let newest: Option<i64> =
        tx.query_one_raw(newest).await?.map(|row| row.try_get("", "nth")).transpose()?.flatten();
    let nth = newest.unwrap_or(0) + 1;
    let sql = "INSERT INTO activation_event (activation_id, nth, at, from_state, to_state, status_code) \
               VALUES (?, ?, ?, ?, ?, ?)";
    let from = from.map(|state| state.word().to_owned());
    let values =
        [id.into(), nth.into(), tx.now().into(), from.into(), to.word().into(), code.map(i64::from).into()];
    tx.change(sql, values).await?;
    Ok(())
}

/// A line of an activation's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Where it stood; `None` for the opening.
    pub from: Option<State>,
    /// Where it stood afterwards; the same as before when the word was repeated.
    pub to: State,
    /// The status code received, if one was.
    pub status_code: Option<u32>,
}

/// The history of an activation, oldest first.
pub(crate) async fn history<C: ConnectionTrait>(
    db: &C,
    engine: Engine,
    id: ActivationId,
) -> Result<Vec<Event>, StoreError> {
    let sql = "SELECT at, from_state, to_state, status_code FROM activation_event WHERE activation_id = ? ORDER BY nth";
    let rows = db.query_all_raw(engine.statement(sql, [id.into()])).await?;
    rows.iter().map(read_event).collect()
}

/// What a channel has earned, per currency.
pub(crate) async fn earnings<C: ConnectionTrait>(
    db: &C,
    engine: Engine,
    channel: &ChannelId,
) -> Result<Vec<Money>, StoreError> {
    // PostgreSQL and MySQL sum into decimals; the cast brings the whole number back.
    let integer = match engine {
        Engine::MySql => "SIGNED",
        Engine::Postgres | Engine::Sqlite => "BIGINT",
    };
    let sql = format!(
        "SELECT currency, CAST(SUM(sum_micros) AS {integer}) AS micros FROM activation \
         WHERE channel = ? AND state = 'completed' GROUP BY currency ORDER BY currency"
    );
    let rows = db.query_all_raw(engine.statement(&sql, [channel.as_str().into()])).await?;
    rows.iter().map(|row| Ok(Money::from_micros(row.try_get("", "micros")?, currency(row)?))).collect()
}

/// How many activations are open on a channel.
pub(crate) async fn open_count<C: ConnectionTrait>(
    db: &C,
    engine: Engine,
    channel: &ChannelId,
) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS open FROM activation WHERE channel = ? AND state IN ('waiting', 'ready')";
    let row = db.query_one_raw(engine.statement(sql, [channel.as_str().into()])).await?;
    let open: i64 = row.map(|row| row.try_get("", "open")).transpose()?.unwrap_or(0);
    Ok(u32::try_from(open).unwrap_or(u32::MAX))
}

fn read(row: &QueryResult) -> Result<Activation, StoreError> {
    let policy: String = row.try_get("", "policy")?;
    Ok(Activation {
        id: row.try_get("", "id")?,
        wire_id: WireId::new(unsigned(row.try_get("", "wire_id")?)),
        number: row.try_get("", "number_id")?,
        msisdn: row.try_get("", "msisdn")?,
        channel: channel(row)?,
        policy: Policy::of_word(&policy)
            .ok_or_else(|| StoreError::Schema("an activation has an unknown policy".into()))?,
        service: service(row)?,
        state: state(&row.try_get::<String>("", "state")?)?,
        status_code: code(row)?,
        sum: Money::from_micros(row.try_get("", "sum_micros")?, currency(row)?),
        exclusive: row.try_get("", "exclusive")?,
        opened_at: row.try_get("", "opened_at")?,
        updated_at: row.try_get("", "updated_at")?,
        messages: u32::try_from(row.try_get::<i64>("", "messages")?).unwrap_or(u32::MAX),
        use_counted: row.try_get("", "use_counted")?,
    })
}

fn read_event(row: &QueryResult) -> Result<Event, StoreError> {
    let from: Option<String> = row.try_get("", "from_state")?;
    Ok(Event {
        at: row.try_get("", "at")?,
        from: from.map(|word| state(&word)).transpose()?,
        to: state(&row.try_get::<String>("", "to_state")?)?,
        status_code: code(row)?,
    })
}

fn state(word: &str) -> Result<State, StoreError> {
    State::of_word(word).ok_or_else(|| StoreError::Schema("an activation has an unknown state".into()))
}

fn code(row: &QueryResult) -> Result<Option<u32>, StoreError> {
    let code: Option<i64> = row.try_get("", "status_code")?;
    Ok(code.and_then(|code| u32::try_from(code).ok()))
}

fn currency(row: &QueryResult) -> Result<Currency, StoreError> {
    Currency::parse(&row.try_get::<String>("", "currency")?)
        .map_err(|_| StoreError::Schema("an activation has an unreadable currency".into()))
}

fn unsigned(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
}
