//! `GET /v1/agent`: an agent's desk. The queue as it changes, and any conversation of their inboxes they follow.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use axum::extract::ws::WebSocket;
use governor::DefaultDirectRateLimiter;
use tokio::time::{Instant, timeout};

use crate::{
    domain::{
        event::{Cause, Role},
        ids::{ClientId, ConversationId, InboxKey, Seq},
    },
    flow::{FlowError, commit::Done},
    ports::{AgentRow, Mailbox, Membership, QueueRow, Signal, Slot, StoreError, Topic, mailbox},
};

use super::{
    Web, auth,
    drafting::Drafting,
    error::{End, close},
    frames, gate,
    peer::Peer,
    session::Secret,
    shown::Shown,
    wire::{
        Ack, AgentFrame, AgentServerFrame, Attendance, CaughtUp, Colleague, ErrorCode, ErrorFrame,
        InboxLists, QueueItem, Read, RequestId, Typing, WelcomeAgent,
    },
    wishes::{self, Asked},
};

/// Signals that may wait while a socket is busy; beyond that it reads queue and logs anew.
const SIGNALS_MAX: usize = 256;
/// Events of one page while catching up.
const PAGE: usize = 200;
/// Conversations one socket may follow.
const FOLLOWED_MAX: usize = 100;
/// Time between two looks at whether the agent may still be here; a sign-out and a removal are looked at once.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// Serves one agent's socket from its first frame to its end.
pub(super) async fn serve(web: Arc<Web>, socket: WebSocket, secret: Option<Secret>) {
    let mut peer = Peer::new(socket, &web.flow.settings().limits);
    let mut session = match Box::pin(greet(&web, &mut peer, secret)).await {
        Ok(session) => session,
        Err(end) => return Box::pin(peer.end(end)).await,
    };
    web.flow.agent_came(&session.agent);
    let end = match session.welcome(&mut peer).await {
        Ok(()) => session.follow(&mut peer).await,
        Err(end) => end,
    };
    web.flow.agent_left(&session.agent);
    Box::pin(peer.end(end)).await;
}

/// One agent's socket after `hello`.
struct Session {
    web: Arc<Web>,
    agent: AgentRow,
    /// The console's session, where the agent came by one.
    secret: Option<Secret>,
    inboxes: Vec<InboxKey>,
    slot: Slot,
    mail: Mailbox,
    _memberships: Vec<Membership>,
    followed: HashMap<ConversationId, Followed>,
    /// Cases of the desk that this socket was told of.
    shown: HashSet<ConversationId>,
    frames: DefaultDirectRateLimiter,
    drafting: Drafting,
}

/// A conversation the agent follows.
struct Followed {
    sent: Seq,
    shown: Shown,
    _membership: Membership,
}

async fn greet(web: &Arc<Web>, peer: &mut Peer, secret: Option<Secret>) -> Result<Session, End> {
    let first = timeout(web.flow.settings().limits.hello_wait, peer.next()).await;
    let text = first.map_err(|_| End::Close(close::SILENT, "no hello in time"))??;
    let token = match text.as_deref().map(frames::parse) {
        Some(Ok(AgentFrame::Hello { token })) => token,
        Some(Err(error)) => {
            let error = ErrorFrame { code: ErrorCode::BadHello, ..error };
            return refuse(peer, error, End::Close(close::BAD_HELLO, "bad hello")).await;
        }
        Some(Ok(_)) | None => {
            let error = ErrorFrame::new(ErrorCode::BadHello, "the first frame is hello", None);
            return refuse(peer, error, End::Close(close::BAD_HELLO, "bad hello")).await;
        }
    };
    // A token that was given speaks alone: who says who they are is not somebody else by a cookie.
    let (found, secret) = match (&token, secret) {
        (Some(token), _) => (auth::agent(&web.flow, token).await, None),
        (None, Some(secret)) => (secret.agent(web).await, Some(secret)),
        (None, None) => (Ok(None), None),
    };
    let Some(agent) = found.map_err(|error| overloaded(&error))? else {
        let message = match token {
            Some(_) => "the token is not valid; make one with `firstline agent add NAME`",
            None => "nobody is signed in; sign in, or give an agent's token",
        };
        let error = ErrorFrame::new(ErrorCode::Unauthorized, message, None);
        return refuse(peer, error, End::Close(close::UNAUTHORIZED, "unauthorized")).await;
    };
    let inboxes = web.flow.inboxes_of(&agent);
    let (slot, mail) = mailbox(SIGNALS_MAX);
    let bus = &web.flow.outside().bus;
    let memberships = inboxes.iter().map(|inbox| bus.join(Topic::Inbox(inbox.clone()), &slot)).collect();
    Ok(Session {
        web: web.clone(),
        agent,
        secret,
        inboxes,
        slot,
        mail,
        _memberships: memberships,
        followed: HashMap::new(),
        shown: HashSet::new(),
        frames: gate::agent_frames(),
        drafting: Drafting::default(),
    })
}

async fn refuse<T>(peer: &mut Peer, error: ErrorFrame, end: End) -> Result<T, End> {
    peer.send(&AgentServerFrame::Error(error)).await?;
    Err(end)
}

impl Session {
    async fn welcome(&mut self, peer: &mut Peer) -> Result<(), End> {
        let inboxes: Vec<_> = self.inboxes.iter().filter_map(|key| self.web.flow.inbox(key)).collect();
        let mut queues: Vec<String> = inboxes.iter().map(|inbox| inbox.policy.queue.clone()).collect();
        queues.sort();
        queues.dedup();
        let colleagues = self.web.flow.colleagues(&self.agent).await.map_err(|error| {
            tracing::warn!(error = %error, "An agent's socket could not be served from the store");
            End::Close(close::OVERLOADED, "try again")
        })?;
        let welcome = AgentServerFrame::Welcome {
            agent: WelcomeAgent::of(&self.agent),
            queues,
            inboxes: self.inboxes.clone(),
            agents: colleagues
                .into_iter()
                .map(|(agent, online)| {
                    let mut shared = self.web.flow.inboxes_of(&agent);
                    shared.retain(|key| self.inboxes.contains(key));
                    Colleague { id: agent.id, name: agent.name, online, inboxes: shared }
                })
                .collect(),
            lists: inboxes.iter().map(|inbox| InboxLists::of(inbox)).collect(),
            model: self.web.flow.outside().model.is_some(),
        };
        peer.send(&welcome).await?;
        self.whole_queue(peer).await?;
        peer.send(&AgentServerFrame::CaughtUp(CaughtUp { conversation: None, seq: Seq(0) })).await
    }

    /// Sends every case as it stands, and that those shown before have left where they have.
    async fn whole_queue(&mut self, peer: &mut Peer) -> Result<(), End> {
        let store = &self.web.flow.outside().store;
        let rows = store.queue(Some(&self.inboxes)).await.map_err(|error| overloaded(&error))?;
        let there = rows.iter().map(|row| row.conversation).collect();
        let shown = std::mem::replace(&mut self.shown, there);
        for conversation in shown.difference(&self.shown) {
            let row = store.conversation(*conversation).await.map_err(|error| overloaded(&error))?;
            let seq = row.map_or(Seq(0), |row| row.seq);
            peer.send(&AgentServerFrame::QueueRemoved { conversation: *conversation, seq }).await?;
        }
        for row in rows {
            peer.send(&self.item(row)).await?;
        }
        Ok(())
    }

    fn item(&self, row: QueueRow) -> AgentServerFrame {
        let why = self.web.flow.why(self.agent.id, &row);
        let present = self.web.flow.outside().bus.present(&Topic::Contact(row.contact));
        AgentServerFrame::QueueItem(Box::new(QueueItem {
            conversation: row.conversation,
            seq: row.seq,
            inbox: row.inbox,
            queue: row.queue,
            severity: row.severity,
            tier: row.tier,
            subject: row.subject,
            locale: row.locale,
            state: if row.agent.is_some() { "agent" } else { "waiting" }.to_owned(),
            waiting_since: row.waiting_since,
            respond_by: row.respond_by,
            warn_at: row.respond_warn,
            n_pages: row.n_pages,
            resolve_by: row.resolve_by,
            agent: row.agent.map(|(agent, _)| agent),
            agent_name: row.agent_name,
            contact_name: row.contact_name,
            last: row.last,
            updated_at: Some(row.updated_at),
            present,
            topic: row.topic,
            product: row.product,
            offered_to: row.offer.map(|offer| offer.agent),
            offered_until: row.offer.map(|offer| offer.until),
            why,
        }))
    }

    async fn follow(&mut self, peer: &mut Peer) -> End {
        let (web, draining) = (self.web.clone(), self.web.draining.clone());
        let mut look_again = tokio::time::interval_at(Instant::now() + LOOK_AGAIN, LOOK_AGAIN);
        let mut signed_out = std::pin::pin!(web.signed_out.notified());
        loop {
            let step = tokio::select! {
                text = peer.next() => match text {
                    Ok(text) => Box::pin(self.frame(peer, text.as_deref())).await,
                    Err(end) => Err(end),
                },
                signal = self.mail.next() => match signal {
                    Some(signal) => Box::pin(self.signal(peer, &signal)).await,
                    None => Err(End::Gone),
                },
                draft = self.drafting.next() => peer.send(&AgentServerFrame::Draft(Box::new(draft))).await,
                _ = look_again.tick() => self.still_admitted().await,
                () = &mut signed_out => {
                    signed_out.set(web.signed_out.notified());
                    self.still_admitted().await
                }
                () = draining.cancelled() => Err(End::Close(close::DRAINING, "the server restarts; come back")),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    /// Ends the socket of a session that is over, and of an agent who was removed.
    async fn still_admitted(&self) -> Result<(), End> {
        let found = match self.secret {
            Some(secret) => secret.agent(&self.web).await,
            None => self.web.flow.outside().store.agent(self.agent.id).await,
        };
        match found {
            Ok(None) => Err(End::Close(close::UNAUTHORIZED, "signed out")),
            // A store that is busy removes nobody.
            Ok(Some(_)) | Err(_) => Ok(()),
        }
    }

    async fn signal(&mut self, peer: &mut Peer, signal: &Signal) -> Result<(), End> {
        if self.mail.take_lagged() {
            self.whole_queue(peer).await?;
            let followed: Vec<ConversationId> = self.followed.keys().copied().collect();
            for id in followed {
                self.catch_up(peer, id).await?;
            }
        }
        match signal {
            Signal::Appended { conversation, .. } => self.catch_up(peer, *conversation).await,
            Signal::Desk { conversation, seq } => self.desk_changed(peer, *conversation, *seq).await,
            Signal::Draft { conversation, .. } => {
                let delta =
                    self.followed.get_mut(conversation).and_then(|followed| followed.shown.delta(signal));
                match delta {
                    Some(delta) => peer.send(&AgentServerFrame::Delta(delta)).await,
                    None => Ok(()),
                }
            }
            Signal::Typing { conversation, who, on } => {
                let typing = Typing { conversation: Some(*conversation), who: *who, on: *on };
                peer.send(&AgentServerFrame::Typing(typing)).await
            }
            Signal::Read { conversation, who, seq } => {
                let read = Read { conversation: Some(*conversation), who: *who, seq: *seq };
                peer.send(&AgentServerFrame::Read(read)).await
            }
            Signal::Presence { agent, name, online } => {
                // Whoever was removed hears it in this way.
                if *agent == self.agent.id {
                    self.still_admitted().await?;
                }
                let name = Some(name.clone());
                peer.send(&AgentServerFrame::Presence { agent: *agent, name, online: *online }).await
            }
            Signal::UserPresence { conversation } => self.desk_changed(peer, *conversation, Seq(0)).await,
            Signal::Place { .. } | Signal::Notices { .. } => Ok(()),
        }
    }

    /// Sends the case as it stands, or that it left the desk.
    async fn desk_changed(
        &mut self,
        peer: &mut Peer,
        conversation: ConversationId,
        seq: Seq,
    ) -> Result<(), End> {
        let store = &self.web.flow.outside().store;
        let row = store.queue_row(conversation).await.map_err(|error| overloaded(&error))?;
        match row {
            Some(row) if self.inboxes.contains(&row.inbox) => {
                self.shown.insert(row.conversation);
                peer.send(&self.item(row)).await
            }
            Some(_) => Ok(()),
            None if seq > Seq(0) => {
                self.shown.remove(&conversation);
                peer.send(&AgentServerFrame::QueueRemoved { conversation, seq }).await
            }
            None => Ok(()),
        }
    }

    /// Sends what the log of a followed conversation holds beyond what was sent.
    async fn catch_up(&mut self, peer: &mut Peer, id: ConversationId) -> Result<(), End> {
        while let Some(followed) = self.followed.get_mut(&id) {
            let store = &self.web.flow.outside().store;
            let page = store.log(id, followed.sent, PAGE).await.map_err(|error| overloaded(&error))?;
            let Some(last) = page.last() else { break };
            followed.sent = last.seq;
            let full = page.len() == PAGE;
            for event in page {
                peer.send(&AgentServerFrame::Event(Box::new(frames::dressed(event)))).await?;
            }
            if !full {
                break;
            }
        }
        Ok(())
    }

    async fn frame(&mut self, peer: &mut Peer, text: Option<&str>) -> Result<(), End> {
        if self.frames.check().is_err() {
            let message = "far too many frames; slow down";
            let error = ErrorFrame::new(ErrorCode::RateLimited, message, None);
            return refuse(peer, error, End::Close(close::RATE_LIMITED, "too many frames")).await;
        }
        let parsed = match text {
            Some(text) => frames::parse::<AgentFrame>(text),
            None => Err(ErrorFrame::new(ErrorCode::BadFrame, "frames are text, not binary", None)),
        };
        match parsed {
            Ok(frame) => self.carry_out(peer, frame).await,
            Err(error) => peer.send(&AgentServerFrame::Error(error)).await,
        }
    }

    async fn carry_out(&mut self, peer: &mut Peer, frame: AgentFrame) -> Result<(), End> {
        // Whoever was removed or signed out does and reads nothing more.
        self.still_admitted().await?;
        if let Some(client_id) = wishes::client_id(&frame) {
            let cause = frames::cause(self.agent.id.raw(), client_id, &frame);
            let answer = match self.change(frame, client_id, cause).await {
                Ok(done) => {
                    AgentServerFrame::Ack(Ack { client_id, conversation: done.conversation, seq: done.seq })
                }
                Err(Refused::Flow(error)) => AgentServerFrame::Error(ErrorFrame::of(&error, Some(client_id))),
                Err(Refused::Frame(error)) => AgentServerFrame::Error(error),
            };
            return peer.send(&answer).await;
        }
        match frame {
            AgentFrame::Status { state } => {
                self.web.flow.agent_away(&self.agent, state == Attendance::Away);
                Ok(())
            }
            AgentFrame::Subscribe { conversation, after } => self.subscribe(peer, conversation, after).await,
            AgentFrame::Unsubscribe { conversation } => {
                self.followed.remove(&conversation);
                self.drafting.stop(conversation);
                Ok(())
            }
            AgentFrame::Draft { id, conversation } => self.draft(peer, id, conversation).await,
            AgentFrame::Typing { conversation, on } => {
                self.tell(peer, conversation, |id| Signal::Typing { conversation: id, who: Role::Agent, on })
                    .await
            }
            AgentFrame::Read { conversation, seq } => self.read(peer, conversation, seq).await,
            _ => {
                let error =
                    ErrorFrame::new(ErrorCode::BadFrame, "hello was said already; connect anew", None);
                peer.send(&AgentServerFrame::Error(error)).await
            }
        }
    }

    /// Carries out a frame that changes something.
    async fn change(&self, frame: AgentFrame, client_id: ClientId, cause: Cause) -> Result<Done, Refused> {
        let chars_max = self.web.flow.settings().limits.text_chars_max;
        let asked = wishes::read(frame, client_id, chars_max).map_err(Refused::Frame)?;
        Ok(match asked {
            Asked::Next { queue } => self.web.flow.claim_next(self.agent.id, queue.as_deref(), cause).await?,
            Asked::Of(conversation, wish) => {
                self.web.flow.agent(self.agent.id, conversation, cause, wish).await?
            }
        })
    }

    async fn subscribe(&mut self, peer: &mut Peer, id: ConversationId, after: Seq) -> Result<(), End> {
        if !self.may_see(id).await? {
            return not_found(peer).await;
        }
        if self.followed.len() >= FOLLOWED_MAX && !self.followed.contains_key(&id) {
            let message = "too many conversations are followed; unsubscribe from some";
            let error = ErrorFrame::new(ErrorCode::TooLarge, message, None);
            return peer.send(&AgentServerFrame::Error(error)).await;
        }
        let membership = self.web.flow.outside().bus.join(Topic::Conversation(id), &self.slot);
        let followed = Followed { sent: after, shown: Shown::default(), _membership: membership };
        self.followed.insert(id, followed);
        self.catch_up(peer, id).await?;
        let seq = self.followed.get(&id).map_or(after, |followed| followed.sent);
        peer.send(&AgentServerFrame::CaughtUp(CaughtUp { conversation: Some(id), seq })).await?;
        match self.web.flow.draft_of(id) {
            Some(draft) => self.signal(peer, &draft).await,
            None => Ok(()),
        }
    }

    async fn may_see(&self, id: ConversationId) -> Result<bool, End> {
        let row = self.web.flow.outside().store.conversation(id).await.map_err(|error| overloaded(&error))?;
        Ok(row.is_some_and(|row| self.inboxes.contains(&row.inbox)))
    }

    /// Begins a draft; the one before is given up.
    async fn draft(
        &mut self,
        peer: &mut Peer,
        id: RequestId,
        conversation: ConversationId,
    ) -> Result<(), End> {
        if !self.may_see(conversation).await? {
            return not_found(peer).await;
        }
        self.drafting.begin(&self.web.flow, id, conversation);
        Ok(())
    }

    async fn read(&self, peer: &mut Peer, id: ConversationId, seq: Seq) -> Result<(), End> {
        let store = &self.web.flow.outside().store;
        let row = store.conversation(id).await.map_err(|error| overloaded(&error))?;
        let Some(row) = row.filter(|row| self.inboxes.contains(&row.inbox)) else {
            return not_found(peer).await;
        };
        let seq = seq.min(row.seq);
        if store.put_read(id, Role::Agent, seq).await.map_err(|error| overloaded(&error))? {
            let read = Signal::Read { conversation: id, who: Role::Agent, seq };
            self.web.flow.outside().bus.publish(&Topic::Contact(row.contact), read.clone());
            self.web.flow.outside().bus.publish(&Topic::Conversation(id), read);
        }
        Ok(())
    }

    /// Tells the contact, and the other agents who follow.
    async fn tell(
        &self,
        peer: &mut Peer,
        id: ConversationId,
        signal: impl Fn(ConversationId) -> Signal,
    ) -> Result<(), End> {
        let outside = self.web.flow.outside();
        let row = outside.store.conversation(id).await.map_err(|error| overloaded(&error))?;
        let Some(row) = row.filter(|row| self.inboxes.contains(&row.inbox)) else {
            return not_found(peer).await;
        };
        outside.bus.publish(&Topic::Contact(row.contact), signal(id));
        outside.bus.publish(&Topic::Conversation(id), signal(id));
        Ok(())
    }
}

/// Why a changing frame was not carried out.
enum Refused {
    Frame(ErrorFrame),
    Flow(FlowError),
}

impl From<FlowError> for Refused {
    fn from(error: FlowError) -> Self {
        Self::Flow(error)
    }
}

async fn not_found(peer: &mut Peer) -> Result<(), End> {
    let error = ErrorFrame::new(ErrorCode::NotFound, "there is no such conversation in your inboxes", None);
    peer.send(&AgentServerFrame::Error(error)).await
}

fn overloaded(error: &StoreError) -> End {
    tracing::warn!(error = %error, "An agent's socket could not be served from the store");
    End::Close(close::OVERLOADED, "try again")
}
