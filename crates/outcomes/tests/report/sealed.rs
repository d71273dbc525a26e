//! What counts of a campaign that was changed after the start is what was sealed before.

use domain::pack::{SealedPlan, sealings};
use domain::{CityCode, Pack};
use outcomes::report::Asked;
use std::collections::BTreeMap;

const CAMPAIGN: &str = "title = \"歩く\"\nfrom = 2026-11-01\nuntil = 2027-03-31\n\
                        [decision_points.evening]\nat = \"17:30\"\nprobability = 0.6\n\
                        [outcome]\nproximal = \"steps_same_day\"\ncap = 20000\n";

const PLAN: &str = "question = \"q\"\nestimand = \"e\"\nprimary = \"steps_same_day\"\nestimator = \"wcls\"\n\
                    adherence = \"days_with_data\"\nmissing = \"available_case\"\n[looks]\nfinal = 2027-04-30\n";

fn code() -> CityCode {
    "432041".parse().unwrap()
}

fn pack(campaign: &str, plan: &str) -> Pack {
    let files = [
        (
            "city.toml",
            "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
             quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n",
        ),
        ("walk/campaign.toml", campaign),
        ("walk/messages.toml", "[hello.ja]\nline = \"こんにちは。\"\n"),
        ("walk/rules.rhai", "fn at_evening(me) { if me.points > 0 { nudge(\"hello\"); } }\n"),
        ("walk/cases.toml", ""),
        ("walk/plan.toml", plan),
    ];
    let files = files.map(|(path, text)| (format!("campaigns/432041/{path}"), text.to_owned()));
    Pack { city: code(), files: BTreeMap::from(files) }
}

/// What is asked after packs were published one after the other, the first before the start and the others after it.
fn asked(packs: &[Pack]) -> Asked {
    let mut sealed: Vec<SealedPlan> = Vec::new();
    let mut ruleset = packs[0].compile().unwrap();
    for (number, pack) in packs.iter().enumerate() {
        let present = (number > 0).then(|| ruleset.clone());
        let known = sealed.last().map(|last| ("walk".to_owned(), last.clone())).into_iter().collect();
        ruleset = pack.compile().unwrap();
        let at = format!("2026-{:02}-15T03:00:00Z", 10 + number).parse().unwrap();
        sealed.extend(sealings(present.as_deref(), (pack, &ruleset), &known, at).into_iter().map(|one| one.plan));
    }
    Asked::of(&code(), &ruleset.city, "walk", &ruleset.campaigns["walk"], &sealed).unwrap()
}

/// Districts were dealt their arms, whatever a later experiment draws.
#[test]
fn how_clusters_came_into_their_arms_is_what_was_sealed() {
    let by = |unit: &str, seed: &str| {
        let (head, _) = CAMPAIGN.split_once("[decision_points").unwrap();
        format!(
            "{head}who = {{ districts = [\"a\", \"b\", \"c\", \"d\"] }}\n[experiment]\nseed = \"{seed}\"\nby = \"{unit}\"\n\
             arms = {{ nudge = 0.5, control = 0.5 }}\n[outcome]\nproximal = \"steps_same_day\"\n"
        )
    };
    let plan = PLAN.replace("wcls", "itt");
    let bare = |campaign: &str| {
        let mut pack = pack(campaign, &plan);
        let unused = |path: &str| path.ends_with("messages.toml") || path.ends_with("rules.rhai");
        pack.files.iter_mut().filter(|(path, _)| unused(path)).for_each(|(_, text)| text.clear());
        pack
    };
    let districts = bare(&by("district", "of-2026"));
    let later = asked(&[districts.clone(), bare(&by("resident", "another"))]);
    assert!(asked(&[districts]).dealt && later.dealt);
    assert!(!asked(&[bare(&by("resident", "of-2026"))]).dealt);
}

#[test]
fn what_is_measured_and_how_it_was_drawn_are_those_that_were_sealed() {
    let first = asked(&[pack(CAMPAIGN, PLAN)]);
    assert_eq!((first.outcome.cap, first.numerator), (Some(20_000), 0.6));
    // The plan's file stays as it was, and the campaign beside it does not.
    let other = CAMPAIGN.replace("cap = 20000", "cap = 9000").replace("0.6", "0.3");
    let changed = asked(&[pack(CAMPAIGN, PLAN), pack(&other, PLAN)]);
    let plan = changed.plan.clone().unwrap();
    assert_eq!(plan.changes.len(), 1);
    assert!(plan.changes[0].en.contains("what is drawn or measured was changed"), "{:?}", plan.changes);
    let unchanged = outcomes::report::Planned { changes: Vec::new(), ..plan };
    assert_eq!(Asked { plan: Some(unchanged), ..changed }, first);
    // A plan whose own file is another says so.
    let said = asked(&[pack(CAMPAIGN, PLAN), pack(CAMPAIGN, &PLAN.replace("\"q\"", "\"r\""))]).plan.unwrap().changes;
    assert!(said[0].en.contains("another plan was sealed"), "{said:?}");
}
