//! Serial ports behind a raw TCP server (ser2net and the like).

use std::io;

use tokio::net::TcpStream;

pub(super) async fn open(host: &str, port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect((host, port)).await?;
    // A command is one small write; waiting for more to fill a packet would cost 40 ms each.
    stream.set_nodelay(true)?;
    Ok(stream)
}
