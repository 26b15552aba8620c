//! Sealed values open in their own cell only; keys rotate; the key file is private.

use std::sync::Arc;

use kernel::Sealed;
use store::{KeyRing, SealContext, SealError, StoreError};
use testkit::SeededEntropy;

fn ring() -> KeyRing {
    KeyRing::generate(Arc::new(SeededEntropy::new(9)))
}

fn cell(row: &[u8]) -> SealContext<'_> {
    SealContext::new("messages", "text", row)
}

fn refusal(result: Result<Vec<u8>, StoreError>) -> SealError {
    match result {
        Err(StoreError::Sealing(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_opens_where_it_was_sealed_and_nowhere_else() {
    let ring = ring();
    let sealed = ring.seal("код 1234".as_bytes(), &cell(b"1")).unwrap();
    assert_eq!(ring.open_text(&sealed, &cell(b"1")).unwrap(), "код 1234");
    let tampered = SealError::Tampered { table: "messages", column: "text" };
    assert_eq!(refusal(ring.open(&sealed, &cell(b"2"))), tampered);
    let elsewhere = SealContext::new("messages", "sender", b"1");
    assert!(ring.open(&sealed, &elsewhere).is_err());
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let ring = ring();
    let sealed = ring.seal(b"4711", &cell(b"1")).unwrap();
    for place in 0..sealed.0.len() {
        let mut changed = sealed.clone();
        changed.0[place] ^= 1;
        assert!(ring.open(&changed, &cell(b"1")).is_err(), "octet {place}");
        let cut = Sealed(sealed.0[..place].to_vec());
        assert!(ring.open(&cut, &cell(b"1")).is_err(), "cut at {place}");
    }
}

#[test]
fn the_same_text_is_sealed_differently_each_time() {
    let ring = ring();
    let twice = [ring.seal(b"x", &cell(b"1")), ring.seal(b"x", &cell(b"1"))];
    assert_ne!(twice[0].as_ref().unwrap(), twice[1].as_ref().unwrap());
}

#[test]
fn old_values_open_after_rotation_and_are_known_as_stale() {
    let old = ring();
    let sealed = old.seal(b"x", &cell(b"1")).unwrap();
    let new = old.rotated();
    assert_eq!(new.open(&sealed, &cell(b"1")).unwrap(), b"x");
    assert!(new.is_stale(&sealed) && !old.is_stale(&sealed));
    let fresh = new.seal(b"x", &cell(b"1")).unwrap();
    assert!(matches!(refusal(old.open(&fresh, &cell(b"1"))), SealError::UnknownKey { key: 2, .. }));
    assert_eq!(old.fingerprint("d", b"v"), new.fingerprint("d", b"v"));
}

#[test]
fn fingerprints_part_domains_and_rings() {
    let ring = ring();
    let print = ring.fingerprint("message", b"v");
    assert_ne!(print, ring.fingerprint("messag", b"ev"));
    assert_ne!(print, KeyRing::generate(Arc::new(SeededEntropy::new(10))).fingerprint("message", b"v"));
    assert_eq!(ring.fingerprint16("message", b"v"), print[..16]);
}

#[test]
fn the_text_form_round_trips_and_refusals_quote_no_key() {
    let entropy = Arc::new(SeededEntropy::new(1));
    let ring = ring().rotated();
    let read = KeyRing::parse(&ring.to_text().expose().replace('\n', ","), entropy.clone()).unwrap();
    let sealed = ring.seal(b"x", &cell(b"1")).unwrap();
    assert_eq!(read.open(&sealed, &cell(b"1")).unwrap(), b"x");
    assert_eq!((read.current(), format!("{read:?}").as_str()), (2, "KeyRing(2 keys, 2 seals)"));
    for text in ["", "1:zz", "deadbeef", "index:00"] {
        let refused = KeyRing::parse(text, entropy.clone()).unwrap_err().to_string();
        assert!(!refused.contains("deadbeef"), "{refused}");
    }
}

#[cfg(unix)]
#[test]
fn the_key_file_is_made_once_private_and_refused_when_others_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    let entropy = Arc::new(SeededEntropy::new(4));
    let made = KeyRing::load_or_create(&path, entropy.clone()).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let sealed = made.seal(b"x", &cell(b"1")).unwrap();
    let rotated = KeyRing::rotate_file(&path, entropy.clone()).unwrap();
    assert_eq!(rotated.current(), 2);
    let read = KeyRing::load_or_create(&path, entropy.clone()).unwrap();
    assert_eq!(read.open(&sealed, &cell(b"1")).unwrap(), b"x");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let refused = KeyRing::load_or_create(&path, entropy).unwrap_err().to_string();
    assert!(refused.contains("chmod 600"), "{refused}");
}
