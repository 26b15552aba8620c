//! The public vectors, compared field by field with the JSON view.

use serde_json::Value;

const VECTORS: &str = include_str!("../data/pdu-vectors-open.jsonl");
/// Fields about a vector, not of the PDU.
const BOOKKEEPING: [&str; 9] =
    ["id", "source", "source_file", "origin", "pdu_hex", "source_text_match", "agreed", "disagreed", "notes"];

fn rows() -> impl Iterator<Item = Value> {
    VECTORS.lines().map(|line| serde_json::from_str(line).unwrap())
}

fn hex(row: &Value) -> &str {
    row["pdu_hex"].as_str().unwrap()
}

#[test]
fn every_field_of_every_vector_is_read() {
    let mut wrong = Vec::new();
    for row in rows() {
        let read = pdu::json::describe(hex(&row));
        for (name, expected) in row.as_object().unwrap() {
            let found = read.get(name);
            if !BOOKKEEPING.contains(&name.as_str()) && found != Some(expected) {
                wrong.push(format!("{} {name}: expected {expected}, found {found:?}", row["id"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(rows().count(), 192);
}

#[test]
fn no_vector_gains_a_field() {
    let mut gained = Vec::new();
    for row in rows() {
        let read = pdu::json::describe(hex(&row));
        for name in read.as_object().unwrap().keys() {
            if row.get(name).is_none() {
                gained.push(format!("{} {name}", row["id"]));
            }
        }
    }
    // One report has octets behind its status that read as parameters; the vector shows them as trailing only.
    insta::assert_snapshot!(gained.join("\n"), @r#"
    "v086" dcs
    "v086" encoding
    "v086" text
    "v086" udl
    "#);
}

#[test]
fn encoding_a_vector_again_gives_the_same_pdu() {
    let mut differing = Vec::new();
    for row in rows() {
        let pdu = pdu::decode_hex(hex(&row)).unwrap();
        let encoded = pdu.tpdu.encode(pdu.service_centre.as_ref());
        let again = pdu::decode(encoded.octets()).unwrap();
        assert_eq!(again.tpdu, pdu.tpdu, "{}", row["id"]);
        if encoded.hex() != hex(&row).to_uppercase() {
            differing.push(format!("{}\n  {}\n  {}", row["id"], hex(&row), encoded.hex()));
        }
    }
    // Spare bits in the first octet and in the last octet of septets are the only things not kept.
    insta::assert_snapshot!(differing.join("\n"), @r#"
    "v343"
      0051000C9136093631073200005F0F06050411950000D4F29C9E769FE7
      0051000C9136093631073200005F0F06050411950000D4F29C9E769F01
    "v351"
      0051000B819060137320F300005F0F06050411950000D4F29C9E769FE7
      0051000B819060137320F300005F0F06050411950000D4F29C9E769F01
    "#);
}

#[test]
fn announced_length_agrees_with_every_vector() {
    for row in rows() {
        let length = usize::try_from(row["tpdu_len"].as_u64().unwrap()).unwrap();
        let with_length = pdu::decode_hex_with_length(hex(&row), length).unwrap();
        assert_eq!(with_length, pdu::decode_hex(hex(&row)).unwrap(), "{}", row["id"]);
    }
}
