//! Everything the terminal chat says by itself, in both languages.

use jiff::tz::TimeZone;

use crate::domain::{ids::Locale, time::Timestamp};

/// The lines of one language. `{}` stands for what is put in.
pub struct Words {
    /// Under the greeting.
    pub hint: &'static str,
    /// Over the matching documents.
    pub documents: &'static str,
    /// Over the citations.
    pub sources: &'static str,
    /// Label of what a model wrote.
    pub by_model: &'static str,
    /// Label of quotations.
    pub by_documents: &'static str,
    /// Behind the label of an interim answer.
    pub more_may_follow: &'static str,
    /// Behind the label of a reply that was stopped or broke off.
    pub cut: &'static str,
    /// Where the final text differs from what was streamed.
    pub corrected: &'static str,
    /// A draft that never became a reply.
    pub withdrawn: &'static str,
    /// After an answer.
    pub solved: &'static str,
    /// After an agent's resolution.
    pub agent_solved: &'static str,
    /// Where only a person can help further.
    pub offer: &'static str,
    /// After "not yet".
    pub still_wrong: &'static str,
    /// After the user stopped a reply.
    pub stopped: &'static str,
    /// Nothing to stop.
    pub nothing_running: &'static str,
    /// After a confirmed solution.
    pub confirmed: &'static str,
    /// Solved by silence or by rule.
    pub assumed: &'static str,
    /// Open again.
    pub reopened: &'static str,
    /// Over.
    pub closed: &'static str,
    /// Over what is passed on.
    pub passed_on: &'static str,
    /// A better version of it.
    pub passed_on_now: &'static str,
    /// Under it.
    pub amend_hint: &'static str,
    /// After an amendment.
    pub amended: &'static str,
    /// Waiting, with a time.
    pub reply_by: &'static str,
    /// Waiting while nobody is there, with a time.
    pub reply_by_closed: &'static str,
    /// Waiting without a time.
    pub reply_unknown: &'static str,
    /// Cases before this one.
    pub ahead: &'static str,
    /// How to leave an address.
    pub contact_hint: &'static str,
    /// Where we will write.
    pub contact_kept: &'static str,
    /// An agent took the case.
    pub assigned: &'static str,
    /// An agent gave it back.
    pub released: &'static str,
    /// It goes to others.
    pub transferred: &'static str,
    /// An agent types.
    pub typing: &'static str,
    /// Who the user is, in a transcript.
    pub you: &'static str,
    /// Who the bot is, in a transcript.
    pub bot: &'static str,
    /// An agent without a name.
    pub person: &'static str,
    /// After a rating.
    pub rated: &'static str,
    /// The connection is gone; seconds are put in.
    pub lost: &'static str,
    /// It is back.
    pub back: &'static str,
    /// An earlier conversation goes on.
    pub resumed: &'static str,
    /// Nothing said yet.
    pub no_history: &'static str,
    /// Older events exist.
    pub more_history: &'static str,
    /// There is no such number.
    pub no_such_document: &'static str,
    /// No such command.
    pub unknown_command: &'static str,
    /// `:contact` without an address.
    pub contact_usage: &'static str,
    /// `:amend` without text.
    pub amend_usage: &'static str,
    /// `:rate` without a score.
    pub rate_usage: &'static str,
    /// Too long.
    pub too_long: &'static str,
    /// Too fast; seconds are put in.
    pub too_fast: &'static str,
    /// Refused; the server's message is put in.
    pub refused: &'static str,
    /// Second Ctrl-C leaves.
    pub again_to_leave: &'static str,
    /// Leaving while a case waits.
    pub case_stays: &'static str,
    /// No answer in time, with seconds.
    pub no_answer: &'static str,
    /// The case is with people already.
    pub with_people: &'static str,
    /// All commands.
    pub help: &'static str,
}

/// Returns the lines of a language.
#[must_use]
pub const fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::En => &ENGLISH,
        Locale::Zh => &CHINESE,
    }
}

/// Puts `value` where the line has `{}`.
#[must_use]
pub fn put(line: &str, value: &str) -> String {
    line.replacen("{}", value, 1)
}

/// Writes an instant as people read it where they are: "Mon 1 Jun, 14:19 (CEST)".
#[must_use]
pub fn civil_time(at: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    let here = at.civil().to_zoned(zone.clone());
    match locale {
        Locale::En => here.strftime("%a %-d %b, %H:%M (%Z)").to_string(),
        Locale::Zh => {
            let day = ["一", "二", "三", "四", "五", "六", "日"]
                [usize::from(here.weekday().to_monday_zero_offset().unsigned_abs())];
            format!("{}（周{day}）{}", here.strftime("%-m月%-d日"), here.strftime("%H:%M（%Z）"))
        }
    }
}

static ENGLISH: Words = Words {
    hint: "Type your question. :person for a person, :help for more, :quit to leave.",
    documents: "Documents that match:",
    sources: "Sources",
    by_model: "AI-generated, checked against the documentation",
    by_documents: "From the documentation",
    more_may_follow: "a written answer may follow below",
    cut: "not finished",
    corrected: "(the whole answer, as it was checked:)",
    withdrawn: "(not finished; it does not count)",
    solved: "Did that solve it? [y]es / [n]ot yet / [p]erson",
    agent_solved: "{} marks this as solved. Did that solve it? [y]es / [n]ot yet",
    offer: "[p] passes this on to a person.",
    still_wrong: "What is still wrong? One sentence is enough, or [p] for a person.",
    stopped: "Stopped.",
    nothing_running: "Nothing is being written.",
    confirmed: "Solved. :rate 1 to 5 says how it was; a new question begins anew.",
    assumed: "This is taken as solved. Write again, and it is open.",
    reopened: "Open again.",
    closed: "This conversation is closed. A new question opens a new one.",
    passed_on: "A person should look at it. This is what I pass on:",
    passed_on_now: "What is passed on now reads:",
    amend_hint: ":amend TEXT corrects or adds to it.",
    amended: "Added; the person reads it first.",
    reply_by: "A reply by {}. Your place is kept if you leave.",
    reply_by_closed: "Nobody is here now. A reply by {}. Your place is kept if you leave.",
    reply_unknown: "A person will reply; no time can be named now. Your place is kept if you leave.",
    ahead: "{} before you.",
    contact_hint: ":contact EMAIL says where the reply should go.",
    contact_kept: "The reply can reach you at {}.",
    assigned: "{} is here and reads your case. What you write goes to a person.",
    released: "The case is back in the queue, in its old place.",
    transferred: "The case goes to colleagues who know more.",
    typing: "{} is typing",
    you: "You",
    bot: "Assistant",
    person: "A person",
    rated: "Thank you, that is noted.",
    lost: "No connection. Trying again in {} s. What you write is kept here.",
    back: "Connected again.",
    resumed: "Your earlier conversation goes on. :history shows it.",
    no_history: "Nothing has been said yet.",
    more_history: "(older ones: :history again)",
    no_such_document: "There is no document {} in the list above.",
    unknown_command: "There is no such command. :help lists them; '::' begins a message with a colon.",
    contact_usage: "Write :contact with a mail address or a telephone number.",
    amend_usage: "Write :amend and what is to be corrected or added.",
    rate_usage: "Write :rate, a number from 1 to 5, and what you want to say.",
    too_long: "That is longer than 8,000 characters. Shorten it.",
    too_fast: "That was too fast and was not sent. Send it again in {} s.",
    refused: "That was refused: {}",
    again_to_leave: "Ctrl-C again leaves.",
    case_stays: "Your case stays in the queue.",
    no_answer: "No answer came within {} s.",
    with_people: "Your message was added to a case that a person has.",
    help: "\
  TEXT             ask, or answer
  y / n / p        after an answer: solved, not yet, a person
  :person          I want a person
  :solved          that solved it
  :stop            stop the reply being written (also Ctrl-C)
  :open N          open document N of the list shown last
  :amend TEXT      correct or add to what is passed on
  :contact EMAIL   how to reach me (or a telephone number)
  :rate N [TEXT]   how it was, 1 to 5
  :history         what was said before
  :quit            leave; a waiting case keeps its place",
};

static CHINESE: Words = Words {
    hint: "请输入您的问题。:person 转人工，:help 查看更多，:quit 离开。",
    documents: "相关文档：",
    sources: "来源",
    by_model: "AI 生成，已与文档核对",
    by_documents: "摘自文档",
    more_may_follow: "下方可能还有完整回答",
    cut: "未写完",
    corrected: "（核对后的完整回答：）",
    withdrawn: "（未写完，不作数）",
    solved: "问题解决了吗？[y] 解决了 / [n] 还没有 / [p] 转人工",
    agent_solved: "{} 认为问题已解决。问题解决了吗？[y] 解决了 / [n] 还没有",
    offer: "[p] 转给人工处理。",
    still_wrong: "还有哪里不对？一句话就可以，或输入 p 转人工。",
    stopped: "已停止。",
    nothing_running: "当前没有正在生成的回复。",
    confirmed: "已解决。可用 :rate 1 到 5 评价；新的问题会重新开始。",
    assumed: "此问题视为已解决。再次留言即可重新打开。",
    reopened: "已重新打开。",
    closed: "此会话已结束。新的问题会开启新的会话。",
    passed_on: "这个问题应当由人工处理。以下内容会一并转交：",
    passed_on_now: "现在转交的内容是：",
    amend_hint: ":amend 文字 可以更正或补充。",
    amended: "已补充，客服会先看到。",
    reply_by: "{} 前回复您。离开也会保留您的位置。",
    reply_by_closed: "现在没有人工值班，{} 前回复您。离开也会保留您的位置。",
    reply_unknown: "客服会回复您，目前无法给出具体时间。离开也会保留您的位置。",
    ahead: "前面还有 {} 位。",
    contact_hint: ":contact 邮箱 可以留下联系方式。",
    contact_kept: "回复会发到 {}。",
    assigned: "{} 已接手，正在查看。接下来由人工回复。",
    released: "已回到队列，保留原来的位置。",
    transferred: "已转给更熟悉的同事。",
    typing: "{} 正在输入",
    you: "您",
    bot: "助手",
    person: "客服",
    rated: "谢谢，已记录。",
    lost: "网络断开，{} 秒后重试。您写的内容会保留。",
    back: "已重新连接。",
    resumed: "继续之前的会话。:history 可以查看。",
    no_history: "还没有任何内容。",
    more_history: "（更早的内容：再次输入 :history）",
    no_such_document: "上面的列表里没有第 {} 篇文档。",
    unknown_command: "没有这个命令。:help 列出全部命令；以冒号开头的消息请写两个冒号。",
    contact_usage: "请在 :contact 后写邮箱或电话号码。",
    amend_usage: "请在 :amend 后写需要更正或补充的内容。",
    rate_usage: "请在 :rate 后写 1 到 5 的数字，以及想说的话。",
    too_long: "超过 8,000 字，请缩短。",
    too_fast: "发送过快，未能送出。请在 {} 秒后重新发送。",
    refused: "被拒绝：{}",
    again_to_leave: "再按一次 Ctrl-C 离开。",
    case_stays: "您的问题仍在队列中。",
    no_answer: "{} 秒内没有回答。",
    with_people: "您的消息已加入正在由人工处理的问题。",
    help: "\
  文字             提问或回答
  y / n / p        回答之后：解决了、还没有、转人工
  :person          转人工
  :solved          已解决
  :stop            停止正在生成的回复（也可按 Ctrl-C）
  :open N          打开上次列出的第 N 篇文档
  :amend 文字      更正或补充转交的内容
  :contact 邮箱    联系方式（也可以是电话）
  :rate N [文字]   评价，1 到 5
  :history         之前的内容
  :quit            离开；等待中的问题保留位置",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_as_a_clock_on_the_users_wall() {
        let at: Timestamp = "2026-06-01T12:19:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Oslo").unwrap();
        assert_eq!(civil_time(at, &zone, Locale::En), "Mon 1 Jun, 14:19 (CEST)");
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(civil_time(at, &zone, Locale::Zh), "6月1日（周一）20:19（CST）");
    }
}
