//! Reads back what an engine made of the migrations, in words that are the same for all: for the test that compares
//! the engines, and for an operator who wonders.

use sea_orm::QueryResult;

use crate::{Engine, Store, StoreError};

/// A table as the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<ColumnShape>,
}

/// A column as the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnShape {
    /// Its name.
    pub name: String,
    /// `integer`, `text`, `octets` or `json` (which SQLite holds as text): what a value of it is.
    pub kind: String,
    /// Whether it may be missing.
    pub nullable: bool,
}

/// All tables of the database, by name.
///
/// # Errors
/// When the catalogue can't be read.
pub async fn describe(store: &Store) -> Result<Vec<TableShape>, StoreError> {
    let rows = store.rows(catalogue(store.engine()), []).await?;
    let mut tables: Vec<TableShape> = Vec::new();
    for row in &rows {
        let name: String = row.try_get("", "tab")?;
        let column = column(row)?;
        match tables.last_mut() {
            Some(table) if table.name == name => table.columns.push(column),
            _ => tables.push(TableShape { name, columns: vec![column] }),
        }
    }
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tables)
}

fn column(row: &QueryResult) -> Result<ColumnShape, StoreError> {
    let kind: String = row.try_get("", "kind")?;
    let nullable: i64 = row.try_get("", "nullable")?;
    Ok(ColumnShape {
        name: row.try_get("", "col")?,
        kind: class(&kind.to_ascii_lowercase()).to_owned(),
        nullable: nullable != 0,
    })
}

fn class(kind: &str) -> &'static str {
    match kind {
        "bigint" | "integer" | "int" | "tinyint" | "boolean" => "integer",
        "blob" | "bytea" | "longblob" | "binary" | "varbinary" | "uuid" => "octets",
        _ => "text",
    }
}

const fn catalogue(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "SELECT m.name AS tab, p.name AS col, p.type AS kind, \
             (p.\"notnull\" = 0 AND p.pk = 0) AS nullable \
             FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid"
        }
        Engine::Postgres => {
            "SELECT table_name::text AS tab, column_name::text AS col, data_type::text AS kind, \
             (CASE is_nullable WHEN 'YES' THEN 1 ELSE 0 END)::bigint AS nullable \
             FROM information_schema.columns WHERE table_schema = current_schema() \
             ORDER BY table_name, ordinal_position"
        }
        Engine::MySql => {
            "SELECT CONVERT(table_name USING utf8mb4) AS tab, CONVERT(column_name USING utf8mb4) AS col, \
             CONVERT(data_type USING utf8mb4) AS kind, \
             CAST(CASE is_nullable WHEN 'YES' THEN 1 ELSE 0 END AS SIGNED) AS nullable \
             FROM information_schema.columns WHERE table_schema = DATABASE() \
             ORDER BY table_name, ordinal_position"
        }
    }
}
