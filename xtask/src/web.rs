//! The web console: installed and built by npm into `web/dist`, which the program embeds.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use crate::install::Tool;
use crate::process;
use crate::steps::Steps;
use crate::workspace::Workspace;

const NODE: Tool = Tool { names: &["node"], packages: &["nodejs", "npm"] };

/// The oldest Node that the bundler runs on, as in `web/package.json`.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// What the bundle is made of.
const SOURCES: [&str; 6] =
    ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "tsconfig.json"];

/// `cargo xtask web`: installs what is missing and builds.
pub(crate) fn command(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    ready().map_err(anyhow::Error::msg)?;
    let mut steps = Steps::default();
    if steps.run("web packages", || install(workspace)) {
        steps.run("web build", || npm(workspace, &["run", "build"]));
    }
    Ok(steps.finish())
}

/// Whether Node and npm are here and new enough; the error is the one line to show.
pub(crate) fn ready() -> Result<(), String> {
    let wanted = format!("install Node {}.{} or newer with npm", OLDEST_NODE.0, OLDEST_NODE.1);
    if NODE.find_or_install().is_none() || process::find("npm").is_none() {
        return Err(format!("{wanted} for the web console"));
    }
    let version =
        process::output("node", &["--version"], Path::new("/")).map_err(|error| format!("{error:#}"))?;
    match parse_version(&version) {
        Some(found) if found >= OLDEST_NODE => Ok(()),
        _ => Err(format!("{wanted}; this is {}", version.trim())),
    }
}

/// `npm ci`, unless what is installed is younger than the lock file.
pub(crate) fn install(workspace: &Workspace) -> anyhow::Result<()> {
    let web = workspace.web();
    let installed = modified(&web.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= modified(&web.join("package-lock.json")) {
        println!("node_modules is current");
        return Ok(());
    }
    npm(workspace, &["ci", "--no-audit", "--no-fund"])
}

/// Runs npm in `web/`.
pub(crate) fn npm(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<()> {
    process::run("npm", arguments, &workspace.web())
}

/// Whether `web/dist` is younger than everything it is made of.
pub(crate) fn is_built(workspace: &Workspace) -> bool {
    let web = workspace.web();
    let built = modified(&web.join("dist/index.html"));
    let newest = SOURCES.iter().filter_map(|source| newest(&web.join(source))).max();
    built.is_some() && built > newest
}

fn newest(path: &Path) -> Option<SystemTime> {
    let below =
        fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| newest(&entry.path())).max();
    modified(path).max(below)
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

fn parse_version(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_version_is_compared_by_its_numbers() {
        assert_eq!(parse_version("v20.19.2\n"), Some((20, 19)));
        assert!(parse_version("v22.1.0") >= Some(OLDEST_NODE));
        assert!(parse_version("v18.20.4") < Some(OLDEST_NODE));
        assert_eq!(parse_version("unknown"), None);
    }
}
