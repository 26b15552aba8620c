//! Setting a modem up: from a port that has just been opened to one that announces messages.
//!
//! Each step is individually tolerant: modems refuse what their manuals offer, so a refusal switches one thing off
//! and the rest goes on. Only silence ends set-up. The order matters: echo and error form first, then who the modem
//! is (which selects its profile), then the radio, the SIM ([`sim`]), and messages ([`messages`]).

pub(crate) mod messages;
pub(crate) mod network;
pub(crate) mod sim;

use std::time::Duration;

use at::command::Functionality;
use at::profile::{self, Profile, Quirk};
use at::{Boot, Command, Urc, parse};
use kernel::Imei;

use super::talk::{Talk, Trouble};

/// Who a modem says it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub firmware: Option<String>,
    pub imei: Option<Imei>,
}

/// `AT` tries on a port that has just appeared: its modem may be starting, and must not be restarted for that.
const FIRST_TRIES: u32 = 20;
/// `AT` tries on a port that was opened again: enough to train a modem that guesses the speed.
const AGAIN_TRIES: u32 = 10;

/// Finds out whether a modem answers here; `new`: the port has just appeared.
pub(crate) async fn probe(talk: &mut Talk, new: bool) -> Result<(), Trouble> {
    let tries = if new { FIRST_TRIES } else { AGAIN_TRIES };
    if talk.resync(tries).await? { Ok(()) } else { Err(Trouble::Silent) }
}

/// Brings the dialogue into a known form and reads who answers.
pub(crate) async fn introduce(talk: &mut Talk) -> Result<(Identity, &'static Profile), Trouble> {
    forget_old_boots(talk);
    for command in
        [Command::echo_off(), Command::verbose_results(), Command::send_results(), Command::numbered_errors()]
    {
        talk.try_ask(command).await?;
    }
    let manufacturer = text(talk, Command::manufacturer()).await?;
    let model = text(talk, Command::model()).await?;
    let firmware = text(talk, Command::firmware()).await?;
    let information = text(talk, Command::information()).await?;
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let profile = profile::detect(&word(&manufacturer), &word(&model), &word(&information));
    let imei = match imei(talk, Command::imei()).await? {
        Some(imei) => Some(imei),
        None => imei(talk, Command::imei_older()).await?,
    };
    Ok((Identity { manufacturer, model, firmware, imei }, profile))
}

/// Switches the radio on where it is off, and sends the family's own set-up commands.
pub(crate) async fn power_up(talk: &mut Talk, profile: &Profile) -> Result<(), Trouble> {
    for command in profile.init() {
        talk.try_ask(command).await?;
    }
    if profile.has(Quirk::NoCfun) {
        return Ok(());
    }
    let level = talk.try_ask(Command::functionality()).await?;
    let off = level.as_ref().and_then(|answer| answer.last()).is_some_and(is_radio_off);
    if off {
        talk.try_ask(Command::set_functionality(Functionality::Full)).await?;
        talk.pause(Duration::from_millis(500)).await?;
    }
    Ok(())
}

/// `+CFUN: 0` and `+CFUN: 4`; the test form that some modems answer with counts as on.
fn is_radio_off(line: &str) -> bool {
    let level = line.trim_start_matches("+CFUN:").trim();
    matches!(level.split(',').next().map(str::trim), Some("0" | "4"))
}

async fn text(talk: &mut Talk, command: Command) -> Result<Option<String>, Trouble> {
    let answer = talk.try_ask(command).await?;
    Ok(answer.and_then(|answer| parse::identity::text(&answer).ok()).filter(|text| !text.is_empty()))
}

async fn imei(talk: &mut Talk, command: Command) -> Result<Option<Imei>, Trouble> {
    let answer = talk.try_ask(command).await?;
    let digits = answer.and_then(|answer| parse::identity::imei(&answer).ok());
    Ok(digits.and_then(|imei| Imei::parse(imei.as_str()).ok()))
}

/// What was said about a start before this set-up began is what this set-up is for.
fn forget_old_boots(talk: &mut Talk) {
    talk.retain_urcs(|urc| !matches!(urc, Urc::Reboot(Boot::Started | Boot::RadioOn) | Urc::SimInserted));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_form_of_cfun_is_no_radio_off() {
        assert!(is_radio_off("+CFUN: 0"));
        assert!(is_radio_off("+CFUN: 4,0"));
        assert!(!is_radio_off("+CFUN: 1"));
        assert!(!is_radio_off("+CFUN: (0-1,4-7),(0-1)"));
    }
}
