//! A document opened to be read: by anybody where it is public, by its agents where it is internal.

use std::collections::HashSet;

use crate::{
    domain::{
        blocks::Block,
        corpus::{Document, Visibility},
        reading,
    },
    ports::{AgentRow, SearchError},
};

use super::{Flow, FlowError, curate::Serves};

/// A document as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What it says about itself, with its whole address.
    pub document: Document,
    /// Corpus revision of this text.
    pub revision: u64,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// What somebody may read.
struct Reader {
    /// What the inboxes serve to anybody.
    all: Vec<Serves>,
    /// What an agent's own inboxes serve.
    own: Vec<Serves>,
}

impl Reader {
    fn may_read(&self, document: &Document) -> bool {
        let inboxes = match document.visibility {
            Visibility::Public => &self.all,
            Visibility::Internal => &self.own,
        };
        !document.draft && inboxes.iter().any(|inbox| inbox.serves(&document.path))
    }
}

impl Flow {
    /// Opens the document at `path` for an agent, or for anybody.
    ///
    /// # Errors
    /// [`FlowError::NotFound`] for what is not there, not served, or not for this reader: all alike.
    pub async fn open(&self, path: &str, agent: Option<&AgentRow>) -> Result<Opened, FlowError> {
        let own = agent.map(|agent| self.inboxes_of(agent)).unwrap_or_default();
        let reader = Reader {
            all: self.inboxes().iter().flat_map(|inbox| Serves::of(inbox)).collect(),
            own: own.iter().filter_map(|key| self.inbox(key)).flat_map(|inbox| Serves::of(&inbox)).collect(),
        };
        let row = self.outside.store.document(path).await?;
        let good = row.and_then(|row| row.good).filter(|good| reader.may_read(&good.document));
        let good = good.ok_or(FlowError::NotFound)?;
        let (from, text) = (path.to_owned(), good.text);
        let (text, neighbours) = off_the_loop(move || {
            let neighbours = reading::neighbours(&from, &text).unwrap_or_default();
            (text, neighbours)
        })
        .await?;
        let heads = self.outside.store.document_heads(neighbours).await?;
        let there: HashSet<String> =
            heads.into_iter().filter(|head| reader.may_read(head)).map(|head| head.path).collect();
        let from = path.to_owned();
        let blocks = off_the_loop(move || reading::page(&from, &text, &|path| there.contains(path)))
            .await?
            // The text was good when it was taken.
            .map_err(|_| FlowError::NotFound)?;
        let url = self.address(&good.document);
        Ok(Opened { document: Document { url, ..good.document }, revision: good.revision, blocks })
    }

    /// Returns where a person reads a document: as its front matter says, else on this server.
    fn address(&self, document: &Document) -> String {
        let own = reading::address(&document.path);
        match &self.settings.public_url {
            // Rows of the first release hold the path instead of an address.
            _ if document.url != own && document.url != document.path => document.url.clone(),
            Some(site) => format!("{site}{own}"),
            None => own,
        }
    }
}

pub(super) async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, FlowError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| FlowError::Search(SearchError::Engine(Box::new(error))))
}
