//! `make bench`: the measuring programs of `bench/`, built optimised and run one after the other.

use std::process::ExitCode;

use crate::process;
use crate::workspace::Workspace;

/// Builds and runs every program of `bench/`; a first argument that names one runs only that one.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> anyhow::Result<ExitCode> {
    // What is measured is the shipped program itself, so it is built beside them.
    let build = ["build", "--profile", "bench", "-p", "bench", "-p", "simyard", "--bins"];
    process::run("cargo", &build, &workspace.root)?;
    let bench = workspace.crates.iter().find(|krate| krate.name == "bench");
    let programs = bench.map(|bench| bench.programs.as_slice()).unwrap_or_default();
    let (chosen, rest) = match arguments.split_first() {
        Some((first, rest)) if programs.contains(first) => (std::slice::from_ref(first), rest),
        _ => (programs, arguments),
    };
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    for program in chosen {
        // Cargo keeps what the bench profile builds among the release builds.
        let binary = workspace.target.join("release").join(program);
        process::finish(&mut process::command(binary, &rest, &workspace.root))?;
    }
    Ok(ExitCode::SUCCESS)
}
