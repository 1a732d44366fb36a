//! The store: what is acknowledged is there, what is refused leaves no trace, and the log alone remakes the rest.

use std::{path::Path, sync::Arc, time::Duration};

use firstline::{
    config::Settings,
    domain::{
        conversation::{Effect, State, apply, effects, fold},
        event::{Author, Body, Cause, Closed, Closing, Event, Message, Opened, Party, Role},
        ids::{ContactId, ConversationId, Id, InboxKey, Locale, ReplyId, Seq},
        personal::Personal,
        policy::Policy,
        time::Timestamp,
    },
    ports::{Append, AppendError, Receipt, Store, StoreError},
    store::{Sqlite, backup, rebuild, restore},
    web::wire::{ChatFrame, ErrorCode, Hello},
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{
    Chat, Server,
    client::{hello, message},
    client_id, kind,
    server::database,
};

fn id<K>(n: u128) -> Id<K> {
    Id::new(Uuid::from_u128(n))
}

fn policy() -> Policy {
    Settings::default().inboxes[0].policy.clone()
}

fn store() -> (TempDir, Arc<Sqlite>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::own(folder.path(), id(1)).unwrap();
    (folder, Arc::new(store))
}

/// A conversation as its writer holds it.
#[derive(Clone)]
struct Thread {
    id: ConversationId,
    contact: ContactId,
    state: Option<State>,
}

impl Thread {
    fn new(n: u128, contact: u128) -> Self {
        Self { id: id(n), contact: id(contact), state: None }
    }
    fn seq(&self) -> Seq {
        self.state.as_ref().map_or(Seq(0), |state| state.seq)
    }
    fn opened(&self) -> Body {
        Body::Opened(Opened {
            inbox: InboxKey("default".to_owned()),
            contact: self.contact,
            locale: Locale::En,
            context: Personal::default(),
            policy: 1,
            named: false,
        })
    }
    /// Makes the write of one event, and goes on from there.
    fn write(&mut self, body: Body, cause: Option<Cause>) -> Append {
        let expected = self.seq();
        let event = Event {
            id: id(u128::from(expected.0) << 64 | self.id.raw().as_u128()),
            conversation: self.id,
            seq: expected.next(),
            at: Timestamp::from_millis(1_000),
            body,
            cause,
        };
        let before = self.state.take();
        let after = match &before {
            Some(before) => apply(before.clone(), &event),
            None => fold(std::slice::from_ref(&event)).unwrap(),
        };
        let effects = effects(before.as_ref(), &after, std::slice::from_ref(&event), &policy());
        self.state = Some(after);
        Append { conversation: self.id, expected, events: vec![event], effects }
    }
}

fn said(text: &str, reply: Option<ReplyId>) -> Body {
    Body::Message(Message {
        author: Author { role: Role::User, id: None, name: None },
        text: text.into(),
        client_id: None,
        reply,
        answer: None,
        via: None,
        context: None,
        blocks: None,
    })
}

fn closed() -> Body {
    Body::Closed(Closed { by: Party::User, how: Closing::Done })
}

fn cause(n: u128) -> Cause {
    Cause { actor: Uuid::from_u128(77), client_id: id(n), digest: [7; 16] }
}

async fn whole(store: &Sqlite, id: ConversationId) -> Vec<Event> {
    store.log(id, Seq(0), usize::MAX).await.unwrap()
}

#[tokio::test]
async fn what_was_written_is_read_in_pages_from_both_ends() {
    let (_folder, store) = store();
    let mut thread = Thread::new(10, 1);
    let mut written = Vec::new();
    for n in 0..9 {
        let body = if n == 0 { thread.opened() } else { said(&format!("{n}"), None) };
        let append = thread.write(body, Some(cause(n)));
        written.extend(append.events.clone());
        store.append(append).await.unwrap();
    }
    assert_eq!(whole(&store, thread.id).await, written);
    assert_eq!(store.log(thread.id, Seq(3), 2).await.unwrap(), written[3..5]);
    assert_eq!(store.log_before(thread.id, Seq(8), 2).await.unwrap(), written[5..7]);
    assert!(store.log(thread.id, Seq(9), 10).await.unwrap().is_empty());
    assert!(store.log_before(thread.id, Seq(1), 10).await.unwrap().is_empty());
    assert!(whole(&store, id(404)).await.is_empty());
}

#[tokio::test]
async fn a_write_onto_an_old_log_is_refused_and_leaves_no_trace() {
    let (_folder, store) = store();
    let mut thread = Thread::new(10, 1);
    store.append(thread.write(thread.clone().opened(), None)).await.unwrap();
    let mut late = thread.clone();
    store.append(thread.write(said("first", None), None)).await.unwrap();
    let refused = store.append(late.write(said("late", Some(id(9))), Some(cause(1)))).await;
    assert!(matches!(refused, Err(AppendError::Stale)), "{refused:?}");
    let kinds: Vec<String> = whole(&store, thread.id).await.iter().map(kind).collect();
    assert_eq!(kinds, ["opened", "message"]);
    assert_eq!(store.receipt(cause(1).actor, cause(1).client_id).await.unwrap(), None);
    assert!(store.orphan_turns(Timestamp::from_millis(1), 10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_writes_at_once_only_the_wrong_ones_are_refused() {
    let (_folder, store) = store();
    let mut threads: Vec<Thread> = (0..60).map(|n| Thread::new(100 + n, 1_000 + n)).collect();
    let mut writes = tokio::task::JoinSet::new();
    for (n, thread) in threads.iter_mut().enumerate() {
        let mut append = thread.write(thread.clone().opened(), None);
        if n % 7 == 3 {
            append.expected = Seq(5);
        }
        let store = store.clone();
        writes.spawn(async move { (n, store.append(append).await) });
    }
    while let Some(written) = writes.join_next().await {
        let (n, result) = written.unwrap();
        match result {
            Ok(()) => assert_ne!(n % 7, 3),
            Err(AppendError::Stale) => assert_eq!(n % 7, 3),
            Err(error) => panic!("{error}"),
        }
    }
    for (n, thread) in threads.iter().enumerate() {
        assert_eq!(whole(&store, thread.id).await.len(), usize::from(n % 7 != 3), "{n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_writers_of_one_log_one_wins_each_place() {
    let (_folder, store) = store();
    let mut thread = Thread::new(10, 1);
    store.append(thread.write(thread.clone().opened(), None)).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..20_u128 {
        let (store, mut thread) = (store.clone(), thread.clone());
        writers.spawn(async move {
            let append = thread.write(said(&format!("{n}"), None), Some(cause(n)));
            store.append(append).await.is_ok()
        });
    }
    let results = writers.join_all().await;
    assert_eq!(results.into_iter().filter(|won| *won).count(), 1);
    assert_eq!(whole(&store, thread.id).await.len(), 2);
}

#[tokio::test]
async fn a_frame_is_remembered_for_ever_even_one_that_changed_nothing() {
    let (folder, store) = store();
    let mut thread = Thread::new(10, 1);
    store.append(thread.write(thread.clone().opened(), Some(cause(1)))).await.unwrap();
    let nothing = Append {
        conversation: thread.id,
        expected: Seq(1),
        events: Vec::new(),
        effects: vec![Effect::Receipt { cause: cause(2), seq: Seq(1) }],
    };
    store.append(nothing.clone()).await.unwrap();
    drop(store);
    let store = Sqlite::own(folder.path(), id(2)).unwrap();
    let wanted = Receipt { digest: [7; 16], conversation: thread.id, seq: Seq(1) };
    for n in [1, 2] {
        assert_eq!(store.receipt(cause(n).actor, cause(n).client_id).await.unwrap(), Some(wanted));
    }
    let again = store.append(nothing).await;
    assert!(matches!(again, Err(AppendError::Repeated(receipt)) if receipt == wanted), "{again:?}");
    let other_actor = store.receipt(Uuid::from_u128(78), cause(1).client_id).await.unwrap();
    assert_eq!(other_actor, None);
}

#[tokio::test]
async fn a_contact_has_one_unclosed_conversation() {
    let (_folder, store) = store();
    let (mut first, mut second) = (Thread::new(10, 1), Thread::new(20, 1));
    store.append(first.write(first.clone().opened(), None)).await.unwrap();
    let opened = second.write(second.clone().opened(), None);
    let refused = store.append(opened.clone()).await;
    assert!(matches!(refused, Err(AppendError::Stale)), "{refused:?}");
    assert!(whole(&store, second.id).await.is_empty());
    assert_eq!(store.latest(id(1)).await.unwrap().unwrap().id, first.id);
    store.append(first.write(closed(), None)).await.unwrap();
    store.append(opened).await.unwrap();
    assert_eq!(store.latest(id(1)).await.unwrap().unwrap().id, second.id, "the unclosed one");
    store.append(second.write(closed(), None)).await.unwrap();
    assert_eq!(store.latest(id(2)).await.unwrap(), None);
}

#[tokio::test]
async fn a_turn_belongs_to_one_lease_at_a_time() {
    let (_folder, store) = store();
    let at = Timestamp::from_millis;
    let mut thread = Thread::new(10, 1);
    store.append(thread.write(thread.clone().opened(), None)).await.unwrap();
    store.append(thread.write(said("why?", Some(id(9))), None)).await.unwrap();
    assert_eq!(store.orphan_turns(at(5), 10).await.unwrap(), [id(9)]);
    let first = store.lease_turn(id(9), at(10), at(100)).await.unwrap().unwrap();
    assert_eq!((first.conversation, first.attempt), (thread.id, 1));
    assert_eq!(store.lease_turn(id(9), at(50), at(200)).await.unwrap(), None);
    assert!(store.orphan_turns(at(50), 10).await.unwrap().is_empty());
    assert!(store.renew_turn(id(9), 1, at(150)).await.unwrap());
    assert_eq!(store.lease_turn(id(9), at(120), at(200)).await.unwrap(), None);
    let second = store.lease_turn(id(9), at(151), at(300)).await.unwrap().unwrap();
    assert_eq!(second.attempt, 2);
    assert!(!store.renew_turn(id(9), 1, at(999)).await.unwrap(), "a lost lease cannot be renewed");
    store.forget_leases().await.unwrap();
    assert_eq!(store.orphan_turns(at(152), 10).await.unwrap(), [id(9)]);
    store.append(thread.write(closed(), None)).await.unwrap();
    assert_eq!(store.lease_turn(id(404), at(1), at(2)).await.unwrap(), None);
}

#[tokio::test]
async fn a_folder_has_one_owner_and_a_newer_versions_folder_none() {
    let (folder, store) = store();
    let second = Sqlite::own(folder.path(), id(2));
    assert!(matches!(second, Err(StoreError::Unavailable(_))), "{second:?}");
    assert_eq!(
        Sqlite::open(folder.path(), id(3)).unwrap().epoch().await.unwrap(),
        id(1),
        "beside it is fine"
    );
    drop(store);
    drop(Sqlite::own(folder.path(), id(4)).unwrap());
    database(folder.path()).pragma_update(None, "user_version", 999).unwrap();
    let newer = Sqlite::own(folder.path(), id(5));
    assert!(matches!(newer, Err(StoreError::Broken(_))), "{newer:?}");
}

/// Plays enough for every side table: a case at the desk, a solved one, a closed one with its successor, a case that
/// was amended and claimed.
async fn eventful(server: &Server) {
    let mut waiting = server.chat().await;
    waiting.say("How do I rotate an API key?").await;
    waiting.expect_event("turn_ended").await;
    waiting.hand_off().await;
    waiting.hand_off().await;
    let id = client_id();
    waiting.done(id, &ChatFrame::Amend { client_id: id, text: "on Windows".to_owned() }).await;

    let mut solved = server.chat().await;
    solved.say("How do I restore a backup?").await;
    solved.expect_event("turn_ended").await;
    let id = client_id();
    let frame = ChatFrame::Feedback { client_id: id, reply: None, solved: true, comment: None };
    solved.done(id, &frame).await;

    let mut closed = server.chat().await;
    closed.say("hello").await;
    closed.expect_event("turn_ended").await;
    let id = client_id();
    closed.done(id, &ChatFrame::Close { client_id: id }).await;
    closed.say("How do I download an invoice?").await;
    closed.expect_event("opened").await;
    closed.expect_event("turn_ended").await;

    let mut anna = server.agent("Anna").await;
    let mut taken = server.chat().await;
    let case = taken.say("Production is down: the gateway returns 502 for all requests").await.conversation;
    taken.expect_event("queued").await;
    let claim = anna.claim(case).await.unwrap().seq;
    anna.reply(case, claim, "on it").await;
    taken.say("thanks").await;
}

const REMADE: [&str; 6] = ["conversation", "turn", "timer", "desk", "receipt", "correction"];

/// Every row of the tables that stand for the log, as text.
fn side_tables(data: &Path) -> Vec<String> {
    let database = database(data);
    let mut rows = Vec::new();
    for table in REMADE {
        let mut statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let n_columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values: Vec<String> =
                (0..n_columns).map(|column| format!("{:?}", row.get_ref(column).unwrap())).collect();
            rows.push(format!("{table}: {}", values.join(", ")));
        }
    }
    rows.sort();
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn the_side_tables_are_remade_from_the_log_as_they_were() {
    let mut server = Server::plain().await;
    eventful(&server).await;
    server.stop().await;
    // Under which plan a case is, a rebuild does not know: the server works it out anew.
    database(&server.data()).execute_batch("UPDATE desk SET policy = 0").unwrap();
    let before = side_tables(&server.data());
    for table in ["conversation", "timer", "desk", "receipt"] {
        assert!(before.iter().any(|row| row.starts_with(table)), "nothing in {table}");
    }
    let forget = database(&server.data());
    forget.execute_batch("DELETE FROM desk; UPDATE conversation SET state = 'closed', seq = 1;").unwrap();
    drop(forget);
    let rebuilt = rebuild(&server.data(), &|_| Some(policy())).unwrap();
    assert_eq!(rebuilt.n_conversations, 5);
    assert_eq!(side_tables(&server.data()), before);
    let unknown = rebuild(&server.data(), &|_| None);
    assert!(unknown.is_err(), "an inbox that is not configured is no reason to forget its cases");
    assert_eq!(side_tables(&server.data()), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_remakes_the_turns_that_are_owed() {
    let (folder, store) = store();
    let mut thread = Thread::new(10, 1);
    store.append(thread.write(thread.clone().opened(), None)).await.unwrap();
    store.append(thread.write(said("why?", Some(id(9))), None)).await.unwrap();
    drop(store);
    database(folder.path()).execute("DELETE FROM turn", []).unwrap();
    rebuild(folder.path(), &|_| Some(policy())).unwrap();
    let store = Sqlite::own(folder.path(), id(1)).unwrap();
    assert_eq!(store.orphan_turns(Timestamp::from_millis(5), 10).await.unwrap(), [id(9)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_beside_the_server_begins_a_new_epoch_elsewhere() {
    let mut server = Server::plain().await;
    let (mut chat, token, _, epoch) = Chat::with_token(server.address()).await;
    let case = chat.say("How do I rotate an API key?").await.conversation;
    chat.expect_event("turn_ended").await;
    let known = chat.newest();
    let file = server.beside("backup.db");
    backup(&server.data(), &file).unwrap();
    assert!(backup(&server.data(), &file).is_err(), "an older backup is not overwritten");
    let saved = server.log(case).await;
    chat.say("thanks").await;
    chat.expect_event("turn_ended").await;
    assert!(restore(&server.data(), &file, id(0xe)).is_err(), "not under a running server");
    server.stop().await;
    assert!(restore(&server.data(), &file, id(0xe)).is_err(), "nor over what is there");
    std::fs::remove_dir_all(server.data()).unwrap();
    restore(&server.data(), &file, id(0xe)).unwrap();
    server.start_again().await;
    assert_eq!(server.log(case).await, saved, "everything up to the backup is there, nothing after");
    let hello = Hello {
        token: Some(token),
        epoch: Some(epoch),
        conversation: Some(case),
        after: Some(known),
        ..hello("default")
    };
    let (mut chat, welcome) = Chat::begin(server.address(), &hello).await;
    assert_eq!(welcome.epoch, id(0xe));
    assert!(!welcome.resume.recovered, "the client's log may hold what the backup never knew");
    chat.say("How do I restore a backup?").await;
    chat.expect_event("turn_ended").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_backup_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.db");
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
    let target = folder.path().join("data");
    assert!(restore(&target, &file, id(1)).is_err());
    assert!(restore(&target, &folder.path().join("missing.db"), id(1)).is_err());
    drop(Sqlite::own(&target, id(2)).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_acknowledges_nothing_and_goes_on_when_it_is_free() {
    let server = Server::plain().await;
    let mut chat = server.chat().await;
    let case = chat.hand_off().await.conversation;
    let before = server.log(case).await;
    let lock = server.database();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let id = client_id();
    let refused = chat.refused(id, &message(id, "is anybody there?")).await;
    assert_eq!(refused.code, ErrorCode::Unavailable);
    assert!(refused.retry_after_ms.is_some());
    assert_eq!(server.log(case).await, before, "reading goes on");
    lock.execute_batch("ROLLBACK").unwrap();
    let ack = chat.done(id, &message(id, "is anybody there?")).await;
    assert_eq!(server.log(case).await.last().unwrap().seq, ack.seq);
    assert_eq!(reqwest::get(server.url("/readyz")).await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_nothing_that_was_acknowledged() {
    let mut server = Server::plain().await;
    let mut acks = Vec::new();
    for _ in 0..3 {
        let mut chat = server.chat().await;
        let case = chat.hand_off().await.conversation;
        for n in 0..10 {
            acks.push((case, chat.say(&format!("line {n}")).await.seq));
        }
        server.kill().await;
        tokio::time::timeout(Duration::from_secs(30), server.start_again()).await.unwrap();
    }
    for (case, seq) in acks {
        let log = server.log(case).await;
        assert!(log.iter().any(|event| event.seq == seq && kind(event) == "message"));
        let seqs: Vec<u64> = log.iter().map(|event| event.seq.0).collect();
        assert_eq!(seqs, (1..=log.len() as u64).collect::<Vec<_>>(), "no hole");
    }
}
