//! `GET /v1/documents/{doc}`: one document, to be read at its section.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{blocks::Block, corpus::Visibility, ids::Locale};

use super::{
    Web, assets,
    error::{Problem, UrlPath},
    gate,
    session::{MaybeSigned, Signed},
};

/// A document as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentView {
    /// Path below the documents folder.
    pub doc: String,
    /// Its title.
    pub title: String,
    /// Its language.
    pub locale: Locale,
    /// Corpus revision of this text.
    pub revision: u64,
    /// Who may see it.
    pub visibility: Visibility,
    /// Where it is published; on this server where its front matter names no other place.
    pub url: String,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// What the passages of a document are found by, beside their own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionPage {
    /// The passages that have any, in the order of the page.
    pub items: Vec<QuestionItem>,
}

/// One passage's questions, as a model wrote them; users never see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionItem {
    /// Anchor of its heading; empty for the top of the page.
    pub section: String,
    /// That heading as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The questions.
    pub questions: Vec<String>,
}

pub(super) async fn questions(
    State(web): State<Arc<Web>>,
    Signed(agent): Signed,
    UrlPath(doc): UrlPath<String>,
) -> Result<Json<QuestionPage>, Problem> {
    let asked = web.flow.questions_of(&web.flow.inboxes_of(&agent), &doc).await?;
    let items = asked.into_iter().map(|asked| QuestionItem {
        section: asked.section.unwrap_or_default(),
        heading: asked.heading,
        questions: asked.questions,
    });
    Ok(Json(QuestionPage { items: items.collect() }))
}

pub(super) async fn document(
    State(web): State<Arc<Web>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    MaybeSigned(agent): MaybeSigned,
    UrlPath(doc): UrlPath<String>,
) -> Result<Response, Problem> {
    let address = gate::address(peer.ip(), &headers, web.flow.settings().trusted_proxies);
    web.gate
        .read(address)
        .map_err(|_| Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many documents from this address"))?;
    let opened = web.flow.open(&doc, agent.as_ref()).await?;
    let view = DocumentView {
        doc: opened.document.path,
        title: opened.document.title,
        locale: opened.document.locale,
        revision: opened.revision,
        visibility: opened.document.visibility,
        url: opened.document.url,
        blocks: opened.blocks,
    };
    // What a reader may follow depends on who they are, so no cache keeps it for others.
    let fixed = [(header::CACHE_CONTROL, "private, no-cache".to_owned())];
    let body = serde_json::to_vec(&view).unwrap_or_default();
    let etag = assets::etag(&assets::hash(&body));
    if assets::is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, fixed, [(header::ETAG, etag)]).into_response());
    }
    Ok((fixed, [(header::ETAG, etag)], Json(view)).into_response())
}
