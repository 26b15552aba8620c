//! Random interleavings of parts, repetitions, limits that pass and late parts, against a model that only remembers
//! which parts of which message have come.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// Seconds between two messages under one reference: more than what counts as one message.
const APART_S: i64 = 3 * 3600;

/// Something that happens to the inbox.
#[derive(Clone, Debug)]
enum Happening {
    /// A part comes, so many times in one batch.
    Part { message: usize, part: usize, times: usize },
    /// The service centre sends a part again, under a later stamp.
    Again { message: usize, part: usize },
    /// Some parts of any messages come in one batch.
    Batch(Vec<(usize, usize)>),
    /// The limit passes and what is due is released.
    Limit,
}

const MESSAGES: usize = 4;

/// Messages of three parts: two under one reference hours apart, and two under references of their own.
fn text(message: usize) -> String {
    format!("{message} {LONG}")
}

fn sent_at(message: usize) -> i64 {
    1_795_230_000 + if message == 1 { APART_S } else { 0 }
}

fn parts_of(message: usize, delay_s: i64) -> Vec<Arrival> {
    let reference = [7, 7, 8, 9][message];
    parts_at(&text(message), reference, sent_at(message) + delay_s)
}

fn happening() -> impl Strategy<Value = Happening> {
    let place = || (0..MESSAGES, 0_usize..3);
    prop_oneof![
        6 => (place(), 1_usize..3).prop_map(|((message, part), times)| Happening::Part { message, part, times }),
        2 => place().prop_map(|(message, part)| Happening::Again { message, part }),
        2 => prop::collection::vec(place(), 2..6).prop_map(Happening::Batch),
        1 => Just(Happening::Limit),
    ]
}

/// What should be there.
#[derive(Default)]
struct Model {
    /// Which parts of a message have come.
    come: BTreeMap<usize, BTreeSet<usize>>,
    /// Messages handed on, whole or not.
    told: BTreeSet<usize>,
    /// Different PDUs.
    pdus: BTreeSet<String>,
}

impl Model {
    fn take(&mut self, message: usize, part: usize, arrival: &Arrival) {
        let Arrival::Pdu(pdu) = arrival else { unreachable!("the model sends PDUs") };
        self.pdus.insert(pdu.hex.clone());
        let come = self.come.entry(message).or_default();
        come.insert(part);
        if come.len() == 3 {
            self.told.insert(message);
        }
    }

    fn pass_limit(&mut self) {
        self.told.extend(self.come.keys());
    }

    /// The texts of all messages that were handed on, as they should read now.
    fn texts(&self) -> Vec<(String, bool)> {
        let shown = |message: &usize| {
            let come = &self.come[message];
            let parts = parts_of(*message, 0);
            let deliver = |part: &usize| match &parts[*part] {
                Arrival::Pdu(pdu) => super::super::decode::deliver(pdu).unwrap(),
                Arrival::TextMode { .. } => unreachable!("the model sends PDUs"),
            };
            if come.len() == 3 {
                return (text(*message), true);
            }
            let data: Vec<_> = come.iter().map(deliver).collect();
            let mut partial = pdu::PartialMessage::start(data[0].clone()).unwrap();
            for more in &data[1..] {
                partial.offer(more, u64::MAX);
            }
            (partial.content().text().unwrap().to_owned(), false)
        };
        let mut texts: Vec<_> = self.told.iter().map(shown).collect();
        texts.sort();
        texts
    }
}

async fn replay(happenings: Vec<Happening>) -> Result<(), TestCaseError> {
    let world = World::new(TestDatabase::sqlite()).await;
    let mut model = Model::default();
    for happening in happenings {
        match happening {
            Happening::Part { message, part, times } => {
                let arrival = parts_of(message, 0).remove(part);
                model.take(message, part, &arrival);
                world.receive(&vec![arrival; times]).await;
            }
            Happening::Again { message, part } => {
                let arrival = parts_of(message, 60).remove(part);
                model.take(message, part, &arrival);
                world.receive(&[arrival]).await;
            }
            Happening::Batch(places) => {
                let mut batch = Vec::new();
                for (message, part) in places {
                    let arrival = parts_of(message, 0).remove(part);
                    model.take(message, part, &arrival);
                    batch.push(arrival);
                }
                world.receive(&batch).await;
            }
            Happening::Limit => {
                world.store.clock.advance(LIMIT);
                model.pass_limit();
                world.run_due_jobs().await;
            }
        }
        let mut texts = world.texts().await;
        texts.sort();
        prop_assert_eq!(texts, model.texts());
        // Each message was told of once, whatever came of it later.
        let told: Vec<_> = world.heard.0.lock().iter().map(|message| message.id).collect();
        let distinct: BTreeSet<_> = told.iter().copied().collect();
        prop_assert_eq!((told.len(), distinct.len()), (model.told.len(), model.told.len()));
        let row = world.store.row("SELECT COUNT(*) AS stored FROM message_part", []).await.unwrap().unwrap();
        let stored: i64 = row.try_get("", "stored").unwrap();
        prop_assert_eq!(usize::try_from(stored).unwrap(), model.pdus.len());
    }
    Ok(())
}

#[test]
fn whatever_the_order_each_part_is_stored_once_and_each_message_told_once() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 48, ..Config::default() };
    let mut runner = TestRunner::new(config);
    runner
        .run(&prop::collection::vec(happening(), 1..24), |happenings| runtime.block_on(replay(happenings)))
        .unwrap();
}
