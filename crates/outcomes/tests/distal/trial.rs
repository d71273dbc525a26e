//! Made-up trials with an outcome that comes once.

use outcomes::Unfit;
use outcomes::chances::Stream;
use outcomes::distal::{Dcee, Model, Row};
use outcomes::estimate::Solution;

/// A row with what belongs to it.
#[derive(Debug, Clone)]
pub struct Decision {
    pub person: usize,
    pub available: bool,
    pub treated: bool,
    pub probability: f64,
    pub controls: Vec<f64>,
    pub moderators: Vec<f64>,
}

/// Rows, and the outcome of each person by their number.
#[derive(Debug, Clone)]
pub struct Trial {
    pub rows: Vec<Decision>,
    pub outcomes: Vec<Option<f64>>,
}

pub fn id(person: usize) -> String {
    format!("p-{person:03}")
}

/// Of the standard normal distribution (Box and Muller 1958).
pub fn normal(stream: &mut Stream) -> f64 {
    let radius = (-2.0 * (1.0 - stream.number()).ln()).sqrt();
    radius * (std::f64::consts::TAU * stream.number()).cos()
}

/// How likely somebody can be treated, at each decision point.
pub const AVAILABLE: f64 = 0.8;

/// Each treatment adds to the outcome, more where the weather is good; nothing else is changed by it. The effect of a
/// decision point is so much times how likely it is to be available, for there is none otherwise. The probability hangs
/// on the weather; the level of a person, which makes most of the outcome, shows in the control.
pub fn trial(people: usize, points: (u64, u64), effect: (f64, f64), stream: &mut Stream) -> Trial {
    let (mut rows, mut outcomes) = (Vec::new(), Vec::new());
    for person in 0..people {
        let level = normal(stream);
        let (mut weather, mut outcome) = (normal(stream), 2.0 * level + normal(stream));
        let count = points.0 + (stream.number() * (points.1 - points.0 + 1) as f64) as u64;
        for _ in 0..count {
            weather = 0.6 * weather + 0.8 * normal(stream);
            let available = stream.number() < AVAILABLE;
            let probability = if weather > 0.0 { 0.6 } else { 0.4 };
            let treated = available && stream.number() < probability;
            outcome += if treated { effect.0 + effect.1 * weather } else { 0.0 };
            let controls = vec![level + 0.5 * normal(stream)];
            rows.push(Decision { person, available, treated, probability, controls, moderators: vec![weather] });
        }
        outcomes.push(Some(outcome));
    }
    Trial { rows, outcomes }
}

pub fn model() -> Model {
    Model { controls: vec!["level".to_owned()], moderators: vec!["weather".to_owned()], ..Model::default() }
}

pub fn row<'a>(number: usize, decision: &'a Decision, id: &'a str) -> Row<'a> {
    let Decision { available, treated, probability, controls, moderators, .. } = decision;
    Row {
        number: number as u64 + 1,
        person: id,
        available: *available,
        treated: *treated,
        probability: *probability,
        controls,
        moderators,
    }
}

pub fn taken(model: &Model, trial: &Trial) -> Result<Dcee, Unfit> {
    let mut dcee = Dcee::new(model.clone());
    for (number, decision) in trial.rows.iter().enumerate() {
        dcee.add(&row(number, decision, &id(decision.person)))?;
    }
    for (person, outcome) in trial.outcomes.iter().enumerate() {
        dcee.outcome(&id(person), *outcome)?;
    }
    Ok(dcee)
}

pub fn solve(model: &Model, trial: &Trial) -> Result<Solution, Unfit> {
    taken(model, trial)?.solve()
}
