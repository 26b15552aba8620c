//! The way to a hub: one POST. The only place of this crate that speaks HTTP.

use kernel::Secret;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, USER_AGENT};

use crate::gzip::deflate;

/// Answers larger than this are cut; a real one has twenty octets.
const ANSWER_LIMIT: usize = 64 * 1024;

/// One push, ready to go.
#[derive(Clone, Debug)]
pub struct PushRequest {
    /// Where to.
    pub url: reqwest::Url,
    /// The JSON: holds key and text, so it is as secret as they are.
    pub body: Secret,
    /// Compulsory at every hub.
    pub user_agent: String,
    /// Sent as a bearer token where the profile asks for one.
    pub bearer: Option<Secret>,
    /// Whether the body goes compressed.
    pub compress: bool,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushResponse {
    /// The HTTP status.
    pub status: u16,
    /// The body, unpacked and cut.
    pub body: Vec<u8>,
}

/// Why nothing came back; without address or body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PushFailure(pub &'static str);

/// Who carries pushes.
#[async_trait::async_trait]
pub trait Connector: Send + Sync + 'static {
    /// Sends one push; the caller limits the time.
    async fn post(&self, request: PushRequest) -> Result<PushResponse, PushFailure>;
}

/// Over the network.
#[derive(Clone, Debug)]
pub struct HttpConnector(reqwest::Client);

impl HttpConnector {
    /// A client that follows no redirects: a key goes where the operator said and nowhere else.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub fn new() -> Result<Self, PushFailure> {
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).gzip(true).build();
        client.map(Self).map_err(|_| PushFailure("the HTTP client could not be set up"))
    }
}

#[async_trait::async_trait]
impl Connector for HttpConnector {
    async fn post(&self, request: PushRequest) -> Result<PushResponse, PushFailure> {
        let user_agent =
            HeaderValue::from_str(&request.user_agent).map_err(|_| PushFailure("unusable user agent"))?;
        let mut post =
            self.0.post(request.url).header(USER_AGENT, user_agent).header(CONTENT_TYPE, "application/json");
        if let Some(key) = &request.bearer {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose()))
                .map_err(|_| PushFailure("the key can't be a header"))?;
            value.set_sensitive(true);
            post = post.header(AUTHORIZATION, value);
        }
        let plain = request.body.expose().as_bytes();
        post = if request.compress {
            post.header(CONTENT_ENCODING, "gzip").body(deflate(plain))
        } else {
            post.body(plain.to_vec())
        };
        let mut response = post.send().await.map_err(|problem| describe(&problem))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|problem| describe(&problem))? {
            body.extend_from_slice(&chunk);
            if body.len() >= ANSWER_LIMIT {
                body.truncate(ANSWER_LIMIT);
                break;
            }
        }
        Ok(PushResponse { status, body })
    }
}

/// The library's texts hold the address; ours do not.
fn describe(problem: &reqwest::Error) -> PushFailure {
    PushFailure(if problem.is_timeout() {
        "timeout"
    } else if problem.is_connect() {
        "no connection"
    } else if problem.is_decode() || problem.is_body() {
        "the answer broke off"
    } else {
        "the request failed"
    })
}
