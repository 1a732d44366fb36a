//! Version 1 of the dossier, from the log alone, and the next one after the user corrected it.
//!
//! Everything in it is the user's own words with the place they stand in; nothing is made up. What the surroundings
//! are is found in `environment`, what was said in `transcript`.

use crate::domain::{
    event::{Body, Event, Role, Severity},
    ids::{Locale, Seq},
    intent::{Intent, Situation, same_question, understand},
    personal::Personal,
    words::{Phrases, Words, clauses, is_identifier, overlap, sentences, shorten, terms},
};

use super::{
    Dossier, Quote, WrittenBy,
    environment::{environment, facts_in},
    record::{is_for_record, without_record},
    transcript::{Line, documents, handed_off, lines, locale, segment_from},
};

/// Characters of the problem, and of the part that states it first.
const PROBLEM_CHARS_MAX: usize = 420;
const STATEMENT_CHARS_MAX: usize = 240;
/// Characters of one quotation.
const QUOTE_CHARS_MAX: usize = 300;
/// Quotations in one list; where there are more, the first two and the newest stay.
const QUOTES_MAX: usize = 10;
const QUOTES_FIRST: usize = 2;
/// Content terms from which a message without anything in common with the problem is a new one.
const NEW_TOPIC_TERMS: usize = 3;
/// Content terms up to which a step leans on what was proposed.
const LEANING_TERMS_MAX: usize = 3;

/// Steps the user did.
static TRIED: Phrases = Phrases::new(&[
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

/// What the user takes for the cause, or ties to a moment; nobody checked it.
static CLAIM: Phrases = Phrases::new(&[
    "because|since|caused|due|probably|apparently|seems|seem|likely|suspect|guess|maybe|perhaps|must|presumably|assume ?of|to|by|be|it",
    "i|we think|believe|suspect|guess|assume|suppose",
    "after|following|ever|when ?the|we|i|an|a|our|last|since ~ upgrade|upgraded|update|updated|migration|deploy*|change|changed|restart|install*|moved|switched",
    "started|began|happens|happened|appeared|stopped ?happening ?working ?only ?again since|after|when|with|at|from",
    "its your|the|a fault|bug|side",
    "因为|由于|导致|引起|造成|应该是|可能是|估计|怀疑|猜|好像是|似乎|大概|肯定是|看起来|觉得",
    "升级|更新|迁移|部署|修改|重启|安装|切换|变更 ~ 以后|之后|后|开始",
    "自从|从 ~ 开始|起|以来",
]);

/// Words that lean on what was said before.
static ELLIPSIS: Phrases =
    Phrases::new(&["^ and|what|how about|if|for|with", "^ 那|那么|还有|如果|换成", "呢 $"]);

/// Writes the dossier of a conversation from its log, events in order.
#[must_use]
pub fn by_rules(log: &[Event]) -> Dossier {
    let locale = locale(log);
    let lines = lines(log);
    let (severity, reasons) = severity(log);
    Dossier {
        version: 1,
        problem: problem(&lines, segment_from(log), handed_off(log)).into(),
        asked: bounded(asked(log, &lines)),
        severity,
        reasons,
        environment: environment(log),
        tried: bounded(tried(&lines, locale)),
        documents: documents(log),
        open_question: open_question(&lines),
        claims: bounded(claims(&lines)),
        locale,
        written_by: WrittenBy::Rules,
    }
}

/// Writes the next version after the user corrected or added to what was passed on.
#[must_use]
pub fn amended(previous: &Dossier, log: &[Event]) -> Dossier {
    let fresh = by_rules(log);
    let corrections: Vec<(Seq, &str)> = log
        .iter()
        .filter_map(|event| match &event.body {
            Body::Amended(amended) => Some((event.seq, amended.text.text())),
            _ => None,
        })
        .collect();
    let mark = match fresh.locale {
        Locale::En => "Corrected by the user:",
        Locale::Zh => "用户更正：",
    };
    let stated = previous.problem.text();
    // Only the newest correction stands beside the problem; all of them stand among the claims.
    let stated = stated.split(mark).next().unwrap_or(stated).trim();
    let problem = match corrections.last() {
        Some((_, text)) => {
            let text = shorten(text, STATEMENT_CHARS_MAX);
            format!("{} {mark} {text}", shorten(stated, PROBLEM_CHARS_MAX - STATEMENT_CHARS_MAX))
                .trim()
                .to_owned()
        }
        None => stated.to_owned(),
    };
    let said: Vec<Quote> = corrections
        .iter()
        .map(|(seq, text)| Quote { text: shorten(text, QUOTE_CHARS_MAX).into(), seq: *seq })
        .collect();
    let mut asked = fresh.asked;
    let mut claims = fresh.claims;
    asked.extend(said.clone());
    claims.extend(said);
    Dossier {
        version: previous.version.saturating_add(1),
        problem: problem.into(),
        asked: bounded(asked),
        claims: bounded(claims),
        severity: fresh.severity.or(previous.severity),
        ..fresh
    }
}

fn severity(log: &[Event]) -> (Option<Severity>, Vec<Personal<String>>) {
    let mut judged = (None, Vec::new());
    for event in log {
        match &event.body {
            Body::Triaged(triaged) => judged = (triaged.severity, triaged.reasons.clone()),
            Body::SeverityChanged(changed) => judged.0 = Some(changed.to),
            _ => {}
        }
    }
    judged
}

/// Returns the problem in the user's words: the message that states it, and the newest fact that was added.
fn problem(lines: &[Line<'_>], segment: Seq, handed_off: Option<Seq>) -> String {
    let in_segment = |line: &&Line<'_>| line.seq >= segment;
    let mut said: Vec<&Line<'_>> =
        lines.iter().filter(in_segment).filter(|line| line.is_substance()).collect();
    if said.is_empty() {
        said = lines.iter().filter(|line| line.is_substance()).collect();
    }
    let Some(stating) = stating(&said, lines, handed_off) else {
        let last = lines.iter().rfind(|line| line.role == Role::User);
        return last.map_or_else(String::new, |line| shorten(line.text, STATEMENT_CHARS_MAX));
    };
    let mut statement = statement(stating.text);
    if statement.is_empty() {
        statement = shorten(&without_record(stating.text), STATEMENT_CHARS_MAX);
    }
    let later = said.iter().rev().filter(|line| line.seq > stating.seq);
    let added = later.map(|line| news(line.text, &statement)).find(|news| !news.is_empty());
    match added {
        Some(added) => {
            let stop = statement.ends_with(['.', '!', '?', '。', '！', '？', '…']);
            let chinese = statement.chars().any(crate::domain::words::is_han);
            let joint = match (stop, chinese) {
                (true, true) => "",
                (true, false) => " ",
                (false, true) => "；",
                (false, false) => "; ",
            };
            shorten(&format!("{statement}{joint}{added}"), PROBLEM_CHARS_MAX)
        }
        None => statement,
    }
}

/// Returns the message that states the problem: the first of substance, until one opens another topic. What is said
/// to the desk adds to what was handed off and opens none.
fn stating<'a, 'b>(
    said: &[&'b Line<'a>],
    lines: &[Line<'a>],
    handed_off: Option<Seq>,
) -> Option<&'b Line<'a>> {
    let mut stating: &Line<'_> = said.first()?;
    let before_desk = |line: &&&Line<'_>| handed_off.is_none_or(|seq| line.seq < seq);
    for line in said.iter().skip(1).take_while(before_desk) {
        if opens_topic(line, stating, lines) {
            stating = line;
        }
    }
    Some(stating)
}

fn opens_topic(line: &Line<'_>, before: &Line<'_>, lines: &[Line<'_>]) -> bool {
    let answers = previous(lines, line.seq).is_some_and(Line::asks);
    let words = Words::of(line.text);
    let terms_here = terms(&statement(line.text));
    let asks = understand(line.text, &Situation { answered: true, ..Situation::default() });
    !answers
        && asks == Intent::Question { not_solved: false }
        && terms_here.len() >= NEW_TOPIC_TERMS
        && overlap(&terms_here, &terms(before.text)) <= f32::EPSILON
        && !words.has(&ELLIPSIS)
        && !words.has(&TRIED)
}

/// Returns the bot's message that stands before a position.
fn previous<'a, 'b>(lines: &'b [Line<'a>], seq: Seq) -> Option<&'b Line<'a>> {
    lines.iter().rfind(|line| line.seq < seq && line.role != Role::User)
}

/// Returns what a message states, without greeting, thanks and the wish for a person; of a long one its best two
/// sentences.
fn statement(text: &str) -> String {
    let kept: Vec<String> = sentences(&without_record(text))
        .into_iter()
        .map(spoken)
        .filter(|sentence| !sentence.is_empty())
        .collect();
    let whole = kept.join(" ");
    if whole.chars().count() <= STATEMENT_CHARS_MAX {
        return whole;
    }
    let weight = |sentence: &String| {
        let facts = facts_in(sentence).len().min(4);
        let n_terms = terms(sentence).len().min(12);
        facts * 3 + n_terms + usize::from(sentence.ends_with(['?', '？'])) * 4
    };
    let mut best: Vec<usize> = (0..kept.len()).collect();
    best.sort_by_key(|at| std::cmp::Reverse(kept.get(*at).map_or(0, weight)));
    best.truncate(2);
    best.sort_unstable();
    let chosen: Vec<&str> = best.iter().filter_map(|at| kept.get(*at)).map(String::as_str).collect();
    shorten(&chosen.join(" "), STATEMENT_CHARS_MAX)
}

/// Returns a sentence without its clauses that are only polite or ask for a person.
fn spoken(sentence: &str) -> String {
    let kept: Vec<&str> = clauses(sentence)
        .into_iter()
        .filter(|clause| {
            !matches!(
                understand(clause, &Situation::default()),
                Intent::Greeting
                    | Intent::Thanks
                    | Intent::Goodbye
                    | Intent::Acknowledged
                    | Intent::AreYouABot
                    | Intent::Person { with_question: false }
            )
        })
        .collect();
    let chinese = sentence.chars().any(crate::domain::words::is_han);
    let joined = if chinese { kept.concat() } else { kept.join(" ") };
    joined.trim().trim_end_matches([',', '，', ';', '；', ':', '：']).to_owned()
}

/// Returns what a later message adds to the statement: clauses with facts or topic words, not what was tried.
fn news(text: &str, statement: &str) -> String {
    let known = terms(statement);
    let text = &without_record(text);
    let fresh: Vec<String> = sentences(text)
        .into_iter()
        .flat_map(clauses)
        .filter(|clause| !Words::of(clause).has(&TRIED) && !terms(clause).is_subset(&known))
        .map(spoken)
        .filter(|clause| !clause.is_empty() && !crate::domain::intent::is_hollow(clause))
        .collect();
    let chinese = text.chars().any(crate::domain::words::is_han);
    let joined = fresh.join(if chinese { "，" } else { " " });
    shorten(&joined, PROBLEM_CHARS_MAX - STATEMENT_CHARS_MAX)
}

fn asked(log: &[Event], lines: &[Line<'_>]) -> Vec<Quote> {
    let mut asked: Vec<Quote> = Vec::new();
    for line in lines.iter().filter(|line| line.is_substance()) {
        let text = shorten(line.text, QUOTE_CHARS_MAX);
        if !asked.iter().any(|quote| same_question(quote.text.text(), &text)) {
            asked.push(line.quote(text));
        }
    }
    for event in log {
        if let Body::Feedback(feedback) = &event.body
            && let Some(comment) =
                feedback.comment.as_ref().filter(|comment| !comment.text().trim().is_empty())
        {
            asked.push(Quote { text: shorten(comment.text(), QUOTE_CHARS_MAX).into(), seq: event.seq });
        }
    }
    asked.sort_by_key(|quote| quote.seq);
    asked
}

/// Returns the steps the user says they did. Where the words alone do not name the step ("I changed it"), the
/// proposal they answer stands beside them.
fn tried(lines: &[Line<'_>], locale: Locale) -> Vec<Quote> {
    let mut tried = Vec::new();
    for line in lines.iter().filter(|line| line.role == Role::User) {
        let mut proposals = previous(lines, line.seq).map(proposals).unwrap_or_default();
        for clause in clauses(line.text).into_iter().filter(|clause| Words::of(clause).has(&TRIED)) {
            let clause = clause.trim_end_matches([',', '，', '.', '。', ';', '；', ':', '：']).trim();
            // "登录不了" says what fails, not what was done; "试过重启也登录不了" says both.
            let fails = clause.ends_with("不了") && !clause.contains(['过', '试']);
            if fails || clause.ends_with(['?', '？', '吗']) {
                continue;
            }
            let named = terms(clause).iter().any(|term| is_identifier(term));
            let text = match (!named).then(|| take_proposal(&mut proposals, clause)).flatten() {
                Some(proposal) => with_proposal(clause, &proposal, locale),
                None => shorten(clause, QUOTE_CHARS_MAX),
            };
            tried.push(line.quote(text));
        }
    }
    tried
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
    let mut left: Vec<&str> = quoted.flat_map(sentences).chain(sentences(bot.text)).collect();
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
    let at = if fits { best } else { leans.then(|| proposals.left.len() - 1)? };
    proposals.leaned = true;
    Some(shorten(proposals.left.remove(at), QUOTE_CHARS_MAX / 2))
}

/// Returns whether a step names what was done it to, beside the verb.
fn says_what(clause: &str) -> bool {
    let words = Words::of(clause);
    words.find(&TRIED).is_some_and(|verb| {
        let rest = clause.replacen(verb, " ", 1);
        !crate::domain::intent::is_hollow(&rest)
    })
}

fn with_proposal(clause: &str, proposal: &str, locale: Locale) -> String {
    let clause = shorten(clause, QUOTE_CHARS_MAX / 2);
    match locale {
        Locale::En => format!("{clause} (in reply to: “{proposal}”)"),
        Locale::Zh => format!("{clause}（针对：“{proposal}”）"),
    }
}

/// Returns what the user says and nobody checked: causes, connections in time, and answers to the bot's questions.
fn claims(lines: &[Line<'_>]) -> Vec<Quote> {
    let mut claims = Vec::new();
    for line in lines.iter().filter(|line| line.role == Role::User) {
        if let Some(question) = previous(lines, line.seq).filter(|bot| bot.asks()) {
            let said = shorten(line.text, QUOTE_CHARS_MAX);
            let wants_person = matches!(
                understand(line.text, &Situation::default()),
                Intent::Person { with_question: false }
            );
            if !wants_person {
                let question = shorten(last_question(question.text), QUOTE_CHARS_MAX / 2);
                claims.push(line.quote(format!("“{question}” – {said}")));
                continue;
            }
        }
        for sentence in sentences(line.text) {
            let words = Words::of(sentence);
            let claims_something = words.has(&CLAIM) && !sentence.ends_with(['?', '？', '吗']);
            if claims_something || is_for_record(sentence) {
                claims.push(line.quote(shorten(sentence, QUOTE_CHARS_MAX)));
            }
        }
    }
    claims
}

fn last_question(text: &str) -> &str {
    sentences(text).into_iter().rfind(|sentence| sentence.ends_with(['?', '？'])).unwrap_or(text)
}

/// Returns what the bot asked last, where the user has not answered it.
fn open_question(lines: &[Line<'_>]) -> Option<Personal<String>> {
    let question = lines.iter().rfind(|line| line.role == Role::Bot).filter(|line| line.asks())?;
    let mut after = lines.iter().filter(|line| line.seq > question.seq && line.role == Role::User);
    let answered = after.any(|line| {
        !matches!(understand(line.text, &Situation::default()), Intent::Person { with_question: false })
    });
    (!answered).then(|| shorten(last_question(question.text), QUOTE_CHARS_MAX).into())
}

/// Keeps a list readable: the first words and the newest ones, the middle goes.
fn bounded(mut quotes: Vec<Quote>) -> Vec<Quote> {
    if quotes.len() > QUOTES_MAX {
        quotes.drain(QUOTES_FIRST..quotes.len() - (QUOTES_MAX - QUOTES_FIRST));
    }
    quotes
}

#[cfg(test)]
mod tests;
