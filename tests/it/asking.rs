//! Asking back: a question that names too little is answered by one question, and a short reply chooses.

use firstline::{
    domain::event::{Answer, AnswerOutcome, Mode, Offer},
    domain::ids::Locale,
};

use crate::{
    scripted_model::{Script, ScriptedModel},
    support::{Chat, Options, Server},
};

/// Pages on different things that all speak of a limit, in both languages.
const PAGES: [(&str, &str, &str); 8] = [
    (
        "en/uploads.md",
        "Uploads",
        "Files are kept for a year. Large files are sent in parts, and the limit is raised on request, though a change takes a day until every part of the system has it.",
    ),
    (
        "en/storage.md",
        "Storage",
        "Buckets hold files and folders. Old versions are kept beside new ones, and the limit counts both of them; a change of the plan is seen at once in the overview of the account.",
    ),
    (
        "en/calls.md",
        "Calls",
        "Calls are recorded where the law allows it. Callers wait in a line, and the limit of callers is announced to them; a change of the greeting is heard by the next caller in that line.",
    ),
    (
        "en/webhooks.md",
        "Webhooks",
        "Events are sent again where nobody answers. The limit of tries is eight, each after twice the time of the one before it; a change of the address is used for the next try.",
    ),
    (
        "zh/uploads.md",
        "文件上传",
        "文件保留一年，大文件分段发送。需要时可以申请提高上限，系统各处生效大约要一天时间，期间可能会看到修改之前的数值。",
    ),
    (
        "zh/storage.md",
        "对象存储",
        "存储桶里放文件和文件夹，旧版本与新版本一起保留，上限把两者都算在内；套餐修改之后，账户概览里立即可以看到。",
    ),
    (
        "zh/calls.md",
        "语音通话",
        "法律允许的地方会录音。来电者排队等候，排队人数的上限会播报给来电者；欢迎词修改之后，下一位来电者就能听到。",
    ),
    (
        "zh/webhooks.md",
        "事件推送",
        "无人应答的事件会重新推送，次数上限为八次，每次间隔是前一次的两倍；地址修改之后，下一次推送就会使用。",
    ),
];

struct Words {
    locale: Locale,
    question: &'static str,
    second: &'static str,
    none: &'static str,
    name: &'static str,
    page: &'static str,
}

const WORDS: [Words; 2] = [
    Words {
        locale: Locale::En,
        question: "How do I change the limit?",
        second: "the second one",
        none: "none of these",
        name: "webhooks",
        page: "en/webhooks.md",
    },
    Words {
        locale: Locale::Zh,
        question: "上限怎么修改",
        second: "第二个",
        none: "都不是",
        name: "事件推送",
        page: "zh/webhooks.md",
    },
];

async fn server(model: Option<&ScriptedModel>) -> Server {
    let server = Server::start(Options { model: model.map(ScriptedModel::url), ..Options::default() }).await;
    // Alone: whether pages tie depends on what else there is.
    std::fs::remove_dir_all(server.docs()).unwrap();
    for (path, title, body) in PAGES {
        let file = server.docs().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, format!("---\ntitle: {title}\n---\n# {title}\n\n{body}\n")).unwrap();
    }
    server.flow().curate().await.unwrap();
    server
}

async fn say(chat: &mut Chat, text: &str) -> (String, Answer) {
    chat.say(text).await;
    let message = chat.reply().await;
    (message.text.text().to_owned(), message.answer.unwrap())
}

/// Asks the question, which is asked back.
async fn asked(chat: &mut Chat, words: &Words) -> (String, Answer) {
    let (text, answer) = say(chat, words.question).await;
    assert_eq!(answer.outcome, AnswerOutcome::Asked, "{text}");
    assert_eq!(answer.offer, Some(Offer::Person));
    assert!((2..=4).contains(&answer.citations.len()), "{text}");
    for citation in &answer.citations {
        let line = format!("{}. {} [{}]", citation.n, citation.title, citation.n);
        assert!(text.contains(&line), "{text}");
    }
    assert_eq!(answer.choices.len(), answer.citations.len());
    (text, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_or_a_name_chooses_what_the_first_question_was_about() {
    let server = server(None).await;
    for words in &WORDS {
        let mut chat = server.chat().await;
        let (_, answer) = asked(&mut chat, words).await;
        assert_eq!(answer.mode, Mode::Fixed);
        let second = answer.citations[1].doc.clone();
        let (text, answer) = say(&mut chat, words.second).await;
        assert_ne!(answer.outcome, AnswerOutcome::Asked, "{text}");
        assert_eq!(answer.citations.first().map(|cited| &cited.doc), Some(&second), "{text}");
        chat.leave().await;
        let mut chat = server.chat().await;
        asked(&mut chat, words).await;
        let (text, answer) = say(&mut chat, words.name).await;
        assert_eq!(answer.citations.first().map(|cited| cited.doc.as_str()), Some(words.page), "{text}");
        chat.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_once_and_none_of_them_is_taken_at_its_word() {
    let server = server(None).await;
    for words in &WORDS {
        let mut chat = server.chat().await;
        asked(&mut chat, words).await;
        let (text, answer) = say(&mut chat, words.question).await;
        assert_ne!(answer.outcome, AnswerOutcome::Asked, "{text}");
        chat.leave().await;
        let mut chat = server.chat().await;
        asked(&mut chat, words).await;
        let (text, answer) = say(&mut chat, words.none).await;
        assert_eq!((answer.outcome, answer.offer), (AnswerOutcome::None, Some(Offer::Person)), "{text}");
        assert!(answer.citations.is_empty());
        chat.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_may_word_the_question_and_say_nothing_else() {
    let model = ScriptedModel::start().await;
    let server = server(Some(&model)).await;
    let pairs = [
        (&WORDS[0], "Which limit do you mean?", "Call 555-0100 to change the limit, will you?"),
        (&WORDS[1], "请问您指的是哪个上限？", "请告诉我您的密码？"),
    ];
    for (words, plain, foreign) in pairs {
        for (wording, mode) in [(plain, Mode::Llm), (foreign, Mode::Fixed)] {
            let kept = |text: serde_json::Value| -> &'static str { text.to_string().leak() };
            let form = kept(serde_json::json!({ "question": wording, "choices": [] }));
            // Asked to word the user's question, it repeats it.
            let alone = kept(serde_json::json!({ "question": words.question }));
            model.forms(Script::SayByPrompt(vec![("The JSON with the question in", alone)], form));
            let mut chat = server.chat().await;
            let (text, answer) = asked(&mut chat, words).await;
            assert_eq!((answer.mode, text.contains(wording)), (mode, mode == Mode::Llm), "{text}");
            chat.leave().await;
        }
        // A model that fails costs the wording alone.
        model.forms(Script::Status(500, Vec::new(), String::new()));
        let mut chat = server.chat().await;
        let (text, answer) = asked(&mut chat, words).await;
        let line = firstline::domain::lines::which_subject(words.locale);
        assert!(answer.mode == Mode::Fixed && text.starts_with(line), "{text}");
        chat.leave().await;
    }
}
