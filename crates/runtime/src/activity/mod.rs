//! The activity log: what an operator reads to see what the house has been doing.
//!
//! Entries are rows of one table, newest first. [`ActivityLog::record`] puts them into a queue that a writer empties
//! in batches, so noting a hub call costs nobody a commit; [`record_in`] writes one that has to stand or fall with a
//! transaction. Details name things and numbers. Message texts, received codes, PINs and keys never go in here.

mod entry;
mod list;
mod log;

use store::{FactWord, Migration, Schema};

pub use entry::{ActivityKind, NewActivity, Severity};
pub use list::{Activity, ActivityFilter};
pub use log::{ActivityLog, record_in};

/// Emitted once per batch; its ids are the kinds of the new entries.
pub const ADDED: FactWord = FactWord("activity.added");

/// The table of this module.
pub const MIGRATIONS: &[Migration] = &[Migration { name: "runtime.0001.activity", up: table }];

fn table(schema: &mut Schema) {
    schema.table("activity", |t| {
        t.auto_key("id");
        t.time("at");
        t.code("kind", 32);
        t.code("severity", 16);
        t.code("hub", 64).nullable();
        t.code("modem", 191).nullable();
        t.code("number", 32).nullable();
        t.code("service", 64).nullable();
        t.code("code", 64);
        t.text("detail");
        t.big_int("count");
        t.index(&["kind", "id"]);
        t.index(&["at"]);
    });
}
