//! SMS-DELIVER: a message from the network to a subscriber (TS 23.040 clause 9.2.2.1).

use crate::address::Address;
use crate::dcs::Dcs;
use crate::error::DecodeError;
use crate::first_octet::{
    LOOP_PREVENTION, NO_MORE_MESSAGES, REPLY_PATH, STATUS_REPORT, USER_DATA_HEADER, flag,
};
use crate::reader::Reader;
use crate::segment::{SegmentError, TextOptions, segment};
use crate::timestamp::Timestamp;
use crate::tpdu::{EncodedPdu, Tpdu};
use crate::user_data::{Content, UserData};

/// A message, or one part of a long one, as it arrives at a subscriber.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Deliver {
    /// More messages wait for the subscriber (TP-MMS, inverted on the wire).
    pub more_messages: bool,
    /// The message was forwarded already and must not be forwarded again (TP-LP).
    pub loop_prevention: bool,
    /// The sender asked for a status report (TP-SRI).
    pub status_report_indication: bool,
    /// A reply may go through the sender's service centre (TP-RP).
    pub reply_path: bool,
    /// Who sent it (TP-OA).
    pub originator: Address,
    /// The protocol identifier (TP-PID); 0x40 is a silent message, 0x41 to 0x47 replace an earlier one.
    pub protocol_id: u8,
    /// When the service centre got it (TP-SCTS).
    pub timestamp: Timestamp,
    /// Coding scheme, header and text.
    pub user_data: UserData,
}

impl Deliver {
    /// A plain message around user data: no flags, protocol identifier 0.
    pub fn new(originator: Address, timestamp: Timestamp, user_data: UserData) -> Self {
        Self {
            more_messages: false,
            loop_prevention: false,
            status_report_indication: false,
            reply_path: false,
            originator,
            protocol_id: 0,
            timestamp,
            user_data,
        }
    }

    /// The messages that carry a text, one for each part.
    pub fn for_text(
        originator: &Address,
        timestamp: Timestamp,
        text: &str,
        options: &TextOptions,
    ) -> Result<Vec<Self>, SegmentError> {
        let parts = segment(text, options)?;
        Ok(parts.into_iter().map(|part| Self::new(originator.clone(), timestamp, part)).collect())
    }

    /// This message or part read on its own.
    pub fn content(&self) -> Content {
        self.user_data.content()
    }

    /// The hex text a modem shows, behind the service centre's address.
    pub fn encode(&self, service_centre: Option<&Address>) -> EncodedPdu {
        EncodedPdu::new(service_centre, |out| self.write(out))
    }

    pub(crate) fn read(first: u8, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let originator = Address::read(reader, "originating address")?;
        let protocol_id = reader.octet("protocol identifier")?;
        let dcs = Dcs::from_octet(reader.octet("data coding scheme")?);
        let timestamp = Timestamp::from_octets(reader.array("service centre time stamp")?);
        Ok(Self {
            more_messages: first & NO_MORE_MESSAGES == 0,
            loop_prevention: first & LOOP_PREVENTION != 0,
            status_report_indication: first & STATUS_REPORT != 0,
            reply_path: first & REPLY_PATH != 0,
            originator,
            protocol_id,
            timestamp,
            user_data: UserData::read(dcs, first & USER_DATA_HEADER != 0, reader)?,
        })
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(
            flag(!self.more_messages, NO_MORE_MESSAGES)
                | flag(self.loop_prevention, LOOP_PREVENTION)
                | flag(self.status_report_indication, STATUS_REPORT)
                | flag(self.user_data.header().is_some(), USER_DATA_HEADER)
                | flag(self.reply_path, REPLY_PATH),
        );
        self.originator.write(out);
        out.extend([self.protocol_id, self.user_data.dcs().octet()]);
        out.extend(self.timestamp.octets());
        self.user_data.write(out);
    }
}

impl From<Deliver> for Tpdu {
    fn from(deliver: Deliver) -> Self {
        Self::Deliver(deliver)
    }
}
