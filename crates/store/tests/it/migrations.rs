//! Tables come once, in order, under a lock, and are the same on every engine.

use store::schema::{ColumnShape, TableShape, describe};
use store::{Engine, KeyRing, Migration, Schema, Store, StoreError};
use testkit::{ManualClock, SeededEntropy, TestDatabase, TestStore, on_every_engine};

use crate::SHOP;

const EVERY_KIND: &[Migration] =
    &[Migration { name: "kinds.0001.all", up: every_kind }, Migration { name: "kinds.0002.more", up: more }];

fn every_kind(schema: &mut Schema) {
    schema.table("kinds", |t| {
        t.id("id").primary();
        t.big_int("big");
        t.int("small");
        t.money("money").nullable();
        t.time("at");
        t.bool("flag").default_bool(true);
        t.code("code", 20).default_code("new");
        t.text("text");
        t.blob("blob").nullable();
        t.octets("print", 16);
        t.json("json");
        t.unique(&["code", "print"]);
        t.index(&["at"]);
    });
    schema.table("pairs", |t| {
        t.id("kind");
        t.int("place");
        t.primary_key(&["kind", "place"]);
        t.refers("kind", "kinds", "id");
    });
}

fn more(schema: &mut Schema) {
    schema.alter("kinds", |t| {
        t.big_int("added").default_number(0);
        t.code("note", 10).nullable();
        t.index(&["added"]);
    });
    schema.sql("UPDATE kinds SET added = 1");
    schema.drop_table("pairs");
}

async fn open(db: &TestDatabase) -> Store {
    let entropy = std::sync::Arc::new(SeededEntropy::new(3));
    let keys = KeyRing::generate(entropy.clone());
    Store::open(&db.settings(), keys, ManualClock::new().shared(), entropy).await.unwrap()
}

fn other(schema: &mut Schema) {
    schema.table("stock", |t| {
        t.code("name", 33).primary();
    });
}

fn picture(tables: &[TableShape]) -> String {
    let line = |c: &ColumnShape| {
        let mark = if c.nullable { "?" } else { "" };
        format!("{}:{}{mark}", c.name, c.kind)
    };
    tables
        .iter()
        .map(|table| {
            let columns: Vec<String> = table.columns.iter().map(line).collect();
            format!("{}({})\n", table.name, columns.join(" "))
        })
        .collect()
}

/// What every engine must make of the tables of this test; SQLite holds JSON and text alike.
const EXPECTED: &str = "\
counters(name:text value:integer)
facts(seq:integer word:text ids:text at:integer)
jobs(id:octets kind:text payload:text dedupe_key:text? state:text run_at:integer attempts:integer \
max_attempts:integer fence:integer again_at:integer? lease_owner:text? lease_until:integer? last_error:text? \
created_at:integer)
kinds(id:octets big:integer small:integer money:integer? at:integer flag:integer code:text text:text blob:octets? \
print:octets json:text added:integer note:text?)
migrations(name:text checksum:text steps:integer finished:integer at:integer)
";

on_every_engine! {
    async fn the_tables_are_the_same_on_every_engine(db: TestDatabase) {
        let store = TestStore::builder(EVERY_KIND).open(db).await;
        assert_eq!(picture(&describe(&store).await.unwrap()), EXPECTED);
    }

    async fn a_second_run_applies_nothing(db: TestDatabase) {
        let store = open(&db).await;
        let first = store.migrate(SHOP).await.unwrap();
        assert_eq!(first.applied, ["store.0001.facts_jobs_counters", "shop.0001.stock"]);
        let second = store.migrate(SHOP).await.unwrap();
        assert_eq!((second.applied.len(), second.present), (0, 2));
        store.close().await;
    }

    async fn two_processes_at_once_apply_each_migration_once(db: TestDatabase) {
        let (one, two) = (open(&db).await, open(&db).await);
        let (first, second) = tokio::join!(one.migrate(SHOP), two.migrate(SHOP));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.applied.len() + second.applied.len(), 2);
        assert_eq!(first.present + second.present, 2);
        one.close().await;
        two.close().await;
    }

    async fn a_database_newer_than_the_program_is_refused(db: TestDatabase) {
        let store = open(&db).await;
        store.migrate(SHOP).await.unwrap();
        let refused = store.migrate(&[]).await.unwrap_err();
        assert!(refused.to_string().contains("newer simyard (it has the migration shop.0001.stock)"), "{refused}");
        store.close().await;
    }

    async fn a_changed_migration_is_refused(db: TestDatabase) {
        let store = open(&db).await;
        store.migrate(SHOP).await.unwrap();
        let changed = [Migration { name: SHOP[0].name, up: other }];
        let refused = store.migrate(&changed).await.unwrap_err();
        assert!(matches!(&refused, StoreError::Schema(why) if why.contains("never changes")), "{refused}");
        store.close().await;
    }

    async fn a_failing_migration_can_be_mended_and_resumed(db: TestDatabase) {
        fn broken(schema: &mut Schema) {
            schema.table("half", |t| {
                t.id("id").primary();
            });
            schema.sql("INSERT INTO nowhere (x) VALUES (1)");
        }
        let store = open(&db).await;
        let failed = store.migrate(&[Migration { name: "x.0001.broken", up: broken }]).await;
        assert!(failed.is_err());
        if store.engine() != Engine::MySql {
            // One transaction: nothing of it is left, so another program may take its place.
            store.migrate(SHOP).await.unwrap();
        } else {
            // The table it did make is counted: with its missing piece there, the same migration goes on.
            store.transact(|tx| Box::pin(async move {
                tx.change("CREATE TABLE nowhere (x BIGINT)", []).await
            })).await.unwrap();
            let report = store.migrate(&[Migration { name: "x.0001.broken", up: broken }]).await.unwrap();
            assert_eq!(report.applied, ["x.0001.broken"]);
        }
        store.close().await;
    }
}
