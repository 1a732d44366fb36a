//! What a text shows, sentence by sentence: the cues that facts and wordings give, and its plain words. Nothing is
//! weighed here.

use crate::domain::words::{Phrases, Token, Words, clauses, sentences, stem};

use super::{facts, speech, stakes};

/// A sentence and what it shows.
#[derive(Clone, Debug)]
pub(super) struct Sentence<'a> {
    /// As typed.
    pub text: &'a str,
    /// Names of cues, each once.
    pub cues: Vec<&'static str>,
    /// Stemmed words and Chinese characters, and pairs of either, each once.
    pub words: Vec<String>,
}

/// What one of these shows must have happened for something to be critical.
const STATED: [&str; 10] = [
    "critical",
    "breach",
    "breached",
    "loss",
    "gone",
    "down",
    "trouble",
    "whole-not",
    "harm",
    "everyone-trouble",
];

/// What sounds bad beside these, whatever is meant by it.
const ALARMING: [&str; 8] = ["not", "everyone", "whole", "outage", "is-down", "secret", "kept", "production"];

impl Sentence<'_> {
    /// Returns whether the cue is shown.
    pub fn shows(&self, cue: &str) -> bool {
        self.cues.contains(&cue)
    }
    /// Returns whether it may be a report: it says something of the world (neither asked, wished, thought of nor denied)
    /// and names no task. In a few words that sound no worse than others, nothing is reported.
    pub fn reports(&self) -> bool {
        let may_report = self.shows("stated") && !self.shows("task");
        self.states() || (may_report && (self.alarms() || !self.shows("terse")))
    }
    /// Returns whether anything in it sounds bad.
    pub fn alarms(&self) -> bool {
        self.states() || ALARMING.iter().any(|cue| self.shows(cue))
    }
    /// Returns whether something is said to have happened.
    pub fn states(&self) -> bool {
        STATED.iter().any(|cue| self.shows(cue))
    }
}

/// Chinese characters up to which a report is terse; a Latin word counts as two.
const TERSE_CHARS_MAX: usize = 16;

/// What sets an order about the ticket apart from the facts beside it.
const ORDER_BREAKS: [char; 10] = ['[', ']', '(', ')', '【', '】', '（', '）', '–', '—'];

/// Words that deny, or that something does not go.
static NOT: Phrases = Phrases::new(&[
    "not|no|none|nobody|nothing|never|cant|cannot|couldnt|wont|doesnt|dont|didnt|isnt|arent|wasnt|hasnt|havent|unable|without|zero",
    "不|没|无|未|零",
]);

/// Words that a sentence may have beside its temper and still say nothing.
const WORDS_LEFT_MAX: usize = 3;

/// Something does not go: stronger than a mere "no".
static FAILS: Phrases = Phrases::new(&[
    "cant|cannot|couldnt|wont|doesnt|didnt|isnt|arent|wasnt|hasnt|havent|unable|nobody|none|nothing|never|zero|no-one|neither",
    "can|could|does|did|is|are|has|have|been|be not|no",
    "no ~ can|could|is|are|gets|get|has|have|goes|comes|leaves|works|was|were|arrives|reaches|way",
    "no|without answer|response|reply|signal|sound|picture|connection|access|power|trace|sign|service",
    "登|连|打|接|收|发|付|进|出|播|看|用|买|卖|取|存|下|上|开|关|启|动|推|拉|传|联系|访问|加载|提交|支付|登录|查|找|听|写|读|录|转|充|刷|扫|干|走|打印|恢复|撤销|约|订|挂号|打卡|点 不 了|上|到|出|进|动|开|来|起|通|成|去|着|回|完|全",
    "不能|不可|无法|没法|没办法|没人|没反应|没信号|没画面|没声音|没收到|没响应|没了|没有一|不响应|不工作|不显示|不动|不通|不见",
    "没 ?有 一|人|反应|信号|画面|声音|数据|订单|消息|收到|到账|响应",
]);

/// Reads a text.
pub(super) fn read(text: &str) -> Vec<Sentence<'_>> {
    sentences(text).into_iter().map(sentence).collect()
}

fn sentence(text: &str) -> Sentence<'_> {
    let clauses = about_world(text);
    let mut found = Sentence { text, cues: Vec::new(), words: plain_words(&clauses) };
    let whole = clauses.join(" ");
    let whole = Words::of(&whole);
    // "I am furious!" and nothing else.
    let n_left = if whole.has(&speech::NEUTRAL) { WORDS_LEFT_MAX } else { 0 };
    if found.words.len() <= n_left && !whole.has(&facts::TROUBLE) {
        found.words.clear();
        return found;
    }
    let (wished, others): (Vec<&str>, Vec<&str>) = clauses.iter().partition(|clause| is_wished(clause));
    let (asked, stated): (Vec<&str>, Vec<&str>) = others.iter().partition(|clause| is_asked(clause));
    let told = stated.join(" ");
    // What something is done for has not happened.
    let stated: Vec<&str> =
        stated.into_iter().filter(|clause| !Words::of(clause).has(&speech::PURPOSE)).collect();
    let mut add = |cue: &'static str, shown: bool| {
        if shown {
            found.cues.push(cue);
        }
    };
    add("question-mark", ends_in_question(text) && !whole.has(&speech::RHETORICAL));
    add("asked", !asked.is_empty());
    add("task", whole.has(&speech::TASK));
    add("how-to", whole.has(&facts::HOW_TO));
    add("right-now", whole.has(&facts::RIGHT_NOW));
    add("remedy", whole.has(&facts::REMEDY));
    let is_no_way_round = whole.has(&facts::NO_WAY_ROUND);
    // A way round that is asked for is none.
    add("relief", Words::of(&told).has(&facts::RELIEF) && !is_no_way_round);
    add("no-way-round", is_no_way_round);
    add("fresh", whole.has(&speech::FRESH));
    add("borne", whole.has(&speech::BORNE));
    add("share", whole.has(&speech::SHARE));
    add("partial", whole.has(&facts::PARTIAL));
    add("compared", whole.has(&speech::COMPARED));
    add("test", whole.has(&facts::TEST));
    add("wished", whole.has(&speech::WISHED));
    add("valued", whole.has(&speech::VALUED));
    add("ordered", whole.has(&speech::ORDERED));
    add("wish", !wished.is_empty());
    add("wished-trouble", wished.iter().any(|clause| Words::of(clause).has(&facts::TROUBLE)));
    let stated = stated.join(" ");
    let stated = Words::of(&stated);
    // What is only thought of did not happen, in whatever clause its condition stands.
    let intended = whole.has(&speech::INTENDED) && !whole.has(&facts::RIGHT_NOW);
    add("intended", intended);
    let thought = whole.has(&facts::HYPOTHETICAL) || intended;
    add("thought", thought);
    if thought {
        add("thought-trouble", stated.has(&facts::TROUBLE));
        add("thought-everyone", stated.has(&facts::EVERYONE));
        return found;
    }
    // Who and how many is read without "every day" and "everyone else".
    let scope = without(&stated, &speech::BESIDE_THE_POINT);
    let scope = Words::of(&scope);
    let failing = stated.has(&facts::TROUBLE) || scope.has(&FAILS);
    add("denied", stated.has(&facts::DENIAL));
    if stated.has(&facts::DENIAL) {
        return found;
    }
    add("stated", !stated.tokens().is_empty());
    add("asked-trouble", asked.iter().any(|clause| Words::of(clause).has(&facts::TROUBLE)));
    add("not", scope.has(&NOT));
    add("trouble", stated.has(&facts::TROUBLE));
    add("whole", scope.has(&speech::WHOLE));
    add("whole-not", scope.has(&speech::WHOLE) && failing);
    add("everyone", scope.has(&facts::EVERYONE));
    add("everyone-trouble", scope.has(&facts::EVERYONE) && failing);
    let whole_is_meant = scope.has(&speech::WHOLE) || scope.has(&facts::EVERYONE);
    let is_part = [&speech::SHARE, &speech::ALONE, &facts::PARTIAL].iter().any(|part| stated.has(part));
    add("alone", stated.has(&speech::ALONE));
    add("part-only", is_part && !whole_is_meant);
    add("production", stated.has(&facts::PRODUCTION));
    add("outage", stated.has(&facts::OUTAGE));
    add("down", stated.has(&facts::SERVICE_DOWN));
    let own_slip = stated.has(&facts::OWN_SLIP);
    add("slip", own_slip);
    add("loss", stated.has(&facts::DATA_LOSS) && !own_slip);
    add("breach", stated.has(&facts::BREACH));
    add("breached", stakes::breached(&stated));
    add("gone", stakes::gone(&stated) && !own_slip);
    add("no-way-back", stakes::no_way_back(&stated));
    let secret = stated.has(&facts::BREACH) || stakes::breached(&stated);
    add("secret", secret);
    let kept = stakes::lost(&stated) || stated.has(&facts::DATA_LOSS);
    add("kept", kept && !own_slip);
    add("is-down", stated.has(&speech::IS_DOWN));
    // "prod down": who reports the worst wastes no words.
    let n_chars: usize = stated.tokens().iter().map(|token| if token.is_han() { 1 } else { 2 }).sum();
    let is_terse = n_chars <= TERSE_CHARS_MAX && asked.is_empty() && wished.is_empty() && !is_part;
    let is_down =
        [&speech::IS_DOWN, &facts::OUTAGE, &facts::SERVICE_DOWN].iter().any(|down| stated.has(down));
    add("terse", is_terse);
    add("terse-down", is_terse && is_down);
    add("terse-lost", is_terse && (secret || kept) && !own_slip);
    add("terse-trouble", is_terse && failing);
    add("all-down", stated.has(&speech::IS_DOWN) && scope.has(&speech::WHOLE));
    let is_plain = !failing && !stated.has(&speech::COMPARED) && !stated.has(&speech::HARM);
    add("plain", is_plain && !stated.tokens().is_empty());
    add("harm", stated.has(&speech::HARM));
    add("critical", is_critical(&scope));
    found
}

fn is_critical(words: &Words<'_>) -> bool {
    let partial = words.has(&facts::PARTIAL);
    let concerns_all = words.has(&facts::EVERYONE) || words.has(&facts::PRODUCTION);
    let own_slip = words.has(&facts::OWN_SLIP) && !concerns_all;
    words.has(&facts::BREACH)
        || (words.has(&facts::DATA_LOSS) && !own_slip)
        || (words.has(&facts::EVERYONE) && words.has(&facts::TROUBLE) && !partial)
        || (words.has(&facts::PRODUCTION) && words.has(&facts::OUTAGE) && !partial)
        || (words.has(&facts::SERVICE_DOWN) && !partial)
}

/// Returns whether a message says that it is over, and nothing as bad behind that.
pub(super) fn recovered(words: &Words<'_>) -> bool {
    let said = without(words, &facts::UNRECOVERED);
    let said = Words::of(&said);
    let tokens = said.tokens();
    let last = (0..tokens.len()).rev().find_map(|at| facts::RECOVERED.at(tokens, at));
    last.is_some_and(|last| !is_critical(&Words::of(said.text(&(last.end..tokens.len())))))
}

/// Returns the clauses that say something of the world. An order about the ticket ("mark this as P1") does not, nor does
/// a label ("P1"); what stands beside either does.
fn about_world(text: &str) -> Vec<&str> {
    let is_order = |clause: &&str| Words::of(clause).has(&facts::ABOUT_TICKET);
    let says_something = |clause: &&str| {
        let words = Words::of(clause);
        let says_nothing = words.has(&speech::RHETORICAL) && !words.has(&facts::TROUBLE);
        clause.contains(char::is_alphanumeric) && !says_nothing && !words.has(&facts::ABOUT_TALK)
    };
    let parts = clauses(text)
        .into_iter()
        .flat_map(|clause| if is_order(&clause) { beside_order(clause) } else { vec![clause] });
    let others = parts.filter(|part| !is_order(part));
    let without_labels = others.flat_map(|part| around(part, &facts::LABEL));
    without_labels.flat_map(|part| around(part, &facts::OFFLINE_USE)).filter(says_something).collect()
}

/// Cuts the clause of an order at brackets and dashes, and at what it is given for.
fn beside_order(clause: &str) -> Vec<&str> {
    let parts = clause.split(ORDER_BREAKS).flat_map(|part| part.split(" - "));
    parts.flat_map(|part| around(part, &facts::GIVEN_FOR)).collect()
}

/// Returns what stands around the phrases in a clause, as typed; the clause itself where it has none of them.
fn around<'a>(clause: &'a str, phrases: &Phrases) -> Vec<&'a str> {
    let words = Words::of(clause);
    let tokens = words.tokens();
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < tokens.len() {
        let Some(found) = phrases.at(tokens, at) else {
            at += 1;
            continue;
        };
        if from < found.start {
            parts.push(words.text(&(from..found.start)));
        }
        (from, at) = (found.end, found.end);
    }
    parts.push(if from == 0 { clause } else { words.text(&(from..tokens.len())) });
    parts
}

/// Returns a text without the phrases.
fn without(words: &Words<'_>, phrases: &Phrases) -> String {
    let tokens = words.tokens();
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match phrases.at(tokens, at) {
            Some(found) => at = found.end,
            None => {
                kept.push(token.text.as_str());
                at += 1;
            }
        }
    }
    kept.join(" ")
}

/// Returns whether a clause asks, and is no cry that it happens now.
fn is_asked(clause: &str) -> bool {
    let words = Words::of(clause);
    // "Photos of our neighbours show up in our app??" is no question.
    let sounds_asked = ends_in_question(clause) && !stakes::breached(&words) && !stakes::gone(&words);
    let asks = words.has(&facts::HOW_TO)
        || words.has(&speech::ASKED)
        || has_either_or(words.tokens())
        || sounds_asked;
    asks && !words.has(&facts::RIGHT_NOW) && !words.has(&speech::RHETORICAL)
}

/// Returns whether a verb stands beside its own denial, which asks in Chinese: 含不含, 来没来.
fn has_either_or(tokens: &[Token]) -> bool {
    let is_set = |word: &str| matches!(word, "了" | "得" | "一" | "是" | "的");
    tokens.windows(3).any(|three| match three {
        [verb, not, again] => {
            matches!(not.text.as_str(), "不" | "没")
                && verb.is_han()
                && verb.text == again.text
                && !is_set(&verb.text)
        }
        _ => false,
    })
}

/// Returns whether a clause wishes that something were different; to know is no such wish.
fn is_wished(clause: &str) -> bool {
    let words = Words::of(clause);
    words.has(&facts::SUGGESTION) && !words.has(&speech::TO_KNOW)
}

fn ends_in_question(text: &str) -> bool {
    text.trim_end().ends_with(['?', '？'])
}

/// Returns what may be weighed of the words: neither rank nor haste nor temper, no names and no numbers.
fn plain_words(clauses: &[&str]) -> Vec<String> {
    let mut plain = Vec::new();
    for clause in clauses {
        let words = Words::of(clause);
        let tokens = words.tokens();
        let mut at = 0;
        let mut before: Option<(bool, String)> = None;
        while let Some(token) = tokens.get(at) {
            if let Some(neutral) = speech::NEUTRAL.at(tokens, at) {
                before = None;
                at = neutral.end;
                continue;
            }
            let word = plain_word(token).map(|word| (token.is_han(), word));
            if let (Some((was_han, before)), Some((is_han, word))) = (&before, &word)
                && was_han == is_han
            {
                plain.push(if *is_han { format!("{before}{word}") } else { format!("{before} {word}") });
            }
            plain.extend(word.clone().map(|(_, word)| word));
            before = word;
            at += 1;
        }
    }
    plain.sort_unstable();
    plain.dedup();
    plain
}

fn plain_word(token: &Token) -> Option<String> {
    let is_latin = token.text.len() > 1 && token.text.chars().all(|c| c.is_ascii_lowercase());
    match token {
        token if token.is_han() => Some(token.text.clone()),
        token if is_latin => Some(stem(&token.text)),
        _ => None,
    }
}
