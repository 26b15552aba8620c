//! A two-line announcement whose second line is awaited.
//!
//! It owns the next line that is a PDU of the announced length, even when one or two chattering lines come
//! between; anything else goes its usual way, and the announcement is reported as an orphan.

use crate::fields::{is_hex, is_pdu_of_length};
use crate::urc::Header;
use crate::{Urc, fields};

#[derive(Debug)]
pub(super) struct Announcement {
    header: Header,
    line: String,
    passed: u8,
}

/// What the next line means to an announcement.
pub(super) enum Body {
    Complete(Urc),
    NotYet,
    Lost,
}

/// Chattering lines that may come between header and PDU.
const MOST_PASSED: u8 = 2;

impl Announcement {
    pub(super) fn new(header: Header, line: &str) -> Self {
        Self { header, line: line.to_owned(), passed: 0 }
    }

    pub(super) fn into_line(self) -> String {
        self.line
    }

    pub(super) fn body(&mut self, line: &str) -> Body {
        match self.complete(line) {
            Some(urc) => Body::Complete(urc),
            None if self.passed < MOST_PASSED && !is_hex(line) => {
                self.passed += 1;
                Body::NotYet
            }
            None => Body::Lost,
        }
    }

    fn complete(&self, line: &str) -> Option<Urc> {
        let pdu = || line.to_ascii_uppercase();
        match &self.header {
            Header::Message { alpha, length } if is_message(line, *length) => {
                Some(Urc::Message { alpha: alpha.clone(), length: *length, pdu: pdu() })
            }
            Header::StatusReport { length } if is_message(line, *length) => {
                Some(Urc::StatusReport { length: *length, pdu: pdu() })
            }
            Header::CellBroadcast { length } if is_page(line, *length) => {
                Some(Urc::CellBroadcast { length: *length, pdu: pdu() })
            }
            Header::Text => Some(Urc::TextMessage { header: self.line.clone(), text: line.to_owned() }),
            Header::Message { .. } | Header::StatusReport { .. } | Header::CellBroadcast { .. } => None,
        }
    }
}

/// Some old modems leave the service centre out.
fn is_message(line: &str, length: u16) -> bool {
    is_pdu_of_length(line, length) || is_page(line, length)
}

fn is_page(line: &str, length: u16) -> bool {
    fields::is_hex(line) && line.len() / 2 == usize::from(length)
}
