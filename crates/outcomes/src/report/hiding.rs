//! Keeping back what tells of fewer than ten people: by itself, or once something else that is shown is taken off.

use super::gathering::{Difference, Line, Moments, Part};
use super::{Answer, ByArm, Count, Estimate, LEAST, Mean, Share, Why};
use crate::Unfit;
use domain::Sentence;

/// The numbers of people that are shown in the flow. What differs from one of them by 1 to 9 is kept back.
#[derive(Debug, Clone, Default)]
pub(super) struct Hiding(Vec<u64>);

/// What is said in place of a value.
pub(super) fn too_few() -> Sentence {
    Sentence::new(
        "not shown: it is about fewer than ten people, or fewer than ten could be found by subtracting",
        "10人未満についての値になるため（または引き算で10人未満の値が分かるため）、表示しません。",
    )
}

/// Whether so many people are too few to be told of; of nobody it can be told that there is nobody.
pub(super) fn is_small(people: u64) -> bool {
    (1..LEAST).contains(&people)
}

impl Hiding {
    /// Beside these numbers, which are shown.
    pub(super) fn beside(shown: impl IntoIterator<Item = Count>) -> Self {
        Self(shown.into_iter().filter_map(Count::shown).collect())
    }

    /// A number of people.
    pub(super) fn count(&self, people: u64) -> Count {
        let is_near = self.0.iter().any(|shown| is_small(shown.abs_diff(people)));
        if is_near { Count::Hidden } else { Count::of(people) }
    }

    /// Rows of so many people. Where each has one, or nearly so, they are as telling as the people.
    fn rows(&self, people: u64, rows: u64) -> Count {
        let is_telling = self.count(people) == Count::Hidden && rows < people + LEAST;
        if is_telling { Count::Hidden } else { Count::Shown(rows) }
    }

    /// A mean.
    pub(super) fn mean(&self, moments: &Moments) -> Answer<Mean> {
        let Some(variance) = moments.variance() else {
            return match moments.people {
                0 => Answer::Unfit(nobody()),
                _ => Answer::Hidden(too_few()),
            };
        };
        if is_small(moments.people) {
            return Answer::Hidden(too_few());
        }
        Answer::Known(Mean {
            mean: told(moments.mean),
            sd: told(variance.sqrt()),
            people: self.count(moments.people),
            points: self.rows(moments.people, moments.rows),
        })
    }

    /// An estimate.
    pub(super) fn estimate(&self, found: Result<Difference, Unfit>, alpha: f64) -> Answer<Estimate> {
        let Difference { term, df, people, points, correction } = match found {
            Ok(difference) if is_small(difference.people) => return Answer::Hidden(too_few()),
            Ok(difference) => difference,
            Err(unfit) => return Answer::Unfit(unfit.sentence().clone()),
        };
        let numbers = [term.estimate, term.se, term.ci_low, term.ci_high, term.p];
        if numbers.iter().any(|number| !number.is_finite()) {
            return Answer::Unfit(no_number());
        }
        let points = self.rows(people, points);
        let people = self.count(people);
        Answer::Known(Estimate {
            estimate: told(term.estimate),
            se: told(term.se),
            ci_low: told(term.ci_low),
            ci_high: told(term.ci_high),
            level: told(1.0 - alpha),
            df: people.shown().map(|_| told(df)),
            p: told(term.p),
            people,
            points,
            correction,
        })
    }
}

/// A share of rows, or of people where each has one.
pub(super) fn share(part: Part) -> Answer<Share> {
    if part.of == 0 {
        return Answer::Unfit(nobody());
    }
    if is_small(part.people) || is_small(part.others) || is_small(part.of) {
        return Answer::Hidden(too_few());
    }
    Answer::Known(Share { part: part.part, of: part.of })
}

/// The shares of both arms, and of all where that does not give away what is hidden in one.
pub(super) fn shares(arms: [Part; 2], all: Part) -> (Answer<Share>, Vec<Answer<Share>>) {
    let arms: Vec<Answer<Share>> = arms.into_iter().map(share).collect();
    let hides = arms.iter().any(|share| matches!(share, Answer::Hidden(_)));
    (if hides { Answer::Hidden(too_few()) } else { share(all) }, arms)
}

/// Steps, each of which is part of the one before it; the last one is shown where it can be. Gives the steps' own counts.
pub(super) fn nested(people: &[u64]) -> Vec<Count> {
    let mut below = None;
    let mut counts: Vec<Count> = people
        .iter()
        .rev()
        .map(|people| {
            let lost = below.map_or(0, |below: u64| people.saturating_sub(below));
            match Count::of(*people) {
                Count::Shown(shown) if !is_small(lost) => {
                    below = Some(shown);
                    Count::Shown(shown)
                }
                _ => Count::Hidden,
            }
        })
        .collect();
    counts.reverse();
    counts
}

/// The same of rows: for each step the rows, how many people they are of, and how many people lost rows on the way from
/// the step before.
pub(super) fn nested_rows(steps: &[(u64, u64, u64)]) -> Vec<Count> {
    let mut lost_below = 0;
    let mut counts: Vec<Count> = steps
        .iter()
        .rev()
        .map(|(points, people, lost)| {
            let is_shown = !is_small(*people) && !is_small(lost_below);
            lost_below = if is_shown { *lost } else { lost_below.max(*lost) };
            if is_shown { Count::Shown(*points) } else { Count::Hidden }
        })
        .collect();
    counts.reverse();
    counts
}

/// Lines that add up to what is shown elsewhere. Such as are of too few people become one line with the next smallest,
/// called `other`.
pub(super) fn merged<'a>(lines: impl Iterator<Item = (&'a str, Line)>) -> Vec<(String, Line)> {
    let mut lines: Vec<(String, Line)> = lines.map(|(key, line)| (key.to_owned(), line)).collect();
    lines
        .sort_by(|(one, first), (other, second)| second.all.points.cmp(&first.all.points).then_with(|| one.cmp(other)));
    let hides = |line: &Line| line.arms.iter().chain([&line.all]).any(|cell| is_small(cell.people));
    let mut rest: Vec<(String, Line)> = Vec::new();
    let small: Vec<usize> =
        (0..lines.len()).rev().filter(|at| lines.get(*at).is_some_and(|(_, line)| hides(line))).collect();
    rest.extend(small.into_iter().map(|at| lines.remove(at)));
    while rest.iter().map(|(_, line)| *line).reduce(together).is_some_and(|line| hides(&line)) {
        match lines.pop() {
            Some(next) => rest.push(next),
            None => break,
        }
    }
    match rest.as_slice() {
        [] => {}
        [one] => lines.push(one.clone()),
        several => {
            lines.extend(several.iter().map(|(_, line)| *line).reduce(together).map(|line| ("other".to_owned(), line)))
        }
    }
    lines
}

/// Two lines as one. People may be in both: there are at least as many as in either.
fn together(one: Line, other: Line) -> Line {
    let mut both = one;
    let cells = both.arms.iter_mut().chain([&mut both.all]);
    for (cell, other) in cells.zip(other.arms.iter().chain([&other.all])) {
        cell.points += other.points;
        cell.people = cell.people.max(other.people);
    }
    both
}

/// A line by arm; where an arm is hidden its sum is, too.
pub(super) fn by_arm(key: &str, title: Sentence, line: Line, people: bool) -> ByArm {
    let count = |cell: super::gathering::Cell| match (is_small(cell.people), people) {
        (true, _) => Count::Hidden,
        (false, true) => Count::Shown(cell.people),
        (false, false) => Count::Shown(cell.points),
    };
    let arms: Vec<Count> = line.arms.into_iter().map(count).collect();
    let hides = arms.contains(&Count::Hidden);
    ByArm { key: key.to_owned(), title, total: if hides { Count::Hidden } else { count(line.all) }, arms }
}

/// Rows of one kind, and how many people they are of.
pub(super) fn why(key: &str, title: Sentence, line: Line) -> Why {
    let people = Count::of(line.all.people);
    let points = if people == Count::Hidden { Count::Hidden } else { Count::Shown(line.all.points) };
    Why { key: key.to_owned(), title, points, people }
}

/// A number as a report has it: seven digits, more than any of them means, and few enough to be the same on every machine.
pub(super) fn told(number: f64) -> f64 {
    let rounded: f64 = format!("{number:.6e}").parse().unwrap_or(number);
    // No minus before a 0.
    rounded + 0.0
}

fn nobody() -> Sentence {
    Sentence::new("there are no such rows", "当てはまる行がありません。")
}

fn no_number() -> Sentence {
    Sentence::new(
        "the rows give no finite number here: they are too few, or too alike",
        "行が少なすぎるか、値がそろいすぎているため、計算できません。",
    )
}
