//! Serving a router on a listener until the house closes its doors.
//!
//! A connection costs a descriptor, and the modems need theirs, too: how many may be open is bounded, and one that
//! does not get to a request is closed. What a request may take is the routers' business.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use kernel::Clock as _;
use runtime::{Shutdown, SystemClock};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Open connections of one listener; further ones wait in the system's queue until one ends.
const CONNECTIONS: usize = 512;

/// From the end of a request (or the connection's beginning) to the end of the next one's head. Longer than the 10 to
/// 20 seconds between two calls of a hub, so that it can keep its connection.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// How long to wait when the system gives no connection, for want of descriptors usually.
const PAUSE: Duration = Duration::from_millis(500);

/// Serves until `doors` closes. Connections that stay open (WebSockets, keep-alive) do not hold the process back.
pub async fn serve(listener: TcpListener, router: Router, doors: Shutdown) {
    doors.until_stopping(accept(listener, router)).await;
}

async fn accept(listener: TcpListener, router: Router) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    let clock = SystemClock::new();
    // The semaphore is never closed.
    while let Ok(seat) = Arc::clone(&seats).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, router.clone(), seat));
            }
            // The client was gone before we got to it.
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "a listener gets no connection; trying again");
                clock.sleep(PAUSE).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, router: Router, seat: OwnedSemaphorePermit) {
    // Answers are one small write each: waiting to fill a packet would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    let connection =
        protocol.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).with_upgrades();
    if let Err(error) = connection.await {
        tracing::trace!(%error, "a connection ended early");
    }
    drop(seat);
}

fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
