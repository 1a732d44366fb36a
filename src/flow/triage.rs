//! How bad it is: by the rules at once, with what people corrected in this inbox; and where the rules are not sure, once
//! more by the model, in the background. It proposes; what the user stated decides what of it counts.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    domain::{
        conversation::{BotCommand, Command, Judged},
        event::{Context, Event, Severity, told_in},
        ids::{ConversationId, InboxKey, Locale, Seq},
        intent,
        policy::Policy,
        triage::{Example, Rules, Verdict},
    },
    ports::{Task, TriageTask, Written},
};

use super::{
    Flow, FlowError,
    commit::{Before, Target, segment, user_texts},
    handoff::spoken,
    locked,
};

/// Corrections of an inbox that count: the newest, a few months of them.
const CORRECTIONS_MAX: usize = 500;
/// How long the model may take: a later verdict would come after the first reply.
const WAIT: Duration = Duration::from_millis(1_200);
/// How long a message must be the last one before the model looks at it.
const SETTLE: Duration = Duration::from_millis(250);
/// Messages that the model is shown.
const HISTORY_MAX: usize = 8;

/// By inbox; what is missing is read from the store.
pub(super) type Corrections = Mutex<HashMap<InboxKey, Arc<[Example]>>>;

impl Flow {
    /// Judges what a user wrote, oldest first, by the rules, the corrections and the topics of the inbox.
    pub(super) fn verdict(
        &self,
        inbox: &InboxKey,
        texts: &[&str],
        severity: Option<Severity>,
        locale: Locale,
    ) -> Verdict {
        let examples = locked(&self.corrections).get(inbox).cloned().unwrap_or_default();
        let rules = Rules { examples: &examples, ..Rules::default() };
        let topics = self.inbox(inbox).map(|inbox| inbox.topics.clone()).unwrap_or_default();
        let corrected = rules.topic(texts).filter(|topic| topics.names().any(|name| name == *topic));
        let topic = corrected.or_else(|| texts.last().and_then(|text| topics.of(text)));
        Verdict { topic: topic.map(str::to_owned), ..rules.judge(texts, severity, locale) }
    }

    /// Reads the corrections of an inbox, where they are not known.
    pub(super) async fn learn_corrections(&self, inbox: &InboxKey) -> Result<(), FlowError> {
        if locked(&self.corrections).contains_key(inbox) {
            return Ok(());
        }
        let examples = self.outside.store.corrections(inbox, CORRECTIONS_MAX).await?;
        locked(&self.corrections).insert(inbox.clone(), examples.into());
        Ok(())
    }

    /// Forgets them: there is a new one.
    pub(super) fn forget_corrections(&self, inbox: &InboxKey) {
        locked(&self.corrections).remove(inbox);
    }

    /// Lets the model look at a message once more, where there is one and the rules are not sure.
    pub(super) fn look_closer(self: &Arc<Self>, id: ConversationId, said: Seq) {
        if self.outside.model.is_none() || self.ending.is_cancelled() {
            return;
        }
        let flow = self.clone();
        self.tasks.spawn(async move {
            let closer = Box::pin(flow.closer_look(id, said));
            if let Some(Err(error)) = flow.ending.clone().run_until_cancelled(closer).await {
                tracing::info!(conversation.id = %id, error = %error, "The severity of {id} stays as the rules say");
            }
        });
    }

    async fn closer_look(self: &Arc<Self>, id: ConversationId, said: Seq) -> Result<(), FlowError> {
        // Quick messages are one: only the last of them is looked at.
        tokio::time::sleep(SETTLE).await;
        let Before { log, state, .. } = self.read(id).await?;
        let own = user_texts(segment(&log)).filter(|(seq, _)| *seq <= said);
        let texts: Vec<String> = own.map(|(_, text)| text.to_owned()).collect();
        let history = spoken(segment(&log).iter().filter(|event| event.seq < said), HISTORY_MAX);
        self.keep(log, state.clone());
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let is_open = state.last_said == Some(said) && !state.severity_by_agent;
        let Some(model) = self.model_of(&state.inbox).filter(|_| is_open) else { return Ok(()) };
        let Some(question) = texts.last().filter(|text| !intent::is_hollow(text)) else { return Ok(()) };
        let named = self.inbox(&state.inbox).map(|inbox| inbox.topics.clone()).unwrap_or_default();
        let topics: Vec<&str> = named.names().collect();
        let task = Task::Triage(TriageTask {
            question: (*question).to_owned(),
            history,
            topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        });
        let Ok(Ok(Written::Triage(proposal))) = tokio::time::timeout(WAIT, model.ask(&task, WAIT)).await
        else {
            return Ok(());
        };
        let by_rules = self.verdict(&state.inbox, &texts, state.severity, state.locale);
        let mut verdict = by_rules.with(&proposal, &texts, &topics);
        // What was said before may have shown that it is worse.
        if let (Some(current), 2..) = (state.severity, texts.len()) {
            verdict.severity = verdict.severity.min(current);
        }
        let command = Command::Bot(BotCommand::Judged(Box::new(Judged { said, verdict })));
        match self.command(Target::Conversation(id), None, command).await {
            Ok(_) | Err(FlowError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Returns the product of a case, by the inbox's name for it: as the page tells it, newest first, else as these words
/// name it.
pub(super) fn product<'a>(
    policy: &'a Policy,
    log: &[Event],
    words: Option<&str>,
    context: Option<&Context>,
) -> Option<&'a str> {
    let routing = &policy.routing;
    context
        .into_iter()
        .chain(told_in(log))
        .find_map(|context| routing.product_of(context))
        .or_else(|| words.and_then(|words| routing.product_in(words)))
}
