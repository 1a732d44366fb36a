//! The HTTP side: search, conversations, documents, health, metrics.

use std::{net::SocketAddr, str::FromStr, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{ConnectInfo, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        applies::Known,
        blocks::{self, Block},
        corpus::{Audience, DocumentState, Scope},
        event::{Event, Role, Severity, TurnOutcome, for_contact},
        ids::{ContactId, ConversationId, InboxKey, Locale, Seq},
        intent,
        time::Timestamp,
    },
    flow::{FlowError, suggest::suggestions},
    ports::{AgentRow, ConversationFilter, ConversationRow, Query},
};

use super::{
    Web,
    error::{Problem, UrlPath, UrlQuery},
    frames, gate,
    session::{MaybeSigned, Signed},
};

/// Longest query, in characters.
const QUERY_CHARS_MAX: usize = 2_000;
/// Hits and rows of one answer.
const ROWS_MAX: usize = 100;
/// Words of a subject searched for at once.
const WORDS_MAX: usize = 8;
/// The states of a conversation.
const STATES: [&str; 5] = ["bot", "waiting", "agent", "resolved", "closed"];
/// How far back unanswered questions are listed unless told, and at most.
const SINCE: Duration = Duration::from_secs(7 * 86_400);
const SINCE_MAX: Duration = Duration::from_secs(366 * 86_400);

/// A search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchRequest {
    /// The words.
    pub query: String,
    /// The inbox whose documents are searched; `default` where none is named.
    #[serde(default)]
    pub inbox: Option<InboxKey>,
    /// Preferred language, BCP 47.
    #[serde(default)]
    pub locale: Option<String>,
    /// Hits at most, 10 by default.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchResponse {
    /// Best first, one per document.
    pub hits: Vec<SearchHit>,
    /// Would the service answer from them?
    pub answerable: bool,
    /// Estimated probability that they answer.
    pub confidence: f32,
    /// Time taken, in milliseconds.
    pub ms: f64,
}

/// One document found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchHit {
    /// Path below the documents folder.
    pub doc: String,
    /// Anchor of the best passage's heading; empty for the top of the page.
    pub section: String,
    /// That heading as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The document's title.
    pub title: String,
    /// Where a person reads it.
    pub url: String,
    /// A few words.
    pub snippet: String,
    /// Comparable within one search.
    pub score: f32,
}

/// A conversation as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConversationItem {
    /// Its name.
    pub id: ConversationId,
    /// Its inbox.
    pub inbox: InboxKey,
    /// Whose it is.
    pub contact: ContactId,
    /// bot, waiting, agent, resolved, closed.
    pub state: String,
    /// Newest event.
    pub seq: Seq,
    /// When that was.
    pub updated_at: Timestamp,
    /// Language.
    pub locale: Locale,
    /// How bad, once judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// A few words, once handed off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Who wrote last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Role>,
    /// How the user is called, where they or their site have said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
}

/// A page of conversations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConversationPage {
    /// Newest change first.
    pub items: Vec<ConversationItem>,
    /// Give this as `cursor` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A page of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventPage {
    /// In order.
    pub items: Vec<Event>,
    /// There are later ones; give `next` as `after`.
    pub more: bool,
    /// How far this page goes, events that the view leaves out included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Seq>,
}

/// Through whose eyes a conversation is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum View {
    /// Everything.
    #[default]
    Agent,
    /// What the contact was told, and not a field more.
    Contact,
}

/// A text to be drawn as the contact would see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PreviewRequest {
    /// Markdown, as in a reply.
    pub text: String,
}

/// A text as a tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PreviewResponse {
    /// As a message with this text would carry.
    pub blocks: Vec<Block>,
}

/// Every file of the corpus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentPage {
    /// Corpus revision.
    pub revision: u64,
    /// By path.
    pub items: Vec<DocumentState>,
}

/// What the documentation did not answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnansweredPage {
    /// The most asked first, then the newest.
    pub items: Vec<UnansweredItem>,
}

/// A question that the documentation did not answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnansweredItem {
    /// In the words it was asked last.
    pub question: String,
    /// How often it was asked.
    pub count: usize,
    /// Its language.
    pub locale: Locale,
    /// When it was asked last.
    pub last_asked: Timestamp,
    /// How that turn ended: none, unsure, failed.
    pub outcome: TurnOutcome,
    /// Confidence reached then, 0–1.
    pub confidence: f32,
    /// Where it was asked, newest first.
    pub conversations: Vec<ConversationId>,
}

/// Unanswered questions are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Span {
    since: Option<String>,
    limit: Option<usize>,
}

/// A page is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Page {
    cursor: Option<String>,
    state: Option<String>,
    q: Option<String>,
    after: Option<Seq>,
    limit: Option<usize>,
    #[serde(default)]
    view: View,
}

pub(super) async fn healthz() -> &'static str {
    "alive\n"
}

pub(super) async fn readyz(State(web): State<Arc<Web>>) -> Response {
    let unready = |why: &str| Problem::new(StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    if web.draining.is_cancelled() {
        return unready("draining");
    }
    if !web.is_ready() {
        return unready("the index is being built");
    }
    match web.flow.outside().store.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => unready(&error.to_string()),
    }
}

pub(super) async fn metrics(State(web): State<Arc<Web>>) -> Response {
    if let Ok(rows) = web.flow.outside().store.queue(None).await {
        let waiting = rows.iter().filter(|row| row.agent.is_none()).count();
        metrics::gauge!("firstline_queue_waiting").set(u32::try_from(waiting).unwrap_or(u32::MAX));
        metrics::gauge!("firstline_queue_claimed")
            .set(u32::try_from(rows.len() - waiting).unwrap_or(u32::MAX));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], (web.metrics)()).into_response()
}

pub(super) async fn search(
    State(web): State<Arc<Web>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    MaybeSigned(agent): MaybeSigned,
    request: Result<Json<SearchRequest>, JsonRejection>,
) -> Result<Json<SearchResponse>, Problem> {
    let address = gate::address(peer.ip(), &headers, web.flow.settings().trusted_proxies);
    web.gate
        .read(address)
        .map_err(|_| Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many searches from this address"))?;
    let Json(request) = request.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.body_text()))?;
    if request.query.chars().count() > QUERY_CHARS_MAX {
        let detail = format!("a query has at most {QUERY_CHARS_MAX} characters");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    let key = request.inbox.unwrap_or_else(|| InboxKey("default".to_owned()));
    let inbox = web.flow.inbox(&key).ok_or(FlowError::NotFound)?;
    let audience = match &agent {
        Some(agent) if web.flow.inboxes_of(agent).contains(&key) => Audience::Agent,
        Some(_) if headers.contains_key(header::AUTHORIZATION) => return Err(FlowError::NotFound.into()),
        // A cookie comes along by itself: an agent reads the pages of other inboxes like anybody else.
        Some(_) | None => Audience::Contact,
    };
    let locale = request.locale.as_deref().and_then(Locale::from_tag);
    let locale = locale.unwrap_or_else(|| intent::locale_of(&request.query, inbox.policy.locale));
    let started = std::time::Instant::now();
    let query = Query {
        text: request.query.clone(),
        meaning: web.flow.meaning(&key, &request.query, &[]).await,
        locale,
        n_pages_max: request.limit.unwrap_or(10).clamp(1, ROWS_MAX),
        n_passages_max: 6,
        whole_page: false,
        ..Query::default()
    };
    let (scope, known) = (Scope { inbox: key, audience }, Known::from_text(&request.query));
    let evidence = web.flow.search_for(scope, query, &known).await.map_err(FlowError::from)?;
    let hits = evidence.pages.iter().map(|hit| hit_of(hit, &request.query)).collect();
    Ok(Json(SearchResponse {
        hits,
        answerable: evidence.answers(),
        confidence: evidence.confidence,
        ms: started.elapsed().as_secs_f64() * 1000.0,
    }))
}

fn hit_of(hit: &crate::domain::corpus::Hit, query: &str) -> SearchHit {
    let shown = suggestions(std::slice::from_ref(hit), query);
    SearchHit {
        doc: hit.passage.doc.path.clone(),
        section: hit.passage.section().unwrap_or_default(),
        heading: hit.passage.heading(),
        title: hit.passage.doc.title.clone(),
        url: hit.passage.url(),
        snippet: shown.into_iter().map(|item| item.snippet).next().unwrap_or_default(),
        score: hit.score,
    }
}

pub(super) async fn conversations(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlQuery(page): UrlQuery<Page>,
) -> Result<Json<ConversationPage>, Problem> {
    let before = page.cursor.as_deref().map(cursor).transpose()?;
    let limit = page.limit.unwrap_or(50).clamp(1, ROWS_MAX);
    if page.state.as_deref().is_some_and(|state| !STATES.contains(&state)) {
        let detail = format!("state is one of {}", STATES.join(", "));
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    let words = page.q.unwrap_or_default();
    let filter = ConversationFilter {
        inboxes: Some(web.flow.inboxes_of(&agent)),
        state: page.state,
        words: words.split_whitespace().take(WORDS_MAX).map(str::to_owned).collect(),
    };
    let store = &web.flow.outside().store;
    let rows = store.conversations(&filter, before, limit).await.map_err(FlowError::from)?;
    let next = rows
        .last()
        .filter(|_| rows.len() == limit)
        .map(|row| format!("{}.{}", row.updated_at.as_millis(), row.id));
    Ok(Json(ConversationPage { items: rows.into_iter().map(item).collect(), next }))
}

fn cursor(text: &str) -> Result<(Timestamp, ConversationId), Problem> {
    let parts = text.split_once('.');
    parts
        .and_then(|(at, id)| {
            Some((Timestamp::from_millis(at.parse().ok()?), ConversationId::from_str(id).ok()?))
        })
        .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "the cursor is not one of ours; begin anew"))
}

fn item(row: ConversationRow) -> ConversationItem {
    ConversationItem {
        id: row.id,
        inbox: row.inbox,
        contact: row.contact,
        state: row.state,
        seq: row.seq,
        updated_at: row.updated_at,
        locale: row.locale,
        severity: row.severity,
        subject: row.subject,
        last: row.last,
        contact_name: row.contact_name,
    }
}

pub(super) async fn conversation(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(id): UrlPath<String>,
) -> Result<Json<ConversationItem>, Problem> {
    Ok(Json(item(seen(&web, &agent, &id).await?)))
}

pub(super) async fn events(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(id): UrlPath<String>,
    UrlQuery(page): UrlQuery<Page>,
) -> Result<Json<EventPage>, Problem> {
    let row = seen(&web, &agent, &id).await?;
    let limit = page.limit.unwrap_or(ROWS_MAX).clamp(1, web.flow.settings().limits.history_page_max);
    let store = &web.flow.outside().store;
    let items = store.log(row.id, page.after.unwrap_or_default(), limit).await.map_err(FlowError::from)?;
    let next = items.last().map(|event| event.seq);
    let more = next.is_some_and(|seq| seq < row.seq);
    let items: Vec<Event> = match page.view {
        View::Agent => items,
        View::Contact => items.iter().filter_map(for_contact).collect(),
    };
    Ok(Json(EventPage { items: items.into_iter().map(frames::dressed).collect(), more, next }))
}

/// Draws a reply before it is sent, by the parser that will draw it afterwards.
pub(super) async fn preview(
    State(web): State<Arc<Web>>,
    Signed(_): Signed,
    request: Result<Json<PreviewRequest>, JsonRejection>,
) -> Result<Json<PreviewResponse>, Problem> {
    let Json(request) = request.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.body_text()))?;
    let chars_max = web.flow.settings().limits.text_chars_max;
    if request.text.chars().count() > chars_max {
        let detail = format!("a reply has at most {chars_max} characters; shorten it");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    Ok(Json(PreviewResponse { blocks: blocks::parse(&request.text, 0).blocks }))
}

pub(super) async fn documents(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
) -> Result<Json<DocumentPage>, Problem> {
    let (revision, items) = web.flow.documents(&web.flow.inboxes_of(&agent)).await?;
    Ok(Json(DocumentPage { revision, items }))
}

pub(super) async fn unanswered(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlQuery(span): UrlQuery<Span>,
) -> Result<Json<UnansweredPage>, Problem> {
    let since = span.since.as_deref().map(crate::config::duration).transpose();
    let since = since.map_err(|why| Problem::new(StatusCode::BAD_REQUEST, format!("since: {why}")))?;
    let since = since.unwrap_or(SINCE).min(SINCE_MAX);
    let limit = span.limit.unwrap_or(ROWS_MAX).clamp(1, 2 * ROWS_MAX);
    let asked = web.flow.unanswered(&web.flow.inboxes_of(&agent), since, limit).await?;
    let items = asked.into_iter().map(|asked| UnansweredItem {
        question: asked.newest.question,
        count: asked.count,
        locale: asked.newest.locale,
        last_asked: asked.newest.at,
        outcome: asked.newest.outcome,
        confidence: asked.newest.confidence,
        conversations: asked.conversations,
    });
    Ok(Json(UnansweredPage { items: items.collect() }))
}

/// Returns a conversation the agent may see; foreign and missing ones look alike.
async fn seen(web: &Web, agent: &AgentRow, id: &str) -> Result<ConversationRow, Problem> {
    let Ok(id) = id.parse() else { return Err(FlowError::NotFound.into()) };
    let row = web.flow.outside().store.conversation(id).await.map_err(FlowError::from)?;
    let inboxes = web.flow.inboxes_of(agent);
    Ok(row.filter(|row| inboxes.contains(&row.inbox)).ok_or(FlowError::NotFound)?)
}
