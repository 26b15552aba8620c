//! Who the modem is and whose card it holds.

use super::argument::number;
use super::{Command, Expect, InvalidArgument, Shape, SimFile};

/// The commands by which modems tell the card's ICCID; a profile lists them in the order to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IccidSource {
    /// `AT+CCID`
    Ccid,
    /// `AT+ICCID`
    Iccid,
    /// `AT+CICCID` (SIM7600)
    Ciccid,
    /// `AT+QCCID` (Quectel)
    Qccid,
    /// `AT^ICCID?` (Huawei)
    HuaweiIccid,
    /// `AT+ZGETICCID` (ZTE)
    ZteIccid,
    /// `AT#CCID` (Telit)
    TelitCcid,
    /// `AT!ICCID?` (Sierra)
    SierraIccid,
    /// `AT^SCID` (Cinterion)
    Scid,
    /// `AT+CRSM=176,12258,0,0,10`: the file itself, understood nearly everywhere.
    SimFile,
}

const ICCID_PREFIXES: &[&str] =
    &["+CCID", "+ICCID", "+QCCID", "^ICCID", "#CCID", "!ICCID", "^SCID", "+ZGETICCID"];

impl Command {
    /// `AT+CGMI`.
    #[must_use]
    pub fn manufacturer() -> Self {
        Self::new("AT+CGMI").expecting(Expect::Bare(Shape::Text, &[]))
    }

    /// `AT+CGMM`.
    #[must_use]
    pub fn model() -> Self {
        Self::new("AT+CGMM").expecting(Expect::Bare(Shape::Text, &[]))
    }

    /// `AT+CGMR`.
    #[must_use]
    pub fn firmware() -> Self {
        Self::new("AT+CGMR").expecting(Expect::Bare(Shape::Text, &["+REVISION"]))
    }

    /// `AT+CGSN`.
    #[must_use]
    pub fn imei() -> Self {
        Self::new("AT+CGSN").expecting(Expect::Bare(Shape::Digits, &["+GSN"]))
    }

    /// `AT+GSN`: the older way to the IMEI.
    #[must_use]
    pub fn imei_older() -> Self {
        Self::new("AT+GSN").expecting(Expect::Bare(Shape::Digits, &["+CGSN"]))
    }

    /// `AT+CIMI`.
    #[must_use]
    pub fn imsi() -> Self {
        Self::new("AT+CIMI").expecting(Expect::Bare(Shape::Digits, &[]))
    }

    /// The ICCID by one of the known ways.
    #[must_use]
    pub fn iccid(source: IccidSource) -> Self {
        let text = match source {
            IccidSource::Ccid => "AT+CCID",
            IccidSource::Iccid => "AT+ICCID",
            IccidSource::Ciccid => "AT+CICCID",
            IccidSource::Qccid => "AT+QCCID",
            IccidSource::HuaweiIccid => "AT^ICCID?",
            IccidSource::ZteIccid => "AT+ZGETICCID",
            IccidSource::TelitCcid => "AT#CCID",
            IccidSource::SierraIccid => "AT!ICCID?",
            IccidSource::Scid => "AT^SCID",
            IccidSource::SimFile => return Self::read_sim_file(SimFile::Iccid),
        };
        Self::new(text).expecting(Expect::Bare(Shape::Hex, ICCID_PREFIXES)).timeout_ms(10_000)
    }

    /// `AT+CNUM`: the numbers the card knows of itself, often none.
    #[must_use]
    pub fn own_numbers() -> Self {
        Self::query("AT+CNUM").timeout_ms(10_000)
    }

    /// `AT+CPBS="ON"`: selects the own-number phone book before [`Command::write_own_number`].
    #[must_use]
    pub fn select_own_numbers() -> Self {
        Self::new("AT+CPBS=\"ON\"")
    }

    /// `AT+CPBW=1,…`: writes the card's own number, so that `+CNUM` knows it from now on.
    pub fn write_own_number(msisdn: &str) -> Result<Self, InvalidArgument> {
        let (digits, kind) = number(msisdn)?;
        Ok(Self::new(format!("AT+CPBW=1,\"{digits}\",{kind}")).secret().timeout_ms(10_000))
    }
}
