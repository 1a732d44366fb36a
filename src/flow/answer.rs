//! The answer: drafted by the model and checked sentence by sentence, or quoted from the documentation.
//!
//! The model never decides when a user hears something: where it has said nothing that holds by the time the first
//! reply is due, the quoted answer goes out, and the model may still finish below it.

use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    domain::{
        applies::Choice,
        blocks,
        conversation::Next,
        corpus::{Evidence, Hit},
        event::{Answer, AnswerOutcome, Citation, Mode, Offer, Trace, TurnOutcome},
        extract,
        grounding::{Draft, NO_ANSWER, Sources},
        lines, mask,
        personal::Personal,
        words::shorten,
    },
    ports::{AnswerTask, Model, ModelError, Piece, Signal, Task, Topic},
};

use super::{
    Flow, FlowError, locked,
    turn::{ATTEMPTS_WITH_MODEL, Asked, stage},
};

/// Characters of a citation's quotation.
const QUOTE_CHARS_MAX: usize = 240;
/// Characters of the quoted passages below an answer that broke off.
const REST_CHARS_MAX: usize = 1_500;

/// Characters of a sentence that was not said, as the trace keeps it.
const DROPPED_CHARS_MAX: usize = 400;

/// How the model's output ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// By itself.
    Whole,
    /// It broke off, stalled, or ran out of time.
    Cut,
    /// The user stopped it.
    Stopped,
}

/// What became of a drafted answer.
struct Drafted {
    draft: Draft,
    ending: Ending,
    tokens: Option<u64>,
    /// The interim answer went out.
    interim: bool,
    /// The model said that the passages do not answer.
    declined: bool,
    /// Nothing more comes.
    over: bool,
}

impl Flow {
    /// Answers from the evidence.
    pub(super) async fn answer(
        self: &Arc<Self>,
        asked: &mut Asked,
        evidence: &Evidence,
        outcome: AnswerOutcome,
    ) -> Result<(), FlowError> {
        let model = self.model_of(asked.inbox.key()).filter(|_| asked.job.attempt <= ATTEMPTS_WITH_MODEL);
        let mut trace = self.trace(asked, evidence);
        let (Some(model), AnswerOutcome::Answered) = (model, outcome) else {
            return self.quote(asked, evidence, outcome, trace).await;
        };
        let task = Task::Answer(task(asked, evidence));
        trace.model = Some(model.name());
        trace.prompt = Some(model.prompt(&task));
        let drafted = self.draft(asked, evidence, &task, model.as_ref()).await?;
        trace.tokens = drafted.tokens;
        trace.dropped = drafted
            .draft
            .dropped()
            .iter()
            .map(|dropped| {
                let text = shorten(&mask::mask(&dropped.text), DROPPED_CHARS_MAX);
                Personal::new(format!("{text} ({})", shorten(&mask::mask(&dropped.why), DROPPED_CHARS_MAX)))
            })
            .collect();
        let markdown = drafted.draft.markdown();
        match drafted.ending {
            Ending::Stopped => {
                let say = (!markdown.is_empty()).then(|| written(&drafted, asked, evidence, markdown));
                self.step(asked, say, Next::End(TurnOutcome::Stopped), Some(trace)).await
            }
            Ending::Whole | Ending::Cut if markdown.is_empty() => {
                let outcome = if drafted.declined { AnswerOutcome::Unsure } else { outcome };
                if drafted.interim && !drafted.declined {
                    self.step(asked, None, Next::End(TurnOutcome::Answered), Some(trace)).await
                } else {
                    self.quote(asked, evidence, outcome, trace).await
                }
            }
            Ending::Whole if !drafted.draft.lacks_step() => {
                let say = written(&drafted, asked, evidence, markdown);
                self.step(asked, Some(say), Next::End(TurnOutcome::Answered), Some(trace)).await
            }
            // Steps with a hole are followed by the documentation's own.
            Ending::Whole | Ending::Cut => {
                let whole = with_rest(&drafted, asked, evidence, markdown);
                let say = written(&drafted, asked, evidence, &whole);
                self.step(asked, Some(say), Next::End(TurnOutcome::Answered), Some(trace)).await
            }
        }
    }

    /// Asks which platform or version is meant, once; who does not say is shown the page for each.
    pub(super) async fn choose(
        self: &Arc<Self>,
        asked: &Asked,
        evidence: &Evidence,
        choice: &Choice,
    ) -> Result<(), FlowError> {
        let trace = Some(self.trace(asked, evidence));
        if !asked.state.clarified {
            let (text, answer) =
                super::turn::fixed(lines::which(&choice.by, asked.locale), AnswerOutcome::Asked, None);
            // Of several dimensions, one tap tells too little.
            let choices = match choice.by.as_slice() {
                [(_, values)] => values.clone(),
                _ => Vec::new(),
            };
            let say = (text, Answer { choices, ..answer });
            return self.step(asked, Some(say), Next::End(TurnOutcome::Asked), trace).await;
        }
        let mut text = format!("{}\n", lines::each_for(&choice.by, asked.locale));
        for (n, (label, hit)) in (1..).zip(&choice.pages) {
            text.push_str(&format!("\n- {label}: {} [{n}]", hit.passage.doc.title));
        }
        let passages = choice.pages.iter().map(|(_, hit)| hit.clone()).collect();
        let shown = Evidence { passages, rest: Vec::new(), ..evidence.clone() };
        let citations = citations(&shown, &asked.text, |_| true);
        let offer = Some(Offer::Person);
        let answer = Answer {
            outcome: AnswerOutcome::Unsure,
            mode: Mode::Fixed,
            is_final: true,
            cut: false,
            citations,
            offer,
            choices: Vec::new(),
        };
        self.step(asked, Some((text, answer)), Next::End(TurnOutcome::Unsure), trace).await
    }

    /// Answers with the words of the documentation, for good.
    async fn quote(
        self: &Arc<Self>,
        asked: &Asked,
        evidence: &Evidence,
        outcome: AnswerOutcome,
        trace: Trace,
    ) -> Result<(), FlowError> {
        let Some(say) = extractive(asked, evidence, outcome) else {
            return self.nothing_found(asked, Some(trace)).await;
        };
        let ended = match outcome {
            AnswerOutcome::Answered => TurnOutcome::Answered,
            AnswerOutcome::Asked => TurnOutcome::Asked,
            AnswerOutcome::Unsure => TurnOutcome::Unsure,
            AnswerOutcome::None => TurnOutcome::None,
        };
        self.step(asked, Some(say), Next::End(ended), Some(trace)).await
    }

    /// Lets the model write, and says the quoted answer in between where it is late.
    async fn draft(
        self: &Arc<Self>,
        asked: &mut Asked,
        evidence: &Evidence,
        task: &Task,
        model: &dyn Model,
    ) -> Result<Drafted, FlowError> {
        let deadline = self.settings.model.deadline;
        let mut drafted = Drafted {
            draft: Draft::new(Sources::new(&evidence.passages, &user_words(asked))),
            ending: Ending::Cut,
            tokens: None,
            interim: asked.state.turn().is_some_and(|turn| turn.interim),
            declined: false,
            over: false,
        };
        let started = stream::once(model.start(task, deadline)).try_flatten();
        let mut pieces = pin!(started);
        let mut over = pin!(tokio::time::sleep(deadline));
        let due = self.settings.model.first_reply.saturating_sub(Duration::from_millis(self.since(asked.at)));
        let mut first_reply = pin!(tokio::time::sleep(due));
        let mut n = 0;
        let mut is_due = !drafted.interim;
        loop {
            let waits = is_due && drafted.draft.markdown().is_empty();
            let piece = tokio::select! {
                biased;
                () = asked.stop.cancelled() => { drafted.ending = Ending::Stopped; break }
                piece = pieces.next() => piece,
                () = &mut first_reply, if waits => {
                    drafted.interim = self.interim(asked, evidence).await?;
                    is_due = false;
                    continue;
                }
                () = &mut over => break,
            };
            if drafted.take_in(piece) {
                n += 1;
                if asked.ms.first.is_none() {
                    let ms = self.since(asked.at);
                    asked.ms.first = Some(ms);
                    stage("first_sentence", ms);
                }
                self.show(asked, evidence, &drafted.draft, n);
            }
            if drafted.over || drafted.declined {
                break;
            }
        }
        if drafted.ending != Ending::Whole {
            drafted.draft.cut();
        }
        Ok(drafted)
    }

    /// Says the quoted answer while the model is late; false where there is nothing to quote.
    async fn interim(self: &Arc<Self>, asked: &mut Asked, evidence: &Evidence) -> Result<bool, FlowError> {
        let Some((text, answer)) = extractive(asked, evidence, AnswerOutcome::Answered) else {
            return Ok(false);
        };
        metrics::counter!("firstline_interim_answers_total").increment(1);
        let answer = Answer { is_final: false, ..answer };
        self.step(asked, Some((text, answer)), Next::GoOn, None).await?;
        asked.ms.first.get_or_insert_with(|| self.since(asked.at));
        Ok(true)
    }

    /// Shows the draft as it stands to whoever follows the conversation.
    fn show(&self, asked: &Asked, evidence: &Evidence, draft: &Draft, n: u64) {
        let parsed = blocks::parse(draft.markdown(), n_citations(evidence));
        let signal = Signal::Draft {
            conversation: super::turn::conversation(asked),
            reply: asked.job.reply,
            attempt: asked.job.attempt,
            n,
            blocks: Arc::new(parsed.blocks),
            texts: Arc::new(parsed.texts),
            citations: Arc::new(citations(evidence, &asked.text, |n| draft.cites().contains(&n))),
        };
        locked(&self.drafts).insert(super::turn::conversation(asked), Arc::new(signal.clone()));
        self.outside.bus.publish(&Topic::Contact(asked.contact), signal.clone());
        self.outside.bus.publish(&Topic::Conversation(super::turn::conversation(asked)), signal);
    }
}

impl Drafted {
    /// Takes in one piece; returns whether there is more to show.
    fn take_in(&mut self, piece: Option<Result<Piece, ModelError>>) -> bool {
        match piece {
            Some(Ok(Piece::Text(text))) => {
                let grown = self.draft.push(&text);
                self.declined = self.draft.markdown().is_empty()
                    && self.draft.dropped().iter().any(|dropped| dropped.text.contains(NO_ANSWER));
                grown
            }
            Some(Ok(Piece::End { tokens })) => {
                self.tokens = Some(tokens);
                let grown = self.draft.finish();
                self.declined = self.draft.markdown().is_empty()
                    && self.draft.dropped().iter().any(|dropped| dropped.text.contains(NO_ANSWER));
                self.ending = Ending::Whole;
                self.over = true;
                grown
            }
            Some(Err(error)) => {
                tracing::warn!(error = %error, "The model broke off; the documentation is quoted instead");
                self.over = true;
                false
            }
            None => {
                self.over = true;
                false
            }
        }
    }
}

/// What the model may see: public passages of the inbox and this conversation, nothing else.
pub(super) fn task(asked: &Asked, evidence: &Evidence) -> AnswerTask {
    AnswerTask {
        question: asked.text.clone(),
        history: asked.history.clone(),
        passages: evidence.passages.clone(),
        locale: asked.locale,
    }
}

/// The user's own words: what stands there may be repeated.
fn user_words(asked: &Asked) -> String {
    asked.before.iter().map(String::as_str).chain([asked.text.as_str()]).collect::<Vec<_>>().join("\n")
}

/// Quotes the passages that answer; nothing where none of their sentences does.
pub(super) fn extractive(
    asked: &Asked,
    evidence: &Evidence,
    outcome: AnswerOutcome,
) -> Option<(String, Answer)> {
    let quotable = evidence.quotable();
    let (before, question) = asked.about();
    let found = extract::quoted(before, question, evidence, asked.locale)?;
    let is_doubtful = found.is_doubtful && outcome == AnswerOutcome::Answered;
    let outcome = if is_doubtful { AnswerOutcome::Unsure } else { outcome };
    let lead = match outcome {
        AnswerOutcome::Unsure => lines::unsure(asked.locale).to_owned(),
        AnswerOutcome::Answered | AnswerOutcome::Asked | AnswerOutcome::None => {
            lines::quoted(title(&found.cited, &quotable), asked.locale)
        }
    };
    let cited: Vec<u32> = found.cited.iter().map(|place| place + 1).collect();
    let offer = if outcome == AnswerOutcome::Unsure { Some(Offer::Person) } else { asked.offer };
    let mut citations = citations(evidence, &asked.text, |n| cited.contains(&n));
    for citation in &mut citations {
        let quoted = cited.iter().position(|n| *n == citation.n).and_then(|place| found.quotes.get(place));
        if let Some(quoted) = quoted {
            citation.quote = shorten(quoted, QUOTE_CHARS_MAX);
        }
    }
    let answer = Answer {
        outcome,
        mode: Mode::Extractive,
        is_final: true,
        cut: false,
        citations,
        offer,
        choices: Vec::new(),
    };
    Some((format!("{lead}\n\n{}", found.text), answer))
}

/// The title where everything quoted is of one document, else none.
fn title<'a>(cited: &[u32], quotable: &'a [Hit]) -> &'a str {
    let mut titles = cited
        .iter()
        .filter_map(|place| quotable.get(usize::try_from(*place).ok()?))
        .map(|hit| hit.passage.doc.title.as_str());
    let first = titles.next().unwrap_or_default();
    if titles.all(|title| title == first) { first } else { "" }
}

/// The model's checked words as a message.
fn written(drafted: &Drafted, asked: &Asked, evidence: &Evidence, text: &str) -> (String, Answer) {
    let answer = Answer {
        outcome: AnswerOutcome::Answered,
        mode: Mode::Llm,
        is_final: true,
        cut: drafted.ending != Ending::Whole,
        citations: citations(evidence, &asked.text, |n| text.contains(&format!("[{n}]"))),
        offer: asked.offer,
        choices: Vec::new(),
    };
    (text.to_owned(), answer)
}

/// An answer that broke off ends with the documentation's own words.
fn with_rest(drafted: &Drafted, asked: &Asked, evidence: &Evidence, markdown: &str) -> String {
    if drafted.interim {
        return markdown.to_owned();
    }
    match extractive(asked, evidence, AnswerOutcome::Answered) {
        Some((rest, _)) if rest.chars().count() <= REST_CHARS_MAX => format!("{markdown}\n\n{rest}"),
        _ => markdown.to_owned(),
    }
}

fn n_citations(evidence: &Evidence) -> u32 {
    u32::try_from(evidence.passages.len()).unwrap_or(u32::MAX)
}

/// The citations used, under the numbers they were given before drafting.
pub(super) fn citations(evidence: &Evidence, question: &str, used: impl Fn(u32) -> bool) -> Vec<Citation> {
    (1u32..)
        .zip(evidence.quotable())
        .filter(|(n, _)| used(*n))
        .map(|(n, hit)| citation(n, &hit, evidence.revision, question))
        .collect()
}

fn citation(n: u32, hit: &Hit, revision: u64, question: &str) -> Citation {
    let passage = &hit.passage;
    Citation {
        n,
        doc: passage.doc.path.clone(),
        title: passage.doc.title.clone(),
        section: passage.section(),
        heading: passage.heading(),
        url: passage.url(),
        quote: extract::snippet(&passage.text, question, QUOTE_CHARS_MAX),
        hash: passage.hash.clone(),
        revision,
    }
}
