//! The hub's tables.

use store::{Migration, Schema};

/// The hub's migrations, oldest first; they come after the market's and the yard's.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "hub.0001.outbox", up: outbox }]
}

fn outbox(schema: &mut Schema) {
    schema.table("hub_push", |t| {
        t.big_int("sms_id").primary();
        t.code("hub", 32);
        t.id("activation_id");
        t.id("message_id");
        t.code("phone", 16);
        t.text("sender");
        t.sealed("text").nullable();
        t.code("state", 16);
        t.big_int("attempts");
        t.time("next_at");
        t.time("claimed_until");
        t.code("last_outcome", 128).nullable();
        t.time("created_at");
        t.time("accepted_at").nullable();
        t.unique(&["hub", "message_id"]);
        t.index(&["hub", "state", "sms_id"]);
        t.index(&["message_id"]);
    });
}
