//! The connector on a real socket: what a hub sees of us.

use hub::push::connector::{Connector, HttpConnector, PushFailure, PushRequest};
use kernel::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Answers one request with `response` and returns its head and body.
async fn serve(listener: TcpListener, response: &'static str) -> (String, Vec<u8>) {
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut octets = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = socket.read(&mut buffer).await.unwrap();
        octets.extend_from_slice(&buffer[..read]);
        let Some(end) = octets.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(octets[..end].to_vec()).unwrap().to_lowercase();
        let length: usize =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
        if octets.len() >= end + 4 + length {
            socket.write_all(response.as_bytes()).await.unwrap();
            return (head, octets[end + 4..].to_vec());
        }
    }
}

async fn post(response: &'static str, compress: bool) -> ((u16, String), (String, Vec<u8>)) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/agent/api/sms", listener.local_addr().unwrap());
    let request = PushRequest {
        url: url.parse().unwrap(),
        body: Secret::new(r#"{"smsId":1}"#.to_owned()),
        user_agent: "simyard/test".to_owned(),
        bearer: compress.then(|| Secret::new("k3y".to_owned())),
        compress,
    };
    let connector = HttpConnector::new().unwrap();
    let (answer, seen) = tokio::join!(connector.post(request), serve(listener, response));
    let answer = answer.unwrap();
    ((answer.status, String::from_utf8(answer.body).unwrap()), seen)
}

#[tokio::test]
async fn a_push_names_its_sender_and_takes_gzip() {
    let response = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"status\":\"SUCCESS\"}";
    let (answer, (head, body)) = post(response, false).await;
    assert_eq!(answer, (200, r#"{"status":"SUCCESS"}"#.to_owned()));
    assert!(head.starts_with("post /agent/api/sms http/1.1"), "{head}");
    for line in ["user-agent: simyard/test", "accept-encoding: gzip", "content-type: application/json"] {
        assert!(head.lines().any(|header| header == line), "{line} in {head}");
    }
    assert!(!head.contains("authorization") && !head.contains("content-encoding"), "{head}");
    assert_eq!(body, br#"{"smsId":1}"#);
}

#[tokio::test]
async fn a_compressed_push_can_be_unpacked_and_a_redirect_is_not_followed() {
    let response = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n";
    let (answer, (head, body)) = post(response, true).await;
    assert_eq!(answer, (302, String::new()));
    assert!(head.contains("content-encoding: gzip") && head.contains("authorization: bearer k3y"), "{head}");
    assert_eq!(hub::inflate(&body).unwrap(), br#"{"smsId":1}"#);
}

#[tokio::test]
async fn a_failure_does_not_tell_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let request = PushRequest {
        url: url.parse().unwrap(),
        body: Secret::new("{}".to_owned()),
        user_agent: "simyard".to_owned(),
        bearer: None,
        compress: false,
    };
    assert_eq!(HttpConnector::new().unwrap().post(request).await, Err(PushFailure("no connection")));
}
