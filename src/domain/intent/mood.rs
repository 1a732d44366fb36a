//! Whether a user is fed up, and whether a question was asked before. Both only offer a person; they hand off nothing.

use crate::domain::{
    event::Mood,
    words::{Phrases, Words, is_identifier, overlap, terms},
};

/// Share of common terms from which two questions are the same.
const SAME_FROM: f32 = 0.8;

pub(super) static ANNOYED: Phrases = Phrases::new(&[
    "is|thats|are|its|was|you|youre|so|really|completely|totally|absolutely|how|such|what|this ?is|are|a|all|so|just|really|completely|totally|absolutely|beyond ?a ?really|completely|totally|absolutely|complete|total ridiculous|useless|terrible|unacceptable|joke|frustrating|annoying|awful|pathetic|garbage|stupid|absurd|rubbish|nonsense|crap|horrible|disgrace|infuriating|hopeless|bullshit",
    "useless|stupid|dumb|terrible|idiotic|damn|fucking|bloody bot|robot|thing|support|service|answer|machine|software|product|chatbot",
    "waste|wasting|wasted of|my|our|all|so|hours|days ?my|our|much ?time",
    "fed|pissed|sick|tired up|off|of",
    "losing|lost my|all patience|temper|mind",
    "are you kidding|serious|joking|stupid|deaf",
    "wtf|ffs|damn|fuck|fucking|shit|bullshit|jesus",
    "worst ~ support|service|product|experience|bot|software|ever",
    "how many times|often ?do|must|should|have ?i",
    "third|fourth|fifth|tenth|hundredth|umpteenth|nth time ~ ask|asking|telling|said|write|writing|contact*|report*",
    "i ?am|have|already ?very|so|extremely|really angry|furious|upset|frustrated|annoyed|disappointed",
    "enough|stop ?with|of ?this|giving|sending ?me ?nonsense|same|these ?answer|answers|links|articles",
    "nobody|no ?one ?here cares|helps|listens",
    "垃圾 ?的 客服|机器人|产品|软件|系统|东西|平台|公司|服务|玩意|回答|$",
    "真|太|什么|就是|简直|全是|都是 ?是 ?的 垃圾|废物|笑话|扯淡|离谱|差劲|烂|恶心|坑|气人|无语|敷衍|荒唐|过分",
    "破|烂|狗屁|坑爹|辣鸡 ?的 系统|软件|产品|东西|机器人|玩意|客服|服务|平台|app",
    "气死|气炸|烦死|烦人|无语|受不了|受够了|忍不了|忍无可忍|火大|崩溃死|要疯了|服了|恶心|滚蛋|滚吧|滚开|他妈|妈的|tmd|卧槽|我靠|靠谱吗|有病",
    "浪费 ?了 ?我 ?的 ?大量 时间|生命",
    "人工智障|智障|弱智|白痴|废话|废物|蠢|傻逼|脑残|笨死|鸡同鸭讲",
    "我 ?要|会|真的 投诉|举报|曝光|退款投诉|生气|很生气|愤怒|非常不满",
    "投诉你们|差评|太让人失望|非常失望|很失望|太失望|非常不满|极其不满",
    "第 ?三|四|五|六|七|八|九|十|几|n|3|4|5|6 次 问|说|反馈|联系|提|来",
    "说|问|讲|反馈 ?过 了 ?多少|好几|几|无数|n|八百 遍|次",
    "多少遍|多少次|有完没完|搞什么|什么玩意|什么鬼|耍我|玩我|忽悠|到底能不能|到底会不会|到底行不行|没人管|没人理|踢皮球",
]);

/// Rage, threats and distress, beyond being fed up.
static ANGRY: Phrases = Phrases::new(&[
    "fuck*|shit|bullshit|bastards|idiots|scum|goddamn|asshole|assholes",
    "furious|livid|enraged|raging|outraged|disgusted|fuming|desperate|desperately|panicking|devastated",
    "i ?am|m|im ?so ?really ?very ?extremely ?absolutely angry|crying|desperate|shaking|panicking|hopeless",
    "lawyer|lawyers|sue|lawsuit|court|police|attorney|press",
    "never|wont ?ever again ?buy ?use|recommend",
    "want|demand ?my ?a ?full money|refund back|now|immediately",
    "get|getting|will|going|gonna ?be fired|sacked|bankrupt",
    "lose|losing my job|business|house|mind",
    "worst ?service|support|company|product|experience|software ever",
    "气死|气炸|火大|愤怒|忍无可忍|滚蛋|滚吧|滚开|他妈|妈的|tmd|卧槽|傻逼|脑残|智障|王八|狗屁|混蛋|骗子公司|骗钱",
    "投诉|举报|起诉|律师|法院|曝光|报警|12315|消协|工信部 ?你们 ?到 ?了",
    "崩溃死|要疯了|急疯|急死|绝望|哭了|想哭|丢工作|被开除|饭碗|倒闭|赔不起|救命|求求",
    "再也不|永远不 ?会 用|买|来",
]);

/// Impatience, beyond what offers a person.
static IMPATIENT: Phrases = Phrases::new(&[
    "again|still|yet ?and ?now ?not ?isnt ?doesnt ?no ?nothing broken|down|failing|fixed|working|answer|reply|waiting|work|wrong",
    "annoyed|annoying|annoys|frustrat*|disappoint*|ridiculous|unacceptable|irritat*|nonsense|joke|disaster|nightmare|seriously|kidding",
    "for ?the third|fourth|fifth|tenth|umpteenth|hundredth time",
    "how long|many ?more ?times ?do|must|should ?i|we wait|ask|explain|repeat",
    "waiting ?here for|since hours|days|weeks|ages|forever|2*|3*|4*|5*",
    "do you|anyone even|ever|actually test|read|listen|care",
    "finally|for years",
    "又|还是|怎么还|到现在还 ?没 ?不 ?有 坏|挂|出错|修好|解决|回复|人管|行",
    "烦|气人|无语|失望|离谱|过分|坑|垃圾|受不了|服了|不耐烦|急急急|什么情况|搞什么|什么破|玩意",
    "等 ?了 好久|半天|几天|几个小时|一天|一个小时|两天|三天",
    "多少次|几次|多少遍|几遍|第三次|第四次|第五次|这都",
]);

/// Signs of exclamation in a row that are shouting.
const SHOUTS_MIN: usize = 3;
/// Letters of a message that is all in capitals and long enough to be shouted.
const CAPITALS_MIN: usize = 12;

/// Returns how a message sounds. Severity does not follow from it.
#[must_use]
pub fn mood_of(text: &str) -> Mood {
    let words = Words::of(text);
    if words.has(&ANGRY) {
        return Mood::Angry;
    }
    let is_loud = text.matches(['!', '！']).count() >= SHOUTS_MIN || is_in_capitals(text);
    match (words.has(&ANNOYED) || words.has(&IMPATIENT), is_loud) {
        (true, true) => Mood::Angry,
        (true, false) | (false, true) => Mood::Annoyed,
        (false, false) => Mood::Calm,
    }
}

fn is_in_capitals(text: &str) -> bool {
    let letters = || text.chars().filter(char::is_ascii_alphabetic);
    letters().count() >= CAPITALS_MIN && letters().all(|c| c.is_ascii_uppercase())
}

/// Returns whether strong annoyance is said in words; capitals and exclamation marks alone are none.
#[must_use]
pub fn frustrated(text: &str) -> bool {
    Words::of(text).has(&ANNOYED) || super::Reading::of(text).is_outburst()
}

/// Returns whether two messages ask the same: nearly the same terms, and the same numbers and identifiers.
#[must_use]
pub fn same_question(a: &str, b: &str) -> bool {
    let (terms_a, terms_b) = (terms(a), terms(b));
    if terms_a.is_empty() || terms_b.is_empty() {
        return !a.trim().is_empty() && a.trim().eq_ignore_ascii_case(b.trim());
    }
    let names = |terms: &std::collections::BTreeSet<String>| -> Vec<String> {
        terms.iter().filter(|term| is_identifier(term)).cloned().collect()
    };
    names(&terms_a) == names(&terms_b) && overlap(&terms_a, &terms_b) >= SAME_FROM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strong_words_show_annoyance() {
        for text in [
            "This is ridiculous",
            "what a waste of time",
            "I am fed up with this",
            "useless bot!!",
            "垃圾客服",
            "说了多少遍了",
            "我要投诉你们",
            "真是无语",
            "useless",
            "this is fucking useless garbage bot",
            "你们这什么垃圾",
            "太慢了",
            "垃圾",
            "way too slow",
        ] {
            assert!(frustrated(text), "{text}");
        }
    }
    #[track_caller]
    fn sounds(text: &str, want: Mood) {
        assert_eq!(mood_of(text), want, "{text}");
    }
    #[test]
    fn moods_are_heard_in_words_and_in_shouting() {
        for text in [
            "How do I add a second admin?",
            "Our site is down since nine, all customers get 502.",
            "Which lists can be exported?",
            "服务挂了，所有人都登不上",
            "怎么配置 webhook？",
            "线上一直报 502",
        ] {
            sounds(text, Mood::Calm);
        }
        for text in [
            "This is really annoying, the export is still broken",
            "I have been waiting for days",
            "HOW DO I CHANGE THE PASSWORD",
            "等了半天没人回",
            "怎么还没修好",
            "真无语",
        ] {
            sounds(text, Mood::Annoyed);
        }
        for text in [
            "I am absolutely furious",
            "My lawyer will call you",
            "fix your fucking shop",
            "I will lose my job over this",
            "气死我了",
            "再不解决我要投诉你们",
            "求求你们救命啊",
        ] {
            sounds(text, Mood::Angry);
        }
    }
    #[test]
    fn topics_and_capitals_are_no_annoyance() {
        for text in [
            "How does garbage collection work?",
            "垃圾回收怎么配置",
            "如何清理垃圾文件",
            "HOW DO I LOG IN",
            "服务崩溃了",
            "客户投诉管理在哪里",
            "滚动更新怎么配置",
            "接口太慢了怎么优化",
            "The query is too slow",
            "it still does not work!",
        ] {
            assert!(!frustrated(text), "{text}");
        }
    }
    #[test]
    fn the_same_question_in_other_small_words_is_the_same() {
        assert!(same_question("How do I reset my password?", "how can I reset the password"));
        assert!(same_question("怎么重置密码？", "请问如何重置密码"));
        assert!(!same_question("error 404 on the route", "error 502 on the route"));
        assert!(!same_question("怎么限流", "怎么配置跨域"));
        assert!(!same_question("How do I limit requests", "How do I limit requests per consumer with redis"));
    }
}
