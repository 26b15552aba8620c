//! `make demo`: from a clean clone to a running house with simulated modems, in one command.

use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use anyhow::Context;

use crate::process;
use crate::steps::timed;
use crate::web;
use crate::workspace::Workspace;

/// Builds what is not current, then becomes `simyard demo` with the arguments given.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> anyhow::Result<ExitCode> {
    build_web(workspace)?;
    step("program", || {
        process::run("cargo", &["build", "--profile", "demo", "-p", "simyard"], &workspace.root)
    })?;
    let binary = workspace.target.join("demo/simyard");
    let mut command = process::command(&binary, &["demo"], &workspace.root);
    // Only comes back when the program could not be started.
    let error = command.args(arguments).exec();
    Err(error).with_context(|| format!("cannot start {}", binary.display()))
}

fn build_web(workspace: &Workspace) -> anyhow::Result<()> {
    if web::is_built(workspace) {
        println!("web console: current");
        return Ok(());
    }
    if let Err(missing) = web::ready() {
        println!("web console: left out, the program shows a placeholder page ({missing})");
        return Ok(());
    }
    step("web packages", || web::install(workspace))?;
    step("web console", || web::npm(workspace, &["run", "build"]))
}

fn step(name: &str, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    println!("{name}: building");
    let (result, took) = timed(work);
    result?;
    println!("{name}: ready after {:.1} s", took.as_secs_f64());
    Ok(())
}
