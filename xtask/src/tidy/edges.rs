//! Who may use whom: the one table of edges between our crates.
//!
//! Arrows go downward only. A new edge is an event: change the table in the same commit and say why.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::SourceFile;
use crate::workspace::Crate;

/// A crate and those of ours that its shipped code may use.
const EDGES: [(&str, Uses); 15] = [
    ("kernel", Uses::Only(&[])),
    ("pdu", Uses::Only(&[])),
    ("at", Uses::Only(&["pdu"])),
    ("store", Uses::Only(&["kernel"])),
    ("runtime", Uses::Only(&["kernel", "store"])),
    ("sims", Uses::Only(&["kernel", "store", "runtime"])),
    ("yard", Uses::Only(&["kernel", "at", "pdu", "store", "runtime", "sims"])),
    ("market", Uses::Only(&["kernel", "store", "runtime", "yard"])),
    ("hub", Uses::Only(&["kernel", "store", "runtime", "market", "yard"])),
    ("simulator", Uses::Only(&["pdu"])),
    ("api", Uses::Only(&["kernel", "store", "runtime", "sims", "yard", "market", "hub"])),
    ("simyard", Uses::All),
    ("testkit", Uses::All),
    ("bench", Uses::All),
    ("xtask", Uses::Only(&[])),
];

/// What any crate's tests may use besides.
const FOR_TESTS: [&str; 3] = ["testkit", "simulator", "pdu"];

/// Crates from outside that have a home: who may list them, besides tests.
const HOMES: [(&str, &[&str]); 3] = [
    ("axum", &["api", "simulator", "bench"]),
    ("reqwest", &["hub", "simulator", "testkit", "bench"]),
    ("redis", &["runtime"]),
];

const TABLE: &str = "xtask/src/tidy/edges.rs";

#[derive(Debug, Clone, Copy)]
enum Uses {
    Only(&'static [&'static str]),
    All,
}

/// Every declared dependency against the table, and the table against the crates that exist.
pub(crate) fn check(crates: &[Crate]) -> Vec<Finding> {
    let ours: BTreeSet<&str> = crates.iter().map(|krate| krate.name.as_str()).collect();
    let gone = EDGES.iter().filter(|(name, _)| !ours.contains(name));
    let mut findings: Vec<Finding> = gone
        .map(|(name, _)| Finding::new(TABLE, 1, format!("there is no crate `{name}`"), "take its row out"))
        .collect();
    findings.extend(crates.iter().flat_map(|krate| check_crate(krate, &ours)));
    findings
}

fn check_crate(krate: &Crate, ours: &BTreeSet<&str>) -> Vec<Finding> {
    let Some((_, uses)) = EDGES.iter().find(|(name, _)| *name == krate.name) else {
        let what = format!("`{}` is not in the table of edges", krate.name);
        return vec![Finding::new(&krate.manifest, 1, what, format!("give it a row in {TABLE}"))];
    };
    let mut findings = Vec::new();
    for dependency in &krate.dependencies {
        let name = dependency.name.as_str();
        let foreign = !ours.contains(name) || name == krate.name;
        let for_tests = dependency.dev && FOR_TESTS.contains(&name);
        if !(foreign || for_tests || uses.allow(name)) {
            let kind = if dependency.dev { "tests use" } else { "uses" };
            let what = format!("`{}` {kind} `{name}`", krate.name);
            findings.push(Finding::new(
                &krate.manifest,
                1,
                what,
                format!("go another way; {TABLE} names the edges"),
            ));
        }
        let homes = HOMES.iter().find(|(home, _)| *home == name && !dependency.dev);
        if let Some((_, homes)) = homes.filter(|(_, homes)| !homes.contains(&krate.name.as_str())) {
            let what = format!("`{}` depends on `{name}`", krate.name);
            findings.push(Finding::new(&krate.manifest, 1, what, format!("only {} may", homes.join(", "))));
        }
    }
    findings
}

impl Uses {
    fn allow(self, name: &str) -> bool {
        match self {
            Self::Only(names) => names.contains(&name),
            Self::All => name != "xtask",
        }
    }
}

/// A member takes versions and lints from the workspace, so that nothing is compiled twice or checked less.
pub(crate) fn check_manifest(file: &SourceFile) -> Vec<Finding> {
    let member = file.path.starts_with("crates/")
        || file.path.starts_with("bench/")
        || file.path.starts_with("xtask/");
    if !member || !file.path.ends_with("/Cargo.toml") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut section = "";
    for (index, line) in file.text.lines().enumerate().map(|(index, line)| (index, line.trim())) {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']);
        } else if section.ends_with("dependencies") && line.contains('=') && !line.starts_with('#') {
            let inherited = line.replace(' ', "").contains("workspace=true") || line.contains("path = \".\"");
            if !inherited {
                let remedy = "put its version and features into the root's [workspace.dependencies]";
                findings.push(Finding::new(
                    &file.path,
                    index + 1,
                    format!("`{line}` is not from the workspace"),
                    remedy,
                ));
            }
        }
    }
    if !file.text.contains("[lints]\nworkspace = true") {
        let remedy = "add `[lints]` with `workspace = true`";
        findings.push(Finding::new(&file.path, 1, "does not take the workspace's lints", remedy));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    fn krate(name: &str, uses: &[&str], tests_use: &[&str]) -> Crate {
        let dependency = |dev: bool| move |name: &&str| Dependency { name: (*name).to_owned(), dev };
        let dependencies =
            uses.iter().map(dependency(false)).chain(tests_use.iter().map(dependency(true))).collect();
        Crate {
            name: name.to_owned(),
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies,
            programs: Vec::new(),
        }
    }

    /// The findings of a house where every room of the table stands and `changed` replaces its own.
    fn house(changed: Crate) -> Vec<String> {
        let mut crates: Vec<Crate> = EDGES.iter().map(|(name, _)| krate(name, &[], &[])).collect();
        crates.retain(|krate| krate.name != changed.name);
        crates.push(changed);
        check(&crates).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn arrows_go_downward_only() {
        assert_eq!(house(krate("yard", &["kernel", "at", "tokio"], &[])), [] as [String; 0]);
        let upward = house(krate("yard", &["market"], &[]));
        assert!(upward[0].starts_with("crates/yard/Cargo.toml:1: `yard` uses `market` – "), "{upward:?}");
    }

    #[test]
    fn tests_may_use_the_test_rooms_but_no_other() {
        assert_eq!(house(krate("at", &[], &["pdu", "simulator", "testkit"])), [] as [String; 0]);
        assert_eq!(house(krate("at", &[], &["store"])).len(), 1);
        assert_eq!(house(krate("at", &["testkit"], &[])).len(), 1);
        assert_eq!(house(krate("pdu", &[], &["pdu"])), [] as [String; 0]);
    }

    #[test]
    fn a_crate_without_a_row_and_a_row_without_a_crate_are_found() {
        assert_eq!(house(krate("surprise", &[], &[])).len(), 1);
        assert_eq!(check(&[]).len(), EDGES.len());
    }

    #[test]
    fn outside_crates_have_their_homes() {
        assert_eq!(house(krate("market", &["axum"], &[])).len(), 1);
        assert_eq!(house(krate("market", &[], &["axum"])), [] as [String; 0]);
        assert_eq!(house(krate("hub", &["reqwest"], &[])), [] as [String; 0]);
    }

    #[test]
    fn a_member_takes_everything_from_the_workspace() {
        let manifest = |text: &str| check_manifest(&SourceFile::new("crates/at/Cargo.toml", text)).len();
        let lints = "[lints]\nworkspace = true\n";
        assert_eq!(manifest(&format!("[dependencies]\ntime.workspace = true\n{lints}")), 0);
        assert_eq!(
            manifest(&format!("[dependencies]\npdu = {{ workspace = true, optional = true }}\n{lints}")),
            0
        );
        assert_eq!(manifest(&format!("[dev-dependencies]\ntime = \"0.3\"\n{lints}")), 1);
        assert_eq!(manifest("[dependencies]\n"), 1);
    }
}
