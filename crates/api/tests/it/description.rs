//! The OpenAPI description against what the router really does.

use serde_json::{Value, json};

use crate::house::{House, KEY};
use runtime::{ActivityKind, NewActivity, Severity};

fn description() -> Value {
    serde_json::from_str(&api::openapi_json().unwrap()).unwrap()
}

#[tokio::test]
async fn every_address_is_described_and_every_description_has_an_address() {
    let description = description();
    let paths: Vec<&String> = description["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/api/activations", "/api/activity", "/api/modems", "/api/overview"]);
    let house = House::new().await;
    for path in paths {
        let operations: Vec<&String> = description["paths"][path].as_object().unwrap().keys().collect();
        assert_eq!(operations, ["get"], "{path}");
        assert_eq!(house.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn answers_are_what_the_description_promises() {
    let house = House::new().await;
    house.line("79281234567").await;
    let first = house.order().await;
    let finish = json!({"action": "FINISH_ACTIVATION", "key": KEY, "activationId": first["activationId"], "status": 4});
    house.call("/smshub", finish.to_string()).await;
    house.order().await;
    house.note(NewActivity::new(ActivityKind::System, Severity::Error, "x").detail("why", "because")).await;
    let description = description();
    for (path, operations) in description["paths"].as_object().unwrap() {
        let schema = &operations["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let answer = house.json(path).await;
        let mut faults = Vec::new();
        check(&description, schema, &answer, path, &mut faults);
        assert_eq!(faults, [] as [String; 0], "{answer:#}");
    }
    let problem = &description["components"]["schemas"]["Problem"];
    let mut faults = Vec::new();
    check(&description, problem, &house.get("/api/activity?before=x").await.json(), "problem", &mut faults);
    assert_eq!(faults, [] as [String; 0]);
}

#[test]
fn examples_are_of_the_type_they_stand_for() {
    let description = description();
    let mut faults = Vec::new();
    let mut examples = 0;
    for (name, schema) in description["components"]["schemas"].as_object().unwrap() {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(example) = property.get("example") {
                examples += 1;
                check(&description, property, example, &format!("{name}.{field}"), &mut faults);
            }
        }
    }
    assert_eq!(faults, [] as [String; 0]);
    assert!(examples >= 5);
}

#[test]
fn every_list_describes_its_mistakes() {
    let description = description();
    for path in ["/api/activity", "/api/activations"] {
        let problem = &description["paths"][path]["get"]["responses"]["422"]["content"];
        assert!(problem.to_string().contains("#/components/schemas/Problem"), "{path}: {problem}");
    }
}

/// As much of JSON Schema as our description uses; a keyword it does not know is a fault, too.
fn check(root: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let Some(rules) = schema.as_object() else { return faults.push(format!("{place}: no schema")) };
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "description" | "example" | "default" => {}
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                check(root, root.pointer(pointer).unwrap_or(&Value::Null), value, place, faults);
            }
            "oneOf" => {
                let fits = |one: &&Value| {
                    let mut inner = Vec::new();
                    check(root, one, value, place, &mut inner);
                    inner.is_empty()
                };
                if rule.as_array().unwrap().iter().filter(fits).count() != 1 {
                    faults.push(format!("{place}: {value} fits not exactly one of {rule}"));
                }
            }
            "type" => {
                let fits = |word: &Value| is_a(word.as_str().unwrap(), value);
                if !rule.as_array().map_or_else(|| fits(rule), |words| words.iter().any(fits)) {
                    faults.push(format!("{place}: {value} is no {rule}"));
                }
            }
            "enum" if !value.is_null() && !rule.as_array().unwrap().contains(value) => {
                faults.push(format!("{place}: {value} is none of {rule}"));
            }
            "minimum" if value.as_f64().is_some_and(|number| number < rule.as_f64().unwrap()) => {
                faults.push(format!("{place}: {value} is below {rule}"));
            }
            "format" => check_format(rule.as_str().unwrap(), value, place, faults),
            "items" => {
                for (nth, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{place}[{nth}]"), faults);
                }
            }
            "properties" => check_fields(root, rules, value, place, faults),
            "additionalProperties" => {
                for (name, item) in value.as_object().into_iter().flatten() {
                    check(root, rule, item, &format!("{place}.{name}"), faults);
                }
            }
            "required" | "enum" | "minimum" | "propertyNames" => {}
            other => faults.push(format!("{place}: this test does not know the keyword {other}")),
        }
    }
}

/// Every field described, every required one there.
fn check_fields(
    root: &Value,
    rules: &serde_json::Map<String, Value>,
    value: &Value,
    place: &str,
    faults: &mut Vec<String>,
) {
    let Some(fields) = value.as_object() else { return };
    for (name, item) in fields {
        match rules["properties"].get(name) {
            Some(schema) => check(root, schema, item, &format!("{place}.{name}"), faults),
            None => faults.push(format!("{place}.{name} is not described")),
        }
    }
    for name in rules.get("required").and_then(Value::as_array).into_iter().flatten() {
        if !fields.contains_key(name.as_str().unwrap()) {
            faults.push(format!("{place}.{name} is missing"));
        }
    }
}

fn is_a(word: &str, value: &Value) -> bool {
    match word {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn check_format(format: &str, value: &Value, place: &str, faults: &mut Vec<String>) {
    let fits = match (format, value) {
        (_, Value::Null) => true,
        ("date-time", Value::String(text)) => {
            kernel::Timestamp::parse_rfc3339(text).is_ok() && text.ends_with('Z')
        }
        ("int32", number) => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        ("int64", number) => number.is_i64() || number.is_u64(),
        _ => false,
    };
    if !fits {
        faults.push(format!("{place}: {value} is not in the form {format}"));
    }
}
