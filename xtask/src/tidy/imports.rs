//! Which code may speak of which outside thing: HTTP, Redis, files and sockets, the wall clock each have a home.

use super::Finding;
use super::tree::SourceFile;
use super::words::has_word;

/// A name and the places where it may stand.
struct Home {
    word: &'static str,
    allowed: fn(&str) -> bool,
    remedy: &'static str,
}

const HOMES: [Home; 9] = [
    Home { word: "axum", allowed: serves_http, remedy: "HTTP is answered in `api` only" },
    Home { word: "reqwest", allowed: calls_http, remedy: "move the call into a connector module" },
    Home { word: "redis", allowed: is_runtime, remedy: "use the bus, cache or lease of `runtime`" },
    Home { word: "SystemTime::now", allowed: reads_clock, remedy: "take a `kernel::Clock`" },
    Home { word: "Instant::now", allowed: reads_clock, remedy: "take a `kernel::Clock`" },
    Home { word: "tokio", allowed: does_io, remedy: PURE },
    Home { word: "std::net", allowed: does_io, remedy: PURE },
    Home { word: "std::fs", allowed: does_io, remedy: PURE },
    Home { word: "std::process", allowed: does_io, remedy: PURE },
];

const PURE: &str = "`kernel`, `pdu` and `at` do no I/O: take bytes and time, return values";

pub(crate) fn check(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Home { word, allowed, remedy } in HOMES.iter().filter(|home| !(home.allowed)(&file.path)) {
        for (index, line) in file.code.lines().enumerate().filter(|(_, line)| mentions(line, word)) {
            let what = if line.trim_start().starts_with("use ") { "imported" } else { "used" };
            findings.push(Finding::new(
                &file.path,
                index + 1,
                format!("`{word}` {what} outside its home"),
                *remedy,
            ));
        }
        debug_assert!(!allowed(&file.path));
    }
    findings
}

/// `word` as a path: followed by `::`, imported as it is, or itself a path.
fn mentions(line: &str, word: &str) -> bool {
    if !has_word(line, word) {
        return false;
    }
    let imported = || line.trim_start().trim_start_matches("pub ").starts_with("use ");
    word.contains("::") || line.contains(&format!("{word}::")) || imported()
}

fn serves_http(path: &str) -> bool {
    is_in(path, &["crates/api/", "crates/simulator/", "bench/"])
}

fn calls_http(path: &str) -> bool {
    let is_test = path.contains("/tests/") || path.ends_with("/tests.rs");
    path.contains("connector") || is_test || is_in(path, &["crates/simulator/", "crates/testkit/", "bench/"])
}

fn is_runtime(path: &str) -> bool {
    is_in(path, &["crates/runtime/"])
}

/// xtask measures how long a step takes; clippy asks for a reason at each of these places.
fn reads_clock(path: &str) -> bool {
    is_in(path, &["crates/runtime/src/clock", "crates/simulator/src/pace", "bench/", "xtask/src/steps.rs"])
}

fn does_io(path: &str) -> bool {
    !is_in(path, &["crates/kernel/src/", "crates/pdu/src/", "crates/at/src/"])
}

fn is_in(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&SourceFile::new(path, text)).len()
    }

    #[test]
    fn http_is_answered_in_one_room() {
        assert_eq!(count("crates/hub/src/answer.rs", "use axum::Router;\n"), 1);
        assert_eq!(count("crates/hub/src/answer.rs", "fn f() -> axum::Router {}\n"), 1);
        assert_eq!(count("crates/api/src/agent.rs", "use axum::Router;\n"), 0);
        assert_eq!(count("crates/hub/src/answer.rs", "use utoipa_axum::Router; // not axum::Router\n"), 0);
    }

    #[test]
    fn http_is_called_by_connectors_and_tests() {
        assert_eq!(count("crates/hub/src/push/mod.rs", "use reqwest::Client;\n"), 1);
        assert_eq!(count("crates/hub/src/push/connector.rs", "use reqwest::Client;\n"), 0);
        assert_eq!(count("crates/hub/tests/it/push.rs", "use reqwest::Client;\n"), 0);
    }

    #[test]
    fn the_wall_clock_is_read_in_its_home_only() {
        let source = "let a = Instant::now();\nlet b = std::time::SystemTime::now();\nlet c = clock.now();\n";
        assert_eq!(count("crates/market/src/activation/open.rs", source), 2);
        assert_eq!(count("crates/runtime/src/clock.rs", source), 0);
        assert_eq!(count("crates/simulator/src/pace.rs", source), 0);
        assert_eq!(count("crates/market/src/a.rs", "// Instant::now()\nlet s = \"Instant::now()\";\n"), 0);
    }

    #[test]
    fn the_codecs_do_no_io() {
        assert_eq!(count("crates/at/src/dialogue/mod.rs", "use tokio::io::AsyncRead;\n"), 1);
        assert_eq!(count("crates/pdu/src/pdu.rs", "use std::fs;\n"), 1);
        assert_eq!(count("crates/yard/src/port.rs", "use tokio::io::AsyncRead;\n"), 0);
    }
}
