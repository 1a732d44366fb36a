//! Notices by hand: written by agents, shown to whom they concern, and told to the conversations they belong to.
//!
//! A conversation is linked by the `notice` event that tells it. Whether it was told of a revision stands in its log,
//! so that each update and the end are told once, over restarts too.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use crate::{
    domain::{
        conversation::{BotCommand, Command},
        event::{Body, Context, Event, Notice, NoticeState},
        ids::{ConversationId, InboxKey, Locale, Seq},
        lines,
        notice::{About, Bulletin, Circumstances, Scope, Texts, version_of},
        words::shorten,
    },
    ports::{AgentRow, CriticalRow, NoticeRow, Signal, StoreError, Topic},
};

use super::{
    Flow, FlowError,
    commit::{Target, user_texts},
    locked,
    turn::Asked,
};

/// Time between two looks at what is to be told; a change wakes the look at once.
const EVERY: Duration = Duration::from_secs(5);
/// Time to gather changes that come together, so that a storm of them is a few looks.
const GATHER: Duration = Duration::from_millis(200);
/// Rows read at a time.
const ROWS_MAX: usize = 500;
/// Notices that go on at a time: users read one or two.
const LIVE_MAX: usize = 100;
/// Longest headline, text, address and name, in characters.
const TITLE_CHARS_MAX: usize = 200;
const TEXT_CHARS_MAX: usize = 4_000;
const URL_CHARS_MAX: usize = 1_000;
const NAME_CHARS_MAX: usize = 100;

/// A notice or a change of one, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its name; a new notice without one is given one.
    pub id: Option<String>,
    /// Where it stands from now on.
    pub state: NoticeState,
    /// `None` keeps what is there.
    pub title: Option<Texts>,
    /// `None` keeps what is there.
    pub text: Option<Texts>,
    /// `None` keeps what is there.
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
    /// The store is not available.
    #[error(transparent)]
    Store(#[from] StoreError),
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
                state: NoticeState::Open,
                revision: 1,
                title: wanted.title.ok_or_else(|| missing("title"))?,
                text: wanted.text.ok_or_else(|| missing("text"))?,
                url: wanted.url,
                scope: wanted.scope.unwrap_or_default(),
                opened_at: now,
                updated_at: now,
            });
        };
        let mut next = before.clone();
        next.state = wanted.state;
        next.title = wanted.title.unwrap_or(next.title);
        next.text = wanted.text.unwrap_or(next.text);
        next.url = wanted.url.or(next.url);
        next.scope = wanted.scope.unwrap_or(next.scope);
        if next == *before {
            return Ok(next);
        }
        match (before.state, next.state) {
            (NoticeState::Ended, _) => {
                Err(NoticeError::Conflict("the notice has ended; open a new one under another id"))
            }
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

    /// Finds the notice that a question is about, tells the conversation, and returns the line that its answer begins
    /// with.
    pub(super) async fn heed(self: &Arc<Self>, asked: &Asked) -> Result<Option<String>, FlowError> {
        // The interim words of an earlier try have said it.
        if asked.state.turn().is_some_and(|turn| turn.interim) {
            return Ok(None);
        }
        let live = self.outside.notices.live_notices().await?;
        let key = asked.inbox.key();
        let them = Circumstances { inbox: key, locale: asked.locale, version: asked.version.as_deref() };
        let question = asked.about();
        let meant = live
            .iter()
            .rev()
            .find(|bulletin| bulletin.concerns(them) && bulletin.about().is_asked_in(&question));
        let Some(bulletin) = meant else { return Ok(None) };
        let id = asked.job.conversation;
        settled(id, self.tell_conversation(id, bulletin, asked.locale).await)?;
        Ok(Some(lines::notice(bulletin.title.in_locale(asked.locale), bulletin.url.as_deref(), asked.locale)))
    }

    /// Tells conversations of notices until the end begins.
    pub async fn tell_notices(self: Arc<Self>) {
        let mut looked = Looked::default();
        loop {
            for done in [self.tell_changes().await, self.tell_critical(&mut looked).await] {
                if let Err(error) = done {
                    tracing::warn!(error = %error, "Conversations wait for the store to be told of notices");
                }
            }
            let woken = async {
                if tokio::time::timeout(EVERY, self.notices_changed.notified()).await.is_ok() {
                    tokio::time::sleep(GATHER).await;
                }
            };
            if self.ending.run_until_cancelled(woken).await.is_none() {
                return;
            }
        }
    }

    /// Tells each linked conversation of what has changed.
    async fn tell_changes(self: &Arc<Self>) -> Result<(), FlowError> {
        let mut after = None;
        loop {
            let page = self.outside.notices.untold_conversations(after, ROWS_MAX).await?;
            for (id, bulletin) in &page {
                let row = self.outside.store.conversation(*id).await?;
                // Those of an inbox that left the settings wait for it to come back.
                let Some(row) = row.filter(|row| self.inbox(&row.inbox).is_some()) else { continue };
                settled(*id, self.tell_conversation(*id, bulletin, row.locale).await)?;
            }
            if page.len() < ROWS_MAX || self.ending.is_cancelled() {
                return Ok(());
            }
            after = page.into_iter().next_back().map(|(id, bulletin)| (bulletin.id, id));
        }
    }

    /// Links cases of severity 1 to the notices they belong to. Each case is read once, and again when it has grown or
    /// a notice has changed.
    async fn tell_critical(self: &Arc<Self>, looked: &mut Looked) -> Result<(), FlowError> {
        let notices = &self.outside.notices;
        let live: Vec<(Bulletin, About)> = notices
            .live_notices()
            .await?
            .into_iter()
            .map(|bulletin| (bulletin.clone(), bulletin.about()))
            .collect();
        looked.begin(live.iter().map(|(bulletin, _)| bulletin));
        let mut after = None;
        while !live.is_empty() && !self.ending.is_cancelled() {
            let page = notices.critical_cases(after, ROWS_MAX).await?;
            for case in &page {
                if looked.knows(case) || settled(case.conversation, self.look_at(case, &live).await)? {
                    looked.note(case);
                }
            }
            after = page.last().map(|case| case.conversation);
            if page.len() < ROWS_MAX {
                break;
            }
        }
        looked.end();
        Ok(())
    }

    /// Tells a case of the notices it belongs to and was not told of.
    async fn look_at(
        self: &Arc<Self>,
        case: &CriticalRow,
        live: &[(Bulletin, About)],
    ) -> Result<(), FlowError> {
        let CriticalRow { conversation: id, inbox, locale, .. } = case;
        let them = Circumstances { inbox, locale: *locale, version: None };
        if self.inbox(inbox).is_none() || !live.iter().any(|(bulletin, _)| bulletin.concerns(them)) {
            return Ok(());
        }
        // Of hundreds that are looked at once, none may push out a log that is in use.
        let was_kept = locked(&self.logs).has(*id);
        let before = self.read(*id).await?;
        let version = version_in(&before.log);
        let them = Circumstances { version: version.as_deref(), ..them };
        let meant: Vec<&Bulletin> = live
            .iter()
            .filter(|(bulletin, _)| !was_told(&bulletin.id, &before.log) && bulletin.concerns(them))
            .filter(|(bulletin, about)| belongs(bulletin, about, &before.log))
            .map(|(bulletin, _)| bulletin)
            .collect();
        if was_kept {
            self.keep(before.log, before.state);
        }
        for bulletin in meant {
            self.tell_conversation(*id, bulletin, *locale).await?;
        }
        Ok(())
    }

    async fn tell_conversation(
        self: &Arc<Self>,
        id: ConversationId,
        bulletin: &Bulletin,
        locale: Locale,
    ) -> Result<(), FlowError> {
        let command = Command::Bot(BotCommand::Notice(Box::new(bulletin.in_locale(locale))));
        match self.command(Target::Conversation(id), None, command).await {
            Ok(_) | Err(FlowError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Returns whether nothing is left to do for a conversation. One that cannot be told holds up no other; only a store
/// that is away holds up all.
fn settled(id: ConversationId, done: Result<(), FlowError>) -> Result<bool, FlowError> {
    match done {
        Ok(()) => Ok(true),
        Err(error @ FlowError::Store(StoreError::Unavailable(_))) => Err(error),
        Err(error) => {
            tracing::warn!(conversation.id = %id, error = %error, "{id} is not told of a notice now");
            Ok(!matches!(error, FlowError::Busy))
        }
    }
}

/// Which cases were held against which notices: what has not changed is read no more.
#[derive(Debug, Default)]
struct Looked {
    notices: Vec<(String, u32)>,
    before: HashMap<ConversationId, Seq>,
    now: HashMap<ConversationId, Seq>,
}

impl Looked {
    /// Begins to look; a notice that is new or has changed lets every case be looked at anew.
    fn begin<'a>(&mut self, live: impl Iterator<Item = &'a Bulletin>) {
        let notices: Vec<_> = live.map(|bulletin| (bulletin.id.clone(), bulletin.revision)).collect();
        // Where an earlier look broke off, what it saw still counts.
        self.before.extend(self.now.drain());
        if notices.iter().any(|notice| !self.notices.contains(notice)) {
            self.before.clear();
        }
        self.notices = notices;
    }
    fn knows(&self, case: &CriticalRow) -> bool {
        self.before.get(&case.conversation) == Some(&case.seq)
    }
    fn note(&mut self, case: &CriticalRow) {
        self.now.insert(case.conversation, case.seq);
    }
    /// Forgets who was not there any more.
    fn end(&mut self) {
        self.before = std::mem::take(&mut self.now);
    }
}

/// Returns the version that a page told last of its user.
pub(super) fn version_in(log: &[Event]) -> Option<String> {
    log.iter().rev().find_map(|event| {
        let context = match &event.body {
            Body::Opened(opened) => opened.context.get(),
            Body::Message(message) => message.context.as_ref().and_then(|context| context.get()),
            _ => None,
        };
        context.and_then(version_of).map(|version| shorten(version, NAME_CHARS_MAX))
    })
}

/// Returns whether a conversation was told of any revision of a notice; of later ones it is told by its link.
fn was_told(notice: &str, log: &[Event]) -> bool {
    log.iter().any(|event| matches!(&event.body, Body::Notice(told) if told.id == notice))
}

/// Returns whether a case is about a notice's topic; without a topic every case in its scope is.
fn belongs(bulletin: &Bulletin, about: &About, log: &[Event]) -> bool {
    let Some(topic) = &bulletin.scope.topic else { return true };
    let judged = log.iter().rev().find_map(|event| match &event.body {
        Body::Triaged(triaged) => triaged.topic.as_ref(),
        _ => None,
    });
    judged == Some(topic) || user_texts(log).any(|(_, text)| about.is_asked_in(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ids::Id, time::Timestamp};

    fn bulletin(id: &str, revision: u32) -> Bulletin {
        let at = Timestamp::from_millis(0);
        Bulletin {
            id: id.to_owned(),
            state: NoticeState::Open,
            revision,
            title: Texts::One("a".to_owned()),
            text: Texts::One("b".to_owned()),
            url: None,
            scope: Scope::default(),
            opened_at: at,
            updated_at: at,
        }
    }

    /// Looks at cases, `n` of them with `seq`; returns how many were not known.
    fn n_read(looked: &mut Looked, live: &[Bulletin], cases: &[(u128, u64)]) -> usize {
        looked.begin(live.iter());
        let mut n_read = 0;
        for (id, seq) in cases {
            let case = CriticalRow {
                conversation: Id::new(uuid::Uuid::from_u128(*id)),
                seq: Seq(*seq),
                inbox: InboxKey("shop".to_owned()),
                locale: Locale::En,
            };
            n_read += usize::from(!looked.knows(&case));
            looked.note(&case);
        }
        looked.end();
        n_read
    }

    #[test]
    fn a_case_is_read_again_only_when_it_or_a_notice_has_changed() {
        let mut looked = Looked::default();
        let many: Vec<(u128, u64)> = (1..=2_000).map(|id| (id, 5)).collect();
        let (first, second) = ([bulletin("a", 1)], [bulletin("a", 1), bulletin("b", 1)]);
        assert_eq!(n_read(&mut looked, &first, &many), 2_000);
        assert_eq!(n_read(&mut looked, &first, &many), 0);
        let mut grown = many.clone();
        grown[7].1 = 6;
        assert_eq!(n_read(&mut looked, &first, &grown), 1);
        assert_eq!(n_read(&mut looked, &second, &grown), 2_000, "the new one may be about any of them");
        assert_eq!(n_read(&mut looked, &first, &grown), 0, "one that is over is about none");
        assert_eq!(n_read(&mut looked, &[bulletin("a", 2)], &grown), 2_000, "its scope may have changed");
        assert_eq!(n_read(&mut looked, &[], &[]), 0);
        assert_eq!(looked.before.len(), 0, "who has gone is forgotten");
    }

    #[test]
    fn a_look_that_breaks_off_reads_nothing_twice() {
        let mut looked = Looked::default();
        let live = [bulletin("a", 1)];
        looked.begin(live.iter());
        let case = |id: u128| CriticalRow {
            conversation: Id::new(uuid::Uuid::from_u128(id)),
            seq: Seq(5),
            inbox: InboxKey("shop".to_owned()),
            locale: Locale::En,
        };
        looked.note(&case(1));
        looked.begin(live.iter());
        assert!(looked.knows(&case(1)) && !looked.knows(&case(2)));
    }
}
