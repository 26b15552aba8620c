//! What a hub says to the agent listener, for tests that say it themselves.

use serde_json::{Value, json};

/// One line of `GET_SERVICES`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) country: String,
    pub(crate) operator: String,
    pub(crate) service: String,
    pub(crate) count: u64,
}

/// What `GET_NUMBER` gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) number: u64,
    pub(crate) activation: u64,
}

/// A hub's way to the agent.
#[derive(Clone)]
pub(crate) struct Agent {
    http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) key: &'static str,
}

impl Agent {
    pub(crate) fn new(url: String, key: &'static str) -> Self {
        let http = reqwest::Client::builder().no_proxy().user_agent("Mozilla/5.0 (test)").build().unwrap();
        Self { http, url, key }
    }

    /// A bare POST; status and body.
    pub(crate) async fn post(&self, body: impl Into<reqwest::Body>) -> (u16, String) {
        self.send(self.http.post(&self.url).body(body)).await
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> (u16, String) {
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// A call of the protocol; its answer must be HTTP 200 with a JSON object.
    pub(crate) async fn ask(&self, action: &str, mut fields: Value) -> Value {
        fields["action"] = json!(action);
        fields["key"] = json!(self.key);
        let (status, body) = self.post(fields.to_string()).await;
        assert_eq!(status, 200, "{action}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{action}: {error}: {body}"))
    }

    pub(crate) async fn offers(&self) -> Vec<Offer> {
        let answer = self.ask("GET_SERVICES", json!({})).await;
        assert_eq!(answer["status"], "SUCCESS", "{answer}");
        let mut offers = Vec::new();
        for country in answer["countryList"].as_array().unwrap() {
            for (operator, services) in country["operatorMap"].as_object().unwrap() {
                for (service, count) in services.as_object().unwrap() {
                    offers.push(Offer {
                        country: country["country"].as_str().unwrap().to_owned(),
                        operator: operator.clone(),
                        service: service.clone(),
                        count: count.as_u64().unwrap(),
                    });
                }
            }
        }
        offers
    }

    /// How many numbers are offered for a service, over all countries.
    pub(crate) async fn offered(&self, service: &str) -> u64 {
        self.offers().await.iter().filter(|offer| offer.service == service).map(|offer| offer.count).sum()
    }

    /// The raw answer to an order.
    pub(crate) async fn order(&self, offer: &Offer, except: &[&str]) -> Value {
        let fields = json!({
            "country": offer.country, "operator": offer.operator, "service": offer.service,
            "sum": 10.50, "currency": 643, "exceptionPhoneSet": except,
        });
        self.ask("GET_NUMBER", fields).await
    }

    /// A number for the offer; `None` for `NO_NUMBERS`.
    pub(crate) async fn take(&self, offer: &Offer) -> Option<Taken> {
        let answer = self.order(offer, &[]).await;
        match answer["status"].as_str() {
            Some("SUCCESS") => Some(Taken {
                number: answer["number"].as_u64().unwrap(),
                activation: answer["activationId"].as_u64().unwrap(),
            }),
            Some("NO_NUMBERS") => None,
            _ => panic!("GET_NUMBER: {answer}"),
        }
    }

    pub(crate) async fn finish(&self, activation: u64, status: u32) {
        let answer =
            self.ask("FINISH_ACTIVATION", json!({"activationId": activation, "status": status})).await;
        assert_eq!(answer["status"], "SUCCESS", "{answer}");
    }
}
