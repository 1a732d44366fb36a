//! What an append changes beside the log: the only way to the side tables, remade from the log by `store rebuild`.

use super::state::StandingOffer;
use crate::domain::{
    alert::Occasion,
    event::{Body, Cause, Event, Role, Severity},
    ids::{AgentId, ContactId, InboxKey, Locale, ReplyId, Seq},
    routing::Skills,
    time::Timestamp,
    triage::Correction,
};

/// One change of a side table. The conversation it concerns stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// The conversation's row as it now stands. Its uniqueness per contact keeps the one-unclosed rule.
    Row(Row),
    /// The frame is done: the same one again gets the same `ack`.
    Receipt {
        /// The frame.
        cause: Cause,
        /// What it is acknowledged with.
        seq: Seq,
    },
    /// An agent corrected a verdict: what the user wrote before counts as an example.
    Corrected {
        /// The correction's event.
        seq: Seq,
        /// To this.
        to: Correction,
        /// When.
        at: Timestamp,
    },
    /// What the user stated since speaks against the severity an agent gave: it is no example.
    SeverityRefuted,
    /// A turn is owed.
    TurnOwed(ReplyId),
    /// A turn is over.
    TurnOver(ReplyId),
    /// The case at the desk as it now stands.
    AtDesk(Case),
    /// The case left the desk.
    OffDesk,
    /// A timer is set, replacing an earlier one of its kind.
    TimerSet(Timer, Timestamp),
    /// A timer is dropped.
    TimerDropped(Timer),
    /// The case came to its end with this event: what solved it is kept, where the log says so.
    Solved(Seq),
    /// What solved the case is forgotten: it came back, or was none.
    Unsolved,
    /// Somebody may be told of something. Never remade from the log: what was told stays told.
    Tell(Occasion),
    /// The conversation was told of a notice.
    NoticeTold {
        /// The notice.
        notice: String,
        /// Which revision.
        revision: u32,
    },
}

/// Returns the notices that an append tells of.
pub(super) fn notices(events: &[Event]) -> impl Iterator<Item = Effect> {
    events.iter().filter_map(|event| match &event.body {
        Body::Notice(notice) => {
            Some(Effect::NoticeTold { notice: notice.id.clone(), revision: notice.revision })
        }
        _ => None,
    })
}

/// A conversation's row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its inbox.
    pub inbox: InboxKey,
    /// Whose it is.
    pub contact: ContactId,
    /// bot, waiting, agent, resolved, closed.
    pub state: &'static str,
    /// Newest event.
    pub seq: Seq,
    /// When that was.
    pub updated_at: Timestamp,
    /// Language.
    pub locale: Locale,
    /// How bad, once judged.
    pub severity: Option<Severity>,
    /// A few words, where a dossier was written; `None` keeps what is there. The case at the desk shows them too.
    pub subject: Option<String>,
    /// Who wrote last.
    pub last: Option<Role>,
    /// How the user said to be called; `None` keeps what is there.
    pub contact_name: Option<String>,
}

/// A case at the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The queue's name.
    pub queue: String,
    /// 1, 2, 3.
    pub tier: u8,
    /// How bad.
    pub severity: Severity,
    /// Since when it waits; kept over release and transfer.
    pub waiting_since: Timestamp,
    /// A person answers by then.
    pub respond_by: Option<Timestamp>,
    /// When the response that is owed is warned of.
    pub respond_warn: Option<Timestamp>,
    /// Solved by then.
    pub resolve_by: Option<Timestamp>,
    /// The agent who has it, with the claim's number.
    pub agent: Option<(AgentId, Seq)>,
    /// About what.
    pub topic: Option<String>,
    /// Of which product.
    pub product: Option<String>,
    /// The skills it asks for.
    pub needs: Skills,
    /// How often somebody was called for it since it waits.
    pub n_pages: u32,
    /// The version of the policy that this was worked out under.
    pub policy: u32,
    /// The agent who had it last.
    pub had_by: Option<AgentId>,
    /// The agent who is asked to take it, and until when.
    pub offer: Option<StandingOffer>,
    /// Agents who were asked and did not take it.
    pub passed: Vec<AgentId>,
}

/// What a conversation waits for by the clock; at most one of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Timer {
    /// Silence while the bot owns it: `assumed` or `abandoned`.
    Silence,
    /// Resolved long enough: closed.
    Close,
    /// A promise is to be warned of, or is late.
    Promise,
    /// Severity 1 waits unclaimed.
    Page,
    /// An offer has stood long enough.
    Offer,
}
