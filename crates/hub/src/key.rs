//! The hub's key: compared in constant time, never shown.

use kernel::Secret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A key, together with its hash: comparing hashes makes both sides equally long.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    secret: Secret,
    hash: [u8; 32],
}

impl Key {
    pub(crate) fn new(secret: Secret) -> Self {
        let hash = Sha256::digest(secret.expose().as_bytes()).into();
        Self { secret, hash }
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Whether somebody showed the same key; takes as long for a wrong one as for the right one.
    pub(crate) fn matches(&self, shown: &str) -> bool {
        let shown: [u8; 32] = Sha256::digest(shown.as_bytes()).into();
        self.hash.ct_eq(&shown).into()
    }

    /// Whether an `Authorization` header carries it as a bearer token.
    pub(crate) fn matches_bearer(&self, authorization: Option<&str>) -> bool {
        let token = authorization.and_then(|header| header.trim().split_once(' '));
        match token {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => self.matches(token.trim()),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_matches() {
        let key = Key::new(Secret::new("s3cret".into()));
        assert!(key.matches("s3cret"));
        for wrong in ["", "s3cre", "s3cret ", "S3cret", "s3crets3cret"] {
            assert!(!key.matches(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_bearer_token_is_read_from_its_header() {
        let key = Key::new(Secret::new("s3cret".into()));
        assert!(key.matches_bearer(Some("Bearer s3cret")));
        assert!(key.matches_bearer(Some("bearer  s3cret")));
        for wrong in [None, Some("s3cret"), Some("Basic s3cret"), Some("Bearer other")] {
            assert!(!key.matches_bearer(wrong), "{wrong:?}");
        }
    }
}
