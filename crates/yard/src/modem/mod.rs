//! Modems: who they are, which row in the database is theirs, and what the modems page shows of them.

pub(crate) mod registry;
mod view;

pub use view::{ModemView, Registration, Signal};

kernel::typed_id! {
    /// A modem: the same one wherever it is plugged in, as far as its IMEI tells.
    ModemId
}
