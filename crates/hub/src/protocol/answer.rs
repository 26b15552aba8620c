//! What we answer, exactly: field names, order and JSON types as the protocol's document has them.

use std::collections::BTreeMap;

use kernel::Msisdn;
use market::WireId;
use serde::Serialize;

/// An answer other than the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Done.
    Success,
    /// No number fits; only an answer to `GET_NUMBER`.
    NoNumbers,
    /// A number was handed out.
    Number {
        /// The phone number.
        msisdn: Msisdn,
        /// How the hub will speak of it.
        activation: WireId,
    },
    /// It went wrong, and why.
    Error(String),
}

/// The counts of one country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CountryCounts {
    /// The hub's name of the country.
    pub country: String,
    /// Operator → service → how many numbers can be handed out now.
    #[serde(rename = "operatorMap")]
    pub operators: BTreeMap<String, BTreeMap<String, u32>>,
}

#[derive(Serialize)]
struct Plain<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Number {
    number: u64,
    activation_id: u64,
    status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Services<'a> {
    country_list: &'a [CountryCounts],
    status: &'static str,
}

impl Reply {
    /// The JSON.
    #[must_use]
    pub fn json(&self) -> Vec<u8> {
        match self {
            Self::Success => render(&Plain { status: "SUCCESS", error: None }),
            Self::NoNumbers => render(&Plain { status: "NO_NUMBERS", error: None }),
            Self::Error(text) => error(text),
            Self::Number { msisdn, activation } => render(&Number {
                number: msisdn.as_u64(),
                activation_id: activation.get(),
                status: "SUCCESS",
            }),
        }
    }
}

/// The JSON of an error.
#[must_use]
pub fn error(text: &str) -> Vec<u8> {
    render(&Plain { status: "ERROR", error: Some(text) })
}

/// The JSON of the counts.
#[must_use]
pub fn services(countries: &[CountryCounts]) -> Vec<u8> {
    render(&Services { country_list: countries, status: "SUCCESS" })
}

fn render(value: &impl Serialize) -> Vec<u8> {
    // Texts and numbers under text keys always have a JSON form.
    serde_json::to_vec(value).unwrap_or_else(|_| br#"{"status":"ERROR","error":"internal"}"#.to_vec())
}
