//! The subscriber identity on the SIM (3GPP TS 23.003 §2): tells the home country and network.

use crate::Country;

/// An IMSI: 6 to 15 digits, mobile country code first.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, sea_orm::DeriveValueType)]
pub struct Imsi(String);

/// The text is not 6 to 15 digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IMSI has 6 to 15 digits")]
pub struct InvalidImsi;

impl Imsi {
    /// Reads bare or quoted digits.
    ///
    /// # Errors
    /// [`InvalidImsi`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidImsi> {
        let digits = text.trim().trim_matches('"');
        let valid = (6..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if valid { Ok(Self(digits.to_owned())) } else { Err(InvalidImsi) }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The three digits of the home country.
    #[must_use]
    pub fn mobile_country_code(&self) -> &str {
        &self.0[..3]
    }

    /// The home country, where ITU-T E.212 gives the code to one.
    #[must_use]
    pub fn country(&self) -> Option<Country> {
        Country::of_mobile_country_code(self.mobile_country_code())
    }

    /// Country and network only: `26201••••••••••`.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}{}", &self.0[..5], "•".repeat(self.0.len() - 5))
    }
}

impl std::fmt::Debug for Imsi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Imsi({})", self.masked())
    }
}
