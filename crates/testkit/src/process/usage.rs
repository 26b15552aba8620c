//! What a process uses, as Linux tells it.

use std::time::Duration;

/// Ticks of `/proc/PID/stat` a second: 100 on every Linux, whatever the kernel's own clock.
const TICKS_PER_SECOND: u64 = 100;

/// Memory and processor time of a process so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Memory in use now.
    pub memory_bytes: u64,
    /// The most it ever had.
    pub peak_memory_bytes: u64,
    /// Processor time since it started, in its own code and in the kernel for it; in steps of 10 ms.
    pub cpu: Duration,
    /// Threads now.
    pub threads: u64,
}

impl Usage {
    /// What this process uses; `None` when there is none, or on a system without `/proc`.
    #[must_use]
    pub fn of(pid: u32) -> Option<Self> {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        Self::parse(&status, &stat)
    }

    fn parse(status: &str, stat: &str) -> Option<Self> {
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        // The second field is the program's name in brackets and may hold anything.
        let (_, fields) = stat.rsplit_once(')')?;
        let mut fields = fields.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<u64>().ok();
        let cpu_ticks = ticks()? + ticks()?;
        Some(Self {
            memory_bytes: field("VmRSS")? * 1024,
            peak_memory_bytes: field("VmHWM")? * 1024,
            cpu: Duration::from_millis(cpu_ticks * 1000 / TICKS_PER_SECOND),
            threads: field("Threads")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_found_behind_a_nasty_name() {
        let status = "Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t3\n";
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 100 0 0 0 150 50 0 0 20 0 3 0 100 1 1";
        let usage = Usage::parse(status, stat).unwrap();
        let expected = Usage {
            memory_bytes: 1 << 20,
            peak_memory_bytes: 2 << 20,
            cpu: Duration::from_secs(2),
            threads: 3,
        };
        assert_eq!(usage, expected);
    }

    #[test]
    fn our_own_process_uses_memory() {
        let usage = Usage::of(std::process::id()).unwrap();
        assert!(usage.memory_bytes > 0 && usage.peak_memory_bytes >= usage.memory_bytes, "{usage:?}");
    }
}
