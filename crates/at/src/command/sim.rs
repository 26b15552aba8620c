//! The card: its lock, its tries, its files.

use super::{Command, Ending, Expect, Pin};

/// Elementary files read through `+CRSM` (3GPP TS 31.102, 51.011).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SimFile {
    /// EF-ICCID, 2FE2.
    Iccid,
    /// EF-SPN, 6F46: the service provider's name.
    ServiceProvider,
    /// EF-AD, 6FAD: tells how long the MNC is.
    AdministrativeData,
}

/// The commands by which modems tell how many PIN tries are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PinTriesSource {
    /// `AT^CPIN?` (Huawei)
    Huawei,
    /// `AT+QPINC?` (Quectel)
    Quectel,
    /// `AT+SPIC` (SIMCom)
    Simcom,
    /// `AT#PCT` (Telit)
    Telit,
    /// `AT+ZPINPUK=?` (ZTE)
    Zte,
    /// `AT+UPINCNT` (u-blox)
    Ublox,
    /// `AT^SPIC` (Cinterion)
    Cinterion,
    /// `AT+CPINR` (3GPP TS 27.007)
    Standard,
}

impl Command {
    /// `AT+CPIN?`. Ends a second after its line, since some modems never send the `OK`.
    #[must_use]
    pub fn sim_state() -> Self {
        Self::query("AT+CPIN?").timeout_ms(15_000).ending(Ending::FinalOrGrace { grace_ms: 1_000 })
    }

    /// `AT+CPIN="…"`: one try. Ask for the tries left before.
    #[must_use]
    pub fn enter_pin(pin: &Pin) -> Self {
        Self::new(format!("AT+CPIN=\"{}\"", pin.digits())).secret().timeout_ms(30_000)
    }

    /// The PIN and PUK tries left, by the vendor's way.
    #[must_use]
    pub fn pin_tries(source: PinTriesSource) -> Self {
        let (text, prefixes): (_, &'static [&'static str]) = match source {
            PinTriesSource::Huawei => ("AT^CPIN?", &[]),
            PinTriesSource::Quectel => ("AT+QPINC?", &[]),
            PinTriesSource::Simcom => ("AT+SPIC", &[]),
            PinTriesSource::Telit => ("AT#PCT", &[]),
            PinTriesSource::Zte => ("AT+ZPINPUK=?", &[]),
            PinTriesSource::Ublox => ("AT+UPINCNT", &[]),
            PinTriesSource::Cinterion => ("AT^SPIC", &[]),
            PinTriesSource::Standard => ("AT+CPINR", &[]),
        };
        Self::new(text).expecting(Expect::Prefixed(prefixes))
    }

    /// `AT+CRSM=176,…`: reads a transparent file of the card.
    #[must_use]
    pub fn read_sim_file(file: SimFile) -> Self {
        let (id, length) = match file {
            SimFile::Iccid => (12258, 10),
            SimFile::ServiceProvider => (28486, 17),
            SimFile::AdministrativeData => (28589, 4),
        };
        Self::query(format!("AT+CRSM=176,{id},0,0,{length}")).timeout_ms(10_000)
    }
}
