//! Health and metrics.

use api::Readiness;
use axum::http::{Request, StatusCode};
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::house::{House, ask};

#[tokio::test]
async fn the_process_is_alive_and_ready_until_its_database_is_gone() {
    let house = House::new().await;
    let metrics = PrometheusBuilder::new().build_recorder().handle();
    let router = api::internal_router(Readiness { store: house.rooms.store.clone(), metrics });
    let get = |address: &'static str| ask(router.clone(), Request::get(address));
    assert_eq!(get("/healthz").await.text(), "alive\n");
    let ready = get("/readyz").await;
    assert_eq!((ready.status, ready.text().as_str()), (StatusCode::OK, "ready\n"));
    house.rooms.store.clone().close().await;
    let away = get("/readyz").await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(away.text(), "the database does not answer\n");
    assert_eq!(get("/healthz").await.status, StatusCode::OK, "a process without its database is still alive");
    assert_eq!(get("/nope").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn metrics_are_in_prometheus_form() {
    let house = House::new().await;
    let recorder = PrometheusBuilder::new().build_recorder();
    let metrics = recorder.handle();
    metrics::with_local_recorder(&recorder, || metrics::counter!("simyard_test_total").increment(3));
    let router = api::internal_router(Readiness { store: house.rooms.store.clone(), metrics });
    let answer = ask(router, Request::get("/metrics")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4"));
    assert!(answer.text().contains("simyard_test_total 3"), "{}", answer.text());
}

#[tokio::test]
async fn a_closed_database_is_told_to_the_console_without_details() {
    let house = House::new().await;
    house.rooms.store.clone().close().await;
    for address in ["/api/modems", "/api/activity", "/api/activations", "/api/overview"] {
        let answer = house.get(address).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}: {}", answer.text());
        answer.problem();
    }
}
