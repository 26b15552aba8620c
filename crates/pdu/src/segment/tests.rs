use super::*;
use crate::reassembly::join;

fn automatic() -> TextOptions {
    TextOptions::default()
}

fn national(language: Language) -> TextOptions {
    TextOptions { alphabet: AlphabetChoice::National(vec![language]), ..automatic() }
}

fn sixteen_bit() -> TextOptions {
    TextOptions { reference: Reference::SixteenBit(0x1234), ..automatic() }
}

fn single_shift(language: Language) -> TextOptions {
    let shift = NationalShift { locking: None, single: Some(language) };
    TextOptions { alphabet: AlphabetChoice::Gsm7(shift), ..automatic() }
}

#[track_caller]
fn check_parts(text: &str, options: &TextOptions, expected: usize) {
    let measured = measure(text, options).unwrap();
    let parts = segment(text, options).unwrap();
    assert_eq!((parts.len(), measured.parts), (expected, expected));
    assert_eq!(join(&parts).text(), Some(text));
    for part in &parts {
        let mut octets = Vec::new();
        part.write(&mut octets);
        assert!(octets.len() <= 141, "{} octets", octets.len());
    }
}

#[test]
fn capacities_are_those_of_the_specification() {
    let limits = [
        ("a", automatic(), 160, 153),
        ("a", sixteen_bit(), 160, 152),
        ("й", automatic(), 70, 67),
        ("й", sixteen_bit(), 70, 66),
        ("ş", single_shift(Language::Turkish), 155 / 2, 149 / 2),
    ];
    for (letter, options, single, part) in limits {
        check_parts(&letter.repeat(single), &options, 1);
        check_parts(&letter.repeat(single + 1), &options, 2);
        check_parts(&letter.repeat(part * 3), &options, 3);
        check_parts(&letter.repeat(part * 3 + 1), &options, 4);
    }
}

#[test]
fn escaped_character_is_not_torn_apart() {
    let text = format!("{}€{}", "a".repeat(152), "b".repeat(20));
    let parts = segment(&text, &automatic()).unwrap();
    assert_eq!(parts[0].content().text(), Some("a".repeat(152).as_str()));
    assert_eq!(join(&parts).text(), Some(text.as_str()));
}

#[test]
fn surrogate_pair_is_not_torn_apart() {
    let text = format!("{}🔐{}", "й".repeat(66), "й".repeat(20));
    let parts = segment(&text, &automatic()).unwrap();
    assert_eq!(parts[1].content().text().unwrap().chars().next(), Some('🔐'));
    assert_eq!(join(&parts).text(), Some(text.as_str()));
}

#[test]
fn smallest_alphabet_is_chosen() {
    let chosen =
        |text, options: &TextOptions| measure(text, options).map(|plan| (plan.alphabet, plan.shift)).unwrap();
    let turkish = NationalShift { locking: None, single: Some(Language::Turkish) };
    let hindi = NationalShift { locking: Some(Language::Hindi), single: None };
    assert_eq!(chosen("plain", &national(Language::Turkish)), (Alphabet::Gsm7, NationalShift::NONE));
    assert_eq!(chosen("Şifre", &national(Language::Turkish)), (Alphabet::Gsm7, turkish));
    assert_eq!(chosen("Şifre", &automatic()), (Alphabet::Ucs2, NationalShift::NONE));
    assert_eq!(chosen("आपका ओटीपी", &national(Language::Hindi)), (Alphabet::Gsm7, hindi));
    assert_eq!(chosen("Şifre 🔐", &national(Language::Turkish)), (Alphabet::Ucs2, NationalShift::NONE));
}

#[test]
fn asked_for_alphabet_is_kept_or_refused() {
    let options = TextOptions { alphabet: AlphabetChoice::Gsm7(NationalShift::NONE), ..automatic() };
    assert_eq!(segment("abç", &options), Err(SegmentError::NotInAlphabet { position: 3 }));
    let options = TextOptions { alphabet: AlphabetChoice::Ucs2, class: Some(Class::Flash), ..automatic() };
    assert_eq!(segment("abc", &options).unwrap()[0].dcs().octet(), 0x18);
}

#[test]
fn longest_text_has_255_parts() {
    check_parts(&"a".repeat(153 * 255), &automatic(), 255);
    let refused = segment(&"a".repeat(153 * 255 + 1), &automatic());
    assert_eq!(refused, Err(SegmentError::TooLong { parts: 256 }));
}

#[test]
fn empty_text_is_one_part_without_a_header() {
    let parts = segment("", &automatic()).unwrap();
    assert_eq!((parts.len(), parts[0].header(), parts[0].length()), (1, None, 0));
}

#[test]
fn data_is_cut_by_octets() {
    let data: Vec<u8> = (0..=255).collect();
    let parts = segment_data(&data, &automatic()).unwrap();
    assert_eq!(parts.iter().map(UserData::length).collect::<Vec<_>>(), [140, 128]);
    assert_eq!(join(&parts), crate::Content::Data(data));
}

#[test]
fn text_far_beyond_the_limit_is_refused_in_linear_time() {
    // A quadratic walk over a million characters would not come back.
    let options = TextOptions { alphabet: AlphabetChoice::National(vec![Language::Turkish]), ..automatic() };
    let refused = segment(&"Şifreniz ".repeat(110_000), &options);
    assert!(matches!(refused, Err(SegmentError::TooLong { parts: 4000.. })));
}
