//! What may be proposed: the same sentences when a pack is checked and when a rule runs.

use crate::event::Metric;
use crate::rules::errors::thousands;
use crate::rules::names::instead;
use crate::time::parse_clock;

/// The longest that a goal of a rule holds, in days.
pub(in crate::rules) const GOAL_DAYS: i64 = 365;

/// The furthest day that can be scheduled.
pub(in crate::rules) const SCHEDULE_DAYS: i64 = 365;

/// Characters of a reason for staff.
const REASON: usize = 200;

/// What is wrong with a goal, of which some may not be known yet.
pub(in crate::rules) fn wrong_goal(metric: &str, target: Option<i64>, days: Option<i64>) -> Option<String> {
    const METRICS: [Metric; 2] = [Metric::StepsPerDay, Metric::NotebookDaysPerWeek];
    let Some(known) = Metric::from_name(metric) else {
        let names = METRICS.map(Metric::as_str);
        return Some(format!(
            "`{metric}` is not what a goal can count{}",
            match instead(metric, names.into_iter()) {
                none if none.is_empty() => format!("; it can be `{}`", names.join("` or `")),
                near => near,
            }
        ));
    };
    let most: i64 = match known {
        Metric::StepsPerDay => 50_000,
        Metric::NotebookDaysPerWeek => 7,
    };
    if let Some(target) = target.filter(|target| !(1..=most).contains(target)) {
        let most = thousands(most.unsigned_abs());
        return Some(format!("a goal of `{metric}` can be 1 to {most}; this is {target}"));
    }
    let days = days.filter(|days| !(1..=GOAL_DAYS).contains(days))?;
    Some(format!("a goal holds for 1 to {GOAL_DAYS} days; this is {days}"))
}

/// What is wrong with the time of a schedule, of which some may not be known yet.
pub(in crate::rules) fn wrong_schedule(keys: &[&str], days: Option<i64>, at: Option<&str>) -> Option<String> {
    if let Some(missing) = ["days", "at"].into_iter().find(|name| !keys.contains(name)) {
        return Some(format!("`schedule` needs `{missing}`: `#{{ days: 3, at: \"10:00\" }}`"));
    }
    if let Some(extra) = keys.iter().find(|key| !["days", "at"].contains(*key)) {
        return Some(format!("`schedule` takes `days` and `at`, not `{extra}`"));
    }
    if let Some(days) = days.filter(|days| !(0..=SCHEDULE_DAYS).contains(days)) {
        return Some(format!("`days` can be 0 to {SCHEDULE_DAYS}; this is {days}"));
    }
    let at = at.filter(|at| parse_clock(at).is_none())?;
    Some(format!("`{at}` is not a time of day; write it as `10:00`"))
}

/// What is wrong with a reason for staff.
pub(in crate::rules) fn wrong_reason(reason: &str) -> Option<String> {
    let plain = !reason.trim().is_empty() && reason.chars().count() <= REASON && !reason.chars().any(char::is_control);
    (!plain).then(|| format!("a reason for staff has 1 to {REASON} characters in one line"))
}

/// What is wrong with what is to be chosen from.
pub(in crate::rules) fn wrong_options(options: &[String]) -> Option<String> {
    if options.len() < 2 {
        return Some("`choose` needs two or more to choose from".to_owned());
    }
    let mut sorted: Vec<&String> = options.iter().collect();
    sorted.sort_unstable();
    let twice = sorted.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })?;
    Some(format!("`choose` has `{twice}` twice; each is drawn with the same probability, so name it once"))
}
