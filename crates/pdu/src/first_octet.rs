//! The first octet of a TPDU: message type and flags (TS 23.040 clause 9.2.3.1 and following).
//!
//! Only bit positions live here; each TPDU turns them into its own named fields.

/// Which of the TPDUs of the direction follows (TP-MTI, bits 1 and 0).
///
/// The direction is not part of a PDU. Everything a modem stores or announces is read the way it can occur there:
/// 00 from the network, 01 our own message on its way out, 10 a report from the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageType {
    /// 00, and the reserved 11, which a receiver has to treat like it.
    Deliver,
    /// 01.
    Submit,
    /// 10.
    StatusReport,
}

impl MessageType {
    /// Reads the two message type bits.
    pub const fn from_first_octet(octet: u8) -> Self {
        match octet & 0b11 {
            0b01 => Self::Submit,
            0b10 => Self::StatusReport,
            _ => Self::Deliver,
        }
    }
}

/// TP-MMS in DELIVER and STATUS-REPORT: set when *no* more messages wait.
pub(crate) const NO_MORE_MESSAGES: u8 = 0x04;
/// TP-LP in DELIVER and STATUS-REPORT.
pub(crate) const LOOP_PREVENTION: u8 = 0x08;
/// TP-RD in SUBMIT.
pub(crate) const REJECT_DUPLICATES: u8 = 0x04;
/// TP-VPF in SUBMIT, two bits.
pub(crate) const VALIDITY_FORMAT_SHIFT: u8 = 3;
/// TP-SRI in DELIVER, TP-SRR in SUBMIT, TP-SRQ in STATUS-REPORT.
pub(crate) const STATUS_REPORT: u8 = 0x20;
/// TP-UDHI.
pub(crate) const USER_DATA_HEADER: u8 = 0x40;
/// TP-RP in DELIVER and SUBMIT.
pub(crate) const REPLY_PATH: u8 = 0x80;

/// The flag's bit when it is set, nothing otherwise.
pub(crate) const fn flag(set: bool, bit: u8) -> u8 {
    if set { bit } else { 0 }
}
