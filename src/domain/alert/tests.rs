use jiff::tz::TimeZone;
use serde_json::Value;
use uuid::Uuid;

use crate::domain::{
    conversation::{apply, fold},
    event::{
        AgentRef, HandoffRequested, PageReason, Paged, Party, Reason, Released, SeverityChanged, Triaged,
    },
    ids::{Id, Seq},
};

use super::*;

/// Plays bodies in appends of their own and returns what is told of the last one.
fn told(appends: &[Vec<Body>]) -> Vec<Kind> {
    let opened = serde_json::json!({
        "inbox": "default", "contact": Uuid::from_u128(7), "locale": "en", "context": {}, "policy": 1,
    });
    let opened = Body::Opened(serde_json::from_value(opened).unwrap());
    let event = |seq: u64, body: Body| Event {
        id: Id::new(Uuid::from_u128(u128::from(seq))),
        conversation: Id::new(Uuid::from_u128(1)),
        seq: Seq(seq),
        at: "2026-06-03T10:00:00Z".parse().unwrap(),
        body,
        cause: None,
    };
    let mut state = fold(&[event(1, opened)]).unwrap();
    let mut found = Vec::new();
    for bodies in appends {
        let before = state.clone();
        let events: Vec<Event> =
            bodies.iter().zip(state.seq.0 + 1..).map(|(body, seq)| event(seq, body.clone())).collect();
        state = events.iter().fold(state, apply);
        found = occasions(Some(&before), &state, &events);
    }
    found.into_iter().map(|occasion| occasion.kind).collect()
}

fn requested() -> Body {
    let dossier = serde_json::json!({
        "version": 1, "problem": "it is down", "asked": [], "environment": [], "tried": [], "documents": [],
        "claims": [], "locale": "en", "written_by": "rules",
    });
    Body::HandoffRequested(HandoffRequested {
        by: Party::User,
        reason: Some(Reason::Requested),
        dossier: serde_json::from_value(dossier).unwrap(),
    })
}
fn queued() -> Body {
    let fact = serde_json::json!({ "queue": "first", "tier": 1, "respond_by": "2026-06-03T10:15:00Z" });
    Body::Queued(serde_json::from_value(fact).unwrap())
}
fn triaged(severity: Severity) -> Body {
    Body::Triaged(Triaged {
        severity: Some(severity),
        topic: None,
        product: None,
        locale: Locale::En,
        reasons: Vec::new(),
        mood: None,
    })
}
fn sla(state: SlaState) -> Body {
    let fact =
        serde_json::json!({ "target": "first_response", "state": state, "due": "2026-06-03T10:15:00Z" });
    Body::Sla(serde_json::from_value(fact).unwrap())
}
fn paged(n: u32) -> Body {
    Body::Paged(Paged { tier: 1, reason: PageReason::Critical, n })
}
fn released() -> Body {
    Body::Released(Released { by: Party::Policy, reason: None })
}
fn agent() -> AgentRef {
    AgentRef { id: Some(Id::new(Uuid::from_u128(9))), name: "Anna".into() }
}

#[test]
fn a_case_is_new_once_however_often_it_waits() {
    assert_eq!(told(&[vec![requested(), queued()]]), [Kind::NewCase]);
    assert_eq!(told(&[vec![requested(), queued()], vec![released(), queued()]]), []);
    assert_eq!(told(&[vec![requested(), queued()], vec![requested(), queued()]]), [Kind::NewCase]);
}

#[test]
fn severity_1_is_told_once_at_the_handoff_or_when_it_becomes_so() {
    let critical = || triaged(Severity::Critical);
    assert_eq!(told(&[vec![critical(), requested(), queued()]]), [Kind::Critical]);
    assert_eq!(told(&[vec![critical()]]), [], "the bot still has it");
    assert_eq!(told(&[vec![critical(), requested(), queued()], vec![released(), queued()]]), []);
    let worse = Body::SeverityChanged(SeverityChanged {
        from: Severity::Usage,
        to: Severity::Critical,
        by: agent(),
        reason: None,
    });
    let waiting = vec![triaged(Severity::Usage), requested(), queued()];
    assert_eq!(told(&[waiting.clone(), vec![worse.clone()]]), [Kind::Critical]);
    assert_eq!(told(&[waiting.clone(), vec![worse], vec![critical()]]), []);
    assert_eq!(told(&[waiting, vec![critical()]]), [Kind::Critical]);
}

#[test]
fn a_page_is_told_in_place_of_the_case_it_comes_with_and_again_where_nobody_comes() {
    let handed = vec![triaged(Severity::Critical), requested(), queued(), paged(1)];
    assert_eq!(told(std::slice::from_ref(&handed)), [Kind::Paged]);
    assert_eq!(told(&[handed, vec![paged(2)]]), [Kind::Paged]);
    let listener = |kind| Listener {
        kinds: vec![kind],
        inboxes: None,
        tiers: None,
        quiet: Quiet { zone: TimeZone::UTC, spells: Vec::new() },
        locale: Locale::En,
    };
    let page = |n| Occasion { page: Some(n), ..case(Kind::Paged, Severity::Critical) };
    let hears = |kind, n| listener(kind).hears_at(&page(n), page(n).at).is_some();
    assert!(hears(Kind::NewCase, 1) && hears(Kind::Critical, 1) && hears(Kind::Paged, 1));
    assert!(!hears(Kind::NewCase, 2) && !hears(Kind::Critical, 2) && hears(Kind::Paged, 2));
    assert!(!hears(Kind::Breached, 1));
}

#[test]
fn a_page_rings_for_the_tier_that_is_called() {
    let appends = [vec![triaged(Severity::Critical), requested(), queued(), paged(1)], vec![]];
    assert_eq!(told(&appends[..1]), [Kind::Paged]);
    let listener = |tiers: Option<Vec<u8>>| Listener {
        kinds: RULES.iter().map(|rule| rule.kind).collect(),
        inboxes: None,
        tiers,
        quiet: Quiet { zone: TimeZone::UTC, spells: Vec::new() },
        locale: Locale::En,
    };
    let rings = |tiers: &Option<Vec<u8>>, kind, tier| {
        let occasion = Occasion { tier, page: Some(1), ..case(kind, Severity::Critical) };
        listener(tiers.clone()).hears_at(&occasion, occasion.at).is_some()
    };
    for kind in [Kind::Paged, Kind::NewCase, Kind::Breached] {
        let heard_by = |tiers: Option<Vec<u8>>| [1, 2, 3].map(|tier| rings(&tiers, kind, tier));
        assert_eq!(heard_by(None), [true; 3]);
        assert_eq!(heard_by(Some(vec![1])), [true, false, false]);
        assert_eq!(heard_by(Some(vec![2, 3])), [false, true, true]);
    }
}

#[test]
fn promises_are_told_when_they_are_near_and_when_they_are_broken() {
    let waiting = vec![requested(), queued()];
    assert_eq!(told(&[waiting.clone(), vec![sla(SlaState::Warned)]]), [Kind::AboutToBreach]);
    assert_eq!(told(&[waiting.clone(), vec![sla(SlaState::Breached)]]), [Kind::Breached]);
    assert_eq!(told(&[waiting, vec![sla(SlaState::Met)]]), []);
}

fn case(kind: Kind, severity: Severity) -> Occasion {
    Occasion {
        event: Id::new(Uuid::from_u128(0xabc)),
        kind,
        at: "2026-06-03T20:00:00Z".parse().unwrap(),
        conversation: Id::new(Uuid::from_u128(1)),
        inbox: InboxKey("shop".to_owned()),
        severity,
        queue: "first".to_owned(),
        tier: 1,
        target: (kind == Kind::Breached).then_some(SlaTarget::FirstResponse),
        due: Some("2026-06-03T20:15:00Z".parse().unwrap()),
        page: None,
    }
}

#[test]
fn a_receiver_hears_what_it_named_and_is_left_alone_at_night_but_for_severity_1() {
    let night = Quiet { zone: TimeZone::UTC, spells: vec![Spell { from_minute: 1_200, to_minute: 420 }] };
    let listener = Listener {
        kinds: vec![Kind::NewCase],
        inboxes: Some(vec![InboxKey("shop".to_owned())]),
        tiers: None,
        quiet: night,
        locale: Locale::En,
    };
    let now: Timestamp = "2026-06-03T21:00:00Z".parse().unwrap();
    let hears = |kind, severity| listener.hears_at(&case(kind, severity), now);
    assert_eq!(hears(Kind::NewCase, Severity::Usage), Some("2026-06-04T07:00:00Z".parse().unwrap()));
    assert_eq!(hears(Kind::Critical, Severity::Critical), Some(now), "who hears of new cases hears of these");
    assert_eq!(hears(Kind::Breached, Severity::Critical), None);
    let elsewhere = Occasion { inbox: InboxKey("other".to_owned()), ..case(Kind::NewCase, Severity::Usage) };
    assert_eq!(listener.hears_at(&elsewhere, now), None);
}

#[test]
fn tries_go_on_over_days_and_end() {
    for (urgency, n_waits) in [(Urgency::Plain, 9), (Urgency::Pressing, 9), (Urgency::Page, 69)] {
        let waits = waits_s(urgency);
        assert_eq!((waits.len(), waits.first(), waits.last()), (n_waits, Some(&5), Some(&86_400)));
        assert!(waits.is_sorted() && waits.iter().sum::<u64>() > 3 * 86_400);
        assert_eq!(wait_after(0, urgency), None);
    }
}

fn waits_s(urgency: Urgency) -> Vec<u64> {
    (1..).map_while(|n| wait_after(n, urgency)).map(|wait| wait.as_secs()).collect()
}

#[test]
fn a_page_is_tried_every_minute_for_an_hour() {
    let waits = waits_s(Urgency::Page);
    let quick: Vec<u64> = waits.iter().copied().take_while(|wait| *wait <= 60).collect();
    assert!((3_500..=3_600).contains(&quick.iter().sum::<u64>()), "{quick:?}");
    assert_eq!(waits.get(quick.len()), Some(&1_800));
}

#[test]
fn a_later_try_keeps_quiet_too_but_for_severity_1() {
    let night = Quiet { zone: TimeZone::UTC, spells: vec![Spell { from_minute: 1_320, to_minute: 420 }] };
    let listener =
        Listener { kinds: vec![Kind::NewCase], inboxes: None, tiers: None, quiet: night, locale: Locale::En };
    let due: Timestamp = "2026-06-03T22:05:00Z".parse().unwrap();
    let told = |severity| listener.told_at(&case(Kind::NewCase, severity), due);
    assert_eq!(told(Severity::Usage), "2026-06-04T07:00:00Z".parse().unwrap());
    assert_eq!(told(Severity::Critical), due);
}

/// A subject that tries everything a robot could read something into.
const HOSTILE: &str = "<!channel> @all <@U1> [click](https://evil.example) **now** <at id=\"all\"></at>\n# `x` card 4111 1111 1111 1111 \u{202e}";

fn facts() -> Facts {
    Facts {
        subject: HOSTILE.to_owned(),
        inbox: "Shop".to_owned(),
        link: Some("https://help.example.com/console/cases/1".to_owned()),
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        zone_name: "Asia/Shanghai".to_owned(),
        now: "2026-06-03T20:00:00Z".parse().unwrap(),
    }
}

/// Every text of a JSON value.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

#[test]
fn a_robot_reads_nothing_into_the_words_of_a_user() {
    for locale in [Locale::En, Locale::Zh] {
        for kind in RULES.map(|rule| rule.kind) {
            let occasion = case(kind, Severity::Usage);
            let telling = tell(&occasion, &facts(), locale);
            for message in [Message::Slack, Message::Wecom, Message::Feishu, Message::Dingtalk] {
                let Content::Json(json) = body(message, &occasion, &telling) else { panic!("no JSON") };
                let mut found = Vec::new();
                texts(&json, &mut found);
                let whole = found.join("\n");
                for bad in ["<!", "<@", "<at", "@all", "https://evil", "4111", "\u{202e}"] {
                    assert!(!whole.contains(bad), "{message:?}: {whole}");
                }
                assert!(whole.contains("[card]") || whole.contains("［card］"), "{whole}");
                assert!(whole.contains("https://help.example.com/console/cases/1"), "{whole}");
                if matches!(message, Message::Wecom | Message::Dingtalk) {
                    assert!(
                        !whole.contains("[click]") && !whole.contains("**now") && !whole.contains('`'),
                        "{whole}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_told_names_the_time_in_its_zone() {
    let early = case(Kind::Breached, Severity::Degraded);
    let late = Occasion { at: early.due.unwrap(), ..early.clone() };
    let telling = tell(&early, &facts(), Locale::En);
    assert_eq!(telling.title, "Firstline: ended without what was promised (first response)");
    let telling = tell(&late, &facts(), Locale::En);
    assert_eq!(telling.title, "Firstline: a promised time has passed (first response)");
    assert!(telling.rows.contains(&("Was due", "04:15 (Asia/Shanghai)".to_owned())), "{telling:?}");
    let telling = tell(&case(Kind::NewCase, Severity::Degraded), &facts(), Locale::Zh);
    assert_eq!(telling.title, "Firstline：新工单");
    assert!(telling.rows.contains(&("最迟回复", "04:15 (Asia/Shanghai)".to_owned())), "{telling:?}");
}

#[test]
fn a_mail_has_a_subject_of_one_line_and_plain_text() {
    let occasion = case(Kind::NewCase, Severity::Usage);
    let Content::Mail { subject, text } =
        body(Message::Mail, &occasion, &tell(&occasion, &facts(), Locale::En))
    else {
        panic!("no mail")
    };
    assert!(subject.starts_with("Firstline: new case · ") && !subject.contains('\n'), "{subject}");
    assert!(text.contains("Open the case: https://help.example.com/console/cases/1"), "{text}");
}

#[test]
fn a_webhook_carries_its_type_and_the_case() {
    let occasion = case(Kind::Breached, Severity::Degraded);
    let Content::Json(json) = body(Message::Webhook, &occasion, &tell(&occasion, &facts(), Locale::En))
    else {
        panic!("no JSON")
    };
    assert_eq!(json["type"], "breached");
    assert_eq!(json["timestamp"], "2026-06-03T20:00:00.000Z");
    assert_eq!(json["data"]["severity"], 2);
    assert_eq!(json["data"]["target"], "first_response");
    assert_eq!(json["data"]["due"], "2026-06-03T20:15:00.000Z");
    assert_eq!(occasion.name(), "msg_00000000000000000000000000000abc");
}
