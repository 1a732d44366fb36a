//! The right page for the right platform and version: sibling pages for iOS, Android and Web in two versions, in both
//! languages, asked for in every way a user makes it known, and in none.

use std::collections::BTreeMap;

use firstline::{
    domain::{
        event::{Answer, AnswerOutcome, Body},
        ids::Locale,
    },
    web::wire::ChatFrame,
};

use crate::support::{Chat, Options, Server, client_id};

/// A subject as its pages and its users name it, in one language.
struct Topic {
    slug: &'static str,
    title: &'static str,
    heading: &'static str,
    /// What is done, in one sentence each for the versions 2 and 3.
    body: [&'static str; 2],
    question: &'static str,
}

const EN: &[Topic] = &[
    Topic {
        slug: "push",
        title: "Push notifications",
        heading: "Enable push notifications",
        body: [
            "To enable push notifications, call registerPush with the key of the app",
            "To enable push notifications, call notifications.enable after the login",
        ],
        question: "How do I enable push notifications?",
    },
    Topic {
        slug: "login",
        title: "Sign in users",
        heading: "Sign in with a token",
        body: [
            "To sign in a user with a token, call signIn with the token of your server",
            "To sign in a user with a token, pass a token provider to session.start",
        ],
        question: "How can I sign in a user with a token?",
    },
    Topic {
        slug: "upload",
        title: "Upload files",
        heading: "Resume an interrupted upload",
        body: [
            "An interrupted upload is resumed by calling resumeUpload with its number",
            "An interrupted upload resumes by itself once uploads.autoResume is set",
        ],
        question: "How can an interrupted upload be resumed?",
    },
    Topic {
        slug: "offline",
        title: "Offline messages",
        heading: "Limit the offline messages",
        body: [
            "The offline cache keeps 500 messages unless setOfflineLimit is called",
            "The offline cache keeps 2,000 messages unless cache.limit is set",
        ],
        question: "how many messages does the offline cache keep",
    },
];

const ZH: &[Topic] = &[
    Topic {
        slug: "push",
        title: "推送通知",
        heading: "开启推送通知",
        body: [
            "要开启推送通知，请用应用密钥调用 registerPush",
            "要开启推送通知，请在登录后调用 notifications.enable",
        ],
        question: "怎么开启推送通知？",
    },
    Topic {
        slug: "login",
        title: "用户登录",
        heading: "用令牌登录",
        body: [
            "用令牌登录时，请用服务器签发的令牌调用 signIn",
            "用令牌登录时，请把令牌回调传给 session.start",
        ],
        question: "如何用令牌登录？",
    },
    Topic {
        slug: "upload",
        title: "上传文件",
        heading: "恢复中断的上传",
        body: [
            "要恢复中断的上传，请用编号调用 resumeUpload",
            "设置 uploads.autoResume 之后，中断的上传会自动恢复",
        ],
        question: "上传中断了怎么恢复",
    },
    Topic {
        slug: "offline",
        title: "离线消息",
        heading: "限制离线消息条数",
        body: [
            "离线缓存默认保留 500 条消息，可调用 setOfflineLimit 修改",
            "离线缓存默认保留 2,000 条消息，可设置 cache.limit 修改",
        ],
        question: "离线缓存保留多少条消息",
    },
];

const PLATFORMS: [(&str, &str); 3] = [("ios", "iOS"), ("android", "Android"), ("web", "Web")];
const VERSIONS: [(&str, &str, &str); 2] = [("v2", "< 3", "2.15"), ("v3", ">= 3.0", "3.4")];

fn path(locale: Locale, topic: &Topic, platform: usize, version: usize) -> String {
    let folder = if locale == Locale::Zh { "zh" } else { "en" };
    format!("{folder}/{}-{}-{}.md", topic.slug, PLATFORMS[platform].0, VERSIONS[version].0)
}

/// Writes the sibling pages, and pages on other subjects that are for everybody.
fn write(server: &Server) {
    for (locale, topics) in [(Locale::En, EN), (Locale::Zh, ZH)] {
        for topic in topics {
            for (p, (platform, shown)) in PLATFORMS.iter().enumerate() {
                for (v, (_, range, _)) in VERSIONS.iter().enumerate() {
                    let (title, heading, body) = (topic.title, topic.heading, topic.body[v]);
                    let last = if locale == Locale::Zh {
                        format!("，适用于 {shown} 客户端。")
                    } else {
                        format!("; this is how the {shown} client does it.")
                    };
                    let text = format!(
                        "---\ntitle: {title}\napplies_to: {{platform: {platform}, version: \"{range}\"}}\n---\n# {title}\n\n## {heading}\n\n{body}{last}\n"
                    );
                    let file = server.docs().join(path(locale, topic, p, v));
                    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                    std::fs::write(file, text).unwrap();
                }
            }
        }
    }
}

/// How a question makes its platform and version known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    InText,
    InContext,
    InEarlierTurn,
    PlatformInTextVersionInContext,
    InReply,
}

/// What became of the questions.
#[derive(Default)]
struct Count {
    n: usize,
    n_answered: usize,
    n_cited: usize,
    n_wrong: usize,
    n_suggested_wrong: usize,
    lost: Vec<String>,
}

async fn say(chat: &mut Chat, text: &str, context: &[(&str, &str)]) -> (String, Answer) {
    let id = client_id();
    let context = context.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let frame = ChatFrame::Message {
        client_id: id,
        text: text.to_owned(),
        context: Some(context),
        attachments: None,
    };
    chat.done(id, &frame).await;
    let message = chat.reply().await;
    (message.text.text().to_owned(), message.answer.unwrap())
}

fn said(locale: Locale, platform: &str, version: &str) -> String {
    match locale {
        Locale::En => format!("I am on {version} and build for {platform}."),
        Locale::Zh => format!("我用的是 {platform} 端，版本 {version}。"),
    }
}

async fn ask(
    server: &Server,
    locale: Locale,
    topic: &Topic,
    place: (usize, usize),
    way: Way,
) -> (Chat, Answer, String) {
    let mut chat = server.chat().await;
    let ((platform, shown), (_, _, version)) = (PLATFORMS[place.0], VERSIONS[place.1]);
    let question = topic.question;
    let (text, answer) = match way {
        Way::InText => say(&mut chat, &format!("{} {question}", said(locale, shown, version)), &[]).await,
        Way::InContext => say(&mut chat, question, &[("platform", platform), ("app_version", version)]).await,
        Way::PlatformInTextVersionInContext => {
            let named = match locale {
                Locale::En => format!("{question} It is about {shown}."),
                Locale::Zh => format!("{shown} 上{question}"),
            };
            say(&mut chat, &named, &[("version", version), ("os", "macOS 14.5")]).await
        }
        Way::InEarlierTurn => {
            say(&mut chat, &format!("{} Harbor", said(locale, shown, version)), &[]).await;
            say(&mut chat, question, &[]).await
        }
        Way::InReply => {
            let (asked, answer) = say(&mut chat, question, &[]).await;
            assert_eq!(answer.outcome, AnswerOutcome::Asked, "{question}: {asked}");
            assert!(answer.citations.is_empty());
            let all = match locale {
                Locale::En => ["iOS", "Android", "Web", "2.x or earlier", "3.0 or later"],
                Locale::Zh => ["iOS", "Android", "Web", "2.x 及更早", "3.0 及以上"],
            };
            assert!(all.iter().all(|choice| asked.contains(choice)), "{asked}");
            say(&mut chat, &format!("{shown}, {version}"), &[]).await
        }
    };
    (chat, answer, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_for_another_platform_or_version_is_never_cited() {
    let server = Server::start(Options::tuned(|settings| {
        settings.limits.handshakes_burst = 10_000.try_into().unwrap()
    }))
    .await;
    write(&server);
    server.flow().curate().await.unwrap();
    let ways =
        [Way::InText, Way::InContext, Way::PlatformInTextVersionInContext, Way::InEarlierTurn, Way::InReply];
    let mut counts: BTreeMap<Way, Count> = BTreeMap::new();
    for (locale, topics) in [(Locale::En, EN), (Locale::Zh, ZH)] {
        for topic in topics {
            for place in (0..PLATFORMS.len()).flat_map(|p| (0..VERSIONS.len()).map(move |v| (p, v))) {
                for way in ways {
                    let (chat, answer, text) = ask(&server, locale, topic, place, way).await;
                    let right = path(locale, topic, place.0, place.1);
                    let is_sibling = |doc: &str| doc.contains("-v2.md") || doc.contains("-v3.md");
                    let is_wrong =
                        |doc: &str| is_sibling(doc) && !doc.ends_with(&right[right.find('-').unwrap()..]);
                    let count = counts.entry(way).or_default();
                    count.n += 1;
                    count.n_answered += usize::from(answer.outcome == AnswerOutcome::Answered);
                    let docs: Vec<&str> =
                        answer.citations.iter().map(|citation| citation.doc.as_str()).collect();
                    count.n_cited += usize::from(docs.first() == Some(&right.as_str()));
                    count.n_wrong += usize::from(docs.iter().any(|doc| is_wrong(doc)));
                    let newest = chat.events.iter().rev().find_map(|event| match &event.body {
                        Body::Suggested(suggested) => Some(&suggested.items),
                        _ => None,
                    });
                    let shown = newest.into_iter().flatten();
                    count.n_suggested_wrong += usize::from(shown.clone().any(|item| is_wrong(&item.doc)));
                    if docs.first() != Some(&right.as_str()) {
                        count.lost.push(format!("{right} {:?} {docs:?}: {text}", answer.outcome));
                    }
                    chat.leave().await;
                }
            }
        }
    }
    for (way, count) in &counts {
        println!(
            "{way:?}: {} questions, {} answered, right page first {}, wrong cited {}, wrong shown {}",
            count.n, count.n_answered, count.n_cited, count.n_wrong, count.n_suggested_wrong
        );
        count.lost.iter().take(3).for_each(|lost| println!("  {lost}"));
    }
    let sum = |of: fn(&Count) -> usize| counts.values().map(of).sum::<usize>();
    assert!(sum(|count| count.n) >= 100);
    assert!(sum(|count| count.n_wrong) * 50 <= sum(|count| count.n), "wrong pages are cited");
    assert!(sum(|count| count.n_suggested_wrong) * 50 <= sum(|count| count.n), "wrong pages are shown");
    assert!(sum(|count| count.n_cited) * 20 >= sum(|count| count.n) * 19, "right pages are lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_decides_is_asked_and_only_once() {
    let server = Server::start(Options::tuned(|settings| {
        settings.limits.handshakes_burst = 10_000.try_into().unwrap()
    }))
    .await;
    write(&server);
    server.flow().curate().await.unwrap();
    let mut chat = server.chat().await;
    let (text, answer) = say(&mut chat, EN[0].question, &[("platform", "android")]).await;
    assert_eq!(answer.outcome, AnswerOutcome::Asked, "{text}");
    assert!(text.contains("version") && !text.contains("platform") && !text.contains("Web"), "{text}");
    let (text, answer) = say(&mut chat, "no idea", &[]).await;
    assert_ne!(answer.outcome, AnswerOutcome::Asked, "{text}");
    let of_android =
        |answer: &Answer| answer.citations.iter().all(|citation| citation.doc.contains("-android-"));
    assert!(of_android(&answer), "{text}");
    chat.leave().await;
    // What is only for other platforms than the user's is no answer at all.
    let mut chat = server.chat().await;
    let question = format!("{} We build for HarmonyOS.", EN[0].question);
    let (text, answer) = say(&mut chat, &question, &[]).await;
    assert!(answer.citations.iter().all(|citation| !citation.doc.contains("-v")), "{text}");
    chat.leave().await;
    let mut chat = server.chat().await;
    let question = format!("{} I am on 1.9 for iOS.", EN[1].question.replace('?', "."));
    let (text, answer) = say(&mut chat, &question, &[]).await;
    assert!(answer.citations.iter().all(|citation| citation.doc.ends_with("-ios-v2.md")), "{text}");
    chat.leave().await;
    // A system of which there is no page is none of the browser's business.
    let mut chat = server.chat().await;
    let (text, answer) = say(&mut chat, ZH[0].question, &[("os", "Linux"), ("version", "3.4")]).await;
    assert_eq!(answer.outcome, AnswerOutcome::Asked, "{text}");
    assert!(text.contains("平台") && !text.contains("版本"), "{text}");
    chat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_chosen_in_one_tap_or_by_its_place() {
    let server = Server::start(Options::tuned(|settings| {
        settings.limits.handshakes_burst = 10_000.try_into().unwrap()
    }))
    .await;
    write(&server);
    server.flow().curate().await.unwrap();
    for (topic, by_place) in [(&EN[0], "the second one"), (&ZH[0], "第二个")] {
        let mut chat = server.chat().await;
        let (text, answer) = say(&mut chat, topic.question, &[("version", "3.4")]).await;
        assert_eq!(answer.outcome, AnswerOutcome::Asked, "{text}");
        assert_eq!(answer.choices.len(), PLATFORMS.len(), "{:?}", answer.choices);
        assert!(answer.choices.iter().all(|choice| text.contains(choice)), "{text}");
        let second = format!("-{}-v3.md", answer.choices[1].to_lowercase());
        let (text, answer) = say(&mut chat, by_place, &[]).await;
        assert_eq!(answer.outcome, AnswerOutcome::Answered, "{text}");
        assert!(answer.citations.iter().all(|cited| cited.doc.ends_with(&second)), "{text}");
        chat.leave().await;
        let mut chat = server.chat().await;
        let (_, asked) = say(&mut chat, topic.question, &[("version", "3.4")]).await;
        let third = format!("-{}-v3.md", asked.choices[2].to_lowercase());
        let (text, answer) = say(&mut chat, &asked.choices[2], &[]).await;
        assert!(answer.citations.iter().all(|cited| cited.doc.ends_with(&third)), "{text}");
        assert_eq!(answer.outcome, AnswerOutcome::Answered, "{text}");
        chat.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_for_another_platform_is_not_quoted_beside_the_right_one() {
    let server = Server::plain().await;
    let pages = [
        (
            "install.md",
            "# Install the agent\n\n## On Linux\n\nRun the installer as root:\n\n```sh\nsudo sh install.sh\n```\n\n\
             ## On Windows\n\nDownload the MSI package and double-click it.\n",
        ),
        (
            "zh/install.md",
            "# 安装客户端\n\n## Linux 上安装\n\n用 root 执行安装脚本：\n\n```sh\nsudo sh install.sh\n```\n\n\
             ## Windows 上安装\n\n下载 MSI 安装包，双击运行。\n",
        ),
    ];
    for (path, text) in pages {
        std::fs::create_dir_all(server.docs().join("zh")).unwrap();
        std::fs::write(server.docs().join(path), text).unwrap();
    }
    server.flow().curate().await.unwrap();
    for question in ["How do I install the agent on Windows?", "Windows 上怎么安装客户端？"] {
        let mut chat = server.chat().await;
        let (text, answer) = say(&mut chat, question, &[]).await;
        assert!(text.contains("MSI"), "{text}");
        assert!(!text.contains("install.sh"), "{text}");
        assert!(
            answer.citations.iter().all(|cited| !cited.heading.as_deref().unwrap_or("").contains("Linux"))
        );
        chat.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_only_the_other_language_has_for_a_platform_is_found() {
    let server = Server::plain().await;
    let pages = [
        (
            "en/push-ios.md",
            "---\ntitle: Push notifications\napplies_to: {platform: ios}\n---\n# Push notifications\n\n\
             ## Enable push notifications\n\nTo enable push notifications, call registerPush after the login.\n",
        ),
        (
            "zh/push-android.md",
            "---\ntitle: 推送通知\napplies_to: {platform: android}\n---\n# 推送通知\n\n## 开启推送通知 (push notifications)\n\n\
             要开启推送通知，请在登录后调用 `enablePush`。\n",
        ),
    ];
    for (path, text) in pages {
        let file = server.docs().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    server.flow().curate().await.unwrap();
    let mut chat = server.chat().await;
    let question = "How do I enable push notifications on Android?";
    let (text, answer) = say(&mut chat, question, &[]).await;
    assert!(text.contains("enablePush") && !text.contains("registerPush"), "{text}");
    assert!(answer.citations.iter().all(|cited| cited.doc.contains("android")), "{answer:?}");
    chat.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_asked_of_another_platform_in_two_words() {
    let server = Server::plain().await;
    write(&server);
    server.flow().curate().await.unwrap();
    let follow_ups = [
        (Locale::En, "Android", "2.15", "and on iOS?"),
        (Locale::En, "iOS", "2.15", "what about Android?"),
        (Locale::Zh, "Android", "2.15", "那 iOS 呢？"),
    ];
    for (locale, platform, version, next) in follow_ups {
        let topic = if locale == Locale::Zh { &ZH[0] } else { &EN[0] };
        let mut chat = server.chat().await;
        let first = format!("{} {}", said(locale, platform, version), topic.question);
        say(&mut chat, &first, &[]).await;
        let (text, answer) = say(&mut chat, next, &[]).await;
        assert!(matches!(answer.outcome, AnswerOutcome::Answered | AnswerOutcome::Unsure), "{next}: {text}");
        assert!(!answer.citations.is_empty(), "{next}: {text}");
        let wanted = if platform == "iOS" { "android" } else { "ios" };
        assert!(answer.citations.iter().all(|cited| cited.doc.contains(wanted)), "{next}: {answer:?}");
        chat.leave().await;
    }
}
