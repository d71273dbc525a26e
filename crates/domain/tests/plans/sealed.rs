//! Sealing: by whom a plan's hash can be computed again, and what becomes of plans that change.

use crate::{EVENING, PLAN, compiled, pack};
use chrono::{DateTime, Utc};
use domain::Pack;
use domain::pack::{Design, Estimator, PlanDeed, SealedPlan, Sealing, registered, sealings};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}T03:00:00Z").parse().unwrap()
}

/// The plans of a city over its publications: each takes the place of the one before.
#[derive(Default)]
struct Office {
    present: Option<Pack>,
    known: BTreeMap<String, SealedPlan>,
    all: Vec<SealedPlan>,
}

impl Office {
    /// Publishes, and tells what became of plans.
    fn publish(&mut self, pack: Pack, date: &str) -> Vec<(PlanDeed, bool)> {
        let present = self.present.as_ref().map(compiled);
        let next = compiled(&pack);
        let sealed = sealings(present.as_deref(), (&pack, &next), &self.known, at(date));
        self.present = Some(pack);
        let told = sealed.iter().map(|Sealing { deed, plan }| (*deed, plan.before_start)).collect();
        for Sealing { plan, .. } in sealed {
            assert!(plan.holds());
            self.known.insert(plan.campaign.clone(), plan.clone());
            self.all.push(plan);
        }
        told
    }
}

fn other() -> String {
    PLAN.replace("増やすか", "どれだけ増やすか")
}

#[test]
fn a_plan_is_sealed_once_and_anyone_can_hash_it_again() {
    let mut office = Office::default();
    assert_eq!(office.publish(pack("", EVENING, None), "2026-10-01"), []);
    assert_eq!(office.publish(pack("", EVENING, Some(PLAN)), "2026-10-02"), [(PlanDeed::Sealed, true)]);
    let sealed = office.all[0].clone();
    let hash: String = Sha256::digest(sealed.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((sealed.hash, sealed.number, sealed.sealed_at), (hash, 1, at("2026-10-02")));
    let kept: serde_json::Value = serde_json::from_str(&sealed.text).unwrap();
    assert_eq!((&kept["plan"], &kept["campaign"]), (&PLAN.into(), &"walk".into()));
    assert_eq!(kept["design"]["decision_points"]["evening"]["probability"], 0.6);
    assert_eq!(kept["design"]["outcome"]["proximal"], "steps_same_day");
    assert_eq!(office.all[0].plan().unwrap().estimator, Estimator::Wcls);
    let ruleset = compiled(&pack("", EVENING, Some(PLAN)));
    let design = Design::of("walk", &ruleset.campaigns["walk"], &ruleset.city);
    assert_eq!(office.all[0].design(), Some(design), "what was sealed is read back");
    // What is no part of the plan changes freely: a title, a text.
    let retitled = EVENING.replace("title = \"歩く\"", "title = \"歩こう\"");
    assert_eq!(office.publish(pack("", &retitled, Some(PLAN)), "2026-10-03"), []);
    // The design is a part of it.
    let likely = EVENING.replace("0.6", "0.5");
    assert_eq!(office.publish(pack("", &likely, Some(PLAN)), "2026-10-04"), [(PlanDeed::Sealed, true)]);
}

/// Each way of randomising is read back as it was sealed: a report rests on it.
#[test]
fn designs_are_read_back() {
    let holdout = "[holdout]\nshare = 0.05\nseed = \"held-out-of-2026\"\n";
    let learning = EVENING.replace("0.6", "{ by = \"learning\", least = 0.2, most = 0.8, start = 0.4, people = 50 }");
    let ruled = EVENING.replace("0.6", "{ by = \"rule\", least = 0.2, most = 0.8 }");
    let arms = EVENING.to_owned() + "[experiment]\nseed = \"arms-of-2026\"\narms = { nudge = 0.5, control = 0.5 }\n";
    let who = "who = { min_age = 40, districts = [\"荒尾\", \"万田\", \"府本\"] }\n";
    let rollout =
        who.to_owned() + EVENING + "[rollout]\nseed = \"order\"\nsteps = [2026-12-01, 2027-01-01, 2027-02-01]\n";
    for (city, settings) in [("", EVENING), (holdout, &learning), ("", &ruled), ("", &arms), ("", &rollout)] {
        let mut pack = pack(city, settings, Some(PLAN));
        let rules = pack.files.get_mut("campaigns/432041/walk/rules.rhai").unwrap();
        rules.push_str("fn probability_evening(me) { 0.3 }\n");
        let (ruleset, _) = pack.load().unwrap();
        let campaign = &ruleset.campaigns["walk"];
        let sealed = sealings(None, (&pack, &ruleset), &BTreeMap::new(), at("2026-10-01")).remove(0).plan;
        assert_eq!(sealed.design(), Some(Design::of("walk", campaign, &ruleset.city)), "{settings}");
    }
}

#[test]
fn what_changes_after_the_first_day_is_said_to() {
    let mut office = Office::default();
    assert_eq!(office.publish(pack("", EVENING, Some(PLAN)), "2026-10-31"), [(PlanDeed::Sealed, true)]);
    assert_eq!(office.publish(pack("", EVENING, Some(&other())), "2026-11-01"), [(PlanDeed::Changed, false)]);
    // Nobody makes it earlier by putting the first day off.
    let later = EVENING.replace("from = 2026-11-01", "from = 2026-12-01");
    let again = other().replace("age_band", "sex");
    assert_eq!(office.publish(pack("", &later, Some(&again)), "2026-11-10"), [(PlanDeed::Changed, false)]);
    assert_eq!(office.publish(pack("", &later, None), "2026-11-11"), [(PlanDeed::Withdrawn, false)]);
    assert_eq!(office.publish(pack("", &later, None), "2026-11-12"), []);
    assert_eq!(office.publish(pack("", &later, Some(PLAN)), "2026-11-13"), [(PlanDeed::Sealed, false)]);
    assert_eq!(office.all.iter().map(|plan| plan.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(registered(&office.all).map(|plan| plan.number), Some(1));
}

#[test]
fn the_last_before_the_start_counts_or_else_the_first() {
    let mut office = Office::default();
    assert_eq!(registered(&office.all), None);
    let _ = office.publish(pack("", EVENING, Some(PLAN)), "2026-10-01");
    let _ = office.publish(pack("", EVENING, Some(&other())), "2026-10-02");
    let _ = office.publish(pack("", EVENING, Some(PLAN)), "2026-11-02");
    assert_eq!(registered(&office.all).map(|plan| plan.number), Some(2));
    // One that was taken away before the start is none, and one of after it is the first there is.
    let mut late = Office::default();
    let _ = late.publish(pack("", EVENING, Some(PLAN)), "2026-10-01");
    let _ = late.publish(pack("", EVENING, None), "2026-10-02");
    assert_eq!(registered(&late.all), None);
    assert_eq!(late.publish(pack("", EVENING, Some(&other())), "2026-11-02"), [(PlanDeed::Sealed, false)]);
    assert_eq!(registered(&late.all).map(|plan| plan.number), Some(3));
    assert!(late.all[1].is_withdrawn() && late.all[1].plan().is_none());
}
