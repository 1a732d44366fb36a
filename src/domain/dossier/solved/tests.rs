use super::*;
use crate::domain::{
    dossier::rules::tests::{log, opened, said},
    event::{Citation, Mode, Party, Reopened, Resolved},
    ids::{Id, Locale},
};

fn resolved(by: Party, how: Resolution) -> Body {
    Body::Resolved(Resolved { by, how })
}

fn cited(doc: &str) -> Citation {
    Citation {
        n: 1,
        doc: doc.to_owned(),
        title: "Limits".to_owned(),
        section: None,
        heading: None,
        url: format!("/docs/{doc}"),
        quote: String::new(),
        hash: String::new(),
        revision: 1,
    }
}

fn answered(text: &str, doc: &str) -> Body {
    let mut body = said(Role::Bot, text);
    if let Body::Message(message) = &mut body {
        message.reply = Some(Id::new(uuid::Uuid::from_u128(9)));
        message.answer = Some(Answer {
            outcome: AnswerOutcome::Answered,
            mode: Mode::Extractive,
            is_final: true,
            cut: false,
            citations: vec![cited(doc)],
            offer: None,
            choices: Vec::new(),
        });
    }
    body
}

#[test]
fn a_confirmed_answer_of_the_bot_is_the_solution() {
    let mut bodies = vec![
        opened(Locale::En),
        said(Role::User, "How do I raise the limit?"),
        answered("Set limit to 8.", "limits.md"),
        resolved(Party::User, Resolution::Confirmed),
    ];
    let case = solved(&log(bodies.clone())).unwrap();
    assert_eq!(
        (case.problem.as_str(), case.solution.as_str()),
        ("How do I raise the limit?", "Set limit to 8.")
    );
    assert_eq!(
        (case.by, case.how, case.documents[0].doc.as_str()),
        (Role::Bot, Resolution::Confirmed, "limits.md")
    );
    // Silence proves nothing.
    bodies.pop();
    bodies.push(resolved(Party::Policy, Resolution::Assumed));
    assert_eq!(solved(&log(bodies)), None);
}

#[test]
fn the_agents_words_are_the_solution_without_courtesies() {
    let case = solved(&log(vec![
        opened(Locale::En),
        said(Role::User, "Uploads fail with E4012"),
        answered("Set limit to 8.", "limits.md"),
        said(Role::Agent, "Hello! Which version is it?"),
        said(Role::Agent, "Hi! Set chunk_size to 8 in upload.toml, see /docs/limits.md."),
        said(Role::User, "thanks, works"),
        said(Role::Agent, "You're welcome!"),
        resolved(Party::Agent, Resolution::Agent),
    ]));
    let case = case.unwrap();
    assert_eq!(case.by, Role::Agent);
    assert!(case.solution.contains("Set chunk_size to 8 in upload.toml"), "{}", case.solution);
    assert!(!case.solution.contains("Hi!"), "{}", case.solution);
    assert_eq!(case.documents.len(), 1);
}

#[test]
fn an_earlier_segment_solves_nothing_now() {
    let bodies = vec![
        opened(Locale::En),
        said(Role::User, "Uploads fail with E4012"),
        said(Role::Agent, "Set chunk_size to 8 in upload.toml."),
        resolved(Party::Agent, Resolution::Agent),
        Body::Reopened(Reopened { by: Party::User, segment: 2 }),
        said(Role::User, "never mind"),
        resolved(Party::User, Resolution::Confirmed),
    ];
    assert_eq!(solved(&log(bodies)), None);
}
