//! What a question is about, and of which kind it is.

use std::collections::BTreeSet;

use crate::domain::{
    applies::{is_for_another_platform, platforms},
    words::{Phrases, Token, Words, is_function_word, terms},
};

use super::units::{Kind, Unit};

/// What is asked.
pub(super) struct Asked {
    /// The platforms it is asked for.
    platforms: BTreeSet<&'static str>,
    /// The words of the subject.
    pub(super) terms: BTreeSet<String>,
    /// Those that only what was said before holds.
    pub(super) earlier: BTreeSet<String>,
    /// How to take something away.
    pub(super) removes: bool,
    /// What something is.
    pub(super) defines: bool,
    /// A few words and nothing else: what they stand for is asked, or how it is done.
    is_name: bool,
    /// A number, a name, a place, a time: one sentence or row says it.
    pub(super) is_value: bool,
    /// A number or a date.
    pub(super) counts: bool,
    /// What something costs.
    pub(super) prices: bool,
    /// Why something is as it is, or what to do about an error.
    causes: bool,
    /// How to see whether something works.
    verifies: bool,
}

impl Asked {
    /// Reads a question with what it leans on, which may be nothing.
    pub(super) fn after(before: &str, question: &str) -> Self {
        let newest = subject(question);
        let whole = format!("{before} {question}");
        let question = whole.trim();
        let words = Words::of(question);
        let terms = subject(question);
        Self {
            platforms: platforms(question),
            earlier: terms.difference(&newest).cloned().collect(),
            terms,
            removes: words.has(&REMOVES),
            defines: words.has(&DEFINES) || is_name(&words),
            is_name: is_name(&words) && !words.has(&DEFINES),
            is_value: words.has(&VALUE) || words.has(&COUNTS) || words.has(&PRICES),
            counts: words.has(&COUNTS) || words.has(&PRICES),
            prices: words.has(&PRICES),
            causes: words.has(&WHY),
            verifies: words.has(&VERIFIES),
        }
    }
    /// Returns whether a heading is asked for with all its words.
    fn names(&self, heading: &str) -> bool {
        let words = subject(heading);
        !words.is_empty() && words.is_subset(&self.terms)
    }
    /// Returns whether something is to be done, or known only to do it.
    pub(super) const fn wants_how(&self) -> bool {
        !(self.is_value || self.verifies) && (self.is_name || !self.defines)
    }
    /// Returns what a unit is worth to a question of this kind beside the words they share.
    pub(super) fn worth(&self, unit: &Unit) -> f32 {
        if !matches!(unit.kind, Kind::Code(_)) && is_for_another_platform(&self.platforms, &unit.text) {
            return 0.0;
        }
        if let Kind::Row { header, cells } = &unit.kind {
            // A row about something else mentions many words; one that is named for what is asked says it.
            let named = cells.first().map(|cell| subject(cell)).unwrap_or_default();
            let asks_for_it = named.iter().any(|term| self.terms.contains(term));
            let asked_before =
                named.iter().all(|term| self.earlier.contains(term) || !self.terms.contains(term));
            let in_column = self.is_value && header.iter().skip(1).any(|column| self.names(column));
            let worth = match (asks_for_it, self.wants_how()) {
                _ if in_column => COLUMN_NAMED,
                (true, _) if asked_before => ROW_SHARE,
                (true, _) => ROW_NAMED,
                (false, true) => ROW_SHARE,
                (false, false) => 1.0,
            };
            return if self.prices && gives_price(&unit.text) { worth * COUNTING } else { worth };
        }
        // Code says nothing itself: it is worth what leads to it.
        if matches!(unit.kind, Kind::Code(_)) {
            return 1.0;
        }
        let words = Words::of(&unit.text);
        let mut worth = 1.0;
        if !self.verifies && words.has(&VERIFIES) {
            worth *= ASIDE;
        }
        if !self.removes && words.has(&UNDOES) {
            worth *= ASIDE;
        }
        if words.has(&ELSEWHERE) || words.has(&ANNOUNCES) {
            worth *= ELSEWHERE_SHARE;
        }
        if self.counts && gives(&unit.text, self.prices) {
            worth *= COUNTING;
        }
        if self.causes && words.has(&CAUSES) {
            worth *= FITTING;
        }
        if self.defines && words.has(&SAYS_WHAT) {
            worth *= FITTING;
        }
        worth
    }
}

/// What a sentence is worth that answers questions of this kind, that gives a number where one is asked for, that checks or undoes what was done, that sends elsewhere,
/// and a row that is named for what is asked.
const FITTING: f32 = 1.2;
const COUNTING: f32 = 1.5;
const ASIDE: f32 = 0.45;
const ELSEWHERE_SHARE: f32 = 0.6;
const ROW_NAMED: f32 = 1.4;
/// What a row is worth that gives a value in the column that is asked for.
const COLUMN_NAMED: f32 = 2.0;
/// What another row is worth to who wants to know how.
const ROW_SHARE: f32 = 0.7;

/// Returns whether a text is a name and nothing else: what it stands for is asked.
fn is_name(words: &Words<'_>) -> bool {
    let tokens = words.tokens();
    let is_plain = |token: &Token| !token.is_han() && !token.is_break() && !is_function_word(&token.text);
    (1..=NAME_WORDS_MAX).contains(&tokens.len()) && tokens.iter().all(is_plain)
}

/// Words of a name at most.
const NAME_WORDS_MAX: usize = 5;

/// Returns whether a text gives what is asked for: a price, or any number.
pub(super) fn gives(text: &str, a_price: bool) -> bool {
    if a_price { gives_price(text) } else { gives_number(text) }
}

/// Returns whether a text gives an amount of money, or says that something costs nothing.
fn gives_price(text: &str) -> bool {
    let has_sign = |sign: char| {
        text.match_indices(sign).any(|(at, _)| {
            let after = text[at + sign.len_utf8()..].trim_start();
            after.starts_with(|c: char| c.is_ascii_digit())
                || text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit())
        })
    };
    ['$', '€', '£', '¥', '￥', '₹', '元', '块'].into_iter().any(has_sign) || Words::of(text).has(&MONEY)
}

/// Returns whether a text gives a number, in figures or words.
fn gives_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) || Words::of(text).has(&NUMBERS)
}

/// Returns whether a text says what others tell: "This guide shows …".
pub(super) fn announces(text: &str) -> bool {
    Words::of(text).has(&ANNOUNCES)
}

/// Returns the words a text is about, without those that ask how where others are left.
pub(super) fn subject(text: &str) -> BTreeSet<String> {
    let all = terms(text);
    let named: BTreeSet<String> = all.iter().filter(|term| !ACTS.contains(&term.as_str())).cloned().collect();
    if named.is_empty() { all } else { named }
}

/// Returns whether a heading or question is about taking something away.
pub(super) fn removes(text: &str) -> bool {
    Words::of(text).has(&REMOVES)
}

static REMOVES: Phrases = Phrases::new(&[
    "delet*|remov*|disable|disabling|uninstall*|undo|revert|stop|turn ?off",
    "删除|移除|禁用|卸载|关闭|停用|取消|去掉|停止",
]);
/// Terms that ask how, and are no subject.
const ACTS: [&str; 18] = [
    "configur",
    "configuration",
    "set",
    "setup",
    "set-up",
    "sett",
    "use",
    "us",
    "mak",
    "make",
    "chang",
    "change",
    "work",
    "per",
    "config",
    "配置",
    "设置",
    "使用",
];
static DEFINES: Phrases = Phrases::new(&[
    "what is|are|does",
    "whats|define|definition",
    "meaning of",
    "how does|do ~ work|works|function $",
    "怎么|如何|怎样 工作|运作 ?的 $",
    "原理 ?是",
    "是什么|什么是|是啥|何为|指什么|什么意思",
]);
/// Headings under which a page says what it is about.
pub(super) static OPENINGS: Phrases = Phrases::new(&[
    "description|overview|introduction|about|summary",
    "what is|are",
    "描述|简介|介绍|概述|概览|说明|什么是",
]);
/// A number or a date is asked for.
static COUNTS: Phrases = Phrases::new(&[
    "how many|much|long|often|old|far|big|large|high|fast",
    "what|which ?is|are|was ?the ?default|maximum|minimum|largest|highest|max|current limit|port|number|size|timeout|year|date|length|quota|percentage",
    "when did|was|were|is|does",
    "默认|最大|最小|最多|最少|上限|下限 ~ 多少|几|值",
    "多少|多久|多大|多长|多高|几个|几次|几天|几年|哪年|哪一年|何时|什么时候|第几",
]);
/// A price is asked for.
static PRICES: Phrases = Phrases::new(&[
    "how much is|are|for|do|does|would|will",
    "cost|costs|price|prices|pricing|priced|fee|fees",
    "cheap|cheaper|cheapest|expensive",
    "多少|几 ?块 钱",
    "价格|价钱|定价|收费|费用|售价|资费|怎么卖|要付|付多少",
]);
static MONEY: Phrases = Phrases::new(&[
    "usd|eur|gbp|cny|rmb|jpy|dollar|dollars|euro|euros|cents",
    "free of charge",
    "for|is|are free",
    "美元|欧元|人民币|免费",
]);
/// A name, a place or a setting is asked for.
static VALUE: Phrases = Phrases::new(&[
    "^ ?and|so who|where|whom|whose|which",
    "what|which ?is ?the name|value|version|setting|option|field|default",
    "谁|哪里|哪儿|哪位|哪个|哪些|哪一|哪种|哪家|哪国|哪座|什么 ?名字|名称|地方|人|公司|组织",
]);
static NUMBERS: Phrases = Phrases::new(&[
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|once|twice|half|dozen|unlimited|daily|weekly|monthly|yearly|hourly",
    "as no many|much|long|limit",
    "no limit",
    "一|两|二|三|四|五|六|七|八|九|十|百|千|万|半 ?十 ?百 ?千 ?万 个|天|次|台|秒|分|小|年|月|位|条|名|周|倍|元|种|项|人|份|页|字|层|级|成",
    "无限|不限|没有限制",
]);
static WHY: Phrases = Phrases::new(&[
    "why|reason|cause|causes|error|errors|fails|failed|fail|failing|failure|wrong|crash*|cannot|cant|doesnt|denied|refused|rejected",
    "为什么|为何|原因|报错|错误|失败|不了|不到|不能|无法|没法|拒绝|异常|不生效|不起作用",
]);
static CAUSES: Phrases = Phrases::new(&[
    "because|since|therefore|caused|due|otherwise|unless|ensure|instead|fix|solve|resolve",
    "make|be sure",
    "this means|happens",
    "check that|whether|if",
    "因为|由于|原因|导致|所以|否则|除非|确保|请检查|需要|解决",
]);
static SAYS_WHAT: Phrases = Phrases::new(&[
    "is|are|means|refers|describes|represents|defines|provides|allows|lets|enables ?you ?to a|an|the|used|how|what|you",
    "是|指|表示|用于|用来|即|为",
]);
/// How to see whether something works, and what is then seen.
static VERIFIES: Phrases = Phrases::new(&[
    "you should|will|shall ?now ?also see|receive|get|observe|find ~ response|entry|entries|output|similar|result|header|headers|error|status|message|following",
    "you should see|receive|observe",
    "verify|verifies|verification",
    "send|make|issue a|another|some|the|several|multiple|consecutive|10 ?consecutive request|requests",
    "test|check whether|if|that ?the ?it|plugin|route|configuration works|work|correctly|effect",
    "response|output as below|follows|shown",
    "will|would ?then be|look as|like shown|follows|this",
    "response|output is|looks ?as ?follows|similar|like",
    "generate some|a requests|request",
    "你|您 应该|将|会|可以 ~ 看到|收到|得到|观察到",
    "wait for|to messages|events|logs|traffic",
    "in a separate|another|second|new terminal",
    "run the client",
    "apply the configuration|manifest to",
    "将 配置 应用到",
    "等待 消息|日志",
    "验证|测试一下",
    "发送|发起 ?一|另|多|几|10 ?个|次 ~ 请求",
    "返回 ?如下|以下|类似 ?的 结果|响应|内容",
]);
static UNDOES: Phrases = Phrases::new(&[
    "to remove|disable|delete|uninstall the|this|a ~ plugin|route|feature|it",
    "当 ?你|您 需要|想要|想 禁用|删除|移除|停用",
    "^ ?要|如需|如果 ?要 禁用|删除|移除 ~ 插件|配置",
]);
static ELSEWHERE: Phrases = Phrases::new(&[
    "for|to ?find ?get ?learn more|further|additional|detailed|complete ?information|details|about|on|reference",
    "^ see|refer|read|visit|check ~ for|to ?more|the|details|information",
    "learn|read more",
    "refer to",
    "is|are explained|described|discussed|covered|documented elsewhere|below|there|in",
    "更多|详细 信息|内容|说明|用法|细节",
    "请参阅|请参考|参考|参见|详见|请查看",
]);
static ANNOUNCES: Phrases = Phrases::new(&[
    "this|the|our|following|these page|document|documentation|manual|handbook|topic|topics|guide|section|sections|tutorial|chapter|article describe|describes|explains|explain|shows|show|tells|walks|covers|cover|contains|lists|introduces|are|provides",
    "in this page|document|topic|guide|section|tutorial|article you",
    "before you begin|start",
    "this tutorial may incur costs",
    "this documentation|document|tutorial|guide|page is ?only about",
    "this tutorial|guide|page will focus|cover|show|walk",
    "you will learn",
    "^ learn how|about",
    "此|本|该 文档 是 关于",
    "本|这|该 文|页|节|篇|章|文档|手册|教程|指南 ?将|会|主要 介绍|说明|描述|讲解|讲述|演示|展示",
]);
/// Words at the beginning of a sentence that lean on the one before.
pub(super) static LEANS: Phrases = Phrases::new(&[
    "^ it|its|they|their|them|this|these|that|those|such|he|she|his|her|however|also|then|therefore|thus|instead|otherwise|moreover|furthermore|similarly|afterward|afterwards|both|but|and|or|so|in ?this|that|these|such|addition|case|cases|way|contrast|turn",
    "^ 它|它们|这|这些|这个|该|此|此外|其中|他|她|因此|所以|但|但是|不过|另外|然而|同时|并且|而且|而|否则|从而|这样|之后|随后|后者|前者|两者",
]);
