//! The keys of the house: which one seals now, which older ones still open, and the one for lookups.
//!
//! A sealed column is XChaCha20-Poly1305; its header names the key, so new keys can be added while old rows stay
//! readable, and its associated data is table, column and row, so a value can't be moved to another row. A
//! fingerprint (HMAC-SHA-256 under a key of its own that never changes) lets a sealed value be looked up or
//! recognised again without opening anything.
//!
//! Text form, in the key file or an environment variable: `index:<64 hex>` and `<number>:<64 hex>` entries, parted by
//! spaces, commas or lines; the highest number seals.

mod file;
mod seal;

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Entropy, Secret};
use zeroize::Zeroizing;

pub use seal::{SealContext, SealError};

use crate::StoreError;

type Key = Zeroizing<[u8; 32]>;

/// All keys; clones share them.
#[derive(Clone)]
pub struct KeyRing {
    keys: Arc<Keys>,
    entropy: Arc<dyn Entropy>,
}

struct Keys {
    index: Key,
    sealing: BTreeMap<u32, Key>,
    /// The highest number in `sealing`.
    current: u32,
}

impl KeyRing {
    /// A ring with new keys, numbered from 1.
    #[must_use]
    pub fn generate(entropy: Arc<dyn Entropy>) -> Self {
        let keys = Keys {
            index: new_key(entropy.as_ref()),
            sealing: BTreeMap::from([(1, new_key(entropy.as_ref()))]),
            current: 1,
        };
        Self { keys: Arc::new(keys), entropy }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`StoreError::Settings`], which says what is missing and never quotes a key.
    pub fn parse(text: &str, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        let mut index = None;
        let mut sealing = BTreeMap::new();
        for entry in entries(text) {
            let refuse = |why: &str| Err(StoreError::Settings(format!("the key ring {why}")));
            let Some((name, hex)) = entry.split_once(':') else {
                return refuse("has an entry without a colon; each is name:64 hexadecimal digits");
            };
            let Some(key) = key_from_hex(hex) else {
                return refuse("has a key that is not 64 hexadecimal digits");
            };
            if name == "index" {
                index = Some(key);
            } else if let Ok(number) = name.parse() {
                sealing.insert(number, key);
            } else {
                return refuse("has an entry that is named neither index nor by a number");
            }
        }
        let missing = |what: &str| {
            StoreError::Settings(format!(
                "the key ring has no {what} key; restore the key file from your backup"
            ))
        };
        let index = index.ok_or_else(|| missing("index"))?;
        let current = *sealing.last_key_value().ok_or_else(|| missing("sealing"))?.0;
        Ok(Self { keys: Arc::new(Keys { index, sealing, current }), entropy })
    }

    /// The same ring with one more key, which seals from now on.
    #[must_use]
    pub fn rotated(&self) -> Self {
        let current = self.keys.current + 1;
        let mut sealing = self.keys.sealing.clone();
        sealing.insert(current, new_key(self.entropy.as_ref()));
        let keys = Keys { index: self.keys.index.clone(), sealing, current };
        Self { keys: Arc::new(keys), entropy: Arc::clone(&self.entropy) }
    }

    /// The number of the key that seals.
    #[must_use]
    pub fn current(&self) -> u32 {
        self.keys.current
    }

    /// The text form, one entry a line.
    #[must_use]
    pub fn to_text(&self) -> Secret {
        let mut text = format!("index:{}\n", hex(&self.keys.index));
        for (number, key) in &self.keys.sealing {
            text.push_str(&format!("{number}:{}\n", hex(key)));
        }
        Secret::new(text)
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing({} keys, {} seals)", self.keys.sealing.len(), self.keys.current)
    }
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default())
        .flat_map(|line| line.split([' ', '\t', ',', ';', '\r']))
        .filter(|entry| !entry.is_empty())
}

fn new_key(entropy: &dyn Entropy) -> Key {
    let mut key = Zeroizing::new([0_u8; 32]);
    entropy.fill(key.as_mut_slice());
    key
}

fn key_from_hex(hex: &str) -> Option<Key> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut key = Zeroizing::new([0_u8; 32]);
    for (octet, pair) in key.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *octet = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(key)
}

fn hex(key: &Key) -> String {
    key.iter().map(|octet| format!("{octet:02x}")).collect()
}
