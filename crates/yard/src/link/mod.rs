//! A modem's byte stream, whatever carries it: opening, and the reasons why that may fail.
//!
//! Bytes only; what they mean is the dialogue's business.

mod serial;
mod tcp;

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};

use crate::ports::Port;
use crate::supervisor::Reason;

/// A byte stream to a modem; reading zero bytes means that it is gone.
pub(crate) trait Link: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Link for T {}

/// The port could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("could not open {port}: {source}; {}", .reason.advice())]
pub(crate) struct OpenError {
    /// Which one.
    pub port: String,
    /// What that means for the supervisor.
    pub reason: Reason,
    /// The system's answer.
    #[source]
    pub source: io::Error,
}

/// Opens a port: raw, 8 data bits, no parity, one stop bit, no flow control, for us alone.
///
/// # Errors
/// [`OpenError`], sorted into missing, busy, forbidden and other failures.
pub(crate) async fn open(port: &Port, baud: u32) -> Result<Box<dyn Link>, OpenError> {
    let opened = match port {
        Port::Serial(path) => serial::open(path, baud).map(|link| Box::new(link) as Box<dyn Link>),
        Port::Tcp { host, port } => tcp::open(host, *port).await.map(|link| Box::new(link) as Box<dyn Link>),
    };
    opened.map_err(|source| OpenError { port: port.to_string(), reason: reason(&source), source })
}

fn reason(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::ConnectionRefused
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::TimedOut => Reason::PortMissing,
        io::ErrorKind::PermissionDenied => Reason::PortForbidden,
        io::ErrorKind::ResourceBusy | io::ErrorKind::AddrInUse => Reason::PortBusy,
        // ENXIO and ENODEV: the name is still there, the device behind it has gone.
        _ if matches!(error.raw_os_error(), Some(5 | 6 | 19)) => Reason::PortMissing,
        _ => Reason::PortFailed,
    }
}
