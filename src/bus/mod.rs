//! Wake-ups inside one process. Signals are hints and drafts; whoever misses one reads the store.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::ports::{Bus, Membership, Signal, Slot, Topic};

/// The mailboxes of each topic, numbered so that one can leave.
type Topics = HashMap<Topic, Vec<(u64, Slot)>>;

/// Carries signals between the tasks of one process.
#[derive(Clone, Debug, Default)]
pub struct InProcess {
    topics: Arc<Mutex<Topics>>,
    next: Arc<AtomicU64>,
}

impl InProcess {
    fn topics(&self) -> MutexGuard<'_, Topics> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bus for InProcess {
    fn publish(&self, topic: &Topic, signal: Signal) {
        let signal = Arc::new(signal);
        for (_, slot) in self.topics().get(topic).into_iter().flatten() {
            slot.put(signal.clone());
        }
    }
    fn join(&self, topic: Topic, slot: &Slot) -> Membership {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.topics().entry(topic.clone()).or_default().push((number, slot.clone()));
        Box::new(Place { bus: self.clone(), topic, number })
    }
    fn present(&self, topic: &Topic) -> bool {
        self.topics().contains_key(topic)
    }
}

/// One mailbox in one topic; leaves when it is dropped.
struct Place {
    bus: InProcess,
    topic: Topic,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut topics = self.bus.topics();
        if let Some(places) = topics.get_mut(&self.topic) {
            places.retain(|(number, _)| *number != self.number);
            if places.is_empty() {
                topics.remove(&self.topic);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::ids::{ContactId, ConversationId, Seq},
        ports::mailbox,
    };

    #[tokio::test]
    async fn a_full_mailbox_is_told_and_a_dropped_place_leaves() {
        let bus = InProcess::default();
        let topic = Topic::Contact(ContactId::new(uuid::Uuid::nil()));
        let (slot, mut mail) = mailbox(1);
        let place = bus.join(topic.clone(), &slot);
        let appended =
            |seq| Signal::Appended { conversation: ConversationId::new(uuid::Uuid::nil()), seq: Seq(seq) };
        bus.publish(&topic, appended(1));
        bus.publish(&topic, appended(2));
        assert!(mail.next().await.is_some() && mail.take_lagged() && !mail.take_lagged());
        assert!(bus.present(&topic));
        drop(place);
        assert!(!bus.present(&topic));
    }
}
