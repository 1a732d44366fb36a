//! A log read as a conversation: who said what, what was shown. Facts only, no judgement.

use crate::domain::{
    event::{Answer, AnswerOutcome, Body, Event, Feedback, Role},
    ids::{Locale, ReplyId, Seq},
    intent::is_hollow,
};

use super::{DossierDocument, Quote};

/// Documents kept.
const DOCUMENTS_MAX: usize = 12;

/// One message.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Where it stands.
    pub seq: Seq,
    /// Who says it.
    pub role: Role,
    /// What.
    pub text: &'a str,
    /// Bot: what kind of answer it is.
    pub answer: Option<&'a Answer>,
}

impl<'a> Line<'a> {
    /// Returns whether the user says something of substance.
    pub fn is_substance(&self) -> bool {
        self.role == Role::User && !is_hollow(self.text)
    }
    /// Returns whether the bot asks something here.
    pub fn asks(&self) -> bool {
        self.role == Role::Bot
            && match self.answer {
                Some(answer) => answer.outcome == AnswerOutcome::Asked,
                None => self.text.trim_end().ends_with(['?', '？']),
            }
    }
    /// Returns the words as a quotation.
    pub fn quote(&self, text: String) -> Quote {
        Quote { text: text.into(), seq: self.seq }
    }
}

impl<'a> From<&Line<'a>> for Seq {
    fn from(line: &Line<'a>) -> Self {
        line.seq
    }
}

/// Returns the messages of the log in order.
pub fn lines(log: &[Event]) -> Vec<Line<'_>> {
    log.iter()
        .filter_map(|event| match &event.body {
            Body::Message(message) => Some(Line {
                seq: event.seq,
                role: message.author.role,
                text: message.text.text(),
                answer: message.answer.as_ref(),
            }),
            _ => None,
        })
        .collect()
}

/// Returns the position where the newest segment begins: after the last reopening.
pub fn segment_from(log: &[Event]) -> Seq {
    log.iter().rfind(|event| matches!(event.body, Body::Reopened(_))).map_or(Seq(0), |event| event.seq)
}

/// Returns where the case went to the desk, if it is there since the last reopening.
pub fn handed_off(log: &[Event]) -> Option<Seq> {
    let newest = log.iter().rfind(|event| matches!(event.body, Body::HandoffRequested(_)))?.seq;
    (newest > segment_from(log)).then_some(newest)
}

/// Returns the language in force.
pub fn locale(log: &[Event]) -> Locale {
    let said = log.iter().rev().find_map(|event| match &event.body {
        Body::Triaged(triaged) => Some(triaged.locale),
        Body::Opened(opened) => Some(opened.locale),
        _ => None,
    });
    said.unwrap_or_default()
}

/// Returns the documents shown or opened, in order, with what became of them.
pub fn documents(log: &[Event]) -> Vec<DossierDocument> {
    let mut documents: Vec<DossierDocument> = Vec::new();
    let mut cited: Vec<(ReplyId, &str)> = Vec::new();
    for event in log {
        match &event.body {
            Body::Suggested(suggested) => {
                for item in &suggested.items {
                    shown(&mut documents, &item.doc, &item.title, &item.url);
                }
            }
            Body::Message(message) => {
                for citation in message.answer.iter().flat_map(|answer| &answer.citations) {
                    shown(&mut documents, &citation.doc, &citation.title, &citation.url);
                    cited.extend(message.reply.map(|reply| (reply, citation.doc.as_str())));
                }
            }
            Body::DocOpened(opened) => match find(&mut documents, &opened.doc) {
                Some(document) => document.opened = true,
                None => documents.push(document(&opened.doc, &opened.doc, &opened.doc, false)),
            },
            Body::Feedback(feedback) => judged(&mut documents, &cited, feedback),
            _ => {}
        }
    }
    // Those the user did something with are worth more than those that were only shown.
    documents.sort_by_key(|document| !(document.opened || document.solved.is_some()));
    documents.truncate(DOCUMENTS_MAX);
    documents
}

fn shown(documents: &mut Vec<DossierDocument>, doc: &str, title: &str, url: &str) {
    match find(documents, doc) {
        Some(known) if !known.shown => {
            *known = DossierDocument { opened: known.opened, ..document(doc, title, url, true) };
        }
        Some(_) => {}
        None => documents.push(document(doc, title, url, true)),
    }
}

fn document(doc: &str, title: &str, url: &str, shown: bool) -> DossierDocument {
    let (doc, title, url) = (doc.to_owned(), title.to_owned(), url.to_owned());
    DossierDocument { doc, title, url, shown, opened: !shown, solved: None }
}

fn find<'a>(documents: &'a mut [DossierDocument], doc: &str) -> Option<&'a mut DossierDocument> {
    documents.iter_mut().find(|document| document.doc == doc)
}

fn judged(documents: &mut [DossierDocument], cited: &[(ReplyId, &str)], feedback: &Feedback) {
    for (_, doc) in cited.iter().filter(|(reply, _)| feedback.reply == Some(*reply)) {
        if let Some(document) = find(documents, doc) {
            document.solved = Some(feedback.solved);
        }
    }
}
