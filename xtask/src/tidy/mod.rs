//! The rules of the house that neither rustc nor clippy knows, checked over the files of the repository.
//!
//! ```text
//! Cargo's metadata ─▶ edges ─┐
//! files ─▶ tree ─▶ imports   │
//!               ─▶ sizes     ├─▶ findings: `path:line: what – what to do`
//!               ─▶ names     │
//!               ─▶ words    ─┘
//! ```
//!
//! Each check is a pure function from text to findings; its rules are a table at the top of its file. Rust is not
//! parsed: [`mask`] takes comments and strings out, and what is left is simple enough to scan.

use std::fmt;
use std::process::ExitCode;

use anyhow::bail;

use crate::generated;
use crate::workspace::Workspace;

mod edges;
mod functions;
mod imports;
mod mask;
mod names;
mod sizes;
mod tree;
mod words;

/// A place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    what: String,
    remedy: String,
}

impl Finding {
    pub(crate) fn new(path: &str, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} – {}", self.path, self.line, self.what, self.remedy)
    }
}

/// `cargo xtask tidy`
pub(crate) fn run(workspace: &Workspace, with_generated: bool) -> anyhow::Result<ExitCode> {
    let mut findings = check(workspace)?;
    if with_generated {
        let program = generated::build_program(workspace)?;
        findings.extend(generated::check(workspace, &program));
    }
    print(&findings);
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every rule over every file, sorted by place.
pub(crate) fn check(workspace: &Workspace) -> anyhow::Result<Vec<Finding>> {
    let files = tree::read(&workspace.root)?;
    let mut findings = edges::check(&workspace.crates);
    findings.extend(tree::stray(&workspace.root)?);
    findings.extend(sizes::stale_allowances(&files));
    for file in &files {
        findings.extend(words::check(file));
        findings.extend(names::check(file));
        findings.extend(sizes::check(file));
        findings.extend(edges::check_manifest(file));
        if file.is_rust() {
            findings.extend(imports::check(file));
        }
    }
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// Prints the findings; any of them is an error.
pub(crate) fn gate(findings: Vec<Finding>) -> anyhow::Result<()> {
    print(&findings);
    match findings.len() {
        0 => Ok(()),
        1 => bail!("1 finding"),
        count => bail!("{count} findings"),
    }
}

fn print(findings: &[Finding]) {
    for finding in findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("nothing to tidy");
    }
}
