//! `GET /v1/chat`: one contact, one inbox, one cursor into the log.
//!
//! Events are read from the store after a wake-up, in pages, and pass the contact view; nothing is queued for a
//! socket that does not read.

use std::{net::IpAddr, sync::Arc};

use axum::extract::ws::WebSocket;
use governor::DefaultDirectRateLimiter;

use crate::{
    domain::{
        conversation::{Command, UserCommand},
        event::{Cause, ContactUpdated, Context, Event, Notice, Role, Severity, for_contact},
        ids::{ClientId, ConversationId, Locale, Seq},
        personal::Personal,
        sla,
        time::Timestamp,
    },
    flow::{
        FlowError,
        commit::{Done, Target, Words},
    },
    ports::{ContactRow, Mailbox, Membership, Signal, Slot, Topic, mailbox},
};

use super::{
    Web, auth,
    error::{End, close},
    frames,
    gate::{self, Origin},
    hello,
    peer::Peer,
    shown::Shown,
    wire::{
        Ack, CaughtUp, ChatFrame, ChatServerFrame, ErrorCode, ErrorFrame, Hello, PROTOCOL, Read, Resume,
        Typing, Welcome, WelcomeContact, WelcomeConversation, WelcomeInbox,
    },
};

/// Signals that may wait while a socket is busy; beyond that it reads the log anew.
const SIGNALS_MAX: usize = 16;
/// Missed events that are sent in one go.
const MISSED_MAX: u64 = 2_000;
/// Events of one page while catching up.
const PAGE: usize = 200;

/// Serves one chat socket from its first frame to its end.
///
/// Each phase is boxed, so that thousands of idle sockets hold the one they are in and nothing of the others.
pub(super) async fn serve(web: Arc<Web>, socket: WebSocket, origin: Origin, address: IpAddr) {
    let mut peer = Box::new(Peer::new(socket, &web.flow.settings().limits));
    let session = match Box::pin(greet(&web, &mut peer, &origin, address)).await {
        Ok(session) => session,
        Err(end) => return Box::pin(peer.end(end)).await,
    };
    let contact = Box::new(session.contact.clone());
    let end = Box::pin(follow(session, &mut peer)).await;
    Box::pin(web.tell_presence(&contact)).await;
    Box::pin(peer.end(end)).await;
}

/// One contact's socket after `hello`.
struct Session {
    web: Arc<Web>,
    contact: ContactRow,
    locale: Locale,
    context: Context,
    expires: Option<Timestamp>,
    mail: Mailbox,
    _memberships: [Membership; 2],
    /// The conversation followed and the newest event sent of it.
    cursor: Option<(ConversationId, Seq)>,
    /// How far the user has read of it, as said on this socket.
    read_to: Seq,
    shown: Shown,
    frames: DefaultDirectRateLimiter,
}

/// Takes the first frame, says who the contact is, and sends what they missed.
async fn greet(
    web: &Arc<Web>,
    peer: &mut Peer,
    origin: &Origin,
    address: IpAddr,
) -> Result<Box<Session>, End> {
    let bad = End::Close(close::BAD_HELLO, "bad hello");
    let hello = hello::first(web, peer).await?;
    if let Some(Err(error)) = hello.context.as_ref().map(|context| frames::check_context(context, None)) {
        return refuse(peer, ErrorFrame { code: ErrorCode::BadHello, ..error }, bad).await;
    }
    let inbox = web.flow.inbox(&hello.inbox).filter(|inbox| origin.may_use(inbox));
    let Some(inbox) = inbox else {
        let message = "no such inbox for this site; see data-inbox and the inbox's allowed_origins";
        let error = ErrorFrame::new(ErrorCode::Forbidden, message, None);
        return refuse(peer, error, End::Close(close::FORBIDDEN, "origin or inbox refused")).await;
    };
    let identified = auth::contact(&web.flow, &web.gate, &inbox, hello.token.as_deref(), address).await;
    let identified = match identified {
        Ok(identified) => identified,
        Err(error) => {
            let (frame, end) = ErrorFrame::of_auth(&error);
            return refuse(peer, frame, end).await;
        }
    };
    let locale = hello.locale.as_deref().and_then(Locale::from_tag).or(identified.locale);
    let mut context = hello.context.clone().unwrap_or_default();
    // What the site has signed is worth more than what its page says.
    context.extend(identified.vouched);
    let (slot, mail): (Slot, Mailbox) = mailbox(SIGNALS_MAX);
    let bus = &web.flow.outside().bus;
    let memberships = [
        bus.join(Topic::Contact(identified.contact.id), &slot),
        bus.join(Topic::Notices(identified.contact.inbox.clone()), &slot),
    ];
    let policy = inbox.policy_for(identified.contact.account.as_deref(), identified.contact.plan.as_deref());
    let mut session = Box::new(Session {
        web: web.clone(),
        contact: identified.contact,
        locale: locale.unwrap_or(policy.locale),
        context,
        expires: identified.expires,
        mail,
        _memberships: memberships,
        cursor: None,
        read_to: Seq(0),
        shown: Shown::default(),
        frames: gate::contact_frames(),
    });
    session.welcome(peer, &hello, identified.minted).await?;
    Ok(session)
}

async fn refuse<T>(peer: &mut Peer, error: ErrorFrame, end: End) -> Result<T, End> {
    peer.send(&ChatServerFrame::Error(error)).await?;
    Err(end)
}

/// Serves frames and signals until the socket ends.
async fn follow(mut session: Box<Session>, peer: &mut Peer) -> End {
    let draining = session.web.draining.clone();
    let expires = session.expires.map(|at| at.since(session.web.flow.now()));
    let expiry = async move {
        match expires {
            Some(wait) => tokio::time::sleep(wait).await,
            None => std::future::pending().await,
        }
    };
    let mut expiry = Box::pin(expiry);
    loop {
        let step = tokio::select! {
            text = peer.next() => match text {
                Ok(text) => Box::pin(session.frame(peer, text.as_deref())).await,
                Err(end) => Err(end),
            },
            signal = session.mail.next() => match signal {
                Some(signal) => Box::pin(session.signal(peer, signal)).await,
                None => Err(End::Gone),
            },
            () = draining.cancelled() => Err(End::Close(close::DRAINING, "the server restarts; come back")),
            () = &mut expiry => Err(End::Close(close::UNAUTHORIZED, "the token has expired")),
        };
        if let Err(end) = step {
            return end;
        }
    }
}

impl Session {
    async fn welcome(&mut self, peer: &mut Peer, hello: &Hello, minted: Option<String>) -> Result<(), End> {
        let store = &self.web.flow.outside().store;
        let epoch = store.epoch().await.map_err(|error| overloaded(&error))?;
        let latest = store.latest(self.contact.id).await.map_err(|error| overloaded(&error))?;
        let same = latest.as_ref().is_some_and(|row| hello.conversation == Some(row.id));
        let known = hello.after.unwrap_or_default();
        let recovered = hello.epoch == Some(epoch)
            && latest.as_ref().map_or(hello.conversation.is_none(), |row| {
                // Who is too far behind begins anew: the newest page at once, the rest on demand.
                same && known <= row.seq && row.seq.0 - known.0 <= MISSED_MAX
            });
        let from = match &latest {
            Some(_) if recovered => known,
            Some(row) => Seq(row.seq.0.saturating_sub(PAGE as u64)),
            None => Seq(0),
        };
        self.cursor = latest.as_ref().map(|row| (row.id, from));
        let welcome = Welcome {
            protocol: PROTOCOL.to_owned(),
            epoch,
            contact: WelcomeContact { id: self.contact.id, name: self.contact.name.clone() },
            contact_token: minted,
            inbox: self.inbox(),
            conversation: latest.as_ref().map(|row| WelcomeConversation {
                id: row.id,
                state: row.state.clone(),
                seq: row.seq,
            }),
            resume: Resume { recovered, from },
            notices: self.notices(None).await?,
        };
        peer.send(&ChatServerFrame::Welcome(welcome)).await?;
        self.catch_up(peer).await?;
        let conversation = self.cursor.map(|(id, _)| id);
        let seq = self.cursor.map_or(Seq(0), |(_, seq)| seq);
        peer.send(&ChatServerFrame::CaughtUp(CaughtUp { conversation, seq })).await?;
        if let Some(draft) = conversation.and_then(|id| self.web.flow.draft_of(id)) {
            self.show(peer, &draft).await?;
        }
        self.place(peer).await?;
        self.web.tell_presence(&self.contact).await;
        Ok(())
    }

    /// Returns the notices for this contact, with the one that has just changed.
    async fn notices(&self, changed: Option<&str>) -> Result<Vec<Notice>, End> {
        let (inbox, flow) = (&self.contact.inbox, &self.web.flow);
        let notices = flow.notices_for(inbox, self.locale, &self.context, changed).await;
        let notices = notices.map_err(|error| overloaded(&error))?;
        Ok(notices.into_iter().map(frames::dressed_notice).collect())
    }

    fn inbox(&self) -> WelcomeInbox {
        let now = self.web.flow.now();
        let inbox = self.web.flow.inbox(&self.contact.inbox);
        let inbox = inbox.as_deref();
        let policy = inbox
            .map(|inbox| inbox.policy_for(self.contact.account.as_deref(), self.contact.plan.as_deref()));
        let hours = policy.map(|policy| &policy.hours);
        let open = hours.is_some_and(|hours| hours.open_at(now));
        WelcomeInbox {
            id: self.contact.inbox.clone(),
            name: inbox.map(|inbox| inbox.shown_name(self.locale).to_owned()).unwrap_or_default(),
            locale: self.locale,
            greeting: inbox.map(|inbox| inbox.greeting.in_locale(self.locale).to_owned()).unwrap_or_default(),
            open,
            next_open: if open { None } else { hours.and_then(|hours| hours.next_open(now)) },
            open_until: hours.and_then(|hours| hours.open_until(now)),
            respond_by: policy.and_then(|policy| {
                sla::promise(Severity::Usage, &policy.targets, &policy.hours, now, now).respond_by()
            }),
            zone: hours.map(|hours| hours.zone_name().to_owned()).unwrap_or_default(),
            privacy_url: inbox.and_then(|inbox| inbox.privacy_url.clone()),
        }
    }

    /// Sends what the log holds beyond the cursor.
    async fn catch_up(&mut self, peer: &mut Peer) -> Result<(), End> {
        while let Some((id, after)) = self.cursor {
            let store = &self.web.flow.outside().store;
            let page = store.log(id, after, PAGE).await.map_err(|error| overloaded(&error))?;
            let Some(last) = page.last() else { break };
            self.cursor = Some((id, last.seq));
            let full = page.len() == PAGE;
            for event in &page {
                self.event(peer, event).await?;
            }
            if !full {
                break;
            }
        }
        Ok(())
    }

    async fn event(&mut self, peer: &mut Peer, event: &Event) -> Result<(), End> {
        if let crate::domain::event::Body::Message(message) = &event.body
            && message.answer.as_ref().is_some_and(|answer| answer.is_final)
        {
            self.shown.ended();
        }
        match for_contact(event) {
            Some(event) => peer.send(&ChatServerFrame::Event(frames::dressed(event))).await,
            None => Ok(()),
        }
    }

    async fn signal(&mut self, peer: &mut Peer, signal: Arc<Signal>) -> Result<(), End> {
        // Of several drafts that wait, only the newest is worth sending.
        let mut newest_draft = None;
        let mut next = Some(signal);
        while let Some(signal) = next.take().or_else(|| self.mail.ready()) {
            match &*signal {
                Signal::Draft { .. } => newest_draft = Some(signal),
                Signal::Appended { conversation, seq } => self.appended(peer, *conversation, *seq).await?,
                Signal::Typing { who: Role::Agent, on, .. } => {
                    let typing = Typing { conversation: None, who: Role::Agent, on: *on };
                    peer.send(&ChatServerFrame::Typing(typing)).await?;
                }
                Signal::Read { who, seq, .. } => {
                    let read = Read { conversation: None, who: *who, seq: *seq };
                    peer.send(&ChatServerFrame::Read(read)).await?;
                }
                Signal::Place { expected_by, ahead, .. } => {
                    peer.send(&ChatServerFrame::Place { expected_by: *expected_by, ahead: *ahead }).await?;
                }
                Signal::Typing { who, on, .. } => {
                    let typing = Typing { conversation: None, who: *who, on: *on };
                    peer.send(&ChatServerFrame::Typing(typing)).await?;
                }
                Signal::Notices { changed } => {
                    let items = self.notices(Some(changed)).await?;
                    peer.send(&ChatServerFrame::Notices { items }).await?;
                }
                Signal::Desk { .. } | Signal::Presence { .. } | Signal::UserPresence { .. } => {}
            }
        }
        if self.mail.take_lagged() {
            let items = self.notices(None).await?;
            peer.send(&ChatServerFrame::Notices { items }).await?;
            let store = &self.web.flow.outside().store;
            let latest = store.latest(self.contact.id).await.map_err(|error| overloaded(&error))?;
            if let Some(row) = latest {
                self.appended(peer, row.id, row.seq).await?;
            }
        }
        match newest_draft {
            Some(draft) => self.show(peer, &draft).await,
            None => Ok(()),
        }
    }

    async fn appended(&mut self, peer: &mut Peer, id: ConversationId, seq: Seq) -> Result<(), End> {
        match self.cursor {
            Some((followed, sent)) if followed == id && sent >= seq => return Ok(()),
            Some((followed, _)) if followed == id => {}
            // A new conversation after one that was closed; a late word of the old one changes nothing.
            _ => {
                let store = &self.web.flow.outside().store;
                let latest = store.latest(self.contact.id).await.map_err(|error| overloaded(&error))?;
                if latest.is_none_or(|row| row.id != id) {
                    return Ok(());
                }
                self.cursor = Some((id, Seq(0)));
                self.read_to = Seq(0);
            }
        }
        self.catch_up(peer).await
    }

    async fn show(&mut self, peer: &mut Peer, draft: &Signal) -> Result<(), End> {
        match self.shown.delta(draft) {
            Some(delta) => peer.send(&ChatServerFrame::Delta(delta)).await,
            None => Ok(()),
        }
    }

    /// Says where a waiting case stands.
    async fn place(&mut self, peer: &mut Peer) -> Result<(), End> {
        let Some((id, _)) = self.cursor else { return Ok(()) };
        let store = &self.web.flow.outside().store;
        let row = store.queue_row(id).await.map_err(|error| overloaded(&error))?;
        match row.filter(|row| row.agent.is_none()) {
            Some(row) => {
                let expected_by = self.web.flow.expected(&row);
                peer.send(&ChatServerFrame::Place { expected_by, ahead: None }).await
            }
            None => Ok(()),
        }
    }

    async fn frame(&mut self, peer: &mut Peer, text: Option<&str>) -> Result<(), End> {
        if self.frames.check().is_err() {
            let message = "far too many frames; slow down";
            peer.send(&ChatServerFrame::Error(ErrorFrame::new(ErrorCode::RateLimited, message, None)))
                .await?;
            return Err(End::Close(close::RATE_LIMITED, "too many frames"));
        }
        let parsed = match text {
            Some(text) => frames::parse::<ChatFrame>(text),
            None => Err(ErrorFrame::new(ErrorCode::BadFrame, "frames are text, not binary", None)),
        };
        let checked =
            parsed.and_then(|frame| frames::check(&frame, &self.web.flow.settings().limits).map(|()| frame));
        match checked {
            Ok(frame) => self.carry_out(peer, frame).await,
            Err(error) => peer.send(&ChatServerFrame::Error(error)).await,
        }
    }

    async fn carry_out(&mut self, peer: &mut Peer, frame: ChatFrame) -> Result<(), End> {
        match &frame {
            ChatFrame::Hello(_) => {
                let error =
                    ErrorFrame::new(ErrorCode::BadFrame, "hello was said already; connect anew", None);
                peer.send(&ChatServerFrame::Error(error)).await
            }
            ChatFrame::Suggest { .. }
            | ChatFrame::Typing { .. }
            | ChatFrame::Read { .. }
            | ChatFrame::History { .. }
            | ChatFrame::Open { .. }
            | ChatFrame::Stop { .. } => self.passing(peer, frame).await,
            ChatFrame::Message { client_id, .. }
            | ChatFrame::Feedback { client_id, .. }
            | ChatFrame::Handoff { client_id, .. }
            | ChatFrame::Contact { client_id, .. }
            | ChatFrame::Amend { client_id, .. }
            | ChatFrame::Rate { client_id, .. }
            | ChatFrame::Close { client_id } => {
                let client_id = *client_id;
                let answer = self.change(frame, client_id).await;
                peer.send(&answer).await
            }
        }
    }

    /// Carries out a frame that changes something, and says what became of it.
    async fn change(&mut self, frame: ChatFrame, client_id: ClientId) -> ChatServerFrame {
        if let Err(wait) = self.web.gate.message(self.contact.id) {
            let mut error = ErrorFrame::new(
                ErrorCode::RateLimited,
                "too many messages; send this one again later",
                Some(client_id),
            );
            error.retry_after_ms = u64::try_from(wait.as_millis()).ok();
            return ChatServerFrame::Error(error);
        }
        let cause = frames::cause(self.contact.id.raw(), client_id, &frame);
        match self.done(frame, cause).await {
            Ok(done) => {
                ChatServerFrame::Ack(Ack { client_id, conversation: done.conversation, seq: done.seq })
            }
            Err(error) => ChatServerFrame::Error(ErrorFrame::of(&error, Some(client_id))),
        }
    }

    async fn done(&self, frame: ChatFrame, cause: Cause) -> Result<Done, FlowError> {
        let open = Target::Open {
            contact: self.contact.clone(),
            locale: self.locale,
            context: self.context.clone(),
        };
        let latest = Target::Latest(self.contact.clone());
        let flow = &self.web.flow;
        let (target, command) = match frame {
            ChatFrame::Message { text, context, .. } => {
                let said = flow.say(open, cause, Words { text, context }).await;
                // Not before: a turn that waits for this very message would answer without it.
                flow.typing(self.contact.id, false);
                return said;
            }
            ChatFrame::Handoff { reason, .. } => return flow.person(open, cause, reason).await,
            ChatFrame::Feedback { reply, solved, comment, .. } => {
                (latest, UserCommand::Feedback { reply, solved, comment })
            }
            ChatFrame::Contact { name, email, phone, callback, .. } => {
                let personal = |field: Option<String>| field.map(Personal::new);
                let (name, email, phone) = (personal(name), personal(email), personal(phone));
                (open, UserCommand::Contact(ContactUpdated { name, email, phone, callback }))
            }
            ChatFrame::Amend { text, .. } => return flow.amend(latest, cause, text).await,
            ChatFrame::Rate { score, comment, .. } => (latest, UserCommand::Rate { score, comment }),
            ChatFrame::Close { .. } => (latest, UserCommand::Close),
            ChatFrame::Hello(_)
            | ChatFrame::Suggest { .. }
            | ChatFrame::Open { .. }
            | ChatFrame::Stop { .. }
            | ChatFrame::Typing { .. }
            | ChatFrame::Read { .. }
            | ChatFrame::History { .. } => return Err(FlowError::NotFound),
        };
        flow.command(target, Some(cause), Command::User(command)).await
    }

    /// Carries out a frame that is not acknowledged.
    async fn passing(&mut self, peer: &mut Peer, frame: ChatFrame) -> Result<(), End> {
        let latest = || Target::Latest(self.contact.clone());
        let flow = self.web.flow.clone();
        let result = match frame {
            ChatFrame::Suggest { id, text } => {
                if let Err(wait) = self.web.gate.suggest(self.contact.id) {
                    let mut error = ErrorFrame::new(ErrorCode::RateLimited, "too many searches", None);
                    error.retry_after_ms = u64::try_from(wait.as_millis()).ok();
                    return peer.send(&ChatServerFrame::Error(error)).await;
                }
                match flow.suggest(&self.contact, &text, self.locale, &self.context).await {
                    Ok(items) => return peer.send(&ChatServerFrame::Suggestions { id, items }).await,
                    Err(error) => Err(FlowError::Search(error)),
                }
            }
            ChatFrame::Open { .. } | ChatFrame::Stop { .. }
                if self.web.gate.message(self.contact.id).is_err() =>
            {
                let error = ErrorFrame::new(ErrorCode::RateLimited, "too many frames; wait a moment", None);
                return peer.send(&ChatServerFrame::Error(error)).await;
            }
            ChatFrame::Open { doc, reply } => {
                let command = Command::User(UserCommand::OpenDoc { doc, reply });
                match flow.command(latest(), None, command).await {
                    // Found while typing, or elsewhere: nothing to record, and nothing wrong.
                    Ok(_) | Err(FlowError::Refused(_) | FlowError::NotFound) => Ok(()),
                    Err(error) => Err(error),
                }
            }
            ChatFrame::Stop { reply } => flow.stop(latest(), reply).await,
            ChatFrame::Typing { on } => {
                flow.typing(self.contact.id, on);
                self.tell(|conversation| Signal::Typing { conversation, who: Role::User, on });
                Ok(())
            }
            ChatFrame::Read { seq } => return self.read(peer, seq).await,
            ChatFrame::History { before, limit } => return self.history(peer, before, limit).await,
            _ => Ok(()),
        };
        match result {
            Ok(()) => Ok(()),
            Err(error) => peer.send(&ChatServerFrame::Error(ErrorFrame::of(&error, None))).await,
        }
    }

    fn tell(&self, signal: impl Fn(ConversationId) -> Signal) {
        if let Some((id, _)) = self.cursor {
            let bus = &self.web.flow.outside().bus;
            bus.publish(&Topic::Contact(self.contact.id), signal(id));
            bus.publish(&Topic::Conversation(id), signal(id));
        }
    }

    async fn read(&mut self, peer: &mut Peer, seq: Seq) -> Result<(), End> {
        let Some((id, sent)) = self.cursor else { return Ok(()) };
        let seq = seq.min(sent);
        if seq <= self.read_to {
            return Ok(());
        }
        self.read_to = seq;
        let outside = self.web.flow.outside();
        match outside.store.put_read(id, Role::User, seq).await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                let error = ErrorFrame::of(&FlowError::Store(error), None);
                return peer.send(&ChatServerFrame::Error(error)).await;
            }
        }
        let read = Signal::Read { conversation: id, who: Role::User, seq };
        outside.bus.publish(&Topic::Contact(self.contact.id), read.clone());
        outside.bus.publish(&Topic::Conversation(id), read);
        Ok(())
    }

    async fn history(&self, peer: &mut Peer, before: Seq, limit: Option<usize>) -> Result<(), End> {
        let page_max = self.web.flow.settings().limits.history_page_max;
        let limit = limit.unwrap_or(page_max).clamp(1, page_max);
        let mut more = false;
        if let Some((id, _)) = self.cursor {
            let store = &self.web.flow.outside().store;
            let page = store.log_before(id, before, limit).await.map_err(|error| overloaded(&error))?;
            more = page.first().is_some_and(|event| event.seq > Seq(1));
            for event in page.iter().filter_map(for_contact) {
                peer.send(&ChatServerFrame::Event(frames::dressed(event))).await?;
            }
        }
        peer.send(&ChatServerFrame::HistoryEnd { before, more }).await
    }
}

/// A store that cannot be read: the client comes back and catches up.
fn overloaded(error: &dyn std::error::Error) -> End {
    tracing::warn!(error = %error, "A socket could not be served from the store");
    End::Close(close::OVERLOADED, "try again")
}
