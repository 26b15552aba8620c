//! `PUSH_SMS`: what we send, and what the hub's answer to it means.

use kernel::{Msisdn, Secret};
use serde::Serialize;

use crate::profile::{Acceptance, Profile};

/// A message on its way to a hub.
#[derive(Clone, Debug)]
pub struct PushBody<'a> {
    /// Our number of the message, unique for ever.
    pub sms_id: u64,
    /// Who sent it.
    pub sender: &'a str,
    /// Which of our numbers received it.
    pub phone: &'a Msisdn,
    /// What it says.
    pub text: &'a Secret,
    /// The hub's key.
    pub key: &'a Secret,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Phone<'a> {
    Number(u64),
    Text(&'a str),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    sms_id: u64,
    phone_from: &'a str,
    phone: Phone<'a>,
    text: &'a str,
    action: &'static str,
    key: &'a str,
}

impl PushBody<'_> {
    /// The JSON under a profile.
    #[must_use]
    pub fn json(&self, profile: &Profile) -> Vec<u8> {
        let phone = if profile.phone_as_text {
            Phone::Text(self.phone.digits())
        } else {
            Phone::Number(self.phone.as_u64())
        };
        let wire = Wire {
            sms_id: self.sms_id,
            phone_from: self.sender,
            phone,
            text: self.text.expose(),
            action: "PUSH_SMS",
            key: self.key.expose(),
        };
        serde_json::to_vec(&wire).unwrap_or_default()
    }
}

/// What the hub's answer means for the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// It has the message: never again.
    Accepted,
    /// It will never want it; the word it said.
    Stop(String),
    /// Again in a while; why, without anything the hub may have quoted.
    Again(String),
}

/// Judges an answer under a profile.
#[must_use]
pub fn judge(profile: &Profile, http_status: u16, body: &[u8]) -> PushOutcome {
    let words = words(body);
    let accepted = match profile.acceptance {
        Acceptance::BodySaysSuccess => words.status.as_deref() == Some("SUCCESS"),
        Acceptance::Http200 => http_status == 200,
    };
    if accepted {
        return PushOutcome::Accepted;
    }
    if let Some(stop) = words.all.iter().find(|word| profile.stop_words.contains(&word.as_str())) {
        return PushOutcome::Stop(stop.clone());
    }
    let said = words.all.join(" ");
    PushOutcome::Again(if said.is_empty() {
        format!("http {http_status}")
    } else {
        format!("http {http_status} {said}")
    })
}

#[derive(Default)]
struct Words {
    status: Option<String>,
    all: Vec<String>,
}

/// The protocol words of an answer. Free text is dropped: a hub may quote our message in it.
fn words(body: &[u8]) -> Words {
    let mut words = Words::default();
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_slice(body) else { return words };
    for field in ["status", "error", "response", "message"] {
        let Some(serde_json::Value::String(text)) = fields.get(field) else { continue };
        let word = text.trim();
        let plain = |b: u8| b.is_ascii_uppercase() || b == b'_';
        if !(2..=32).contains(&word.len()) || !word.bytes().all(plain) {
            continue;
        }
        if field == "status" {
            words.status = Some(word.to_owned());
        }
        words.all.push(word.to_owned());
    }
    words
}
