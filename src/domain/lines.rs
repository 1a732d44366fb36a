//! Everything the bot says in fixed words, in each language: short, exact, and claiming nothing that is not known.
//!
//! Times come in already formatted for the place they are promised in; see [`clock_time`].

use jiff::{Unit, tz::TimeZone};

use super::{applies::Dimension, event::NoticeKind, ids::Locale, time::Timestamp};

/// What a user who goes to a person is told about when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// A person answers by then; `zone` is the place the time is in.
    By {
        /// As `clock_time` writes it.
        time: String,
        /// As the inbox names it.
        zone: String,
    },
    /// Open, and nobody is at the desk; still a person answers by then.
    ByThoughNobodyIsOnline {
        /// As `clock_time` writes it.
        time: String,
        /// As the inbox names it.
        zone: String,
    },
    /// Closed; people are back then.
    OpensAgain {
        /// As `clock_time` writes it.
        time: String,
        /// As the inbox names it.
        zone: String,
    },
    /// Closed; people are back at `opens` and answer by `time`.
    OpensThenBy {
        /// As `clock_time` writes it.
        opens: String,
        /// As `clock_time` writes it.
        time: String,
        /// As the inbox names it.
        zone: String,
    },
    /// No time is promised.
    Unknown,
}

/// Why a rule sends a case to the next tier; agents read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escalation {
    /// Its first reply is about to be late.
    Late,
    /// Severity 1 that nobody took.
    Unclaimed,
    /// It came back too often.
    Reopened,
}

/// Says why a rule sends a case to the next tier.
#[must_use]
pub const fn escalated(why: Escalation, locale: Locale) -> &'static str {
    match why {
        Escalation::Late => pick(locale, "The first reply is about to be late.", "首次回复即将超时。"),
        Escalation::Unclaimed => pick(locale, "Nobody took it in time.", "未能及时有人接手。"),
        Escalation::Reopened => pick(locale, "It was reopened again.", "再次被重新打开。"),
    }
}

const fn pick(locale: Locale, en: &'static str, zh: &'static str) -> &'static str {
    match locale {
        Locale::En => en,
        Locale::Zh => zh,
    }
}

/// Answers a greeting.
#[must_use]
pub const fn greeting(locale: Locale) -> &'static str {
    pick(
        locale,
        "Hello. I answer from the documentation. What would you like to know?",
        "您好。我根据文档回答问题，请问您想了解什么？",
    )
}
/// Answers thanks.
#[must_use]
pub const fn thanks(locale: Locale) -> &'static str {
    pick(locale, "You're welcome. Just write if anything else comes up.", "不客气。还有问题随时告诉我。")
}
/// Answers "that worked".
#[must_use]
pub const fn confirmed(locale: Locale) -> &'static str {
    pick(locale, "Good to hear that it is solved.", "问题解决了就好。")
}
/// Answers a bare "ok".
#[must_use]
pub const fn acknowledged(locale: Locale) -> &'static str {
    pick(
        locale,
        "All right. Tell me whether it worked, or ask on.",
        "好的。请告诉我是否解决了，也可以继续提问。",
    )
}
/// Answers a farewell.
#[must_use]
pub const fn goodbye(locale: Locale) -> &'static str {
    pick(
        locale,
        "Goodbye. This conversation stays here if you need it again.",
        "再见。需要时可以随时回到这个对话。",
    )
}
/// Answers "are you a bot?" with the truth.
#[must_use]
pub const fn are_you_a_bot(locale: Locale) -> &'static str {
    pick(
        locale,
        "Yes, I am an automated assistant that answers from the documentation. A person is one click away whenever you want one.",
        "是的，我是根据文档回答问题的自动助手，不是真人。需要的话，点一下就能转给人工。",
    )
}
/// Asks back, once, where nothing searchable was said.
#[must_use]
pub const fn clarify(locale: Locale) -> &'static str {
    pick(
        locale,
        "I want to look in the right place. Which product or part is it about, what did you do, and what did you see (the exact error text, if there is one)?",
        "为了找对地方，请告诉我：是哪个产品或功能，您做了什么操作，看到了什么现象（如有报错，请贴出原文）？",
    )
}
/// Asks back, once, which of the subjects below is meant.
#[must_use]
pub const fn which_subject(locale: Locale) -> &'static str {
    pick(
        locale,
        "That may be about several things. Which one do you mean?",
        "这可能涉及几个方面，您指的是哪一个？",
    )
}
/// Says what to do where none of the subjects is meant.
#[must_use]
pub const fn none_of_these(locale: Locale) -> &'static str {
    pick(
        locale,
        "If it is none of these, say it in other words, or let a person help.",
        "如果都不是，请换个说法，也可以转给人工。",
    )
}
/// Asks back, once, for just what decides among pages that are alike: each with the values there are.
#[must_use]
pub fn which(by: &[(Dimension, Vec<String>)], locale: Locale) -> String {
    let parts: Vec<String> = by
        .iter()
        .map(|(dimension, values)| {
            let (name, values) = (dimension_name(*dimension, locale), one_of(values, locale));
            match (locale, by.len()) {
                (Locale::En, 1) => format!("Which {name} do you use: {values}?"),
                (Locale::Zh, 1) => format!("您用的是哪个{name}：{values}？"),
                (Locale::En, _) => format!("which {name} ({values})"),
                (Locale::Zh, _) => format!("哪个{name}（{values}）"),
            }
        })
        .collect();
    let names: Vec<&str> = by.iter().map(|(dimension, _)| dimension_name(*dimension, locale)).collect();
    match (locale, parts.as_slice()) {
        (Locale::En, [one]) => format!("That depends on the {}. {one}", names.join(" and ")),
        (Locale::Zh, [one]) => format!("不同{}的做法不一样。{one}", names.join("和")),
        (Locale::En, several) => {
            format!("That depends on {}. Please tell me {}.", names.join(" and "), several.join(" and "))
        }
        (Locale::Zh, several) => {
            format!("不同{}的做法不一样。请告诉我您用的是{}。", names.join("和"), several.join("、"))
        }
    }
}
/// Leads in the pages for each platform or version, where it is not known which one is meant.
#[must_use]
pub fn each_for(by: &[(Dimension, Vec<String>)], locale: Locale) -> String {
    let names: Vec<&str> = by.iter().map(|(dimension, _)| dimension_name(*dimension, locale)).collect();
    match locale {
        Locale::En => format!("That depends on the {}; here is the page for each:", names.join(" and the ")),
        Locale::Zh => format!("不同{}的做法不一样，对应的页面如下：", names.join("和")),
    }
}

const fn dimension_name(dimension: Dimension, locale: Locale) -> &'static str {
    match dimension {
        Dimension::Platform => pick(locale, "platform", "平台"),
        Dimension::Version => pick(locale, "version", "版本"),
        Dimension::Edition => pick(locale, "edition", "版本类型"),
        Dimension::Region => pick(locale, "region", "地区"),
    }
}

fn one_of(values: &[String], locale: Locale) -> String {
    let (comma, or) = match locale {
        Locale::En => (", ", " or "),
        Locale::Zh => ("、", " 还是 "),
    };
    match values.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}{or}{last}", rest.join(comma)),
        _ => values.join(comma),
    }
}
/// Says that the documentation does not say, and offers a person.
#[must_use]
pub const fn nothing_found(locale: Locale) -> &'static str {
    pick(
        locale,
        "The documentation does not say. A person can take a look, if you like.",
        "文档中没有相关说明。需要的话，可以转给人工处理。",
    )
}
/// Says that what follows may fit and may not.
#[must_use]
pub const fn unsure(locale: Locale) -> &'static str {
    pick(
        locale,
        "I am not sure that this answers your question. These pages come closest; a person can help if they do not.",
        "不确定以下内容能否回答您的问题。这些页面最接近；如果不对，可以转给人工。",
    )
}
/// Leads in what is quoted from one document.
#[must_use]
pub fn quoted(title: &str, locale: Locale) -> String {
    match (locale, title.trim()) {
        (Locale::En, "") => "From the documentation:".to_owned(),
        (Locale::En, title) => format!("From the documentation, “{title}”:"),
        (Locale::Zh, "") => "文档中写道：".to_owned(),
        (Locale::Zh, title) => format!("文档《{title}》中写道："),
    }
}
/// Asks whether an answer solved it.
#[must_use]
pub const fn solved_question(locale: Locale) -> &'static str {
    pick(locale, "Did that solve it?", "问题解决了吗？")
}
/// Answers the first "not solved" of a question: offers a person.
#[must_use]
pub const fn still_not_solved(locale: Locale) -> &'static str {
    pick(
        locale,
        "Sorry that it did not help. Tell me what you see now, or let a person take over; everything said here is passed on.",
        "抱歉没能解决。请告诉我现在的情况，也可以转给人工，这里的内容都会一并转交。",
    )
}
/// Says that the case goes to a person, and when one answers.
#[must_use]
pub fn handed_off(expectation: &Expectation, locale: Locale) -> String {
    let when = expected(expectation, locale);
    match locale {
        Locale::En => {
            format!(
                "I have passed this on to a person, with everything said here. {when} Whatever you add is read first."
            )
        }
        Locale::Zh => format!("已转给人工，并附上这里的全部内容。{when}您补充的内容会一并查看。"),
    }
}
/// Says that it looks serious, whether somebody is called in, and when a person answers.
#[must_use]
pub fn critical(expectation: &Expectation, is_called: bool, locale: Locale) -> String {
    let when = expected(expectation, locale);
    match (locale, is_called) {
        (Locale::En, true) => format!("This looks serious; a person is being called in now. {when}"),
        (Locale::Zh, true) => format!("情况看起来很严重，正在为您联系人工。{when}"),
        (Locale::En, false) => format!("This looks serious, so it goes straight to a person. {when}"),
        (Locale::Zh, false) => format!("情况看起来很严重，已直接转给人工。{when}"),
    }
}
/// Says that the turn failed and that a person takes over.
#[must_use]
pub fn failed(expectation: &Expectation, locale: Locale) -> String {
    let when = expected(expectation, locale);
    match locale {
        Locale::En => {
            format!("Something went wrong on our side, so I have passed your question to a person. {when}")
        }
        Locale::Zh => format!("我们这边出了点问题，已把您的提问转给人工。{when}"),
    }
}
/// Says when a person answers.
#[must_use]
pub fn expected(expectation: &Expectation, locale: Locale) -> String {
    match (locale, expectation) {
        (Locale::En, Expectation::By { time, zone }) => format!("Expect a reply by {time} ({zone})."),
        (Locale::Zh, Expectation::By { time, zone }) => format!("预计 {time}（{zone}）前回复。"),
        (Locale::En, Expectation::ByThoughNobodyIsOnline { time, zone }) => {
            format!("Nobody is at the desk this minute; expect a reply by {time} ({zone}).")
        }
        (Locale::Zh, Expectation::ByThoughNobodyIsOnline { time, zone }) => {
            format!("目前没有客服在线，预计 {time}（{zone}）前回复。")
        }
        (Locale::En, Expectation::OpensAgain { time, zone }) => {
            format!("We are closed now and back {time} ({zone}).")
        }
        (Locale::Zh, Expectation::OpensAgain { time, zone }) => {
            format!("现在是非工作时间，{time}（{zone}）恢复服务。")
        }
        (Locale::En, Expectation::OpensThenBy { opens, time, zone }) => {
            format!("We are closed now and back {opens}; expect a reply by {time} ({zone}).")
        }
        (Locale::Zh, Expectation::OpensThenBy { opens, time, zone }) => {
            format!("现在是非工作时间，{opens} 恢复服务，预计 {time}（{zone}）前回复。")
        }
        (Locale::En, Expectation::Unknown) => "I cannot promise a time.".to_owned(),
        (Locale::Zh, Expectation::Unknown) => "暂时无法承诺回复时间。".to_owned(),
    }
}
/// Asks for an address to answer to, while closed.
#[must_use]
pub const fn ask_address(locale: Locale) -> &'static str {
    pick(
        locale,
        "If you leave a mail address or a telephone number, you need not wait here.",
        "留下邮箱或电话，就不必在这里等候。",
    )
}
/// Says that a handoff was taken back.
#[must_use]
pub const fn withdrawn(locale: Locale) -> &'static str {
    pick(
        locale,
        "Taken back: no person is waited for any more. Ask on whenever you like.",
        "已取消转人工。您可以继续提问。",
    )
}
/// Says that an agent gave the case back and that it waits again.
#[must_use]
pub const fn released(locale: Locale) -> &'static str {
    pick(
        locale,
        "Your case is back in the queue and keeps its place. Another person will take it.",
        "您的问题已回到队列，并保留原来的位置，将由其他同事接手。",
    )
}
/// Says that writing was stopped.
#[must_use]
pub const fn stopped(locale: Locale) -> &'static str {
    pick(locale, "Stopped.", "已停止。")
}

/// Begins an answer with the notice that the question is about; its headline says nothing as Markdown.
#[must_use]
pub fn notice(kind: NoticeKind, title: &str, url: Option<&str>, locale: Locale) -> String {
    let mut plain = String::new();
    for c in title.chars() {
        if c.is_ascii_punctuation() {
            plain.push('\\');
        }
        plain.push(c);
    }
    let there_is = match kind {
        NoticeKind::Incident => pick(locale, "There is a known incident: ", "目前有一个已知故障："),
        NoticeKind::Announcement => pick(locale, "There is an announcement: ", "目前有一则公告："),
    };
    let more = url.map(|url| format!(" · [{}]({url})", pick(locale, "More", "详情"))).unwrap_or_default();
    format!("{there_is}**{plain}**{more}")
}

/// Names the zone of the user's own clock.
#[must_use]
pub fn own_zone(name: &str, locale: Locale) -> String {
    format!("{}{name}", pick(locale, "your time, ", "您的当地时间，"))
}

/// Returns an instant as people say it: `14:15` today, `tomorrow 09:00`, a weekday within a week, else the date.
/// The zone's name is added by the caller.
#[must_use]
pub fn clock_time(at: Timestamp, zone: &TimeZone, now: Timestamp, locale: Locale) -> String {
    let at = at.civil().to_zoned(zone.clone());
    let today = now.civil().to_zoned(zone.clone()).date();
    let clock = at.strftime("%H:%M").to_string();
    let days = today.until((Unit::Day, at.date())).map_or(i32::MAX, |span| span.get_days());
    match (days, locale) {
        (0, _) => clock,
        (1, Locale::En) => format!("tomorrow {clock}"),
        (1, Locale::Zh) => format!("明天 {clock}"),
        (2..=6, Locale::En) => format!("{} {clock}", at.strftime("%a")),
        (2..=6, Locale::Zh) => format!("{} {clock}", weekday_zh(at.weekday())),
        (_, Locale::En) => format!("{} {clock}", at.strftime("%-d %b")),
        (_, Locale::Zh) => format!("{} 月 {} 日 {clock}", at.month(), at.day()),
    }
}

const fn weekday_zh(day: jiff::civil::Weekday) -> &'static str {
    use jiff::civil::Weekday;
    match day {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(at: &str, locale: Locale, want: &str) {
        // Friday, 23:30 in Shanghai.
        let now = "2026-01-02T15:30:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(clock_time(at.parse().unwrap(), &zone, now, locale), want);
    }

    #[test]
    fn times_are_said_in_the_zone_they_are_promised_in() {
        check("2026-01-02T15:45:00Z", Locale::En, "23:45");
        check("2026-01-02T16:10:00Z", Locale::En, "tomorrow 00:10");
        check("2026-01-03T01:00:00Z", Locale::Zh, "明天 09:00");
        check("2026-01-05T01:00:00Z", Locale::En, "Mon 09:00");
        check("2026-01-05T01:00:00Z", Locale::Zh, "周一 09:00");
        check("2026-02-05T01:00:00Z", Locale::En, "5 Feb 09:00");
        check("2026-02-05T01:00:00Z", Locale::Zh, "2 月 5 日 09:00");
    }
    #[test]
    fn a_notice_is_called_what_it_is() {
        let url = Some("https://status.example.com");
        for (kind, locale, want) in [
            (NoticeKind::Incident, Locale::En, "There is a known incident: **a\\*b**"),
            (NoticeKind::Announcement, Locale::En, "There is an announcement: **a\\*b**"),
            (NoticeKind::Incident, Locale::Zh, "目前有一个已知故障：**a\\*b**"),
            (NoticeKind::Announcement, Locale::Zh, "目前有一则公告：**a\\*b**"),
        ] {
            assert_eq!(notice(kind, "a*b", None, locale), want);
            let more = format!("{want} · [{}](https://status.example.com)", pick(locale, "More", "详情"));
            assert_eq!(notice(kind, "a*b", url, locale), more);
        }
    }
    #[test]
    fn a_promise_names_its_time_and_zone() {
        let expectation = Expectation::By { time: "14:15".to_owned(), zone: "Europe/Oslo".to_owned() };
        for locale in [Locale::En, Locale::Zh] {
            for line in [
                handed_off(&expectation, locale),
                critical(&expectation, true, locale),
                critical(&expectation, false, locale),
                failed(&expectation, locale),
            ] {
                assert!(line.contains("14:15") && line.contains("Europe/Oslo"), "{line}");
            }
        }
    }
}
