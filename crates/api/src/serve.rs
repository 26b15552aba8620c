//! Serving a router on a listener until the house closes its doors.

use axum::Router;
use axum::serve::ListenerExt as _;
use runtime::Shutdown;
use tokio::net::TcpListener;

/// Serves until `doors` closes. Connections that stay open (WebSockets, keep-alive) do not hold the process back.
pub async fn serve(listener: TcpListener, router: Router, doors: Shutdown) {
    // Answers are one small write each: waiting to fill a packet would only delay them.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    if let Some(Err(error)) = doors.until_stopping(axum::serve(listener, router).into_future()).await {
        tracing::error!(%error, "a listener failed");
    }
}
