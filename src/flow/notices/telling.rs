//! Tells conversations of the notices they belong to: each revision once, in order, and the end.
//!
//! A conversation is linked by the `notice` event that tells it. Of which revision it was told stands in its log, so
//! that each update and the end are told once, over restarts too.

use std::{collections::HashMap, sync::Arc, time::Duration};

use crate::{
    domain::{
        conversation::{BotCommand, Command},
        dossier,
        event::{Body, Event, told_in},
        ids::{ConversationId, Locale, Seq},
        lines,
        notice::{About, Bulletin, Circumstances, Scope, told_of, version_of},
        words::shorten,
    },
    flow::{
        Flow, FlowError,
        commit::{Target, segment, user_texts},
        locked,
        turn::Asked,
    },
    ports::{OpenCaseRow, StoreError},
};

use super::NAME_CHARS_MAX;

/// Time between two looks at what is to be told; a change wakes the look at once.
const EVERY: Duration = Duration::from_secs(5);
/// Time to gather changes that come together, so that a storm of them is a few looks.
const GATHER: Duration = Duration::from_millis(200);
/// Rows read at a time.
const ROWS_MAX: usize = 500;

impl Flow {
    /// Finds the notice that a question is about, tells the conversation, and returns the line that its answer begins
    /// with.
    pub(in crate::flow) async fn heed(self: &Arc<Self>, asked: &Asked) -> Result<Option<String>, FlowError> {
        // The interim words of an earlier try have said it.
        if asked.state.turn().is_some_and(|turn| turn.interim) {
            return Ok(None);
        }
        let live = self.outside.notices.live_notices().await?;
        let key = asked.inbox.key();
        let them = Circumstances { inbox: key, locale: asked.locale, version: asked.version.as_deref() };
        let (before, newest) = asked.about();
        let question = format!("{before} {newest}");
        let meant = live
            .iter()
            .rev()
            .find(|bulletin| bulletin.concerns(them) && bulletin.about().is_asked_in(&question));
        let Some(bulletin) = meant else { return Ok(None) };
        let id = asked.job.conversation;
        settled(id, self.tell_conversation(id, bulletin, asked.locale).await)?;
        let title = bulletin.title.in_locale(asked.locale);
        Ok(Some(lines::notice(bulletin.kind, title, bulletin.url.as_deref(), asked.locale)))
    }

    /// Tells conversations of notices until the end begins.
    pub async fn tell_notices(self: Arc<Self>) {
        let mut looked = Looked::default();
        loop {
            for done in [self.tell_changes().await, self.tell_cases(&mut looked).await] {
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

    /// Links the cases at the desk to the notices they belong to. Each case is read once, and again when it has grown
    /// or a notice has changed.
    async fn tell_cases(self: &Arc<Self>, looked: &mut Looked) -> Result<(), FlowError> {
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
            let page = notices.open_cases(after, ROWS_MAX).await?;
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
        case: &OpenCaseRow,
        live: &[(Bulletin, About)],
    ) -> Result<(), FlowError> {
        let OpenCaseRow { conversation: id, inbox, locale, .. } = case;
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
            .filter(|(bulletin, _)| told_of(&bulletin.id, &before.log).is_none() && bulletin.concerns(them))
            .filter(|(bulletin, about)| belongs(bulletin, about, them, &before.log))
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

    /// Tells a conversation of a notice: as it was looked up, where it has heard nothing of it; and of each
    /// revision since the one that it heard of last, in order.
    ///
    /// Invariant: whatever is revised, linked or told meanwhile, the conversation hears of each revision that
    /// follows the first one, once. An event is written only after the revision that it follows; the transactions
    /// that write a link or a revision mark as owed what the conversation has not heard of.
    pub(super) async fn tell_conversation(
        self: &Arc<Self>,
        id: ConversationId,
        bulletin: &Bulletin,
        locale: Locale,
    ) -> Result<(), FlowError> {
        let before = self.read(id).await?;
        let told = told_of(&bulletin.id, &before.log);
        self.keep(before.log, before.state);
        if told.is_none() {
            self.tell_revision(id, bulletin, None, locale).await?;
        }
        let mut after = told.unwrap_or(bulletin.revision);
        for newer in self.outside.notices.revisions_after(&bulletin.id, after).await? {
            self.tell_revision(id, &newer, Some(after), locale).await?;
            after = newer.revision;
        }
        Ok(())
    }

    /// Tells a conversation of one revision of a notice, where it has heard of the one `after` which it comes.
    async fn tell_revision(
        self: &Arc<Self>,
        id: ConversationId,
        bulletin: &Bulletin,
        after: Option<u32>,
        locale: Locale,
    ) -> Result<(), FlowError> {
        let notice = Box::new(bulletin.in_locale(locale));
        let command = Command::Bot(BotCommand::Notice { notice, after });
        self.command(Target::Conversation(id), None, command).await.map(drop)
    }
}

/// Returns whether nothing is left to do for a conversation. One that cannot be told holds up no other; only a store
/// that is away holds up all.
fn settled(id: ConversationId, done: Result<(), FlowError>) -> Result<bool, FlowError> {
    match done {
        Ok(()) | Err(FlowError::Refused(_)) => Ok(true),
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
    fn knows(&self, case: &OpenCaseRow) -> bool {
        self.before.get(&case.conversation) == Some(&case.seq)
    }
    fn note(&mut self, case: &OpenCaseRow) {
        self.now.insert(case.conversation, case.seq);
    }
    /// Forgets who was not there any more.
    fn end(&mut self) {
        self.before = std::mem::take(&mut self.now);
    }
}

/// Returns the version that a page told last of its user.
pub(in crate::flow) fn version_in(log: &[Event]) -> Option<String> {
    told_in(log).find_map(version_of).map(|version| shorten(version, NAME_CHARS_MAX))
}

/// Returns whether a case belongs to a notice: by its words, or by its topic where the notice has one. Where the notice is
/// for a version and that of the case is not known, by its words alone.
fn belongs(bulletin: &Bulletin, about: &About, them: Circumstances<'_>, log: &[Event]) -> bool {
    let Scope { topic, version, .. } = &bulletin.scope;
    let judged = log.iter().rev().find_map(|event| match &event.body {
        Body::Triaged(triaged) => triaged.topic.as_ref(),
        Body::Corrected(corrected) => corrected.topic.as_ref(),
        _ => None,
    });
    let is_theirs = version.is_none() || them.version.is_some();
    let is_of_topic = topic.is_some() && judged == topic.as_ref() && is_theirs;
    is_of_topic || says(about, log)
}

/// Returns whether a case speaks of what a notice is about: in a message since it was opened last, or in the problem
/// that was passed on, which is short where messages are long.
fn says(about: &About, log: &[Event]) -> bool {
    user_texts(segment(log)).any(|(_, text)| about.is_asked_in(text))
        || about.is_asked_in(&dossier::about(log))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        event::{NoticeKind, NoticeState},
        ids::{Id, InboxKey},
        notice::Texts,
        time::Timestamp,
    };

    fn bulletin(id: &str, revision: u32) -> Bulletin {
        let at = Timestamp::from_millis(0);
        Bulletin {
            id: id.to_owned(),
            kind: NoticeKind::default(),
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
            let case = OpenCaseRow {
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

    /// A case with one message, judged to be about a topic.
    fn case(text: &str, topic: Option<&str>) -> Vec<Event> {
        let bodies = [
            json!({ "kind": "opened", "body": {
                "inbox": "shop", "contact": Uuid::from_u128(7), "locale": "en", "context": {}, "policy": 1,
            } }),
            json!({ "kind": "message", "body": { "author": { "role": "user" }, "text": text } }),
            json!({ "kind": "triaged", "body": {
                "severity": 2, "topic": topic, "locale": "en", "reasons": [],
            } }),
        ];
        let event = |(seq, body): (u64, serde_json::Value)| Event {
            id: Id::new(Uuid::from_u128(u128::from(seq))),
            conversation: Id::new(Uuid::from_u128(1)),
            seq: Seq(seq),
            at: Timestamp::from_millis(0),
            body: serde_json::from_value(body).unwrap(),
            cause: None,
        };
        (1..).zip(bodies).map(event).collect()
    }

    /// Checks whether a case of a user with that version belongs to a notice.
    #[track_caller]
    fn check(bulletin: &Bulletin, version: Option<&str>, case: &[Event], want: bool) {
        let inbox = InboxKey("shop".to_owned());
        let them = Circumstances { inbox: &inbox, locale: Locale::En, version };
        assert_eq!(belongs(bulletin, &bulletin.about(), them, case), want);
    }

    #[test]
    fn a_case_belongs_to_a_notice_by_its_words_or_its_topic() {
        let late = case("Our webhook deliveries are late, all of them", None);
        let down = case("Production is down, nobody can call", Some("calls"));
        let about =
            |title: &str, scope| Bulletin { title: Texts::One(title.to_owned()), scope, ..bulletin("a", 1) };
        let of = |topic: &str| Scope { topic: Some(topic.to_owned()), ..Scope::default() };
        let delayed = about("Webhook deliveries are delayed", Scope::default());
        check(&delayed, None, &late, true);
        check(&delayed, None, &down, false);
        check(&about("New colour theme in the dashboard", Scope::default()), None, &down, false);
        check(&about("Disruption in Frankfurt", of("calls")), None, &down, true);
        check(&about("Disruption in Frankfurt", of("calls")), None, &late, false);
        let mut long = case("Hello, we run a shop in Berlin and came to you two years ago.", None);
        long.extend(late.into_iter().skip(1));
        check(&delayed, None, &long, true);
    }

    #[test]
    fn of_a_long_message_the_problem_that_was_passed_on_is_held_against_a_notice() {
        let long = "We have been with you for two years, ship to nine countries from a warehouse in Berlin, and this \
            morning a colleague told me that our webhook deliveries come late, which the printer of labels needs.";
        let mut briefed = case(long, None);
        let dossier = json!({
            "version": 1, "problem": "Our webhook deliveries come late", "asked": [], "environment": [],
            "tried": [], "documents": [], "claims": [], "locale": "en", "written_by": "rules",
        });
        let handed = json!({ "kind": "handoff_requested", "body": { "by": "user", "dossier": dossier } });
        let last = briefed[2].clone();
        briefed.push(Event { seq: Seq(4), body: serde_json::from_value(handed).unwrap(), ..last });
        let title = Texts::One("Webhook deliveries are delayed".to_owned());
        check(&Bulletin { title, ..bulletin("a", 1) }, None, &briefed, true);
    }

    #[test]
    fn a_notice_for_a_version_is_told_to_an_unknown_one_by_words_alone() {
        let scope =
            Scope { topic: Some("calls".to_owned()), version: Some("3.2".to_owned()), ..Scope::default() };
        let silent =
            Bulletin { title: Texts::One("Calls have no sound".to_owned()), scope, ..bulletin("a", 1) };
        let down = case("Production is down since noon", Some("calls"));
        check(&silent, None, &down, false);
        check(&silent, Some("3.2.1"), &down, true);
        check(&silent, None, &case("calls have no sound", None), true);
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
        let case = |id: u128| OpenCaseRow {
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
