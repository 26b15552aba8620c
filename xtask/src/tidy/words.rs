//! Words and characters that do not belong into the repository.

use super::Finding;
use super::mask::is_word;
use super::tree::SourceFile;

/// Work that was put off: it belongs into an issue, with its reason.
const MARKERS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];

/// Code that ends the program where a decision is missing.
const UNFINISHED: [&str; 2] = [concat!("to", "do!("), concat!("unimpl", "emented!(")];

/// Paths of one machine, and hosts that a mirror replaces.
const FOREIGN: [(&str, &str); 6] = [
    (concat!("/wo", "rk/"), "say it relative to the repository"),
    (concat!("/fa", "rm/"), "say it relative to the repository"),
    (concat!("/tmp/", "brief"), "say what was meant"),
    (concat!("index.crates", ".io"), "leave the registry to the machine's configuration"),
    (concat!("static.crates", ".io"), "leave the registry to the machine's configuration"),
    (concat!("registry.npm", "js"), "leave the registry to the machine's configuration"),
];

/// Kinds of files in which a marker is one; in prose and in data it may be a word like any other.
const MARKED: [&str; 11] = ["rs", "ts", "tsx", "js", "mjs", "css", "toml", "sh", "yml", "yaml", "sql"];

pub(crate) fn check(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let marked = MARKED.contains(&file.extension());
    for (index, line) in file.text.lines().enumerate() {
        let mut found =
            |what: String, remedy: &str| findings.push(Finding::new(&file.path, index + 1, what, remedy));
        for marker in MARKERS.iter().filter(|marker| marked && is_marker(line, marker)) {
            found(format!("`{marker}` in the code"), "do it, or say why not and where it is tracked");
        }
        for (word, remedy) in FOREIGN.iter().filter(|(word, _)| has_start(line, word)) {
            found(format!("`{word}` belongs to one machine"), remedy);
        }
    }
    for (index, line) in file.code.lines().enumerate() {
        for word in UNFINISHED.iter().filter(|word| has_start(line, word)) {
            let what = format!("`{word}…)` ends the program");
            findings.push(Finding::new(
                &file.path,
                index + 1,
                what,
                "write the case, or make it unrepresentable",
            ));
        }
    }
    findings.extend(missing_line_end(file));
    findings
}

fn missing_line_end(file: &SourceFile) -> Option<Finding> {
    let lines = file.text.lines().count();
    let missing = !file.text.is_empty() && !file.text.ends_with('\n');
    missing.then(|| {
        Finding::new(&file.path, lines, "the last line does not end", "end the file with a line feed")
    })
}

/// The word stands alone and unquoted: `"XY"` in quotes is a value.
fn is_marker(line: &str, word: &str) -> bool {
    let quoted = |at: usize| line[at + word.len()..].starts_with(['"', '\'', '`']);
    has_word(line, word) && starts(line, word).any(|at| !quoted(at))
}

/// The word stands alone.
pub(crate) fn has_word(line: &str, word: &str) -> bool {
    starts(line, word).any(|at| line.as_bytes().get(at + word.len()).is_none_or(|byte| !is_word(*byte)))
}

/// The word begins here: it is not the end of a longer one, nor of a longer path.
fn has_start(line: &str, word: &str) -> bool {
    starts(line, word).next().is_some()
}

fn starts(line: &str, word: &str) -> impl Iterator<Item = usize> {
    let in_path = word.starts_with('/');
    line.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = at.checked_sub(1).map(|before| line.as_bytes()[before]);
        let longer = |byte| is_word(byte) || in_path && matches!(byte, b'.' | b'-' | b'}' | b'*');
        !before.is_some_and(longer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&SourceFile::new(path, text)).len()
    }

    #[test]
    fn markers_are_found_in_code_but_not_inside_words_or_prose() {
        let [marker, ..] = MARKERS;
        assert_eq!(count("a.rs", &format!("// {marker}: later\n")), 1);
        assert_eq!(count("a.rs", &format!("// {marker}S and {marker}_LIST\n")), 0);
        assert_eq!(count("a.rs", &format!("let unknown = \"{marker}\";\n")), 0);
        assert_eq!(count("a.md", &format!("No {marker} here.\n")), 0);
    }

    #[test]
    fn unfinished_code_is_found_but_not_in_strings() {
        let [unfinished, _] = UNFINISHED;
        assert_eq!(count("a.rs", &format!("fn f() {{ {unfinished}) }}\n")), 1);
        assert_eq!(count("a.rs", &format!("const A: &str = \"{unfinished})\";\n")), 0);
    }

    #[test]
    fn paths_of_one_machine_are_found_where_they_start() {
        let [(path, _), ..] = FOREIGN;
        assert_eq!(count("a.md", &format!("see {path}main\n")), 1);
        assert_eq!(count("a.md", &format!("see docs{path}main and ..{path}main\n")), 0);
    }

    #[test]
    fn the_last_line_must_end() {
        assert_eq!(count("a.md", "one\ntwo"), 1);
        assert_eq!(count("a.md", "one\ntwo\n"), 0);
        assert_eq!(count("a.md", ""), 0);
    }
}
