//! The agent protocol over real HTTP: concurrency, the published acceptance tests, and requests that are wrong.

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::join_all;
use serde_json::{Value, json};
use simulator::hub::{
    NetworkCodes, Outcome, PUSH_PATH, PushSinkOptions, PushTest, SelftestOptions, selftest,
};
use testkit::process::free_address;

use crate::agent::Agent;
use crate::world::{self, KEY};

const LINES: usize = 50;
const BUYERS: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_buyers_get_fifty_lines_once_each() {
    let fleet = world::fleet(LINES, 5, &[]).await;
    let sink = world::sink(PushSinkOptions::default()).await;
    let mut simyard = world::installation(&fleet).hub(world::hub(sink.push_url(), &["wa", "tg"])).build();
    simyard.start().await;
    let agent = world::agent(&simyard);
    let offer = world::offered(&agent, "wa", LINES as u64).await;
    let (taken, counts) = tokio::join!(
        join_all((0..BUYERS).map(|_| agent.take(&offer))),
        // One after the other: only then does the order of the answers say anything.
        async {
            let mut counts = Vec::new();
            for _ in 0..20 {
                counts.push(agent.offered("wa").await);
            }
            counts
        },
    );
    let given: Vec<_> = taken.iter().flatten().collect();
    let numbers: HashSet<u64> = given.iter().map(|taken| taken.number).collect();
    let activations: HashSet<u64> = given.iter().map(|taken| taken.activation).collect();
    let known: HashSet<u64> = fleet.msisdns().iter().map(|number| number.parse().unwrap()).collect();
    assert_eq!((given.len(), numbers.len(), activations.len()), (LINES, LINES, LINES));
    assert_eq!(numbers, known);
    assert!(counts.iter().all(|&count| count <= LINES as u64), "{counts:?}");
    assert!(counts.is_sorted_by(|a, b| a >= b), "counts only fall while numbers are taken: {counts:?}");
    // A number that is taken is taken for every service.
    assert_eq!((agent.offered("wa").await, agent.offered("tg").await), (0, 0));
    for taken in &given[..20] {
        agent.finish(taken.activation, 4).await;
    }
    assert_eq!((agent.offered("wa").await, agent.offered("tg").await), (20, 20));
    simyard.restart().await;
    world::offered(&agent, "wa", 20).await;
    assert_eq!(agent.offered("wa").await, 20, "thirty activations are still open after a restart");
    simyard.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_published_acceptance_tests_pass() {
    let fleet = world::fleet(6, 6, &[]).await;
    let listen = free_address();
    let hub = world::hub(format!("http://{listen}{PUSH_PATH}"), &["wa", "tg"]);
    let mut simyard = world::installation(&fleet).hub(hub).build();
    simyard.start().await;
    let agent = world::agent(&simyard);
    world::offered(&agent, "wa", 6).await;
    let codes = Arc::new(NetworkCodes::new(fleet.network().clone(), 6));
    let pushes = PushTest { listen, codes, resend_every: Duration::from_secs(5) };
    let options = SelftestOptions { pushes: Some(pushes), ..SelftestOptions::default() };
    let report = selftest(&agent.url, KEY, options).await.unwrap();
    let others: Vec<_> = report.checks.iter().filter(|check| check.outcome != Outcome::Passed).collect();
    assert!(others.is_empty(), "{others:#?}");
    simyard.stop().await;
}

/// A running program with one line, for requests that are wrong.
struct Desk {
    agent: Agent,
    simyard: testkit::process::Simyard,
    _fleet: simulator::Fleet,
}

impl Desk {
    async fn open() -> Self {
        let fleet = world::fleet(1, 7, &[]).await;
        let hub = world::hub("http://127.0.0.1:9/push".to_owned(), &["wa"]);
        let mut simyard = world::installation(&fleet).hub(hub).build();
        simyard.start().await;
        let agent = world::agent(&simyard);
        world::offered(&agent, "wa", 1).await;
        Self { agent, simyard, _fleet: fleet }
    }

    async fn refuses(&self, what: &str, body: impl Into<reqwest::Body>) {
        let (status, text) = self.agent.post(body).await;
        assert_eq!(status, 200, "{what}: {text}");
        let answer: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{what}: {text}"));
        assert_eq!(answer["status"], "ERROR", "{what}: {text}");
        assert!(answer["error"].as_str().is_some_and(|reason| !reason.is_empty()), "{what}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_requests_are_refused_in_the_protocols_words() {
    let desk = Desk::open().await;
    let order = json!({"action": "GET_NUMBER", "key": KEY, "country": "usaphysical", "operator": "any",
        "service": "wa", "sum": 10, "currency": 643});
    let with = |field: &str, value: Value| {
        let mut wrong = order.clone();
        wrong[field] = value;
        wrong.to_string()
    };
    desk.refuses("wrong key", json!({"action": "GET_SERVICES", "key": "wrong"}).to_string()).await;
    desk.refuses("no key", json!({"action": "GET_SERVICES"}).to_string()).await;
    desk.refuses("key of another type", json!({"action": "GET_SERVICES", "key": 5}).to_string()).await;
    desk.refuses("no action", json!({"key": KEY}).to_string()).await;
    desk.refuses("unknown action", json!({"key": KEY, "action": "GET_RICH"}).to_string()).await;
    for (what, body) in
        [("empty", ""), ("no JSON", "action=GET_SERVICES"), ("half a JSON", "{\"action\":"), ("a list", "[]")]
    {
        desk.refuses(what, body).await;
    }
    desk.refuses("octets that are no UTF-8", vec![0xff, 0xfe, b'{', b'}']).await;
    desk.refuses("service of another type", with("service", json!(["wa"]))).await;
    desk.refuses("country missing", with("country", Value::Null)).await;
    desk.refuses("sum no number", with("sum", json!("a lot"))).await;
    desk.refuses("sum negative", with("sum", json!(-1))).await;
    desk.refuses("exceptions of another type", with("exceptionPhoneSet", json!({"a": 1}))).await;
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    desk.refuses("nested deeply", deep).await;
    desk.refuses("oversized", with("operator", json!("x".repeat(200_000)))).await;
    let finish = |fields: Value| {
        let mut body = fields;
        body["action"] = json!("FINISH_ACTIVATION");
        body["key"] = json!(KEY);
        body.to_string()
    };
    desk.refuses("unknown activation", finish(json!({"activationId": 987_654, "status": 3}))).await;
    desk.refuses("activation of another type", finish(json!({"activationId": "x", "status": 3}))).await;
    desk.refuses("activation negative", finish(json!({"activationId": -5, "status": 3}))).await;
    assert_eq!(desk.agent.offered("wa").await, 1, "nothing of this took the line");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transport_rules_hold() {
    let desk = Desk::open().await;
    let agent = &desk.agent;
    let (status, _) = agent.send(agent.http().get(&agent.url)).await;
    assert_eq!(status, 405);
    let (status, _) = agent.send(agent.http().post(desk.simyard.agent_url("/nobody")).body("{}")).await;
    assert_eq!(status, 404);
    let services = json!({"action": "GET_SERVICES", "key": KEY}).to_string();
    let zipped = gzip(services.as_bytes());
    let request = agent.http().post(&agent.url).header("content-encoding", "gzip").body(zipped.clone());
    let (status, text) = agent.send(request).await;
    assert!(status == 200 && text.contains("SUCCESS"), "{status} {text}");
    let cut = zipped[..zipped.len() / 2].to_vec();
    let (_, text) =
        agent.send(agent.http().post(&agent.url).header("content-encoding", "gzip").body(cut)).await;
    assert!(text.contains("ERROR"), "{text}");
    let bomb = gzip(&vec![b' '; 50 << 20]);
    let (_, text) =
        agent.send(agent.http().post(&agent.url).header("content-encoding", "gzip").body(bomb)).await;
    assert!(text.contains("ERROR"), "{text}");
    let raw = reqwest::Client::builder().no_proxy().no_gzip().build().unwrap();
    let request = raw.post(&agent.url).header("accept-encoding", "gzip").body(services);
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let mut plain = String::new();
    let octets = response.bytes().await.unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&octets[..]), &mut plain).unwrap();
    assert!(plain.contains("SUCCESS"), "{plain}");
}

fn gzip(octets: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(octets).unwrap();
    encoder.finish().unwrap()
}
