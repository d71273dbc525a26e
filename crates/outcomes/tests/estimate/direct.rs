//! The estimators held against their definitions, written out with a row and a column for each decision point.

use crate::trial::{Chance, Decision, Design, Kind, model, trial, wcls};
use nalgebra::{DMatrix, DVector};
use outcomes::Unfit;
use outcomes::estimate::{Emee, Model, Solution};
use std::collections::BTreeMap;

/// A person's rows that count: g, (A − p̃) f, A f, W and Y.
struct Person {
    g: DMatrix<f64>,
    centred: DMatrix<f64>,
    treated: DMatrix<f64>,
    w: DVector<f64>,
    y: DVector<f64>,
}

fn people(model: &Model, rows: &[Decision]) -> Vec<Person> {
    let numerator = model.numerator.unwrap();
    let mut by_person: BTreeMap<&str, Vec<&Decision>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.available && row.outcome.is_some()) {
        by_person.entry(&row.person).or_default().push(row);
    }
    let matrix = |rows: &[&Decision], cells: &dyn Fn(&Decision) -> Vec<f64>| {
        let all: Vec<f64> = rows.iter().flat_map(|row| cells(row)).collect();
        DMatrix::from_row_slice(rows.len(), all.len() / rows.len(), &all)
    };
    let with = |factor: f64, values: &[f64]| {
        [&[factor], values.iter().map(|v| factor * v).collect::<Vec<_>>().as_slice()].concat()
    };
    let person = |rows: &Vec<&Decision>| {
        let a = |row: &Decision| f64::from(u8::from(row.treated));
        let weight = |row: &&Decision| match row.treated {
            true => row.weight * numerator / row.probability,
            false => row.weight * (1.0 - numerator) / (1.0 - row.probability),
        };
        Person {
            g: matrix(rows, &|row| with(1.0, &row.controls)),
            centred: matrix(rows, &|row| with(a(row) - numerator, &row.moderators)),
            treated: matrix(rows, &|row| with(a(row), &row.moderators)),
            w: DVector::from_iterator(rows.len(), rows.iter().map(weight)),
            y: DVector::from_iterator(rows.len(), rows.iter().map(|row| row.outcome.unwrap())),
        }
    };
    by_person.values().map(person).collect()
}

fn beside(left: &DMatrix<f64>, right: &DMatrix<f64>) -> DMatrix<f64> {
    let columns: Vec<DVector<f64>> = left.column_iter().chain(right.column_iter()).map(|c| c.into_owned()).collect();
    DMatrix::from_columns(&columns)
}

/// J⁻¹ [Σ u u'] J⁻ᵀ with u = D (I − R J⁻¹ D)⁻¹ r, all of it in full.
fn sandwich(jacobian: &DMatrix<f64>, parts: &[(DMatrix<f64>, DMatrix<f64>, DVector<f64>)]) -> DMatrix<f64> {
    let inverse = jacobian.clone().try_inverse().unwrap();
    let terms = jacobian.nrows();
    let mut middle = DMatrix::zeros(terms, terms);
    for (d, slope, r) in parts {
        let left = DMatrix::identity(r.len(), r.len()) - slope * &inverse * d;
        let u = d * left.try_inverse().unwrap() * r;
        middle += &u * u.transpose();
    }
    &inverse * middle * inverse.transpose()
}

fn compare(solution: &Solution, theta: &DVector<f64>, covariance: &DMatrix<f64>) {
    let close = |ours: f64, theirs: f64| {
        assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3), "{ours} is not {theirs}")
    };
    solution.estimates().iter().zip(theta).for_each(|(ours, theirs)| close(*ours, *theirs));
    let ours = solution.covariance();
    for (row, theirs) in ours.iter().zip(covariance.row_iter()) {
        row.iter().zip(theirs.iter()).for_each(|(ours, theirs)| close(*ours, *theirs));
    }
}

fn design(outcome: Kind, chance: &mut Chance) -> Design {
    let effect = if outcome == Kind::Steps { (0.3, 0.2) } else { (0.3, 0.05) };
    Design { people: 8 + chance.below(20), points: (5, 30), effect, outcome }
}

#[test]
fn wcls_is_its_definition() {
    let model = model(&["weather"], &["weather"], Some(0.45));
    for number in 0..20 {
        let mut chance = Chance::new("direct", number);
        let mut rows = trial(design(Kind::Steps, &mut chance), &mut chance);
        rows.iter_mut().for_each(|row| row.weight = 0.5 + chance.uniform());
        let people = people(&model, &rows);
        let x = |person: &Person| beside(&person.g, &person.centred);
        let d = |person: &Person| x(person).transpose() * DMatrix::from_diagonal(&person.w);
        let gram: DMatrix<f64> = people.iter().map(|person| d(person) * x(person)).sum();
        let cross: DVector<f64> = people.iter().map(|person| d(person) * &person.y).sum();
        let theta = gram.clone().lu().solve(&cross).unwrap();
        let part = |person: &Person| (d(person), x(person), &person.y - x(person) * &theta);
        let covariance = sandwich(&gram, &people.iter().map(part).collect::<Vec<_>>());
        compare(&wcls(&model, &rows).unwrap(), &theta, &covariance);
    }
}

pub fn emee(model: &Model, rows: &[Decision]) -> Result<Solution, Unfit> {
    Ok(Emee::solve(model, |pass| rows.iter().try_for_each(|row| pass.add(&row.row())))?.0)
}

#[test]
fn emee_is_its_definition() {
    let model = model(&["weather"], &["weather"], Some(0.45));
    for number in 0..20 {
        let mut chance = Chance::new("direct of 0 and 1", number);
        let rows = trial(design(Kind::Acted, &mut chance), &mut chance);
        let solution = emee(&model, &rows).unwrap();
        let theta = DVector::from_column_slice(solution.estimates());
        let (alpha, beta) = (theta.rows(0, 2).into_owned(), theta.rows(2, 2).into_owned());
        let people = people(&model, &rows);
        let d = |person: &Person, beta: &DVector<f64>| {
            let blip = (-(&person.treated * beta)).map(f64::exp);
            beside(&person.g, &person.centred).transpose() * DMatrix::from_diagonal(&blip.component_mul(&person.w))
        };
        let mean = |person: &Person, alpha: &DVector<f64>, beta: &DVector<f64>| {
            (&person.g * alpha + &person.treated * beta).map(f64::exp)
        };
        let score = |alpha: &DVector<f64>, beta: &DVector<f64>| -> DVector<f64> {
            people.iter().map(|one| d(one, beta) * (&one.y - mean(one, alpha, beta))).sum()
        };
        let rows_of = people.iter().map(|person| person.y.len()).sum::<usize>() as f64;
        assert!(score(&alpha, &beta).amax() / rows_of < 1e-12, "the equation is solved");
        // The Jacobian by differences of the equation, by Richardson's extrapolation.
        let mut jacobian = DMatrix::zeros(4, 4);
        for at in 0..4 {
            let moved = |by: f64| {
                let mut theta = theta.clone();
                theta[at] += by;
                score(&theta.rows(0, 2).into_owned(), &theta.rows(2, 2).into_owned())
            };
            let slope = |by: f64| (moved(by) - moved(-by)) / (2.0 * by);
            jacobian.set_column(at, &((slope(1e-3) * 4.0 - slope(2e-3)) / 3.0));
        }
        let part = |person: &Person| {
            let mean = mean(person, &alpha, &beta);
            let slope = -DMatrix::from_diagonal(&mean) * beside(&person.g, &person.treated);
            (d(person, &beta), slope, &person.y - mean)
        };
        let covariance = sandwich(&jacobian, &people.iter().map(part).collect::<Vec<_>>());
        compare(&solution, &theta, &covariance);
    }
}
