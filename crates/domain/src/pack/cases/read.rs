//! Reading `cases.toml`.

use super::{Case, File, Person, Step, events};
use crate::event::{Enrolled, Metric};
use crate::pack::{Problem, Ruleset, toml_words};
use crate::sentence::Sentence;
use chrono::{NaiveDateTime, TimeDelta};
use std::ops::Range;

/// How many days a case may span: every decision point between its steps is asked.
const LONGEST: i64 = 400;

impl Case {
    pub(in crate::pack) fn read_all(
        text: &str,
        campaign: &str,
        ruleset: &Ruleset,
        problem: &mut dyn FnMut(Range<usize>, Sentence),
    ) -> Option<Vec<Self>> {
        let file: File = toml_words::read(text, problem)?;
        let path = format!("campaigns/{}/{campaign}/cases.toml", ruleset.code);
        let mut cases = Vec::new();
        for case in file.case {
            let span = case.span();
            let case = case.into_inner();
            if case.step.is_empty() {
                let said = Sentence::new(
                    "a case needs at least one `[[case.step]]`",
                    "見本にステップがありません。`[[case.step]]` をひとつ以上書いてください。",
                );
                problem(span, said);
                continue;
            }
            check_times(&case.step, problem);
            if let Some(arm) = &case.arm {
                let experiment = ruleset.campaigns.get(campaign).and_then(|campaign| campaign.experiment.as_ref());
                if !experiment.is_some_and(|experiment| experiment.arms.iter().any(|known| known.0 == *arm.get_ref())) {
                    let name = arm.get_ref();
                    let said = Sentence::new(
                        format!("`{name}` is no arm of this campaign's experiment"),
                        format!(
                            "`{name}` というグループは、この取り組みにありません。campaign.toml の `[experiment]` の `arms` に合わせて\
                             ください。"
                        ),
                    );
                    problem(arm.span(), said);
                }
            }
            let place = |step: &Step| Problem::at(&path, text, step.at.span().start, Sentence::default());
            let lines = case.step.iter().map(place).collect();
            cases.push(Self { campaign: campaign.to_owned(), name: case.name.clone(), file: case, lines });
        }
        Some(cases)
    }
}

impl From<Person> for events::Person {
    fn from(person: Person) -> Self {
        Self {
            enrolled: Enrolled {
                birth_year: person.birth_year,
                sex: person.sex,
                district: person.district,
                language: person.language,
                reach: person.reach,
                prefer: person.prefer,
            },
            goal: person.goal.map(|target| (Metric::StepsPerDay, target)),
            consent: person.consent,
        }
    }
}

/// What is wrong with the times and dates of steps.
fn check_times(steps: &[Step], problem: &mut dyn FnMut(Range<usize>, Sentence)) {
    let mut last: Option<NaiveDateTime> = None;
    let first = steps.first().and_then(|step| read_time(step.at.get_ref()));
    for step in steps {
        let (text, span) = (step.at.get_ref(), step.at.span());
        match read_time(text) {
            None => problem(
                span,
                Sentence::new(
                    format!("`{text}` is not a time; write `2026-11-20 17:10`"),
                    format!("`{text}` は日時になりません。`2026-11-20 17:10` のように書いてください。"),
                ),
            ),
            time if time < last => problem(
                span,
                Sentence::new(
                    "this step is before the one above it",
                    "このステップの日時が、上のステップより前です。早い順に並べてください。",
                ),
            ),
            Some(time) if first.is_some_and(|first| time - first > TimeDelta::days(LONGEST)) => problem(
                span,
                Sentence::new(
                    format!("a case spans {LONGEST} days at most"),
                    format!("ひとつの見本は、はじめから終わりまで{LONGEST}日以内にしてください。"),
                ),
            ),
            time => last = time,
        }
        if let Some(date) = step.date.as_ref().filter(|date| date.get_ref().date().is_none()) {
            problem(date.span(), date.get_ref().complaint());
        }
    }
}

pub(super) fn read_time(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()
}
