//! Plans of evaluations: read, held against their campaign, and sealed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod sealed;
mod written;

use domain::{Pack, Ruleset};
use std::collections::BTreeMap;
use std::rc::Rc;

const CITY: &str = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                    quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n";

/// A campaign in which messages are randomised each evening.
const EVENING: &str = "title = \"歩く\"\nfrom = 2026-11-01\nuntil = 2027-03-31\n\
                       [decision_points.evening]\nat = \"17:30\"\nprobability = 0.6\n\
                       [outcome]\nproximal = \"steps_same_day\"\ncap = 20000\n";

/// A plan that fits it.
const PLAN: &str = "question = \"夕方のひと声は、その日の歩数を増やすか\"\n\
                    estimand = \"声をかけられるときに、かけた場合とかけなかった場合の、その日の歩数の差の平均\"\n\
                    primary = \"steps_same_day\"\nestimator = \"wcls\"\nadherence = \"days_in_period\"\n\
                    missing = \"available_case\"\ncontrols = [\"before\", \"weekend\"]\nmoderators = [\"day_in_trial\"]\n\
                    segments = [\"age_band\"]\n[looks]\nfinal = 2027-04-08\n";

fn pack(city: &str, settings: &str, plan: Option<&str>) -> Pack {
    let rules = "fn at_evening(me) { if me.points > 0 { nudge(\"hello\"); } }\n";
    let evening = settings.contains("decision_points.evening");
    let files = [
        ("city.toml", format!("{CITY}{city}")),
        ("walk/campaign.toml", settings.to_owned()),
        ("walk/messages.toml", if evening { "[hello.ja]\nline = \"こんにちは。\"\n" } else { "" }.to_owned()),
        ("walk/rules.rhai", if evening { rules } else { "" }.to_owned()),
        ("walk/cases.toml", String::new()),
    ];
    let plan = plan.map(|plan| ("walk/plan.toml", plan.to_owned()));
    let files = files.into_iter().chain(plan).map(|(path, text)| (format!("campaigns/432041/{path}"), text));
    Pack { city: "432041".parse().unwrap(), files: files.collect::<BTreeMap<_, _>>() }
}

fn compiled(pack: &Pack) -> Rc<Ruleset> {
    pack.compile().unwrap_or_else(|problems| panic!("{problems:#?}"))
}
