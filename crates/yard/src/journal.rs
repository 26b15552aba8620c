//! What the operator reads about modems and messages. Never a text, a code, a PIN or a full card number.

use runtime::{ActivityKind, ActivityLog, NewActivity, Severity};

use crate::inbox::{Filed, Receipt};
use crate::modem::ModemId;
use crate::ports::Port;
use crate::supervisor::{Machine, ModemState};

#[derive(Clone)]
pub(crate) struct Journal(ActivityLog);

impl Journal {
    pub(crate) const fn new(activity: ActivityLog) -> Self {
        Self(activity)
    }

    /// A modem has changed its state.
    pub(crate) async fn modem_changed(
        &self,
        port: &Port,
        modem: Option<ModemId>,
        from: ModemState,
        machine: &Machine,
    ) {
        let Some((kind, severity)) = weight(from, machine.state()) else { return };
        let mut entry = NewActivity::new(kind, severity, "modem.state_changed")
            .modem(port)
            .detail("from", from.code())
            .detail("to", machine.state().code());
        if let Some(modem) = modem {
            entry = entry.detail("modem_id", modem);
        }
        if let Some(reason) = machine.reason() {
            entry = entry.detail("reason", reason.code()).detail("advice", reason.advice());
        }
        self.0.record(entry).await;
    }

    /// A batch was filed.
    pub(crate) async fn filed(&self, port: &Port, number: Option<&kernel::Msisdn>, filed: &[Filed]) {
        for one in filed {
            let entry = match one {
                Filed::Message(receipt) => received(receipt),
                Filed::Late(Some(message)) => {
                    NewActivity::new(ActivityKind::MessageReceived, Severity::Warning, "message.part_late")
                        .detail("message", message)
                }
                Filed::Undecodable(why) => {
                    NewActivity::new(ActivityKind::ModemError, Severity::Warning, "message.undecodable")
                        .detail("error", why)
                        .detail("advice", "the raw PDU is kept; report it if the message was expected")
                }
                Filed::Waiting { .. } | Filed::Late(None) | Filed::Duplicate | Filed::Other(_) => continue,
            };
            self.0.record(with_number(entry.modem(port), number)).await;
        }
    }

    /// What came of a message was delivered without the rest.
    pub(crate) async fn released(&self, receipt: &Receipt) {
        self.0.record(received(receipt)).await;
    }

    /// Something failed that somebody may have to look at.
    pub(crate) async fn failed(&self, port: &Port, code: &'static str, error: impl std::fmt::Display) {
        let entry = NewActivity::new(ActivityKind::ModemError, Severity::Error, code).modem(port);
        self.0.record(entry.detail("error", error).foldable()).await;
    }

    /// A recovery step was taken.
    pub(crate) async fn recovering(&self, port: &Port, step: &'static str) {
        let entry =
            NewActivity::new(ActivityKind::ModemError, Severity::Warning, "modem.recovery").modem(port);
        self.0.record(entry.detail("step", step)).await;
    }
}

fn received(receipt: &Receipt) -> NewActivity {
    let severity = if receipt.complete { Severity::Success } else { Severity::Warning };
    let code = if receipt.complete { "message.received" } else { "message.incomplete" };
    NewActivity::new(ActivityKind::MessageReceived, severity, code)
        .detail("message", receipt.id)
        .detail("characters", receipt.characters)
        .detail("parts", receipt.parts)
        .detail("total", receipt.total)
}

fn with_number(entry: NewActivity, number: Option<&kernel::Msisdn>) -> NewActivity {
    match number {
        Some(number) => entry.number(number),
        None => entry,
    }
}

/// How a change is to be read; `None`: passing states that say nothing by themselves.
fn weight(from: ModemState, to: ModemState) -> Option<(ActivityKind, Severity)> {
    match to {
        ModemState::Ready => Some((ActivityKind::ModemState, Severity::Success)),
        ModemState::Degraded | ModemState::SimLocked => Some((ActivityKind::ModemState, Severity::Warning)),
        ModemState::Quarantined => Some((ActivityKind::ModemError, Severity::Error)),
        ModemState::Absent => Some((ActivityKind::ModemState, Severity::Warning)),
        // Only worth a line when it worked before.
        ModemState::Probing if matches!(from, ModemState::Ready | ModemState::Degraded) => {
            Some((ActivityKind::ModemError, Severity::Warning))
        }
        ModemState::Probing | ModemState::Starting => None,
    }
}
