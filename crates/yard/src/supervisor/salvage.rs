//! Messages that a modem handed over directly and that could not be filed while it was served.
//!
//! They are in nobody's memory but ours. Where the modem waits for our acknowledgement the network would send them
//! again; where it does not, as with a message to be shown at once, ours is the only copy. So they outlive the service
//! in which they came, and are filed under the card they came for as soon as the database takes them. A crash loses
//! them: there is nothing else to keep them in.

use at::Urc;

use super::fetch::BATCH;
use super::pending::Pending;
use super::run::Supervisor;
use super::startup::messages;
use super::talk::{Talk, Trouble};
use crate::inbox::{Arrival, Origin, RawPdu};

/// A message and where it came from.
pub(super) struct Held {
    origin: Origin,
    arrival: Arrival,
}

impl Supervisor {
    /// Keeps what was handed over directly before the trouble, and files it if possible.
    pub(super) async fn salvage(&mut self, talk: &mut Talk, pending: Pending, trouble: Trouble) {
        let mut direct = Vec::from(pending.direct);
        if matches!(trouble, Trouble::Gone | Trouble::Silent | Trouble::WrongPort) {
            // What was said and not heard goes with the dialogue; after other troubles the next service hears it.
            while let Some(urc) = talk.next_urc() {
                direct.extend(arrival(urc));
            }
        }
        let in_text_mode = |arrival: &Arrival| matches!(arrival, Arrival::TextMode { .. });
        if direct.iter().any(in_text_mode) && matches!(messages::awaits_acknowledgement(talk).await, Ok(true))
        {
            // Not acknowledged: the network sends it again, as a whole PDU once PDU mode is set.
            direct.retain(|arrival| !in_text_mode(arrival));
        }
        let Some(stay) = &self.stay else { return };
        let origin = stay.origin();
        self.held.extend(direct.into_iter().map(|arrival| Held { origin: origin.clone(), arrival }));
        self.file_held().await;
    }

    /// Files what was kept; what the database refuses stays.
    pub(super) async fn file_held(&mut self) {
        while let Some(first) = self.held.first() {
            let origin = first.origin.clone();
            let of_origin = self.held.iter().take_while(|held| held.origin == origin).take(BATCH);
            let batch: Vec<_> = of_origin.map(|held| held.arrival.clone()).collect();
            let count = batch.len();
            match self.house.inbox.receive(&origin, batch).await {
                Ok(filed) => {
                    self.held.drain(..count);
                    self.house.journal.filed(&self.port, None, &filed).await;
                }
                Err(error) => {
                    self.house.journal.failed(&self.port, "message.not_stored", &error).await;
                    return;
                }
            }
        }
    }
}

/// Whether an announcement is the message itself.
pub(super) const fn is_direct(urc: &Urc) -> bool {
    matches!(urc, Urc::Message { .. } | Urc::StatusReport { .. } | Urc::TextMessage { .. })
}

fn arrival(urc: Urc) -> Option<Arrival> {
    match urc {
        Urc::Message { length, pdu, .. } | Urc::StatusReport { length, pdu } => {
            Some(Arrival::Pdu(RawPdu { hex: pdu, tpdu_length: length }))
        }
        Urc::TextMessage { header, text } => Some(Arrival::TextMode { header, text }),
        _ => None,
    }
}
