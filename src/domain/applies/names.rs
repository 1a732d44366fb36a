//! Names of platforms, editions and regions in both languages, and where a text speaks of them.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use crate::domain::{
    corpus::Hit,
    ids::Locale,
    words::{Phrases, Token, Words, is_function_word, terms},
};

use super::Dimension;

/// Characters of a text that are read.
const READ_CHARS_MAX: usize = 4_000;
/// Words of a name at most.
const NAME_WORDS_MAX: usize = 4;
/// Words of a reply that may be nothing but a name.
const REPLY_WORDS_MAX: usize = 4;

/// A name with its spellings.
pub(super) struct Name {
    pub(super) id: &'static str,
    pub(super) dimension: Dimension,
    en: &'static str,
    zh: &'static str,
    spellings: &'static [&'static str],
    /// Words that mean other things, too: they count in these wordings alone.
    only: Option<&'static Phrases>,
}

impl Name {
    const fn platform(id: &'static str, shown: &'static str, spellings: &'static [&'static str]) -> Self {
        Self { id, dimension: Dimension::Platform, en: shown, zh: shown, spellings, only: None }
    }
    const fn of(
        dimension: Dimension,
        id: &'static str,
        en: &'static str,
        zh: &'static str,
        spellings: &'static [&'static str],
        only: Option<&'static Phrases>,
    ) -> Self {
        Self { id, dimension, en, zh, spellings, only }
    }
    pub(super) const fn shown(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::En => self.en,
            Locale::Zh => self.zh,
        }
    }
}

static WEB: Phrases = Phrases::new(&[
    "on|for|in|via|using|from|with|about ?the|a|my|our ?desktop|chrome|mobile web|browser|browsers",
    "web app|apps|application|sdk|client|version|platform|端|版|平台|侧|上|里|demo|integration",
    "browser app|sdk|client|version",
    "javascript|js|typescript sdk|client|library",
    "浏览器|网页 端|版|里|上|中|侧|打开|访问|登录|环境",
    "在|用|从|通过 浏览器|网页|web",
]);
static WINDOWS: Phrases = Phrases::new(&[
    "on|for|under|in|using|my|a|our windows ?10|11|server|pc|app|client|sdk|desktop|laptop|machine|$",
    "on|for|under|using windows",
    "windows 7|8|10|11|server|pc|app|client|sdk|version|desktop|laptop|machine|user|users|端|版|平台|系统|电脑|上|下",
    "win 7|8|10|11|端|版",
]);
static MOBILE: Phrases = Phrases::new(&[
    "mobile app|apps|client|sdk|device|devices|phone|phones|version|端|版",
    "on|for|from|using ?the|my mobile|phone|smartphone",
    "手机|移动 端|版|上|客户端|app",
]);
static DESKTOP: Phrases = Phrases::new(&[
    "desktop app|apps|client|sdk|version|端|版",
    "on|for|from|using ?the|my desktop",
    "pc|电脑|桌面 端|版|上|客户端",
]);
static SERVER: Phrases = Phrases::new(&["server sdk|side|api", "服务端|服务器端 sdk|api|接口|集成|接入"]);
static PLANS: Phrases = Phrases::new(&[
    "free|pro|business|standard|personal|team|basic|premium|cloud plan|edition|tier|version|licence|license|account|subscription|customer|customers|user|users|版|用户",
]);

use Dimension::{Edition, Region};

/// Every name that is known.
static NAMES: &[Name] = &[
    Name::platform(
        "ios",
        "iOS",
        &["ios", "iphone", "iphones", "ipad", "ipados", "苹果", "苹果手机", "苹果端"],
    ),
    Name::platform(
        "android",
        "Android",
        &[
            "android",
            "安卓",
            "安卓端",
            "安卓手机",
            "samsung",
            "三星",
            "google pixel",
            "pixel phone",
            "pixel 6",
            "pixel 7",
            "pixel 8",
            "pixel 9",
            "pixel 10",
            "galaxy phone",
            "galaxy tab",
            "oneplus",
            "redmi",
            "红米",
            "小米手机",
        ],
    ),
    Name::platform("harmonyos", "HarmonyOS", &["harmonyos", "harmony os", "openharmony", "鸿蒙", "鸿蒙端"]),
    Name::platform("macos", "macOS", &["macos", "mac os", "osx", "os x", "mac", "macbook", "苹果电脑"]),
    Name::platform("linux", "Linux", &["linux", "ubuntu", "debian", "centos", "rhel", "fedora"]),
    Name::platform("flutter", "Flutter", &["flutter"]),
    Name::platform("react-native", "React Native", &["react native", "reactnative"]),
    Name::platform("unity", "Unity", &["unity", "unity3d"]),
    Name::platform("unreal", "Unreal", &["unreal", "unreal engine", "ue4", "ue5"]),
    Name::platform("electron", "Electron", &["electron"]),
    Name::platform("uni-app", "uni-app", &["uni app", "uniapp"]),
    Name::platform("cocos", "Cocos", &["cocos", "cocos creator"]),
    Name::platform("watchos", "watchOS", &["watchos", "apple watch"]),
    Name::platform("tvos", "tvOS", &["tvos", "apple tv"]),
    Name::platform("xamarin", "Xamarin", &["xamarin", "maui"]),
    Name::platform("capacitor", "Capacitor", &["capacitor", "cordova", "ionic"]),
    Name::of(
        Dimension::Platform,
        "mini-program",
        "mini program",
        "小程序",
        &["小程序", "微信小程序", "mini program", "mini programs", "miniprogram", "wechat mini program"],
        None,
    ),
    Name::of(
        Dimension::Platform,
        "windows",
        "Windows",
        "Windows",
        &["windows", "win32", "win10", "win11"],
        Some(&WINDOWS),
    ),
    Name::of(
        Dimension::Platform,
        "web",
        "Web",
        "Web",
        &["web", "browser", "h5", "javascript", "网页", "网页端", "网页版", "浏览器", "web端", "web版"],
        Some(&WEB),
    ),
    Name::of(
        Dimension::Platform,
        "mobile",
        "mobile",
        "移动端",
        &["mobile", "smartphone", "手机", "手机端", "移动端", "手机版"],
        Some(&MOBILE),
    ),
    Name::of(
        Dimension::Platform,
        "desktop",
        "desktop",
        "桌面端",
        &["desktop", "pc", "桌面端", "电脑端", "pc端", "桌面版", "电脑版"],
        Some(&DESKTOP),
    ),
    Name::of(
        Dimension::Platform,
        "server",
        "server",
        "服务端",
        &["server", "server side", "backend", "服务端", "服务器端", "后端"],
        Some(&SERVER),
    ),
    Name::of(Edition, "free", "Free", "免费版", &["free", "免费版"], Some(&PLANS)),
    Name::of(Edition, "pro", "Pro", "专业版", &["pro", "professional", "专业版"], Some(&PLANS)),
    Name::of(Edition, "enterprise", "Enterprise", "企业版", &["enterprise", "企业版"], None),
    Name::of(
        Edition,
        "community",
        "Community",
        "社区版",
        &["community", "open source", "oss", "开源版", "社区版"],
        None,
    ),
    Name::of(Edition, "business", "Business", "商业版", &["business", "商业版"], Some(&PLANS)),
    Name::of(Edition, "standard", "Standard", "标准版", &["standard", "标准版"], Some(&PLANS)),
    Name::of(Edition, "personal", "Personal", "个人版", &["personal", "个人版"], Some(&PLANS)),
    Name::of(Edition, "team", "Team", "团队版", &["team", "团队版"], Some(&PLANS)),
    Name::of(
        Edition,
        "cloud",
        "Cloud",
        "云端版",
        &["cloud", "saas", "云端版", "公有云", "云版"],
        Some(&PLANS),
    ),
    Name::of(
        Edition,
        "self-hosted",
        "self-hosted",
        "私有部署",
        &[
            "self hosted",
            "selfhosted",
            "on premise",
            "on premises",
            "on prem",
            "私有部署",
            "私有化",
            "私有化部署",
            "自建",
            "本地部署",
        ],
        None,
    ),
    Name::of(
        Region,
        "cn",
        "China",
        "中国",
        &["cn", "china", "mainland china", "中国", "中国大陆", "国内"],
        None,
    ),
    Name::of(
        Region,
        "global",
        "Global",
        "海外",
        &["global", "international", "overseas", "海外", "国际", "国际版"],
        None,
    ),
    Name::of(Region, "eu", "EU", "欧洲", &["eu", "europe", "european union", "欧盟", "欧洲"], None),
    Name::of(Region, "us", "US", "美国", &["us", "usa", "united states", "america", "美国"], None),
    Name::of(Region, "jp", "Japan", "日本", &["jp", "japan", "日本"], None),
    Name::of(Region, "uk", "UK", "英国", &["uk", "united kingdom", "britain", "英国"], None),
    Name::of(Region, "apac", "APAC", "亚太", &["apac", "asia pacific", "亚太"], None),
];

/// What follows a name that then names a thing and no platform: "a Web page".
const NO_PLATFORM_BEFORE: [&str; 8] = ["page", "pages", "site", "server", "address", "link", "hook", "token"];

/// Words that are an English pronoun or an ending of an address before they are a region.
const NEVER_IN_TEXT: [&str; 2] = ["us", "cn"];

static BY_SPELLING: LazyLock<HashMap<String, &'static Name>> = LazyLock::new(|| {
    let spelled = NAMES.iter().flat_map(|name| {
        name.spellings
            .iter()
            .map(move |spelling| (spelling.replace(' ', ""), name))
            .chain([(name.id.replace('-', ""), name)])
    });
    spelled.collect()
});

/// Words that join or ask around a name in a reply.
static AROUND: Phrases = Phrases::new(&[
    "use|using|used|version|platform|system|app|sdk|client|edition|plan|region|latest|newest|one|side|please|device|phone|mine|run|running|still|it's|its|thanks",
    "用的|使用|版本|平台|系统|端|版|用|手机|设备|客户端|谢谢|最新|老|新|应该|吧|上|哦|呢|的|是|我们|我|目前",
]);

/// Returns the name a word or two of the front matter stand for.
pub(super) fn named(word: &str) -> Option<&'static Name> {
    let spaced = spaced(word);
    let words = Words::of(&spaced);
    let joined: String = words.tokens().iter().map(|token| token.text.as_str()).collect();
    BY_SPELLING.get(&joined).copied()
}

/// Returns the name of an id.
pub(super) fn by_id(id: &str) -> Option<&'static Name> {
    NAMES.iter().find(|name| name.id == id)
}

/// A name found in a text.
pub(super) struct Mention {
    pub(super) name: &'static Name,
    /// It is named to say that it is not meant: "not Android", 不是安卓.
    pub(super) is_denied: bool,
    /// Its first and one past its last word.
    at: std::ops::Range<usize>,
}

/// Words right before a name that leave it out.
static BUT: Phrases = Phrases::new(&[
    "not|except ?for ?an|a|the $",
    "anything|everything but|except $",
    "不是|不用|没用|除了|并非|没有 $",
]);

/// Returns the names a text speaks of, in order.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    let text = excerpt(text);
    let spaced = spaced(&text);
    let words = Words::of(&spaced);
    let tokens = words.tokens();
    let n_words = tokens.iter().filter(|token| !token.is_break()).count();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((name, end)) = name_at(tokens, at) else {
            at += 1;
            continue;
        };
        let raw = spaced.get(tokens[at].span.clone()).unwrap_or_default();
        let after = tokens.get(end).map_or("", |token| token.text.as_str());
        let is_proper = name.dimension == Dimension::Platform
            && raw.starts_with(|c: char| c.is_ascii_uppercase())
            && at > 0
            && !tokens[at - 1].is_break()
            && !NO_PLATFORM_BEFORE.contains(&after);
        let says_so = n_words <= REPLY_WORDS_MAX
            || is_proper
            || name.only.is_none_or(|only| {
                raw.chars().any(crate::domain::words::is_han) && end - at > 2 || stands_near(only, tokens, at)
            });
        // A MAC address is no computer.
        let says_so = says_so && raw != "MAC";
        if says_so && !NEVER_IN_TEXT.contains(&tokens[at].text.as_str()) {
            let clause = tokens[..at].iter().rposition(Token::is_break).map_or(0, |at| at + 1);
            let is_denied =
                (clause..at).any(|from| BUT.at(&tokens[..at], from).is_some_and(|range| range.end == at));
            found.push(Mention { name, is_denied, at: at..end });
        }
        at = end;
    }
    found
}

/// Returns a text without the platforms and versions it names: the question of one is asked of another.
#[must_use]
pub fn without_names(text: &str) -> String {
    let spaced = spaced(text);
    let words = Words::of(&spaced);
    let mentioned = mentions(text);
    let is_name = |at: usize, token: &Token| {
        mentioned.iter().any(|mention| mention.at.contains(&at))
            || super::version::version(&token.text).is_some()
    };
    let mut left = spaced.to_string();
    for (_, token) in words.tokens().iter().enumerate().rev().filter(|(at, token)| is_name(*at, token)) {
        left.replace_range(token.span.clone(), "");
    }
    left
}

/// Returns the platforms that a text speaks of, but for those that it leaves out.
#[must_use]
pub fn platforms(text: &str) -> BTreeSet<&'static str> {
    let meant = mentions(text).into_iter().filter(|mention| !mention.is_denied).map(|mention| mention.name);
    meant.filter(|name| name.dimension == Dimension::Platform).map(|name| name.id).collect()
}

/// Returns whether a text speaks of platforms, and of none that is asked for: a step on Linux is none on a Mac. Where none
/// is asked for, every text may serve.
#[must_use]
pub fn is_for_another_platform(asked: &BTreeSet<&'static str>, text: &str) -> bool {
    if asked.is_empty() {
        return false;
    }
    let named = platforms(text);
    let is_asked = |page: &&str| asked.iter().any(|user| super::select::is_for(page, user, true));
    !named.is_empty() && !named.iter().any(is_asked)
}

/// Terms that must be left of a question without its platform.
const TERMS_LEFT_MIN: usize = 2;

/// Returns what a quotation is chosen by, of what a question leans on and the question: on a page for one platform its name
/// says nothing more, and who says nothing else asks the same as before.
#[must_use]
pub fn to_quote_by<'a>(before: &'a str, question: &'a str, hits: &[Hit]) -> (&'a str, Cow<'a, str>) {
    let is_limited = hits.first().is_some_and(|hit| !hit.passage.doc.applies_to.is_empty());
    let says_no_more = is_only_names(question) && !before.is_empty();
    let left = if says_no_more { without_names(before) } else { without_names(question) };
    if !is_limited || terms(&left).len() < TERMS_LEFT_MIN {
        return (before, Cow::Borrowed(question));
    }
    (if says_no_more { "" } else { before }, Cow::Owned(left))
}

/// Returns whether a text is nothing but names, versions and the small words around them, or says that it does not know: a
/// reply to the question of which.
#[must_use]
pub fn is_only_names(text: &str) -> bool {
    let spaced = spaced(text);
    let words = Words::of(&spaced);
    let tokens = words.tokens();
    let mentioned = mentions(text);
    let in_name = |at: usize| mentioned.iter().any(|mention| mention.at.contains(&at));
    let mut at = 0;
    let mut n_named = mentioned.len();
    while let Some(token) = tokens.get(at) {
        if let Some(range) = AROUND.at(tokens, at) {
            at = range.end;
            continue;
        }
        if let Some(range) = DO_NOT_KNOW.at(tokens, at) {
            at = range.end;
            continue;
        }
        let is_version = super::version::version(&token.text).is_some();
        n_named += usize::from(is_version);
        if !(token.is_break() || in_name(at) || is_version || is_function_word(&token.text)) {
            return false;
        }
        at += 1;
    }
    n_named > 0 || words.has(&DO_NOT_KNOW)
}

static DO_NOT_KNOW: Phrases = Phrases::new(&[
    "dont|not know|sure|care|matter",
    "no idea|clue",
    "doesnt matter",
    "whatever|any|either|both|all|unsure",
    "不知道|不清楚|不确定|不懂|都可以|都行|都有|都用|随便|无所谓|没区别",
]);

fn name_at(tokens: &[Token], at: usize) -> Option<(&'static Name, usize)> {
    (1..=NAME_WORDS_MAX + 2).rev().find_map(|n| {
        let words = tokens.get(at..at + n)?;
        let joined: String = words.iter().map(|token| token.text.as_str()).collect();
        let parted = words.iter().any(Token::is_break);
        BY_SPELLING.get(&joined).filter(|_| !parted).map(|name| (*name, at + n))
    })
}

/// Returns whether one of the wordings holds the word at `at`.
fn stands_near(only: &Phrases, tokens: &[Token], at: usize) -> bool {
    (at.saturating_sub(3)..=at).any(|from| only.at(tokens, from).is_some_and(|range| range.contains(&at)))
}

/// Parts what is written together: `iOS/Android`, `react-native`, `web_sdk`.
fn spaced(text: &str) -> String {
    text.replace(['/', '-', '_', '|'], " ")
}

fn excerpt(text: &str) -> String {
    text.chars().take(READ_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let got: Vec<&str> = mentions(text).iter().map(|mention| mention.name.id).collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn platforms_are_found_in_both_languages() {
        check("How do I enable push on Android?", &["android"]);
        check("Push for iOS/Android", &["ios", "android"]);
        check("苹果手机上怎么开启推送", &["ios"]);
        check("on my Pixel 8", &["android"]);
        check("a border of 2 pixel 3 times", &[]);
        check("三星手机收不到推送", &["android"]);
        check("鸿蒙端怎么集成", &["harmonyos"]);
        check("微信小程序里怎么登录", &["mini-program"]);
        check("my MacBook does not connect", &["macos"]);
        check("react-native build fails", &["react-native"]);
        check("I use the web SDK", &["web"]);
        check("在浏览器里打不开", &["web"]);
        check("it fails in my browser", &["web"]);
        check("Web", &["web"]);
        check("it runs on Windows 11", &["windows"]);
        check("the Windows client", &["windows"]);
        check("手机端登录不了", &["mobile"]);
    }
    #[test]
    fn words_that_mean_other_things_are_no_platforms() {
        check("how do I open a web page from the chat window and keep both windows", &[]);
        check("the backend expects a path", &[]);
        check("send a webhook to us when a server fails", &[]);
        check("is there a free slot for our team to use", &[]);
    }
    #[test]
    fn a_reply_may_be_nothing_but_names() {
        for text in [
            "Android",
            "I use Android",
            "安卓的",
            "Android, 3.2",
            "我用的是 iOS",
            "3.x",
            "the web one",
            "v2 on iOS please",
        ] {
            assert!(is_only_names(text), "{text}");
        }
        for text in ["Android shows error 1002 after login", "怎么导出", "why?", "yes"] {
            assert!(!is_only_names(text), "{text}");
        }
    }
}
