//! What the clock brings: timers that are due, turns nobody runs, agents who are gone.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::{
    domain::{
        conversation::{PolicyCommand, Timer},
        event::Role,
    },
    ports::DueTimer,
};

use super::{Flow, FlowError};

/// Time between two looks at the tables.
const EVERY: Duration = Duration::from_secs(1);
/// How long a timer that cannot be carried out is put off; a start takes it up again.
const PUT_OFF: Duration = Duration::from_secs(3600);
/// How long a timer belongs to whoever carries it out.
const LEASE: Duration = Duration::from_secs(30);
/// Rows of one look; the next look takes the rest.
const ROWS_MAX: usize = 200;
/// Timers that are fired at once: about as many commits as share a write while users are busy.
const AT_ONCE: usize = 16;

impl Flow {
    /// Takes up what an earlier life of this process left unfinished. Call once, before anything is served.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn resume(self: &Arc<Self>) -> Result<(), FlowError> {
        self.outside.store.forget_leases().await?;
        self.take_up_orphans().await
    }

    /// Looks after timers, turns and claims until the end begins. What is promised by the clock waits for no long queue:
    /// timers and turns have a loop of their own.
    pub async fn watch(self: Arc<Self>) {
        tokio::join!(self.watch_clock(), self.watch_desk());
    }

    async fn watch_clock(self: &Arc<Self>) {
        while self.goes_on().await {
            for done in [self.fire_timers().await, self.take_up_orphans().await] {
                if let Err(error) = done {
                    tracing::warn!(error = %error, "Timers or turns wait for the store");
                }
            }
        }
    }

    async fn watch_desk(self: &Arc<Self>) {
        let started = self.now();
        while self.goes_on().await {
            if let Err(error) = self.follow_policies().await {
                tracing::warn!(error = %error, "Changed policies wait for the store");
            }
            for done in [
                self.work_out_anew().await,
                self.forget_removed().await,
                self.release_gone(started).await,
                self.offer().await,
                self.tell_waiting().await,
            ] {
                if let Err(error) = done {
                    tracing::warn!(error = %error, "Claims, offers or places wait for the store");
                }
            }
        }
    }

    /// Waits until the next look; false once the end has begun.
    async fn goes_on(&self) -> bool {
        self.ending.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some()
    }

    /// Timers are fired several at once, so that their commits share a write like those of users. One that cannot be
    /// carried out (its inbox left the configuration, say) holds up no other.
    async fn fire_timers(self: &Arc<Self>) -> Result<(), FlowError> {
        let now = self.now();
        let due = self.outside.store.lease_timers(now, now.plus(LEASE), ROWS_MAX).await?;
        let fired = stream::iter(due).map(|due| self.fire_or_put_off(due)).buffer_unordered(AT_ONCE);
        fired.try_collect().await
    }

    async fn fire_or_put_off(self: &Arc<Self>, due: DueTimer) -> Result<(), FlowError> {
        if let Err(error) = self.fire(due).await {
            let id = due.conversation;
            tracing::warn!(conversation.id = %id, error = %error, "A timer of {id} is put off");
            // A store that is busy is asked again when the lease is over.
            if matches!(error, FlowError::NotFound) {
                let later = self.now().plus(PUT_OFF);
                self.outside.store.put_off_timer(due.conversation, due.timer, later).await?;
            }
        }
        Ok(())
    }

    async fn take_up_orphans(self: &Arc<Self>) -> Result<(), FlowError> {
        for reply in self.outside.store.orphan_turns(self.now(), ROWS_MAX).await? {
            self.take_up(reply);
        }
        Ok(())
    }

    async fn fire(self: &Arc<Self>, due: DueTimer) -> Result<(), FlowError> {
        let command = match due.timer {
            Timer::Silence => PolicyCommand::Silence {
                read: self.outside.store.read_mark(due.conversation, Role::User).await?,
            },
            Timer::Close => PolicyCommand::Close,
            Timer::Promise => PolicyCommand::Promises,
            Timer::Page => PolicyCommand::Unclaimed,
            Timer::Offer => {
                let row = self.outside.store.queue_row(due.conversation).await?;
                let asked = row.and_then(|row| row.offer).map(|offer| offer.agent);
                PolicyCommand::OfferOver { there: asked.is_some_and(|agent| self.presence.is_online(agent)) }
            }
        };
        self.by_policy(due.conversation, command).await
    }
}
