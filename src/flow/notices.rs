//! Notices by hand: written by agents and shown to whom they concern; `telling` tells them to the conversations they
//! belong to.

mod telling;

pub(super) use telling::version_in;

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    domain::{
        event::{Context, Notice, NoticeKind, NoticeState},
        ids::{ConversationId, InboxKey, Locale},
        notice::{Bulletin, Circumstances, Scope, Texts, version_of},
    },
    ports::{AgentRow, NoticeRow, Signal, StoreError, Topic},
};

use super::{Flow, FlowError};

/// Notices that go on at a time: users read one or two.
const LIVE_MAX: usize = 100;
/// Longest headline, text, address and name, in characters.
const TITLE_CHARS_MAX: usize = 200;
const TEXT_CHARS_MAX: usize = 4_000;
const URL_CHARS_MAX: usize = 1_000;
const NAME_CHARS_MAX: usize = 100;

const ENDED: &str = "the notice has ended; open a new one under another id";

/// A notice or a change of one, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its name; a new notice without one is given one.
    pub id: Option<String>,
    /// `None` keeps what is there; a new one is an incident.
    pub kind: Option<NoticeKind>,
    /// Where it stands from now on.
    pub state: NoticeState,
    /// `None` keeps what is there.
    pub title: Option<Texts>,
    /// `None` keeps what is there.
    pub text: Option<Texts>,
    /// `None` keeps what is there; an empty one takes it away.
    pub url: Option<String>,
    /// `None` keeps what is there.
    pub scope: Option<Scope>,
}

/// Why a notice was not written.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// Something in it cannot be.
    #[error("{0}")]
    Bad(String),
    /// It does not follow what is there.
    #[error("{0}")]
    Conflict(&'static str),
    /// There is no such notice, or not for this agent: both look alike.
    #[error("there is no such notice; open it first, with state \"open\"")]
    NotFound,
    /// There is no such conversation, or not for this agent.
    #[error("there is no such conversation in your inboxes; look its id up in /v1/conversations")]
    NoConversation,
    /// The conversation cannot be told, or the store is not available.
    #[error(transparent)]
    Flow(#[from] FlowError),
}

impl From<StoreError> for NoticeError {
    fn from(error: StoreError) -> Self {
        Self::Flow(error.into())
    }
}

impl Flow {
    /// Writes a notice, or the next revision of one. The same again changes nothing.
    ///
    /// # Errors
    /// See [`NoticeError`].
    pub async fn put_notice(&self, agent: &AgentRow, wanted: Wanted) -> Result<Bulletin, NoticeError> {
        let notices = &self.outside.notices;
        let before = match &wanted.id {
            Some(id) => notices.notice(id).await?,
            None => None,
        };
        if before.as_ref().is_some_and(|before| !self.may_announce(agent, &before.scope)) {
            return Err(NoticeError::NotFound);
        }
        let next = self.next(before.as_ref(), wanted)?;
        self.check(agent, &next)?;
        if before.as_ref().is_some_and(|before| *before == next) {
            return Ok(next);
        }
        if before.is_none() && notices.live_notices().await?.len() >= LIVE_MAX {
            return Err(NoticeError::Conflict("there are 100 live notices; end those that are over first"));
        }
        if !notices.put_notice(&next).await? {
            return Err(NoticeError::Conflict(
                "somebody changed it at the same time; look at it and try again",
            ));
        }
        let scopes: BTreeSet<Option<&InboxKey>> =
            before.iter().chain([&next]).map(|bulletin| bulletin.scope.inbox.as_ref()).collect();
        let inboxes = self.inboxes();
        let keys = inboxes.iter().map(|inbox| inbox.key());
        for key in keys.filter(|key| scopes.contains(&None) || scopes.contains(&Some(*key))) {
            let changed = Signal::Notices { changed: next.id.clone() };
            self.outside.bus.publish(&Topic::Notices(key.clone()), changed);
        }
        self.notices_changed.notify_one();
        Ok(next)
    }

    /// Returns what a notice becomes; the one before where nothing changes.
    fn next(&self, before: Option<&Bulletin>, wanted: Wanted) -> Result<Bulletin, NoticeError> {
        let now = self.now();
        let Some(before) = before else {
            if wanted.state != NoticeState::Open {
                return Err(NoticeError::NotFound);
            }
            let missing = |name: &str| NoticeError::Bad(format!("{name} is missing; a new notice needs it"));
            return Ok(Bulletin {
                id: wanted.id.unwrap_or_else(|| self.outside.ids.random().to_string()),
                kind: wanted.kind.unwrap_or_default(),
                state: NoticeState::Open,
                revision: 1,
                title: wanted.title.ok_or_else(|| missing("title"))?,
                text: wanted.text.ok_or_else(|| missing("text"))?,
                url: wanted.url.and_then(address),
                scope: wanted.scope.unwrap_or_default(),
                opened_at: now,
                updated_at: now,
            });
        };
        let mut next = before.clone();
        next.kind = wanted.kind.unwrap_or(next.kind);
        next.state = wanted.state;
        next.title = wanted.title.unwrap_or(next.title);
        next.text = wanted.text.unwrap_or(next.text);
        next.url = wanted.url.map_or(next.url, address);
        next.scope = wanted.scope.unwrap_or(next.scope);
        if next == *before {
            return Ok(next);
        }
        match (before.state, next.state) {
            (NoticeState::Ended, _) => Err(NoticeError::Conflict(ENDED)),
            (_, NoticeState::Open) => Err(NoticeError::Conflict(
                "there is a notice with this id; write state \"updated\" to change it",
            )),
            (_, NoticeState::Updated | NoticeState::Ended) => {
                Ok(Bulletin { revision: before.revision + 1, updated_at: now, ..next })
            }
        }
    }

    fn check(&self, agent: &AgentRow, bulletin: &Bulletin) -> Result<(), NoticeError> {
        let bad = |message: String| Err(NoticeError::Bad(message));
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
        if bulletin.id.is_empty() || bulletin.id.len() > NAME_CHARS_MAX || !bulletin.id.chars().all(is_name) {
            return bad(format!("id has 1 to {NAME_CHARS_MAX} letters, digits and - _ . :"));
        }
        for (name, texts, chars_max) in
            [("title", &bulletin.title, TITLE_CHARS_MAX), ("text", &bulletin.text, TEXT_CHARS_MAX)]
        {
            if texts.each().any(|text| text.trim().is_empty()) {
                return bad(format!("{name} is empty; write it, or one text for both languages"));
            }
            if texts.each().any(|text| text.chars().count() > chars_max) {
                return bad(format!("{name} has at most {chars_max} characters; shorten it"));
            }
        }
        if bulletin.title.each().any(|title| title.chars().any(char::is_control)) {
            return bad("title is one line of plain text".to_owned());
        }
        let is_url = |url: &String| {
            let rest = url.strip_prefix("https://").unwrap_or_default();
            !rest.is_empty()
                && !rest.starts_with('/')
                && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"()".contains(c))
                && url.chars().count() <= URL_CHARS_MAX
        };
        if bulletin.url.as_ref().is_some_and(|url| !is_url(url)) {
            return bad("url must begin with https:// and name a host".to_owned());
        }
        let Scope { inbox, topic, version, .. } = &bulletin.scope;
        if [topic, version]
            .into_iter()
            .flatten()
            .any(|text| text.trim().is_empty() || text.chars().count() > NAME_CHARS_MAX)
        {
            return bad(format!(
                "topic and version have 1 to {NAME_CHARS_MAX} characters; leave out what does not matter"
            ));
        }
        match inbox {
            Some(key) if self.inbox(key).is_none() => bad(format!("there is no inbox {:?}", key.0)),
            Some(key) if !self.may_announce(agent, &bulletin.scope) => {
                bad(format!("you are no member of the inbox {:?}", key.0))
            }
            None if !self.may_announce(agent, &bulletin.scope) => {
                bad("scope.inbox is missing; name one of your inboxes".to_owned())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Links a conversation by hand: tells it of a notice as it is now, and from here on of each change. Again changes
    /// nothing.
    ///
    /// # Errors
    /// See [`NoticeError`].
    pub async fn link_notice(
        self: &Arc<Self>,
        agent: &AgentRow,
        notice: &str,
        conversation: ConversationId,
    ) -> Result<Bulletin, NoticeError> {
        let mine = self.inboxes_of(agent);
        let bulletin = self.outside.notices.notice(notice).await?;
        let is_mine =
            |bulletin: &Bulletin| bulletin.scope.inbox.as_ref().is_none_or(|key| mine.contains(key));
        let bulletin = bulletin.filter(is_mine).ok_or(NoticeError::NotFound)?;
        let row = self.outside.store.conversation(conversation).await?;
        let row = row.filter(|row| mine.contains(&row.inbox)).ok_or(NoticeError::NoConversation)?;
        if !bulletin.is_live() {
            return Err(NoticeError::Conflict(ENDED));
        }
        if bulletin.scope.inbox.as_ref().is_some_and(|key| *key != row.inbox) {
            return Err(NoticeError::Conflict(
                "the notice is for another inbox; open one for the inbox of this conversation, or for all",
            ));
        }
        self.tell_conversation(conversation, &bulletin, row.locale).await?;
        Ok(bulletin)
    }

    /// Agents announce in their inboxes; who belongs to all of them, for all.
    fn may_announce(&self, agent: &AgentRow, scope: &Scope) -> bool {
        match &scope.inbox {
            Some(key) => self.inboxes_of(agent).contains(key),
            None => agent.inboxes.is_none(),
        }
    }

    /// Returns the notices that an agent may see, those that go on first.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn notices(&self, agent: &AgentRow, limit: usize) -> Result<Vec<NoticeRow>, FlowError> {
        let mine = self.inboxes_of(agent);
        let rows = self.outside.notices.notices(limit).await?;
        let is_mine =
            |row: &NoticeRow| row.bulletin.scope.inbox.as_ref().is_none_or(|key| mine.contains(key));
        Ok(rows.into_iter().filter(is_mine).collect())
    }

    /// Returns the notices for a contact: those that go on, and the one that has just `changed`, ended or not.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn notices_for(
        &self,
        inbox: &InboxKey,
        locale: Locale,
        context: &Context,
        changed: Option<&str>,
    ) -> Result<Vec<Notice>, StoreError> {
        let notices = &self.outside.notices;
        let mut bulletins = notices.live_notices().await?;
        if let Some(id) = changed {
            bulletins.extend(notices.notice(id).await?.filter(|bulletin| !bulletin.is_live()));
        }
        let them = Circumstances { inbox, locale, version: version_of(context) };
        Ok(bulletins
            .iter()
            .filter(|bulletin| bulletin.concerns(them))
            .map(|bulletin| bulletin.in_locale(locale))
            .collect())
    }
}

/// An address that is empty is none.
fn address(url: String) -> Option<String> {
    (!url.trim().is_empty()).then_some(url)
}
