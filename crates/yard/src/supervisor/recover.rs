//! Bringing back a modem that does not answer: the steps of [`super::ladder`], carried out.

use std::sync::Arc;

use at::Command;
use at::profile::Profile;

use super::ladder::Step;
use super::reason::Reason;
use super::run::{End, Supervisor};
use super::state::Event;
use super::talk::{Talk, Trouble};

/// How long the answer to a restart is waited for; a modem that hangs may hear it and say nothing.
const RESTART_MS: u32 = 2_000;

impl Supervisor {
    /// Climbs the ladder until the modem answers or the port has to be closed.
    pub(super) async fn recover(&mut self, talk: &mut Talk) -> Result<(), End> {
        self.turn(Event::Silent(Reason::NotAnswering)).await;
        loop {
            let answers = match self.ladder.climb(self.house.clock.monotonic()) {
                Step::Repeat { after } => match talk.pause(after).await {
                    Ok(()) => talk.is_alive(1).await,
                    Err(trouble) => Err(trouble),
                },
                Step::Resync => talk.resync(5).await,
                Step::Reopen { after } => {
                    self.house.journal.recovering(&self.port, "reopen").await;
                    return Err(End::Reopen(after, None));
                }
                Step::Restart { wait } => {
                    self.house.journal.recovering(&self.port, "restart").await;
                    let permit = Arc::clone(&self.house.restarts).acquire_owned().await.ok();
                    // It may well hear this although it does not answer.
                    let command = restart(self.profile, self.restarts);
                    self.restarts = self.restarts.wrapping_add(1);
                    let _ = talk.ask(command).await;
                    return Err(End::Reopen(wait, permit));
                }
                Step::Quarantine { pause } => return Err(End::Quarantine(Reason::NotAnswering, pause)),
            };
            match answers {
                Ok(true) => return Ok(()),
                Ok(false) | Err(Trouble::Silent) => {}
                Err(Trouble::Gone) => return Err(End::Gone),
                Err(Trouble::WrongPort) => {
                    return Err(End::Quarantine(Reason::WrongPort, self.ladder.rest()));
                }
                Err(Trouble::Rebooted | Trouble::SimChanged | Trouble::Storage) => return Ok(()),
            }
        }
    }
}

/// The family's own restart, and every other time the standard one: a firmware may know only one of them.
fn restart(profile: Option<&Profile>, nth: u32) -> Command {
    let own = profile.filter(|_| nth.is_multiple_of(2)).map(Profile::restart);
    own.unwrap_or_else(Command::restart).timeout_ms(RESTART_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_s_restart_comes_first_and_the_standard_one_after_a_rest() {
        let huawei = at::profile::detect("huawei", "", "");
        let sent = |profile, nth| restart(profile, nth).to_string();
        assert_eq!([0, 1, 2].map(|nth| sent(Some(huawei), nth)), ["AT^RESET", "AT+CFUN=1,1", "AT^RESET"]);
        assert_eq!(sent(None, 0), "AT+CFUN=1,1");
    }
}
