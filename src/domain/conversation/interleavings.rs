//! Every order in which a user, the bot, two agents, the clock and restarts can meet in one conversation.
//!
//! A search in breadth over `decide` and `apply`: from each reachable situation every actor tries everything it may
//! try, late and stale tries included. Situations that differ in nothing that a decision can tell apart are visited
//! once. Five casts are tried to the end; all of them together to a depth (`FIRSTLINE_DEPTH`, four by default), and as far
//! as it is let by `make interleavings`: 1.7 million situations and 77 million steps, 26 deep.

use std::{
    collections::{BTreeSet, HashSet, VecDeque},
    fmt::Write as _,
};

use uuid::Uuid;

use super::{
    AgentCommand, BotCommand, BotReply, Command, DeskFacts, Facts, Judged, Next, Owner, PolicyCommand,
    Refusal, Said, State, Timer, UserCommand, Wish, apply, decide, effects,
};
use crate::domain::{
    dossier::{self, Dossier, WrittenBy},
    event::{
        AgentRef, Answer, AnswerOutcome, Body, Destination, Event, Mode, Mood, Opened, Party, Reason, Role,
        Severity, SlaState, SlaTarget, TurnOutcome, TurnTimes,
    },
    hours::{Calendar, Hours, Span, Zone},
    ids::{AgentId, Id, InboxKey, Locale, ReplyId, Seq},
    intent::Intent,
    personal::Personal,
    policy::{BotLimits, Policy, Routing},
    sla::Targets,
    time::Timestamp,
    triage::Verdict,
};

pub(super) const HOUR: std::time::Duration = std::time::Duration::from_secs(3_600);

pub(super) fn policy() -> Policy {
    Policy {
        inbox: InboxKey("default".to_owned()),
        corpus: InboxKey("default".to_owned()),
        version: 1,
        locale: Locale::En,
        queue: "default".to_owned(),
        topics: Vec::new(),
        hours: Hours::Always,
        targets: Targets::default(),
        bot: BotLimits::default(),
        routing: Routing { offers: true, ..Routing::default() },
        assume_after: 24 * HOUR,
        abandon_after: 24 * HOUR,
        close_after: 168 * HOUR,
    }
}

pub(super) fn agent(n: u128) -> AgentRef {
    AgentRef { id: Some(Id::new(Uuid::from_u128(n))), name: Personal::new(format!("Agent {n}")) }
}

pub(super) fn verdict(severity: Severity) -> Verdict {
    Verdict {
        severity,
        locale: Locale::En,
        reasons: Vec::new(),
        ..crate::domain::triage::judge(&[], None, Locale::En)
    }
}

/// Open from nine to five in UTC, on all days: where nobody is there, a lone stranger calls nobody.
fn office() -> Policy {
    let day = || vec![Span { from_minute: 540, to_minute: 1_020 }];
    let week = [day(), day(), day(), day(), day(), day(), day()];
    let hours = Hours::of(Calendar { zone: Zone::utc(), week, dates: Default::default() });
    Policy { hours, ..policy() }
}

/// A situation: the log, and what the actors still hold in their hands from earlier.
#[derive(Clone)]
pub(super) struct World {
    pub(super) log: Vec<Event>,
    pub(super) state: State,
    now: Timestamp,
    depth: u32,
}

/// One try of one actor.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) command: Command,
    /// The clock moves on to here first.
    pub(super) at: Timestamp,
    /// Others have reported the same, and severity 1.
    pub(super) is_alike: bool,
}

impl World {
    pub(super) fn begin() -> Self {
        Self::begun_by(true)
    }
    /// Begun by somebody whom the site names, or not, shortly after midnight.
    fn begun_by(named: bool) -> Self {
        let now = Timestamp::from_millis(1_000_000);
        let opened = Opened {
            inbox: InboxKey("default".to_owned()),
            contact: Id::new(Uuid::from_u128(7)),
            locale: Locale::En,
            context: Personal::new(Default::default()),
            policy: 1,
            named,
        };
        let event = Event {
            id: Id::new(Uuid::nil()),
            conversation: Id::new(Uuid::from_u128(1)),
            seq: Seq(1),
            at: now,
            body: Body::Opened(opened.clone()),
            cause: None,
        };
        let state = State::opened(&event, &opened);
        Self { log: vec![event], state, now, depth: 0 }
    }

    /// Every turn that was ever opened: the bot may answer it as late as it likes.
    fn turns(&self) -> BTreeSet<ReplyId> {
        let turn = |event: &Event| match &event.body {
            Body::Message(message) if message.author.role == Role::User => message.reply,
            _ => None,
        };
        self.log.iter().filter_map(turn).collect()
    }
    /// Every claim that was ever given, valid or not.
    fn claims(&self) -> Vec<(AgentRef, Seq)> {
        let claim = |event: &Event| match &event.body {
            Body::Assigned(assigned) => Some((assigned.agent.clone(), event.seq)),
            _ => None,
        };
        // The newest two of them: all older ones are stale in the same way.
        let mut claims: Vec<_> = self.log.iter().filter_map(claim).collect();
        claims.split_off(claims.len().saturating_sub(2))
    }
    /// What the conversation waits for by the clock, remade from its log as after a restart.
    pub(super) fn timers(&self, policy: &Policy) -> Vec<(Timer, Timestamp)> {
        let found = effects(None, &self.state, &self.log, policy);
        let mut timers: Vec<_> = found
            .into_iter()
            .filter_map(|effect| match effect {
                super::Effect::TimerSet(timer, due) => Some((timer, due)),
                _ => None,
            })
            .collect();
        timers.sort_by_key(|(_, due)| *due);
        timers
    }

    /// Everything somebody may try now.
    fn steps(&self, policy: &Policy) -> Vec<Step> {
        let mut commands = Vec::new();
        let mut user = |command| commands.push(Command::User(command));
        for (text, intent, severity) in [
            ("How do I export a report?", Intent::Question { not_solved: false }, Severity::Usage),
            ("It does not work", Intent::NotSolved, Severity::Usage),
            ("Solved, thanks", Intent::Confirmed, Severity::Usage),
            ("All calls fail", Intent::Question { not_solved: false }, Severity::Critical),
        ] {
            user(UserCommand::Say(Said {
                text: text.to_owned(),
                client_id: Id::new(Uuid::nil()),
                context: None,
                verdict: verdict(severity),
                locale: Locale::En,
                intent,
            }));
        }
        user(UserCommand::Person { reason: None, verdict: verdict(Severity::Usage), locale: Locale::En });
        for solved in [true, false] {
            user(UserCommand::Feedback { reply: None, solved, comment: None });
        }
        user(UserCommand::Close);
        user(UserCommand::Amend { text: "It is 3.2, not 3.1".to_owned(), verdict: verdict(Severity::Usage) });
        let worse = "All calls fail now".to_owned();
        user(UserCommand::Amend { text: worse, verdict: verdict(Severity::Critical) });
        if let Some(reply) = self.state.turn().map(|turn| turn.reply) {
            user(UserCommand::Stop { reply });
        }
        // The model's second look, and its dossier: of now, and of before somebody was faster.
        if let Some(said) = self.state.last_said {
            let judged = Judged { said, verdict: verdict(Severity::Critical) };
            commands.push(Command::Bot(BotCommand::Judged(Box::new(judged))));
        }
        if let Some(newest) = dossier::newest(&self.log) {
            for version in [newest.version, newest.version - 1] {
                let written = Dossier { version, written_by: WrittenBy::Llm, ..newest.clone() };
                commands.push(Command::Bot(BotCommand::Dossier(Box::new(written))));
            }
        }
        for reply in self.turns() {
            for next in [
                Next::GoOn,
                Next::End(TurnOutcome::Answered),
                Next::HandOff(Reason::Failed, TurnOutcome::Failed),
                Next::Confirmed,
            ] {
                let answer = Answer {
                    outcome: AnswerOutcome::Answered,
                    mode: Mode::Llm,
                    is_final: next != Next::GoOn,
                    cut: false,
                    citations: Vec::new(),
                    offer: None,
                    choices: Vec::new(),
                };
                let reply = BotReply {
                    reply,
                    say: Some(("Click Export.".to_owned(), answer)),
                    next,
                    ms: TurnTimes::default(),
                    trace: None,
                };
                commands.push(Command::Bot(BotCommand::Reply(Box::new(reply))));
            }
        }
        for n in [1, 2] {
            let mut wish = |wish| commands.push(Command::Agent(AgentCommand { agent: agent(n), wish }));
            wish(Wish::Claim);
            wish(Wish::Decline);
            wish(Wish::SetSeverity { severity: Severity::Critical, reason: None });
            // Who owns it never depends on a topic, a language or a mood: one of them stands for all.
            let (topic, product, locale, mood) = (None, None, None, Some(Mood::Calm));
            wish(Wish::Correct { topic, product, locale, mood, reason: None });
            for (holder, claim) in self.claims() {
                if holder.id != agent(n).id {
                    continue;
                }
                let client_id = Id::new(Uuid::nil());
                wish(Wish::Reply { claim, text: "Which browser?".to_owned(), client_id, waits: None });
                wish(Wish::Release { claim, reason: None });
                wish(Wish::Resolve { claim });
                let queue = Some("second".to_owned());
                for (to, to_agent) in [
                    (Destination { tier: Some(2), ..Destination::default() }, None),
                    (Destination { queue, ..Destination::default() }, None),
                    (Destination { agent: agent(3 - n).id, ..Destination::default() }, Some(agent(3 - n))),
                ] {
                    let reason = "as asked".to_owned();
                    wish(Wish::Transfer { claim, to, to_agent, reason, asked: None });
                }
            }
            commands.push(Command::Policy(PolicyCommand::Offer { agent: agent(n) }));
        }
        for (_, claim) in self.claims() {
            commands.push(Command::Policy(PolicyCommand::ReleaseGone { claim }));
        }
        let is_alone = !self.state.named;
        if is_alone {
            commands.push(Command::Policy(PolicyCommand::Unclaimed));
        }
        let now =
            |is_alike| move |command: &Command| Step { command: command.clone(), at: self.now, is_alike };
        let may_be_alike = |command: &&Command| {
            is_alone
                && matches!(
                    command,
                    Command::User(UserCommand::Say(_)) | Command::Policy(PolicyCommand::Unclaimed)
                )
        };
        let mut steps: Vec<Step> = commands.iter().map(now(false)).collect();
        steps.extend(commands.iter().filter(may_be_alike).map(now(true)));
        // Any timer that is set may be the next to fire; the clock moves on to it.
        steps.extend(self.timers(policy).into_iter().flat_map(|(timer, due)| {
            let commands = match timer {
                Timer::Silence => vec![PolicyCommand::Silence { read: self.state.seq }],
                Timer::Close => vec![PolicyCommand::Close],
                Timer::Promise => vec![PolicyCommand::Promises],
                Timer::Page => vec![PolicyCommand::Unclaimed],
                Timer::Offer => [true, false].map(|there| PolicyCommand::OfferOver { there }).to_vec(),
            };
            let at = due.max(self.now);
            commands.into_iter().map(move |command| Step {
                command: Command::Policy(command),
                at,
                is_alike: false,
            })
        }));
        steps
    }

    /// Tries a step: the world after it, and what it added; or why it was refused.
    pub(super) fn after(&self, step: &Step, policy: &Policy) -> Result<(Self, Vec<Event>), Refusal> {
        let fresh = Id::new(Uuid::from_u128(1_000 + u128::from(self.state.seq.0)));
        let tier = self.state.case.as_ref().and_then(|case| Some(case.queued.as_ref()?.tier));
        let tier_above = (tier.unwrap_or(1) < 2).then_some(2);
        // Others report the same now and then.
        let n_like = if step.is_alike { 2 } else { 0 };
        let desk = DeskFacts { tier_above, tier_online: 2, n_like, is_reachable: true };
        let facts = Facts { log: &self.log, policy, fresh, desk };
        let bodies = decide(&self.state, &step.command, &facts, step.at)?;
        let mut world = Self { now: step.at, depth: self.depth + 1, ..self.clone() };
        let mut added = Vec::new();
        for body in bodies {
            let event = Event {
                id: Id::new(Uuid::nil()),
                conversation: world.state.id,
                seq: world.state.seq.next(),
                at: step.at.max(world.state.at),
                body,
                cause: None,
            };
            world.state = apply(world.state, &event);
            added.push(event);
        }
        world.log.extend(added.iter().cloned());
        Ok((world, added))
    }

    /// It waited for a person since it was opened last.
    fn is_handed_off(&self) -> bool {
        let own = self.log.iter().rev().take_while(|event| !matches!(event.body, Body::Reopened(_)));
        own.into_iter().any(|event| matches!(event.body, Body::Queued(_)))
    }

    /// What decisions can tell apart: places and instants only by their order and distance, the two agents only by what
    /// each has done.
    fn key(&self, policy: &Policy) -> String {
        let state = &self.state;
        let mut known: Vec<AgentId> = Vec::new();
        let mut name = |id: AgentId| {
            known.iter().position(|one| *one == id).unwrap_or_else(|| {
                known.push(id);
                known.len() - 1
            })
        };
        let mut key = String::new();
        let owner = match &state.owner {
            Owner::Bot { turn } => {
                format!(
                    "bot {:?}",
                    turn.as_ref().map(|turn| (turn.suggested, turn.interim, turn.questions.len().min(2)))
                )
            }
            Owner::Queue { offer, .. } => format!("queue {:?}", offer.map(|offer| name(offer.agent))),
            Owner::Agent { id, .. } => format!("agent {}", name(*id)),
            Owner::Nobody { how, was_human } => format!("nobody {how:?} {was_human}"),
            Owner::Closed => "closed".to_owned(),
        };
        let last = state.last_reply.as_ref().map(|last| {
            let own = state.turn().is_some_and(|turn| turn.reply == last.reply);
            (last.outcome, last.is_final, last.offer, last.solved, own)
        });
        let _ = write!(
            key,
            "{owner} {:?} {:?} {} {} {} {:?} {last:?} {}",
            state.severity,
            state.severity_by_agent,
            state.n_unsolved.min(2),
            state.clarified,
            state.segment.min(3),
            state.last,
            self.turns().len().min(2),
        );
        let holders: Vec<_> = self.claims().iter().map(|(agent, _)| agent.id.map(&mut name)).collect();
        let _ = write!(key, " {holders:?}");
        if let Some(case) = &state.case {
            let running: Vec<_> = case
                .promises
                .running()
                .map(|(target, running)| (target, running.warned, running.breached, running.paused.is_some()))
                .collect();
            let own = case.agent.map(&mut name);
            let mut passed: Vec<_> = case.passed.iter().map(|id| name(*id)).collect();
            passed.sort_unstable();
            passed.dedup();
            let tier = case.queued.as_ref().map(|queued| queued.tier);
            let _ = write!(
                key,
                " {:?} {running:?} {passed:?} {tier:?} {} {own:?}",
                case.promises.answered,
                case.n_pages.min(2),
            );
        }
        // What was handed off goes back to people, as long as it is not opened again by a word.
        let _ = write!(key, " {}", self.is_handed_off());
        // Which timer comes first matters, how far away it is does not.
        let timers: Vec<_> = self.timers(policy).into_iter().map(|(timer, _)| timer).collect();
        let _ = write!(key, " {timers:?} {}", policy.hours.open_at(self.now));
        key
    }
}

/// What holds in every situation, whatever led to it.
fn check(before: &World, step: &Step, added: &[Event], after: &World, policy: &Policy) {
    let context = || {
        let log: Vec<_> = after.log.iter().map(|event| format!("{} {:?}", event.seq.0, event.body)).collect();
        format!("{:?}\nin\n{}", step.command, log.join("\n"))
    };
    // A restart knows what the running process knew.
    let refolded = promises_end_once(after, &context);
    assert_eq!(refolded.as_ref(), Some(&after.state), "{}", context());
    one_speaks(before, added, &context);
    handed_off_by_the_user(after, &context);
    goes_back_by_a_word(before, added, after, &context);
    versions_rise(after, &context);
    // Severity 1 that waits, with somebody on call, has called them; a lone stranger's calls them when it opens.
    if matches!(after.state.owner, Owner::Queue { .. }) && after.state.severity() == Severity::Critical {
        let n_pages = after.state.case.as_ref().map_or(0, |case| case.n_pages);
        let waits = || after.timers(policy).iter().any(|(timer, _)| *timer == Timer::Page);
        assert!(n_pages > 0 || (!after.state.named && waits()), "nobody was called: {}", context());
    }
    let is_paged = |event: &Event| matches!(event.body, Body::Paged(_));
    let is_alone = !after.state.named && !step.is_alike && !policy.hours.open_at(after.now);
    let was_paged = before.state.case.as_ref().is_some_and(|case| case.n_pages > 0);
    assert!(
        !is_alone || was_paged || !added.iter().any(is_paged),
        "a lone stranger woke somebody: {}",
        context()
    );
}

/// The bot speaks only while the conversation is its own; an agent only with the claim of that moment.
fn one_speaks(before: &World, added: &[Event], context: &dyn Fn() -> String) {
    let mut state = before.state.clone();
    for event in added {
        if let Body::Message(message) = &event.body {
            match (message.author.role, &state.owner) {
                (Role::User, _) | (Role::Bot, Owner::Bot { .. }) => {}
                (Role::Agent, Owner::Agent { id, .. }) if message.author.id == Some(*id) => {}
                (role, owner) => panic!("{role:?} speaks while {owner:?}: {}", context()),
            }
        }
        if let Body::Assigned(_) = &event.body {
            let free = match state.owner {
                Owner::Queue { .. } => true,
                // By transfer, in the same step.
                Owner::Agent { .. } => added.iter().any(|event| matches!(event.body, Body::Transferred(_))),
                Owner::Bot { .. } | Owner::Nobody { .. } | Owner::Closed => false,
            };
            assert!(free, "taken from {:?}: {}", state.owner, context());
        }
        state = apply(state, event);
    }
}

/// Between two handoffs the user has said something, and nothing goes from a person back to the bot by itself.
fn handed_off_by_the_user(world: &World, context: &dyn Fn() -> String) {
    let mut said_since = true;
    let mut with_people = false;
    for event in &world.log {
        match &event.body {
            Body::Message(message) if message.author.role == Role::User => said_since = true,
            Body::Feedback(_) => said_since = true,
            Body::HandoffRequested(requested) => {
                let wished = matches!(requested.by, Party::User | Party::Agent);
                assert!(wished || said_since, "handed off twice without a word of the user: {}", context());
                (said_since, with_people) = (false, true);
            }
            Body::Resolved(_) | Body::Closed(_) => with_people = false,
            Body::TurnEnded(ended) if ended.outcome == TurnOutcome::Answered => {
                assert!(!with_people, "the bot answers beside a person: {}", context());
            }
            _ => {}
        }
    }
}

/// What people had, or were to have, is the bot's again only by a new message of the user.
fn goes_back_by_a_word(before: &World, added: &[Event], after: &World, context: &dyn Fn() -> String) {
    let is_bots = |world: &World| matches!(world.state.owner, Owner::Bot { .. });
    if is_bots(after) && !is_bots(before) && before.is_handed_off() {
        let says =
            |event: &Event| matches!(&event.body, Body::Message(said) if said.author.role == Role::User);
        assert!(added.iter().any(says), "back to the bot without a word: {}", context());
    }
}

/// Each dossier follows the one before: a late copy never takes the place of a newer one.
fn versions_rise(world: &World, context: &dyn Fn() -> String) {
    let versions = world.log.iter().filter_map(|event| match &event.body {
        Body::HandoffRequested(requested) => Some(requested.dossier.version),
        Body::Dossier(written) => Some(written.dossier.version),
        _ => None,
    });
    assert!(versions.enumerate().all(|(n, version)| version as usize == n + 1), "{}", context());
}

/// Each promise ends as kept, withdrawn or broken, once, and none outlives its case. Returns what the log folds to.
fn promises_end_once(world: &World, context: &dyn Fn() -> String) -> Option<State> {
    const TARGETS: [SlaTarget; 3] =
        [SlaTarget::FirstResponse, SlaTarget::NextResponse, SlaTarget::Resolution];
    let owed = |state: Option<&State>| TARGETS.map(|target| state.is_some_and(|state| owes(state, target)));
    let (mut state, mut ended): (Option<State>, _) = (None, [false; 3]);
    for event in &world.log {
        let had = owed(state.as_ref());
        state = match (state, &event.body) {
            (None, Body::Opened(opened)) => Some(State::opened(event, opened)),
            (state, _) => state.map(|state| apply(state, event)),
        };
        let has = owed(state.as_ref());
        for (n, target) in TARGETS.into_iter().enumerate() {
            ended[n] &= had[n] || !has[n];
            let Body::Sla(sla) = &event.body else { continue };
            match sla.state {
                _ if sla.target != target => {}
                SlaState::Breached | SlaState::Met | SlaState::Withdrawn => {
                    assert!(!ended[n], "{target:?} ended twice: {}", context());
                    ended[n] = true;
                }
                SlaState::Warned => assert!(!ended[n], "{target:?} warned of after its end: {}", context()),
                SlaState::Promised | SlaState::Paused => {}
            }
        }
    }
    let over = matches!(world.state.owner, Owner::Nobody { .. } | Owner::Closed);
    let owed = owed(Some(&world.state));
    assert!(!over || owed == [false; 3], "a promise outlives its case: {}", context());
    state
}

fn owes(state: &State, target: SlaTarget) -> bool {
    state.case.as_ref().is_some_and(|case| case.promises.running().any(|(running, _)| running == target))
}

/// Who takes part, and in what. Each cast is tried to the end: until no order leads to a situation not seen before.
struct Cast {
    name: &'static str,
    plays: fn(&Command) -> bool,
    /// The contact is named, and it is always open; else nobody knows them, and it closes.
    is_known: bool,
}

/// Who owns it: everything that hands a conversation around, with two agents, the bot late or in time.
fn owners(command: &Command) -> bool {
    match command {
        Command::User(UserCommand::Say(said)) => {
            said.intent == Intent::Confirmed
                || matches!(&said.intent, Intent::Question { .. }) && !is_critical(said)
        }
        Command::User(UserCommand::Person { .. }) => true,
        Command::User(_) => false,
        Command::Bot(BotCommand::Reply(reply)) => reply.next != Next::Confirmed,
        Command::Bot(_) => false,
        Command::Agent(AgentCommand { wish, .. }) => {
            matches!(wish, Wish::Claim | Wish::Release { .. } | Wish::Resolve { .. })
                || matches!(wish, Wish::Transfer { to, .. } if to.agent.is_some())
                || matches!(wish, Wish::Reply { .. })
        }
        Command::Policy(command) => {
            matches!(command, PolicyCommand::ReleaseGone { .. } | PolicyCommand::Close)
        }
    }
}

/// What is promised, and who is called: one agent, every timer, severities that rise.
fn clocks(command: &Command) -> bool {
    match command {
        Command::User(UserCommand::Say(said)) => {
            matches!(&said.intent, Intent::Question { .. } | Intent::Confirmed)
        }
        Command::User(UserCommand::Person { .. } | UserCommand::Close) => true,
        Command::User(_) | Command::Bot(_) => false,
        Command::Agent(AgentCommand { agent: who, wish }) => {
            who.id == agent(1).id
                && matches!(
                    wish,
                    Wish::Claim | Wish::Reply { .. } | Wish::SetSeverity { .. } | Wish::Resolve { .. }
                )
        }
        Command::Policy(command) => {
            !matches!(command, PolicyCommand::Offer { .. } | PolicyCommand::ReleaseGone { .. })
        }
    }
}

/// What a stranger may set off at night: who is called, and when.
fn strangers(command: &Command) -> bool {
    match command {
        Command::User(UserCommand::Say(said)) => is_critical(said),
        Command::User(UserCommand::Person { .. }) => true,
        Command::User(_) | Command::Bot(_) => false,
        Command::Agent(AgentCommand { agent: who, wish }) => {
            who.id == agent(1).id && matches!(wish, Wish::Claim | Wish::Release { .. } | Wish::Resolve { .. })
        }
        Command::Policy(command) => {
            !matches!(command, PolicyCommand::Offer { .. } | PolicyCommand::ReleaseGone { .. })
        }
    }
}

/// Who is asked: offers, taken, declined, forgotten, with claims beside them.
fn offers(command: &Command) -> bool {
    match command {
        Command::User(command) => matches!(command, UserCommand::Person { .. } | UserCommand::Close),
        Command::Bot(_) => false,
        Command::Agent(AgentCommand { wish, .. }) => {
            matches!(wish, Wish::Claim | Wish::Decline | Wish::Release { .. })
        }
        Command::Policy(command) => !matches!(command, PolicyCommand::Promises | PolicyCommand::Unclaimed),
    }
}

/// How the bot and the user settle it: feedback of every kind, and when it goes to a person by rule.
fn answers(command: &Command) -> bool {
    match command {
        Command::User(command) => !matches!(command, UserCommand::Say(said) if is_critical(said)),
        Command::Bot(_) => true,
        Command::Agent(AgentCommand { agent: who, wish }) => {
            who.id == agent(1).id && matches!(wish, Wish::Claim | Wish::Resolve { .. })
        }
        Command::Policy(command) => matches!(command, PolicyCommand::Silence { .. } | PolicyCommand::Close),
    }
}

fn everything(_: &Command) -> bool {
    true
}

fn is_critical(said: &Said) -> bool {
    said.verdict.severity == Severity::Critical
}

/// Searches in breadth; the situations that were found.
fn search(cast: &Cast, depth_max: u32) -> usize {
    let policy = if cast.is_known { policy() } else { office() };
    let mut seen: HashSet<String> = HashSet::new();
    let mut next = VecDeque::from([World::begun_by(cast.is_known)]);
    let (mut n_steps, mut n_refused, mut deepest) = (0_u64, 0_u64, 0);
    while let Some(world) = next.pop_front() {
        deepest = deepest.max(world.depth);
        if world.depth == depth_max {
            continue;
        }
        for step in world.steps(&policy).into_iter().filter(|step| (cast.plays)(&step.command)) {
            n_steps += 1;
            match world.after(&step, &policy) {
                Err(_) => n_refused += 1,
                Ok((after, added)) => {
                    check(&world, &step, &added, &after, &policy);
                    if seen.insert(after.key(&policy)) {
                        next.push_back(after);
                    }
                }
            }
        }
    }
    assert!(n_refused > 0, "nothing was refused");
    eprintln!(
        "{}: {} situations, {n_steps} steps, {n_refused} of them refused, {deepest} deep",
        cast.name,
        seen.len()
    );
    seen.len()
}

#[test]
fn whoever_hands_it_around_there_is_one_owner() {
    assert!(search(&Cast { name: "owners", plays: owners, is_known: true }, u32::MAX) > 100);
}

#[test]
fn whatever_the_clock_brings_every_promise_ends_once() {
    assert!(search(&Cast { name: "clocks", plays: clocks, is_known: true }, u32::MAX) > 100);
}

#[test]
fn whatever_a_stranger_says_at_night_every_promise_ends_once_and_nobody_is_woken() {
    assert!(search(&Cast { name: "strangers", plays: strangers, is_known: false }, u32::MAX) > 100);
}

#[test]
fn whoever_is_asked_one_takes_it() {
    assert!(search(&Cast { name: "offers", plays: offers, is_known: true }, u32::MAX) > 30);
}

#[test]
fn however_it_is_settled_the_bot_never_speaks_beside_a_person() {
    assert!(search(&Cast { name: "answers", plays: answers, is_known: true }, u32::MAX) > 100);
}

#[test]
fn all_of_them_together_for_a_few_steps() {
    let depth = std::env::var("FIRSTLINE_DEPTH").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    assert!(search(&Cast { name: "everything", plays: everything, is_known: true }, depth) > 100);
}
