//! What differs between vendors, as data.
//!
//! [`detect`] picks a profile from what the modem says about itself; the driver asks it for the commands to use.
//! A profile holds preferences and known quirks; it never decides by itself.

use crate::command::{IccidSource, PinTriesSource};
use crate::parse::storage::{CnmiWish, Storage};
use crate::parse::ussd::UssdForm;
use crate::{Command, command::Ending};

mod table;

/// A family of modems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vendor {
    Simcom,
    Quectel,
    Huawei,
    Zte,
    Telit,
    Cinterion,
    Sierra,
    Ublox,
    Wavecom,
    Generic,
}

/// A known deviation a driver must allow for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quirk {
    /// `+CPIN: …` comes without a final result.
    CpinWithoutOk,
    /// `AT+CFUN=1` restarts the module: never send it while it runs.
    NoCfun,
    /// `AT+CPMS` takes two stores only.
    TwoStorages,
    /// Stored reports are announced in the wrong store: take them directly (`ds=1`).
    ReportsInWrongStore,
    /// `READY` comes early; wait for the vendor's own word (`#QSS: 3`).
    ReadyTooEarly,
    /// `+CNMI` mode 2 is offered and refused.
    NoCnmiMode2,
    /// Without the ready announcement (10–30 s after start) message commands fail.
    WaitForSmsReady,
    /// `AT+CSMP` wipes the service centre: read and set it again.
    CsmpClearsServiceCentre,
    /// A full store stops all announcements.
    SilentWhenFull,
    /// The IMS setting stays in the module when the card changes.
    ImsPerModule,
    /// `AT+CMGL` may hang: read slot by slot after a time-out.
    ListMayHang,
    /// The first command after power-up trains the speed and is lost.
    Autobaud,
}

/// One family's habits.
#[derive(Debug, PartialEq)]
pub struct Profile {
    pub vendor: Vendor,
    /// Ways to the ICCID, in the order to try.
    pub iccid: &'static [IccidSource],
    pub(crate) init: &'static [&'static str],
    /// What to choose from the offered `+CNMI` values.
    pub cnmi: CnmiWish,
    /// Store to receive into, in the order to try.
    pub storage: &'static [Storage],
    /// First index of a store.
    pub index_base: u16,
    pub pin_tries: Option<PinTriesSource>,
    pub quirks: &'static [Quirk],
    pub(crate) restart: &'static str,
    pub(crate) sim_detection: &'static [&'static str],
    /// How USSD requests are written, in the order to try.
    pub ussd: &'static [UssdForm],
}

impl Profile {
    /// Whether a quirk is known.
    #[must_use]
    pub fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    /// Extra set-up commands; each may fail without harm.
    pub fn init(&self) -> impl Iterator<Item = Command> + use<> {
        self.init.iter().map(|text| Command::new(*text))
    }

    /// Commands that switch announcements of card changes on; each may fail without harm.
    pub fn sim_detection(&self) -> impl Iterator<Item = Command> + use<> {
        self.sim_detection.iter().map(|text| Command::new(*text))
    }

    /// The vendor's restart.
    #[must_use]
    pub fn restart(&self) -> Command {
        Command::new(self.restart).timeout_ms(15_000)
    }

    /// `AT+CPIN?`, with the ending this family needs.
    #[must_use]
    pub fn sim_state(&self) -> Command {
        let command = Command::sim_state();
        if self.has(Quirk::CpinWithoutOk) { command.ending(Ending::Information) } else { command }
    }
}

/// The profile for what `+CGMI`, `+CGMM` and `ATI` say; the generic one when nothing fits.
#[must_use]
pub fn detect(manufacturer: &str, model: &str, information: &str) -> &'static Profile {
    let says = format!("{manufacturer} {model} {information}").to_ascii_uppercase();
    let names = |words: &[&str]| words.iter().any(|word| says.contains(word));
    match () {
        // Before the others: these name their chip maker, too.
        () if names(&["FALCOM", "SL808", "WAVECOM", "Q2687", "Q24"]) => &table::WAVECOM,
        () if names(&["AI-THINKER", "AI_THINKER", "AITHINKER", "GA6"]) => &table::AI_THINKER,
        () if names(&["QUECTEL"]) => &table::QUECTEL,
        () if names(&["SIM800", "SIM808", "SIM868", "SIM900", "SIM300"]) => &table::SIMCOM_2G,
        () if names(&["SIMCOM", "SIM7", "SIM_7", "A7670", "A7608"]) => &table::SIMCOM,
        () if names(&["HUAWEI"]) => &table::HUAWEI,
        () if names(&["ZTE"]) => &table::ZTE,
        () if names(&["TELIT"]) => &table::TELIT,
        () if names(&["CINTERION", "SIEMENS", "GEMALTO", "THALES"]) => &table::CINTERION,
        () if names(&["SIERRA"]) => &table::SIERRA,
        () if names(&["U-BLOX", "UBLOX"]) => &table::UBLOX,
        () => &table::GENERIC,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modems_are_recognised_by_what_they_say() {
        let rows = [
            ("WAVECOM MODEM", "MULTIBAND 900E 1800", "", Vendor::Wavecom),
            ("Sierra Wireless", "SL8084T", "", Vendor::Wavecom),
            ("Sierra Wireless, Incorporated", "MC7455", "", Vendor::Sierra),
            ("huawei", "E1752", "", Vendor::Huawei),
            ("Quectel", "EC25", "", Vendor::Quectel),
            ("SIMCOM_Ltd", "SIMCOM_SIM800L", "SIM800 R14.18", Vendor::Simcom),
            ("SIMCOM INCORPORATED", "SIMCOM_SIM7600E", "", Vendor::Simcom),
            ("ZTE CORPORATION", "MF190", "", Vendor::Zte),
            ("Telit", "HE910-D", "", Vendor::Telit),
            ("Cinterion", "PHS8-P", "", Vendor::Cinterion),
            ("u-blox", "SARA-G350", "", Vendor::Ublox),
            ("", "", "", Vendor::Generic),
        ];
        for (manufacturer, model, information, vendor) in rows {
            assert_eq!(detect(manufacturer, model, information).vendor, vendor, "{manufacturer} {model}");
        }
    }

    #[test]
    fn no_profile_would_send_what_the_console_refuses() {
        let all = [
            "wavecom",
            "quectel",
            "sim800",
            "sim7600",
            "huawei",
            "telit",
            "cinterion",
            "sierra",
            "u-blox",
            "ga6",
            "",
        ];
        for profile in all.map(|name| detect(name, "", "")) {
            for text in profile.init.iter().chain(profile.sim_detection) {
                assert_eq!(crate::command::refusal(text), None, "{text}");
            }
            assert!(!profile.iccid.is_empty() && !profile.storage.is_empty() && !profile.ussd.is_empty());
        }
    }

    #[test]
    fn wavecom_is_not_waited_for() {
        assert_eq!(detect("WAVECOM", "", "").sim_state().ending, Ending::Information);
    }
}
