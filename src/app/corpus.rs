//! `firstline docs`: check the files, search them, see what they fail to answer.

use std::{collections::HashMap, fmt::Write as _, path::Path, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context as _;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    bus::InProcess,
    config::{MailSettings, Settings},
    domain::{
        applies::Known,
        chunk,
        corpus::{Audience, Evidence, Scope},
        ids::{Id, InboxKey},
        intent,
    },
    flow::{Flow, Outside, suggest::suggestions},
    notify::Receivers,
    ports::{Clock as _, Folder as _, Ids as _, Query, SearchError, Store as _, VOCABULARY_FILE, Vectors},
    search::{Index, IndexLimits},
    store::Sqlite,
};

use super::{
    args::DocsCommand,
    real::{RandomIds, SystemClock},
    serve::{calibration, embedder, folder},
};

/// How long a question of a command waits for its meaning.
const QUESTION_WAIT: Duration = Duration::from_secs(60);
/// Documents listed by a search.
const HITS_MAX: usize = 10;

pub(super) fn run(command: &DocsCommand, settings: &Settings) -> anyhow::Result<ExitCode> {
    match command {
        DocsCommand::Check { dir } => check(&with_docs(settings, dir.as_deref())),
        DocsCommand::Test { dir, inbox } => {
            super::doctest::run(&with_docs(settings, dir.as_deref()), inbox.as_deref())
        }
        DocsCommand::Keep { conversation, to } => super::doctest::keep(settings, conversation, to.as_deref()),
        DocsCommand::Search { query, inbox, json } => {
            super::runtime()?.block_on(search(settings, query, inbox, *json))
        }
        DocsCommand::Questions { doc } => super::runtime()?.block_on(questions(settings, doc.as_deref())),
        DocsCommand::Unanswered { since, json } => {
            super::runtime()?.block_on(unanswered(settings, since, *json))
        }
    }
}

/// The settings with another folder of documents, where one is given.
fn with_docs(settings: &Settings, dir: Option<&Path>) -> Settings {
    let mut settings = settings.clone();
    if let Some(dir) = dir {
        dir.clone_into(&mut settings.docs);
    }
    settings
}

/// Reads every file as the server would; fails where one is broken.
fn check(settings: &Settings) -> anyhow::Result<ExitCode> {
    let files = folder(settings).scan(&HashMap::new())?;
    let mut out = String::new();
    let (mut n_passages, mut n_broken) = (0, 0);
    let vocabulary = folder(settings).vocabulary();
    let read = vocabulary
        .map_err(|error| (error.line, error.message))
        .and_then(|own| crate::search::check_vocabulary(&own).map_err(|error| (error.line, error.message)));
    if let Err((line, message)) = read {
        n_broken += 1;
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        writeln!(out, "{VOCABULARY_FILE}{line}: {message}")?;
    }
    for file in &files {
        let parsed = match &file.text {
            Some(Ok(text)) => chunk::parse(&file.path, text).map_err(|error| (error.line, error.message)),
            Some(Err(error)) => Err((error.line, error.message.clone())),
            None => continue,
        };
        match parsed {
            Ok(parsed) => {
                n_passages += parsed.passages.len();
                let text = file.text.as_ref().and_then(|text| text.as_ref().ok());
                for (line, said) in text.map(|text| chunk::unread(text)).unwrap_or_default() {
                    writeln!(
                        out,
                        "{}:{line}: left out, for it is addressed to a machine: {said:?}",
                        file.path
                    )?;
                }
            }
            Err((line, message)) => {
                n_broken += 1;
                let line = line.map(|line| format!(":{line}")).unwrap_or_default();
                writeln!(out, "{}{line}: {message}", file.path)?;
            }
        }
    }
    writeln!(out, "{} files, {n_passages} passages, {n_broken} broken", files.len())?;
    super::say(&out)?;
    Ok(if n_broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// An index of the folder alone, in a folder that goes with it; for commands that must not touch a running server's.
pub(super) struct Scratch {
    pub(super) store: Arc<Sqlite>,
    /// Over the index, for what a question means.
    pub(super) flow: Arc<Flow>,
    _dir: TemporaryFolder,
}

impl Scratch {
    /// Searches as the server would, by meaning too where there is an embedder, for who said just this.
    pub(super) fn search(
        &self,
        runtime: &Runtime,
        scope: &Scope,
        query: &Query,
    ) -> Result<Evidence, SearchError> {
        runtime.block_on(self.search_now(scope, query))
    }

    async fn search_now(&self, scope: &Scope, query: &Query) -> Result<Evidence, SearchError> {
        let meaning = self.flow.meaning(&scope.inbox, &query.text, &query.before).await;
        let known = Known::from_texts(query.before.iter().chain([&query.text]).rev());
        self.flow.search_for(scope.clone(), Query { meaning, ..query.clone() }, &known).await
    }
}

struct TemporaryFolder(std::path::PathBuf);

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Leaves case, space and Markdown's marks out, for comparing what is quoted with what is expected.
pub(super) fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| !c.is_whitespace() && !"*_`\\".contains(*c));
    letters.flat_map(char::to_lowercase).collect()
}

/// Indexes a folder as the server would.
pub(super) async fn scratch(settings: &Settings) -> anyhow::Result<Scratch> {
    let dir = std::env::temp_dir().join(format!("firstline-{}", RandomIds.random().simple()));
    std::fs::create_dir_all(&dir).with_context(|| format!("cannot write {}", dir.display()))?;
    let dir = TemporaryFolder(dir);
    let index = Arc::new(Index::open(&dir.0, IndexLimits::default())?.calibrated(calibration(settings)?));
    let store = Arc::new(Sqlite::open(&dir.0, Id::new(RandomIds.random()))?);
    let embedder = embedder(settings)?;
    // Points outlive the folder: they are dear, and a server beside this command has use for them.
    let vectors: Arc<dyn Vectors> = match &embedder {
        Some(_) => Arc::new(Sqlite::open(&settings.data, Id::new(RandomIds.random()))?),
        None => store.clone(),
    };
    let outside = Outside {
        store: store.clone(),
        embedder,
        vectors,
        policies: store.clone(),
        feeds: Arc::new(super::serve::calendars(settings)?),
        notices: store.clone(),
        outbox: store.clone(),
        notifier: Arc::new(Receivers::new(&[], &MailSettings::default(), QUESTION_WAIT)?),
        search: index,
        folder: Arc::new(folder(settings)),
        model: None,
        bus: Arc::new(InProcess::default()),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
    };
    let mut settings = settings.clone();
    // Nobody waits for an answer here.
    settings.embeddings.wait = QUESTION_WAIT;
    let flow = Flow::new(outside, settings);
    let curated = flow.curate().await?;
    if curated.n_broken > 0 {
        tracing::warn!(n_broken = curated.n_broken, "Some files are broken; see `firstline docs check`");
    }
    flow.embed_now()
        .await
        .context("the passages cannot be embedded; unset FIRSTLINE_EMBED_BASE_URL to search by words")?;
    Ok(Scratch { store, flow, _dir: dir })
}

async fn search(settings: &Settings, text: &str, inbox: &str, as_json: bool) -> anyhow::Result<ExitCode> {
    let found = settings.inbox(inbox).with_context(|| format!("there is no inbox {inbox:?}"))?;
    let scratch = scratch(settings).await?;
    let scope = Scope { inbox: InboxKey(inbox.to_owned()), audience: Audience::Agent };
    let query = Query {
        text: text.to_owned(),
        locale: intent::locale_of(text, found.policy.locale),
        n_pages_max: HITS_MAX,
        n_passages_max: HITS_MAX,
        whole_page: false,
        ..Query::default()
    };
    let evidence = scratch.search_now(&scope, &query).await?;
    let answerable = evidence.answers();
    let mut out = String::new();
    if as_json {
        let hits: Vec<_> = evidence
            .pages
            .iter()
            .map(|hit| {
                let passage = &hit.passage;
                json!({ "doc": passage.doc.path, "section": passage.section(), "title": passage.doc.title,
                        "url": passage.url(), "score": hit.score })
            })
            .collect();
        let answer = json!({ "hits": hits, "answerable": answerable, "confidence": evidence.confidence });
        writeln!(out, "{answer}")?;
    } else {
        for (hit, shown) in evidence
            .pages
            .iter()
            .zip(evidence.pages.iter().flat_map(|hit| suggestions(std::slice::from_ref(hit), text)))
        {
            writeln!(
                out,
                "{:7.2}  {}  {}\n         {}",
                hit.score,
                hit.passage.id(),
                shown.title,
                shown.snippet
            )?;
        }
        let verdict = if answerable { "would be answered" } else { "would not be answered" };
        writeln!(out, "confidence {:.2}: {verdict}", evidence.confidence)?;
    }
    super::say(&out).map(|()| ExitCode::SUCCESS)
}

/// Prints the questions that were written for passages as they stand now.
async fn questions(settings: &Settings, doc: Option<&str>) -> anyhow::Result<ExitCode> {
    super::whole::must_exist(settings)?;
    let store = Sqlite::open(&settings.data, Id::new(RandomIds.random()))?;
    let written: HashMap<String, Vec<String>> =
        store.questions().await?.into_iter().map(|row| (row.hash, row.questions)).collect();
    let (mut out, mut n_questions) = (String::new(), 0);
    for row in store.documents().await?.1 {
        let Some(good) = row.good.filter(|_| doc.is_none_or(|doc| doc == row.path)) else { continue };
        let passages = chunk::parse(&row.path, &good.text).map(|parsed| parsed.passages).unwrap_or_default();
        for passage in passages {
            let questions = written.get(&passage.hash).map(Vec::as_slice).unwrap_or_default();
            n_questions += questions.len();
            for (nth, question) in questions.iter().enumerate() {
                if nth == 0 {
                    writeln!(out, "{}", passage.id())?;
                }
                writeln!(out, "  {question}")?;
            }
        }
    }
    if n_questions == 0 {
        let why = if settings.model.write_questions {
            "no questions have been written yet; the running server writes them in the background, see its log"
        } else {
            "no questions were written; set model.write_questions = true"
        };
        writeln!(out, "{why}")?;
    }
    super::say(&out).map(|()| ExitCode::SUCCESS)
}

async fn unanswered(settings: &Settings, since: &str, as_json: bool) -> anyhow::Result<ExitCode> {
    let period = crate::config::duration(since).map_err(|why| anyhow::anyhow!("--since: {why}"))?;
    super::whole::must_exist(settings)?;
    let store = Sqlite::open(&settings.data, Id::new(RandomIds.random()))?;
    let rows = store.unanswered(None, SystemClock.now().minus(period), 500).await?;
    let mut out = String::new();
    for row in &rows {
        if as_json {
            let line = json!({ "at": row.at, "conversation": row.conversation, "outcome": row.outcome,
                               "question": row.question, "confidence": row.confidence });
            writeln!(out, "{line}")?;
        } else {
            let question = row.question.replace('\n', " ");
            writeln!(out, "{}  {:.2}  {question}", row.at, row.confidence)?;
        }
    }
    if rows.is_empty() && !as_json {
        writeln!(out, "nothing unanswered in the last {since}")?;
    }
    super::say(&out).map(|()| ExitCode::SUCCESS)
}
