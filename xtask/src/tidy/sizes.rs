//! Files and functions that have grown past what a person reads in one go.

use super::Finding;
use super::functions::functions;
use super::tree::SourceFile;

/// Most files should have 80 to 250 lines; past this one there is a seam to be found.
const LONGEST_FILE: usize = 500;

/// Most functions should have 6 to 40 lines.
const LONGEST_FUNCTION: usize = 100;

/// Kinds of files that are code.
const CODE: [&str; 6] = ["rs", "ts", "tsx", "js", "mjs", "css"];

/// A file or function that may be longer, and why.
struct Allowance {
    path: &'static str,
    /// A function's name; none allows the file.
    function: Option<&'static str>,
    #[expect(dead_code, reason = "for the reader: an allowance without a reason does not compile")]
    reason: &'static str,
}

/// Keep this short: splitting is nearly always the better answer.
const ALLOWED: &[Allowance] = &[];

pub(crate) fn check(file: &SourceFile) -> Vec<Finding> {
    if file.is_generated() || !CODE.contains(&file.extension()) {
        return Vec::new();
    }
    let mut findings = long_file(file).filter(|_| !allows(&file.path, None)).into_iter().collect::<Vec<_>>();
    findings.extend(long_functions(file).filter(|(name, _)| !allows(&file.path, Some(name))).map(|(_, f)| f));
    findings
}

/// Allowances nobody needs any more.
pub(crate) fn stale_allowances(files: &[SourceFile]) -> Vec<Finding> {
    let stale = ALLOWED.iter().filter(|allowance| {
        let file = files.iter().find(|file| file.path == allowance.path);
        !file.is_some_and(|file| match allowance.function {
            None => long_file(file).is_some(),
            Some(function) => long_functions(file).any(|(name, _)| name == function),
        })
    });
    stale
        .map(|allowance| {
            Finding::new(
                allowance.path,
                1,
                "is allowed to be long, but is not",
                "take it off the list in xtask/src/tidy/sizes.rs",
            )
        })
        .collect()
}

fn allows(path: &str, function: Option<&str>) -> bool {
    ALLOWED.iter().any(|allowance| allowance.path == path && allowance.function == function)
}

fn long_file(file: &SourceFile) -> Option<Finding> {
    let lines = file.text.lines().count();
    let what = || format!("{lines} lines, more than {LONGEST_FILE}");
    (lines > LONGEST_FILE).then(|| Finding::new(&file.path, LONGEST_FILE + 1, what(), "split it at its seam"))
}

fn long_functions(file: &SourceFile) -> impl Iterator<Item = (String, Finding)> {
    let long = functions(&file.code).into_iter().filter(|function| function.lines > LONGEST_FUNCTION);
    long.map(|function| {
        let what = format!("`{}` has {} lines, more than {LONGEST_FUNCTION}", function.name, function.lines);
        let finding = Finding::new(&file.path, function.line, what, "give its parts names of their own");
        (function.name, finding)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_past_the_limit_is_found_unless_a_program_wrote_it() {
        let long = "//! A table.\n".repeat(LONGEST_FILE + 1);
        assert_eq!(check(&SourceFile::new("crates/pdu/src/table.rs", long.clone())).len(), 1);
        assert_eq!(check(&SourceFile::new("docs/table.md", long.clone())), []);
        let generated = format!("// {}{}\n{long}", "@", "generated");
        assert_eq!(check(&SourceFile::new("crates/pdu/src/table.rs", generated)), []);
        let edge = "//! A table.\n".repeat(LONGEST_FILE);
        assert_eq!(check(&SourceFile::new("crates/pdu/src/table.rs", edge)), []);
    }

    #[test]
    fn a_function_past_the_limit_is_found_where_it_begins() {
        let source = |body: usize| format!("\nfn grown() {{\n{}}}\n", "    step();\n".repeat(body));
        let findings = check(&SourceFile::new("crates/hub/src/answer.rs", source(LONGEST_FUNCTION)));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].line, 2);
        assert_eq!(check(&SourceFile::new("crates/hub/src/answer.rs", source(LONGEST_FUNCTION - 2))), []);
    }
}
