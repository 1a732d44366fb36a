//! `firstline docs keep`: a conversation that a user confirmed as solved becomes a test.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};

use crate::{
    config::Settings,
    domain::{
        event::{AnswerOutcome, Body, Event, Message, Resolution, Role},
        ids::{ConversationId, Id, Locale, ReplyId, Seq},
        intent, mask,
    },
    ports::{Ids as _, Store as _},
    store::Sqlite,
};

use super::{
    super::real::RandomIds,
    file::{self, Test},
};

/// Events read of one conversation, and how many at a time.
const EVENTS_MAX: usize = 20_000;
const EVENTS_AT_ONCE: usize = 500;
/// Earlier messages that a question is kept with, as it was searched.
const BEFORE_MAX: usize = 4;
/// The file that tests are added to where none is named.
const FILE: &str = "kept.yaml";

/// What a solved conversation shows.
#[derive(Clone, Debug, PartialEq)]
struct Solved {
    question: String,
    before: Vec<String>,
    locale: Locale,
    /// The cited documents, in the order of their numbers.
    pages: Vec<String>,
}

/// Adds a test made of a conversation of the store.
pub(in crate::app) fn keep(
    settings: &Settings,
    conversation: &str,
    to: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    let id: ConversationId = conversation.parse().with_context(|| {
        format!("{conversation:?} is no conversation; its identifier stands in the console's address")
    })?;
    super::super::whole::must_exist(settings)?;
    let solved = super::super::runtime()?.block_on(async {
        let store = Sqlite::open(&settings.data, Id::new(RandomIds.random()))?;
        let log = log(&store, id).await?;
        solved(&log)
    })?;
    let file = to.map_or_else(|| settings.docs.join(super::FOLDER).join(FILE), PathBuf::from);
    let added = added(&file, &solved)?;
    super::super::say(&format!(
        "{}:{}: {:?} → {}\n",
        super::shown(&file),
        added.line,
        added.question,
        solved.pages.join(", ")
    ))?;
    Ok(ExitCode::SUCCESS)
}

async fn log(store: &Sqlite, id: ConversationId) -> anyhow::Result<Vec<Event>> {
    let mut log: Vec<Event> = Vec::new();
    loop {
        let after = log.last().map_or(Seq(0), |event| event.seq);
        let more = store.log(id, after, EVENTS_AT_ONCE).await?;
        let is_all = more.len() < EVENTS_AT_ONCE;
        log.extend(more);
        if is_all || log.len() >= EVENTS_MAX {
            break;
        }
    }
    if log.is_empty() {
        bail!("there is no conversation {id} in this store; is --data the folder of its server?");
    }
    Ok(log)
}

/// Reads the question, and what answered it, of a conversation that is confirmed as solved.
fn solved(log: &[Event]) -> anyhow::Result<Solved> {
    let confirmed = confirmed(log)?;
    let log = log.get(..confirmed).unwrap_or(log);
    let reply =
        reply(log).context("the user confirmed no answer of the bot; only what it answered can be kept")?;
    let answer = log.iter().rev().find_map(|event| match &event.body {
        Body::Message(message) if message.reply == Some(reply) && message.author.role == Role::Bot => {
            message.answer.as_ref().filter(|answer| !answer.citations.is_empty())
        }
        _ => None,
    });
    let mut pages: Vec<String> = Vec::new();
    for citation in answer.iter().flat_map(|answer| &answer.citations) {
        if !pages.contains(&citation.doc) {
            pages.push(citation.doc.clone());
        }
    }
    if pages.is_empty() {
        bail!("the reply that the user confirmed cites no document; there is nothing to keep");
    }
    let (question, before) = asked(log, reply);
    if question.trim().is_empty() {
        bail!("the question is not there any more; was it erased?");
    }
    let mask = |text: &str| mask::mask(text).into_owned();
    Ok(Solved {
        question: mask(&question),
        before: before.iter().map(|text| mask(text)).collect(),
        locale: locale(log),
        pages,
    })
}

/// Returns the place of the confirmation in force.
fn confirmed(log: &[Event]) -> anyhow::Result<usize> {
    let mut found = Err("it is not solved");
    for (at, event) in log.iter().enumerate() {
        match &event.body {
            Body::Resolved(resolved) => {
                found = match resolved.how {
                    Resolution::Confirmed => Ok(at),
                    Resolution::Assumed => Err("that it is solved is only assumed from silence"),
                    Resolution::Agent => Err("an agent solved it and the user has not confirmed it"),
                }
            }
            Body::Reopened(_) => found = Err("it was opened again"),
            _ => {}
        }
    }
    found.map_err(|why| anyhow::anyhow!("the conversation is not kept: {why}"))
}

/// Returns the reply that the user called helpful, else the last one that answered.
fn reply(log: &[Event]) -> Option<ReplyId> {
    let called = log.iter().rev().find_map(|event| match &event.body {
        Body::Feedback(feedback) => Some(feedback.reply.filter(|_| feedback.solved)),
        _ => None,
    });
    let person = log.iter().any(|event| match &event.body {
        Body::Message(message) => message.author.role == Role::Agent,
        _ => false,
    });
    let last = log.iter().rev().find_map(|event| match &event.body {
        Body::Message(message) if message.author.role == Role::Bot => {
            let answer = message.answer.as_ref()?;
            let answers = matches!(answer.outcome, AnswerOutcome::Answered | AnswerOutcome::Unsure);
            message.reply.filter(|_| answers)
        }
        _ => None,
    });
    // What a person wrote may be what helped.
    called.flatten().or(last.filter(|_| !person))
}

/// Returns the question of a turn as it was searched, with what the user said before it.
fn asked(log: &[Event], reply: ReplyId) -> (String, Vec<String>) {
    let searched = log.iter().find_map(|event| match &event.body {
        Body::TurnEnded(ended) if ended.reply == reply => {
            ended.trace.as_ref().map(|trace| trace.question.text())
        }
        _ => None,
    });
    let is_ours = |message: &Message| message.reply == Some(reply);
    let texts: Vec<(bool, String)> = log
        .iter()
        .filter_map(|event| match &event.body {
            Body::Message(message) if message.author.role == Role::User => {
                Some((is_ours(message), mask::mask(message.text.text()).into_owned()))
            }
            _ => None,
        })
        .collect();
    let first = texts.iter().position(|(is_ours, _)| *is_ours).unwrap_or(texts.len());
    let said = texts
        .iter()
        .filter(|(is_ours, _)| *is_ours)
        .map(|(_, text)| text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let question = searched.filter(|text| !text.trim().is_empty()).unwrap_or(&said).to_owned();
    // A message of an earlier turn that this one took over stands in the question already.
    let says = |text: &&str| !question.contains(*text) && !intent::is_hollow(text);
    let earlier = texts.iter().take(first).map(|(_, text)| text.as_str()).filter(says);
    let earlier: Vec<String> = earlier.map(str::to_owned).collect();
    // A question that was made to stand alone needs nothing before it.
    let stands_alone = question != said && !question.ends_with(&said);
    let skip = if stands_alone { earlier.len() } else { earlier.len().saturating_sub(BEFORE_MAX) };
    (question, earlier.into_iter().skip(skip).collect())
}

fn locale(log: &[Event]) -> Locale {
    let spoken = log.iter().rev().find_map(|event| match &event.body {
        Body::Triaged(triaged) => Some(triaged.locale),
        Body::Opened(opened) => Some(opened.locale),
        _ => None,
    });
    spoken.unwrap_or_default()
}

/// Adds the test at the end of a file and returns it as it is read there.
fn added(file: &Path, solved: &Solved) -> anyhow::Result<Test> {
    let name = super::shown(file);
    let before = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            "# Conversations that users confirmed as solved; `firstline docs test` asks them again.\n"
                .to_owned()
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read {name}")),
    };
    let there = file::parse(file, &before)?;
    if let Some(test) =
        there.iter().find(|test| test.question == solved.question && test.before == solved.before)
    {
        bail!("{name}:{}: the question is kept already", test.line);
    }
    let text = format!("{}\n{}", before.trim_end(), entry(solved)?);
    let mut tests = file::parse(file, &text)?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    write_whole(file, &text).with_context(|| format!("cannot write {name}"))?;
    tests.pop().with_context(|| format!("{name} does not hold what was written; is it a list?"))
}

/// Writes a file whole or not at all.
fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let begun = file.with_extension("yaml.new");
    let mut out = std::fs::File::create(&begun)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    std::fs::rename(begun, file)
}

/// Writes a test as YAML: each text as JSON, which YAML reads as it stands.
fn entry(solved: &Solved) -> anyhow::Result<String> {
    let mut out = format!("- question: {}\n", serde_json::to_string(&solved.question)?);
    if !solved.before.is_empty() {
        out.push_str(&format!("  before: {}\n", serde_json::to_string(&solved.before)?));
    }
    match solved.pages.as_slice() {
        [page] => out.push_str(&format!("  page: {}\n", serde_json::to_string(page)?)),
        pages => out.push_str(&format!("  pages: {}\n", serde_json::to_string(pages)?)),
    }
    out.push_str(&format!("  locale: {}\n", serde_json::to_string(&solved.locale)?.trim_matches('"')));
    Ok(out)
}
