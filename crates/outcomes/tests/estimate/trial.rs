//! Trials that are made up, by chance that is a hash of a seed.

use outcomes::Unfit;
pub use outcomes::estimate::Kept as Decision;
use outcomes::estimate::{Model, Solution, Wcls};

/// A model by the names of its columns.
pub fn model(controls: &[&str], moderators: &[&str], numerator: Option<f64>) -> Model {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Model { controls: owned(controls), moderators: owned(moderators), numerator, ..Model::default() }
}

/// All rows, taken in by WCLS.
pub fn taken(model: &Model, rows: &[Decision]) -> Result<Wcls, Unfit> {
    let mut wcls = Wcls::new(model.clone())?;
    rows.iter().try_for_each(|row| wcls.add(&row.row()))?;
    Ok(wcls)
}

pub fn wcls(model: &Model, rows: &[Decision]) -> Result<Solution, Unfit> {
    taken(model, rows)?.solve()
}

/// Numbers that look like chance: splitmix64 (Steele et al. 2014) from a hash of the seed.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: &str, number: u64) -> Self {
        Self(domain::chance::digest(seed, &[&number.to_string()]) as u64)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.uniform() * end as f64) as usize
    }

    pub fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Of the standard normal distribution (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// What a trial is like.
#[derive(Debug, Clone, Copy)]
pub struct Design {
    pub people: usize,
    /// Decision points of a person, at least and at most.
    pub points: (usize, usize),
    /// The effect where the moderator is 0, and how it changes with the moderator.
    pub effect: (f64, f64),
    pub outcome: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number: people differ in level and in how they take treatment, days hang together.
    Steps,
    /// 1 or 0, with the effect on the logarithm of its probability.
    Acted,
}

/// Rows of a trial: probabilities that vary with the weather and with what was done before, availability that falls when
/// one was treated, and people with different numbers of rows. One control, one moderator, which are the weather.
pub fn trial(design: Design, chance: &mut Chance) -> Vec<Decision> {
    let mut rows = Vec::new();
    for person in 0..design.people {
        let (level, taking) = (chance.normal(), 0.2 * chance.normal());
        let points = design.points.0 + chance.below(design.points.1 - design.points.0 + 1);
        let (mut weather, mut noise, mut treated) = (chance.normal(), chance.normal(), false);
        for point in 0..points {
            weather = 0.6 * weather + 0.8 * chance.normal();
            noise = 0.5 * noise + chance.normal();
            let available = chance.happens(if treated { 0.6 } else { 0.9 } - 0.2 * point as f64 / points as f64);
            let probability = if treated { 0.3 } else { 0.5 } + if weather > 0.0 { 0.2 } else { 0.0 };
            treated = available && chance.happens(probability);
            let effect = if treated { design.effect.0 + design.effect.1 * weather } else { 0.0 };
            let outcome = match design.outcome {
                Kind::Steps => level + 0.8 * weather + effect + if treated { taking } else { 0.0 } + noise,
                Kind::Acted => {
                    let risk = (-1.4 + 0.15 * level.clamp(-2.0, 2.0) + 0.1 * weather.clamp(-2.0, 2.0) + effect).exp();
                    f64::from(chance.happens(risk))
                }
            };
            rows.push(Decision {
                number: rows.len() as u64 + 1,
                person: format!("p-{person:03}"),
                available,
                treated,
                probability,
                outcome: Some(outcome),
                weight: 1.0,
                controls: vec![weather],
                moderators: vec![weather],
            });
        }
    }
    rows
}
