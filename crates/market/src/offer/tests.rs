use std::collections::{BTreeMap, BTreeSet, HashSet};

use kernel::{Country, Msisdn};

use super::{Entry, Floor, Operators, Prefix, Use, Wanted, offerable};
use crate::NumberId;
use crate::channel::{Channel, ChannelId, Operator, Service};

fn entry(nth: u128, operator: &str) -> Entry {
    Entry {
        id: NumberId(kernel::reexport::uuid::Uuid::from_u128(nth)),
        msisdn: Msisdn::parse(&format!("4915{nth:08}")).unwrap(),
        country: Country::parse("DE").ok(),
        operator: Operator::fold(operator),
        online: true,
        revision: 1,
        holds: Vec::new(),
        uses: BTreeMap::new(),
    }
}

fn channel() -> Channel {
    Channel::new(ChannelId::parse("hub").unwrap(), [wa()])
}

fn wa() -> Service {
    Service::parse("wa").unwrap()
}

fn total(floor: &Floor) -> u32 {
    floor.counts(&channel().id).unwrap().total(&wa())
}

fn take(floor: &Floor, operators: &Operators, tried: &HashSet<NumberId>) -> Option<super::Reservation> {
    let germany = Country::parse("DE").unwrap();
    let service = wa();
    let wanted = Wanted { country: &germany, operators, service: &service, exceptions: &[] };
    floor.reserve(&channel().id, &wanted, tried, |_| 0)
}

#[test]
fn every_reason_not_to_offer_is_enough() {
    let good = entry(1, "o2");
    let says = |entry: &Entry, channel: &Channel| offerable(entry, &[], channel, &wa(), &[]);
    assert!(says(&good, &channel()));
    assert!(!says(&Entry { online: false, ..good.clone() }, &channel()));
    assert!(!says(&Entry { country: None, ..good.clone() }, &channel()));
    let spent = |uses, burnt| BTreeMap::from([((channel().id, wa()), Use { uses, burnt })]);
    assert!(says(&Entry { uses: spent(3, false), ..good.clone() }, &channel()));
    assert!(!says(&Entry { uses: spent(4, false), ..good.clone() }, &channel()));
    assert!(!says(&Entry { uses: spent(0, true), ..good.clone() }, &channel()));
    let excluding = Channel { excluded_prefixes: vec![Prefix::parse("+4915").unwrap()], ..channel() };
    assert!(!says(&good, &excluding));
    assert!(!offerable(&good, &[], &channel(), &wa(), &[Prefix::parse("49150").unwrap()]));
    assert!(!offerable(&good, &[], &channel(), &Service::parse("tg").unwrap(), &[]));
}

#[test]
fn a_reserved_number_is_not_counted_until_it_is_settled() {
    let floor = Floor::new(vec![channel()]);
    floor.apply(entry(1, "o2"));
    let version = floor.version(&channel().id);
    let reservation = take(&floor, &Operators::Every, &HashSet::new()).unwrap();
    assert_eq!(total(&floor), 0);
    assert_ne!(floor.version(&channel().id), version);
    assert!(take(&floor, &Operators::Every, &HashSet::new()).is_none());
    floor.settle(&reservation, Some(entry(1, "o2")));
    assert_eq!(total(&floor), 1);
}

#[test]
fn a_number_in_doubt_is_kept_back_until_the_database_was_asked() {
    let floor = Floor::new(vec![channel()]);
    floor.apply(entry(1, "o2"));
    let reservation = take(&floor, &Operators::Every, &HashSet::new()).unwrap();
    floor.settle(&reservation, None);
    assert_eq!((total(&floor), floor.doubtful()), (0, vec![entry(1, "o2").id]));
    floor.apply(entry(1, "o2"));
    assert_eq!((total(&floor), floor.doubtful()), (1, vec![]));
}

#[test]
fn an_older_picture_never_replaces_a_newer_one() {
    let floor = Floor::new(vec![channel()]);
    floor.apply(Entry { revision: 2, online: false, ..entry(1, "o2") });
    floor.apply(Entry { revision: 1, ..entry(1, "o2") });
    assert_eq!(total(&floor), 0);
}

#[test]
fn rows_follow_a_number_to_its_new_operator() {
    let floor = Floor::new(vec![channel()]);
    floor.apply(entry(1, "o2"));
    floor.apply(Entry { revision: 2, ..entry(1, "Telekom") });
    let rows = floor.counts(&channel().id).unwrap().rows;
    let operators: Vec<_> = rows.iter().map(|row| row.operator.as_ref().map(Operator::as_str)).collect();
    assert_eq!(operators, [Some("telekom")]);
    assert_eq!(total(&floor), 1);
}

#[test]
fn the_least_used_number_goes_first_and_operators_are_obeyed() {
    let floor = Floor::new(vec![channel()]);
    let spent = BTreeMap::from([((channel().id, wa()), Use { uses: 2, burnt: false })]);
    floor.apply(Entry { uses: spent, ..entry(1, "o2") });
    floor.apply(entry(2, "Telekom"));
    let one_of =
        |names: &[&str]| Operators::OneOf(names.iter().filter_map(|name| Operator::fold(name)).collect());
    let nothing = HashSet::new();
    let first = take(&floor, &Operators::Every, &nothing).unwrap();
    assert_eq!(first.number, entry(2, "").id);
    assert!(take(&floor, &one_of(&["Telekom"]), &nothing).is_none());
    assert_eq!(take(&floor, &one_of(&["O2", "x"]), &nothing).unwrap().number, entry(1, "").id);
    assert!(take(&floor, &Operators::OneOf(BTreeSet::new()), &nothing).is_none());
}
