//! Sealing: what holds of a plan is fixed by a hash when it is published, before the campaign begins or not.

use super::{PLAN, Plan};
use crate::pack::{Design, Pack, Period, Ruleset};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A plan as it was sealed. Rows are only added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedPlan {
    /// The campaign's name.
    pub campaign: String,
    /// Which of the campaign's plans it is, counted from 1.
    pub number: i64,
    /// SHA-256 of the bytes of [`SealedPlan::text`], in 64 hexadecimal digits; of a plan that was taken away it is empty.
    pub hash: String,
    /// When.
    pub sealed_at: DateTime<Utc>,
    /// Whether that was before the campaign's first day.
    pub before_start: bool,
    /// What is sealed, as JSON: `plan` and `contract` byte by byte as they are written in the campaign's files, `design` as
    /// [`Design`] has it, beside the names of city and campaign. Empty of a plan that was taken away.
    pub text: String,
}

/// What becomes of a campaign's plan with a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// What was done, for the log.
    pub deed: PlanDeed,
    /// The row; [`SealedPlan::sealed_at`] is the instant of publication.
    pub plan: SealedPlan,
}

/// What is done with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanDeed {
    /// It is the first, or replaces one before the campaign begins.
    Sealed,
    /// It is another than the one before, and the campaign has begun.
    Changed,
    /// It was taken away.
    Withdrawn,
}

impl PlanDeed {
    /// What the log calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sealed => "plan_sealed",
            Self::Changed => "plan_changed",
            Self::Withdrawn => "plan_withdrawn",
        }
    }
}

#[derive(Serialize)]
struct Text<'a> {
    city: &'a str,
    campaign: &'a str,
    plan: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<&'a str>,
    design: Design,
}

#[derive(Deserialize)]
struct Kept {
    plan: String,
    contract: Option<String>,
    design: Design,
}

impl SealedPlan {
    /// Whether the plan was taken away with this row.
    pub fn is_withdrawn(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether the hash is that of the text.
    pub fn holds(&self) -> bool {
        self.is_withdrawn() || hash(&self.text) == self.hash
    }

    /// The plan that is sealed; `None` where it was taken away, or an older form of it is not understood.
    pub fn plan(&self) -> Option<Plan> {
        let kept: Kept = serde_json::from_str(&self.text).ok()?;
        let Design { from, until, .. } = kept.design;
        Plan::of_text(&kept.plan, Period { from: Day::from_date(from), until: until.map(Day::from_date) })
    }

    /// How the campaign was randomised and what it measured when the plan was sealed; `None` where it was taken away, or an
    /// older form of it is not understood.
    pub fn design(&self) -> Option<Design> {
        serde_json::from_str::<Kept>(&self.text).ok().map(|kept| kept.design)
    }

    /// The text of the campaign's `contract.toml` that is sealed with it.
    pub fn contract(&self) -> Option<String> {
        serde_json::from_str::<Kept>(&self.text).ok()?.contract
    }
}

/// The plan that counts among those of a campaign, oldest first: the last that was sealed before the campaign began, or
/// else the first there is. What is not in it is exploratory. `None` where none was ever sealed.
pub fn registered(plans: &[SealedPlan]) -> Option<&SealedPlan> {
    let before = plans.iter().rev().find(|plan| plan.before_start).filter(|plan| !plan.is_withdrawn());
    before.or_else(|| plans.iter().find(|plan| !plan.is_withdrawn() && !plan.before_start))
}

/// What becomes of plans when a pack takes the place of the one in force: those that are other than the last that was
/// sealed of their campaign. `known` has that last one, by campaign; `now` is the instant of publication.
pub fn sealings(
    present: Option<&Ruleset>,
    (pack, next): (&Pack, &Ruleset),
    known: &BTreeMap<String, SealedPlan>,
    now: DateTime<Utc>,
) -> Vec<Sealing> {
    let today = next.city.zone.day(now);
    let began = |ruleset: Option<&Ruleset>, name: &str| {
        ruleset.and_then(|ruleset| ruleset.campaigns.get(name)).is_some_and(|campaign| campaign.period.from <= today)
    };
    let sealing = |name: &str, text: String| {
        let last = known.get(name);
        // Who has begun is not before the start any more, whatever `from` says by now.
        let has_begun = began(Some(next), name) || began(present, name) || last.is_some_and(|last| !last.before_start);
        let is_first = last.is_none_or(SealedPlan::is_withdrawn);
        let deed = match text.is_empty() {
            true => PlanDeed::Withdrawn,
            false if has_begun && !is_first => PlanDeed::Changed,
            false => PlanDeed::Sealed,
        };
        let plan = SealedPlan {
            campaign: name.to_owned(),
            number: last.map_or(1, |last| last.number + 1),
            hash: if text.is_empty() { String::new() } else { hash(&text) },
            sealed_at: now,
            before_start: !has_begun,
            text,
        };
        Sealing { deed, plan }
    };
    let mut all = Vec::new();
    for (name, campaign) in &next.campaigns {
        let Some(plan) = pack.files.get(&pack.campaign_path(name, PLAN)) else { continue };
        let contract = pack.files.get(&pack.campaign_path(name, "contract.toml")).map(String::as_str);
        let design = Design::of(name, campaign, &next.city);
        // All of it can be written as JSON.
        let text = serde_json::to_string(&Text { city: next.code.as_str(), campaign: name, plan, contract, design });
        let text = text.unwrap_or_default();
        if known.get(name).is_none_or(|last| last.text != text) {
            all.push(sealing(name, text));
        }
    }
    for (name, last) in known {
        if !last.is_withdrawn() && !pack.files.contains_key(&pack.campaign_path(name, PLAN)) {
            all.push(sealing(name, String::new()));
        }
    }
    all
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
