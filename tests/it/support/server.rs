//! A whole server in a runtime of its own, so that it can be stopped in order, or killed as a crash would.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use firstline::{
    bus::InProcess,
    config::{Overrides, Settings},
    domain::{
        conversation::{apply, effects, fold},
        event::{Body, Event},
        ids::{AgentId, ConversationId, Id, InboxKey, Seq},
        time::Timestamp,
    },
    flow::{Flow, Outside, curate::Curated},
    llm::{OpenAi, OpenAiEmbedder, Prompts},
    notify::{Calendars, Receivers},
    ports::{AgentRow, Append, Clock as _, Embedder, Ids as _, Model, Search, Store},
    search::{FolderLimits, Index, IndexLimits, MarkdownFolder},
    store::Sqlite,
    web::{self, Web, token_hash},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime};
use tokio_util::sync::CancellationToken;

use super::{
    client::{Agent, Chat},
    clock::{CountedIds, FrozenClock, START},
    corpus,
};

/// How long a server may take to come to its end.
const END_WAIT: Duration = Duration::from_secs(10);

/// A change of the settings a test starts its server with.
pub type Tune = Box<dyn Fn(&mut Settings) + Send + Sync>;

/// What a server is started with.
pub struct Options {
    /// A configuration file; empty for the defaults.
    pub config: &'static str,
    /// The model's address, where there is one.
    pub model: Option<String>,
    /// Changes settings after they were read.
    pub tune: Tune,
    /// Puts something before the index.
    pub search: fn(Arc<dyn Search>) -> Arc<dyn Search>,
    /// The front end was built.
    pub front_end: bool,
    /// Turns may be left open at the end: the test is about what cannot end.
    pub leaves_turns: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            config: "",
            model: None,
            tune: Box::new(|_| {}),
            search: |index| index,
            front_end: true,
            leaves_turns: false,
        }
    }
}

impl Options {
    /// Starts from the defaults with other settings.
    pub fn tuned(tune: impl Fn(&mut Settings) + Send + Sync + 'static) -> Self {
        Self { tune: Box::new(tune), ..Self::default() }
    }
}

/// A server, and the folder, clock and names that outlive it.
pub struct Server {
    life: Option<Life>,
    options: Options,
    /// The clock.
    pub clock: Arc<FrozenClock>,
    ids: Arc<CountedIds>,
    folder: TempDir,
}

/// One run of the process.
struct Life {
    runtime: Runtime,
    flow: Arc<Flow>,
    web: Arc<Web>,
    end: CancellationToken,
    address: SocketAddr,
}

impl Server {
    /// Starts a server over the suite's documentation.
    pub async fn start(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        corpus::write(&folder.path().join("docs"));
        let mut server = Self { life: None, options, clock: Arc::default(), ids: Arc::default(), folder };
        server.start_again().await;
        server
    }

    /// Starts a server with the defaults: one inbox, no model.
    pub async fn plain() -> Self {
        Self::start(Options::default()).await
    }

    /// Starts on the same folder, with the same clock.
    pub async fn start_again(&mut self) {
        assert!(self.life.is_none(), "the server runs already");
        let _ = rustls::crypto::ring::default_provider().install_default();
        let settings = self.settings();
        let (data, clock, ids) = (self.data(), self.clock.clone(), self.ids.clone());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let end = CancellationToken::new();
        let (search, front_end) = (self.options.search, self.options.front_end);
        let started = runtime.spawn(run(settings, data, clock, ids, end.clone(), search, front_end));
        let (flow, web, address) = super::within("the server's start", started).await.unwrap();
        self.life = Some(Life { runtime, flow, web, end, address });
    }

    fn settings(&self) -> Settings {
        let overrides = Overrides {
            docs: Some(self.docs()),
            data: Some(self.data()),
            llm_base_url: self.options.model.clone(),
            llm_model: self.options.model.as_ref().map(|_| "scripted".to_owned()),
            ..Overrides::default()
        };
        let mut settings = Settings::from_text("test", self.options.config, &overrides, |_| None)
            .unwrap_or_else(|error| panic!("{error}"));
        (self.options.tune)(&mut settings);
        settings
    }

    /// Changes what the next start is given.
    pub fn options(&mut self) -> &mut Options {
        &mut self.options
    }

    /// Ends as SIGTERM does: sockets are told, turns come to their end.
    pub async fn stop(&mut self) {
        let life = self.life.take().unwrap();
        life.end.cancel();
        let (web, flow) = (life.web.clone(), life.flow.clone());
        let drained = life.runtime.spawn(async move {
            web.drain(END_WAIT).await;
            flow.drain(END_WAIT).await;
        });
        super::within("the server's end", drained).await.unwrap();
        tokio::task::spawn_blocking(move || ended(life)).await.unwrap();
    }

    /// Tells the sockets to come back and refuses new ones; turns go on.
    pub async fn drain(&self) {
        let life = self.life();
        let web = life.web.clone();
        super::within("the sockets' end", life.runtime.spawn(async move { web.drain(END_WAIT).await }))
            .await
            .unwrap();
    }

    /// Ends as a crash does: whatever runs is dropped where it stands.
    pub async fn kill(&mut self) {
        let life = self.life.take().unwrap();
        tokio::task::spawn_blocking(move || ended(life)).await.unwrap();
    }

    /// Stops and starts.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.start_again().await;
    }

    fn life(&self) -> &Life {
        self.life.as_ref().expect("the server does not run")
    }
    /// Returns the instant every test begins at.
    pub fn clock_start(&self) -> Timestamp {
        START.parse().unwrap()
    }
    /// Returns the use cases of the running server.
    pub fn flow(&self) -> &Arc<Flow> {
        &self.life().flow
    }
    /// Returns the store of the running server.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.life().flow.outside().store
    }
    /// Returns `IP:PORT`.
    pub fn address(&self) -> SocketAddr {
        self.life().address
    }
    /// Returns an address of the running server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }
    /// Returns the data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
    /// Returns the documents folder.
    pub fn docs(&self) -> PathBuf {
        self.folder.path().join("docs")
    }
    /// Returns another place in the server's folder, for files of the test.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    /// Opens the database beside the server.
    pub fn database(&self) -> rusqlite::Connection {
        database(&self.data())
    }

    /// Saves a document and brings the index up to date.
    pub async fn save(&self, path: &str, text: &str) -> Curated {
        std::fs::write(self.docs().join(path), text).unwrap();
        self.flow().curate().await.unwrap()
    }

    /// Makes an agent; `None` is a member of every inbox.
    pub async fn add_agent(&self, name: &str, inboxes: Option<&[&str]>) -> (AgentId, String) {
        let token = format!("fl_a_{}", self.ids.secret());
        let agent = AgentRow {
            id: Id::new(self.ids.random()),
            name: name.to_owned(),
            admin: false,
            inboxes: inboxes.map(|keys| keys.iter().map(|key| InboxKey((*key).to_owned())).collect()),
            tier: 1,
            capacity: 5,
            skills: std::collections::BTreeMap::new(),
            teams: Vec::new(),
        };
        self.store().add_agent(&agent, token_hash(&token), self.clock.now()).await.unwrap();
        (agent.id, token)
    }

    /// Opens a chat as a new anonymous contact of the inbox `default`.
    pub async fn chat(&self) -> Chat {
        Chat::open(self.address()).await
    }

    /// Makes an agent of every inbox and opens their desk.
    pub async fn agent(&self, name: &str) -> Agent {
        let (_, token) = self.add_agent(name, None).await;
        Agent::open(self.address(), &token).await
    }

    /// Returns the whole log of a conversation.
    pub async fn log(&self, id: ConversationId) -> Vec<Event> {
        self.store().log(id, Seq(0), usize::MAX).await.unwrap()
    }

    /// Writes events into a conversation without anybody's wish, and wakes nobody.
    pub async fn seed(&self, id: ConversationId, bodies: Vec<Body>) {
        let log = self.log(id).await;
        let before = fold(&log).unwrap();
        let mut after = before.clone();
        let mut events = Vec::new();
        for body in bodies {
            let event = Event {
                id: Id::new(self.ids.random()),
                conversation: id,
                seq: after.seq.next(),
                at: self.clock.now(),
                body,
                cause: None,
            };
            after = apply(after, &event);
            events.push(event);
        }
        let inbox = self.flow().inbox(&before.inbox).unwrap();
        let effects = effects(Some(&before), &after, &events, &inbox.policy);
        self.store()
            .append(Append { conversation: id, expected: before.seq, events, effects })
            .await
            .unwrap();
    }

    /// Waits until a conversation has that state.
    #[track_caller]
    pub fn state(&self, id: ConversationId, state: &'static str) -> impl Future<Output = ()> {
        let store = self.store().clone();
        super::eventually(state, move || {
            let store = store.clone();
            async move { (store.conversation(id).await.unwrap()?.state == state).then_some(()) }
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data();
        let Some(life) = self.life.take() else { return };
        let leaves_turns = self.options.leaves_turns || std::thread::panicking();
        // The runtime may not be ended from within another one.
        let left = std::thread::spawn(move || {
            let left = if leaves_turns { 0 } else { turns_left(&data) };
            ended(life);
            left
        });
        let left = left.join().unwrap();
        assert_eq!(left, 0, "turns were still owed at the end of the test");
    }
}

/// Opens the database of a data folder.
pub fn database(data: &std::path::Path) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(data.join("firstline.db")).unwrap();
    database.busy_timeout(Duration::from_secs(5)).unwrap();
    database
}

/// Waits until every turn is over; returns how many are not.
fn turns_left(data: &std::path::Path) -> u64 {
    let database = database(data);
    let mut left = 0;
    for _ in 0..1_000 {
        left = database.query_row("SELECT count(*) FROM turn", [], |row| row.get(0)).unwrap();
        if left == 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    left
}

fn ended(life: Life) {
    let Life { runtime, flow, web, .. } = life;
    drop((flow, web));
    runtime.shutdown_timeout(END_WAIT);
}

/// Puts the adapters behind the ports, as the command line does.
async fn run(
    mut settings: Settings,
    data: PathBuf,
    clock: Arc<FrozenClock>,
    ids: Arc<CountedIds>,
    end: CancellationToken,
    search: fn(Arc<dyn Search>) -> Arc<dyn Search>,
    front_end: bool,
) -> (Arc<Flow>, Arc<Web>, SocketAddr) {
    let metrics = recorder();
    let store = Arc::new(Sqlite::own(&data, Id::new(ids.random())).unwrap());
    firstline::flow::policies::settle(store.as_ref(), &mut settings, false, clock.now()).await.unwrap();
    let index = data.join("index");
    std::fs::create_dir_all(&index).unwrap();
    let outside = Outside {
        store: store.clone(),
        search: search(Arc::new(Index::open(&index, IndexLimits::default()).unwrap())),
        folder: Arc::new(MarkdownFolder::new(&settings.docs, FolderLimits::default())),
        model: model(&settings, clock.clone()),
        embedder: embedder(&settings),
        vectors: store.clone(),
        policies: store.clone(),
        feeds: Arc::new(Calendars::new(settings.private_calendars, settings.limits.receiver_wait).unwrap()),
        notices: store.clone(),
        outbox: store,
        notifier: Arc::new(
            Receivers::new(&settings.receivers, &settings.mail, settings.limits.receiver_wait).unwrap(),
        ),
        bus: Arc::new(InProcess::default()),
        clock,
        ids,
    };
    let limits = settings.limits.clone();
    let flow = Flow::new(outside, settings);
    flow.curate().await.unwrap();
    flow.resume().await.unwrap();
    tokio::spawn(flow.clone().watch());
    tokio::spawn(flow.clone().embed());
    tokio::spawn(flow.clone().follow_feeds());
    tokio::spawn(flow.clone().notify());
    tokio::spawn(flow.clone().tell_notices());
    let web = Web::new(flow.clone(), Box::new(move || metrics.render()), files(front_end));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = web::routes(web.clone());
    tokio::spawn(async move { web::listen(listener, routes, &limits, end).await });
    web.set_ready();
    (flow, web, address)
}

/// A front end of a few words: what is served of it must not depend on whether the real one was built.
fn files(is_built: bool) -> firstline::web::assets::Files {
    const FILES: [(&str, &str); 12] = [
        ("index.html", "<!doctype html><title>demo</title>"),
        ("console.html", "<!doctype html><title>console</title>"),
        ("docs.html", "<!doctype html><title>docs</title>"),
        ("chat.html", "<!doctype html><title>chat</title>"),
        ("case.html", "<!doctype html><title>case</title>"),
        ("widget.js", "widget"),
        ("widget.js.br", "widget as br"),
        ("widget.js.gz", "widget as gz"),
        ("assets/app-Ab12.js", "app"),
        ("assets/core.js", "core"),
        ("assets/app-Ab12.js.gz", "app as gz"),
        ("secret.txt", "not for browsers"),
    ];
    Box::new(move |path| {
        let (_, text) = FILES.iter().find(|(name, _)| is_built && *name == path)?;
        let hash = <sha2::Sha256 as sha2::Digest>::digest(text).into();
        Some(firstline::web::assets::File { data: text.as_bytes().into(), hash })
    })
}

fn model(settings: &Settings, clock: Arc<FrozenClock>) -> Option<Arc<dyn Model>> {
    let prompts = Arc::new(Prompts::load(settings.prompts.as_deref()).unwrap());
    settings.model.base_url.as_ref()?;
    Some(Arc::new(OpenAi::new(settings.model.clone(), prompts, clock).unwrap()))
}

fn embedder(settings: &Settings) -> Option<Arc<dyn Embedder>> {
    settings.embeddings.base_url.as_ref()?;
    Some(Arc::new(OpenAiEmbedder::new(settings.embeddings.clone()).unwrap()))
}

/// One recorder serves all tests of a process.
fn recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().unwrap()).clone()
}
