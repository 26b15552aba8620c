//! Reading a command line: `ATE0V1`, `AT+CSQ;+CREG?`, `AT+CMGL=4`.
//!
//! Only the form is known here; what a command means is decided in `commands`.

/// How an extended command is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `AT+CSQ`
    Execute,
    /// `AT+CREG?`
    Read,
    /// `AT+CPMS=?`
    Test,
    /// `AT+CMGD=3,0`
    Set,
}

/// One command of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    /// Upper case, with its mark: `+CMGL`, `^CURC`; basic commands as `E`, `&F`.
    pub(super) name: String,
    pub(super) form: Form,
    pub(super) args: Args,
}

impl Command {
    /// The command as written, upper case, without spaces around: a key for tables of fixed answers.
    pub(super) fn key(&self) -> String {
        match self.form {
            Form::Execute => self.name.clone(),
            Form::Read => format!("{}?", self.name),
            Form::Test => format!("{}=?", self.name),
            Form::Set => format!("{}={}", self.name, self.args.raw.to_ascii_uppercase()),
        }
    }
}

/// The part after `=`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Args {
    raw: String,
    fields: Vec<String>,
}

impl Args {
    fn parse(raw: &str) -> Self {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        for c in raw.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                _ => {
                    if let Some(field) = fields.last_mut() {
                        field.push(c);
                    }
                }
            }
        }
        Self { raw: raw.to_owned(), fields }
    }

    /// Number of fields, an empty text counting as one.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// A field without its quotes; empty when absent.
    pub(super) fn text(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", |field| field.trim())
    }

    /// A field as a number; `None` when absent or not a number.
    pub(super) fn number(&self, index: usize) -> Option<u32> {
        self.text(index).parse().ok()
    }

    /// A field as a number, with a value for an empty field; `None` for nonsense.
    pub(super) fn number_or(&self, index: usize, default: u32) -> Option<u32> {
        if self.text(index).is_empty() { Some(default) } else { self.number(index) }
    }
}

/// The commands after the first `AT` prefix of a line; `None` when it is not a command line at all.
///
/// What stands before the prefix is ignored, as modems do: a client that first sends ESC or noise is still heard.
pub(super) fn parse_line(line: &str) -> Option<Vec<Command>> {
    let upper = line.to_ascii_uppercase();
    let start = upper.find("AT")? + 2;
    let mut rest = line.get(start..)?.trim();
    let mut commands = Vec::new();
    while !rest.is_empty() {
        let (command, tail) = if rest.starts_with(['+', '^', '#', '!', '$', '%', '*', '_']) {
            extended(rest)
        } else {
            basic(rest)
        };
        commands.extend(command);
        rest = tail.trim_start_matches([';', ' ']);
    }
    Some(commands)
}

fn extended(text: &str) -> (Option<Command>, &str) {
    let (body, tail) = split_unquoted(text, ';');
    let (name, form, raw) = match body.split_once('=') {
        Some((name, "?")) => (name, Form::Test, ""),
        Some((name, args)) => (name, Form::Set, args),
        None => match body.strip_suffix('?') {
            Some(name) => (name, Form::Read, ""),
            None => (body, Form::Execute, ""),
        },
    };
    let name = name.trim().to_ascii_uppercase();
    (Some(Command { name, form, args: Args::parse(raw) }), tail)
}

/// A basic command is one letter (or `&` and a letter) and digits; `S` takes a register; `I` may stand alone; `D`
/// takes the rest of the line.
fn basic(text: &str) -> (Option<Command>, &str) {
    let letters = if text.starts_with('&') { 2 } else { 1 };
    let Some((name, tail)) = text.split_at_checked(letters) else { return (None, "") };
    let name = name.to_ascii_uppercase();
    let end = match name.as_str() {
        "D" => tail.len(),
        "S" => tail.find(|c: char| !c.is_ascii_digit() && c != '=' && c != '?').unwrap_or(tail.len()),
        _ => tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len()),
    };
    let (value, tail) = tail.split_at(end);
    let form = if value.is_empty() { Form::Execute } else { Form::Set };
    (Some(Command { name, form, args: Args::parse(value) }), tail)
}

fn split_unquoted(text: &str, at: char) -> (&str, &str) {
    let mut quoted = false;
    for (index, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            c if c == at && !quoted => return (&text[..index], &text[index + 1..]),
            _ => {}
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(line: &str) -> Vec<String> {
        parse_line(line).unwrap_or_default().iter().map(Command::key).collect()
    }

    #[test]
    fn lines_fall_into_commands() {
        assert_eq!(keys("AT"), Vec::<String>::new());
        assert_eq!(keys("ate0v1+CMEE=1;+CREG?"), ["E=0", "V=1", "+CMEE=1", "+CREG?"]);
        assert_eq!(keys("AT&F&D2S0=1"), ["&F", "&D=2", "S=0=1"]);
        assert_eq!(keys("AT+CPMS=?"), ["+CPMS=?"]);
        assert_eq!(keys("\u{1b}\u{0}AT^CURC=0"), ["^CURC=0"]);
        assert_eq!(parse_line("hello"), None);
    }

    #[test]
    fn quoted_separators_belong_to_the_text() {
        let commands = parse_line(r#"AT+CUSD=1,"*1;2,3#",15"#).unwrap();
        assert_eq!(commands[0].args.text(1), "*1;2,3#");
        assert_eq!(commands[0].args.number(2), Some(15));
    }
}
