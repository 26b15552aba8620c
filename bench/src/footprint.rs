//! Memory and processor time by the number of modems, idle and with a steady flow of messages.

use std::time::{Duration, Instant};

use serde::Serialize;
use simulator::OutgoingText;

use crate::figures::rounded;
use crate::world::{Settings, World};

const MODEMS: [usize; 3] = [1, 64, 256];

/// Messages a second for each modem: far more than a SIM in service gets.
const RATE_PER_MODEM: f64 = 0.25;

#[derive(Debug, Serialize)]
pub(crate) struct Report {
    bench: &'static str,
    messages_per_second_per_modem: f64,
    runs: Vec<Run>,
}

#[derive(Debug, Serialize)]
struct Run {
    modems: usize,
    /// From the process's start until every modem is in service, and what it cost.
    start_s: f64,
    start_cpu_s: f64,
    idle: Used,
    steady: Used,
    peak_memory_mib: f64,
    threads: u64,
}

#[derive(Debug, Serialize)]
struct Used {
    memory_mib: f64,
    /// Of one core.
    cpu_percent: f64,
    cpu_percent_per_modem: f64,
}

pub(crate) async fn measure(settings: &Settings) -> anyhow::Result<Report> {
    let mut runs = Vec::new();
    for modems in settings.modems(&MODEMS) {
        eprintln!("footprint: {modems} modems");
        let begun = Instant::now();
        let world = World::start(settings, modems).await?;
        let (start_s, start_cpu_s) =
            (rounded(begun.elapsed().as_secs_f64()), world.simyard.usage().cpu.as_secs_f64());
        world.take_all().await?;
        // One round of every poll.
        let span = settings.span(32);
        let idle = used(&world, span, tokio::time::sleep(span)).await;
        let steady = used(&world, span, traffic(&world, span)).await;
        let usage = world.simyard.usage();
        let peak_memory_mib = mib(usage.peak_memory_bytes);
        runs.push(Run {
            modems,
            start_s,
            start_cpu_s,
            idle,
            steady,
            peak_memory_mib,
            threads: usage.threads,
        });
        world.stop().await;
    }
    Ok(Report { bench: "footprint", messages_per_second_per_modem: RATE_PER_MODEM, runs })
}

async fn used(world: &World, span: Duration, while_this: impl Future) -> Used {
    let before = world.simyard.usage().cpu;
    while_this.await;
    let after = world.simyard.usage();
    let cpu_percent = (after.cpu - before).as_secs_f64() / span.as_secs_f64() * 100.0;
    Used {
        memory_mib: mib(after.memory_bytes),
        cpu_percent: rounded(cpu_percent),
        cpu_percent_per_modem: rounded(cpu_percent / world.fleet.modems().len() as f64),
    }
}

async fn traffic(world: &World, span: Duration) {
    let numbers = world.fleet.msisdns();
    let mut beat =
        tokio::time::interval(Duration::from_secs_f64(1.0 / (RATE_PER_MODEM * numbers.len() as f64)));
    let end = Instant::now() + span;
    for (index, number) in numbers.iter().cycle().enumerate() {
        beat.tick().await;
        if Instant::now() >= end {
            return;
        }
        let text = OutgoingText::new("32665", format!("{index}: 123456 is your code"));
        if let Err(error) = world.fleet.network().deliver(number, text) {
            eprintln!("{error}");
        }
    }
}

fn mib(bytes: u64) -> f64 {
    rounded(bytes as f64 / f64::from(1 << 20))
}
