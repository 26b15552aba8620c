//! Modems on real PTYs.

use std::time::Duration;

use simulator::{
    Fault, Fleet, FleetBuilder, NetworkOptions, OutgoingText,
    fleet::FaultMix,
    modem::{ModemOptions, personalities},
};

use crate::{agent::pause, client::Client};

const SOON: Duration = Duration::from_secs(10);

fn quick() -> FleetBuilder {
    Fleet::builder()
        .personalities(&[&personalities::QUECTEL_EC25])
        .modem_options(ModemOptions { boot_percent: 5, send_ms: 5, ..ModemOptions::default() })
        .network_options(NetworkOptions {
            retry_ms: 50,
            memory_retry_ms: 60_000,
            ..NetworkOptions::default()
        })
}

/// Client calls block; the modems need the runtime meanwhile.
async fn at<T: Send + 'static>(
    client: Client,
    work: impl FnOnce(&mut Client) -> T + Send + 'static,
) -> (Client, T) {
    tokio::task::spawn_blocking(move || {
        let mut client = client;
        let value = work(&mut client);
        (client, value)
    })
    .await
    .unwrap()
}

async fn open(fleet: &Fleet) -> Client {
    let client = Client::open(&fleet.modems()[0].path().unwrap());
    at(client, Client::init).await.0
}

fn text_of(pdu: &str) -> String {
    match pdu::decode_hex(pdu).unwrap().tpdu {
        pdu::Tpdu::Deliver(deliver) => deliver.content().text().unwrap().to_owned(),
        other => panic!("not a DELIVER: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_announced_read_and_deleted() {
    let fleet = quick().start().await.unwrap();
    let client = open(&fleet).await;
    let number = &fleet.msisdns()[0];
    fleet.network().deliver(number, OutgoingText::new("Example", "Ваш код 123456 \u{1F512}")).unwrap();
    let (_client, pdu) = at(client, Client::receive).await;
    assert_eq!(text_of(&pdu), "Ваш код 123456 \u{1F512}");
    assert_eq!(fleet.network().accepted_for(number).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_memory_holds_messages_back_until_slots_are_freed() {
    let fleet = quick().sim_capacity(2).start().await.unwrap();
    let client = open(&fleet).await;
    let number = fleet.msisdns()[0].clone();
    for count in 0..5 {
        fleet.network().deliver(&number, OutgoingText::new("Example", format!("text {count}"))).unwrap();
    }
    let (client, full) = at(client, |client| client.wait_for("+QIND: \"smsfull\"")).await;
    assert_eq!(full, "+QIND: \"smsfull\",\"SM\"");
    assert_eq!(fleet.network().waiting(), 3);
    let (_client, texts) = at(client, |client| {
        let mut texts = vec![text_of(&client.fetch("0")), text_of(&client.fetch("1"))];
        // Announcements may come during the answers above: poll the slots instead.
        while texts.len() < 5 {
            for index in ["0", "1"] {
                let answer = client.ask(&format!("AT+CMGR={index}"));
                if let Some(at) = answer.iter().position(|line| line.starts_with("+CMGR:")) {
                    texts.push(text_of(&answer[at + 1]));
                    client.ask(&format!("AT+CMGD={index}"));
                }
            }
        }
        texts
    })
    .await;
    let mut texts = texts;
    texts.sort();
    assert_eq!(texts, ["text 0", "text 1", "text 2", "text 3", "text 4"]);
    assert_eq!(fleet.network().waiting(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_brings_the_banner_and_keeps_the_cards_messages() {
    let fleet = quick().start().await.unwrap();
    let client = open(&fleet).await;
    fleet.network().deliver(&fleet.msisdns()[0], OutgoingText::new("Example", "kept")).unwrap();
    let (client, _) = at(client, |client| client.wait_for("+CMTI:")).await;
    fleet.modems()[0].inject(Fault::Reboot).await.unwrap();
    let (_client, pdu) = at(client, |client| {
        client.wait_for("RDY");
        client.wait_for("+QIND: PB DONE");
        client.init();
        client.fetch("0")
    })
    .await;
    assert_eq!(text_of(&pdu), "kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unplugging_ends_the_port_and_replugging_makes_another_under_the_same_link() {
    let dir = tempfile::tempdir().unwrap();
    let fleet = quick().link_dir(dir.path()).start().await.unwrap();
    let modem = &fleet.modems()[0];
    let link = dir.path().join("modem-00");
    assert_eq!(std::fs::read_link(&link).unwrap(), modem.path().unwrap());
    let client = Client::open(&link);
    let (client, ()) = at(client, Client::init).await;
    modem.unplug().await.unwrap();
    assert_eq!(modem.path(), None);
    let (mut client, end) = at(client, |client| std::iter::from_fn(|| client.line()).last()).await;
    assert_eq!(end, None, "the client reads end-of-file");
    assert!(client.write("AT\r").is_err());
    fleet.network().deliver(&fleet.msisdns()[0], OutgoingText::new("Example", "while away")).unwrap();
    let path = modem.replug().await.unwrap().unwrap();
    assert_eq!(std::fs::read_link(&link).unwrap(), path);
    let (_client, pdu) = at(Client::open(&link), |client| {
        client.wait_for("+QIND: PB DONE");
        client.init();
        let listed = client.ask("AT+CPMS?");
        assert_eq!(listed.last().unwrap(), "OK");
        for _ in 0..50 {
            let answer = client.ask("AT+CMGL=4");
            if let Some(at) = answer.iter().position(|line| line.starts_with("+CMGL:")) {
                return Some(answer[at + 1].clone());
            }
            let answer = client.ask("AT+CPMS=\"ME\"");
            assert_eq!(answer.last().unwrap(), "OK");
        }
        None
    })
    .await;
    assert_eq!(text_of(&pdu.unwrap()), "while away");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_come_out_of_order_and_one_of_them_twice() {
    let fleet = quick().start().await.unwrap();
    let client = open(&fleet).await;
    let text = OutgoingText::new("Example", "abcdefghij").in_parts(4).out_of_order().duplicated();
    fleet.network().deliver(&fleet.msisdns()[0], text).unwrap();
    assert!(fleet.network().drained(SOON).await);
    let order: Vec<usize> = fleet.network().accepted().iter().map(|delivery| delivery.part.number).collect();
    assert_eq!(order.len(), 5);
    assert!(!order.is_sorted());
    let (_client, pdus) = at(client, |client| {
        let lines = client.ask("AT+CMGL=4");
        lines.iter().filter(|line| line.len() > 40).cloned().collect::<Vec<_>>()
    })
    .await;
    let mut parts: Vec<(u8, String)> = pdus
        .iter()
        .map(|hex| match pdu::decode_hex(hex).unwrap().tpdu {
            pdu::Tpdu::Deliver(deliver) => (
                deliver.user_data.concatenation().unwrap().sequence,
                deliver.content().text().unwrap().to_owned(),
            ),
            other => panic!("not a DELIVER: {other:?}"),
        })
        .collect();
    parts.sort();
    parts.dedup();
    assert_eq!(parts.into_iter().map(|(_, text)| text).collect::<String>(), "abcdefghij");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_sent_by_one_modem_arrives_at_another_and_is_reported() {
    let fleet = quick().modems(2).start().await.unwrap();
    let sender = open(&fleet).await;
    let receiver = Client::open(&fleet.modems()[1].path().unwrap());
    let (receiver, ()) = at(receiver, Client::init).await;
    let to = pdu::Address::international(&fleet.msisdns()[1]).unwrap();
    let options = pdu::TextOptions::default();
    let body = pdu::segment("hello there", &options).unwrap().remove(0);
    let mut submit = pdu::Submit::new(to, body);
    submit.status_report_request = true;
    let encoded = submit.encode(None);
    let (_sender, report) = at(sender, move |client| {
        client.write(&format!("AT+CMGS={}\r", encoded.tpdu_len())).unwrap();
        client.wait_for("> ");
        client.write(&format!("{}\x1a", encoded.hex())).unwrap();
        client.wait_for("+CMGS:");
        client.wait_for("+CDS:");
        client.line().unwrap()
    })
    .await;
    assert!(matches!(pdu::decode_hex(&report).unwrap().tpdu, pdu::Tpdu::StatusReport(_)));
    let (_receiver, pdu) = at(receiver, Client::receive).await;
    assert_eq!(text_of(&pdu), "hello there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_card_takes_its_messages_along() {
    let fleet = quick().start().await.unwrap();
    let modem = &fleet.modems()[0];
    let card = modem.remove_sim().await.unwrap().unwrap();
    let number = card.msisdn();
    fleet.network().deliver(&number, OutgoingText::new("Example", "to a card in a drawer")).unwrap();
    assert!(!fleet.network().drained(Duration::from_millis(200)).await);
    modem.insert_sim(card).await.unwrap();
    assert!(fleet.network().drained(SOON).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_modems_run_in_one_process() {
    let fleet = quick().modems(256).personalities(&personalities::ALL).start().await.unwrap();
    assert_eq!(fleet.paths().len(), 256);
    for number in fleet.msisdns() {
        fleet.network().deliver(&number, OutgoingText::new("Example", "one for each")).unwrap();
    }
    assert!(fleet.network().drained(SOON).await);
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_random_trouble_every_message_still_reaches_its_card() {
    let short = Duration::from_millis(150);
    let trouble = FaultMix {
        every: Duration::from_millis(20),
        kinds: vec![
            Fault::Garbage { bytes: 50 },
            Fault::Stuck { duration: Some(short) },
            Fault::Reboot,
            Fault::SimRemoved { duration: Some(short) },
            Fault::UrcStorm { lines: 50, duration: short },
            Fault::RegistrationDenied { duration: short },
            Fault::RegistrationLost { duration: short },
            Fault::Unplug { duration: Some(short) },
        ],
    };
    let fleet = quick()
        .modems(8)
        .personalities(&personalities::ALL)
        .sim_capacity(100)
        .faults(trouble)
        .start()
        .await
        .unwrap();
    for round in 0..10 {
        for number in fleet.msisdns() {
            fleet.network().deliver(&number, OutgoingText::new("Example", format!("round {round}"))).unwrap();
        }
    }
    assert!(fleet.network().drained(Duration::from_secs(30)).await, "{} left", fleet.network().waiting());
    assert_eq!(fleet.network().accepted().len(), 80);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_memory_full_fault_fills_the_memory_with_old_messages() {
    let fleet = quick().sim_capacity(5).start().await.unwrap();
    let client = open(&fleet).await;
    fleet.modems()[0].inject(Fault::MemoryFull).await.unwrap();
    fleet.network().deliver(&fleet.msisdns()[0], OutgoingText::new("Example", "waits")).unwrap();
    let (_client, answer) = at(client, |client| {
        client.wait_for("+QIND: \"smsfull\"");
        client.ask("AT+CPMS?")
    })
    .await;
    assert!(answer[0].contains("\"SM\",5,5"), "{answer:?}");
    assert_eq!(fleet.network().waiting(), 1);
    assert!(fleet.network().planted().len() >= 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn noise_and_a_slow_line_only_delay_an_answer() {
    let options = ModemOptions { bytes_per_second: Some(960), ..ModemOptions::default() };
    let fleet = quick().modem_options(options).start().await.unwrap();
    let client = open(&fleet).await;
    fleet.modems()[0].inject(Fault::Garbage { bytes: 40 }).await.unwrap();
    let (_client, answer) = at(client, |client| client.ask("AT+CSQ")).await;
    assert_eq!(answer.last().unwrap(), "OK");
    assert!(answer.iter().any(|line| line.contains("+CSQ: ")), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_usb_modems_port_vanishes_during_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let options = ModemOptions { reenumerates: true, boot_percent: 5, ..ModemOptions::default() };
    let fleet = quick().modem_options(options).link_dir(dir.path()).start().await.unwrap();
    let client = open(&fleet).await;
    let (_client, (answer, end)) = at(client, |client| {
        let answer = client.ask("AT+CFUN=1,1");
        (answer, std::iter::from_fn(|| client.line()).find(|line| line == "+QIND: PB DONE"))
    })
    .await;
    assert_eq!(answer, ["OK"]);
    assert_eq!(end, None, "the port goes before the modem is up again");
    let link = dir.path().join("modem-00");
    for _ in 0..1000 {
        if link.exists() {
            break;
        }
        pause(Duration::from_millis(10)).await;
    }
    let (_client, banner) = at(Client::open(&link), |client| client.wait_for("+QIND: PB DONE")).await;
    assert_eq!(banner, "+QIND: PB DONE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unacknowledged_direct_message_comes_again() {
    let options = ModemOptions { ack_limit_ms: 100, ..ModemOptions::default() };
    let fleet = quick().modem_options(options).start().await.unwrap();
    let client = open(&fleet).await;
    let (client, ()) = at(client, |client| {
        client.ask("AT+CSMS=1");
        assert_eq!(client.ask("AT+CNMI=2,2,0,1,0"), ["OK"]);
    })
    .await;
    fleet.network().deliver(&fleet.msisdns()[0], OutgoingText::new("Example", "again")).unwrap();
    let (client, first) = at(client, |client| {
        client.wait_for("+CMT:");
        client.line().unwrap()
    })
    .await;
    // Without an acknowledgement the modem falls back to silent storing.
    assert!(fleet.network().drained(SOON).await);
    assert!(fleet.network().accepted()[0].attempts >= 2);
    let (_client, stored) = at(client, |client| client.fetch("0")).await;
    assert_eq!(stored, first);
}
