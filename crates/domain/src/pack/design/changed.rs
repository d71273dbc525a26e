//! What of a design may not be changed while it runs.

use crate::pack::{Campaign, Problem, Ruleset, Unit};
use crate::sentence::Sentence;
use crate::time::Day;

/// What speaks against putting a pack in the place of the one in force on a day: an experiment or a roll-out that has
/// begun and would assign otherwise by the same seed, so that people changed their arm, or a district its step, unseen.
/// With another seed it is another one, which everybody can tell. A step that has not come may be put off.
pub fn changed_designs(present: &Ruleset, next: &Ruleset, today: Day) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, known) in &present.campaigns {
        let Some(campaign) = next.campaigns.get(name) else { continue };
        let is_over = known.period.until.is_some_and(|until| until < today);
        if today < known.period.from || is_over {
            continue;
        }
        let file = format!("campaigns/{}/{name}/campaign.toml", next.code);
        let keys = arms(known, campaign).into_iter().chain(steps(known, campaign, today));
        problems.extend(keys.map(|(table, key)| Problem::whole(&file, changed(table, key))));
    }
    problems.sort();
    problems
}

/// The keys by which arms would be assigned otherwise.
fn arms(known: &Campaign, next: &Campaign) -> Vec<(&'static str, &'static str)> {
    let (Some(one), Some(other)) = (&known.experiment, &next.experiment) else { return Vec::new() };
    if one.seed != other.seed {
        return Vec::new();
    }
    let keys = [
        ("experiment.arms", one.arms != other.arms),
        ("experiment.by", one.by != other.by),
        (
            "who.districts",
            one.by == Unit::District && other.by == Unit::District && one.dealt.keys().ne(other.dealt.keys()),
        ),
    ];
    keys.into_iter().filter(|(_, is_other)| *is_other).map(|(key, _)| ("experiment", key)).collect()
}

/// The keys by which steps would be dealt otherwise, or one that has come would not have.
fn steps(known: &Campaign, next: &Campaign, today: Day) -> Vec<(&'static str, &'static str)> {
    let (Some(one), Some(other)) = (&known.rollout, &next.rollout) else { return Vec::new() };
    if one.seed != other.seed {
        return Vec::new();
    }
    let come = |steps: &[Day]| steps.iter().copied().filter(|step| *step <= today).collect::<Vec<_>>();
    let keys = [
        ("rollout.steps", one.steps.len() != other.steps.len() || come(&one.steps) != come(&other.steps)),
        ("who.districts", one.dealt.keys().ne(other.dealt.keys())),
    ];
    keys.into_iter().filter(|(_, is_other)| *is_other).map(|(key, _)| ("rollout", key)).collect()
}

fn changed(table: &str, key: &str) -> Sentence {
    Sentence::new(
        format!(
            "`[{table}]` has begun, and by its seed `{key}` would now assign some otherwise than before; put back what it \
             was, or write another `seed` for another one"
        ),
        format!(
            "`[{table}]` はもう始まっています。同じ `seed` のまま `{key}` を変えると、途中で割り当ての変わる方が出ます。もとに戻すか、\
             別の実験として `seed` を変えてください。"
        ),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::Pack;
    use std::rc::Rc;

    fn ruleset(settings: &str) -> Rc<Ruleset> {
        let city = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                    quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n";
        let files = [
            ("city.toml", city.to_owned()),
            ("walk/campaign.toml", format!("title = \"歩く\"\nfrom = 2026-11-01\nuntil = 2027-03-31\n{settings}")),
            ("walk/messages.toml", String::new()),
            ("walk/rules.rhai", String::new()),
        ];
        let files = files.map(|(path, text)| (format!("campaigns/432041/{path}"), text)).into();
        Pack { city: "432041".parse().unwrap(), files }.compile().unwrap_or_else(|problems| panic!("{problems:?}"))
    }

    fn keys(before: &str, after: &str, today: &str) -> Vec<String> {
        let today = Day::from_date(today.parse().unwrap());
        let problems = changed_designs(&ruleset(before), &ruleset(after), today);
        let key = |problem: &Problem| problem.message.split('`').nth(3).unwrap().to_owned();
        problems.iter().map(key).collect()
    }

    const WHO: &str = "who = { districts = [\"a\", \"b\", \"c\"] }\n";

    #[test]
    fn what_assigns_stays_under_its_seed_once_it_has_begun() {
        let arms = |seed: &str, by: &str, nudge: f64, who: &str| {
            let control = 1.0 - nudge;
            format!(
                "{who}[experiment]\nseed = \"{seed}\"\nby = \"{by}\"\narms = {{ nudge = {nudge}, control = {control} }}\n"
            )
        };
        let one = arms("s", "resident", 0.5, WHO);
        for (other, found) in [
            (one.clone(), vec![]),
            (arms("s", "resident", 0.6, WHO), vec!["experiment.arms"]),
            (arms("s", "district", 0.5, WHO), vec!["experiment.by"]),
            (arms("t", "district", 0.6, WHO), vec![]),
            (String::new(), vec![]),
        ] {
            assert_eq!(keys(&one, &other, "2026-11-01"), found, "{other}");
            assert_eq!(keys(&one, &other, "2026-10-31"), [""; 0], "before it begins");
            assert_eq!(keys(&one, &other, "2027-04-01"), [""; 0], "after its end");
        }
        let fewer = "who = { districts = [\"a\", \"b\"] }\n";
        let by_district = arms("s", "district", 0.5, WHO);
        assert_eq!(keys(&by_district, &arms("s", "district", 0.5, fewer), "2026-11-01"), ["who.districts"]);
        assert_eq!(keys(&one, &arms("s", "resident", 0.5, fewer), "2026-11-01"), [""; 0]);
    }

    #[test]
    fn a_step_that_has_not_come_may_be_put_off() {
        let steps = |seed: &str, steps: &str| format!("{WHO}[rollout]\nseed = \"{seed}\"\nsteps = [{steps}]\n");
        let one = steps("s", "2026-11-10, 2026-12-01, 2027-01-01");
        for (other, found) in [
            (steps("s", "2026-11-10, 2026-12-15, 2027-01-01"), vec![]),
            (steps("s", "2026-11-11, 2026-12-01, 2027-01-01"), vec!["rollout.steps"]),
            (steps("s", "2026-11-10, 2026-12-01"), vec!["rollout.steps"]),
            (steps("t", "2026-11-10, 2026-12-01"), vec![]),
        ] {
            assert_eq!(keys(&one, &other, "2026-11-20"), found, "{other}");
        }
    }
}
