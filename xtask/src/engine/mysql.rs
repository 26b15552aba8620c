//! MySQL's and MariaDB's hello: the server greets, we log in without a password, it answers.

use std::io;
use std::net::TcpStream;

use super::url::ServerUrl;
use super::{exchange, receive};

/// Long password, database named, protocol 4.1, secure connection, named login plugin.
const CAPABILITIES: u32 = 0x0000_0001 | 0x0000_0008 | 0x0000_0200 | 0x0000_8000 | 0x0008_0000;
const LARGEST_PACKET: u32 = 1 << 24;
const UTF8MB4: u8 = 45;

/// The plugin every server knows; another one asks us to change, which is answered with no password again.
const PLUGIN: &str = "mysql_native_password";

pub(super) fn probe(stream: &mut TcpStream, url: &ServerUrl) -> io::Result<Result<(), String>> {
    let greeting = receive(stream)?;
    match body(&greeting) {
        [10, ..] if url.has_password => return Ok(Ok(())),
        [10, ..] => {}
        [0xff, ..] => return Ok(Err(refusal(&greeting))),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    }
    let mut answer = exchange(stream, &packet(1, &login(&url.user, &url.database)))?;
    if let [0xfe, ..] = body(&answer) {
        let next = answer.get(3).map_or(3, |number| number.wrapping_add(1));
        answer = exchange(stream, &packet(next, &[]))?;
    }
    match body(&answer) {
        // 1, 3: the newer login plugin says that no password was right.
        [0, ..] | [1, 3, ..] => Ok(Ok(())),
        _ => Ok(Err(refusal(&answer))),
    }
}

fn login(user: &str, database: &str) -> Vec<u8> {
    let mut body = CAPABILITIES.to_le_bytes().to_vec();
    body.extend_from_slice(&LARGEST_PACKET.to_le_bytes());
    body.push(UTF8MB4);
    body.extend_from_slice(&[0; 23]);
    body.extend_from_slice(user.as_bytes());
    // The end of the name, then the length of an empty password.
    body.extend_from_slice(&[0, 0]);
    for word in [database, PLUGIN] {
        body.extend_from_slice(word.as_bytes());
        body.push(0);
    }
    body
}

fn packet(number: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
    [&[length[0], length[1], length[2], number], body].concat()
}

/// A packet without its header of length and number.
fn body(packet: &[u8]) -> &[u8] {
    packet.get(4..).unwrap_or_default()
}

/// The words of an error packet: after its mark, its number and the marked SQL state.
fn refusal(packet: &[u8]) -> String {
    let words = match body(packet) {
        [0xff, _, _, b'#', _, _, _, _, _, words @ ..] | [0xff, _, _, words @ ..] => words,
        _ => b"it wants another login",
    };
    String::from_utf8_lossy(words).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;

    /// A server that says these packets, one after each thing it hears.
    fn probed(says: Vec<Vec<u8>>) -> Result<(), String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for (index, words) in says.iter().enumerate() {
                if index > 0 {
                    receive(&mut stream).unwrap();
                }
                stream.write_all(words).unwrap();
            }
        });
        let url = ServerUrl::parse("mysql://root@localhost/test").unwrap();
        let verdict = probe(&mut TcpStream::connect(address).unwrap(), &url).unwrap();
        server.join().unwrap();
        verdict
    }

    #[test]
    fn a_server_that_lets_us_in_is_reachable() {
        assert_eq!(probed(vec![packet(0, &[10, 0]), packet(2, &[0, 0, 0])]), Ok(()));
    }

    #[test]
    fn a_server_that_asks_for_another_plugin_is_answered() {
        let switch = packet(2, b"\xfecaching_sha2_password\0");
        assert_eq!(probed(vec![packet(0, &[10, 0]), switch, packet(4, &[0, 0, 0])]), Ok(()));
    }

    #[test]
    fn a_refusal_is_told_in_the_servers_words() {
        let refused = packet(2, b"\xff\x15\x04#28000Access denied");
        assert_eq!(probed(vec![packet(0, &[10, 0]), refused]), Err("Access denied".to_owned()));
    }
}
