//! The named states of a port's supervisor and the one table of its transitions.
//!
//! ```text
//!            opened              answered            started, well
//!   Absent ─────────▶ Probing ─────────▶ Starting ─────────────▶ Ready
//!     ▲  ▲               ▲ │               ▲ │  ▲                 │ ▲
//!     │  └── gone ───────┼─┼── (from all)  │ │  └─ sim changed, ──┤ │
//!     │                  │ │        locked │ │     restarted      ▼ │
//!     │   rested, opened │ ▼ exhausted     ▼ └─ impaired ───▶ Degraded
//!     └─────────────── Quarantined      SimLocked
//! ```
//!
//! Pure: [`State::after`] is the table, and what is not in it can't happen; [`Machine`] adds the reason and the
//! time. It does not open ports and does not decide how to recover (that is [`super::ladder`]).

use kernel::Timestamp;

use super::reason::Reason;

/// What a port's supervisor is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ModemState {
    /// There is no such port now.
    Absent,
    /// The port is open; nobody has answered yet.
    Probing,
    /// A modem answers, its SIM wants something that we can't or must not give.
    SimLocked,
    /// The modem is being set up and its stores are swept.
    Starting,
    /// Messages can arrive.
    Ready,
    /// The modem answers, but something keeps messages away or threatens to.
    Degraded,
    /// It failed too often and is left alone for a while.
    Quarantined,
}

impl ModemState {
    /// All states, in the order of the picture.
    pub const ALL: [Self; 7] = [
        Self::Absent,
        Self::Probing,
        Self::SimLocked,
        Self::Starting,
        Self::Ready,
        Self::Degraded,
        Self::Quarantined,
    ];

    /// Stable word for APIs and logs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Probing => "probing",
            Self::SimLocked => "sim_locked",
            Self::Starting => "starting",
            Self::Ready => "ready",
            Self::Degraded => "degraded",
            Self::Quarantined => "quarantined",
        }
    }

    /// The table: the state after `event`, or `None` when the event says nothing in this state.
    #[must_use]
    pub(crate) const fn after(self, event: Event) -> Option<Self> {
        use ModemState::{Absent, Degraded, Probing, Quarantined, Ready, SimLocked, Starting};
        match (self, event) {
            (Absent | Probing | SimLocked | Starting | Ready | Degraded | Quarantined, Event::Gone(_)) => {
                Some(Absent)
            }
            (Absent | Quarantined | Probing, Event::Opened) => Some(Probing),
            (SimLocked | Starting | Ready | Degraded, Event::Opened) => None,
            (Probing | SimLocked | Starting | Ready | Degraded, Event::Answered) => Some(Starting),
            (Absent | Quarantined, Event::Answered) => None,
            (Starting | SimLocked, Event::Locked(_)) => Some(SimLocked),
            (Absent | Probing | Ready | Degraded | Quarantined, Event::Locked(_)) => None,
            (Starting | Ready | Degraded, Event::Well) => Some(Ready),
            (Absent | Probing | SimLocked | Quarantined, Event::Well) => None,
            (Starting | Ready | Degraded, Event::Impaired(_)) => Some(Degraded),
            (Absent | Probing | SimLocked | Quarantined, Event::Impaired(_)) => None,
            (Probing | SimLocked | Starting | Ready | Degraded, Event::Silent(_)) => Some(Probing),
            (Absent | Quarantined, Event::Silent(_)) => None,
            (
                Absent | Probing | SimLocked | Starting | Ready | Degraded | Quarantined,
                Event::Exhausted(_),
            ) => Some(Quarantined),
        }
    }
}

/// Something that has happened to a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// The port vanished, or was never there.
    Gone(Reason),
    /// The port is open.
    Opened,
    /// A modem answered, or has to be set up anew (it restarted, its SIM changed).
    Answered,
    /// The SIM is locked.
    Locked(Reason),
    /// Everything is as it should be.
    Well,
    /// Something is not.
    Impaired(Reason),
    /// It stopped answering; the ladder has been entered.
    Silent(Reason),
    /// The ladder is at its end, or the port can't be opened.
    Exhausted(Reason),
}

impl Event {
    const fn reason(self) -> Option<Reason> {
        match self {
            Self::Gone(reason)
            | Self::Locked(reason)
            | Self::Impaired(reason)
            | Self::Silent(reason)
            | Self::Exhausted(reason) => Some(reason),
            Self::Opened | Self::Answered | Self::Well => None,
        }
    }
}

/// What [`Machine::handle`] made of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing anybody would see.
    None,
    /// The same state for another reason.
    Reason,
    /// Another state; this was the one before.
    State {
        /// The state before.
        from: ModemState,
    },
}

/// A supervisor's state, why it is in it, and since when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Machine {
    state: ModemState,
    reason: Option<Reason>,
    since: Timestamp,
}

impl Machine {
    /// Nothing is known of the port yet.
    #[must_use]
    pub(crate) const fn new(now: Timestamp) -> Self {
        Self { state: ModemState::Absent, reason: Some(Reason::PortMissing), since: now }
    }

    /// The state.
    #[must_use]
    pub(crate) const fn state(&self) -> ModemState {
        self.state
    }

    /// Why, where the state needs a reason.
    #[must_use]
    pub(crate) const fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// Since when the state holds.
    #[must_use]
    pub(crate) const fn since(&self) -> Timestamp {
        self.since
    }

    /// Follows the table.
    pub(crate) fn handle(&mut self, event: Event, now: Timestamp) -> Change {
        let Some(state) = self.state.after(event) else { return Change::None };
        let before = (self.state, self.reason);
        // While a silent modem is opened again, the reason stays visible.
        let kept = if state == ModemState::Probing { self.reason } else { None };
        self.reason = event.reason().or(kept);
        self.state = state;
        match before {
            (from, _) if from != state => {
                self.since = now;
                Change::State { from }
            }
            (_, reason) if reason != self.reason => Change::Reason,
            _ => Change::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn events() -> Vec<Event> {
        vec![
            Event::Gone(Reason::PortMissing),
            Event::Opened,
            Event::Answered,
            Event::Locked(Reason::PukNeeded),
            Event::Well,
            Event::Impaired(Reason::NotRegistered),
            Event::Silent(Reason::NotAnswering),
            Event::Exhausted(Reason::NotAnswering),
        ]
    }

    #[test]
    fn a_port_that_went_is_absent_whatever_it_was() {
        for state in ModemState::ALL {
            assert_eq!(state.after(Event::Gone(Reason::PortMissing)), Some(ModemState::Absent));
        }
    }

    #[test]
    fn nothing_is_ready_before_it_was_set_up() {
        for state in [ModemState::Absent, ModemState::Probing, ModemState::SimLocked, ModemState::Quarantined]
        {
            assert_eq!(state.after(Event::Well), None, "{state:?}");
        }
    }

    #[test]
    fn the_reason_of_a_silent_modem_survives_reopening() {
        let now = Timestamp::default();
        let mut machine = Machine::new(now);
        for event in [Event::Opened, Event::Answered, Event::Well, Event::Silent(Reason::NotAnswering)] {
            machine.handle(event, now);
        }
        machine.handle(Event::Opened, now);
        assert_eq!((machine.state(), machine.reason()), (ModemState::Probing, Some(Reason::NotAnswering)));
    }

    proptest! {
        #[test]
        fn no_sequence_of_events_leads_out_of_the_table(path in proptest::collection::vec(0_usize..8, 0..64)) {
            let mut machine = Machine::new(Timestamp::default());
            for (second, step) in path.into_iter().enumerate() {
                let event = events()[step];
                let before = machine.state();
                machine.handle(event, Timestamp::from_micros(second as i64));
                prop_assert_eq!(machine.state(), before.after(event).unwrap_or(before));
                let needs_reason = !matches!(
                    machine.state(),
                    ModemState::Ready | ModemState::Starting | ModemState::Probing
                );
                prop_assert!(!needs_reason || machine.reason().is_some(), "{:?} without a reason", machine.state());
                prop_assert!(machine.state() != ModemState::Ready || machine.reason().is_none());
            }
        }
    }
}
