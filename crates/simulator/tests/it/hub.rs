//! The hub against a right agent and against wrong ones.

use std::{sync::Arc, time::Duration};

use simulator::hub::{
    HubMix, HubOptions, HubReport, HubSim, Outcome, PushTest, Rule, SelftestOptions, SelftestReport, selftest,
};

use crate::agent::{Agent, Codes, Fault, KEY, RESEND_EVERY, pause};

const PATIENCE_STEPS: u32 = 200;

fn hurried(url: &str) -> HubOptions {
    let ms = Duration::from_millis;
    HubOptions {
        poll: (ms(20), ms(40)),
        code_after: ms(20),
        finish_after: ms(500),
        refund_after: ms(50),
        push_within: ms(2000),
        resend_every: RESEND_EVERY,
        ..HubOptions::new(url, KEY)
    }
}

/// Runs a hub until `enough` of its report, or for about ten seconds.
async fn run(fault: Fault, mix: HubMix, enough: impl Fn(&HubReport) -> bool) -> HubReport {
    let (agent, url) = Agent::start(fault).await;
    let options = HubOptions { mix, ..hurried(&url) };
    let hub = HubSim::start(options, Arc::new(Codes(Arc::clone(&agent)))).await.unwrap();
    agent.push_to(hub.push_url());
    for _ in 0..PATIENCE_STEPS {
        if enough(&hub.report()) {
            break;
        }
        pause(Duration::from_millis(50)).await;
    }
    hub.report()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_agent_gets_no_complaint_from_a_moody_hub() {
    let report = run(Fault::None, HubMix::default(), |report| {
        report.sold > 5
            && report.never_again > 2
            && report.cancelled > 2
            && report.pushes_refused + report.pushes_broken > 3
    })
    .await;
    assert_eq!(report.complaints(), Vec::<String>::new());
    assert!(report.sold > 5, "{report:?}");
    assert!(report.pushes_accepted > 5, "{report:?}");
}

async fn is_caught(fault: Fault, rule: Rule, mix: HubMix) {
    let report = run(fault, mix, |report| report.broke(rule)).await;
    assert!(report.broke(rule), "{fault:?}: {:?}", report.complaints());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_agents_are_caught_while_trading() {
    let calm = HubMix { refused_push: 0, broken_push: 0, ..HubMix::default() };
    let plain = HubMix { with_exception: 0, no_code: 100, never_again: 100, ..calm.clone() };
    let refusing = HubMix { refused_push: 100, ..HubMix::default() };
    let excluding = HubMix { with_exception: 100, ..calm.clone() };
    let repeating = HubMix { repeated_finish: 100, ..calm.clone() };
    is_caught(Fault::NumberAsString, Rule::JsonTypes, calm.clone()).await;
    is_caught(Fault::IgnoresExceptions, Rule::ExceptionsObeyed, excluding).await;
    is_caught(Fault::OffersTooMany, Rule::CountsServable, plain).await;
    is_caught(Fault::GivesOpenNumberAgain, Rule::NumberExclusive, calm.clone()).await;
    is_caught(Fault::ResendsAfterSuccess, Rule::NotResentAfterSuccess, calm.clone()).await;
    is_caught(Fault::NeverResends, Rule::ResentUntilSuccess, refusing).await;
    is_caught(Fault::PushesIdAsString, Rule::JsonTypes, calm.clone()).await;
    is_caught(Fault::CutsText, Rule::TextUnchanged, calm).await;
    is_caught(Fault::RefusesSecondFinish, Rule::FinishIdempotent, repeating).await;
}

async fn tested(fault: Fault) -> SelftestReport {
    let (agent, url) = Agent::start(fault).await;
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    agent.push_to(format!("http://{free}/agent/api/sms"));
    let pushes = PushTest { listen: free, codes: Arc::new(Codes(agent)), resend_every: RESEND_EVERY };
    let options = SelftestOptions { take_at_most: 60, pushes: Some(pushes), ..SelftestOptions::default() };
    selftest(&url, KEY, options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_agent_passes_the_selftest() {
    let report = tested(Fault::None).await;
    let not_passed: Vec<_> = report.checks.iter().filter(|check| check.outcome != Outcome::Passed).collect();
    assert!(not_passed.is_empty(), "{not_passed:?}");
    assert!(report.passed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_selftest_names_what_is_wrong() {
    for (fault, name) in [
        (Fault::NumberAsString, "get_number"),
        (Fault::IgnoresExceptions, "exceptions_obeyed"),
        (Fault::OffersTooMany, "counts_servable"),
        (Fault::RefusesSecondFinish, "finish_twice"),
        (Fault::ResendsAfterSuccess, "push"),
    ] {
        let report = tested(fault).await;
        let check = report.check(name).unwrap();
        assert!(matches!(check.outcome, Outcome::Failed(_)), "{fault:?}: {report:?}");
    }
}
