//! Facts about the user's surroundings, found in their words: versions, systems, codes, names, times.

use std::ops::Range;

use crate::domain::{
    event::{Body, Context, Event, Role},
    ids::Seq,
    personal::is_email,
    words::{Phrases, Token, Words, is_function_word},
};

use super::{
    EnvironmentFact,
    said::{by_whom, told},
};

/// Facts kept.
const FACTS_MAX: usize = 48;
const FACTS_FIRST: usize = 16;
/// Characters of one value.
const VALUE_CHARS_MAX: usize = 240;
/// Characters of a message that are read.
const READ_CHARS_MAX: usize = 8_000;

static PLATFORM: Phrases = Phrases::new(&[
    "k8s|kubernetes|docker|podman|openshift|helm|rancher|systemd|vmware|proxmox|wsl|wsl2|minikube|k3s|nomad|terraform",
    "aws|azure|gcp|aliyun|alibaba|heroku|cloudflare|vercel|digitalocean ?cloud",
    "google|alibaba|tencent|huawei|oracle|ibm cloud",
    "阿里云|腾讯云|华为云|百度云|天翼云|移动云|京东云|火山引擎|亚马逊云|微软云|容器|虚拟机|物理机",
]);
static SYSTEM: Phrases = Phrases::new(&[
    "ios|android|windows|macos|linux|ubuntu|debian|centos|redhat|rhel|fedora|alpine|harmonyos|ipados|chromeos|openeuler|freebsd ?1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|22|23|24|26|2016|2019|2022|18.04|20.04|22.04|24.04|server|rocky",
    "mac|iphone|ipad|macbook|win7|win10|win11 ?os",
    "安卓|苹果手机|苹果|鸿蒙|麒麟|统信|电脑端|手机端|网页端|小程序",
]);
static BROWSER: Phrases = Phrases::new(&[
    "chrome|safari|firefox|edge|opera|chromium|webview|brave|ie11 ?browser",
    "谷歌浏览器|火狐|微信|企业微信|钉钉|飞书|360浏览器|搜狗浏览器",
]);
static TIME: Phrases = Phrases::new(&[
    "since|after|from|at|around|about|starting|as ?of ?this|last|the ?early yesterday|today|morning|afternoon|evening|night|noon|midnight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|weekend|month",
    "yesterday|today|tonight ?morning|afternoon|evening|night|at",
    "this|last|past|previous|early morning|afternoon|evening|night|week|weekend|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "?for|about|around|last|past|the|an|a ?last|past ?about|over one|two|three|four|five|six|ten|few|several|couple|1|2|3|4|5|6|7|8|9|10|12|15|20|24|30|40|45|48|50|60|90 ?of second|seconds|minute|minutes|min|mins|hour|hours|day|days|week|weeks|month|months ?ago|now|already",
    "an|a minute|hour|day|week|month ago",
    "从 ?今天|昨天|前天 ?早上|上午|中午|下午|晚上|凌晨 ?一|二|两|三|四|五|六|七|八|九|十|1|2|3|4|5|6|7|8|9|10|11|12 ?一|二 ?点 ?半 ?钟 ?左右 开始|起",
    "今天|昨天|前天|昨晚|今早|今晚|刚才|刚刚|上周|上个月|本周|这周|周一|周二|周三|周四|周五|周六|周日|星期一|星期二|星期三|星期四|星期五|凌晨 ?早上|上午|中午|下午|晚上|凌晨|一|二|三|四|五|六|日 ?一|二|两|三|四|五|六|七|八|九|十|1|2|3|4|5|6|7|8|9|10|11|12 ?一|二 ?点 ?半 ?左右",
    "一|二|两|三|四|五|六|七|八|九|十|几|半|1|2|3|4|5|6|7|8|9|10|12|15|20|24|30|40|45|48|50|60 ?一|二|三|四|五|六|七|八|九|十|几 ?多 ?个 ?半 秒|秒钟|分钟|小时|钟头|天|周|星期|月 ?之 以前|前|以来|左右|了",
]);

/// Words before a number that make it a version.
static VERSION_BEFORE: &[&str] = &[
    "version",
    "v",
    "ver",
    "release",
    "upgrade",
    "upgraded",
    "upgrading",
    "update",
    "updated",
    "downgraded",
    "to",
    "from",
    "since",
    "on",
    "using",
    "running",
    "run",
    "版",
    "本",
    "级",
    "到",
    "用",
    "从",
];
/// Words after a number that make it an amount.
static UNITS: &[&str] = &[
    "s", "ms", "sec", "second", "seconds", "min", "minute", "minutes", "hour", "hours", "h", "kb", "mb",
    "gb", "tb", "k", "m", "g", "x", "times", "percent", "users", "user", "requests", "request", "people",
    "messages", "items", "rows", "nodes", "days", "day", "weeks", "usd", "eur", "dollars", "rps", "qps",
    "bytes", "秒", "分", "小", "天", "倍", "元", "个", "万", "人", "次", "条", "台", "块", "毫", "兆", "位",
    "页", "年", "月", "点",
];
/// What everybody has, and what money is called: it names no product.
const COMMON: [&str; 46] = [
    "api", "apis", "url", "urls", "uri", "http", "https", "json", "xml", "csv", "pdf", "html", "css", "sql",
    "dns", "tcp", "udp", "tls", "ssl", "cpu", "gpu", "ram", "ssd", "vpn", "sms", "faq", "sla", "asap", "app",
    "apps", "sdk", "cdn", "vat", "nat", "eur", "usd", "gbp", "cny", "rmb", "jpy", "hkd", "sgd", "chf", "aud",
    "cad", "inr",
];
/// Words behind the name of a place: "our Shanghai office".
const PLACE_AFTER: [&str; 12] = [
    "office",
    "offices",
    "branch",
    "branches",
    "site",
    "team",
    "region",
    "time",
    "warehouse",
    "store",
    "plant",
    "datacenter",
];
/// Words before a number that make it a code.
static CODE_BEFORE: &[&str] = &["code", "error", "errno", "status", "码", "错", "误", "errcode", "exit"];
/// What a failure says stands behind these.
static SHOWS: &[&str] = &[
    "code", "error", "errno", "errcode", "with", "shows", "show", "says", "get", "gives", "returns",
    "throws", "see", "码", "错", "报", "示", "现",
];
/// Words before a number or code that names one thing: an order, an invoice, a device.
static REFERENCE_BEFORE: &[&str] = &[
    "order",
    "invoice",
    "request",
    "ticket",
    "contract",
    "serial",
    "case",
    "reference",
    "ref",
    "booking",
    "tracking",
    "transaction",
    "account",
    "workspace",
    "customer",
    "vat",
    "单",
    "号",
    "同",
    "编",
];
/// Hyphenated English that names nothing in a machine.
static PLAIN_HYPHENS: &[&str] = &[
    "how", "re", "non", "pre", "self", "well", "up", "follow", "set", "log", "sign", "real", "long", "high",
    "low", "day", "year", "so", "co", "e", "multi", "end", "built", "check", "read", "one", "two", "first",
    "second",
];

/// Returns what the page told and what the users' words tell, in order, each value once.
pub fn environment(log: &[Event]) -> Vec<EnvironmentFact> {
    let mut facts: Vec<EnvironmentFact> = Vec::new();
    for event in log {
        match &event.body {
            Body::Opened(opened) => given(&mut facts, opened.context.get(), event.seq),
            Body::Message(message) if message.author.role == Role::User => {
                given(&mut facts, message.context.as_ref().and_then(|context| context.get()), event.seq);
                found(&mut facts, message.text.text(), event.seq);
            }
            Body::Amended(amended) => found(&mut facts, amended.text.text(), event.seq),
            _ => {}
        }
    }
    // A long log may fill the list: what was told first and last stays.
    if facts.len() > FACTS_MAX {
        facts.drain(FACTS_FIRST..facts.len() - (FACTS_MAX - FACTS_FIRST));
    }
    facts
}

fn given(facts: &mut Vec<EnvironmentFact>, context: Option<&Context>, seq: Seq) {
    for (name, value) in context.into_iter().flatten() {
        add(facts, name, value, seq);
    }
}

fn found(facts: &mut Vec<EnvironmentFact>, text: &str, seq: Seq) {
    let (logged, said) = by_whom(text);
    for line in said {
        facts_in(line).into_iter().for_each(|(name, value)| add(facts, name, &value, seq));
    }
    // What begins with a capital in a log is no name of anything.
    for line in logged {
        let named = facts_in(line).into_iter().filter(|(name, _)| *name != "named");
        named.for_each(|(name, value)| add(facts, name, &value, seq));
    }
    let told = told(text);
    // The number of a model is no code.
    let is_model = |fact: &EnvironmentFact| {
        fact.seq == seq
            && matches!(fact.name.as_str(), "error_code" | "reference" | "identifier" | "named")
            && told.iter().any(|(name, value)| *name == "device" && value.contains(fact.value.text()))
    };
    facts.retain(|fact| !is_model(fact));
    told.iter().for_each(|(name, value)| add(facts, name, value, seq));
}

fn add(facts: &mut Vec<EnvironmentFact>, name: &str, value: &str, seq: Seq) {
    let value = value.chars().take(VALUE_CHARS_MAX).collect::<String>();
    let known = facts.iter().any(|fact| {
        let within = name == "amount" && fact.name == "time" && fact.value.text().contains(&value);
        within || fact.value.text().eq_ignore_ascii_case(&value)
    });
    if !known && !value.trim().is_empty() {
        facts.push(EnvironmentFact { name: name.to_owned(), value: value.into(), seq });
    }
}

/// Returns the facts a text names: what they are, and their value as typed.
pub fn facts_in(text: &str) -> Vec<(&'static str, String)> {
    let end = text.char_indices().nth(READ_CHARS_MAX).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or_default();
    let words = Words::of(text);
    let mut facts = Vec::new();
    // Words that one rule read as part of a longer value are nothing of their own.
    let mut taken = vec![false; words.tokens().len()];
    for word in text.split_whitespace().filter(|word| word.contains("://")) {
        let address = word.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let address: String = address.chars().take_while(|c| c.is_ascii_graphic() && *c != '"').collect();
        facts.push(("url", address.trim_end_matches([',', '.', ')', '"', '\'']).to_owned()));
    }
    for (name, phrases) in [("platform", &PLATFORM), ("os", &SYSTEM), ("browser", &BROWSER), ("time", &TIME)]
    {
        for range in all(phrases, words.tokens()) {
            let numbered = matches!(name, "os" | "browser");
            let range = if numbered { with_version(range, words.tokens()) } else { range };
            facts.push((name, words.text(&range).to_owned()));
            taken.get_mut(range).into_iter().for_each(|taken| taken.fill(true));
        }
    }
    for (at, token) in words.tokens().iter().enumerate().filter(|(at, _)| taken.get(*at) == Some(&false)) {
        let raw = text.get(token.span.clone()).unwrap_or_default();
        let around = Around::of(words.tokens(), at);
        if let Some(name) = machine_word(token, raw, &around) {
            facts.push((name, raw.trim_end_matches("'s").trim_end_matches("’s").to_owned()));
        }
    }
    facts
}

fn all(phrases: &Phrases, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match phrases.at(tokens, at) {
            Some(range) => {
                at = range.end;
                found.push(range);
            }
            None => at += 1,
        }
    }
    found
}

/// Lengthens the name of a system by the version behind it ("iOS 17.4.1"), not by an amount or a status ("Linux 502").
fn with_version(range: Range<usize>, tokens: &[Token]) -> Range<usize> {
    let number = tokens.get(range.end).map_or("", |token| token.text.as_str());
    let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    let dotted = number.starts_with(|c: char| c.is_ascii_digit())
        && number.contains('.')
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let plausible = match number.len() {
        1 | 2 => true,
        3 => number.starts_with('1'),
        4 => number.starts_with("20"),
        _ => false,
    };
    if (dotted || (digits && plausible)) && !Around::of(tokens, range.end).is_amount() {
        range.start..range.end + 1
    } else {
        range
    }
}

/// The words beside a word.
struct Around<'a> {
    before: Vec<&'a str>,
    after: Option<&'a str>,
    begins: bool,
}

impl<'a> Around<'a> {
    fn of(tokens: &'a [Token], at: usize) -> Self {
        let before: Vec<&str> = tokens
            .get(at.saturating_sub(3)..at)
            .unwrap_or_default()
            .iter()
            .map(|t| t.text.as_str())
            .collect();
        let begins = before.last().is_none_or(|before| *before == crate::domain::words::STOP);
        Self { before, after: tokens.get(at + 1).map(|t| t.text.as_str()), begins }
    }
    fn is_amount(&self) -> bool {
        self.after.is_some_and(|after| UNITS.contains(&after))
    }
    fn follows(&self, words: &[&str]) -> bool {
        self.before.iter().any(|before| words.contains(before))
    }
}

fn machine_word(token: &Token, raw: &str, around: &Around<'_>) -> Option<&'static str> {
    let word = token.text.as_str();
    // How to reach somebody is a fact of its own.
    if token.is_han() || token.is_break() || raw.contains("://") || is_email(raw) {
        return None;
    }
    if let Some(name) = number(word, around) {
        return Some(name);
    }
    if !word.chars().any(char::is_alphabetic) {
        let reference = is_reference(raw, around);
        return (clock(word) || is_date(word)).then_some("time").or_else(|| reference.then_some("reference"));
    }
    if word.starts_with('/') {
        return Some("path");
    }
    let is_code = is_error_code(raw) && around.follows(CODE_BEFORE);
    if (is_code || (is_parted_code(raw) && around.follows(SHOWS))) && !around.follows(REFERENCE_BEFORE) {
        return Some("error_code");
    }
    if is_reference(raw, around) {
        return Some("reference");
    }
    if is_error_code(raw) {
        return Some("error_code");
    }
    if is_name(word, raw) {
        return Some("identifier");
    }
    let proper = raw.chars().next().is_some_and(char::is_uppercase) && raw.len() > 2;
    let is_place = around.after.is_some_and(|after| PLACE_AFTER.contains(&after));
    let named = proper && !around.begins && !is_place && !COMMON.contains(&word);
    (named && !is_function_word(word) && !is_calendar(word)).then_some("named")
}

fn number(word: &str, around: &Around<'_>) -> Option<&'static str> {
    let bare = word.strip_prefix('v').unwrap_or(word);
    let parts: Vec<&str> = bare.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if !parts.first().is_some_and(is_number) {
        return None;
    }
    let n_numbers = parts.iter().take_while(|part| is_number(part)).count();
    if n_numbers == 4 && parts.len() == 4 {
        return Some("address");
    }
    if word.contains([':', '/']) {
        return (n_numbers >= 3 && parts.len() >= 4).then_some("address");
    }
    let tagged = parts.last().is_some_and(|last| last.chars().next().is_some_and(|c| c.is_ascii_digit()));
    if parts.len() >= 2 && tagged && !around.is_amount() {
        let named = parts.len() >= 3 || bare != word || around.follows(VERSION_BEFORE) || after_name(around);
        return named.then_some("version");
    }
    if parts.len() > 1 || !is_number(&bare) {
        return None;
    }
    let status = bare.len() == 3 && bare.starts_with(['4', '5']) && !around.is_amount();
    let code = (3..=6).contains(&bare.len()) && around.follows(CODE_BEFORE) && !around.is_amount();
    (status || code).then_some("error_code")
}

/// A number right after a Latin name ("APISIX 3.6") is its version.
fn after_name(around: &Around<'_>) -> bool {
    around.before.last().is_some_and(|before| {
        before.len() > 2 && before.chars().all(|c| c.is_ascii_alphanumeric()) && !is_function_word(before)
    })
}

fn clock(word: &str) -> bool {
    word.split_once(':').is_some_and(|(hours, minutes)| {
        hours.len() <= 2
            && minutes.len() >= 2
            && hours.chars().chain(minutes.chars()).all(|c| c.is_ascii_digit() || c == ':')
    })
}

/// A day as machines write it: `2026-11-28`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let lens: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lens == [4, 2, 2] && parts.iter().all(|part| part.chars().all(|c| c.is_ascii_digit()))
}

fn is_error_code(raw: &str) -> bool {
    let n_digits = raw.chars().filter(char::is_ascii_digit).count();
    let letters = || raw.chars().filter(char::is_ascii_alphabetic);
    let capitals = letters().all(|c| c.is_ascii_uppercase()) && letters().count() > 0;
    let numbered = capitals && letters().count() <= 6 && n_digits >= 3;
    let constant = capitals
        && raw.len() >= 5
        && ((raw.starts_with("ERR") && raw != "ERROR" && raw != "ERRORS")
            || raw.contains("_ERR")
            || is_errno(raw));
    let thrown = raw.len() > 9 && (raw.ends_with("Exception") || raw.ends_with("Error"));
    numbered || constant || thrown || (raw.starts_with("0x") && raw.len() > 3)
}

/// A code of capitals and figures parted by a hyphen: `PRN-07`.
fn is_parted_code(raw: &str) -> bool {
    raw.split_once('-').is_some_and(|(name, number)| {
        (2..=6).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_uppercase())
            && (2..=4).contains(&number.len())
            && number.chars().all(|c| c.is_ascii_digit())
    })
}

/// The number of an order, a ticket, a device: letters and at least four digits parted by a hyphen, or any code of
/// that kind behind a word for one.
fn is_reference(raw: &str, around: &Around<'_>) -> bool {
    let n_digits = raw.chars().filter(char::is_ascii_digit).count();
    let capitals = raw.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    let parted = capitals && raw.contains('-') && n_digits >= 4;
    let coded = raw.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && n_digits >= 3;
    (parted || (coded && around.follows(REFERENCE_BEFORE))) && !around.is_amount()
}

/// ECONNREFUSED and its kin.
fn is_errno(raw: &str) -> bool {
    raw.starts_with('E')
        && raw.len() >= 6
        && raw.chars().all(|c| c.is_ascii_uppercase())
        && [
            "ECONN", "ETIME", "EHOST", "ENOENT", "EACCES", "EPERM", "EADDR", "EPIPE", "ENETUN", "ENOSPC",
            "ENOMEM", "EMFILE",
        ]
        .iter()
        .any(|start| raw.starts_with(start))
}

fn is_name(word: &str, raw: &str) -> bool {
    let camel =
        raw.chars().skip(1).any(|c| c.is_ascii_uppercase()) && raw.chars().any(|c| c.is_ascii_lowercase());
    let hyphened = word.split('-').collect::<Vec<_>>();
    let hyphens = hyphened.len() > 1 && hyphened.first().is_some_and(|first| !PLAIN_HYPHENS.contains(first));
    let dotted = word.contains('.') && word.chars().any(|c| c.is_ascii_alphabetic());
    word.len() > 2 && (word.contains('_') || hyphens || dotted || (camel && raw.len() > 4))
}

fn is_calendar(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "january"
            | "february"
            | "march"
            | "april"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, value: &str) {
        let facts = facts_in(text);
        assert!(facts.iter().any(|(n, v)| *n == name && v == value), "{name}={value} in {facts:?}");
    }

    #[test]
    fn versions_systems_and_codes_are_found() {
        check("3.2.0 on k8s", "version", "3.2.0");
        check("3.2.0 on k8s", "platform", "k8s");
        check("升级到 3.6 以后", "version", "3.6");
        check("十分钟前，升级到 3.6 以后", "time", "十分钟前");
        check("login returns 502 since 09:10", "error_code", "502");
        check("login returns 502 since 09:10", "time", "09:10");
        check("报 E1002 了", "error_code", "E1002");
        check("the stream closes with code 4103", "error_code", "4103");
        check("on Windows 11 with Chrome", "os", "Windows 11");
        check("有，阿里云的", "platform", "阿里云");
        check("ECONNREFUSED from /api/v1/users", "path", "/api/v1/users");
        check("ECONNREFUSED from /api/v1/users", "error_code", "ECONNREFUSED");
        check("we get it from limit-count", "identifier", "limit-count");
        check("set trustedAddresses in config.yaml", "identifier", "config.yaml");
        check("login with Keycloak fails", "named", "Keycloak");
        check("it only happens on Ann's phone", "named", "Ann");
        check("payments fail with PRN-07", "error_code", "PRN-07");
        assert_eq!(facts_in("ann@example.com"), []);
        assert_eq!(facts_in("how do I rotate an API key over HTTP"), []);
        assert_eq!(facts_in("our Shanghai office was charged twice in the App, in EUR"), []);
    }
    #[test]
    fn a_system_and_its_version_are_one_fact() {
        for (text, want) in [
            ("Ubuntu 22.04", "Ubuntu 22.04"),
            ("we are on Ubuntu 22.04 here", "Ubuntu 22.04"),
            ("it runs on Debian 12", "Debian 12"),
            ("it runs on Debian 12.5", "Debian 12.5"),
            ("my laptop has Windows 11", "Windows 11"),
            ("it is Windows Server 2019", "Windows Server 2019"),
            ("升级到 iOS 17", "iOS 17"),
            ("my phone has iOS 17.4.1", "iOS 17.4.1"),
        ] {
            assert_eq!(facts_in(text), [("os", want.to_owned())], "{text}");
        }
        check("linux 502 from the gateway", "error_code", "502");
        check("APISIX 3.6 on Ubuntu 22.04", "version", "3.6");
    }
    #[test]
    fn amounts_are_no_codes() {
        let facts = facts_in("we have 500 users, wait 1.5 seconds, the 450 messages");
        assert!(facts.iter().all(|(name, _)| *name != "error_code" && *name != "version"), "{facts:?}");
    }
}
