//! The families the simulator can play, taken from captured dialogues.

use super::{
    personality::{
        BootLine, Canned, EmptySlot, IccidCommand, NotYet, NotificationRange, Personality, Unknown,
    },
    storage::Memory::{self, Both, Device, Reports, Sim},
};

/// Every family, in the order in which a mixed fleet uses them.
pub static ALL: [&Personality; 8] = [
    &QUECTEL_EC25,
    &SIM800C,
    &SIM7600,
    &HUAWEI_E3372,
    &ZTE_MF190,
    &WAVECOM_Q24,
    &TELIT_GL865,
    &CINTERION_BGS2,
];

/// The family of that name, such as `sim800c`.
pub fn by_name(name: &str) -> Option<&'static Personality> {
    ALL.into_iter().find(|personality| personality.name.eq_ignore_ascii_case(name))
}

const fn says(after_ms: u64, text: &'static str) -> BootLine {
    BootLine { after_ms, text }
}

const fn canned(command: &'static str, lines: &'static [&'static str]) -> Canned {
    Canned { command, lines }
}

const fn iccid(command: &'static str, prefix: &'static str, suffix: &'static str) -> IccidCommand {
    IccidCommand { command, prefix, suffix }
}

const THREE: &[&[Memory]] = &[&[Sim, Device, Both], &[Sim, Device, Both], &[Sim, Device, Both]];
const WITH_REPORTS: &[&[Memory]] =
    &[&[Sim, Device, Both, Reports], &[Sim, Device, Both], &[Sim, Device, Both]];

const FULL_RANGE: [&[u8]; 5] = [&[0, 1, 2, 3], &[0, 1, 2, 3], &[0, 2], &[0, 1, 2], &[0, 1]];

/// An ordinary modem; the families differ from it by struct update.
const PLAIN: Personality = Personality {
    name: "plain",
    manufacturer: "Plain",
    model: "Plain",
    revision: Some("1.0"),
    info: &["Plain"],
    boot: &[],
    sim_ready_ms: 500,
    sms_ready_ms: 2000,
    registered_ms: 3000,
    not_yet: NotYet::Cms(314),
    unknown: Unknown::Error,
    empty_slot: EmptySlot::Ok,
    cpin_without_ok: false,
    memories: THREE,
    memories_advertised: r#"("SM","ME","MT"),("SM","ME","MT"),("SM","ME","MT")"#,
    initial_memory: Sim,
    device_capacity: 100,
    first_index: (0, 0),
    notifications: NotificationRange { fields: FULL_RANGE, advertised: "(0-3),(0-3),(0,2),(0-2),(0,1)" },
    phase_two_plus: true,
    cmt_without_comma: false,
    flash_prefix: "+CMT",
    report_announced_as: Reports,
    full_line: None,
    iccid: &[iccid("+CCID", "+CCID: ", "")],
    canned: &[],
    chatter: &[],
    sim_lines: ("+CPIN: NOT INSERTED", "+CPIN: READY"),
    busy_after_cfun_ms: 0,
    restart: None,
    access_technology: None,
};

/// Quectel EC25: LTE, memories counted from 0, reports in SR announced as SM.
pub static QUECTEL_EC25: Personality = Personality {
    name: "quectel-ec25",
    manufacturer: "Quectel",
    model: "EC25",
    revision: Some("EC25EFAR06A06M4G"),
    info: &["Quectel", "EC25", "Revision: EC25EFAR06A06M4G"],
    boot: &[
        says(0, "RDY"),
        says(800, "+CFUN: 1"),
        says(1200, "+CPIN: {cpin}"),
        says(1300, "+QUSIM: 1"),
        says(4500, "+QIND: SMS DONE"),
        says(6000, "+QIND: PB DONE"),
    ],
    sim_ready_ms: 1200,
    sms_ready_ms: 4500,
    registered_ms: 5000,
    memories: WITH_REPORTS,
    memories_advertised: r#"("SM","ME","MT","SR"),("SM","ME","MT"),("SM","ME","MT")"#,
    initial_memory: Device,
    device_capacity: 255,
    report_announced_as: Sim,
    full_line: Some(r#"+QIND: "smsfull","{mem}""#),
    iccid: &[
        iccid("+QCCID", "+QCCID: ", "F"),
        iccid("+CCID", "+CCID: ", "F"),
        iccid("+ICCID", "+ICCID: ", "F"),
    ],
    canned: &[
        canned(r#"+QURCCFG="URCPORT""#, &[r#"+QURCCFG: "urcport","usbat""#]),
        canned("+QURCCFG=", &[]),
        canned(r#"+QCFG="IMS""#, &[r#"+QCFG: "ims",0,0"#]),
        canned(r#"+QCFG="NWSCANMODE""#, &[r#"+QCFG: "nwscanmode",0"#]),
        canned("+QCFG=", &[]),
        canned("+QINDCFG=", &[]),
        canned("+QINISTAT", &["+QINISTAT: 7"]),
        canned("+QSCLK=", &[]),
        canned("+QSIMDET=", &[]),
        canned("+QSIMDET?", &["+QSIMDET: 1,1"]),
        canned("+QSIMSTAT=", &[]),
        canned("+QSIMSTAT?", &["+QSIMSTAT: 1,1"]),
        canned("+QCSQ", &[r#"+QCSQ: "LTE",63,-92,138,-10"#]),
        canned("+QNWINFO", &[r#"+QNWINFO: "FDD LTE","00101","LTE BAND 3",1300"#]),
        canned("+CGSMS?", &["+CGSMS: 3"]),
        canned("+CGSMS=", &[]),
    ],
    sim_lines: ("+CPIN: NOT READY", "+CPIN: READY"),
    access_technology: Some(7),
    ..PLAIN
};

/// SIMCom SIM800C: a 2G module; `ERROR` until `SMS Ready`, ICCID as bare digits.
pub static SIM800C: Personality = Personality {
    name: "sim800c",
    manufacturer: "SIMCOM_Ltd",
    model: "SIMCOM_SIM800C",
    revision: Some("Revision:1418B05SIM800C24"),
    info: &["SIM800 R14.18"],
    boot: &[
        says(0, "RDY"),
        says(500, "+CFUN: 1"),
        says(900, "+CPIN: {cpin}"),
        says(5000, "Call Ready"),
        says(5300, "SMS Ready"),
    ],
    sim_ready_ms: 900,
    sms_ready_ms: 5300,
    registered_ms: 4800,
    not_yet: NotYet::Error,
    memories_advertised: r#"("SM","ME","SM_P","ME_P","MT"),("SM","ME","SM_P","ME_P","MT"),("SM","ME","SM_P","ME_P","MT")"#,
    device_capacity: 50,
    first_index: (1, 1),
    flash_prefix: "+CMT",
    full_line: Some("+SMS FULL"),
    iccid: &[iccid("+CCID", "", ""), iccid("+ICCID", "+ICCID: ", "")],
    canned: &[
        canned("+CSCLK=", &[]),
        canned("+IPR?", &["+IPR: 0"]),
        canned("+SPIC", &["+SPIC: 3,10,3,10"]),
        canned("+CSDT=", &[]),
        canned("+CBC", &["+CBC: 0,85,4012"]),
    ],
    ..PLAIN
};

/// SIMCom SIM7600: LTE; `SMS DONE` late after start.
pub static SIM7600: Personality = Personality {
    name: "sim7600",
    manufacturer: "SIMCOM INCORPORATED",
    model: "SIMCOM_SIM7600E-H",
    revision: Some("+CGMR: LE20B04SIM7600M22"),
    info: &[
        "Manufacturer: SIMCOM INCORPORATED",
        "Model: SIMCOM_SIM7600E-H",
        "Revision: SIM7600M22_V2.0",
        "+GCAP: +CGSM",
    ],
    boot: &[says(0, "RDY"), says(2500, "+CPIN: {cpin}"), says(12_000, "SMS DONE"), says(15_000, "PB DONE")],
    sim_ready_ms: 2500,
    sms_ready_ms: 12_000,
    registered_ms: 9000,
    memories: WITH_REPORTS,
    memories_advertised: r#"("ME","MT","SM","SR"),("ME","MT","SM","SR"),("ME","MT","SM","SR")"#,
    device_capacity: 23,
    flash_prefix: "+CLASS0",
    iccid: &[iccid("+CICCID", "+ICCID: ", ""), iccid("+CCID", "+CCID: ", "")],
    canned: &[
        canned("+CSCLK=", &[]),
        canned("+CPSI?", &["+CPSI: LTE,Online,001-01,0x0001,1,1,EUTRAN-BAND3,1300,4,4,-94,-920,-640,15"]),
        canned("+CNMP?", &["+CNMP: 2"]),
        canned("+CNMP=", &[]),
        canned("+AUTOCSQ=", &[]),
        canned("+CGSMS?", &["+CGSMS: 3"]),
        canned("+CGSMS=", &[]),
        canned("+SPIC", &["+SPIC: 3,10,3,10"]),
    ],
    access_technology: Some(7),
    restart: Some("+CRESET"),
    ..PLAIN
};

/// A Huawei E3372-like stick: never silent, indices from 0, `COMMAND NOT SUPPORT`, says so when full.
pub static HUAWEI_E3372: Personality = Personality {
    name: "huawei-e3372",
    manufacturer: "huawei",
    model: "E3372",
    revision: Some("21.200.07.00.00"),
    info: &["Manufacturer: huawei", "Model: E3372", "Revision: 21.200.07.00.00", "+GCAP: +CGSM,+DS,+ES"],
    boot: &[says(0, "^SYSSTART"), says(1500, "^SIMST:1"), says(2500, "^SRVST:2")],
    sim_ready_ms: 1500,
    sms_ready_ms: 2500,
    registered_ms: 2600,
    unknown: Unknown::NotSupport,
    memories_advertised: r#"("ME","MT","SM"),("ME","MT","SM"),("ME","MT","SM")"#,
    device_capacity: 23,
    notifications: NotificationRange {
        fields: [&[0, 1, 2], &[0, 1, 2, 3], &[0, 2, 3], &[0, 1, 2], &[0, 1]],
        advertised: "(0,1,2),(0,1,2,3),(0,2,3),(0,1,2),(0,1)",
    },
    full_line: Some(r#"^SMMEMFULL:"{mem}""#),
    iccid: &[iccid("^ICCID?", "^ICCID: ", "F")],
    canned: &[
        canned("^CPIN?", &["^CPIN: READY,,10,3,10,3"]),
        canned("^USSDMODE=", &[]),
        canned("^PORTSEL=", &[]),
        canned("^USSDMODE?", &["^USSDMODE: 0"]),
        canned("^HCSQ?", &[r#"^HCSQ: "LTE",52,44,161,26"#]),
        canned("^SYSINFOEX", &[r#"^SYSINFOEX: 2,3,0,1,,6,"LTE",101,"LTE""#]),
        canned("^SYSINFO", &["^SYSINFO: 2,3,0,6,1,,3"]),
        canned("^SYSCFGEX?", &[r#"^SYSCFGEX: "00",3FFFFFFF,1,2,7FFFFFFFFFFFFFFF"#]),
        canned("^SETPORT?", &["^SETPORT: FF;12,10,16"]),
        canned("^CARDLOCK?", &["^CARDLOCK: 2,10,0"]),
        canned("^VERSION?", &["^VERSION:EXTS:21.200.07.00.00"]),
    ],
    chatter: &["^RSSI:17", "^HCSQ:\"LTE\",52,44,161,26", "^RSSI:18", "^DSFLOWRPT:00000012,00000000,00000000"],
    sim_lines: ("^SIMST:255", "^SIMST:1"),
    access_technology: Some(7),
    restart: Some("^RESET"),
    ..PLAIN
};

/// ZTE MF190: SIM busy for long after start, floods `+ZUSIMR` until `CPMS?`.
pub static ZTE_MF190: Personality = Personality {
    name: "zte-mf190",
    manufacturer: "ZTE CORPORATION",
    model: "MF190",
    revision: Some("BD_P673A2V1.0.0B09"),
    info: &[
        "Manufacturer: ZTE CORPORATION",
        "Model: MF190",
        "Revision: BD_P673A2V1.0.0B09",
        "+GCAP: +CGSM,+DS",
    ],
    boot: &[
        says(3000, "+ZUSIMR:2"),
        says(4000, r#"+ZDONR: "Test Network",001,01,"CS_PS","ROAM_OFF""#),
        says(4100, r#"+ZPASR: "UMTS""#),
        says(5000, "+ZUSIMR:2"),
    ],
    sim_ready_ms: 2000,
    sms_ready_ms: 5000,
    registered_ms: 4000,
    not_yet: NotYet::Cme(14),
    notifications: NotificationRange {
        fields: [&[0, 1], &[0, 1, 2, 3], &[0, 2], &[0, 1, 2], &[0, 1]],
        advertised: "(0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)",
    },
    iccid: &[iccid("+ZGETICCID", "+ZGETICCID: ", ""), iccid("+ICCID", "+ICCID: ", "")],
    canned: &[
        canned("+ZCDRUN=", &["Close autorun state result(0:FAIL 1:SUCCESS):1"]),
        canned("+ZOPRT=", &[]),
        canned("+ZOPRT?", &["+ZOPRT:5"]),
        canned("+ZRSSI", &["+ZRSSI: 88"]),
        canned("+ZPINPUK=?", &["+ZPINPUK: 3,10"]),
        canned("+CVHU=", &["+CVHU: (0-1)"]),
    ],
    sim_lines: ("+ZUSIM:0", "+ZUSIM:1"),
    access_technology: Some(2),
    restart: Some("+ZRST"),
    ..PLAIN
};

/// Wavecom Q24: `+CPIN` without `OK`, two memories, "please wait" after `CFUN`.
pub static WAVECOM_Q24: Personality = Personality {
    name: "wavecom-q24",
    manufacturer: " WAVECOM MODEM",
    model: " MULTIBAND  900E  1800 ",
    revision: None,
    info: &[" WAVECOM MODEM", " MULTIBAND  900E  1800 "],
    boot: &[says(1000, "+WIND: 1"), says(2500, "+WIND: 7"), says(4000, "+WIND: 4")],
    sim_ready_ms: 1500,
    sms_ready_ms: 4000,
    registered_ms: 3500,
    not_yet: NotYet::Cms(515),
    empty_slot: EmptySlot::InvalidIndex,
    cpin_without_ok: true,
    memories: &[&[Sim, Reports], &[Sim]],
    memories_advertised: r#"(("SM","BM","SR"),("SM"))"#,
    device_capacity: 0,
    first_index: (1, 1),
    notifications: NotificationRange {
        fields: [&[0, 1, 2], &[0, 1, 2, 3], &[0, 1, 2, 3], &[0, 1, 2], &[0, 1]],
        advertised: "(0,1,2),(0,1,2,3),(0,1,2,3),(0,1,2),(0,1)",
    },
    iccid: &[iccid("+CCID", "+CCID: \"", "\"")],
    canned: &[canned("+WIND=", &[]), canned("+WIND?", &["+WIND: 15"]), canned("+WOPEN=", &[])],
    sim_lines: ("+WIND: 0", "+WIND: 1"),
    busy_after_cfun_ms: 3000,
    restart: Some("+CFUN=1"),
    ..PLAIN
};

/// Telit GL865: READY comes early, `#QSS: 3` tells the truth.
pub static TELIT_GL865: Personality = Personality {
    name: "telit-gl865",
    manufacturer: "Telit",
    model: "GL865-QUAD",
    revision: Some("10.01.152"),
    info: &["332"],
    boot: &[says(1500, "#QSS: 2"), says(4500, "#QSS: 3")],
    sim_ready_ms: 800,
    sms_ready_ms: 4500,
    registered_ms: 4000,
    not_yet: NotYet::Cms(515),
    empty_slot: EmptySlot::InvalidIndex,
    memories: &[&[Sim], &[Sim], &[Sim]],
    memories_advertised: r#"("SM"),("SM"),("SM")"#,
    device_capacity: 0,
    first_index: (1, 1),
    iccid: &[iccid("#CCID", "#CCID: ", ""), iccid("+CCID", "+CCID: ", "")],
    canned: &[
        canned("#QSS=", &[]),
        canned("#QSS?", &["#QSS: 1,3"]),
        canned("#PCT", &["#PCT: 3"]),
        canned("#SIMDET?", &["#SIMDET: 2,1"]),
        canned("#SELINT=", &[]),
        canned("#BND?", &["#BND: 0"]),
    ],
    sim_lines: ("#QSS: 0", "#QSS: 1"),
    restart: Some("#REBOOT"),
    ..PLAIN
};

/// Cinterion BGS2: `bfr` must be 1, `+CMT: 25` without a comma.
pub static CINTERION_BGS2: Personality = Personality {
    name: "cinterion-bgs2",
    manufacturer: "Cinterion",
    model: "BGS2-W",
    revision: Some("REVISION 01.301"),
    info: &["Cinterion", "BGS2-W", "REVISION 01.301"],
    boot: &[says(0, "^SYSSTART")],
    empty_slot: EmptySlot::ZeroLength,
    memories: THREE,
    memories_advertised: r#"("ME","MT"),("ME","SM","MT"),("SM","MT")"#,
    initial_memory: Both,
    device_capacity: 25,
    first_index: (1, 1),
    notifications: NotificationRange {
        fields: [&[0, 1, 2], &[0, 1, 2], &[0, 2], &[0, 1], &[1]],
        advertised: "(0,1,2),(0,1,2),(0,2),(0,1),(1)",
    },
    cmt_without_comma: true,
    iccid: &[iccid("^SCID", "^SCID: ", ""), iccid("+CCID", "+CCID: ", "")],
    canned: &[
        canned("^SCKS=", &[]),
        canned("^SCKS?", &["^SCKS: 1,1"]),
        canned("^SSMSS=", &[]),
        canned("^SMONI", &["^SMONI: 2G,71,-61,001,01,0001,0001,33,33,3,6,G,NOCONN"]),
        canned("^SPIC", &["^SPIC: 3"]),
        canned("^SPIC?", &["^SPIC: READY"]),
    ],
    sim_lines: ("^SCKS: 0", "^SCKS: 1"),
    ..PLAIN
};
