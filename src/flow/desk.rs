//! The desk: who is there, what waits, who takes it.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    config::Inbox,
    domain::{
        conversation::{AgentCommand, Command, DeskFacts, PolicyCommand, State, Wish},
        event::{AgentRef, Cause, Destination, Severity},
        ids::{AgentId, ContactId, ConversationId, InboxKey, Locale},
        personal::Personal,
        policy::Policy,
        routing::{self, Candidate, Why},
        time::Timestamp,
    },
    ports::{AgentRow, QueueRow, Report, Signal, Topic, WaitingFilter},
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
    /// Inboxes where agents came or left, until waiting users are told.
    changed: Mutex<BTreeSet<InboxKey>>,
}

/// How old the list of agents may be.
const ROSTER_FOR: Duration = Duration::from_secs(2);
/// Waiting cases read at once for who asks for the next one; more only where others are faster.
const NEXT_ROWS: usize = 16;
/// Waiting cases read at once to offer them.
const OFFER_ROWS: usize = 250;
/// Reports of severity 1 about the same that are looked at: enough to believe them all.
const LIKE_ROWS: usize = 100;
/// How long reports of severity 1 count as being about the same.
const LIKE_WITHIN: Duration = Duration::from_secs(3_600);

#[derive(Clone, Debug)]
struct Attendance {
    n_sockets: u32,
    away: bool,
    /// Who, as they were when they came.
    agent: AgentRow,
    /// When the last socket went.
    left_at: Option<Timestamp>,
}

impl Presence {
    /// Counts the agents of an inbox who are there and not away.
    pub(super) fn n_online(&self, inbox: &InboxKey) -> usize {
        locked(&self.agents)
            .values()
            .filter(|attendance| attendance.n_sockets > 0 && !attendance.away)
            .filter(|attendance| is_member(&attendance.agent, inbox))
            .count()
    }
    /// Returns whether an agent is at the desk and takes cases.
    pub(super) fn is_online(&self, agent: AgentId) -> bool {
        locked(&self.agents)
            .get(&agent)
            .is_some_and(|attendance| attendance.n_sockets > 0 && !attendance.away)
    }
    fn nobody(&self) -> bool {
        locked(&self.agents).values().all(|attendance| attendance.n_sockets == 0 || attendance.away)
    }
    /// Returns whoever came and does not stand in a list of all agents.
    fn missing_from(&self, roster: &[AgentRow]) -> Vec<AgentRow> {
        let agents = locked(&self.agents);
        let came = agents.values().map(|attendance| &attendance.agent);
        came.filter(|agent| !roster.iter().any(|row| row.id == agent.id)).cloned().collect()
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
    pub fn agent_came(&self, agent: &AgentRow) {
        {
            let mut agents = locked(&self.presence.agents);
            let attendance = agents.entry(agent.id).or_insert_with(|| Attendance {
                n_sockets: 0,
                away: false,
                agent: agent.clone(),
                left_at: None,
            });
            attendance.n_sockets += 1;
            attendance.away = false;
        }
        // They may be new.
        *locked(&self.presence.roster) = None;
        self.presence_changed(agent);
    }

    /// An agent's socket is gone.
    pub fn agent_left(&self, agent: &AgentRow) {
        let now = self.now();
        if let Some(attendance) = locked(&self.presence.agents).get_mut(&agent.id) {
            attendance.n_sockets = attendance.n_sockets.saturating_sub(1);
            if attendance.n_sockets == 0 {
                attendance.left_at = Some(now);
            }
        }
        self.presence_changed(agent);
    }

    /// An agent says whether they take cases.
    pub fn agent_away(&self, agent: &AgentRow, away: bool) {
        if let Some(attendance) = locked(&self.presence.agents).get_mut(&agent.id) {
            attendance.away = away;
        }
        self.presence_changed(agent);
    }

    /// Whoever was removed is there no more: colleagues hear of it, and so do their own sockets, which end.
    pub(super) async fn forget_removed(&self) -> Result<(), FlowError> {
        let roster = self.roster().await?;
        for agent in self.presence.missing_from(&roster) {
            // They may be newer than the list.
            if self.outside.store.agent(agent.id).await?.is_none() {
                locked(&self.presence.agents).remove(&agent.id);
                self.presence_changed(&agent);
            }
        }
        Ok(())
    }

    fn presence_changed(&self, agent: &AgentRow) {
        let online = self.presence.is_online(agent.id);
        for inbox in self.inboxes_of(agent) {
            let presence = Signal::Presence { agent: agent.id, name: agent.name.clone(), online };
            self.outside.bus.publish(&Topic::Inbox(inbox.clone()), presence);
            locked(&self.presence.changed).insert(inbox);
        }
    }

    /// Tells waiting users where they stand, in inboxes where agents came or left since.
    pub(super) async fn tell_waiting(&self) -> Result<(), FlowError> {
        let changed = std::mem::take(&mut *locked(&self.presence.changed));
        for inbox in changed {
            self.tell_places(&inbox).await?;
        }
        Ok(())
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
    /// [`FlowError::NotFound`] for conversations of other inboxes as for those that are not there, and for who was
    /// removed; [`FlowError::EmptyTier`] and [`FlowError::ForeignQueue`] where nobody would see what is passed on.
    pub async fn agent(
        self: &Arc<Self>,
        agent: AgentId,
        id: ConversationId,
        cause: Cause,
        mut wish: Wish,
    ) -> Result<Done, FlowError> {
        let agent = self.as_stored(agent).await?;
        let row = self.outside.store.conversation(id).await?;
        let inbox = row.filter(|row| is_member(&agent, &row.inbox)).ok_or(FlowError::NotFound)?.inbox;
        if let Wish::Transfer { to, to_agent, .. } = &mut wish {
            if let Some(done) = self.done_before(cause).await? {
                return Ok(done);
            }
            *to_agent = self.destination(&inbox, to).await?;
        }
        let command = Command::Agent(AgentCommand { agent: named(&agent), wish });
        self.command(Target::Conversation(id), Some(cause), command).await
    }

    /// Returns an agent as they are this moment: their sockets hold what they were at hello, and may outlive them.
    async fn as_stored(&self, agent: AgentId) -> Result<AgentRow, FlowError> {
        self.outside.store.agent(agent).await?.ok_or(FlowError::NotFound)
    }

    /// Returns what a frame led to, where it was carried out before.
    async fn done_before(&self, cause: Cause) -> Result<Option<Done>, FlowError> {
        let Some(receipt) = self.outside.store.receipt(cause.actor, cause.client_id).await? else {
            return Ok(None);
        };
        if receipt.digest != cause.digest {
            return Err(FlowError::Contradicted);
        }
        Ok(Some(Done { conversation: receipt.conversation, seq: receipt.seq }))
    }

    /// Checks that somebody sees a case of the inbox where it is passed on to; returns the agent who is named there.
    async fn destination(&self, key: &InboxKey, to: &Destination) -> Result<Option<AgentRef>, FlowError> {
        if let Some(queue) = &to.queue {
            let inbox = self.inbox(key).ok_or(FlowError::NotFound)?;
            let own = inbox.policy.queue.clone();
            if *queue != own {
                return Err(FlowError::ForeignQueue { queue: queue.clone(), own });
            }
        }
        if let Some(tier) = to.tier {
            let agents = self.outside.store.agents().await?;
            if !agents.iter().any(|agent| agent.tier >= tier && is_member(agent, key)) {
                return Err(FlowError::EmptyTier { tier });
            }
        }
        let Some(other) = to.agent else { return Ok(None) };
        let other = self.outside.store.agent(other).await?;
        let other = other.filter(|other| is_member(other, key)).ok_or(FlowError::NotFound)?;
        Ok(Some(named(&other)))
    }

    /// Gives the agent the most urgent case they can take; of severity 1, which everybody can, the one they fall short
    /// of least.
    ///
    /// # Errors
    /// [`FlowError::NotFound`] where nothing waits.
    pub async fn claim_next(
        self: &Arc<Self>,
        agent: AgentId,
        queue: Option<&str>,
        cause: Cause,
    ) -> Result<Done, FlowError> {
        if let Some(done) = self.done_before(cause).await? {
            return Ok(done);
        }
        let agent = self.as_stored(agent).await?;
        let filter = self.within_reach(&agent, queue);
        // All others ask for nothing that the agent lacks: they stay in their order.
        let place = |row: &QueueRow| {
            let short = routing::shortfall(&row.waiting(), agent.tier, &agent.skills);
            (row.severity != Severity::Critical, short)
        };
        loop {
            let mut rows = self.outside.store.waiting(filter.clone(), 0, NEXT_ROWS).await?;
            rows.sort_by_cached_key(place);
            let n_rows = rows.len();
            for row in rows {
                match self.agent(agent.id, row.conversation, cause, Wish::Claim).await {
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

    /// Returns which waiting cases an agent can take: as `routing::fits`, but for hours and capacity, which are about
    /// offers.
    fn within_reach(&self, agent: &AgentRow, queue: Option<&str>) -> WaitingFilter {
        let spoken: Vec<Locale> =
            Locale::ALL.into_iter().filter(|locale| routing::speaks(&agent.skills, *locale)).collect();
        WaitingFilter {
            inboxes: self.inboxes_of(agent),
            queue: queue.map(str::to_owned),
            tier: agent.tier,
            locales: (spoken.len() < Locale::ALL.len()).then_some(spoken),
            skills: Some(agent.skills.clone()),
        }
    }

    /// Returns what decisions need to know of the desk beyond the conversation, which is about `topic`, or about what it
    /// was about before.
    pub(super) async fn desk_facts(
        &self,
        state: &State,
        policy: &Policy,
        topic: Option<&str>,
    ) -> Result<DeskFacts, FlowError> {
        let roster = self.roster().await?;
        let members: Vec<&AgentRow> = roster.iter().filter(|agent| is_member(agent, &state.inbox)).collect();
        let online = members.iter().filter(|agent| self.presence.is_online(agent.id));
        // Others are counted where their word is needed.
        let is_alone = !state.named && !policy.hours.open_at(self.now());
        let n_like = if is_alone {
            let alike = self.alike(state, topic).await?;
            let contacts: BTreeSet<ContactId> = alike.iter().map(|row| row.contact).collect();
            u32::try_from(contacts.len()).unwrap_or(u32::MAX)
        } else {
            0
        };
        let queued = state.case.as_ref().and_then(|case| case.queued.as_ref());
        let tier = queued.map_or(1, |queued| queued.tier);
        let tier_online = online.map(|agent| agent.tier).max().unwrap_or(0);
        let tier_above = members.iter().map(|agent| agent.tier).filter(|above| *above > tier).min();
        let is_told = self.is_told_of_pages(&state.inbox, tier)
            || tier_above.is_some_and(|above| self.is_told_of_pages(&state.inbox, above));
        Ok(DeskFacts { tier_above, tier_online, n_like, is_reachable: tier_online > 0 || is_told })
    }

    /// Returns the cases of severity 1 that others reported a short while ago, about the same as far as is known.
    async fn alike(&self, state: &State, topic: Option<&str>) -> Result<Vec<QueueRow>, FlowError> {
        let report = Report {
            inbox: state.inbox.clone(),
            contact: state.contact,
            topic: topic.or(state.topic.as_deref()).map(str::to_owned),
            since: self.now().minus(LIKE_WITHIN),
        };
        Ok(self.outside.store.alike(report, LIKE_ROWS).await?)
    }

    /// Calls for those, too, whose word was not enough until somebody reported the same: they wait no longer than who
    /// came last.
    pub(super) fn call_for_others(self: &Arc<Self>, state: State) {
        let flow = self.clone();
        self.tasks.spawn(async move {
            let called = async {
                let mut alike = flow.alike(&state, None).await?;
                alike.retain(|row| row.n_pages == 0 && row.agent.is_none());
                for row in alike {
                    flow.by_policy(row.conversation, PolicyCommand::Unclaimed).await?;
                }
                // They wait for less long than they were told.
                locked(&flow.presence.changed).insert(state.inbox.clone());
                Ok::<(), FlowError>(())
            };
            if let Err(error) = called.await {
                tracing::warn!(error = %error, "Those who reported the same before {} wait until it opens", state.id);
            }
        });
    }

    /// Returns whether a receiver is told when a case there calls for somebody.
    pub(super) fn is_told_of_pages(&self, inbox: &InboxKey, tier: u8) -> bool {
        self.settings.receivers.iter().any(|receiver| receiver.listener.hears_pages(inbox, tier))
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
        let inboxes: Vec<InboxKey> = self
            .inboxes()
            .iter()
            .filter(|inbox| inbox.policies().any(|policy| policy.routing.offers))
            .map(|inbox| inbox.key().clone())
            .collect();
        if inboxes.is_empty() || self.presence.nobody() {
            return Ok(());
        }
        let roster = self.roster().await?;
        let online: Vec<&AgentRow> =
            roster.iter().filter(|agent| self.presence.is_online(agent.id)).collect();
        let mut n_open = self.outside.store.n_open().await?;
        let everything = WaitingFilter::all(inboxes);
        let mut skip = 0;
        loop {
            let rows = self.outside.store.waiting(everything.clone(), skip, OFFER_ROWS).await?;
            for row in rows.iter().filter(|row| row.offer.is_none()) {
                let is_full =
                    |agent: &&AgentRow| n_open.get(&agent.id).copied().unwrap_or(0) >= agent.capacity;
                // Severity 1 comes first, and is asked of full agents too.
                if row.severity != Severity::Critical && online.iter().all(is_full) {
                    return Ok(());
                }
                if let Some(agent) = self.offer_one(row, &online, &n_open).await? {
                    *n_open.entry(agent).or_default() += 1;
                }
            }
            if rows.len() < OFFER_ROWS {
                return Ok(());
            }
            skip += rows.len();
        }
    }

    /// Says why a case is where it is in an agent's queue.
    #[must_use]
    pub fn why(&self, agent: AgentId, row: &QueueRow) -> Vec<Why> {
        routing::why(&row.waiting(), agent, row.had_by, self.now())
    }

    async fn offer_one(
        self: &Arc<Self>,
        row: &QueueRow,
        online: &[&AgentRow],
        n_open: &HashMap<AgentId, u32>,
    ) -> Result<Option<AgentId>, FlowError> {
        let Some(inbox) = self.inbox(&row.inbox) else { return Ok(None) };
        if !inbox.policy_for(row.account.as_deref(), row.plan.as_deref()).routing.offers {
            return Ok(None);
        }
        let candidates: Vec<Candidate> = online
            .iter()
            .filter(|agent| is_member(agent, &row.inbox) && !row.passed.contains(&agent.id))
            .map(|agent| Candidate {
                agent: agent.id,
                tier: agent.tier,
                skills: agent.skills.clone(),
                n_open: n_open.get(&agent.id).copied().unwrap_or(0),
                capacity: agent.capacity,
                works: self.works(agent, &inbox),
            })
            .collect();
        let chosen = routing::choose(&row.waiting(), &candidates, row.had_by);
        let Some(agent) = chosen.and_then(|chosen| online.iter().find(|agent| agent.id == chosen.agent))
        else {
            return Ok(None);
        };
        self.by_policy(row.conversation, PolicyCommand::Offer { agent: named(agent) }).await?;
        Ok(Some(agent.id))
    }

    /// Returns whether any inbox has a team of that name.
    #[must_use]
    pub fn knows_team(&self, team: &str) -> bool {
        self.inboxes().iter().any(|inbox| self.settings.hours_of_team(inbox, team).is_some())
    }

    /// Returns whether any team of an agent works now. One that nothing is known of does.
    fn works(&self, agent: &AgentRow, inbox: &Inbox) -> bool {
        let now = self.now();
        let works =
            |team: &String| self.settings.hours_of_team(inbox, team).is_none_or(|hours| hours.open_at(now));
        agent.teams.is_empty() || agent.teams.iter().any(works)
    }

    /// Gives back the claims of agents who are gone, at once where they were removed, and takes back what was offered to
    /// somebody who is away: it is free for the next one.
    pub(super) async fn release_gone(self: &Arc<Self>, started: Timestamp) -> Result<(), FlowError> {
        let patience = self.settings.limits.agent_gone_after;
        let now = self.now();
        for row in self.outside.store.held().await? {
            let is_gone =
                |agent| row.agent_name.is_none() || self.presence.is_gone(agent, patience, started, now);
            let command = match (row.agent, row.offer) {
                (Some((agent, claim)), _) if is_gone(agent) => PolicyCommand::ReleaseGone { claim },
                (None, Some(offer)) if !self.presence.is_online(offer.agent) => {
                    PolicyCommand::OfferOver { there: false }
                }
                _ => continue,
            };
            if let Err(error) = self.by_policy(row.conversation, command).await {
                let id = row.conversation;
                tracing::warn!(conversation.id = %id, error = %error, "{id} could not be taken back from who is gone");
            }
        }
        Ok(())
    }
}

pub(super) fn is_member(agent: &AgentRow, inbox: &InboxKey) -> bool {
    agent.inboxes.as_ref().is_none_or(|inboxes| inboxes.contains(inbox))
}

fn named(agent: &AgentRow) -> AgentRef {
    AgentRef { id: Some(agent.id), name: Personal::new(agent.name.clone()) }
}
