//! The automation behind `make`: one program instead of a folder of shell scripts.
//!
//! Every command is a list of steps over the tools a developer would call by hand (cargo, npm, apt), run in the
//! workspace root with their output shown as it is. What the program adds is order, the house rules (`tidy`) and a
//! summary. It depends on none of our crates, so it compiles in seconds and works when they do not.
#![expect(clippy::print_stdout, reason = "a command-line program talks on its standard output")]

use std::process::ExitCode;

mod bench;
mod browser;
mod demo;
mod engine;
mod generated;
mod install;
mod process;
mod steps;
mod suite;
mod tidy;
mod web;
mod workspace;

use workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask <command> [arguments]

  demo [arguments]   build the web console and the program, then start `simyard demo`
  test               run every check and every test that this machine can run
  check              lint, and the unit tests on SQLite: before a commit
  lint               formatting, clippy and tidy
  tidy [--generated] the rules of the house; with --generated also that generated files are current
  generate           write the generated files again
  web                build the web console
  bench [arguments]  build the benches optimised and run them
";

fn main() -> ExitCode {
    // Only the words: where in this program an error arose helps nobody whose build has failed.
    run().unwrap_or_else(|error| {
        println!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let workspace = Workspace::read()?;
    match command.as_str() {
        "demo" => demo::run(&workspace, &rest),
        "test" => suite::test(&workspace),
        "check" => suite::check(&workspace),
        "lint" => suite::lint(&workspace),
        "tidy" => tidy::run(&workspace, rest.iter().any(|argument| argument == "--generated")),
        "generate" => generated::write(&workspace).map(|()| ExitCode::SUCCESS),
        "web" => web::command(&workspace),
        "bench" => bench::run(&workspace, &rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        unknown => anyhow::bail!("there is no command `{unknown}`\n\n{USAGE}"),
    }
}
