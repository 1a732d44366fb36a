//! Policies: brought in at a start, changed while serving, each change a version.
//!
//! A file counts only when its own content has changed since it was last read, and does not write over what was imported
//! or set by the API meanwhile. A change is checked whole before it is written, and holds for what is decided from then
//! on: the times a case was promised stand in its events.

use std::{
    collections::{BTreeMap, HashMap},
    iter,
    sync::Arc,
};

use serde_json::Value;

use crate::{
    config::{ConfigError, Document, Inbox, Problem, Settings, asked_at, feed::without_feeds},
    domain::{
        conversation::under_another,
        ids::{AgentId, ContactId, ConversationId, InboxKey},
        policy::{Need, Policy},
        routing,
        time::Timestamp,
    },
    ports::{Append, AppendError, Policies, PolicyRow, PolicySource, StoreError},
};

use super::{Flow, FlowError, desk::is_member, feeds::with_known};

/// Cases worked out anew in one look; the next look takes the rest.
const CASES_MAX: usize = 500;

/// Why a policy does not take effect.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// There is no such inbox or version.
    #[error("there is no such inbox, or no such version of its policy")]
    NotFound,
    /// Another version has taken effect meanwhile.
    #[error("version {newest} holds by now; read it, and bring your change in there")]
    Stale {
        /// The newest one.
        newest: u32,
    },
    /// Something in the document is wrong, or cannot be kept.
    #[error(transparent)]
    Invalid(#[from] ConfigError),
    /// The settings' file has changed, but a later version was imported or set by the API.
    #[error(
        "inbox.{inbox}: its policy in the file has changed since it was read as version {read}, but version {newest} \
         was {how} on {at}. Bring the file in line with `firstline policy export {inbox}`, or let the file win with \
         --force-policy (FIRSTLINE_FORCE_POLICY=1)"
    )]
    Overruled {
        /// The inbox.
        inbox: InboxKey,
        /// The version last read from the file; 0 for none.
        read: u32,
        /// The version that holds.
        newest: u32,
        /// `imported` or `set by the API`.
        how: &'static str,
        /// Since when.
        at: Timestamp,
    },
    /// A version in the store cannot be read any more.
    #[error("inbox.{inbox}: version {version} of its policy cannot be used: {why}")]
    Unusable {
        /// The inbox.
        inbox: InboxKey,
        /// The version.
        version: u32,
        /// What is wrong with it.
        why: ConfigError,
    },
    /// The store is not available.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A version with what is to be known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The document.
    pub document: Arc<Document>,
    /// What works but is hardly meant.
    pub warnings: Vec<Problem>,
}

/// Puts every inbox of the settings under the version that holds: the file's own where it has changed or nothing is
/// newer, else the newest.
///
/// # Errors
/// The file has changed beside a newer version of the API and is not `forced`, or a version cannot be used.
pub async fn settle(
    policies: &dyn Policies,
    settings: &mut Settings,
    forced: bool,
    now: Timestamp,
) -> Result<(), PolicyError> {
    let mut settled = Vec::new();
    for inbox in &settings.inboxes {
        settled.push(settle_one(policies, settings, inbox, forced, now).await?);
    }
    settings.inboxes = settled;
    Ok(())
}

async fn settle_one(
    policies: &dyn Policies,
    settings: &Settings,
    inbox: &Inbox,
    forced: bool,
    now: Timestamp,
) -> Result<Inbox, PolicyError> {
    let key = inbox.key();
    let newest = policies.policy(key, None).await?;
    // A calendar that has changed since takes nothing away from who wrote the policy.
    let set = policies.policy_set(key).await?;
    let of_file = policies.policy_of_file(key).await?;
    let digest = inbox.document.digest.as_str();
    let is_unchanged = of_file.as_ref().is_some_and(|row| row.digest == digest);
    let own = without_feeds(&inbox.document.body);
    let version = match (&newest, &set) {
        (Some(row), Some(set)) if is_unchanged && set.source != PolicySource::File && !forced => {
            return stored(settings, inbox, row, now);
        }
        (Some(row), Some(set)) if is_unchanged && set.source == PolicySource::File => {
            let feeds = settings.document(&key.0, &row.body).map(|held| held.feeds).unwrap_or_default();
            let document = settings.with_feeds(&inbox.document, &feeds)?;
            return Ok(inbox.under(Arc::new(document), row.version));
        }
        (_, Some(set)) if set.source != PolicySource::File && without_feeds(&set.body) != own && !forced => {
            return Err(PolicyError::Overruled {
                inbox: key.clone(),
                read: of_file.map_or(0, |row| row.version),
                newest: set.version,
                how: if set.source == PolicySource::Import { "imported" } else { "set by the API" },
                at: set.at,
            });
        }
        (newest, _) => newest.as_ref().map_or(0, |row| row.version) + 1,
    };
    let document = with_known(policies, settings, &inbox.document).await?;
    let row = row_of(&document, key, version, PolicySource::File, now, None);
    if policies.put_policy(row).await? {
        tracing::info!(inbox = %key, version, "The policy of {key} was read from the file as version {version}");
        return Ok(inbox.under(Arc::new(document), version));
    }
    Err(PolicyError::Stale { newest: version })
}

/// Takes up a stored version at a start. What it promised may not be covered any more, as when the dates of a year ran
/// out: that is told, and holds up nothing.
fn stored(settings: &Settings, inbox: &Inbox, row: &PolicyRow, now: Timestamp) -> Result<Inbox, PolicyError> {
    let (key, version) = (row.inbox.clone(), row.version);
    let inbox =
        under(settings, inbox, row).map_err(|why| PolicyError::Unusable { inbox: key, version, why })?;
    let (refused, warned) = inbox.document.gaps(now);
    for problem in refused.into_iter().chain(warned) {
        tracing::warn!(inbox = %row.inbox, version, "inbox.{}: {}: {}", row.inbox, problem.field, problem.message);
    }
    Ok(inbox)
}

/// Returns the inbox under a version that was stored.
///
/// # Errors
/// The document cannot be read any more.
pub fn under(settings: &Settings, inbox: &Inbox, row: &PolicyRow) -> Result<Inbox, ConfigError> {
    let document = settings.document(&row.inbox.0, &row.body)?;
    Ok(inbox.under(Arc::new(document), row.version))
}

/// Returns whether a version says what a document says, whatever their calendars by address say.
#[must_use]
pub fn says_the_same(row: &PolicyRow, document: &Document) -> bool {
    row.digest == document.digest || without_feeds(&row.body) == without_feeds(&document.body)
}

/// Makes a version of a document.
#[must_use]
pub fn row_of(
    document: &Document,
    inbox: &InboxKey,
    version: u32,
    source: PolicySource,
    at: Timestamp,
    by: Option<AgentId>,
) -> PolicyRow {
    PolicyRow {
        inbox: inbox.clone(),
        version,
        source,
        digest: document.digest.clone(),
        body: document.body.clone(),
        at,
        by,
    }
}

/// Holds the promises of a document against its hours.
///
/// # Errors
/// Names each promise that cannot be kept from `now` on.
pub fn keepable(document: Document, now: Timestamp) -> Result<Checked, PolicyError> {
    let (problems, warnings) = document.gaps(now);
    if problems.is_empty() {
        return Ok(Checked { document: Arc::new(document), warnings });
    }
    Err(ConfigError::Invalid { problems }.into())
}

impl Flow {
    /// Returns what holds for a contact: where their inbox has something else for plans and accounts, theirs.
    pub(super) async fn policy_of(&self, inbox: &InboxKey, contact: ContactId) -> Result<Policy, FlowError> {
        let inbox = self.inbox(inbox).ok_or(FlowError::NotFound)?;
        if inbox.plans.is_empty() {
            return Ok(inbox.policy.clone());
        }
        let contact = self.outside.store.contact(contact).await?;
        let (account, plan) = contact.map_or((None, None), |contact| (contact.account, contact.plan));
        Ok(inbox.policy_for(account.as_deref(), plan.as_deref()).clone())
    }

    /// Returns a version of an inbox's policy; the newest where none is named.
    ///
    /// # Errors
    /// There is no such one, or the store is not available.
    pub async fn policy(&self, inbox: &InboxKey, version: Option<u32>) -> Result<PolicyRow, PolicyError> {
        self.outside.policies.policy(inbox, version).await?.ok_or(PolicyError::NotFound)
    }

    /// Reads and checks a document whole, nothing taking effect. What it says of calendars by address is not asked: that
    /// is known here.
    ///
    /// # Errors
    /// Names everything that is wrong with it, or cannot be kept from now on.
    pub async fn check_policy(&self, inbox: &InboxKey, body: &Value) -> Result<Checked, PolicyError> {
        let document = self.settings.document(&inbox.0, &without_feeds(body))?;
        let document = with_known(self.outside.policies.as_ref(), &self.settings, &document).await?;
        let mut checked = keepable(document, self.now())?;
        checked.warnings.extend(self.unmet_needs(&checked.document).await?);
        Ok(checked)
    }

    /// Returns what cases ask for that no agent of the inbox can do: below severity 1 they are next for nobody. Nothing
    /// where the inbox has no agents yet.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn unmet_needs(&self, document: &Document) -> Result<Vec<Problem>, StoreError> {
        let own = &document.policy;
        let mut members = self.outside.store.agents().await?;
        members.retain(|agent| is_member(agent, &own.inbox));
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let is_unmet =
            |need: &Need| members.iter().all(|agent| !routing::has(&agent.skills, &need.skill, need.level));
        let mut problems = Vec::new();
        let policies = iter::once(own).chain(document.plans.iter().map(|plan| &plan.policy));
        for (n, policy) in policies.enumerate() {
            for need in policy.routing.needs.iter().filter(|need| is_unmet(need)) {
                // What a plan takes from its inbox is said there.
                if n == 0 || !own.routing.needs.contains(need) {
                    problems.push(unmet(n, need));
                }
            }
        }
        Ok(problems)
    }

    /// Warns of what cases ask for and no agent can do, in every inbox, and of open cases of inboxes that are gone.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn warn_of_unserved(&self) -> Result<(), StoreError> {
        let mut strays: BTreeMap<InboxKey, usize> = BTreeMap::new();
        for case in self.outside.store.queue(None).await? {
            if self.inbox(&case.inbox).is_none() {
                *strays.entry(case.inbox).or_default() += 1;
            }
        }
        for (key, n_cases) in strays {
            tracing::warn!(inbox = %key, "{n_cases} open cases are of the inbox {key}, which the configuration does not name: nobody sees them until it does");
        }
        for inbox in self.inboxes() {
            let key = inbox.key();
            for problem in self.unmet_needs(&inbox.document).await? {
                tracing::warn!(inbox = %key, "inbox.{key}: {}: {}", problem.field, problem.message);
            }
        }
        Ok(())
    }

    /// Puts a policy in place of version `expected`: checked whole, written, and in force for what is decided next. One
    /// that says the same as that version is no version of its own.
    ///
    /// # Errors
    /// Something in it is wrong, or another version holds by now.
    pub async fn put_policy(
        self: &Arc<Self>,
        inbox: &InboxKey,
        expected: u32,
        body: &Value,
        by: AgentId,
    ) -> Result<(PolicyRow, Checked), PolicyError> {
        let newest = self.policy(inbox, None).await?;
        if newest.version != expected {
            return Err(PolicyError::Stale { newest: newest.version });
        }
        let checked = self.check_policy(inbox, body).await?;
        if says_the_same(&newest, &checked.document) {
            return Ok((newest, checked));
        }
        let row = row_of(&checked.document, inbox, expected + 1, PolicySource::Api, self.now(), Some(by));
        if !self.outside.policies.put_policy(row.clone()).await? {
            return Err(PolicyError::Stale { newest: self.policy(inbox, None).await?.version });
        }
        self.follow_policies().await?;
        Ok((row, checked))
    }

    /// Works out anew whom cases at the desk ask for, and when severity 1 calls somebody, where that was done under an
    /// older policy. What they were promised stays.
    ///
    /// # Errors
    /// The store is not available.
    pub(super) async fn work_out_anew(self: &Arc<Self>) -> Result<(), FlowError> {
        for inbox in self.inboxes() {
            let older = self.outside.store.under_older(inbox.key(), inbox.policy.version, CASES_MAX).await?;
            for id in older {
                match self.work_out(id).await {
                    Err(error @ FlowError::Store(StoreError::Unavailable(_))) => return Err(error),
                    Err(error) => {
                        tracing::warn!(conversation.id = %id, error = %error, "{id} stays under an older policy");
                    }
                    Ok(()) => {}
                }
            }
        }
        Ok(())
    }

    async fn work_out(self: &Arc<Self>, id: ConversationId) -> Result<(), FlowError> {
        let before = self.read(id).await?;
        let effects = under_another(&before.state, &before.policy);
        let expected = before.state.seq;
        let append = Append { conversation: id, expected, events: Vec::new(), effects: effects.clone() };
        match self.outside.store.append(append).await {
            Ok(()) => self.announce(&before.state, &before.state, &effects),
            // Whoever was faster has worked it out.
            Err(AppendError::Stale | AppendError::Repeated(_)) => {}
            Err(AppendError::Store(error)) => return Err(error.into()),
        }
        self.keep(before.log, before.state);
        Ok(())
    }

    /// Takes up the versions that were written since, here or by another process.
    ///
    /// # Errors
    /// The store is not available, or the documents cannot be indexed anew. A version that cannot be used is reported,
    /// and what held before goes on.
    pub(super) async fn follow_policies(self: &Arc<Self>) -> Result<(), PolicyError> {
        let mut newer: Vec<Inbox> = Vec::new();
        let keys = self.inboxes().iter().map(|inbox| inbox.key().clone()).collect();
        for (key, version) in self.outside.policies.newest_policies(keys).await? {
            let Some(inbox) = self.inbox(&key).filter(|inbox| inbox.policy.version < version) else {
                continue;
            };
            let Some(row) = self.outside.policies.policy(&key, Some(version)).await? else { continue };
            match under(&self.settings, &inbox, &row) {
                Ok(inbox) => newer.push(inbox),
                Err(error) => {
                    tracing::error!(inbox = %key, version, "Version {version} of the policy of {key} cannot be used: {error}");
                }
            }
        }
        if newer.is_empty() {
            return Ok(());
        }
        let mut serves_otherwise = false;
        self.inboxes.rcu(|inboxes| {
            let mut inboxes: HashMap<InboxKey, Arc<Inbox>> = inboxes.as_ref().clone();
            for inbox in &newer {
                let before = inboxes.insert(inbox.key().clone(), Arc::new(inbox.clone()));
                serves_otherwise |= before.is_none_or(|before| !before.corpora().eq(inbox.corpora()));
            }
            inboxes
        });
        for inbox in &newer {
            let (key, version) = (inbox.key(), inbox.policy.version);
            tracing::info!(inbox = %key, version, "Version {version} of the policy of {key} holds");
        }
        if serves_otherwise && let Err(error) = self.serve_otherwise().await {
            tracing::error!("{error}; the documents are served as before until the next start");
        }
        Ok(())
    }
}

/// Says that no agent has what cases ask for, by the inbox's own policy (0) or by its nth plan.
fn unmet(n: usize, need: &Need) -> Problem {
    let Need { of, skill, level } = need;
    let plan = if n == 0 { String::new() } else { format!("plan.{n}.") };
    let asks = asked_at(of);
    let message = format!(
        "no agent of this inbox has {skill:?} at level {level}: below severity 1, such cases are next for nobody. Give \
         it to somebody in the console, or with `firstline agent set NAME --skill {skill}={level}` and a --skill for \
         each that they keep"
    );
    Problem { origin: "agents".to_owned(), line: None, field: format!("{plan}routing.{asks}"), message }
}
