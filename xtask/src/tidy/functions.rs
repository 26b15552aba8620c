//! Where the functions of masked Rust source begin and end.

use super::mask::is_word;

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The line of its `fn`, counted from 1.
    pub(crate) line: usize,
    /// From the line of `fn` to the line of the closing brace.
    pub(crate) lines: usize,
}

/// Every function with a body, also nested ones.
pub(crate) fn functions(code: &str) -> Vec<Function> {
    let bytes = code.as_bytes();
    let starts = code.match_indices("fn").map(|(at, _)| at).filter(|at| is_keyword(bytes, *at));
    starts.filter_map(|start| function(code, start)).collect()
}

fn is_keyword(bytes: &[u8], at: usize) -> bool {
    let starts = at == 0 || !is_word(bytes[at - 1]) && bytes[at - 1] != b'#';
    starts && bytes.get(at + 2).is_some_and(u8::is_ascii_whitespace)
}

fn function(code: &str, start: usize) -> Option<Function> {
    let name: String =
        code[start + 2..].trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let open = body(code.as_bytes(), start)?;
    let end = closing_brace(code.as_bytes(), open)?;
    if name.is_empty() {
        return None;
    }
    let line = 1 + count_lines(&code[..start]);
    Some(Function { name, line, lines: 1 + count_lines(&code[start..end]) })
}

/// The opening brace of the body; a declaration ends with a semicolon instead.
fn body(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(at),
            b';' | b'}' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

fn closing_brace(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn count_lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::super::mask::mask;
    use super::functions;

    fn found(source: &str) -> Vec<(String, usize, usize)> {
        functions(&mask(source)).into_iter().map(|f| (f.name, f.line, f.lines)).collect()
    }

    #[test]
    fn a_function_is_measured_from_its_signature_to_its_brace() {
        let source = "\npub fn short() {}\n\nasync fn long(\n    a: [u8; 3],\n) -> u8\nwhere\n    u8: Copy,\n{\n    a[0]\n}\n";
        assert_eq!(found(source), [("short".to_owned(), 2, 1), ("long".to_owned(), 4, 8)]);
    }

    #[test]
    fn braces_in_strings_and_comments_do_not_count() {
        let source = "fn a() {\n    let s = \"}\"; // }\n    let c = '}';\n}\nfn b() {\n}\n";
        assert_eq!(found(source), [("a".to_owned(), 1, 4), ("b".to_owned(), 5, 2)]);
    }

    #[test]
    fn declarations_pointers_and_macros_are_no_functions() {
        assert_eq!(found("trait T { fn a(&self); }\ntype F = fn(u8) -> u8;\nlet f: fn (u8);\n"), []);
        assert_eq!(found("macro_rules! m { ($n:ident) => { fn $n() { 1 } } }\nfn_name { }"), []);
    }

    #[test]
    fn nested_functions_are_found_too() {
        assert_eq!(
            found("fn a() {\n    fn b() {\n    }\n}\n"),
            [("a".to_owned(), 1, 4), ("b".to_owned(), 2, 2)]
        );
    }
}
