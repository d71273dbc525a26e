use super::Person;
use super::moments::Moments;
use super::pooled::Pooled;
use super::terms::{Known, Terms};
use crate::arms::{self, Arm};
use crate::clustered::Contrast;
use crate::report::{Asked, Correction, DesignKind, Point};
use crate::{Role, Term, Unfit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A comparison of the two arms in some of the rows: in one week, in one group, under one assumption. Beside the primary
/// analysis, in whichever way the design allows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::report) enum Compared {
    /// Over decision points.
    Points(Box<Pooled>),
    /// Over people's means, each of whom counts once.
    People([Moments; 2]),
    /// Over clusters' means, each of which counts once.
    Clusters(BTreeMap<String, Cluster>),
    /// In a way that the design does not allow.
    Nothing,
}

/// The people of one cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Cluster {
    arm: usize,
    /// The sum of their means.
    sum: f64,
    people: u64,
    rows: u64,
}

/// A difference with what it rests on.
pub(in crate::report) struct Difference {
    pub(in crate::report) term: Term,
    pub(in crate::report) df: f64,
    pub(in crate::report) people: u64,
    pub(in crate::report) points: u64,
    pub(in crate::report) correction: Correction,
}

/// Beyond so many people only moments are kept of what is not the primary analysis.
const MOST: u64 = 2_000;

impl Compared {
    /// Before the first person. `moderators` are of decision points only.
    pub(in crate::report) fn new(asked: &Asked, moderators: &[Known]) -> Self {
        match asked.kind {
            DesignKind::DecisionPoints => {
                let mut controls: Vec<Known> = asked.controls().into_iter().flat_map(Known::of).copied().collect();
                controls
                    .extend(moderators.iter().filter(|known| !controls.contains(known)).copied().collect::<Vec<_>>());
                let terms = Terms { numerator: asked.numerator, controls, moderators: moderators.to_vec() };
                Self::Points(Box::new(Pooled::new(terms, Some(MOST))))
            }
            DesignKind::People => Self::People(Default::default()),
            DesignKind::Clusters => Self::Clusters(BTreeMap::new()),
            DesignKind::SteppedRollout | DesignKind::Nothing => Self::Nothing,
        }
    }

    /// Some rows of one person, each with what is compared.
    pub(in crate::report) fn add<'p>(&mut self, person: &Person<'p>, rows: impl IntoIterator<Item = (&'p Point, f64)>) {
        match self {
            Self::Points(pooled) => pooled.add(rows),
            Self::People(arms) => {
                if let Some((arm, (mean, rows))) = person.arm.and_then(|arm| Some((arms.get_mut(arm)?, mean(rows)?))) {
                    arm.add_one(mean, rows);
                }
            }
            Self::Clusters(clusters) => {
                let cluster = person.points.iter().find_map(|point| point.cluster.as_ref());
                if let (Some(arm), Some((name, _)), Some((mean, rows))) = (person.arm, cluster, mean(rows)) {
                    let cluster = clusters.entry(name.clone()).or_insert(Cluster { arm, ..Cluster::default() });
                    cluster.sum += mean;
                    cluster.people += 1;
                    cluster.rows += rows;
                }
            }
            Self::Nothing => {}
        }
    }

    /// People in these rows.
    pub(in crate::report) fn people(&self) -> u64 {
        match self {
            Self::Points(pooled) => pooled.people,
            Self::People(arms) => arms.iter().map(|arm| arm.people).sum(),
            Self::Clusters(clusters) => clusters.values().map(|cluster| cluster.people).sum(),
            Self::Nothing => 0,
        }
    }

    /// The effect.
    ///
    /// # Errors
    /// Where these rows tell none: what they lack.
    pub(in crate::report) fn effect(&self, alpha: f64) -> Result<Difference, Unfit> {
        match self {
            Self::Points(pooled) => {
                let solved = pooled.solve(usize::MAX, 0)?;
                Difference::of(&solved, "effect", alpha)
            }
            Self::People(arms) => welch(arms, arms.map(|arm| arm.people).iter().sum(), alpha),
            Self::Clusters(clusters) => {
                let mut arms = [Moments::default(), Moments::default()];
                let mut people = 0;
                for cluster in clusters.values() {
                    people += cluster.people;
                    if let Some(arm) = arms.get_mut(cluster.arm) {
                        arm.add_one(cluster.sum / cluster.people as f64, cluster.rows);
                    }
                }
                welch(&arms, people, alpha)
            }
            Self::Nothing => Err(Unfit::new(
                "this design does not tell it: what begins with the calendar cannot be told apart in parts of the rows",
                "この割り付け方では計算できません。時期とともに始まったことの効果は、一部の行だけからは分けられません。",
            )),
        }
    }
}

impl Difference {
    /// One term of a model of decision points.
    pub(in crate::report) fn of(solved: &super::Solved, name: &str, alpha: f64) -> Result<Self, Unfit> {
        Ok(Self {
            term: solved.term(name, alpha)?,
            df: solved.df,
            people: solved.people,
            points: solved.points,
            correction: solved.correction,
        })
    }
}

/// The mean of rows, and how many they are.
fn mean<'p>(rows: impl IntoIterator<Item = (&'p Point, f64)>) -> Option<(f64, u64)> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for (_, value) in rows {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| (sum / f64::from(count), count.into()))
}

/// The difference of the arms' means.
fn welch(arms: &[Moments; 2], people: u64, alpha: f64) -> Result<Difference, Unfit> {
    let [without, with] = arms;
    let (Some(v0), Some(v1)) = (without.variance(), with.variance()) else {
        return Err(Unfit::new(
            "an arm has fewer than two people (or clusters) with a known outcome: there is nothing to judge it by",
            "結果の分かる方（またはクラスター）が二人（二つ）に満たない群があります。比べられません。",
        ));
    };
    if v0 + v1 <= 0.0 {
        return Err(crate::arms::constant());
    }
    let arm = |moments: &Moments, variance| Arm { size: moments.count as f64, mean: moments.mean, variance };
    let Contrast { estimate, se, df } = arms::difference(&arm(with, v1), &arm(without, v0));
    let term = Term::by_t("effect", Role::Effect, estimate, se, df, alpha);
    Ok(Difference { term, df, people, points: without.rows + with.rows, correction: Correction::Welch })
}

/// The mean of differences within people, each of whom counts once: before and after.
pub(in crate::report) fn within(differences: &Moments, alpha: f64) -> Result<Difference, Unfit> {
    let variance = differences.variance().filter(|variance| *variance > 0.0).ok_or_else(crate::arms::constant)?;
    let df = (differences.count - 1) as f64;
    let se = (variance / differences.count as f64).sqrt();
    let term = Term::by_t("change", Role::Effect, differences.mean, se, df, alpha);
    let (people, points) = (differences.people, differences.rows);
    Ok(Difference { term, df, people, points, correction: Correction::Plain })
}
