//! gzip in both directions, with a bound on what may come out of it.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::protocol::{BODY_LIMIT, Malformed};

/// Why a compressed body can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// Not gzip.
    #[error("the body is not gzip although Content-Encoding says so")]
    NotGzip,
    /// Larger than a body may be, once unpacked.
    #[error(transparent)]
    TooLarge(#[from] Malformed),
}

/// Unpacks a request body sent with `Content-Encoding: gzip`.
///
/// # Errors
/// When it is not gzip, or unpacks to more than [`BODY_LIMIT`]; reading stops there.
pub fn inflate(octets: &[u8]) -> Result<Vec<u8>, Undecodable> {
    let mut plain = Vec::new();
    let bound = u64::try_from(BODY_LIMIT).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(octets).take(bound).read_to_end(&mut plain).map_err(|_| Undecodable::NotGzip)?;
    if plain.len() > BODY_LIMIT { Err(Malformed::TooLarge.into()) } else { Ok(plain) }
}

/// Packs a body; fast rather than small, for they are short.
pub(crate) fn deflate(octets: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::with_capacity(octets.len() / 2 + 32), Compression::fast());
    // Writing into memory does not fail.
    let _ = packed.write_all(octets);
    packed.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_again() {
        assert_eq!(
            inflate(&deflate(b"{\"action\":\"GET_SERVICES\"}")).unwrap(),
            b"{\"action\":\"GET_SERVICES\"}"
        );
    }

    #[test]
    fn bombs_and_noise_are_refused() {
        assert_eq!(inflate(&deflate(&vec![0; 100 * BODY_LIMIT])), Err(Malformed::TooLarge.into()));
        assert_eq!(inflate(b"plain"), Err(Undecodable::NotGzip));
    }
}
