use super::words::{Scale, instead, without};
use crate::report::{Answer, Asked, Report};
use domain::Sentence;

/// What matters most: what was found, how it looks without a comparison, what is missing, and what is paid.
pub(in crate::report) fn report(asked: &Asked, report: &Report) -> Vec<Sentence> {
    let mut says = Vec::new();
    let alarms = [&report.integrity.points, &report.integrity.people];
    let has_alarm = alarms.into_iter().flatten().filter_map(Answer::known).any(|check| check.alarm);
    if has_alarm {
        says.push(Sentence::new(
            "The draws do not agree with their probabilities. No effect below should be believed before the reason is found.",
            "くじの結果が、決めた確率と合っていません。原因が分かるまで、下の効果の数値は使わないでください。",
        ));
    }
    let effect = Sentence::new("the effect", "効果");
    match instead(&report.effect.primary, &effect) {
        Some(said) => says.push(said),
        None => {
            // The effect, what drawing again gives where it does, and the effect in relation to the mean without.
            let has_both = report.effect.permuted.is_some() && report.effect.relative.known().is_some();
            says.extend(report.effect.says.iter().take(2 + usize::from(has_both)).cloned());
        }
    }
    says.extend(naive(asked, report));
    says.extend(report.about.says.first().cloned());
    says.extend(report.missing.says.first().cloned());
    if let Some(money) = &report.money {
        match money {
            Answer::Known(money) => says.extend(money.says.first().cloned()),
            other => says.extend(instead(other, &Sentence::new("the payment", "支払額"))),
        }
    }
    says
}

/// How much a comparison of before and after would have claimed, beside what those without did.
fn naive(asked: &Asked, report: &Report) -> Option<Sentence> {
    let (naive, own) = (report.contrast.naive.known()?, report.contrast.own_change.known()?);
    report.effect.primary.known()?;
    let scale = if asked.is_binary() { Scale::Points } else { Scale::Steps };
    let without = without(asked);
    let (naive, own) = (scale.size(naive.estimate), scale.size(own.estimate));
    Some(Sentence::new(
        format!(
            "Before and after alone would have given a change of {}; {} there was one of {} in the same time.",
            naive.en, without.en, own.en
        ),
        format!(
            "前後をくらべるだけなら、変化は{}です。同じ期間に、{}でも{}の変化がありました。",
            naive.ja, without.ja, own.ja
        ),
    ))
}
