//! Parts of long messages: to which group one belongs, and what happens when that group is complete.
//!
//! The parts in the database are asked the codec's own question ([`pdu::PartialMessage::fit`]), newest group first.
//! A group is named after its first part to arrive.

use std::collections::BTreeMap;
use std::time::Duration;

use kernel::Timestamp;
use pdu::{Deliver, Fit, GroupKey, PartialMessage};
use store::{NewFact, NewJob, StoreError, Tx};

use super::decode::{self, RawPdu};
use super::message::{Message, MessageId, PartId, Text};
use super::receive::{Filed, Filing, Origin, Receipt, deliver_message};
use super::sql::{self, Assignment, NewPart, StoredPart};
use super::{AMENDED, RELEASE_PARTIAL};

/// A part that comes this long after its group's first one is looked at as the beginning of another message, because
/// references are used again.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);

/// A group of parts, as the database has it.
pub(super) struct Group {
    pub id: PartId,
    pub partial: PartialMessage,
    /// The message it was handed on as.
    pub message: Option<MessageId>,
}

/// Files one part that is not a duplicate of a stored PDU.
pub(super) async fn part(
    filing: &Filing<'_>,
    part: NewPart,
    deliver: &Deliver,
    key: &GroupKey,
) -> Result<Filed, StoreError> {
    let tx = filing.tx;
    let id = part.id;
    let part = NewPart { smsc_at: decode::smsc_time(deliver), ..part };
    if !sql::insert_part(tx, &part).await? {
        return Ok(Filed::Duplicate);
    }
    let group_key = group_key(tx, filing.origin, key);
    let known = sql::parts_of_key(tx, filing.origin.line, &group_key, tx.now().before(REMEMBERED)).await?;
    let groups = groups(tx, known)?;
    let spread_s = filing.limit.as_secs().max(pdu::reassembly::DEFAULT_SPREAD_S);
    let (group, fit) = place(groups, deliver, spread_s);
    let sequence = deliver.user_data.concatenation().map_or(1, |part| part.sequence);
    let mut assignment = Assignment {
        part: id,
        group_key,
        group: id,
        sequence,
        total: key.total,
        message: None,
        disposition: "waiting",
    };
    let Some(mut group) = group else {
        sql::assign(tx, &assignment).await?;
        return begin(filing, id, deliver).await;
    };
    assignment.group = group.id;
    assignment.message = group.message;
    match (fit, group.message) {
        (Fit::Duplicate, message) => {
            assignment.disposition = "duplicate";
            sql::assign(tx, &assignment).await?;
            Ok(Filed::Late(message))
        }
        (_, Some(message)) => {
            assignment.disposition = "late";
            sql::assign(tx, &assignment).await?;
            group.partial.offer(deliver, spread_s);
            amend(tx, message, &group).await?;
            Ok(Filed::Late(Some(message)))
        }
        (_, None) => {
            sql::assign(tx, &assignment).await?;
            group.partial.offer(deliver, spread_s);
            complete(filing, &group).await
        }
    }
}

/// The first part of a message: from now on the limit runs.
async fn begin(filing: &Filing<'_>, group: PartId, deliver: &Deliver) -> Result<Filed, StoreError> {
    let payload = serde_json::json!({ "group": group.to_string() });
    let due = filing.tx.now().after(filing.limit);
    filing.tx.enqueue(NewJob::new(RELEASE_PARTIAL, payload).once_per(group.to_string()).at(due)).await?;
    let total = deliver.user_data.concatenation().map_or(1, |part| part.total);
    Ok(Filed::Waiting { have: 1, total })
}

/// Hands the message on if nothing is missing any more.
async fn complete(filing: &Filing<'_>, group: &Group) -> Result<Filed, StoreError> {
    let partial = &group.partial;
    if !partial.is_complete() {
        return Ok(Filed::Waiting { have: partial.parts().count(), total: partial.key().total });
    }
    let recipient = filing.recipient.clone();
    let message = compose(filing.tx, filing.origin, recipient, partial);
    sql::close_group(filing.tx, group.id, message.id).await?;
    deliver_message(filing.tx, &message, filing.listener).await?;
    Ok(Filed::Message(Box::new(Receipt::of(&message))))
}

/// A message out of the parts that are there.
pub(super) fn compose(
    tx: &Tx,
    origin: &Origin,
    recipient: Option<kernel::Msisdn>,
    partial: &PartialMessage,
) -> Message {
    let (text, coding) = decode::readable(partial.content());
    let parts = || partial.parts().map(|(_, deliver)| deliver);
    Message {
        id: MessageId::mint(tx.now(), tx.entropy()),
        line: origin.line,
        iccid: origin.iccid.clone(),
        modem: origin.modem,
        recipient,
        sender: parts().next().map(decode::sender).unwrap_or_default(),
        text: Text::new(text),
        coding,
        received_at: tx.now(),
        smsc_at: parts().filter_map(decode::smsc_time).min(),
        parts: u8::try_from(parts().count()).unwrap_or(u8::MAX),
        total: partial.key().total,
        complete: partial.is_complete(),
        class: parts().next().and_then(|deliver| deliver.user_data.dcs().class()).map(pdu::Class::number),
    }
}

/// A late part: the message says more now. Who was told of it before is not told again; the page shows all of it.
async fn amend(tx: &Tx, message: MessageId, group: &Group) -> Result<(), StoreError> {
    let (text, _) = decode::readable(group.partial.content());
    let parts = u8::try_from(group.partial.parts().count()).unwrap_or(u8::MAX);
    sql::amend_message(tx, message, &Text::new(text), parts, group.partial.is_complete()).await?;
    tx.emit(NewFact::new(AMENDED, [message]));
    Ok(())
}

/// The group a part belongs to: one that waits before one that was handed on, newest first.
fn place(groups: Vec<Group>, deliver: &Deliver, spread_s: u64) -> (Option<Group>, Fit) {
    let (open, closed): (Vec<_>, Vec<_>) =
        groups.into_iter().rev().partition(|group| group.message.is_none());
    for group in open.into_iter().chain(closed) {
        match group.partial.fit(deliver, spread_s) {
            Fit::Elsewhere => {}
            fit @ (Fit::Joins | Fit::Duplicate) => return (Some(group), fit),
        }
    }
    (None, Fit::Elsewhere)
}

/// Stored parts as groups, oldest first.
pub(super) fn groups(tx: &Tx, parts: Vec<StoredPart>) -> Result<Vec<Group>, StoreError> {
    let mut by_group: BTreeMap<(Timestamp, PartId), Group> = BTreeMap::new();
    let mut born: BTreeMap<PartId, Timestamp> = BTreeMap::new();
    for part in parts {
        let Some(id) = part.group else { continue };
        let hex = tx.keys().open_text(&part.pdu, &sql::part_context(&part.id))?;
        let Some(deliver) = decode::deliver(&RawPdu { hex, tpdu_length: part.tpdu_length }) else {
            continue;
        };
        let key = (*born.entry(id).or_insert(part.received_at), id);
        match by_group.get_mut(&key) {
            Some(group) => {
                group.partial.offer(&deliver, u64::MAX);
                group.message = group.message.or(part.message);
            }
            None => {
                if let Some(partial) = PartialMessage::start(deliver) {
                    by_group.insert(key, Group { id, partial, message: part.message });
                }
            }
        }
    }
    Ok(by_group.into_values().collect())
}

fn group_key(tx: &Tx, origin: &Origin, key: &GroupKey) -> Vec<u8> {
    let mut octets = origin.line.0.as_bytes().to_vec();
    octets.extend(decode::group_octets(key));
    tx.keys().fingerprint16("message.group", &octets).to_vec()
}
