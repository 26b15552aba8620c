//! SMS-SUBMIT: a message from a subscriber to the network (TS 23.040 clause 9.2.2.2).

use crate::address::Address;
use crate::dcs::Dcs;
use crate::error::DecodeError;
use crate::first_octet::{
    MessageType, REJECT_DUPLICATES, REPLY_PATH, STATUS_REPORT, USER_DATA_HEADER, VALIDITY_FORMAT_SHIFT, flag,
};
use crate::reader::Reader;
use crate::segment::{SegmentError, TextOptions, segment};
use crate::tpdu::{EncodedPdu, Tpdu};
use crate::user_data::{Content, UserData};
use crate::validity_period::{RelativeValidity, ValidityPeriod};

const SUBMIT: u8 = 0x01;

/// A message, or one part of a long one, on its way out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Submit {
    /// The service centre drops a second message with the same reference and destination (TP-RD).
    pub reject_duplicates: bool,
    /// A report on the fate of this part is wanted (TP-SRR).
    pub status_report_request: bool,
    /// The reply path is paid for (TP-RP).
    pub reply_path: bool,
    /// The message reference (TP-MR); modems overwrite it and tell theirs in `+CMGS`.
    pub message_reference: u8,
    /// Who gets it (TP-DA).
    pub destination: Address,
    /// The protocol identifier (TP-PID).
    pub protocol_id: u8,
    /// How long the service centre tries (TP-VP).
    pub validity: ValidityPeriod,
    /// Coding scheme, header and text.
    pub user_data: UserData,
}

/// For which parts of a long message a status report is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReportRequest {
    /// None.
    #[default]
    None,
    /// The last part only: cheaper, and it usually arrives last.
    LastPart,
    /// Every part: the message is delivered when all are.
    EveryPart,
}

impl ReportRequest {
    fn wanted(self, is_last: bool) -> bool {
        match self {
            Self::None => false,
            Self::LastPart => is_last,
            Self::EveryPart => true,
        }
    }
}

/// How a text is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmitOptions {
    /// Alphabet, class and concatenation reference.
    pub text: TextOptions,
    /// Which parts ask for a report.
    pub report: ReportRequest,
    /// How long the service centre tries; four days by default, which every modem family accepts.
    pub validity: ValidityPeriod,
}

impl Default for SubmitOptions {
    fn default() -> Self {
        Self {
            text: TextOptions::default(),
            report: ReportRequest::None,
            validity: ValidityPeriod::Relative(RelativeValidity::FOUR_DAYS),
        }
    }
}

impl Submit {
    /// A plain message around user data: no report, no validity period, protocol identifier 0.
    pub fn new(destination: Address, user_data: UserData) -> Self {
        Self {
            reject_duplicates: false,
            status_report_request: false,
            reply_path: false,
            message_reference: 0,
            destination,
            protocol_id: 0,
            validity: ValidityPeriod::Absent,
            user_data,
        }
    }

    /// The messages that carry a text, one for each part.
    pub fn for_text(
        destination: &Address,
        text: &str,
        options: &SubmitOptions,
    ) -> Result<Vec<Self>, SegmentError> {
        let parts = segment(text, &options.text)?;
        let last = parts.len().saturating_sub(1);
        let submit = |(index, part)| Self {
            status_report_request: options.report.wanted(index == last),
            validity: options.validity,
            ..Self::new(destination.clone(), part)
        };
        Ok(parts.into_iter().enumerate().map(submit).collect())
    }

    /// This message or part read on its own.
    pub fn content(&self) -> Content {
        self.user_data.content()
    }

    /// The hex text for `AT+CMGS`; without a service centre the modem uses the one it is configured with.
    pub fn encode(&self, service_centre: Option<&Address>) -> EncodedPdu {
        EncodedPdu::new(service_centre, |out| self.write(out))
    }

    pub(crate) fn read(first: u8, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        debug_assert_eq!(MessageType::from_first_octet(first), MessageType::Submit);
        let message_reference = reader.octet("message reference")?;
        let destination = Address::read(reader, "destination address")?;
        let protocol_id = reader.octet("protocol identifier")?;
        let dcs = Dcs::from_octet(reader.octet("data coding scheme")?);
        let validity = ValidityPeriod::read(first >> VALIDITY_FORMAT_SHIFT, reader)?;
        Ok(Self {
            reject_duplicates: first & REJECT_DUPLICATES != 0,
            status_report_request: first & STATUS_REPORT != 0,
            reply_path: first & REPLY_PATH != 0,
            message_reference,
            destination,
            protocol_id,
            validity,
            user_data: UserData::read(dcs, first & USER_DATA_HEADER != 0, reader)?,
        })
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(
            SUBMIT
                | flag(self.reject_duplicates, REJECT_DUPLICATES)
                | self.validity.format() << VALIDITY_FORMAT_SHIFT
                | flag(self.status_report_request, STATUS_REPORT)
                | flag(self.user_data.header().is_some(), USER_DATA_HEADER)
                | flag(self.reply_path, REPLY_PATH),
        );
        out.push(self.message_reference);
        self.destination.write(out);
        out.extend([self.protocol_id, self.user_data.dcs().octet()]);
        self.validity.write(out);
        self.user_data.write(out);
    }
}

impl From<Submit> for Tpdu {
    fn from(submit: Submit) -> Self {
        Self::Submit(submit)
    }
}
