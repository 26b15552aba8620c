//! What the activity log says about calls and pushes: one entry each. Keys and texts never come
//! near it.

use runtime::{ActivityKind, NewActivity, Severity};

use crate::hubs::{Hub, Hubs};
use crate::protocol::Action;
use crate::push::outbox::{Due, Tried};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Services,
    Number,
    NoNumbers,
    Finish(u32),
    Error,
}

/// What an entry about a call says beside its code.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    pub(crate) number: Option<String>,
    pub(crate) service: Option<String>,
    pub(crate) details: Vec<(&'static str, String)>,
}

impl Call {
    const fn code(self) -> &'static str {
        match self {
            Self::Services => "get_services.success",
            Self::Number => "get_number.success",
            Self::NoNumbers => "get_number.no_numbers",
            Self::Finish(1) => "finish.1",
            Self::Finish(3) => "finish.3",
            Self::Finish(4) => "finish.4",
            Self::Finish(5) => "finish.5",
            Self::Finish(_) => "finish.other",
            Self::Error => "hub.error",
        }
    }

    const fn kind(self) -> ActivityKind {
        match self {
            Self::Error => ActivityKind::HubError,
            Self::Services | Self::NoNumbers => ActivityKind::HubCall,
            Self::Number => ActivityKind::ActivationOpened,
            Self::Finish(_) => ActivityKind::ActivationFinished,
        }
    }

    const fn severity(self) -> Severity {
        match self {
            Self::Services | Self::Finish(1 | 4 | 5) => Severity::Info,
            Self::Number | Self::Finish(3) => Severity::Success,
            // After counts that promised a number, having none is a fault; it is also how a race ends.
            Self::NoNumbers | Self::Finish(_) | Self::Error => Severity::Warning,
        }
    }

    /// What strangers can send without end, and what hubs poll all day, must not fill the log.
    const fn folds(self) -> bool {
        matches!(self, Self::Services | Self::NoNumbers | Self::Error)
    }
}

/// Notes a hub's call.
pub(crate) async fn call(hubs: &Hubs, hub: &Hub, action: Option<Action>, call: Call, about: About) {
    let mut entry = NewActivity::new(call.kind(), call.severity(), call.code()).hub(hub.settings.id());
    if let Some(action) = action {
        entry = entry.detail("action", action.wire());
    }
    if let Some(number) = about.number {
        entry = entry.number(number);
    }
    if let Some(service) = about.service {
        entry = entry.service(service);
    }
    for (key, value) in about.details {
        entry = entry.detail(key, value);
    }
    hubs.activity().record(if call.folds() { entry.foldable() } else { entry }).await;
}

/// Whether the hub answered a push that it did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answered {
    Yes,
    No,
}

/// Notes one try of a push.
pub(crate) async fn push(hubs: &Hubs, hub: &Hub, due: &Due, tried: &Tried, answered: Answered) {
    let (severity, code) = match (tried, answered) {
        (Tried::Accepted, _) => (Severity::Success, "push.accepted"),
        (Tried::Stopped(_), _) => (Severity::Warning, "push.stopped"),
        (Tried::Again { .. }, Answered::Yes) => (Severity::Warning, "push.refused"),
        (Tried::Again { .. }, Answered::No) => (Severity::Warning, "push.failed"),
    };
    let mut entry = NewActivity::new(ActivityKind::HubPush, severity, code)
        .hub(hub.settings.id())
        .number(&due.phone)
        .detail("sms_id", due.sms_id)
        .detail("attempt", due.attempts.saturating_add(1));
    match tried {
        Tried::Accepted => {}
        Tried::Stopped(why) | Tried::Again { why, .. } => entry = entry.detail("outcome", why),
    }
    hubs.activity().record(entry).await;
}
