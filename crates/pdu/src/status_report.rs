//! SMS-STATUS-REPORT: what became of a message we sent (TS 23.040 clause 9.2.2.3).
//!
//! Most reports end at the status octet. What follows it is kept as it came, since modems append fill octets there;
//! [`StatusReport::parameters`] reads it as the parameter indicator and its fields when it makes sense as such.

use crate::address::Address;
use crate::dcs::Dcs;
use crate::error::DecodeError;
use crate::first_octet::{LOOP_PREVENTION, NO_MORE_MESSAGES, STATUS_REPORT, USER_DATA_HEADER, flag};
use crate::reader::Reader;
use crate::status::Status;
use crate::timestamp::Timestamp;
use crate::tpdu::{EncodedPdu, Tpdu};
use crate::user_data::UserData;

const REPORT: u8 = 0x02;
const HAS_PROTOCOL_ID: u8 = 0x01;
const HAS_DCS: u8 = 0x02;
const HAS_USER_DATA: u8 = 0x04;
const EXTENSION: u8 = 0x80;

/// A report from the service centre.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StatusReport {
    /// More messages wait for the subscriber (TP-MMS, inverted on the wire).
    pub more_messages: bool,
    /// The report was forwarded already (TP-LP).
    pub loop_prevention: bool,
    /// It answers a COMMAND instead of a SUBMIT (TP-SRQ).
    pub for_command: bool,
    /// Whether user data among the parameters starts with a header (TP-UDHI).
    pub user_data_header_indication: bool,
    /// The reference which the modem gave in `+CMGS` (TP-MR).
    pub message_reference: u8,
    /// Who was to get the message (TP-RA).
    pub recipient: Address,
    /// When the service centre got the message (TP-SCTS).
    pub timestamp: Timestamp,
    /// When this status came about (TP-DT).
    pub discharge: Timestamp,
    /// What became of it (TP-ST).
    pub status: Status,
    /// The octets behind the status, as they came.
    pub after_status: Vec<u8>,
}

/// The optional fields of a report.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ReportParameters {
    /// The protocol identifier.
    pub protocol_id: Option<u8>,
    /// The data coding scheme; user data without one is GSM-7.
    pub dcs: Option<Dcs>,
    /// Free text of the service centre.
    pub user_data: Option<UserData>,
}

impl StatusReport {
    /// A report without flags and parameters.
    pub fn new(
        message_reference: u8,
        recipient: Address,
        timestamp: Timestamp,
        discharge: Timestamp,
        status: Status,
    ) -> Self {
        Self {
            more_messages: false,
            loop_prevention: false,
            for_command: false,
            user_data_header_indication: false,
            message_reference,
            recipient,
            timestamp,
            discharge,
            status,
            after_status: Vec::new(),
        }
    }

    /// Replaces what follows the status by these parameters.
    #[must_use]
    pub fn with_parameters(mut self, parameters: &ReportParameters) -> Self {
        self.user_data_header_indication =
            parameters.user_data.as_ref().is_some_and(|data| data.header().is_some());
        self.after_status = parameters.written();
        self
    }

    /// The optional fields, when what follows the status reads as such.
    pub fn parameters(&self) -> Option<ReportParameters> {
        let mut reader = Reader::new(&self.after_status, 0);
        ReportParameters::read(self.user_data_header_indication, &mut reader).ok()
    }

    /// The hex text a modem shows, behind the service centre's address.
    pub fn encode(&self, service_centre: Option<&Address>) -> EncodedPdu {
        EncodedPdu::new(service_centre, |out| self.write(out))
    }

    pub(crate) fn read(first: u8, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            more_messages: first & NO_MORE_MESSAGES == 0,
            loop_prevention: first & LOOP_PREVENTION != 0,
            for_command: first & STATUS_REPORT != 0,
            user_data_header_indication: first & USER_DATA_HEADER != 0,
            message_reference: reader.octet("message reference")?,
            recipient: Address::read(reader, "recipient address")?,
            timestamp: Timestamp::from_octets(reader.array("service centre time stamp")?),
            discharge: Timestamp::from_octets(reader.array("discharge time")?),
            status: Status::from_octet(reader.octet("status")?),
            after_status: reader.rest().to_vec(),
        })
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(
            REPORT
                | flag(!self.more_messages, NO_MORE_MESSAGES)
                | flag(self.loop_prevention, LOOP_PREVENTION)
                | flag(self.for_command, STATUS_REPORT)
                | flag(self.user_data_header_indication, USER_DATA_HEADER),
        );
        out.push(self.message_reference);
        self.recipient.write(out);
        out.extend(self.timestamp.octets());
        out.extend(self.discharge.octets());
        out.push(self.status.octet());
        out.extend(&self.after_status);
    }
}

impl ReportParameters {
    fn read(has_header: bool, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let indicator = reader.octet("parameter indicator")?;
        let mut extended = indicator & EXTENSION != 0;
        while extended {
            extended = reader.octet("parameter indicator")? & EXTENSION != 0;
        }
        let mut parameters = Self::default();
        if indicator & HAS_PROTOCOL_ID != 0 {
            parameters.protocol_id = Some(reader.octet("protocol identifier")?);
        }
        if indicator & HAS_DCS != 0 {
            parameters.dcs = Some(Dcs::from_octet(reader.octet("data coding scheme")?));
        }
        if indicator & HAS_USER_DATA != 0 {
            let dcs = parameters.dcs.unwrap_or(Dcs::GSM7);
            parameters.user_data = Some(UserData::read(dcs, has_header, reader)?);
        }
        Ok(parameters)
    }

    fn written(&self) -> Vec<u8> {
        // User data brings its own coding scheme, which has to be on the wire unless it is the default one.
        let dcs = match (&self.user_data, self.dcs) {
            (Some(data), None) if data.dcs() == Dcs::GSM7 => None,
            (Some(data), _) => Some(data.dcs()),
            (None, dcs) => dcs,
        };
        let mut out = vec![
            flag(self.protocol_id.is_some(), HAS_PROTOCOL_ID)
                | flag(dcs.is_some(), HAS_DCS)
                | flag(self.user_data.is_some(), HAS_USER_DATA),
        ];
        out.extend(self.protocol_id);
        out.extend(dcs.map(Dcs::octet));
        if let Some(data) = &self.user_data {
            data.write(&mut out);
        }
        out
    }
}

impl From<StatusReport> for Tpdu {
    fn from(report: StatusReport) -> Self {
        Self::StatusReport(report)
    }
}
