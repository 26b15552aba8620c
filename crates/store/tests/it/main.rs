//! The promises of the store, each tried on every engine that this run names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "in a test a panic is the report")]

mod durability;
mod facts;
mod jobs;
mod migrations;
mod sealing;
mod sqlite;
mod transactions;

use store::{Migration, Schema};

/// A table of stock: what the guards guard.
pub(crate) const SHOP: &[Migration] = &[Migration { name: "shop.0001.stock", up: stock }];

fn stock(schema: &mut Schema) {
    schema.table("stock", |t| {
        t.code("name", 32).primary();
        t.big_int("left_over");
    });
    schema.table("sales", |t| {
        t.auto_key("id");
        t.code("item", 32);
        t.code("reference", 64);
        t.time("at");
        t.unique(&["item", "reference"]);
        t.refers("item", "stock", "name");
    });
}
