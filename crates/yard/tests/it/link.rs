//! Modems behind raw TCP: cut connections, and peers that take everything and say nothing.

use std::path::PathBuf;

use simulator::OutgoingText;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use yard::{ModemState, PortSpec, Reason, YardSettings};

use crate::site::{Site, fleet, quick};

/// What the server does with its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Carries bytes to and from the modem.
    Bridging,
    /// Closes every connection.
    Cut,
    /// Takes everything and answers nothing.
    Mute,
}

/// A serial server: a TCP port that leads to a modem's serial port.
struct Server {
    mode: watch::Sender<Mode>,
    port: u16,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    async fn start(path: watch::Receiver<Option<PathBuf>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mode = watch::Sender::new(Mode::Bridging);
        let task = tokio::spawn(serve(listener, mode.subscribe(), path));
        Self { mode, port, task }
    }

    fn turn(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    listener: TcpListener,
    mode: watch::Receiver<Mode>,
    mut path: watch::Receiver<Option<PathBuf>>,
) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let path = path.wait_for(Option::is_some).await.unwrap().clone().unwrap();
        carry(client, mode.clone(), path).await;
    }
}

/// One connection, until it is cut; a change between carrying and silence is invisible to the client.
async fn carry(mut client: TcpStream, mut mode: watch::Receiver<Mode>, path: PathBuf) {
    loop {
        let now = *mode.borrow_and_update();
        let ended = match now {
            Mode::Cut => true,
            Mode::Bridging => {
                let mut modem = serial2_tokio::SerialPort::open(&path, 115_200).unwrap();
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut client, &mut modem) => true,
                    _ = mode.changed() => false,
                }
            }
            Mode::Mute => {
                let mut buffer = [0; 256];
                tokio::select! {
                    read = client.read(&mut buffer) => !matches!(read, Ok(1..)),
                    _ = mode.changed() => false,
                }
            }
        };
        if ended {
            return;
        }
    }
}

/// A site whose only modem is reached over TCP.
async fn remote() -> (Site, Server) {
    let path = watch::Sender::new(None);
    let server = Server::start(path.subscribe()).await;
    let ports = vec![PortSpec::Tcp { host: "127.0.0.1".to_owned(), port: server.port }];
    let settings = YardSettings { ports, ..quick() };
    let site = Site::with(fleet(), settings, async |fleet, _| {
        path.send_replace(fleet.paths().pop());
    })
    .await;
    (site, server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_while_the_connection_was_cut_is_read_after_it() {
    let (site, server) = remote().await;
    site.until_ready().await;
    site.send(OutgoingText::new("Example", "over the wire"));
    site.until_texts(&["over the wire"]).await;
    server.turn(Mode::Cut);
    site.until("the line is off", |modems| {
        modems[0].state == ModemState::Absent
            && modems[0].reason == Some(Reason::PortMissing)
            && !modems[0].online
    })
    .await;
    site.send(OutgoingText::new("Example", "meanwhile"));
    assert!(site.fleet.network().drained(std::time::Duration::from_secs(10)).await);
    server.turn(Mode::Bridging);
    site.until_ready().await;
    site.until_texts(&["over the wire", "meanwhile"]).await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_takes_everything_and_says_nothing_is_left_alone_until_it_speaks() {
    let (site, server) = remote().await;
    site.until_ready().await;
    server.turn(Mode::Mute);
    site.until("the line is off", |modems| !modems[0].online).await;
    site.until("it is left alone", |modems| {
        modems[0].state == ModemState::Quarantined && modems[0].reason == Some(Reason::NotAnswering)
    })
    .await;
    site.send(OutgoingText::new("Example", "unheard"));
    server.turn(Mode::Bridging);
    site.until_ready().await;
    site.until_texts(&["unheard"]).await;
    site.close().await;
}
