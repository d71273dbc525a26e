//! The estimator held against its definition, row by row, in two passes: first the regressions, then the effect.

use crate::trial::{Decision, Trial, model, solve, trial};
use nalgebra::{DMatrix, DVector};
use outcomes::chances::Stream;
use outcomes::distal::{Errors, Model, Weighting};

fn with_one(values: &[f64]) -> DVector<f64> {
    DVector::from_iterator(values.len() + 1, std::iter::once(1.0).chain(values.iter().copied()))
}

/// Least squares by QR, with a row for each decision point.
fn regress(trial: &Trial, treated: bool) -> DVector<f64> {
    let mut x: Vec<DVector<f64>> = Vec::new();
    let mut y: Vec<f64> = Vec::new();
    for row in trial.rows.iter().filter(|row| row.available && row.treated == treated) {
        if let Some(outcome) = trial.outcomes[row.person] {
            x.push(with_one(&row.controls));
            y.push(outcome);
        }
    }
    let x = DMatrix::from_columns(&x).transpose();
    let qr = x.qr();
    qr.r().solve_upper_triangular(&(qr.q().transpose() * DVector::from_vec(y))).unwrap()
}

/// The estimate and its covariance.
fn direct(model: &Model, trial: &Trial) -> (DVector<f64>, DMatrix<f64>) {
    let (with, without) = (regress(trial, true), regress(trial, false));
    let known: Vec<&Decision> = trial.rows.iter().filter(|row| trial.outcomes[row.person].is_some()).collect();
    let weight = |person: usize| match model.weighting {
        Weighting::Points => 1.0,
        Weighting::People => 1.0 / trial.rows.iter().filter(|row| row.person == person).count() as f64,
    };
    let residual = |row: &Decision| {
        let p = row.probability;
        let (sign, drawn) = if row.treated { (1.0, p) } else { (-1.0, 1.0 - p) };
        let g = with_one(&row.controls);
        let told = (1.0 - p) * g.dot(&with) + p * g.dot(&without);
        if row.available { sign / drawn * (trial.outcomes[row.person].unwrap() - told) } else { 0.0 }
    };
    let terms = model.moderators.len() + 1;
    let mut gram = DMatrix::zeros(terms, terms);
    let mut cross = DVector::zeros(terms);
    for row in &known {
        let s = with_one(&row.moderators);
        gram += &s * s.transpose() * weight(row.person);
        cross += &s * (weight(row.person) * residual(row));
    }
    let inverse = gram.try_inverse().unwrap();
    let beta = &inverse * cross;
    let mut meat = DMatrix::zeros(terms, terms);
    for person in 0..trial.outcomes.len() {
        let own: Vec<&&Decision> = known.iter().filter(|row| row.person == person).collect();
        if own.is_empty() {
            continue;
        }
        // With a row and a column for each decision point of the person.
        let s = DMatrix::from_columns(&own.iter().map(|row| with_one(&row.moderators)).collect::<Vec<_>>()).transpose();
        let e = DVector::from_iterator(own.len(), own.iter().map(|row| residual(row))) - &s * &beta;
        let d = s.transpose() * weight(person);
        let u = match model.errors {
            Errors::Plain => d * e,
            Errors::ManclDeRouen => {
                let left = DMatrix::identity(own.len(), own.len()) - &s * &inverse * &d;
                d * left.try_inverse().unwrap() * e
            }
        };
        meat += &u * u.transpose();
    }
    (beta, &inverse * meat * inverse.transpose())
}

#[test]
fn the_effect_is_its_definition() {
    for number in 0..40 {
        let mut stream = Stream::new("distal", "direct", number);
        let people = 8 + (stream.number() * 20.0) as usize;
        let mut trial = trial(people, (4, 20), (0.3, 0.1), &mut stream);
        // Some outcomes are not known, and what is not available brings what nobody looks at.
        trial.outcomes.iter_mut().skip(5).step_by(7).for_each(|outcome| *outcome = None);
        for row in trial.rows.iter_mut().filter(|row| !row.available) {
            (row.probability, row.controls) = (f64::NAN, vec![f64::NAN]);
        }
        for weighting in [Weighting::Points, Weighting::People] {
            for errors in [Errors::ManclDeRouen, Errors::Plain] {
                let model = Model { weighting, errors, ..model() };
                let found = solve(&model, &trial).unwrap();
                let (beta, covariance) = direct(&model, &trial);
                let close = |ours: f64, theirs: f64| {
                    assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3), "{ours} is not {theirs}");
                };
                found.estimates().iter().zip(&beta).for_each(|(ours, theirs)| close(*ours, *theirs));
                for (ours, theirs) in found.covariance().iter().zip(covariance.row_iter()) {
                    ours.iter().zip(theirs.iter()).for_each(|(ours, theirs)| close(*ours, *theirs));
                }
                let known = trial.outcomes.iter().flatten().count();
                assert_eq!((found.people(), found.df()), (known as u64, known as f64 - 2.0));
            }
        }
    }
}
