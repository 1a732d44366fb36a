//! An occasion in words, in the receiver's language: a headline, a few facts, where to look.

use jiff::tz::TimeZone;

use crate::domain::{
    event::SlaTarget,
    ids::Locale,
    lines::clock_time,
    mask::{is_invisible, mask},
    time::Timestamp,
};

use super::{Kind, Occasion};

/// Longest words of a user that are told.
const SUBJECT_CHARS_MAX: usize = 120;

/// What is known of a case when it is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The case's subject, in its user's words; they are masked before they are told.
    pub subject: String,
    /// The inbox's name.
    pub inbox: String,
    /// Where the console shows the case.
    pub link: Option<String>,
    /// The zone that times are said in.
    pub zone: TimeZone,
    /// Its name.
    pub zone_name: String,
    /// The present instant.
    pub now: Timestamp,
}

/// An occasion in words. `subject` is a user's; all else is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The headline.
    pub title: String,
    /// The case's subject, masked, on one line; empty where there is none.
    pub subject: String,
    /// What else is known: label and value.
    pub rows: Vec<(&'static str, String)>,
    /// What the link is called, and where it leads.
    pub link: Option<(&'static str, String)>,
}

const fn pick(locale: Locale, en: &'static str, zh: &'static str) -> &'static str {
    match locale {
        Locale::En => en,
        Locale::Zh => zh,
    }
}

/// Words an occasion.
#[must_use]
pub fn tell(occasion: &Occasion, facts: &Facts, locale: Locale) -> Telling {
    let what = headline(occasion, locale);
    let title = pick(locale, "Firstline: ", "Firstline：").to_owned() + &what;
    let link = facts.link.clone().map(|url| (pick(locale, "Open the case", "打开工单"), url));
    if occasion.kind == Kind::Test {
        let row =
            (pick(locale, "Result", "结果"), pick(locale, "messages arrive here", "消息可以送达").to_owned());
        return Telling { title, subject: String::new(), rows: vec![row], link: None };
    }
    let mut rows = vec![(pick(locale, "Inbox", "收件箱"), one_line(&facts.inbox))];
    rows.push((pick(locale, "Severity", "严重程度"), u8::from(occasion.severity).to_string()));
    if !occasion.queue.is_empty() {
        let place = match locale {
            Locale::En => format!("{}, tier {}", occasion.queue, occasion.tier),
            Locale::Zh => format!("{}，第 {} 级", occasion.queue, occasion.tier),
        };
        rows.push((pick(locale, "Queue", "队列"), place));
    }
    if let Some(due) = occasion.due {
        let label = match occasion.kind {
            Kind::AboutToBreach => pick(locale, "Due", "到期时间"),
            Kind::Breached => pick(locale, "Was due", "应于此前完成"),
            Kind::NewCase | Kind::Critical | Kind::Paged | Kind::Test => {
                pick(locale, "Answer by", "最迟回复")
            }
        };
        let time = clock_time(due, &facts.zone, facts.now, locale);
        rows.push((label, format!("{time} ({})", facts.zone_name)));
    }
    if let Some(n) = occasion.page.filter(|n| *n > 1) {
        let again = match locale {
            Locale::En => format!("{n} times, nobody has taken the case"),
            Locale::Zh => format!("第 {n} 次，仍无人接手"),
        };
        rows.push((pick(locale, "Paged", "呼叫"), again));
    }
    Telling { title, subject: one_line(&mask(&facts.subject)), rows, link }
}

fn headline(occasion: &Occasion, locale: Locale) -> String {
    let promise = occasion.target.map(|target| match target {
        SlaTarget::FirstResponse => pick(locale, "first response", "首次响应"),
        SlaTarget::NextResponse => pick(locale, "next response", "后续响应"),
        SlaTarget::Resolution => pick(locale, "solution", "解决"),
    });
    let said = match occasion.kind {
        Kind::NewCase => pick(locale, "new case", "新工单"),
        Kind::Critical => pick(locale, "severity 1, a core function is down", "1 级故障，核心功能不可用"),
        Kind::AboutToBreach => pick(locale, "a promised time is near", "承诺时间即将到期"),
        // Ended before its time without what was promised.
        Kind::Breached if occasion.due.is_some_and(|due| occasion.at < due) => {
            pick(locale, "ended without what was promised", "未兑现承诺即已结束")
        }
        Kind::Breached => pick(locale, "a promised time has passed", "承诺时间已过"),
        Kind::Paged => {
            pick(locale, "severity 1, whoever is on call is needed", "1 级故障，请值班人员立即处理")
        }
        Kind::Test => pick(locale, "test message", "测试消息"),
    };
    match (promise, locale) {
        (None, _) => said.to_owned(),
        (Some(promise), Locale::En) => format!("{said} ({promise})"),
        (Some(promise), Locale::Zh) => format!("{said}（{promise}）"),
    }
}

/// Returns a text on one line, without what nobody sees, cut to a length.
fn one_line(text: &str) -> String {
    let seen: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    let words = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= SUBJECT_CHARS_MAX {
        return words;
    }
    let cut: String = words.chars().take(SUBJECT_CHARS_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}
