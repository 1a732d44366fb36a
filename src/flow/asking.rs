//! The question back where a question may be about several things, and what a short reply to it chooses.

use std::{sync::Arc, time::Duration};

use crate::{
    domain::{
        applies,
        asking::{self, Chosen, Topic},
        conversation::Next,
        corpus::Evidence,
        event::{Answer, AnswerOutcome, Body, Event, Message, Mode, Offer, Role, TurnOutcome},
        ids::Seq,
        lines,
    },
    ports::{ClarifyTask, Task, Written},
};

use super::{
    Flow, FlowError,
    answer::citations,
    commit::user_texts,
    turn::{ATTEMPTS_WITH_MODEL, Asked},
};

/// How long the model may take for its wording; ours is as good.
const WAIT: Duration = Duration::from_secs(1);
/// What must be left until the first reply is due for it to be worth asking.
const LEFT_MIN: Duration = Duration::from_millis(1_100);

/// What a message says to a question back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// It chooses.
    To {
        /// What was asked at first.
        question: String,
        /// What was chosen.
        chosen: String,
    },
    /// None of the subjects is meant.
    NoneMeant,
    /// It is no such reply.
    Other,
}

impl Flow {
    /// Asks which of several subjects is meant, and shows where each of them stands.
    pub(super) async fn ask_back(
        self: &Arc<Self>,
        asked: &Asked,
        evidence: &Evidence,
        topics: Vec<Topic>,
    ) -> Result<(), FlowError> {
        let mut trace = self.trace(asked, evidence);
        let task = Task::Clarify(ClarifyTask {
            question: asked.text.clone(),
            history: asked.history.clone(),
            passages: topics.iter().map(|topic| topic.hit.clone()).collect(),
            locale: asked.locale,
        });
        let worded = self.worded(asked, &task, &topics).await;
        let mode = if let Some((_, model)) = &worded {
            trace.model = Some(model.0.clone());
            trace.prompt = Some(model.1.clone());
            Mode::Llm
        } else {
            Mode::Fixed
        };
        let lead =
            worded.map_or_else(|| lines::which_subject(asked.locale).to_owned(), |(question, _)| question);
        let mut text = format!("{lead}\n");
        for (n, topic) in (1..).zip(&topics) {
            text.push_str(&format!("\n{n}. {} [{n}]", topic.name));
        }
        text.push_str(&format!("\n\n{}", lines::none_of_these(asked.locale)));
        let choices = topics.iter().map(|topic| topic.name.clone()).collect();
        let passages = topics.into_iter().map(|topic| topic.hit).collect();
        let shown = Evidence { passages, rest: Vec::new(), ..evidence.clone() };
        let answer = Answer {
            outcome: AnswerOutcome::Asked,
            mode,
            is_final: true,
            cut: false,
            citations: citations(&shown, &asked.text, |_| true),
            offer: Some(Offer::Person),
            choices,
        };
        self.step(asked, Some((text, answer)), Next::End(TurnOutcome::Asked), Some(trace)).await
    }

    /// Returns the model's wording with its name and prompt, where it comes in time and says nothing of its own.
    async fn worded(
        &self,
        asked: &Asked,
        task: &Task,
        topics: &[Topic],
    ) -> Option<(String, (String, String))> {
        let model = self.model_of(asked.inbox.key()).filter(|_| asked.job.attempt <= ATTEMPTS_WITH_MODEL)?;
        let waited = Duration::from_millis(self.since(asked.at));
        if self.settings.model.first_reply.saturating_sub(waited) < LEFT_MIN {
            return None;
        }
        let written = match tokio::time::timeout(WAIT, model.ask(task, WAIT)).await {
            Ok(Ok(Written::Clarify { question, .. })) => question,
            Ok(Ok(_)) | Err(_) => return None,
            Ok(Err(error)) => {
                tracing::debug!(%error, "The question back is asked in our own words");
                return None;
            }
        };
        let names: Vec<&str> = topics.iter().map(|topic| topic.name.as_str()).collect();
        asking::is_plain_question(&written, &asked.text, &names)
            .then(|| (written, (model.name(), model.prompt(task))))
    }
}

/// Reads a message as the reply to a question back, where the last thing claimed or asked before it was one: "Android",
/// "the second". It is joined with what was asked back.
pub(super) fn reply(log: &[Event], first: Seq, text: &str) -> Reply {
    let said = log.iter().rev().filter(|event| event.seq < first).find_map(|event| match &event.body {
        Body::Message(Message { author, answer: Some(answer), .. }) if author.role == Role::Bot => {
            (answer.outcome != AnswerOutcome::None).then_some((event.seq, answer))
        }
        _ => None,
    });
    let Some((asked_at, said)) = said.filter(|(_, said)| said.outcome == AnswerOutcome::Asked) else {
        return Reply::Other;
    };
    let Some((_, question)) = user_texts(log).take_while(|(seq, _)| *seq < asked_at).last() else {
        return Reply::Other;
    };
    let pages = said.citations.iter().map(|cited| (cited.title.as_str(), cited.heading.as_deref()));
    let names: Vec<String> = match said.choices.as_slice() {
        // As earlier releases wrote it.
        [] => asking::names(pages).into_iter().flatten().collect(),
        choices => choices.to_vec(),
    };
    let topics: Vec<&str> = names.iter().map(String::as_str).collect();
    let version = applies::meant(text, &topics).map(Chosen::Topic);
    match version.or_else(|| asking::chosen(text, &topics)).filter(|_| !topics.is_empty()) {
        Some(Chosen::Topic(place)) => match names.get(place) {
            Some(name) => Reply::To { question: question.to_owned(), chosen: name.clone() },
            None => Reply::Other,
        },
        Some(Chosen::None) => Reply::NoneMeant,
        None if applies::is_only_names(text) => {
            Reply::To { question: question.to_owned(), chosen: text.to_owned() }
        }
        None => Reply::Other,
    }
}
