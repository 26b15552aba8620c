//! The entrances of the house: who may come in where, and what the wire looks like. No decisions live here.
//!
//! Three routers for three listeners: [`public_router`] (console, JSON API, WebSocket; loopback only until there are
//! logins), [`agent_router`] (hubs) and [`internal_router`] (metrics, health). Wire types stand beside their handlers
//! and are described by OpenAPI ([`openapi_json`]); domain errors become problem documents in [`problem`] and nowhere
//! else.

mod agent;
mod guard;
mod house;
mod internal;
mod live;
pub mod problem;
mod public;
mod serve;
mod web;

pub use house::{About, House};
pub use internal::Readiness;
pub use serve::serve;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse as _;
use runtime::SystemClock;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// The console and its API.
pub fn public_router(house: House) -> Router {
    let clock = Arc::clone(house.store.clock());
    let around = ServiceBuilder::new()
        .layer(from_fn(guard::safe_headers))
        .layer(CatchPanicLayer::custom(|_| problem::Problem::panicked().into_response()))
        .layer(from_fn(guard::only_this_computer))
        .layer(from_fn(guard::small_requests))
        .layer(from_fn_with_state(clock, guard::in_time))
        .layer(CompressionLayer::new());
    public::routes()
        .with_state(house.clone())
        .merge(live::router(house))
        .fallback(web::serve)
        .method_not_allowed_fallback(async || problem::Problem::method_not_allowed())
        .layer(around)
}

/// The hubs' entrance.
pub fn agent_router(hubs: hub::Hubs) -> Router {
    agent::router(hubs, Arc::new(SystemClock::new()))
}

/// Metrics and health.
pub fn internal_router(readiness: Readiness) -> Router {
    internal::router(readiness)
}

/// Whether this binary carries the web console or only its placeholder.
#[must_use]
pub fn has_web() -> bool {
    web::is_embedded()
}

/// The description of the public API as pretty JSON.
///
/// # Errors
/// Never in practice: the description is data.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    public::description().to_pretty_json()
}
