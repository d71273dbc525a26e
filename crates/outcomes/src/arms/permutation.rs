use super::people::constant;
use super::{Errors, People, Person, Question, welch};
use crate::chances::Stream;
use crate::redrawn::{Again, Redrawn, enumerate};
use crate::{Unfit, arms::clusters::has_two_each};

/// How persons or clusters came into the arms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scheme {
    /// As many as were to be treated were drawn out of all.
    Count,
    /// Each by a coin of its own that falls on "treated" with this probability, as ayumi draws arms.
    Coins(f64),
}

/// Whether being drawn made no difference to anybody, by drawing the arms again as they were drawn.
///
/// The statistic is the difference of means over its standard error, of persons or of clusters, after what was known
/// before is taken out. That is exact where nobody was affected, whatever the outcomes look like, and near it where only
/// the mean was not (Wu and Ding 2021, doi:10.1080/01621459.2020.1750415). Draws that leave less than two in an arm,
/// which would have had no answer, are no part of it.
///
/// # Errors
/// As [`super::itt`].
pub fn permute(people: &[Person], question: &Question, scheme: Scheme, again: Again<'_>) -> Result<Redrawn, Unfit> {
    let people = People::read(people, question)?;
    let units = units(&people, question)?;
    let arms: Vec<bool> = units.iter().map(|unit| unit.treated).collect();
    let treated = arms.iter().filter(|arm| **arm).count();
    has_two_each([arms.len() - treated, treated])?;
    let observed = statistic(&units, &arms).filter(|it| it.is_finite()).ok_or_else(constant)?;
    match scheme {
        Scheme::Count => {
            if let Some(all) = subsets(arms.len(), treated, again.draws) {
                return Ok(enumerate(observed, all.map(|arms| (told(&units, &arms), 1.0))));
            }
            again.estimate(observed, |number| {
                let mut drawn = arms.clone();
                Stream::new(again.seed, "permutation", number).shuffle(&mut drawn);
                statistic(&units, &drawn)
            })
        }
        Scheme::Coins(p) if p > 0.0 && p < 1.0 => {
            if let Some(ways) = 1_u32.checked_shl(arms.len() as u32).filter(|ways| *ways <= again.draws) {
                let all = (0..u128::from(ways)).map(|bits| of_bits(bits, arms.len()));
                let all = all.filter(|arms| is_told(arms));
                let weight = |arms: &[bool]| arms.iter().map(|arm| if *arm { p } else { 1.0 - p }).product();
                return Ok(enumerate(observed, all.map(|arms| (told(&units, &arms), weight(&arms)))));
            }
            again.estimate(observed, |number| statistic(&units, &coins(arms.len(), p, again.seed, number)?))
        }
        Scheme::Coins(p) => Err(Unfit::new(
            format!("the probability of being treated is {p}; it lies between 0 and 1"),
            format!("割り当ての確率が{p}です。0より大きく1より小さい値にしてください。"),
        )),
    }
}

/// What was drawn: a person, or a cluster by its sums.
struct Unit {
    treated: bool,
    size: f64,
    sum: f64,
}

fn units(people: &People, question: &Question) -> Result<Vec<Unit>, Unfit> {
    let plain: Vec<f64> = people.rows.iter().map(|row| row.outcome).collect();
    let left = welch::without_controls(people, question, &plain)?;
    // Less their mean, so that squares of large numbers are not taken from each other.
    let mean = left.iter().sum::<f64>() / left.len() as f64;
    let mut units: Vec<Unit> = Vec::new();
    let mut last = None;
    for (row, value) in people.rows.iter().zip(&left) {
        let goes_on = question.errors != Errors::Persons && last.replace(row.cluster) == Some(row.cluster);
        match units.last_mut().filter(|_| goes_on) {
            Some(unit) => {
                unit.size += 1.0;
                unit.sum += value - mean;
            }
            None => units.push(Unit { treated: row.treated, size: 1.0, sum: value - mean }),
        }
    }
    Ok(units)
}

/// The difference of the arms' means over its standard error; `None` where the values do not vary at all.
fn statistic(units: &[Unit], arms: &[bool]) -> Option<f64> {
    let (mut with, mut without) = (Moments::default(), Moments::default());
    for (unit, treated) in units.iter().zip(arms) {
        (if *treated { &mut with } else { &mut without }).add(unit);
    }
    let (m1, m0) = (with.sum / with.size, without.sum / without.size);
    let variance = with.variance(m1) + without.variance(m0);
    match variance > 0.0 {
        true => Some((m1 - m0) / variance.sqrt()),
        false if m1 == m0 => None,
        false => Some(f64::INFINITY),
    }
}

/// The same as a number: what cannot be told is as far as can be.
fn told(units: &[Unit], arms: &[bool]) -> f64 {
    statistic(units, arms).unwrap_or(f64::NAN)
}

/// Sums over the units of an arm.
#[derive(Default)]
struct Moments {
    units: f64,
    size: f64,
    sum: f64,
    sizes_squared: f64,
    sums_squared: f64,
    products: f64,
}

impl Moments {
    fn add(&mut self, unit: &Unit) {
        self.units += 1.0;
        self.size += unit.size;
        self.sum += unit.sum;
        self.sizes_squared += unit.size * unit.size;
        self.sums_squared += unit.sum * unit.sum;
        self.products += unit.size * unit.sum;
    }

    /// Of the mean: Σ (S − n m)² / (Σ n)² · G/(G − 1), which for persons is s²/n.
    fn variance(&self, mean: f64) -> f64 {
        let squares = self.sums_squared - 2.0 * mean * self.products + mean * mean * self.sizes_squared;
        squares.max(0.0) / self.size.powi(2) * self.units / (self.units - 1.0)
    }
}

/// All ways to treat `treated` of `count`, where they are `most` or fewer.
fn subsets(count: usize, treated: usize, most: u32) -> Option<impl Iterator<Item = Vec<bool>>> {
    let ways = (0..treated)
        .try_fold(1_u128, |ways, n| Some(ways * (count - n) as u128 / (n + 1) as u128).filter(|it| *it < 1 << 64))?;
    if ways > u128::from(most) || count > 126 {
        return None;
    }
    let first = (1_u128 << treated) - 1;
    // The next larger number with as many bits (Gosper's way).
    let next = |bits: &u128| {
        let lowest = bits & bits.wrapping_neg();
        let carried = bits + lowest;
        Some((((carried ^ bits) >> 2) / lowest) | carried)
    };
    let end = 1_u128 << count;
    Some(
        std::iter::successors(Some(first), next)
            .take_while(move |bits| *bits < end)
            .map(move |bits| of_bits(bits, count)),
    )
}

fn of_bits(bits: u128, count: usize) -> Vec<bool> {
    (0..count).map(|place| bits >> place & 1 == 1).collect()
}

/// Whether arms have two units or more each.
fn is_told(arms: &[bool]) -> bool {
    let treated = arms.iter().filter(|arm| **arm).count();
    treated >= 2 && arms.len() - treated >= 2
}

/// Coins that leave two or more in each arm. What nearly never does is given up, and counts against the effect.
fn coins(count: usize, p: f64, seed: &str, number: u64) -> Option<Vec<bool>> {
    let mut stream = Stream::new(seed, "coins", number);
    (0..1_000).map(|_| (0..count).map(|_| stream.number() < p).collect::<Vec<bool>>()).find(|arms| is_told(arms))
}
