//! What modules are called and how they begin.

use super::Finding;
use super::mask::is_word;
use super::tree::SourceFile;

/// Names that say where code was put because nobody knew what it was.
const EMPTY_NAMES: [&str; 7] = ["util", "utils", "helper", "helpers", "manager", "common", "misc"];

pub(crate) fn check(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    if matches!(file.extension(), "rs" | "ts" | "tsx" | "js" | "mjs") {
        findings.extend(empty_file_name(file));
    }
    if file.is_rust() {
        findings.extend(empty_module_names(file));
        findings.extend(missing_head(file));
    }
    findings
}

fn empty_file_name(file: &SourceFile) -> Option<Finding> {
    let mut parts = file.path.split('/').map(|part| part.split_once('.').map_or(part, |(stem, _)| stem));
    let name = parts.find(|part| is_empty_name(part))?;
    Some(Finding::new(&file.path, 1, format!("`{name}` says nothing"), "name it after what it does"))
}

fn empty_module_names(file: &SourceFile) -> impl Iterator<Item = Finding> {
    file.code.lines().enumerate().filter_map(|(index, line)| {
        let (_, rest) = line.split_once("mod ")?;
        let name: String = rest.bytes().take_while(|byte| is_word(*byte)).map(char::from).collect();
        let what = format!("module `{name}` says nothing");
        is_empty_name(&name).then(|| Finding::new(&file.path, index + 1, what, "name it after what it does"))
    })
}

fn is_empty_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    EMPTY_NAMES.iter().any(|empty| {
        name.strip_suffix(empty).is_some_and(|rest| rest.is_empty() || rest.ends_with(['_', '-']))
    })
}

/// Every module says what it is for. Tests beside the code may start at once: their names are the explanation.
fn missing_head(file: &SourceFile) -> Option<Finding> {
    let is_tests = file.path.ends_with("/tests.rs") || file.path.contains("/tests/");
    let is_module = file.path.contains("/src/") && !is_tests;
    let begins = file.text.lines().find(|line| !line.trim().is_empty() && !is_generated_marker(line));
    let says_so = begins.is_some_and(|line| line.starts_with("//!"));
    (is_module && !says_so).then(|| {
        let remedy = "begin with a `//!` paragraph: what it is for and what it deliberately does not do";
        Finding::new(&file.path, 1, "module without a head comment", remedy)
    })
}

fn is_generated_marker(line: &str) -> bool {
    line.starts_with("// ") && line.contains(concat!("@", "generated"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&SourceFile::new(path, text)).len()
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        assert_eq!(count("crates/yard/src/utils.rs", "//! x\n"), 1);
        assert_eq!(count("crates/yard/src/helpers/port.rs", "//! x\n"), 1);
        assert_eq!(count("crates/yard/src/modem_manager.rs", "//! x\n"), 1);
        assert_eq!(count("web/src/ui/utils.ts", ""), 1);
        assert_eq!(count("crates/yard/src/lib.rs", "//! x\npub(crate) mod common;\n"), 1);
        assert_eq!(count("crates/yard/src/commonplace.rs", "//! x\nmod commons {}\n// mod utils\n"), 0);
    }

    #[test]
    fn a_module_begins_with_its_head() {
        assert_eq!(count("crates/yard/src/line.rs", "use a;\n"), 1);
        assert_eq!(count("crates/yard/src/line.rs", ""), 1);
        assert_eq!(count("crates/yard/src/line.rs", "//! A line.\n"), 0);
        assert_eq!(count("crates/yard/src/line/tests.rs", "use super::*;\n"), 0);
        assert_eq!(count("crates/yard/build.rs", "fn main() {}\n"), 0);
        let generated = format!("// {}{} by a program\n//! A table.\n", "@", "generated");
        assert_eq!(count("crates/yard/src/table.rs", &generated), 0);
    }
}
