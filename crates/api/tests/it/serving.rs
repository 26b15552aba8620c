//! Bound listeners: what a connection may take, and that the house closes its doors.

use axum::Router;
use axum::routing::get;
use runtime::Shutdown;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::house::{House, KEY};

async fn open(router: Router) -> (std::net::SocketAddr, Shutdown, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let doors = Shutdown::new();
    (address, doors.clone(), tokio::spawn(api::serve(listener, router, doors)))
}

async fn read(stream: &mut TcpStream, until: &str) -> String {
    let mut heard = String::new();
    while !heard.contains(until) {
        let mut octets = [0; 4096];
        let count = stream.read(&mut octets).await.unwrap();
        assert_ne!(count, 0, "closed after {heard:?}");
        heard.push_str(std::str::from_utf8(&octets[..count]).unwrap());
    }
    heard
}

#[tokio::test]
async fn a_hub_keeps_its_connection_over_several_calls() {
    let house = House::new().await;
    let (address, doors, served) = open(house.agent()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let body = format!(r#"{{"action":"GET_SERVICES","key":"{KEY}"}}"#);
    let whole = format!("POST /smshub HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let chunked = format!(
        "POST /smshub HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    for call in [&whole, &chunked, &whole] {
        stream.write_all(call.as_bytes()).await.unwrap();
        let answer = read(&mut stream, "\"SUCCESS\"}").await.to_ascii_lowercase();
        assert!(answer.starts_with("http/1.1 200 ok"), "{answer}");
        assert!(
            answer.contains("content-type: application/json") && answer.contains("content-length: "),
            "{answer}"
        );
        assert!(!answer.contains("transfer-encoding"), "{answer}");
    }
    doors.stop();
    served.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "the door is closed");
}

#[tokio::test]
async fn what_is_no_http_ends_its_connection_only() {
    let house = House::new().await;
    let (address, _doors, _served) = open(house.agent()).await;
    for noise in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\r\n\r\n\r\nHELO\r\n\r\n"] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(noise).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    }
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /smshub HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    assert!(read(&mut stream, "ERROR").await.starts_with("HTTP/1.1 405"));
}

/// Time stands still here but for the timers: nothing else has to happen.
#[tokio::test(start_paused = true)]
async fn a_head_that_never_ends_is_not_waited_for() {
    let (address, _doors, _served) = open(Router::new().route("/", get(async || "hello"))).await;
    for beginning in [&b""[..], b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        assert!(!String::from_utf8_lossy(&rest).contains("hello"));
    }
}
