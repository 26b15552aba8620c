//! The console's files, and what is not one of them.

use axum::http::{Request, StatusCode};

use crate::house::{House, ask};

#[tokio::test]
async fn unknown_addresses_are_problems_and_not_pages() {
    let house = House::new().await;
    for address in [
        "/api",
        "/api/",
        "/api/nope",
        "/api/modems/",
        "/api/modems/1",
        "/nope.js",
        "/assets/nope.css",
        "/ws/x",
        "/.env",
        "/../Cargo.toml",
        "/assets/../../Cargo.toml",
        "//api/nope",
    ] {
        for method in ["GET", "HEAD"] {
            let request = Request::builder().method(method).uri(address).header("host", "localhost");
            let answer = ask(house.public(), request).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {address}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method} {address}");
        }
        assert_eq!(house.get(address).await.problem(), "address.unknown");
    }
}

#[tokio::test]
async fn paths_without_a_dot_are_pages_of_the_application() {
    let house = House::new().await;
    let page = house.get("/").await;
    for address in ["/", "/modems", "/activity?q=x", "/wsx", "/apiary", "/index.html"] {
        if address == "/index.html" && !api::has_web() {
            continue;
        }
        let answer = house.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(answer.body, page.body, "{address}");
        assert!(answer.header("cache-control").is_some_and(|caching| !caching.contains("immutable")));
    }
    assert_eq!(page.text().contains("built without the web console"), !api::has_web());
}

#[tokio::test]
async fn files_with_a_hash_in_their_name_are_kept_for_ever() {
    if !api::has_web() {
        eprintln!("skipped: this build has no web console");
        return;
    }
    let house = House::new().await;
    let page = house.get("/").await;
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let text = page.text();
    let assets: Vec<&str> = text.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(!assets.is_empty(), "the page loads something");
    for asset in assets {
        let answer = house.get(asset).await;
        assert_eq!(answer.status, StatusCode::OK, "{asset}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        let media_type = answer.header("content-type").unwrap();
        assert!(media_type.starts_with("text/"), "{asset} is {media_type}");
    }
    assert_eq!(house.get("/favicon.svg").await.header("content-type"), Some("image/svg+xml"));
}
