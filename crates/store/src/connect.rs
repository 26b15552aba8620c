//! Opening the connections, with the session settings each engine needs.

use std::path::Path;

use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sqlx::Executor;
use sqlx::sqlite::{SqliteAutoVacuum, SqliteJournalMode, SqliteSynchronous};

use crate::settings::Target;
use crate::{Engine, StoreError, StoreSettings};

pub(crate) struct Opened {
    pub(crate) engine: Engine,
    pub(crate) connections: Connections,
    pub(crate) scratch: Option<tempfile::TempDir>,
}

pub(crate) enum Connections {
    /// SQLite: one connection writes, a pool reads.
    Split { read: DatabaseConnection, write: DatabaseConnection },
    /// A server: one pool for everything.
    Shared(DatabaseConnection),
}

pub(crate) async fn open(settings: &StoreSettings) -> Result<Opened, StoreError> {
    match settings.target()? {
        Target::File(path) => open_file(settings, &path, SqliteSynchronous::Full, None).await,
        Target::Scratch => {
            let folder = tempfile::tempdir().map_err(|error| {
                StoreError::unavailable(format!("no temporary folder can be made ({error})"))
            })?;
            let path = folder.path().join("scratch.db");
            open_file(settings, &path, SqliteSynchronous::Off, Some(folder)).await
        }
        Target::Server(engine, url) => {
            let server = authority(&url).to_owned();
            let pool = match engine {
                Engine::MySql => open_mysql(settings, url).await,
                Engine::Postgres | Engine::Sqlite => open_postgres(settings, url).await,
            };
            let pool = pool.map_err(|error| unreachable(engine, &server, error))?;
            Ok(Opened { engine, connections: Connections::Shared(pool), scratch: None })
        }
    }
}

async fn open_file(
    settings: &StoreSettings,
    path: &Path,
    synchronous: SqliteSynchronous,
    scratch: Option<tempfile::TempDir>,
) -> Result<Opened, StoreError> {
    check_folder(path)?;
    // The writer first: it creates the file and turns the write-ahead log on.
    let mut options = sqlite_options(settings, path, synchronous, false);
    options.max_connections(1).idle_timeout(None).max_lifetime(None);
    let write = Database::connect(options).await.map_err(|error| opening(path, error))?;
    let mut options = sqlite_options(settings, path, synchronous, true);
    options.max_connections(settings.max_connections.max(1));
    let read = Database::connect(options).await.map_err(|error| opening(path, error))?;
    Ok(Opened { engine: Engine::Sqlite, connections: Connections::Split { read, write }, scratch })
}

/// Host and port of a server's URL: what may be shown of it.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    // The last @, so that nothing of a password that was not escaped is left over.
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    &host[..host.find(['/', '?']).unwrap_or(host.len())]
}

/// A pool that never got its first connection says only that it ran out of time.
fn unreachable(engine: Engine, server: &str, error: StoreError) -> StoreError {
    match error {
        StoreError::Unavailable { reason } => StoreError::unavailable(format!(
            "the {engine} server at {server} does not let us in; check that it runs there, and user and database in \
             the URL ({reason})"
        )),
        other => other,
    }
}

fn check_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(StoreError::Settings(format!(
            "the database file {} can't be made: the folder {} does not exist; create it first",
            path.display(),
            folder.display()
        ))),
        _ if path.is_dir() => Err(StoreError::Settings(format!(
            "the database URL names the folder {0}; did you mean sqlite:{0}/simyard.db ?",
            path.display()
        ))),
        _ => Ok(()),
    }
}

fn opening(path: &Path, error: sea_orm::DbErr) -> StoreError {
    match StoreError::from(error) {
        StoreError::Unavailable { reason } => {
            StoreError::unavailable(format!("opening {}: {reason}", path.display()))
        }
        other => other,
    }
}

fn sqlite_options(
    settings: &StoreSettings,
    path: &Path,
    synchronous: SqliteSynchronous,
    reader: bool,
) -> ConnectOptions {
    // The path goes in beside the URL, so that no character of it needs escaping.
    let path = path.to_owned();
    let busy_timeout = settings.lock_timeout;
    let mut options = quiet(settings, "sqlite::memory:");
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .in_memory(false)
            .shared_cache(false)
            .filename(&path)
            .create_if_missing(!reader)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(busy_timeout)
            .optimize_on_close(!reader, 400);
        if reader {
            sqlite.pragma("query_only", "ON")
        } else {
            sqlite.auto_vacuum(SqliteAutoVacuum::Incremental)
        }
    });
    options
}

async fn open_postgres(settings: &StoreSettings, url: String) -> Result<DatabaseConnection, StoreError> {
    let set_up = format!("SET lock_timeout = {}", settings.lock_timeout.as_millis());
    let mut options = quiet(settings, url);
    options.max_connections(settings.max_connections.max(2));
    options.map_sqlx_postgres_opts(|postgres| postgres.application_name("simyard"));
    options.map_sqlx_postgres_pool_opts(move |pool| {
        let set_up = set_up.clone();
        pool.after_connect(move |conn, _| {
            let set_up = set_up.clone();
            Box::pin(async move {
                conn.execute(sqlx::AssertSqlSafe(set_up)).await?;
                Ok(())
            })
        })
    });
    Ok(Database::connect(options).await?)
}

async fn open_mysql(settings: &StoreSettings, url: String) -> Result<DatabaseConnection, StoreError> {
    let set_up = format!(
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION innodb_lock_wait_timeout = {}",
        settings.lock_timeout.as_secs().max(1)
    );
    let mut options = quiet(settings, url);
    options.max_connections(settings.max_connections.max(2));
    options.map_sqlx_mysql_opts(|mysql| mysql.charset("utf8mb4"));
    options.map_sqlx_mysql_pool_opts(move |pool| {
        let set_up = set_up.clone();
        pool.after_connect(move |conn, _| {
            let set_up = set_up.clone();
            Box::pin(async move {
                conn.execute(sqlx::AssertSqlSafe(set_up)).await?;
                Ok(())
            })
        })
    });
    Ok(Database::connect(options).await?)
}

fn quiet(settings: &StoreSettings, url: impl Into<String>) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .acquire_timeout(settings.acquire_timeout)
        .connect_timeout(settings.acquire_timeout);
    options
}

#[cfg(test)]
mod tests {
    use super::authority;

    #[test]
    fn only_host_and_port_of_a_url_are_shown() {
        assert_eq!(authority("postgres://simyard:p@ss@db.lan:5432/simyard?sslmode=require"), "db.lan:5432");
        assert_eq!(authority("mysql://simyard:un/escaped@db.lan/simyard"), "db.lan");
        assert_eq!(authority("mysql://db.lan/simyard"), "db.lan");
        assert_eq!(authority("postgres://db.lan"), "db.lan");
    }
}
