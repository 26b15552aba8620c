//! From bytes to lines and prompts, one byte at a time, so that the way a stream is cut cannot matter.
//!
//! A line ends at CR or LF; empty lines vanish. NULs, other control characters and high bytes in front of a line
//! are line noise of a starting modem and vanish too, but are counted: many of them mean a wrong speed or port.
//! A `+CUSD` string may hold line ends: its line goes on until the quote is closed.

/// What the bytes add up to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Line(String),
    Prompt,
    Binary,
    Overlong,
}

/// Non-text bytes that make a stream binary.
const BINARY_RUN: usize = 64;

#[derive(Debug)]
pub(super) struct Framer {
    line: Vec<u8>,
    limit: usize,
    overlong: bool,
    strange: usize,
}

impl Framer {
    pub(super) fn new(limit: usize) -> Self {
        Self { line: Vec::new(), limit: limit.max(16), overlong: false, strange: 0 }
    }

    /// Takes one byte; a prompt is only seen while one may come.
    pub(super) fn push(&mut self, byte: u8, prompt_may_come: bool, out: &mut Vec<Token>) {
        match byte {
            b'\r' | b'\n' => self.end_line(prompt_may_come, out),
            // Ctrl-Z and ESC are echoes of our own.
            0x00 | 0x1A | 0x1B => {}
            b'\t' | 0x20..=0x7E => self.push_text(byte, prompt_may_come, out),
            0x80.. => self.push_high(byte, out),
            0x01..=0x1F | 0x7F => self.count_strange(out),
        }
    }

    /// Whether a lone `>` stands at the end: some modems prompt without the blank.
    pub(super) fn ends_in_bare_prompt(&self) -> bool {
        self.line == b">"
    }

    /// Whether a quoted string is still open over a line end.
    pub(super) fn is_continuing(&self) -> bool {
        self.line.contains(&b'\n')
    }

    /// Takes a lone `>` for the prompt it is.
    pub(super) fn take_bare_prompt(&mut self) -> bool {
        let found = self.ends_in_bare_prompt();
        if found {
            self.line.clear();
        }
        found
    }

    /// Gives up waiting for a closing quote: the lines as they stood, an unfinished last one kept.
    pub(super) fn split_continuation(&mut self, out: &mut Vec<Token>) {
        let Some(end) = self.line.iter().rposition(|b| *b == b'\n') else { return };
        let rest = self.line.split_off(end + 1);
        let lines = std::mem::replace(&mut self.line, rest);
        out.extend(lines.split(|b| *b == b'\n').filter_map(text).map(Token::Line));
    }

    fn push_text(&mut self, byte: u8, prompt_may_come: bool, out: &mut Vec<Token>) {
        if self.line.is_empty() && matches!(byte, b' ' | b'\t') {
            return;
        }
        self.store(byte, out);
        if prompt_may_come && self.line == b"> " {
            self.line.clear();
            out.push(Token::Prompt);
        }
    }

    fn push_high(&mut self, byte: u8, out: &mut Vec<Token>) {
        // Inside an announcement high bytes are text in some character set (USSD, operator names).
        let inside = self.line.first().is_some_and(|first| matches!(first, b'+' | b'^' | b'#' | b'*'));
        if !inside {
            self.count_strange(out);
        }
        if !self.line.is_empty() {
            self.store(byte, out);
        }
    }

    fn store(&mut self, byte: u8, out: &mut Vec<Token>) {
        if self.overlong {
            return;
        }
        self.line.push(byte);
        if self.line.len() <= self.limit {
            return;
        }
        if self.is_continuing() {
            self.split_continuation(out);
        } else {
            self.line = Vec::new();
            self.overlong = true;
            out.push(Token::Overlong);
        }
    }

    fn count_strange(&mut self, out: &mut Vec<Token>) {
        self.strange += 1;
        if self.strange >= BINARY_RUN {
            self.strange = 0;
            out.push(Token::Binary);
        }
    }

    fn end_line(&mut self, prompt_may_come: bool, out: &mut Vec<Token>) {
        if std::mem::take(&mut self.overlong) {
            self.line.clear();
            return;
        }
        if self.line.is_empty() {
            return;
        }
        if prompt_may_come && self.take_bare_prompt() {
            out.push(Token::Prompt);
            return;
        }
        if is_open_ussd(&self.line) {
            if self.line.last() != Some(&b'\n') {
                self.store(b'\n', out);
            }
            return;
        }
        let line = std::mem::take(&mut self.line);
        if line.len() > 1 && line.is_ascii() {
            self.strange = 0;
        }
        out.extend(text(&line).map(Token::Line));
    }
}

/// Whether the line is a `+CUSD` whose string is not closed yet.
fn is_open_ussd(line: &[u8]) -> bool {
    let is_ussd = line.get(..6).is_some_and(|head| head.eq_ignore_ascii_case(b"+CUSD:"));
    is_ussd && line.iter().filter(|b| **b == b'"').count() % 2 == 1
}

/// UTF-8 where it is, Latin-1 otherwise; none when only blanks are left.
fn text(line: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => line.iter().map(|b| char::from(*b)).collect::<String>().trim().to_owned(),
    };
    (!text.is_empty()).then_some(text)
}
