//! A card as the inventory knows it, and as a person or a configuration file enters it.

use kernel::{Country, Iccid, Imsi, Msisdn, Secret, Timestamp};
use sea_orm::QueryResult;
use store::StoreError;

kernel::typed_id! {
    /// A SIM card in the inventory.
    SimCardId
}

/// What a person tells about a card; what is left out stays as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimEntry {
    /// The number on the card.
    pub iccid: Iccid,
    /// Its phone number.
    pub msisdn: Option<Msisdn>,
    /// Its PIN.
    pub pin: Option<Secret>,
    /// The country to sell it as, where that is not the home network's.
    pub country: Option<Country>,
    /// The operator to sell it as, where that is not the home network's name.
    pub operator: Option<String>,
}

impl SimEntry {
    /// An entry that says only that the card exists.
    #[must_use]
    pub const fn new(iccid: Iccid) -> Self {
        Self { iccid, msisdn: None, pin: None, country: None, operator: None }
    }
}

/// A card in the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimCard {
    /// Its row.
    pub id: SimCardId,
    /// The number on the card.
    pub iccid: Iccid,
    /// Its phone number, entered or learnt.
    pub msisdn: Option<Msisdn>,
    /// The subscriber identity a modem read from it.
    pub imsi: Option<Imsi>,
    /// The country to sell it as, where somebody said so.
    pub country: Option<Country>,
    /// The operator to sell it as, where somebody said so.
    pub operator: Option<String>,
    /// Whether a PIN is known.
    pub has_pin: bool,
    /// A try of the PIN was begun then and its end is not known.
    pub pin_tried_at: Option<Timestamp>,
    /// The PIN was refused then; it is not tried again until another one is entered.
    pub pin_blocked_at: Option<Timestamp>,
    /// When the card was first heard of.
    pub first_seen_at: Timestamp,
    /// When a modem last had it; `None`: never.
    pub last_seen_at: Option<Timestamp>,
}

pub(crate) const COLUMNS: &str = "id, iccid, msisdn, imsi, country, operator, pin, pin_tried_at, pin_blocked_at, \
                                  first_seen_at, last_seen_at";

impl SimCard {
    pub(crate) fn from_row(row: &QueryResult) -> Result<Self, StoreError> {
        let pin: Option<kernel::Sealed> = row.try_get("", "pin")?;
        Ok(Self {
            id: row.try_get("", "id")?,
            iccid: row.try_get("", "iccid")?,
            msisdn: row.try_get("", "msisdn")?,
            imsi: row.try_get("", "imsi")?,
            country: row.try_get("", "country")?,
            operator: row.try_get("", "operator")?,
            has_pin: pin.is_some(),
            pin_tried_at: row.try_get("", "pin_tried_at")?,
            pin_blocked_at: row.try_get("", "pin_blocked_at")?,
            first_seen_at: row.try_get("", "first_seen_at")?,
            last_seen_at: row.try_get("", "last_seen_at")?,
        })
    }
}
