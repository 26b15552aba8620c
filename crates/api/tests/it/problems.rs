//! How the rooms' errors look on the wire.

use api::problem::Problem;
use axum::response::IntoResponse as _;
use http_body_util::BodyExt as _;
use kernel::Kind;

use crate::house::Answer;

#[derive(Debug, thiserror::Error)]
#[error("the thing with the secret cause could not be done")]
struct Trouble(Kind, #[source] std::io::Error);

impl kernel::Problem for Trouble {
    fn kind(&self) -> Kind {
        self.0
    }
    fn code(&self) -> &'static str {
        "test.trouble"
    }
}

async fn shown(kind: Kind) -> Answer {
    let cause = std::io::Error::other("password of the database");
    let (head, body) = Problem::from(Trouble(kind, cause)).into_response().into_parts();
    Answer { status: head.status, headers: head.headers, body: body.collect().await.unwrap().to_bytes() }
}

#[tokio::test]
async fn every_kind_has_its_status() {
    for (kind, status) in [
        (Kind::Invalid, 422),
        (Kind::Unauthenticated, 401),
        (Kind::Refused, 403),
        (Kind::NotFound, 404),
        (Kind::Conflict, 409),
        (Kind::Throttled, 429),
        (Kind::Unavailable, 503),
        (Kind::Internal, 500),
    ] {
        let answer = shown(kind).await;
        assert_eq!(answer.status.as_u16(), status, "{kind:?}");
        assert_eq!(answer.problem(), "test.trouble");
        assert!(!answer.text().contains("password"), "a cause is never shown: {}", answer.text());
    }
}

#[tokio::test]
async fn a_fault_of_our_own_does_not_show_what_it_was() {
    let text = shown(Kind::Internal).await.text();
    assert!(!text.contains("secret"), "{text}");
    insta::assert_snapshot!(text, @r#"{"type":"about:blank","title":"Internal Server Error","status":500,"code":"test.trouble","detail":"something went wrong on the server","next":"try again; if it happens again, the server's log has the cause"}"#);
    let text = shown(Kind::Conflict).await.text();
    insta::assert_snapshot!(text, @r#"{"type":"about:blank","title":"Conflict","status":409,"code":"test.trouble","detail":"the thing with the secret cause could not be done","next":"reload, look at the present state and decide again"}"#);
}
