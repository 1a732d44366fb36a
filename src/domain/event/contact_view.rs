//! What a contact may see of each event: the only way out to a contact, on socket, history, export and mail.

use super::{
    AgentRef, Assigned, Author, Body, Destination, DossierWritten, Event, HandoffRequested, Message, Queued,
    Released, Transferred, Triaged, TurnEnded,
};
use crate::domain::{
    dossier::{Dossier, unmarked},
    personal::Personal,
};

/// Returns the event as its contact may see it, or nothing where the whole kind is for agents only.
///
/// Every field is named in this function or passes unchanged by the author's decision; a new kind does not compile
/// until it is decided here. Causes never pass.
#[must_use]
pub fn for_contact(event: &Event) -> Option<Event> {
    let body = match &event.body {
        Body::SeverityChanged(_)
        | Body::Corrected(_)
        | Body::Note(_)
        | Body::Sla(_)
        | Body::Offered(_)
        | Body::Paged(_) => return None,
        Body::Opened(_)
        | Body::Suggested(_)
        | Body::DocOpened(_)
        | Body::Feedback(_)
        | Body::ContactUpdated(_)
        | Body::Amended(_)
        | Body::Resolved(_)
        | Body::Reopened(_)
        | Body::Closed(_)
        | Body::Rated(_)
        | Body::Notice(_) => event.body.clone(),
        Body::Message(message) => Body::Message(Message {
            author: Author { id: None, ..message.author.clone() },
            ..message.clone()
        }),
        Body::TurnEnded(ended) => Body::TurnEnded(TurnEnded { trace: None, ..ended.clone() }),
        Body::Triaged(triaged) => Body::Triaged(Triaged {
            severity: None,
            product: None,
            reasons: Vec::new(),
            mood: None,
            ..triaged.clone()
        }),
        Body::HandoffRequested(requested) => Body::HandoffRequested(HandoffRequested {
            by: requested.by,
            reason: None,
            dossier: dossier_for_contact(&requested.dossier),
        }),
        Body::Dossier(written) => {
            Body::Dossier(DossierWritten { dossier: dossier_for_contact(&written.dossier) })
        }
        Body::Queued(queued) => Body::Queued(Queued {
            severity: None,
            respond_warn: None,
            resolve_warn: None,
            // Nothing is solved before somebody comes.
            resolve_by: queued.resolve_by.filter(|due| queued.expected_by.is_none_or(|at| at < *due)),
            ..queued.clone()
        }),
        Body::Assigned(assigned) => {
            Body::Assigned(Assigned { agent: AgentRef { id: None, name: assigned.agent.name.clone() } })
        }
        Body::Released(released) => Body::Released(Released { by: released.by, reason: None }),
        Body::Transferred(transferred) => Body::Transferred(Transferred {
            by: transferred.by,
            to: transferred.to.as_ref().map(|to| Destination { agent: None, ..to.clone() }),
            reason: None,
            asked: None,
        }),
    };
    Some(Event { body, cause: None, ..event.clone() })
}

/// Returns the dossier without what only agents may see, and without their words.
#[must_use]
pub fn dossier_for_contact(dossier: &Dossier) -> Dossier {
    let problem = dossier.problem.get().map(|problem| Personal::new(unmarked(problem)));
    Dossier {
        problem: problem.unwrap_or_else(|| dossier.problem.clone()),
        severity: None,
        reason: None,
        reasons: None,
        severity_from: None,
        escalations: Vec::new(),
        ..dossier.clone()
    }
}
