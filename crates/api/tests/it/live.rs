//! The WebSocket: what is heard, what is heard again, and who is let go.

use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt, StreamExt};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use testkit::{ManualClock, eventually};
use tokio::io::DuplexStream;
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::house::House;

type Socket = WebSocketStream<DuplexStream>;

impl House {
    /// A WebSocket over a pipe that holds so many octets: who does not read is noticed soon.
    async fn try_listen(&self, address: &str, pipe: usize, origin: Option<&str>) -> Result<Socket, Error> {
        let (ours, theirs) = tokio::io::duplex(pipe);
        let service = TowerToHyperService::new(self.public());
        let connection = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(theirs), service)
            .with_upgrades();
        tokio::spawn(connection);
        let mut request = format!("ws://localhost{address}").into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        client_async(request, ours).await.map(|(socket, _)| socket)
    }

    pub(crate) async fn listen(&self, address: &str) -> Socket {
        self.try_listen(address, 1 << 20, None).await.unwrap()
    }
}

/// The next frame that is text; `None` when the server has gone.
pub(crate) async fn hear(socket: &mut Socket) -> Option<Value> {
    loop {
        match bounded(socket.next()).await?.ok()? {
            Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
            Message::Close(_) => return None,
            _ => {}
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "ends a test that hangs; the house's own clock stands still")]
async fn bounded<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), work).await.expect("something was heard in time")
}

#[tokio::test]
async fn hello_says_where_we_are_and_events_follow_their_commit() {
    let house = House::new().await;
    let mut socket = house.listen("/ws").await;
    assert_eq!(hear(&mut socket).await, Some(json!({"topic": "hello", "ids": [], "seq": 0})));
    house.happen("modem.changed", "m-1").await;
    assert_eq!(hear(&mut socket).await, Some(json!({"topic": "modem", "ids": ["m-1"], "seq": 1})));
    let mut second = house.listen("/ws").await;
    assert_eq!(hear(&mut second).await.unwrap()["seq"], 1);
    house.happen("activation.changed", "a-1").await;
    for socket in [&mut socket, &mut second] {
        assert_eq!(hear(socket).await, Some(json!({"topic": "activation", "ids": ["a-1"], "seq": 2})));
    }
}

#[tokio::test]
async fn who_was_away_hears_what_was_missed() {
    let house = House::new().await;
    for id in ["a", "b", "c"] {
        house.happen("message.received", id).await;
    }
    let mut socket = house.listen("/ws?since=1").await;
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(hear(&mut socket).await.unwrap());
    }
    assert_eq!(
        heard,
        [
            json!({"topic": "hello", "ids": [], "seq": 3}),
            json!({"topic": "message", "ids": ["b"], "seq": 2}),
            json!({"topic": "message", "ids": ["c"], "seq": 3}),
        ]
    );
    house.happen("message.received", "d").await;
    assert_eq!(hear(&mut socket).await.unwrap()["seq"], 4, "and what comes next");
    let mut current = house.listen("/ws?since=4").await;
    assert_eq!(hear(&mut current).await.unwrap()["topic"], "hello");
    house.happen("message.received", "e").await;
    assert_eq!(
        hear(&mut current).await.unwrap()["ids"],
        json!(["e"]),
        "nothing was missed, nothing is repeated"
    );
}

#[tokio::test]
async fn who_can_not_resume_starts_afresh() {
    let clock = ManualClock::new();
    let house = House::on(&clock).await;
    for id in ["a", "b", "c"] {
        house.happen("message.received", id).await;
    }
    clock.advance(Duration::from_secs(60));
    house.happen("message.received", "d").await;
    house.rooms.store.prune_facts(kernel::Clock::now(&clock)).await.unwrap();
    for since in ["1", "-7", "5", "9223372036854775807", "garbage", "99999999999999999999"] {
        let mut socket = house.listen(&format!("/ws?since={since}")).await;
        assert_eq!(hear(&mut socket).await.unwrap()["topic"], "hello", "{since}");
        assert_eq!(hear(&mut socket).await, Some(json!({"topic": "resync", "ids": [], "seq": 4})), "{since}");
    }
    let mut socket = house.listen("/ws?since=3").await;
    assert_eq!(hear(&mut socket).await.unwrap()["topic"], "hello");
    assert_eq!(hear(&mut socket).await.unwrap()["seq"], 4, "3 is gone, but 3 was seen");
}

#[tokio::test]
async fn too_much_is_not_replayed() {
    let house = House::new().await;
    many(&house, 600).await;
    let mut socket = house.listen("/ws?since=0").await;
    assert_eq!(hear(&mut socket).await.unwrap()["topic"], "hello");
    assert_eq!(hear(&mut socket).await.unwrap()["topic"], "resync");
    let mut socket = house.listen("/ws?since=200").await;
    assert_eq!(hear(&mut socket).await.unwrap()["topic"], "hello");
    assert_eq!(hear(&mut socket).await.unwrap()["seq"], 201);
}

/// So many commits, side by side.
async fn many(house: &House, commits: usize) {
    let mut work: FuturesUnordered<_> = (0..commits).map(|_| house.happen("modem.changed", "m-1")).collect();
    while work.next().await.is_some() {}
}

#[tokio::test]
async fn who_reads_too_slowly_is_told_to_start_afresh_and_holds_up_nobody() {
    let house = House::new().await;
    let mut slow = house.try_listen("/ws", 512, None).await.unwrap();
    assert_eq!(hear(&mut slow).await.unwrap()["topic"], "hello");
    let mut quick = house.listen("/ws").await;
    assert_eq!(hear(&mut quick).await.unwrap()["topic"], "hello");
    // The backlog counts commits, and what commits side by side is one commit: so one after the other.
    let total = 4_600;
    for seq in 1..=total {
        house.happen("modem.changed", "m-1").await;
        let frame = hear(&mut quick).await.unwrap();
        assert_eq!(
            (&frame["topic"], &frame["seq"]),
            (&json!("modem"), &json!(seq)),
            "who reads loses nothing"
        );
    }
    let mut events = 0;
    let latest = loop {
        let frame = hear(&mut slow).await.unwrap();
        match frame["topic"].as_str().unwrap() {
            "resync" => break frame["seq"].as_i64().unwrap(),
            _ => events += 1,
        }
    };
    assert_eq!(latest, total, "resync says up to where");
    assert!(events < 500, "a slow one is soon told: after {events} events");
}

#[tokio::test]
async fn who_takes_nothing_at_all_is_let_go() {
    let clock = ManualClock::new();
    let house = House::on(&clock).await;
    let mut stuck = house.try_listen("/ws", 256, None).await.unwrap();
    assert_eq!(hear(&mut stuck).await.unwrap()["topic"], "hello");
    let mut quick = house.listen("/ws").await;
    many(&house, 50).await;
    while hear(&mut quick).await.unwrap()["seq"] != 50 {}
    assert!(!is_let_go(&mut stuck).await, "it has its time");
    // Less than what a client may be silent for: it is the sending that is given up.
    for _ in 0..3 {
        pass(&clock, Duration::from_secs(20)).await;
    }
    assert!(is_let_go(&mut stuck).await);
}

#[tokio::test]
async fn who_does_not_answer_pings_is_let_go() {
    let clock = ManualClock::new();
    let house = House::on(&clock).await;
    // Who does not read does not answer; the pings themselves fit into the pipe.
    let mut silent = house.try_listen("/ws", 4096, None).await.unwrap();
    assert_eq!(hear(&mut silent).await.unwrap()["topic"], "hello");
    let mut awake = house.listen("/ws").await;
    assert_eq!(hear(&mut awake).await.unwrap()["topic"], "hello");
    let reader = tokio::spawn(async move { hear(&mut awake).await });
    for _ in 0..3 {
        assert!(!is_let_go(&mut silent).await, "it is asked more than once");
        pass(&clock, Duration::from_secs(26)).await;
    }
    for _ in 0..3 {
        pass(&clock, Duration::from_secs(26)).await;
    }
    assert!(is_let_go(&mut silent).await);
    assert!(bounded(silent.next()).await.unwrap().unwrap().is_ping());
    house.happen("modem.changed", "m-1").await;
    assert_eq!(bounded(reader).await.unwrap().unwrap()["ids"], json!(["m-1"]), "who answers stays");
}

/// Time passes, and everybody does what it is time for.
async fn pass(clock: &ManualClock, span: Duration) {
    clock.advance(span);
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

/// Whether the server has dropped its end of the pipe.
async fn is_let_go(socket: &mut Socket) -> bool {
    tokio::io::AsyncWriteExt::write(socket.get_mut(), &[]).await.is_err()
}

#[tokio::test]
async fn garbage_from_a_client_ends_its_own_connection_at_most() {
    let house = House::new().await;
    let mut polite = house.listen("/ws").await;
    assert_eq!(hear(&mut polite).await.unwrap()["topic"], "hello");
    let mut talker = house.listen("/ws").await;
    assert_eq!(hear(&mut talker).await.unwrap()["topic"], "hello");
    for said in
        [Message::text("{\"subscribe\":\"everything\"}"), Message::binary(vec![0; 4000]), Message::text("")]
    {
        talker.send(said).await.unwrap();
    }
    house.happen("modem.changed", "m-1").await;
    assert_eq!(hear(&mut talker).await.unwrap()["ids"], json!(["m-1"]), "small talk is ignored");
    let _ = talker.send(Message::binary(vec![0; 100_000])).await;
    assert_eq!(hear(&mut talker).await, None, "a speech is not listened to");
    let mut broken = house.listen("/ws").await;
    tokio::io::AsyncWriteExt::write_all(broken.get_mut(), &[0xff; 64]).await.unwrap();
    while hear(&mut broken).await.is_some() {}
    house.happen("modem.changed", "m-2").await;
    assert_eq!(hear(&mut polite).await.unwrap()["ids"], json!(["m-1"]));
    assert_eq!(hear(&mut polite).await.unwrap()["ids"], json!(["m-2"]), "the others hear on");
}

#[tokio::test]
async fn foreign_pages_and_plain_requests_get_no_socket() {
    let house = House::new().await;
    for origin in ["http://evil.example", "null"] {
        match house.try_listen("/ws", 1 << 16, Some(origin)).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status().as_u16(), 403, "{origin}"),
            other => panic!("{origin} got {other:?}"),
        }
    }
    assert!(house.try_listen("/ws", 1 << 16, Some("http://localhost")).await.is_ok());
    let plain = house.get("/ws").await;
    assert_eq!((plain.status.as_u16(), plain.problem().as_str()), (422, "ws.no_upgrade"));
}

#[tokio::test]
async fn there_are_only_so_many_seats_and_leaving_frees_one() {
    let house = House::new().await;
    let mut seated = Vec::new();
    for _ in 0..256 {
        let mut socket = house.try_listen("/ws", 4096, None).await.unwrap();
        hear(&mut socket).await.unwrap();
        seated.push(socket);
    }
    match house.try_listen("/ws", 4096, None).await {
        Err(Error::Http(answer)) => assert_eq!(answer.status().as_u16(), 429),
        other => panic!("the 257th got {other:?}"),
    }
    drop(seated.pop());
    eventually("a seat is free again", async || house.try_listen("/ws", 4096, None).await.is_ok()).await;
}
