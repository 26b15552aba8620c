//! Transcripts: what the client writes, what the modem answers.

use std::time::Duration;

use super::{
    DeliveryId, Effect, Fault, IncomingKind, IncomingSms, ModemCore, ModemOptions, Personality, Refusal,
    SmsPdu, Submission, personalities,
};
use crate::{
    dice::Dice,
    sim::{SimCard, SimProfile},
};

/// A client at one modem, with a clock of its own.
struct Dialogue {
    core: ModemCore,
    now_ms: u64,
}

fn card() -> SimCard {
    let mut profile = SimProfile::fictional(1, "12015550101".to_owned(), &mut Dice::new(1));
    profile.capacity = 2;
    SimCard::new(profile)
}

fn with(personality: &'static Personality) -> Dialogue {
    with_card(personality, Some(card()))
}

fn with_card(personality: &'static Personality, card: Option<SimCard>) -> Dialogue {
    let options = ModemOptions { latency_ms: (5, 5), ..ModemOptions::default() };
    let core = ModemCore::started(personality, "004401150000016".to_owned(), card, options, 0);
    let mut dialogue = Dialogue { core, now_ms: 0 };
    dialogue.ask("ATE0");
    dialogue
}

impl Dialogue {
    /// Lets time pass; what the modem says meanwhile, line ends shown as `|`.
    fn pass(&mut self, ms: u64) -> String {
        let end_ms = self.now_ms + ms;
        let mut heard = Vec::new();
        while let Some(wake) = self.core.next_wake().filter(|wake| *wake <= end_ms) {
            self.now_ms = self.now_ms.max(wake);
            self.core.tick(self.now_ms);
            heard.extend(self.core.take_output(self.now_ms));
        }
        self.now_ms = end_ms;
        let text = String::from_utf8_lossy(&heard).into_owned();
        text.split("\r\n").filter(|line| !line.is_empty()).collect::<Vec<_>>().join("|")
    }

    fn ask(&mut self, line: &str) -> String {
        self.core.receive(format!("{line}\r").as_bytes(), self.now_ms);
        self.pass(10)
    }

    fn all(&mut self, lines: &[(&str, &str)]) {
        for (line, answer) in lines {
            assert_eq!(self.ask(line), *answer, "answer to {line}");
        }
    }

    fn deliver(&mut self, id: u64, kind: IncomingKind) -> Vec<Effect> {
        let pdu = SmsPdu { hex: format!("00{id:04X}"), tpdu_octets: 2 };
        self.core.deliver(IncomingSms { id: DeliveryId(id), pdu, kind }, self.now_ms);
        self.core.take_effects()
    }
}

#[test]
fn numeric_results_and_error_levels_follow_their_settings() {
    let mut modem = with(&personalities::QUECTEL_EC25);
    modem.all(&[
        ("AT", "OK"),
        ("AT+CMGR=9999", "+CMS ERROR: 321"),
        ("AT+CPIN=\"1234\"", "ERROR"),
        ("AT+CMEE=1", "OK"),
        ("AT+CPIN=\"1234\"", "+CME ERROR: 3"),
        ("AT+CMEE=2", "OK"),
        ("AT+CPIN=\"1234\"", "+CME ERROR: operation not allowed"),
        ("AT+NOSUCH", "ERROR"),
        ("ATV0", "0\r"),
        ("AT+NOSUCH", "4\r"),
        ("ATV1Q1", ""),
        ("AT", ""),
        ("ATQ0", "OK"),
    ]);
}

#[test]
fn echo_is_on_after_a_restart_and_the_banner_is_the_familys() {
    let mut modem = with(&personalities::SIM800C);
    assert_eq!(modem.ask("AT+CFUN=1,1"), "OK|RDY");
    assert_eq!(modem.core.take_effects(), [Effect::Rebooting]);
    assert_eq!(modem.ask("AT+CMGF=0"), "AT+CMGF=0\r|+CMS ERROR: 314");
    assert_eq!(modem.pass(1000), "+CFUN: 1|+CPIN: READY");
    assert_eq!(modem.ask("AT+CMGF=0"), "AT+CMGF=0\r|ERROR");
    assert_eq!(modem.pass(6000), "Call Ready|SMS Ready");
    assert_eq!(modem.ask("AT+CMGF=0"), "AT+CMGF=0\r|OK");
}

#[test]
fn identities_have_the_familys_form() {
    let iccid = card().iccid();
    let form = |personality, command: &str| with(personality).ask(command);
    assert_eq!(form(&personalities::SIM800C, "AT+CCID"), format!("{iccid}|OK"));
    assert_eq!(form(&personalities::QUECTEL_EC25, "AT+QCCID"), format!("+QCCID: {iccid}F|OK"));
    assert_eq!(form(&personalities::HUAWEI_E3372, "AT^ICCID?"), format!("^ICCID: {iccid}F|OK"));
    assert_eq!(form(&personalities::SIM7600, "AT+CICCID"), format!("+ICCID: {iccid}|OK"));
    assert_eq!(form(&personalities::HUAWEI_E3372, "AT+CCID"), "COMMAND NOT SUPPORT");
    assert_eq!(form(&personalities::WAVECOM_Q24, "AT+CGMI"), " WAVECOM MODEM|OK");
    assert_eq!(form(&personalities::WAVECOM_Q24, "AT+CPIN?"), "+CPIN: READY");
    assert_eq!(form(&personalities::QUECTEL_EC25, "AT+CNUM"), "+CNUM: ,\"+12015550101\",145|OK");
    let swapped: String = format!("{iccid}F")
        .as_bytes()
        .chunks(2)
        .flat_map(|pair| [char::from(pair[1]), char::from(pair[0])])
        .collect();
    assert_eq!(
        form(&personalities::ZTE_MF190, "AT+CRSM=176,12258,0,0,10"),
        format!("+CRSM: 144,0,\"{swapped}\"|OK")
    );
}

#[test]
fn a_stored_message_is_announced_read_and_deleted() {
    let mut modem = with(&personalities::SIM800C);
    modem.all(&[("AT+CPMS=\"SM\",\"SM\",\"SM\"", "+CPMS: 0,2,0,2,0,2|OK"), ("AT+CNMI=2,1,0,1,0", "OK")]);
    assert_eq!(modem.deliver(7, IncomingKind::Text), [Effect::Accepted(DeliveryId(7))]);
    assert_eq!(modem.pass(1), "+CMTI: \"SM\",1");
    modem.all(&[
        ("AT+CMGL=4", "+CMGL: 1,0,,2|000007|OK"),
        ("AT+CMGR=1", "+CMGR: 1,,2|000007|OK"),
        ("AT+CMGD=1", "OK"),
        ("AT+CMGR=1", "OK"),
        ("AT+CMGR=3", "+CMS ERROR: 321"),
        ("AT+CPMS?", "+CPMS: \"SM\",0,2,\"SM\",0,2,\"SM\",0,2|OK"),
    ]);
}

#[test]
fn a_full_memory_refuses_until_a_slot_is_freed() {
    let mut modem = with(&personalities::HUAWEI_E3372);
    modem.ask("AT^CURC=0");
    modem.ask("AT+CPMS=\"SM\",\"SM\",\"SM\"");
    modem.ask("AT+CNMI=2,1,0,0,0");
    modem.deliver(1, IncomingKind::Text);
    modem.deliver(2, IncomingKind::Text);
    assert_eq!(modem.deliver(3, IncomingKind::Text), [Effect::Refused(DeliveryId(3), Refusal::MemoryFull)]);
    assert_eq!(modem.pass(1), "+CMTI: \"SM\",0|+CMTI: \"SM\",1|^SMMEMFULL:\"SM\"");
    modem.ask("AT+CMGD=0");
    assert_eq!(modem.core.take_effects(), [Effect::MemoryAvailable]);
    assert_eq!(modem.deliver(3, IncomingKind::Text), [Effect::Accepted(DeliveryId(3))]);
}

#[test]
fn a_direct_message_is_the_networks_until_acknowledged() {
    let mut modem = with(&personalities::CINTERION_BGS2);
    modem.all(&[
        ("AT+CNMI=2,2,0,0,0", "+CMS ERROR: 303"),
        ("AT+CSMS=1", "+CSMS: 1,1,1|OK"),
        ("AT+CNMI=2,2,0,0,1", "OK"),
        ("AT+CNMA", "+CMS ERROR: 340"),
    ]);
    assert_eq!(modem.deliver(1, IncomingKind::Text), []);
    assert_eq!(modem.pass(1), "+CMT: 2|000001");
    assert_eq!(modem.ask("AT+CNMA"), "OK");
    assert_eq!(modem.core.take_effects(), [Effect::Accepted(DeliveryId(1))]);

    assert_eq!(modem.deliver(2, IncomingKind::Text), []);
    modem.pass(20_000);
    assert_eq!(modem.core.take_effects(), [Effect::Refused(DeliveryId(2), Refusal::NotAcknowledged)]);
    assert_eq!(modem.ask("AT+CNMI?"), "+CNMI: 2,0,0,0,1|OK");
}

#[test]
fn an_unsolicited_line_comes_between_command_and_answer() {
    let mut modem = with(&personalities::QUECTEL_EC25);
    modem.ask("AT+CNMI=2,1,0,1,0");
    modem.core.receive(b"AT+CSQ\r", modem.now_ms);
    modem.deliver(1, IncomingKind::Text);
    assert_eq!(modem.pass(10), "+CMTI: \"ME\",0|+CSQ: 20,99|OK");
}

#[test]
fn sending_goes_through_the_prompt() {
    let mut modem = with(&personalities::TELIT_GL865);
    assert_eq!(modem.ask("AT+CMGS=9"), "> ");
    modem.core.receive(b"0011000281210000AA00\x1a", modem.now_ms);
    let submitted = modem.core.take_effects();
    assert!(matches!(submitted.as_slice(), [Effect::Submit(Submission::Pdu(_))]), "{submitted:?}");
    modem.core.submitted(Ok(17), modem.now_ms);
    assert_eq!(modem.pass(600), "+CMGS: 17|OK");
    assert_eq!(modem.ask("AT+CMGS=9"), "> ");
    assert_eq!(modem.ask("\x1b"), "OK");
    assert_eq!(modem.ask("AT"), "OK");
}

#[test]
fn the_sim_memory_travels_with_the_card_and_survives_a_restart() {
    let mut modem = with(&personalities::SIM800C);
    modem.deliver(1, IncomingKind::Text);
    modem.core.reboot(modem.now_ms);
    let sim = modem.core.remove_sim(modem.now_ms).unwrap();
    modem.pass(10_000);
    assert_eq!(modem.ask("AT+CPIN?"), "AT+CPIN?\r|ERROR");

    let mut other = with_card(&personalities::QUECTEL_EC25, Some(sim));
    other.ask("AT+CPMS=\"SM\"");
    assert_eq!(other.ask("AT+CMGL=4"), "+CMGL: 0,0,,2|000001|OK");
}

#[test]
fn a_wrong_pin_costs_a_try_and_a_right_one_registers() {
    let mut profile = card().profile();
    profile.pin = Some("4321".to_owned());
    let mut modem = with_card(&personalities::QUECTEL_EC25, Some(SimCard::new(profile)));
    modem.all(&[
        ("AT+CMEE=1", "OK"),
        ("AT+CPIN?", "+CPIN: SIM PIN|OK"),
        ("AT+CMGL=4", "+CMS ERROR: 311"),
        ("AT+CREG?", "+CREG: 0,0|OK"),
        ("AT+CPIN=\"1111\"", "+CME ERROR: 16"),
        ("AT+QPINC?", "+QPINC: \"SC\",2,10|OK"),
        ("AT+CPIN=\"4321\"", "OK"),
    ]);
    modem.pass(6000);
    assert_eq!(modem.ask("AT+CREG?"), "+CREG: 0,1|OK");
}

#[test]
fn a_hung_modem_hears_only_the_restart_command() {
    let mut modem = with(&personalities::QUECTEL_EC25);
    modem.core.suffer(&Fault::Stuck { duration: None }, &[], modem.now_ms);
    assert_eq!(modem.ask("AT"), "");
    assert_eq!(modem.deliver(1, IncomingKind::Text), [Effect::Refused(DeliveryId(1), Refusal::Unreachable)]);
    modem.ask("AT+CFUN=1,1");
    modem.pass(10_000);
    assert_eq!(modem.ask("ATE0"), "ATE0\r|OK");
}

#[test]
fn a_lost_ok_is_lost_once() {
    let mut modem = with(&personalities::QUECTEL_EC25);
    modem.core.suffer(&Fault::LostOk { answers: 1 }, &[], modem.now_ms);
    assert_eq!(modem.ask("AT+CSQ"), "+CSQ: 20,99");
    assert_eq!(modem.ask("AT"), "OK");
}

#[test]
fn denied_registration_shows_and_ends() {
    let mut modem = with(&personalities::QUECTEL_EC25);
    modem.ask("AT+CREG=2");
    let fault = Fault::RegistrationDenied { duration: Duration::from_secs(2) };
    modem.core.suffer(&fault, &[], modem.now_ms);
    assert_eq!(modem.pass(100), "+CREG: 3");
    assert_eq!(modem.pass(3000), "+CREG: 1,\"2AF5\",\"0B88E350\",7");
}

#[test]
fn ussd_answers_by_itself_later() {
    let mut modem = with(&personalities::SIM7600);
    assert_eq!(modem.ask("AT+CUSD=1,\"*103#\",15"), "OK");
    assert_eq!(modem.pass(1000), "+CUSD: 0,\"Your number is +12015550101\",15");
}

#[test]
fn a_flash_message_goes_straight_out_and_a_report_as_asked() {
    let mut modem = with(&personalities::QUECTEL_EC25);
    modem.ask("AT+CNMI=2,1,0,2,0");
    assert_eq!(modem.deliver(1, IncomingKind::Flash), [Effect::Accepted(DeliveryId(1))]);
    assert_eq!(modem.pass(1), "+CMT: ,2|000001");
    modem.deliver(2, IncomingKind::Report);
    assert_eq!(modem.pass(1), "+CDSI: \"SM\",0");
    modem.ask("AT+CPMS=\"SR\"");
    assert_eq!(modem.ask("AT+CMGR=0"), "+CMGR: 0,,2|000002|OK");
}

proptest::proptest! {
    #[test]
    fn no_input_makes_it_fall_over(bytes: Vec<u8>, family in 0..personalities::ALL.len()) {
        let mut modem = with(personalities::ALL[family]);
        modem.core.receive(&bytes, modem.now_ms);
        modem.core.receive(b"\x1b\r", modem.now_ms);
        modem.pass(60_000);
        modem.core.receive(b"ATV1Q0E0\r", modem.now_ms);
        modem.pass(1000);
        let answer = modem.ask("AT");
        proptest::prop_assert!(answer.ends_with("OK"), "{answer}");
    }
}
