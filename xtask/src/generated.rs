//! Files in the repository that a program writes: each has one source, and `make test` proves it is current.
//!
//! ```text
//! simyard openapi           -> docs/openapi.json -> (openapi-typescript) -> web/src/api/schema.d.ts
//! simyard config reference  -> docs/configuration.md
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::process;
use crate::tidy::Finding;
use crate::web;
use crate::workspace::Workspace;

/// What the program itself writes: the file, and the arguments that print it.
const FROM_PROGRAM: [(&str, &[&str]); 2] =
    [("docs/openapi.json", &["openapi"]), ("docs/configuration.md", &["config", "reference"])];

/// The TypeScript types of the API, made from its description.
pub(crate) const API_TYPES: &str = "web/src/api/schema.d.ts";

const REMEDY: &str = "run `cargo xtask generate`";

/// Writes every generated file again.
pub(crate) fn write(workspace: &Workspace) -> anyhow::Result<()> {
    let program = build_program(workspace)?;
    for (file, arguments) in FROM_PROGRAM {
        let path = workspace.root.join(file);
        let text = process::output(&program, arguments, &workspace.root)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {file}"))?;
        println!("wrote {file}");
    }
    match web::ready() {
        Ok(()) => web::npm(workspace, &["run", "--silent", "generate"]),
        Err(missing) => {
            println!("left {API_TYPES} as it is: {missing}");
            Ok(())
        }
    }
}

/// Builds the program in the dev profile.
pub(crate) fn build_program(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    process::run("cargo", &["build", "--quiet", "-p", "simyard"], &workspace.root)?;
    Ok(program(workspace))
}

/// Where the dev profile puts the program.
pub(crate) fn program(workspace: &Workspace) -> PathBuf {
    workspace.target.join("debug/simyard")
}

/// The generated files that differ from what `program` writes now.
pub(crate) fn check(workspace: &Workspace, program: &Path) -> Vec<Finding> {
    let mut findings: Vec<Finding> = FROM_PROGRAM
        .iter()
        .filter_map(|(file, arguments)| {
            let (line, what) = match process::output(program, arguments, &workspace.root) {
                Ok(fresh) => difference(&fs::read_to_string(workspace.root.join(file)).ok()?, &fresh)?,
                Err(error) => (1, format!("cannot be made: {error:#}")),
            };
            Some(Finding::new(file, line, what, REMEDY))
        })
        .collect();
    for (file, _) in FROM_PROGRAM {
        if !workspace.root.join(file).exists() {
            findings.push(Finding::new(file, 1, "is missing", REMEDY));
        }
    }
    findings.extend(check_api_types(workspace));
    findings
}

fn check_api_types(workspace: &Workspace) -> Option<Finding> {
    if let Err(missing) = web::ready() {
        println!("not checked whether {API_TYPES} is current: {missing}");
        return None;
    }
    let result = web::npm(workspace, &["run", "--silent", "generate:check"]);
    result.err().map(|_| Finding::new(API_TYPES, 1, "is behind docs/openapi.json", REMEDY))
}

/// The first line that differs, when any does.
fn difference(kept: &str, fresh: &str) -> Option<(usize, String)> {
    if kept == fresh {
        return None;
    }
    let same = kept.lines().zip(fresh.lines()).take_while(|(kept, fresh)| kept == fresh).count();
    Some((same + 1, "is not what the program writes now".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(difference("a\nb\n", "a\nc\n").map(|(line, _)| line), Some(2));
        assert_eq!(difference("a\n", "a\nb\n").map(|(line, _)| line), Some(2));
        assert_eq!(difference("a", "a\n").map(|(line, _)| line), Some(2));
    }
}
