//! The market's tables.

use store::{Migration, Schema};

/// The market's migrations, oldest first.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "market.0001.numbers_and_activations", up: numbers_and_activations }]
}

fn numbers_and_activations(schema: &mut Schema) {
    schema.table("number", |t| {
        t.id("id").primary();
        t.code("msisdn", 16);
        t.code("iccid", 24).nullable();
        t.code("country", 2).nullable();
        t.code("operator", 128).nullable();
        t.id("line").nullable();
        t.bool("online");
        t.big_int("open_exclusive");
        t.big_int("open_shared");
        t.big_int("revision");
        t.time("created_at");
        t.time("updated_at");
        t.unique(&["msisdn"]);
        t.index(&["line"]);
    });
    schema.table("number_use", |t| {
        t.id("number_id");
        t.code("channel", 32);
        t.code("service", 32);
        t.big_int("uses");
        t.bool("burnt");
        t.code("reason", 16).nullable();
        t.time("last_at");
        t.primary_key(&["number_id", "channel", "service"]);
        t.refers("number_id", "number", "id");
    });
    schema.table("activation", |t| {
        t.id("id").primary();
        t.big_int("wire_id");
        t.id("number_id");
        t.code("channel", 32);
        t.code("policy", 16);
        t.code("service", 32);
        t.code("state", 16);
        t.big_int("status_code").nullable();
        t.money("sum_micros");
        t.code("currency", 3);
        t.bool("exclusive");
        t.bool("use_counted");
        t.time("opened_at");
        t.time("updated_at");
        t.big_int("messages");
        t.unique(&["wire_id"]);
        t.index(&["number_id", "state"]);
        t.index(&["channel", "state"]);
        t.index(&["state", "opened_at"]);
        t.refers("number_id", "number", "id");
    });
    schema.table("activation_event", |t| {
        t.id("activation_id");
        t.big_int("nth");
        t.time("at");
        t.code("from_state", 16).nullable();
        t.code("to_state", 16);
        t.big_int("status_code").nullable();
        t.primary_key(&["activation_id", "nth"]);
        t.refers("activation_id", "activation", "id");
    });
    schema.table("delivery", |t| {
        t.id("activation_id");
        t.id("message_id");
        t.time("at");
        t.primary_key(&["activation_id", "message_id"]);
        t.index(&["message_id"]);
        t.refers("activation_id", "activation", "id");
    });
}
