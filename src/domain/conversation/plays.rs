//! Single ways through a case, step by step: what each step leads to.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    AgentCommand, Command, Judged, Owner, PolicyCommand, Refusal, Said, UserCommand, Wish,
    interleavings::{HOUR, Step, World, agent, policy, verdict},
};
use crate::domain::{
    dossier::{self, Dossier},
    event::{
        Body, Destination, Event, Notice, NoticeKind, NoticeState, PageReason, Queued, Severity, SlaState,
        SlaTarget,
    },
    hours::{Calendar, Hours, Span, Zone},
    ids::{Id, Locale, Seq},
    intent::Intent,
    kept::kept,
    policy::Policy,
    time::Timestamp,
    topic::Topic,
    triage::Verdict,
};

/// One way through a case, step by step.
struct Play {
    world: World,
    policy: Policy,
}

impl Play {
    /// An agent has the case of a user who asked for a person: the play, when that was, and the claim.
    fn claimed() -> (Self, Timestamp, Seq) {
        let now = Timestamp::from_millis(1_000_000);
        let mut play = Self { world: World::begin(), policy: policy() };
        let person =
            UserCommand::Person { reason: None, verdict: verdict(Severity::Usage), locale: Locale::En };
        play.step(Command::User(person), now);
        let claim = play.anna(Wish::Claim, now)[0].seq;
        (play, now, claim)
    }
    fn step(&mut self, command: Command, at: Timestamp) -> Vec<Event> {
        let (after, added) = self.world.after(&Step { command, at, is_alike: false }, &self.policy).unwrap();
        self.world = after;
        added
    }
    fn says(&mut self, text: &str, severity: Severity, at: Timestamp) -> Vec<Event> {
        self.step(Command::User(UserCommand::Say(said(text, severity))), at)
    }
    fn amends(&mut self, text: &str, severity: Severity, at: Timestamp) -> Vec<Event> {
        let amend = UserCommand::Amend { text: text.to_owned(), verdict: verdict(severity) };
        self.step(Command::User(amend), at)
    }
    /// The dossier as it stands.
    fn briefing(&self) -> &Dossier {
        dossier::newest(&self.world.log).unwrap()
    }
    fn anna(&mut self, wish: Wish, at: Timestamp) -> Vec<Event> {
        self.step(Command::Agent(AgentCommand { agent: agent(1), wish }), at)
    }
}

fn said(text: &str, severity: Severity) -> Said {
    Said {
        text: text.to_owned(),
        client_id: Id::new(Uuid::nil()),
        context: None,
        verdict: verdict(severity),
        locale: Locale::En,
        intent: Intent::Question { not_solved: false },
    }
}

fn answers(claim: Seq, text: &str) -> Wish {
    Wish::Reply { claim, text: text.to_owned(), client_id: Id::new(Uuid::nil()), waits: Some(false) }
}

fn states(events: &[Event]) -> Vec<(SlaTarget, SlaState)> {
    let sla = events.iter().filter_map(|event| match &event.body {
        Body::Sla(sla) => Some((sla.target, sla.state)),
        _ => None,
    });
    sla.collect()
}

fn queued(events: &[Event]) -> Option<&Queued> {
    events.iter().find_map(|event| match &event.body {
        Body::Queued(queued) => Some(queued),
        _ => None,
    })
}

fn pages(events: &[Event]) -> Vec<(u8, PageReason, u32)> {
    let paged = events.iter().filter_map(|event| match &event.body {
        Body::Paged(paged) => Some((paged.tier, paged.reason, paged.n)),
        _ => None,
    });
    paged.collect()
}

/// Anna asks something, and waits for the user.
fn asks(claim: Seq) -> Wish {
    Wish::Reply { claim, text: "Which browser?".to_owned(), client_id: Id::new(Uuid::nil()), waits: None }
}

#[test]
fn what_is_late_already_does_not_stand_still() {
    let (mut play, now, claim) = Play::claimed();
    // The clock has not looked yet.
    let late = now.plus(49 * HOUR);
    assert_eq!(states(&play.anna(asks(claim), late)), [(SlaTarget::FirstResponse, SlaState::Breached)]);
    let looked = play.step(Command::Policy(PolicyCommand::Promises), late);
    assert_eq!(states(&looked), [(SlaTarget::Resolution, SlaState::Breached)]);
}

#[test]
fn what_gets_worse_after_it_stood_still_is_promised_a_time_that_lies_ahead() {
    for worse in [Severity::Degraded, Severity::Critical] {
        let (mut play, now, claim) = Play::claimed();
        play.anna(asks(claim), now);
        play.anna(Wish::Release { claim, reason: None }, now);
        // It was due meanwhile, and stood still.
        let late = now.plus(72 * HOUR);
        let added = play.says("It is down", worse, late);
        let resolve_by = queued(&added).and_then(|queued| queued.resolve_by);
        assert!(resolve_by.is_some_and(|due| due > late), "{worse:?}: {resolve_by:?}");
    }
}

#[test]
fn what_comes_back_with_another_problem_is_briefed_anew() {
    let (mut play, now, claim) = Play::claimed();
    play.says("The invoice of May shows error E77, only the Berlin office has it", Severity::Usage, now);
    play.anna(answers(claim, "Your invoice with the VAT number is attached."), now);
    play.anna(Wish::Resolve { claim }, now);
    let added = play.says("Webhooks time out with 504 in 4.1.0 since noon", Severity::Critical, now);
    assert_eq!(pages(&added), [(1, PageReason::Critical, 1)]);
    let briefing = play.briefing();
    assert!(briefing.problem.text().starts_with("Webhooks time out"), "{}", briefing.problem.text());
    let names: Vec<&str> = briefing.environment.iter().map(|fact| fact.name.as_str()).collect();
    assert!(names.contains(&"version") && !names.contains(&"affected"), "{:?}", briefing.environment);
    assert_eq!(briefing.severity, Some(Severity::Critical));
    let place = |found: fn(&Body) -> bool| added.iter().position(|event| found(&event.body));
    assert!(
        place(|body| matches!(body, Body::Dossier(_))) < place(|body| matches!(body, Body::Queued(_))),
        "it goes there with its briefing"
    );
}

#[test]
fn what_comes_back_unsolved_keeps_its_correction() {
    let (mut play, now, claim) = Play::claimed();
    play.says("The export of reports fails with E5512", Severity::Usage, now);
    play.amends("It is the import, not the export", Severity::Usage, now);
    play.anna(answers(claim, "I have started it again."), now);
    play.anna(Wish::Resolve { claim }, now);
    play.says("It is still the same error", Severity::Usage, now);
    let problem = play.briefing().problem.text();
    assert!(problem.contains("It is the import"), "{problem}");
}

#[test]
fn not_solved_after_solved_waits_for_a_person_again() {
    let now = Timestamp::from_millis(1_000_000);
    let mut play = Play { world: World::begin(), policy: policy() };
    play.says("How do I export a report?", Severity::Usage, now);
    let person = || {
        let verdict = verdict(Severity::Usage);
        Command::User(UserCommand::Person { reason: None, verdict, locale: Locale::En })
    };
    let feedback = |solved| Command::User(UserCommand::Feedback { reply: None, solved, comment: None });
    play.step(person(), now);
    for _ in 0..2 {
        play.step(feedback(true), now);
        assert!(matches!(play.world.state.owner, Owner::Nobody { was_human: false, .. }));
        play.step(feedback(false), now);
        assert!(matches!(play.world.state.owner, Owner::Queue { .. }));
    }
    play.step(feedback(true), now);
    play.step(person(), now);
    assert!(matches!(play.world.state.owner, Owner::Queue { .. }));
    // A new question is the bot's.
    play.step(feedback(true), now);
    play.says("How do I delete a user?", Severity::Usage, now);
    assert!(matches!(play.world.state.owner, Owner::Bot { turn: Some(_) }));
}

#[test]
fn a_correction_stays_and_what_it_says_counts() {
    let now = Timestamp::from_millis(1_000_000);
    let mut play = Play { world: World::begin(), policy: policy() };
    play.says("The export fails with E5512", Severity::Usage, now);
    let verdict = verdict(Severity::Usage);
    play.step(Command::User(UserCommand::Person { reason: None, verdict, locale: Locale::En }), now);
    play.amends("It is the import, workspace blue-owl", Severity::Usage, now);
    play.says("It began on Monday after the upgrade", Severity::Usage, now);
    let briefing = play.briefing();
    assert!(briefing.problem.text().contains("It is the import"), "{}", briefing.problem.text());
    assert!(briefing.claims.iter().any(|claim| claim.text.text().contains("It is the import")));
    assert!(briefing.asked.iter().any(|quote| quote.text.text().contains("Monday")));
    let added = play.amends("Production is down for all customers", Severity::Critical, now);
    assert_eq!(pages(&added), [(1, PageReason::Critical, 1)]);
    assert_eq!(play.world.state.severity(), Severity::Critical);
    // An order to the desk is told as what the user says, and states no problem.
    play.amends("Mark this as P1", Severity::Critical, now);
    let briefing = play.briefing();
    assert!(!briefing.problem.text().contains("P1"), "{}", briefing.problem.text());
    assert!(briefing.claims.iter().any(|claim| claim.text.text().contains("P1")));
}

#[test]
fn whoever_has_it_next_knows_what_was_said_to_the_last() {
    let (mut play, now, claim) = Play::claimed();
    play.anna(answers(claim, "Which version of the gateway is it?"), now);
    play.says("It is 3.9.1, tenant red-fox", Severity::Usage, now);
    play.anna(answers(claim, "Which browser?"), now);
    let added = play.anna(Wish::Release { claim, reason: None }, now);
    assert!(added.iter().any(|event| matches!(event.body, Body::Dossier(_))));
    let briefing = play.briefing();
    assert!(briefing.environment.iter().any(|fact| fact.value.text().contains("3.9.1")));
    assert_eq!(briefing.open_question.as_ref().map(|question| question.text()), Some("Which browser?"));
    // Nothing new, nothing written.
    let claim = play.anna(Wish::Claim, now)[0].seq;
    let version = play.briefing().version;
    play.anna(Wish::Release { claim, reason: None }, now);
    assert_eq!(play.briefing().version, version);
}

#[test]
fn what_waits_anew_calls_its_own_tier_first() {
    let (mut play, now, claim) = Play::claimed();
    play.says("Production is down for everybody", Severity::Critical, now);
    play.anna(answers(claim, "I am looking."), now);
    let to = Destination { tier: Some(2), ..Destination::default() };
    let reason = "the gateway".to_owned();
    let later = now.plus(HOUR);
    let added = play.anna(Wish::Transfer { claim, to, to_agent: None, reason, asked: None }, later);
    assert_eq!(pages(&added), [(2, PageReason::Critical, 1)]);
    let claim = play.anna(Wish::Claim, later)[0].seq;
    let added = play.anna(Wish::Release { claim, reason: None }, later);
    assert_eq!(pages(&added), [(2, PageReason::Critical, 1)], "it waits anew");
    let wait = play.policy.routing.unclaimed_after;
    let added = play.step(Command::Policy(PolicyCommand::Unclaimed), later.plus(wait));
    assert_eq!(pages(&added), [(2, PageReason::Unclaimed, 2)]);
}

#[test]
fn what_turns_critical_in_somebodys_hands_is_promised_sooner_and_not_left_in_silence() {
    let (mut play, now, _) = Play::claimed();
    let before = play.world.state.case.as_ref().unwrap().promises.clone();
    let added = play.says("Production is down for everybody", Severity::Critical, now);
    assert_eq!(
        states(&added),
        [(SlaTarget::FirstResponse, SlaState::Promised), (SlaTarget::Resolution, SlaState::Promised)]
    );
    let briefing = play.briefing();
    assert_eq!(briefing.severity, Some(Severity::Critical));
    assert!(briefing.problem.text().contains("Production is down"), "{}", briefing.problem.text());
    let promises = play.world.state.case.as_ref().unwrap().promises.clone();
    assert!(promises.first_response.unwrap().due < before.first_response.unwrap().due);
    assert!(promises.resolution.unwrap().due < before.resolution.unwrap().due);
    let warned = promises.first_response.unwrap().warn;
    let added = play.step(Command::Policy(PolicyCommand::Promises), warned);
    assert_eq!(states(&added), [(SlaTarget::FirstResponse, SlaState::Warned)]);
    assert_eq!(pages(&added), [(2, PageReason::Unanswered, 1)]);
}

#[test]
fn what_an_agent_has_set_stands_until_something_critical_is_stated() {
    let (mut play, now, _) = Play::claimed();
    play.anna(Wish::SetSeverity { severity: Severity::Suggestion, reason: None }, now);
    play.says("It fails now and then", Severity::Degraded, now);
    assert_eq!(play.world.state.severity(), Severity::Suggestion);
    play.says("All customers get 502", Severity::Critical, now);
    assert_eq!(play.world.state.severity(), Severity::Critical);
    let said = play.world.state.last_said.unwrap();
    let judged = Judged { said, verdict: verdict(Severity::Usage) };
    play.step(Command::Bot(super::BotCommand::Judged(Box::new(judged))), now);
    assert!(!play.world.state.severity_by_agent);
}

#[test]
fn what_an_agent_has_corrected_stands_until_it_comes_back() {
    let (mut play, now, claim) = Play::claimed();
    let topic = |name: &str| Topic { name: name.to_owned(), examples: Vec::new() };
    play.policy.topics = vec![topic("billing"), topic("calls")];
    let about = |name: &str| Wish::Correct {
        topic: Some(name.to_owned()),
        product: None,
        locale: Some(Locale::Zh),
        mood: None,
        reason: None,
    };
    play.anna(about("billing"), now);
    let says = |play: &mut Play, text: &str| {
        let verdict = Verdict { topic: Some("calls".to_owned()), ..verdict(Severity::Usage) };
        play.step(Command::User(UserCommand::Say(Said { verdict, ..said(text, Severity::Usage) })), now);
        (play.world.state.topic.clone().unwrap(), play.world.state.locale)
    };
    assert_eq!(says(&mut play, "The call from the bank"), ("billing".to_owned(), Locale::Zh));
    play.anna(Wish::Resolve { claim }, now);
    assert_eq!(says(&mut play, "Now a call is mute"), ("calls".to_owned(), Locale::En));
    let claim = play.anna(Wish::Claim, now)[0].seq;
    play.anna(about("billing"), now);
    play.anna(Wish::Resolve { claim }, now);
    play.says("Something else is wrong", Severity::Usage, now);
    assert_eq!(play.world.state.topic, None, "nobody has said what it is about this time");
    let wish = about("weather");
    let step =
        Step { command: Command::Agent(AgentCommand { agent: agent(1), wish }), at: now, is_alike: false };
    assert_eq!(play.world.after(&step, &play.policy).err(), Some(Refusal::NoSuchTopic));
}

#[test]
fn an_agent_who_ends_it_without_a_word_has_not_answered() {
    let (mut play, now, claim) = Play::claimed();
    let added = play.anna(Wish::Resolve { claim }, now);
    let ended = states(&added);
    assert!(ended.contains(&(SlaTarget::FirstResponse, SlaState::Breached)), "{ended:?}");
    assert!(ended.contains(&(SlaTarget::Resolution, SlaState::Met)), "{ended:?}");
}

#[test]
fn nothing_is_owed_while_we_wait_and_a_correction_ends_the_wait() {
    let (mut play, now, claim) = Play::claimed();
    play.anna(asks(claim), now);
    let added = play.anna(Wish::Release { claim, reason: None }, now);
    assert_eq!(queued(&added).unwrap().respond_by, None);
    let later = now.plus(HOUR);
    let added = play.amends("It is Firefox 140", Severity::Usage, later);
    assert_eq!(
        states(&added),
        [(SlaTarget::Resolution, SlaState::Promised), (SlaTarget::NextResponse, SlaState::Promised)]
    );
}

/// Open on the first day of the week alone, from nine to five, UTC.
fn mondays() -> Hours {
    let mut week: [Vec<Span>; 7] = Default::default();
    week[0] = vec![Span { from_minute: 540, to_minute: 1_020 }];
    Hours::of(Calendar { zone: Zone::utc(), week, dates: BTreeMap::default() })
}

#[test]
fn while_it_is_closed_the_time_told_is_the_one_it_is_judged_by() {
    // A Saturday.
    let saturday: Timestamp = "2026-06-06T12:00:00Z".parse().unwrap();
    let monday: Timestamp = "2026-06-08T09:00:00Z".parse().unwrap();
    let mut closed = Policy { hours: mondays(), ..policy() };
    closed.routing.on_call = mondays();
    let mut play = Play { world: World::begin(), policy: closed };
    play.policy.routing.offers = false;
    let verdict = verdict(Severity::Degraded);
    let person = UserCommand::Person { reason: None, verdict, locale: Locale::En };
    let added = play.step(Command::User(person), saturday);
    let entry = queued(&added).unwrap();
    // Somebody happens to be at the desk: the promise itself is told.
    assert_eq!(entry.expected_by, None);
    let alone = Queued { expected_by: Some(monday), ..entry.clone() };
    let mut log = play.world.log.clone();
    for event in &mut log {
        if let Body::Queued(queued) = &mut event.body {
            *queued = alone.clone();
        }
    }
    assert_eq!(kept(&log, saturday.plus(2 * HOUR)).kept, None);
    assert_eq!(kept(&log, monday.plus(HOUR)).kept, Some(false));
}

#[test]
fn nobody_is_called_out_of_hours_for_a_lone_stranger_who_was_called_for_before() {
    let monday: Timestamp = "2026-06-08T16:55:00Z".parse().unwrap();
    let mut world = World::begin();
    world.state.named = false;
    let Body::Opened(opened) = &mut world.log[0].body else { panic!("it begins with opened") };
    opened.named = false;
    let mut play = Play { world, policy: Policy { hours: mondays(), ..policy() } };
    let verdict = verdict(Severity::Critical);
    let person = UserCommand::Person { reason: None, verdict, locale: Locale::En };
    let added = play.step(Command::User(person), monday);
    assert_eq!(pages(&added).len(), 1);
    let timers = play.world.timers(&play.policy);
    let next = timers.iter().find(|(timer, _)| *timer == super::Timer::Page).map(|(_, at)| *at);
    // Five minutes later it is closed; it opens in a week.
    assert_eq!(next, "2026-06-15T09:00:00Z".parse().ok());
}

#[test]
fn a_closer_look_calls_somebody_also_where_nothing_was_judged_since_it_came_back() {
    let now = Timestamp::from_millis(1_000_000);
    let mut play = Play { world: World::begin(), policy: policy() };
    play.says("How do I export a report?", Severity::Usage, now);
    for solved in [true, false] {
        play.step(Command::User(UserCommand::Feedback { reply: None, solved, comment: None }), now);
    }
    let claim = play.anna(Wish::Claim, now).last().unwrap().seq;
    play.anna(Wish::Release { claim, reason: None }, now);
    let judged = Judged { said: play.world.state.last_said.unwrap(), verdict: verdict(Severity::Critical) };
    let added = play.step(Command::Bot(super::BotCommand::Judged(Box::new(judged))), now);
    assert_eq!(pages(&added), [(1, PageReason::Critical, 1)]);
}

#[test]
fn two_who_link_a_case_at_once_skip_no_revision_of_a_notice_and_repeat_none() {
    let (mut play, now, _) = Play::claimed();
    let mut n_told = |after: Option<u32>, revision: u32| {
        let notice = Notice {
            id: "calls-1".to_owned(),
            kind: NoticeKind::Incident,
            state: NoticeState::Updated,
            title: "Calls have no sound".to_owned(),
            text: "We are on it.".to_owned(),
            url: None,
            revision,
            blocks: None,
        };
        let tell = super::BotCommand::Notice { notice: Box::new(notice), after };
        let added = play.step(Command::Bot(tell), now);
        added.iter().filter(|event| matches!(event.body, Body::Notice(_))).count()
    };
    assert_eq!(n_told(None, 1), 1);
    assert_eq!(n_told(None, 1), 0, "the same again");
    assert_eq!(n_told(None, 3), 0, "who looked it up later would skip the second");
    assert_eq!([n_told(Some(1), 2), n_told(Some(1), 2), n_told(Some(1), 3)], [1, 0, 0]);
    assert_eq!([n_told(Some(2), 3), n_told(None, 1)], [1, 0], "none comes after a later one");
    assert_eq!(n_told(Some(3), 9), 1, "of a storm the newest are kept");
}

#[test]
fn who_says_solved_and_not_solved_in_turn_climbs_no_tier() {
    let (mut play, now, claim) = Play::claimed();
    play.anna(Wish::Resolve { claim }, now);
    let said = |solved| Command::User(UserCommand::Feedback { reply: None, solved, comment: None });
    for n in 0..4 {
        let added = play.step(said(false), now);
        assert_eq!(queued(&added).map(|queued| queued.tier), Some(1), "the {n}th time");
        play.step(said(true), now);
    }
    // Somebody had it, and it came back: it goes up.
    play.step(said(false), now);
    let claim = play.anna(Wish::Claim, now)[0].seq;
    play.anna(Wish::Resolve { claim }, now);
    assert_eq!(queued(&play.step(said(false), now)).map(|queued| queued.tier), Some(2));
}

#[test]
fn who_waited_took_it_back_and_says_that_it_is_not_over_waits_again() {
    let now = Timestamp::from_millis(1_000_000);
    for words in ["it is still broken", "it happens again"] {
        let mut play = Play { world: World::begin(), policy: policy() };
        let person =
            UserCommand::Person { reason: None, verdict: verdict(Severity::Usage), locale: Locale::En };
        play.step(Command::User(person), now);
        let solved = UserCommand::Feedback { reply: None, solved: true, comment: None };
        play.step(Command::User(solved), now);
        let again = Said { intent: Intent::NotSolved, ..said(words, Severity::Usage) };
        let added = play.step(Command::User(UserCommand::Say(again)), now);
        assert!(queued(&added).is_some(), "{words}: {added:?}");
    }
}

#[test]
fn what_is_not_offered_is_not_declined_and_nobody_passes_a_case_to_themselves() {
    let (play, now, claim) = Play::claimed();
    let tries = |wish| {
        let command = Command::Agent(AgentCommand { agent: agent(1), wish });
        play.world.after(&Step { command, at: now, is_alike: false }, &play.policy).map(|_| ()).unwrap_err()
    };
    assert_eq!(tries(Wish::Decline), Refusal::NotOffered);
    let to = Destination { agent: agent(1).id, ..Destination::default() };
    let to_agent = Some(agent(1));
    let transfer = Wish::Transfer { claim, to, to_agent, reason: "for later".to_owned(), asked: None };
    assert_eq!(tries(transfer), Refusal::OwnAlready);
}

#[test]
fn what_was_offered_to_somebody_who_left_is_free_before_its_time() {
    let now = Timestamp::from_millis(1_000_000);
    let mut play = Play { world: World::begin(), policy: policy() };
    let person = UserCommand::Person { reason: None, verdict: verdict(Severity::Usage), locale: Locale::En };
    play.step(Command::User(person), now);
    let offer = || Command::Policy(PolicyCommand::Offer { agent: agent(1) });
    play.step(offer(), now);
    let over = |there| Step {
        command: Command::Policy(PolicyCommand::OfferOver { there }),
        at: now,
        is_alike: false,
    };
    assert_eq!(play.world.after(&over(true), &play.policy).err(), Some(Refusal::OutOfDate));
    play.step(over(false).command, now);
    assert!(matches!(play.world.state.owner, Owner::Queue { offer: None, .. }));
    // Who was not there to answer may be asked again.
    play.step(offer(), now);
}
