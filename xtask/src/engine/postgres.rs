//! PostgreSQL's hello: a start-up packet, answered by "you are in", "prove who you are" or an error.

use std::io;
use std::net::TcpStream;

use super::exchange;
use super::url::ServerUrl;

/// Version 3.0 of the frontend/backend protocol.
const PROTOCOL: u32 = 3 << 16;

pub(super) fn probe(stream: &mut TcpStream, url: &ServerUrl) -> io::Result<Result<(), String>> {
    let answer = exchange(stream, &startup(&url.user, &url.database))?;
    verdict(&answer, url.has_password)
}

fn startup(user: &str, database: &str) -> Vec<u8> {
    let mut body = PROTOCOL.to_be_bytes().to_vec();
    for word in ["user", user, "database", database, ""] {
        body.extend_from_slice(word.as_bytes());
        body.push(0);
    }
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [length.to_be_bytes().to_vec(), body].concat()
}

fn verdict(answer: &[u8], has_password: bool) -> io::Result<Result<(), String>> {
    match answer {
        [b'R', _, _, _, _, 0, 0, 0, 0, rest @ ..] => Ok(refusal(rest).map_or(Ok(()), Err)),
        [b'R', ..] if has_password => Ok(Ok(())),
        [b'R', ..] => Ok(Err("it wants a password".to_owned())),
        [b'E', ..] => Ok(Err(refusal(answer).unwrap_or_default())),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// The message of an error packet, when the bytes begin with one: field `M` of its zero-terminated fields.
fn refusal(packet: &[u8]) -> Option<String> {
    let fields = packet.strip_prefix(b"E")?.get(4..)?;
    let message = fields.split(|byte| *byte == 0).find_map(|field| field.strip_prefix(b"M"));
    Some(String::from_utf8_lossy(message.unwrap_or(b"refused")).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_startup_packet_carries_its_own_length() {
        let packet = startup("root", "postgres");
        assert_eq!(packet[..8], [0, 0, 0, 37, 0, 3, 0, 0]);
        assert_eq!(packet.len(), 37);
        assert!(packet.ends_with(b"database\0postgres\0\0"));
    }

    #[test]
    fn only_an_open_door_counts_without_a_password() {
        let (trusted, wants_password) = ([b'R', 0, 0, 0, 8, 0, 0, 0, 0], [b'R', 0, 0, 0, 23, 0, 0, 0, 10]);
        assert_eq!(verdict(&trusted, false).unwrap(), Ok(()));
        assert!(verdict(&wants_password, false).unwrap().is_err());
        assert_eq!(verdict(&wants_password, true).unwrap(), Ok(()));
    }

    #[test]
    fn an_error_is_told_in_the_servers_words() {
        let error = b"E\0\0\0\x30SFATAL\0C28000\0Mrole \"root\" does not exist\0\0";
        assert_eq!(verdict(error, false).unwrap(), Err("role \"root\" does not exist".to_owned()));
        let after_login = [&[b'R', 0, 0, 0, 8, 0, 0, 0, 0], error.as_slice()].concat();
        assert!(verdict(&after_login, false).unwrap().is_err());
        assert!(verdict(b"SSH-2.0", false).is_err());
    }
}
