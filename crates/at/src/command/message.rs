//! Messages: stores, notifications, reading, sending. PDU mode only.

use super::argument::number;
use super::{Command, Ending, Expect, InvalidArgument};
use crate::parse::storage::{Cnmi, Storage};

/// Which messages [`Command::list_messages`] lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListFilter {
    /// Received and not read.
    Unread,
    /// Received and read.
    Read,
    /// Everything.
    All,
}

impl Command {
    /// `AT+CMGF=0`.
    #[must_use]
    pub fn pdu_mode() -> Self {
        Self::new("AT+CMGF=0")
    }

    /// `AT+CSMS=?`: whether phase 2+ (acknowledged direct delivery) is offered.
    #[must_use]
    pub fn message_services() -> Self {
        Self::query("AT+CSMS=?")
    }

    /// `AT+CSMS=1`: from now on every direct delivery must be acknowledged.
    #[must_use]
    pub fn acknowledged_delivery() -> Self {
        Self::query("AT+CSMS=1")
    }

    /// `AT+CNMA`: acknowledges the direct delivery that came last.
    #[must_use]
    pub fn acknowledge() -> Self {
        Self::new("AT+CNMA")
    }

    /// `AT+CPMS=?`.
    #[must_use]
    pub fn storages() -> Self {
        Self::query("AT+CPMS=?").timeout_ms(15_000)
    }

    /// `AT+CPMS?`: the cheap poll for anything an announcement did not tell.
    #[must_use]
    pub fn storage_use() -> Self {
        Self::query("AT+CPMS?").timeout_ms(20_000)
    }

    /// `AT+CPMS=…` with one to three stores: read/delete, write/send, receive.
    pub fn set_storage(storages: &[Storage]) -> Result<Self, InvalidArgument> {
        if storages.is_empty() || storages.len() > 3 {
            return Err(InvalidArgument::Storage);
        }
        let list: Vec<_> = storages.iter().map(|s| format!("\"{}\"", s.code())).collect();
        Ok(Self::query(format!("AT+CPMS={}", list.join(","))).timeout_ms(20_000))
    }

    /// `AT+CNMI=?`.
    #[must_use]
    pub fn notification_forms() -> Self {
        Self::query("AT+CNMI=?")
    }

    /// `AT+CNMI=…`.
    #[must_use]
    pub fn set_cnmi(cnmi: Cnmi) -> Self {
        Self::new(format!("AT+CNMI={cnmi}"))
    }

    /// `AT+CMGR=<index>`.
    #[must_use]
    pub fn read_message(index: u16) -> Self {
        Self::new(format!("AT+CMGR={index}")).expecting(Expect::Pdus).timeout_ms(10_000)
    }

    /// `AT+CMGL=<filter>`: the way to drain a burst.
    #[must_use]
    pub fn list_messages(filter: ListFilter) -> Self {
        let n = match filter {
            ListFilter::Unread => 0,
            ListFilter::Read => 1,
            ListFilter::All => 4,
        };
        Self::new(format!("AT+CMGL={n}")).expecting(Expect::Pdus).timeout_ms(30_000)
    }

    /// `AT+CMGD=<index>`: one message. There is no constructor for deleting all: it races with arrivals.
    #[must_use]
    pub fn delete_message(index: u16) -> Self {
        Self::new(format!("AT+CMGD={index}")).timeout_ms(15_000)
    }

    /// `AT+CMGS=<length>` with the PDU (hexadecimal, service centre included) after the prompt.
    ///
    /// A failure with [`crate::Failure::fate_unknown`] means the network may have taken the message.
    pub fn send_message(tpdu_length: u16, hex: &str) -> Result<Self, InvalidArgument> {
        if !crate::fields::is_pdu_of_length(hex, tpdu_length) {
            return Err(InvalidArgument::Pdu);
        }
        let mut command = Self::query(format!("AT+CMGS={tpdu_length}"))
            .timeout_ms(60_000)
            .ending(Ending::FinalOrGrace { grace_ms: 2_000 });
        command.payload = Some(hex.to_owned());
        Ok(command)
    }

    /// `AT+CMMS=2`: keep the link open between the parts of a message.
    #[must_use]
    pub fn keep_link_open() -> Self {
        Self::new("AT+CMMS=2")
    }

    /// `AT+CSCA?`.
    #[must_use]
    pub fn service_centre() -> Self {
        Self::query("AT+CSCA?").timeout_ms(10_000)
    }

    /// `AT+CSCA="…",<type>`.
    pub fn set_service_centre(address: &str) -> Result<Self, InvalidArgument> {
        let (digits, kind) = number(address)?;
        Ok(Self::new(format!("AT+CSCA=\"{digits}\",{kind}")).timeout_ms(10_000))
    }
}
