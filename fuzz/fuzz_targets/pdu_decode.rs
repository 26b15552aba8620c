//! Decodes arbitrary octets; whatever can be read is encoded and must read the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    for read in [pdu::decode(octets), pdu::decode_tpdu(octets)].into_iter().flatten() {
        let encoded = read.tpdu.encode(read.service_centre.as_ref());
        let again = pdu::decode(encoded.octets()).map(|pdu| pdu.tpdu);
        assert_eq!(again.as_ref(), Ok(&read.tpdu));
        let _ = pdu::json::describe_pdu(&read);
    }
    if let Ok(text) = std::str::from_utf8(octets) {
        let _ = pdu::json::describe(text);
    }
});
