//! What may be proposed: the same sentences when a pack is checked and when a rule runs.

use crate::event::Metric;
use crate::nearest::{meant, nearest};
use crate::pack::no_clock;
use crate::sentence::{Sentence, thousands};
use crate::time::parse_clock;

/// The longest that a goal of a rule holds, in days.
pub(in crate::rules) const GOAL_DAYS: i64 = 365;

/// The furthest day that can be scheduled.
pub(in crate::rules) const SCHEDULE_DAYS: i64 = 365;

/// Characters of a reason for staff.
const REASON: usize = 200;

/// What is wrong with a goal, of which some may not be known yet.
pub(in crate::rules) fn wrong_goal(metric: &str, target: Option<i64>, days: Option<i64>) -> Option<Sentence> {
    const METRICS: [Metric; 2] = [Metric::StepsPerDay, Metric::NotebookDaysPerWeek];
    let Some(known) = Metric::from_name(metric) else {
        let names = METRICS.map(Metric::as_str);
        let all = || {
            Sentence::new(
                format!("; it can be `{}`", names.join("` or `")),
                format!("書けるのは `{}` です。", names.join("`、`")),
            )
        };
        let hint = nearest(metric, names.into_iter()).map_or_else(all, meant);
        return Some(Sentence::new(
            format!("`{metric}` is not what a goal can count{}", hint.en),
            format!("`{metric}` は目標にできません。{}", hint.ja),
        ));
    };
    let most: i64 = match known {
        Metric::StepsPerDay => 50_000,
        Metric::NotebookDaysPerWeek => 7,
    };
    if let Some(target) = target.filter(|target| !(1..=most).contains(target)) {
        let most = thousands(most);
        return Some(Sentence::new(
            format!("a goal of `{metric}` can be 1 to {most}; this is {target}"),
            format!("`{metric}` の目標は1〜{most}にしてください。{target} は使えません。"),
        ));
    }
    let days = days.filter(|days| !(1..=GOAL_DAYS).contains(days))?;
    Some(Sentence::new(
        format!("a goal holds for 1 to {GOAL_DAYS} days; this is {days}"),
        format!("目標の続く日数は1〜{GOAL_DAYS}日にしてください。{days} は使えません。"),
    ))
}

/// What is wrong with the time of a schedule, of which some may not be known yet.
pub(in crate::rules) fn wrong_schedule(keys: &[&str], days: Option<i64>, at: Option<&str>) -> Option<Sentence> {
    if let Some(missing) = ["days", "at"].into_iter().find(|name| !keys.contains(name)) {
        return Some(Sentence::new(
            format!("`schedule` needs `{missing}`: `#{{ days: 3, at: \"10:00\" }}`"),
            format!("`schedule` に `{missing}` がありません。`#{{ days: 3, at: \"10:00\" }}` のように書いてください。"),
        ));
    }
    if let Some(extra) = keys.iter().find(|key| !["days", "at"].contains(*key)) {
        return Some(Sentence::new(
            format!("`schedule` takes `days` and `at`, not `{extra}`"),
            format!("`schedule` に書けるのは `days` と `at` です。`{extra}` を消してください。"),
        ));
    }
    if let Some(days) = days.filter(|days| !(0..=SCHEDULE_DAYS).contains(days)) {
        return Some(Sentence::new(
            format!("`days` can be 0 to {SCHEDULE_DAYS}; this is {days}"),
            format!("`days` は0〜{SCHEDULE_DAYS}日にしてください。{days} は使えません。"),
        ));
    }
    at.filter(|at| parse_clock(at).is_none()).map(|at| no_clock(at, "10:00"))
}

/// What is wrong with a reason for staff.
pub(in crate::rules) fn wrong_reason(reason: &str) -> Option<Sentence> {
    let plain = !reason.trim().is_empty() && reason.chars().count() <= REASON && !reason.chars().any(char::is_control);
    (!plain).then(|| {
        Sentence::new(
            format!("a reason for staff has 1 to {REASON} characters in one line"),
            format!("対応の一覧に書く文は、1行で、1〜{REASON}文字にしてください。"),
        )
    })
}

/// That there is nothing to choose between.
pub(in crate::rules) fn too_few_options() -> Sentence {
    Sentence::new(
        "`choose` needs two or more to choose from",
        "`choose` には、二つ以上の中から選ぶように書いてください。",
    )
}

/// What is wrong with what is to be chosen from.
pub(in crate::rules) fn wrong_options(options: &[String]) -> Option<Sentence> {
    if options.len() < 2 {
        return Some(too_few_options());
    }
    let mut sorted: Vec<&String> = options.iter().collect();
    sorted.sort_unstable();
    let twice = sorted.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })?;
    Some(Sentence::new(
        format!("`choose` has `{twice}` twice; each is drawn with the same probability, so name it once"),
        format!("`choose` に `{twice}` が二度あります。どれも同じ割合で選ばれるので、一度だけ書いてください。"),
    ))
}
