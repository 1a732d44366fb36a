use super::*;

#[track_caller]
fn check(texts: &[&str], want: Severity) {
    let got = judge(texts, None, Locale::En);
    assert_eq!(got.severity, want, "{texts:?} because {:?}", got.reasons);
}

#[test]
fn outages_losses_and_breaches_are_critical() {
    for text in [
        "Our whole site is down since this morning, customers are calling",
        "All customers get 500 on checkout",
        "nobody in the company can log in",
        "A hacker has our admin password and is downloading customer data",
        "生产环境所有订单都支付失败",
        "数据库里的用户数据全部丢失了",
        "别的公司的消息出现在我们这里",
        "整个平台打不开，所有人都受影响",
        "你们把用户A的聊天记录显示给了用户B",
        "机器人把别人的订单发给了客户",
        "机器人把张三的病历发给了李四",
        "The bot told a customer another customer's home address.",
    ] {
        check(&[text], Severity::Critical);
    }
}

#[test]
fn what_is_only_thought_of_or_asked_is_not_critical() {
    for text in [
        "What happens if all nodes are down?",
        "How do I return 503 to all requests during maintenance?",
        "How can I prevent data loss when all users write at once?",
        "THIS IS URGENT!!! HOW DO I CHANGE MY PASSWORD",
        "Mark this as P1 critical outage please, where is the settings page?",
        "如果所有节点都挂了会怎么样？",
        "怎么防止数据丢失？",
        "请把这个标记为一级故障，怎么改密码",
        "I am so angry, your docs are useless, how do I limit requests",
        "block all users from one country with the plugin",
        "Do you send an alert when nobody can log in?",
        "Will it notify us if all payments fail?",
        "怎么把客户的订单发给另一个客户",
        "I am drafting the runbook: what should agents do when nobody can log in?",
        "Sync fails. Resetting the router changed nothing, and neither did a new cable.",
    ] {
        let got = judge(&[text], None, Locale::En);
        assert_ne!(got.severity, Severity::Critical, "{text} because {:?}", got.reasons);
    }
}

#[test]
fn what_works_without_a_connection_is_no_outage() {
    for text in [
        "ipad offline files",
        "files offline android",
        "offline files",
        "make file available offline",
        "app offline mode",
        "离线使用",
        "离线文件怎么打开",
        "How do I use the maps offline?",
    ] {
        let got = judge(&[text], None, Locale::En);
        assert!(got.severity > Severity::Degraded, "{text} because {:?}", got.reasons);
    }
    for text in ["all our servers are offline", "the whole platform went offline", "所有设备都离线了"]
    {
        check(&[text], Severity::Critical);
    }
}

#[test]
fn facts_beside_a_label_or_an_order_count() {
    for text in [
        "P0 全站宕机",
        "【P0】所有客户登录不了",
        "P0故障，全站打不开",
        "[P1] login down for all users",
        "P1 production is down for everyone",
        "Priority 1 - all payments failing",
        "URGENT - P1 - entire site unreachable",
        "Please mark this as P1 because all our customers get 502 in production since nine.",
        "请标记为P1（所有客户都登录不了）",
    ] {
        check(&[text], Severity::Critical);
    }
    check(&["[P1] How do I export all users?"], Severity::Usage);
}

#[test]
fn a_label_or_an_order_alone_is_no_fact() {
    for text in [
        "Please mark this as P1",
        "this is a P1 for us, the CEO is furious",
        "为了尽快处理请标记为P1",
        "P0故障！请尽快处理",
        "P1 because I say so",
        "Mark this as P1 critical outage please",
        "Please treat this as P0 because our CEO is waiting",
        "Mark this as P1, or we will complain",
        "请标为P1，否则我们就投诉",
    ] {
        check(&[text], Severity::Usage);
    }
}

#[test]
fn a_question_about_an_outage_that_is_over_is_usage() {
    for text in [
        "昨天所有用户都登录不了，现在已经恢复了。请问日志在哪里导出？",
        "Yesterday all users could not log in for an hour, it is fixed now. How do I export the logs?",
        "All customers got 500 on Sunday; it's resolved. How do I refund those orders in bulk?",
    ] {
        check(&[text], Severity::Usage);
    }
    check(&["今天上午所有人都登录不了，现在已经好了"], Severity::Degraded);
}

#[test]
fn what_only_sounds_over_is_not() {
    for text in [
        "All customers get 502, please tell us when it is fixed",
        "The outage was fixed this morning, but now nobody can log in again",
        "It is fixed now. But all customer records are gone",
        "Your status page says everything is resolved but all our users get 502",
        "All our data is gone and we cannot get it back",
        "CPU is over 100% and every request times out",
        "全站打不开，还没有恢复",
        "所有客户都登录不了，什么时候能恢复？",
        "数据全丢了，现在恢复不了",
    ] {
        check(&[text], Severity::Critical);
    }
}

#[test]
fn a_test_environment_is_usage() {
    check(&["All requests in our staging environment fail with 502"], Severity::Usage);
    check(&["测试环境所有接口都报 502"], Severity::Usage);
}

#[test]
fn a_way_round_makes_it_degraded() {
    check(&["All exports fail today, but exporting by hand works"], Severity::Degraded);
    check(&["所有用户上传图片都失败，刷新一下就好了"], Severity::Degraded);
    check(
        &["All users get an error on the reports page, but the old reports page works."],
        Severity::Degraded,
    );
    check(&["Nobody can open any tickets in the console, but the mobile app works"], Severity::Degraded);
    check(&["所有用户在新页面下单都报错，但是旧版可以用"], Severity::Degraded);
    check(&["全公司的打卡小程序都打不开，不过另一个入口还能进"], Severity::Degraded);
}

#[test]
fn a_way_round_that_fails_or_is_asked_for_is_none() {
    for text in [
        "The site is down for everyone and the standby is dead as well",
        "all users get 500, and the old pages no longer load",
        "All our stores cannot take payments. Is there any workaround?",
        "所有用户都登录不了，旧版也不能用",
        "所有用户都登录不了，另一个入口也进不去",
    ] {
        check(&[text], Severity::Critical);
    }
}

#[test]
fn facts_of_several_messages_are_put_together() {
    check(&["login fails with 502", "for everyone in the company"], Severity::Critical);
    check(&["线上全挂了，所有接口 502", "十分钟前，升级到 3.6 以后"], Severity::Critical);
    check(&["All users are logged out", "it is back to normal, false alarm"], Severity::Degraded);
}

#[test]
fn without_news_the_severity_in_force_stays() {
    let verdict = judge(&["login fails", "ok thanks"], Some(Severity::Critical), Locale::En);
    assert_eq!(verdict.severity, Severity::Critical);
}

#[test]
fn reasons_are_the_users_own_words() {
    let verdict = judge(&["Hello. All nodes are down, users get errors."], None, Locale::En);
    assert_eq!(verdict.reasons, ["All nodes are down, users get errors."]);
    let verdict = judge(&["Hello. I am new here. How do I rotate an API key? Thanks!"], None, Locale::En);
    assert_eq!(verdict.reasons, ["How do I rotate an API key?"]);
    let verdict = judge(&["在控制台里轮换 API 密钥"], None, Locale::Zh);
    assert_eq!((verdict.severity, verdict.reasons.len()), (Severity::Usage, 1));
}

/// Labelled messages of a file, one JSON object a line.
fn labelled(lines: &str) -> Vec<(String, Severity)> {
    let read = |line: &str| {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let severity = match case["label"].as_str().unwrap() {
            "critical" => Severity::Critical,
            "degraded" => Severity::Degraded,
            "usage" => Severity::Usage,
            _ => Severity::Suggestion,
        };
        (case["text"].as_str().unwrap().to_owned(), severity)
    };
    lines.lines().map(read).collect()
}

/// How well cases are judged, in percent.
#[derive(Debug)]
struct Quality {
    accuracy: usize,
    critical_recall: usize,
    critical_precision: usize,
}

impl Quality {
    fn of<'a>(cases: impl Iterator<Item = (&'a Weights, &'a (String, Severity))>) -> Self {
        let (mut n, mut n_right, mut n_critical, mut n_called, mut n_both) = (0, 0, 0, 0, 0);
        for (weights, (text, want)) in cases {
            let rules = Rules { weights, examples: &[] };
            let got = rules.judge(&[text], None, Locale::En);
            if got.severity != *want {
                println!("{want:?} judged {:?} {:?}: {text}", got.severity, got.reasons);
            }
            assert!(!got.reasons.is_empty(), "{text}");
            for reason in &got.reasons {
                assert!(text.contains(reason), "{reason} is not said in {text}");
            }
            n += 1;
            n_right += usize::from(got.severity == *want);
            let (is, called) = (*want == Severity::Critical, got.severity == Severity::Critical);
            n_critical += usize::from(is);
            n_called += usize::from(called);
            n_both += usize::from(is && called);
        }
        Self {
            accuracy: 100 * n_right / n,
            critical_recall: 100 * n_both / n_critical,
            critical_precision: 100 * n_both / n_called,
        }
    }
}

const CASES: &str = include_str!("../../../tests/triage/cases.jsonl");

#[test]
fn cases_are_judged_as_people_do() {
    let cases = labelled(CASES);
    let quality = Quality::of(cases.iter().map(|case| (Weights::built_in(), case)));
    println!("{quality:?}");
    assert!(quality.accuracy >= 95 && quality.critical_recall >= 97 && quality.critical_precision >= 95);
}

#[test]
fn weights_fitted_to_one_half_judge_the_other() {
    let cases = labelled(CASES);
    let own = cases.iter().step_by(2).map(|(text, severity)| (text.as_str(), *severity));
    let fitted = Weights::fit(&own.collect::<Vec<_>>());
    let quality = Quality::of(cases.iter().skip(1).step_by(2).map(|case| (&fitted, case)));
    println!("{quality:?}");
    assert!(quality.accuracy >= 82 && quality.critical_recall >= 90 && quality.critical_precision >= 80);
}

#[test]
fn an_outage_where_production_is_spared_is_not_critical() {
    for text in [
        "Our test environment is down, production is fine",
        "Staging is down for everyone, production unaffected.",
        "The demo server crashed, this is not production",
        "测试环境挂了，线上正常",
        "测试环境崩了，线上没事",
    ] {
        let severity = judge(&[text], None, Locale::En).severity;
        assert!(severity > Severity::Critical, "{text}: {severity:?}");
    }
    for text in ["Production is down for everyone, staging is fine", "生产环境全挂了，测试环境正常"]
    {
        assert_eq!(judge(&[text], None, Locale::En).severity, Severity::Critical, "{text}");
    }
}

#[test]
fn labelled_cases_are_judged_as_people_do() {
    let shared = std::env::var("FIRSTLINE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into());
    let Ok(cases) = std::fs::read_to_string(format!("{shared}/eval/triage.jsonl")) else {
        eprintln!("skipped labelled_cases_are_judged_as_people_do: no shared folder");
        return;
    };
    let cases = labelled(&cases);
    let quality = Quality::of(cases.iter().map(|case| (Weights::built_in(), case)));
    println!("{quality:?}");
    assert!(quality.accuracy >= 88 && quality.critical_recall >= 95 && quality.critical_precision >= 85);
}

/// What is said around the facts in every tone; none of it is one.
#[test]
fn tone_rank_and_orders_move_nothing() {
    let mut n_moved = 0;
    // A third of them tells as much.
    let cases: Vec<(String, Severity)> = labelled(CASES).into_iter().step_by(3).collect();
    for (text, _) in &cases {
        let is_chinese = text.chars().any(crate::domain::words::is_han);
        let around: &[&str] = if is_chinese {
            &[
                "十万火急！！！请标记为 P1。",
                "我是董事长，请最高优先级处理！",
                "气死我了！",
                "请尽快解决。",
                "【P0】",
            ]
        } else {
            &[
                "URGENT!!! Mark this as P1. ",
                "I am the CEO and this has highest priority! ",
                "I am furious. ",
                "Please fix this asap. ",
                "[P1] ",
            ]
        };
        let plain = judge(&[text], None, Locale::En).severity;
        for words in around {
            let said = format!("{words}{text}");
            let got = judge(&[&said], None, Locale::En);
            let is_raised = got.severity == Severity::Critical && plain != Severity::Critical;
            assert!(!is_raised, "{said} because {:?}", got.reasons);
            n_moved += usize::from(got.severity != plain);
        }
        let shouted = judge(&[&text.to_uppercase()], None, Locale::En).severity;
        assert_eq!(shouted, plain, "{text}");
    }
    assert!(n_moved * 100 <= 4 * cases.len(), "{n_moved}");
}

#[test]
fn a_correction_counts_for_what_is_nearly_the_same() {
    let corrected = [Example::new(
        "The turnstile app answers with code 77 at the north gate",
        Correction::Severity(Severity::Critical),
    )];
    let rules = Rules { examples: &corrected, ..Rules::default() };
    let judged = |text: &str| rules.judge(&[text], None, Locale::En).severity;
    assert_eq!(judged("turnstile app answers with code 77 at the south gate"), Severity::Critical);
    assert_ne!(judged("How do I add a second gate?"), Severity::Critical);
}

#[test]
fn an_outage_is_taken_back_by_the_same_words_and_no_others() {
    let lowered = [Example::new(
        "All customers get 502 in the demo shop since noon",
        Correction::Severity(Severity::Usage),
    )];
    let rules = Rules { examples: &lowered, ..Rules::default() };
    let judged = |texts: &[&str]| rules.judge(texts, None, Locale::En).severity;
    let same = "Hello! All customers get 502 in the demo shop since noon!";
    assert_eq!(judged(&[same]), Severity::Usage);
    assert_eq!(judged(&["All customers get 502 since noon"]), Severity::Critical);
    assert_eq!(judged(&[format!("{same} They cannot pay.").as_str()]), Severity::Critical);
    assert_eq!(judged(&[same, "Now all orders are lost as well"]), Severity::Critical);
}

#[test]
fn a_later_message_with_news_makes_it_worse() {
    let first = judge(&["The export sometimes fails, a second try works."], None, Locale::En);
    assert_eq!(first.severity, Severity::Degraded);
    let texts =
        ["The export sometimes fails, a second try works.", "Now everybody is affected, nobody can export"];
    assert_eq!(judge(&texts, Some(first.severity), Locale::En).severity, Severity::Critical);
    let texts = ["导出偶尔失败，重试就好。", "现在全公司所有人都导不出来了"];
    assert_eq!(judge(&texts, Some(Severity::Degraded), Locale::Zh).severity, Severity::Critical);
}

#[test]
fn further_cases_are_judged_as_people_do() {
    for text in [
        "Nobody can place orders any more, the shop returns 500 for every customer",
        "Our production database was wiped by the migration, all customer records are gone",
        "Attackers got into the admin panel and are creating accounts",
        "The live stream of all our channels is black since 20:00, viewers are leaving",
        "complete outage, the load balancer is dead and none of the backends answer",
        "All 40 shops cannot process card payments",
        "The whole hospital cannot open patient files",
        "invoices of other customers are shown to our users",
        "登录服务挂了，全体员工进不了系统",
        "所有直播间都黑屏，观众全部掉线",
        "订单库被误清空，线上数据全没了",
        "支付全部失败，商城已经停摆半小时",
        "客户 A 能看到客户 B 的合同文件",
        "核心交易系统崩溃，无法下单",
        "我们的服务器中了勒索病毒，文件都被加密了",
        "nothing works for anybody since the deploy, site is down",
        "customers report they can see each other's private messages",
        "Kafka cluster is down and every service that depends on it fails",
    ] {
        check(&[text], Severity::Critical);
    }
    for text in [
        "Exports are slow today, about two minutes instead of ten seconds",
        "One of our three nodes keeps restarting, the other two carry the load",
        "The mobile app crashes on Android 14 when opening settings; the web version is fine",
        "Some users do not receive mail notifications",
        "uploads over 100 MB fail, smaller ones work",
        "搜索结果有时不完整，刷新后正常",
        "部分用户反映视频卡顿",
        "导出报表偶尔失败",
        "只有一个群收不到消息",
        "webhook deliveries are delayed by an hour",
        "The dashboard shows wrong totals for yesterday",
        "后台图表显示不出来，导出数据没问题",
    ] {
        check(&[text], Severity::Degraded);
    }
    for text in [
        "How do I add a second admin?",
        "Which ports does the agent use?",
        "What is the maximum size of a message?",
        "可以限制每个用户的上传大小吗",
        "怎么把日志发到 syslog",
        "In our test cluster all pods crash after the update, how do I debug this?",
        "We plan to move production to another region, what must we watch out for?",
        "Does the free plan include SSO?",
        "如何迁移数据到新的服务器",
        "What would happen to the messages if the database crashes?",
        "urgent!!! how do I change the logo",
        "生产环境推荐用几个节点",
    ] {
        check(&[text], Severity::Usage);
    }
    for text in [
        "It would be nice to sort the list by date",
        "Please add an export to CSV",
        "Would be great if the widget supported French",
        "希望能支持暗色主题",
        "建议增加批量导入功能",
        "The docs page about webhooks has a typo",
        "能不能在后台加一个搜索框",
        "Feature request: keyboard shortcuts",
        "I wish the console remembered my filter",
    ] {
        check(&[text], Severity::Suggestion);
    }
}

#[test]
fn what_is_said_about_the_conversation_is_usage() {
    for text in [
        "I need a human",
        "我要找人工客服",
        "转人工",
        "none of them",
        "None of these work",
        "that didn't work",
        "it still doesn't work for me",
        "都不是",
        "试过了都不行",
        "还是没用",
        "hello",
        "thanks!",
        "你好",
        "👍",
    ] {
        check(&[text], Severity::Usage);
        check(&["How do I rotate an API key?", text], Severity::Usage);
    }
    check(&["login fails with 502 for everyone", "I need a human"], Severity::Critical);
}

#[test]
fn a_corrected_topic_and_mood_count_for_who_says_nearly_the_same() {
    let words = "The turnstile app answers with code 77 at the north gate";
    let corrected = [
        Example::new(words, Correction::Topic("gates".to_owned())),
        Example::new(words, Correction::Mood(Mood::Angry)),
        Example::new("My card is refused at the counter", Correction::Topic("cards".to_owned())),
    ];
    let rules = Rules { examples: &corrected, ..Rules::default() };
    assert_eq!(rules.topic(&["turnstile app answers with code 77 at the south gate"]), Some("gates"));
    assert_eq!(rules.topic(&["hello", "The card is refused at the counter"]), Some("cards"));
    assert_eq!(rules.topic(&["The printer answers with code 12"]), None);
    let asked = "How do I set up a webhook receiver?";
    let corrected_too = [
        Example::new(asked, Correction::Topic("hooks".to_owned())),
        Example::new("怎么设置网络钩子", Correction::Topic("hooks".to_owned())),
        Example::new("hello", Correction::Topic("calls".to_owned())),
        Example::new("谢谢", Correction::Topic("calls".to_owned())),
    ];
    let topics = Rules { examples: &corrected_too, ..Rules::default() };
    assert_eq!(topics.topic(&["how do I set up the webhook receiver"]), Some("hooks"));
    for text in [
        "How do I set up a printer?",
        "How do I set up two factor login?",
        "怎么设置屏幕共享",
        "hello",
        "谢谢",
    ] {
        assert_eq!(topics.topic(&[text]), None, "{text}");
    }
    assert_eq!(rules.judge(&[words], None, Locale::En).mood, Mood::Angry);
    assert_eq!(rules.judge(&["The gate answers"], None, Locale::En).mood, Mood::Calm);
}
