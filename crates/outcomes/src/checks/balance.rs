use crate::Unfit;
use crate::arms::Person;
use serde::Serialize;

/// How alike the arms were in something before the draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balanced {
    /// What.
    pub name: String,
    /// In the arm that is tried.
    pub treated: Side,
    /// In the control arm.
    pub control: Side,
    /// (m₁ − m₀)/√((s₁² + s₀²)/2): beyond 0.1 either way it is worth a word (Austin 2009, doi:10.1002/sim.3697). Nothing
    /// where it varies in neither arm, or is known of fewer than two in one.
    pub standardised_difference: Option<f64>,
}

/// One arm, in something.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Side {
    /// Of how many it is known.
    pub known: u64,
    /// Of how many it is not.
    pub missing: u64,
    /// The mean of those of whom it is known.
    pub mean: Option<f64>,
    /// Their standard deviation.
    pub sd: Option<f64>,
}

/// How alike the arms were before: of everyone who was drawn, whether the outcome is known or not. There is no p-value:
/// that a fair draw was fair needs no test, and how far the arms lie apart does not hang on how many people there are.
///
/// # Errors
/// Where rows have not a value for each name, or one that is no number.
pub fn balance(people: &[Person], names: &[String]) -> Result<Vec<Balanced>, Unfit> {
    if let Some(person) = people.iter().find(|person| {
        person.controls.len() != names.len() || person.controls.iter().flatten().any(|value| !value.is_finite())
    }) {
        let id = &person.id;
        return Err(Unfit::new(
            format!("what was known of `{id}` before has a value for each name, or none where it is not known"),
            format!("`{id}` の事前の値を、項目ごとに数で示してください。わからないときは空欄にします。"),
        ));
    }
    let of = |(place, name): (usize, &String)| {
        let side = |treated| Side::of(people.iter().filter(|one| one.treated == treated), place);
        let (treated, control) = (side(true), side(false));
        let apart = || {
            let spread = f64::sqrt((treated.sd?.powi(2) + control.sd?.powi(2)) / 2.0);
            Some((treated.mean? - control.mean?) / spread).filter(|it| it.is_finite())
        };
        Balanced { name: name.clone(), treated, control, standardised_difference: apart() }
    };
    Ok(names.iter().enumerate().map(of).collect())
}

impl Side {
    fn of<'a>(people: impl Iterator<Item = &'a Person>, place: usize) -> Self {
        let all: Vec<Option<f64>> = people.map(|person| person.controls.get(place).copied().flatten()).collect();
        let mut known: Vec<f64> = all.iter().flatten().copied().collect();
        known.sort_by(f64::total_cmp);
        let size = known.len() as f64;
        let mean = known.iter().sum::<f64>() / size;
        let squares: f64 = known.iter().map(|value| (value - mean).powi(2)).sum();
        let varies = known.first() != known.last();
        Self {
            known: known.len() as u64,
            missing: (all.len() - known.len()) as u64,
            mean: (!known.is_empty()).then_some(mean),
            sd: (known.len() > 1).then(|| if varies { (squares / (size - 1.0)).sqrt() } else { 0.0 }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn people(values: &[(bool, Option<f64>)]) -> Vec<Person> {
        let person = |(n, (treated, value)): (usize, &(bool, Option<f64>))| Person {
            id: n.to_string(),
            treated: *treated,
            outcome: None,
            cluster: None,
            controls: vec![*value],
        };
        values.iter().enumerate().map(person).collect()
    }

    #[test]
    fn arms_are_held_beside_each_other() {
        let some = [(true, Some(3.0)), (true, Some(5.0)), (true, None), (false, Some(1.0)), (false, Some(4.0))];
        let told = balance(&people(&some), &["age".to_owned()]).unwrap();
        let one = &told[0];
        assert_eq!((one.treated.known, one.treated.missing, one.treated.mean), (2, 1, Some(4.0)));
        // (4 − 2.5)/√((2 + 4.5)/2).
        assert!((one.standardised_difference.unwrap() - 1.5 / 3.25_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn what_does_not_vary_has_no_distance() {
        for some in [
            &[(true, Some(3.0)), (true, Some(3.0)), (false, Some(3.0)), (false, Some(3.0))][..],
            &[(true, Some(3.0)), (true, Some(3.0)), (false, Some(9.0)), (false, Some(9.0))],
            &[(true, Some(3.0)), (true, Some(4.0)), (false, Some(9.0))],
            &[(true, None)],
            &[],
        ] {
            let told = balance(&people(some), &["age".to_owned()]).unwrap();
            assert_eq!(told[0].standardised_difference, None, "{some:?}");
        }
        for strange in [&people(&[(true, Some(f64::NAN))]), &people(&[(true, None)])] {
            let names = vec!["age".to_owned(); if strange[0].controls[0].is_some() { 1 } else { 2 }];
            assert!(balance(strange, &names).unwrap_err().to_string().starts_with("what was known of `0`"));
        }
    }
}
