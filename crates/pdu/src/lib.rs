//! SMS TPDU codec: 3GPP TS 23.040 (the PDUs) and TS 23.038 (the alphabets), without I/O.
//!
//! # What goes in and out
//!
//! ```text
//!  hex line of a modem ──decode_hex──▶ Pdu { smsc, tpdu: Deliver | Submit | StatusReport, trailing }
//!                                         │
//!                      UserData ◀─────────┘   dcs + header + septets or octets, losslessly
//!                        │  content()         one part as text or data
//!                        │  join(parts)       all parts: raw octets first, then the alphabet
//!                        ▼
//!                     Content::{Text, Data, Compressed}
//!
//!  text + TextOptions ──segment──▶ Vec<UserData> ──Submit/Deliver──▶ encode ──▶ EncodedPdu { hex(), tpdu_len() }
//! ```
//!
//! # Map
//!
//! | Looking for | Module |
//! |---|---|
//! | the PDU with its service centre prefix | [`tpdu`] |
//! | the three TPDUs | [`deliver`], [`submit`], [`status_report`] |
//! | their elements, one file each | [`first_octet`], [`address`], [`dcs`], [`timestamp`], [`validity_period`], [`status`], [`user_data`], [`user_data_header`] |
//! | alphabets | [`gsm7`] (default, extension, 13 national languages), [`ucs2`], [`septets`] (the packing) |
//! | cutting a long text | [`mod@segment`] |
//! | putting it together again | [`reassembly`] |
//! | a flat JSON view | `json` (feature `json`) |
//!
//! # Promises
//!
//! * Decoding never panics and never loses what it read: odd octets (a broken timestamp, an unknown header element,
//!   an unknown numbering plan) are kept raw and written back, the rest of the message stays readable.
//! * A refusal names the octet, counted from 0 in the input, and the reason ([`DecodeError`]).
//! * What can be built can be encoded: constructors refuse, encoders do not fail.
//!
//! Deliberately not here: the AT dialogue, storage, clocks (reassembly tells *what* fits together; how long to wait
//! is the caller's decision), decompression of compressed text (TS 23.042), cell broadcast.
#![warn(missing_docs)]

pub mod address;
pub mod dcs;
pub mod deliver;
pub mod error;
pub mod first_octet;
pub mod gsm7;
mod hex;
#[cfg(feature = "json")]
pub mod json;
mod reader;
pub mod reassembly;
pub mod segment;
pub mod septets;
pub mod status;
pub mod status_report;
pub mod submit;
pub mod timestamp;
pub mod tpdu;
pub mod ucs2;
pub mod user_data;
pub mod user_data_header;
pub mod validity_period;

pub use address::{Address, AddressError, NumberingPlan, TypeOfAddress, TypeOfNumber};
pub use dcs::{Alphabet, Class, Dcs, MessageWaiting, Waiting};
pub use deliver::Deliver;
pub use error::{DecodeError, Reason};
pub use gsm7::{Language, NationalShift};
pub use reassembly::{Acceptance, Fit, GroupKey, PartialMessage, Reassembler, join, join_with_gaps};
pub use segment::{AlphabetChoice, Measure, SegmentError, TextOptions, measure, segment, segment_data};
pub use status::{Status, StatusKind};
pub use status_report::{ReportParameters, StatusReport};
pub use submit::{ReportRequest, Submit, SubmitOptions};
pub use timestamp::{LocalTime, Timestamp};
pub use tpdu::{EncodedPdu, Pdu, Tpdu, decode, decode_hex, decode_hex_with_length, decode_tpdu};
pub use user_data::{Body, Content, UserData, UserDataError};
pub use user_data_header::{Concatenation, InformationElement, Ports, Reference, UserDataHeader};
pub use validity_period::{RelativeValidity, ValidityPeriod};
