//! A store as tests want it: fresh database, all migrations applied, time and randomness in the test's hand.

use std::sync::Arc;

use kernel::{Clock, Entropy};
use store::{Engine, KeyRing, Migration, Store};

use crate::{ManualClock, SeededEntropy, TestDatabase};

/// An open, migrated store, with what steers it. Derefs to [`Store`].
#[derive(Debug)]
pub struct TestStore {
    // Dropped before the database it is open on.
    store: Store,
    /// The clock that stamps its transactions.
    pub clock: ManualClock,
    /// Where it is; dropping this drops the database.
    pub database: TestDatabase,
}

/// What to open; see [`TestStore::builder`].
pub struct TestStoreBuilder {
    migrations: Vec<Migration>,
    clock: ManualClock,
    seed: u64,
}

impl TestStore {
    /// Starts with these tables (the store's own come by themselves).
    #[must_use]
    pub fn builder(migrations: &[Migration]) -> TestStoreBuilder {
        TestStoreBuilder { migrations: migrations.to_vec(), clock: ManualClock::new(), seed: 1 }
    }

    /// The store, for code that keeps one.
    #[must_use]
    pub fn store(&self) -> Store {
        self.store.clone()
    }
}

impl std::ops::Deref for TestStore {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStoreBuilder {
    /// Takes time from this clock.
    #[must_use]
    pub fn clock(mut self, clock: &ManualClock) -> Self {
        self.clock = clock.clone();
        self
    }

    /// Another stream of randomness.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Adds tables.
    #[must_use]
    pub fn migrations(mut self, migrations: &[Migration]) -> Self {
        self.migrations.extend_from_slice(migrations);
        self
    }

    /// Opens the store in this database.
    ///
    /// # Panics
    /// When it can't be opened or migrated.
    pub async fn open(self, database: TestDatabase) -> TestStore {
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(self.seed));
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        let keys = KeyRing::generate(Arc::clone(&entropy));
        let store =
            Store::open(&database.settings(), keys, clock, entropy).await.expect("the test database opens");
        store.migrate(&self.migrations).await.expect("the migrations apply");
        TestStore { store, clock: self.clock, database }
    }

    /// Opens it in a fresh SQLite file, whatever the engine switch says: for tests about something else.
    ///
    /// # Panics
    /// When it can't be opened or migrated.
    pub async fn on_sqlite(self) -> TestStore {
        self.open(TestDatabase::sqlite()).await
    }

    /// Opens it in a fresh database of this engine; `None` when this run leaves the engine out.
    ///
    /// # Panics
    /// When it can't be opened or migrated.
    pub async fn on(self, engine: Engine) -> Option<TestStore> {
        let database = TestDatabase::fresh(engine).await?;
        Some(self.open(database).await)
    }
}
