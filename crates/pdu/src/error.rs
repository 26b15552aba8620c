//! Why octets could not be read as a PDU, and where.
//!
//! One error type for the whole decoder: a position and a reason. It carries lengths and positions only, never the
//! text or the number of a message, so it may be logged.

/// The refusal of a PDU: which octet, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("octet {octet}: {reason}")]
pub struct DecodeError {
    /// Index of the octet in the input, counted from 0 (the service centre prefix included when there is one).
    pub octet: usize,
    /// What is wrong at this octet.
    pub reason: Reason,
}

/// What was wrong with an octet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// There is nothing to decode.
    #[error("the input is empty")]
    Empty,
    /// A character of the hex text is none of 0-9, a-f, A-F.
    #[error("{character:?} is not a hex digit")]
    NotHex {
        /// The offending character.
        character: char,
    },
    /// The hex text is a single digit.
    #[error("the hex text ends in the middle of the first octet")]
    HalfOctet,
    /// The service centre prefix claims a length which no address has.
    #[error("service centre address of {length} octets, at most {max} exist", max = crate::address::MAX_SCA_OCTETS)]
    ServiceCentreTooLong {
        /// The claimed length.
        length: u8,
    },
    /// The input ends where an element should begin.
    #[error("{element} is missing, the input ends here")]
    Ended {
        /// The element in the words of TS 23.040.
        element: &'static str,
    },
    /// The input ends inside an element.
    #[error("{element} needs {needed} octets, {there} are there")]
    Cut {
        /// The element in the words of TS 23.040.
        element: &'static str,
        /// Octets the element needs from here.
        needed: usize,
        /// Octets left in the input.
        there: usize,
    },
    /// The user data length asks for more octets than follow.
    #[error("user data length {length} needs {needed} octets, {there} are there")]
    UserDataCut {
        /// The user data length as read: septets or octets, by the data coding scheme.
        length: u8,
        /// The octets this length needs.
        needed: usize,
        /// The octets left in the input.
        there: usize,
    },
    /// The user data header claims to be longer than the user data it is part of.
    #[error("user data header of {needed} octets does not fit the {there} octets of user data")]
    HeaderTooLong {
        /// The header with its length octet.
        needed: usize,
        /// The octets of user data.
        there: usize,
    },
}
