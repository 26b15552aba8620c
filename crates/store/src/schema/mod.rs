//! Tables described once for all engines: a migration builds a list of steps, and each engine's SQL follows from it.
//!
//! The description is data (no SQL runs while it is built), so its checksum does not depend on an engine or on the
//! spelling of the SQL, and a test can compare what the engines made of it. Columns are `NOT NULL` unless said.
//! Names of unique keys are made from table and columns, so that a violation is recognised on every engine.

mod describe;
mod sql;

pub use describe::{ColumnShape, TableShape, describe};
pub(crate) use sql::{render, statements_for};

use crate::Engine;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number the database counts up by itself; always the primary key.
    AutoKey,
    /// A typed id: 16 octets.
    Id,
    /// A 64-bit integer: amounts, counts, sequence numbers.
    BigInt,
    /// A 32-bit integer (`i32` in an entity).
    Int,
    /// Microseconds since 1970 UTC: a `Timestamp`.
    Time,
    /// True or false.
    Bool,
    /// A short text of at most so many characters that is compared octet by octet and may be indexed.
    Code(u16),
    /// A text of any length; can't be indexed.
    Text,
    /// Octets of any length.
    Blob,
    /// Exactly so many octets, such as a fingerprint; may be indexed.
    Octets(u16),
    /// A JSON document (`Json` in an entity).
    Json,
}

/// One column of a table being described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    name: &'static str,
    kind: ColumnKind,
    nullable: bool,
    primary: bool,
    default: Option<Default>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Default {
    Number(i64),
    Truth(bool),
    Text(&'static str),
}

impl Column {
    const fn new(name: &'static str, kind: ColumnKind) -> Self {
        Self { name, kind, nullable: false, primary: false, default: None }
    }

    /// May be missing.
    pub const fn nullable(&mut self) -> &mut Self {
        self.nullable = true;
        self
    }

    /// Is the primary key.
    pub const fn primary(&mut self) -> &mut Self {
        self.primary = true;
        self
    }

    /// What rows get that do not say.
    pub const fn default_number(&mut self, value: i64) -> &mut Self {
        self.default = Some(Default::Number(value));
        self
    }

    /// What rows get that do not say.
    pub const fn default_bool(&mut self, value: bool) -> &mut Self {
        self.default = Some(Default::Truth(value));
        self
    }

    /// What rows get that do not say; only for [`Table::code`].
    pub const fn default_code(&mut self, value: &'static str) -> &mut Self {
        self.default = Some(Default::Text(value));
        self
    }
}

/// An index or a unique key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Index {
    name: String,
    columns: Vec<&'static str>,
    unique: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct ForeignKey {
    column: &'static str,
    table: &'static str,
    target: &'static str,
}

/// A table being described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    name: &'static str,
    columns: Vec<Column>,
    primary: Vec<&'static str>,
    indexes: Vec<Index>,
    foreign_keys: Vec<ForeignKey>,
}

impl Table {
    const fn new(name: &'static str) -> Self {
        Self { name, columns: Vec::new(), primary: Vec::new(), indexes: Vec::new(), foreign_keys: Vec::new() }
    }

    fn column(&mut self, name: &'static str, kind: ColumnKind) -> &mut Column {
        self.columns.push(Column::new(name, kind));
        let last = self.columns.len() - 1;
        &mut self.columns[last]
    }

    /// A primary key that the database counts up.
    pub fn auto_key(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::AutoKey).primary()
    }

    /// A typed id.
    pub fn id(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::Id)
    }

    /// A 64-bit integer.
    pub fn big_int(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::BigInt)
    }

    /// A 32-bit integer.
    pub fn int(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::Int)
    }

    /// An amount in micro-units.
    pub fn money(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::BigInt)
    }

    /// A point in time.
    pub fn time(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::Time)
    }

    /// True or false.
    pub fn bool(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::Bool)
    }

    /// A short text compared octet by octet: codes, states, numbers, names that are looked up.
    pub fn code(&mut self, name: &'static str, length: u16) -> &mut Column {
        self.column(name, ColumnKind::Code(length))
    }

    /// A text of any length.
    pub fn text(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::Text)
    }

    /// Octets of any length.
    pub fn blob(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::Blob)
    }

    /// A sealed value.
    pub fn sealed(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::Blob)
    }

    /// Exactly so many octets: fingerprints and other keys.
    pub fn octets(&mut self, name: &'static str, length: u16) -> &mut Column {
        self.column(name, ColumnKind::Octets(length))
    }

    /// A JSON document.
    pub fn json(&mut self, name: &'static str) -> &mut Column {
        self.column(name, ColumnKind::Json)
    }

    /// A primary key of several columns.
    pub fn primary_key(&mut self, columns: &[&'static str]) {
        self.primary = columns.to_vec();
    }

    /// No two rows have the same values here; rows with a missing value are never the same. The key is called
    /// `<table>_<columns>_uq` in [`StoreError::Duplicate`](crate::StoreError::Duplicate).
    pub fn unique(&mut self, columns: &[&'static str]) {
        self.indexes.push(index(self.name, columns, true));
    }

    /// An index for looking rows up.
    pub fn index(&mut self, columns: &[&'static str]) {
        self.indexes.push(index(self.name, columns, false));
    }

    /// The column holds the `target` of a row of `table`, which can't be deleted meanwhile.
    pub fn refers(&mut self, column: &'static str, table: &'static str, target: &'static str) {
        self.foreign_keys.push(ForeignKey { column, table, target });
    }

    fn primary_columns(&self) -> Vec<&'static str> {
        if self.primary.is_empty() {
            let marked = self.columns.iter().filter(|column| column.primary);
            marked.map(|column| column.name).collect()
        } else {
            self.primary.clone()
        }
    }
}

fn index(table: &str, columns: &[&'static str], unique: bool) -> Index {
    let ending = if unique { "uq" } else { "ix" };
    Index { name: format!("{table}_{}_{ending}", columns.join("_")), columns: columns.to_vec(), unique }
}

/// One step of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    CreateTable(Table),
    AddColumn(&'static str, Column),
    AddIndex(&'static str, Index),
    DropTable(&'static str),
    Sql { sqlite: &'static str, postgres: &'static str, mysql: &'static str },
}

/// The steps of one migration, in order.
#[derive(Clone, Debug, core::default::Default, PartialEq, Eq)]
pub struct Schema {
    steps: Vec<Step>,
}

impl Schema {
    /// Makes a table.
    pub fn table(&mut self, name: &'static str, describe: impl FnOnce(&mut Table)) {
        let mut table = Table::new(name);
        describe(&mut table);
        self.steps.push(Step::CreateTable(table));
    }

    /// Adds columns (nullable, or with a default), indexes and unique keys to a table that is there.
    pub fn alter(&mut self, name: &'static str, describe: impl FnOnce(&mut Table)) {
        let mut table = Table::new(name);
        describe(&mut table);
        for column in table.columns {
            self.steps.push(Step::AddColumn(name, column));
        }
        for index in table.indexes {
            self.steps.push(Step::AddIndex(name, index));
        }
    }

    /// Drops a table and its rows.
    pub fn drop_table(&mut self, name: &'static str) {
        self.steps.push(Step::DropTable(name));
    }

    /// One statement, the same for all engines.
    pub fn sql(&mut self, sql: &'static str) {
        self.sql_by_engine(sql, sql, sql);
    }

    /// One statement, spelled for each engine; an empty one is left out.
    pub fn sql_by_engine(&mut self, sqlite: &'static str, postgres: &'static str, mysql: &'static str) {
        self.steps.push(Step::Sql { sqlite, postgres, mysql });
    }

    pub(crate) fn statements(&self, engine: Engine) -> Vec<String> {
        statements_for(engine, &self.steps)
    }

    /// The description as text: what the checksum is made of. Changing its form changes all checksums.
    pub(crate) fn canonical(&self) -> String {
        self.steps.iter().map(render).collect()
    }
}
