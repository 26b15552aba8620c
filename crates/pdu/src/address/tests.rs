use super::*;

fn read(octets: &[u8]) -> Result<Address, DecodeError> {
    Address::read(&mut Reader::new(octets, 0), "originating address")
}

fn written(address: &Address) -> Vec<u8> {
    let mut out = Vec::new();
    address.write(&mut out);
    out
}

#[test]
fn seven_character_name_has_thirteen_semi_octets_and_no_at_sign() {
    let name = Address::alphanumeric("WhatsUp").unwrap();
    let octets = written(&name);
    assert_eq!(octets[..2], [13, 0xD0]);
    assert_eq!(read(&octets).unwrap().name(), Some("WhatsUp"));
}

#[test]
fn counted_padding_is_not_an_at_sign() {
    let mut octets = written(&Address::alphanumeric("Garanti").unwrap());
    octets[0] = 14;
    assert_eq!(read(&octets).unwrap().name(), Some("Garanti"));
}

#[test]
fn eighth_character_may_be_an_at_sign() {
    let name = Address::alphanumeric("company@").unwrap();
    assert_eq!(read(&written(&name)).unwrap(), name);
}

#[test]
fn star_hash_and_letters_are_digits() {
    let number = Address::unknown("*#abc#*51").unwrap();
    assert_eq!(read(&written(&number)).unwrap(), number);
}

#[test]
fn unknown_numbering_plan_is_kept() {
    let octets = [4, 0x9E, 0x21, 0x43];
    let address = read(&octets).unwrap();
    assert_eq!(address.to_string(), "+1234");
    assert_eq!(written(&address), octets);
}

#[test]
fn typed_addresses_are_recognised() {
    let kinds =
        ["+4917", "22022", "*100#", "Bank"].map(|text| text.parse::<Address>().unwrap().kind().octet());
    assert_eq!(kinds, [0x91, 0x81, 0x81, 0xD0]);
}

#[test]
fn refusals_name_the_character_or_the_length() {
    let refusal = |text: &str| text.parse::<Address>().unwrap_err().to_string();
    insta::assert_snapshot!(refusal("+49x"), @"character 3 of the number is 'x', only 0-9, *, #, a, b and c can be dialled");
    insta::assert_snapshot!(refusal("ABCDEFGHIJKL"), @"the address has 12 septets, at most 11 fit");
    insta::assert_snapshot!(refusal("Ĉu"), @"'Ĉ' cannot be part of a sender name, it is not in the GSM 7 bit alphabet");
    insta::assert_snapshot!(refusal(""), @"the address is empty");
}

#[test]
fn cut_address_is_refused_where_it_begins_to_lack() {
    let refusal = read(&[12, 0x91, 0x21]).unwrap_err();
    insta::assert_snapshot!(refusal, @"octet 2: originating address needs 6 octets, 1 are there");
}
