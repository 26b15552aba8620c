//! A fresh, empty database of one engine, gone when the test is over.
//!
//! Servers are found at `SIMYARD_TEST_POSTGRES` and `SIMYARD_TEST_MYSQL` (by default on this machine); each test
//! creates a database of its own there.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use store::{Engine, StoreSettings};

const POSTGRES: (&str, &str) = ("SIMYARD_TEST_POSTGRES", "postgres://root@127.0.0.1:5432/postgres");
const MYSQL: (&str, &str) = ("SIMYARD_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test");

/// A database nobody else uses.
#[derive(Debug)]
pub struct TestDatabase {
    engine: Engine,
    settings: StoreSettings,
    home: Home,
}

#[derive(Debug)]
enum Home {
    Folder(#[expect(dead_code, reason = "removed when dropped")] tempfile::TempDir),
    Server { admin_url: String, name: String },
}

/// Whether an engine is wanted in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// Named: it must be there.
    Required,
    /// Under `all`: taken when it is there.
    IfReachable,
    /// Left out.
    Skipped,
}

impl TestDatabase {
    /// A new database of this engine; `None` (and a printed line) when this run leaves the engine out.
    ///
    /// # Panics
    /// When the engine was asked for by name and can't be reached.
    pub async fn fresh(engine: Engine) -> Option<Self> {
        let wanted = std::env::var("SIMYARD_TEST_ENGINES").unwrap_or_default();
        let choice = choice(&wanted, engine);
        if choice == Choice::Skipped {
            eprintln!("skipped: {engine} is not in SIMYARD_TEST_ENGINES");
            return None;
        }
        match create(engine).await {
            Ok(database) => Some(database),
            Err(why) if choice == Choice::IfReachable => {
                eprintln!("skipped: {engine} can't be reached ({why})");
                None
            }
            Err(why) => panic!("SIMYARD_TEST_ENGINES names {engine}, but: {why}"),
        }
    }

    /// A new SQLite database file, whatever the switch says.
    ///
    /// # Panics
    /// When there is no temporary folder.
    #[must_use]
    pub fn sqlite() -> Self {
        sqlite().expect("a temporary folder can be made")
    }

    /// How to open it.
    #[must_use]
    pub fn settings(&self) -> StoreSettings {
        self.settings.clone()
    }

    /// Its engine.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Home::Server { admin_url, name } = &self.home else {
            return;
        };
        let (engine, admin_url, name) = (self.engine, admin_url.clone(), name.clone());
        // The test's own runtime may be ending: dropping the database gets one of its own.
        let dropped = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime can be made")
                .block_on(drop_database(engine, &admin_url, &name));
        });
        let _ = dropped.join();
    }
}

fn choice(wanted: &str, engine: Engine) -> Choice {
    let wanted = if wanted.trim().is_empty() { "sqlite" } else { wanted };
    let mut choice = Choice::Skipped;
    for word in wanted.split([',', ' ']).filter(|word| !word.is_empty()) {
        match word {
            "all" if choice == Choice::Skipped => choice = Choice::IfReachable,
            "all" => {}
            word if word == engine.word() => choice = Choice::Required,
            word => assert!(
                Engine::ALL.iter().any(|known| known.word() == word),
                "SIMYARD_TEST_ENGINES: {word:?} is no engine; choose from all, sqlite, postgres, mysql"
            ),
        }
    }
    choice
}

async fn create(engine: Engine) -> Result<TestDatabase, String> {
    let (variable, default) = match engine {
        Engine::Sqlite => return sqlite().map_err(|error| error.to_string()),
        Engine::Postgres => POSTGRES,
        Engine::MySql => MYSQL,
    };
    let admin_url = std::env::var(variable).unwrap_or_else(|_| default.to_owned());
    let name = format!("simyard_test_{:016x}", random());
    let admin = connect(&admin_url).await?;
    let sql = match engine {
        Engine::Sqlite | Engine::Postgres => format!("CREATE DATABASE {name} TEMPLATE template0"),
        Engine::MySql => format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"),
    };
    let created = admin.execute_unprepared(&sql).await;
    let _ = admin.close().await;
    created.map_err(|error| error.to_string())?;
    let (server, _) =
        admin_url.rsplit_once('/').ok_or_else(|| format!("{variable} has no database in it"))?;
    Ok(TestDatabase {
        engine,
        settings: small(format!("{server}/{name}")),
        home: Home::Server { admin_url, name },
    })
}

/// A number no other test has: the standard library's hasher is keyed by the system's randomness.
fn random() -> u64 {
    RandomState::new().hash_one(std::process::id())
}

fn sqlite() -> std::io::Result<TestDatabase> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("test.db");
    Ok(TestDatabase {
        engine: Engine::Sqlite,
        settings: small(format!("sqlite:{}", path.display())),
        home: Home::Folder(folder),
    })
}

/// Many tests run at once against one server, so each takes few connections.
fn small(url: String) -> StoreSettings {
    StoreSettings { max_connections: 4, acquire_timeout: Duration::from_secs(60), ..StoreSettings::new(url) }
}

async fn connect(url: &str) -> Result<DatabaseConnection, String> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
    Database::connect(options).await.map_err(|error| error.to_string())
}

async fn drop_database(engine: Engine, admin_url: &str, name: &str) {
    let Ok(admin) = connect(admin_url).await else {
        return;
    };
    let force = if engine == Engine::Postgres { " WITH (FORCE)" } else { "" };
    let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}{force}")).await;
    let _ = admin.close().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn naming_an_engine_requires_it() {
        assert_eq!(choice("", Engine::Sqlite), Choice::Required);
        assert_eq!(choice("", Engine::MySql), Choice::Skipped);
        assert_eq!(choice("all", Engine::MySql), Choice::IfReachable);
        assert_eq!(choice("all,postgres", Engine::Postgres), Choice::Required);
        assert_eq!(choice("sqlite, mysql", Engine::Postgres), Choice::Skipped);
    }
}
