use std::collections::BTreeMap;

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
    ] {
        let got = judge(&[text], None, Locale::En);
        assert_ne!(got.severity, Severity::Critical, "{text} because {:?}", got.reasons);
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
}

#[test]
fn labelled_cases_are_judged_as_people_do() {
    let shared = std::env::var("FIRSTLINE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into());
    let Ok(cases) = std::fs::read_to_string(format!("{shared}/eval/triage.jsonl")) else {
        eprintln!("skipped labelled_cases_are_judged_as_people_do: no shared folder");
        return;
    };
    let mut n_right = BTreeMap::<bool, (usize, usize)>::new();
    let (mut hits, mut misses, mut false_alarms) = (0, 0, 0);
    for (n, line) in cases.lines().enumerate() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = case["text"].as_str().unwrap();
        let want = match case["label"].as_str().unwrap() {
            "critical" => Severity::Critical,
            "degraded" => Severity::Degraded,
            "usage" => Severity::Usage,
            _ => Severity::Suggestion,
        };
        let got = judge(&[text], None, Locale::En);
        let half = n_right.entry(n % 2 == 0).or_default();
        half.1 += 1;
        if got.severity == want {
            half.0 += 1;
        } else {
            println!("{want:?} judged {:?} {:?}: {text}", got.severity, got.reasons);
        }
        match (want == Severity::Critical, got.severity == Severity::Critical) {
            (true, true) => hits += 1,
            (true, false) => misses += 1,
            (false, true) => false_alarms += 1,
            (false, false) => {}
        }
    }
    println!("right {n_right:?}, critical hits {hits} misses {misses} false {false_alarms}");
    assert!(hits * 100 >= 80 * (hits + misses), "critical recall");
    assert!(hits * 100 >= 85 * (hits + false_alarms), "critical precision");
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
