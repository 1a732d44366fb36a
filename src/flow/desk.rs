//! The desk: who is there, what waits, who takes it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    domain::{
        conversation::{AgentCommand, Command, DeskFacts, PolicyCommand, State, Wish},
        event::{AgentRef, Cause, Severity},
        ids::{AgentId, ConversationId, InboxKey, Locale},
        personal::Personal,
        policy::{Need, Policy},
        routing::{self, Candidate, Why},
        time::Timestamp,
    },
    ports::{AgentRow, QueueRow, Signal, Topic, WaitingFilter},
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
    /// All of them, and when that was read.
    roster: Mutex<Option<(Timestamp, Arc<Vec<AgentRow>>)>>,
}

/// How old the list of agents may be.
const ROSTER_FOR: Duration = Duration::from_secs(2);
/// Waiting cases read at once for who asks for the next one; more only where others are faster.
const NEXT_ROWS: usize = 16;
/// Cases that one look tries to offer; agents who fit are full long before.
const OFFERS_MAX: usize = 200;

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
    fn nobody(&self) -> bool {
        locked(&self.agents).values().all(|attendance| attendance.n_sockets == 0 || attendance.away)
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
        // They may be new.
        *locked(&self.presence.roster) = None;
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
            None => self.inboxes().iter().map(|inbox| inbox.key().clone()).collect(),
            Some(inboxes) => inboxes.iter().filter(|key| self.inbox(key).is_some()).cloned().collect(),
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
        // Who was removed may still have a socket for a while.
        if !self.roster().await?.iter().any(|row| row.id == agent.id) {
            return Err(FlowError::NotFound);
        }
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
            && !self.inboxes().iter().any(|inbox| inbox.policy.queue == *queue)
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
        let filter = self.within_reach(agent, queue);
        loop {
            let rows = self.outside.store.waiting(filter.clone(), NEXT_ROWS).await?;
            let n_rows = rows.len();
            for row in rows {
                match self.agent(agent, row.conversation, cause, Wish::Claim).await {
                    // Somebody else was faster: the next one.
                    Err(FlowError::Refused(_)) => {}
                    done => return done,
                }
            }
            if n_rows < NEXT_ROWS {
                return Err(FlowError::NotFound);
            }
        }
    }

    /// Returns which waiting cases an agent can take: as `routing::fits`, but for their capacity, which is about offers.
    fn within_reach(&self, agent: &AgentRow, queue: Option<&str>) -> WaitingFilter {
        let inboxes = self.inboxes_of(agent);
        let lacks = |need: &&Need| agent.skills.get(&need.skill).is_none_or(|level| *level < need.level);
        let beyond = inboxes.iter().filter_map(|key| self.inbox(key)).flat_map(|inbox| {
            let needs = inbox.policy.routing.needs.iter().filter(lacks);
            needs.map(|need| (inbox.key().clone(), need.topic.clone())).collect::<Vec<_>>()
        });
        let spoken: Vec<Locale> =
            Locale::ALL.into_iter().filter(|locale| routing::speaks(&agent.skills, *locale)).collect();
        WaitingFilter {
            beyond: beyond.collect(),
            locales: (spoken.len() < Locale::ALL.len()).then_some(spoken),
            queue: queue.map(str::to_owned),
            tier: agent.tier,
            inboxes,
        }
    }

    /// Returns what decisions need to know of the desk beyond the conversation.
    pub(super) async fn desk_facts(&self, state: &State, policy: &Policy) -> Result<DeskFacts, FlowError> {
        let roster = self.roster().await?;
        let members: Vec<&AgentRow> = roster.iter().filter(|agent| is_member(agent, &state.inbox)).collect();
        let online = members.iter().filter(|agent| self.presence.is_online(agent.id));
        // Others are counted where their word is needed.
        let is_alone = !state.named && !policy.hours.open_at(self.now());
        let n_critical = match is_alone {
            true => self.outside.store.n_critical(&state.inbox, state.contact).await?,
            false => 0,
        };
        Ok(DeskFacts {
            tier_top: members.iter().map(|agent| agent.tier).max().unwrap_or(1),
            tier_online: online.map(|agent| agent.tier).max().unwrap_or(0),
            n_critical,
        })
    }

    /// Returns every agent, as they were a few seconds ago: they are added and changed by other processes too.
    async fn roster(&self) -> Result<Arc<Vec<AgentRow>>, FlowError> {
        let now = self.now();
        if let Some((at, agents)) = &*locked(&self.presence.roster)
            && now.since(*at) < ROSTER_FOR
        {
            return Ok(agents.clone());
        }
        let agents = Arc::new(self.outside.store.agents().await?);
        *locked(&self.presence.roster) = Some((now, agents.clone()));
        Ok(agents)
    }

    /// Offers waiting cases to agents who are there, one agent at a time for each case.
    pub(super) async fn offer(self: &Arc<Self>) -> Result<(), FlowError> {
        let keys: Vec<InboxKey> = self
            .inboxes()
            .iter()
            .filter(|inbox| inbox.policy.routing.offers)
            .map(|inbox| inbox.key().clone())
            .collect();
        if keys.is_empty() || self.presence.nobody() {
            return Ok(());
        }
        let roster = self.roster().await?;
        let online: Vec<&AgentRow> =
            roster.iter().filter(|agent| self.presence.is_online(agent.id)).collect();
        let rows = self.outside.store.queue(Some(&keys)).await?;
        // What they have anywhere counts, and what they are asked to take.
        let mut n_open: HashMap<AgentId, u32> = HashMap::new();
        let held = self.outside.store.held().await?;
        let held = held.iter().filter_map(|row| Some(row.agent?.0));
        for holder in held.chain(rows.iter().filter_map(|row| Some(row.offer?.agent))) {
            *n_open.entry(holder).or_default() += 1;
        }
        let mut waiting: Vec<&QueueRow> =
            rows.iter().filter(|row| row.agent.is_none() && row.offer.is_none()).collect();
        waiting.sort_by(|a, b| routing::order(&a.waiting(), &b.waiting()));
        let mut n_read = 0;
        for row in waiting {
            let fits = |agent: &&&AgentRow| {
                is_member(agent, &row.inbox)
                    && agent.tier >= row.tier
                    && routing::speaks(&agent.skills, row.locale)
                    && (row.severity == Severity::Critical
                        || n_open.get(&agent.id).copied().unwrap_or(0) < agent.capacity)
            };
            // Who cannot be asked costs no look into the log.
            let candidates: Vec<&AgentRow> = online.iter().filter(fits).copied().collect();
            if candidates.is_empty() {
                continue;
            }
            n_read += 1;
            if n_read > OFFERS_MAX {
                break;
            }
            if let Some(agent) = self.offer_one(row, &candidates, &n_open).await? {
                *n_open.entry(agent).or_default() += 1;
            }
        }
        Ok(())
    }

    /// Says why a case is where it is in an agent's queue.
    #[must_use]
    pub fn why(&self, agent: AgentId, row: &QueueRow) -> Vec<Why> {
        let inbox = self.inbox(&row.inbox);
        let needs = inbox.as_ref().map_or(&[][..], |inbox| &inbox.policy.routing.needs);
        routing::why(&row.waiting(), needs, agent, row.had_by, self.now())
    }

    async fn offer_one(
        self: &Arc<Self>,
        row: &QueueRow,
        roster: &[&AgentRow],
        n_open: &HashMap<AgentId, u32>,
    ) -> Result<Option<AgentId>, FlowError> {
        let before = self.read(row.conversation).await?;
        let Some(case) = before.state.case.clone() else { return Ok(None) };
        let needs = before.policy.routing.needs.clone();
        self.keep(before.log, before.state);
        let candidates: Vec<Candidate> = roster
            .iter()
            .filter(|agent| !case.passed.contains(&agent.id))
            .map(|agent| Candidate {
                agent: agent.id,
                tier: agent.tier,
                skills: agent.skills.clone(),
                n_open: n_open.get(&agent.id).copied().unwrap_or(0),
                capacity: agent.capacity,
            })
            .collect();
        let chosen = routing::choose(&row.waiting(), &candidates, &needs, row.had_by);
        let Some(agent) = chosen.and_then(|chosen| roster.iter().find(|agent| agent.id == chosen.agent))
        else {
            return Ok(None);
        };
        self.by_policy(row.conversation, PolicyCommand::Offer { agent: named(agent) }).await?;
        Ok(Some(agent.id))
    }

    /// Gives back the claims of agents who are gone, at once where they were removed.
    pub(super) async fn release_gone(self: &Arc<Self>, started: Timestamp) -> Result<(), FlowError> {
        let patience = self.settings.limits.agent_gone_after;
        let now = self.now();
        for row in self.outside.store.held().await? {
            if let Some((agent, claim)) = row.agent
                && (row.agent_name.is_none() || self.presence.is_gone(agent, patience, started, now))
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
