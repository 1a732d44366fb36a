//! `GET /v1/documents/{doc}`: one document, to be read at its section.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{blocks::Block, corpus::Visibility, ids::Locale};

use super::{Web, assets, error::Problem, gate, session::MaybeSigned};

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

pub(super) async fn document(
    State(web): State<Arc<Web>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    MaybeSigned(agent): MaybeSigned,
    Path(doc): Path<String>,
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
