//! What is compared with: a handler that reads the body and answers so many octets. It runs in a process of its own,
//! as the program does.

use std::net::SocketAddr;
use std::process::Stdio;

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::post;
use tokio::process::{Child, Command};

use crate::http::Connection;

/// Serves until killed.
pub(crate) async fn serve(listen: SocketAddr, octets: usize) -> anyhow::Result<()> {
    let answer = Bytes::from(vec![b'x'; octets]);
    let handler = move |body: Bytes| {
        std::hint::black_box(body.len());
        let answer = answer.clone();
        async move { ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], answer) }
    };
    let listener =
        tokio::net::TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
    axum::serve(listener, Router::new().route("/", post(handler))).await?;
    Ok(())
}

/// A running handler; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Bare {
    pub(crate) address: SocketAddr,
    _child: Child,
}

impl Bare {
    pub(crate) async fn start(octets: usize) -> anyhow::Result<Self> {
        let address = testkit::process::free_address();
        let child = Command::new(std::env::current_exe()?)
            .args(["bare", &address.to_string(), &octets.to_string()])
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting the bare handler")?;
        for _ in 0..500 {
            if Connection::open(address).await.is_ok() {
                return Ok(Self { address, _child: child });
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        anyhow::bail!("the bare handler does not answer on {address}")
    }
}
