//! Reading an agent's answers, strictly: the hub's tests look at JSON types, and so does this.

use serde_json::Value;

use super::report::{Rule, Violation};

/// One line of what is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) country: String,
    pub(super) operator: String,
    pub(super) service: String,
    pub(super) count: u64,
}

/// What `GET_NUMBER` gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberAnswer {
    Number { number: u64, activation: u64 },
    NoNumbers,
    Refused,
}

pub(super) fn violation(rule: Rule, detail: impl Into<String>) -> Violation {
    Violation { rule, detail: detail.into() }
}

/// The `status` word, after checking that there is one and that an error says why.
pub(super) fn status(answer: &Value, action: &str, found: &mut Vec<Violation>) -> Option<String> {
    let Some(status) = answer.get("status").and_then(Value::as_str) else {
        found.push(violation(Rule::AnswerForm, format!("{action}: no `status` string in the answer")));
        return None;
    };
    let allowed: &[&str] =
        if action == "GET_NUMBER" { &["SUCCESS", "ERROR", "NO_NUMBERS"] } else { &["SUCCESS", "ERROR"] };
    if !allowed.contains(&status) {
        found.push(violation(Rule::AnswerForm, format!("{action}: status `{status}` is not allowed here")));
    }
    if status == "ERROR" && answer.get("error").and_then(Value::as_str).is_none_or(str::is_empty) {
        found.push(violation(Rule::AnswerForm, format!("{action}: ERROR without a description in `error`")));
    }
    Some(status.to_owned())
}

/// The offers of a `GET_SERVICES` answer.
pub(super) fn offers(answer: &Value, found: &mut Vec<Violation>) -> Vec<Offer> {
    if status(answer, "GET_SERVICES", found).as_deref() != Some("SUCCESS") {
        return Vec::new();
    }
    let Some(countries) = answer.get("countryList").and_then(Value::as_array) else {
        found.push(violation(Rule::JsonTypes, "GET_SERVICES: `countryList` is not an array"));
        return Vec::new();
    };
    countries.iter().flat_map(|country| country_offers(country, found)).collect()
}

fn country_offers(country: &Value, found: &mut Vec<Violation>) -> Vec<Offer> {
    let Some(name) = country.get("country").and_then(Value::as_str) else {
        found.push(violation(Rule::JsonTypes, "GET_SERVICES: `country` is not a string"));
        return Vec::new();
    };
    let Some(operators) = country.get("operatorMap").and_then(Value::as_object) else {
        found.push(violation(
            Rule::JsonTypes,
            format!("GET_SERVICES: `operatorMap` of {name} is not an object"),
        ));
        return Vec::new();
    };
    if operators.len() > 1 && operators.contains_key("any") {
        found.push(violation(
            Rule::AnswerForm,
            format!("GET_SERVICES: {name} has `any` beside named operators"),
        ));
    }
    let mut offers = Vec::new();
    for (operator, services) in operators {
        let Some(services) = services.as_object() else {
            found.push(violation(
                Rule::JsonTypes,
                format!("GET_SERVICES: {name}/{operator} is not an object"),
            ));
            continue;
        };
        for (service, count) in services {
            match count.as_u64() {
                Some(count) => offers.push(Offer {
                    country: name.to_owned(),
                    operator: operator.clone(),
                    service: service.clone(),
                    count,
                }),
                None => found.push(violation(
                    Rule::JsonTypes,
                    format!("GET_SERVICES: the count of {name}/{operator}/{service} is not a number"),
                )),
            }
        }
    }
    offers
}

/// What a `GET_NUMBER` answer gives.
pub(super) fn number(answer: &Value, except: &[String], found: &mut Vec<Violation>) -> NumberAnswer {
    match status(answer, "GET_NUMBER", found).as_deref() {
        Some("SUCCESS") => {}
        Some("NO_NUMBERS") => return NumberAnswer::NoNumbers,
        _ => return NumberAnswer::Refused,
    }
    let number = unsigned(answer, "number", found);
    let activation = unsigned(answer, "activationId", found);
    let (Some(number), Some(activation)) = (number, activation) else { return NumberAnswer::Refused };
    let digits = number.to_string();
    if !(9..=15).contains(&digits.len()) {
        found.push(violation(
            Rule::CountryCode,
            format!(
                "GET_NUMBER: {} digits are too few or too many for a number with country code",
                digits.len()
            ),
        ));
    }
    if let Some(prefix) = except.iter().find(|prefix| digits.starts_with(prefix.as_str())) {
        found.push(violation(
            Rule::ExceptionsObeyed,
            format!("GET_NUMBER: a number with excluded prefix {prefix}"),
        ));
    }
    NumberAnswer::Number { number, activation }
}

/// A `Ulong` field: a JSON number, not a string of digits.
pub(super) fn unsigned(body: &Value, field: &str, found: &mut Vec<Violation>) -> Option<u64> {
    let value = body.get(field);
    if let Some(number) = value.and_then(Value::as_u64) {
        return Some(number);
    }
    let what = match value {
        None => "is missing",
        Some(Value::String(_)) => "is a string, must be a number",
        Some(_) => "is not an unsigned whole number",
    };
    found.push(violation(Rule::JsonTypes, format!("`{field}` {what}")));
    // A string of digits is a violation, yet it tells the value: the hub goes on and can judge the rest.
    value.and_then(Value::as_str).and_then(|digits| digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules(found: &[Violation]) -> Vec<Rule> {
        found.iter().map(|violation| violation.rule).collect()
    }

    #[test]
    fn the_documented_answer_is_clean() {
        let mut found = Vec::new();
        let answer = json!({"countryList":[{"country":"russia","operatorMap":{"beeline":{"vk":10,"wa":0}}}],"status":"SUCCESS"});
        let offers = offers(&answer, &mut found);
        assert_eq!(found, []);
        assert_eq!(
            offers.iter().map(|offer| (offer.service.as_str(), offer.count)).collect::<Vec<_>>(),
            [("vk", 10), ("wa", 0)]
        );
    }

    #[test]
    fn digits_in_a_string_are_a_violation() {
        let mut found = Vec::new();
        let answer = json!({"number":"79281234567","activationId":355,"status":"SUCCESS"});
        let got = number(&answer, &[], &mut found);
        assert_eq!(rules(&found), [Rule::JsonTypes]);
        assert_eq!(got, NumberAnswer::Number { number: 79281234567, activation: 355 });
    }

    #[test]
    fn excluded_prefixes_of_any_length_are_seen() {
        let mut found = Vec::new();
        let answer = json!({"number":79281234567_u64,"activationId":355,"status":"SUCCESS"});
        number(&answer, &["7918".into(), "792812".into()], &mut found);
        assert_eq!(rules(&found), [Rule::ExceptionsObeyed]);
    }

    #[test]
    fn an_error_must_say_why() {
        let mut found = Vec::new();
        status(&json!({"status":"ERROR"}), "FINISH_ACTIVATION", &mut found);
        status(&json!({"status":"NO_NUMBERS"}), "FINISH_ACTIVATION", &mut found);
        assert_eq!(rules(&found), [Rule::AnswerForm, Rule::AnswerForm]);
    }
}
