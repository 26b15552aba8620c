use super::*;
use crate::dcs::Dcs;
use crate::segment::TextOptions;
use crate::timestamp::Timestamp;
use crate::user_data_header::Concatenation;

const NOON: i64 = 1_732_190_400;

fn sender() -> Address {
    Address::international("+905321234567").unwrap()
}

fn parts_at(text: &str, seconds: i64) -> Vec<Deliver> {
    let timestamp = Timestamp::from_unix_seconds(seconds, 12).unwrap();
    Deliver::for_text(&sender(), timestamp, text, &TextOptions::default()).unwrap()
}

fn three_parts() -> (String, Vec<Deliver>) {
    let text: String = ('a'..='z').cycle().take(400).collect();
    let parts = parts_at(&text, NOON);
    assert_eq!(parts.len(), 3);
    (text, parts)
}

fn ucs2_part(sequence: u8, octets: &[u8]) -> UserData {
    let part = Concatenation { reference: Reference::EightBit(9), total: 3, sequence };
    let header = UserDataHeader::new().with_concatenation(part);
    UserData::new(Dcs::UCS2, header, Body::Octets(octets.to_vec())).unwrap()
}

#[test]
fn parts_in_any_order_make_the_text() {
    let (text, parts) = three_parts();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut reassembler = Reassembler::default();
        let last = order.map(|index| reassembler.accept(parts[index].clone())).into_iter().next_back();
        let Some(Acceptance::Complete(message)) = last else { panic!("{order:?} is not complete: {last:?}") };
        assert_eq!(message.content().text(), Some(text.as_str()));
        assert_eq!(reassembler.waiting().count(), 0);
    }
}

#[test]
fn part_sent_again_is_a_duplicate() {
    let (_, parts) = three_parts();
    let mut reassembler = Reassembler::default();
    reassembler.accept(parts[0].clone());
    let mut again = parts[0].clone();
    again.timestamp = Timestamp::from_unix_seconds(NOON + 20, 12).unwrap();
    assert_eq!(reassembler.accept(again), Acceptance::Duplicate);
}

#[test]
fn reused_reference_starts_a_new_group_by_content_and_by_time() {
    let (text, parts) = three_parts();
    let mut reassembler = Reassembler::default();
    reassembler.accept(parts[0].clone());
    reassembler.accept(parts[1].clone());
    let other = parts_at(&text.to_uppercase(), NOON + 30);
    reassembler.accept(other[0].clone());
    let later = parts_at(&text, NOON + 3600);
    reassembler.accept(later[2].clone());
    assert_eq!(reassembler.waiting().count(), 3);
}

#[test]
fn unreadable_time_keeps_no_part_away() {
    let (_, mut parts) = three_parts();
    parts[1].timestamp = Timestamp::from_octets([0xFF; 7]);
    let mut message = PartialMessage::start(parts[0].clone()).unwrap();
    assert_eq!(message.offer(&parts[1], 60), Fit::Joins);
}

#[test]
fn partial_message_reads_what_is_there_and_tells_what_is_not() {
    let (text, parts) = three_parts();
    let mut reassembler = Reassembler::default();
    reassembler.accept(parts[0].clone());
    reassembler.accept(parts[2].clone());
    let released = reassembler.release(&GroupKey::of(&parts[0]).unwrap());
    assert_eq!(released[0].missing(), [2]);
    assert_eq!(released[0].content().text(), Some(format!("{}{}", &text[..153], &text[306..]).as_str()));
    assert_eq!(reassembler.waiting().count(), 0);
}

#[test]
fn other_width_or_sender_is_another_message() {
    let (_, parts) = three_parts();
    let message = PartialMessage::start(parts[0].clone()).unwrap();
    let mut stranger = parts[1].clone();
    stranger.originator = Address::unknown("905321234567").unwrap();
    assert_eq!(message.fit(&stranger, 600), Fit::Elsewhere);
}

#[test]
fn surrogate_pair_cut_by_the_sender_becomes_whole() {
    let (first, second) = (ucs2_part(1, &[0x00, 0x41, 0xD8, 0x3D]), ucs2_part(2, &[0xDD, 0x10]));
    assert_eq!(first.content().text(), Some("A\u{FFFD}"));
    assert_eq!(join([&first, &second]).text(), Some("A🔐"));
}

#[test]
fn nothing_is_joined_across_a_gap() {
    let (first, third) = (ucs2_part(1, &[0xD8, 0x3D]), ucs2_part(3, &[0xDD, 0x10]));
    assert_eq!(join_with_gaps(&[Some(&first), None, Some(&third)]).text(), Some("\u{FFFD}\u{FFFD}"));
}

#[test]
fn escape_cut_by_the_sender_becomes_whole() {
    let part = |septets: &[u8]| UserData::new(Dcs::GSM7, None, Body::Septets(septets.to_vec())).unwrap();
    assert_eq!(join([&part(&[0x61, 0x1B]), &part(&[0x65])]).text(), Some("a€"));
}

#[test]
fn parts_in_different_alphabets_make_one_text() {
    let plain = UserData::new(Dcs::GSM7, None, Body::Septets(b"ok ".to_vec())).unwrap();
    assert_eq!(join([&plain, &ucs2_part(2, &[0x04, 0x39])]).text(), Some("ok й"));
}
