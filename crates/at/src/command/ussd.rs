//! USSD requests. The answer comes later, as [`crate::Urc::Ussd`].

use super::{Command, InvalidArgument};

impl Command {
    /// `AT+CUSD=1,"…",<dcs>`; encode the string first where the profile says so ([`crate::parse::ussd::encode`]).
    pub fn ussd(request: &str, dcs: u8) -> Result<Self, InvalidArgument> {
        let fits = (1..=182 * 4).contains(&request.len())
            && request.chars().all(|c| c != '"' && !c.is_control() && c.is_ascii());
        if !fits {
            return Err(InvalidArgument::Ussd);
        }
        Ok(Self::new(format!("AT+CUSD=1,\"{request}\",{dcs}")).timeout_ms(30_000))
    }

    /// `AT+CUSD=2`: ends the session; `ERROR` when there is none.
    #[must_use]
    pub fn cancel_ussd() -> Self {
        Self::new("AT+CUSD=2").timeout_ms(10_000)
    }
}
