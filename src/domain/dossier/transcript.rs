//! A log read as a conversation: who said what, what was shown. Facts only, no judgement.

use crate::domain::{
    event::{Answer, AnswerOutcome, Body, Event, Feedback, Role},
    ids::{Locale, ReplyId, Seq},
    intent::is_hollow,
    words::{Phrases, Words, sentences},
};

use super::{DossierDocument, Quote, Step};

/// Documents kept.
const DOCUMENTS_MAX: usize = 12;
/// Events named beside one of them.
const SEQS_MAX: usize = 8;

/// Wordings that ask without a question mark.
static REQUEST: Phrases = Phrases::new(&[
    "^ ?please tell|send|give|share|provide|describe|specify us|me",
    "^ ?and please provide|share|describe|specify|post|paste|attach|upload|send|tell",
    "let us|me know",
    "请|麻烦|需要|劳驾 ?您|你 提供|告诉|说明|描述|发送|发一下|截图|告知",
]);

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
    /// Returns whether the bot or a person at the desk asks something here.
    pub fn asks(&self) -> bool {
        self.role != Role::User
            && match self.answer {
                Some(answer) => answer.outcome == AnswerOutcome::Asked,
                None => sentences(self.text).into_iter().any(is_asking),
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

/// Returns whether words of the bot or the desk ask the user for something.
pub fn is_asking(text: &str) -> bool {
    text.trim_end().ends_with(['?', '？']) || Words::of(text).has(&REQUEST)
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
                    shown(&mut documents, [&item.doc, &item.title, &item.url], event.seq);
                }
            }
            Body::Message(message) => {
                for citation in message.answer.iter().flat_map(|answer| &answer.citations) {
                    shown(&mut documents, [&citation.doc, &citation.title, &citation.url], event.seq);
                    cited.extend(message.reply.map(|reply| (reply, citation.doc.as_str())));
                }
            }
            Body::DocOpened(opened) => match find(&mut documents, &opened.doc) {
                Some(document) => {
                    document.opened = true;
                    noted(document, event.seq);
                }
                None => {
                    let names = [&opened.doc; 3];
                    documents.push(DossierDocument {
                        opened: true,
                        shown: false,
                        ..document(names, event.seq)
                    });
                }
            },
            Body::Feedback(feedback) => judged(&mut documents, &cited, feedback, event.seq),
            _ => {}
        }
    }
    // Those the user did something with are worth more than those that were only shown.
    documents.sort_by_key(|document| !(document.opened || document.solved.is_some()));
    documents.truncate(DOCUMENTS_MAX);
    documents
}

/// Notes that what a reply cites did not help, where the user said so of the step they took on it.
pub fn rejected(documents: &mut [DossierDocument], lines: &[Line<'_>], steps: &[Step]) {
    for step in steps.iter().filter(|step| step.helped == Some(false)) {
        let reply = lines.iter().rfind(|line| line.seq < step.seq && line.role != Role::User);
        let answer = reply.and_then(|line| line.answer);
        for citation in answer.iter().flat_map(|answer| &answer.citations) {
            if let Some(document) =
                find(documents, &citation.doc).filter(|document| document.solved.is_none())
            {
                document.solved = Some(false);
                noted(document, step.seq);
            }
        }
    }
}

fn shown(documents: &mut Vec<DossierDocument>, names: [&String; 3], seq: Seq) {
    match find(documents, names[0]) {
        Some(known) => {
            if !known.shown {
                let (opened, seqs) = (known.opened, std::mem::take(&mut known.seqs));
                *known = DossierDocument { opened, seqs, ..document(names, seq) };
            }
            noted(known, seq);
        }
        None => documents.push(document(names, seq)),
    }
}

/// A document as it is shown first: path, title, address.
fn document([doc, title, url]: [&String; 3], seq: Seq) -> DossierDocument {
    DossierDocument {
        doc: doc.clone(),
        title: title.clone(),
        url: url.clone(),
        shown: true,
        opened: false,
        solved: None,
        seqs: vec![seq],
    }
}

fn noted(document: &mut DossierDocument, seq: Seq) {
    if !document.seqs.contains(&seq) && document.seqs.len() < SEQS_MAX {
        document.seqs.push(seq);
    }
}

fn find<'a>(documents: &'a mut [DossierDocument], doc: &str) -> Option<&'a mut DossierDocument> {
    documents.iter_mut().find(|document| document.doc == doc)
}

fn judged(documents: &mut [DossierDocument], cited: &[(ReplyId, &str)], feedback: &Feedback, seq: Seq) {
    for (_, doc) in cited.iter().filter(|(reply, _)| feedback.reply == Some(*reply)) {
        if let Some(document) = find(documents, doc) {
            document.solved = Some(feedback.solved);
            noted(document, seq);
        }
    }
}
