//! The rows. Sources: SMSHub's agent protocol of March 2024, the partner pages of SMSBower and GrizzlySMS, OnlineSim's
//! reseller API.

use kernel::Currency;
use market::Verdict;

use super::{Acceptance, AnyOperator, Calls, Profile, ProfileId, ServiceWords};

const PUBLISHED: &[(u32, Verdict)] =
    &[(1, Verdict::NotWanted), (3, Verdict::Sold), (4, Verdict::Cancelled), (5, Verdict::Refunded)];

pub(super) const SMSHUB: Profile = Profile {
    id: ProfileId::SmsHub,
    name: "SMSHub",
    calls: Calls::OneUrl,
    bearer: false,
    push_url: Some("https://agent.unerio.com/agent/api/sms"),
    phone_as_text: false,
    acceptance: Acceptance::BodySaysSuccess,
    stop_words: &[],
    any_operator: AnyOperator::OnlyWhenUndivided,
    service_words: ServiceWords::Codes,
    currency: None,
    verdicts: PUBLISHED,
};

// Their push URL comes with the account.
pub(super) const SMSBOWER: Profile =
    Profile { id: ProfileId::SmsBower, name: "SMSBower", push_url: None, ..SMSHUB };

pub(super) const GRIZZLY: Profile =
    Profile { id: ProfileId::Grizzly, name: "GrizzlySMS", push_url: None, ..SMSHUB };

pub(super) const ONLINESIM: Profile = Profile {
    id: ProfileId::OnlineSim,
    name: "OnlineSim",
    calls: Calls::PathPerAction {
        services: "/getServices",
        number: "/getNumber",
        finish: "/finishActivation",
    },
    bearer: true,
    push_url: None,
    phone_as_text: true,
    acceptance: Acceptance::Http200,
    stop_words: &["NO_OPERATION", "NO_OP", "BAD_SERVICE"],
    any_operator: AnyOperator::AlwaysTheSum,
    service_words: ServiceWords::Names,
    currency: Some(Currency::RUB),
    // 1 says that the order was not for this service, which tells nothing about the number.
    verdicts: &[
        (1, Verdict::Misdirected),
        (3, Verdict::Sold),
        (4, Verdict::Cancelled),
        (5, Verdict::Refunded),
    ],
};
