//! Notices by hand: incidents and announcements, whom they concern, and which question is about one.
//!
//! What a contact gets of one is `event::Notice`; here stands what its author wrote, in both languages.

use std::{collections::BTreeSet, sync::LazyLock};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    event::{Body, Context, Event, Notice, NoticeKind, NoticeState},
    ids::{InboxKey, Locale},
    time::Timestamp,
    words::terms,
};

/// A text in one language for all, or in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "write one text for all, or both languages: {\"en\": \"…\", \"zh\": \"…\"}")]
pub enum Texts {
    /// The same for everybody.
    One(String),
    /// In each language.
    Both {
        /// English.
        en: String,
        /// Chinese.
        zh: String,
    },
}

impl Texts {
    /// Returns the text in a language.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> &str {
        match (self, locale) {
            (Self::One(text), _) => text,
            (Self::Both { en, .. }, Locale::En) => en,
            (Self::Both { zh, .. }, Locale::Zh) => zh,
        }
    }
    /// Returns each text.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match self {
            Self::One(text) => (text, None),
            Self::Both { en, zh } => (en, Some(zh)),
        };
        std::iter::once(first).chain(second).map(String::as_str)
    }
}

/// Whom a notice concerns; what is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Contacts of this inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<InboxKey>,
    /// Who reads this language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// What it is about, in words or as the inbox's topic is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Who uses this version: `3.2` holds for `3.2.1`, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A notice as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bulletin {
    /// Its name.
    pub id: String,
    /// What it is.
    #[serde(default)]
    pub kind: NoticeKind,
    /// Where it stands.
    pub state: NoticeState,
    /// 1, and one more for each change.
    pub revision: u32,
    /// Headline, plain text.
    pub title: Texts,
    /// Text, Markdown without HTML.
    pub text: Texts,
    /// More, https alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whom it concerns.
    #[serde(default)]
    pub scope: Scope,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What is known of somebody whom a notice may concern.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// Their inbox.
    pub inbox: &'a InboxKey,
    /// Their language.
    pub locale: Locale,
    /// Their version, where it is known.
    pub version: Option<&'a str>,
}

/// Returns the version that a page tells of its user.
#[must_use]
pub fn version_of(context: &Context) -> Option<&str> {
    ["version", "app_version", "product_version"].iter().find_map(|key| context.get(*key)).map(String::as_str)
}

/// Returns the revision of a notice that a conversation was told of last.
#[must_use]
pub fn told_of(notice: &str, log: &[Event]) -> Option<u32> {
    log.iter().rev().find_map(|event| match &event.body {
        Body::Notice(told) if told.id == notice => Some(told.revision),
        _ => None,
    })
}

impl Bulletin {
    /// Returns whether it goes on.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.state != NoticeState::Ended
    }
    /// Returns it as a contact gets it.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> Notice {
        Notice {
            id: self.id.clone(),
            kind: self.kind,
            state: self.state,
            title: self.title.in_locale(locale).to_owned(),
            text: self.text.in_locale(locale).to_owned(),
            url: self.url.clone(),
            revision: self.revision,
            blocks: None,
        }
    }
    /// Returns whether it concerns somebody. Whose version is not known is not left out.
    #[must_use]
    pub fn concerns(&self, them: Circumstances<'_>) -> bool {
        let Scope { inbox, locale, version, .. } = &self.scope;
        inbox.as_ref().is_none_or(|inbox| inbox == them.inbox)
            && locale.is_none_or(|locale| locale == them.locale)
            && match (version, them.version) {
                (Some(wanted), Some(theirs)) => holds_for(wanted, theirs),
                (Some(_), None) | (None, _) => true,
            }
    }
    /// Returns what it is about.
    #[must_use]
    pub fn about(&self) -> About {
        let topic = self.scope.topic.as_deref().map(subject_terms).unwrap_or_default();
        About {
            named: self.title.each().flat_map(subject_terms).chain(topic.iter().cloned()).collect(),
            told: self.text.each().flat_map(subject_terms).collect(),
            topic,
        }
    }
}

/// What a notice is about, in terms: made once, and held against many questions.
#[derive(Clone, Debug)]
pub struct About {
    named: BTreeSet<String>,
    told: BTreeSet<String>,
    topic: BTreeSet<String>,
}

impl About {
    /// Returns whether a question is about the notice: by the words of its headline, its topic and its text.
    ///
    /// Words of trouble ("does not work") say nothing of what is troubled, and do not count. One word in common is
    /// enough only where the question has no other.
    #[must_use]
    pub fn is_asked_in(&self, question: &str) -> bool {
        let Self { named, told, topic } = self;
        let asked = subject_terms(question);
        let n_named = asked.intersection(named).count();
        let n_told = asked.difference(named).filter(|term| told.contains(*term)).count();
        let is_topic = !topic.is_empty() && topic.is_subset(&asked) && is_trouble(question);
        let is_all = asked.len() == 1 && n_named == 1;
        let is_most = n_named >= 1
            && n_named + n_told >= SHARED_MIN
            && share(n_named, n_told, asked.len()) >= SHARE_MIN;
        is_topic || is_all || is_most
    }
}

/// Terms that a question and a notice must have in common.
const SHARED_MIN: usize = 2;
/// Of a question's terms, so many (%) must be the notice's; those of its text count half.
const SHARE_MIN: usize = 40;

const fn share(n_named: usize, n_told: usize, n_asked: usize) -> usize {
    match (n_named * 100 + n_told * 50).checked_div(n_asked) {
        Some(share) => share,
        None => 0,
    }
}

/// Words of trouble, as the terms they become.
const TROUBLE: &str = "fail failure error down work working broken break issue problem trouble slow outage unavailable \
    unable incident known currently anymore degraded disruption stopped stop help know fix everyone anyone everything user";
/// The same in Chinese.
const TROUBLE_HAN: [&str; 26] = [
    "打不开",
    "用不了",
    "不能用",
    "没反应",
    "出问题",
    "不正常",
    "无法",
    "不能",
    "不了",
    "不上",
    "失败",
    "报错",
    "错误",
    "异常",
    "故障",
    "问题",
    "中断",
    "崩溃",
    "很慢",
    "缓慢",
    "延迟",
    "超时",
    "目前",
    "部分",
    "用户",
    "一直",
];

static TROUBLE_TERMS: LazyLock<BTreeSet<String>> = LazyLock::new(|| terms(TROUBLE));

/// The terms that tell what a text is about.
fn subject_terms(text: &str) -> BTreeSet<String> {
    let about = TROUBLE_HAN.iter().fold(text.to_owned(), |text, word| text.replace(word, "，"));
    terms(&about).difference(&TROUBLE_TERMS).cloned().collect()
}

/// Returns whether a question speaks of trouble.
fn is_trouble(question: &str) -> bool {
    TROUBLE_HAN.iter().any(|word| question.contains(word))
        || terms(question).intersection(&TROUBLE_TERMS).next().is_some()
}

fn holds_for(wanted: &str, theirs: &str) -> bool {
    let bare = |version: &str| version.trim().trim_start_matches(['v', 'V']).to_owned();
    let (wanted, theirs) = (bare(wanted), bare(theirs));
    theirs.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '+']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulletin(title: &str, text: &str, topic: Option<&str>) -> Bulletin {
        let at = Timestamp::from_millis(0);
        Bulletin {
            id: "a".to_owned(),
            kind: NoticeKind::default(),
            state: NoticeState::Open,
            revision: 1,
            title: Texts::One(title.to_owned()),
            text: Texts::One(text.to_owned()),
            url: None,
            scope: Scope { topic: topic.map(str::to_owned), ..Scope::default() },
            opened_at: at,
            updated_at: at,
        }
    }

    #[track_caller]
    fn check(bulletin: &Bulletin, is_about: bool, questions: &[&str]) {
        for question in questions {
            assert_eq!(bulletin.about().is_asked_in(question), is_about, "{question}");
        }
    }

    #[test]
    fn a_question_in_the_words_of_a_notice_is_about_it() {
        let sign_in = bulletin(
            "Sign-in fails for accounts in Europe",
            "Since 09:10 signing in ends with error 503. We are working on it.",
            None,
        );
        check(
            &sign_in,
            true,
            &[
                "I can't sign in, it says 503",
                "sign in is broken",
                "signing in to my European account fails with 503",
                "Is there a known issue with sign-in?",
            ],
        );
        check(
            &sign_in,
            false,
            &[
                "How do I delete my account?",
                "deleting my account fails",
                "How do I rotate an API key?",
                "error when exporting a report",
                "it does not work",
                "",
            ],
        );
        let calls = bulletin("一对一通话连接失败", "从 9:10 起，部分用户接通后没有声音。", None);
        check(&calls, true, &["一对一通话连接不上", "通话接通后没有声音怎么办", "一对一通话一直连接失败"]);
        check(&calls, false, &["怎么录制直播", "密码错误怎么办", "无法导出报表", "声音设置在哪里"]);
    }

    #[test]
    fn a_topic_and_trouble_are_enough() {
        let login = bulletin("Disruption in Frankfurt", "We are on it.", Some("login"));
        check(&login, true, &["login broken", "login"]);
        check(&login, false, &["how do I change the colour of the login page", "payment fails"]);
        let login = bulletin("法兰克福机房中断", "正在处理。", Some("登录"));
        check(&login, true, &["登录失败怎么办", "登录不上"]);
        check(&login, false, &["登录页面的颜色怎么改", "支付失败"]);
    }

    #[test]
    fn a_notice_written_before_there_were_kinds_is_an_incident() {
        let mut old = serde_json::to_value(bulletin("a", "b", None)).unwrap();
        old.as_object_mut().unwrap().remove("kind").unwrap();
        let read: Bulletin = serde_json::from_value(old).unwrap();
        assert_eq!(read.in_locale(Locale::En).kind, NoticeKind::Incident);
        let told: Notice =
            serde_json::from_str(r#"{ "id": "a", "state": "open", "title": "a", "text": "b" }"#).unwrap();
        assert_eq!(told.kind, NoticeKind::Incident);
        let announced = Bulletin { kind: NoticeKind::Announcement, ..read };
        assert_eq!(announced.in_locale(Locale::Zh).kind, NoticeKind::Announcement);
    }

    #[test]
    fn a_scope_leaves_out_whom_it_does_not_concern() {
        let inbox = InboxKey("shop".to_owned());
        let with = |scope: Scope| Bulletin { scope, ..bulletin("a", "b", None) };
        let them = Circumstances { inbox: &inbox, locale: Locale::En, version: Some("v3.2.1") };
        let of = |version: &str| with(Scope { version: Some(version.to_owned()), ..Scope::default() });
        assert!(with(Scope::default()).concerns(them));
        assert!(
            !with(Scope { inbox: Some(InboxKey("other".to_owned())), ..Scope::default() }).concerns(them)
        );
        assert!(!with(Scope { locale: Some(Locale::Zh), ..Scope::default() }).concerns(them));
        assert!(of("3.2").concerns(them) && of("3.2.1").concerns(them) && of("v3").concerns(them));
        assert!(!of("3.20").concerns(them) && !of("3.2.10").concerns(them) && !of("3.1").concerns(them));
        assert!(of("3.1").concerns(Circumstances { version: None, ..them }), "nothing is known");
    }
}
