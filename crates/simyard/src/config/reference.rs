//! The configuration reference for people, made from the commented defaults so that it can't drift from them.

use std::fmt::Write as _;

/// `docs/configuration.md`: the intro, then one table a section, then the tables of SIMs and hubs as they stand.
pub(crate) fn reference() -> String {
    let mut page = String::from(
        "# Configuration reference\n\nMade from the built-in defaults by `simyard config reference`; do not edit.\n",
    );
    let mut pending: Vec<&str> = Vec::new();
    let mut in_table = false;
    for line in super::DEFAULTS.lines() {
        if let Some(comment) = line.strip_prefix('#') {
            pending.push(comment.strip_prefix(' ').unwrap_or(comment));
        } else if let Some(section) = line.strip_prefix('[') {
            flush(&mut page, &mut pending);
            let _ = writeln!(page, "\n## `[{}]`\n", section.trim_end_matches(']'));
            in_table = false;
        } else if let Some((key, value)) = line.split_once(" = ") {
            if !in_table {
                page.push_str("| Key | Default | Meaning |\n|---|---|---|\n");
                in_table = true;
            }
            let _ = writeln!(page, "| `{key}` | `{value}` | {} |", pending.join(" ").replace('|', "\\|"));
            pending.clear();
        } else {
            flush(&mut page, &mut pending);
        }
    }
    flush(&mut page, &mut pending);
    page
}

/// Free-standing comments: prose as it is, commented-out tables as TOML.
fn flush(page: &mut String, pending: &mut Vec<&str>) {
    let Some(start) = pending.iter().position(|line| line.starts_with("[[")) else {
        if !pending.is_empty() {
            let _ = writeln!(page, "\n{}", pending.join("\n"));
        }
        pending.clear();
        return;
    };
    let (prose, table) = pending.split_at(start);
    let title = table[0].trim_matches(['[', ']']);
    let _ = writeln!(
        page,
        "\n## `[[{title}]]`\n\n{}\n\n```toml\n{}\n```",
        prose.join("\n").trim(),
        table.join("\n")
    );
    pending.clear();
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_key_is_in_the_reference() {
        let page = super::reference();
        for key in
            super::super::DEFAULTS.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key)
        {
            let key = key.trim_start_matches("# ").trim();
            assert!(page.contains(key), "{key}");
        }
        assert!(page.contains("## `[[hub]]`"));
    }
}
