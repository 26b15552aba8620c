//! Final results: the lines that end a command.

use crate::answer::Completion;
use crate::{CmeCode, CmsCode, Command, Failure};

/// A command's end as one line tells it.
pub(super) type Final = Result<Completion, Failure>;

/// Understands a line as the final result of `command`; digits count where they may.
pub(super) fn of_command(line: &str, command: &Command, numeric: bool) -> Option<Final> {
    if let Some(ended) = of_any(line) {
        return Some(ended);
    }
    if command.is_call()
        && let Some(ended) = of_call(line)
    {
        return Some(ended);
    }
    if numeric || command.numeric { digit(line, command.is_call()) } else { None }
}

/// Understands a line as a final result whatever was asked.
pub(super) fn of_any(line: &str) -> Option<Final> {
    match line {
        "OK" => return Some(Ok(Completion::Final)),
        "ERROR" => return Some(Err(Failure::Error)),
        "COMMAND NOT SUPPORT" => return Some(Err(Failure::NotSupported)),
        "TOO MANY PARAMETERS" => return Some(Err(Failure::Error)),
        _ => {}
    }
    if let Some(rest) = line.strip_prefix("+CME ERROR") {
        return Some(Err(Failure::Cme(CmeCode::read(after_colon(rest)))));
    }
    line.strip_prefix("+CMS ERROR").map(|rest| Err(Failure::Cms(CmsCode::read(after_colon(rest)))))
}

/// A single digit as `ATV0` sends it.
pub(super) fn digit(line: &str, is_call: bool) -> Option<Final> {
    match line {
        "0" => Some(Ok(Completion::Final)),
        "4" => Some(Err(Failure::Error)),
        "1" if is_call => Some(Ok(Completion::Connect)),
        "3" if is_call => Some(Err(Failure::NoCarrier)),
        "6" if is_call => Some(Err(Failure::NoDialTone)),
        "7" if is_call => Some(Err(Failure::Busy)),
        "8" if is_call => Some(Err(Failure::NoAnswer)),
        _ => None,
    }
}

/// Two lines that lost the line end between them (`ERROR+CNUM: …`): the result and the rest.
pub(super) fn split_glued(line: &str) -> Option<(&str, &str)> {
    let result_end = match line {
        _ if line.starts_with("OK") => 2,
        _ if line.starts_with("ERROR") => 5,
        _ if line.starts_with("+CME ERROR:") || line.starts_with("+CMS ERROR:") => {
            let tail = line[11..].trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
            if tail.len() == line[11..].trim_start().len() {
                return None;
            }
            line.len() - tail.len()
        }
        _ => return None,
    };
    let (result, rest) = line.split_at(result_end);
    let mut head = rest.chars();
    let is_announcement = matches!(head.next(), Some('+' | '^' | '#' | '*'))
        && head.next().is_some_and(|c| c.is_ascii_alphabetic())
        && rest.contains(':');
    is_announcement.then_some((result, rest))
}

fn of_call(line: &str) -> Option<Final> {
    match line {
        "NO CARRIER" => Some(Err(Failure::NoCarrier)),
        "BUSY" => Some(Err(Failure::Busy)),
        "NO ANSWER" => Some(Err(Failure::NoAnswer)),
        "NO DIALTONE" | "NO DIAL TONE" => Some(Err(Failure::NoDialTone)),
        _ if line.starts_with("CONNECT") => Some(Ok(Completion::Connect)),
        _ => None,
    }
}

fn after_colon(rest: &str) -> &str {
    rest.trim_start().trim_start_matches(':').trim()
}
