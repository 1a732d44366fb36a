//! What holds instead for some contracts, by plan or account: another language, other documents, hours, promises, routing
//! and limits of the bot.

use toml::{Spanned, de::DeValue};

use super::{
    bot::BotDraft,
    field::{Field, field, table},
    lists::Names,
    opening::{OpenDraft, Opening},
    policy::check_documents,
    read::{Reader, join},
    routing::RoutingDraft,
    targets::{self, Promised, TargetsDraft},
    team::Team,
};
use crate::domain::{ids::Locale, policy::Policy};

/// Plans of one inbox.
const PLANS_MAX: usize = 100;

/// What holds for some plans and accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// These plans, as users' tokens name them.
    pub plans: Vec<String>,
    /// These accounts.
    pub accounts: Vec<String>,
    /// What holds for them.
    pub policy: Policy,
    /// Globs of the documents that they are answered from.
    pub documents: Vec<String>,
}

/// A plan as it stands in a document: complete, what it leaves out taken from its inbox.
#[derive(Clone, Debug)]
pub(super) struct PlanDraft {
    pub place: String,
    pub plan: Names,
    pub account: Names,
    pub locale: Locale,
    pub documents: Vec<String>,
    pub open: OpenDraft,
    pub targets: TargetsDraft,
    pub routing: RoutingDraft,
    pub bot: BotDraft,
}

impl Default for PlanDraft {
    fn default() -> Self {
        Self {
            place: String::new(),
            plan: Names::default(),
            account: Names::default(),
            locale: Locale::En,
            documents: Vec::new(),
            open: OpenDraft::default(),
            targets: TargetsDraft::default(),
            routing: RoutingDraft::default(),
            bot: BotDraft::default(),
        }
    }
}

impl PlanDraft {
    /// Describes for whom it is.
    pub fn whose(&mut self) -> Vec<Field<'_>> {
        whose(&mut self.plan, &mut self.account)
    }

    /// Describes every field.
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        let mut fields = whose(&mut self.plan, &mut self.account);
        fields.extend([
            field("locale", &mut self.locale, "en or zh", "Another language where nothing tells."),
            field("documents", &mut self.documents, "globs below the documents folder", "Other documents."),
        ]);
        fields.extend(self.open.fields());
        fields.extend([
            table("targets", self.targets.fields(), "Other promises."),
            table("routing", self.routing.fields(), "Another way to an agent."),
            table("bot", self.bot.fields(), "Other limits of the bot."),
        ]);
        fields
    }

    /// Makes a plan of it over the inbox's policy. Its hours come beside it where they are its own.
    pub fn build(
        self,
        base: &Policy,
        teams: &[Team],
        reader: &mut Reader<'_>,
    ) -> (Plan, Vec<Promised>, Option<Opening>) {
        let place = |table: &str| join(&self.place, table);
        let promised = self.targets.promised(&place("targets"), reader);
        let hours = self.open.build(&self.place, teams, reader);
        let opening = self.open.opening(&self.place, &hours, reader).filter(|_| hours != base.hours);
        self.routing.check(&place("routing"), &base.topics, reader);
        check_documents(&place("documents"), &self.documents, reader);
        let policy = Policy {
            locale: self.locale,
            targets: self.targets.build(&place("targets"), reader),
            routing: self.routing.build(&place("routing"), &hours, teams, reader),
            bot: self.bot.build(&place("bot"), reader),
            hours,
            ..base.clone()
        };
        targets::check(&place("targets"), &self.targets, reader);
        let plan = Plan { plans: self.plan.0, accounts: self.account.0, policy, documents: self.documents };
        (plan, promised, opening)
    }
}

fn whose<'a>(plan: &'a mut Names, account: &'a mut Names) -> Vec<Field<'a>> {
    vec![
        field("plan", plan, "one or several", "The plans it is for, as users' tokens name them.")
            .sample("\"enterprise\""),
        field(
            "account",
            account,
            "one or several",
            "The accounts it is for; an account counts before a plan.",
        )
        .sample("[\"acme\", \"globex\"]"),
    ]
}

/// Reads the plans that stand at `place`.
pub(super) fn read_plans(
    place: &str,
    value: Option<&Spanned<DeValue<'_>>>,
    base: &PlanDraft,
    reader: &mut Reader<'_>,
) -> Vec<PlanDraft> {
    let Some(value) = value else { return Vec::new() };
    let Some(tables) = reader.tables(place, value.get_ref()) else { return Vec::new() };
    if tables.len() > PLANS_MAX {
        reader.note(place, format!("has {} plans; at most {PLANS_MAX}", tables.len()));
        return Vec::new();
    }
    let mut plans: Vec<PlanDraft> = Vec::new();
    for (idx, (table, start)) in tables.into_iter().enumerate() {
        let mut draft = PlanDraft {
            place: format!("{place}.{}", idx + 1),
            open: base.open.clone().replaced_by(table),
            ..base.clone()
        };
        reader.mark(&draft.place, start);
        let place = draft.place.clone();
        reader.read(&place, table, draft.fields());
        draft.open.settle(&place, reader);
        if draft.plan.0.is_empty() && draft.account.0.is_empty() {
            reader.note(&place, "is for nobody; give it plan = \"…\" or account = \"…\"");
        }
        for (field, names) in [("plan", &draft.plan), ("account", &draft.account)] {
            let of =
                |plan: &PlanDraft| if field == "plan" { plan.plan.clone() } else { plan.account.clone() };
            let taken = names.0.iter().find(|name| plans.iter().any(|plan| of(plan).0.contains(name)));
            if let Some(name) = taken {
                reader.note(
                    &join(&place, field),
                    format!("{name:?} has another [[plan]] already; keep one of them"),
                );
            }
        }
        plans.push(draft);
    }
    plans
}
