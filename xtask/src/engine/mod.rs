//! Which databases the tests can reach: SQLite always, a server when it lets us in.
//!
//! A port that answers is not enough: a stranger's machine may run a database that is not for our tests. So each
//! probe says hello in the engine's own protocol and looks whether the user of the URL is let in. With a password in
//! the URL the probe stops at the first answer: whoever wrote the URL meant it.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

mod mysql;
mod postgres;
mod url;

use url::ServerUrl;

/// Names the engines to the tests, separated by commas.
pub(crate) const VARIABLE: &str = "SIMYARD_TEST_ENGINES";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);

/// A database server that tests run on when it is there.
#[derive(Debug)]
pub(crate) struct Server {
    /// How the tests call it in [`VARIABLE`].
    pub(crate) name: &'static str,
    title: &'static str,
    variable: &'static str,
    default_url: &'static str,
    probe: fn(&mut TcpStream, &ServerUrl) -> io::Result<Result<(), String>>,
}

/// Every server the program supports.
pub(crate) const SERVERS: [Server; 2] = [
    Server {
        name: "postgres",
        title: "PostgreSQL",
        variable: "SIMYARD_TEST_POSTGRES",
        default_url: "postgres://root@127.0.0.1:5432/postgres",
        probe: postgres::probe,
    },
    Server {
        name: "mysql",
        title: "MySQL or MariaDB",
        variable: "SIMYARD_TEST_MYSQL",
        default_url: "mysql://root@127.0.0.1:3306/test",
        probe: mysql::probe,
    },
];

/// The engines to test on; says which it could not reach.
pub(crate) fn reachable() -> Vec<&'static str> {
    let mut engines = vec!["sqlite"];
    for server in &SERVERS {
        match server.reach() {
            Ok(()) => engines.push(server.name),
            Err(why) => {
                println!("not tested on {}: {why}; set {} to a server's URL", server.title, server.variable)
            }
        }
    }
    println!("database tests run on {}", engines.join(", "));
    engines
}

impl Server {
    fn reach(&self) -> Result<(), String> {
        let given = std::env::var(self.variable).ok().filter(|url| !url.is_empty());
        let spelled = given.as_deref().unwrap_or(self.default_url);
        let url = ServerUrl::parse(spelled)
            .ok_or_else(|| format!("{} is not a URL we understand", self.variable))?;
        let address = url.address();
        let mut stream =
            connect(&address).map_err(|error| format!("nothing answers at {address} ({error})"))?;
        match (self.probe)(&mut stream, &url) {
            Ok(verdict) => verdict.map_err(|why| format!("{address} does not let `{}` in ({why})", url.user)),
            Err(error) => Err(format!("{address} does not speak the protocol ({error})")),
        }
    }
}

fn connect(address: &str) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for candidate in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&candidate, CONNECT_TIMEOUT) {
            Ok(stream) => {
                stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
                stream.set_write_timeout(Some(ANSWER_TIMEOUT))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Writes a greeting and reads what comes back first, which is enough for a verdict.
fn exchange(stream: &mut (impl Read + Write), message: &[u8]) -> io::Result<Vec<u8>> {
    stream.write_all(message)?;
    receive(stream)
}

fn receive(stream: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer)?;
    answer.truncate(length);
    if answer.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(answer) }
}
