//! A text on its way to a simulated number, and how it should travel.

use crate::modem::IncomingKind;

/// Into how many parts a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// As many as needed.
    #[default]
    Automatic,
    /// At least this many, even if fewer would do.
    Parts(usize),
}

/// A text the network shall deliver.
#[derive(Debug, Clone)]
pub struct OutgoingText {
    /// `+` and digits, a short code, or a name of up to 11 characters.
    pub from: String,
    /// The whole text.
    pub text: String,
    /// How it is cut.
    pub shape: Shape,
    /// Parts arrive in another order.
    pub out_of_order: bool,
    /// One part arrives twice.
    pub duplicated: bool,
    /// Class 0.
    pub flash: bool,
    /// Class 2.
    pub sim_specific: bool,
    /// UCS-2 even if the text would fit GSM-7.
    pub ucs2: bool,
    /// Text and header of a message from another simulated modem, passed on untouched.
    pub(crate) forwarded: Option<pdu::UserData>,
}

impl OutgoingText {
    /// An ordinary text.
    pub fn new(from: &str, text: impl Into<String>) -> Self {
        Self {
            from: from.to_owned(),
            text: text.into(),
            shape: Shape::Automatic,
            out_of_order: false,
            duplicated: false,
            flash: false,
            sim_specific: false,
            ucs2: false,
            forwarded: None,
        }
    }

    /// Cut into at least this many parts.
    #[must_use]
    pub fn in_parts(mut self, parts: usize) -> Self {
        self.shape = Shape::Parts(parts);
        self
    }

    /// Parts arrive in another order.
    #[must_use]
    pub fn out_of_order(mut self) -> Self {
        self.out_of_order = true;
        self
    }

    /// One part arrives twice.
    #[must_use]
    pub fn duplicated(mut self) -> Self {
        self.duplicated = true;
        self
    }

    /// Class 0.
    #[must_use]
    pub fn flash(mut self) -> Self {
        self.flash = true;
        self
    }

    /// Class 2.
    #[must_use]
    pub fn sim_specific(mut self) -> Self {
        self.sim_specific = true;
        self
    }

    /// UCS-2 even if the text would fit GSM-7.
    #[must_use]
    pub fn ucs2(mut self) -> Self {
        self.ucs2 = true;
        self
    }

    pub(crate) fn kind(&self) -> IncomingKind {
        match (self.flash, self.sim_specific) {
            (true, _) => IncomingKind::Flash,
            (false, true) => IncomingKind::SimSpecific,
            (false, false) => IncomingKind::Text,
        }
    }
}
