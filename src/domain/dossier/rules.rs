//! The dossier from the log alone.
//!
//! Everything in it is somebody's own words with the place they stand in; nothing is made up. What the surroundings
//! are is found in `environment`, what was done in `steps`, what was said in `transcript`. The few words that rules
//! add are in the language of the desk.

use std::{borrow::Cow, collections::BTreeSet};

use crate::domain::{
    event::{Body, Event, Reason, Role, Severity},
    ids::{Locale, Seq},
    intent::{Intent, Situation, asks, comes_back, same_question, understand},
    mask::mask,
    personal::Personal,
    triage,
    words::{Phrases, Words, clauses, overlap, sentences, shorten, terms},
};

use super::{
    Dossier, Escalation, Quote, WrittenBy,
    environment::{environment, facts_in},
    record::{is_for_record, without_record},
    said::by_whom,
    steps::{STILL, is_step, of_desk, tried},
    transcript::{Line, documents, handed_off, is_asking, lines, locale, rejected, segment_from},
};

/// Characters of the problem, and of the part that states it first.
pub(super) const PROBLEM_CHARS_MAX: usize = 420;
pub(super) const STATEMENT_CHARS_MAX: usize = 240;
/// Characters of one quotation.
pub(super) const QUOTE_CHARS_MAX: usize = 300;
/// Characters of a sentence that count once against it.
const RAMBLING_CHARS: usize = 40;
/// Characters of a message quoted as what was asked: a long one tells the most in its second half.
const ASKED_CHARS_MAX: usize = 480;
/// Quotations in one list; where there are more, the first two and the newest stay.
const QUOTES_MAX: usize = 14;
const QUOTES_FIRST: usize = 2;
/// Times a case is sent on that are named; the newest stay.
const ESCALATIONS_MAX: usize = 8;
/// Facts that hold beyond one problem.
const LASTING: [&str; 9] =
    ["product", "named", "version", "os", "device", "identifier", "reach", "page_url", "time_zone"];
/// Content terms from which a message without anything in common with the problem is a new one.
const NEW_TOPIC_TERMS: usize = 3;

/// What the user takes for the cause, or ties to a moment; nobody checked it.
static CLAIM: Phrases = Phrases::new(&[
    "because|since|caused|due|probably|apparently|seems|seem|likely|suspect|guess|maybe|perhaps|must|presumably|assume ?of|to|by|be|it",
    "i|we think|believe|suspect|guess|assume|suppose",
    "after|following|ever|when ?the|we|i|an|a|our|last|since ~ upgrade|upgraded|update|updated|migration|deploy*|change|changed|restart|install*|moved|switched",
    "started|began|happens|happened|appeared|stopped ?happening ?working ?only ?again since|after|when|with|at|from",
    "its your|the|a fault|bug|side",
    "could|may|might be|have|come",
    "my|our guess|theory|suspicion|hunch|bet|feeling",
    "bank|colleague|boss|cto|ceo|customer|customers|somebody|someone|friend|he|she|they says|said|claims|claimed|thinks|told",
    "i|we ?have heard",
    "听说|据说|说是",
    "同事|老板|客户|朋友|领导|别人|有人|他们|银行 ?那边 说",
    "因为|由于|导致|引起|造成|应该是|可能是|估计|怀疑|猜|好像是|似乎|大概|肯定是|看起来|觉得",
    "升级|更新|迁移|部署|修改|重启|安装|切换|变更 ~ 以后|之后|后|开始",
    "自从|从 ~ 开始|起|以来",
]);

/// What somebody wants or has another matter with.
static WISH: Phrases = Phrases::new(&[
    "i|we|id|wed ?would ?also ?really want|wants|need|like|love|wish|plan|try|trying|looking",
    "please|pls",
    "another|different|separate|second|other|next|new thing|question|problem|issue|topic|matter|request",
    "^ ?and also|besides|separately",
    "想|希望|需要|请|麻烦|帮|要|另外|还有|另一|换个|顺便",
]);

/// What looks for the cause of what was told, or asks somebody to look into it: it adds to a problem and opens none.
static LOOKS_INTO: Phrases = Phrases::new(&[
    "could|can|might|may|is|was|would it|this|that ?be|because|due|caused|related|connected|normal|us|you|our|your",
    "broke|breaks|caused|causes|causing|explains|triggered|triggers|behind it|this|that|all",
    "at fault",
    "my|our guess|theory|suspicion|hunch|bet|feeling is",
    "to blame",
    "the|a cause|culprit|reason",
    "^ ?and|but ?it|this|that ?only|also|just|still|always happens|happened|occurs|started|began|appears|appeared|stopped",
    "can|could|would|will|please ?you|somebody|someone|anybody|we|i ?please look|check|see|find|inspect ?up|at|into|in|on ?out ?the|our|your|my ~ logs|log|side|end|server|servers|backend|dashboard|cause|why|it|this|that",
    "是不是|会不会|是否|可能是|应该是|难道是|怀疑是|估计是|可能|也许 ~ 问题|原因|导致|引起|影响|造成|bug|故障",
    "帮|帮忙|麻烦|能不能|能否|可以|可否|请 ~ 看|查|检查|排查|看看|查查 ~ 日志|后台|服务器|原因|这边|那边|记录",
    "才|就|开始 这样|如此",
    "导致|引起|造成 的 ?吗|吧|么|$",
]);

/// Words that lean on what was said before.
static ELLIPSIS: Phrases = Phrases::new(&[
    "^ and|what|how about|if|for|with",
    "^ yes|yep|no|nope|none|neither|both|all",
    "^ there is|are none|no",
    "^ it|we|i is|was|do|did|does|dont|didnt|have|has|havent $",
    "^ 那|那么|还有|如果|换成|有|没有|没|是|是的|不是|对",
    "呢 $",
]);

/// Writes the dossier of a conversation from its log, events in order; `desk` is the language of those who read it.
#[must_use]
pub fn by_rules(log: &[Event], desk: Locale) -> Dossier {
    let lines = lines(log);
    let (severity, reasons, severity_from) = severity(log);
    let (problem, problem_from) = problem(&lines, segment_from(log), handed_off(log));
    let tried = tried(&lines, desk);
    let mut documents = documents(log);
    rejected(&mut documents, &lines, &tried);
    let (open_question, open_question_seq) = open_question(&lines).unzip();
    let steps = tried.into_iter().chain(of_desk(log)).collect();
    let mut environment = environment(log);
    // What was broken in an earlier case says nothing about another problem; where it runs does.
    if let Some(begun) = begun_anew(log, &problem_from) {
        environment.retain(|fact| fact.seq >= begun || LASTING.contains(&fact.name.as_str()));
    }
    Dossier {
        version: 1,
        problem: problem.into(),
        problem_from,
        asked: bounded(asked(log, &lines)),
        severity,
        reason: reason(log),
        reasons: Some(reasons),
        severity_from,
        environment,
        tried: bounded(steps),
        documents,
        open_question,
        open_question_seq,
        claims: bounded(claims(log, &lines)),
        escalations: escalations(log),
        locale: locale(log),
        written_by: WrittenBy::Rules,
    }
}

/// Returns where a conversation was opened again with another problem than before, by what the problem quotes.
pub(super) fn begun_anew(log: &[Event], problem_from: &[Seq]) -> Option<Seq> {
    let segment = segment_from(log);
    let states_its_own = problem_from.first().is_some_and(|from| *from > segment);
    (segment > Seq(0) && states_its_own).then_some(segment)
}

/// Why it was handed off last.
fn reason(log: &[Event]) -> Option<Reason> {
    log.iter().rev().find_map(|event| match &event.body {
        Body::HandoffRequested(requested) => Some(requested.reason),
        _ => None,
    })?
}

/// Each time the case was sent to another tier.
fn escalations(log: &[Event]) -> Vec<Escalation> {
    let sent = log.iter().filter_map(|event| match &event.body {
        Body::Transferred(transferred) => Some(Escalation {
            tier: transferred.to.as_ref()?.tier?,
            by: transferred.by,
            reason: transferred.reason.clone(),
            asked: transferred.asked.clone(),
            seq: event.seq,
        }),
        _ => None,
    });
    let mut sent: Vec<Escalation> = sent.collect();
    sent.drain(..sent.len().saturating_sub(ESCALATIONS_MAX));
    sent
}

/// How bad it is, the words that show it, and where that was said.
fn severity(log: &[Event]) -> (Option<Severity>, Vec<Personal<String>>, Option<Seq>) {
    let mut judged = (None, Vec::new(), None);
    for event in log {
        match &event.body {
            // Words that show a severity stand until it is another one.
            Body::Triaged(triaged) if triaged.reasons.is_empty() && triaged.severity == judged.0 => {}
            Body::Triaged(triaged) => {
                judged = (triaged.severity, triaged.reasons.clone(), Some(event.seq));
            }
            Body::SeverityChanged(changed) => (judged.0, judged.2) = (Some(changed.to), Some(event.seq)),
            _ => {}
        }
    }
    judged
}

/// Returns the problem in the user's words: the message that states it, and the newest fact that was added.
fn problem(lines: &[Line<'_>], segment: Seq, handed_off: Option<Seq>) -> (String, Vec<Seq>) {
    let in_segment = |line: &&Line<'_>| line.seq >= segment;
    let mut said: Vec<&Line<'_>> =
        lines.iter().filter(in_segment).filter(|line| line.is_substance()).collect();
    if said.is_empty() {
        said = lines.iter().filter(|line| line.is_substance()).collect();
    }
    let Some(stating) = taken_up(&said, lines, segment).or_else(|| stating(&said, lines, handed_off)) else {
        let last = lines.iter().rfind(|line| line.role == Role::User);
        return last
            .map_or_else(Default::default, |line| (shorten(line.text, STATEMENT_CHARS_MAX), vec![line.seq]));
    };
    let mut statement = statement(stating.text);
    if statement.is_empty() {
        statement = shorten(&without_record(stating.text), STATEMENT_CHARS_MAX);
    }
    let later = said.iter().rev().filter(|line| line.seq > stating.seq);
    let added = later
        .map(|line| (news(line.text, &statement, previous(lines, line.seq)), line.seq))
        .find(|(news, _)| !news.is_empty());
    match added {
        Some((added, seq)) => {
            let stop = statement.ends_with(['.', '!', '?', '。', '！', '？', '…']);
            let chinese = statement.chars().any(crate::domain::words::is_han);
            let joint = match (stop, chinese) {
                (true, true) => "",
                (true, false) => " ",
                (false, true) => "；",
                (false, false) => "; ",
            };
            let whole = shorten(&format!("{statement}{joint}{added}"), PROBLEM_CHARS_MAX);
            (whole, vec![stating.seq, seq])
        }
        None => (statement, vec![stating.seq]),
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

/// Returns the message that stated the problem before the conversation was opened again, where the first words since
/// only go on about it.
fn taken_up<'a, 'b>(said: &[&'b Line<'a>], lines: &'b [Line<'a>], segment: Seq) -> Option<&'b Line<'a>> {
    let first = said.first().filter(|line| line.seq >= segment)?;
    let words = Words::of(first.text);
    let goes_on = words.has(&STILL)
        || words.has(&ELLIPSIS)
        || comes_back(first.text)
        || understand(first.text, &Situation::default()).is_not_solved();
    let earlier: Vec<&Line<'_>> =
        lines.iter().filter(|line| line.seq < segment && line.is_substance()).collect();
    goes_on.then(|| stating(&earlier, lines, None)).flatten()
}

fn opens_topic(line: &Line<'_>, before: &Line<'_>, lines: &[Line<'_>]) -> bool {
    let answers = previous(lines, line.seq).is_some_and(Line::asks);
    let words = Words::of(line.text);
    // What asks for nothing and complains of nothing adds facts: since when, where, with what.
    let states = asks(line.text) || triage::is_trouble(&words) || words.has(&WISH);
    let terms_here = terms(&statement(line.text));
    let intent = understand(line.text, &Situation { answered: true, ..Situation::default() });
    states
        && !answers
        && intent == Intent::Question { not_solved: false }
        && terms_here.len() >= NEW_TOPIC_TERMS
        && overlap(&terms_here, &terms(before.text)) <= f32::EPSILON
        && !words.has(&ELLIPSIS)
        && !words.has(&STILL)
        && !words.has(&LOOKS_INTO)
        && !goes_on(line, &terms_here, lines)
}

/// Returns whether a message takes up what the bot has just proposed: steps that were done, words in common.
fn goes_on(line: &Line<'_>, terms_here: &BTreeSet<String>, lines: &[Line<'_>]) -> bool {
    let bot = previous(lines, line.seq);
    clauses(line.text).into_iter().any(|clause| is_step(clause, bot))
        || bot.is_some_and(|bot| overlap(terms_here, &terms(bot.text)) > f32::EPSILON)
}

/// Returns the bot's message that stands before a position.
pub(super) fn previous<'a, 'b>(lines: &'b [Line<'a>], seq: Seq) -> Option<&'b Line<'a>> {
    lines.iter().rfind(|line| line.seq < seq && line.role != Role::User)
}

/// Returns what a message states, without greeting, thanks and the wish for a person; of a long one its best two
/// sentences.
pub(super) fn statement(text: &str) -> String {
    let whole = without_record(text);
    let (logged, said) = by_whom(&whole);
    // Where only a log was pasted, it is what there is.
    let lines = if said.is_empty() { logged } else { said };
    let kept: Vec<String> =
        lines.into_iter().flat_map(sentences).map(spoken).filter(|sentence| !sentence.is_empty()).collect();
    let whole = kept.join(" ");
    if whole.chars().count() <= STATEMENT_CHARS_MAX {
        return whole;
    }
    let weight = |at: usize, sentence: &String| {
        let facts = facts_in(sentence).len().min(4);
        let n_terms = terms(sentence).len().min(12);
        let asks = usize::from(sentence.ends_with(['?', '？']));
        // People begin with what is wrong, and ramble in long sentences.
        let begins = usize::from(at == 0);
        let rambles = sentence.chars().count() / RAMBLING_CHARS;
        (facts * 3 + n_terms + asks * 4 + begins * 6).saturating_sub(rambles * 2)
    };
    let mut best: Vec<usize> = (0..kept.len()).collect();
    best.sort_by_key(|at| std::cmp::Reverse(kept.get(*at).map_or(0, |sentence| weight(*at, sentence))));
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
fn news(text: &str, statement: &str, bot: Option<&Line<'_>>) -> String {
    let known = terms(statement);
    let text = &without_record(text);
    let fresh: Vec<String> = by_whom(text)
        .1
        .into_iter()
        .flat_map(sentences)
        .flat_map(clauses)
        .filter(|clause| !is_step(clause, bot) && !terms(clause).is_subset(&known))
        .map(spoken)
        .filter(|clause| !clause.is_empty() && !crate::domain::intent::is_hollow(clause))
        // How to reach somebody is a fact of its own.
        .filter(|clause| matches!(mask(clause), Cow::Borrowed(_)))
        .filter(|clause| terms(clause).len() > 1 || clause.contains(|c: char| c.is_ascii_digit()))
        .collect();
    let chinese = text.chars().any(crate::domain::words::is_han);
    let mut joined = String::new();
    for clause in &fresh {
        let ended = joined.ends_with(['.', '!', '?', '。', '！', '？', ';', '；']);
        joined.push_str(match (joined.is_empty() || (ended && chinese), ended, chinese) {
            (true, ..) => "",
            (_, true, _) => " ",
            (_, _, true) => "，",
            (_, _, false) => ", ",
        });
        joined.push_str(clause);
    }
    shorten(&joined, PROBLEM_CHARS_MAX - STATEMENT_CHARS_MAX)
}

/// A message without the log pasted into it, which stands among the facts.
fn own_words(text: &str) -> String {
    let (logged, said) = by_whom(text);
    if logged.is_empty() || said.is_empty() { text.to_owned() } else { said.join("\n") }
}

fn asked(log: &[Event], lines: &[Line<'_>]) -> Vec<Quote> {
    let mut asked: Vec<Quote> = Vec::new();
    for line in lines.iter().filter(|line| line.is_substance()) {
        let text = shorten(&own_words(line.text), ASKED_CHARS_MAX);
        if !asked.iter().any(|quote| same_question(quote.text.text(), &text)) {
            asked.push(line.quote(text));
        }
    }
    for event in log {
        let words = match &event.body {
            Body::Feedback(feedback) => feedback.comment.as_ref(),
            Body::Amended(amended) => Some(&amended.text),
            _ => None,
        };
        if let Some(words) = words.filter(|words| !words.text().trim().is_empty()) {
            asked.push(Quote { text: shorten(words.text(), QUOTE_CHARS_MAX).into(), seq: event.seq });
        }
    }
    asked.sort_by_key(|quote| quote.seq);
    asked
}

/// Returns what the user says and nobody checked: causes, connections in time, answers to questions, and corrections of
/// what was passed on.
fn claims(log: &[Event], lines: &[Line<'_>]) -> Vec<Quote> {
    let mut claims: Vec<Quote> = log
        .iter()
        .filter_map(|event| match &event.body {
            Body::Amended(amended) => {
                Some(Quote { text: shorten(amended.text.text(), QUOTE_CHARS_MAX).into(), seq: event.seq })
            }
            _ => None,
        })
        .collect();
    for line in lines.iter().filter(|line| line.role == Role::User) {
        if let Some(question) = previous(lines, line.seq).filter(|bot| bot.asks()) {
            let said = shorten(line.text, QUOTE_CHARS_MAX);
            let wants_person = matches!(
                understand(line.text, &Situation::default()),
                Intent::Person { with_question: false }
            );
            if !wants_person {
                let question = shorten(&asked_for(question.text), QUOTE_CHARS_MAX / 2);
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
    claims.sort_by_key(|quote| quote.seq);
    claims
}

/// Returns what a message asks for: its sentences that do.
fn asked_for(text: &str) -> String {
    let asking: Vec<&str> = sentences(text).into_iter().filter(|sentence| is_asking(sentence)).collect();
    if asking.is_empty() { text.to_owned() } else { asking.join(" ") }
}

/// Returns what was asked last, where the user has not answered it.
fn open_question(lines: &[Line<'_>]) -> Option<(Personal<String>, Seq)> {
    let question = lines.iter().rfind(|line| line.role != Role::User).filter(|line| line.asks())?;
    let mut after = lines.iter().filter(|line| line.seq > question.seq && line.role == Role::User);
    let answered = after.any(|line| {
        !matches!(understand(line.text, &Situation::default()), Intent::Person { with_question: false })
    });
    (!answered).then(|| (shorten(&asked_for(question.text), QUOTE_CHARS_MAX).into(), question.seq))
}

/// Keeps a list readable: the first words and the newest ones, the middle goes.
pub(super) fn bounded<T>(mut quotes: Vec<T>) -> Vec<T> {
    if quotes.len() > QUOTES_MAX {
        quotes.drain(QUOTES_FIRST..quotes.len() - (QUOTES_MAX - QUOTES_FIRST));
    }
    quotes
}

#[cfg(test)]
mod carried;
#[cfg(test)]
pub(super) mod tests;
