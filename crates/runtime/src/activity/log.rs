//! Writing: a bounded queue, a writer that empties it in batches, and the folding of entries that repeat.
//!
//! When the queue is full (the database is slow), entries that may be folded are counted aside and written when there
//! is room; the others wait. A batch that can't be written is kept and tried again, so nothing is lost before the
//! process ends.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kernel::Timestamp;
use parking_lot::Mutex;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;
use store::{NewFact, Store, StoreError, Tx};
use tokio::sync::{mpsc, oneshot};

use super::{ADDED, NewActivity};

/// Entries waiting for the writer.
const QUEUE: usize = 4096;

/// Entries in one write.
const BATCH: usize = 500;

/// How long an entry may wait for company.
const WINDOW: Duration = Duration::from_millis(200);

/// How long to wait after a failed write.
const PAUSE: Duration = Duration::from_secs(1);

/// Where everybody notes what has happened. Clones are one log; the writer ends when the last of them is gone.
#[derive(Clone, Debug)]
pub struct ActivityLog {
    store: Store,
    queue: mpsc::Sender<Order>,
    overflow: Arc<Mutex<Folded>>,
}

#[derive(Debug)]
enum Order {
    Write(Timestamp, NewActivity),
    Flush(oneshot::Sender<()>),
}

/// Entries in order, equal foldable ones together.
#[derive(Debug, Default)]
struct Folded {
    rows: Vec<Row>,
    places: HashMap<NewActivity, usize>,
}

#[derive(Clone, Debug)]
struct Row {
    entry: NewActivity,
    at: Timestamp,
    count: i64,
}

impl Folded {
    fn add(&mut self, row: Row) {
        if row.entry.foldable {
            if let Some(place) = self.places.get(&row.entry) {
                let there = &mut self.rows[*place];
                there.count += row.count;
                there.at = there.at.max(row.at);
                return;
            }
            self.places.insert(row.entry.clone(), self.rows.len());
        }
        self.rows.push(row);
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl ActivityLog {
    /// Starts the writer.
    #[must_use]
    pub fn start(store: Store) -> Self {
        let (queue, orders) = mpsc::channel(QUEUE);
        let overflow = Arc::new(Mutex::new(Folded::default()));
        let writer = Writer { store: store.clone(), orders, overflow: Arc::clone(&overflow) };
        tokio::spawn(writer.run());
        Self { store, queue, overflow }
    }

    /// Notes an entry with the time of now. Returns at once; waits only when the queue is full, and never for an
    /// entry that may be folded.
    pub async fn record(&self, entry: NewActivity) {
        let at = self.store.clock().now();
        let Err(full) = self.queue.try_send(Order::Write(at, entry)) else {
            return;
        };
        let order = full.into_inner();
        match order {
            Order::Write(at, entry) if entry.foldable => {
                self.overflow.lock().add(Row { entry, at, count: 1 });
            }
            // The writer lives as long as this sender.
            order => drop(self.queue.send(order).await),
        }
    }

    pub(super) const fn store(&self) -> &Store {
        &self.store
    }

    /// Waits until everything recorded before is in the database: for the end of a process, and for tests.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        if self.queue.send(Order::Flush(done)).await.is_ok() {
            let _ = written.await;
        }
    }
}

/// Writes an entry as part of a transaction.
///
/// # Errors
/// When the database refuses.
pub async fn record_in(tx: &Tx, entry: NewActivity) -> Result<(), StoreError> {
    let row = Row { entry, at: tx.now(), count: 1 };
    insert(tx, &[row]).await
}

struct Writer {
    store: Store,
    orders: mpsc::Receiver<Order>,
    overflow: Arc<Mutex<Folded>>,
}

impl Writer {
    async fn run(mut self) {
        while let Some(first) = self.orders.recv().await {
            let (batch, flushes) = self.gather(first).await;
            self.write(batch).await;
            self.write_overflow().await;
            for done in flushes {
                let _ = done.send(());
            }
        }
        self.write_overflow().await;
    }

    /// Everything that arrives within the window, or until somebody waits for it.
    async fn gather(&mut self, first: Order) -> (Folded, Vec<oneshot::Sender<()>>) {
        let mut batch = Folded::default();
        let mut flushes = Vec::new();
        let mut taken = 0;
        let mut next = Some(first);
        let clock = Arc::clone(self.store.clock());
        let mut window = clock.sleep(WINDOW);
        while let Some(order) = next {
            match order {
                Order::Write(at, entry) => batch.add(Row { entry, at, count: 1 }),
                Order::Flush(done) => flushes.push(done),
            }
            taken += 1;
            if taken >= BATCH || !flushes.is_empty() {
                break;
            }
            next = tokio::select! {
                biased;
                order = self.orders.recv() => order,
                () = &mut window => None,
            };
        }
        (batch, flushes)
    }

    async fn write_overflow(&self) {
        let overflow = std::mem::take(&mut *self.overflow.lock());
        self.write(overflow).await;
    }

    async fn write(&self, batch: Folded) {
        if batch.is_empty() {
            return;
        }
        let rows: Arc<[Row]> = batch.rows.into();
        let mut failures = 0_u32;
        while let Err(error) = self.try_write(&rows).await {
            failures += 1;
            if failures == 1 {
                tracing::warn!(%error, entries = rows.len(), "activity can't be written; keeping it and trying again");
            }
            if self.orders.is_closed() && self.orders.is_empty() {
                tracing::error!(
                    entries = rows.len(),
                    "activity is lost: the process ends and the database is away"
                );
                return;
            }
            self.store.clock().sleep(PAUSE).await;
        }
    }

    async fn try_write(&self, rows: &Arc<[Row]>) -> Result<(), StoreError> {
        let rows = Arc::clone(rows);
        self.store
            .transact(move |tx| {
                let rows = Arc::clone(&rows);
                Box::pin(async move { insert(tx, &rows).await })
            })
            .await
    }
}

/// Rows in one statement: engines limit the number of parameters.
const ROWS_PER_STATEMENT: usize = 100;

async fn insert(tx: &Tx, rows: &[Row]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let mut insert = Query::insert();
        insert.into_table("activity").columns([
            "at", "kind", "severity", "hub", "modem", "number", "service", "code", "detail", "count",
        ]);
        for row in chunk {
            let entry = &row.entry;
            insert.values_panic([
                row.at.into(),
                entry.kind.code().into(),
                entry.severity.code().into(),
                entry.hub.clone().into(),
                entry.modem.clone().into(),
                entry.number.clone().into(),
                entry.service.clone().into(),
                entry.code.into(),
                entry.detail_json().into(),
                row.count.into(),
            ]);
        }
        tx.execute(&insert).await?;
    }
    let mut kinds: Vec<&str> = rows.iter().map(|row| row.entry.kind.code()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    tx.emit(NewFact::new(ADDED, kinds));
    Ok(())
}
