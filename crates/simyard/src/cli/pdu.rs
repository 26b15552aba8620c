//! `simyard pdu decode` and `simyard pdu encode`: one JSON object a line, for scripts and for looking into a PDU.
//!
//! Decoding from standard input holds one line at a time and answers each before it reads the next, so it can sit in
//! a pipe for as long as one likes. A line that is no PDU gets an object with `error` and never ends the stream.

use std::io::{self, BufRead, Read as _, Write};
use std::process::ExitCode;

use ::pdu::json::{describe, describe_encoded, describe_error, describe_pdu};
use ::pdu::{
    Address, AlphabetChoice, Class, Language, Reference, ReportRequest, Submit, SubmitOptions, TextOptions,
};
use clap::Subcommand;
use serde_json::{Value, json};

/// A PDU has at most 176 octets in a modem's memory; longer lines are refused without being kept.
const MAX_LINE_BYTES: u64 = 16 * 1024;

#[derive(Debug, Subcommand)]
pub(crate) enum PduCommand {
    /// Decode a PDU, service centre prefix included, to JSON.
    Decode {
        /// Hex text; `-` reads one PDU a line from standard input.
        hex: String,
        /// The length which the modem announced; tells a PDU whose service centre prefix was left out.
        #[arg(long, value_name = "OCTETS")]
        length: Option<usize>,
    },
    /// Encode a text to the PDUs for `AT+CMGS`, one JSON object for each part.
    Encode {
        /// The recipient: `+49…`, a short code.
        #[arg(long)]
        to: Address,
        /// The text.
        text: String,
        /// Message class; 0 is shown at once and not stored.
        #[arg(long, value_parser = class)]
        class: Option<Class>,
        /// Try the national tables before UCS-2.
        #[arg(long)]
        national: bool,
        /// Ask for a status report for every part.
        #[arg(long)]
        report: bool,
        /// The reference of a long message.
        #[arg(long, default_value_t = 1)]
        reference: u16,
        /// Use a 16-bit reference.
        #[arg(long)]
        wide: bool,
    },
}

impl PduCommand {
    /// Prints the answer; fails when a single PDU or a text is refused.
    pub(crate) fn run(self) -> ExitCode {
        let mut out = io::stdout().lock();
        let written = match self {
            Self::Decode { hex, length: _ } if hex == "-" => decode_lines(&mut io::stdin().lock(), &mut out),
            Self::Decode { hex, length } => print(&mut out, &[decode(&hex, length)]),
            Self::Encode { to, text, class, national, report, reference, wide } => {
                let alphabet = match national {
                    true => AlphabetChoice::National(Language::ALL.to_vec()),
                    false => AlphabetChoice::Automatic,
                };
                let reference = match u8::try_from(reference) {
                    Ok(reference) if !wide => Reference::EightBit(reference),
                    _ => Reference::SixteenBit(reference),
                };
                let text_options = TextOptions { alphabet, class, reference, ports: None };
                let report = if report { ReportRequest::EveryPart } else { ReportRequest::None };
                let options = SubmitOptions { text: text_options, report, ..SubmitOptions::default() };
                print(&mut out, &encode(&to, &text, &options))
            }
        };
        // A reader that has gone away has seen enough.
        if written.unwrap_or(true) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn class(text: &str) -> Result<Class, String> {
    let number = text.parse().ok().and_then(Class::from_number);
    number.ok_or_else(|| format!("{text} is not a message class; there are 0, 1, 2 and 3"))
}

fn decode(hex: &str, length: Option<usize>) -> Value {
    let Some(length) = length else { return describe(hex) };
    match ::pdu::decode_hex_with_length(hex, length) {
        Ok(pdu) => describe_pdu(&pdu),
        Err(error) => describe_error(&error),
    }
}

fn encode(to: &Address, text: &str, options: &SubmitOptions) -> Vec<Value> {
    match Submit::for_text(to, text, options) {
        Ok(parts) => parts.iter().map(|part| describe_encoded(&part.encode(None))).collect(),
        Err(error) => vec![json!({ "error": error.to_string() })],
    }
}

/// Prints one object a line; `false` when one of them is a refusal.
fn print(out: &mut impl Write, values: &[Value]) -> io::Result<bool> {
    for value in values {
        writeln!(out, "{value}")?;
    }
    out.flush()?;
    Ok(values.iter().all(|value| value.get("error").is_none()))
}

/// Answers each line with one object; a line that is no PDU does not make the command fail.
fn decode_lines(input: &mut impl BufRead, out: &mut impl Write) -> io::Result<bool> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)? == 0 {
            return Ok(true);
        }
        let ended =
            line.ends_with(b"\n") || u64::try_from(line.len()).is_ok_and(|length| length < MAX_LINE_BYTES);
        let answer = if ended {
            describe(&String::from_utf8_lossy(&line))
        } else {
            input.skip_until(b'\n')?;
            json!({ "error": format!("the line is longer than {MAX_LINE_BYTES} bytes"), "octet": MAX_LINE_BYTES / 2 })
        };
        print(out, &[answer])?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "00040C9109351232547600004220923295852107EE3768DE9E8F01";

    fn decoded(input: &[u8]) -> Vec<Value> {
        let mut out = Vec::new();
        decode_lines(&mut &*input, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn every_line_has_one_answer_and_a_bad_one_does_not_end_the_stream() {
        let input = format!("{GOOD}\r\n\nxyz\n\u{20ac}\n{}", GOOD.to_lowercase());
        let answers = decoded(input.as_bytes());
        assert_eq!(answers.len(), 5);
        assert_eq!((&answers[0]["text"], &answers[4]["text"]), (&json!("no smsc"), &json!("no smsc")));
        assert_eq!(answers[1]["error"], "octet 0: the input is empty");
        assert!(answers[2]["error"].is_string() && answers[3]["error"].is_string());
    }

    #[test]
    fn endless_line_is_refused_and_skipped() {
        let input = [vec![b'0'; 100_000], b"\n".to_vec(), GOOD.into(), b"\n".to_vec()].concat();
        let answers = decoded(&input);
        assert_eq!(answers.len(), 2);
        assert!(answers[0]["error"].is_string());
        assert_eq!(answers[1]["text"], "no smsc");
    }

    #[test]
    fn encoded_parts_carry_what_at_needs() {
        let to = "+34654123456".parse().unwrap();
        let parts = encode(&to, "hola", &SubmitOptions::default());
        assert_eq!(parts[0]["pdu_hex"], "0011000B914356143254F60000AA04E8373B0C");
        assert_eq!(parts[0]["tpdu_len"], 18);
    }
}
