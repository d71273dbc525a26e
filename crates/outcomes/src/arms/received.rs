use super::{Effect, Found, People, Person, Question, compare};
use crate::clustered::Contrast;
use crate::{Fit, Unfit};

/// What the arm changed in those who received what they were drawn for, because they were drawn (the effect among
/// compliers): the effect of the draw over the difference it made in receiving (Imbens and Angrist 1994,
/// doi:10.2307/2951620). It takes that the draw works through receiving only. It is shown beside [`super::itt`], never
/// instead.
///
/// `received` says of each row of `people` whether it was received: 1, 0, or a part of it. The terms are `control_mean`
/// and `effect_if_received`; the error is that of Y − λD, whose arms are compared as those of Y are.
///
/// # Errors
/// As [`super::itt`]; and where the draw made too little difference in what was received (F below 10: Staiger and Stock
/// 1997, doi:10.2307/2171753), since an effect over next to nothing can be anything.
pub fn received(people: &[Person], received: &[f64], question: &Question) -> Result<Fit, Unfit> {
    if question.effect == Effect::Relative {
        return Err(Unfit::new(
            "the effect of what was received is told as a difference only",
            "受け取った方での効果は、差でだけ計算できます。",
        ));
    }
    if received.len() != people.len() || received.iter().any(|dose| !(0.0..=1.0).contains(dose)) {
        return Err(Unfit::new(
            "what was received is told of each row, as a share between 0 and 1",
            "受け取ったかどうかを、どの行にも0から1までの値で示してください。",
        ));
    }
    let with = |value: &dyn Fn(f64, f64) -> f64| -> Result<(People, Found), Unfit> {
        let changed: Vec<Person> = people
            .iter()
            .zip(received)
            .map(|(person, dose)| Person {
                outcome: person.outcome.map(|outcome| value(outcome, *dose)),
                ..person.clone()
            })
            .collect();
        let read = People::read(&changed, question)?;
        let found = compare(&read, question)?;
        Ok((read, found))
    };
    let (read, mut drawn) = with(&|outcome, _| outcome)?;
    if let Some(gained) = always(people, received) {
        // In each arm everybody received as much: the difference is known without error.
        if gained == 0.0 {
            return Err(too_little(gained, 0.0));
        }
        let Contrast { estimate, se, df } = drawn.effect;
        drawn.effect = Contrast { estimate: estimate / gained, se: se / gained.abs(), df };
        return Ok(renamed(drawn.into_fit(&read, question)));
    }
    let (_, Found { effect: gained, .. }) = with(&|_, dose| dose)?;
    let strength = (gained.estimate / gained.se).powi(2);
    if strength < 10.0 {
        return Err(too_little(gained.estimate, strength));
    }
    let effect = drawn.effect.estimate / gained.estimate;
    let (_, left) = with(&|outcome, dose| outcome - effect * dose)?;
    drawn.effect = Contrast { estimate: effect, se: left.effect.se / gained.estimate.abs(), df: left.effect.df };
    Ok(renamed(drawn.into_fit(&read, question)))
}

/// By how much more was received in the arm that is tried, where in each arm everybody received the same.
fn always(people: &[Person], received: &[f64]) -> Option<f64> {
    let of = |treated: bool| {
        let known = people.iter().zip(received).filter(|(one, _)| one.treated == treated && one.outcome.is_some());
        let mut doses = known.map(|(_, dose)| *dose);
        let first = doses.next()?;
        doses.all(|dose| dose == first).then_some(first)
    };
    Some(of(true)? - of(false)?)
}

fn too_little(gained: f64, strength: f64) -> Unfit {
    Unfit::new(
        format!(
            "the draw changed what was received by {gained:.3}, which cannot be told well enough from nothing \
             (F {strength:.1}, below 10): what receiving changed cannot be told"
        ),
        format!(
            "割り当てによる受け取りの差は{gained:.3}で、差がないこととはっきり区別できません（F値{strength:.1}、10未満）。\
             受け取ったことの効果は計算できません。"
        ),
    )
}

fn renamed(mut fit: Fit) -> Fit {
    if let Some(effect) = fit.terms.last_mut() {
        "effect_if_received".clone_into(&mut effect.name);
    }
    fit
}
