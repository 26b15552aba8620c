//! Unlocking a SIM: the rule of [`super::pin`], carried out, with the try on record before it is made.

use at::profile::Profile;
use kernel::Iccid;
use sims::PinAttempt;

use super::pin::{self, FULL_TRIES, Situation};
use super::reason::Reason;
use super::run::Supervisor;
use super::startup::sim::{self, Card, PinOutcome};
use super::talk::{Talk, Trouble};

impl Supervisor {
    /// Enters the PIN of a locked card if the rule allows it.
    pub(super) async fn unlock(&mut self, talk: &mut Talk, profile: &Profile) -> Result<Card, Trouble> {
        let tries_left = sim::tries_left(talk, profile).await?;
        let Some(iccid) = self.locked_card(talk, profile, tries_left).await? else {
            return Ok(Card::Unusable(Reason::PinMissing));
        };
        self.show_card(&iccid);
        if let Err(reason) = self.may_unlock(&iccid, tries_left).await? {
            return Ok(Card::Unusable(reason));
        }
        let all_left = tries_left.is_some_and(|left| left >= FULL_TRIES);
        let attempt = self.house.inventory.take_pin_attempt(&iccid, all_left).await;
        let pin = match attempt.map_err(|error| self.storage_trouble(&error))? {
            PinAttempt::Granted(pin) => pin,
            PinAttempt::Unknown => return Ok(Card::Unusable(Reason::PinMissing)),
            PinAttempt::Refused => return Ok(Card::Unusable(Reason::PinRefused)),
            PinAttempt::Uncertain => return Ok(Card::Unusable(Reason::PinUncertain)),
        };
        match sim::enter_pin(talk, &pin).await? {
            PinOutcome::Refused => {
                self.house
                    .inventory
                    .pin_refused(&iccid)
                    .await
                    .map_err(|error| self.storage_trouble(&error))?;
                Ok(Card::Unusable(Reason::PinRefused))
            }
            PinOutcome::Accepted | PinOutcome::Unknown => self.after_entry(talk, profile, &iccid).await,
        }
    }

    /// The card's own word after an entry decides; only it clears the record of the try.
    async fn after_entry(
        &mut self,
        talk: &mut Talk,
        profile: &Profile,
        iccid: &Iccid,
    ) -> Result<Card, Trouble> {
        let limit = self.house.settings.timeouts.sim_ready;
        let clock = std::sync::Arc::clone(&self.house.clock);
        match sim::await_card(talk, profile, clock.as_ref(), limit).await? {
            Card::Ready => {
                self.house
                    .inventory
                    .pin_accepted(iccid)
                    .await
                    .map_err(|error| self.storage_trouble(&error))?;
                Ok(Card::Ready)
            }
            Card::WantsPin => Ok(Card::Unusable(Reason::PinUncertain)),
            Card::Unusable(Reason::PukNeeded) => {
                self.house
                    .inventory
                    .pin_refused(iccid)
                    .await
                    .map_err(|error| self.storage_trouble(&error))?;
                Ok(Card::Unusable(Reason::PukNeeded))
            }
            Card::Unusable(reason) => Ok(Card::Unusable(reason)),
        }
    }

    /// Which card is locked. Its number may be read without a PIN (3GPP TS 31.102), but some modems refuse to while it
    /// is locked; then it is taken for the one this modem held last, if nobody has used up a try on it.
    pub(super) async fn locked_card(
        &self,
        talk: &mut Talk,
        profile: &Profile,
        tries_left: Option<u8>,
    ) -> Result<Option<Iccid>, Trouble> {
        let read = sim::read_iccid(talk, profile).await?;
        let all_left = tries_left.is_none_or(|left| left >= FULL_TRIES);
        Ok(read.or_else(|| self.last_card.clone().filter(|_| all_left)))
    }

    /// What the inventory and the card together allow.
    pub(super) async fn may_unlock(
        &mut self,
        iccid: &Iccid,
        tries_left: Option<u8>,
    ) -> Result<Result<(), Reason>, Trouble> {
        let card = self.house.inventory.find(iccid).await.map_err(|error| self.storage_trouble(&error))?;
        let situation = Situation {
            tries_left,
            has_pin: card.as_ref().is_some_and(|card| card.has_pin),
            refused: card.as_ref().is_some_and(|card| card.pin_blocked_at.is_some()),
            uncertain: card.as_ref().is_some_and(|card| card.pin_tried_at.is_some()),
        };
        Ok(pin::may_try(situation))
    }
}
