//! SIGKILL at random moments while SMS flow: each is stored exactly once, pushed until the hub accepts it, and never
//! again after that.
//!
//! The modems live in the test's process and outlive the program, as real ones do. `SIMYARD_CRASH_ROUNDS` sets the
//! number of kills, `SIMYARD_CRASH_SEED` repeats a run's decisions (its timing is the machine's).

use std::time::{Duration, Instant};

use kernel::Clock;
use runtime::SystemClock;
use simulator::hub::{Moods, PushSink, PushSinkOptions};
use simulator::modem::{Personality, personalities};
use simulator::{Dice, Fleet};
use store::Engine;
use testkit::TestDatabase;
use testkit::process::Simyard;

use crate::audit::Records;
use crate::traffic::{Sent, Traffic};
use crate::world::{self, BOUND};

const ROUNDS: u32 = 200;
const SEED: u64 = 20_261_121;
const LONGEST_STARTUP: Duration = Duration::from_millis(400);

/// Families that differ in memories, indices, notifications and manners.
static FAMILIES: [&Personality; 4] = [
    &personalities::QUECTEL_EC25,
    &personalities::HUAWEI_E3372,
    &personalities::SIM800C,
    &personalities::CINTERION_BGS2,
];

struct Plan {
    rounds: u32,
    direct_delivery: bool,
    database: Option<TestDatabase>,
}

/// Where in a process's life it is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// Before it is ready.
    Starting,
    /// While modems are set up and their memories swept.
    Sweeping,
    /// Some time later.
    Steady,
    /// Right after the hub got a push: before, at or after the commit of its answer.
    Pushing,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sms_is_lost_or_repeated_by_kills() {
    survive(Plan { rounds: rounds(1), direct_delivery: false, database: None }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sms_is_lost_or_repeated_by_kills_with_direct_delivery() {
    survive(Plan { rounds: rounds(5), direct_delivery: true, database: None }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sms_is_lost_or_repeated_by_kills_on_postgres() {
    let Some(database) = TestDatabase::fresh(Engine::Postgres).await else { return };
    survive(Plan { rounds: rounds(10), direct_delivery: false, database: Some(database) }).await;
}

/// The wanted number of kills, or that share of it.
fn rounds(share: u32) -> u32 {
    (number_from("SIMYARD_CRASH_ROUNDS").unwrap_or(ROUNDS) / share).max(1)
}

fn number_from<T: std::str::FromStr>(variable: &str) -> Option<T> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text} is not a number")))
}

struct Scene {
    fleet: Fleet,
    sink: PushSink,
    simyard: Simyard,
    clock: SystemClock,
    dice: Dice,
    startup: Duration,
    kills: Vec<Instant>,
    moments: [u32; 4],
}

async fn survive(plan: Plan) {
    let seed = number_from("SIMYARD_CRASH_SEED").unwrap_or(SEED);
    eprintln!("{} kills, SIMYARD_CRASH_SEED={seed}, direct delivery: {}", plan.rounds, plan.direct_delivery);
    let clock = SystemClock::new();
    let began = clock.monotonic();
    let mut scene = Scene::set(&plan, seed).await;
    let traffic = Traffic::start(
        scene.fleet.network().clone(),
        scene.fleet.msisdns(),
        Duration::from_millis(80),
        scene.dice.fork(1),
    );
    for _ in 0..plan.rounds {
        scene.round().await;
    }
    let killed_for = clock.monotonic() - began;
    let sent = traffic.stop().await;
    scene.settle(&sent).await;
    let findings = scene.judge(&sent).await;
    let Scene { moments: [starting, sweeping, steady, pushing], .. } = scene;
    let offered_again = scene.fleet.network().accepted().iter().filter(|part| part.attempts > 1).count();
    eprintln!(
        "{} messages sent, {offered_again} parts offered again by the network, {} pushes; kills: {starting} starting, \
         {sweeping} sweeping, {steady} steady, {pushing} pushing; {} repeats by a kill before the commit (up to {} ms \
         after SUCCESS); {:.0} s of kills, {:.0} s in all",
        sent.len(),
        scene.sink.count(),
        findings.unavoidable,
        findings.slowest_commit.as_millis(),
        killed_for.as_secs_f64(),
        (clock.monotonic() - began).as_secs_f64(),
    );
    assert!(findings.broken.is_empty(), "seed {seed}: {:#?}", findings.broken);
    assert!(sent.len() > plan.rounds as usize, "too little traffic to prove anything");
}

impl Scene {
    /// All numbers are bought, so every message has to be pushed.
    async fn set(plan: &Plan, seed: u64) -> Self {
        let dice = Dice::new(seed);
        let fleet = world::fleet(FAMILIES.len(), dice.fork(2).throw(), &FAMILIES).await;
        let sink =
            world::sink(PushSinkOptions { seed: dice.fork(3).throw(), ..PushSinkOptions::default() }).await;
        let mut builder = world::installation(&fleet)
            .set("modems.direct_delivery", if plan.direct_delivery { "true" } else { "false" })
            .hub(world::hub(sink.push_url(), &["wa"]));
        if let Some(database) = &plan.database {
            builder = builder.database(database.settings().url);
        }
        let mut simyard = builder.build();
        simyard.start().await;
        world::take_all(&world::agent(&simyard), "wa", FAMILIES.len()).await;
        simyard.stop().await;
        let clock = SystemClock::new();
        let before = clock.monotonic();
        simyard.start().await;
        // A start that was slow because the machine was busy must not stretch every round.
        let startup = (clock.monotonic() - before).min(LONGEST_STARTUP);
        simyard.kill().await;
        sink.set_moods(Moods { refused: 10, broken: 6 });
        let (kills, moments) = (Vec::new(), [0; 4]);
        Self { fleet, sink, simyard, clock, dice, startup, kills, moments }
    }

    async fn round(&mut self) {
        let moment = match self.dice.below(20) {
            0..=4 => Moment::Starting,
            5..=10 => Moment::Sweeping,
            11..=15 => Moment::Steady,
            _ => Moment::Pushing,
        };
        self.moments[moment as usize] += 1;
        let startup_ms = self.startup.as_millis() as u64;
        self.simyard.spawn();
        let wait_ms = match moment {
            Moment::Starting => self.dice.between(0, startup_ms),
            Moment::Sweeping => startup_ms + self.dice.between(0, 500),
            Moment::Steady => startup_ms + self.dice.between(500, 1800),
            Moment::Pushing => startup_ms + self.dice.between(0, 600),
        };
        self.clock.sleep(Duration::from_millis(wait_ms)).await;
        if matches!(moment, Moment::Pushing) {
            let next = self.sink.count() + 1;
            // Should none come in time, this is one more steady round.
            self.sink.wait_for(next, Duration::from_secs(2)).await;
            self.clock.sleep(Duration::from_micros(self.dice.between(0, 4000))).await;
        }
        self.kills.push(self.sink.now());
        self.simyard.kill().await;
    }

    /// One undisturbed life, until everything that was sent has arrived.
    async fn settle(&mut self, sent: &[Sent]) {
        self.sink.set_moods(Moods::default());
        self.simyard.start().await;
        let drained = self.fleet.network().drained(BOUND).await;
        assert!(drained, "{} messages still wait in the network", self.fleet.network().waiting());
        // When not all of them come, the comparison tells which.
        self.sink.until(BOUND, |sink| accepted_texts(sink) >= sent.len()).await;
        let overview = format!("{}/api/overview", self.simyard.public_url());
        let console = reqwest::Client::builder().no_proxy().build().unwrap();
        // One that was accepted just before a kill is still pending, and claimed by the dead process for a while.
        world::until("the outbox is empty", async || {
            let answer = console.get(&overview).send().await.unwrap().text().await.unwrap();
            let overview: serde_json::Value = serde_json::from_str(&answer).unwrap();
            overview["hubs"][0]["pushesPending"] == 0
        })
        .await;
        self.simyard.stop().await;
    }

    async fn judge(&self, sent: &[Sent]) -> crate::audit::Findings {
        let stored = self.simyard.stored_messages().await;
        let outbox = self.simyard.stored_pushes().await;
        let pushed = self.sink.pushed();
        Records { sent, stored: &stored, outbox: &outbox, pushed: &pushed, kills: &self.kills }.compare()
    }
}

fn accepted_texts(sink: &PushSink) -> usize {
    let pushed = sink.pushed();
    let accepted = pushed.iter().filter(|push| push.answer == simulator::hub::PushAnswer::Success);
    accepted.map(|push| push.text.as_str()).collect::<std::collections::HashSet<_>>().len()
}
