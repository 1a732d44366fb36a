//! What the settings promise, on texts alone.

use std::time::Duration;

use super::*;
use crate::domain::{
    hours::{Hours, Zone},
    sla::Targets,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const SIGNING_SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/// Fields of the example that stand for others beside them, or for another kind of receiver.
const ALTERNATIVES: [&str; 6] = ["hs256_secret", "eddsa_public_key", "url_env", "secret", "to", "holidays"];

fn read_with(text: &str, overrides: &Overrides, env: &[(&str, &str)]) -> Result<Settings, String> {
    let env = |name: &str| env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    Settings::from_text("firstline.toml", text, overrides, env).map_err(|error| error.to_string())
}
fn read(text: &str) -> Result<Settings, String> {
    read_with(text, &Overrides::default(), &[])
}
/// Reads one inbox with the lines given.
fn read_inbox(lines: &str) -> Result<Inbox, String> {
    read(&format!("[[inbox]]\nkey = \"support\"\n{lines}")).map(|mut settings| settings.inboxes.remove(0))
}
/// The error must begin with its place and say what is wanted.
#[track_caller]
fn check_refused(text: &str, place: &str, wants: &str) {
    let error = read(text).expect_err("was accepted");
    let found = error.lines().any(|line| line.starts_with(place) && line.contains(wants));
    assert!(found, "wanted {place:?} … {wants:?}, got:\n{error}");
}

#[test]
fn the_committed_example_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("firstline.example.toml");
    if std::env::var_os("FIRSTLINE_UPDATE_EXAMPLE").is_some() {
        std::fs::write(&path, example()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(committed == example(), "out of date: run this test with FIRSTLINE_UPDATE_EXAMPLE=1");
}

#[test]
fn the_example_gives_the_defaults() {
    assert_eq!(read(&example()), Ok(Settings::default()));
}

#[test]
fn the_example_still_holds_with_every_line_in_use() {
    // Lines that are fields or headers lose their comment sign; sentences keep it.
    let is_setting = |line: &str| {
        let line = line.strip_prefix("# ").unwrap_or_default();
        let key = line.split(" = ").next().unwrap_or_default();
        line.starts_with('[')
            || line.contains(" = ")
                && key.chars().all(|c| c.is_ascii_lowercase() || "_0123456789".contains(c))
    };
    let in_use: Vec<String> = example()
        .lines()
        .filter(|line| !ALTERNATIVES.iter().any(|other| line.starts_with(&format!("# {other} ="))))
        .map(|line| if is_setting(line) { line[2..].to_owned() } else { line.to_owned() })
        .collect();
    let env = [("SUPPORT_JWT_SECRET", SECRET), ("ONCALL_SECRET", SIGNING_SECRET), ("SMTP_PASSWORD", SECRET)];
    let settings = read_with(&in_use.join("\n"), &Overrides::default(), &env).unwrap();
    let inbox = &settings.inboxes[0];
    let Hours::Calendars { calendars, .. } = &inbox.policy.hours else { panic!("always open") };
    assert_eq!(calendars[0].week.iter().map(Vec::len).sum::<usize>(), 10);
    assert!(inbox.jwt.as_ref().is_some_and(|keys| keys.hs256.is_some()));
}

#[test]
fn the_keys_of_the_example_are_refused() {
    let inbox = "[[inbox]]\nkey = \"support\"\n[inbox.jwt]\n";
    for field in ["hs256_secret", "eddsa_public_key"] {
        let text = example();
        let line = text.lines().find(|line| line.starts_with(&format!("# {field} = "))).unwrap();
        check_refused(&format!("{inbox}{}", &line[2..]), "firstline.toml:4: inbox.support.jwt", "openssl");
    }
}

#[test]
fn every_field_of_the_example_has_a_sentence_and_a_default() {
    let text = example();
    let (mut n_fields, mut told) = (0, false);
    for line in text.lines() {
        match line.strip_prefix('#') {
            Some(comment) if !comment.contains(" = ") => told |= comment.contains("Default:"),
            _ if line.contains(" = ") => {
                assert!(told, "{line}");
                (n_fields, told) = (n_fields + 1, false);
            }
            _ => {}
        }
    }
    assert!(n_fields > 50);
}

#[test]
fn without_a_file_there_is_one_open_inbox() {
    let settings = Settings::load(None, &Overrides::default(), |_| None).unwrap();
    let inbox = settings.inbox("default").unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!((settings.inboxes.len(), inbox.anonymous, &inbox.policy.hours), (1, true, &Hours::Always));
    assert_eq!((inbox.documents.as_slice(), inbox.allowed_origins.len()), (&["**".to_owned()][..], 0));
    assert_eq!((inbox.policy.queue.as_str(), inbox.policy.targets), ("default", Targets::default()));
    assert!(!inbox.greeting.en.is_empty() && !inbox.greeting.zh.is_empty());
}

#[test]
fn a_missing_file_is_named() {
    let missing = Path::new("does-not-exist/firstline.toml");
    let error = Settings::load(Some(missing), &Overrides::default(), |_| None).unwrap_err().to_string();
    assert!(error.starts_with("does-not-exist/firstline.toml: cannot be read"), "{error}");
}

#[test]
fn an_option_beats_the_environment_and_the_environment_beats_the_file() {
    let text = "listen = \"127.0.0.1:1\"\ndata = \"file\"\ndocs = \"file\"\n[model]\nmodel = \"file\"";
    let env = [("FIRSTLINE_LISTEN", "localhost:2"), ("FIRSTLINE_DATA", "env"), ("FIRSTLINE_DOCS", "")];
    let overrides = Overrides { listen: Some("127.0.0.1:0".to_owned()), ..Overrides::default() };
    let settings = read_with(text, &overrides, &env).unwrap();
    assert_eq!(settings.listen.port(), 0);
    assert_eq!((settings.data, settings.docs), ("env".into(), "file".into()));
    assert_eq!(read_with(text, &Overrides::default(), &env).unwrap().listen.port(), 2);
    assert_eq!(settings.model.model.as_deref(), Some("file"));
}

#[test]
fn a_bad_value_from_the_environment_names_its_variable() {
    let env = [("FIRSTLINE_LISTEN", "8080"), ("FIRSTLINE_LLM_BASE_URL", "localhost:11434")];
    let error = read_with("", &Overrides::default(), &env).unwrap_err();
    assert!(error.contains("FIRSTLINE_LISTEN: \"8080\" is no address; write IP:PORT"), "{error}");
    assert!(error.contains("FIRSTLINE_LLM_BASE_URL: \"localhost:11434\" is no address"), "{error}");
}

#[test]
fn the_key_comes_from_the_environment_alone() {
    let key = |text: &str, env: &[(&str, &str)]| {
        let settings = read_with(text, &Overrides::default(), env).unwrap();
        settings.model.api_key.map(|key| key.expose().to_owned())
    };
    let ours = ("FIRSTLINE_LLM_API_KEY", "ours");
    let openai = ("OPENAI_API_KEY", "theirs");
    let named = "[model]\napi_key_env = \"NAMED\"";
    assert_eq!(key("", &[ours, openai]).as_deref(), Some("ours"));
    assert_eq!(key("", &[openai]).as_deref(), Some("theirs"));
    assert_eq!(key(named, &[("NAMED", "named"), openai]).as_deref(), Some("named"));
    assert_eq!(key(named, &[openai]), None);
    check_refused("[model]\napi_key = \"sk-1\"", "firstline.toml:2: model.api_key", "FIRSTLINE_LLM_API_KEY");
}

#[test]
fn half_a_model_is_warned_of_and_starts() {
    let warnings = |text: &str| read(text).unwrap().warnings.join("\n");
    assert!(warnings("[model]\nmodel = \"m\"").contains("answers are quoted"));
    assert!(warnings("[model]\nbase_url = \"http://127.0.0.1:1/v1/\"").contains("\"default\""));
    assert_eq!(warnings("[model]\nbase_url = \"http://127.0.0.1:1/v1\"\nmodel = \"m\""), "");
}

#[test]
fn secrets_show_nowhere() {
    let lines = format!("[inbox.jwt]\nhs256_secret = \"{SECRET}\"");
    let text = format!("[[inbox]]\nkey = \"support\"\n{lines}");
    let env = [("FIRSTLINE_LLM_API_KEY", SECRET)];
    let settings = read_with(&text, &Overrides::default(), &env).unwrap();
    assert!(!format!("{settings:?}").contains(SECRET) && !settings.describe().contains(SECRET));
    assert_eq!(settings.inboxes[0].jwt.as_ref().unwrap().hs256.as_ref().unwrap().expose(), SECRET);
}

#[test]
fn what_is_described_can_be_read_again() {
    let text = "trusted_proxies = 1\n[limits]\nping_every = \"1m30s\"\n[[inbox]]\nkey = \"a\"\nzone = \"Asia/Shanghai\"\n\
                [inbox.hours]\nmon = [\"09:00-12:00\"]\n[[inbox]]\nkey = \"b\"\ndocuments = [\"b/**\"]";
    let settings = read(text).unwrap();
    assert_eq!(read(&settings.describe()), Ok(settings));
}

#[test]
fn hours_become_spans_in_their_zone() {
    let inbox = read_inbox(
        "zone = \"asia/shanghai\"\n[inbox.hours]\nfri = [\"13:30–18:00\", \"9:00-12:30\", \"22:00-24:00\"]\nsat = [\"00:00-02:00\"]",
    )
    .unwrap();
    let Hours::Calendars { zone, calendars } = &inbox.policy.hours else { panic!("always open") };
    let spans = calendars[0].week.iter().flatten();
    let spans: Vec<_> = spans.map(|span| (span.from_minute, span.to_minute)).collect();
    assert_eq!(spans, [(540, 750), (810, 1080), (1320, 1440), (0, 120)]);
    assert_eq!(zone.name, "Asia/Shanghai");
}

#[test]
fn dates_override_their_weekday() {
    let inbox = read_inbox(
        "zone = \"Asia/Shanghai\"\n[inbox.hours]\nthu = [\"09:00-18:00\"]\n[inbox.hours.dates]\n\"2026-10-01\" = []\n2026-10-10 = [\"09:00-12:00\"]",
    )
    .unwrap();
    let next = |at: &str| inbox.policy.hours.next_open(at.parse().unwrap()).unwrap().to_string();
    assert_eq!(next("2026-09-30T12:00:00Z"), "2026-10-08T01:00:00.000Z");
    assert_eq!(next("2026-10-09T12:00:00Z"), "2026-10-10T01:00:00.000Z");
    let at = "firstline.toml:6: inbox.support.hours.dates.";
    let dates = |line: &str| {
        format!(
            "[[inbox]]\nkey = \"support\"\nzone = \"UTC\"\nhours.mon = [\"09:00-18:00\"]\n[inbox.hours.dates]\n{line}"
        )
    };
    check_refused(&dates("2026-13-01 = []"), &format!("{at}2026-13-01"), "is no date");
    check_refused(&dates("monday = []"), &format!("{at}monday"), "is no date");
    check_refused(&dates("2026-10-01 = \"closed\""), &format!("{at}2026-10-01"), "expected a list");
    check_refused(&dates("2026-10-01 = [\"9-12\"]"), &format!("{at}2026-10-01"), "HH:MM-HH:MM");
}

#[test]
fn holidays_come_from_a_file_beside_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("firstline.toml");
    let load = |holidays: &str, ics: &str| {
        std::fs::write(folder.path().join("cn.ics"), ics).unwrap();
        let lines = format!(
            "[[inbox]]\nkey = \"support\"\nzone = \"Asia/Shanghai\"\n[inbox.hours]\nwed = [\"09:00-18:00\"]\nholidays = \"{holidays}\"\ndates.2026-10-08 = [\"10:00-11:00\"]\n"
        );
        std::fs::write(&file, lines).unwrap();
        Settings::load(Some(&file), &Overrides::default(), |_| None).map_err(|error| error.to_string())
    };
    let event = |date: &str, title: &str| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:{date}\nSUMMARY:{title}\nEND:VEVENT\nEND:VCALENDAR"
        )
    };
    let next = |settings: &Settings, at: &str| {
        settings.inboxes[0].policy.hours.next_open(at.parse().unwrap()).unwrap().to_string()
    };
    let closed = load("cn.ics", &event("20261007", "国庆节")).unwrap();
    assert_eq!(next(&closed, "2026-10-01T00:00:00Z"), "2026-10-08T02:00:00.000Z");
    assert_eq!(next(&closed, "2026-10-09T00:00:00Z"), "2026-10-14T01:00:00.000Z");
    let worked = load("cn.ics", &event("20261010", "国庆节 补班")).unwrap();
    assert_eq!(next(&worked, "2026-10-09T00:00:00Z"), "2026-10-10T01:00:00.000Z");
    // What the file says is part of the settings, and the line wins over it.
    assert_ne!(closed.inboxes[0].document.digest, worked.inboxes[0].document.digest);
    let own = load("cn.ics", &event("20261008", "closed")).unwrap();
    assert_eq!(next(&own, "2026-10-08T00:00:00Z"), "2026-10-08T02:00:00.000Z");
    assert_eq!(read(&own.describe()).map(|read| read.inboxes), Ok(own.inboxes));
    for (name, ics, wants) in [
        ("cn.ics", "BEGIN:VCALENDAR\nEND:VEVENT", "cn.ics: line 2: ends VEVENT"),
        ("../cn.ics", "", "below the folder"),
        ("/etc/hosts", "", "below the folder"),
        ("de.ics", "", "cannot be read"),
    ] {
        let error = load(name, ics).unwrap_err();
        let place = format!("{}:6: inbox.support.hours.holidays: ", file.display());
        assert!(error.starts_with(&place) && error.contains(wants), "{error}");
    }
    check_refused(
        "[[inbox]]\nkey = \"support\"\nzone = \"UTC\"\nhours = { mon = [\"09:00-10:00\"], holidays = \"x.ics\" }",
        "firstline.toml:4: inbox.support.hours.holidays",
        "write its dates out",
    );
}

#[test]
fn a_plans_file_of_holidays_is_part_of_the_policy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("firstline.toml");
    let plan = |name: &str| {
        format!(
            "[[inbox.plan]]\nplan = \"{name}\"\nhours = {{ mon = [\"09:00-18:00\"], holidays = \"{name}.ics\" }}\n"
        )
    };
    let lines = "[[inbox]]\nkey = \"support\"\nzone = \"UTC\"\nhours.mon = [\"09:00-18:00\"]\n";
    std::fs::write(&file, format!("{lines}{}{}", plan("a"), plan("b"))).unwrap();
    let digest = |a: &str, b: &str| {
        for (name, date) in [("a.ics", a), ("b.ics", b)] {
            let ics = format!(
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:{date}\nSUMMARY:closed\nEND:VEVENT\nEND:VCALENDAR"
            );
            std::fs::write(folder.path().join(name), ics).unwrap();
        }
        let settings = Settings::load(Some(&file), &Overrides::default(), |_| None).unwrap();
        settings.inboxes[0].document.digest.clone()
    };
    assert_eq!(digest("20261005", "20261012"), digest("20261005", "20261012"));
    assert_ne!(digest("20261005", "20261012"), digest("20261005", "20261019"));
    assert_ne!(digest("20261005", "20261012"), digest("20261012", "20261005"));
}

#[test]
fn an_inbox_is_open_while_any_of_its_teams_is() {
    let teams = "[[team]]\nname = \"berlin\"\nzone = \"Europe/Berlin\"\nhours.mon = [\"09:00-18:00\"]\n\
                 [[team]]\nname = \"shanghai\"\nzone = \"Asia/Shanghai\"\nhours.mon = [\"09:00-18:00\"]\n\
                 [[team]]\nname = \"bots\"\n";
    let inbox = |lines: &str| read(&format!("{teams}[[inbox]]\nkey = \"support\"\n{lines}"));
    let settings = inbox("teams = [\"berlin\", \"shanghai\"]").unwrap();
    let hours = &settings.inboxes[0].policy.hours;
    let monday = "2026-06-01T01:00:00Z".parse().unwrap();
    assert_eq!(hours.open_until(monday).unwrap().to_string(), "2026-06-01T16:00:00.000Z");
    assert_eq!(hours.zone_name(), "Europe/Berlin");
    let told = inbox("teams = [\"berlin\", \"shanghai\"]\nzone = \"UTC\"").unwrap();
    assert_eq!(told.inboxes[0].policy.hours.zone_name(), "UTC");
    let always = inbox("teams = [\"bots\", \"berlin\"]").unwrap();
    let berlin = Zone::named("Europe/Berlin").unwrap();
    assert_eq!(always.inboxes[0].policy.hours, Hours::AlwaysIn(berlin));
    assert_eq!(read(&settings.describe()), Ok(settings));
}

#[test]
fn an_inbox_around_the_clock_tells_times_in_its_zone() {
    let zone_of = |text: &str| read(text).unwrap().inboxes[0].policy.hours.zone_name().to_owned();
    let inbox = |lines: &str| format!("[[inbox]]\nkey = \"support\"\n{lines}");
    let shanghai = inbox("zone = \"Asia/Shanghai\"\n");
    assert_eq!(zone_of(&shanghai), "Asia/Shanghai");
    let team = "[[team]]\nname = \"bots\"\nzone = \"Europe/Berlin\"\n";
    assert_eq!(zone_of(&format!("{team}{}", inbox("teams = [\"bots\"]"))), "Europe/Berlin");
    assert_eq!(zone_of(&format!("{team}{shanghai}teams = [\"bots\"]")), "Asia/Shanghai");
    assert_eq!(zone_of(&inbox("")), "UTC");
}

#[test]
fn teams_that_make_no_sense_are_refused() {
    let inbox = |lines: &str| format!("[[inbox]]\nkey = \"support\"\n{lines}");
    check_refused(&inbox("teams = [\"oslo\"]"), "firstline.toml:3: inbox.support.teams", "[[team]]");
    let oslo = "[[team]]\nname = \"oslo\"\n";
    check_refused(
        &format!("{oslo}{}", inbox("teams = [\"osl\"]")),
        "firstline.toml:5: inbox.support.teams",
        "known are oslo",
    );
    check_refused(
        &format!("{oslo}{}", inbox("zone = \"UTC\"\nteams = [\"oslo\"]\nhours.mon = [\"09:00-18:00\"]")),
        "firstline.toml:7: inbox.support.hours",
        "leave out one of the two",
    );
    check_refused(&format!("{oslo}{oslo}"), "firstline.toml:4: team.2.name", "another team");
    check_refused("[[team]]\nzone = \"UTC\"", "firstline.toml:1: team.1.name", "needs a name");
    check_refused("[[team]]\nname = \"a\"\nzone = \"Mars\"", "firstline.toml:3: team.1.zone", "IANA");
    check_refused(
        "[[team]]\nname = \"a\"\nhours.mon = [\"09:00-10:00\"]",
        "firstline.toml:3: team.1.hours",
        "need `zone",
    );
    check_refused("team = 1", "firstline.toml: team", "[[team]]");
}

#[test]
fn hours_that_never_open_are_refused() {
    let inbox = |lines: &str| format!("[[inbox]]\nkey = \"support\"\nzone = \"UTC\"\n{lines}");
    let at = "firstline.toml:4: inbox.support.hours";
    check_refused(&inbox("[inbox.hours]"), at, "never opens");
    check_refused(&inbox("[inbox.hours]\nmon = []\ndates.2026-10-01 = []"), at, "never opens");
    // Where its only span cannot be read, that is what is wrong.
    let error = Settings::from_text(
        "a.toml",
        &inbox("[inbox.hours]\nmon = [\"9 to 5\"]"),
        &Overrides::default(),
        |_| None,
    );
    assert!(!error.unwrap_err().to_string().contains("never opens"));
    assert!(read(&inbox("[inbox.hours]\ndates.2026-10-01 = [\"09:00-10:00\"]")).is_ok());
}

#[test]
fn hours_that_never_open_again_are_refused_once_the_time_is_known() {
    let now = "2026-03-01T12:00:00Z".parse().unwrap();
    let covered = |text: &str| read(text).unwrap().cover(now).map_err(|error| error.to_string());
    let inbox = |lines: &str| format!("[[inbox]]\nkey = \"support\"\nzone = \"Europe/Berlin\"\n{lines}");
    let past = "hours.dates.2020-01-01 = [\"09:00-10:00\"]\n";
    let skipped = "hours.dates.2026-03-29 = [\"02:10-02:50\"]\n";
    let team = format!("[[team]]\nname = \"a\"\nzone = \"UTC\"\n{past}");
    let plan = "[[inbox.plan]]\nplan = \"gold\"\n";
    let monday = "hours.mon = [\"09:00-10:00\"]\n";
    for (text, place) in [
        (inbox(past), "firstline.toml:4: inbox.support.hours"),
        (inbox(skipped), "firstline.toml:4: inbox.support.hours"),
        (inbox(&format!("{past}{plan}")), "firstline.toml:4: inbox.support.hours"),
        (inbox(&format!("{monday}{plan}{past}")), "firstline.toml:7: inbox.support.plan.1.hours"),
        (team.clone(), "firstline.toml:4: team.1.hours"),
        (format!("{team}{}", inbox("teams = [\"a\"]")), "firstline.toml:4: team.1.hours"),
        (format!("{team}{}", inbox("routing.on_call = \"a\"")), "firstline.toml:4: team.1.hours"),
    ] {
        let error = covered(&text).expect_err("was accepted");
        assert!(error.starts_with(&format!("{place}: never opens from now on")), "{error}");
        assert_eq!(error.lines().count(), 1, "told once: {error}");
    }
    // Holidays that come soon, and dates that are still to come, are no end.
    assert_eq!(covered(&inbox(&format!("{monday}hours.dates.2026-03-02 = []\n"))), Ok(()));
    assert_eq!(covered(&inbox("hours.dates.2026-03-02 = [\"09:00-10:00\"]")), Ok(()));
}

#[test]
fn targets_are_durations_or_none() {
    let inbox = read_inbox("[inbox.targets]\ncritical = { respond = \"5m\", resolve = \"none\" }").unwrap();
    assert_eq!(inbox.policy.targets.critical.respond, Duration::from_secs(300));
    assert_eq!(inbox.policy.targets.critical.resolve, None);
    assert_eq!(inbox.policy.targets.usage, Targets::default().usage);
}

#[test]
fn public_keys_are_read_from_pem_and_base64() {
    let base64 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let der = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let pem = format!("\"\"\"\n-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n\"\"\"");
    for text in [format!("\"{base64}\""), format!("\"{der}\""), pem] {
        let inbox =
            read_inbox(&format!("anonymous = false\n[inbox.jwt]\neddsa_public_key = {text}")).unwrap();
        assert_eq!(inbox.jwt.unwrap().eddsa.unwrap()[..3], [0xd7, 0x5a, 0x98]);
    }
}

#[test]
fn a_policy_differs_where_decisions_do_and_only_there() {
    let digest = |lines: &str| read_inbox(lines).unwrap().document.digest.clone();
    assert_eq!(digest(""), digest("anonymous = true\nname = \"Help\""));
    assert_ne!(digest(""), digest("close_after = \"8d\""));
    assert_ne!(digest("scene = \"live_show\""), digest("scene = \"voice_service\""));
    assert_ne!(digest(""), digest("zone = \"UTC\"\nhours.mon = [\"09:00-10:00\"]"));
}

#[test]
fn origins_are_compared_as_browsers_send_them() {
    let inbox =
        read_inbox("allowed_origins = [\"https://Shop.example.com:443/\", \"http://localhost:3000\"]");
    assert_eq!(inbox.unwrap().allowed_origins, ["https://shop.example.com", "http://localhost:3000"]);
}

#[test]
fn each_mistake_is_told_with_its_line_and_a_way_out() {
    let inbox = |lines: &str| format!("[[inbox]]\nkey = \"support\"\n{lines}");
    let at = "firstline.toml:3: inbox.support.";
    let cases = [
        (inbox("zone = \"Asia/Bejing\""), format!("{at}zone"), "IANA"),
        (inbox("zone = \"Etc/Unknown\""), format!("{at}zone"), "IANA"),
        (inbox("documents = [\"a/[\"]"), format!("{at}documents"), "is no glob"),
        (inbox("documents = []"), format!("{at}documents"), "[\"**\"]"),
        (
            inbox("allowed_origins = [\"shop.example.com\"]"),
            format!("{at}allowed_origins"),
            "scheme and host",
        ),
        (
            inbox("allowed_origins = [\"https://a.example/x\"]"),
            format!("{at}allowed_origins"),
            "without a path",
        ),
        (inbox("anonymous = false"), format!("{at}anonymous"), "nobody could ask"),
        (inbox("close_after = 7"), format!("{at}close_after"), "such as \"30s\""),
        (inbox("close_after = \"0s\""), format!("{at}close_after"), "must not be zero"),
        (inbox("locale = \"fr\""), format!("{at}locale"), "\"en\" or \"zh\""),
        (inbox("quee = \"x\""), format!("{at}quee"), "did you mean `queue`?"),
        (inbox("privacy_url = \"x\""), format!("{at}privacy_url"), "https://"),
        (inbox("model = \"gpt\""), format!("{at}model"), "\"none\""),
        (inbox("greeting = \"Hi\""), format!("{at}greeting"), "expected a table"),
        (inbox("jwt = {}"), format!("{at}jwt"), "holds no key"),
        (inbox("jwt = { hs256_secret = \"short\" }"), format!("{at}jwt.hs256_secret"), "32 bytes"),
        (inbox("jwt = { hs256_secret_env = \"NOT_SET\" }"), format!("{at}jwt.hs256_secret_env"), "NOT_SET"),
        (inbox("jwt = { eddsa_public_key = \"AAAA\" }"), format!("{at}jwt.eddsa_public_key"), "Ed25519"),
        (inbox("hours = { mon = [\"09:00-12:00\"] }"), format!("{at}hours"), "need `zone"),
        (
            inbox("targets.usage = { respond = \"4h\", resolve = \"1h\" }"),
            format!("{at}targets.usage.resolve"),
            "shorter than `respond`",
        ),
        (
            inbox("targets.usage = { resolve = \"8h\", warn_resolve = \"12h\" }"),
            format!("{at}targets.usage.warn_resolve"),
            "already due",
        ),
    ];
    for (text, place, wants) in cases {
        check_refused(&text, &place, wants);
    }
}

#[test]
fn hours_that_make_no_sense_are_refused() {
    let hours =
        |spans: &str| format!("[[inbox]]\nkey = \"support\"\nzone = \"UTC\"\n[inbox.hours]\nmon = {spans}");
    let at = "firstline.toml:5: inbox.support.hours.mon";
    check_refused(&hours("[\"09:00-12:30\", \"12:00-18:00\"]"), at, "overlap");
    check_refused(&hours("[\"22:00-06:00\"]"), at, "two spans");
    check_refused(&hours("[\"9-12\"]"), at, "HH:MM-HH:MM");
    check_refused(&hours("[\"09:00-24:30\"]"), at, "HH:MM-HH:MM");
    check_refused(&hours("[\"09:60-10:00\"]"), at, "HH:MM-HH:MM");
    check_refused(&hours("\"09:00-10:00\""), at, "expected a list");
    assert!(read(&hours("[\"09:00-12:30\", \"12:30-18:00\"]")).is_ok());
}

#[test]
fn an_inbox_may_go_without_the_model() {
    let settings = read("[[inbox]]\nkey = \"a\"\nmodel = \"none\"\n[[inbox]]\nkey = \"b\"").unwrap();
    assert_eq!(settings.inboxes.iter().map(|inbox| inbox.uses_model).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn inboxes_need_keys_that_differ() {
    check_refused("[[inbox]]\nname = \"x\"", "firstline.toml:1: inbox.1", "has no key");
    check_refused(
        "[[inbox]]\nkey = \"a\"\n[[inbox]]\nkey = \"a\"",
        "firstline.toml:4: inbox.2.key",
        "another inbox has this key",
    );
    check_refused("[[inbox]]\nkey = \"Shop 1\"", "firstline.toml:2: inbox.Shop 1.key", "lower-case letters");
    check_refused("inbox = []", "firstline.toml: inbox", "at least one inbox");
    check_refused("[inbox]\nkey = \"a\"", "firstline.toml: inbox", "[[inbox]]");
}

#[test]
fn limits_that_contradict_each_other_are_refused() {
    check_refused("[limits]\nsockets_max = 0", "firstline.toml:2: limits.sockets_max", "must not be zero");
    check_refused(
        "[limits]\nmessages_per_second = 0",
        "firstline.toml:2: limits.messages_per_second",
        "at least 1",
    );
    check_refused(
        "[limits]\ntext_chars_max = 20000",
        "firstline.toml:1: limits.frame_bytes_max",
        "does not fit",
    );
    check_refused("[limits]\nturn_lease = \"1s\"", "firstline.toml:2: limits.turn_lease", "model.deadline");
    check_refused("[model]\nidle = \"1m\"", "firstline.toml:1: model.deadline", "longest of the three");
    check_refused("[limits]\nsockets_max = -1", "firstline.toml:2: limits.sockets_max", "out of range");
    check_refused("[log]\nlevel = \"loud=shout\"", "firstline.toml:2: log.level", "is no filter");
    assert_eq!(read("[limits]\ngather_wait = \"0s\"").unwrap().limits.gather_wait, Duration::ZERO);
}

#[test]
fn everything_wrong_is_told_at_once_in_the_order_of_the_file() {
    let error = read("listn = \"x\"\n[log]\nformat = \"xml\"\n[limits]\nping_every = 25").unwrap_err();
    let places: Vec<_> = error.lines().map(|line| line.split(": ").nth(1).unwrap_or_default()).collect();
    assert_eq!(places, ["listn", "log.format", "limits.ping_every"], "{error}");
}

#[test]
fn text_that_is_no_toml_is_told_by_line() {
    check_refused("listen = \"127.0.0.1:1\"\ndata = ./data", "firstline.toml:2: ", "TOML");
}

/// A receiver with the lines given.
fn receiver(lines: &str) -> String {
    format!("public_url = \"https://help.example.com\"\n[[receiver]]\nname = \"ops\"\n{lines}")
}

#[test]
fn a_receiver_hears_of_everything_unless_told() {
    let text = receiver(&format!(
        "kind = \"webhook\"\nurl = \"https://ops.example.com/in\"\nsecret = \"{SIGNING_SECRET}\""
    ));
    let settings = read(&text).unwrap();
    assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
    let ops = &settings.receivers[0];
    assert_eq!(ops.listener.kinds.len(), crate::domain::alert::RULES.len());
    assert_eq!((ops.listener.inboxes.as_ref(), ops.kind(), ops.allow_private), (None, "webhook", false));
    assert!(!settings.describe().contains("ops.example.com"), "a robot's address is its key");
    let bare = read(&text.replace("public_url = \"https://help.example.com\"", "")).unwrap();
    assert!(bare.warnings[0].contains("no link"));
}

#[test]
fn a_receiver_may_be_for_some_tiers_and_a_tier_whose_pages_nobody_hears_is_told() {
    let of = |name: &str, tiers: &str| {
        format!("[[receiver]]\nname = \"{name}\"\nkind = \"slack\"\nurl = \"https://a.example\"\n{tiers}\n")
    };
    let read = |text: String| read(&format!("public_url = \"https://help.example.com\"\n{text}")).unwrap();
    let settings = read(of("first", "tiers = []") + &of("next", "tiers = [3, 2, 3]"));
    let tiers: Vec<_> = settings.receivers.iter().map(|receiver| receiver.listener.tiers.clone()).collect();
    assert_eq!((tiers, settings.warnings.len()), (vec![None, Some(vec![2, 3])], 0));
    assert!(settings.describe().contains("tiers = [3, 2, 3]"));
    let alone = read(of("next", "tiers = [2, 3]"));
    assert!(alone.warnings[0].contains("tier 1 of inbox \"default\""), "{:?}", alone.warnings);
    assert_eq!(alone.warnings.len(), 1);
    assert!(read(of("mute", "events = [\"new_case\"]\ntiers = [1]")).warnings.is_empty());
}

#[test]
fn a_receiver_that_cannot_be_told_is_refused_with_a_way_out() {
    let check = |lines: &str, place: &str, wants: &str| check_refused(&receiver(lines), place, wants);
    check("", "firstline.toml:2: receiver.ops", "has no kind");
    check("kind = \"pigeon\"", "firstline.toml:4: receiver.ops.kind", "dingtalk");
    check("kind = \"webhook\"\nurl = \"https://a.example\"", "firstline.toml:2: receiver.ops", "whsec_");
    check("kind = \"webhook\"\nsecret = \"whsec_short\"", "firstline.toml:5: receiver.ops.secret", "base64");
    check("kind = \"slack\"", "firstline.toml:2: receiver.ops", "url_env");
    check("kind = \"slack\"\nurl = \"http://a.example\"", "firstline.toml:5: receiver.ops.url", "https://");
    check("kind = \"slack\"\nurl = \"https://u:p@a.example\"", "firstline.toml:5: receiver.ops.url", "user");
    check("kind = \"slack\"\nurl_env = \"NOWHERE\"", "firstline.toml:5: receiver.ops.url_env", "NOWHERE");
    check("kind = \"slack\"\nsecret = \"x\"", "firstline.toml:5: receiver.ops.secret", "leave it out");
    check("kind = \"mail\"", "firstline.toml:2: receiver.ops.to", "oncall@example.com");
    check("kind = \"mail\"\nto = [\"a@b.example\"]", "firstline.toml: mail.smtp_url", "told by mail");
    check(
        "kind = \"mail\"\nto = [\"a@b.example,c\"]",
        "firstline.toml:5: receiver.ops.to",
        "no mail address",
    );
    check("kind = \"slack\"\nevents = [\"new\"]", "firstline.toml:5: receiver.ops.events", "new_case");
    check("kind = \"slack\"\nevents = []", "firstline.toml:5: receiver.ops.events", "nothing");
    check("kind = \"slack\"\ninboxes = [\"b\"]", "firstline.toml:5: receiver.ops.inboxes", "no inbox");
    check("kind = \"slack\"\ntiers = [2, 4]", "firstline.toml:5: receiver.ops.tiers", "4 is no tier");
    check("kind = \"slack\"\ntiers = [0]", "firstline.toml:5: receiver.ops.tiers", "0 is no tier");
    check("kind = \"slack\"\ntiers = [\"2\"]", "firstline.toml:5: receiver.ops.tiers", "whole number");
    check("kind = \"slack\"\nzone = \"Mars\"", "firstline.toml:5: receiver.ops.zone", "no time zone");
    check("kind = \"slack\"\nquiet = [\"22:00-07:00\"]", "firstline.toml:5: receiver.ops.quiet", "zone");
    let quiet = |span: &str| format!("kind = \"slack\"\nzone = \"UTC\"\nquiet = [\"{span}\"]");
    check(&quiet("10-7"), "firstline.toml:6: receiver.ops.quiet", "HH:MM");
    check(&quiet("00:00-24:00"), "firstline.toml:6: receiver.ops.quiet", "never ends");
    check_refused(
        &(receiver("kind = \"slack\"\n") + "[[receiver]]\nname = \"ops\"\n"),
        "firstline.toml:6",
        "has this name",
    );
    check_refused("receiver = 1", "firstline.toml", "[[receiver]]");
    check_refused("[mail]\nsmtp_url = \"smtps://u:p@h\"", "firstline.toml:2: mail.smtp_url", "password_env");
    check_refused("[mail]\nsmtp_url = \"https://h\"", "firstline.toml:2: mail.smtp_url", "smtps://");
}
