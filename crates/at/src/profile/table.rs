//! The families.

use super::{Profile, Quirk, Vendor};
use crate::command::IccidSource::{
    Ccid, Ciccid, HuaweiIccid, Iccid, Qccid, Scid, SierraIccid, SimFile, TelitCcid, ZteIccid,
};
use crate::command::PinTriesSource;
use crate::parse::storage::{CnmiWish, Storage};
use crate::parse::ussd::UssdForm;

/// mode 2 buffers while the link is busy; mt 1 survives a crash of the host; reports come directly.
const CNMI: CnmiWish =
    CnmiWish { mode: &[2, 1, 3, 0], mt: &[1, 2, 0], bm: &[0], ds: &[1, 2, 0], bfr: &[0, 1] };
/// For those who offer mode 2 and refuse it.
const CNMI_MODE_1: CnmiWish = CnmiWish { mode: &[1, 2, 3, 0], ..CNMI };
const MODEM_FIRST: &[Storage] = &[Storage::Modem, Storage::Sim];
const SIM_FIRST: &[Storage] = &[Storage::Sim, Storage::Modem];
const PLAIN_FIRST: &[UssdForm] = &[UssdForm::Plain, UssdForm::Ucs2Hex, UssdForm::PackedHex];

pub(super) static GENERIC: Profile = Profile {
    vendor: Vendor::Generic,
    iccid: &[Ccid, Iccid, SimFile],
    init: &[],
    cnmi: CNMI,
    storage: MODEM_FIRST,
    index_base: 1,
    pin_tries: Some(PinTriesSource::Standard),
    quirks: &[],
    restart: "AT+CFUN=1,1",
    sim_detection: &[],
    ussd: PLAIN_FIRST,
};

/// SIM800, SIM900 and other 2G modules: few slots in the module, many on the card.
pub(super) static SIMCOM_2G: Profile = Profile {
    vendor: Vendor::Simcom,
    iccid: &[Ccid, Iccid, SimFile],
    init: &["AT+CSCLK=0", "AT+IPR=115200"],
    cnmi: CNMI,
    storage: SIM_FIRST,
    index_base: 1,
    pin_tries: Some(PinTriesSource::Simcom),
    quirks: &[Quirk::Autobaud, Quirk::WaitForSmsReady],
    restart: "AT+CFUN=1,1",
    sim_detection: &["AT+CSDT=1"],
    ussd: PLAIN_FIRST,
};

/// SIM7000, SIM7600 and later.
pub(super) static SIMCOM: Profile = Profile {
    vendor: Vendor::Simcom,
    iccid: &[Ciccid, Ccid, SimFile],
    init: &["AT+CSCLK=0"],
    cnmi: CNMI_MODE_1,
    storage: MODEM_FIRST,
    index_base: 0,
    pin_tries: Some(PinTriesSource::Simcom),
    quirks: &[Quirk::WaitForSmsReady, Quirk::NoCnmiMode2],
    restart: "AT+CRESET",
    sim_detection: &[],
    ussd: PLAIN_FIRST,
};

pub(super) static QUECTEL: Profile = Profile {
    vendor: Vendor::Quectel,
    iccid: &[Qccid, Ccid, SimFile],
    init: &["AT+QURCCFG=\"urcport\",\"usbat\"", "AT+QSCLK=0", "AT+QINDCFG=\"smsfull\",1"],
    cnmi: CNMI,
    storage: MODEM_FIRST,
    index_base: 0,
    pin_tries: Some(PinTriesSource::Quectel),
    quirks: &[Quirk::ReportsInWrongStore, Quirk::ImsPerModule],
    restart: "AT+CFUN=1,1",
    sim_detection: &["AT+QSIMSTAT=1"],
    ussd: &[UssdForm::Plain, UssdForm::Ucs2Hex],
};

pub(super) static HUAWEI: Profile = Profile {
    vendor: Vendor::Huawei,
    iccid: &[HuaweiIccid, SimFile, Ccid],
    init: &["AT^CURC=0", "AT^USSDMODE=0"],
    cnmi: CNMI_MODE_1,
    storage: MODEM_FIRST,
    index_base: 0,
    pin_tries: Some(PinTriesSource::Huawei),
    quirks: &[Quirk::SilentWhenFull, Quirk::ListMayHang, Quirk::NoCnmiMode2],
    restart: "AT^RESET",
    sim_detection: &[],
    ussd: &[UssdForm::Plain, UssdForm::PackedHex, UssdForm::Ucs2Hex],
};

pub(super) static ZTE: Profile = Profile {
    vendor: Vendor::Zte,
    iccid: &[ZteIccid, Iccid, SimFile],
    init: &["AT+ZCDRUN=8", "AT+ZOPRT=5"],
    cnmi: CNMI_MODE_1,
    storage: SIM_FIRST,
    index_base: 0,
    pin_tries: Some(PinTriesSource::Zte),
    quirks: &[Quirk::CsmpClearsServiceCentre, Quirk::NoCnmiMode2],
    restart: "AT+ZRST",
    sim_detection: &[],
    ussd: PLAIN_FIRST,
};

pub(super) static TELIT: Profile = Profile {
    vendor: Vendor::Telit,
    iccid: &[TelitCcid, Ccid, SimFile],
    init: &["AT#QSS=2"],
    cnmi: CNMI,
    storage: SIM_FIRST,
    index_base: 1,
    pin_tries: Some(PinTriesSource::Telit),
    quirks: &[Quirk::ReadyTooEarly],
    restart: "AT#REBOOT",
    sim_detection: &["AT#SIMDET=2"],
    ussd: PLAIN_FIRST,
};

pub(super) static CINTERION: Profile = Profile {
    vendor: Vendor::Cinterion,
    iccid: &[Scid, Ccid, SimFile],
    init: &["AT^SSMSS=1"],
    cnmi: CnmiWish { bfr: &[1, 0], ..CNMI },
    storage: &[Storage::Both, Storage::Sim, Storage::Modem],
    index_base: 1,
    pin_tries: Some(PinTriesSource::Cinterion),
    quirks: &[],
    restart: "AT+CFUN=1,1",
    sim_detection: &["AT^SCKS=1"],
    ussd: PLAIN_FIRST,
};

pub(super) static SIERRA: Profile = Profile {
    vendor: Vendor::Sierra,
    iccid: &[SierraIccid, Iccid, Ccid, SimFile],
    init: &[],
    cnmi: CNMI_MODE_1,
    storage: MODEM_FIRST,
    index_base: 0,
    pin_tries: Some(PinTriesSource::Standard),
    quirks: &[Quirk::NoCnmiMode2],
    restart: "AT!RESET",
    sim_detection: &[],
    ussd: PLAIN_FIRST,
};

pub(super) static UBLOX: Profile = Profile {
    vendor: Vendor::Ublox,
    iccid: &[Ccid, SimFile],
    init: &[],
    cnmi: CNMI,
    storage: MODEM_FIRST,
    index_base: 1,
    pin_tries: Some(PinTriesSource::Ublox),
    quirks: &[],
    restart: "AT+CFUN=16",
    sim_detection: &[],
    ussd: PLAIN_FIRST,
};

pub(super) static WAVECOM: Profile = Profile {
    vendor: Vendor::Wavecom,
    iccid: &[Ccid, SimFile],
    init: &[],
    cnmi: CNMI,
    storage: SIM_FIRST,
    index_base: 1,
    pin_tries: None,
    quirks: &[Quirk::CpinWithoutOk, Quirk::TwoStorages],
    restart: "AT+CFUN=1",
    sim_detection: &[],
    ussd: PLAIN_FIRST,
};

/// AI-Thinker A6, A7, GA6.
pub(super) static AI_THINKER: Profile = Profile {
    vendor: Vendor::Generic,
    iccid: &[Ccid, Iccid, SimFile],
    init: &[],
    cnmi: CNMI,
    storage: SIM_FIRST,
    index_base: 1,
    pin_tries: None,
    quirks: &[Quirk::NoCfun],
    restart: "AT+RST=1",
    sim_detection: &[],
    ussd: PLAIN_FIRST,
};
