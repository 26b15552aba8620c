//! Modems hang, vanish and come back; messages and identities survive it.

use std::time::Duration;

use simulator::fleet::FaultMix;
use simulator::{Fault, OutgoingText};
use yard::{ModemState, PortSpec, Reason, YardSettings};

use crate::site::{Site, fleet, quick, start};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stuck_modem_is_brought_back_by_a_restart() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    site.fleet.modems()[0].inject(Fault::Stuck { duration: None }).await.unwrap();
    site.until("the hang is noticed", |modems| modems[0].state != ModemState::Ready).await;
    site.send(OutgoingText::new("Example", "while it hung"));
    site.until_ready().await;
    site.until_texts(&["while it hung"]).await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_modem_that_restarts_is_set_up_again() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    site.fleet.modems()[0].inject(Fault::Reboot).await.unwrap();
    site.until("the restart is noticed", |modems| modems[0].state != ModemState::Ready).await;
    site.until_ready().await;
    site.send(OutgoingText::new("Example", "after the restart"));
    site.until_texts(&["after the restart"]).await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_modem_plugged_in_elsewhere_is_the_same_modem() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    let before = site.yard.modems().remove(0);
    site.fleet.modems()[0].unplug().await.unwrap();
    site.until("the line is off", |modems| modems.iter().all(|modem| !modem.online)).await;
    site.fleet.modems()[0].replug().await.unwrap();
    site.plug_at(0, "usb0", "usb7");
    site.until("it is ready at its new place", |modems| {
        modems
            .iter()
            .any(|modem| modem.port.ends_with("usb7") && modem.state == ModemState::Ready && modem.online)
    })
    .await;
    let after = site.yard.modems().into_iter().find(|modem| modem.port.ends_with("usb7")).unwrap();
    assert_eq!((after.id, after.line), (before.id, before.line));
    site.until("the old place is forgotten", |modems| modems.len() == 1).await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_modem_whose_port_has_gone_stays_in_sight_as_absent() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    let before = site.yard.modems().remove(0);
    site.fleet.modems()[0].unplug().await.unwrap();
    std::fs::remove_file(site.folder.path().join("ports").join("usb0")).unwrap();
    site.until("it is absent", |modems| modems.iter().all(|modem| modem.state == ModemState::Absent)).await;
    // Another port that comes and goes proves that the set of ports was looked at again meanwhile.
    let silent = simulator::Pty::open().unwrap();
    let passing = site.folder.path().join("ports").join("usb9");
    std::os::unix::fs::symlink(silent.path(), &passing).unwrap();
    site.until("the new port is seen", |modems| modems.len() == 2).await;
    std::fs::remove_file(&passing).unwrap();
    drop(silent);
    site.until("the new port is forgotten", |modems| modems.len() == 1).await;
    assert_eq!(site.yard.modems()[0].id, before.id);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_the_network_takes_the_line_off_and_brings_it_back() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    let lost = Fault::RegistrationDenied { duration: Duration::from_millis(1_500) };
    site.fleet.modems()[0].inject(lost).await.unwrap();
    site.until("the modem is degraded", |modems| {
        modems[0].state == ModemState::Degraded && !modems[0].online && modems[0].reason.is_some()
    })
    .await;
    site.until_ready().await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_no_modem_disturbs_nobody() {
    let site = Site::with(fleet(), quick(), async |_, _| {}).await;
    let silent = simulator::Pty::open().unwrap();
    let name = site.folder.path().join("ports").join("usb9");
    std::os::unix::fs::symlink(silent.path(), name).unwrap();
    site.until("one works and the other one is told apart", |modems| {
        let find = |end: &str| modems.iter().find(|modem| modem.port.ends_with(end));
        let silent = find("usb9").is_some_and(|port| port.reason == Some(Reason::NotAnswering));
        silent && find("usb0").is_some_and(|modem| modem.state == ModemState::Ready)
    })
    .await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yard_that_died_leaves_nothing_behind_and_nothing_out() {
    let site = Site::open(fleet()).await;
    site.until_ready().await;
    let texts: Vec<String> = (0..20).map(|count| format!("message {count}")).collect();
    for text in &texts[..10] {
        site.send(OutgoingText::new("Example", text.clone()));
    }
    // Stopped somewhere in the middle of it; the card keeps what was not taken.
    let path = site.fleet.paths().remove(0);
    let Site { fleet, store, inventory, yard, folder } = site;
    yard.stop().await;
    for text in &texts[10..] {
        fleet.network().deliver(&fleet.msisdns()[0], OutgoingText::new("Example", text.clone())).unwrap();
    }
    let settings = YardSettings { ports: vec![PortSpec::Path(path)], ..quick() };
    let yard = start(&store, settings).await;
    let site = Site { fleet, store, inventory, yard, folder };
    let wanted: Vec<&str> = texts.iter().map(String::as_str).collect();
    site.until_texts(&wanted).await;
    site.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn among_faults_every_message_arrives_once() {
    let kinds = vec![
        Fault::Garbage { bytes: 40 },
        Fault::LostOk { answers: 1 },
        Fault::Reboot,
        Fault::UrcStorm { lines: 50, duration: Duration::from_millis(500) },
        Fault::SlowAnswers { extra: Duration::from_millis(100), duration: Duration::from_millis(500) },
        Fault::Stuck { duration: Some(Duration::from_millis(700)) },
    ];
    let faults = FaultMix { every: Duration::from_millis(800), kinds };
    let site = Site::open(fleet().modems(4).faults(faults)).await;
    let mut wanted = Vec::new();
    for round in 0..10 {
        for (index, number) in site.fleet.msisdns().iter().enumerate() {
            let text = format!("round {round} to modem {index}");
            site.fleet.network().deliver(number, OutgoingText::new("Example", text.clone())).unwrap();
            wanted.push(text);
        }
    }
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    site.until_texts(&wanted).await;
    site.close().await;
}
