//! The three database engines, and the one difference that every statement meets: how a parameter is written.

use sea_orm::{DbBackend, Statement, Value};

/// Which database engine is behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Embedded, the default.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL or MariaDB.
    MySql,
}

impl Engine {
    /// All of them, for tests that run everywhere.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::MySql];

    /// The word used in URLs, settings and test names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
        }
    }

    /// What SeaORM calls it.
    #[must_use]
    pub const fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
            Self::MySql => DbBackend::MySql,
        }
    }

    /// A statement written once for all engines, with `?` for each parameter.
    ///
    /// The text may not hold a literal question mark (use a parameter), and identifiers are not quoted for you.
    #[must_use]
    pub fn statement(self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        let sql = match self {
            Self::Postgres => number_parameters(sql),
            Self::Sqlite | Self::MySql => sql.to_owned(),
        };
        Statement::from_sql_and_values(self.backend(), sql, values)
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

fn number_parameters(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len() + 8);
    let mut count = 0_u32;
    for character in sql.chars() {
        if character == '?' {
            count += 1;
            numbered.push('$');
            numbered.push_str(&count.to_string());
        } else {
            numbered.push(character);
        }
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_for_postgres_only() {
        let sql = "UPDATE t SET a = ? WHERE b = ?";
        assert_eq!(Engine::Postgres.statement(sql, []).sql, "UPDATE t SET a = $1 WHERE b = $2");
        assert_eq!(Engine::MySql.statement(sql, []).sql, sql);
    }
}
