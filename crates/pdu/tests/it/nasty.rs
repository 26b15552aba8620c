//! PDUs as broken modems, networks and senders make them: read as far as they make sense, refused with a place.

use pdu::json::describe;
use serde_json::{Value, json};

/// A DELIVER from +905321234567 with these octets from the data coding scheme on.
fn deliver(first: &str, dcs: &str, rest: &str) -> String {
    format!("0791093592000000{first}0C9109351232547600{dcs}42209232958521{rest}")
}

#[track_caller]
fn check(hex: &str, fields: &Value) {
    let read = describe(hex);
    for (name, expected) in fields.as_object().unwrap() {
        assert_eq!(read.get(name), Some(expected), "{name} of {read}");
    }
}

#[track_caller]
fn refusal(hex: &str) -> String {
    describe(hex)["error"].as_str().unwrap().to_owned()
}

#[test]
fn fill_of_a_sim_record_is_trailing() {
    let hex = deliver("04", "00", "07743D885E9ED301") + "FFFFF";
    check(&hex, &json!({ "text": "tz test", "trailing": "FFFF" }));
}

#[test]
fn prefix_left_out_is_noticed() {
    let with_prefix = deliver("04", "00", "07743D885E9ED301");
    let bare = &with_prefix[16..];
    check(bare, &json!({ "text": "tz test", "smsc": null, "tpdu_len": bare.len() / 2 }));
    assert_eq!(pdu::decode_hex_with_length(bare, bare.len() / 2).unwrap().service_centre, None);
    for submit in ["11000B914356143254F60000AA04E8373B0C", "01000B914356143254F6000004E8373B0C"] {
        check(submit, &json!({ "kind": "submit", "destination": "+34654123456", "text": "hola" }));
    }
}

#[test]
fn odd_octet_of_ucs2_is_dropped() {
    check(&deliver("04", "08", "05004100420043"), &json!({ "text": "AB", "udl": 5, "trailing": "43" }));
}

#[test]
fn half_a_surrogate_pair_is_shown_raw_too() {
    check(
        &deliver("04", "08", "040041D83D"),
        &json!({ "text": "A\u{FFFD}", "text_utf16be_hex": "0041D83D" }),
    );
}

#[test]
fn unreadable_time_stamp_keeps_the_message() {
    let hex = "0791093592000000040C910935123254760000FFFFFFFFFFFFFF07743D885E9ED301";
    check(hex, &json!({ "text": "tz test", "timestamp": null }));
}

#[test]
fn report_with_parameters_is_read() {
    let report = "0006230E91269835751694986101034095442161010340954421".to_owned() + "00";
    check(
        &(report.clone() + "0741000443616665"),
        &json!({ "trailing": "0741000443616665", "pid": 65, "dcs": 0 }),
    );
    check(&(report.clone() + "06040443616665"), &json!({ "data_hex": "43616665", "dcs": 4 }));
    // Cut parameters are trailing octets, not a reason to lose the report.
    check(&(report + "0704"), &json!({ "trailing": "0704", "st": 0 }));
}

#[test]
fn compressed_text_is_flagged_and_kept_raw() {
    check(
        &deliver("04", "20", "03AABBCC"),
        &json!({ "compressed": true, "text": null, "data_hex": "AABBCC", "udl": 3 }),
    );
}

#[test]
fn reserved_message_type_is_read_as_deliver() {
    check(&deliver("07", "00", "07743D885E9ED301"), &json!({ "kind": "deliver", "text": "tz test" }));
}

#[test]
fn refusals_name_octet_and_reason() {
    let full = deliver("04", "00", "07743D885E9ED301");
    insta::assert_snapshot!(refusal(""), @"octet 0: the input is empty");
    insta::assert_snapshot!(refusal("0"), @"octet 0: the hex text ends in the middle of the first octet");
    insta::assert_snapshot!(refusal("07 91"), @"octet 1: ' ' is not a hex digit");
    insta::assert_snapshot!(refusal("FF"), @"octet 0: service centre address of 255 octets, at most 12 exist");
    insta::assert_snapshot!(refusal(&full[..10]), @"octet 2: service centre address needs 6 octets, 3 are there");
    insta::assert_snapshot!(refusal(&full[..18]), @"octet 9: originating address is missing, the input ends here");
    insta::assert_snapshot!(refusal(&full[..24]), @"octet 11: originating address needs 6 octets, 1 are there");
    insta::assert_snapshot!(refusal(&full[..44]), @"octet 19: service centre time stamp needs 7 octets, 3 are there");
    insta::assert_snapshot!(refusal(&full[..full.len() - 1]), @"octet 26: user data length 7 needs 7 octets, 6 are there");
    insta::assert_snapshot!(refusal(&full[..full.len() - 2]), @"octet 26: user data length 7 needs 7 octets, 6 are there");
    let header = deliver("44", "04", "0405000301");
    insta::assert_snapshot!(refusal(&header), @"octet 27: user data header of 6 octets does not fit the 4 octets of user data");
}
