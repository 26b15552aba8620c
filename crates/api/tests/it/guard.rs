//! Who is let in, and what every answer carries.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use runtime::{ActivityKind, NewActivity, Severity};

use crate::house::{House, ask, send};

#[tokio::test]
async fn other_names_than_this_computers_are_refused() {
    let house = House::new().await;
    for host in ["evil.example", "evil.example:8080", "10.0.0.7:8080", "127.0.0.1.evil.example", ""] {
        for address in ["/", "/api/modems", "/ws", "/nope", "/assets/x.js"] {
            let answer = ask(house.public(), Request::get(address).header("host", host)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{host} {address}");
            assert_eq!(answer.problem(), "host.not_loopback");
        }
    }
    let nameless = ask(house.public(), Request::get("/api/modems")).await;
    assert_eq!(nameless.problem(), "host.not_loopback");
    for host in ["localhost:8080", "127.0.0.1", "[::1]:8080"] {
        let answer = ask(house.public(), Request::get("/api/modems").header("host", host)).await;
        assert_eq!(answer.status, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let house = House::new().await;
    for origin in ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8080"] {
        let request = Request::get("/api/modems").header("host", "127.0.0.1:8080").header("origin", origin);
        let answer = ask(house.public(), request).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::FORBIDDEN, "origin.foreign"));
    }
    let own = Request::get("/api/modems")
        .header("host", "127.0.0.1:8080")
        .header("origin", "http://127.0.0.1:8080");
    assert_eq!(ask(house.public(), own).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_carries_the_safe_headers() {
    let house = House::new().await;
    let host = |request: axum::http::request::Builder| request.header("host", "localhost");
    let requests = [
        host(Request::get("/")),
        host(Request::get("/api/modems")),
        host(Request::get("/api/nope")),
        host(Request::post("/api/modems")),
        host(Request::get("/api/activity?kind=nope")),
        host(Request::get("/nope.js")),
        host(Request::get("/favicon.svg")),
        host(Request::get("/ws")),
        Request::get("/").header("host", "evil.example"),
    ];
    for request in requests {
        let answer = ask(house.public(), request).await;
        let csp = answer.header("content-security-policy").unwrap();
        for part in ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"] {
            assert!(csp.contains(part), "{csp}");
        }
        assert!(!csp.contains("'unsafe-eval'") && !csp.contains("script-src"), "{csp}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert!(answer.header("cache-control").is_some());
        assert!(answer.header("access-control-allow-origin").is_none());
    }
}

#[tokio::test]
async fn large_answers_are_packed_for_those_who_unpack() {
    let house = House::new().await;
    for nth in 0..60 {
        let entry = NewActivity::new(ActivityKind::System, Severity::Info, "test.entry").detail("nth", nth);
        house.rooms.activity.record(entry).await;
    }
    house.rooms.activity.flush().await;
    let plain = house.get("/api/activity").await;
    assert_eq!(plain.header("content-encoding"), None);
    let request = Request::get("/api/activity").header("host", "localhost").header("accept-encoding", "gzip");
    let packed = ask(house.public(), request).await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.header("vary").is_some_and(|vary| vary.to_ascii_lowercase().contains("accept-encoding")));
    assert!(packed.body.len() < plain.body.len() / 3);
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*packed.body), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
}

#[tokio::test]
async fn bodies_are_not_swallowed_and_nothing_can_be_written() {
    let house = House::new().await;
    let large = Request::get("/api/modems")
        .header("host", "localhost")
        .header("content-length", "1000000000")
        .body(Body::empty())
        .unwrap();
    let answer = send(house.public(), large).await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (413, "request.too_large"));
    for (method, address) in
        [("POST", "/api/modems"), ("DELETE", "/api/activity"), ("PUT", "/"), ("POST", "/ws")]
    {
        let request = Request::builder().method(method).uri(address).header("host", "localhost");
        let answer = ask(house.public(), request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {address}");
        assert_eq!(answer.problem(), "method.not_allowed");
    }
}
