//! What a client holds between two connections: its events, its place in the log, and frames not yet answered.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    domain::{
        event::Event,
        ids::{ClientId, ConversationId, Seq},
        time::Timestamp,
    },
    web::wire::{ChatFrame, ChatServerFrame, ErrorCode, Hello, Welcome},
};

use super::ClientError;

/// Frames kept until they are answered; a person types slower than that.
const UNANSWERED_MAX: usize = 64;
/// Events kept, oldest dropped first: a long working day of chat.
const EVENTS_MAX: usize = 10_000;

/// The newest place reached.
#[derive(Clone, Copy, Debug)]
struct Place {
    conversation: ConversationId,
    seq: Seq,
    at: Timestamp,
}

/// One client's memory.
pub(super) struct Memory {
    hello: Hello,
    place: Option<Place>,
    events: BTreeMap<(ConversationId, Seq), Event>,
    unanswered: VecDeque<ChatFrame>,
    /// The newest event announced by an `ack`; the event itself may come later.
    announced: Option<(ConversationId, Seq)>,
}

impl Memory {
    pub(super) const fn new(hello: Hello) -> Self {
        Self { hello, place: None, events: BTreeMap::new(), unanswered: VecDeque::new(), announced: None }
    }

    /// Returns the greeting of the next connection: resumes by epoch, conversation and newest event held.
    pub(super) fn hello(&self) -> Hello {
        Hello {
            conversation: self.place.map(|place| place.conversation),
            after: self.place.map(|place| place.seq),
            ..self.hello.clone()
        }
    }

    /// Takes in a frame of the server.
    pub(super) fn receive(&mut self, frame: &ChatServerFrame) {
        match frame {
            ChatServerFrame::Welcome(welcome) => self.greeted(welcome),
            ChatServerFrame::Event(event) => self.hold(event),
            ChatServerFrame::CaughtUp(caught_up) => {
                if let Some(place) = &mut self.place
                    && caught_up.conversation == Some(place.conversation)
                {
                    place.seq = place.seq.max(caught_up.seq);
                }
            }
            ChatServerFrame::Ack(ack) => {
                self.answered(ack.client_id);
                self.announced = Some((ack.conversation, ack.seq));
            }
            ChatServerFrame::Error(error) => {
                // What the server cannot do now stays owed and goes out with the next connection.
                if let Some(id) = error.client_id.filter(|_| error.code != ErrorCode::Unavailable) {
                    self.answered(id);
                }
            }
            _ => {}
        }
    }

    /// Keeps a changing frame until it is answered; returns whether it is one.
    ///
    /// # Errors
    /// [`ClientError::TooManyUnanswered`].
    pub(super) fn remember(&mut self, frame: &ChatFrame) -> Result<bool, ClientError> {
        let Some(id) = frame.client_id() else { return Ok(false) };
        if self.unanswered.iter().any(|kept| kept.client_id() == Some(id)) {
            return Ok(true);
        }
        if self.unanswered.len() >= UNANSWERED_MAX {
            return Err(ClientError::TooManyUnanswered);
        }
        self.unanswered.push_back(frame.clone());
        Ok(true)
    }

    /// Returns the frames nobody answered, in the order they were sent.
    pub(super) fn owed(&self) -> VecDeque<ChatFrame> {
        self.unanswered.clone()
    }

    /// Returns whether everything sent was answered, and the events it became have come.
    pub(super) fn is_settled(&self) -> bool {
        let has_come = |(conversation, seq): (ConversationId, Seq)| {
            self.events.range((conversation, seq)..).next().is_some_and(|(place, _)| place.0 == conversation)
        };
        self.unanswered.is_empty() && self.announced.is_none_or(has_come)
    }

    fn greeted(&mut self, welcome: &Welcome) {
        if !welcome.resume.recovered {
            self.events.clear();
            self.place = None;
        }
        self.hello.epoch = Some(welcome.epoch);
        if welcome.contact_token.is_some() {
            self.hello.token.clone_from(&welcome.contact_token);
        }
    }

    fn hold(&mut self, event: &Event) {
        let is_ahead = self.place.is_none_or(|place| {
            if place.conversation == event.conversation {
                event.seq > place.seq
            } else {
                event.at >= place.at
            }
        });
        if is_ahead {
            self.place = Some(Place { conversation: event.conversation, seq: event.seq, at: event.at });
        }
        self.events.insert((event.conversation, event.seq), event.clone());
        if self.events.len() > EVENTS_MAX {
            self.events.pop_first();
        }
    }

    fn answered(&mut self, id: ClientId) {
        self.unanswered.retain(|frame| frame.client_id() != Some(id));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::InboxKey;

    fn memory() -> Memory {
        Memory::new(Hello {
            inbox: InboxKey("default".to_owned()),
            token: None,
            epoch: None,
            conversation: None,
            after: None,
            locale: None,
            context: None,
        })
    }
    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }
    fn receive(memory: &mut Memory, frame: Value) {
        memory.receive(&serde_json::from_value(frame).unwrap());
    }
    fn welcome(memory: &mut Memory, epoch: u128, recovered: bool) {
        receive(
            memory,
            json!({
                "type": "welcome", "protocol": "firstline.v1", "epoch": id(epoch), "contact": { "id": id(0) },
                "contact_token": "secret", "notices": [], "conversation": null,
                "inbox": { "id": "default", "name": "", "locale": "en", "greeting": "", "open": true, "zone": "UTC" },
                "resume": { "recovered": recovered, "from": 0 },
            }),
        );
    }
    fn event(memory: &mut Memory, seq: u64) {
        receive(
            memory,
            json!({
                "type": "event", "id": id(u128::from(seq)), "conversation": id(7), "seq": seq,
                "at": "2026-06-01T12:00:00Z", "kind": "amended", "body": { "text": "x" },
            }),
        );
    }
    fn handoff(n: u128) -> ChatFrame {
        ChatFrame::Handoff { client_id: ClientId::new(id(n)), reason: None }
    }

    #[test]
    fn the_next_greeting_resumes_after_the_newest_event() {
        let mut memory = memory();
        welcome(&mut memory, 1, false);
        event(&mut memory, 3);
        event(&mut memory, 5);
        event(&mut memory, 4);
        receive(&mut memory, json!({ "type": "caught_up", "conversation": id(7), "seq": 6 }));
        let hello = memory.hello();
        assert_eq!(hello.token.as_deref(), Some("secret"));
        assert_eq!(hello.epoch.map(|epoch| epoch.raw()), Some(id(1)));
        assert_eq!(hello.conversation.map(|conversation| conversation.raw()), Some(id(7)));
        assert_eq!(hello.after, Some(Seq(6)));
    }

    #[test]
    fn another_life_of_the_store_empties_the_log() {
        let mut memory = memory();
        welcome(&mut memory, 1, false);
        event(&mut memory, 3);
        welcome(&mut memory, 2, false);
        assert_eq!((memory.hello().after, memory.events.len()), (None, 0));
    }

    #[test]
    fn frames_are_owed_until_they_are_answered_and_only_once() {
        let mut memory = memory();
        for n in [1, 2, 1, 3] {
            assert!(memory.remember(&handoff(n)).unwrap());
        }
        assert!(!memory.remember(&ChatFrame::Typing { on: true }).unwrap());
        receive(&mut memory, json!({ "type": "ack", "client_id": id(1), "conversation": id(7), "seq": 3 }));
        receive(
            &mut memory,
            json!({ "type": "error", "code": "conflict", "message": "", "client_id": id(2) }),
        );
        receive(
            &mut memory,
            json!({ "type": "error", "code": "unavailable", "message": "", "client_id": id(3) }),
        );
        assert_eq!(memory.owed(), [handoff(3)]);
    }

    #[test]
    fn nothing_is_settled_before_the_acknowledged_event_has_come() {
        let mut memory = memory();
        memory.remember(&handoff(1)).unwrap();
        assert!(!memory.is_settled());
        receive(&mut memory, json!({ "type": "ack", "client_id": id(1), "conversation": id(7), "seq": 3 }));
        assert!(!memory.is_settled());
        event(&mut memory, 3);
        assert!(memory.is_settled());
    }

    #[test]
    fn what_is_owed_has_a_limit() {
        let mut memory = memory();
        for n in 0..UNANSWERED_MAX as u128 {
            memory.remember(&handoff(n)).unwrap();
        }
        assert!(matches!(memory.remember(&handoff(1_000)), Err(ClientError::TooManyUnanswered)));
    }
}
