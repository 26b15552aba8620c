//! Properties: what was encoded decodes to the same, and no octets whatever make the decoder panic.

use pdu::{
    Address, AlphabetChoice, Class, Deliver, Language, Ports, Reference, RelativeValidity, ReportRequest,
    Status, StatusReport, Submit, SubmitOptions, TextOptions, Timestamp, Tpdu, ValidityPeriod,
};
use proptest::prelude::*;

fn address() -> impl Strategy<Value = Address> {
    prop_oneof![
        "[0-9]{1,20}".prop_map(|digits| Address::international(&digits).unwrap()),
        "[0-9]{1,20}".prop_map(|digits| Address::national(&digits).unwrap()),
        "[0-9*#abc]{1,20}".prop_map(|digits| Address::unknown(&digits).unwrap()),
        "[A-Za-z0-9 .@_-]{1,11}".prop_map(|name| Address::alphanumeric(&name).unwrap()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let alphabets = prop_oneof![
        "[ -~\n€äöüßéà£Δ]{0,400}",
        "[a-zğışçİĞŞÇ€ ]{0,300}",
        "[अ-ह ०-९a-z]{0,200}",
        "(?s).{0,150}",
        "[😀-🙏a-zж]{0,200}",
    ];
    // A byte order mark at the start of a text is skipped by readers.
    alphabets.prop_filter("no byte order mark", |text| !text.starts_with('\u{FEFF}'))
}

fn options() -> impl Strategy<Value = TextOptions> {
    let alphabet = prop_oneof![
        Just(AlphabetChoice::Automatic),
        Just(AlphabetChoice::National(Language::ALL.to_vec())),
        Just(AlphabetChoice::Ucs2),
    ];
    let reference =
        prop_oneof![any::<u8>().prop_map(Reference::EightBit), any::<u16>().prop_map(Reference::SixteenBit)];
    let ports = any::<Option<(u16, u16)>>()
        .prop_map(|ports| ports.map(|(destination, source)| Ports { destination, source }));
    (alphabet, 0_u8..5, reference, ports).prop_map(|(alphabet, class, reference, ports)| TextOptions {
        alphabet,
        class: Class::from_number(class),
        reference,
        ports,
    })
}

fn timestamp() -> impl Strategy<Value = Timestamp> {
    any::<[u8; 7]>().prop_map(Timestamp::from_octets)
}

fn validity() -> impl Strategy<Value = ValidityPeriod> {
    prop_oneof![
        Just(ValidityPeriod::Absent),
        any::<u8>().prop_map(|octet| ValidityPeriod::Relative(RelativeValidity::from_octet(octet))),
        any::<[u8; 7]>().prop_map(ValidityPeriod::Enhanced),
        timestamp().prop_map(ValidityPeriod::Absolute),
    ]
}

fn decoded(encoded: &pdu::EncodedPdu) -> pdu::Pdu {
    let read = pdu::decode_hex(&encoded.hex()).unwrap();
    assert_eq!(read.tpdu_len, encoded.tpdu_len());
    assert!(read.trailing.is_empty());
    read
}

proptest! {
    #[test]
    fn deliver_survives(
        from in address(), centre in proptest::option::of(address()), stamp in timestamp(), text in text(),
        options in options(),
    ) {
        let parts = Deliver::for_text(&from, stamp, &text, &options).unwrap();
        let mut user_data = Vec::new();
        for part in parts {
            let encoded = part.encode(centre.as_ref());
            prop_assert!(encoded.tpdu_len() <= 164);
            let read = decoded(&encoded);
            prop_assert_eq!(read.service_centre.as_ref().map(ToString::to_string), centre.as_ref().map(ToString::to_string));
            user_data.extend(read.tpdu.user_data().cloned());
            prop_assert_eq!(read.tpdu, Tpdu::Deliver(part));
        }
        let content = pdu::join(&user_data);
        prop_assert_eq!(content.text(), Some(text.as_str()));
    }

    #[test]
    fn submit_survives(to in address(), text in text(), options in options(), validity in validity(), mr in any::<u8>()) {
        let options = SubmitOptions { text: options, report: ReportRequest::LastPart, validity };
        let parts = Submit::for_text(&to, &text, &options).unwrap();
        prop_assert!(parts.last().unwrap().status_report_request);
        for part in parts {
            let part = Submit { message_reference: mr, ..part };
            prop_assert_eq!(decoded(&part.encode(None)).tpdu, Tpdu::Submit(part));
        }
    }

    #[test]
    fn status_report_survives(
        to in address(), stamp in timestamp(), discharge in timestamp(), status in any::<u8>(), mr in any::<u8>(),
        text in "[a-z]{0,50}", options in options(),
    ) {
        let report = StatusReport::new(mr, to, stamp, discharge, Status::from_octet(status));
        prop_assert_eq!(&decoded(&report.encode(None)).tpdu, &Tpdu::StatusReport(report.clone()));
        let user_data = pdu::segment(&text, &options).unwrap().remove(0);
        let parameters = pdu::ReportParameters { protocol_id: Some(1), dcs: Some(user_data.dcs()), user_data: Some(user_data) };
        let report = report.with_parameters(&parameters);
        prop_assert_eq!(report.parameters(), Some(parameters));
        prop_assert_eq!(&decoded(&report.encode(None)).tpdu, &Tpdu::StatusReport(report.clone()));
    }

    #[test]
    fn arbitrary_octets_never_panic_and_what_is_read_is_kept(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(read) = pdu::decode(&octets) {
            let again = pdu::decode(read.tpdu.encode(read.service_centre.as_ref()).octets());
            prop_assert_eq!(again.map(|pdu| pdu.tpdu), Ok(read.tpdu));
        }
    }

    #[test]
    fn damaged_vectors_never_panic(row in 0_usize..192, at in 0_usize..400, junk in "[0-9A-Fa-f]{0,8}") {
        let line = include_str!("../data/pdu-vectors-open.jsonl").lines().nth(row).unwrap();
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut hex = row["pdu_hex"].as_str().unwrap().to_owned();
        let at = at.min(hex.len());
        let end = (at + junk.len()).min(hex.len());
        hex.replace_range(at..end, &junk);
        prop_assert!(pdu::json::describe(&hex).is_object());
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(?s).{0,60}") {
        prop_assert!(pdu::json::describe(&text).is_object());
    }
}
