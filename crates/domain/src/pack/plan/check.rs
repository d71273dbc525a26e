//! What is wrong between a plan and the campaign that it is of.

use super::file::Written;
use super::{Covariate, Estimator, MissingRule};
use crate::pack::{Campaign, City, Design, Proximal, Unit};
use crate::sentence::Sentence;
use crate::time::Day;
use std::ops::Range;

type Tell<'a> = &'a mut dyn FnMut(Range<usize>, Sentence);

/// Tells what of a plan contradicts its campaign, or itself.
pub(super) fn against(written: &Written, name: &str, campaign: &Campaign, city: &City, problem: Tell<'_>) {
    let design = Design::of(name, campaign, city);
    outcome(written, campaign, problem);
    missing(written, campaign, problem);
    estimator(written, &design, problem);
    contrast(written, &design, problem);
    days(written, campaign, city, problem);
    covariates(written, &design, problem);
}

fn outcome(written: &Written, campaign: &Campaign, problem: Tell<'_>) {
    let primary = &written.plan.primary;
    // What is no outcome at all was told already.
    if !Proximal::NAMES.contains(&primary.as_str()) {
        return;
    }
    match campaign.outcome.map(|outcome| outcome.proximal.as_str()) {
        Some(measured) if measured == primary => {}
        Some(measured) => problem(
            written.primary.clone(),
            Sentence::new(
                format!("the primary outcome is `{primary}`, and `[outcome]` of campaign.toml measures `{measured}`"),
                format!(
                    "主な指標が `{primary}` ですが、campaign.toml の `[outcome]` は `{measured}` です。どちらかに合わせてください。"
                ),
            ),
        ),
        None => problem(
            written.primary.clone(),
            Sentence::new(
                "campaign.toml has no `[outcome]`: nothing is measured that could be primary",
                "campaign.toml に `[outcome]` がなく、測る指標がありません。`[outcome]` を書いてください。",
            ),
        ),
    }
}

/// What somebody walked before says nothing of a yes or no.
fn missing(written: &Written, campaign: &Campaign, problem: Tell<'_>) {
    let is_binary = campaign.outcome.is_some_and(|outcome| outcome.proximal.is_binary());
    if written.plan.missing == MissingRule::Before && is_binary {
        let said = Sentence::new(
            "`before` is for steps, and the outcome is yes or no: write `available_case` or `zero`",
            "`before` は歩数のためのものです。「した・しない」の指標には `available_case` か `zero` を使ってください。",
        );
        problem(written.missing.clone(), said);
    }
}

fn estimator(written: &Written, design: &Design, problem: Tell<'_>) {
    let is_binary = design.outcome.is_some_and(|outcome| outcome.proximal.is_binary());
    let said = match written.plan.estimator {
        Estimator::Wcls | Estimator::Emee if !design.is_micro_randomised() => Sentence::new(
            "this is for decision points with `probability`, and campaign.toml has none",
            "これは `probability` のある時刻（decision_points）のための方法ですが、campaign.toml にありません。",
        ),
        Estimator::Emee if !is_binary => Sentence::new(
            "`emee` is for an outcome that is yes or no; for steps there is `wcls`",
            "`emee` は「した・しない」の指標のための方法です。歩数には `wcls` を使ってください。",
        ),
        Estimator::Itt if design.arms.is_none() && design.holdout.is_none() => Sentence::new(
            "`itt` compares arms, or who is held out, and there is neither `[experiment]` nor `[holdout]` in city.toml",
            "`itt` はグループどうしの比較ですが、`[experiment]` も、city.toml の `[holdout]` もありません。",
        ),
        Estimator::Stepped if design.rollout.is_none() => Sentence::new(
            "`stepped` is for a campaign with `[rollout]`",
            "`stepped` は、`[rollout]` のある取り組みのための方法です。",
        ),
        _ => return,
    };
    problem(written.estimator.clone(), said);
}

fn contrast(written: &Written, design: &Design, problem: Tell<'_>) {
    let arms: Vec<&str> = design.arms.iter().flat_map(|arms| &arms.arms).map(|arm| arm.0.as_str()).collect();
    let compares_arms = written.plan.estimator == Estimator::Itt && !arms.is_empty();
    let list = |between: &str| arms.iter().map(|arm| format!("`{arm}`")).collect::<Vec<_>>().join(between);
    match (&written.plan.contrast, &written.contrast) {
        (Some((arm, with)), Some(span)) => {
            if !compares_arms {
                let said = Sentence::new(
                    "a contrast is for `estimator = \"itt\"` with `[experiment]`; take it out",
                    "`contrast` は、`[experiment]` があって `estimator = \"itt\"` のときだけ使います。消してください。",
                );
                problem(span.clone(), said);
            } else if let Some(unknown) = [arm, with].into_iter().find(|name| !arms.contains(&name.as_str())) {
                let said = Sentence::new(
                    format!("`{unknown}` is no arm; there are {}", list(", ")),
                    format!("`{unknown}` というグループはありません。あるのは {} です。", list("、")),
                );
                problem(span.clone(), said);
            }
        }
        (_, None) if compares_arms && (arms.len() > 2 || !arms.contains(&"control")) => {
            let said = Sentence::new(
                format!("which of the arms {} are compared? Write `contrast`, the one compared with last", list(", ")),
                format!(
                    "グループが {} とあり、どれを比べるのかが決まりません。`contrast` に、もとになるほうをあとに書いてください。",
                    list("、")
                ),
            );
            problem(written.estimator.clone(), said);
        }
        _ => {}
    }
}

fn days(written: &Written, campaign: &Campaign, city: &City, problem: Tell<'_>) {
    let plan = &written.plan;
    let [from, until] = &written.period;
    for (day, span) in [(plan.from, from), (plan.until, until)] {
        if let Some(span) = span.clone().filter(|_| !campaign.period.contains(day)) {
            let said = Sentence::new(
                format!("{day} is not a day of the campaign, `from` to `until` of campaign.toml"),
                format!("{day} は、取り組みの期間（campaign.toml の `from`〜`until`）の外です。"),
            );
            problem(span, said);
        }
    }
    if plan.until < plan.from {
        let said = Sentence::new(
            format!("the days that are analysed end ({}) before they begin ({})", plan.until, plan.from),
            format!("分析する期間の終わり（{}）が、始まり（{}）より前です。", plan.until, plan.from),
        );
        problem(until.clone().or_else(|| from.clone()).unwrap_or_default(), said);
    }
    let waits = campaign.outcome.map_or(0, |outcome| outcome.proximal.days());
    let earliest = plan.known_by(waits, city.close_after_days);
    if plan.looks.last < earliest {
        let said = too_early(plan.until, earliest);
        problem(written.last.clone(), said);
    }
    let mut before: Option<Day> = None;
    for (day, span) in &written.interim {
        let said = if *day >= plan.looks.last {
            Sentence::new(
                format!("this look ({day}) is not before the final one ({})", plan.looks.last),
                format!("この確認日（{day}）は、最後の確認日（`final`、{}）より前にしてください。", plan.looks.last),
            )
        } else if *day <= plan.from {
            Sentence::new(
                format!("this look ({day}) is not after the first day ({}): there is nothing to see", plan.from),
                format!("この確認日（{day}）は、始まりの日（{}）よりあとにしてください。", plan.from),
            )
        } else if before.is_some_and(|before| before >= *day) {
            Sentence::new(
                "looks are in order, each later than the one before",
                "`interim` は早い順に、同じ日が重ならないように並べてください。",
            )
        } else {
            before = Some(*day);
            continue;
        };
        problem(span.clone(), said);
    }
    looks(written, problem);
}

fn looks(written: &Written, problem: Tell<'_>) {
    let looks = &written.plan.looks;
    let first = written.interim.first().map(|look| look.1.clone());
    let (span, said) = match (first, looks.expected, &written.expected) {
        (Some(first), None, _) => (
            first,
            Sentence::new(
                "to look before the end needs `expected`: with how many people you expect to decide, fixed now",
                "途中で確認するには、何人ぐらいで判断できそうかを `expected` に書いて、いま決めておいてください。",
            ),
        ),
        (None, Some(_), Some(span)) => (
            span.clone(),
            Sentence::new(
                "`expected` is for looks before the end, and there are none; take it out, or write `interim`",
                "`expected` は途中で確認するときのものです。消すか、`interim` を書いてください。",
            ),
        ),
        (_, Some(expected), Some(span)) if !(2..=10_000_000).contains(&expected) => (
            span.clone(),
            Sentence::new(
                "`expected` can be 2 to 10,000,000 people",
                "`expected` は2〜10,000,000の人数にしてください。",
            ),
        ),
        _ => return,
    };
    problem(span, said);
}

fn too_early(until: Day, earliest: Day) -> Sentence {
    Sentence::new(
        format!(
            "the final look comes before all is known: the last outcomes are of {until}, and days close later; from \
             {earliest} on"
        ),
        format!(
            "最後の確認日が早すぎます。{until} の分の結果が出そろい、歩数が締め切られるのは {earliest} です。その日以降にしてください。"
        ),
    )
}

fn covariates(written: &Written, design: &Design, problem: Tell<'_>) {
    let is_between = written.plan.estimator.is_between_people();
    let assigned = design.unit() == Some(Unit::District) && is_between;
    for (covariate, span) in written.controls.iter().chain(&written.moderators) {
        let (name, estimator) = (covariate.as_str(), written.plan.estimator.as_str());
        if is_between && covariate.is_of_moment() {
            let said = Sentence::new(
                format!(
                    "`{name}` is another from day to day; `{estimator}` takes what was known before the assignment"
                ),
                format!(
                    "`{name}` は日によって変わります。`{estimator}` では、割り当ての前に分かっている項目を使ってください。"
                ),
            );
            problem(span.clone(), said);
        } else if assigned && *covariate == Covariate::District {
            let said = Sentence::new(
                "districts are what is assigned here: nothing can be adjusted for them",
                "ここでは地区ごとに割り当てるので、`district` で調整することはできません。",
            );
            problem(span.clone(), said);
        }
    }
    for (covariate, span) in written.segments.iter().filter(|(covariate, _)| !covariate.is_of_groups()) {
        let name = covariate.as_str();
        let groups: Vec<&str> =
            Covariate::ALL.into_iter().filter(|one| one.is_of_groups()).map(Covariate::as_str).collect();
        let said = Sentence::new(
            format!("`{name}` makes no groups of people; segments can be `{}`", groups.join("`, `")),
            format!("`{name}` では人を分けられません。`segments` に書けるのは `{}` です。", groups.join("`、`")),
        );
        problem(span.clone(), said);
    }
}
