use super::*;

fn turkish() -> NationalShift {
    NationalShift { locking: None, single: Some(Language::Turkish) }
}

#[test]
fn euro_takes_an_escape() {
    assert_eq!(encode("a€", NationalShift::NONE), Ok(vec![0x61, ESCAPE, 0x65]));
    assert_eq!(decode(&[0x61, ESCAPE, 0x65], NationalShift::NONE), "a€");
}

#[test]
fn at_sign_dollar_and_underscore_are_single_septets() {
    assert_eq!(encode("@$_", NationalShift::NONE), Ok(vec![0x00, 0x02, 0x11]));
}

#[test]
fn small_c_cedilla_is_not_in_the_default_alphabet() {
    assert_eq!(encode("ç", NationalShift::NONE), Err('ç'));
    assert_eq!(encode("ç", turkish()), Ok(vec![ESCAPE, 0x63]));
}

#[test]
fn unknown_extension_shows_the_plain_character() {
    assert_eq!(decode(&[ESCAPE, 0x41], NationalShift::NONE), "A");
}

#[test]
fn two_escapes_show_a_space_and_a_last_one_nothing() {
    assert_eq!(decode(&[ESCAPE, ESCAPE, 0x41, ESCAPE], NationalShift::NONE), " A");
}

#[test]
fn every_character_of_every_table_survives_the_round_trip() {
    let languages = || std::iter::once(None).chain(Language::ALL.into_iter().map(Some));
    for locking in languages().filter(|language| language.is_none_or(Language::has_locking_table)) {
        for single in languages() {
            let shift = NationalShift { locking, single };
            let plain = tables::locking(locking).iter();
            let text: String =
                plain.chain(tables::single_shift(single)).filter(|entry| **entry != NIL).collect();
            let septets = encode(&text, shift).expect("the table has its own characters");
            assert_eq!(decode(&septets, shift), text, "{shift:?}");
        }
    }
}

#[test]
fn noncharacter_is_never_taken_for_an_empty_code() {
    assert_eq!(encode("\u{FFFF}", NationalShift::NONE), Err('\u{FFFF}'));
}

#[test]
fn hindi_locking_starts_with_candrabindu_not_with_the_bengali_sign() {
    let hindi = NationalShift { locking: Some(Language::Hindi), single: None };
    assert_eq!(decode(&[0, 1, 2], hindi), "\u{0901}\u{0902}\u{0903}");
}
