//! What was tried: the steps a user says they did, and what the desk told or did before the case went on.

use std::collections::BTreeSet;

use crate::domain::{
    event::{Body, Event, Role},
    ids::{Locale, Seq},
    intent::{Intent, Situation, understand},
    words::{Phrases, Words, clauses, is_identifier, sentences, shorten, stem, terms},
};

use super::{
    Step, StepBy,
    environment::facts_in,
    rules::{QUOTE_CHARS_MAX, previous, statement},
    transcript::{Line, is_asking},
};

/// Characters of a sentence that may be what somebody did: a step is short.
const PROPOSAL_CHARS_MAX: usize = 160;
/// Content terms up to which a step leans on what was proposed.
const LEANING_TERMS_MAX: usize = 3;

/// Steps the user did.
static TRIED: Phrases = Phrases::new(&[
    "^ ?then|also|and|just|already|even|finally ?i|we ?have|has|already|just lowered|raised|reduced|sent|opened|closed|switched|restored|toggled|reindexed|re-indexed|called|contacted|paired|repaired|re-paired|unpaired|rejoined|re-enabled|moved|upgraded|downgraded|pinged|synced|submitted|uploaded|downloaded|excluded|patched|turned|went|ran|killed|updated|applied|bypassed|whitelisted|allowed|blocked|signed|exported|imported|set",
    "i|we lowered|raised|reduced|sent|restored|toggled|reindexed|called|contacted|paired|unpaired|rejoined|pinged|synced|submitted|uploaded|downloaded|killed|patched|bypassed|whitelisted|allowed|signed|exported|imported",
    "i|we do|did that|it|this|so|retry|use|have already|now|twice|again",
    "^ ?all|both|yes|already|is ?been|all done",
    "rolled back",
    "kill|ping|restart|reboot|reset|telnet|curl|rebuild|reload|clear|flush|deploy|rollback|update|docker|pip|npm 了|过",
    "重新 ~ 过|了 $|两次|几次|三次|好几次|一次|多次|一遍|两遍",
    "切|切换|关|开|填|拆|调|升|降|迁|退|加|改|换|删|配|拔插|重配|换成|改成|切到|调到|拆成|升到|降到 ?到|成|回|掉|好 ?一|两|二|三|四|几 ?个|次|台 了",
    "^ 配|加|改|换|删|关|开|填|切|调|升|降|试|装|查|重启|重装|规则|拆 ~ 了 $",
    "?i|we|ive|weve ?have|has|had ?already|also|just|now|even|then tried|changed|restarted|rebooted|reinstalled|checked|added|removed|cleared|followed|configured|enabled|disabled|deleted|reset|replaced|increased|decreased|reverted|cleaned|reloaded|retried|redeployed|recreated|rebuilt|verified|confirmed|edited|installed|uninstalled|swapped|tested|modified|rotated|renewed|flushed|attempted|adjusted|unplugged|reconnected|relogged",
    "i|we|ive|weve|already ?have|has|had ?already|also|just|now|even|then did|done|set|turned|switched|updated|upgraded|downgraded|ran|used|put|read|went|rolled|moved|made|logged|opened|closed|created|applied|copied|looked|pointed",
    "tried|trying|attempted ?to ?a",
    "^ ?already|also ?already did|done|set|switched|turned that|it|this|so|to|off|on",
    "did|done that|it|this|so|as",
    "已经|已|都|也|刚|刚刚|我|我们 ?已经 ?都 ?也 ~ 过了|过|好了|完了|了",
    "设置|重启|重装|试|改|加|换|删|配|配置|更新|升级|清|清理|检查|核对|确认|查|弄|装|卸载|关闭|打开|开启|禁用|启用|添加|修改|调整|重新登录|重登|退出|刷新|清空|回滚|降级|更换|替换|重新配置|照做|操作|做|看|测试|按照文档|尝试 ?也 ?都 过|了|过了|好了|完",
    "按|按照|照着|根据 ~ 做|配|设|改|操作|弄|试 ?了|过|的",
    "试过|试了|尝试过|尝试了|都试",
]);

/// A step and that it did not help in one clause.
static IN_VAIN: Phrases = Phrases::new(&[
    "重启|重装|换|改|调|切|清|删|关|升级|降级|更新|刷新|重新 ~ 没用|没变化|没有用|没区别|没差别|没效果|没有效果|没改善|不管用|无效|没有变化|不行",
    "重启|重装|换|改|调|切|清|删|加|按|用|关|开|升级|降级|重新 ~ 也|都|还是|仍然|照样 一样|不行|没用|超时|报错|失败|收不到|没反应|不了|504|502|403|404|500|401",
]);

/// What says that a step did not help.
pub static STILL: Phrases = Phrases::new(&[
    "still",
    "^ ?the|it|its|is same ?error|problem|result|thing|issue|behaviour|behavior|linker|as $|error|as|before|problem|result|thing|issue|after",
    "no|zero|any change|luck|difference|effect|success|use|avail|joy|improvement|better",
    "nothing ?has changed|changes|happens|happened|helps|helped",
    "did|does|do|didnt|doesnt|not|never|havent ?not|really help*|fix*|solve*|change ?anything|it|that",
    "doesnt|didnt|does|did ?not work",
    "in vain",
    "^ nothing $",
    "without success|effect",
    "fails|failed|failing|broken|crashes again|anyway|too",
    "then|it climbs|drops|crashes|breaks|fills|returns again",
    "still|another|but ~ fail*",
    "还是|仍然|仍|依然|依旧|照样|照旧|没用|无效|没有用|没效果|没有效果|没变化|没有变化|没改善|没有改善|毫无改善|没好转|没有好转|没有任何|没反应|没有反应|不管用|没解决|未解决|没好|白搭",
    "也|都|还 不行|没用|一样|不可以|没有用|收不到|报错|失败",
    "^ 不行|一样|没用|无效",
    "一样 $",
    "neither|none|nor ?of ?that ?these ?those ?them ?did|has|was|worked|helped|did|a|any",
    "changed|changes nothing",
    "then|but|and it|problem|error|issue was|is|came|comes back",
    "没区别|没差别|完全没|毫无变化|无济于事",
    "又|再|还 ~ 满|报|崩|掉|断|卡|错|失败",
]);

/// What was done before it began is no remedy: "it started after we changed our domain".
static BEFORE: Phrases = Phrases::new(&[
    "started|began|begins|happens|happened|happening|appeared|appears|fails|broke|stopped ~ after|since|when|once ~ i|we|our|the|an|a",
    "^ ?ever since|after|when|once i|we|our|they|the|updating|upgrading",
    "升级|更新|切|切换|换|改|迁移|部署 ~ 之后|以后|后 ~ 才|就|开始",
]);

/// A step that is a complaint: what does not work is nothing that was done.
static FAILS: Phrases = Phrases::new(&[
    "不了|不出|不上|不到 ?了 $",
    "坏了|崩了|挂了|断了|没了|满了|卡住了|黑屏了|闪退了|报错了|失败了|超时了|掉线了|丢了|碎了|压扁了 $",
    "stopped ?working",
]);

/// What stands before a step that was not done, and how many words before it.
const NOT_DONE: [&str; 14] = [
    "neither", "nor", "not", "never", "didnt", "havent", "hasnt", "hadnt", "wasnt", "werent", "nothing",
    "nobody", "without", "没",
];
const N_BEFORE_DONE: usize = 2;

/// What somebody else says is done is no step of the user's.
static REPORTED: Phrases = Phrases::new(&[
    "说|表示|反馈|显示|提示|回复 ?是|我|都 已|已经|成功|完成|好",
    "bank|they|he|she|it|page|app|mail|screen|colleague|boss|cto|ceo|customer|customers|somebody|someone|friend|support says|said|shows|showed|claims|reports|thinks|heard",
    "i|we ?have heard",
    "同事|老板|客户|朋友|领导|别人|有人|他们 说|表示|告诉",
    "听说|据说",
]);

/// A step named by its verb alone, with what came of it: "restarting did not help".
static NAMED: Phrases = Phrases::new(&[
    "^ ?also ?and ?even ?but ?only restarting|reinstalling|rebooting|clearing|resetting|disabling|enabling|switching|updating|upgrading|downgrading|changing|replacing|removing|reconnecting|swapping|reloading|refreshing|rolling|unplugging|repairing|resyncing|recreating|reconfiguring",
]);
/// What makes such a verb no step: it is what fails, or is asked for.
static NAMED_VOID: Phrases = Phrases::new(&[
    "fails|failed|crashes|crashed|gives|gave|takes|took|returns|returned|shows|throws|hangs|requires|needs|is|are|should|would|could|can|how",
]);
/// What says that a step helped.
static HELPED: Phrases = Phrases::new(&[
    "fixed|solved|resolved|cured it|that|the",
    "made|makes it|everything work|working|go",
    "did|does help",
    "就|后|之后|以后 ~ 好了|正常|可以了|恢复|行了|没问题了",
]);

/// Who the desk's people say they are.
static INTRODUCES: Phrases =
    Phrases::new(&["^ ?and i am", "^ im", "^ this|my ?name is", "^ 我是|这里是|我叫|您好|你好"]);
/// Words up to which a sentence does so and no more.
const INTRODUCTION_WORDS_MAX: usize = 6;

/// Past forms that do not end in -ed.
const PAST: [&str; 16] = [
    "did", "done", "set", "sent", "went", "put", "made", "ran", "took", "got", "gave", "wrote", "rebuilt",
    "reset", "chose", "cut",
];

/// Returns whether a clause says that something was done. `bot` is the message it answers: what was proposed there
/// is known as done by its verb alone.
pub fn is_step(clause: &str, bot: Option<&Line<'_>>) -> bool {
    let words = Words::of(clause);
    // "登录不了" says what fails, not what was done; "试过重启也登录不了" says both.
    let fails = words.has(&FAILS) && !words.has(&IN_VAIN) && !clause.contains(['过', '试']);
    if fails || words.has(&BEFORE) || words.has(&REPORTED) {
        return false;
    }
    let named = words.has(&NAMED) && !words.has(&NAMED_VOID);
    named
        || was_done(&words)
        || words.has(&IN_VAIN)
        || bot.is_some_and(|bot| !bot.asks() && echoes(&words, bot.text))
}

/// Returns whether a clause names a step as done. "The settings were not changed" names none.
fn was_done(words: &Words<'_>) -> bool {
    let tokens = words.tokens();
    (0..tokens.len()).filter_map(|at| TRIED.at(tokens, at)).any(|range| {
        let before = range.start.saturating_sub(N_BEFORE_DONE);
        let near = tokens.get(before..range.end).unwrap_or_default();
        !near.iter().any(|token| NOT_DONE.contains(&token.text.as_str()))
    })
}

/// Returns whether a clause says in the past what was proposed: "IT opened it" after "Open the port".
fn echoes(clause: &Words<'_>, proposed: &str) -> bool {
    let tokens = clause.tokens();
    if tokens.iter().any(|token| matches!(token.text.as_str(), "not" | "never" | "didnt" | "cannot" | "cant"))
    {
        return false;
    }
    let latin = || -> BTreeSet<String> {
        Words::of(proposed).tokens().iter().map(|token| stem(&token.text)).collect()
    };
    let past = |word: &str| (word.ends_with("ed") && word.len() > 4) || PAST.contains(&word);
    if tokens.iter().any(|token| past(&token.text) && latin().contains(&stem(&token.text))) {
        return true;
    }
    tokens.windows(2).any(|pair| match pair {
        [verb, done] => {
            verb.is_han()
                && matches!(done.text.as_str(), "了" | "过")
                && proposed.contains(verb.text.as_str())
        }
        _ => false,
    })
}

/// Returns the steps the user says they did. Where the words alone do not name the step ("I changed it"), the
/// proposal they answer stands beside them. A step did not help where the same message goes on to say so.
pub fn tried(lines: &[Line<'_>], desk: Locale) -> Vec<Step> {
    let mut tried = Vec::new();
    for line in lines.iter().filter(|line| line.role == Role::User) {
        let bot = previous(lines, line.seq);
        let mut proposals = bot.map(proposals).unwrap_or_default();
        let clauses = clauses(line.text);
        for (at, clause) in clauses.iter().enumerate().filter(|(_, clause)| is_step(clause, bot)) {
            let clause = clause.trim_end_matches([',', '，', '.', '。', ';', '；', ':', '：']).trim();
            if clause.ends_with(['?', '？', '吗']) {
                continue;
            }
            let named = terms(clause).iter().any(|term| is_identifier(term));
            let text = match (!named).then(|| take_proposal(&mut proposals, clause)).flatten() {
                Some(proposal) => with_proposal(clause, &proposal, desk),
                None => shorten(clause, QUOTE_CHARS_MAX),
            };
            let after = clauses.get(at..).unwrap_or_default();
            let is_vain = |clause: &&str| {
                let words = Words::of(clause);
                words.has(&STILL) || words.has(&IN_VAIN)
            };
            let answered = Situation { answered: true, ..Situation::default() };
            let worked = |clause: &&str| understand(clause, &answered) == Intent::Confirmed;
            let helped = match after.iter().any(is_vain) {
                true => Some(false),
                false => {
                    let says_so = |clause: &&str| Words::of(clause).has(&HELPED);
                    (after.iter().any(worked) || says_so(&clause)).then_some(true)
                }
            };
            tried.push(Step { text: text.into(), seq: line.seq, by: StepBy::User, helped });
        }
    }
    tried
}

/// Returns what the desk told the user to do before the case went on to somebody else. What it asked is no step.
pub fn of_desk(log: &[Event]) -> impl Iterator<Item = Step> {
    let went_on =
        |event: &&Event| matches!(event.body, Body::Transferred(_) | Body::Released(_) | Body::Reopened(_));
    let until = log.iter().rfind(went_on).map_or(Seq(0), |event| event.seq);
    let said = log.iter().take_while(move |event| event.seq < until).filter_map(|event| match &event.body {
        Body::Message(message) if message.author.role == Role::Agent => {
            Some((event.seq, message.text.text()))
        }
        _ => None,
    });
    said.filter_map(|(seq, text)| {
        let is_told = |sentence: &&str| {
            let words = Words::of(sentence);
            let introduces = words.has(&INTRODUCES) && words.tokens().len() <= INTRODUCTION_WORDS_MAX;
            !introduces && !is_asking(sentence)
        };
        let told: Vec<&str> = sentences(text).into_iter().filter(is_told).collect();
        let text = shorten(&statement(&told.join("\n")), QUOTE_CHARS_MAX);
        (!text.is_empty()).then(|| Step { text: text.into(), seq, by: StepBy::Desk, helped: None })
    })
}

/// What a reply proposes: its sentences and what it quotes, each used once.
#[derive(Default)]
struct Proposals<'a> {
    /// Not yet set beside a step, those that name a thing last.
    left: Vec<&'a str>,
    /// One of them already answers a step that names nothing.
    leaned: bool,
}

fn proposals<'a>(bot: &Line<'a>) -> Proposals<'a> {
    let quoted =
        bot.answer.iter().flat_map(|answer| &answer.citations).map(|citation| citation.quote.as_str());
    // What is written for machines, and whole paragraphs, are no proposals.
    let is_told = |sentence: &&str| {
        sentence.chars().count() <= PROPOSAL_CHARS_MAX
            && sentence.contains(char::is_alphabetic)
            && !sentence.contains(['{', '}', '<', '|', '='])
    };
    let mut left: Vec<&str> = quoted.flat_map(sentences).chain(sentences(bot.text)).filter(is_told).collect();
    left.sort_by_key(|sentence| facts_in(sentence).iter().any(|(name, _)| *name == "identifier"));
    Proposals { left, leaned: false }
}

/// Takes the proposal a step is about: one with words in common, else, once, the last one that names a thing.
fn take_proposal(proposals: &mut Proposals<'_>, clause: &str) -> Option<String> {
    let here = terms(clause);
    let shared = |sentence: &str| terms(sentence).intersection(&here).count();
    let best =
        (0..proposals.left.len()).max_by_key(|at| proposals.left.get(*at).map_or(0, |said| shared(said)))?;
    let fits = proposals.left.get(best).is_some_and(|said| shared(said) > 0);
    // A step in words of its own ("tried restart") was nobody's proposal.
    let leans = !proposals.leaned
        && here.len() <= LEANING_TERMS_MAX
        && clauses(clause).len() == 1
        && !says_what(clause);
    let at = if fits { best } else { leans.then(|| proposals.left.len().checked_sub(1))?? };
    proposals.leaned = true;
    Some(proposals.left.remove(at).to_owned())
}

/// Returns whether a step names what was done it to, beside the verb.
fn says_what(clause: &str) -> bool {
    let words = Words::of(clause);
    words.find(&TRIED).is_some_and(|verb| {
        let rest = clause.replacen(verb, " ", 1);
        !crate::domain::intent::is_hollow(&rest)
    })
}

fn with_proposal(clause: &str, proposal: &str, desk: Locale) -> String {
    let clause = shorten(clause, QUOTE_CHARS_MAX / 2);
    match desk {
        Locale::En => format!("{clause} (in reply to: “{proposal}”)"),
        Locale::Zh => format!("{clause}（针对：“{proposal}”）"),
    }
}
