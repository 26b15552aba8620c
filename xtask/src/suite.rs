//! The runs behind `make test`, `make check` and `make lint`: which step comes after which, and what it needs.
//!
//! The console is built before anything is compiled, because the `api` crate watches `web/dist`. All tests are built
//! by one command for the whole workspace, so that every crate is compiled once and with one set of features; the
//! generated files are then checked with the program that build left behind.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::bail;

use crate::browser;
use crate::engine;
use crate::generated;
use crate::process;
use crate::steps::Steps;
use crate::tidy;
use crate::web;
use crate::workspace::Workspace;

/// Everything this machine can run; what it cannot is named.
pub(crate) fn test(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let mut steps = Steps::default();
    steps.run("tidy", || tidy::gate(tidy::check(workspace)?));
    format(workspace, &mut steps);
    let chromium = web(workspace, &mut steps);
    clippy(workspace, &mut steps);
    let built = steps.run("rust build", || cargo(workspace, &["test", "--workspace", "--no-run"]));
    if built {
        steps.run("generated files", || check_generated(workspace));
        steps.run("rust tests", || rust_tests(workspace, &chromium));
    } else {
        steps.skip("generated files", "the build failed");
        steps.skip("rust tests", "the build failed");
    }
    fuzz(workspace, &mut steps);
    deny(workspace, &mut steps);
    Ok(steps.finish())
}

/// What to run before a commit: the rules, the lints and the unit tests on SQLite.
pub(crate) fn check(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let mut steps = Steps::default();
    linted(workspace, &mut steps);
    steps.run("unit tests", || {
        let arguments = ["test", "--workspace", "--lib", "--bins", "--quiet"];
        let mut command = process::command("cargo", &arguments, &workspace.root);
        process::finish(command.env(engine::VARIABLE, "sqlite"))
    });
    Ok(steps.finish())
}

/// Formatting, clippy and the rules of the house.
pub(crate) fn lint(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let mut steps = Steps::default();
    linted(workspace, &mut steps);
    Ok(steps.finish())
}

fn linted(workspace: &Workspace, steps: &mut Steps) {
    steps.run("tidy", || tidy::gate(tidy::check(workspace)?));
    format(workspace, steps);
    clippy(workspace, steps);
}

fn format(workspace: &Workspace, steps: &mut Steps) {
    steps.run("format", || cargo(workspace, &["fmt", "--all", "--check"]));
}

fn clippy(workspace: &Workspace, steps: &mut Steps) {
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    steps.run("clippy", || cargo(workspace, &arguments));
}

/// The console's own checks; gives the Chromium for later tests, or why there can be no browser tests.
fn web(workspace: &Workspace, steps: &mut Steps) -> Result<PathBuf, String> {
    if let Err(missing) = web::ready() {
        steps.skip("web", missing.clone());
        return Err(missing);
    }
    if !steps.run("web packages", || web::install(workspace)) {
        let why = "the packages of the web console are not installed";
        steps.skip("web build", why);
        return Err(why.to_owned());
    }
    let script = |name: &'static str| move || web::npm(workspace, &["run", "--silent", name]);
    steps.run("web lint", script("lint"));
    steps.run("web types", script("typecheck"));
    steps.run("web tests", script("test"));
    if !steps.run("web build", script("build")) {
        return Err("the web console could not be built".to_owned());
    }
    steps.run("web size", script("size"));
    let chromium = browser::chromium();
    match &chromium {
        Ok(path) => {
            steps.run("web pages", || web_pages(workspace, path));
        }
        Err(why) => steps.skip("web pages", why.clone()),
    }
    chromium
}

/// Every page of the built console in Chromium, over a mock of the API.
fn web_pages(workspace: &Workspace, chromium: &Path) -> anyhow::Result<()> {
    let mut command = process::command("npm", &["run", "--silent", "e2e"], &workspace.web());
    process::finish(command.env(browser::PATH_VARIABLE, chromium))
}

fn check_generated(workspace: &Workspace) -> anyhow::Result<()> {
    let program = generated::program(workspace);
    let program = if program.exists() { program } else { generated::build_program(workspace)? };
    tidy::gate(generated::check(workspace, &program))
}

/// The workspace's tests on every engine we reach, by nextest when it is installed.
fn rust_tests(workspace: &Workspace, chromium: &Result<PathBuf, String>) -> anyhow::Result<()> {
    let mut command = test_runner(workspace);
    command.env(engine::VARIABLE, engine::reachable().join(","));
    match chromium {
        Ok(path) => {
            command.env(browser::PATH_VARIABLE, path);
        }
        Err(why) => {
            println!("browser tests are skipped: {why}");
            command.env(browser::SWITCH, "skip");
        }
    }
    process::finish(&mut command)
}

fn test_runner(workspace: &Workspace) -> Command {
    if process::find("cargo-nextest").is_some() {
        return process::command(
            "cargo",
            &["nextest", "run", "--workspace", "--no-fail-fast"],
            &workspace.root,
        );
    }
    println!("cargo-nextest is not installed: `cargo test` runs the tests instead, a little slower");
    process::command("cargo", &["test", "--workspace", "--no-fail-fast", "--quiet"], &workspace.root)
}

/// The fuzz targets must at least compile; running them needs a nightly toolchain and patience.
fn fuzz(workspace: &Workspace, steps: &mut Steps) {
    const NAME: &str = "fuzz targets compile";
    if !workspace.root.join("fuzz/Cargo.toml").exists() {
        return;
    }
    if process::find("c++").is_none() {
        return steps.skip(NAME, "install a C++ compiler for the fuzzer's library");
    }
    steps.run(NAME, || {
        let target = workspace.target.display().to_string();
        cargo(workspace, &["check", "--manifest-path", "fuzz/Cargo.toml", "--bins", "--target-dir", &target])
    });
}

/// Licences, bans and sources; advisories need the network and have their own job.
fn deny(workspace: &Workspace, steps: &mut Steps) {
    const NAME: &str = "licences and bans";
    if process::find("cargo-deny").is_none() {
        return steps.skip(NAME, "install cargo-deny to check deny.toml");
    }
    steps.run(NAME, || cargo(workspace, &["deny", "--offline", "check", "bans", "licenses", "sources"]));
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<()> {
    if process::find("cargo").is_none() {
        bail!("cargo is not on the PATH; install Rust with rustup");
    }
    process::run("cargo", arguments, &workspace.root)
}
