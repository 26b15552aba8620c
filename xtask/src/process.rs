//! Running other programs: their output is the user's to read, their exit status decides.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// A command in `directory` without what Cargo told *this* program about itself: build scripts that watch those
/// variables would run again each time somebody changes between `cargo build` and `cargo xtask`.
pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str], directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory);
    for (name, _) in std::env::vars_os() {
        let about_us = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME"
        });
        if about_us {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a program to its end with its output on ours.
pub(crate) fn run(program: &str, arguments: &[&str], directory: &Path) -> anyhow::Result<()> {
    finish(&mut command(program, arguments, directory))
}

/// Runs a prepared command to its end; another exit status than 0 is an error.
pub(crate) fn finish(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", spelled(command)))?;
    if status.success() {
        return Ok(());
    }
    bail!("`{}` ended with {status}", spelled(command))
}

/// What a program writes on its standard output.
pub(crate) fn output(
    program: impl AsRef<OsStr>,
    arguments: &[&str],
    directory: &Path,
) -> anyhow::Result<String> {
    let mut command = command(program, arguments, directory);
    let output = command.output().with_context(|| format!("cannot start `{}`", spelled(&command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` ended with {}: {}", spelled(&command), output.status, complaint.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` did not write UTF-8", spelled(&command)))
}

/// Where a program is on the `PATH`.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

fn spelled(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
