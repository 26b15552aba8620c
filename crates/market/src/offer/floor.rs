//! The floor: every number with what the predicate looks at, in memory, and the counts that follow from it.
//!
//! Pictures of a number come in from the database after each commit that touched it ([`Floor::apply`]); an older
//! picture never replaces a newer one. An allocation first takes a [`Reservation`] here, under the lock, so that
//! concurrent callers go for different numbers and the counts fall before the transaction begins; when the
//! transaction is over the reservation is settled together with the new picture, in one step, so there is no moment
//! in which the number is counted although it is held.
//! The floor does no I/O and decides nothing on its own: the guard in the database does.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::{Country, Msisdn};
use parking_lot::Mutex;

use super::{CountRow, Counts, Entry, Hold, Operators, Prefix, offerable};
use crate::NumberId;
use crate::channel::{Channel, ChannelId, Operator, Service};

/// What an allocation asks of the floor.
pub(crate) struct Wanted<'a> {
    pub(crate) country: &'a Country,
    pub(crate) operators: &'a Operators,
    pub(crate) service: &'a Service,
    pub(crate) exceptions: &'a [Prefix],
}

/// A number set aside for one allocation; it must be settled.
#[derive(Clone, Debug)]
pub(crate) struct Reservation {
    pub(crate) number: NumberId,
    pub(crate) msisdn: Msisdn,
    claim: u64,
}

type Key = (Country, Option<Operator>);

/// A number on the floor.
struct Place {
    entry: Entry,
    claims: Vec<(u64, Hold)>,
    /// The database could not be asked after a change: not offered until it could.
    doubtful: bool,
    /// Per channel, one bit for each service it is counted under.
    counted: Vec<Bits>,
}

struct Row {
    members: u32,
    counts: Vec<u32>,
}

struct Side {
    channel: Channel,
    services: Vec<Service>,
    rows: BTreeMap<Key, Row>,
}

struct Inner {
    sides: Vec<Side>,
    places: HashMap<NumberId, Place>,
    by_country: HashMap<Country, HashSet<NumberId>>,
    next_claim: u64,
}

pub(crate) struct Floor {
    index: HashMap<ChannelId, usize>,
    versions: Vec<AtomicU64>,
    inner: Mutex<Inner>,
}

impl Floor {
    pub(crate) fn new(channels: Vec<Channel>) -> Self {
        let index = channels.iter().enumerate().map(|(at, channel)| (channel.id.clone(), at)).collect();
        let versions = channels.iter().map(|_| AtomicU64::new(1)).collect();
        let sides = channels
            .into_iter()
            .map(|channel| Side {
                services: channel.services.iter().cloned().collect(),
                rows: BTreeMap::new(),
                channel,
            })
            .collect();
        let inner = Inner { sides, places: HashMap::new(), by_country: HashMap::new(), next_claim: 0 };
        Self { index, versions, inner: Mutex::new(inner) }
    }

    /// A channel's rules.
    pub(crate) fn channel(&self, channel: &ChannelId) -> Option<Channel> {
        let at = *self.index.get(channel)?;
        Some(self.inner.lock().sides[at].channel.clone())
    }

    /// Changes whenever a count of this channel does; one atomic read.
    pub(crate) fn version(&self, channel: &ChannelId) -> Option<u64> {
        Some(self.versions[*self.index.get(channel)?].load(Ordering::Acquire))
    }

    pub(crate) fn counts(&self, channel: &ChannelId) -> Option<Counts> {
        let at = *self.index.get(channel)?;
        let inner = self.inner.lock();
        let side = &inner.sides[at];
        let row = |((country, operator), row): (&Key, &Row)| CountRow {
            country: country.clone(),
            operator: operator.clone(),
            services: side.services.iter().cloned().zip(row.counts.iter().copied()).collect(),
        };
        let rows = side.rows.iter().map(row).collect();
        Some(Counts { version: self.versions[at].load(Ordering::Acquire), rows })
    }

    /// Takes in what the database says about a number.
    pub(crate) fn apply(&self, entry: Entry) {
        let mut inner = self.inner.lock();
        if inner.places.get(&entry.id).is_none_or(|place| place.entry.revision <= entry.revision) {
            self.put(&mut inner, entry);
        }
    }

    /// Sets a number aside: among the fitting ones the least used, and of those any.
    pub(crate) fn reserve(
        &self,
        channel: &ChannelId,
        wanted: &Wanted<'_>,
        tried: &HashSet<NumberId>,
        mut dice: impl FnMut(u32) -> u32,
    ) -> Option<Reservation> {
        let at = *self.index.get(channel)?;
        let mut inner = self.inner.lock();
        let number = inner.pick(at, wanted, tried, &mut dice)?;
        inner.next_claim += 1;
        let claim = inner.next_claim;
        let exclusive = inner.sides[at].channel.exclusive;
        let place = inner.places.get_mut(&number)?;
        place.claims.push((claim, Hold { service: wanted.service.clone(), exclusive }));
        let msisdn = place.entry.msisdn.clone();
        self.recount(&mut inner, number);
        Some(Reservation { number, msisdn, claim })
    }

    /// Ends a reservation together with the new picture of the number; without one the number is kept back.
    pub(crate) fn settle(&self, reservation: &Reservation, seen: Option<Entry>) {
        let mut inner = self.inner.lock();
        let Some(place) = inner.places.get_mut(&reservation.number) else { return };
        place.claims.retain(|(claim, _)| *claim != reservation.claim);
        match seen {
            Some(entry) if place.entry.revision <= entry.revision => self.put(&mut inner, entry),
            Some(_) => self.recount(&mut inner, reservation.number),
            None => {
                place.doubtful = true;
                self.recount(&mut inner, reservation.number);
            }
        }
    }

    /// Keeps a number back until the database has been asked about it.
    pub(crate) fn doubt(&self, number: NumberId) {
        let mut inner = self.inner.lock();
        if let Some(place) = inner.places.get_mut(&number) {
            place.doubtful = true;
        }
        self.recount(&mut inner, number);
    }

    /// The numbers that are kept back.
    pub(crate) fn doubtful(&self) -> Vec<NumberId> {
        let inner = self.inner.lock();
        inner.places.iter().filter(|(_, place)| place.doubtful).map(|(id, _)| *id).collect()
    }

    fn put(&self, inner: &mut Inner, entry: Entry) {
        let id = entry.id;
        let mut claims = Vec::new();
        if let Some(old) = inner.places.remove(&id) {
            self.uncount(inner, &old);
            claims = old.claims;
        }
        if let Some(country) = entry.country.clone() {
            inner.by_country.entry(country).or_default().insert(id);
        }
        let sides = inner.sides.len();
        let place = Place { entry, claims, doubtful: false, counted: vec![Bits::default(); sides] };
        inner.enlist(&place);
        inner.places.insert(id, place);
        self.recount(inner, id);
    }

    /// Takes a number's whole share out of the counts, before its key may change.
    fn uncount(&self, inner: &mut Inner, place: &Place) {
        let Some(country) = place.entry.country.clone() else { return };
        if let Some(numbers) = inner.by_country.get_mut(&country) {
            numbers.remove(&place.entry.id);
        }
        let key = (country, place.entry.operator.clone());
        for (at, side) in inner.sides.iter_mut().enumerate() {
            let Some(row) = side.rows.get_mut(&key) else { continue };
            for service in place.counted[at].ones() {
                row.counts[service] = row.counts[service].saturating_sub(1);
            }
            row.members = row.members.saturating_sub(1);
            if row.members == 0 {
                side.rows.remove(&key);
            }
            self.versions[at].fetch_add(1, Ordering::Release);
        }
    }

    /// Asks the predicate again about one number and moves the counts by the difference.
    fn recount(&self, inner: &mut Inner, number: NumberId) {
        let Inner { sides, places, .. } = inner;
        let Some(place) = places.get_mut(&number) else { return };
        let Some(country) = place.entry.country.clone() else { return };
        let key = (country, place.entry.operator.clone());
        for (at, side) in sides.iter_mut().enumerate() {
            let Some(row) = side.rows.get_mut(&key) else { continue };
            let mut counted = Bits::default();
            for (index, service) in side.services.iter().enumerate() {
                if place.offerable(&side.channel, service, &[]) {
                    counted.set(index);
                }
            }
            if counted == place.counted[at] {
                continue;
            }
            for service in place.counted[at].ones() {
                row.counts[service] = row.counts[service].saturating_sub(1);
            }
            for service in counted.ones() {
                row.counts[service] += 1;
            }
            place.counted[at] = counted;
            self.versions[at].fetch_add(1, Ordering::Release);
        }
    }
}

impl Inner {
    /// A row exists for every (country, operator) of which there are numbers, whether they can be offered or not.
    fn enlist(&mut self, place: &Place) {
        let Some(country) = place.entry.country.clone() else { return };
        let key = (country, place.entry.operator.clone());
        for side in &mut self.sides {
            let services = side.services.len();
            let row =
                side.rows.entry(key.clone()).or_insert_with(|| Row { members: 0, counts: vec![0; services] });
            row.members += 1;
        }
    }

    fn pick(
        &self,
        at: usize,
        wanted: &Wanted<'_>,
        tried: &HashSet<NumberId>,
        dice: &mut impl FnMut(u32) -> u32,
    ) -> Option<NumberId> {
        let channel = &self.sides[at].channel;
        let spent_key = (channel.id.clone(), wanted.service.clone());
        let mut best: Option<(u32, NumberId)> = None;
        let mut equals = 0;
        for number in self.by_country.get(wanted.country)? {
            let Some(place) = self.places.get(number) else { continue };
            if tried.contains(number)
                || !wanted.operators.take(place.entry.operator.as_ref())
                || !place.offerable(channel, wanted.service, wanted.exceptions)
            {
                continue;
            }
            let spent = place.entry.uses.get(&spent_key).map_or(0, |spent| spent.uses);
            match best {
                Some((least, _)) if spent > least => {}
                Some((least, _)) if spent == least => {
                    // Every one of n equals is kept with probability 1/n.
                    equals += 1;
                    if dice(equals) == 0 {
                        best = Some((spent, *number));
                    }
                }
                _ => {
                    equals = 1;
                    best = Some((spent, *number));
                }
            }
        }
        best.map(|(_, number)| number)
    }
}

impl Place {
    fn offerable(&self, channel: &Channel, service: &Service, exceptions: &[Prefix]) -> bool {
        !self.doubtful && offerable(&self.entry, &self.claims, channel, service, exceptions)
    }
}

/// A growing set of small indices.
#[derive(Clone, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn set(&mut self, index: usize) {
        let word = index / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (index % 64);
    }

    fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits & (1 << bit) != 0).map(move |bit| word * 64 + bit)
        })
    }
}
