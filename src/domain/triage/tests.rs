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
