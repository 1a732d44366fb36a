//! What a policy promises as a document: read from any form, it is the same, and what cannot be kept is refused.

use std::time::Duration;

use super::*;
use crate::{
    config::{Inbox, Overrides, Problem, Settings, scene},
    domain::{
        event::Severity,
        hours::{Hours, Zone},
        policy::{Asking, Need},
        sla::Clock,
        time::Timestamp,
    },
};

fn read(text: &str) -> Result<Settings, String> {
    Settings::from_text("firstline.toml", text, &Overrides::default(), |_| None)
        .map_err(|error| error.to_string())
}
fn inbox(lines: &str) -> Result<Inbox, String> {
    read(&format!("[[inbox]]\nkey = \"support\"\n{lines}")).map(|mut settings| settings.inboxes.remove(0))
}
#[track_caller]
fn check_refused(lines: &str, place: &str, wants: &str) {
    let error = inbox(lines).expect_err("was accepted");
    let found = error.lines().any(|line| line.starts_with(place) && line.contains(wants));
    assert!(found, "wanted {place:?} … {wants:?}, got:\n{error}");
}
/// A Tuesday noon.
fn now() -> Timestamp {
    "2026-06-02T12:00:00Z".parse().unwrap()
}
const MINUTE: Duration = Duration::from_secs(60);
const OFFICE: &str = "zone = \"Asia/Shanghai\"\nhours = { mon = [\"09:00-18:00\"], tue = [\"09:00-18:00\"], wed = [\"09:00-18:00\"], thu = [\"09:00-18:00\"], fri = [\"09:00-18:00\"], sat = [\"09:00-18:00\"] }\n";

const EVERYTHING: &str = "locale = \"zh\"\nqueue = \"first\"\ndocuments = [\"a/**\"]\nteams = [\"berlin\"]\n\
    topics = { billing = [\"charged twice\"] }\nclose_after = \"3d\"\n\
    [inbox.targets.usage]\nrespond = \"2h\"\nclock = \"open\"\n\
    [inbox.routing]\non_call = [\"night\", \"berlin\"]\noffers = true\nneeds = { billing = [\"billing:3\", \"excel\"] }\n\
    [inbox.bot]\ntries_max = 1\nnever_wait = [\"critical\", \"degraded\"]\n\
    [[inbox.plan]]\nplan = \"gold\"\naccount = [\"acme\", \"globex\"]\ntargets.usage.respond = \"30m\"\n";
const TEAMS: &str = "[[team]]\nname = \"berlin\"\nzone = \"Europe/Berlin\"\nhours.mon = [\"09:00-18:00\"]\n\
    [[team]]\nname = \"night\"\n[[team]]\nname = \"other\"\n";

#[test]
fn a_document_says_everything_itself_and_is_the_same_in_every_form() {
    let settings = read(&format!("{TEAMS}[[inbox]]\nkey = \"support\"\n{EVERYTHING}")).unwrap();
    let document = &settings.inboxes[0].document;
    let names: Vec<_> = document.body["team"].as_array().unwrap().iter().map(|team| &team["name"]).collect();
    assert_eq!(names, ["berlin", "night"]);
    // No other settings are needed to read it again, as JSON or as TOML.
    let elsewhere = Settings::default();
    let again = elsewhere.document("support", &document.body).unwrap();
    assert_eq!(again.body, document.body);
    assert_eq!((&again.policy, &again.plans), (&document.policy, &document.plans));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, &document.text).unwrap();
    assert_eq!(elsewhere.document_of("support", &file).unwrap().body, document.body);
    let file = folder.path().join("policy.json");
    std::fs::write(&file, document.body.to_string()).unwrap();
    assert_eq!(elsewhere.document_of("support", &file).unwrap().body, document.body);
    assert_eq!(read(&settings.describe()), Ok(settings));
}

#[test]
fn every_field_is_read() {
    let settings = read(&format!("{TEAMS}[[inbox]]\nkey = \"support\"\n{EVERYTHING}")).unwrap();
    let policy = &settings.inboxes[0].policy;
    assert_eq!((policy.queue.as_str(), policy.close_after), ("first", MINUTE * 60 * 24 * 3));
    assert_eq!((policy.topics[0].name.as_str(), policy.topics[0].examples.len()), ("billing", 1));
    let usage = policy.targets.usage;
    assert_eq!((usage.respond, usage.respond_clock), (MINUTE * 120, Clock::Open));
    let need =
        |skill: &str, level| Need { of: Asking::Topic("billing".to_owned()), skill: skill.to_owned(), level };
    assert_eq!(policy.routing.needs, [need("billing", 3), need("excel", 1)]);
    let always = Hours::AlwaysIn(Zone::named("Europe/Berlin").unwrap());
    assert_eq!((policy.routing.offers, &policy.routing.on_call), (true, &always));
    assert_eq!(policy.bot.never_wait, [Severity::Critical, Severity::Degraded]);
    assert_eq!(policy.bot.tries_max, 1);
}

#[test]
fn a_contract_has_its_own_promises() {
    let lines = "targets.usage.respond = \"2h\"\n\
        [[inbox.plan]]\nplan = \"gold\"\ntargets.usage.respond = \"30m\"\n\
        [[inbox.plan]]\naccount = [\"acme\"]\ntargets.usage.respond = \"5m\"\nbot.tries_max = 1\n";
    let inbox = inbox(lines).unwrap();
    let respond = |account, plan| inbox.policy_for(account, plan).targets.usage.respond;
    assert_eq!(respond(None, None), MINUTE * 120);
    assert_eq!(respond(Some("other"), Some("silver")), MINUTE * 120);
    assert_eq!(respond(Some("other"), Some("gold")), MINUTE * 30);
    assert_eq!(respond(Some("acme"), Some("gold")), MINUTE * 5);
    assert_eq!(inbox.policy_for(Some("acme"), None).bot.tries_max, 1);
    assert_eq!(inbox.policy_for(Some("acme"), None).targets.critical, inbox.policy.targets.critical);
    let later = inbox.under(inbox.document.clone(), 9);
    assert_eq!((later.policy.version, later.policy_for(Some("acme"), None).version), (9, 9));
}

#[test]
fn a_scene_is_a_beginning_that_lines_change() {
    for name in scene::names() {
        let scene = inbox(&format!("scene = \"{name}\"")).unwrap();
        let policy = &scene.policy;
        assert!(
            policy.topics.len() >= 7 && policy.topics.iter().all(|topic| topic.examples.len() >= 2),
            "{name}"
        );
        let topics: Vec<_> = policy.topics.iter().map(|topic| &topic.name).collect();
        assert!(
            policy
                .routing
                .needs
                .iter()
                .all(|need| matches!(&need.of, Asking::Topic(topic) if topics.contains(&topic))
                    || need.of == Asking::Every),
            "{name}"
        );
        // What stands in the document is the whole, so that a topic can be taken out of it.
        let mut body = scene.document.body.clone();
        body["topics"].as_object_mut().unwrap().remove("billing").unwrap();
        body["routing"]["needs"].as_object_mut().unwrap().remove("billing").unwrap();
        let without = Settings::default().document("support", &body).unwrap().policy;
        assert_eq!(without.topics.len() + 1, policy.topics.len());
        // With office hours it starts, warned of; with somebody on call there is nothing to warn of at severity 1.
        let office = inbox(&format!("scene = \"{name}\"\n{OFFICE}")).unwrap();
        assert!(office.document.gaps(now()).0.is_empty() && !office.document.gaps(now()).1.is_empty());
        let on_call = "routing.on_call = \"always\"\ntargets.degraded.clock = \"open\"";
        let covered = inbox(&format!("scene = \"{name}\"\n{on_call}\n{OFFICE}")).unwrap();
        assert_eq!(covered.document.gaps(now()), (Vec::new(), Vec::new()));
    }
    let live =
        inbox("scene = \"live_show\"\nbot.tries_max = 2\ntargets.usage.respond = \"1h\"").unwrap().policy;
    assert_eq!((live.targets.usage.respond, live.targets.usage.next), (MINUTE * 60, MINUTE * 120));
    assert_eq!((live.bot.tries_max, live.bot.never_wait.len()), (2, 2));
    check_refused("scene = \"live\"", "firstline.toml:3: inbox.support.scene", "live_show");
}

#[test]
fn what_nobody_can_keep_is_refused_with_its_first_hour() {
    let gaps = |lines: &str| {
        let inbox = inbox(&format!("{OFFICE}{lines}")).unwrap();
        let texts = |problems: Vec<Problem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (refused, warned) = inbox.document.gaps(now());
        (texts(refused), texts(warned))
    };
    // Tuesday 20:00 in Shanghai; it closed at six.
    let (refused, warned) = gaps("targets.critical.clock = \"always\"\ntargets.degraded.clock = \"open\"");
    assert_eq!(
        refused,
        [
            "firstline.toml:5: inbox.support.targets.critical.clock: severity 1 (critical) promises an answer within 15m around the clock, but nobody is there from Tuesday 2026-06-02 18:00 (Asia/Shanghai); name who is on call in routing.on_call, or count opening hours: clock = \"open\""
        ]
    );
    assert!(warned.is_empty());
    // The defaults of old files only warn.
    let (refused, warned) = gaps("");
    assert!(refused.is_empty() && warned.len() == 2, "{refused:?} {warned:?}");
    assert!(warned[1].contains("severity 2 (degraded)") && warned[1].contains("told the next opening"));
    let always = "targets.critical.clock = \"always\"\ntargets.degraded.clock = \"open\"\n";
    assert_eq!(gaps(&format!("{always}routing.on_call = \"always\"")), (Vec::new(), Vec::new()));
    // Who is on call is paged for severity 1, and for nothing less.
    for severity in ["degraded", "usage", "suggestion"] {
        let (refused, _) =
            gaps(&format!("routing.on_call = \"always\"\ntargets.{severity}.clock = \"always\""));
        let at = format!("firstline.toml:6: inbox.support.targets.{severity}.clock: severity ");
        assert!(refused.len() == 1 && refused[0].starts_with(&at), "{refused:?}");
        assert!(refused[0].contains("; count opening hours: clock = \"open\"."), "{refused:?}");
    }
    let (refused, warned) = gaps("routing.on_call = \"always\"");
    assert!(refused.is_empty() && warned.len() == 1, "{refused:?} {warned:?}");
    assert!(warned[0].contains("severity 2 (degraded)") && !warned[0].contains("on_call"), "{warned:?}");
    // A plan that promises more is held against the same hours.
    let plan = "targets.degraded.clock = \"open\"\ntargets.critical.clock = \"open\"\n[[inbox.plan]]\nplan = \"gold\"\n";
    let (refused, _) = gaps(&format!("{plan}targets.usage.clock = \"always\""));
    assert!(
        refused[0].contains("inbox.support.plan.1.targets.usage.clock: severity 3 (usage)"),
        "{refused:?}"
    );
    let (refused, _) =
        gaps(&format!("{plan}targets.critical.clock = \"always\"\nrouting.on_call = \"always\""));
    assert!(refused.is_empty(), "{refused:?}");
    let mut settings = read(&format!("[[inbox]]\nkey = \"support\"\n{OFFICE}")).unwrap();
    settings.cover(now()).unwrap();
    assert_eq!(settings.warnings.len(), 2);
}

#[test]
fn each_mistake_is_told_with_its_place() {
    let at = "firstline.toml:3: inbox.support.";
    for (lines, place, wants) in [
        ("targets.usage.clock = \"never\"", "targets.usage.clock", "\"auto\", \"always\" or \"open\""),
        ("bot.never_wait = \"urgent\"", "bot.never_wait", "critical, degraded"),
        ("bot.tries_max = 0", "bot.tries_max", "must not be zero"),
        ("routing.on_call = \"oslo\"", "routing.on_call", "there is no team \"oslo\""),
        ("routing.on_call = [\"always\", \"oslo\"]", "routing.on_call", "there is no team \"oslo\""),
        ("routing.unclaimed_after = \"1ms\"", "routing.unclaimed_after", "is shorter than 1s"),
        ("routing.needs = { billing = [\"billing\"] }", "routing.needs.billing", "write it into `topics`"),
        (
            "routing.needs = { audo = [\"audio\"] }\ntopics = { audio = [\"no sound\"] }",
            "routing.needs.audo",
            "there is no topic \"audo\"; known are audio",
        ),
        (
            "plan = [{ plan = \"a\", routing.needs = { audio = [\"audio\"] } }]",
            "plan.1.routing.needs.audio",
            "there is no topic \"audio\"",
        ),
        ("routing.needs = { billing = [\"billing:9\"] }", "routing.needs.billing", "from 1 to 5"),
        ("routing.needs = { billing = \"billing:9\" }", "routing.needs.billing", "list of texts"),
        ("routing.needs_product = { Pro = [\"pro:9\"] }", "routing.needs_product.Pro", "from 1 to 5"),
        ("routing.needs_product = { \"!\" = [\"pro\"] }", "routing.needs_product", "letters or digits"),
        (
            "routing.needs_product = { PRO = [\"pro\"], Pro = [\"pro\"] }",
            "routing.needs_product.Pro",
            "named twice",
        ),
        ("topics = [\"billing\"]", "topics", "expected a table"),
        ("plan = \"gold\"", "plan", "[[inbox.support.plan]]"),
        ("plan = [{ targets = {} }]", "plan.1", "is for nobody"),
        ("plan = [{ plan = \"a\" }, { plan = [\"b\", \"a\"] }]", "plan.2.plan", "already"),
        ("plan = [{ plan = \"a\", queue = \"x\" }]", "plan.1.queue", "no such field"),
        (
            "plan = [{ plan = \"a\", targets.usage.resolve = \"1h\" }]",
            "plan.1.targets.usage.resolve",
            "shorter",
        ),
    ] {
        check_refused(lines, &format!("{at}{place}"), wants);
    }
}

#[test]
fn json_is_told_by_field_alone() {
    let settings = Settings::default();
    let refused = |body: Value| settings.document("support", &body).unwrap_err().to_string();
    assert_eq!(refused(json!([1])).lines().count(), 1);
    assert!(refused(json!({ "hours": { "mon": ["9-12"] } })).contains("policy: hours.mon: "));
    assert!(refused(json!({ "teams": ["a"] })).starts_with("policy: teams: there is no team \"a\""));
    assert!(refused(json!({ "locale": 7 })).starts_with("policy: locale: expected text"));
    assert!(
        refused(json!({ "zone": "UTC", "hours": { "mon": ["09:00-10:00"], "holidays": "x.ics" } }))
            .contains("write its dates out")
    );
    let nulls = refused(json!({ "documents": [null], "plan": [{ "plan": ["gold", null] }] }));
    for place in ["policy: documents: holds null", "policy: plan.1.plan: holds null"] {
        assert!(nulls.lines().any(|line| line.starts_with(place)), "{nulls}");
    }
    // Nothing is what null means.
    assert_eq!(settings.document("support", &json!({ "queue": null })).unwrap().policy.queue, "support");
}

#[test]
fn a_plan_may_name_a_calendar_of_its_own() {
    let hours = |host: &str| format!("{{ mon = [\"09:00-18:00\"], holidays = \"https://{host}/days.ics\" }}");
    let plans = "[[inbox.plan]]\nplan = \"gold\"\nhours = HOURS\n[[inbox.plan]]\nplan = \"silver\"\n";
    let plans = plans.replace("HOURS", &hours("gold.example"));
    let lines = format!("zone = \"UTC\"\nhours = {}\n{plans}", hours("all.example"));
    let sources = inbox(&lines).unwrap().document.sources.clone();
    let named: Vec<_> = sources.iter().map(|source| (source.host(), source.place.as_str())).collect();
    let want = [("all.example", "hours.holidays"), ("gold.example", "plan.1.hours.holidays")];
    assert_eq!(named, want.map(|(host, place)| (host.to_owned(), place)));
}
