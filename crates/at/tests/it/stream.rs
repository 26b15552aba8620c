//! Cutting, echo and rubbish must not matter.

use at::command::ListFilter;
use at::{Command, Dialogue, Event, Millis, Settings};
use proptest::collection::vec;
use proptest::prelude::*;

/// Nine TPDU octets behind a service centre.
const PDU: &str = "07911326040000F0040B911346610089F6";
const NOW: Millis = Millis(5);

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        1 => Just(Command::attention()),
        1 => Just(Command::signal()),
        1 => Just(Command::manufacturer()),
        1 => Just(Command::imei()),
        1 => Just(Command::own_numbers()),
        1 => Just(Command::sim_state()),
        1 => Just(Command::registration(at::parse::registration::Domain::Lte)),
        1 => Just(Command::read_message(3)),
        1 => Just(Command::list_messages(ListFilter::All)),
        6 => Just(Command::send_message(9, PDU).expect("the length fits")),
        1 => Just(Command::console("AT&V").expect("harmless")),
    ]
}

/// What modems write, whole or broken, and what they do not.
fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "\r\n",
        "\r",
        "\n",
        "\r\r\n",
        "> ",
        ">",
        " ",
        "OK",
        "ERROR",
        "+CME ERROR: 25",
        "+CMS ERROR:",
        "0",
        "AT+CSQ",
        "AT+CMGR=3",
        "+CSQ: 20,99",
        "+CMGR: 0,,9",
        "+CMGL: 1,1,,9",
        PDU,
        "+CMTI: \"SM\",3",
        "+CMT: ,9",
        "+CDS: 9",
        "+CBM: 17",
        "+CMGS: 4",
        "+CUSD: 0,\"a",
        "\",15",
        "\"",
        "+CPIN: READY",
        "+CEREG: 2,1",
        "+CEREG: 5",
        "RDY",
        "SMS Ready",
        "NO CARRIER",
        "$GPGGA,1",
        "^BOOT:1",
        "+CNUM: \"\",\"+34600\",145",
        "490154203237518",
        "COMMAND NOT SUPPORT",
        "+CMT: \"+3\",,\"x\"",
    ]);
    prop_oneof![
        8 => known.prop_map(|text| text.as_bytes().to_vec()),
        4 => known_line(),
        1 => vec(any::<u8>(), 0..12),
        1 => (any::<u8>(), 0..200usize).prop_map(|(byte, n)| vec![byte; n]),
    ]
}

fn known_line() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(vec!["OK\r\n", "+CMT: ,9\r\n", "+CMGR: 0,,9\r\n", "+CMTI: \"ME\",0\r\n", "\r\n> "])
        .prop_map(|text| text.as_bytes().to_vec())
}

fn settings() -> Settings {
    Settings { line_limit: 120, ..Settings::default() }
}

/// Everything that comes out: events, and what is written.
fn feed<'a>(command: &Command, pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<Event>, Vec<Vec<u8>>) {
    let mut dialogue = Dialogue::new(settings());
    dialogue.submit(command.clone(), NOW).expect("a fresh dialogue is idle");
    let (mut events, mut writes) = (Vec::new(), Vec::new());
    for piece in pieces {
        dialogue.receive(piece, NOW);
        events.extend(std::iter::from_fn(|| dialogue.event()));
        writes.extend(std::iter::from_fn(|| dialogue.transmit()));
    }
    writes.extend(std::iter::from_fn(|| dialogue.transmit()));
    (events, writes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn the_way_a_stream_is_cut_does_not_matter(
        command in command(),
        fragments in vec(fragment(), 0..30),
        cuts in vec(1..20usize, 1..60),
    ) {
        let bytes = fragments.concat();
        let mut rest = bytes.as_slice();
        let mut cuts = cuts.iter().cycle();
        let pieces = std::iter::from_fn(|| {
            let (piece, tail) = rest.split_at(rest.len().min(*cuts.next()?));
            rest = tail;
            (!piece.is_empty()).then_some(piece)
        });
        let cut = feed(&command, pieces);
        prop_assert_eq!(cut, feed(&command, std::iter::once(bytes.as_slice())));
    }

    #[test]
    fn echo_changes_nothing(
        lines in vec(prop::sample::select(vec!["+CSQ: 20,99", "^RSSI:3", "+CMTI: \"SM\",3", "junk", "OK", "ERROR"]), 0..8),
        framing in prop::sample::select(vec!["\r\n", "\r", "\n", "\r\r\n"]),
        at in 0..8usize,
    ) {
        let line = |text: &str| format!("{framing}{text}{framing}");
        let plain: String = lines.iter().map(|text| line(text)).collect();
        // With chatter in flight the echo may come late, but it comes before the end.
        let end = lines.iter().position(|text| matches!(*text, "OK" | "ERROR")).unwrap_or(lines.len());
        let at = at.min(end);
        let mut echoed: Vec<String> = lines.iter().map(|text| line(text)).collect();
        echoed.insert(at, "AT+CSQ\r".to_owned());
        let echoed = echoed.concat();
        let command = Command::signal();
        prop_assert_eq!(feed(&command, std::iter::once(plain.as_bytes())), feed(&command, std::iter::once(echoed.as_bytes())));
    }
}

proptest! {
    // Each case is a long life of its own.
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_order_of_calls_is_safe_and_every_command_ends_once(
        steps in vec((0..6u8, fragment(), command(), 0..3_000u64), 0..60),
    ) {
        let mut dialogue = Dialogue::new(Settings { line_limit: 200, answer_limit: 2_000, event_limit: 20, ..Settings::default() });
        let (mut now, mut accepted, mut done) = (Millis(0), Vec::new(), Vec::new());
        for (what, bytes, command, pause) in steps {
            now = Millis(now.0 + pause);
            match what {
                0 => accepted.extend(dialogue.submit(command, now)),
                1 => dialogue.expire(now),
                2 => dialogue.cancel(now),
                3 if pause < 300 => dialogue.reset(),
                _ => dialogue.receive(&bytes, now),
            }
            let waiting: Vec<Event> = std::iter::from_fn(|| dialogue.event()).collect();
            prop_assert!(waiting.len() <= 22, "{} events after one call", waiting.len());
            done.extend(waiting.into_iter().filter_map(|event| match event {
                Event::Done { id, .. } => Some(id),
                Event::Urc(_) | Event::Noise(_) => None,
            }));
        }
        while let Some(deadline) = dialogue.deadline() {
            dialogue.expire(deadline);
        }
        done.extend(std::iter::from_fn(|| dialogue.event()).filter_map(|event| match event {
            Event::Done { id, .. } => Some(id),
            Event::Urc(_) | Event::Noise(_) => None,
        }));
        prop_assert_eq!(done, accepted);
        prop_assert!(dialogue.is_idle());
    }

    #[test]
    fn parsers_survive_anything(lines in vec("\\PC{0,60}|[+A-Z]{0,6}: ?[\"(),0-9A-Fa-f-]{0,40}", 0..5)) {
        use at::parse::{identity, message, operator, registration, signal, sim, storage};
        let answer = at::Answer::from_lines(lines.clone());
        let _ = (identity::text(&answer), identity::imei(&answer), identity::imsi(&answer), identity::iccid(&answer));
        let _ = (identity::own_numbers(&answer), message::slot(&answer), message::listing(&answer));
        let _ = (message::reference(&answer), message::service_centre(&answer), operator::operator(&answer));
        let _ = (operator::service_provider(&answer), operator::mnc_length(&answer), registration::registration(&answer));
        let _ = (signal::signal(&answer), signal::extended_signal(&answer), sim::sim_state(&answer), sim::file(&answer));
        let _ = (storage::storage_use(&answer), storage::storages(&answer), storage::notification_forms(&answer));
        for line in lines {
            let _ = at::command::refusal(&line);
        }
    }
}

#[test]
fn a_caller_that_takes_nothing_costs_bounded_memory() {
    let mut dialogue = Dialogue::new(Settings { event_limit: 100, ..Settings::default() });
    for _ in 0..10_000 {
        dialogue.receive(b"junk\r\n+CMTI: \"SM\",1\r\n", NOW);
    }
    let events: Vec<Event> = std::iter::from_fn(|| dialogue.event()).collect();
    assert_eq!(events.len(), 101);
    assert!(matches!(events.last(), Some(Event::Noise(at::Noise::Dropped { events: 19_900 }))));
}
