//! What became of a sent message, as a status report tells it (TP-ST, TS 23.040 clause 9.2.3.15).

use std::fmt;

/// The status octet of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(u8);

/// What the status means for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusKind {
    /// The transaction is complete; only 00 says that the device has the message.
    Completed,
    /// It failed for now, the service centre goes on trying.
    StillTrying,
    /// It failed for good.
    PermanentFailure,
    /// It failed for a passing reason, but the service centre has given up.
    GivenUp,
    /// Reserved values; treated as a service centre of a later release would want: nothing is final.
    Reserved,
}

impl Status {
    /// The message is on the device.
    pub const DELIVERED: Self = Self(0x00);
    /// The validity period is over.
    pub const EXPIRED: Self = Self(0x46);

    /// Takes the octet as it came.
    pub const fn from_octet(octet: u8) -> Self {
        Self(octet)
    }

    /// The octet.
    pub const fn octet(self) -> u8 {
        self.0
    }

    /// What the octet means for the sender.
    pub const fn kind(self) -> StatusKind {
        match self.0 {
            0x00..=0x1F => StatusKind::Completed,
            0x20..=0x3F => StatusKind::StillTrying,
            0x40..=0x5F => StatusKind::PermanentFailure,
            0x60..=0x7F => StatusKind::GivenUp,
            0x80..=0xFF => StatusKind::Reserved,
        }
    }

    /// Whether no further report will come for this message.
    pub const fn is_final(self) -> bool {
        matches!(self.kind(), StatusKind::Completed | StatusKind::PermanentFailure | StatusKind::GivenUp)
    }
}

/// The words of the specification, short.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            0x00 => "delivered to the device",
            0x01 => "forwarded, not confirmed",
            0x02 => "replaced by the service centre",
            0x20 | 0x60 => "congestion",
            0x21 | 0x61 => "recipient busy",
            0x22 | 0x62 => "no response from the recipient",
            0x23 | 0x63 => "service rejected",
            0x24 | 0x44 | 0x64 => "quality of service not available",
            0x25 | 0x65 => "error in the recipient's device",
            0x40 => "remote procedure error",
            0x41 => "incompatible destination",
            0x42 => "rejected by the recipient's device",
            0x43 => "not obtainable",
            0x45 => "no interworking available",
            0x46 => "validity period expired",
            0x47 => "deleted by the sender",
            0x48 => "deleted by the service centre",
            0x49 => "message does not exist",
            _ => return write!(f, "status {:#04x}", self.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_completed_and_abandoned_messages_are_final() {
        let is_final = |octet| Status::from_octet(octet).is_final();
        assert_eq!([0x00, 0x30, 0x46, 0x62, 0x90].map(is_final), [true, false, true, true, false]);
    }
}
