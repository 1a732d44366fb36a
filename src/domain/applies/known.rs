//! What is known of the user's surroundings: from their words, newest first, and from what the page around told.

use std::{borrow::Cow, collections::BTreeSet};

use crate::domain::{
    event::{Body, Context, Event, Role},
    words::{Phrases, Words, terms},
};

use super::{
    Dimension, Value, names,
    version::{self, Span},
};

/// Sources that are asked: what was said long ago may concern something else.
const SOURCES_MAX: usize = 24;

/// One thing that was said or told.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    Text(String),
    Told(Context),
}

/// Everything said and told so far, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    sources: Vec<Source>,
}

/// A value that is known, and how surely: what the page around tells of a browser's system is only a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) id: String,
    pub(super) is_hint: bool,
}

impl Known {
    /// Starts from one text alone.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self::from_texts([text])
    }
    /// Starts from what was said, the newest first.
    #[must_use]
    pub fn from_texts(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let texts = texts.into_iter().take(SOURCES_MAX);
        Self { sources: texts.map(|text| Source::Text(text.as_ref().to_owned())).collect() }
    }
    /// Adds what the page around told.
    #[must_use]
    pub fn and_told(mut self, context: &Context) -> Self {
        self.sources.push(Source::Told(context.clone()));
        self
    }
    /// Gathers what a user said and what the page around told, up to the end of the log; `text` is the question. What was
    /// said counts before what was told.
    #[must_use]
    pub fn of(text: &str, log: &[Event]) -> Self {
        let mut known = Self::from_text(text);
        let (mut said, mut told) = (Vec::new(), Vec::new());
        for event in log.iter().rev() {
            match &event.body {
                Body::Message(message) if message.author.role == Role::User => {
                    said.push(Source::Text(message.text.text().to_owned()));
                    let context = message.context.as_ref().and_then(|context| context.get());
                    told.extend(context.cloned().map(Source::Told));
                }
                Body::Opened(opened) => told.extend(opened.context.get().cloned().map(Source::Told)),
                _ => {}
            }
        }
        said.truncate(SOURCES_MAX);
        told.truncate(SOURCES_MAX);
        known.sources.extend(said);
        known.sources.extend(told);
        known
    }
    /// Returns the values known of a dimension; `vocabulary` holds those that pages at hand are limited to.
    pub(super) fn facts(&self, dimension: Dimension, vocabulary: &[Value]) -> Vec<Fact> {
        let found = self.sources.iter().map(|source| match source {
            Source::Text(text) => in_text(text, dimension, vocabulary),
            Source::Told(context) => told(context, dimension, vocabulary),
        });
        found.into_iter().find(|facts| !facts.is_empty()).unwrap_or_default()
    }
    /// Returns the versions of the product that are known; `names` are those it may go by, in lowercase.
    pub(super) fn versions(&self, names: &BTreeSet<String>) -> Vec<Span> {
        let found = self.sources.iter().map(|source| match source {
            Source::Text(text) => versions_in(text, names),
            Source::Told(context) => versions_told(context),
        });
        found.into_iter().find(|versions| !versions.is_empty()).unwrap_or_default()
    }
}

/// Where somebody says that they do not have or use something, and have not got to it yet.
static NOT_THEIRS: Phrases = Phrases::new(&[
    "i|we|im|were ?am ?are ?m ?re not ?currently ?really on|using|an|a|with|running",
    "i|we ?do dont|not ?have|use|own|run ?have|use|own|run",
    "^ not on|using|with",
    "i|we|weve|ive ?have havent|not ?have ?not ?yet upgraded|updated|moved|migrated|switched",
    "before|prior ?to version",
    "我|我们|手机|手头|这边 ?的 ?们 ?用 ?的 ?手 ?机 不是|没有|没用|不用|并非",
    "用 的 不是",
    "还没|没有|尚未|还未 升级|更新|升到|换到",
]);

/// Returns a text without what it says somebody does not have.
fn affirmed(text: &str) -> Cow<'_, str> {
    let clauses = crate::domain::words::clauses(text).into_iter();
    let clauses: Vec<&str> = clauses.flat_map(|clause| clause.split(" but ")).collect();
    let is_denied = |clause: &&str| Words::of(clause).has(&NOT_THEIRS);
    // "It works on iOS, but not on Android" asks about Android.
    let has_fine = clauses.iter().any(|clause| Words::of(clause).has(&FINE));
    if has_fine || !clauses.iter().any(&is_denied) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(clauses.into_iter().filter(|clause| !is_denied(clause)).collect::<Vec<_>>().join("\n"))
}

fn in_text(text: &str, dimension: Dimension, vocabulary: &[Value]) -> Vec<Fact> {
    let text = &*affirmed(text);
    let mut mentions = names::mentions(text);
    mentions.retain(|mention| !mention.is_denied);
    let mut ids: BTreeSet<String> =
        mentions.iter().filter(|m| m.name.dimension == dimension).map(|m| m.name.id.to_owned()).collect();
    // Names that only the pages know are found as they are written.
    let words = Words::of(text);
    let says = |written: &str| {
        let wanted = Words::of(written);
        let wanted: Vec<&str> = wanted.tokens().iter().map(|token| token.text.as_str()).collect();
        let said: Vec<&str> = words.tokens().iter().map(|token| token.text.as_str()).collect();
        !wanted.is_empty() && said.windows(wanted.len()).any(|window| window == wanted)
    };
    let own = vocabulary.iter().filter(|value| names::by_id(&value.id).is_none() && says(&value.written));
    ids.extend(own.map(|value| value.id.clone()));
    // "I switched from Android to iPhone": the last one is theirs.
    if ids.len() > 1
        && words.has(&SWITCHED)
        && let Some(last) = mentions.iter().rev().find(|mention| mention.name.dimension == dimension)
    {
        ids.retain(|id| id == last.name.id);
    }
    if ids.len() > 1 {
        // "It works on iOS, but not on Android": Android is asked about.
        let fine: Vec<&str> = crate::domain::words::clauses(text)
            .into_iter()
            .flat_map(|clause| clause.split(" but "))
            .flat_map(|clause| clause.split('但'))
            .filter(|clause| Words::of(clause).has(&FINE) && !Words::of(clause).has(&NOT_FINE))
            .flat_map(names::mentions)
            .map(|mention| mention.name.id)
            .collect();
        if ids.iter().any(|id| !fine.contains(&id.as_str())) {
            ids.retain(|id| !fine.contains(&id.as_str()));
        }
    }
    ids.into_iter().map(|id| Fact { id, is_hint: false }).collect()
}

static SWITCHED: Phrases =
    Phrases::new(&["switched|moved|migrated|changed|went from ~ to", "从 ~ 换|转|迁|改 ?成|到|为|用"]);
static FINE: Phrases = Phrases::new(&[
    "works|worked|fine|ok|okay|succeeds",
    "no problem",
    "runs well|there",
    "正常|没问题|没有问题|可以|好的",
]);
static NOT_FINE: Phrases = Phrases::new(&[
    "not|doesnt|dont|isnt|cannot|cant|never|how|what|can|could|should|if|whether|need",
    "不|没法|无法|怎么|如何|吗|是否|哪",
]);

fn told(context: &Context, dimension: Dimension, vocabulary: &[Value]) -> Vec<Fact> {
    let mut facts = Vec::new();
    // What names the platform itself counts before what a browser tells of its system.
    let mut keys: Vec<(&String, &String)> =
        context.iter().filter(|(key, _)| Dimension::of_key(key) == Some(dimension)).collect();
    keys.sort_by_key(|(key, _)| !is_plain(key));
    for (key, value) in keys {
        let own = vocabulary.iter().find(|known| known.written.eq_ignore_ascii_case(value.trim()));
        let id = own.map(|known| known.id.clone()).or_else(|| {
            let named = names::named(value).or_else(|| first_word(value));
            named.filter(|name| name.dimension == dimension).map(|name| name.id.to_owned())
        });
        let Some(id) = id else { continue };
        let is_hint = !is_plain(key);
        if facts.is_empty() {
            facts.push(Fact { id, is_hint });
        }
    }
    facts
}

fn is_plain(key: &str) -> bool {
    !matches!(key.to_lowercase().as_str(), "os" | "system" | "device" | "client" | "country")
}

/// "iOS 17.4" and "Android 14 (Pixel)" begin with the name.
fn first_word(value: &str) -> Option<&'static names::Name> {
    value
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '(' | ',' | ';'))
        .next()
        .and_then(names::named)
}

fn versions_told(context: &Context) -> Vec<Span> {
    let told = context.iter().filter(|(key, _)| Dimension::of_key(key) == Some(Dimension::Version));
    told.filter_map(|(_, value)| version::version(value)).map(Span::beginning_with).collect()
}

/// Software whose version is not the product's.
const OTHERS: &[&str] = &[
    "ios",
    "android",
    "windows",
    "macos",
    "ubuntu",
    "debian",
    "centos",
    "rhel",
    "fedora",
    "linux",
    "harmonyos",
    "ipados",
    "node",
    "nodejs",
    "node.js",
    "npm",
    "python",
    "java",
    "jdk",
    "jre",
    "php",
    "go",
    "golang",
    "ruby",
    "rust",
    "swift",
    "kotlin",
    "xcode",
    "gradle",
    "chrome",
    "safari",
    "firefox",
    "edge",
    "opera",
    "docker",
    "kubernetes",
    "k8s",
    "react",
    "vue",
    "angular",
    "flutter",
    "unity",
    "electron",
    "http",
    "https",
    "tls",
    "ssl",
    "openssl",
    "nginx",
    "mysql",
    "postgres",
    "postgresql",
    "redis",
    "mongodb",
    "kafka",
    "kernel",
    "ip",
    "ipv",
    "api",
    "spring",
    "dotnet",
    ".net",
    "typescript",
    "es",
    "ecmascript",
    "oauth",
    "saml",
    "grpc",
    "鸿蒙",
    "安卓",
    "iphone",
    "ipad",
    "pixel",
    "page",
    "step",
    "section",
    "chapter",
    "figure",
    "table",
    "error",
    "code",
    "status",
    "port",
    "line",
    "room",
    "level",
    "number",
    "no",
    "day",
    "days",
    "plan",
    "core",
    "cores",
    "cocos",
    "android studio",
    "studio",
];
/// Words around a number that make it a version, though it has no dot.
static SAID: Phrases = Phrases::new(&["version|versions|ver|release|v|sdk|版本 ?is|number|号|是|为 ~"]);

/// Returns the versions of the product a text names: `2.15`, `v3`, `3.x`, `version 3`, `3 版本`, and its name before `3`.
fn versions_in(text: &str, names: &BTreeSet<String>) -> Vec<Span> {
    let text = &*affirmed(text);
    // A choice that was offered: "2.x or earlier".
    if text.contains(|c: char| !c.is_ascii_digit())
        && let Some(spans) = version::spans(text)
    {
        return spans;
    }
    versions_at(text, &Words::of(text), names).into_iter().map(|(_, span)| span).collect()
}

/// Words that lead to a version and say nothing else, and those that may follow it.
const LEADS: [&str; 35] = [
    "version",
    "ver",
    "v",
    "release",
    "is",
    "on",
    "in",
    "with",
    "using",
    "use",
    "i",
    "we",
    "im",
    "am",
    "are",
    "run",
    "running",
    "have",
    "for",
    "of",
    "our",
    "the",
    "still",
    "currently",
    "版",
    "本",
    "号",
    "我",
    "们",
    "用",
    "使",
    "在",
    "的",
    "是",
    "为",
];
const FOLLOWS: [&str; 9] = ["version", "release", "x", "版", "本", "上", "里", "中", "的"];
/// A question about versions themselves.
static OF_VERSIONS: Phrases = Phrases::new(&[
    "upgrad*|downgrad*|migrat*|updat*|move|moved|switch|switched|going|went|change*|new|newer|older|difference*|differ|compare*|between|support*|need*|requir*|minimum|least",
    "from|to|since|until|before|after ?version 0*|1*|2*|3*|4*|5*|6*|7*|8*|9*|v1*|v2*|v3*|v4*",
    "升|降|迁移|更新|区别|差异|不同|对比|比较|支持|需要|至少|最低|新功能|变化|改动|之前|之后|以后|以前",
]);
/// Terms that must be left of a question without its version.
const TERMS_LEFT_MIN: usize = 2;

/// Returns a question without the version its asker is on: it says which pages fit and is nothing to search for. A
/// question about versions keeps them.
#[must_use]
pub fn without_versions(text: &str) -> Cow<'_, str> {
    let words = Words::of(text);
    let tokens = words.tokens();
    if matches!(affirmed(text), Cow::Owned(_)) || words.has(&OF_VERSIONS) {
        return Cow::Borrowed(text);
    }
    let is =
        |list: &[&str], at: usize| tokens.get(at).is_some_and(|token| list.contains(&token.text.as_str()));
    let mut dropped = vec![false; tokens.len()];
    for (at, _) in versions_at(text, &words, &BTreeSet::new()) {
        let from = (0..at).rev().take_while(|before| is(&LEADS, *before)).last().unwrap_or(at);
        let to = (at + 1..tokens.len()).take_while(|after| is(&FOLLOWS, *after)).last().unwrap_or(at);
        dropped.get_mut(from..=to).into_iter().for_each(|dropped| dropped.fill(true));
    }
    let mut left = text.to_owned();
    for (token, _) in tokens.iter().zip(&dropped).rev().filter(|(_, dropped)| **dropped) {
        left.replace_range(token.span.clone(), " ");
    }
    if left == text || terms(&left).len() < TERMS_LEFT_MIN { Cow::Borrowed(text) } else { Cow::Owned(left) }
}

/// Returns the versions with the places of their words.
fn versions_at(text: &str, words: &Words<'_>, names: &BTreeSet<String>) -> Vec<(usize, Span)> {
    let tokens = words.tokens();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let word = token.text.as_str();
        let Some(mut version) = version::version(word) else { continue };
        let before =
            |n: usize| at.checked_sub(n).and_then(|at| tokens.get(at)).map_or("", |t| t.text.as_str());
        let after = |n: usize| tokens.get(at + n).map_or("", |t| t.text.as_str());
        let pair = format!("{}{}", before(2), before(1));
        if OTHERS.contains(&before(1)) || OTHERS.contains(&pair.as_str()) {
            continue;
        }
        let dotted = word.contains('.');
        let marked = word.starts_with('v');
        let said = matches!(before(1), "version" | "ver" | "v" | "release" | "sdk" | "本" | "版")
            || matches!((before(2), before(1)), ("version", "is" | "number") | ("本", "是" | "为" | "号"))
            || matches!(after(1), "版" | "version" | "release")
            || Words::of(&pair).has(&SAID)
            || names.contains(before(1));
        // `3.x` is two words to the reader of words.
        let open = after(1) == "x" && text.get(token.span.end..).is_some_and(|rest| rest.starts_with(".x"));
        if word.split('.').filter(|part| !part.is_empty()).count() > 3
            || is_amount(after(1)) && !marked && !open
        {
            continue;
        }
        let whole = tokens.iter().filter(|token| !token.is_break()).count() <= 2;
        if dotted || marked || said || open || whole {
            if open {
                version.truncate(2);
            }
            found.push((at, Span::beginning_with(version)));
        }
    }
    found
}

fn is_amount(word: &str) -> bool {
    matches!(
        word,
        "s" | "ms"
            | "sec"
            | "second"
            | "seconds"
            | "min"
            | "minute"
            | "minutes"
            | "hour"
            | "hours"
            | "h"
            | "kb"
            | "mb"
            | "gb"
            | "tb"
            | "k"
            | "m"
            | "g"
            | "times"
            | "percent"
            | "users"
            | "requests"
            | "days"
            | "day"
            | "weeks"
            | "usd"
            | "eur"
            | "fps"
            | "mbps"
            | "kbps"
            | "px"
            | "秒"
            | "分"
            | "小"
            | "天"
            | "倍"
            | "元"
            | "个"
            | "万"
            | "人"
            | "次"
            | "条"
            | "台"
            | "毫"
            | "兆"
            | "位"
            | "页"
            | "年"
            | "月"
            | "点"
            | "步"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let want: Vec<Span> =
            want.iter().map(|word| Span::beginning_with(version::version(word).unwrap())).collect();
        let names = BTreeSet::from(["quill".to_owned()]);
        assert_eq!(versions_in(text, &names), want, "{text}");
    }

    #[test]
    fn versions_of_the_product_are_told_from_other_numbers() {
        check("I am on 2.15, how do I upgrade", &["2.15"]);
        check("we run v3 here", &["3"]);
        check("SDK version 3", &["3"]);
        check("SDK 3.4.1 on Android 14", &["3.4.1"]);
        check("我用的是 3.x 版本", &["3"]);
        check("版本是 2.9", &["2.9"]);
        check("2.x", &["2"]);
        check("Quill 2 made a copy of my 3 notes", &["2"]);
        check("quill 2 users cannot sign in, plan 3", &[]);
        check("upgrade from 2.15 to 3.1", &["2.15", "3.1"]);
        check("it takes 1.5 seconds on iOS 17.4 with Node 18.2, Chrome 120 and 3 users", &[]);
        check("error code 1002 from 10.0.0.1 at step 3", &[]);
        check("每天 10 次", &[]);
    }
    #[test]
    fn the_version_somebody_is_on_is_not_searched_for() {
        for (text, want) in [
            ("I use version 3. How do I restore a backup?", "How do I restore a backup?"),
            ("how do I restore a backup on version 2", "how do I restore a backup"),
            ("怎么在 3.x 版本上恢复备份", "怎么恢复备份"),
            ("How do I upgrade from version 2 to 3?", "How do I upgrade from version 2 to 3?"),
            ("what is new in version 3", "what is new in version 3"),
            ("Is TLS 1.3 used for backups", "Is TLS 1.3 used for backups"),
        ] {
            let got = without_versions(text);
            let got: String = got.split_whitespace().collect::<Vec<_>>().join(" ").replace("怎么 ", "怎么");
            assert_eq!(got.trim_start_matches(['.', ' ']), want, "{text}");
        }
    }
    #[test]
    fn versions_beside_each_other_are_left_out_together() {
        for text in [
            "我用 2.8 版本 3.2 版本怎么恢复备份",
            "version 2 version 3 restore a backup",
            "v2v3 v2 的 v3 版本上 恢复备份",
        ] {
            assert!(!without_versions(text).contains("版本"), "{text}");
        }
    }
    #[test]
    fn what_works_is_not_what_is_asked_about() {
        let asked = |text: &str| -> Vec<String> {
            in_text(text, Dimension::Platform, &[]).into_iter().map(|fact| fact.id).collect()
        };
        assert_eq!(asked("It works fine on iOS, but on Android I get nothing"), ["android"]);
        assert_eq!(asked("iOS 上正常，安卓收不到推送"), ["android"]);
        assert_eq!(asked("Does it work on iOS and Android?"), ["android", "ios"]);
        assert_eq!(asked("I switched from Android to iPhone. How do I turn on notifications?"), ["ios"]);
        assert_eq!(asked("我从安卓换成了苹果手机，怎么打开通知"), ["ios"]);
        assert_eq!(asked("it works on Android but not on iOS: no notifications"), ["ios"]);
    }
    #[test]
    fn what_somebody_does_not_have_is_not_theirs() {
        let asked = |text: &str| -> Vec<String> {
            in_text(text, Dimension::Platform, &[]).into_iter().map(|fact| fact.id).collect()
        };
        for text in [
            "How do I upload photos? I am not using iOS.",
            "How do I keep a file offline? I'm not on Android.",
            "How do I upload photos? I don't have an Android phone.",
            "Not on Android, on the other one: how do I upload photos?",
            "怎么上传照片？我不是安卓手机",
            "怎么上传照片？我用的不是苹果",
        ] {
            assert_eq!(asked(text), [""; 0], "{text}");
        }
        for text in ["offline on anything but Android", "not android", "不是安卓", "我不用安卓，怎么离线"]
        {
            assert_eq!(asked(text), [""; 0], "{text}");
        }
        assert_eq!(asked("Not on Android but on iOS, how do I scan?"), ["ios"]);
        assert_eq!(asked("It does not work on Android"), ["android"]);
        assert_eq!(asked("I don't have Android, I am on iOS"), ["ios"]);
        assert_eq!(asked("Push does not work on Android"), ["android"]);
        check("Which port does it listen on? We have not upgraded to version 3 yet", &[]);
    }
    #[test]
    fn newer_words_count_before_older_ones_and_before_what_is_told() {
        let context =
            Context::from([("platform".into(), "iOS".into()), ("app_version".into(), "3.1".into())]);
        let known = Known::from_text("how do I enable push").and_told(&context);
        assert_eq!(known.facts(Dimension::Platform, &[]), [Fact { id: "ios".into(), is_hint: false }]);
        assert_eq!(known.versions(&BTreeSet::new()), [Span::beginning_with(vec![3, 1])]);
        let known = Known::from_text("and on Android 2.4 of the SDK, version 2.4?").and_told(&context);
        assert_eq!(known.facts(Dimension::Platform, &[]), [Fact { id: "android".into(), is_hint: false }]);
    }
}
