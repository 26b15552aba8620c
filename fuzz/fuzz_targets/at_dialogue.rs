//! Any bytes in any pieces: the dialogue neither panics nor grows, and the pieces do not matter.

#![no_main]

use at::command::ListFilter;
use at::{Command, Dialogue, Event, Millis, Settings};
use libfuzzer_sys::fuzz_target;

const NOW: Millis = Millis(1);

fn command(choice: u8) -> Option<Command> {
    match choice % 8 {
        0 => Some(Command::attention()),
        1 => Some(Command::signal()),
        2 => Some(Command::manufacturer()),
        3 => Some(Command::own_numbers()),
        4 => Some(Command::read_message(3)),
        5 => Some(Command::list_messages(ListFilter::All)),
        6 => Command::send_message(9, "07911326040000F0040B911346610089F6").ok(),
        _ => None,
    }
}

fn feed(choice: u8, bytes: &[u8], piece: usize) -> (Vec<Event>, Vec<Vec<u8>>) {
    let mut dialogue = Dialogue::new(Settings { line_limit: 256, event_limit: 1 << 20, ..Settings::default() });
    if let Some(command) = command(choice) {
        let _ = dialogue.submit(command, NOW);
    }
    for part in bytes.chunks(piece) {
        dialogue.receive(part, NOW);
    }
    let writes = std::iter::from_fn(|| dialogue.transmit()).collect();
    while let Some(deadline) = dialogue.deadline() {
        dialogue.expire(deadline);
    }
    assert!(dialogue.is_idle());
    (std::iter::from_fn(|| dialogue.event()).collect(), writes)
}

fuzz_target!(|data: &[u8]| {
    let [choice, piece, bytes @ ..] = data else { return };
    let whole = feed(*choice, bytes, usize::MAX);
    assert_eq!(whole, feed(*choice, bytes, usize::from(*piece) % 16 + 1));
    let answer = at::Answer::from_lines(String::from_utf8_lossy(bytes).lines());
    let _ = at::parse::message::listing(&answer);
    let _ = at::parse::identity::own_numbers(&answer);
    let _ = at::parse::registration::registration(&answer);
    let _ = at::parse::storage::storages(&answer);
    let _ = at::parse::operator::operator(&answer);
});
