//! The modem's serial number (3GPP TS 23.003 §6). Pools exist in which all ports show the same one, so it tells
//! modems apart only together with the port. simyard reads it and never changes it.

/// An IMEI (15 digits), or the first 14 of an IMEISV with its check digit left unverified.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, sea_orm::DeriveValueType)]
pub struct Imei(String);

/// The text is not 14 to 16 digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IMEI has 15 digits (14 to 16 with the forms modems tell)")]
pub struct InvalidImei;

impl Imei {
    /// Reads bare or quoted digits.
    ///
    /// # Errors
    /// [`InvalidImei`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidImei> {
        let digits = text.trim().trim_matches('"');
        let valid = (14..=16).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if valid { Ok(Self(digits.to_owned())) } else { Err(InvalidImei) }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Type allocation code and last two digits: `35693803•••••09`.
    #[must_use]
    pub fn masked(&self) -> String {
        let tail = self.0.len() - 2;
        format!("{}{}{}", &self.0[..8], "•".repeat(tail - 8), &self.0[tail..])
    }
}

impl std::fmt::Debug for Imei {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Imei({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_only() {
        assert_eq!(Imei::parse("\"356938035643809\"").unwrap().masked(), "35693803•••••09");
        assert_eq!(Imei::parse("35693803564380x"), Err(InvalidImei));
    }
}
