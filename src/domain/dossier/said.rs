//! Facts that whole clauses and lines tell: who is affected and who is not, what was changed, how to reach the user,
//! amounts, devices, messages in quotation marks, lines of a log.

use crate::domain::intent::is_hollow;
use crate::domain::words::{Phrases, Token, Words, clauses, is_han, shorten};

use super::steps::is_step;

/// Characters of a clause that is kept as a fact.
const CLAUSE_CHARS_MAX: usize = 160;
/// Characters of one line of a log, and lines of one message.
const LOG_CHARS_MAX: usize = 240;
const LOG_LINES_MAX: usize = 8;
/// Lines beyond which a message has something pasted in it.
const PASTED_LINES: usize = 3;
/// Amounts of one message.
const AMOUNTS_MAX: usize = 10;
/// Characters of a message in quotation marks.
const QUOTED_CHARS: std::ops::RangeInclusive<usize> = 4..=160;

/// Who or what it happens to.
static AFFECTED: Phrases = Phrases::new(&[
    "all|every|each|only|some|both|most|many|several|half|everyone|nobody ?of ?our|the|my|your ~ user|users|customer|customers|viewer|viewers|people|agents|employees|colleague|colleagues|callers|devices|node|nodes|pods|admins|staff|office|offices|team|teams|hosts|sites|stores|students|students|tenants|branches|calls|streams|shift|region|instance",
    "all|every|only|just|nobody|everyone ?of ?the|our|in|on ~ affected|office|shift|instance|region",
    "^ ?it|and|but ?is|its|happens ?is only|just",
    "for all|everyone|everybody|some|half|many|most ?of",
    "about|around|roughly|over|more ?than 1|2|3|4|5|6|7|8|9|10|12|15|20|30|40|50|100|200|300|500|1000 ?percent ~ users|customers|viewers|people|requests|calls",
    "所有|全部|只有|仅|部分|一部分|有的|好几个|几个|一半|大部分|多个|个别|全体|整个|两个|三个|四个|五个|十个|十几个|几十个|上百|每个 ~ 用户|主播|同事|坐席|客户|观众|员工|人|分机|设备|节点|门店|学生|家长|老人|部门|机器|账号|手机|接口|地区|教室|公司",
    "我们|公司|家里|店里|部门|团队 ~ 人|同事|坐席|员工|老人|都",
    "影响|受影响|波及",
    "主要是|只有|仅限 ~ 用户|地区|有问题|会|卡|这样|不行",
]);

/// What goes on working, which narrows the cause.
static WORKS: Phrases = Phrases::new(&[
    "work|works|worked|holds|ok|okay|fine|unaffected|normal|good",
    "is|are|was|look|looks|answers ~ right|correct|normal|fine",
    "see|sees|hear|hears|get|gets ~ fine|normally",
    "正常|没问题|没有问题|没事|不受影响|是好的|都好好的|好好的|可以播|都可以|的可以|能用",
]);
/// What makes a clause no word about what works.
static WORKS_VOID: Phrases = Phrases::new(&[
    "not|no|never|doesnt|dont|isnt|arent|didnt|wasnt|cant|cannot|stopped|until|nothing",
    "不|没|没有|无法|未 ?能 正常|可以|能用",
    "吗 $",
]);

/// What was changed before.
static CHANGED: Phrases = Phrases::new(&[
    "after|since|following|with ?the|we|i|our|an|a|they|last|yesterdays ~ upgrad*|updat*|migrat*|deploy*|chang*|move|moved|moving|switch*|install*|maintenance|release|rotat*|renam*|rollout|release",
    "we|i|they|it|our|somebody|someone|colleague ?have|has|had|just|recently|also upgraded|updated|migrated|deployed|changed|moved|switched|installed|replaced|rotated|renamed|dropped|deleted|removed|released",
    "upgraded|updated|upgrading|updating|migrated|migrating|downgraded|moved|switched|going|back ?the ?sdk|app|it to",
    "deployed|deploy|canary|rollout",
    "升级|更新|迁移|部署|切换|切|更换|换|变更|改版|上线|搬迁|扩容|发布|维护|改 ~ 后|之后|以后|开始|才",
    "升级|更新|迁移|换成|改成|升 ?到|了|至 ~ 版|版本|以后|后",
    "没改过|没有改过|没动过|改过|刚换|刚改|离职|注销",
]);

/// How and when the user wants to be reached: a wish or a way, not calls and mails that the trouble is about.
static REACH: Phrases = Phrases::new(&[
    "call|ring|phone|mail|email|text|message|contact me",
    "call|ring|phone|write|mail|email|get me|us back",
    "call|ring|phone back $|at|on|after|before|please|today|tomorrow",
    "write|reply ?to me $|at|by|via|when|back",
    "get back to me|us",
    "reach me ?back at|on|under|by|via",
    "you|please ~ reach me|us",
    "you|please ~ reach ~ at|on|after|by|under",
    "please|kindly ~ call|ring|phone|mail|email|text|message|contact us",
    "^ call|ring|phone|mail|email|contact us",
    "can|could|would you|somebody|someone|anybody|anyone call|ring|phone|mail|email|text|contact ?me|us",
    "^ ?please|just|or|best call|ring ?only on|at|after|before|between 0*|1*|2*|3*|4*|5*|6*|7*|8*|9*|noon|lunch|work",
    "want|need|like|prefer|request|demand|please|arrange|schedule ?a|an ?quick|immediate callback|call-back|call ?back $|at|after|before|please|today|tomorrow|from|as|by|asap|instead",
    "get|have|put somebody|someone|anybody|anyone|engineer|person|human ~ on a|the call|phone|line",
    "join a|us call|on",
    "best ?time|way|number to call|reach|contact",
    "打|拨|回 ?个|一个|到|给 我|我的 ?这个 手机|电话|座机",
    "给|跟|向 我|我们 ~ 打|回|拨|来 ?个|一个|通 电话",
    "打|回|拨 ?个|一个|通 电话 给|联系|通知|告诉 我|我们",
    "请|麻烦|尽快|希望|等|最好|务必|劳烦 ~ 回 ?个|一个|通|我 电|电话",
    "请|最好|希望|可以|麻烦 ~ 电话|邮件|邮箱|微信|短信|qq 联系|沟通|回访|回复|通知|告诉",
    "电话|邮件|微信|短信|qq 联系|通知|回复|告诉 我",
    "联系|通知 ?下|一下|到|给 我 $|邮箱|微信|手机|电话|qq|就|吧|即可|0*|1*",
    "请|麻烦|尽快|希望|安排|记得 ~ 联系|通知 我",
    "发|回|回复 ?到|给 我|我的 ?的 ~ 邮箱|邮件|微信|短信|qq|手机",
    "加 ?一下|下|个 我|我的 ?的 微信|qq",
    "我|本人 ?的 ?联系|工作|备用|常用 邮箱|微信|微信号|手机号|手机号码|电话|电话号码|qq|qq号 是|为|0*|1*",
    "^ ?我|本人 ?的 联系 电话|方式 是|为|0*|1*|$",
    "方便 ~ 联系|接电话|电话",
]);
/// What makes a clause no such wish: whoever calls does not get through.
static REACH_VOID: Phrases = Phrases::new(&[
    "cannot|cant|couldnt|nobody|noone|none|unable|never|didnt|wont|doesnt|customers|customer|users|user|callers|clients|people|who ~ call|ring|phone|mail|email|text|message|contact|reach|write|reply|get ?back ?to me|us|back",
    "can|could|did|does|will|would not ~ call|ring|phone|mail|email|text|message|contact|reach me|us|back",
    "客户|用户|顾客|对方|别人|患者|家长|学员 ?们 ?都|也|一 打|拨|给|联系",
    "没人|没有人|无人|无法|不能|没法 ~ 打|拨|回|联系|通知|给",
    "没收到|收不到|没有收到|打不通|打不进|没声音|没有声音|听不到|听不见",
]);

/// Makers whose devices are named by a model behind the name.
const MAKERS: [&str; 25] = [
    "iphone", "ipad", "pixel", "galaxy", "mate", "redmi", "xiaomi", "mi", "oneplus", "oppo", "vivo", "honor",
    "huawei", "macbook", "thinkpad", "surface", "nova", "samsung", "watch", "airpods", "moto", "xperia",
    "reno", "find", "apple",
];
const MAKERS_ZH: [&str; 12] =
    ["小米", "华为", "荣耀", "红米", "一加", "真我", "魅族", "三星", "苹果", "联想", "努比亚", "海信"];
const MODEL_WORDS: [&str; 14] = [
    "pro", "max", "plus", "ultra", "mini", "air", "se", "fold", "flip", "note", "lite", "tab", "mate",
    "galaxy",
];

/// Characters of a model's number: "AX3000".
const MODEL_CHARS_MAX: usize = 7;
/// What follows a maker's name where no model is told.
const KINDS_ZH: [&str; 4] = ["手机", "平板", "电脑", "笔记本"];

/// What a number counts.
const UNITS: [&str; 58] = [
    "s",
    "ms",
    "sec",
    "seconds",
    "second",
    "min",
    "mins",
    "minutes",
    "minute",
    "hours",
    "hour",
    "h",
    "days",
    "day",
    "weeks",
    "week",
    "months",
    "month",
    "kb",
    "mb",
    "gb",
    "tb",
    "gi",
    "mi",
    "kbps",
    "mbps",
    "fps",
    "gbps",
    "percent",
    "usd",
    "eur",
    "dollars",
    "euros",
    "yuan",
    "rps",
    "qps",
    "tps",
    "bytes",
    "times",
    "tokens",
    "parallel",
    "k",
    "users",
    "people",
    "nodes",
    "viewers",
    "customers",
    "agents",
    "devices",
    "calls",
    "requests",
    "pods",
    "lines",
    "rows",
    "diamonds",
    "points",
    "seats",
    "pages",
];
const UNITS_ZH: &str = "个台人次条元块天秒万兆位名页家份张件路通期分小毫倍千百";
const NUMERALS_ZH: &str = "一二两三四五六七八九十百千万几半多";

/// Returns the facts that a text tells beside names and numbers: what they are, and the words.
pub fn told(text: &str) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let (logged, said) = by_whom(text);
    let telling = logged.iter().filter(|line| tells_of_error(line)).count();
    let mut n_others = LOG_LINES_MAX.saturating_sub(telling);
    let kept = logged.into_iter().filter(|line| {
        let keeps = tells_of_error(line) || n_others > 0;
        n_others -= usize::from(keeps && !tells_of_error(line));
        keeps
    });
    facts.extend(kept.take(LOG_LINES_MAX).map(|line| ("log", shorten(line, LOG_CHARS_MAX))));
    facts.extend(quoted(text).into_iter().map(|quoted| ("message", quoted.to_owned())));
    for line in said {
        for clause in clauses(line) {
            facts.extend(clause_facts(clause).map(|name| (name, shorten(trimmed(clause), CLAUSE_CHARS_MAX))));
        }
        let words = Words::of(line);
        facts.extend(devices(&words).into_iter().map(|device| ("device", device)));
    }
    facts.extend(amounts(text).into_iter().map(|amount| ("amount", amount)));
    facts
}

/// Parts the lines that a machine wrote from those that a person wrote.
pub fn by_whom(text: &str) -> (Vec<&str>, Vec<&str>) {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let pasted = lines.clone().count() > PASTED_LINES;
    lines.partition(|line| is_log_line(line) || (pasted && is_field(line)))
}

/// What a clause tells, if anything.
fn clause_facts(clause: &str) -> Option<&'static str> {
    let words = Words::of(clause);
    // "Works now, thanks" narrows nothing.
    let works = words.has(&WORKS) && !words.has(&WORKS_VOID) && !is_hollow(clause);
    let facts = [
        (words.has(&REACH) && !words.has(&REACH_VOID), "reach"),
        (works, "works"),
        (words.has(&CHANGED) && !is_step(clause, None), "changed"),
        (!works && words.has(&AFFECTED), "affected"),
    ];
    let asks = clause.ends_with(['?', '？', '吗']);
    facts.into_iter().find(|(is, _)| *is && !asks).map(|(_, name)| name)
}

fn trimmed(clause: &str) -> &str {
    clause.trim().trim_end_matches([',', '，', '.', '。', ';', '；', ':', '：', '!', '！'])
}

/// A line that a machine wrote: it begins with a time, names a level or an exception, or is a frame of a stack.
fn is_log_line(line: &str) -> bool {
    let head: String = line.chars().take(24).collect();
    let n_digits = head.chars().filter(char::is_ascii_digit).count();
    let dated = line.starts_with(|c: char| c.is_ascii_digit() || c == '[')
        && n_digits >= 6
        && (head.matches(':').count() >= 2
            || head.matches('-').count() >= 2
            || head.matches('/').count() >= 2);
    let marks = ["Exception", "Error:", "error:", "ERROR", "FATAL", "WARN ", "panic:", "Traceback", "fatal:"];
    let marked = line.is_ascii() && marks.iter().any(|mark| line.contains(mark)) && line.len() > 20;
    let frame = (line.starts_with("at ") || line.starts_with("File \"")) && line.contains(['(', '"']);
    let linker = line.starts_with("_") && line.is_ascii() || line.starts_with("ld:");
    dated || marked || frame || linker
}

/// A line of a log that says what went wrong: where not all are kept, these are.
fn tells_of_error(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    [
        "error",
        "exception",
        "fail",
        "fatal",
        "denied",
        "refused",
        "timeout",
        "timed out",
        "reason",
        "code",
        "killed",
    ]
    .iter()
    .any(|word| line.contains(word))
}

/// `Key: value` in something pasted.
fn is_field(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| {
        let one_word = key.split_whitespace().count() <= 2 && key.is_ascii() && !key.is_empty();
        one_word && !value.trim().is_empty() && value.split_whitespace().count() <= 6
    })
}

/// Returns what stands in quotation marks: most often a message of the product, word by word.
fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (open, close) in
        [('"', '"'), ('“', '”'), ('‘', '’'), ('「', '」'), ('\'', '\''), ('`', '`'), ('《', '》')]
    {
        let mut rest = text;
        while let Some(from) = rest.find(open) {
            let before = rest[..from].chars().next_back();
            let inside = &rest[from + open.len_utf8()..];
            // An apostrophe opens nothing.
            if open == '\'' && before.is_some_and(char::is_alphanumeric) {
                rest = inside;
                continue;
            }
            let Some(to) = inside.find(close) else { break };
            let words = inside[..to].trim();
            if QUOTED_CHARS.contains(&words.chars().count()) && !words.contains('\n') {
                found.push(words);
            }
            rest = &inside[to + close.len_utf8()..];
        }
    }
    found
}

fn devices(words: &Words<'_>) -> Vec<String> {
    let tokens = words.tokens();
    let mut devices = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let named = maker_at(tokens, at);
        let mut end = at + named;
        while named > 0 && end < tokens.len() && end - at < named + 3 && is_model(&tokens[end]) {
            end += 1;
        }
        let numbered = tokens[at..end].iter().any(|token| token.text.chars().any(|c| c.is_ascii_digit()));
        let pro = tokens[at..end].iter().any(|token| MODEL_WORDS[..7].contains(&token.text.as_str()));
        if end > at + named && (numbered || pro) {
            devices.push(words.text(&(at..end)).to_owned());
            at = end;
        } else if let Some(end) = unnumbered(tokens, at, at + named) {
            devices.push(words.text(&(at..end)).to_owned());
            at = end;
        } else {
            at += 1;
        }
    }
    devices
}

/// Where a device named by a Chinese maker alone ends: "华为手机", or "小米" where it is all that is said.
fn unnumbered(tokens: &[Token], from: usize, to: usize) -> Option<usize> {
    let is_end = |token: Option<&Token>| token.is_none_or(Token::is_break);
    if to == from || !tokens.get(from)?.is_han() {
        return None;
    }
    let after: String = tokens.iter().skip(to).take(3).map(|token| token.text.as_str()).collect();
    if let Some(kind) = KINDS_ZH.iter().find(|kind| after.starts_with(**kind)) {
        return Some(to + kind.chars().count());
    }
    let alone = is_end(tokens.get(to)) && is_end(from.checked_sub(1).and_then(|before| tokens.get(before)));
    alone.then_some(to)
}

/// How many tokens name a maker here.
fn maker_at(tokens: &[Token], at: usize) -> usize {
    let Some(token) = tokens.get(at) else { return 0 };
    if !token.is_han() {
        return usize::from(MAKERS.contains(&token.text.as_str()));
    }
    let named = MAKERS_ZH.iter().find(|maker| {
        maker
            .chars()
            .enumerate()
            .all(|(n, c)| tokens.get(at + n).is_some_and(|token| token.text.chars().eq(std::iter::once(c))))
    });
    named.map_or(0, |maker| maker.chars().count())
}

fn is_model(token: &Token) -> bool {
    let word = token.text.as_str();
    let short = word.len() <= MODEL_CHARS_MAX && word.chars().all(|c| c.is_ascii_alphanumeric());
    MODEL_WORDS.contains(&word) || (short && word.chars().any(|c| c.is_ascii_digit()))
}

/// Returns numbers with what they count: `45 users`, `$18.99`, `0.4%`, `200个坐席`, `五万条`.
fn amounts(text: &str) -> Vec<String> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while at < chars.len() && found.len() < AMOUNTS_MAX {
        let before = at.checked_sub(1).and_then(|before| chars.get(before)).map(|(_, c)| *c);
        let begins = !before.is_some_and(|c| c.is_ascii_alphanumeric() || "_-./:".contains(c));
        let digits = chars[at..].iter().take_while(|(_, c)| c.is_ascii_digit() || ".,".contains(*c)).count();
        let numerals = chars[at..].iter().take_while(|(_, c)| NUMERALS_ZH.contains(*c)).count();
        let first_digit = chars[at].1.is_ascii_digit();
        let end = if begins && first_digit {
            amount_end(&chars, at, at + digits)
        } else if numerals > 0 && !chars[at..].first().is_some_and(|(_, c)| "半多".contains(*c)) {
            han_end(&chars, at, at + numerals)
        } else {
            None
        };
        match end {
            Some(end) => {
                let currency = before.filter(|c| "$€£¥￥".contains(*c)).map_or(0, char::len_utf8);
                let (from, to) = (chars[at].0 - currency, chars.get(end).map_or(text.len(), |(to, _)| *to));
                found.push(text[from..to].trim().trim_end_matches(['.', ',']).to_owned());
                at = end;
            }
            None => at += digits.max(numerals).max(1),
        }
    }
    found
}

/// Where an amount written in digits ends; nothing where the number counts nothing.
fn amount_end(chars: &[(usize, char)], from: usize, digits: usize) -> Option<usize> {
    let at = |n: usize| chars.get(n).map(|(_, c)| *c);
    // 5.3.0 is a version, and a comma ends what stands before it.
    let written: String = chars.get(from..digits)?.iter().map(|(_, c)| *c).collect();
    if written.matches('.').count() > 1 || written.ends_with([',', '.']) {
        return None;
    }
    let currency = from.checked_sub(1).and_then(&at).is_some_and(|c| "$€£¥￥".contains(c));
    let blanks = usize::from(at(digits) == Some(' '));
    let unit = digits + blanks;
    if at(unit) == Some('%') {
        return Some(unit + 1);
    }
    let word: String =
        chars.get(unit..)?.iter().map(|(_, c)| *c).take_while(char::is_ascii_alphabetic).collect();
    if !word.is_empty() && UNITS.contains(&word.to_ascii_lowercase().as_str()) {
        return Some(unit + word.len());
    }
    if at(unit).is_some_and(|c| UNITS_ZH.contains(c)) {
        return Some(counted(chars, unit + 1));
    }
    currency.then_some(digits)
}

/// Where an amount written in Chinese numerals ends: `三个主播`; "一个" counts nothing, nor does how often it was tried.
fn han_end(chars: &[(usize, char)], from: usize, numerals: usize) -> Option<usize> {
    let one = numerals == from + 1 && chars.get(from).is_some_and(|(_, c)| *c == '一');
    let unit = chars.get(numerals).map(|(_, c)| *c)?;
    (!one && "个台人条元块天秒位名页家份张件路".contains(unit)).then(|| counted(chars, numerals + 1))
}

/// Takes the noun behind a measure word: at most two characters.
fn counted(chars: &[(usize, char)], from: usize) -> usize {
    let stop = "了的是都也还不没有在，。就才又再后前";
    let noun = chars.iter().skip(from).take(2).take_while(|(_, c)| is_han(*c) && !stop.contains(*c)).count();
    from + noun
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, value: &str) {
        let facts = told(text);
        assert!(facts.iter().any(|(n, v)| *n == name && v == value), "{name}={value} in {facts:?}");
    }

    #[test]
    fn amounts_say_what_they_count() {
        check("broken for all our 45 users", "amount", "45 users");
        check("it cost $18.99 twice", "amount", "$18.99");
        check("崩溃率0.4%", "amount", "0.4%");
        check("影响200个坐席", "amount", "200个坐席");
        check("扣了两次68元", "amount", "68元");
        check("昨晚开始三个主播推流都报403", "amount", "三个主播");
        check("limit of 512Mi and 6000 kbps", "amount", "6000 kbps");
        assert!(amounts("version 3.2.0 at 10.0.4.17:8443, HTTP 500, 一个问题, 试了两次").is_empty());
        assert!(amounts("5.3.0,小米").is_empty());
    }

    #[test]
    fn clauses_say_who_is_affected_and_what_works() {
        check(
            "Login fails. Only the night shift has it, after 6 pm",
            "affected",
            "Only the night shift has it",
        );
        check("昨晚开始所有用户都登录不了", "affected", "昨晚开始所有用户都登录不了");
        check("It is only eu-west, us-east works.", "works", "us-east works");
        check("其他七个主播没问题。", "works", "其他七个主播没问题");
        check("It started after we changed our domain.", "changed", "It started after we changed our domain");
        check("周二切TLS之后才有的", "changed", "周二切TLS之后才有的");
        check("Please call me back at noon", "reach", "Please call me back at noon");
        check("下午三点以后打我电话", "reach", "下午三点以后打我电话");
    }

    #[test]
    fn calls_that_fail_are_no_wish_to_be_called() {
        let is_reach = |text: &str| told(text).iter().any(|(name, _)| *name == "reach");
        for wish in [
            "call me at 555-0142",
            "Mail me at robin@northwind.example",
            "You can reach me on +49 30 1234567",
            "I want a callback tomorrow",
            "please don't call me",
            "麻烦尽快给我回电话",
            "请尽快联系我",
            "我的手机号是13800138000",
        ] {
            assert!(is_reach(wish), "{wish}");
        }
        for incident in [
            "nobody can call since 10 minutes",
            "Customers cannot call us",
            "every inbound call drops after one ring",
            "Our callback URL returns 404",
            "We cannot reach the server at 10.0.0.1",
            "Two-step codes reach me only after several minutes",
            "从早上八点半开始客服一个电话都接不进来",
            "客户给我们打电话没声音",
            "发短信失败",
            "没人联系我",
        ] {
            assert!(!is_reach(incident), "{incident}");
        }
    }

    #[test]
    fn what_machines_wrote_is_kept_word_by_word() {
        check("It says 'Audience restriction not met' now", "message", "Audience restriction not met");
        check("提示“格式不正确”", "message", "格式不正确");
        check(
            "crash:\n2024/09/17 14:22:31 [error] upstream closed",
            "log",
            "2024/09/17 14:22:31 [error] upstream closed",
        );
        check("a\nb c\nd e\nReason: OOMKilled", "log", "Reason: OOMKilled");
        assert!(quoted("it doesn't work and I can't wait").is_empty());
    }

    #[test]
    fn of_a_long_log_the_lines_that_tell_of_errors_are_kept() {
        let quiet = |n: usize| format!("2024-09-17 14:22:{n:02} GET /health ok");
        let mut lines: Vec<String> = (0..20).map(quiet).collect();
        lines.push("2024-09-17 14:23:00 connection refused".to_owned());
        let facts = told(&lines.join("\n"));
        assert_eq!(facts.iter().filter(|(name, _)| *name == "log").count(), LOG_LINES_MAX);
        check(&lines.join("\n"), "log", "2024-09-17 14:23:00 connection refused");
    }

    #[test]
    fn devices_are_maker_and_model() {
        check("iPhone 13，iOS 17.5", "device", "iPhone 13");
        check("手机是华为Mate 60", "device", "华为Mate 60");
        check("on a Pixel 8 Pro here", "device", "Pixel 8 Pro");
        check("手机上视频黑屏，小米14，App 5.3.0", "device", "小米14");
        check("5.3.0,小米", "device", "小米");
        check("用的华为手机", "device", "华为手机");
        check("5.3.0, xiaomi AX3000", "device", "xiaomi AX3000");
        assert!(devices(&Words::of("find the file, mate")).is_empty());
        assert!(devices(&Words::of("华为云的账单，联想到昨天的升级")).is_empty());
    }
}
