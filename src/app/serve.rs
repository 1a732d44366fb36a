//! `firstline serve`: puts the adapters behind the ports, brings the corpus up to date, serves, and ends in order.

use std::{io::IsTerminal as _, path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::{
    bus::InProcess,
    config::{LogFormat, Settings},
    domain::{
        evidence::Calibration,
        ids::{Id, Locale},
        triage,
    },
    flow::{
        Flow, Outside,
        curate::{CurateError, Curated},
        policies,
    },
    llm::{OpenAi, OpenAiEmbedder, Prompts},
    notify::{Calendars, Receivers},
    ports::{Clock as _, Embedder, Ids as _, Model},
    search::{FolderLimits, Index, IndexLimits, MarkdownFolder},
    store::Sqlite,
    web::{self, Web},
};

use super::real::{RandomIds, SystemClock};

/// Time between two clean-ups of rates that nobody uses any more.
const TIDY_EVERY: Duration = Duration::from_secs(60);

/// Serves until SIGTERM or Ctrl-C.
///
/// `force_policy` lets the file's policies win over those that were imported or set by the API.
pub(super) fn serve(settings: Settings, force_policy: bool) -> anyhow::Result<()> {
    log(&settings)?;
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    super::runtime()?.block_on(run(settings, force_policy))
}

async fn run(mut settings: Settings, force_policy: bool) -> anyhow::Result<()> {
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new()
        .install_recorder()
        .context("metrics cannot be recorded")?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; is another server running there? give --listen another port",
            settings.listen
        )
    })?;
    let address = listener.local_addr()?;
    let drain_wait = settings.limits.drain_wait;
    let limits = settings.limits.clone();
    let docs = settings.docs.clone();
    let store = store(&settings)?;
    policies::settle(store.as_ref(), &mut settings, force_policy, SystemClock.now()).await?;
    let outside = outside(&settings, store)?;
    let flow = Flow::new(outside, settings);
    let upkeep = metrics.clone();
    let web = Web::new(flow.clone(), Box::new(move || metrics.render()), web::assets::built_in());
    let end = CancellationToken::new();
    let routes = web::routes(web.clone());
    let listening = tokio::spawn({
        let end = end.clone();
        async move { web::listen(listener, routes, &limits, end).await }
    });
    // Weights and phrases are compiled in as text: read beside the start, and not while the first user waits.
    tokio::task::spawn_blocking(|| triage::judge(&["It does not start. 无法启动。"], None, Locale::En));
    curate(&flow).await?;
    flow.resume().await.context("turns of an earlier run cannot be taken up")?;
    flow.warn_of_unserved().await.context("agents cannot be read")?;
    tokio::spawn(flow.clone().watch());
    tokio::spawn(flow.clone().embed());
    tokio::spawn(flow.clone().write_questions());
    tokio::spawn(flow.clone().follow_feeds());
    tokio::spawn(flow.clone().notify());
    tokio::spawn(flow.clone().tell_notices());
    let changes = crate::search::watch(&docs).context("the documents folder cannot be watched")?;
    tokio::spawn(follow(flow.clone(), changes, end.clone()));
    tokio::spawn({
        let web = web.clone();
        async move {
            loop {
                tokio::time::sleep(TIDY_EVERY).await;
                web.tidy();
                upkeep.run_upkeep();
            }
        }
    });
    // Whoever reads that it listens may stop it at once.
    let stopped = stopped()?;
    web.set_ready();
    super::say(&format!("listening on http://{address}\n"))?;
    stopped.await;
    tracing::info!("Stopping: sockets are told to come back, turns come to their end");
    end.cancel();
    tokio::join!(web.drain(drain_wait), flow.drain(drain_wait));
    listening.await.context("the listener ended badly")
}

fn store(settings: &Settings) -> anyhow::Result<Arc<Sqlite>> {
    let store = Sqlite::own(&settings.data, Id::new(RandomIds.random()))
        .with_context(|| format!("cannot use the data folder {}", settings.data.display()))?;
    Ok(Arc::new(store))
}

fn outside(settings: &Settings, store: Arc<Sqlite>) -> anyhow::Result<Outside> {
    let ids = Arc::new(RandomIds);
    let clock = Arc::new(SystemClock);
    Ok(Outside {
        store: store.clone(),
        search: Arc::new(index(settings, &settings.data)?),
        folder: Arc::new(folder(settings)),
        model: model(settings, clock.clone())?,
        embedder: embedder(settings)?,
        vectors: store.clone(),
        policies: store.clone(),
        feeds: Arc::new(calendars(settings)?),
        notices: store.clone(),
        outbox: store.clone(),
        notifier: Arc::new(notifier(settings)?),
        bus: Arc::new(InProcess::default()),
        clock,
        ids,
    })
}

/// Opens the index. It is kept per set of inboxes, public address and use of questions: which documents an inbox serves,
/// where they are read, and what they are found by is written into it.
pub(super) fn index(settings: &Settings, data: &Path) -> anyhow::Result<Index> {
    let name = format!("index-{:08x}", serving(settings));
    let dir = data.join(&name);
    std::fs::create_dir_all(&dir).with_context(|| format!("cannot write {}", dir.display()))?;
    for entry in std::fs::read_dir(data)?.flatten() {
        let other = entry.file_name();
        let other = other.to_string_lossy();
        if other.starts_with("index-") && other != name {
            // A left-over of earlier settings; it takes room and nothing else.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    let index = Index::open(&dir, IndexLimits::default()).context("the index cannot be opened")?;
    Ok(index.calibrated(calibration(settings)?))
}

/// A number that changes when an inbox serves other documents, this server is reached elsewhere, or questions count.
fn serving(settings: &Settings) -> u32 {
    use sha2::{Digest as _, Sha256};
    let mut digest = Sha256::new();
    for inbox in &settings.inboxes {
        digest.update(inbox.policy.inbox.0.as_bytes());
        for (corpus, globs) in inbox.corpora() {
            digest.update([2]);
            digest.update(corpus.0.as_bytes());
            for glob in globs {
                digest.update([0]);
                digest.update(glob.as_bytes());
            }
        }
        digest.update([1]);
    }
    digest.update(settings.public_url.as_deref().unwrap_or_default());
    digest.update([u8::from(settings.model.write_questions)]);
    let digest = digest.finalize();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

/// Names the documents folder with its limits.
pub(super) fn folder(settings: &Settings) -> MarkdownFolder {
    let limits =
        FolderLimits { file_bytes_max: settings.limits.file_bytes_max as u64, ..FolderLimits::default() };
    MarkdownFolder::new(&settings.docs, limits)
}

fn model(settings: &Settings, clock: Arc<SystemClock>) -> anyhow::Result<Option<Arc<dyn Model>>> {
    let prompts = Arc::new(Prompts::load(settings.prompts.as_deref()).context("the prompts cannot be used")?);
    if settings.model.base_url.is_none() {
        return Ok(None);
    }
    let model = OpenAi::new(settings.model.clone(), prompts, clock).context("the model cannot be set up")?;
    Ok(Some(Arc::new(model)))
}

/// Sets up the receivers.
pub(super) fn notifier(settings: &Settings) -> anyhow::Result<Receivers> {
    Receivers::new(&settings.receivers, &settings.mail, settings.limits.receiver_wait)
        .context("the receivers cannot be set up")
}

/// Sets up what fetches calendars by address.
pub(super) fn calendars(settings: &Settings) -> anyhow::Result<Calendars> {
    Calendars::new(settings.private_calendars, settings.limits.receiver_wait)
        .context("calendars cannot be fetched")
}

/// Sets up the embedder, where there is one.
pub(super) fn embedder(settings: &Settings) -> anyhow::Result<Option<Arc<dyn Embedder>>> {
    if settings.embeddings.base_url.is_none() {
        return Ok(None);
    }
    let embedder =
        OpenAiEmbedder::new(settings.embeddings.clone()).context("the embeddings cannot be set up")?;
    Ok(Some(Arc::new(embedder)))
}

/// Returns the calibration that the settings name, or the one built in.
pub(super) fn calibration(settings: &Settings) -> anyhow::Result<Calibration> {
    let Some(file) = &settings.calibration else { return Ok(crate::search::built_in_calibration()?) };
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the calibration {}", file.display()))?;
    let calibration: Calibration =
        serde_json::from_str(&text).with_context(|| format!("{} is no calibration", file.display()))?;
    if let Some(complaint) = calibration.complaint() {
        anyhow::bail!(
            "{}: {complaint}; take it out of the settings, and make it anew with `firstline eval --fit`",
            file.display()
        );
    }
    Ok(calibration)
}

/// Brings the corpus up to date. A folder that cannot be read stops nothing: what was indexed serves on, and the
/// folder is watched until it is there.
async fn curate(flow: &Arc<Flow>) -> anyhow::Result<()> {
    match flow.curate().await {
        Ok(curated) => tell(&curated),
        Err(CurateError::Folder(error)) => tracing::error!("{error}; what was indexed before serves on"),
        Err(error) => return Err(error).context("the documents cannot be indexed"),
    }
    Ok(())
}

async fn follow(flow: Arc<Flow>, mut changes: mpsc::Receiver<()>, end: CancellationToken) {
    while let Some(Some(())) = end.run_until_cancelled(changes.recv()).await {
        match flow.curate().await {
            Ok(curated) => tell(&curated),
            Err(error) => tracing::error!("{error}; what was indexed before serves on"),
        }
    }
}

fn tell(curated: &Curated) {
    if curated.n_changed + curated.n_removed > 0 {
        tracing::info!(
            revision = curated.revision,
            n_changed = curated.n_changed,
            n_removed = curated.n_removed,
            n_broken = curated.n_broken,
            "Documents are up to date"
        );
    }
}

/// Listens for SIGTERM and Ctrl-C from now on; ends with the first.
fn stopped() -> anyhow::Result<impl Future<Output = ()>> {
    let listen = |kind| signal(kind).context("signals cannot be received");
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

fn log(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log.level)
        .with_context(|| format!("log.level {:?} is no level", settings.log.level))?;
    let colours = std::io::stderr().is_terminal();
    let to_stderr =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    let installed = match settings.log.format {
        LogFormat::Text => to_stderr.with_target(false).try_init(),
        LogFormat::Json => to_stderr.json().try_init(),
    };
    installed.map_err(|error| anyhow::anyhow!("the log cannot be written: {error}"))
}
