//! Sealing, opening and fingerprinting with the keys of a ring.
//!
//! Layout of a sealed value: version 1 · key number (4 octets, big endian) · nonce (24) · ciphertext with tag.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use kernel::Sealed;
use sha2::Sha256;

use super::{Key, KeyRing};
use crate::StoreError;

const VERSION: u8 = 1;
const HEADER: usize = 5;
const NONCE: usize = 24;

/// Which cell of which table a sealed value belongs to; it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct SealContext<'a> {
    /// The table's name.
    pub table: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// The row's primary key, as octets.
    pub row: &'a [u8],
}

/// Why a sealed value could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed under a key that this ring does not hold.
    #[error(
        "a value of {table}.{column} is sealed with key {key}, which is not in the key ring; restore that key"
    )]
    UnknownKey {
        /// Where it is.
        table: &'static str,
        /// Where it is.
        column: &'static str,
        /// The missing key's number.
        key: u32,
    },
    /// It was changed, cut, or belongs to another row.
    #[error("a value of {table}.{column} is not what was sealed for this row")]
    Tampered {
        /// Where it is.
        table: &'static str,
        /// Where it is.
        column: &'static str,
    },
    /// It is too large to be sealed.
    #[error("a value for {table}.{column} is too large to be sealed")]
    TooLarge {
        /// Where it was meant for.
        table: &'static str,
        /// Where it was meant for.
        column: &'static str,
    },
}

impl<'a> SealContext<'a> {
    /// The cell of `table` in `column` of the row with this primary key.
    #[must_use]
    pub const fn new(table: &'static str, column: &'static str, row: &'a [u8]) -> Self {
        Self { table, column, row }
    }

    /// Header and names with their lengths, so that no two cells read the same.
    fn associated_data(&self, header: &[u8]) -> Vec<u8> {
        let mut data = header.to_vec();
        for part in [self.table.as_bytes(), self.column.as_bytes(), self.row] {
            data.extend_from_slice(&(part.len() as u64).to_be_bytes());
            data.extend_from_slice(part);
        }
        data
    }

    const fn tampered(&self) -> SealError {
        SealError::Tampered { table: self.table, column: self.column }
    }
}

impl KeyRing {
    /// Seals a value for one cell, under the current key.
    ///
    /// # Errors
    /// [`SealError::TooLarge`] past 256 GiB.
    pub fn seal(&self, plaintext: &[u8], context: &SealContext<'_>) -> Result<Sealed, StoreError> {
        let key = self.key(self.keys.current, context)?;
        let mut sealed = Vec::with_capacity(HEADER + NONCE + plaintext.len() + 16);
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.keys.current.to_be_bytes());
        let mut nonce = [0_u8; NONCE];
        self.entropy.fill(&mut nonce);
        let payload = Payload { msg: plaintext, aad: &context.associated_data(&sealed) };
        let ciphertext = cipher(key)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::TooLarge { table: context.table, column: context.column })?;
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Ok(Sealed(sealed))
    }

    /// Opens a value of one cell.
    ///
    /// # Errors
    /// [`SealError::Tampered`] when it is not what was sealed for that cell, [`SealError::UnknownKey`].
    pub fn open(&self, sealed: &Sealed, context: &SealContext<'_>) -> Result<Vec<u8>, StoreError> {
        let number = key_number(sealed).ok_or_else(|| context.tampered())?;
        let (header, rest) = sealed.0.split_at(HEADER);
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or_else(|| context.tampered())?;
        let key = self.key(number, context)?;
        let payload = Payload { msg: ciphertext, aad: &context.associated_data(header) };
        let plaintext =
            cipher(key).decrypt(&XNonce::from(*nonce), payload).map_err(|_| context.tampered())?;
        Ok(plaintext)
    }

    /// [`KeyRing::open`] for a value that was a text.
    ///
    /// # Errors
    /// As [`KeyRing::open`]; octets that are no UTF-8 count as tampered.
    pub fn open_text(&self, sealed: &Sealed, context: &SealContext<'_>) -> Result<String, StoreError> {
        let plaintext = self.open(sealed, context)?;
        String::from_utf8(plaintext).map_err(|_| context.tampered().into())
    }

    /// Whether a value is sealed under an older key and worth sealing again.
    #[must_use]
    pub fn is_stale(&self, sealed: &Sealed) -> bool {
        key_number(sealed) != Some(self.keys.current)
    }

    /// A keyed hash for lookup columns: the same for the same value, useless without the ring, unmoved by rotation.
    /// `domain` parts the uses, such as `message.duplicate`.
    #[must_use]
    pub fn fingerprint(&self, domain: &'static str, value: &[u8]) -> [u8; 32] {
        let mut mac = keyed_hash(&self.keys.index);
        mac.update(&(domain.len() as u64).to_be_bytes());
        mac.update(domain.as_bytes());
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// The first half of [`KeyRing::fingerprint`], for keys where 128 bits are plenty.
    #[must_use]
    pub fn fingerprint16(&self, domain: &'static str, value: &[u8]) -> [u8; 16] {
        let mut half = [0_u8; 16];
        half.copy_from_slice(&self.fingerprint(domain, value)[..16]);
        half
    }

    fn key(&self, number: u32, context: &SealContext<'_>) -> Result<&Key, SealError> {
        self.keys.sealing.get(&number).ok_or(SealError::UnknownKey {
            table: context.table,
            column: context.column,
            key: number,
        })
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(**key).into())
}

fn keyed_hash(key: &Key) -> Hmac<Sha256> {
    <Hmac<Sha256> as hmac::KeyInit>::new(&{
        // HMAC pads a short key with zeroes to its block.
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..32].copy_from_slice(key.as_slice());
        block
    })
}

fn key_number(sealed: &Sealed) -> Option<u32> {
    let (header, _) = sealed.0.split_first_chunk::<HEADER>()?;
    let [version, number @ ..] = *header;
    (version == VERSION).then(|| u32::from_be_bytes(number))
}
