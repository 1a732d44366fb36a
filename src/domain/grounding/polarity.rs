//! Whether a clause says yes or no: negations, and words that have an opposite.
//!
//! Both languages share their axes, so that 启用 meets "enabled". A negation before such a word turns its sign; any
//! other negation belongs to the content word that follows it.

use std::{collections::HashMap, sync::LazyLock};

use super::words;

/// Words and their opposites: one axis a line, the two signs, each `word`, `two words` or 词, by `|`.
const AXES: [(&str, &str); 34] = [
    (
        "enable|enabled|enabling|turn on|turns on|turned on|on by default|switch on|switched on|activate|activated|active|open|启用|开启|打开|激活|开放",
        "disable|disabled|disabling|turn off|turns off|turned off|off by default|switch off|switched off|deactivate|deactivated|inactive|close|closed|shut|禁用|关闭|停用|关掉",
    ),
    (
        "require|required|requirement|must|mandatory|need|necessary|have to|has to|must be|必须|必需|必填|必要|需要|需|务必|一定要",
        "optional|optionally|need not|可选|选填|不必|无需|无须|不需要|不用|不需|毋需",
    ),
    (
        "allow|allowed|permit|permitted|accept|accepted|grant|granted|let it pass|let through|允许|接受|放行|准许",
        "deny|denied|forbid|forbidden|reject|rejected|refuse|refused|block|blocked|prohibit|prohibited|disallow|disallowed|禁止|拒绝|阻止|拦截|不接受",
    ),
    (
        "at least|minimum|min|no less than|not less than|more than|greater than|longer than|higher than|larger than|or more|or later|or newer|or higher|or above|exceed|exceeds|exceeded|exceeding|至少|最少|最小|最低|不少于|不低于|超过|超出|大于|高于|多于|长于|以上|及以上",
        "at most|maximum|max|up to|no more than|not more than|less than|fewer than|shorter than|lower than|smaller than|or less|or fewer|or earlier|or older|or lower|or below|within|至多|最多|最大|最高|最长|不超过|不多于|不高于|小于|低于|少于|短于|不到|以下|以内|之内",
    ),
    (
        "increase|increased|increasing|raise|raised|grow|grows|higher|larger|longer|faster|增加|提高|增大|上升|增长|提升|加快|变大",
        "decrease|decreased|decreasing|reduce|reduced|shrink|lower|smaller|shorter|slower|减少|降低|减小|下降|缩短|减慢|变小",
    ),
    ("first|earliest|oldest|最早|最先|最旧|首个", "last|latest|newest|最晚|最后|最新|末尾"),
    ("later|newer|更晚|稍后|较新", "earlier|older|更早|较早|较旧"),
    (
        "start|starts|started|begin|begins|launch|启动|开始",
        "stop|stops|stopped|terminate|terminated|停止|结束|终止",
    ),
    (
        "add|adds|added|adding|append|insert|create|creates|created|creating|install|installed|添加|新增|创建|新建|安装|插入|增添",
        "remove|removes|removed|removing|delete|deletes|deleted|deleting|uninstall|uninstalled|erase|erased|deduct|deducted|subtract|subtracted|扣除|抵扣|删除|移除|卸载|删去|清除",
    ),
    (
        "show|shows|shown|display|displayed|visible|显示|展示|可见|出现",
        "hide|hides|hidden|invisible|隐藏|不可见|不显示",
    ),
    (
        "succeed|succeeds|succeeded|success|successful|successfully|成功",
        "fail|fails|failed|failure|unsuccessful|失败",
    ),
    ("valid|有效|合法", "invalid|has expired|have expired|is expired|无效|非法|失效|已过期"),
    (
        "include|includes|included|including|包含|包括|含有|含税",
        "exclude|excludes|excluded|excluding|排除|不含|不含税|不包括|不包含",
    ),
    ("public|publicly|公开|公有|公共", "private|privately|私有|私密|不公开"),
    ("internal|internally|内部", "external|externally|外部"),
    ("automatic|automatically|自动", "manual|manually|by hand|手动|手工|人工地"),
    ("true", "false"),
    (
        "same|identical|equal|equals|相同|一样|一致|等于",
        "different|differ|differs|differently|不同|不一样|不一致|不等于",
    ),
    ("online|在线", "offline|离线"),
    ("connect|connects|connected|连接|连上", "disconnect|disconnects|disconnected|断开|断连"),
    ("upload|uploaded|上传", "download|downloaded|下载"),
    ("import|imported|导入", "export|exported|导出"),
    ("inbound|incoming|入站|流入", "outbound|outgoing|出站|流出"),
    ("ascending|升序", "descending|降序"),
    ("synchronous|synchronously|同步地|同步的", "asynchronous|asynchronously|异步"),
    ("temporary|temporarily|临时|暂时", "permanent|permanently|永久|永远"),
    ("free of charge|for free|免费", "paid|付费|收费"),
    ("above|上面|上方", "below|下面|下方"),
    ("top|顶部|顶端", "bottom|底部|底端"),
    ("safe|safely|secure|安全", "unsafe|insecure|dangerous|不安全|危险"),
    (
        "will be|is going to be|are going to be|is planned|are planned|将被|将会|即将|计划于",
        "was|were|has been|have been|已被|已经|曾经",
    ),
    (
        "only once|be used once|shown once|displayed once|works once|work once|one time|single-use|一次性",
        "shown again|displayed again|several times|many times|multiple times|repeatedly|more than once|多次|反复",
    ),
    ("previous|上一个|上一条|前一", "next|下一个|下一条|后一"),
    (
        "keep|keeps|kept|retain|retained|preserve|preserved|保留|留存",
        "discard|discarded|lose|lost|overwrite|overwrites|overwritten|丢弃|丢失|丢掉|丢|覆盖",
    ),
];
/// The axis of before and after, which turn round with their sides; they count only before the same word.
const BEFORE: [&str; 6] = ["before", "prior to", "之前", "以前", "前", "先于"];
const AFTER: [&str; 6] = ["after", "following", "之后", "以后", "后", "晚于"];
const NEGATORS: &str = "not|never|no|without|cannot|can't|don't|doesn't|didn't|isn't|aren't|wasn't|weren't|won't|wouldn't|\
    shouldn't|mustn't|couldn't|hasn't|haven't|hadn't|needn't|neither|nor|none|nobody|nothing|nowhere|unable|fails to|\
    fail to|failed to|lack|lacks|lacking|absent|missing|unsupported|except|unset|omit|omits|omitted|empty|\
    不|不了|没|没有|未|无|勿|非|切勿|尚未|并不|并未|并非|不是|不会|不能|无法|不可|不可以|不得|不再|从不|永不|绝不|除了|缺少|缺失|省略|留空|为空|暂不|暂未|仍不|均不|不要|请勿|别的不";
/// What looks like a negation and is none.
const NOT_NEGATORS: &str = "not only|unless|除非|没错|没问题|you don't use|you do not use|you haven't used|instead of|rather than|而不是|而非|rather not|do not want|don't want|not yet|还没有|还没|不想|不希望|不愿|\
    cost nothing|costs nothing|for nothing|no matter|no doubt|whether or not|or not|不仅|不但|不过|不断|不少|不论|不管|无论|\
    未来|非常|是否|能否|可否|与否|否则|不久|不错|不妨|不如|不得不|无非|差不多|对不起|不禁|不由|无线|没收|淹没|不锈|非洲|未必|\
    除非洲|无锡|不满|不等|不足|不足以|不止|不只|毫无疑问|不同|先后|前后|后台|后端|前端|前缀|后缀|前提|后者|前者|前面|后面|目前|当前|提前|最后|然后|以前缀|此前|此后|随后|后续|之前的|有|还有|已有|所有|有的|拥有|具有";

/// What says that something goes: with a negation it says that it does not, whatever the word.
const MODALS: [&str; 6] = ["support", "supported", "supporting", "支持", "可以", "能够"];

/// What a phrase means here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Axis(u8, bool),
    Order(bool),
    Negation,
    Modal,
    Nothing,
}

static LEXICON: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(|| {
    let mut lexicon = HashMap::new();
    for (axis, (yes, no)) in (0..).zip(AXES) {
        lexicon.extend(yes.split('|').map(|word| (word, Meaning::Axis(axis, true))));
        lexicon.extend(no.split('|').map(|word| (word, Meaning::Axis(axis, false))));
    }
    lexicon.extend(BEFORE.map(|word| (word, Meaning::Order(true))));
    lexicon.extend(AFTER.map(|word| (word, Meaning::Order(false))));
    lexicon.extend(MODALS.map(|word| (word, Meaning::Modal)));
    lexicon.extend(NEGATORS.split('|').map(|word| (word.trim(), Meaning::Negation)));
    lexicon.extend(NOT_NEGATORS.split('|').map(|word| (word.trim(), Meaning::Nothing)));
    lexicon
});
/// The single English words of the lexicon by their stems.
static STEMS: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let is_word = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    let with_opposite = |meaning: &Meaning| matches!(meaning, Meaning::Axis(..) | Meaning::Modal);
    let words = LEXICON.iter().filter(|(word, meaning)| is_word(word) && with_opposite(meaning));
    words.map(|(word, meaning)| (words::stem(word), *meaning)).collect()
});
/// Longest phrase of the lexicon, in words and in Chinese characters.
const PHRASE_MAX: usize = 4;
/// Bytes of a clause's letters from which the same letters elsewhere say the same.
const LETTERS_MIN: usize = 15;
/// Likeness of two clauses from which a negation more or less is a contradiction, whatever it belongs to.
const ALIKE_MIN: f32 = 0.6;
/// Words after a negation in which it turns a sign.
const REACH: usize = 3;

/// What says how something is until somebody changes it.
const DEFAULTS: [&str; 5] = ["default", "默认", "缺省", "预设", "出厂"];
/// How a condition begins, and ends in Chinese.
const CONDITIONS: [&str; 12] =
    ["if ", "when ", "once ", "unless ", "in case ", "如果", "若", "当", "要是", "假如", "只要", "一旦"];
const CONDITIONS_END: [&str; 4] = ["时", "的时候", "的话", "后"];
/// The axis of bounds: what exceeds a limit is told in a condition, what the limit is elsewhere.
const BOUNDS: u8 = 3;

/// A clause, as said: what it is about and what it says yes or no to.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    /// Content words, without those that have an opposite.
    pub(super) words: Vec<String>,
    /// Its letters and digits alone.
    letters: String,
    signs: Vec<(u8, bool)>,
    orders: Vec<(bool, String)>,
    /// The word that each negation belongs to, empty where nothing follows it.
    negated: Vec<String>,
    /// How often it says no.
    n_negations: usize,
    /// Its numbers, as written.
    numbers: Vec<String>,
    /// It says how something is until somebody changes it.
    is_default: bool,
    /// It says when something holds.
    is_condition: bool,
}

/// A word, a Chinese character or a phrase of the lexicon.
struct Token<'a> {
    text: &'a str,
    meaning: Meaning,
    is_content: bool,
}

impl Clause {
    /// Reads one clause, folded.
    pub(super) fn new(text: &str) -> Self {
        let mut clause = Self::default();
        let tokens = tokens(text);
        let mut plain = String::with_capacity(text.len());
        // How many tokens ago a negation stood that has found no word yet.
        let mut open: Option<usize> = None;
        for (at, token) in tokens.iter().enumerate() {
            match token.meaning {
                // 启动不了 turns what stands before it.
                Meaning::Negation if token.text == "不了" && at > 0 && is_axis(&tokens[at - 1]) => {
                    clause.n_negations += 1;
                    if let Some((_, sign)) = clause.signs.last_mut() {
                        *sign = !*sign;
                    }
                }
                Meaning::Negation => {
                    clause.n_negations += 1;
                    // Two in a row are one, as in "can not"; "nothing is not lost" holds two.
                    if open.replace(0).is_some_and(|ago| ago > 1) {
                        clause.negated.push(String::new());
                    }
                }
                Meaning::Axis(axis, sign) => {
                    let turned = open.take_if(|ago| *ago < REACH).is_some();
                    clause.signs.push((axis, sign != turned));
                }
                Meaning::Modal => {}
                Meaning::Order(is_before) => {
                    clause.orders.push((is_before, order_focus(&tokens, at)));
                }
                Meaning::Nothing => {
                    if token.is_content
                        && let Some(_ago) = open.take()
                    {
                        clause.negated.push(focus(&tokens, at));
                    }
                }
            }
            open = open.map(|ago| ago + 1);
            plain.push_str(if token.meaning == Meaning::Nothing { token.text } else { " " });
            if token.text.is_ascii() {
                plain.push(' ');
            }
        }
        if open.is_some() {
            clause.negated.push(String::new());
        }
        clause.words = words::content(&plain).into_iter().collect();
        clause.letters = letters(text);
        let runs = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
        clause.numbers =
            runs.map(|run| run.trim_matches('.').to_owned()).filter(|run| !run.is_empty()).collect();
        clause.is_default = DEFAULTS.iter().any(|word| text.contains(word));
        let head = text.trim_start();
        clause.is_condition = CONDITIONS.iter().any(|word| head.starts_with(word))
            || CONDITIONS_END.iter().any(|word| head.ends_with(word));
        clause
    }

    /// Returns whether it says the same letter by letter, where it is long enough to mean something by itself.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        self.letters.len() >= LETTERS_MIN && self.letters == other.letters
    }
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }
    /// Returns whether it has words enough to say something by itself; what says no needs one.
    pub(super) fn stands_alone(&self) -> bool {
        self.words.len() >= if self.is_negative() { 1 } else { 2 }
    }
    /// Returns whether it speaks of how something is until somebody changes it.
    pub(super) const fn is_of_default(&self) -> bool {
        self.is_default
    }
    /// Returns whether it denies something, whatever it is about.
    pub(super) const fn denies(&self) -> bool {
        !self.n_negations.is_multiple_of(2)
    }
    pub(super) fn is_negative(&self) -> bool {
        !self.negated.is_empty() || self.signs.iter().any(|(_, sign)| !sign)
    }
    /// Returns whether all that it speaks of stands in another one, two things at least.
    pub(super) fn is_held_by(&self, other: &Self) -> bool {
        let has_axis = |(axis, _): &(u8, bool)| other.signs.iter().any(|(theirs, _)| theirs == axis);
        self.words.len() + self.signs.len() + self.numbers.len() + self.negated.len() >= 2
            && self.words.len() + self.numbers.len() >= 1
            && self.words.iter().all(|word| other.has(word))
            && self.numbers.iter().all(|number| other.numbers.contains(number))
            && self.signs.iter().all(has_axis)
    }
    /// Takes in what follows it.
    pub(super) fn extend(&mut self, next: Self) {
        let new: Vec<String> = next.words.into_iter().filter(|word| !self.has(word)).collect();
        self.words.extend(new);
        self.letters.push_str(&next.letters);
        self.signs.extend(next.signs);
        self.orders.extend(next.orders);
        self.numbers.extend(next.numbers);
        self.n_negations += next.n_negations;
        self.is_default |= next.is_default;
        self.negated.extend(next.negated);
    }
    /// Returns how much two clauses are about the same, 0 to 1.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let n_shared = self.words.iter().filter(|word| other.has(word)).count();
        words::share(n_shared, self.words.len() + other.words.len() - n_shared)
    }
}

fn is_axis(token: &Token<'_>) -> bool {
    matches!(token.meaning, Meaning::Axis(..))
}

/// Returns the letters and digits of a clause, without the word that joins it to the one before.
fn letters(text: &str) -> String {
    const JOINTS: [&str; 10] = ["and ", "but ", "then ", "so ", "并且", "而且", "并", "且", "但", "则"];
    let text = text.trim_start();
    let text = JOINTS.iter().find_map(|joint| text.strip_prefix(joint)).unwrap_or(text);
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How a statement bears on a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearing {
    /// It says yes and no where the clause does.
    Agrees,
    /// Neither.
    Silent,
    /// It says the opposite.
    Contradicts,
}

/// Lays a clause beside a statement, given as its clauses, nearest first.
pub(super) fn bearing(said: &Clause, statement: &[&Clause]) -> Bearing {
    if statement.iter().any(|clause| clause.letters == said.letters) {
        return Bearing::Agrees;
    }
    let (n_turned, n_met) = axes(said, statement);
    let parts = [negation(said, statement), order(said, statement)];
    let turned = parts.iter().filter(|part| **part == Bearing::Contradicts).count();
    // Two turns are none: "at most 5 are accepted" and "more than 5 are rejected".
    if (n_turned + turned) % 2 == 1 {
        Bearing::Contradicts
    } else if n_met > 0 || parts.contains(&Bearing::Agrees) {
        Bearing::Agrees
    } else {
        Bearing::Silent
    }
}

/// Returns on how many axes the clause and the statement differ, and on how many they meet.
fn axes(said: &Clause, statement: &[&Clause]) -> (usize, usize) {
    let mut axes: Vec<u8> = said.signs.iter().map(|(axis, _)| *axis).collect();
    axes.sort_unstable();
    axes.dedup();
    let (mut n_turned, mut n_met) = (0, 0);
    for axis in axes {
        let on_axis = |clause: &Clause, sign: bool| clause.signs.contains(&(axis, sign));
        // The nearest clause that speaks of it decides.
        // What is so by default can be changed: the default is laid beside the default, and nothing else beside it.
        let on_it = || statement.iter().filter(|clause| on_axis(clause, true) || on_axis(clause, false));
        let has_default = on_it().any(|clause| clause.is_default);
        let is_alike = |clause: &&&Clause| {
            let is_of_default =
                if said.is_default && has_default { clause.is_default } else { !clause.is_default };
            is_of_default && (axis != BOUNDS || clause.is_condition == said.is_condition)
        };
        let mut known = on_it();
        if let Some(known) = known.find(is_alike) {
            let in_order = |clause: &Clause| {
                clause
                    .signs
                    .iter()
                    .filter(|(own, _)| *own == axis)
                    .map(|(_, sign)| *sign)
                    .collect::<Vec<bool>>()
            };
            let (own, other) = (in_order(said), in_order(known));
            if own.len() > 1 && own.len() == other.len() {
                // "Once enabled it cannot be disabled": each sign in its place.
                let n_other = own.iter().zip(&other).filter(|(own, other)| own != other).count();
                n_turned += n_other % 2;
                n_met += usize::from(n_other == 0);
            } else if [true, false].into_iter().any(|sign| on_axis(said, sign) && on_axis(known, sign)) {
                n_met += 1;
            } else {
                n_turned += 1;
            }
        }
    }
    (n_turned, n_met)
}

fn negation(said: &Clause, statement: &[&Clause]) -> Bearing {
    let Some(nearest) = statement.first() else { return Bearing::Silent };
    if let [focus] = said.negated.as_slice()
        && !focus.is_empty()
        && statement.iter().any(|clause| clause.negated == said.negated)
    {
        return Bearing::Agrees;
    }
    if nearest.is_default && !said.is_default {
        return Bearing::Silent;
    }
    if said.likeness(nearest) >= ALIKE_MIN {
        return match (said.negated.len() % 2, nearest.negated.len() % 2) {
            (0, 0) => Bearing::Silent,
            (1, 1) => Bearing::Agrees,
            _ => Bearing::Contradicts,
        };
    }
    match said.negated.as_slice() {
        [] if said.is_negative() => Bearing::Silent,
        [] => denied(said, statement),
        [focus] => {
            let mut about =
                statement.iter().filter(|clause| focus.is_empty() || clause.has(focus)).peekable();
            if about.peek().is_none() {
                Bearing::Silent
            } else if about.any(|clause| clause.is_negative()) {
                Bearing::Agrees
            } else {
                Bearing::Contradicts
            }
        }
        _ => Bearing::Silent,
    }
}

/// Whether the statement denies what the clause says without a negation.
fn denied(said: &Clause, statement: &[&Clause]) -> Bearing {
    let is_denied = statement.iter().any(|clause| {
        let [focus] = clause.negated.as_slice() else { return false };
        let n_shared = said.words.iter().filter(|word| clause.has(word)).count();
        // "SMS is not supported" denies all that it names.
        let is_denied = if focus.is_empty() {
            n_shared > 0 && n_shared == clause.words.len()
        } else {
            said.has(focus) || said.numbers.contains(focus)
        };
        is_denied
            && 2 * n_shared >= said.words.len().min(clause.words.len())
            && !statement.iter().any(|other| other.has(focus) && !other.is_negative())
    });
    if is_denied { Bearing::Contradicts } else { Bearing::Silent }
}

fn order(said: &Clause, statement: &[&Clause]) -> Bearing {
    for (is_before, focus) in &said.orders {
        let known = statement.iter().flat_map(|clause| &clause.orders).find(|(_, other)| other == focus);
        match known {
            Some((other, _)) if other == is_before => return Bearing::Agrees,
            Some(_) => return Bearing::Contradicts,
            None => {}
        }
    }
    Bearing::Silent
}

/// Returns the first content word from `at` on, as `words::content` gives it.
fn focus(tokens: &[Token<'_>], at: usize) -> String {
    let Some(token) = tokens.get(at) else { return String::new() };
    if token.text.is_ascii() {
        return words::stem(token.text);
    }
    let next = tokens.get(at + 1).filter(|next| is_chinese(next.text) && next.meaning == Meaning::Nothing);
    next.map_or_else(String::new, |next| format!("{}{}", token.text, next.text))
}

/// Returns what before and after relate to: in English what follows, in Chinese what stands before.
fn order_focus(tokens: &[Token<'_>], at: usize) -> String {
    if tokens[at].text.is_ascii() {
        let next = tokens[at + 1..].iter().position(|token| token.is_content);
        return next.map_or_else(String::new, |next| focus(tokens, at + 1 + next));
    }
    match at.checked_sub(2).map(|from| &tokens[from..at]) {
        Some([one, two]) if is_chinese(one.text) && is_chinese(two.text) => {
            format!("{}{}", one.text, two.text)
        }
        Some([.., one]) if one.text.is_ascii() => words::stem(one.text),
        _ => String::new(),
    }
}

/// Returns whether a word is one that says yes or no.
pub(super) fn has_opposite(word: &str) -> bool {
    LEXICON.contains_key(word) || (word.is_ascii() && STEMS.contains_key(&words::stem(word)))
}

fn is_chinese(text: &str) -> bool {
    text.chars().next().is_some_and(words::is_chinese)
}

/// Cuts folded text into words and characters, phrases of the lexicon as one.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let pieces = pieces(text);
    let mut tokens = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let (start, _) = pieces[at];
        let found = (1..=PHRASE_MAX.min(pieces.len() - at)).rev().find_map(|n| {
            let phrase = &text[start..pieces[at + n - 1].1];
            LEXICON.get(phrase).map(|meaning| (n, phrase, *meaning))
        });
        let one = &text[start..pieces[at].1];
        let found =
            found.or_else(|| Some((1, one, *STEMS.get(&words::stem(one)).filter(|_| one.is_ascii())?)));
        // What stands in code names something, unless it is a value of its own.
        let found = found
            .filter(|(_, phrase, _)| !in_code(text, start) || text[start + phrase.len()..].starts_with('`'));
        let (n, phrase, meaning) = found.unwrap_or((1, one, Meaning::Nothing));
        let is_content = found.is_none()
            && if is_chinese(phrase) { !words::joins(phrase) } else { !words::is_empty(phrase) };
        tokens.push(Token { text: phrase, meaning, is_content });
        at += n;
    }
    tokens
}

/// Returns whether a place lies in a code span behind its first word.
fn in_code(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.matches('`').count() % 2 == 1
}

/// Returns the ranges of words and Chinese characters.
fn pieces(text: &str) -> Vec<(usize, usize)> {
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if words::is_chinese(c) {
            pieces.push((at, end));
            inside = false;
        } else if c.is_alphanumeric() || matches!(c, '\'' | '_') {
            match pieces.last_mut().filter(|_| inside) {
                Some(last) => last.1 = end,
                None => pieces.push((at, end)),
            }
            inside = true;
        } else {
            inside = false;
        }
    }
    pieces
}
