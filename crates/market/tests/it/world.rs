//! A market with lines that a test switches on and off, and a listener that remembers what was delivered.

use std::sync::Arc;

use kernel::{Country, Currency, Iccid, Money, Msisdn};
use market::{
    Activation, Channel, ChannelId, DeliveryListener, Market, Opened, Operators, Order, Service, Status,
    Verdict,
};
use parking_lot::Mutex;
use store::{StoreError, Tx};
use testkit::{TestDatabase, TestStore};
use yard::{Line, LineId, Listener, Message, MessageId, ModemId, Text};

pub(crate) struct World {
    pub(crate) store: TestStore,
    pub(crate) market: Market,
    pub(crate) delivered: Arc<Heard>,
    listener: Arc<dyn Listener>,
}

#[derive(Default)]
pub(crate) struct Heard(pub(crate) Mutex<Vec<(ChannelId, MessageId)>>);

#[async_trait::async_trait]
impl DeliveryListener for Heard {
    async fn delivered(
        &self,
        _tx: &Tx,
        activation: &Activation,
        message: &Message,
    ) -> Result<(), StoreError> {
        self.0.lock().push((activation.channel.clone(), message.id));
        Ok(())
    }
}

pub(crate) fn channel(id: &str) -> Channel {
    Channel::new(channel_id(id), ["wa", "tg"].map(service))
}

pub(crate) fn channel_id(id: &str) -> ChannelId {
    ChannelId::parse(id).unwrap()
}

pub(crate) fn service(code: &str) -> Service {
    Service::parse(code).unwrap()
}

pub(crate) fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

pub(crate) fn phone(nth: u32) -> Msisdn {
    Msisdn::parse(&format!("7928{nth:07}")).unwrap()
}

pub(crate) fn status(code: u32) -> Status {
    let verdict = match code {
        1 => Verdict::NotWanted,
        3 => Verdict::Sold,
        4 => Verdict::Cancelled,
        5 => Verdict::Refunded,
        _ => Verdict::Unknown,
    };
    Status { code, verdict }
}

pub(crate) fn order(channel: &str, what: &str) -> Order {
    Order {
        channel: channel_id(channel),
        country: country("RU"),
        operators: Operators::Every,
        service: service(what),
        exceptions: Vec::new(),
        sum: Money::parse("12.50", Currency::RUB).unwrap(),
    }
}

impl World {
    pub(crate) async fn new(db: TestDatabase, channels: Vec<Channel>) -> Self {
        let store = TestStore::builder(&market::migrations()).open(db).await;
        let market = Market::load(store.store(), channels).await.unwrap();
        let delivered = Arc::<Heard>::default();
        let listener = market.listener(delivered.clone());
        Self { store, market, delivered, listener }
    }

    pub(crate) async fn sqlite(channels: Vec<Channel>) -> Self {
        Self::new(TestDatabase::sqlite(), channels).await
    }

    /// The `nth` card, in the modem of the same number.
    pub(crate) fn line(&self, nth: u32) -> Line {
        let iccid = format!("8949{nth:014}");
        let check = (0..10).find_map(|digit| Iccid::parse(&format!("{iccid}{digit}")).ok());
        Line {
            id: LineId::mint(self.store.clock().now(), self.store.entropy().as_ref()),
            iccid: check.unwrap(),
            msisdn: Some(phone(nth)),
            imsi: None,
            country: Some(country("RU")),
            operator: Some("MegaFon".to_owned()),
            modem: ModemId::mint(self.store.clock().now(), self.store.entropy().as_ref()),
            online: true,
            since: self.store.clock().now(),
        }
    }

    pub(crate) async fn tell(&self, line: &Line) {
        let (listener, line) = (Arc::clone(&self.listener), line.clone());
        let written = self.store.transact(move |tx| {
            let (listener, line) = (Arc::clone(&listener), line.clone());
            Box::pin(async move { listener.line_changed(tx, &line).await })
        });
        written.await.unwrap();
    }

    /// Switches on so many lines and waits until they are on the floor.
    pub(crate) async fn lines(&self, count: u32) -> Vec<Line> {
        let lines: Vec<Line> = (0..count).map(|nth| self.line(nth)).collect();
        for line in &lines {
            self.tell(line).await;
        }
        // The facts reach the floor on their own; this only makes the test not wait for it.
        self.market.reload().await.unwrap();
        lines
    }

    pub(crate) fn message(&self, line: &Line) -> Message {
        Message {
            id: MessageId::mint(self.store.clock().now(), self.store.entropy().as_ref()),
            line: line.id,
            iccid: line.iccid.clone(),
            modem: line.modem,
            recipient: line.msisdn.clone(),
            sender: "Vk".to_owned(),
            text: Text::new("code 4711".to_owned()),
            coding: yard::Coding::Text,
            received_at: self.store.clock().now(),
            smsc_at: None,
            parts: 1,
            total: 1,
            complete: true,
            class: None,
        }
    }

    pub(crate) async fn arrives(&self, message: &Message) {
        let (listener, message) = (Arc::clone(&self.listener), message.clone());
        let written = self.store.transact(move |tx| {
            let (listener, message) = (Arc::clone(&listener), message.clone());
            Box::pin(async move { listener.message_arrived(tx, &message).await })
        });
        written.await.unwrap();
    }

    pub(crate) async fn open(&self, channel: &str, what: &str) -> Option<Opened> {
        self.market.open(order(channel, what)).await.unwrap()
    }

    pub(crate) async fn finish(&self, channel: &str, opened: &Opened, code: u32) -> market::Finished {
        self.market.finish(&channel_id(channel), opened.wire_id, status(code)).await.unwrap()
    }

    pub(crate) fn count(&self, channel: &str, what: &str) -> u32 {
        self.market.counts(&channel_id(channel)).unwrap().total(&service(what))
    }

    /// The floor as somebody would see it who reads the database now.
    pub(crate) async fn recounted(&self, channel: &str) -> Vec<market::CountRow> {
        let fresh = Market::load(self.store.store(), self.market.channels().to_vec()).await.unwrap();
        fresh.counts(&channel_id(channel)).unwrap().rows
    }
}
