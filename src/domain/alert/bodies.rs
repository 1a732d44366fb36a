//! What each kind of receiver is sent: ready bodies for robots, JSON for programs, plain text for mail.
//!
//! The user's words are defused for each format: nothing in them becomes a link, a mention or a mark.

use serde_json::{Value, json};

use super::{Occasion, Telling};

/// The form a receiver reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// JSON by Standard Webhooks.
    Webhook,
    /// A Slack incoming webhook.
    Slack,
    /// A group robot of 企业微信.
    Wecom,
    /// A custom robot of 飞书.
    Feishu,
    /// A custom robot of 钉钉.
    Dingtalk,
    /// Mail.
    Mail,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The body of a POST.
    Json(Value),
    /// A mail.
    Mail {
        /// Its subject, on one line.
        subject: String,
        /// Its plain text.
        text: String,
    },
}

/// What plain text of a robot still reads something into.
const PLAIN: &str = "<>&@";
/// What Markdown of a robot reads something into; none of them takes backslashes as escapes throughout.
const MARKDOWN: &str = "<>&@[]()*_`~#|\\!";

/// Returns what a receiver of that kind is sent.
#[must_use]
pub fn body(message: Message, occasion: &Occasion, telling: &Telling) -> Content {
    match message {
        Message::Webhook => Content::Json(webhook(occasion, telling)),
        Message::Slack => Content::Json(slack(telling)),
        Message::Wecom => Content::Json(wecom(telling)),
        Message::Feishu => Content::Json(feishu(telling)),
        Message::Dingtalk => Content::Json(dingtalk(telling)),
        Message::Mail => mail(telling),
    }
}

fn webhook(occasion: &Occasion, telling: &Telling) -> Value {
    let mut data = json!({
        "conversation": occasion.conversation,
        "inbox": occasion.inbox,
        "severity": u8::from(occasion.severity),
        "queue": occasion.queue,
        "tier": occasion.tier,
        "title": telling.title,
    });
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            data[name] = value;
        }
    };
    put("subject", (!telling.subject.is_empty()).then(|| json!(telling.subject)));
    put("target", occasion.target.map(|target| json!(target)));
    put("due", occasion.due.map(|due| json!(due)));
    put("page", occasion.page.map(|n| json!(n)));
    put("url", telling.link.as_ref().map(|(_, url)| json!(url)));
    json!({ "type": occasion.kind.word(), "timestamp": occasion.at, "data": data })
}

fn slack(telling: &Telling) -> Value {
    let plain = |text: String| json!({ "type": "plain_text", "text": text, "emoji": false });
    let lines = lines(telling, PLAIN);
    let mut blocks = vec![
        json!({ "type": "header", "text": plain(telling.title.clone()) }),
        json!({ "type": "section", "text": plain(lines.join("\n")) }),
    ];
    if let Some((label, url)) = &telling.link {
        blocks.push(
            json!({ "type": "section", "text": { "type": "mrkdwn", "text": format!("<{url}|{label}>") } }),
        );
    }
    let short = lines.first().map(|line| format!("{}\n{line}", telling.title));
    json!({ "text": short.unwrap_or_else(|| telling.title.clone()), "mrkdwn": false, "blocks": blocks })
}

fn wecom(telling: &Telling) -> Value {
    let mut text = format!("**{}**", telling.title);
    for line in lines(telling, MARKDOWN) {
        text.push_str(&format!("\n> {line}"));
    }
    if let Some((label, url)) = &telling.link {
        text.push_str(&format!("\n[{label}]({url})"));
    }
    json!({ "msgtype": "markdown", "markdown": { "content": text } })
}

fn feishu(telling: &Telling) -> Value {
    let mut content: Vec<Value> =
        lines(telling, PLAIN).into_iter().map(|line| json!([{ "tag": "text", "text": line }])).collect();
    if let Some((label, url)) = &telling.link {
        content.push(json!([{ "tag": "a", "text": label, "href": url }]));
    }
    let post = json!({ "title": telling.title, "content": content });
    json!({ "msg_type": "post", "content": { "post": { "zh_cn": post } } })
}

fn dingtalk(telling: &Telling) -> Value {
    let mut text = format!("#### {}\n", telling.title);
    for line in lines(telling, MARKDOWN) {
        text.push_str(&format!("\n- {line}"));
    }
    if let Some((label, url)) = &telling.link {
        text.push_str(&format!("\n\n[{label}]({url})"));
    }
    json!({ "msgtype": "markdown", "markdown": { "title": telling.title, "text": text } })
}

fn mail(telling: &Telling) -> Content {
    let subject = match telling.subject.as_str() {
        "" => telling.title.clone(),
        about => format!("{} · {about}", telling.title),
    };
    let mut text = String::new();
    for line in lines(telling, "") {
        text.push_str(&line);
        text.push('\n');
    }
    if let Some((label, url)) = &telling.link {
        text.push_str(&format!("\n{label}: {url}\n"));
    }
    Content::Mail { subject, text }
}

/// The facts as lines, the user's words first; `marks` are the signs that the format reads something into.
fn lines(telling: &Telling, marks: &str) -> Vec<String> {
    let about = (!telling.subject.is_empty()).then(|| defused(&telling.subject, marks));
    let rows = telling.rows.iter().map(|(label, value)| format!("{label}: {}", defused(value, marks)));
    about.into_iter().chain(rows).collect()
}

/// Puts the full-width sign in the place of each mark, and breaks addresses, so that nothing in the text does anything.
fn defused(text: &str, marks: &str) -> String {
    if marks.is_empty() {
        return text.to_owned();
    }
    let wide = |c: char| match c {
        c if marks.contains(c) => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(' '),
        c => c,
    };
    text.replace("://", "：//").chars().map(wide).collect()
}
