//! The desk: who is there, what waits, who takes it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    domain::{
        conversation::{AgentCommand, Command, PolicyCommand, Wish},
        event::{AgentRef, Cause},
        ids::{AgentId, ConversationId, InboxKey},
        personal::Personal,
        time::Timestamp,
    },
    ports::{AgentRow, QueueRow, Signal, Topic},
};

use super::{
    Flow, FlowError,
    commit::{Done, Target},
    locked,
};

/// Which agents are there. Kept in memory alone: after a restart everybody is away until they say hello.
#[derive(Debug, Default)]
pub struct Presence {
    agents: Mutex<HashMap<AgentId, Attendance>>,
}

#[derive(Clone, Debug)]
struct Attendance {
    n_sockets: u32,
    away: bool,
    inboxes: Option<Vec<InboxKey>>,
    /// When the last socket went.
    left_at: Option<Timestamp>,
}

impl Presence {
    /// Counts the agents of an inbox who are there and not away.
    pub(super) fn n_online(&self, inbox: &InboxKey) -> usize {
        locked(&self.agents)
            .values()
            .filter(|attendance| attendance.n_sockets > 0 && !attendance.away)
            .filter(|attendance| attendance.inboxes.as_ref().is_none_or(|inboxes| inboxes.contains(inbox)))
            .count()
    }
    fn is_online(&self, agent: AgentId) -> bool {
        locked(&self.agents)
            .get(&agent)
            .is_some_and(|attendance| attendance.n_sockets > 0 && !attendance.away)
    }
    /// Returns whether an agent has been gone for `patience`; one who was never seen is gone since `started`.
    fn is_gone(&self, agent: AgentId, patience: Duration, started: Timestamp, now: Timestamp) -> bool {
        let since = match locked(&self.agents).get(&agent) {
            Some(attendance) if attendance.n_sockets > 0 => return false,
            Some(attendance) => attendance.left_at.unwrap_or(started),
            None => started,
        };
        now.since(since) >= patience
    }
}

impl Flow {
    /// An agent's socket said hello: they are online.
    pub async fn agent_came(self: &Arc<Self>, agent: &AgentRow) {
        {
            let mut agents = locked(&self.presence.agents);
            let attendance = agents.entry(agent.id).or_insert(Attendance {
                n_sockets: 0,
                away: false,
                inboxes: None,
                left_at: None,
            });
            attendance.n_sockets += 1;
            attendance.away = false;
            attendance.inboxes.clone_from(&agent.inboxes);
        }
        self.presence_changed(agent).await;
    }

    /// An agent's socket is gone.
    pub async fn agent_left(self: &Arc<Self>, agent: &AgentRow) {
        let now = self.now();
        if let Some(attendance) = locked(&self.presence.agents).get_mut(&agent.id) {
            attendance.n_sockets = attendance.n_sockets.saturating_sub(1);
            if attendance.n_sockets == 0 {
                attendance.left_at = Some(now);
            }
        }
        self.presence_changed(agent).await;
    }

    /// An agent says whether they take cases.
    pub async fn agent_away(self: &Arc<Self>, agent: &AgentRow, away: bool) {
        if let Some(attendance) = locked(&self.presence.agents).get_mut(&agent.id) {
            attendance.away = away;
        }
        self.presence_changed(agent).await;
    }

    async fn presence_changed(self: &Arc<Self>, agent: &AgentRow) {
        let online = self.presence.is_online(agent.id);
        for inbox in self.inboxes_of(agent) {
            let presence = Signal::Presence { agent: agent.id, name: agent.name.clone(), online };
            self.outside.bus.publish(&Topic::Inbox(inbox.clone()), presence);
            if let Err(error) = self.tell_places(&inbox).await {
                tracing::warn!(error = %error, "Waiting users were not told that an agent came or left");
            }
        }
    }

    /// Returns the inboxes an agent is a member of.
    #[must_use]
    pub fn inboxes_of(&self, agent: &AgentRow) -> Vec<InboxKey> {
        let mut keys: Vec<InboxKey> = match &agent.inboxes {
            None => self.inboxes.keys().cloned().collect(),
            Some(inboxes) => inboxes.iter().filter(|key| self.inboxes.contains_key(*key)).cloned().collect(),
        };
        keys.sort();
        keys
    }

    /// Returns the agents who share an inbox with this one, by name and with whether they are there; oneself included.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn colleagues(&self, agent: &AgentRow) -> Result<Vec<(AgentRow, bool)>, FlowError> {
        let mine = self.inboxes_of(agent);
        let all = self.outside.store.agents().await?;
        Ok(all
            .into_iter()
            .filter(|other| other.id == agent.id || mine.iter().any(|inbox| is_member(other, inbox)))
            .map(|other| {
                let online = self.presence.is_online(other.id);
                (other, online)
            })
            .collect())
    }

    /// Returns how many agents of an inbox are there.
    #[must_use]
    pub fn n_agents_online(&self, inbox: &InboxKey) -> usize {
        self.presence.n_online(inbox)
    }

    /// Carries out what an agent wants of a conversation of their inboxes.
    ///
    /// # Errors
    /// [`FlowError::NotFound`] for conversations of other inboxes as for those that are not there.
    pub async fn agent(
        self: &Arc<Self>,
        agent: &AgentRow,
        id: ConversationId,
        cause: Cause,
        mut wish: Wish,
    ) -> Result<Done, FlowError> {
        let row = self.outside.store.conversation(id).await?;
        let inbox = row.filter(|row| is_member(agent, &row.inbox)).ok_or(FlowError::NotFound)?.inbox;
        if let Wish::Transfer { to, to_agent, .. } = &mut wish
            && let Some(other) = to.agent
        {
            let other = self.outside.store.agent(other).await?;
            let other = other.filter(|other| is_member(other, &inbox)).ok_or(FlowError::NotFound)?;
            *to_agent = Some(named(&other));
        }
        if let Wish::Transfer { to, .. } = &wish
            && let Some(queue) = &to.queue
            && !self.inboxes.values().any(|inbox| inbox.policy.queue == *queue)
        {
            return Err(FlowError::NotFound);
        }
        let command = Command::Agent(AgentCommand { agent: named(agent), wish });
        self.command(Target::Conversation(id), Some(cause), command).await
    }

    /// Gives the agent the case that has waited longest for what it needs.
    ///
    /// # Errors
    /// [`FlowError::NotFound`] where nothing waits.
    pub async fn claim_next(
        self: &Arc<Self>,
        agent: &AgentRow,
        queue: Option<&str>,
        cause: Cause,
    ) -> Result<Done, FlowError> {
        if let Some(receipt) = self.outside.store.receipt(cause.actor, cause.client_id).await? {
            return if receipt.digest == cause.digest {
                Ok(Done { conversation: receipt.conversation, seq: receipt.seq })
            } else {
                Err(FlowError::Contradicted)
            };
        }
        let inboxes = self.inboxes_of(agent);
        let waits = |row: &QueueRow| row.agent.is_none() && queue.is_none_or(|queue| row.queue == queue);
        for row in self.outside.store.queue(Some(&inboxes)).await?.into_iter().filter(waits) {
            match self.agent(agent, row.conversation, cause, Wish::Claim).await {
                // Somebody else was faster: the next one.
                Err(FlowError::Refused(_)) => {}
                done => return done,
            }
        }
        Err(FlowError::NotFound)
    }

    /// Gives back the claims of agents who are gone.
    pub(super) async fn release_gone(self: &Arc<Self>, started: Timestamp) -> Result<(), FlowError> {
        let patience = self.settings.limits.agent_gone_after;
        let now = self.now();
        for row in self.outside.store.queue(None).await? {
            if let Some((agent, claim)) = row.agent
                && self.presence.is_gone(agent, patience, started, now)
            {
                let released = self.by_policy(row.conversation, PolicyCommand::ReleaseGone { claim }).await;
                if let Err(error) = released {
                    let id = row.conversation;
                    tracing::warn!(conversation.id = %id, error = %error, "The claim on {id} could not be given back");
                }
            }
        }
        Ok(())
    }
}

fn is_member(agent: &AgentRow, inbox: &InboxKey) -> bool {
    agent.inboxes.as_ref().is_none_or(|inboxes| inboxes.contains(inbox))
}

fn named(agent: &AgentRow) -> AgentRef {
    AgentRef { id: Some(agent.id), name: Personal::new(agent.name.clone()) }
}
