//! Tells whoever is to be told: occasions become deliveries, deliveries are tried until they arrive or are given up.
//!
//! Each receiver has a task of its own while something is due for it, one delivery after the other, the most urgent
//! first: a slow one delays nobody else. Its pages have a task beside that, so that they wait for nothing but pages. Rows
//! are leased, and forgotten leases are taken up again, so nothing is lost; what is told again
//! carries the name it had before.

use std::{collections::HashSet, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::{
    config::{Inbox, Receiver, Settings},
    domain::{
        alert::{self, Facts, Kind, Listener, Occasion, Urgency},
        event::Severity,
        ids::Id,
        time::Timestamp,
    },
    ports::{ConversationRow, DeliveryCount, DeliveryFilter, DeliveryRow, Outcome, Prepared, Settled},
};

use super::{Flow, FlowError, locked};

/// Time between two looks at the rows; an append wakes the look at once.
const EVERY: Duration = Duration::from_secs(1);
/// Occasions spread in one look; the next look takes the rest.
const OCCASIONS_MAX: usize = 200;
/// How long a delivery belongs to one task: longer than any try may take.
const LEASE: Duration = Duration::from_secs(60);
/// How long a running try may go on once the end has begun.
const GRACE: Duration = Duration::from_secs(2);
/// How long a receiver may ask a page to wait: what it is about does not.
const PAGE_WAIT_MAX: Duration = Duration::from_secs(60);
/// How long settled deliveries are kept for lists and replays.
const KEPT: Duration = Duration::from_secs(30 * 86_400);
/// Looks between two clean-ups.
const TIDY_EVERY: u32 = 3_600;

impl Flow {
    /// Tells whoever is to be told until the end begins.
    pub async fn notify(self: Arc<Self>) {
        if let Err(error) = self.outside.outbox.forget_delivery_leases().await {
            tracing::warn!(error = %error, "Deliveries of an earlier run wait for their leases to end");
        }
        let mut n_looks: u32 = 0;
        loop {
            if let Err(error) = self.look(n_looks.is_multiple_of(TIDY_EVERY)).await {
                tracing::warn!(error = %error, "What is to be told waits for the store");
            }
            n_looks = n_looks.wrapping_add(1);
            let woken = async { tokio::time::timeout(EVERY, self.to_tell.notified()).await };
            if self.ending.run_until_cancelled(woken).await.is_none() {
                return;
            }
        }
    }

    async fn look(self: &Arc<Self>, tidies: bool) -> Result<(), FlowError> {
        let outbox = &self.outside.outbox;
        if tidies {
            outbox.forget_settled(self.now().minus(KEPT)).await?;
        }
        // What was spread before goes out while the rest is spread: after an outage that may be much.
        self.tell_due().await?;
        let occasions = outbox.occasions(OCCASIONS_MAX).await?;
        if occasions.len() == OCCASIONS_MAX {
            self.to_tell.notify_one();
        }
        for occasion in occasions {
            let now = self.now();
            let to = self.settings.receivers.iter().filter_map(|receiver| {
                Some((receiver.name.clone(), receiver.listener.hears_at(&occasion, now)?))
            });
            outbox.spread(&occasion, to.collect(), now).await?;
        }
        self.tell_due().await
    }

    async fn tell_due(self: &Arc<Self>) -> Result<(), FlowError> {
        // The rows of one that left the settings wait for it to come back, or for being forgotten.
        let names = self.settings.receivers.iter().map(|receiver| receiver.name.clone()).collect();
        for (name, urgency) in self.outside.outbox.receivers_due(names, self.now()).await? {
            self.tell_receiver(name, Lane::of(urgency));
        }
        Ok(())
    }

    /// Gives a receiver a task, where it has none.
    fn tell_receiver(self: &Arc<Self>, name: String, lane: Lane) {
        if !locked(&self.telling).insert((name.clone(), lane)) {
            return;
        }
        let task = Task { flow: self.clone(), name, lane };
        self.tasks.spawn(async move {
            let Task { flow, name, .. } = &task;
            let mut is_more = true;
            while is_more && !flow.ending.is_cancelled() {
                is_more = flow.tell_next(name, lane).await.unwrap_or_else(|error| {
                    tracing::warn!(receiver = %name, error = %error, "Telling {name} waits for the store");
                    false
                });
            }
        });
    }

    /// Tries the next delivery of a receiver; false where none is due.
    async fn tell_next(&self, name: &str, lane: Lane) -> Result<bool, FlowError> {
        let outbox = &self.outside.outbox;
        let Some(receiver) = self.settings.receivers.iter().find(|receiver| receiver.name == name) else {
            return Ok(false);
        };
        let now = self.now();
        let Some(row) = outbox.lease_delivery(name, lane.urgencies(), now, now.plus(LEASE)).await? else {
            return Ok(false);
        };
        let conversation = self.outside.store.conversation(row.occasion.conversation).await?;
        let prepared = self.prepared(receiver, &row.occasion, conversation.as_ref());
        let ending = async {
            self.ending.cancelled().await;
            tokio::time::sleep(GRACE).await;
        };
        let outcome = tokio::select! {
            outcome = self.outside.notifier.send(&prepared) => outcome,
            // The row stays leased; the next start forgets the lease and tells it again under the same name.
            () = ending => return Ok(false),
        };
        let word = if outcome == Outcome::Delivered { "delivered" } else { "failed" };
        metrics::counter!("firstline_deliveries_total", "receiver" => name.to_owned(), "outcome" => word)
            .increment(1);
        let settled = settled(&row, &receiver.listener, outcome, self.now());
        if let Settled::Failed { error } = &settled {
            metrics::counter!("firstline_deliveries_given_up_total", "receiver" => name.to_owned())
                .increment(1);
            tracing::error!(receiver = %name, delivery = row.id, "Telling {name} is given up after {} tries: {error}; replay it once the receiver is well", row.tries);
        } else if let Settled::Later { due, error } = &settled {
            tracing::warn!(receiver = %name, delivery = row.id, "{name} was not told: {error}; again at {due}");
        }
        outbox.settle_delivery(&row, settled, self.now()).await?;
        Ok(true)
    }

    /// Words an occasion for a receiver, with what is known of the case now.
    fn prepared(&self, receiver: &Receiver, occasion: &Occasion, row: Option<&ConversationRow>) -> Prepared {
        let subject = row.and_then(|row| row.subject.clone()).unwrap_or_default();
        let inbox = self.inbox(&occasion.inbox);
        prepared(&self.settings, inbox.as_deref(), receiver, (occasion, subject), self.now())
    }

    /// Tries a receiver out: sends a message that says so, now, whatever it hears of and however quiet it is.
    ///
    /// # Errors
    /// There is no such receiver.
    pub async fn test_fire(&self, name: &str) -> Result<Outcome, FlowError> {
        let fresh = self.outside.ids.random();
        let prepared = test_message(&self.settings, name, fresh, self.now()).ok_or(FlowError::NotFound)?;
        Ok(self.outside.notifier.send(&prepared).await)
    }

    /// Returns the receivers with how many deliveries each has in which state.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn receivers(&self) -> Result<Vec<(&Receiver, Vec<DeliveryCount>)>, FlowError> {
        let counts = self.outside.outbox.delivery_counts().await?;
        let of = |receiver: &Receiver| {
            counts.iter().filter(|count| count.receiver == receiver.name).cloned().collect()
        };
        Ok(self.settings.receivers.iter().map(|receiver| (receiver, of(receiver))).collect())
    }

    /// Returns deliveries that fit, newest first.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn deliveries(
        &self,
        filter: &DeliveryFilter,
        limit: usize,
    ) -> Result<Vec<DeliveryRow>, FlowError> {
        Ok(self.outside.outbox.deliveries(filter, limit).await?)
    }

    /// Makes a delivery due now, with all its tries before it.
    ///
    /// # Errors
    /// There is no such delivery, its receiver left the settings, or it is being tried this moment.
    pub async fn replay(&self, id: u64) -> Result<DeliveryRow, FlowError> {
        let outbox = &self.outside.outbox;
        let row = outbox.delivery(id).await?.ok_or(FlowError::NotFound)?;
        if !self.settings.receivers.iter().any(|receiver| receiver.name == row.receiver) {
            return Err(FlowError::NotFound);
        }
        if !outbox.replay_delivery(id, self.now()).await? {
            return Err(FlowError::Busy);
        }
        self.to_tell.notify_one();
        outbox.delivery(id).await?.ok_or(FlowError::NotFound)
    }
}

/// Makes the message that tries a receiver out; `None` where there is no such receiver.
#[must_use]
pub fn test_message(settings: &Settings, name: &str, fresh: Uuid, now: Timestamp) -> Option<Prepared> {
    let receiver = settings.receivers.iter().find(|receiver| receiver.name == name)?;
    let inbox = settings.inboxes.first()?.key().clone();
    let occasion = Occasion {
        event: Id::new(fresh),
        kind: Kind::Test,
        at: now,
        conversation: Id::new(fresh),
        inbox,
        severity: Severity::Suggestion,
        queue: String::new(),
        tier: receiver.listener.tiers.as_ref().and_then(|tiers| tiers.first().copied()).unwrap_or(1),
        target: None,
        due: None,
        page: None,
    };
    let inbox = settings.inboxes.first();
    Some(prepared(settings, inbox, receiver, (&occasion, String::new()), now))
}

fn prepared(
    settings: &Settings,
    inbox: Option<&Inbox>,
    receiver: &Receiver,
    (occasion, subject): (&Occasion, String),
    now: Timestamp,
) -> Prepared {
    let (zone, zone_name) = receiver.zone.clone().unwrap_or_else(|| {
        let hours = inbox.map(|inbox| &inbox.policy.hours);
        hours.map_or_else(
            || (TimeZone::UTC, "UTC".to_owned()),
            |hours| (hours.zone(), hours.zone_name().to_owned()),
        )
    });
    let link = settings.public_url.as_ref();
    let facts = Facts {
        subject,
        inbox: inbox.and_then(|inbox| inbox.name.clone()).unwrap_or_else(|| occasion.inbox.0.clone()),
        link: link.map(|url| format!("{url}/console/cases/{}", occasion.conversation)),
        zone,
        zone_name,
        now,
    };
    let telling = alert::tell(occasion, &facts, receiver.listener.locale);
    let content = alert::body(receiver.message, occasion, &telling);
    Prepared { receiver: receiver.name.clone(), name: occasion.name(), now, content }
}

/// Returns what becomes of a delivery after a try. The next one keeps the receiver's quiet hours as the first did.
fn settled(row: &DeliveryRow, listener: &Listener, outcome: Outcome, now: Timestamp) -> Settled {
    let urgency = row.occasion.kind.urgency();
    match outcome {
        Outcome::Delivered => Settled::Delivered,
        Outcome::Failed { why, wait } => match alert::wait_after(row.tries, urgency) {
            Some(after) => {
                let asked_max = if urgency == Urgency::Page { PAGE_WAIT_MAX } else { Duration::MAX };
                let asked = wait.unwrap_or_default().min(asked_max);
                let due = listener.told_at(&row.occasion, now.plus(after.max(asked)));
                Settled::Later { due, error: why }
            }
            None => Settled::Failed { error: why },
        },
    }
}

/// What waits in one line for a receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Lane {
    /// Pages, which wait for nothing else.
    Pages,
    /// All the rest.
    Rest,
}

impl Lane {
    const fn of(urgency: Urgency) -> Self {
        match urgency {
            Urgency::Page => Self::Pages,
            Urgency::Pressing | Urgency::Plain => Self::Rest,
        }
    }
    const fn urgencies(self) -> &'static [Urgency] {
        match self {
            Self::Pages => &[Urgency::Page],
            Self::Rest => &[Urgency::Pressing, Urgency::Plain],
        }
    }
}

/// A receiver's task; however it ends, the next look may begin another.
struct Task {
    flow: Arc<Flow>,
    name: String,
    lane: Lane,
}

impl Drop for Task {
    fn drop(&mut self) {
        locked(&self.flow.telling).remove(&(self.name.clone(), self.lane));
    }
}

/// The receivers that have a task, and for what.
pub(super) type Telling = HashSet<(String, Lane)>;
