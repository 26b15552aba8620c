//! Putting long messages together: which parts belong together, and what they say.
//!
//! Parts come in any order, twice, with different time stamps, and references are used again after 256 messages.
//! All of it is decided here without a clock and without storage: [`PartialMessage::offer`] tells whether a part fits
//! a group, [`join`] reads the parts. [`Reassembler`] keeps groups in memory for those who need no more than that; an
//! inbox with a database builds a [`PartialMessage`] from its rows and asks it the same question. How long to wait
//! for a missing part is the caller's decision: [`PartialMessage::content`] reads what is there at any time.

use crate::address::Address;
use crate::dcs::Alphabet;
use crate::deliver::Deliver;
use crate::gsm7::{self, NationalShift};
use crate::ucs2;
use crate::user_data::{Body, Content, UserData};
use crate::user_data_header::{Reference, UserDataHeader};
use std::collections::{BTreeMap, HashMap};

/// How far apart the service centre's time stamps of one message may be, in seconds, unless told otherwise.
pub const DEFAULT_SPREAD_S: u64 = 600;

/// What the parts of one message have in common; the line they came in on is the caller's to add.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GroupKey {
    /// Who sent it.
    pub originator: Address,
    /// The reference with its width.
    pub reference: Reference,
    /// The number of parts.
    pub total: u8,
}

impl GroupKey {
    /// The key of a part; `None` for a message that stands alone.
    pub fn of(deliver: &Deliver) -> Option<Self> {
        let part = deliver.user_data.concatenation()?;
        Some(Self { originator: deliver.originator.clone(), reference: part.reference, total: part.total })
    }
}

/// Whether a part belongs to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It fills a gap.
    Joins,
    /// The group has it already; the service centre sent it again.
    Duplicate,
    /// It is of another message: another key, the same place with other content, or too far away in time.
    Elsewhere,
}

/// A long message of which at least one part is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialMessage {
    key: GroupKey,
    parts: BTreeMap<u8, Deliver>,
}

impl PartialMessage {
    /// Starts a group with its first part to arrive; `None` for a message that stands alone.
    pub fn start(deliver: Deliver) -> Option<Self> {
        let key = GroupKey::of(&deliver)?;
        let sequence = deliver.user_data.concatenation()?.sequence;
        Some(Self { key, parts: BTreeMap::from([(sequence, deliver)]) })
    }

    /// Tells whether a part belongs here; `spread_s` bounds the distance of time stamps where both are readable.
    pub fn fit(&self, deliver: &Deliver, spread_s: u64) -> Fit {
        let Some(part) = deliver.user_data.concatenation() else { return Fit::Elsewhere };
        if GroupKey::of(deliver).as_ref() != Some(&self.key) || !self.is_near(deliver, spread_s) {
            return Fit::Elsewhere;
        }
        match self.parts.get(&part.sequence) {
            None => Fit::Joins,
            Some(present) if present.user_data == deliver.user_data => Fit::Duplicate,
            Some(_) => Fit::Elsewhere,
        }
    }

    /// Adds a part if it fits and tells whether it did.
    pub fn offer(&mut self, deliver: &Deliver, spread_s: u64) -> Fit {
        let fit = self.fit(deliver, spread_s);
        if let (Fit::Joins, Some(part)) = (fit, deliver.user_data.concatenation()) {
            self.parts.insert(part.sequence, deliver.clone());
        }
        fit
    }

    /// What the parts have in common.
    pub fn key(&self) -> &GroupKey {
        &self.key
    }

    /// The parts that are there, in order.
    pub fn parts(&self) -> impl Iterator<Item = (u8, &Deliver)> {
        self.parts.iter().map(|(sequence, part)| (*sequence, part))
    }

    /// Whether all parts are there.
    pub fn is_complete(&self) -> bool {
        self.parts.len() == usize::from(self.key.total)
    }

    /// The numbers of the parts that are not there.
    pub fn missing(&self) -> Vec<u8> {
        (1..=self.key.total).filter(|sequence| !self.parts.contains_key(sequence)).collect()
    }

    /// What the parts say that are there.
    pub fn content(&self) -> Content {
        let parts: Vec<_> = (1..=self.key.total)
            .map(|sequence| self.parts.get(&sequence).map(|part| &part.user_data))
            .collect();
        join_with_gaps(&parts)
    }

    fn is_near(&self, deliver: &Deliver, spread_s: u64) -> bool {
        let Some(moment) = deliver.timestamp.unix_seconds() else { return true };
        let moments = self.parts.values().filter_map(|part| part.timestamp.unix_seconds());
        moments.into_iter().all(|other| moment.abs_diff(other) <= spread_s)
    }
}

/// What became of a message given to a [`Reassembler`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// It stands alone.
    Single(Content),
    /// It is kept; these parts are still missing.
    Waiting {
        /// The group it went to.
        key: GroupKey,
        /// The numbers of the missing parts.
        missing: Vec<u8>,
    },
    /// It was the last one missing; the group is handed out and forgotten.
    Complete(PartialMessage),
    /// It was there already.
    Duplicate,
}

/// Open groups in memory. Grows until the caller releases what it no longer waits for.
#[derive(Debug)]
pub struct Reassembler {
    groups: HashMap<GroupKey, Vec<PartialMessage>>,
    spread_s: u64,
}

impl Default for Reassembler {
    fn default() -> Self {
        Self::new(DEFAULT_SPREAD_S)
    }
}

impl Reassembler {
    /// Starts without groups; `spread_s` bounds the distance of time stamps within one message.
    pub fn new(spread_s: u64) -> Self {
        Self { groups: HashMap::new(), spread_s }
    }

    /// Takes a message or a part.
    pub fn accept(&mut self, deliver: Deliver) -> Acceptance {
        let Some(key) = GroupKey::of(&deliver) else { return Acceptance::Single(deliver.content()) };
        let groups = self.groups.entry(key.clone()).or_default();
        let mut joined = None;
        for (index, group) in groups.iter_mut().enumerate() {
            match group.offer(&deliver, self.spread_s) {
                Fit::Joins => joined = Some(index),
                Fit::Duplicate => return Acceptance::Duplicate,
                Fit::Elsewhere => continue,
            }
            break;
        }
        let index = joined.unwrap_or(groups.len());
        if joined.is_none() {
            groups.extend(PartialMessage::start(deliver));
        }
        let Some(group) = groups.get(index) else { return Acceptance::Duplicate };
        if !group.is_complete() {
            let missing = group.missing();
            return Acceptance::Waiting { key, missing };
        }
        let complete = groups.remove(index);
        self.forget_if_empty(&key);
        Acceptance::Complete(complete)
    }

    /// The groups that wait for parts, in no particular order.
    pub fn waiting(&self) -> impl Iterator<Item = &PartialMessage> {
        self.groups.values().flatten()
    }

    /// Hands out and forgets the groups of a key, oldest first, complete or not.
    pub fn release(&mut self, key: &GroupKey) -> Vec<PartialMessage> {
        self.groups.remove(key).unwrap_or_default()
    }

    fn forget_if_empty(&mut self, key: &GroupKey) {
        if self.groups.get(key).is_some_and(Vec::is_empty) {
            self.groups.remove(key);
        }
    }
}

/// Reads consecutive parts as one: joins the raw units first, so that characters cut at a border become whole.
pub fn join<'a>(parts: impl IntoIterator<Item = &'a UserData>) -> Content {
    let parts: Vec<_> = parts.into_iter().map(Some).collect();
    join_with_gaps(&parts)
}

/// Reads parts of which some are missing; nothing stands for a gap, and nothing is joined across it.
pub fn join_with_gaps(parts: &[Option<&UserData>]) -> Content {
    let mut runs: Vec<Run> = Vec::new();
    let mut after_gap = true;
    for part in parts {
        let Some(part) = part else {
            after_gap = true;
            continue;
        };
        match runs.last_mut().filter(|_| !after_gap) {
            Some(run) if run.takes(part) => run.append(part),
            _ => runs.push(Run::start(part)),
        }
        after_gap = false;
    }
    Run::read_all(&runs)
}

/// Parts in a row which are coded alike.
struct Run {
    coding: RunCoding,
    units: Vec<u8>,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum RunCoding {
    Gsm7(NationalShift),
    Ucs2,
    Data,
    Compressed,
}

impl Run {
    fn start(part: &UserData) -> Self {
        let mut run = Self { coding: RunCoding::of(part), units: Vec::new() };
        run.append(part);
        run
    }

    fn takes(&self, part: &UserData) -> bool {
        self.coding == RunCoding::of(part)
    }

    fn append(&mut self, part: &UserData) {
        match part.body() {
            Body::Septets(units) | Body::Octets(units) => self.units.extend(units),
        }
    }

    fn text(&self) -> Option<String> {
        match self.coding {
            RunCoding::Gsm7(shift) => Some(gsm7::decode(&self.units, shift)),
            RunCoding::Ucs2 => Some(ucs2::decode(&self.units)),
            RunCoding::Data | RunCoding::Compressed => None,
        }
    }

    /// Text when every run is text; octets when any is not, since then only octets can hold all of it.
    fn read_all(runs: &[Self]) -> Content {
        if let Some(text) = runs.iter().map(Self::text).collect::<Option<String>>() {
            return Content::Text(text);
        }
        let octets =
            runs.iter().flat_map(|run| run.text().map_or_else(|| run.units.clone(), String::into_bytes));
        if runs.iter().any(|run| run.coding == RunCoding::Compressed) {
            Content::Compressed(octets.collect())
        } else {
            Content::Data(octets.collect())
        }
    }
}

impl RunCoding {
    fn of(part: &UserData) -> Self {
        match (part.body(), part.dcs().alphabet()) {
            (Body::Septets(_), _) => {
                Self::Gsm7(part.header().map(UserDataHeader::national_shift).unwrap_or_default())
            }
            (Body::Octets(_), _) if part.dcs().compressed() => Self::Compressed,
            (Body::Octets(_), Alphabet::Ucs2) => Self::Ucs2,
            (Body::Octets(_), Alphabet::EightBit | Alphabet::Gsm7) => Self::Data,
        }
    }
}

#[cfg(test)]
mod tests;
