use super::*;
use crate::domain::{
    dossier::{
        Quote, StepBy,
        rules::tests::{log, opened, said, talk},
    },
    event::{Amended, Destination, HandoffRequested, Party, Reason, Role, Transferred},
    personal::Personal,
};

fn transferred(tier: u8, reason: &str) -> Body {
    let to = Destination { tier: Some(tier), ..Destination::default() };
    Body::Transferred(Transferred {
        by: Party::Agent,
        to: Some(to),
        reason: Some(reason.into()),
        asked: Some("Which limits does the gateway have?".into()),
    })
}

/// A case that went to the first tier and was answered there.
fn answered_by_the_first_tier() -> (Dossier, Vec<Body>) {
    let mut bodies = vec![opened(Locale::En), said(Role::User, "uploads fail with E4012 since 09:10")];
    let first = Dossier { reason: Some(Reason::Requested), ..by_rules(&log(bodies.clone()), Locale::En) };
    bodies.push(Body::HandoffRequested(HandoffRequested {
        by: Party::User,
        reason: Some(Reason::Requested),
        dossier: first.clone(),
    }));
    bodies.push(said(Role::Agent, "Hello! Please set chunk_size to 8 in upload.toml and try again."));
    bodies.push(said(Role::User, "I set chunk_size to 8, same error. Only the Berlin office has it"));
    (first, bodies)
}

#[test]
fn the_next_tier_gets_all_of_it_and_what_the_first_did() {
    let (first, mut bodies) = answered_by_the_first_tier();
    bodies.push(transferred(2, "Chunking does not help. Please look at the gateway's limits."));
    let second = grown(&first, &log(bodies.clone()), Locale::En);
    assert_eq!((second.version, second.written_by), (2, WrittenBy::Rules));
    assert_eq!(second.problem, first.problem);
    let desk: Vec<&str> =
        second.tried.iter().filter(|step| step.by == StepBy::Desk).map(|step| step.text.text()).collect();
    assert_eq!(desk, ["Please set chunk_size to 8 in upload.toml and try again."]);
    let user = second.tried.iter().find(|step| step.by == StepBy::User).unwrap();
    assert_eq!((user.text.text(), user.helped), ("I set chunk_size to 8", Some(false)));
    assert_eq!(second.escalations.len(), 1);
    let sent = &second.escalations[0];
    assert_eq!((sent.tier, sent.seq), (2, Seq(6)));
    let asked = sent.asked.as_ref().map(Personal::text);
    assert_eq!(asked, Some("Which limits does the gateway have?"));
    assert!(second.environment.iter().any(|fact| fact.value.text() == "E4012"));
    assert!(second.environment.iter().any(|fact| fact.name == "affected"));
    assert_eq!(second.reason, Some(Reason::Requested));

    bodies.push(said(Role::Agent, "We raised the limit of the gateway. Which proxy is in front of it?"));
    bodies.push(transferred(3, "Still fails. Is it the disk?"));
    let third = grown(&second, &log(bodies), Locale::En);
    assert_eq!(third.version, 3);
    assert_eq!(third.escalations.iter().map(|sent| sent.tier).collect::<Vec<_>>(), [2, 3]);
    let desk: Vec<&str> =
        third.tried.iter().filter(|step| step.by == StepBy::Desk).map(|step| step.text.text()).collect();
    assert_eq!(desk.len(), 2);
    assert_eq!(desk[1], "We raised the limit of the gateway.", "what the desk asks is no step");
}

#[test]
fn what_only_an_earlier_version_knows_stays() {
    let (first, mut bodies) = answered_by_the_first_tier();
    let by_model = Dossier {
        version: 2,
        problem: "Uploads fail at the Berlin office.".into(),
        written_by: WrittenBy::Llm,
        claims: vec![Quote { text: "It is the proxy.".into(), seq: Seq(2) }],
        ..first
    };
    bodies.push(transferred(2, "Please help."));
    let next = grown(&by_model, &log(bodies), Locale::En);
    assert_eq!(next.problem.text(), "Uploads fail at the Berlin office.");
    assert!(next.claims.iter().any(|claim| claim.text.text() == "It is the proxy."));
}

#[test]
fn a_correction_makes_the_next_version() {
    let mut log = talk(Locale::En, &[(Role::User, "uploads fail on 3.1.0"), (Role::User, "human please")]);
    let first = by_rules(&log, Locale::En);
    log.push(Event {
        seq: Seq(4),
        body: Body::Amended(Amended { text: "It is 3.2.0, not 3.1.0".into() }),
        ..log[0].clone()
    });
    let second = amended(&first, &log, Locale::En);
    assert_eq!(second.version, 2);
    assert_eq!(second.problem.text(), "uploads fail on 3.1.0 Corrected by the user: It is 3.2.0, not 3.1.0");
    assert!(second.claims.iter().any(|quote| quote.seq == Seq(4)));
    assert!(second.environment.iter().any(|fact| fact.value.text() == "3.2.0"));
    let third = amended(&second, &log, Locale::En);
    assert_eq!(third.problem.text().matches("Corrected").count(), 1);
}

#[test]
fn a_correction_keeps_what_the_tiers_did_and_is_marked_in_the_language_of_the_desk() {
    let (first, mut bodies) = answered_by_the_first_tier();
    bodies.push(transferred(2, "Please help."));
    let second = grown(&first, &log(bodies.clone()), Locale::Zh);
    bodies.push(Body::Amended(Amended { text: "It is E4021".into() }));
    let third = amended(&second, &log(bodies), Locale::Zh);
    assert_eq!(third.version, 3);
    assert!(third.problem.text().ends_with("用户更正： It is E4021"), "{}", third.problem.text());
    assert!(unmarked(third.problem.text()).ends_with("\nIt is E4021"), "{}", unmarked(third.problem.text()));
    assert_eq!(third.escalations.len(), 1);
    assert!(third.tried.iter().any(|step| step.by == StepBy::Desk));
    assert_eq!(third.problem_from.last(), Some(&Seq(7)));
}
