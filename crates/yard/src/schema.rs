//! The yard's tables.
//!
//! `message_part` holds every PDU that came off a modem, once: its fingerprint is unique. `message` holds what they
//! made together. `line.turn` is only ever counted up: doing so makes a transaction the only one that files messages
//! of that line.

use store::{Migration, Schema};

/// The migrations of this room, in order.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "yard.0001.modems_lines_messages", up: modems_lines_messages }]
}

fn modems_lines_messages(schema: &mut Schema) {
    schema.table("modem", |t| {
        t.id("id").primary();
        t.code("node", 64);
        t.code("port", 255);
        t.code("imei", 16).nullable();
        t.text("manufacturer").nullable();
        t.text("model").nullable();
        t.text("firmware").nullable();
        t.code("iccid", 22).nullable();
        t.time("first_seen_at");
        t.time("last_seen_at");
        t.index(&["node", "port"]);
        t.index(&["imei"]);
    });
    schema.table("line", |t| {
        t.id("id").primary();
        t.code("iccid", 22);
        t.code("msisdn", 15).nullable();
        t.code("imsi", 15).nullable();
        t.code("country", 2).nullable();
        t.text("operator").nullable();
        t.id("modem_id");
        t.code("node", 64);
        t.id("holder").nullable();
        t.bool("online");
        t.time("since");
        t.big_int("turn");
        t.unique(&["iccid"]);
        t.index(&["node", "online"]);
        t.index(&["msisdn"]);
    });
    schema.table("message", |t| {
        t.id("id").primary();
        t.id("line_id");
        t.code("iccid", 22);
        t.id("modem_id");
        t.code("recipient", 15).nullable();
        t.code("sender", 64);
        t.sealed("body");
        t.int("characters");
        t.code("coding", 16);
        t.time("received_at");
        t.time("smsc_at").nullable();
        t.int("parts");
        t.int("total");
        t.bool("complete");
        t.int("message_class").nullable();
        t.index(&["line_id", "received_at"]);
        t.index(&["recipient", "received_at"]);
        t.index(&["received_at"]);
    });
    schema.table("message_part", |t| {
        t.id("id").primary();
        t.octets("fingerprint", 32);
        t.id("line_id");
        t.code("iccid", 22);
        t.id("modem_id");
        t.sealed("pdu");
        t.int("tpdu_length");
        t.code("disposition", 16);
        t.text("note").nullable();
        t.octets("group_key", 16).nullable();
        t.id("group_id").nullable();
        t.int("sequence").nullable();
        t.int("total").nullable();
        t.time("smsc_at").nullable();
        t.time("received_at");
        t.id("message_id").nullable();
        t.unique(&["fingerprint"]);
        t.index(&["line_id", "group_key"]);
        t.index(&["group_id"]);
        t.index(&["message_id"]);
    });
}
