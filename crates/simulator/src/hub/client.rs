//! Requests to the agent, looking as a hub's requests look.

use std::{io::Write, time::Duration};

use flate2::{Compression, write::GzEncoder};
use reqwest::header;
use serde_json::{Value, json};

use super::judge::violation;
use super::report::{Rule, Violation};
use crate::pace;

const USER_AGENT: &str =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_2) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36";
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer with the time it took.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Value,
    pub(super) took: Duration,
}

/// The hub's way to one agent.
#[derive(Debug, Clone)]
pub(super) struct AgentClient {
    http: reqwest::Client,
    url: String,
    key: String,
    gzip: bool,
}

impl AgentClient {
    pub(super) fn new(url: &str, key: &str, gzip: bool) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder().user_agent(USER_AGENT).no_proxy().timeout(PATIENCE).build()?;
        Ok(Self { http, url: url.to_owned(), key: key.to_owned(), gzip })
    }

    /// The same way with another key.
    pub(super) fn with_key(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    /// Asks; `None` when there was no HTTP answer at all, a violation when it was not 200 with a JSON object.
    pub(super) async fn ask(
        &self,
        action: &str,
        fields: Value,
        found: &mut Vec<Violation>,
    ) -> Option<Answer> {
        let mut body = fields;
        body["action"] = json!(action);
        body["key"] = json!(self.key);
        let started_ms = pace::now_ms();
        let response = self.request(body.to_string().into_bytes()).send().await.ok()?;
        let status = response.status();
        let text = response.bytes().await.ok()?;
        let took = Duration::from_millis(pace::now_ms() - started_ms);
        if !status.is_success() {
            found.push(violation(Rule::AnswerForm, format!("{action}: HTTP {}", status.as_u16())));
        }
        match serde_json::from_slice::<Value>(&text) {
            Ok(body) if body.is_object() => Some(Answer { body, took }),
            Ok(_) | Err(_) => {
                found.push(violation(Rule::AnswerForm, format!("{action}: the answer is not a JSON object")));
                Some(Answer { body: Value::Null, took })
            }
        }
    }

    fn request(&self, body: Vec<u8>) -> reqwest::RequestBuilder {
        let request = self
            .http
            .post(&self.url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2, application/json");
        match compressed(&body).filter(|_| self.gzip) {
            Some(smaller) => request.header(header::CONTENT_ENCODING, "gzip").body(smaller),
            None => request.body(body),
        }
    }
}

fn compressed(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}
