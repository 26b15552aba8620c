//! The words that every room of simyard shares.
//!
//! `kernel` knows no database engine, no HTTP, no file and no clock of its own: it holds values that are valid by
//! construction (`Msisdn`, `Iccid`, `Money`, …), the traits through which time and randomness enter (`Clock`,
//! `Entropy`), and the closed list of error kinds that entrances map to their own protocol.
//! Values are parsed once, at the edge; inside the house a `Msisdn` is a phone number and nothing else.
//!
//! Map: [`id`] typed ids · [`timestamp`] and [`clock`] · [`entropy`] randomness · [`money`] amounts ·
//! [`msisdn`], [`iccid`], [`imei`], [`imsi`] identifiers · [`country`] ISO codes · [`secret`] values that never print ·
//! [`error`] kinds and codes · [`page`] cursors.

pub mod clock;
pub mod country;
pub mod entropy;
pub mod error;
pub mod iccid;
pub mod id;
pub mod imei;
pub mod imsi;
pub mod money;
pub mod msisdn;
pub mod page;
pub mod secret;
pub mod timestamp;

pub use clock::{Clock, within};
pub use country::Country;
pub use entropy::Entropy;
pub use error::{Kind, Problem};
pub use iccid::Iccid;
pub use imei::Imei;
pub use imsi::Imsi;
pub use money::{Currency, Money};
pub use msisdn::Msisdn;
pub use page::{Cursor, Limit, Page};
pub use secret::{Sealed, Secret};
pub use timestamp::Timestamp;

#[doc(hidden)]
pub mod reexport {
    pub use sea_orm;
    pub use uuid;
}
