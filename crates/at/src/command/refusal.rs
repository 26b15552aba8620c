//! What a person must not type on the console, and why.
//!
//! The check reads the line as a modem does: blanks and case mean nothing, several commands may follow each other
//! behind one `AT`. Reading forms (`?`, `=?`) are allowed throughout.

/// Why a typed command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// It would change the device's identity.
    #[error("commands that change a device's identity are never sent")]
    ChangesIdentity,
    /// It would use up PIN tries or lock the card or device.
    #[error(
        "PIN, lock and password commands are not sent from the console; use the SIM page, which counts the tries left"
    )]
    TouchesLock,
    /// It would send or write a message past the queue and its accounting, or start a call.
    #[error(
        "messages and calls are not started from the console; use the send form, which accounts for them"
    )]
    SpendsMoney,
    /// It would delete many messages at once, some perhaps not stored yet.
    #[error("deleting many messages at once may lose one that has just arrived; delete by index")]
    DeletesMessages,
    /// It would change files on the card.
    #[error("files on the card are only read from the console")]
    WritesCard,
    /// It would write firmware or raw memory, or change the port's own form of dialogue.
    #[error("firmware, memory and multiplexer commands are not sent from the console")]
    WritesFirmware,
    /// It is no single AT command line.
    #[error("a command is one line of at most 200 printable characters that starts with AT")]
    Malformed,
}

/// Longest line every modem takes.
const LONGEST: usize = 200;

/// Commands that write an IMEI or serial number, of all vendors we know.
const IDENTITY: &[&str] = &[
    "+EGMR", "+SIMEI", "^CIMEI", "+SPIMEI", "+WIMEI", "+MODIMEI", "^PHYNUM", "!NVIMEI", "*MIMEI", "+CGSN",
    "+GSN", "#EGMR", "+QIMEI", "^SIMEI", "$IMEI", "+ZIMEI", "*EGMR", "+KGSN", "+IMEI", "^IMEI", "%IMEI",
    // Raw writes to the memory the IMEI lives in.
    "^NVWR", "^NVWREX", "+QNVW", "+QNVFW", "$QCNVW", "+NVW", "+NVWR", "!NVWR", "$NVW", "+CFSW", "+QEFS",
    "$QCEFS",
];
const LOCK: &[&str] = &[
    "+CPIN",
    "+CPIN2",
    "+CLCK",
    "+CPWD",
    "^CARDLOCK",
    "^DATALOCK",
    "^CPIN",
    "#SIMUNLOCK",
    "*EPINC",
    "+QPIN",
    "+CSIM",
    "+CRLA",
    "!ENTERCND",
];
const MONEY: &[&str] = &["+CMGS", "+CMGW", "+CMSS", "+CMGC", "+CDV", "+CKPD"];
const FIRMWARE: &[&str] = &[
    "+QFOTADL",
    "+QFUPL",
    "+CMUX",
    "^GODLOAD",
    "+CFOTA",
    "#OTAUP",
    "+QDOWNLOAD",
    "!BOOTHOLD",
    "$QCDMG",
    "+QPRTPARA",
    "+ZRST",
];

/// Says why a typed command must not be sent; none: it may.
#[must_use]
pub fn refusal(text: &str) -> Option<Refusal> {
    let text = text.trim();
    if text.len() > LONGEST || !text.bytes().all(|b| matches!(b, 0x20..=0x7E)) {
        return Some(Refusal::Malformed);
    }
    let Some(body) = outside_quotes(text).strip_prefix("AT").map(str::to_owned) else {
        return Some(Refusal::Malformed);
    };
    const LISTS: [(&[&str], Refusal); 4] = [
        (IDENTITY, Refusal::ChangesIdentity),
        (LOCK, Refusal::TouchesLock),
        (MONEY, Refusal::SpendsMoney),
        (FIRMWARE, Refusal::WritesFirmware),
    ];
    let listed = LISTS.iter().find(|(names, _)| names.iter().any(|name| is_written(&body, name)));
    if let Some((_, refusal)) = listed {
        return Some(*refusal);
    }
    if dials(&body) {
        return Some(Refusal::SpendsMoney);
    }
    if writes_card(&body) {
        return Some(Refusal::WritesCard);
    }
    deletes_many(&body).then_some(Refusal::DeletesMessages)
}

/// Upper case, without blanks, what stands in quotes replaced by one quote.
fn outside_quotes(text: &str) -> String {
    let mut quoted = false;
    let kept = text.chars().filter(|c| {
        let keep = !quoted && *c != ' ';
        quoted ^= *c == '"';
        keep
    });
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether the command is given a value anywhere on the line, wherever it stands.
fn is_written(body: &str, name: &str) -> bool {
    body.match_indices(name).any(|(at, _)| {
        let value = body[at + name.len()..].strip_prefix('=');
        value.is_some_and(|value| !value.starts_with('?')) && !is_plain_read(name, body, at)
    })
}

/// `+EGMR=0,7` and `+CGSN=1` ask in the form of a setting.
fn is_plain_read(name: &str, body: &str, at: usize) -> bool {
    let value = &body[at + name.len()..];
    let value = value.split(';').next().unwrap_or_default();
    match name {
        "+EGMR" => value.starts_with("=0,"),
        "+CGSN" => matches!(value, "=0" | "=1" | "=2" | "=3"),
        _ => false,
    }
}

/// `D…` among the basic commands: before any extended one, or as a command of its own.
fn dials(body: &str) -> bool {
    body.split(';').any(|part| {
        let basic = part.split(|c: char| c.is_ascii_punctuation() && c != '"').next().unwrap_or_default();
        basic.contains('D')
    })
}

/// `+CRSM` with anything but READ BINARY, READ RECORD, GET RESPONSE, STATUS.
fn writes_card(body: &str) -> bool {
    body.split("+CRSM=").skip(1).any(|rest| {
        let instruction = rest.split([',', ';']).next().unwrap_or_default();
        !matches!(instruction, "?" | "176" | "178" | "192" | "242")
    })
}

/// `+CMGD` with a flag, and its vendor kin.
fn deletes_many(body: &str) -> bool {
    let flagged = body.split("+CMGD=").skip(1).any(|rest| {
        let value = rest.split(';').next().unwrap_or_default();
        value.split_once(',').is_some_and(|(_, flag)| flag != "0")
    });
    flagged || is_written(body, "+CMGDA") || is_written(body, "+QMGDA")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_commands_pass() {
        let harmless = [
            "AT",
            "ati",
            "AT+CSQ",
            "AT+CPIN?",
            "AT+CLCK=?",
            "at+creg?;+cops?",
            "AT+CMGD=3",
            "AT+CMGD=3,0",
            "AT+EGMR=0,7",
            "AT+CGSN=1",
            "AT+CUSD=1,\"*100#\",15",
            "ATE0",
            "AT+CPMS=\"SM\"",
            "AT&V",
            "AT+CRSM=176,12258,0,0,10",
            "AT+CFUN=1,1",
            "AT+CMGR=1",
            "ATZ",
        ];
        for text in harmless {
            assert_eq!(refusal(text), None, "{text}");
        }
    }

    #[test]
    fn harmful_commands_are_refused_however_they_are_written() {
        let rows = [
            ("AT+EGMR=1,7,\"490154203237518\"", Refusal::ChangesIdentity),
            ("at + egmr = 1 , 7 , \"4\"", Refusal::ChangesIdentity),
            ("ATE0+EGMR=1,7,\"4\"", Refusal::ChangesIdentity),
            ("AT+CSQ;+SIMEI=\"4\"", Refusal::ChangesIdentity),
            ("AT+CSCS=\"GSM;\";+SIMEI=4", Refusal::ChangesIdentity),
            ("AT^CIMEI=\"4\"", Refusal::ChangesIdentity),
            ("AT^NVWREX=550,0,9,8", Refusal::ChangesIdentity),
            ("AT+CPIN=\"1234\"", Refusal::TouchesLock),
            ("AT+CLCK=\"SC\",1,\"1234\"", Refusal::TouchesLock),
            ("AT+CMGS=23", Refusal::SpendsMoney),
            ("ATD+34600111222;", Refusal::SpendsMoney),
            ("ATE0D123", Refusal::SpendsMoney),
            ("AT+CSQ;D123", Refusal::SpendsMoney),
            ("AT+CMGD=1,4", Refusal::DeletesMessages),
            ("AT+CMGDA=6", Refusal::DeletesMessages),
            ("AT+CRSM=214,28423,0,0,9,\"08\"", Refusal::WritesCard),
            ("AT+CMUX=0", Refusal::WritesFirmware),
            ("AT+CSQ\rAT+EGMR=1,7,\"4\"", Refusal::Malformed),
            ("hello", Refusal::Malformed),
            ("A/", Refusal::Malformed),
            ("", Refusal::Malformed),
        ];
        for (text, expected) in rows {
            assert_eq!(refusal(text), Some(expected), "{text}");
        }
        assert_eq!(refusal(&format!("AT{}", "X".repeat(300))), Some(Refusal::Malformed));
    }
}
