//! What a log says of its promises, followed by rules of its own, without the crate's fold.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use jiff::Timestamp;
use serde_json::Value;

const TARGETS: [&str; 3] = ["first_response", "next_response", "resolution"];
const RESPONSES: [&str; 2] = ["first_response", "next_response"];

/// A promise that is owed.
#[derive(Clone, Debug)]
struct Owed {
    due: Timestamp,
    warn: Option<Timestamp>,
    warned: bool,
    broken: bool,
    /// Stands still since then.
    still: Option<Timestamp>,
}

/// The promises of one case, by target.
#[derive(Debug, Default)]
pub(super) struct Promises {
    owed: HashMap<&'static str, Owed>,
    /// A person has answered since the handoff.
    answered: bool,
    /// Severity 1.
    critical: bool,
    /// What the event before brought to its end and is still to be told.
    ending: Vec<&'static str>,
}

/// What became of all promises.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    /// How many were given, warned of, kept and so on.
    pub(super) n: BTreeMap<String, usize>,
    /// The longest time from when a promise was broken until that was reported.
    pub(super) latest: Duration,
}

fn time(value: &Value) -> Option<Timestamp> {
    Some(value.as_str()?.parse().unwrap())
}

impl Promises {
    /// Follows a log to its end: every promise is given once, warned of at most once, and ends once.
    pub(super) fn follow(conversation: &str, log: &[Value]) -> Self {
        let mut promises = Self::default();
        for event in log {
            promises.take(event).unwrap_or_else(|why| panic!("{conversation}: {why}: {event}\n{log:#?}"));
        }
        assert!(promises.ending.is_empty(), "{conversation}: {:?} ended and nobody said so", promises.ending);
        promises
    }

    /// Returns what should have been said of these promises before `limit` and was not.
    pub(super) fn unsaid(&self, limit: Timestamp) -> Vec<String> {
        let runs = self.owed.iter().filter(|(_, owed)| !owed.broken && owed.still.is_none());
        let is_late =
            |owed: &Owed| owed.due < limit || (!owed.warned && owed.warn.is_some_and(|warn| warn < limit));
        runs.filter(|(_, owed)| is_late(owed)).map(|(target, owed)| format!("{target}: {owed:?}")).collect()
    }

    fn take(&mut self, event: &Value) -> Result<(), String> {
        let (kind, body) = (event["kind"].as_str().unwrap(), &event["body"]);
        let at = time(&event["at"]).unwrap();
        if kind == "sla" {
            return self.told(body, at);
        }
        if !self.ending.is_empty() {
            return Err(format!("{:?} ended and nobody said so", self.ending));
        }
        match kind {
            "triaged" if body["severity"].is_u64() => self.critical = body["severity"] == 1,
            "handoff_requested" | "reopened" => {
                if !self.owed.is_empty() {
                    return Err(format!("begins anew while this is owed: {:?}", self.owed));
                }
                self.answered = false;
            }
            "queued" => {
                let response = if self.answered { "next_response" } else { "first_response" };
                self.promise(response, time(&body["respond_by"]), time(&body["respond_warn"]), at)?;
                self.promise("resolution", time(&body["resolve_by"]), time(&body["resolve_warn"]), at)?;
            }
            "message" if body["author"]["role"] == "agent" => {
                self.end(&RESPONSES);
                self.answered = true;
            }
            "resolved" | "closed" => self.end(&TARGETS),
            _ => {}
        }
        Ok(())
    }

    /// A queue entry promises. The same time again is the same promise; an earlier one takes its place, a later one never.
    fn promise(
        &mut self,
        target: &'static str,
        due: Option<Timestamp>,
        warn: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<(), String> {
        let Some(due) = due else { return Ok(()) };
        match self.owed.get(target) {
            Some(owed) if owed.due == due => return Ok(()),
            Some(owed) if owed.due < due || owed.broken => {
                return Err(format!("{target} was promised by {} and is put off", owed.due));
            }
            Some(_) | None if due <= at => {
                return Err(format!("{target} is promised by a time that is over"));
            }
            Some(_) | None => {}
        }
        self.owed.insert(target, Owed { due, warn, warned: false, broken: false, still: None });
        Ok(())
    }

    /// What is not reported as broken is to be told as ended, before anything else happens.
    fn end(&mut self, targets: &[&'static str]) {
        for target in targets {
            match self.owed.get(target) {
                Some(owed) if owed.broken => drop(self.owed.remove(target)),
                Some(_) => self.ending.push(target),
                None => {}
            }
        }
    }

    fn told(&mut self, body: &Value, at: Timestamp) -> Result<(), String> {
        let target = *TARGETS.iter().find(|target| body["target"] == **target).ok_or("an unknown target")?;
        let (state, due) = (body["state"].as_str().unwrap(), time(&body["due"]).unwrap());
        if state == "promised" {
            return self.given(target, due, time(&body["warn"]), at);
        }
        let is_ending = self.ending.contains(&target);
        self.ending.retain(|ending| *ending != target);
        let owed = self.owed.get_mut(target).ok_or("nothing was promised")?;
        if owed.due != due {
            return Err(format!("it was due at {}", owed.due));
        }
        if owed.broken {
            return Err("it was reported as broken before".to_owned());
        }
        let counts_at = owed.still.unwrap_or(at);
        match state {
            "paused" if owed.still.is_none() && !self.critical && at <= due => owed.still = Some(at),
            "warned" if !owed.warned && owed.still.is_none() && at < due => owed.warned = true,
            // An agent who ends it without a word breaks the reply that is owed before it was due.
            "breached" if counts_at >= due || (is_ending && RESPONSES.contains(&target)) => {
                owed.broken = true;
                if is_ending {
                    self.owed.remove(target);
                }
            }
            "met" | "withdrawn" if is_ending && counts_at <= due => drop(self.owed.remove(target)),
            _ => return Err(format!("{state} does not fit {owed:?}")),
        }
        Ok(())
    }

    /// A promise is given beside the queue, or goes on after it stood still, with what was left of its time.
    fn given(
        &mut self,
        target: &'static str,
        due: Timestamp,
        warn: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<(), String> {
        let Some(owed) = self.owed.get_mut(target) else { return self.promise(target, Some(due), warn, at) };
        let Some(still) = owed.still.take() else {
            // What turned out critical in an agent's hands is promised sooner.
            if !self.critical || due >= owed.due || due <= at {
                return Err("promised twice".to_owned());
            }
            (owed.due, owed.warn) = (due, warn);
            return Ok(());
        };
        if due.duration_since(at) != owed.due.duration_since(still) && owed.due > still {
            return Err(format!("other than what was left since {still} until {}", owed.due));
        }
        (owed.due, owed.warn) = (due, warn);
        Ok(())
    }
}

impl Outcomes {
    /// Counts what a log says of its promises.
    pub(super) fn count(&mut self, log: &[Value]) {
        for event in log.iter().filter(|event| event["kind"] == "sla") {
            let body = &event["body"];
            let state = body["state"].as_str().unwrap();
            *self.n.entry(state.to_owned()).or_default() += 1;
            if state == "breached" {
                let late = time(&event["at"]).unwrap().duration_since(time(&body["due"]).unwrap());
                self.latest = self.latest.max(late.try_into().unwrap_or_default());
            }
        }
    }
    /// Returns how often a promise came to that.
    pub(super) fn n(&self, state: &str) -> usize {
        self.n.get(state).copied().unwrap_or(0)
    }
}
