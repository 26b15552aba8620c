//! One hub's pusher: claims what is due, sends it, writes down how it went.
//!
//! Up to [`PARALLEL`] messages are under way at once, but only one for each phone number, so the messages of a number
//! are first tried in the order in which they came. One that the hub does not take waits for its turn without holding
//! up those behind it. Nothing is claimed that can't be sent at once.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use kernel::{Msisdn, Timestamp, within};
use store::StoreError;
use tokio::task::{self, JoinSet};

use super::connector::{PushRequest, PushResponse};
use super::outbox::{self, Due, Tried};
use super::{RETRY, TIMEOUT};
use crate::activity::{self, Answered};
use crate::hubs::{Hub, Hubs};
use crate::protocol::{PushBody, PushOutcome, judge};

/// Messages under way at once.
const PARALLEL: usize = 16;

/// How long to wait when the database does not answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs until the house stops; what is under way then is finished and written down.
pub(crate) async fn run(hubs: Hubs, index: usize) {
    let Some(hub) = hubs.hub(index).cloned() else { return };
    let shutdown = hubs.shutdown().clone();
    let mut lanes = Lanes::default();
    let mut tasks = JoinSet::new();
    while !shutdown.is_stopping() {
        // Both are read before the database is asked, so that what passes meanwhile is not waited for again.
        let (asked_at, now) = (hubs.clock().monotonic(), hubs.now());
        let pause = match fill(&hubs, &hub, &mut lanes, now).await {
            Ok(pause) => pause,
            Err(problem) => {
                tracing::warn!(hub = %hub.settings.id, %problem, "the outbox can't be read; trying again");
                Some(PATIENCE)
            }
        };
        while let Some(due) = lanes.start() {
            let (sms_id, phone) = (due.sms_id, due.phone.clone());
            let task = tasks.spawn(deliver(hubs.clone(), Arc::clone(&hub), due));
            lanes.under_way.insert(task.id(), (sms_id, phone));
        }
        let clock = Arc::clone(hubs.clock());
        let alarm = async {
            match pause {
                Some(span) => clock.sleep_until(asked_at.saturating_add(span)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = shutdown.stopping() => {}
            () = hub.wake.notified() => {}
            () = alarm => {}
            Some(done) = tasks.join_next_with_id() => {
                lanes.end(ended(done));
                // In a burst several have ended meanwhile: one claim then fills all their places.
                while let Some(done) = tasks.try_join_next_with_id() {
                    lanes.end(ended(done));
                }
            }
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// Which task has ended.
fn ended(done: Result<(task::Id, ()), task::JoinError>) -> task::Id {
    match done {
        Ok((task, ())) => task,
        Err(problem) => {
            // Only a bug gets here; the claim runs out and the message is tried again.
            tracing::error!(%problem, "a push task died");
            problem.id()
        }
    }
}

/// Claims as much as can be sent now; says how long to wait when nothing happens.
async fn fill(
    hubs: &Hubs,
    hub: &Hub,
    lanes: &mut Lanes,
    now: Timestamp,
) -> Result<Option<Duration>, StoreError> {
    let (store, id) = (hubs.store(), hub.settings.id());
    let Some(due_at) = outbox::next_due(store, id).await? else { return Ok(None) };
    let overdue = due_at <= now || due_at > now.after(RETRY * 4);
    if overdue && lanes.room() > 0 {
        let room = u16::try_from(lanes.room()).unwrap_or(u16::MAX);
        for due in outbox::claim(store, id, now, room).await? {
            lanes.add(due);
        }
        if lanes.room() > 0 {
            let next = outbox::next_due(store, id).await?;
            return Ok(next.map(|next| pause(next, now)));
        }
    }
    // Full: a task that ends makes room.
    Ok(if lanes.room() == 0 { None } else { Some(pause(due_at, now)) })
}

/// Never longer than a retry, so that a clock that is set back costs no more than that.
fn pause(due: Timestamp, now: Timestamp) -> Duration {
    due.since(now).clamp(Duration::from_millis(1), RETRY)
}

/// What we have claimed: waiting for its number to be free, or under way.
#[derive(Default)]
struct Lanes {
    waiting: VecDeque<Due>,
    busy: HashSet<Msisdn>,
    in_hand: HashSet<i64>,
    under_way: HashMap<task::Id, (i64, Msisdn)>,
}

impl Lanes {
    fn room(&self) -> usize {
        PARALLEL.saturating_sub(self.in_hand.len())
    }

    /// A row whose claim ran out while we still hold it is not taken twice.
    fn add(&mut self, due: Due) {
        if self.in_hand.insert(due.sms_id) {
            self.waiting.push_back(due);
        }
    }

    /// The next message whose number is free.
    fn start(&mut self) -> Option<Due> {
        let next = self.waiting.iter().position(|due| !self.busy.contains(&due.phone))?;
        let due = self.waiting.remove(next)?;
        self.busy.insert(due.phone.clone());
        Some(due)
    }

    fn end(&mut self, task: task::Id) {
        if let Some((sms_id, phone)) = self.under_way.remove(&task) {
            self.in_hand.remove(&sms_id);
            self.busy.remove(&phone);
        }
    }
}

/// One try of one message, until it is on record how it went.
async fn deliver(hubs: Hubs, hub: Arc<Hub>, due: Due) {
    let began = hubs.now();
    let (tried, answered) = attempt(&hubs, &hub, &due, began).await;
    while let Err(problem) = outbox::record(hubs.store(), hub.settings.id(), due.sms_id, tried.clone()).await
    {
        // As long as this is not on record the row stays in our hands, so it can't be sent again.
        tracing::error!(hub = %hub.settings.id, sms_id = due.sms_id, %problem, "a push could not be recorded");
        if hubs.shutdown().is_stopping() {
            break;
        }
        hubs.clock().sleep(PATIENCE).await;
    }
    activity::push(&hubs, &hub, &due, &tried, answered).await;
}

async fn attempt(hubs: &Hubs, hub: &Hub, due: &Due, began: Timestamp) -> (Tried, Answered) {
    let again = |why: String| Tried::Again { why, next_at: began.after(RETRY) };
    let request = match request(hubs, hub, due) {
        Ok(request) => request,
        Err(problem) => return (again(problem.to_string()), Answered::No),
    };
    let answered = within(hubs.clock().as_ref(), TIMEOUT, hubs.connector().post(request)).await;
    match answered {
        Ok(Ok(PushResponse { status, body })) => match judge(hub.settings.profile, status, &body) {
            PushOutcome::Accepted => (Tried::Accepted, Answered::Yes),
            PushOutcome::Stop(word) => (Tried::Stopped(word), Answered::Yes),
            PushOutcome::Again(why) => (again(why), Answered::Yes),
        },
        Ok(Err(failure)) => (again(failure.to_string()), Answered::No),
        Err(elapsed) => (again(elapsed.to_string()), Answered::No),
    }
}

fn request(hubs: &Hubs, hub: &Hub, due: &Due) -> Result<PushRequest, StoreError> {
    let text = outbox::open_text(hubs.store(), due)?;
    let settings = &hub.settings;
    let body = PushBody {
        sms_id: u64::try_from(due.sms_id).unwrap_or_default(),
        sender: &due.sender,
        phone: &due.phone,
        text: &text,
        key: hub.key.secret(),
    };
    Ok(PushRequest {
        url: settings.push_url.clone(),
        body: kernel::Secret::new(String::from_utf8(body.json(settings.profile)).unwrap_or_default()),
        user_agent: settings.user_agent.clone(),
        bearer: settings.profile.bearer.then(|| hub.key.secret().clone()),
        compress: settings.compress_push,
    })
}
