//! Waiting for announcements, asking what is not announced, and saying what to think of it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use at::parse::storage::{Storage, StorageUse};
use at::profile::Profile;
use at::{Command, parse};

use super::agenda::{Agenda, Question};
use super::card::{CardFacts, FormerCard};
use super::pending::{News, Pending, SlotRef};
use super::reason::Reason;
use super::run::Supervisor;
use super::session::Setup;
use super::startup::messages::Reception;
use super::startup::network::{self, Network};
use super::startup::sim::{self, Card};
use super::state::Event;
use super::talk::{Talk, Trouble};
use crate::modem::{Registration, Signal};
use crate::roster::Urgency;

/// Every so many storage polls all stores are listed, not only the one that receives: an announcement for another
/// store may have been lost too.
const FULL_SWEEP_EVERY: u32 = 10;

/// Looks at a slot that can't be read before it is cleared, and the time they must spread over.
const LOOKS: u32 = 3;
const LOOKS_SPREAD: Duration = Duration::from_secs(120);

/// A modem being served.
pub(super) struct Service {
    pub profile: &'static Profile,
    pub card: CardFacts,
    pub reception: Reception,
    pub network: Network,
    /// Until the first sweep is through: whose messages the modem's own memory may hold.
    pub former: Option<FormerCard>,
    pub pending: Pending,
    pub agenda: Agenda,
    /// Slots that could not be read: how often that was tried, and since when.
    pub unreadable: HashMap<(String, u16), (u32, Duration)>,
    /// A store that stays full although everything in it was taken.
    pub memory_full: bool,
    /// The receiving store was full at the last poll.
    was_full: bool,
    /// The database refused the last batch; try again from then on.
    pub storage_retry_at: Option<Duration>,
    /// Every store has been listed since set-up.
    pub is_settled: bool,
    /// The modem does not announce any more: switch it on again.
    pub announcements_lost: bool,
    storage_polls: u32,
}

impl Supervisor {
    /// Serves a modem that has been set up; only trouble ends this.
    pub(super) async fn serve(&mut self, talk: &mut Talk, setup: Setup) -> Result<Infallible, Trouble> {
        let mut service = self.begin_service(setup);
        let Err(trouble) = self.attend(talk, &mut service).await;
        self.salvage(talk, service.pending, trouble).await;
        Err(trouble)
    }

    async fn attend(&mut self, talk: &mut Talk, service: &mut Service) -> Result<Infallible, Trouble> {
        let house = Arc::clone(&self.house);
        if self.stay.is_none() {
            // Not online yet: what lies on the card may be older than whoever gets the number next.
            let claimed = self.claim_line(&service.card, &service.network, false).await;
            claimed.map_err(|error| self.storage_trouble(&error))?;
        }
        self.fetch(talk, service).await?;
        self.assess(service).await?;
        loop {
            if std::mem::take(&mut talk.missed_something) {
                service.sweep_all();
            }
            self.hear(talk, service)?;
            let now = house.clock.monotonic();
            let waits_for_storage = service.storage_retry_at.is_some_and(|at| now < at);
            if !service.pending.is_empty() && !waits_for_storage {
                self.fetch(talk, service).await?;
            } else if let Some(question) = service.agenda.take_due(now) {
                self.ask(talk, service, question).await?;
                self.ladder.well(house.clock.monotonic());
            } else {
                let retry = service.storage_retry_at.filter(|_| !service.pending.is_empty());
                let until = retry.map_or(service.agenda.next_at(), |at| at.min(service.agenda.next_at()));
                if !talk.has_urc() {
                    talk.listen(until).await?;
                }
                self.hear(talk, service)?;
                // Messages first: what to think of the modem can wait until nothing is to be fetched.
                if !service.pending.is_empty() && !waits_for_storage {
                    continue;
                }
            }
            self.assess(service).await?;
        }
    }

    /// Works off what was announced; the first time that nothing is left, the modem's memory is the present card's.
    async fn fetch(&mut self, talk: &mut Talk, service: &mut Service) -> Result<(), Trouble> {
        self.work_off(talk, service).await?;
        if service.is_settled || !service.pending.is_empty() {
            return Ok(());
        }
        service.is_settled = true;
        if service.former.take().is_some() {
            service.card.memory_is_its_own = true;
            let noted = self.note_card(&service.card.iccid).await;
            noted.map_err(|error| self.storage_trouble(&error))?;
        }
        Ok(())
    }

    fn begin_service(&self, setup: Setup) -> Service {
        let mut hasher = DefaultHasher::new();
        self.port.hash(&mut hasher);
        let agenda = Agenda::new(&self.house.settings.polls, self.house.clock.monotonic(), hasher.finish());
        let mut service = Service {
            profile: setup.profile,
            card: setup.card,
            reception: setup.reception,
            network: setup.network,
            former: setup.former,
            pending: Pending::default(),
            agenda,
            unreadable: HashMap::new(),
            memory_full: false,
            was_full: false,
            storage_retry_at: None,
            is_settled: false,
            announcements_lost: false,
            storage_polls: 0,
        };
        service.sweep_all();
        service
    }

    /// Takes what was said meanwhile.
    pub(super) fn hear(&mut self, talk: &mut Talk, service: &mut Service) -> Result<(), Trouble> {
        while let Some(urc) = talk.next_urc() {
            let now = self.house.clock.monotonic();
            match service.pending.hear(urc, service.profile) {
                News::None => {}
                News::Registration(registration) => {
                    service.network.note(registration);
                    // One domain losing its registration says nothing of the others.
                    if !service.network.is_registered() {
                        service.agenda.hurry(Question::Registration, now);
                    }
                }
                News::Signal(signal) => service.network.measure(signal, self.house.settings.signal),
                News::CheckSim => service.agenda.hurry(Question::Sim, now),
                News::Full(storage) => {
                    let storage = storage.unwrap_or_else(|| service.reception.receiving.clone());
                    service.pending.add_sweep(storage);
                }
                News::Trouble(trouble) => return Err(trouble),
            }
        }
        Ok(())
    }

    async fn ask(
        &mut self,
        talk: &mut Talk,
        service: &mut Service,
        question: Question,
    ) -> Result<(), Trouble> {
        match question {
            Question::Signal => {
                network::ask_signal(talk, &mut service.network, self.house.settings.signal).await
            }
            Question::Registration => network::ask_registration(talk, &mut service.network).await,
            Question::Operator => network::ask_operator(talk, &mut service.network).await,
            Question::Storage => self.ask_storage(talk, service).await,
            Question::Sim => self.ask_sim(talk, service).await,
        }
    }

    /// The safety net: messages nobody announced.
    async fn ask_storage(&mut self, talk: &mut Talk, service: &mut Service) -> Result<(), Trouble> {
        service.storage_polls = service.storage_polls.wrapping_add(1);
        if service.storage_polls.is_multiple_of(FULL_SWEEP_EVERY) {
            service.sweep_all();
        }
        // Asked and not tried: a modem that hangs is found here at the latest.
        let Some(answer) = talk.try_ask(self.brief(Command::storage_use())).await? else { return Ok(()) };
        let stores = parse::storage::storage_use(&answer).unwrap_or_default();
        // Full although the last sweep took all it could: nothing can arrive.
        let full = stores.iter().enumerate().any(|(place, store)| place != 1 && store.is_full());
        service.memory_full = full && std::mem::replace(&mut service.was_full, full);
        for (place, used) in stores.into_iter().enumerate() {
            if used.used > 0 && place != 1 {
                let storage = service.store_at(place, &used);
                service.pending.add_sweep(storage);
            }
        }
        Ok(())
    }

    /// A question that a modem in service answers at once; where it does not, a plain `AT` decides whether it hangs.
    fn brief(&self, command: Command) -> Command {
        let limit = self.house.settings.timeouts.command.as_millis();
        command.timeout_ms(u32::try_from(limit).unwrap_or(u32::MAX))
    }

    /// Is it still the same card, and what does the inventory say of it now?
    async fn ask_sim(&mut self, talk: &mut Talk, service: &mut Service) -> Result<(), Trouble> {
        let clock = Arc::clone(&self.house.clock);
        match sim::await_card(talk, service.profile, clock.as_ref(), Duration::from_secs(2)).await? {
            Card::Ready => {}
            Card::WantsPin | Card::Unusable(_) => return Err(Trouble::SimChanged),
        }
        match sim::read_iccid(talk, service.profile).await? {
            Some(iccid) if iccid == service.card.iccid => Ok(()),
            Some(_) => Err(Trouble::SimChanged),
            // A card that was readable and is not for a moment is no other card.
            None => Ok(()),
        }
    }

    /// Says what to think of the modem, and switches its line on or off accordingly.
    pub(super) async fn assess(&mut self, service: &mut Service) -> Result<(), Trouble> {
        let online = service.network.is_registered() && !service.memory_full;
        let claimed = self.claim_line(&service.card, &service.network, online).await;
        if let Err(error) = claimed {
            return Err(self.storage_trouble(&error));
        }
        let complaint = if service.storage_retry_at.is_some() {
            Some(Reason::StoreFailing)
        } else if service.memory_full {
            Some(Reason::MemoryFull)
        } else {
            service.network.complaint()
        };
        let (signal, registration) = (service.network.signal, service.network.registration());
        self.show(Urgency::Slow, |view| {
            view.signal = signal.map(|signal| Signal::of_dbm(signal.0));
            view.registration = registration.map(Registration);
        });
        self.turn(complaint.map_or(Event::Well, Event::Impaired)).await;
        Ok(())
    }
}

impl Service {
    /// Remembers to list every store, the receiving one last.
    pub(super) fn sweep_all(&mut self) {
        for storage in self.reception.sweep.clone() {
            self.pending.add_sweep(storage);
        }
    }

    /// The name of the first (read) or third (receive) store, where the modem leaves it out.
    fn store_at(&self, place: usize, used: &StorageUse) -> Storage {
        let usual = if place == 0 { &self.reception.reading } else { &self.reception.receiving };
        used.storage.clone().unwrap_or_else(|| usual.clone())
    }

    /// Counts a failed look at a slot; `true` when it is time to give it up. A bad line garbles a good message now and
    /// then, so the looks must spread over some time.
    pub(super) fn is_hopeless(&mut self, slot: &SlotRef, now: Duration) -> bool {
        let fresh = (0, now);
        let (looks, since) =
            self.unreadable.entry((slot.storage.code().to_owned(), slot.index)).or_insert(fresh);
        *looks += 1;
        *looks >= LOOKS && now.saturating_sub(*since) >= LOOKS_SPREAD
    }
}
