use std::sync::Arc;

use super::*;
use crate::domain::corpus::{Document, Passage, Visibility};

fn hit(title: &str, heading: &str, text: &str) -> Hit {
    let doc = Document {
        path: format!("{title}.md"),
        title: title.to_owned(),
        locale: Locale::En,
        visibility: Visibility::Public,
        draft: false,
        tags: Vec::new(),
        applies_to: Vec::new(),
        translation_of: None,
        url: String::new(),
    };
    let passage = Passage {
        doc: Arc::new(doc),
        anchor: None,
        headings: vec![heading.to_owned()],
        text: text.to_owned(),
        hash: String::new(),
    };
    Hit { passage: Arc::new(passage), score: 1.0 }
}

#[track_caller]
fn check(question: &str, hits: &[Hit], locale: Locale, want: &str) {
    assert_eq!(answer(question, hits, locale).map(|extract| extract.text).as_deref(), Some(want));
}

const GUIDE: &str = "The console is a web application. It has many pages.\n\nTo rotate the signing key, do this:\n\n1. Open *Settings*.\n2. Choose [Keys](keys.md).\n3. Press **Rotate**.\n\nOther settings are explained elsewhere.";

#[test]
fn steps_are_quoted_with_their_lead_in_and_not_the_opening() {
    check(
        "how do I rotate the key",
        &[hit("Console", "Keys", GUIDE)],
        Locale::En,
        "To rotate the signing key, do this:\n\n1. Open Settings.\n2. Choose Keys.\n3. Press Rotate. [1]",
    );
}

#[test]
fn code_that_follows_is_kept() {
    let text =
        "General words.\n\nSet the limit in the configuration:\n\n```yaml\nlimit: 10\n```\n\nMore words.";
    check(
        "where is the limit configured",
        &[hit("Limits", "Limits", text)],
        Locale::En,
        "Set the limit in the configuration: [1]\n\n```yaml\nlimit: 10\n```",
    );
}

#[test]
fn rows_come_with_their_header() {
    let text = "Attributes.\n\n| Name | Meaning |\n|---|---|\n| count | how many |\n| rejected_code | status when refused |\n| key | what is counted |\n";
    check(
        "what does rejected_code mean",
        &[hit("limit-count", "Attributes", text)],
        Locale::En,
        "| Name | Meaning |\n| --- | --- |\n| rejected_code | status when refused |\n\n[1]",
    );
}

#[test]
fn chinese_is_answered_by_its_sentence() {
    let text = "本插件用于限流。计数默认保存在本机内存。多台机器需要共享计数时，请把 `policy` 设置为 `redis`。\n\n其他说明。";
    let got = answer("多台机器怎么共享计数", &[hit("限流", "说明", text)], Locale::Zh).unwrap();
    assert_eq!(got.text, "多台机器需要共享计数时，请把 `policy` 设置为 `redis`。 [1]");
    assert_eq!(got.quotes, ["多台机器需要共享计数时，请把 policy 设置为 redis。"]);
}

#[test]
fn numbers_are_those_of_the_passages() {
    let hits = [
        hit("A", "A", "Nothing of interest here."),
        hit("B", "B", "The backup runs at night."),
        hit("C", "C", "Restore a backup with the restore command."),
    ];
    let got = answer("restore the backup at night", &hits, Locale::En).unwrap();
    assert_eq!(got.cited.len(), got.quotes.len());
    for at in &got.cited {
        assert!(got.text.contains(&format!("[{}]", at + 1)) && *at > 0, "{got:?}");
    }
}

#[test]
fn no_passage_no_answer() {
    assert_eq!(answer("anything", &[], Locale::En), None);
    assert_eq!(answer("anything", &[hit("A", "A", "")], Locale::En), None);
}

#[test]
fn length_is_bounded() {
    let long = "The upload limit is explained in this very long sentence about uploads. ".repeat(60);
    let got = answer("upload limit", &[hit("A", "A", &long), hit("B", "B", &long)], Locale::En).unwrap();
    assert!(got.text.chars().count() <= LATIN_CHARS_MAX + 40, "{}", got.text.len());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]
    #[test]
    fn no_text_is_too_odd(question in ".{0,60}", text in "(.|\\n|[-#|`*<>1. ]){0,200}") {
        let hits = [hit("A", "A", &text)];
        if let Some(extract) = answer(question.as_str(), &hits, Locale::Zh) {
            assert_eq!(extract.cited.len(), extract.quotes.len());
            assert!(extract.text.contains("[1]"));
        }
        let _ = snippet(&text, &question, 40);
        let _ = crate::domain::triage::judge(&[&text], None, Locale::En);
        let _ = crate::domain::intent::understand(&text, &crate::domain::intent::Situation::default());
        let _ = crate::domain::intent::locale_of(&text, Locale::En);
    }
}

#[test]
fn a_snippet_is_the_sentence_that_fits_without_marks() {
    assert_eq!(snippet(GUIDE, "rotate key", 80), "To rotate the signing key, do this:");
    assert_eq!(snippet("See [a `b`](c.md) here.", "", 80), "See a b here.");
    assert_eq!(snippet("", "x", 10), "");
}

#[test]
fn quoted_marks_are_not_taken_for_ours() {
    let got =
        answer("size range", &[hit("A", "A", "The size range is [1] to &lt;max&gt;.")], Locale::En).unwrap();
    assert_eq!(got.text, "The size range is [\u{2060}1] to \\<max>. [1]");
    assert_eq!(got.quotes, ["The size range is [1] to <max>."]);
}

#[test]
fn a_passage_with_words_is_always_quoted() {
    let long = "Health checks watch upstream nodes. ".repeat(9).trim_end().replace("nodes. ", "nodes, ");
    let text = format!("{long} and they do this:\n\n```\n{}\n```\n", "x\n".repeat(60));
    for locale in [Locale::En, Locale::Zh] {
        assert!(answer("upstream health check 怎么配", &[hit("A", "A", &text)], locale).is_some());
        assert!(answer("会脱敏吗", &[hit("A", "A", "发送前遮盖：")], locale).is_some());
    }
}

#[test]
fn the_heading_that_names_the_subject_is_quoted_not_a_row_of_another() {
    let rows = "| Level | Clock |\n|---|---|\n| usage | counts opening hours to configure |\n";
    let hits = [
        hit("Hours", "SLA targets", rows),
        hit("Hours", "Set opening hours", "Write them as days and times."),
    ];
    check("How do I configure opening hours?", &hits, Locale::En, "Write them as days and times. [2]");
}

#[test]
fn what_something_is_stands_where_its_page_begins() {
    let hits = [
        hit("Admin API", "Consumer API", "Consumer requests go to the consumer address."),
        hit("Consumer", "Description", "Whoever calls an API."),
    ];
    let got = answer("What is a consumer?", &hits, Locale::En).unwrap();
    assert_eq!(got.cited.first(), Some(&1), "{got:?}");
}

#[test]
fn a_wish_is_answered_with_what_serves_it_and_how() {
    let opening = "The pump-guard plugin keeps a slow upstream from being flooded.";
    let options = "Flooded upstreams answer late.";
    let example = "Create a route:\n\n```json\n{\"pump-guard\": {\"rate\": 5}}\n```\n\nSend a request to the route to verify:\n\n```sh\ncurl pump-guard\n```";
    let hits = [
        hit("pump-guard", "Notes", options),
        hit("pump-guard", "Description", opening),
        hit("pump-guard", "Example", example),
    ];
    let quoted = answer("keep our slow upstream from being flooded", &hits, Locale::En).unwrap();
    assert!(quoted.text.contains("keeps a slow upstream"), "{}", quoted.text);
    assert!(quoted.text.contains("Create a route: [3]\n\n```json"), "{}", quoted.text);
    assert!(!quoted.text.contains("curl"), "{}", quoted.text);
    assert_eq!(quoted.cited.len(), quoted.quotes.len());
}

fn rest(heading: &str, text: &str) -> Hit {
    Hit { score: 0.0, ..hit("pump-guard", heading, text) }
}

#[test]
fn the_rest_of_the_page_gives_the_code_that_no_search_found() {
    let hits = [
        hit("pump-guard", "Options", "- `max_rate` and `burst` exclude each other when you slow pumps."),
        rest("Description", "The pump-guard plugin slows pumps down."),
        rest("Plain", "Create a route:\n\n```json\n{\"pump-guard\": {\"key\": 5}}\n```"),
        rest("Rate", "Create another route:\n\n```json\n{\"pump-guard\": {\"max_rate\": 5}}\n```"),
    ];
    let quoted = answer("how do I slow pumps", &hits, Locale::En).unwrap().text;
    // The setting that is spoken of is the one that is shown.
    assert!(quoted.contains("`max_rate` and `burst`") && quoted.contains("\"max_rate\": 5"), "{quoted}");
    assert!(!quoted.contains("\"key\": 5"), "{quoted}");
}

#[test]
fn code_that_only_checks_or_prepares_yields_to_the_code_that_is_asked_for() {
    let steps = "Slow pumps need a guard.\n\nCreate a tank for slow pumps:\n\n```json\n{\"tank\": 1}\n```";
    let hits = [
        hit("pump-guard", "Slow pumps", steps),
        hit(
            "pump-guard",
            "Check",
            "Send 10 consecutive requests to the slow pumps:\n\n```sh\ncurl pumps\n```",
        ),
        rest("Use", "Create a route:\n\n```json\n{\"pump-guard\": {}}\n```"),
    ];
    let quoted = answer("slow pumps with a guard", &hits, Locale::En).unwrap().text;
    assert!(quoted.contains("\"pump-guard\": {}"), "{quoted}");
    assert!(!quoted.contains("curl") && !quoted.contains("tank"), "{quoted}");
}

#[test]
fn code_in_the_next_piece_of_a_section_stays_with_its_lead_in() {
    let piece = |anchor: &str, text: &str| {
        let mut piece = rest("Use", text);
        let passage = Passage { anchor: Some(anchor.to_owned()), ..(*piece.passage).clone() };
        piece.passage = Arc::new(passage);
        piece
    };
    let hits = [
        Hit { score: 1.0, ..piece("use", "Slow pumps are guarded. Create a route for slow pumps:") },
        piece("use~2", "```json\n{\"pump-guard\": {}}\n```"),
    ];
    let quoted = answer("slow pumps route", &hits, Locale::En).unwrap().text;
    assert!(quoted.contains("Create a route for slow pumps: [1]\n\n```json"), "{quoted}");
}

#[test]
fn who_asks_how_is_given_the_steps_and_not_the_opening_of_their_page() {
    let opening =
        "You can upload photos to an album and share them with your team. Photos up to 20 MB are accepted.";
    let steps = "1. Open the album.\n2. Press **Add**.\n3. Choose the photos.";
    let undo = "1. Open the album.\n2. Press **Remove**.";
    let of_page = |heading: &str, text: &str| {
        let mut hit = hit("Upload photos", heading, text);
        let mut passage = (*hit.passage).clone();
        passage.headings = vec!["Upload photos".to_owned(), heading.to_owned()];
        passage.anchor = Some(heading.to_lowercase());
        hit.passage = Arc::new(passage);
        hit
    };
    let mut first = hit("Upload photos", "Upload photos", opening);
    first.score = 1.4;
    let hits = [first, of_page("Remove photos", undo), of_page("From a computer", steps)];
    let got = answer("how do I upload photos", &hits, Locale::En).unwrap();
    assert!(got.text.contains("\n\n1. Open the album.\n2. Press Add."), "{}", got.text);
    assert!(!got.text.contains("20 MB"), "{}", got.text);
    assert!(!got.text.contains("Remove"), "{}", got.text);
    // What is asked of the opening is answered by it.
    let got = answer("how large may photos be that I upload", &hits, Locale::En).unwrap();
    assert!(got.text.contains("20 MB"), "{}", got.text);
}

#[test]
fn beside_an_error_code_the_remedy_of_another_is_left_out() {
    let hits = [
        hit(
            "Errors",
            "KD-1042",
            "The signature of the request is wrong. Set the clock of the machine and sign again.",
        ),
        hit(
            "Errors",
            "KD-1043",
            "The key of the request is wrong. Make another key for the machine and sign again.",
        ),
    ];
    let got = answer("request fails with KD-1042", &hits, Locale::En).unwrap();
    assert!(got.text.contains("clock") && !got.text.contains("another key"), "{}", got.text);
}

#[test]
fn a_section_with_its_code_is_quoted_with_it() {
    let text = "```sh\ntavrinctl backup create --encrypt\n```\n\nA backup is kept for 30 days.";
    let got =
        answer("how do I create a backup", &[hit("Command line", "Backups", text)], Locale::En).unwrap();
    assert!(got.text.contains("backup create --encrypt"), "{}", got.text);
}

const PLANS: &str = "| Plan | Price per month | Devices |\n|---|---|---|\n| Solo | 5 EUR | 3 |\n| Family | 12 EUR | 6 |\n| Business | 9 EUR per member | 10 per member |\n";

#[test]
fn a_follow_up_about_another_row_is_answered_by_that_row() {
    let hits = [
        hit("Plans", "Prices", PLANS),
        hit("Share files", "Limits", "Files of up to 10 GB can be shared; on the Solo plan up to 2 GB."),
        hit(
            "Privacy",
            "Where data is stored",
            "In data centres in Oslo. Business customers may choose the region.",
        ),
    ];
    for (question, name) in [("and on Family?", "Family"), ("and Business?", "Business")] {
        let got =
            answer(Sought { before: "How much is the Solo plan", ..question.into() }, &hits, Locale::En)
                .unwrap();
        assert!(got.text.contains(name) && !got.text.contains("Solo"), "{question} {}", got.text);
    }
}

#[test]
fn a_number_is_given_where_one_is_asked_for() {
    let hits = [
        hit("Share files", "What is a share link?", "A share link is an address that opens a file."),
        hit("Share files", "Limits", "A share link can be opened 1,000 times a day."),
    ];
    let got = answer("How often can a share link be opened?", &hits, Locale::En).unwrap();
    assert_eq!(got.text, "A share link can be opened 1,000 times a day. [2]");
    let got = answer("What is a share link?", &hits, Locale::En).unwrap();
    assert!(got.text.starts_with("A share link is an address"));
}

#[test]
fn the_part_that_is_asked_for_is_quoted_and_not_the_opening() {
    let hits = [
        hit("Install Orchard", "Install Orchard", "Orchard runs on Windows, macOS and Linux."),
        hit("Install Orchard", "Linux", "Unpack the archive into the folder for programs."),
        hit("Install Orchard", "macOS", "Drag the program into Applications."),
    ];
    let got = answer("How do I install Orchard on Linux?", &hits, Locale::En).unwrap();
    assert_eq!(got.text, "Unpack the archive into the folder for programs. [2]");
    let got =
        answer(Sought { before: "How do I install Orchard on", .."and on macOS?".into() }, &hits, Locale::En)
            .unwrap();
    assert_eq!(got.text, "Drag the program into Applications. [3]");
}

#[test]
fn who_asks_how_is_told_what_to_do_first() {
    let hits = [
        hit("Share files", "Share files", "Sharing gives others access to a file."),
        hit(
            "Share files",
            "Create a share link",
            "Right-click the file, choose Share link and copy the address.",
        ),
    ];
    let got = answer("How do I share a file?", &hits, Locale::En).unwrap();
    assert!(got.text.starts_with("Right-click the file"), "{}", got.text);
}

#[test]
fn a_row_that_only_mentions_a_word_is_no_sure_answer_to_who_asks_how() {
    let plans = "| Plan | Support |\n|---|---|\n| Solo | e-mail |\n| Family | chat |\n";
    let hits = [hit("Plans", "Prices", plans)];
    let got = |question| answer(question, &hits, Locale::En).unwrap();
    assert!(got("How do I change the e-mail address of my account?").is_doubtful);
    assert!(!got("Which support has the Solo plan?").is_doubtful);
}

#[test]
fn a_value_is_found_by_its_column() {
    let plans = "| | Starter | Shop | Depot |\n|---|---|---|---|\n| Labels a month | 50 | 1,000 | 10,000 |\n| Monthly fee | £0 | £19 | £59 |\n\nWhen you reach the number of labels in your plan, each further label costs £0.08 extra.";
    let hits = [hit("Plans", "Plans and prices", plans)];
    let got = answer("how much is the shop plan", &hits, Locale::En).unwrap();
    assert!(got.text.contains("£19") && !got.text.contains("1,000"), "{}", got.text);
}

#[test]
fn who_asks_for_a_price_is_given_it() {
    let plans = "| Plan | Monthly | Notebooks |\n|---|---|---|\n| Free | $0 | 3 |\n| Crew | $6 per member | 50 |\n\nStudents get Crew at half the price.";
    let hits = [hit("Plans and prices", "Plans and prices", plans)];
    for question in ["How much is Crew?", "What does Crew cost?"] {
        let got = answer(question, &hits, Locale::En).unwrap();
        assert!(got.text.contains("$6 per member"), "{question} {}", got.text);
    }
    let plans = "| 套餐 | 月付 | 笔记本 |\n|---|---|---|\n| 团队版 | ¥40 | 50 |\n\n学生可享团队版半价。";
    let got = answer("团队版多少钱", &[hit("套餐", "套餐", plans)], Locale::Zh).unwrap();
    assert!(got.text.contains("¥40"), "{}", got.text);
}

#[test]
fn a_typing_error_is_read_as_the_page_writes_the_word() {
    let hits = [
        hit("Lumo on Windows", "Install", "Download the program for Windows and run it."),
        hit("Lumo on Windows", "Uninstall", "Open Settings, choose Lumo and remove it."),
    ];
    let got = answer("unistall lumo windows", &hits, Locale::En).unwrap();
    assert_eq!(got.text, "Open Settings, choose Lumo and remove it. [2]");
}

#[test]
fn a_code_is_read_with_and_without_its_hyphen() {
    let codes = "| Code | Meaning |\n|---|---|\n| LM-100 | Sign-in failed |\n| LM-102 | Too many devices |\n";
    let got = answer("LM102", &[hit("Error codes", "Error codes", codes)], Locale::En).unwrap();
    assert!(got.text.contains("LM-102") && !got.text.contains("LM-100") && !got.is_doubtful, "{}", got.text);
}

#[test]
fn a_synonym_chooses_what_is_quoted() {
    let text = "Notes stay for 30 days, then they are gone.\n\n1. Open the trash at the bottom of the sidebar.\n2. Select the note and choose Restore.";
    let hits = [hit("Trash", "Trash and history", text)];
    let lists: [Arc<[String]>; 2] = [
        ["trash", "recycle bin", "回收站"].map(str::to_owned).as_slice().into(),
        ["restore", "get back"].map(str::to_owned).as_slice().into(),
    ];
    for (question, want) in [
        ("Where is the recycle bin?", "Where is the trash?"),
        ("回收站在哪里", "trash在哪里"),
        ("how do i get back a note from recycle bins", "how do i restore a note from trash"),
        ("where is the trash?", "where is the trash?"),
    ] {
        assert_eq!(wording::worded(question, &lists, &hits), want);
    }
    let sought = Sought { synonyms: &lists, ..Sought::from("where do i find the recycle bin") };
    let got = answer(sought, &hits, Locale::En).unwrap();
    assert!(got.text.contains("bottom of the sidebar"), "{}", got.text);
}

#[test]
fn a_step_for_another_platform_is_not_quoted() {
    let text = "On Linux, use `snap install app`.\n\nOn macOS, use `brew install app`.";
    let hits = [hit("Command line", "Install", text)];
    let got = answer("how do I install the command line tool on mac", &hits, Locale::En).unwrap();
    assert!(got.text.contains("brew") && !got.text.contains("snap"), "{}", got.text);
}
