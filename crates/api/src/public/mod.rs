//! The console's JSON API: one file a resource, wire types beside their handler.

mod activations;
mod activity;
mod modems;
mod overview;
mod query;
mod words;

pub(crate) use query::Query;

use axum::Router;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::House;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "simyard",
        description = "The console's API. Times are RFC 3339 in UTC, ids are opaque texts, lists page by cursor, \
                       errors are RFC 9457 problem documents with a stable `code`."
    ),
    tags(
        (name = "modems", description = "The modems and what they hold"),
        (name = "market", description = "Activations"),
        (name = "activity", description = "What has happened, for the operator"),
        (name = "overview", description = "The house at a glance"),
    )
)]
struct Description;

fn described() -> OpenApiRouter<House> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(modems::list))
        .routes(routes!(activity::list))
        .routes(routes!(activations::list))
        .routes(routes!(overview::overview))
}

/// The routes under `/api`.
pub(crate) fn routes() -> Router<House> {
    described().split_for_parts().0
}

/// The description of the same routes.
pub(crate) fn description() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}
