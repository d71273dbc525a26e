use super::compared::Difference;
use super::lone::{Lone, lones};
use super::pooled::Pooled;
use super::scenario::Scenario;
use super::terms::{Known, Terms};
use super::{Compared, Person};
use crate::arms::{self, Effect, Errors, Question, Scheme};
use crate::report::{Asked, Correction, DesignKind};
use crate::{Again, Fit, Redrawn, Term, Unfit, stepped};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the primary analysis is made of, and the same under other assumptions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::report) enum Primary {
    /// Decision points: everyone's sums, and for each assumption a comparison.
    Points(Box<Pooled>, Vec<(Scenario, Compared)>),
    /// Persons, clusters or steps: everyone's means.
    Lone(Vec<Lone>),
    /// Nothing was randomised.
    Nothing,
}

impl Primary {
    pub(in crate::report) fn new(asked: &Asked) -> Self {
        match asked.kind {
            DesignKind::DecisionPoints => {
                let controls = asked.controls().into_iter().flat_map(Known::of).copied().collect();
                let terms = Terms { numerator: asked.numerator, controls, moderators: Vec::new() };
                let others = Scenario::all(&asked.outcome).into_iter();
                let others = others.map(|scenario| (scenario, Compared::new(asked, &[]))).collect();
                Self::Points(Box::new(Pooled::new(terms, None)), others)
            }
            DesignKind::People | DesignKind::Clusters | DesignKind::SteppedRollout => Self::Lone(Vec::new()),
            DesignKind::Nothing => Self::Nothing,
        }
    }

    /// The rows of one person.
    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        match self {
            Self::Points(pooled, others) => {
                let under = |scenario: Scenario| {
                    person.points.iter().filter_map(move |point| {
                        let arm = person.arm_of(point)?;
                        Some((*point, scenario.analysed(person, point, arm)?))
                    })
                };
                pooled.add(under(Scenario::of(person.asked.missing())));
                for (scenario, compared) in others {
                    compared.add(person, under(*scenario));
                }
            }
            Self::Lone(all) => {
                let number = all.last().map_or(0, |lone| lone.person + 1);
                all.extend(lones(person, number));
            }
            Self::Nothing => {}
        }
    }

    /// The effect.
    ///
    /// # Errors
    /// Where the rows tell none: what they lack.
    pub(in crate::report) fn effect(&self, asked: &Asked) -> Result<Difference, Unfit> {
        match self {
            Self::Points(pooled, _) => Difference::of(&pooled.solve(usize::MAX, 0)?, "effect", asked.alpha()),
            _ => self.under(asked, Scenario::of(asked.missing())),
        }
    }

    /// The effect under an assumption.
    pub(in crate::report) fn under(&self, asked: &Asked, scenario: Scenario) -> Result<Difference, Unfit> {
        match self {
            Self::Points(_, others) => {
                let known = others.iter().find(|(known, _)| *known == scenario);
                known.map_or_else(|| Err(nothing()), |(_, compared)| compared.effect(asked.alpha()))
            }
            Self::Lone(all) if asked.kind == DesignKind::SteppedRollout => roll_out(asked, all, scenario),
            Self::Lone(all) => drawn(asked, all, scenario, Effect::Difference),
            Self::Nothing => Err(nothing()),
        }
    }

    /// How often as much comes about where the arms of clusters, or the order of a roll-out, are drawn again; `None` in other
    /// designs. Districts are dealt, so many to each arm; and of teams, each of which has a coin, every choice of so many
    /// is as likely. Of each cluster only sums are kept while it is drawn.
    pub(in crate::report) fn permuted(&self, asked: &Asked, again: Again<'_>) -> Option<Result<Redrawn, Unfit>> {
        let Self::Lone(all) = self else { return None };
        let scenario = Scenario::of(asked.missing());
        match asked.kind {
            DesignKind::Clusters => {
                let (people, question) = as_drawn(asked, all, scenario, Effect::Difference);
                Some(arms::permute(&people, &question, Scheme::Count, again))
            }
            DesignKind::SteppedRollout => {
                let (rows, question) = steps(asked, all, scenario);
                Some(stepped::order(&rows, &question, again))
            }
            DesignKind::DecisionPoints | DesignKind::People | DesignKind::Nothing => None,
        }
    }

    /// The effect in relation to what is found without.
    pub(in crate::report) fn relative(&self, asked: &Asked) -> Result<Term, Unfit> {
        match self {
            Self::Points(pooled, _) => pooled.solve(usize::MAX, 0)?.relative(asked.alpha()).ok_or_else(no_denominator),
            Self::Lone(all) if asked.kind != DesignKind::SteppedRollout => {
                Ok(drawn(asked, all, Scenario::of(asked.missing()), Effect::Relative)?.term)
            }
            Self::Lone(_) | Self::Nothing => Err(no_denominator()),
        }
    }

    /// The controls that were taken out.
    pub(in crate::report) fn controls(&self, asked: &Asked) -> Vec<String> {
        match self {
            Self::Points(pooled, _) => pooled.solve(usize::MAX, 0).map(|solved| solved.controls()).unwrap_or_default(),
            Self::Lone(all) if asked.kind != DesignKind::SteppedRollout => {
                taken_out(asked, all, place(asked, Scenario::of(asked.missing())))
            }
            Self::Lone(_) | Self::Nothing => Vec::new(),
        }
    }

    /// The effect with nothing taken out.
    pub(in crate::report) fn plain(&self, asked: &Asked) -> Option<Result<Difference, Unfit>> {
        match self {
            Self::Points(pooled, _) => {
                Some(pooled.solve(0, 0).and_then(|solved| Difference::of(&solved, "effect", asked.alpha())))
            }
            _ => None,
        }
    }
}

/// Persons or clusters, by intention to treat; what was known before is taken out where the plan says so.
fn drawn(asked: &Asked, all: &[Lone], scenario: Scenario, effect: Effect) -> Result<Difference, Unfit> {
    let (people, question) = as_drawn(asked, all, scenario, effect);
    let fit = arms::itt(&people, &question)?;
    let correction = match question.errors {
        Errors::Clusters(_) => Correction::BellMcCaffrey,
        Errors::Persons => Correction::Welch,
    };
    let known = all.iter().zip(&people).filter(|(_, person)| person.outcome.is_some()).map(|(lone, _)| lone);
    difference(fit, known.clone().count() as u64, known.map(|lone| lone.points).sum(), correction)
}

/// Everyone as they were drawn, and what is asked of them.
fn as_drawn(asked: &Asked, all: &[Lone], scenario: Scenario, effect: Effect) -> (Vec<arms::Person>, Question) {
    let place = place(asked, scenario);
    let of = |lone: &Lone| lone.outcomes.get(place).copied().flatten();
    let controls = taken_out(asked, all, place);
    let people = all
        .iter()
        .enumerate()
        .map(|(number, lone)| arms::Person {
            id: number.to_string(),
            treated: lone.arm == 1,
            outcome: of(lone),
            cluster: lone.cluster.clone(),
            controls: controls.iter().map(|_| lone.baseline).collect(),
        })
        .collect();
    let errors = match asked.kind {
        DesignKind::Clusters => Errors::Clusters(arms::Correction::BellMcCaffrey),
        _ => Errors::Persons,
    };
    (people, Question { controls, effect, errors, alpha: asked.alpha() })
}

/// What was known before, where it is asked for and tells people apart whose outcome is known.
fn taken_out(asked: &Asked, all: &[Lone], place: usize) -> Vec<String> {
    let counts = |lone: &&Lone| lone.outcomes.get(place).is_some_and(|outcome| outcome.is_some());
    let mut known = all.iter().filter(counts).filter_map(|lone| lone.baseline);
    let first = known.next();
    let is_asked = asked.controls().contains(&domain::pack::Covariate::Before);
    match is_asked && known.any(|value| Some(value) != first) {
        true => vec!["before".to_owned()],
        false => Vec::new(),
    }
}

/// A roll-out, with effects of its periods.
fn roll_out(asked: &Asked, all: &[Lone], scenario: Scenario) -> Result<Difference, Unfit> {
    let (rows, question) = steps(asked, all, scenario);
    let found = stepped::stepped(&rows, &question)?;
    let place = place(asked, scenario);
    let known = all.iter().filter(|lone| lone.outcomes.get(place).is_some_and(Option::is_some));
    let people: BTreeSet<u64> = known.clone().map(|lone| lone.person).collect();
    let points = known.map(|lone| lone.points).sum();
    difference(found.fit, people.len() as u64, points, Correction::BellMcCaffrey)
}

/// The rows of a roll-out, and what is asked of them.
fn steps(asked: &Asked, all: &[Lone], scenario: Scenario) -> (Vec<stepped::Row>, stepped::Question) {
    let place = place(asked, scenario);
    let row = |lone: &Lone| {
        Some(stepped::Row {
            cluster: lone.cluster.clone()?,
            period: lone.period,
            treated: lone.arm == 1,
            outcome: lone.outcomes.get(place).copied().flatten(),
        })
    };
    let question = stepped::Question { alpha: asked.alpha(), ..stepped::Question::default() };
    (all.iter().filter_map(row).collect(), question)
}

fn difference(fit: Fit, people: u64, points: u64, correction: Correction) -> Result<Difference, Unfit> {
    let df = fit.df;
    let term = fit.terms.into_iter().next_back().ok_or_else(nothing)?;
    Ok(Difference { term, df, people, points, correction })
}

fn place(asked: &Asked, scenario: Scenario) -> usize {
    let all = Scenario::all(&asked.outcome);
    all.iter().position(|known| *known == scenario).unwrap_or(usize::MAX)
}

fn nothing() -> Unfit {
    Unfit::new(
        "nothing was randomised here: what would have happened otherwise is not known, and no effect can be told",
        "くじによる割り付けが行われていないため、声かけがなかった場合にどうなったかが分からず、効果は計算できません。",
    )
}

fn no_denominator() -> Unfit {
    Unfit::new(
        "the mean without messages cannot be told from 0: an effect in relation to it would mean nothing",
        "送らなかった場合の平均が0と区別できないため、割合では表せません。",
    )
}
