//! The [`Market`]: one handle for everybody who sells numbers or looks at the sales.
//!
//! Use cases run to their end in their own task: a caller that hangs up in the middle leaves neither a half-known
//! number nor a wrong count behind. One background task follows the committed facts and takes in what others changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::{Clock, Cursor, Limit, Money, Msisdn, Page, Timestamp};
use store::{Store, StoreError, Tx};
use tokio::sync::Notify;

use crate::activation::{finish, open, receive, sql, view};
use crate::follow;
use crate::number::{self, lines};
use crate::offer::{Counts, Floor};
use crate::{
    Activation, ActivationId, Channel, ChannelId, Event, Filter, Finished, MarketError, NumberId, NumberView,
    Opened, Order, Status, WireId,
};

/// Hears of every message that was delivered to an activation, in the transaction that delivers it.
#[async_trait::async_trait]
pub trait DeliveryListener: Send + Sync + 'static {
    /// Writes what follows from it; an error undoes the whole transaction, the message's row included.
    async fn delivered(
        &self,
        tx: &Tx,
        activation: &Activation,
        message: &yard::Message,
    ) -> Result<(), StoreError>;
}

/// The market; clones share everything.
#[derive(Clone)]
pub struct Market(Arc<Inner>);

pub(crate) struct Inner {
    store: Store,
    channels: Vec<Channel>,
    floor: Floor,
    dice: AtomicU64,
    recheck: Arc<Notify>,
}

impl Market {
    /// Reads the floor from the database and begins to follow it; ends by itself when the last handle is gone.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn load(store: Store, channels: Vec<Channel>) -> Result<Self, MarketError> {
        // Listen first, read second: what happens in between is seen twice rather than never.
        let facts = store.subscribe();
        let floor = Floor::new(channels.clone());
        let inner = Inner { store, channels, floor, dice: AtomicU64::new(1), recheck: Arc::default() };
        let market = Self(Arc::new(inner));
        market.reload().await?;
        tokio::spawn(follow::follow(Arc::downgrade(&market.0), facts));
        Ok(market)
    }

    /// The channels as configured.
    #[must_use]
    pub fn channels(&self) -> &[Channel] {
        &self.0.channels
    }

    /// What a channel can be served with at this moment.
    #[must_use]
    pub fn counts(&self, channel: &ChannelId) -> Option<Counts> {
        self.0.floor.counts(channel)
    }

    /// Changes whenever the channel's counts do; cheap enough to ask on every request.
    #[must_use]
    pub fn version(&self, channel: &ChannelId) -> Option<u64> {
        self.0.floor.version(channel)
    }

    /// Hands out a number; `None` when none fits.
    ///
    /// # Errors
    /// When the channel is unknown or the database fails.
    pub async fn open(&self, order: Order) -> Result<Option<Opened>, MarketError> {
        let market = self.clone();
        to_the_end(async move { open::open(&market, order).await }).await
    }

    /// Takes the aggregator's word on how one of its activations ended.
    ///
    /// # Errors
    /// [`MarketError::UnknownActivation`] when this channel has no such activation; or the database fails.
    pub async fn finish(
        &self,
        channel: &ChannelId,
        wire_id: WireId,
        status: Status,
    ) -> Result<Finished, MarketError> {
        let (market, channel) = (self.clone(), channel.clone());
        to_the_end(async move { finish::finish(&market, &channel, wire_id, status).await }).await
    }

    /// A page of activations, newest first.
    ///
    /// # Errors
    /// When the cursor is not one or the database fails.
    pub async fn activations(
        &self,
        filter: Filter,
        limit: Limit,
        before: Option<&Cursor>,
    ) -> Result<Page<Activation>, MarketError> {
        view::page(self, filter, limit, before).await
    }

    /// Everything that was ever said about an activation, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, activation: ActivationId) -> Result<Vec<Event>, MarketError> {
        Ok(sql::history(self.store().read(), self.store().engine(), activation).await?)
    }

    /// Who holds a number now, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_on(&self, number: &Msisdn) -> Result<Vec<Activation>, MarketError> {
        let condition = "n.msisdn = ? AND a.state IN ('waiting', 'ready') ORDER BY a.wire_id";
        Ok(sql::select(self.store().read(), self.store().engine(), condition, [number.clone().into()])
            .await?)
    }

    /// How many activations of a channel are open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_count(&self, channel: &ChannelId) -> Result<u32, MarketError> {
        Ok(sql::open_count(self.store().read(), self.store().engine(), channel).await?)
    }

    /// What a channel has earned, per currency: sold and not refunded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn earnings(&self, channel: &ChannelId) -> Result<Vec<Money>, MarketError> {
        Ok(sql::earnings(self.store().read(), self.store().engine(), channel).await?)
    }

    /// Activations open since before that moment: perhaps the aggregator never got the number. Nothing acts on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stale(&self, opened_before: Timestamp) -> Result<Vec<Activation>, MarketError> {
        view::stale(self, opened_before).await
    }

    /// All numbers, by their digits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn numbers(&self) -> Result<Vec<NumberView>, MarketError> {
        Ok(number::sql::views(self.store().read(), self.store().engine()).await?)
    }

    /// What the yard tells its news to; deliveries go on to `deliveries`.
    #[must_use]
    pub fn listener(&self, deliveries: Arc<dyn DeliveryListener>) -> Arc<dyn yard::Listener> {
        Arc::new(FromYard { deliveries })
    }

    /// Takes a number's present row into the floor.
    ///
    /// # Errors
    /// When the database fails; the number is kept back until it answers.
    pub async fn refresh(&self, number: NumberId) -> Result<(), MarketError> {
        match number::sql::entry(self.store().read(), self.store().engine(), number).await {
            Ok(Some(entry)) => self.0.floor.apply(entry),
            Ok(None) => {}
            Err(problem) => {
                self.0.floor.doubt(number);
                return Err(problem.into());
            }
        }
        Ok(())
    }

    /// Takes every number's present row into the floor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reload(&self) -> Result<(), MarketError> {
        for entry in number::sql::entries(self.store().read(), self.store().engine()).await? {
            self.0.floor.apply(entry);
        }
        Ok(())
    }

    pub(crate) const fn from_inner(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn floor(&self) -> &Floor {
        &self.0.floor
    }

    /// Has the background task ask the database about the numbers in doubt.
    pub(crate) fn recheck(&self) {
        self.0.recheck.notify_one();
    }

    /// A die with so many sides; only spreads the load, guards nothing.
    pub(crate) fn roll(&self, sides: u32) -> u32 {
        let mut x = self.0.dice.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((x ^ (x >> 31)) % u64::from(sides.max(1))).unwrap_or(0)
    }
}

impl Inner {
    /// What the follower waits for: a recheck, or time when a number is in doubt.
    pub(crate) fn waiting_on(&self) -> (Arc<Notify>, Arc<dyn Clock>, bool) {
        (Arc::clone(&self.recheck), Arc::clone(self.store.clock()), !self.floor.doubtful().is_empty())
    }
}

struct FromYard {
    deliveries: Arc<dyn DeliveryListener>,
}

#[async_trait::async_trait]
impl yard::Listener for FromYard {
    async fn line_changed(&self, tx: &Tx, line: &yard::Line) -> Result<(), StoreError> {
        lines::line_changed(tx, line).await
    }

    async fn message_arrived(&self, tx: &Tx, message: &yard::Message) -> Result<(), StoreError> {
        receive::message_arrived(tx, message, self.deliveries.as_ref()).await
    }
}

/// Runs a use case in its own task, so that it ends even when nobody waits for it any more.
async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, MarketError>> + Send + 'static,
) -> Result<T, MarketError> {
    tokio::spawn(work).await.unwrap_or(Err(MarketError::Stopping))
}
