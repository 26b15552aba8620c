//! Filing a batch of PDUs in one transaction.

use std::sync::Arc;

use kernel::{Iccid, Msisdn};
use pdu::Deliver;
use store::{NewFact, StoreError, Tx};

use super::decode::{self, Arrival, Shape};
use super::message::{Coding, Message, MessageId, PartId, Text};
use super::sql::{self, NewPart};
use super::{Inbox, RECEIVED, assemble};
use crate::line::{self, LineId};
use crate::listener::Listener;
use crate::modem::ModemId;

/// Where a batch comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub line: LineId,
    pub iccid: Iccid,
    pub modem: ModemId,
}

/// What became of one PDU. Whatever it is, it is safe now and the modem may forget it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filed {
    /// A message, with what may be told about it.
    Message(Box<Receipt>),
    /// A part of a message that is not complete yet.
    Waiting { have: usize, total: u8 },
    /// A part that came after its message had been handed on; `None`: the service centre just sent it again.
    Late(Option<MessageId>),
    /// It was here already.
    Duplicate,
    /// A report, a type 0 message, or one of our own.
    Other(&'static str),
    /// Kept as it is, because it can't be read.
    Undecodable(String),
}

/// What may be told about a message that was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub id: MessageId,
    pub characters: usize,
    pub parts: u8,
    pub total: u8,
    pub complete: bool,
}

impl Receipt {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            id: message.id,
            characters: message.text.characters(),
            parts: message.parts,
            total: message.total,
            complete: message.complete,
        }
    }
}

/// One transaction's view: where the batch comes from and who listens.
pub(super) struct Filing<'t> {
    pub tx: &'t Tx,
    pub origin: &'t Origin,
    pub recipient: Option<Msisdn>,
    pub listener: &'t dyn Listener,
    pub limit: std::time::Duration,
}

impl Inbox {
    /// Files a batch. When this returns, all of it is committed and the modem may be told so; on an error none of it
    /// is, and the batch stays where it was.
    pub(crate) async fn receive(
        &self,
        origin: &Origin,
        batch: Vec<Arrival>,
    ) -> Result<Vec<Filed>, StoreError> {
        let work = Arc::new((origin.clone(), batch));
        let (listener, limit) = (Arc::clone(&self.listener), self.limit);
        self.store
            .transact(move |tx| {
                let (work, listener) = (Arc::clone(&work), Arc::clone(&listener));
                Box::pin(async move {
                    let (origin, batch) = &*work;
                    line::sql::take_turn(tx, origin.line).await?;
                    let recipient = line::sql::by_id(tx, origin.line).await?.and_then(|line| line.msisdn);
                    let filing = Filing { tx, origin, recipient, listener: listener.as_ref(), limit };
                    let mut filed = Vec::with_capacity(batch.len());
                    for arrival in batch {
                        filed.push(file(&filing, arrival).await?);
                    }
                    Ok(filed)
                })
            })
            .await
    }
}

async fn file(filing: &Filing<'_>, arrival: &Arrival) -> Result<Filed, StoreError> {
    let pdu = match arrival {
        Arrival::Pdu(pdu) => pdu,
        Arrival::TextMode { header, text } => return text_mode(filing, header, text).await,
    };
    let part = NewPart::new(filing, &pdu.hex.to_ascii_uppercase(), pdu.tpdu_length)?;
    match decode::shape(pdu) {
        Shape::Single(deliver) => single(filing, part, &deliver).await,
        Shape::Part(deliver, key) => assemble::part(filing, part, &deliver, &key).await,
        Shape::Silent => other(filing, part, "silent").await,
        Shape::Report => other(filing, part, "report").await,
        Shape::Outgoing => other(filing, part, "outgoing").await,
        Shape::Undecodable(why) => {
            let part = NewPart { disposition: "undecodable", note: Some(why.clone()), ..part };
            Ok(if sql::insert_part(filing.tx, &part).await? {
                Filed::Undecodable(why)
            } else {
                Filed::Duplicate
            })
        }
    }
}

async fn other(filing: &Filing<'_>, part: NewPart, what: &'static str) -> Result<Filed, StoreError> {
    let part = NewPart { disposition: what, ..part };
    Ok(if sql::insert_part(filing.tx, &part).await? { Filed::Other(what) } else { Filed::Duplicate })
}

async fn single(filing: &Filing<'_>, part: NewPart, deliver: &Deliver) -> Result<Filed, StoreError> {
    let (text, coding) = decode::readable(deliver.content());
    let message = Message {
        smsc_at: decode::smsc_time(deliver),
        class: deliver.user_data.dcs().class().map(pdu::Class::number),
        ..whole(filing, decode::sender(deliver), text, coding)
    };
    file_whole(filing, NewPart { disposition: "single", ..part }, message).await
}

/// A modem that fell back to text mode has told this much, and nobody will tell it again.
async fn text_mode(filing: &Filing<'_>, header: &str, text: &str) -> Result<Filed, StoreError> {
    let (sender, smsc_at) = decode::text_mode_header(header);
    let part = NewPart::new(filing, &format!("{header}\n{text}"), 0)?;
    let message = Message { smsc_at, ..whole(filing, sender, text.to_owned(), Coding::TextMode) };
    file_whole(filing, NewPart { disposition: "text_mode", ..part }, message).await
}

/// A message that is all there.
fn whole(filing: &Filing<'_>, sender: String, text: String, coding: Coding) -> Message {
    Message {
        id: MessageId::mint(filing.tx.now(), filing.tx.entropy()),
        line: filing.origin.line,
        iccid: filing.origin.iccid.clone(),
        modem: filing.origin.modem,
        recipient: filing.recipient.clone(),
        sender,
        text: Text::new(text),
        coding,
        received_at: filing.tx.now(),
        smsc_at: None,
        parts: 1,
        total: 1,
        complete: true,
        class: None,
    }
}

async fn file_whole(filing: &Filing<'_>, part: NewPart, message: Message) -> Result<Filed, StoreError> {
    let part = NewPart { smsc_at: message.smsc_at, message: Some(message.id), ..part };
    if !sql::insert_part(filing.tx, &part).await? {
        return Ok(Filed::Duplicate);
    }
    deliver_message(filing.tx, &message, filing.listener).await?;
    Ok(Filed::Message(Box::new(Receipt::of(&message))))
}

/// Stores a message, tells the listener, and notes the fact.
pub(super) async fn deliver_message(
    tx: &Tx,
    message: &Message,
    listener: &dyn Listener,
) -> Result<(), StoreError> {
    sql::insert_message(tx, message).await?;
    tx.emit(NewFact::new(RECEIVED, [message.id.to_string(), message.line.to_string()]));
    listener.message_arrived(tx, message).await
}

impl NewPart {
    /// What came, sealed and with its fingerprint, not yet said what it is.
    fn new(filing: &Filing<'_>, raw: &str, tpdu_length: u16) -> Result<Self, StoreError> {
        let (tx, origin) = (filing.tx, filing.origin);
        let id = PartId::mint(tx.now(), tx.entropy());
        let recognised_by = format!("{}\n{raw}", origin.iccid);
        Ok(Self {
            id,
            fingerprint: tx.keys().fingerprint("message.duplicate", recognised_by.as_bytes()).to_vec(),
            pdu: tx.keys().seal(raw.as_bytes(), &sql::part_context(&id))?,
            line: origin.line,
            iccid: origin.iccid.clone(),
            modem: origin.modem,
            tpdu_length,
            disposition: "waiting",
            note: None,
            smsc_at: None,
            message: None,
        })
    }
}
