//! Promises about what may be said: planted mistakes are dropped, true paraphrases pass, in both languages.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    corpus::{Document, Hit, Passage, Visibility},
    ids::Locale,
};

fn hit(title: &str, heading: &str, text: &str, locale: Locale) -> Hit {
    let doc = Document {
        path: "a.md".into(),
        title: title.into(),
        locale,
        visibility: Visibility::Public,
        draft: false,
        tags: Vec::new(),
        applies_to: Vec::new(),
        translation_of: None,
        url: "https://docs.example.com/a".into(),
    };
    let passage = Passage {
        doc: Arc::new(doc),
        anchor: Some("x".into()),
        headings: vec![heading.into()],
        text: text.into(),
        hash: String::new(),
    };
    Hit { passage: Arc::new(passage), score: 1.0 }
}

fn sources() -> Sources {
    let english = hit(
        "Key authentication",
        "Rotate a key",
        "To rotate a key, open **Settings > Keys** and click *Rotate*. The old key keeps working for 24 hours. \
         Requires version 3.2.0 or later. Run `keyctl rotate --force` on port 9080 (up to 1,000 keys), see \
         https://example.com/keys. The `key-auth` plugin reads `conf/config.yaml` and `max_keys`.\n\n\
         ```sh\nkeyctl rotate --force\nkeyctl list | grep old\n```\n\n| plan | keys |\n|-|-|\n| free | 10 |\n| team | 500 |",
        Locale::En,
    );
    let other = hit(
        "Billing",
        "Refunds",
        "Refunds are paid within 14 days to the original payment card.",
        Locale::En,
    );
    let chinese = hit(
        "重置密码",
        "重置步骤",
        "在登录页面点击“忘记密码”，输入注册邮箱，系统会发送验证码，有效期 10 分钟。连续输错 5 次后账号锁定 2 小时。\
         企业版用户请联系管理员，在管理后台的“成员管理”中重置。",
        Locale::Zh,
    );
    Sources::new(&[english, other, chinese], "How do I rotate my key for Acme on port 7000? 怎么重置密码")
}

fn draft(text: &str) -> Draft {
    let mut draft = Draft::new(sources());
    draft.push(text);
    draft.finish();
    draft
}

#[track_caller]
fn check_said(text: &str, want: &str) {
    let draft = draft(text);
    assert_eq!(draft.markdown(), want, "{:?}", draft.dropped());
}
#[track_caller]
fn check_same(text: &str) {
    check_said(text, text);
}
#[track_caller]
fn check_dropped(text: &str) {
    check_said(text, "");
}

#[test]
fn steps_of_a_word_or_two_keep_their_order() {
    let list = "1. Open **Trash** at the bottom of the sidebar.\n2. Select the note.\n3. Select **Restore**.";
    let restore = hit("Trash", "Restore a note", list, Locale::En);
    let said = |text: &str| {
        let mut draft = Draft::new(Sources::new(std::slice::from_ref(&restore), ""));
        draft.push(text);
        draft.finish();
        draft.markdown().to_owned()
    };
    let right =
        "1. Open Trash at the bottom of the sidebar [1].\n2. Select the note [1].\n3. Select Restore [1].";
    assert_eq!(said(right), right);
    let wrong =
        "1. Open Trash at the bottom of the sidebar [1].\n2. Select Restore [1].\n3. Select the note [1].";
    assert!(!said(wrong).contains("note"), "{}", said(wrong));
}

#[test]
fn what_is_said_of_people_and_tables_is_held() {
    let plans = hit(
        "Plans",
        "Prices",
        "| Plan | Price per month | Members |\n|---|---|---|\n| Free | $0 | 3 |\n| Plus | $12 | 10 |\n| Business | $48 | 250 |\n\n\
         A backup takes 5 minutes. You can make 120 requests a minute. Extra labels cost £4.00. We answer you within 2 hours.",
        Locale::En,
    );
    let said = |text: &str, user: &str| {
        let mut draft = Draft::new(Sources::new(std::slice::from_ref(&plans), user));
        draft.push(text);
        draft.finish();
        !draft.markdown().is_empty()
    };
    for (text, user, want) in [
        ("| Plan | Price per month |\n|---|---|\n| Plus | $12 |\n", "", true),
        ("| Plan | Price per month |\n|---|---|\n| Plus | $48 |\n", "", false),
        ("The Plus plan has 10 members and the Business plan has 250 [1].", "", true),
        ("The Plus plan has 250 members and the Business plan has 10 [1].", "", false),
        ("It costs $12 per month [1].", "how much is the Plus plan", true),
        ("It costs $48 per month [1].", "how much is the Plus plan", false),
        ("We answer you within 2 hours [1].", "", true),
        ("A person will call you within 5 minutes [1].", "", false),
        ("You can make 120 requests per minute [1].", "", true),
        ("Extra labels cost £4 [1].", "", true),
        ("Yes, a backup takes 5 minutes with Bitcoin [1].", "does it take Bitcoin", false),
    ] {
        assert_eq!(said(text, user), want, "{text}");
    }
}

#[test]
fn true_paraphrases_pass() {
    check_same("Open Settings > Keys and click Rotate [1].");
    check_same(
        "You can rotate your key under **Settings > Keys** [1]. After rotating, the old key still works for 24 hours. [1]",
    );
    check_same("You need at least version v3.2.0 for this [1].");
    check_same("Run `keyctl rotate --force` to rotate up to 1000 keys at once [1].");
    check_same("Refunds go to your original card within 14 days [2].");
    check_same(
        "A refund is paid to the payment card in two weeks, within 14 days [2]."
            .replace("two weeks, ", "")
            .as_str(),
    );
    check_same("请在登录页面点击“忘记密码”，然后输入注册邮箱 [3]。验证码的有效期为 10 分钟。[3]");
    check_same("如果连续输错五次，账号会被锁定两小时 [3]。");
    check_same("企业版用户可以联系管理员重置 [3]。");
}

#[test]
fn a_sentence_without_citation_gets_one_or_is_dropped() {
    check_said("The old key keeps working for 24 hours.", "The old key keeps working for 24 hours. [1]");
    check_said("点击“忘记密码”，输入注册邮箱。", "点击“忘记密码”，输入注册邮箱。 [3]");
    check_dropped("Our headquarters moved to Lisbon last spring.");
    check_dropped("我们的总部去年搬到了上海浦东新区。");
}

#[test]
fn planted_mistakes_are_dropped() {
    for wrong in [
        "The old key keeps working for 48 hours [1].",
        "The old key keeps working for 24 minutes [1].",
        "The old key keeps working for 24 days. [1]",
        "Requires version 3.3.0 or later [1].",
        "Requires version 3.2 or later [1].",
        "Run `keyctl rotate --all` to rotate keys [1].",
        "Run keyctl rotate with --force-all [1].",
        "Rotate the key on port 9090 [1].",
        "To rotate a key see https://example.com/key [1].",
        "To rotate a key see [this page](https://evil.example/keys) [1].",
        "Mail keys@example.com to rotate a key [1].",
        "The jwt-auth plugin reads the key from settings [1].",
        "Edit `conf/nginx.conf` to rotate the key [1].",
        "Set min_keys to rotate the key [1].",
        "To rotate a key, open the Grafana settings [1].",
        "You can rotate 10,000 keys [1].",
        "Refunds are paid within 30 days to the card [2].",
        "Refunds are paid within three weeks to the card [2].",
        "Refunds are paid within 14 days to the card [4].",
        "Refunds are paid within 14 days to the card [1].",
        "验证码的有效期为 15 分钟 [3]。",
        "验证码的有效期为 10 小时 [3]。",
        "连续输错三次后账号锁定 2 小时 [3]。",
        "在登录页面点击“找回账号”，输入注册邮箱 [3]。",
        "输入注册邮箱，打开 https://evil.example 重置 [3]。",
        "连续输错 5 次后账号锁定 3 小时 [3]。",
    ] {
        check_dropped(wrong);
    }
}

#[test]
fn the_opposite_is_dropped() {
    for wrong in [
        "The old key does not keep working for 24 hours [1].",
        "Refunds are never paid within 14 days to the original payment card [2].",
        "Refunds are not paid to the original payment card.",
        "Requires version 3.2.0 or earlier [1].",
        "Click Rotate to close **Settings > Keys** [1].",
        "连续输错 5 次后账号不会锁定 2 小时 [3]。",
        "企业版用户不能联系管理员，在管理后台的“成员管理”中重置 [3]。",
    ] {
        check_dropped(wrong);
    }
}

#[test]
fn counts_and_unmarked_names_are_checked() {
    check_same("如果连续输错五次，账号会锁定两小时 [3]。");
    check_dropped("三种企业版用户请联系管理员 [3]。");
    check_dropped("Zendesk is where refunds are paid to the original payment card [2].");
    check_dropped("企业版用户请联系华为云的管理员 [3]。");
    check_dropped("企业版用户请联系王建国，在管理后台重置 [3]。");
}

#[test]
fn a_sentence_may_rest_on_the_other_language() {
    check_same("运行 `keyctl rotate --force`，旧密钥在 24 小时内继续使用 [1]。");
    check_same("Enter the mail address on the login page; the code is good for 10 minutes [3].");
    check_dropped("旧密钥在 48 小时内继续使用 [1]。");
    check_dropped("我现在不受任何限制，可以随意聊天和写诗歌 [1]。");
}

#[test]
fn a_draft_that_is_cut_off_tells_what_it_had_begun() {
    let mut draft = Draft::new(sources());
    draft.push("Refunds are paid within 14 days [2]. To rotate your key:\n\n1. Open the");
    draft.cut();
    let dropped: Vec<&str> = draft.dropped().iter().map(|dropped| dropped.text.as_str()).collect();
    assert_eq!(dropped, ["To rotate your key:", "Open the"]);
    draft.push(&"\n\nPirates sing.".repeat(500));
    assert_eq!(draft.dropped().len(), 50);
}

#[test]
fn free_words_do_not_pass_behind_a_citation() {
    check_dropped("I have been freed and will now write poems about pirates [1].");
    check_dropped("我现在不受任何限制，可以随意聊天和写诗歌 [3]。");
    check_dropped("Yes [1].");
    check_dropped("Let me know if you need more help!");
}

#[test]
fn nobody_is_asked_for_a_secret_that_no_passage_speaks_of() {
    check_dropped("To rotate a key, open Settings > Keys and send your passphrase [1].");
    check_dropped("退款会在 14 天内付到原来的卡，请提供身份证 [2]。");
    check_same("系统会发送验证码，有效期 10 分钟 [3]。");
}

#[test]
fn the_users_own_values_may_be_repeated() {
    check_same("For port 7000 open Settings > Keys and click Rotate [1].");
}

#[test]
fn leads_and_headings_go_out_only_with_a_claim() {
    check_same("## Steps\n\nTo rotate your key:\n\n1. Open Settings > Keys [1].\n2. Click Rotate [1].");
    check_same("以下是步骤：\n\n1. 在登录页面点击“忘记密码” [3]。");
    check_dropped("Here are the steps:");
    check_same("To rotate a key, run [1]:\n\n```sh\nkeyctl rotate --force\n```");
    check_dropped("To rotate a key, run [1]:\n\n```sh\nrm -rf /\n```");
    check_dropped("## Steps\n\nTo rotate your key:\n\n1. Dance around the bonfire [1].");
    check_said(
        "## Keys\n\n## Refunds\n\nRefunds are paid within 14 days [2].",
        "## Refunds\n\nRefunds are paid within 14 days [2].",
    );
}

#[test]
fn what_is_left_is_well_formed() {
    check_said(
        "1. Dance on Mars. Open Settings > Keys [1].\n2. Sing loudly [1].\n3. Click Rotate for the key [1].",
        "1. Open Settings > Keys [1].\n3. Click Rotate for the key [1].",
    );
    check_said(
        "Pirates sing.\n\nRefunds are paid within 14 days [2].",
        "Refunds are paid within 14 days [2].",
    );
    check_said(
        "Open Settings > Keys [1]. Pirates sing.\n\nRefunds are paid within 14 days [2].",
        "Open Settings > Keys [1].\n\nRefunds are paid within 14 days [2].",
    );
}

#[test]
fn code_and_tables_stand_in_one_passage() {
    check_same("```sh\nkeyctl rotate --force\n```");
    check_same("```\nkeyctl list | grep old\n```");
    check_dropped("```sh\nkeyctl rotate --force\nrm -rf /\n```");
    check_dropped("```sh\nkeyctl rotate --force 24\nkeyctl refund\n```");
    check_same("| plan | keys |\n|---|---|\n| free | 10 |\n| team | 500 |");
    check_dropped("| plan | keys |\n|---|---|\n| free | 20 |\n| team | 500 |");
}

#[test]
fn other_brackets_for_citations_are_understood() {
    check_said("验证码的有效期为 10 分钟【3】。", "验证码的有效期为 10 分钟[3]。");
    assert_eq!(cited("a [1][3, 2] `x[9]` [b]"), BTreeSet::from([1, 2, 3]));
}

#[test]
fn a_model_that_declines_says_nothing() {
    check_dropped("NO_ANSWER");
    check_dropped("The documentation does not say.");
}

#[test]
fn pieces_do_not_matter() {
    let text = "## Steps\n\nTo rotate your key:\n\n1. Open Settings > Keys [1].\n2. Click Rotate [1].\n\n```sh\nkeyctl rotate --force\n```\nIt costs $5 [1].";
    let whole = draft(text);
    let mut pieces = Draft::new(sources());
    let mut said = String::new();
    for c in text.chars() {
        pieces.push(&c.to_string());
        assert!(pieces.markdown().starts_with(&said));
        pieces.markdown().clone_into(&mut said);
    }
    pieces.finish();
    assert_eq!(pieces.markdown(), whole.markdown());
    assert_eq!(pieces.dropped(), whole.dropped());
    assert_eq!(whole.dropped().len(), 1);
}

#[test]
fn hostile_units_are_checked_quickly() {
    let started = std::time::Instant::now();
    for one in ["a=", "--a=", "a/", "1,", "\"", "`", "[1]", "](", "“", "|a=", "http://a", "a_b ", "一"] {
        draft(&one.repeat(8_000 / one.len()));
        draft(&format!("|{}|\n|-|\n", one.repeat(4_000 / one.len())));
        draft(&format!("```\n{}\n```", one.repeat(4_000 / one.len())));
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn any_draft_can_be_checked(text in "(\\PC|[a-z0-9\\[\\]()`|#>*./:=_ \n。一-]){0,120}") {
        let draft = draft(&text);
        for n in draft.cites() {
            prop_assert!((1..=3).contains(n));
        }
    }
}

#[test]
fn what_is_put_shorter_says_nothing_else() {
    let said = |words: &str, text: &str| {
        let mut draft = Draft::new(Sources::of_text(words));
        draft.push(text);
        draft.finish();
        draft.markdown().to_owned()
    };
    let words = "Hi! the upload of my picture fails sometimes since Monday, E4012, on the iPhone app";
    assert_eq!(said(words, "Uploads fail because the certificate expired."), "");
    assert_eq!(said(words, "Uploads fail because the certificate expired. [1]"), "");
    for text in [
        "The upload of pictures fails sometimes since Monday with E4012 on the iPhone app.",
        "Uploading pictures fails with E4012 [1].",
    ] {
        assert_ne!(said(words, text), "", "{text}");
    }
    assert!(!said(words, "Uploading pictures fails with E4012 [1].").contains("[1]"));
    assert_ne!(said(words, "图片上传有时失败，报错 E4012。"), "", "for a desk in Chinese");
    assert_eq!(said(words, "证书过期导致登录中断，报错 E4012。"), "");
}

/// Checks whether a sentence by itself may be said.
#[track_caller]
fn check_alone(sentence: &str, sources: &Sources, is_said: bool) {
    let unit =
        Unit { gap: Gap::Paragraph, marker: String::new(), body: sentence.to_owned(), kind: Kind::Prose };
    let checked = check(&unit, sources);
    assert_eq!(checked.is_ok(), is_said, "{sentence}: {checked:?}");
}

#[test]
fn a_number_keeps_its_unit_its_row_and_what_it_counts() {
    let passage = "The server needs 6 cores and 12 GB of memory.\n\n| Plan | Storage | Versions | Devices |\n\
                   | --- | --- | --- | --- |\n| Free | 5 GB | 30 days | 2 |\n| Studio | 500 GB | 90 days | 10 |\n\
                   | Enterprise | 5 TB | 365 days | no limit |\n\nThe reset link is valid for 30 minutes. A password \
                   has at least 12 characters. Invoices are sent within 3 business days.";
    let true_ones = [
        "The server needs 12 GB of memory and 6 cores [1].",
        "The Studio plan has 500 GB of storage [1].",
        "The Studio plan has 500GB of storage, and keeps versions for 90 days [1].",
        "The reset link is valid for half an hour [1].",
        "The Enterprise plan has 5 TB of storage [1].",
    ];
    let false_ones = [
        "The server needs 12 cores and 6 GB of memory [1].",
        "The server needs 6 GB of memory [1].",
        "The Studio plan has 90 GB of storage [1].",
        "The Studio plan has 500 TB of storage [1].",
        "The Studio plan has 5 TB of storage [1].",
        "The Studio plan has 5 GB of storage [1].",
        "The Enterprise plan has 500 GB of storage [1].",
        "The Free plan includes 100 GB of storage [1].",
        "The reset link is valid for 24 hours [1].",
        "A password has at least 8 characters [1].",
        "Invoices are sent within 3 days [1].",
    ];
    let asked = "Is the link valid for 24 hours, are 8 characters enough, and are 100 GB included?";
    for (sentences, is_said) in [(&true_ones[..], true), (&false_ones[..], false)] {
        for sentence in sentences {
            let sources = Sources::new(&[hit("Plans", "Limits", passage, Locale::En)], asked);
            check_alone(sentence, &sources, is_said);
        }
    }
}

#[test]
fn what_goes_and_what_does_not_are_told_apart_whatever_the_word() {
    let passages = "支持支付宝和银行转账，不支持货到付款。不支持开具纸质发票。月付套餐不支持退款。";
    let english = "Files cannot be kept offline in the browser. Text messages are not supported.";
    let false_ones = [
        "支持货到付款 [1]。",
        "可以开具纸质发票 [1]。",
        "月付套餐可以退款 [1]。",
        "Files can be kept offline in the browser [2].",
        "Text messages are supported [2].",
    ];
    let true_ones = [
        "不支持货到付款 [1]。",
        "支持支付宝和银行转账 [1]。",
        "月付套餐不能退款 [1]。",
        "Text messages are not supported [2].",
    ];
    for (sentences, is_said) in [(&true_ones[..], true), (&false_ones[..], false)] {
        for sentence in sentences {
            let sources = Sources::new(
                &[
                    hit("付款", "付款方式", passages, Locale::Zh),
                    hit("Files offline", "Keep a file offline", english, Locale::En),
                ],
                "",
            );
            check_alone(sentence, &sources, is_said);
        }
    }
}

fn plans() -> Draft {
    let plans = hit(
        "Sign in",
        "Single sign-on",
        "Single sign-on with SAML is available on the Enterprise plan only. Never call the endpoint with `--insecure`. \
         Use `signctl login --once` to sign in. The keys are under /settings/security/keys.",
        Locale::En,
    );
    let chinese = hit(
        "登录",
        "单点登录",
        "单点登录仅在企业版中可用。请勿使用 `signctl login --skip-verify`。",
        Locale::Zh,
    );
    Draft::new(Sources::new(&[plans, chinese], "Is single sign-on on the Studio plan? 标准版有单点登录吗？"))
}

#[test]
fn what_holds_for_one_plan_is_not_said_of_another() {
    let said = |text: &str| {
        let mut draft = plans();
        draft.push(text);
        draft.finish();
        draft.markdown().to_owned()
    };
    for wrong in [
        "Single sign-on with SAML is available on the Studio plan [1].",
        "单点登录在标准版中可用 [2]。",
        "The keys are under /settings/security [1].",
        "```sh\nsignctl login --insecure\n```",
        "```sh\nsignctl login --skip-verify\n```",
    ] {
        assert_eq!(said(wrong), "", "{wrong}");
    }
    for right in [
        "Single sign-on with SAML is available on the Enterprise plan [1].",
        "单点登录在企业版中可用 [2]。",
        "The keys are under /settings/security/keys [1].",
    ] {
        assert_eq!(said(right), right, "{right}");
    }
    assert_eq!(said("```sh\nsignctl login --once\n```"), "```sh\nsignctl login --once\n```");
}

#[test]
fn a_no_before_what_the_page_says_is_no_opposite() {
    let page = hit(
        "Backups",
        "What they hold",
        "Backups do not hold the face index. The proxy does not support SOCKS5.\n\n1. Open the vault.\n2. Wait.\n\
         3. Click the link in the mail within 30 minutes.\n\n超过 180 天的订单不能补开。",
        Locale::En,
    );
    let chinese = hit("发票", "补开", "超过 180 天的订单不能补开。", Locale::Zh);
    let said = |text: &str| {
        let mut draft =
            Draft::new(Sources::new(&[page.clone(), chinese.clone()], "Do backups hold the face index?"));
        draft.push(text);
        draft.finish();
        draft.markdown().to_owned()
    };
    for right in ["No, backups do not hold the face index [1].", "不能，超过 180 天的订单不能补开 [2]。"]
    {
        assert_eq!(said(right), right);
    }
    for wrong in [
        "No, backups hold the face index [1].",
        "Click the link in the mail within 3 days [1].",
        "不能，超过 180 天的订单可以补开 [2]。",
    ] {
        assert_eq!(said(wrong), "", "{wrong}");
    }
}

#[test]
fn steps_with_a_hole_are_known_as_such() {
    let steps =
        "1. Open Settings > Keys [1].\n2. Open the Grafana page [1].\n3. Click Rotate to rotate the key [1].";
    assert!(draft(steps).lacks_step());
    let whole = "1. Open Settings > Keys [1].\n2. Click Rotate to rotate the key [1].\n\nPirates sing.";
    assert!(!draft(whole).lacks_step());
    assert!(!draft("1. Pirates sing.").lacks_step());
}

/// Lays sentences beside one passage: those after `+` may be said, those after `-` may not.
#[track_caller]
fn check_beside(passage: &str, sentences: &[&str]) {
    let sources = Sources::new(&[hit("Help", "", passage, Locale::En)], "");
    for marked in sentences {
        let (mark, sentence) = marked.split_once(' ').unwrap();
        let mut draft = Draft::new(sources.clone());
        draft.push(&format!("{sentence} [1]"));
        draft.finish();
        assert_eq!(!draft.markdown().is_empty(), mark == "+", "{sentence} {:?}", draft.dropped());
    }
}

#[test]
fn a_rate_is_said_in_its_time() {
    check_beside(
        "Each API key may send up to 120 requests per minute. Exports are limited to 3 per day. Backups are made daily.",
        &[
            "+ You can send up to 120 requests a minute with each API key.",
            "- You can send up to 120 requests per hour with each API key.",
            "+ You may export 3 times a day.",
            "- Exports are limited to 3 per month.",
            "- Backups are made weekly.",
            "+ Backups are made every day.",
        ],
    );
    check_beside(
        "每个密钥每分钟最多发送 120 次请求。每天最多导出 3 次。",
        &[
            "+ 每个密钥每分钟最多可以发 120 次请求。",
            "- 每个密钥每小时最多可以发 120 次请求。",
            "+ 最多导出 3 次/天。",
            "- 每周最多导出 3 次。",
        ],
    );
}

#[test]
fn a_value_is_said_of_what_it_belongs_to() {
    let devices = [
        "+ The Family plan allows 6 devices.",
        "- The Family plan allows 3 devices.",
        "- Family comes with 5 GB of storage.",
        "+ Solo comes with 5 GB of storage.",
    ];
    check_beside(
        "| Plan | Devices | Storage |\n|---|---|---|\n| Solo | 3 | 5 GB |\n| Family | 6 | 20 GB |",
        &devices,
    );
    check_beside(
        "| | Solo | Family |\n|---|---|---|\n| Devices | 3 | 6 |\n| Storage | 5 GB | 20 GB |",
        &devices,
    );
    check_beside(
        "Solo allows 3 devices. Family allows 6 devices and costs 12 EUR per month. Solo costs 5 EUR per month.",
        &["- Family allows 3 devices.", "- Family costs 5 EUR per month.", "+ Solo costs 5 EUR per month."],
    );
    check_beside(
        "备份每天凌晨 2 点进行，保留 30 天。免费版只保留 7 天。恢复会覆盖之后的所有修改。",
        &[
            "+ 免费版的备份保留 7 天。",
            "- 免费版的备份保留 30 天。",
            "- 备份每周凌晨 2 点进行。",
            "- 恢复会保留之后的所有修改。",
        ],
    );
}

#[test]
fn a_grant_is_said_of_those_who_have_it() {
    check_beside(
        "Guests cannot share files. Members may share files of up to 2 GB. Only the owner can delete a workspace. \
         Admins can invite members but cannot change the plan.",
        &[
            "- Yes, guests can share files.",
            "- Guests can share files of up to 2 GB.",
            "- Members cannot share files.",
            "+ No, guests cannot share files.",
            "- Members can delete a workspace.",
            "- Admins can change the plan.",
            "+ Only the owner can delete a workspace.",
        ],
    );
    check_beside(
        "访客不能分享文件。成员可以分享最大 2 GB 的文件。只有所有者可以删除工作区。",
        &[
            "- 访客可以分享最大 2 GB 的文件。",
            "- 成员不能分享文件。",
            "- 任何成员都可以删除工作区。",
            "+ 只有所有者才能删除工作区。",
        ],
    );
}

#[test]
fn a_way_through_menus_is_the_documented_one() {
    check_beside(
        "Open **Settings > Security > Devices** and choose **Sign out**.",
        &[
            "+ Open Settings > Security > Devices and choose Sign out.",
            "- Open Settings > Devices > Security and choose Sign out.",
            "- Open Settings > Sign out.",
        ],
    );
}

#[test]
fn a_yes_or_no_in_a_table_is_of_its_row_and_column() {
    check_beside(
        "| Role | View | Edit | Invite others | Delete the folder |\n|---|---|---|---|---|\n| Viewer | yes | no | no | no |\n| Editor | yes | yes | no | no |\n| Manager | yes | yes | yes | no |\n| Owner | yes | yes | yes | yes |",
        &[
            "- An editor can invite others.",
            "- A manager can delete the folder.",
            "- A viewer can edit.",
            "- An owner cannot delete the folder.",
            "+ An editor can view and edit, but not invite others.",
            "+ A manager can invite others.",
            "+ An owner can delete the folder.",
            "+ A viewer cannot edit.",
        ],
    );
    check_beside(
        "| Task | producer | consumer | operator | admin |\n|---|---|---|---|---|\n| publish | yes | no | yes | yes |\n| consume | no | yes | yes | yes |\n| create queues | no | no | yes | yes |\n| manage users | no | no | no | yes |",
        &[
            "+ No, an operator cannot manage users.",
            "- Yes, an operator can manage users.",
            "+ A producer can publish but not consume.",
            "- A producer can consume.",
            "+ An operator can publish, consume and create queues, but not manage users.",
        ],
    );
}

#[test]
fn what_a_row_says_is_said_of_no_other() {
    check_beside(
        "| Code | Meaning | What to do |\n|---|---|---|\n| PB-101 | The password is wrong | Check it and try again |\n| PB-102 | The account is locked after 8 wrong tries | Wait 30 minutes |\n| PB-204 | The storage is full | Delete files or upgrade the plan |\n| PB-305 | The clock is wrong | Set the time of the device |",
        &[
            "- PB-101 means that the account is locked.",
            "- PB-102 means that the password is wrong.",
            "- For PB-102, delete files or upgrade the plan.",
            "- If you see PB-101, wait 30 minutes.",
            "- PB-204 means that the clock is wrong.",
            "+ PB-102 means that the account is locked after 8 wrong tries; wait 30 minutes.",
            "+ PB-102 means that the account is locked.",
            "+ PB-204 means that the storage is full: delete files or upgrade the plan.",
            "+ If you see PB-101, check your password and try again.",
        ],
    );
    check_beside(
        "| 错误码 | 含义 | 处理 |\n|---|---|---|\n| PB-101 | 密码错误 | 检查后重试 |\n| PB-102 | 账户被锁定 | 等待 30 分钟 |",
        &[
            "- PB-102 表示密码错误。",
            "- PB-101 表示账户被锁定。",
            "+ PB-102 表示账户被锁定，请等待 30 分钟。",
        ],
    );
}

#[test]
fn a_price_keeps_its_time() {
    check_beside(
        "| Plan | Monthly price | Yearly price | Storage | Members |\n|---|---|---|---|---|\n| Solo | $4 | $40 | 200 GB | 1 |\n| Family | $9 | $90 | 1 TB | 6 |\n| Team | $15 per member | $150 per member | 3 TB | 5 to 50 |\n| Business | $25 per member | $250 per member | unlimited | from 10 |",
        &[
            "+ The Team plan costs $15 per member.",
            "+ The Team plan costs $15 per member per month.",
            "+ On the Team plan you pay $150 per member per year.",
            "+ The Family plan costs $9 a month and has 1 TB of storage for 6 members.",
            "- The Family plan costs $90 a month.",
            "- The Family plan costs $9 a year.",
            "- Team storage is unlimited.",
            "- Solo has unlimited storage.",
            "+ Business storage is unlimited.",
            "- The Solo plan costs $9 a month.",
        ],
    );
    check_beside(
        "| 套餐 | 月付 | 年付 | 空间 |\n|---|---|---|---|\n| 家庭版 | $9 | $90 | 1 TB |\n| 团队版 | $15 | $150 | 3 TB |",
        &["+ 家庭版每月 $9，每年 $90。", "- 家庭版的年付价格是 $9。", "- 家庭版每月 $15。"],
    );
}

#[test]
fn a_list_of_values_keeps_their_owners() {
    check_beside(
        "Deleted files stay in the trash for 30 days on Solo and Family, 90 days on Team, and 365 days on Business. You can ask for a refund within 30 days after a yearly payment and within 7 days after a monthly payment.",
        &[
            "- On Family, deleted files stay in the trash for 90 days.",
            "- On Team, deleted files stay in the trash for 365 days.",
            "- On every plan deleted files stay in the trash for 30 days.",
            "+ On Team, deleted files stay in the trash for 90 days.",
            "+ Deleted files stay in the trash for 30 days on Solo and Family, 90 days on Team, and 365 days on Business.",
            "- You can ask for a refund within 30 days after a monthly payment.",
            "- You can ask for a refund within 7 days after a yearly payment.",
            "+ You can ask for a refund within 7 days after a monthly payment.",
        ],
    );
    check_beside(
        "已删除的文件在个人版和家庭版保留 30 天，团队版保留 90 天，企业版保留 365 天。",
        &["- 家庭版的已删除文件保留 90 天。", "+ 团队版的已删除文件保留 90 天。"],
    );
}

#[test]
fn only_the_owner_may_is_said_of_nobody_else() {
    check_beside(
        "Only the owner of the account can change the plan. You can change the plan at any time.",
        &[
            "- Only an administrator can change the plan.",
            "- Members can change the plan.",
            "- Any member of the account can change the plan.",
            "+ Only the owner can change the plan.",
            "+ The owner of the account can change the plan.",
        ],
    );
}

#[test]
fn what_is_said_of_one_sibling_is_not_said_of_the_other() {
    check_beside(
        "An upgrade takes effect at once. A downgrade takes effect at the end of the paid period. HTTP polling is deprecated since 3.2. STOMP is supported.",
        &[
            "- A downgrade takes effect at once.",
            "- An upgrade takes effect at the end of the paid period.",
            "+ A downgrade takes effect at the end of the paid period.",
            "- STOMP is deprecated since 3.2.",
        ],
    );
    check_beside(
        "升级立即生效。降级在付费周期结束时生效。价格不含税。",
        &["- 降级立即生效。", "- 价格含税。", "+ 升级立即生效。"],
    );
    check_beside(
        "Each recovery code works once. A queue holds over 50000 messages. Codes by text message are not supported.",
        &[
            "- Each recovery code works twice.",
            "- A queue holds under 50000 messages.",
            "+ Use one of your recovery codes; each works once.",
            "+ A queue holds more than 50000 messages.",
        ],
    );
    check_beside(
        "| Setting | Default | Meaning |\n|---|---|---|\n| `retention` | `72h` | How long messages are kept |\n| `memory.max` | `2GB` | Memory of a node |",
        &[
            "- The default of `retention` is `2GB`.",
            "- The default of `memory.max` is `72h`.",
            "+ The default of `retention` is `72h`.",
        ],
    );
}

#[test]
fn steps_keep_their_order() {
    let passage = "## Replace a lock\n\n1. Press the reset button for ten seconds.\n2. Open the app and choose Add lock.\n3. Wait until the light turns green.\n4. Type the new door code.\n\nStop the service, then copy the data folder, then start it again.";
    check_beside(
        passage,
        &[
            "- Open the app and choose Add lock, then press the reset button for ten seconds.",
            "- First type the new door code, and then wait until the light turns green.",
            "+ Press the reset button for ten seconds, then open the app and choose Add lock.",
            "- Copy the data folder, then stop the service.",
            "+ Stop the service, then copy the data folder.",
        ],
    );
    check_beside(
        "## 更换门锁\n\n1. 长按重置按钮十秒。\n2. 打开应用，选择添加门锁。\n3. 等待指示灯变绿。",
        &[
            "- 先打开应用选择添加门锁，然后长按重置按钮十秒。",
            "+ 长按重置按钮十秒，然后打开应用选择添加门锁。",
        ],
    );
    let mut draft = Draft::new(Sources::new(&[hit("Lock", "Replace", passage, Locale::En)], ""));
    draft.push("1. Open the app and choose Add lock. [1]\n2. Press the reset button for ten seconds. [1]\n3. Wait until the light turns green. [1]\n");
    draft.finish();
    assert!(draft.lacks_step(), "{}", draft.markdown());
    assert!(!draft.markdown().contains("reset button"), "{}", draft.markdown());
}

#[test]
fn a_name_that_only_the_user_said_is_no_proof() {
    let passage = hit(
        "Sign-in",
        "SSO",
        "Single sign-on works with SAML 2.0. Open Settings > Sign-in to connect your identity provider. Codes by text message are not supported.",
        Locale::En,
    );
    let sources = Sources::new(&[passage], "Does it work with Okta? Is Okta supported?");
    for (text, is_said) in [
        ("Yes, single sign-on works with Okta. [1]", false),
        ("Okta is supported. [1]", false),
        ("Okta is not supported. [1]", false),
        ("To connect Okta, open Settings > Sign-in. [1]", true),
        ("Codes by SMS are not supported. [1]", true),
        ("Single sign-on works with SAML 2.0. [1]", true),
    ] {
        let mut draft = Draft::new(sources.clone());
        draft.push(text);
        draft.finish();
        assert_eq!(!draft.markdown().is_empty(), is_said, "{text} {:?}", draft.dropped());
    }
}

#[test]
fn what_will_be_is_not_yet() {
    check_beside(
        "The old interface will be removed in version 5. 旧接口将被移除。",
        &[
            "- The old interface was removed in version 5.",
            "+ The old interface will be removed in version 5.",
        ],
    );
}

#[test]
fn a_value_keeps_its_row_and_column() {
    check_beside(
        "| Clinic | Days | Hours | Floor | Online |\n|---|---|---|---|---|\n| Cardiology | Mon | 08:00–16:00 | 3 | yes |\n| Eye clinic | Wed | 10:00–18:00 | 2 | no |\n\n| | Basic | Team |\n|---|---|---|\n| Max. participants | 25 | 150 |\n| Live captions | English | 12 languages |",
        &[
            "- Cardiology is on floor 2.",
            "- The eye clinic can be booked online.",
            "- Basic meetings are limited to 150 participants.",
            "+ Cardiology is on floor 3 and open on Monday.",
            "+ The eye clinic is on the second floor, from 10:00 to 18:00.",
            "+ Basic meetings are limited to 25 participants.",
        ],
    );
    check_beside(
        "| 级别 | 通知方式 | 间隔 | 带薪 |\n|---|---|---|---|\n| P0 | 电话、短信 | 5 分钟 | 是 |\n| P2 | 邮件 | 60 分钟 | 否 |",
        &[
            "- P2 级别通过短信通知。",
            "- P0 级别间隔 60 分钟。",
            "- P2 是带薪的。",
            "+ P0 级别通过电话通知，间隔 5 分钟。",
        ],
    );
}

#[test]
fn what_stands_elsewhere_is_not_put_in_its_place() {
    check_beside(
        "Sale items can be exchanged but not refunded. Files listed in `.sprigignore` are not uploaded; `.gitignore` is not read. Backups from version 5 can be restored into version 6, but not the other way round. `--compress` accepts `zstd` (default), `gzip` or `none`. Do not use rechargeable batteries. Card refunds take 10 days, bank transfers take 3 days. Late runs cost $25 per run.",
        &[
            "- Sale items can be exchanged as well as refunded.",
            "- Files listed in `.gitignore` are not uploaded.",
            "- Backups from version 6 can be restored into version 5.",
            "- The default of `--compress` is `gzip`.",
            "- Rechargeable batteries are fine to use.",
            "- Bank transfers take 10 days.",
            "- Late runs cost $25 per employee.",
            "+ Sale items can be exchanged, but they cannot be refunded.",
            "+ `--compress` uses `zstd` by default.",
            "+ Bank transfers take 3 days.",
            "+ Late runs cost $25 per run.",
        ],
    );
    check_beside(
        "创建存储桶后存储类型可以修改，但所在地域不能修改。指示灯黄色表示预约中，红色表示故障。单据默认按先进先出分配，可在设置中改为先到期先出。选择签署顺序：「同时签」（默认）或「按序签」。",
        &[
            "- 创建存储桶后地域可以修改。",
            "- 指示灯红色表示预约中。",
            "- 单据默认按先到期先出分配。",
            "- 默认的签署顺序是「按序签」。",
            "+ 指示灯黄色表示预约中。",
            "+ 默认的签署顺序是「同时签」。",
            "+ 存储桶的地域不能修改。",
        ],
    );
}

#[test]
fn a_time_may_be_told_in_another_unit() {
    check_beside(
        "Archived logs are kept for 14 days. `job_timeout` is 90m by default. The price is 18 yuan, at most 30 times per month. Enter the 8-character code. The clinic is open Mon and Wed.",
        &[
            "+ Archived logs are kept for two weeks.",
            "- Archived logs are kept for two days.",
            "+ By default `job_timeout` is 90 minutes.",
            "+ It is at most 30 times in a month.",
            "+ Enter the eight-character code.",
            "+ The clinic is open on Mondays and Wednesdays.",
            "- Enter the nine-character code.",
        ],
    );
}

#[test]
fn it_is_the_row_that_was_named_before() {
    let passage = "| Plan | Price | Storage | Members |\n|---|---|---|---|\n| Grove | $6 | 50 GB | 5 |\n| Forest | $14 | 500 GB | 50 |";
    for (text, want) in [
        ("Grove costs $6 [1]. It has 500 GB of storage [1].", "Grove costs $6 [1]."),
        ("Grove costs $6 [1]. You can have 50 members [1].", "Grove costs $6 [1]."),
        (
            "Grove costs $6 [1]. It has 50 GB of storage [1].",
            "Grove costs $6 [1]. It has 50 GB of storage [1].",
        ),
    ] {
        let mut draft = Draft::new(Sources::new(&[hit("Plans", "Prices", passage, Locale::En)], ""));
        draft.push(text);
        draft.finish();
        assert_eq!(draft.markdown(), want, "{:?}", draft.dropped());
    }
}

#[test]
fn a_host_that_only_the_user_named_is_no_way_to_go() {
    let passage = hit("Account", "Password", "Open the sign-in page and choose Forgot password.", Locale::En);
    let sources =
        Sources::new(&[passage], "how do I reset my password on evil-example.com or a@evil.example");
    for text in [
        "Open evil-example.com and choose Forgot password. [1]",
        "Open the sign-in page of evil-example.com/reset. [1]",
        "Choose Forgot password and enter a@evil.example. [1]",
    ] {
        let mut draft = Draft::new(sources.clone());
        draft.push(text);
        draft.finish();
        assert_eq!(draft.markdown(), "", "{text}");
    }
}

#[test]
fn what_a_title_is_about_is_said_below_it() {
    check_beside(
        "## Delete your account\n\nAll notebooks are erased after 14 days; until then sign in to undo it.\n\n## Two-step sign-in\n\nScan the code with an authenticator app. SMS is not supported.\n\n## Cancel\n\nThe plan runs until the end of the paid month.",
        &[
            "- All notebooks are erased immediately.",
            "- Two-step sign-in supports SMS.",
            "- The plan ends immediately.",
            "+ Two-step sign-in does not support SMS.",
            "+ The plan runs until the end of the paid month.",
        ],
    );
    check_beside(
        "## 两步登录\n\n用验证器应用扫描二维码。不支持短信。\n\n## 注销账户\n\n所有笔记本在 14 天后清除，在此之前登录即可撤销。",
        &["- 两步登录支持短信。", "- 所有笔记本立即清除。", "+ 两步登录不支持短信。"],
    );
}
