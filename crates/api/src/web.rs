//! The web console inside the binary: hashed assets for ever, pages never cached, and a placeholder when the binary
//! was built without Node.

use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// Names under this folder carry a content hash.
const HASHED: &str = "assets/";

const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>simyard</title>\
    <h1>simyard</h1><p>This binary was built without the web console. Build it with \
    <code>make web</code> and build the binary again. The API under <code>/api</code> works all the same.</p></html>";

/// Serves a file of the console; unknown paths without a dot are pages of the single-page application.
pub(crate) async fn serve(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    if matches!(first, "api" | "ws") {
        return Problem::no_such_address().into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return Problem::method_not_allowed().into_response();
    }
    if let Some(file) = Dist::get(path) {
        return asset(path, file);
    }
    if path.contains('.') {
        return Problem::no_such_address().into_response();
    }
    match Dist::get("index.html") {
        Some(page) => asset("index.html", page),
        None => (StatusCode::OK, Html(PLACEHOLDER)).into_response(),
    }
}

/// Whether this binary carries the console.
#[must_use]
pub(crate) fn is_embedded() -> bool {
    Dist::get("index.html").is_some()
}

fn asset(path: &str, file: EmbeddedFile) -> Response {
    let caching = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = file.data.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
