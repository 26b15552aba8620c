//! What can go wrong with the database, sorted by what a caller can do about it.
//!
//! The engines' own codes are read in this one place. Messages of the database can quote row values (MySQL does, for
//! a duplicate), so they are kept as the source of an error for the operator and never pasted into its text.

use kernel::{Kind, Problem};
use sea_orm::{DbErr, RuntimeErr};

use crate::keys::SealError;

/// A failed piece of database work. Nothing of the transaction it happened in is left behind, except where
/// [`StoreError::Uncertain`] says that nobody can know.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique key is taken. `constraint` is `<table>_<columns>_uq`, or `primary`, on every engine.
    #[error("a row with the same key ({constraint}) is there already")]
    Duplicate {
        /// The violated key.
        constraint: String,
    },
    /// The row refers to one that is not there, or is referred to by one that is.
    #[error("the row refers to a missing row, or another row refers to it")]
    Reference,
    /// The database can't be reached, is overloaded or has no room left; later may be fine.
    #[error("the database is not available: {reason}")]
    Unavailable {
        /// What was found out, without row values.
        reason: String,
    },
    /// The connection was lost while the commit was under way: it may or may not have happened.
    #[error(
        "the connection was lost during a commit, so it is not known whether it happened; read before repeating"
    )]
    Uncertain,
    /// Other transactions were in the way each time it was tried.
    #[error("gave way to other transactions {attempts} times; try again later")]
    Serialization {
        /// How often it was tried.
        attempts: u32,
    },
    /// The tables are not what this program expects.
    #[error("{0}")]
    Schema(String),
    /// A sealed value could not be sealed or opened.
    #[error(transparent)]
    Sealing(#[from] SealError),
    /// The database URL or the key file can't be used as written.
    #[error("{0}")]
    Settings(String),
    /// A programming mistake or an answer of the database nobody expected; the source has its words.
    #[error("the database refused a statement")]
    Other(#[source] DbErr),
}

impl StoreError {
    pub(crate) fn unavailable(reason: impl Into<String>) -> Self {
        Self::Unavailable { reason: reason.into() }
    }

    /// Whether this is the violation of exactly that unique key.
    #[must_use]
    pub fn is_duplicate_of(&self, key: &str) -> bool {
        matches!(self, Self::Duplicate { constraint } if constraint == key)
    }
}

impl Problem for StoreError {
    fn kind(&self) -> Kind {
        match self {
            Self::Duplicate { .. } | Self::Reference => Kind::Conflict,
            Self::Unavailable { .. } | Self::Uncertain | Self::Serialization { .. } => Kind::Unavailable,
            Self::Schema(_) | Self::Sealing(_) | Self::Settings(_) | Self::Other(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Duplicate { .. } => "store.duplicate",
            Self::Reference => "store.reference",
            Self::Unavailable { .. } => "store.unavailable",
            Self::Uncertain => "store.uncertain",
            Self::Serialization { .. } => "store.busy",
            Self::Schema(_) => "store.schema",
            Self::Sealing(_) => "store.sealing",
            Self::Settings(_) => "store.settings",
            Self::Other(_) => "store.internal",
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(reason) => Self::unavailable(format!(
                "no free connection ({reason}); raise max_connections if this repeats"
            )),
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => from_driver(cause).unwrap_or(Self::Other(error)),
            _ => Self::Other(error),
        }
    }
}

fn from_driver(cause: &sqlx::Error) -> Option<StoreError> {
    match cause {
        sqlx::Error::Database(refusal) => from_refusal(refusal.as_ref()),
        sqlx::Error::Io(cause) => {
            Some(StoreError::unavailable(format!("connection lost or refused ({cause})")))
        }
        sqlx::Error::Tls(cause) => Some(StoreError::unavailable(format!("TLS failed ({cause})"))),
        sqlx::Error::PoolTimedOut => Some(StoreError::unavailable(
            "no connection became free in time; raise max_connections if this repeats",
        )),
        sqlx::Error::PoolClosed => Some(StoreError::unavailable("the store has been closed")),
        sqlx::Error::WorkerCrashed => Some(StoreError::unavailable("a connection died")),
        sqlx::Error::Protocol(_) => {
            Some(StoreError::unavailable("the connection broke in the middle of an answer"))
        }
        _ => None,
    }
}

/// Reads the engine's own code. `None` for codes that mean a mistake of ours.
fn from_refusal(refusal: &dyn sqlx::error::DatabaseError) -> Option<StoreError> {
    let code = refusal.code().unwrap_or_default();
    if let Some(mysql) = refusal.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return from_mysql(mysql.number(), refusal.message());
    }
    if refusal.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return from_sqlite(code.parse().unwrap_or(0), refusal.message());
    }
    from_postgres(&code, refusal.constraint())
}

fn from_mysql(number: u16, message: &str) -> Option<StoreError> {
    match number {
        1022 | 1062 | 1169 | 1586 => Some(StoreError::Duplicate { constraint: mysql_key(message) }),
        1216 | 1217 | 1451 | 1452 => Some(StoreError::Reference),
        // Deadlock; lock wait timeout; MariaDB's "record has changed since last read".
        1213 | 1205 | 1020 => Some(StoreError::Serialization { attempts: 1 }),
        1040 | 1203 | 1226 => Some(StoreError::unavailable("it has too many connections")),
        1021 | 1114 => Some(StoreError::unavailable("its disk or table space is full")),
        1053 | 1077 | 1079 | 1152 | 1184 | 1927 => Some(StoreError::unavailable("it ended the connection")),
        1290 | 1836 => Some(StoreError::unavailable("it only allows reading at the moment")),
        1044 | 1045 => Some(StoreError::unavailable("it refused user or password")),
        1049 => Some(StoreError::unavailable(
            "the database named in the URL does not exist there; create it first",
        )),
        _ => None,
    }
}

/// `Duplicate entry '…' for key 'name'` (MariaDB) or `'table.name'` (MySQL). The value may hold quotes, the key not.
fn mysql_key(message: &str) -> String {
    let key = message.rsplit('\'').nth(1).unwrap_or_default();
    let key = key.rsplit('.').next().unwrap_or_default();
    if key == "PRIMARY" { "primary".to_owned() } else { key.to_owned() }
}

fn from_sqlite(code: i32, message: &str) -> Option<StoreError> {
    // Extended codes: the lowest octet is the primary code.
    match (code, code & 0xff) {
        (1555 | 2579, _) => Some(StoreError::Duplicate { constraint: "primary".to_owned() }),
        (2067, _) => Some(StoreError::Duplicate { constraint: sqlite_key(message) }),
        (787, _) => Some(StoreError::Reference),
        (_, 5 | 6) => Some(StoreError::Serialization { attempts: 1 }),
        (_, 13) => Some(StoreError::unavailable("the disk is full")),
        (_, 10) => Some(StoreError::unavailable("the disk reports an error")),
        (_, 14) => Some(StoreError::unavailable("the database file can't be opened")),
        (_, 8) => Some(StoreError::unavailable("the database file is read-only")),
        (_, 11 | 26) => {
            Some(StoreError::unavailable("the database file is damaged or not a database; restore a backup"))
        }
        _ => None,
    }
}

/// `UNIQUE constraint failed: table.a, table.b` becomes `table_a_b_uq`, the name the key has elsewhere.
fn sqlite_key(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let mut name = String::new();
    for column in columns.split(", ") {
        match column.split_once('.') {
            Some((table, column)) if name.is_empty() => {
                name = format!("{table}_{column}");
            }
            Some((_, column)) => {
                name.push('_');
                name.push_str(column);
            }
            None => {}
        }
    }
    name.push_str("_uq");
    name
}

fn from_postgres(code: &str, constraint: Option<&str>) -> Option<StoreError> {
    match code {
        "23505" => Some(StoreError::Duplicate { constraint: postgres_key(constraint.unwrap_or_default()) }),
        "23503" => Some(StoreError::Reference),
        // Serialization failure, deadlock, lock not available.
        "40001" | "40P01" | "55P03" => Some(StoreError::Serialization { attempts: 1 }),
        "53300" => Some(StoreError::unavailable("it has too many connections")),
        "53100" => Some(StoreError::unavailable("its disk is full")),
        "25006" => Some(StoreError::unavailable("it only allows reading at the moment")),
        "57P01" | "57P02" | "57P03" => Some(StoreError::unavailable("it is starting or stopping")),
        "28000" | "28P01" => Some(StoreError::unavailable("it refused user or password")),
        "3D000" => Some(StoreError::unavailable(
            "the database named in the URL does not exist there; create it first",
        )),
        code if code.starts_with("08") => Some(StoreError::unavailable("the connection broke")),
        _ => None,
    }
}

fn postgres_key(constraint: &str) -> String {
    if constraint.ends_with("_pkey") { "primary".to_owned() } else { constraint.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_key_has_one_name_on_all_engines() {
        let name = "jobs_kind_dedupe_key_uq";
        assert_eq!(sqlite_key("UNIQUE constraint failed: jobs.kind, jobs.dedupe_key"), name);
        assert_eq!(mysql_key("Duplicate entry 'a-it's' for key 'jobs_kind_dedupe_key_uq'"), name);
        assert_eq!(mysql_key("Duplicate entry 'x' for key 'jobs.jobs_kind_dedupe_key_uq'"), name);
        assert_eq!(postgres_key(name), name);
        assert_eq!(postgres_key("jobs_pkey"), "primary");
        assert_eq!(mysql_key("Duplicate entry 'x' for key 'PRIMARY'"), "primary");
    }

    #[test]
    fn busy_engines_are_told_from_broken_ones() {
        assert!(matches!(from_sqlite(517, ""), Some(StoreError::Serialization { .. })));
        assert!(matches!(from_postgres("40P01", None), Some(StoreError::Serialization { .. })));
        assert!(matches!(from_mysql(1213, ""), Some(StoreError::Serialization { .. })));
        assert!(matches!(from_sqlite(13, ""), Some(StoreError::Unavailable { .. })));
        assert!(from_postgres("42P01", None).is_none());
    }
}
