//! What can go wrong when the market is asked for something.

use kernel::{Kind, Problem};
use store::StoreError;

use crate::activation::WireId;
use crate::channel::ChannelId;

/// Why the market did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum MarketError {
    /// No such channel is configured.
    #[error("no hub `{0}` is configured; add it to the configuration and start again")]
    UnknownChannel(ChannelId),
    /// There is no such activation, or it belongs to another channel.
    #[error("activation {0} is not known here")]
    UnknownActivation(WireId),
    /// The list's cursor did not come from a list.
    #[error("the cursor is not one of ours; begin the list again without it")]
    InvalidCursor,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The work was cut off while the process was ending.
    #[error("the work was cut off because the program is stopping")]
    Stopping,
}

impl From<sea_orm::DbErr> for MarketError {
    fn from(problem: sea_orm::DbErr) -> Self {
        Self::Store(problem.into())
    }
}

impl Problem for MarketError {
    fn kind(&self) -> Kind {
        match self {
            Self::UnknownChannel(_) | Self::UnknownActivation(_) => Kind::NotFound,
            Self::InvalidCursor => Kind::Invalid,
            Self::Store(problem) => problem.kind(),
            Self::Stopping => Kind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::UnknownChannel(_) => "hub.unknown",
            Self::UnknownActivation(_) => "activation.unknown",
            Self::InvalidCursor => "page.invalid_cursor",
            Self::Store(problem) => problem.code(),
            Self::Stopping => "market.stopping",
        }
    }
}
