//! Holidays out of calendars by address: fetched while the server runs, and made part of the policies that name them.
//!
//! What changes in a calendar becomes a new version of each of those policies, so that what is decided depends on nothing
//! but its version. The last good calendar is kept: one that is away, or is no calendar any more, changes nothing.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use futures_util::{StreamExt as _, stream};

use crate::{
    config::{
        Document, Inbox, Problem, Settings,
        feed::{Feed, Source, host},
    },
    domain::{ids::InboxKey, time::Timestamp, words::shorten},
    ports::{FeedRow, Fetched, Policies, PolicySource, StoreError, Validators},
};

use super::{
    Flow,
    policies::{PolicyError, row_of},
};

/// Time between two looks at what is due.
const EVERY: Duration = Duration::from_secs(1);
/// Time from a good fetch to the next: holidays are announced weeks before.
const REFRESH: Duration = Duration::from_secs(6 * 3_600);
/// Time from the first failed fetch to the next; twice as long after each, up to `REFRESH`.
const RETRY: Duration = Duration::from_secs(300);
/// Calendars that are fetched at a time: one that hangs delays few.
const FETCHES_MAX: usize = 8;
/// How long a calendar is kept that no policy names any more.
const KEPT: Duration = Duration::from_secs(30 * 86_400);
/// Longest complaint that is kept: it may quote the calendar.
const ERROR_CHARS_MAX: usize = 300;

/// What a task of following knows.
#[derive(Debug, Default)]
struct Followed {
    /// When each calendar is asked next.
    due: HashMap<String, Timestamp>,
    /// The version of each inbox's policy that was held against the calendars.
    held: HashMap<InboxKey, u32>,
}

impl Flow {
    /// Fetches calendars and brings policies in line with them until the end begins.
    pub async fn follow_feeds(self: Arc<Self>) {
        let mut followed = Followed::default();
        if let Err(error) = self.outside.policies.forget_feeds(self.now().minus(KEPT)).await {
            tracing::warn!(error = %error, "Calendars that nobody names stay in the store");
        }
        let follow = async {
            loop {
                if let Err(error) = self.look_at_feeds(&mut followed).await {
                    tracing::warn!(error = %error, "Calendars of holidays wait: {error}");
                }
                tokio::time::sleep(EVERY).await;
            }
        };
        let _: Option<()> = self.ending.run_until_cancelled(follow).await;
    }

    async fn look_at_feeds(self: &Arc<Self>, followed: &mut Followed) -> Result<(), PolicyError> {
        let inboxes = self.inboxes();
        let sources: Vec<&Source> = inboxes.iter().flat_map(|inbox| &inbox.document.sources).collect();
        let urls: BTreeSet<String> = sources.iter().map(|source| source.url.clone()).collect();
        followed.due.retain(|url, _| urls.contains(url));
        let now = self.now();
        let mut fetches = Vec::new();
        for url in urls {
            if followed.due.get(&url).is_none_or(|due| *due <= now) {
                fetches.push(self.fetch_feed(url, &sources));
            }
        }
        let fetched: Vec<_> = stream::iter(fetches).buffer_unordered(FETCHES_MAX).collect().await;
        for row in fetched {
            let (row, has_changed) = row?;
            followed.due.insert(row.url, row.due);
            if has_changed {
                followed.held.clear();
            }
        }
        for inbox in inboxes.iter().filter(|inbox| !inbox.document.sources.is_empty()) {
            let (key, version) = (inbox.key(), inbox.policy.version);
            if followed.held.get(key) != Some(&version) && self.bring_in_line(inbox).await? {
                followed.held.insert(key.clone(), version);
            }
        }
        Ok(())
    }

    /// Fetches a calendar where it is due; returns what is kept of it, and whether that is another one than before.
    async fn fetch_feed(&self, url: String, sources: &[&Source]) -> Result<(FeedRow, bool), StoreError> {
        let policies = &self.outside.policies;
        let row = policies.feed(&url).await?;
        if let Some(row) = row.clone().filter(|row| row.due > self.now()) {
            return Ok((row, false));
        }
        let mut row = row.unwrap_or_else(|| FeedRow {
            url: url.clone(),
            validators: Validators::default(),
            body: None,
            good_at: None,
            tried_at: self.now(),
            due: self.now(),
            n_failed: 0,
            error: None,
        });
        let fetched = self.outside.feeds.fetch(&url, &row.validators).await;
        row.tried_at = self.now();
        let mut has_changed = false;
        let failed = match judged(fetched, &row, sources) {
            Ok(Some((bytes, validators))) => {
                has_changed = row.body.as_ref() != Some(&bytes);
                (row.body, row.validators) = (Some(bytes), validators);
                None
            }
            Ok(None) => None,
            Err(why) => Some(why),
        };
        let word = if failed.is_none() { "good" } else { "failed" };
        metrics::counter!("firstline_calendar_fetches_total", "outcome" => word).increment(1);
        let wait = if let Some(why) = failed {
            let why: String = why.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            row.error = Some(shorten(&why, ERROR_CHARS_MAX));
            row.n_failed = row.n_failed.saturating_add(1);
            wait_after(row.n_failed)
        } else {
            (row.good_at, row.n_failed, row.error) = (Some(row.tried_at), 0, None);
            REFRESH
        };
        row.due = row.tried_at.plus(wait);
        if let Some(why) = &row.error {
            let host = host(&url);
            tracing::warn!(host = %host, due = %row.due, "The calendar of holidays on {host} was not read: {why}; what was read before holds, and it is asked again at {}", row.due);
        }
        policies.put_feed(row.clone()).await?;
        Ok((row, has_changed))
    }

    /// Makes a new version of an inbox's policy where its calendars say something else than it knows; false where
    /// another version has to be taken up first.
    async fn bring_in_line(self: &Arc<Self>, inbox: &Inbox) -> Result<bool, PolicyError> {
        let policies = &self.outside.policies;
        let (key, document) = (inbox.key(), &inbox.document);
        let document = with_known(policies.as_ref(), &self.settings, document).await?;
        if document.feeds == inbox.document.feeds {
            return Ok(true);
        }
        let version = inbox.policy.version + 1;
        let row = row_of(&document, key, version, PolicySource::Feed, self.now(), None);
        if policies.put_policy(row).await? {
            tracing::info!(inbox = %key, version, "The calendars of {key} have changed");
            for problem in document.gaps(self.now()).0 {
                tracing::warn!(inbox = %key, version, "inbox.{key}: {}: {}", problem.field, problem.message);
            }
        }
        self.follow_policies().await?;
        Ok(false)
    }

    /// Returns what is wrong with the calendars of a policy, by the fields that name them.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn feed_problems(&self, document: &Document) -> Result<Vec<Problem>, StoreError> {
        let mut problems = Vec::new();
        for source in &document.sources {
            let row = self.outside.policies.feed(&source.url).await?;
            let message = match row {
                None => "is not fetched yet; until then its days are like any other".to_owned(),
                Some(FeedRow { error: None, .. }) => continue,
                Some(FeedRow { error: Some(why), good_at, due, .. }) => {
                    let holds = good_at.map_or_else(
                        || "until then its days are like any other".to_owned(),
                        |at| format!("what was read on {at} holds"),
                    );
                    format!("was not read: {why}; {holds}, and it is asked again at {due}")
                }
            };
            problems.push(Problem {
                origin: "calendar".to_owned(),
                line: None,
                field: source.place.clone(),
                message,
            });
        }
        Ok(problems)
    }
}

/// Returns a document with the last good of its calendars; of those that are not kept it knows what it knew.
///
/// # Errors
/// The store is not available, or the document cannot be read any more.
pub async fn with_known(
    policies: &dyn Policies,
    settings: &Settings,
    document: &Document,
) -> Result<Document, PolicyError> {
    let mut feeds: Vec<Feed> = Vec::new();
    for source in &document.sources {
        let kept = policies.feed(&source.url).await?.and_then(|row| row.body);
        let read = kept.and_then(|bytes| source.read(&bytes).ok());
        let known = read.or_else(|| document.feeds.iter().find(|feed| feed.is_of(source)).cloned());
        feeds.extend(known.filter(|feed| !feeds.contains(feed)));
    }
    Ok(settings.with_feeds(document, &feeds)?)
}

/// Returns what is there now where it is good and has changed.
fn judged(
    fetched: Fetched,
    row: &FeedRow,
    sources: &[&Source],
) -> Result<Option<(Vec<u8>, Validators)>, String> {
    match fetched {
        Fetched::Same if row.body.is_some() => Ok(None),
        Fetched::Same => Err("it says that nothing has changed, but nothing is known of it".to_owned()),
        Fetched::Failed { why } => Err(why),
        Fetched::Body { bytes, validators } => {
            for source in sources.iter().filter(|source| source.url == row.url) {
                source.read(&bytes).map_err(|why| format!("it is no calendar of holidays: {why}"))?;
            }
            Ok(Some((bytes, validators)))
        }
    }
}

/// Returns how long to wait after the `n`th failed fetch in a row, from 1.
fn wait_after(n: u32) -> Duration {
    RETRY.saturating_mul(1 << n.saturating_sub(1).min(16)).min(REFRESH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_that_fails_is_asked_ever_more_rarely() {
        let minutes: Vec<u64> = (1..=9).map(|n| wait_after(n).as_secs() / 60).collect();
        assert_eq!(minutes, [5, 10, 20, 40, 80, 160, 320, 360, 360]);
        assert_eq!(wait_after(u32::MAX), REFRESH);
    }
}
