//! The dialogue's patience, on a clock that runs as fast as it is waited for.

use testkit::ManualClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;
use crate::supervisor::ladder::{Ladder, LadderSettings, Step};
use crate::supervisor::startup;

fn talk() -> (Talk, DuplexStream, ManualClock) {
    let clock = ManualClock::auto_advancing();
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    (Talk::new(Box::new(ours), clock.shared(), &Timeouts::default()), theirs, clock)
}

#[tokio::test]
async fn a_modem_that_hangs_is_restarted_within_twenty_seconds() {
    let (mut talk, _silent, clock) = talk();
    // The path of a modem in service, step for step as the supervisor takes it.
    let limit = u32::try_from(Timeouts::default().command.as_millis()).unwrap();
    let asked = talk.try_ask(Command::storage_use().timeout_ms(limit)).await;
    assert_eq!(asked, Err(Trouble::Silent));
    let mut ladder = Ladder::new(LadderSettings::default());
    loop {
        match ladder.climb(clock.monotonic()) {
            Step::Repeat { after } => {
                talk.pause(after).await.unwrap();
                assert_eq!(talk.is_alive(1).await, Ok(false));
            }
            Step::Resync => assert_eq!(talk.resync(5).await, Ok(false)),
            Step::Reopen { after } => {
                clock.sleep(after).await;
                assert_eq!(startup::probe(&mut talk, false).await, Err(Trouble::Silent));
            }
            Step::Restart { .. } => break,
            Step::Quarantine { .. } => panic!("left alone before it was restarted"),
        }
    }
    let spent = clock.monotonic();
    assert!((Duration::from_secs(10)..=Duration::from_secs(20)).contains(&spent), "{spent:?}");
}

/// Answers each command this long after it came, however many others have come meanwhile.
async fn answer_late(mut port: DuplexStream, clock: Arc<dyn Clock>, lag: Duration) {
    let mut due: VecDeque<(Duration, &[u8])> = VecDeque::new();
    let mut line = Vec::new();
    let mut buffer = [0; 64];
    loop {
        let next = due.front().map_or(Duration::MAX, |(at, _)| *at);
        let count = tokio::select! {
            read = port.read(&mut buffer) => read.unwrap(),
            () = clock.sleep_until(next) => {
                let (_, answer) = due.pop_front().unwrap();
                port.write_all(answer).await.unwrap();
                continue;
            }
        };
        for byte in &buffer[..count] {
            if *byte != b'\r' {
                line.push(*byte);
                continue;
            }
            match std::mem::take(&mut line).as_slice() {
                b"AT" => due.push_back((clock.monotonic() + lag, b"\r\nOK\r\n")),
                b"AT+CSQ" => due.push_back((clock.monotonic() + lag, b"\r\n+CSQ: 20,99\r\n\r\nOK\r\n")),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn late_answers_of_a_slow_modem_end_no_later_command() {
    // In real time: a clock that jumps would overtake the bytes.
    let clock: Arc<dyn Clock> = Arc::new(runtime::SystemClock::new());
    let (ours, port) = tokio::io::duplex(1024);
    let mut talk = Talk::new(Box::new(ours), Arc::clone(&clock), &Timeouts::default());
    let modem = tokio::spawn(answer_late(port, clock, Duration::from_millis(1_300)));
    assert_eq!(talk.resync(10).await, Ok(true));
    let answer = talk.ask(Command::signal()).await.unwrap().unwrap();
    assert_eq!(answer.lines(), ["+CSQ: 20,99"]);
    modem.abort();
}
