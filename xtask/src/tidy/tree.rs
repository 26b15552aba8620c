//! The text files of the repository that people write, read once.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::Finding;
use super::mask::mask;

/// Folders that hold nothing a person writes.
const SKIPPED_FOLDERS: [&str; 9] = [
    ".git",
    "target",
    "node_modules",
    "dist",
    "corpus",
    "artifacts",
    "test-results",
    "demo-data",
    "snapshots",
];

const TEXT_EXTENSIONS: [&str; 23] = [
    "rs", "toml", "md", "ts", "tsx", "css", "js", "mjs", "html", "json", "jsonl", "yml", "yaml", "sh", "svg",
    "csv", "service", "conf", "sql", "txt", "env", "example", "npmrc",
];

const TEXT_NAMES: [&str; 6] =
    ["Makefile", "Dockerfile", ".gitignore", "run", "LICENSE-MIT", "LICENSE-APACHE"];

/// Locks are written by package managers, which name their registries in them.
const LOCKS: [&str; 2] = ["Cargo.lock", "package-lock.json"];

/// One file.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// From the workspace root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// For Rust: the text with comments and strings blanked, line for line.
    pub(crate) code: String,
}

impl SourceFile {
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        let code = if path.ends_with(".rs") { mask(&text) } else { String::new() };
        Self { path, text, code }
    }

    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub(crate) fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Written by a program that says so in one of the first lines.
    pub(crate) fn is_generated(&self) -> bool {
        let marker = concat!("@", "generated");
        self.path == crate::generated::API_TYPES
            || self.text.lines().take(10).any(|line| line.contains(marker))
    }
}

/// Every text file below `root`, in the order of their paths.
pub(crate) fn read(root: &Path) -> anyhow::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for path in paths(root)? {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_text = TEXT_EXTENSIONS.contains(&extension) || TEXT_NAMES.contains(&name);
        if is_text && !LOCKS.contains(&name) {
            let text = fs::read_to_string(root.join(&path)).with_context(|| format!("cannot read {path}"))?;
            files.push(SourceFile::new(path, text));
        }
    }
    Ok(files)
}

/// Left-overs of a tool that do not belong into a commit.
pub(crate) fn stray(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let left_over = |path: &String| path.ends_with(".pending-snap") || path.ends_with(".snap.new");
    let paths = paths(root)?.into_iter().filter(left_over);
    Ok(paths
        .map(|path| Finding::new(&path, 1, "snapshot nobody has decided on", "accept or delete it"))
        .collect())
}

fn paths(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    collect(root, "", &mut found).with_context(|| format!("cannot list {}", root.display()))?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_file() {
            found.push(path);
        } else if kind.is_dir() && !SKIPPED_FOLDERS.contains(&name.as_str()) {
            collect(&entry.path(), &format!("{path}/"), found)?;
        }
    }
    Ok(())
}
