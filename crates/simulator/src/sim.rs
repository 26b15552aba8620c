//! A SIM card: its identity, its PIN, and its message memory.
//!
//! A card is shared by handle: it lies in a drawer or in one modem, and what is stored on it moves with it. That is
//! why the SM memory is here and not in the modem.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::{
    dice::Dice,
    modem::{MessageState, SmsPdu, Store},
};

/// What a card is made with.
#[derive(Debug, Clone)]
pub struct SimProfile {
    /// 19 or 20 characters starting with 89.
    pub iccid: String,
    /// 15 digits.
    pub imsi: String,
    /// International digits without `+`.
    pub msisdn: String,
    /// Service centre, with `+`.
    pub smsc: String,
    /// Name of the home network.
    pub operator: String,
    /// Country and network code, 5 or 6 digits.
    pub plmn: String,
    /// Whether the number is written on the card, so that `AT+CNUM` tells it.
    pub number_on_card: bool,
    /// Slots of the message memory.
    pub capacity: usize,
    /// The PIN, when it is asked at power-on.
    pub pin: Option<String>,
}

impl SimProfile {
    /// A fictional card: test network 001-01, a number from the range given, an ICCID with a right check digit.
    pub fn fictional(index: usize, msisdn: String, dice: &mut Dice) -> Self {
        let body = format!("8988{:0>2}{:0>6}{}", 301, index, dice.digits(5));
        let iccid_body = body.get(..18).unwrap_or(&body).to_owned();
        let check = luhn_check_digit(&iccid_body);
        Self {
            iccid: format!("{iccid_body}{check}"),
            imsi: format!("{}{index:010}", home_network(&msisdn)),
            plmn: home_network(&msisdn).to_owned(),
            msisdn,
            smsc: "+447700900999".to_owned(),
            operator: "Test Network".to_owned(),
            number_on_card: true,
            capacity: 20,
            pin: None,
        }
    }
}

/// A network of the number's country under a code that nobody operates.
fn home_network(msisdn: &str) -> &'static str {
    if msisdn.starts_with("44") { "23498" } else { "31098" }
}

/// What the card says about its PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardLock {
    /// Usable.
    Open,
    /// The PIN must be entered.
    Pin,
    /// Three wrong PINs: the PUK must be entered.
    Puk,
    /// Ten wrong PUKs: the card is dead.
    Dead,
}

#[derive(Debug)]
struct Card {
    profile: SimProfile,
    store: Store,
    pin: String,
    pin_enabled: bool,
    pin_tries: u8,
    puk_tries: u8,
}

/// A handle to one card; clones are the same card.
#[derive(Debug, Clone)]
pub struct SimCard(Arc<Mutex<Card>>);

/// The PUK of every simulated card.
pub const PUK: &str = "12345678";
const PIN_TRIES: u8 = 3;
const PUK_TRIES: u8 = 10;

impl SimCard {
    /// A new card with an empty memory.
    pub fn new(profile: SimProfile) -> Self {
        Self(Arc::new(Mutex::new(Card {
            store: Store::new(profile.capacity),
            pin: profile.pin.clone().unwrap_or_else(|| "0000".to_owned()),
            pin_enabled: profile.pin.is_some(),
            pin_tries: PIN_TRIES,
            puk_tries: PUK_TRIES,
            profile,
        })))
    }

    /// A copy of what the card was made with.
    pub fn profile(&self) -> SimProfile {
        self.0.lock().profile.clone()
    }

    /// The card's identity.
    pub fn iccid(&self) -> String {
        self.0.lock().profile.iccid.clone()
    }

    /// The card's number, international digits without `+`.
    pub fn msisdn(&self) -> String {
        self.0.lock().profile.msisdn.clone()
    }

    /// True for two handles of one card.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// What the card asks for, given whether its PIN was entered since power-on.
    pub fn lock_state(&self, verified: bool) -> CardLock {
        let card = self.0.lock();
        match (card.puk_tries, card.pin_tries) {
            (0, _) => CardLock::Dead,
            (_, 0) => CardLock::Puk,
            _ if card.pin_enabled && !verified => CardLock::Pin,
            _ => CardLock::Open,
        }
    }

    /// Tries left for PIN and PUK.
    pub fn tries(&self) -> (u8, u8) {
        let card = self.0.lock();
        (card.pin_tries, card.puk_tries)
    }

    /// Enters the PIN; a wrong one costs a try.
    pub fn verify_pin(&self, pin: &str) -> bool {
        let mut card = self.0.lock();
        if card.pin_tries == 0 {
            return false;
        }
        let right = card.pin == pin;
        card.pin_tries = if right { PIN_TRIES } else { card.pin_tries - 1 };
        right
    }

    /// Enters the PUK and a new PIN; a wrong PUK costs a try.
    pub fn unblock(&self, puk: &str, new_pin: &str) -> bool {
        let mut card = self.0.lock();
        if card.puk_tries == 0 {
            return false;
        }
        if puk != PUK {
            card.puk_tries -= 1;
            return false;
        }
        card.puk_tries = PUK_TRIES;
        card.pin_tries = PIN_TRIES;
        new_pin.clone_into(&mut card.pin);
        true
    }

    /// Whether the PIN is asked at power-on.
    pub fn pin_enabled(&self) -> bool {
        self.0.lock().pin_enabled
    }

    /// Switches asking for the PIN; needs the right PIN.
    pub fn set_pin_enabled(&self, enabled: bool, pin: &str) -> bool {
        let right = self.verify_pin(pin);
        if right {
            self.0.lock().pin_enabled = enabled;
        }
        right
    }

    /// Changes the PIN; needs the old one.
    pub fn change_pin(&self, old: &str, new: &str) -> bool {
        let right = self.verify_pin(old);
        if right {
            new.clone_into(&mut self.0.lock().pin);
        }
        right
    }

    /// Writes the service centre's number onto the card.
    pub fn set_smsc(&self, smsc: &str) {
        smsc.clone_into(&mut self.0.lock().profile.smsc);
    }

    /// Works on the card's message memory.
    pub fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        work(&mut self.0.lock().store)
    }

    /// Fills every free slot with read messages taken in turn from `pdus`; tells how many were written.
    pub fn fill_with(&self, pdus: &[SmsPdu]) -> usize {
        self.with_store(|store| fill(store, pdus))
    }
}

/// Fills every free slot of a memory with read messages taken in turn from `pdus`.
pub(crate) fn fill(store: &mut Store, pdus: &[SmsPdu]) -> usize {
    pdus.iter()
        .cycle()
        .take(if pdus.is_empty() { 0 } else { store.capacity() - store.used() })
        .filter(|pdu| store.put(MessageState::Read, (*pdu).clone()).is_some())
        .count()
}

/// The last digit that makes a digit string pass the Luhn check.
pub fn luhn_check_digit(body: &str) -> u32 {
    let sum: u32 = body
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| match (place % 2 == 0, digit * 2) {
            (true, doubled) if doubled > 9 => doubled - 9,
            (true, doubled) => doubled,
            (false, _) => digit,
        })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(pin: Option<&str>) -> SimCard {
        let mut profile = SimProfile::fictional(3, "15550103".to_owned(), &mut Dice::new(1));
        profile.pin = pin.map(str::to_owned);
        SimCard::new(profile)
    }

    #[test]
    fn luhn_digit_matches_a_known_card() {
        // The usual textbook number.
        assert_eq!(luhn_check_digit("7992739871"), 3);
    }

    #[test]
    fn an_iccid_has_nineteen_digits_and_passes_the_check() {
        let iccid = card(None).iccid();
        assert_eq!(iccid.len(), 19);
        let (body, check) = iccid.split_at(18);
        assert_eq!(luhn_check_digit(body).to_string(), check);
    }

    #[test]
    fn three_wrong_pins_ask_for_the_puk() {
        let card = card(Some("1111"));
        assert_eq!(card.lock_state(false), CardLock::Pin);
        for _ in 0..3 {
            assert!(!card.verify_pin("9999"));
        }
        assert_eq!(card.lock_state(false), CardLock::Puk);
        assert!(!card.verify_pin("1111"));
        assert!(card.unblock(PUK, "2222"));
        assert!(card.verify_pin("2222"));
    }
}
