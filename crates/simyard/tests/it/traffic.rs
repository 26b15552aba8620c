//! SMS that nobody else sends: every text is different, so each can be told apart wherever it turns up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::Clock;
use runtime::SystemClock;
use simulator::{Dice, Network, OutgoingText};
use tokio::task::JoinHandle;

/// A text given to the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) msisdn: String,
    pub(crate) from: String,
    pub(crate) text: String,
}

/// More than this in the network's queues, and it waits: a backlog without end would only measure itself.
const MOST_WAITING: usize = 60;

/// Lets messages arrive until told to stop.
pub(crate) struct Traffic {
    stop: Arc<AtomicBool>,
    task: JoinHandle<Vec<Sent>>,
}

impl Traffic {
    /// One text to one of the numbers, every `period` on average.
    pub(crate) fn start(network: Network, numbers: Vec<String>, period: Duration, mut dice: Dice) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let task = tokio::spawn(async move {
            let clock = SystemClock::new();
            let mut sent = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                let mean_ms = period.as_millis() as u64;
                clock.sleep(Duration::from_millis(dice.between(0, mean_ms * 2))).await;
                if network.waiting() < MOST_WAITING {
                    let msisdn = dice.pick(&numbers).expect("there are numbers").clone();
                    sent.push(send(&network, msisdn, sent.len(), &mut dice));
                }
            }
            sent
        });
        Self { stop, task }
    }

    /// Stops; everything that was sent.
    pub(crate) async fn stop(self) -> Vec<Sent> {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await.expect("the traffic does not panic")
    }
}

fn send(network: &Network, msisdn: String, number: usize, dice: &mut Dice) -> Sent {
    let text = text(number, dice);
    let sent = Sent { msisdn, from: text.from.clone(), text: text.text.clone() };
    network.deliver(&sent.msisdn, text).expect("the number exists and the text can be encoded");
    sent
}

/// Singles, long ones, other scripts; parts out of order and parts that come twice.
fn text(number: usize, dice: &mut Dice) -> OutgoingText {
    let code = dice.digits(6);
    // Long messages come from numbers of their own: references are one octet, and 256 of them are used up fast here.
    let own_sender = format!("+1646{number:07}");
    match dice.below(10) {
        0 => OutgoingText::new("10690000", format!("【示例】第{number}条，验证码{code}，请勿转发 \u{1F512}")),
        1 => OutgoingText::new("Telegram", format!("Код {code} (№ {number}). Никому его не сообщайте!")),
        2 => OutgoingText::new(&own_sender, long(number, &code)).in_parts(2),
        3 => OutgoingText::new(&own_sender, long(number, &code)).in_parts(3).out_of_order(),
        4 => OutgoingText::new(&own_sender, long(number, &code)).in_parts(2).duplicated(),
        5 => OutgoingText::new(&own_sender, format!("{number}: {}", "验证码很长的一条短信🎉".repeat(9)))
            .out_of_order(),
        _ => OutgoingText::new("32665", format!("{code} is your code, message {number} {{~}} [€]")),
    }
}

fn long(number: usize, code: &str) -> String {
    let rest = "Never tell it to anyone, not even to people who say they work for us. ".repeat(3);
    format!("Message {number}: your code is {code}. {rest}")
}
