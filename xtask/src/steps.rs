//! A run of named steps: each is timed, a failed one does not stop the others, the table at the end tells all.

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The steps of one run so far.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

#[derive(Debug)]
enum Outcome {
    Passed,
    Failed,
    Skipped(String),
}

impl Steps {
    /// Runs a step and says whether it passed, for those that build on it.
    pub(crate) fn run(&mut self, name: &'static str, step: impl FnOnce() -> anyhow::Result<()>) -> bool {
        println!("\n── {name} ──");
        let (result, took) = timed(step);
        if let Err(error) = &result {
            println!("{name} failed: {error:#}");
        }
        let passed = result.is_ok();
        self.done.push(Step { name, outcome: if passed { Outcome::Passed } else { Outcome::Failed }, took });
        passed
    }

    /// Leaves a step out, and tells why in one line.
    pub(crate) fn skip(&mut self, name: &'static str, why: impl Into<String>) {
        let why = why.into();
        println!("\n── {name} ──\nskipped: {why}");
        self.done.push(Step { name, outcome: Outcome::Skipped(why), took: Duration::ZERO });
    }

    /// Prints the table and the final count; fails when a step did.
    pub(crate) fn finish(&self) -> ExitCode {
        println!("\n{}", self.summary());
        let failed = self.done.iter().any(|step| matches!(step.outcome, Outcome::Failed));
        if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn summary(&self) -> String {
        let width = self.done.iter().map(|step| step.name.chars().count()).max().unwrap_or_default();
        let (mut table, mut passed, mut failed) = (String::new(), 0, 0);
        for Step { name, outcome, took } in &self.done {
            let word = match outcome {
                Outcome::Passed => {
                    passed += 1;
                    "passed".to_owned()
                }
                Outcome::Failed => {
                    failed += 1;
                    "FAILED".to_owned()
                }
                Outcome::Skipped(why) => format!("skipped: {why}"),
            };
            table.push_str(&format!("{name:width$}  {:>7.1} s  {word}\n", took.as_secs_f64()));
        }
        let total: Duration = self.done.iter().map(|step| step.took).sum();
        table.push_str(&format!("{:width$}  {:>7.1} s\n", "in all", total.as_secs_f64()));
        table.push_str(&format!("{passed} passed, {failed} failed"));
        table
    }
}

/// A step's value and how long it took.
#[expect(clippy::disallowed_methods, reason = "how long a build takes is measured in the real world")]
pub(crate) fn timed<T>(step: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = step();
    (value, start.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_run_and_the_last_line_counts() {
        let mut steps = Steps::default();
        assert!(steps.run("first", || Ok(())));
        assert!(!steps.run("second", || anyhow::bail!("broken")));
        steps.skip("third", "nothing to do");
        let summary = steps.summary();
        assert_eq!(summary.lines().last(), Some("1 passed, 1 failed"));
        assert!(summary.contains("third") && summary.contains("skipped: nothing to do"), "{summary}");
        assert_eq!(steps.finish(), ExitCode::FAILURE);
    }

    #[test]
    fn a_skipped_step_does_not_fail_the_run() {
        let mut steps = Steps::default();
        steps.skip("only", "no browser here");
        assert_eq!(steps.finish(), ExitCode::SUCCESS);
    }
}
