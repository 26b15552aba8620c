//! Migrations: forward only, each applied once, under a lock that lets one process at a time through.
//!
//! The whole list of the program goes in at once: this crate's own, then the rooms' in the order given. A database
//! that knows a migration the program does not know was written by a newer program and is refused; so is one where
//! an applied migration has changed since. On SQLite and PostgreSQL everything happens in one transaction. MySQL
//! commits each table by itself, so the steps done are counted there and a run that was cut off goes on after them.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, TransactionTrait};
use sha2::{Digest, Sha256};

use crate::{Engine, Schema, Store, StoreError, Tx};

/// One change of the tables.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Unique among all rooms: `<room>.<number>.<what>`, such as `market.0001.activations`.
    pub name: &'static str,
    /// Describes the change; runs nothing.
    pub up: fn(&mut Schema),
}

/// What a run of the migrations has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// Applied now, in order.
    pub applied: Vec<&'static str>,
    /// How many were there before.
    pub present: usize,
}

/// This crate's own tables.
const OWN: &[Migration] = &[Migration { name: "store.0001.facts_jobs_counters", up: own_tables }];

fn own_tables(schema: &mut Schema) {
    schema.table("facts", |t| {
        t.auto_key("seq");
        t.code("word", 64);
        t.text("ids");
        t.time("at");
        t.index(&["at"]);
    });
    schema.table("counters", |t| {
        t.code("name", 64).primary();
        t.big_int("value");
    });
    schema.table("jobs", |t| {
        t.id("id").primary();
        t.code("kind", 64);
        t.text("payload");
        t.code("dedupe_key", 190).nullable();
        t.code("state", 16);
        t.time("run_at");
        t.big_int("attempts");
        t.big_int("max_attempts");
        t.big_int("fence");
        t.time("again_at").nullable();
        t.code("lease_owner", 64).nullable();
        t.time("lease_until").nullable();
        t.text("last_error").nullable();
        t.time("created_at");
        t.unique(&["kind", "dedupe_key"]);
        t.index(&["state", "run_at"]);
    });
}

/// Where the applied ones are recorded; made by hand because the record itself can't be a migration.
const RECORD: &str = "CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(120) PRIMARY KEY, \
     checksum VARCHAR(64) NOT NULL, steps BIGINT NOT NULL, finished BIGINT NOT NULL, at BIGINT NOT NULL)";

const RECORD_SQLITE: &str = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY NOT NULL, \
     checksum TEXT NOT NULL, steps INTEGER NOT NULL, finished INTEGER NOT NULL, at INTEGER NOT NULL) STRICT";

/// Seconds a second process waits for the first on MySQL.
const LOCK_WAIT_S: i64 = 120;

/// Any number that no other program is likely to use for an advisory lock.
const POSTGRES_LOCK: i64 = 0x0073_696d_7961_7264;

/// One migration made ready: checksum and SQL of this engine.
struct Plan {
    name: &'static str,
    checksum: String,
    statements: Vec<String>,
}

/// What the record says of an applied migration.
struct Applied {
    checksum: String,
    steps: usize,
    finished: bool,
}

pub(crate) async fn run(store: &Store, rooms: &[Migration]) -> Result<MigrationReport, StoreError> {
    let plans = prepare(store.engine(), rooms)?;
    match store.engine() {
        Engine::Sqlite | Engine::Postgres => {
            let plans = std::sync::Arc::new(plans);
            store
                .transact(move |tx| {
                    let plans = std::sync::Arc::clone(&plans);
                    Box::pin(async move { apply_in(tx, &plans).await })
                })
                .await
        }
        Engine::MySql => run_on_mysql(store, &plans).await,
    }
}

fn prepare(engine: Engine, rooms: &[Migration]) -> Result<Vec<Plan>, StoreError> {
    let mut plans: Vec<Plan> = Vec::new();
    for migration in OWN.iter().chain(rooms) {
        if plans.iter().any(|plan| plan.name == migration.name) {
            return Err(StoreError::Schema(format!("two migrations are called {}", migration.name)));
        }
        let mut schema = Schema::default();
        (migration.up)(&mut schema);
        let digest = Sha256::digest(schema.canonical().as_bytes());
        plans.push(Plan {
            name: migration.name,
            checksum: digest.iter().map(|octet| format!("{octet:02x}")).collect(),
            statements: schema.statements(engine),
        });
    }
    Ok(plans)
}

async fn apply_in(tx: &Tx, plans: &[Plan]) -> Result<MigrationReport, StoreError> {
    if tx.engine() == Engine::Postgres {
        // Waits as long as it takes: the other process is migrating.
        tx.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
        tx.row("SELECT pg_advisory_xact_lock(?)", [POSTGRES_LOCK.into()]).await?;
    }
    let record = if tx.engine() == Engine::Sqlite { RECORD_SQLITE } else { RECORD };
    tx.execute_unprepared(record).await?;
    apply(tx, tx.engine(), tx.now().as_micros(), plans).await
}

/// MySQL's named lock belongs to a connection, so one transaction object pins the connection for the whole run.
async fn run_on_mysql(store: &Store, plans: &[Plan]) -> Result<MigrationReport, StoreError> {
    let conn = store.read().begin().await?;
    let lock = Engine::MySql.statement(
        "SELECT CAST(GET_LOCK(CONCAT('simyard ', DATABASE()), ?) AS SIGNED) AS got",
        [LOCK_WAIT_S.into()],
    );
    let row = conn.query_one_raw(lock).await?;
    let got: Option<i64> = row.map(|row| row.try_get("", "got")).transpose()?.flatten();
    if got != Some(1) {
        return Err(StoreError::unavailable(
            "another process has been migrating the database for two minutes; wait for it",
        ));
    }
    let now = store.clock().now().as_micros();
    let result = match conn.execute_unprepared(RECORD).await {
        Ok(_) => apply(&conn, Engine::MySql, now, plans).await,
        Err(error) => Err(error.into()),
    };
    let unlock = "SELECT RELEASE_LOCK(CONCAT('simyard ', DATABASE()))";
    let released = conn.execute_unprepared(unlock).await;
    conn.commit().await?;
    released?;
    result
}

async fn apply<C: ConnectionTrait>(
    conn: &C,
    engine: Engine,
    now: i64,
    plans: &[Plan],
) -> Result<MigrationReport, StoreError> {
    let record = read_record(conn, engine).await?;
    check_known(&record, plans)?;
    let mut report = MigrationReport::default();
    for plan in plans {
        let done = record.get(plan.name);
        if done.is_some_and(|applied| applied.finished) {
            report.present += 1;
            continue;
        }
        apply_one(conn, engine, now, plan, done).await?;
        report.applied.push(plan.name);
    }
    Ok(report)
}

async fn read_record<C: ConnectionTrait>(
    conn: &C,
    engine: Engine,
) -> Result<BTreeMap<String, Applied>, StoreError> {
    let statement = engine.statement("SELECT name, checksum, steps, finished FROM migrations", []);
    let mut record = BTreeMap::new();
    for row in conn.query_all_raw(statement).await? {
        let steps: i64 = row.try_get("", "steps")?;
        let finished: i64 = row.try_get("", "finished")?;
        let applied = Applied {
            checksum: row.try_get("", "checksum")?,
            steps: usize::try_from(steps).unwrap_or(0),
            finished: finished != 0,
        };
        record.insert(row.try_get("", "name")?, applied);
    }
    Ok(record)
}

fn check_known(record: &BTreeMap<String, Applied>, plans: &[Plan]) -> Result<(), StoreError> {
    for (name, applied) in record {
        let Some(plan) = plans.iter().find(|plan| plan.name == name) else {
            return Err(StoreError::Schema(format!(
                "the database was written by a newer simyard (it has the migration {name}); start that version, or restore a backup made with this one"
            )));
        };
        if plan.checksum != applied.checksum {
            return Err(StoreError::Schema(format!(
                "the migration {name} is not the one that was applied to this database; an applied migration never changes, add another one"
            )));
        }
    }
    Ok(())
}

async fn apply_one<C: ConnectionTrait>(
    conn: &C,
    engine: Engine,
    now: i64,
    plan: &Plan,
    done: Option<&Applied>,
) -> Result<(), StoreError> {
    if done.is_none() {
        let begin = engine.statement(
            "INSERT INTO migrations (name, checksum, steps, finished, at) VALUES (?, ?, 0, 0, ?)",
            [plan.name.into(), plan.checksum.clone().into(), now.into()],
        );
        conn.execute_raw(begin).await?;
    }
    let skip = done.map_or(0, |applied| applied.steps);
    for (place, sql) in plan.statements.iter().enumerate().skip(skip) {
        let resumed = done.is_some() && place == skip;
        run_step(conn, plan.name, sql, resumed).await?;
        if engine == Engine::MySql {
            let count = i64::try_from(place + 1).unwrap_or(i64::MAX);
            let progress = engine.statement(
                "UPDATE migrations SET steps = ? WHERE name = ?",
                [count.into(), plan.name.into()],
            );
            conn.execute_raw(progress).await?;
        }
    }
    let finish = engine.statement("UPDATE migrations SET finished = 1 WHERE name = ?", [plan.name.into()]);
    conn.execute_raw(finish).await?;
    Ok(())
}

/// The step at which an earlier run was cut off may have happened without being counted.
async fn run_step<C: ConnectionTrait>(
    conn: &C,
    migration: &str,
    sql: &str,
    resumed: bool,
) -> Result<(), StoreError> {
    match conn.execute_unprepared(sql).await {
        Ok(_) => Ok(()),
        Err(error) if resumed && is_there_already(&error) => Ok(()),
        Err(error) => {
            tracing::error!(migration, sql, %error, "a migration step failed");
            Err(error.into())
        }
    }
}

/// MySQL: table, column or index exists, or the dropped table is gone.
fn is_there_already(error: &sea_orm::DbErr) -> bool {
    let (sea_orm::DbErr::Exec(cause) | sea_orm::DbErr::Query(cause)) = error else {
        return false;
    };
    let sea_orm::RuntimeErr::SqlxError(cause) = cause else {
        return false;
    };
    cause
        .as_database_error()
        .and_then(|refusal| refusal.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>())
        .is_some_and(|refusal| matches!(refusal.number(), 1050 | 1060 | 1061 | 1051))
}
