//! Reading what a hub sent. The body is split into its fields once, without interpreting them; then the key is looked
//! at, and only then the rest, so that a stranger learns nothing about the protocol's details.

use std::collections::BTreeMap;

use kernel::{Currency, Money, Secret};
use market::{Prefix, WireId};
use serde_json::value::RawValue;

use super::{BODY_LIMIT, decimal};

/// What a hub wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// The counts.
    GetServices,
    /// A number.
    GetNumber,
    /// An activation's end.
    FinishActivation,
}

impl Action {
    /// The word in `action`.
    #[must_use]
    pub const fn wire(self) -> &'static str {
        match self {
            Self::GetServices => "GET_SERVICES",
            Self::GetNumber => "GET_NUMBER",
            Self::FinishActivation => "FINISH_ACTIVATION",
        }
    }

    /// The word in the activity log.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::GetServices => "get_services",
            Self::GetNumber => "get_number",
            Self::FinishActivation => "finish",
        }
    }

    fn of_wire(text: &str) -> Option<Self> {
        [Self::GetServices, Self::GetNumber, Self::FinishActivation]
            .into_iter()
            .find(|action| action.wire() == text)
    }
}

/// A request that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `GET_SERVICES`.
    GetServices,
    /// `GET_NUMBER`.
    GetNumber(GetNumber),
    /// `FINISH_ACTIVATION`.
    Finish(Finish),
}

/// A wish for a number, in the hub's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetNumber {
    /// The hub's name of a country, lower case.
    pub country: String,
    /// The hub's name of an operator or `any`, lower case.
    pub operator: String,
    /// The hub's word for a service, lower case.
    pub service: String,
    /// What we earn when it is sold.
    pub sum: Money,
    /// The number begins with none of these.
    pub exceptions: Vec<Prefix>,
}

/// The hub's word on an activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finish {
    /// Which activation.
    pub activation: WireId,
    /// How it ended.
    pub code: u32,
}

/// Why a body can't be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Too many octets.
    #[error("the body is larger than {BODY_LIMIT} octets")]
    TooLarge,
    /// Not JSON, or not UTF-8.
    #[error("the body is not JSON (line {line}, column {column})")]
    NotJson {
        /// Where reading stopped.
        line: usize,
        /// Where reading stopped.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("the body is not a JSON object")]
    NotAnObject,
    /// A field that must be there is not.
    #[error("field `{0}` is missing")]
    Missing(&'static str),
    /// A field is of the wrong type or outside its range.
    #[error("field `{field}` must be {expected}")]
    Field {
        /// Which field.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// The action is none of ours.
    #[error("unknown `action`: use GET_SERVICES, GET_NUMBER or FINISH_ACTIVATION")]
    UnknownAction,
}

/// A body split into its fields.
#[derive(Debug)]
pub struct Body<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Body<'a> {
    /// Splits a body.
    ///
    /// # Errors
    /// When it is no JSON object or too large.
    pub fn read(octets: &'a [u8]) -> Result<Self, Malformed> {
        if octets.len() > BODY_LIMIT {
            return Err(Malformed::TooLarge);
        }
        let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
        serde_json::from_slice(octets).map(Self).map_err(|problem| match problem.classify() {
            serde_json::error::Category::Data => Malformed::NotAnObject,
            _ => Malformed::NotJson { line: problem.line(), column: problem.column() },
        })
    }

    /// The key it carries.
    ///
    /// # Errors
    /// When there is none.
    pub fn key(&self) -> Result<Secret, Malformed> {
        self.text("key").map(Secret::new)
    }

    /// The action it names.
    ///
    /// # Errors
    /// When it names none of ours.
    pub fn action(&self) -> Result<Action, Malformed> {
        Action::of_wire(self.text("action")?.trim()).ok_or(Malformed::UnknownAction)
    }

    /// Reads the fields of an action; `currency` is what a sum without one is in.
    ///
    /// # Errors
    /// [`Malformed`], naming the field.
    pub fn request(&self, action: Action, currency: Option<Currency>) -> Result<Request, Malformed> {
        match action {
            Action::GetServices => Ok(Request::GetServices),
            Action::GetNumber => self.get_number(currency).map(Request::GetNumber),
            Action::FinishActivation => self.finish().map(Request::Finish),
        }
    }

    fn get_number(&self, currency: Option<Currency>) -> Result<GetNumber, Malformed> {
        Ok(GetNumber {
            country: self.name("country")?,
            operator: self.name("operator")?,
            service: self.name("service")?,
            sum: self.sum(currency)?,
            exceptions: self.exceptions()?,
        })
    }

    fn finish(&self) -> Result<Finish, Malformed> {
        let expected = "a whole number from 0 to 9223372036854775807";
        let activation = self.whole("activationId", expected)?;
        if i64::try_from(activation).is_err() {
            return Err(Malformed::Field { field: "activationId", expected });
        }
        let expected = "a whole number from 0 to 2147483647";
        let code = self.whole("status", expected)?;
        let code = i32::try_from(code).ok().and_then(|code| u32::try_from(code).ok());
        let code = code.ok_or(Malformed::Field { field: "status", expected })?;
        Ok(Finish { activation: WireId::new(activation), code })
    }

    fn sum(&self, currency: Option<Currency>) -> Result<Money, Malformed> {
        let currency = self.currency(currency)?;
        let refused =
            Malformed::Field { field: "sum", expected: "an amount that is not negative, such as 12.50" };
        // A text in quotes is no number, so the quotes themselves are refused.
        decimal::parse(self.field("sum")?.get(), currency).map_err(|_| refused)
    }

    fn currency(&self, fallback: Option<Currency>) -> Result<Currency, Malformed> {
        let expected = "the ISO 4217 number of a currency, such as 643 or 840";
        match (self.field("currency"), fallback) {
            (Err(_), Some(fallback)) => Ok(fallback),
            (Err(missing), None) => Err(missing),
            (Ok(_), _) => Currency::of_number(self.whole("currency", expected)?)
                .map_err(|_| Malformed::Field { field: "currency", expected }),
        }
    }

    fn exceptions(&self) -> Result<Vec<Prefix>, Malformed> {
        const FIELD: &str = "exceptionPhoneSet";
        let refused =
            || Malformed::Field { field: FIELD, expected: "a list of prefixes such as [\"7918\",\"79281\"]" };
        let Ok(raw) = self.field(FIELD) else { return Ok(Vec::new()) };
        let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|_| refused())?;
        let mut prefixes = Vec::with_capacity(items.len());
        for item in items {
            let text = text_or_digits(item).ok_or_else(refused)?;
            // An empty prefix would except every number; nobody means that.
            if !text.trim().is_empty() {
                prefixes.push(Prefix::parse(&text).map_err(|_| refused())?);
            }
        }
        Ok(prefixes)
    }

    /// A field that is there and not null.
    fn field(&self, field: &'static str) -> Result<&'a RawValue, Malformed> {
        self.0.get(field).copied().filter(|raw| raw.get() != "null").ok_or(Malformed::Missing(field))
    }

    fn text(&self, field: &'static str) -> Result<String, Malformed> {
        serde_json::from_str(self.field(field)?.get())
            .map_err(|_| Malformed::Field { field, expected: "a text" })
    }

    fn name(&self, field: &'static str) -> Result<String, Malformed> {
        let name = self.text(field)?.trim().to_lowercase();
        if name.is_empty() {
            Err(Malformed::Field { field, expected: "a text that is not empty" })
        } else {
            Ok(name)
        }
    }

    fn whole(&self, field: &'static str, expected: &'static str) -> Result<u64, Malformed> {
        serde_json::from_str(self.field(field)?.get()).map_err(|_| Malformed::Field { field, expected })
    }
}

/// A JSON text, or a whole number as its digits: prefixes come as either.
fn text_or_digits(raw: &RawValue) -> Option<String> {
    let digits = raw.get();
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(digits.to_owned());
    }
    serde_json::from_str(digits).ok()
}
