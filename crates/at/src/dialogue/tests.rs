//! Scripted dialogues: what is written, read and awaited on the left of each row, what comes out on the right.

use super::*;
use crate::command::ListFilter;
use crate::parse::registration::Domain;
use crate::{Command, Event, Noise, Urc};

/// SMS-DELIVER with a service centre, 36 TPDU octets.
const PDU: &str = concat!(
    "07911326040000F0",
    "040B911346610089F6000020806291731408",
    "12CFF71D14969741F977FD0712CFF71D1496"
);

fn length() -> usize {
    PDU.len() / 2 - 8
}

fn show(event: &Event) -> String {
    match event {
        Event::Done { outcome: Ok(answer), .. } => {
            let how = match answer.completion() {
                Completion::Final => "ok",
                Completion::FinalMissing => "ok without final",
                Completion::Glued => "ok in spite of error",
                Completion::Connect => "connected",
            };
            format!("{how} [{}]", answer.lines().join("|"))
        }
        Event::Done { outcome: Err(failure), .. } => format!("failed {failure:?}"),
        Event::Urc(Urc::Other(line)) => format!("other {line}"),
        Event::Urc(Urc::TextMessage { text, .. }) => format!("text {text}"),
        Event::Urc(Urc::Ussd(ussd)) => format!("ussd {:?} {:?}", ussd.kind, ussd.raw),
        Event::Urc(urc) => format!("{urc:?}"),
        Event::Noise(Noise::Line(line)) => format!("noise {line}"),
        Event::Noise(Noise::Stray(line)) => format!("stray {line}"),
        Event::Noise(Noise::Orphan { header }) => format!("orphan {header}"),
        Event::Noise(noise) => format!("{noise:?}"),
    }
}

fn replace(text: &str) -> String {
    text.replace("PDU", PDU).replace("LEN", &length().to_string())
}

/// Runs a script on a fresh dialogue: `< bytes` arrive (with `\r`, `\n`, `\0` escapes), `+ ms` passes.
/// Everything that comes out is one line of text: `> ` for what is written, events as [`show`] has them.
fn run(command: Option<Command>, script: &[&str], chunk: usize) -> Vec<String> {
    let mut dialogue = Dialogue::new(Settings::default());
    let (mut now, mut out) = (Millis(1_000), Vec::new());
    let mut drain = |dialogue: &mut Dialogue| {
        while let Some(bytes) = dialogue.transmit() {
            out.push(format!("> {}", String::from_utf8_lossy(&bytes).escape_debug()));
        }
        while let Some(event) = dialogue.event() {
            out.push(show(&event));
        }
    };
    if let Some(command) = command {
        dialogue.submit(command, now).unwrap();
        drain(&mut dialogue);
    }
    for step in script {
        let (kind, rest) = step.split_at(2);
        match kind {
            "< " => {
                let text = replace(rest).replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
                for part in text.as_bytes().chunks(chunk) {
                    dialogue.receive(part, now);
                    drain(&mut dialogue);
                }
            }
            "+ " => {
                now = now.after(rest.parse().unwrap());
                dialogue.expire(now);
            }
            "! " => dialogue.cancel(now),
            "= " => dialogue.submit(Command::signal(), now).map(drop).unwrap(),
            _ => panic!("unknown step {step}"),
        }
        drain(&mut dialogue);
    }
    out
}

#[track_caller]
fn check(command: Command, script: &[&str], expected: &[&str]) {
    for chunk in [1, 7, usize::MAX] {
        let out = run(Some(command.clone()), script, chunk);
        assert_eq!(
            out[1..],
            expected.iter().map(|line| replace(line)).collect::<Vec<_>>(),
            "in pieces of {chunk}"
        );
    }
}

#[track_caller]
fn unasked(script: &[&str], expected: &[&str]) {
    for chunk in [1, 5, usize::MAX] {
        let out = run(None, script, chunk);
        assert_eq!(
            out,
            expected.iter().map(|line| replace(line)).collect::<Vec<_>>(),
            "in pieces of {chunk}"
        );
    }
}

fn send() -> Command {
    Command::send_message(u16::try_from(length()).unwrap(), PDU).unwrap()
}

#[test]
fn answers_come_with_and_without_echo_and_with_any_line_end() {
    for bytes in [
        r"< \r\n+CSQ: 20,99\r\n\r\nOK\r\n",
        r"< AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n",
        r"< AT+CSQ\r\r\r\n+CSQ: 20,99\r\r\n\r\r\nOK\r\r\n",
        r"< +CSQ: 20,99\nOK\n",
        r"< +CSQ: 20,99\rOK\r",
        r"< \0\0\r\n+CSQ: 20,99  \r\n\0OK\r\n",
    ] {
        check(Command::signal(), &[bytes], &["ok [+CSQ: 20,99]"]);
    }
}

#[test]
fn results_as_digits_count_where_they_are_expected() {
    check(Command::attention(), &[r"< AT\r0\r"], &["ok []"]);
    check(Command::verbose_results(), &[r"< 4\r"], &["failed Error"]);
    check(Command::signal(), &[r"< 0\r", r"< OK\r\n"], &["noise 0", "ok []"]);
}

#[test]
fn errors_are_read_in_all_forms() {
    let rows = [
        ("ERROR", "failed Error"),
        ("+CME ERROR: 14", "failed Cme(CmeCode(14))"),
        ("+CME ERROR:53", "failed Cme(CmeCode(53))"),
        ("+CME ERROR: SIM busy", "failed Cme(CmeCode(14))"),
        ("+CMS ERROR: 321", "failed Cms(CmsCode(321))"),
        ("+CMS ERROR:AT+CGATT?", "failed Cms(CmsCode(500))"),
        ("COMMAND NOT SUPPORT", "failed NotSupported"),
    ];
    for (line, expected) in rows {
        check(Command::signal(), &[&format!(r"< \r\n{line}\r\n")], &[expected]);
    }
}

#[test]
fn announcements_between_command_and_answer_are_not_taken_for_it() {
    let script = [
        r#"< AT+CMGR=3\r\r\n+CMTI: "SM",18\r\n^RSSI:31\r\n+CMGR: 0,,LEN\r\n+CMTI: "SM",19\r\nPDU\r\n\r\nOK\r\n"#,
    ];
    let expected =
        ["NewMessage(SM, 18)", "Signal(Some(Dbm(-51)))", "NewMessage(SM, 19)", "ok [+CMGR: 0,,LEN|PDU]"];
    check(Command::read_message(3), &script, &expected);
}

#[test]
fn a_direct_message_inside_a_listing_keeps_both() {
    let other = "07911326040000F0040B911346610089F600";
    let script = format!(r"< +CMGL: 1,0,,LEN\r\n+CDS: 10\r\n{other}\r\nPDU\r\n+CMT: ,LEN\r\nPDU\r\nOK\r\n");
    let expected =
        ["StatusReport(10 octets)", &format!("Message({} octets)", length()), "ok [+CMGL: 1,0,,LEN|PDU]"];
    check(Command::list_messages(ListFilter::All), &[&script], &expected);
}

#[test]
fn two_line_announcements_come_in_every_header_form() {
    let message = format!("Message({} octets)", length());
    for header in ["+CMT: ,LEN", "+CMT: LEN", r#"+CMT: "name",LEN"#, r#"+CMT: "1234567890"LEN"#, "+CMT:,LEN"]
    {
        unasked(&[&format!(r"< \r\n{header}\r\nPDU\r\n")], &[&message]);
    }
    unasked(&[r"< +CMT: ,LEN\r\n^RSSI:20\r\nPDU\r\n"], &["Signal(Some(Dbm(-73)))", &message]);
    unasked(&[r#"< +CMT: "+346",,"22/11/01,10:00:00+04"\r\nOK\r\n"#], &["text OK"]);
    unasked(&[r#"< +CDS: 6,202,"+346",145,"a","b",0\r\n"#], &["TextStatusReport(202)"]);
}

#[test]
fn a_damaged_direct_message_is_reported_and_steals_nothing() {
    unasked(&[r"< +CMT: ,LEN\r\n0791\r\n"], &["orphan +CMT: ,LEN", "noise 0791"]);
    check(Command::signal(), &[r"< +CMT: ,LEN\r\n+CSQ: 9,9\r\nOK\r\n"], &["ok [+CSQ: 9,9]"]);
    unasked(
        &[r"< +CMT: ,9\r\n+CMT: ,LEN\r\nPDU\r\n"],
        &["orphan +CMT: ,9", &format!("Message({} octets)", length())],
    );
}

#[test]
fn a_registration_answer_differs_from_its_announcement_by_its_fields() {
    let script = [r#"< +CREG: 5\r\n+CREG: 1,84CD,00D30156\r\n+CREG: 2,1,"5E25","605F",7\r\nOK\r\n"#];
    let out = run(Some(Command::registration(Domain::Circuit)), &script, 3);
    assert!(out[1].contains("Roaming") && out[2].contains("Home"), "{out:?}");
    assert_eq!(out[3], r#"ok [+CREG: 2,1,"5E25","605F",7]"#);
}

#[test]
fn glued_lines_are_taken_apart() {
    let number = r#"+CNUM: "","+33671651906",145"#;
    for glued in ["ERROR", "+CME ERROR: 25"] {
        check(
            Command::own_numbers(),
            &[&format!(r"< {glued}{number}\r\n")],
            &[&format!("ok in spite of error [{number}]")],
        );
    }
    check(Command::signal(), &[r#"< OK+CMTI: "SM",1\r\n"#], &["ok []", "NewMessage(SM, 1)"]);
}

#[test]
fn bare_data_is_taken_by_its_shape() {
    check(
        Command::imei(),
        &[r"< garbage\r\n490154203237518\r\nOK\r\n"],
        &["noise garbage", "ok [490154203237518]"],
    );
    let script = [r#"< huawei\r\n^BOOT:91409020,0,0,0,6\r\n+CMTI: "ME",0\r\nOK\r\n"#];
    let expected = ["other ^BOOT:91409020,0,0,0,6", "NewMessage(ME, 0)", "ok [huawei]"];
    check(Command::manufacturer(), &script, &expected);
}

#[test]
fn a_message_goes_out_after_every_kind_of_prompt() {
    let written = format!("> {PDU}\\u{{1a}}");
    for prompt in [r"< \r\n> ", r"< > \r\n", r"< >\r\n", r"< AT+CMGS=LEN\r\r\n> "] {
        check(send(), &[prompt, r"< \r\n+CMGS: 17\r\n\r\nOK\r\n"], &[&written, "ok [+CMGS: 17]"]);
    }
    check(send(), &[r"< \r\n>", "+ 200", r"< \r\n+CMGS: 17\r\nOK\r\n"], &[&written, "ok [+CMGS: 17]"]);
    let echoed = [r"< \r\n> ", r#"< PDU\r\n+CMTI: "SM",22\r\n+CMGS: 17\r\nOK\r\n"#];
    check(send(), &echoed, &[&written, "NewMessage(SM, 22)", "ok [+CMGS: 17]"]);
}

#[test]
fn a_sent_message_whose_ok_is_missing_counts_as_sent() {
    let written = format!("> {PDU}\\u{{1a}}");
    let script = [r"< \r\n> ", r"< \r\n+CMGS: 18\r\n", "+ 1999", r"< ^RSSI:3\r\n", "+ 1"];
    check(send(), &script, &[&written, "Signal(Some(Dbm(-107)))", "ok without final [+CMGS: 18]"]);
}

#[test]
fn a_message_without_an_answer_has_an_unknown_fate_and_a_late_one_is_told() {
    let written = format!("> {PDU}\\u{{1a}}");
    let script = [r"< \r\n> ", "+ 60000", r"< +CMGS: 9\r\nOK\r\n"];
    check(send(), &script, &[&written, "failed Timeout(Answer)", "LateReference(9)", "stray OK"]);
    assert!(
        Failure::Timeout(Stage::Answer).fate_unknown() && !Failure::Timeout(Stage::Prompt).fate_unknown()
    );
}

#[test]
fn an_error_with_a_prompt_behind_it_is_left_with_escape() {
    let script =
        [r"< +CMS ERROR: invalid input value\r\n", "= ", r"< \r\n> ", r"< OK\r\n", r"< +CSQ: 1,1\r\nOK\r\n"];
    let expected = ["failed Cms(CmsCode(521))", "> \\u{1b}", "stray OK", "> AT+CSQ\\r", "ok [+CSQ: 1,1]"];
    // What is written and what has happened come from two queues: only their own order is promised.
    let mut out = run(Some(send()), &script, 1).split_off(1);
    let mut expected = expected.map(String::from).to_vec();
    out.sort();
    expected.sort();
    assert_eq!(out, expected);
}

#[test]
fn an_ok_before_the_prompt_does_not_end_a_message() {
    let written = format!("> {PDU}\\u{{1a}}");
    check(send(), &[r"< OK\r\n", r"< > ", r"< +CMGS: 1\r\nOK\r\n"], &["stray OK", &written, "ok [+CMGS: 1]"]);
}

#[test]
fn a_prompt_that_never_comes_is_given_up_with_escape() {
    check(send(), &["+ 5000"], &["> \\u{1b}", "failed Timeout(Prompt)"]);
}

#[test]
fn chatter_does_not_prolong_a_timeout_but_the_answer_does() {
    let chatter = [r"< ^RSSI:9\r\n", "+ 4999", r"< ^RSSI:9\r\n", "+ 1"];
    check(
        Command::signal(),
        &chatter,
        &["Signal(Some(Dbm(-95)))", "Signal(Some(Dbm(-95)))", "failed Timeout(Answer)"],
    );
    let progress = ["+ 29999", r"< +CMGL: 1,0,,LEN\r\nPDU\r\n", "+ 29999", r"< OK\r\n"];
    check(Command::list_messages(ListFilter::All), &progress, &["ok [+CMGL: 1,0,,LEN|PDU]"]);
}

#[test]
fn a_late_result_does_not_end_the_next_command() {
    let script = ["+ 5000", "= ", r"< +CSQ: 1,1\r\nOK\r\n", r"< +CSQ: 2,2\r\nOK\r\n"];
    let expected = ["failed Timeout(Answer)", "Signal(Some(Dbm(-111)))", "stray OK", "ok [+CSQ: 2,2]"];
    let out = run(Some(Command::signal()), &script, 1);
    let events: Vec<_> = out.iter().filter(|line| !line.starts_with('>')).collect();
    assert_eq!(events, expected.iter().collect::<Vec<_>>());
    let quiet = run(Some(Command::signal()), &["+ 5000", "= ", "+ 500"], 1);
    assert_eq!(
        quiet.last().map(String::as_str),
        Some("> AT+CSQ\\r"),
        "the queued command starts once the line is drained"
    );
}

#[test]
fn a_card_state_without_ok_is_taken_after_its_grace() {
    check(Command::sim_state(), &[r"< +CPIN: READY\r\n", "+ 1000"], &["ok without final [+CPIN: READY]"]);
    let wavecom = crate::profile::detect("WAVECOM MODEM", "", "").sim_state();
    check(wavecom, &[r"< +CPIN: SIM PIN\r\n"], &["ok without final [+CPIN: SIM PIN]"]);
}

#[test]
fn cancelling_tells_how_far_it_was() {
    check(send(), &["! "], &["> \\u{1b}", "failed Cancelled(Prompt)"]);
    check(Command::scan_operators(), &["! "], &["> \\r", "failed Cancelled(Answer)"]);
    unasked(&["! "], &["> \\u{1b}\\r"]);
}

#[test]
fn start_up_chatter_is_understood() {
    let boot = r"< \0\0\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n\r\nSMS Ready\r\n";
    let expected = ["Reboot(Started)", "Reboot(RadioOn)", "SimState(Ready)", "PhonebookReady", "SmsReady"];
    unasked(&[boot], &expected);
    unasked(
        &[r"< +QIND: SMS DONE\r\n+QUSIM: 1\r\n^SYSSTART\r\n"],
        &["SmsReady", "SimInserted", "Reboot(Started)"],
    );
    unasked(
        &[r#"< ^SMMEMFULL:"SM"\r\n+QIND: "smsfull","ME"\r\n"#],
        &["MemoryFull(Some(Sim))", "MemoryFull(Some(Modem))"],
    );
    unasked(&[r"< $GPRMC,1,2,3\r\n"], &["Nmea"]);
}

#[test]
fn a_ussd_text_may_hold_line_ends() {
    let expected = [r#"ussd Final Some(" Vash balans 968.98 r.\nOK\nDlya vas")"#];
    unasked(&[r#"< +CUSD: 0," Vash balans 968.98 r.\r\nOK\r\nDlya vas",15\r\n"#], &expected);
    let unclosed = [r#"< +CUSD: 0,"abc\r\n+CMTI: "SM",1\r\n"#, "+ 2000"];
    assert_eq!(run(None, &unclosed, 4).len(), 2, "an open quote hides nothing for long");
}

#[test]
fn high_bytes_mean_a_wrong_port() {
    let mut dialogue = Dialogue::new(Settings::default());
    dialogue.receive(&[0xF0; 64], Millis(0));
    let Some(Event::Noise(noise)) = dialogue.event() else { panic!("nothing noticed") };
    assert!(noise.suggests_wrong_port());
    dialogue.receive(b"\r\nRDY\r\n", Millis(0));
    assert_eq!(dialogue.event(), Some(Event::Urc(Urc::Reboot(crate::Boot::Started))));
}

#[test]
fn a_pin_is_never_shown() {
    let pin = crate::command::Pin::new("8642").unwrap();
    let command = Command::enter_pin(&pin);
    let mut dialogue = Dialogue::new(Settings::default());
    let shown = format!("{pin:?} {command:?} {command}");
    dialogue.submit(command, Millis(0)).unwrap();
    dialogue.receive(b"T+CPIN=\"8642\"\r\r\n", Millis(0));
    let noise = dialogue.event();
    let Some(Event::Noise(Noise::Line(line))) = &noise else { panic!("{noise:?}") };
    assert!(!format!("{shown} {dialogue:?} {line} {noise:?}").contains("8642"));
}

#[test]
fn an_endless_answer_is_given_up() {
    let settings = Settings { answer_limit: 1_000, ..Settings::default() };
    let mut dialogue = Dialogue::new(settings);
    dialogue.submit(Command::manufacturer(), Millis(0)).unwrap();
    dialogue.receive(&b"x\r\n".repeat(100), Millis(0));
    assert!(matches!(dialogue.event(), Some(Event::Done { outcome: Err(Failure::Overflow), .. })));
}

#[test]
fn reopening_ends_the_command_and_one_may_follow_at_once() {
    let mut dialogue = Dialogue::new(Settings::default());
    dialogue.submit(send(), Millis(0)).unwrap();
    assert_eq!(dialogue.submit(Command::signal(), Millis(0)), Err(Busy));
    dialogue.reset();
    assert!(matches!(
        dialogue.event(),
        Some(Event::Done { outcome: Err(Failure::Closed(Stage::Prompt)), .. })
    ));
    assert_eq!(dialogue.transmit(), None, "what was not written yet is dropped");
    assert!(dialogue.submit(Command::signal(), Millis(0)).is_ok());
}

#[test]
fn a_repeated_echo_shows_that_the_modem_has_restarted() {
    let mut dialogue = Dialogue::new(Settings::default());
    dialogue.submit(Command::signal(), Millis(0)).unwrap();
    dialogue.receive(b"AT+CSQ\r\r\nOK\r\n", Millis(0));
    assert!(dialogue.is_echoing());
}
