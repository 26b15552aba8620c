//! The inventory's tables.

use store::{Migration, Schema};

/// The migrations of this room, in order.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "sims.0001.cards", up: cards }]
}

fn cards(schema: &mut Schema) {
    schema.table("sim_card", |t| {
        t.id("id").primary();
        t.code("iccid", 22);
        t.code("msisdn", 15).nullable();
        t.code("imsi", 15).nullable();
        t.code("country", 2).nullable();
        t.text("operator").nullable();
        t.sealed("pin").nullable();
        t.time("pin_tried_at").nullable();
        t.time("pin_blocked_at").nullable();
        t.time("first_seen_at");
        t.time("last_seen_at").nullable();
        t.unique(&["iccid"]);
        t.index(&["msisdn"]);
    });
}
