//! What shall be measured after a decision point: what `[outcome]` in `campaign.toml` says.

use crate::event::VisitKind;
use crate::nearest::instead;
use crate::sentence::{Sentence, thousands};
use crate::time::{Day, Zone};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::ops::{Range, RangeInclusive};
use toml::Spanned;

/// What is measured after each decision point, and how it is made ready for estimators. As JSON:
///
/// ```json
/// {"proximal": "steps_same_day", "cap": 20000, "transform": "log"}
/// {"proximal": "visit_within_days", "visit": "checkup", "days": 28, "transform": "none"}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What is measured.
    #[serde(flatten)]
    pub proximal: Proximal,
    /// Steps above it count as so many (winsorising); fixed before the start. Only of steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<i64>,
    /// On which scale it is analysed. Only of steps.
    #[serde(default)]
    pub transform: Transform,
}

/// A proximal outcome: what is looked at, and for how long after the decision point. Closed, so that the same name means
/// the same in every city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proximal", rename_all = "snake_case")]
pub enum Proximal {
    /// Counted steps of the civil day that the decision is about.
    StepsSameDay,
    /// Counted steps of the civil day after it.
    StepsNextDay,
    /// 1 where the counted steps of that day reach the goal of steps that holds then, else 0.
    GoalReachedSameDay,
    /// 1 where there is an entry in the notebook, made at or after the decision, else 0.
    NotebookWithinDays {
        /// Until the end of the day so many days after the decision's.
        days: i32,
    },
    /// 1 where the resident answered anything, else 0.
    ReplyWithinHours {
        /// For so many hours from when the decision point was due.
        hours: i32,
    },
    /// 1 where the resident came, else 0. A visit has a date and no time: one on the decision's own day counts.
    VisitWithinDays {
        /// Until the end of the day so many days after the decision's.
        days: i32,
        /// To what.
        visit: VisitKind,
    },
}

/// The scale on which an outcome is analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// As it is measured.
    #[default]
    None,
    /// The natural logarithm of the value and a half, so that a day of no steps has one. As in the primary analysis of
    /// HeartSteps (Klasnja et al. 2019, doi 10.1093/abm/kay067).
    Log,
}

/// A span of time, from `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first instant.
    pub start: DateTime<Utc>,
    /// The first instant after it.
    pub end: DateTime<Utc>,
}

impl Proximal {
    /// Every name, in the order of the documentation.
    pub const NAMES: [&str; 6] = [
        "steps_same_day",
        "steps_next_day",
        "goal_reached_same_day",
        "notebook_within_days",
        "reply_within_hours",
        "visit_within_days",
    ];

    /// The name in files, tables and reports.
    pub fn as_str(&self) -> &'static str {
        let [same, next, goal, notebook, reply, visit] = Self::NAMES;
        match self {
            Self::StepsSameDay => same,
            Self::StepsNextDay => next,
            Self::GoalReachedSameDay => goal,
            Self::NotebookWithinDays { .. } => notebook,
            Self::ReplyWithinHours { .. } => reply,
            Self::VisitWithinDays { .. } => visit,
        }
    }

    /// Whether it is 0 or 1; otherwise it is a number of steps.
    pub fn is_binary(&self) -> bool {
        !matches!(self, Self::StepsSameDay | Self::StepsNextDay)
    }

    /// Whether nothing on record means that it did not happen. Of steps, and so of a goal, nothing on record means that
    /// nobody knows: missing is not zero.
    pub fn silence_is_no(&self) -> bool {
        matches!(self, Self::NotebookWithinDays { .. } | Self::ReplyWithinHours { .. } | Self::VisitWithinDays { .. })
    }

    /// How many days after the decision's the last day of its window is.
    pub fn days(&self) -> i32 {
        match self {
            Self::StepsSameDay | Self::GoalReachedSameDay => 0,
            Self::StepsNextDay => 1,
            Self::NotebookWithinDays { days } | Self::VisitWithinDays { days, .. } => *days,
            Self::ReplyWithinHours { hours } => hours.saturating_add(23) / 24,
        }
    }

    /// The span within which it happens, for a decision point due at an instant and about a civil day. What is recorded
    /// by the day has the whole day: what was walked before the decision is in it in either arm.
    pub fn window(&self, due: DateTime<Utc>, day: Day, zone: Zone) -> Window {
        let begin = |day: Day| zone.instant(day, NaiveTime::MIN);
        match self {
            Self::StepsSameDay | Self::GoalReachedSameDay => Window { start: begin(day), end: zone.end_of(day) },
            Self::StepsNextDay => Window { start: begin(day.plus(1)), end: zone.end_of(day.plus(1)) },
            Self::NotebookWithinDays { days } => Window { start: due, end: zone.end_of(day.plus(*days)) },
            Self::ReplyWithinHours { hours } => Window { start: due, end: due + TimeDelta::hours((*hours).into()) },
            Self::VisitWithinDays { days, .. } => Window { start: begin(day), end: zone.end_of(day.plus(*days)) },
        }
    }
}

impl Outcome {
    /// The same as [`Proximal::window`].
    pub fn window(&self, due: DateTime<Utc>, day: Day, zone: Zone) -> Window {
        self.proximal.window(due, day, zone)
    }

    /// What is analysed of what was measured: capped first, then on its scale.
    pub fn analysed(&self, measured: f64) -> f64 {
        let capped = self.cap.map_or(measured, |cap| measured.min(cap as f64));
        match self.transform {
            Transform::None => capped,
            // Not the machine's own: the record has to be the same to the last bit, natively and in wasm.
            Transform::Log => libm::log(capped + 0.5),
        }
    }
}

/// `[outcome]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeFile {
    proximal: Spanned<String>,
    days: Option<Spanned<i64>>,
    hours: Option<Spanned<i64>>,
    visit: Option<Spanned<String>>,
    cap: Option<Spanned<i64>>,
    transform: Option<Spanned<Transform>>,
}

/// The longest that an outcome is waited for, in days.
const LONGEST: i64 = 90;

impl OutcomeFile {
    /// The outcome; `None` where it is not understood. What is decided does not rest on it, so that a pack of before
    /// this list was closed goes on as it is.
    pub(super) fn read(self, problem: &mut dyn FnMut(Range<usize>, Sentence)) -> Option<Outcome> {
        let name = self.proximal.get_ref().clone();
        let Some(known) = Proximal::NAMES.into_iter().find(|known| *known == name) else {
            problem(self.proximal.span(), no_outcome(&name));
            return None;
        };
        let (has_days, has_hours) = (known.ends_with("_days"), known.ends_with("_hours"));
        let days = number("days", (self.days, has_days), 1..=LONGEST, self.proximal.span(), known, problem);
        let hours = number("hours", (self.hours, has_hours), 1..=24 * 7, self.proximal.span(), known, problem);
        let visit = visit(self.visit, known == "visit_within_days", self.proximal.span(), problem);
        let proximal = match known {
            "steps_same_day" => Proximal::StepsSameDay,
            "steps_next_day" => Proximal::StepsNextDay,
            "goal_reached_same_day" => Proximal::GoalReachedSameDay,
            "notebook_within_days" => Proximal::NotebookWithinDays { days: days? },
            "reply_within_hours" => Proximal::ReplyWithinHours { hours: hours? },
            _ => Proximal::VisitWithinDays { days: days?, visit: visit? },
        };
        let transform = self.transform.as_ref().map(|transform| (transform.span(), *transform.get_ref()));
        let asked = transform.clone().filter(|(_, transform)| *transform != Transform::None).map(|(span, _)| span);
        for span in self.cap.as_ref().map(Spanned::span).into_iter().chain(asked).filter(|_| proximal.is_binary()) {
            let said = Sentence::new(
                format!("`{known}` is yes or no, and `cap` and `transform` are for steps; take this out"),
                format!(
                    "`{known}` は「した・しない」の指標です。`cap` と `transform` は歩数のためのものなので、消してください。"
                ),
            );
            problem(span, said);
        }
        if let Some(cap) = self.cap.as_ref().filter(|cap| !(1_000..=100_000).contains(cap.get_ref())) {
            let said = Sentence::new("`cap` can be 1,000 to 100,000", "`cap` は1,000〜100,000の整数にしてください。");
            problem(cap.span(), said);
        }
        let cap = self.cap.map(Spanned::into_inner);
        Some(Outcome { proximal, cap, transform: transform.map(|(_, transform)| transform).unwrap_or_default() })
    }
}

fn no_outcome(name: &str) -> Sentence {
    let list = |between: &str| Proximal::NAMES.map(|known| format!("`{known}`")).join(between);
    let near = instead(name, Proximal::NAMES.into_iter());
    Sentence::new(
        format!("`{name}` is no outcome; there are {}{}", list(", "), near.en),
        format!("`{name}` という指標はありません。書けるのは {} です。{}", list("、"), near.ja),
    )
}

/// How long an outcome is waited for, where its name asks for that.
fn number(
    key: &str,
    (said, is_asked): (Option<Spanned<i64>>, bool),
    within: RangeInclusive<i64>,
    place: Range<usize>,
    outcome: &str,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
) -> Option<i32> {
    let (least, most) = (thousands(*within.start()), thousands(*within.end()));
    let (span, complaint) = match said {
        None if !is_asked => return None,
        Some(said) if is_asked && within.contains(said.get_ref()) => return i32::try_from(said.into_inner()).ok(),
        Some(said) if is_asked => (
            said.span(),
            Sentence::new(
                format!("`{key}` can be {least} to {most}"),
                format!("`{key}` は{least}〜{most}の整数にしてください。"),
            ),
        ),
        None => (
            place,
            Sentence::new(
                format!("`{outcome}` needs `{key}`: for how long it is waited, {least} to {most}"),
                format!("`{outcome}` には、いつまで待つかを `{key}`（{least}〜{most}）で書いてください。"),
            ),
        ),
        Some(said) => (
            said.span(),
            Sentence::new(
                format!("`{outcome}` has no `{key}`; take it out"),
                format!("`{outcome}` に `{key}` は使いません。消してください。"),
            ),
        ),
    };
    problem(span, complaint);
    None
}

/// To what a resident comes, where the outcome asks for that.
fn visit(
    said: Option<Spanned<String>>,
    is_asked: bool,
    place: Range<usize>,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
) -> Option<VisitKind> {
    let kind = said.as_ref().and_then(|said| VisitKind::from_name(said.get_ref()));
    if is_asked && kind.is_none() {
        let complaint = Sentence::new(
            "`visit_within_days` needs `visit`, one of `checkup`, `screening`, `event` and `class`",
            "`visit_within_days` には、何に来られたかを `visit` に書いてください。書けるのは `checkup`、`screening`、`event`、\
             `class` です。",
        );
        problem(said.map_or(place, |said| said.span()), complaint);
    } else if let Some(said) = said.filter(|_| !is_asked) {
        let complaint = Sentence::new(
            "`visit` is for `visit_within_days`; take it out",
            "`visit` は `visit_within_days` のときだけ使います。消してください。",
        );
        problem(said.span(), complaint);
    }
    kind.filter(|_| is_asked)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn read(text: &str) -> (Option<Outcome>, Vec<String>) {
        let mut said = Vec::new();
        let file: OutcomeFile = toml::from_str(text).unwrap();
        let outcome = file.read(&mut |span, sentence| said.push(format!("{}: {}", span.start, sentence.en)));
        (outcome, said)
    }

    fn of(text: &str) -> Outcome {
        let (outcome, said) = read(text);
        assert_eq!(said, Vec::<String>::new(), "{text}");
        outcome.unwrap()
    }

    #[test]
    fn every_name_is_read_and_goes_through_json() {
        let written = [
            "proximal = \"steps_same_day\"\ncap = 20000\ntransform = \"log\"",
            "proximal = \"steps_next_day\"",
            "proximal = \"goal_reached_same_day\"",
            "proximal = \"notebook_within_days\"\ndays = 3",
            "proximal = \"reply_within_hours\"\nhours = 24",
            "proximal = \"visit_within_days\"\ndays = 28\nvisit = \"checkup\"",
        ];
        let read: Vec<Outcome> = written.map(of).to_vec();
        assert_eq!(read.iter().map(|outcome| outcome.proximal.as_str()).collect::<Vec<_>>(), Proximal::NAMES);
        for outcome in &read {
            let json = serde_json::to_string(outcome).unwrap();
            assert_eq!(serde_json::from_str::<Outcome>(&json).unwrap(), *outcome, "{json}");
        }
        let json = serde_json::to_string(&read[5]).unwrap();
        assert_eq!(json, r#"{"proximal":"visit_within_days","days":28,"visit":"checkup","transform":"none"}"#);
    }

    #[test]
    fn a_window_begins_and_ends_with_the_citys_days() {
        let zone = Zone::default();
        let due: DateTime<Utc> = "2026-11-20T08:30:00Z".parse().unwrap();
        let day = zone.day(due);
        let window = |text: &str| {
            let Window { start, end } = of(text).window(due, day, zone);
            (start.to_rfc3339(), end.to_rfc3339())
        };
        let utc = |text: &str| format!("{text}:00+00:00");
        let same = (utc("2026-11-19T15:00"), utc("2026-11-20T15:00"));
        assert_eq!(window("proximal = \"steps_same_day\""), same);
        assert_eq!(window("proximal = \"goal_reached_same_day\""), same);
        assert_eq!(window("proximal = \"steps_next_day\""), (same.1.clone(), utc("2026-11-21T15:00")));
        let notebook = window("proximal = \"notebook_within_days\"\ndays = 1");
        assert_eq!(notebook, (utc("2026-11-20T08:30"), utc("2026-11-21T15:00")));
        let reply = window("proximal = \"reply_within_hours\"\nhours = 24");
        assert_eq!(reply, (utc("2026-11-20T08:30"), utc("2026-11-21T08:30")));
        let visit = window("proximal = \"visit_within_days\"\ndays = 7\nvisit = \"class\"");
        assert_eq!(visit, (same.0, utc("2026-11-27T15:00")));
    }

    #[test]
    fn steps_are_capped_before_they_are_transformed() {
        let steps = of("proximal = \"steps_same_day\"\ncap = 20000");
        assert_eq!((steps.analysed(36_019.0), steps.analysed(6_000.0)), (20_000.0, 6_000.0));
        let log = of("proximal = \"steps_same_day\"\ntransform = \"log\"");
        assert!((log.analysed(0.0) + std::f64::consts::LN_2).abs() < 1e-15);
    }

    #[test]
    fn what_cannot_be_is_told_with_its_place() {
        let cases = [
            (
                "proximal = \"steps_sameday\"",
                "11: `steps_sameday` is no outcome; there are `steps_same_day`, `steps_next_day`, `goal_reached_same_day`, \
                 `notebook_within_days`, `reply_within_hours`, `visit_within_days`; did you mean `steps_same_day`?",
            ),
            (
                "proximal = \"reply_within_hours\"",
                "11: `reply_within_hours` needs `hours`: for how long it is waited, 1 to 168",
            ),
            ("proximal = \"notebook_within_days\"\ndays = 0", "41: `days` can be 1 to 90"),
            ("proximal = \"steps_same_day\"\ndays = 2", "35: `steps_same_day` has no `days`; take it out"),
            (
                "proximal = \"visit_within_days\"\ndays = 2\nvisit = \"spa\"",
                "48: `visit_within_days` needs `visit`, one of `checkup`, `screening`, `event` and `class`",
            ),
            (
                "proximal = \"goal_reached_same_day\"\ncap = 9000",
                "41: `goal_reached_same_day` is yes or no, and `cap` and `transform` are for steps; take this out",
            ),
            ("proximal = \"steps_same_day\"\ncap = 20", "34: `cap` can be 1,000 to 100,000"),
        ];
        for (text, said) in cases {
            assert_eq!(read(text).1, [said], "{text}");
        }
    }
}
