//! Rust source with the insides of comments, strings and character literals blanked out, line for line and byte for
//! byte: what remains can be searched for words and braces without a parser.

/// The code alone; every byte of a comment or of a literal's inside becomes a space, line ends stay.
pub(crate) fn mask(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut masked = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let length = blank_length(bytes, at);
        if length == 0 {
            masked.push(bytes[at]);
            at += 1;
        } else {
            let end = bytes.len().min(at + length);
            masked.extend(bytes[at..end].iter().map(|byte| if *byte == b'\n' { b'\n' } else { b' ' }));
            at = end;
        }
    }
    String::from_utf8_lossy(&masked).into_owned()
}

/// How many bytes from `at` are a comment or a literal; 0 when code stands there.
fn blank_length(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => 1 + string_end(&rest[1..]),
        [b'\'', ..] => character(rest),
        [b'r' | b'b' | b'c', ..] if !follows_word(bytes, at) => prefixed(rest),
        _ => 0,
    }
}

fn follows_word(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| is_word(bytes[before]))
}

/// Letters, digits and underscores, and every byte beyond ASCII.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Comments nest.
fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Bytes up to and with the closing quote.
fn string_end(inside: &[u8]) -> usize {
    let mut at = 0;
    while at < inside.len() {
        match inside[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    inside.len()
}

/// `'x'` and `'\n'`, but not the lifetime `'x`.
fn character(rest: &[u8]) -> usize {
    if rest.get(1) == Some(&b'\\') {
        let close = rest.iter().skip(3).position(|byte| *byte == b'\'');
        return close.map_or(1, |close| close + 4);
    }
    let letter = std::str::from_utf8(&rest[1..rest.len().min(5)])
        .unwrap_or_else(|error| std::str::from_utf8(&rest[1..=error.valid_up_to()]).unwrap_or_default());
    let length = letter.chars().next().map_or(0, char::len_utf8);
    if length > 0 && rest.get(1 + length) == Some(&b'\'') { length + 2 } else { 0 }
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`, `b'…'`; not the raw identifier `r#type`.
fn prefixed(rest: &[u8]) -> usize {
    let letters = rest.iter().take_while(|byte| matches!(byte, b'r' | b'b' | b'c')).count().min(2);
    let hashes = rest[letters..].iter().take_while(|byte| **byte == b'#').count();
    let raw = rest[..letters].contains(&b'r');
    let open = letters + hashes;
    match rest.get(open) {
        Some(b'"') if raw => open + 1 + raw_end(&rest[open + 1..], hashes),
        Some(b'"') if hashes == 0 => open + 1 + string_end(&rest[open + 1..]),
        Some(b'\'') if hashes == 0 && rest[..letters] == *b"b" => open + character(&rest[open..]),
        _ => 0,
    }
}

fn raw_end(inside: &[u8], hashes: usize) -> usize {
    let closes =
        |at: usize| inside[at] == b'"' && inside[at + 1..].iter().take(hashes).all(|byte| *byte == b'#');
    let end = (0..inside.len().saturating_sub(hashes)).find(|at| closes(*at));
    end.map_or(inside.len(), |end| end + 1 + hashes)
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[track_caller]
    fn check(source: &str, kept: &str) {
        let masked = mask(source);
        assert_eq!(masked.len(), source.len());
        assert_eq!(masked.split_whitespace().collect::<Vec<_>>().join(" "), kept);
    }

    #[test]
    fn comments_and_strings_are_blanked() {
        check("a // fn b() {\nc", "a c");
        check("a /* { /* nested */ } */ b", "a b");
        check(r#"call("{ fn x \" }", y)"#, "call( , y)");
        check("let s = \"two\nlines {\"; done", "let s = ; done");
    }

    #[test]
    fn raw_strings_end_at_their_hashes() {
        check(r##"x(r#"a " { b"#) y"##, "x( ) y");
        check(r#"x(r"\") y"#, "x( ) y");
        check(r#"x(br"{", b"}", c"{", b'{') y"#, "x( , , , ) y");
        check("r#type { }", "r#type { }");
        check(r#"var"{""#, "var");
    }

    #[test]
    fn characters_are_told_from_lifetimes() {
        check("f('{', '\\'', '\\u{7b}', '“') g", "f( , , , ) g");
        check("fn f<'a>(x: &'a str) { 'b: loop {} }", "fn f<'a>(x: &'a str) { 'b: loop {} }");
    }

    #[test]
    fn lines_stay_where_they_are() {
        assert_eq!(mask("/* a\nb */\n\"c\nd\"\n").lines().count(), 4);
        assert_eq!(mask("an unfinished \"string").len(), 21);
    }
}
