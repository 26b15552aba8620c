//! What Cargo says about this workspace: where it is, where it builds, and who depends on whom.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use serde_json::Value;

use crate::process;

/// The workspace as it stands on disk.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) crates: Vec<Crate>,
}

/// One member with the dependencies it declares.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) name: String,
    /// Path of its `Cargo.toml` from the workspace root.
    pub(crate) manifest: String,
    pub(crate) dependencies: Vec<Dependency>,
    /// The names of its binaries.
    pub(crate) programs: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// In `[dev-dependencies]`: for tests only.
    pub(crate) dev: bool,
}

impl Workspace {
    /// Asks Cargo; needs neither the network nor crates that compile.
    pub(crate) fn read() -> anyhow::Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().ok_or_else(|| anyhow!("xtask is not inside a workspace"))?;
        let answer =
            process::output("cargo", &["metadata", "--no-deps", "--offline", "--format-version", "1"], root)?;
        let metadata: Value =
            serde_json::from_str(&answer).context("cargo metadata wrote something unreadable")?;
        let target = text(&metadata, "target_directory")?;
        let packages =
            metadata["packages"].as_array().ok_or_else(|| anyhow!("cargo metadata names no packages"))?;
        let crates =
            packages.iter().map(|package| Crate::parse(package, root)).collect::<anyhow::Result<_>>()?;
        Ok(Self { root: root.to_owned(), target: target.into(), crates })
    }

    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("web")
    }
}

impl Crate {
    fn parse(package: &Value, root: &Path) -> anyhow::Result<Self> {
        let manifest = Path::new(text(package, "manifest_path")?);
        let manifest = manifest.strip_prefix(root).unwrap_or(manifest).display().to_string();
        let dependencies = list(package, "dependencies")
            .iter()
            .map(|dependency| {
                let name = text(dependency, "name")?.to_owned();
                Ok(Dependency { name, dev: dependency["kind"].as_str() == Some("dev") })
            })
            .collect::<anyhow::Result<_>>()?;
        let programs = list(package, "targets")
            .iter()
            .filter(|target| list(target, "kind").iter().any(|kind| kind == "bin"))
            .map(|target| Ok(text(target, "name")?.to_owned()))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { name: text(package, "name")?.to_owned(), manifest, dependencies, programs })
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> anyhow::Result<&'a str> {
    value[key].as_str().ok_or_else(|| anyhow!("cargo metadata leaves out `{key}`"))
}
