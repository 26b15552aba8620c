//! What differs between modem families, as data.
//!
//! Everything a driver can trip over is here: banners, which memories exist, which `CNMI` values are taken, how an
//! empty slot or an unknown command is answered. The tables are in `personalities`.

use super::storage::Memory;

/// Which notification values `AT+CNMI` accepts, in the order of its fields.
#[derive(Debug)]
pub struct NotificationRange {
    /// `<mode>`, `<mt>`, `<bm>`, `<ds>`, `<bfr>`.
    pub fields: [&'static [u8]; 5],
    /// The answer to `AT+CNMI=?`: some families advertise what they refuse.
    pub advertised: &'static str,
}

/// How an unknown command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// `ERROR`
    Error,
    /// `COMMAND NOT SUPPORT`
    NotSupport,
}

/// How reading an empty slot is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptySlot {
    /// Only `OK`.
    Ok,
    /// `+CMS ERROR: 321`, as the specification says.
    InvalidIndex,
    /// `+CMGR: 0,,0` and `OK`.
    ZeroLength,
}

/// How SMS commands are refused while the modem is still loading messages after power-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotYet {
    /// Plain `ERROR`.
    Error,
    /// `+CMS ERROR: <n>`
    Cms(u16),
    /// `+CME ERROR: <n>`
    Cme(u16),
}

/// One line a modem says by itself some time after power-on.
#[derive(Debug)]
pub struct BootLine {
    /// Milliseconds after power-on.
    pub after_ms: u64,
    /// The line without framing; `{cpin}` stands for the card's state.
    pub text: &'static str,
}

/// A fixed answer to one exact command.
#[derive(Debug)]
pub struct Canned {
    /// The command without `AT`, upper case; ending in `=` it stands for any arguments.
    pub command: &'static str,
    /// Lines before `OK`.
    pub lines: &'static [&'static str],
}

/// How a command tells the ICCID.
#[derive(Debug)]
pub struct IccidCommand {
    /// The command without `AT`.
    pub command: &'static str,
    /// What stands before the digits, such as `+QCCID: `.
    pub prefix: &'static str,
    /// What stands after them: a filler `F`, a closing quote.
    pub suffix: &'static str,
}

/// A modem family.
#[derive(Debug)]
pub struct Personality {
    /// Short name for options and logs.
    pub name: &'static str,
    /// `AT+CGMI`
    pub manufacturer: &'static str,
    /// `AT+CGMM`
    pub model: &'static str,
    /// `AT+CGMR`; `None`: the command is refused.
    pub revision: Option<&'static str>,
    /// Lines of `ATI`.
    pub info: &'static [&'static str],
    /// What it says after power-on.
    pub boot: &'static [BootLine],
    /// When the SIM can be used.
    pub sim_ready_ms: u64,
    /// When SMS commands work.
    pub sms_ready_ms: u64,
    /// When it is registered.
    pub registered_ms: u64,
    /// How it refuses SMS commands before that.
    pub not_yet: NotYet,
    /// How it refuses unknown commands.
    pub unknown: Unknown,
    /// How it answers for an empty slot.
    pub empty_slot: EmptySlot,
    /// `+CPIN:` comes without a final result.
    pub cpin_without_ok: bool,
    /// Memories taken by each field of `AT+CPMS`; two entries when the third field is refused.
    pub memories: &'static [&'static [Memory]],
    /// The answer to `AT+CPMS=?`.
    pub memories_advertised: &'static str,
    /// The memories after power-on.
    pub initial_memory: Memory,
    /// Slots of the modem's own memory.
    pub device_capacity: usize,
    /// Number of the first slot of the modem's own memory, and of the SIM's.
    pub first_index: (usize, usize),
    /// Accepted notification settings.
    pub notifications: NotificationRange,
    /// `AT+CSMS=1` is possible.
    pub phase_two_plus: bool,
    /// The answer to a direct message lacks the comma: `+CMT: 25`.
    pub cmt_without_comma: bool,
    /// A class 0 message is announced by this prefix even when messages are stored.
    pub flash_prefix: &'static str,
    /// A stored status report is announced with the wrong memory name.
    pub report_announced_as: Memory,
    /// What it says when a message came and there was no room, with `{mem}` for the memory.
    pub full_line: Option<&'static str>,
    /// ICCID commands, first the family's own.
    pub iccid: &'static [IccidCommand],
    /// Other fixed answers.
    pub canned: &'static [Canned],
    /// Lines it keeps saying while `AT^CURC` is on.
    pub chatter: &'static [&'static str],
    /// Said when a card is taken out, and put in.
    pub sim_lines: (&'static str, &'static str),
    /// `AT+CFUN=1` is followed by a while of `+CME ERROR: 515`.
    pub busy_after_cfun_ms: u64,
    /// The family's own restart command without `AT`, beside `AT+CFUN=1,1`.
    pub restart: Option<&'static str>,
    /// The access technology shown in `+CREG` (`None`: no such field).
    pub access_technology: Option<u8>,
}
