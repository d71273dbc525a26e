use super::words::{interval, whole};
use crate::Unfit;
use crate::looks::{Looking, always_valid_of_few};
use crate::report::gathering::Difference;
use crate::report::hiding::{Hiding, told};
use crate::report::{Answer, Asked, Correction, Estimate, Look, Looks, Stage, Told};
use domain::{Day, Sentence};

/// Whether all that the plan waits for is in.
pub(in crate::report) fn stage(asked: &Asked, told: &Told<'_>, open: u64) -> Stage {
    let is_over = match &asked.plan {
        Some(plan) => told.today >= plan.last_look,
        None => asked.until.is_some_and(|until| told.today > until),
    };
    let last_closed = asked.until.zip(asked.settles).map(|(until, settles)| until.plus(settles));
    let is_over = is_over && last_closed.is_none_or(|day| told.today >= day);
    if is_over && open == 0 { Stage::Final } else { Stage::Interim }
}

/// Why no effect is shown yet; `None` where it may be.
pub(in crate::report) fn withheld(asked: &Asked, stage: Stage) -> Option<Sentence> {
    let plan = asked.plan.as_ref().filter(|plan| plan.before_start)?;
    if stage == Stage::Final || plan.expected.is_some() {
        return None;
    }
    let day = plan.last_look;
    Some(Sentence::new(
        format!(
            "not shown before the final look on {day}: the plan has no interval that holds at every look, and who looks \
             early and often finds differences that are none"
        ),
        format!(
            "最後の集計日（{}）までは表示しません。途中で何度見ても正しい区間が計画にないため、早く何度も見ると、ない差をあると\
             見誤りやすくなります。",
            date(day)
        ),
    ))
}

/// An estimate with the interval that holds at every look, where the plan has N*.
pub(in crate::report) fn anytime(
    asked: &Asked,
    hiding: &Hiding,
    found: Result<Difference, Unfit>,
) -> Option<Answer<Estimate>> {
    let expected = asked.plan.as_ref()?.expected?;
    let looking = Looking { alpha: asked.alpha(), decide_at: Some(expected.into()) };
    let always = |difference: &Difference| {
        let Difference { term, people, df, .. } = difference;
        always_valid_of_few(term.estimate, term.se, (*people, *df), &looking)
    };
    Some(match found {
        Ok(difference) => match always(&difference) {
            Ok(always) => hiding.estimate(Ok(difference), asked.alpha()).map(|plain| Estimate {
                ci_low: told(always.ci_low),
                ci_high: told(always.ci_high),
                p: told(always.p),
                df: None,
                correction: Correction::Anytime,
                ..plain
            }),
            Err(unfit) => Answer::Unfit(unfit.sentence().clone()),
        },
        Err(unfit) => Answer::Unfit(unfit.sentence().clone()),
    })
}

pub(in crate::report) fn report(
    asked: &Asked,
    told: &Told<'_>,
    stage: Stage,
    anytime: Option<Answer<Estimate>>,
    questions: u64,
) -> Looks {
    let plan = asked.plan.as_ref();
    let look = |day: Day, last: bool| Look { day, last, reached: told.today >= day };
    let mut planned: Vec<Look> = plan.iter().flat_map(|plan| &plan.looks).map(|day| look(*day, false)).collect();
    planned.extend(plan.map(|plan| look(plan.last_look, true)));
    let mut says = vec![made(told.looks_made)];
    match (plan, stage) {
        (None, _) => says.push(Sentence::new(
            "No plan says when to look. Who looks often finds some difference sooner or later; the intervals do not allow for that.",
            "いつ集計するかの計画がありません。何度も見ていると、偶然の差がいつか見つかります。区間は、そのことを考えに入れていません。",
        )),
        (Some(plan), Stage::Interim) => says.push(Sentence::new(
            format!("This is an interim look. The plan decides on {}.", plan.last_look),
            format!("途中の集計です。計画では{}に判断します。", date(plan.last_look)),
        )),
        (Some(plan), Stage::Final) => says.push(Sentence::new(
            format!("This is the final look, which the plan has set for {}.", plan.last_look),
            format!("計画で{}に予定していた、最後の集計です。", date(plan.last_look)),
        )),
    }
    if let Some(estimate) = anytime.as_ref().and_then(Answer::known) {
        let interval = interval(asked, estimate);
        says.push(Sentence::new(
            format!("However often one looks, this interval holds: {}.", interval.en),
            format!("何度見ても正しい区間は次のとおりです：{}。", interval.ja),
        ));
        if stage == Stage::Interim {
            says.push(Sentence::new(
                "So are those of the assumptions on what is missing. The intervals of all other analyses are of a single look, \
                 and nothing is to be decided by them before the last.",
                "分からない結果についての仮定ごとの区間も、同じです。ほかの分析の区間は一度だけ見る場合のもので、最後の集計までは\
                 判断に使わないでください。",
            ));
        }
    }
    Looks {
        planned,
        made: told.looks_made,
        n_star: plan.and_then(|plan| plan.expected).map(u64::from),
        anytime,
        questions,
        says,
    }
}

fn made(looks: u64) -> Sentence {
    let count = whole(looks);
    match looks {
        0 => Sentence::new(
            "No report before this one had numbers of the effect in it.",
            "これより前に、効果の数値を載せた報告書はありません。",
        ),
        1 => Sentence::new(
            "One report before this one had numbers of the effect in it.",
            "これより前に、効果の数値を載せた報告書が1件あります。",
        ),
        _ => Sentence::new(
            format!("{count} reports before this one had numbers of the effect in them."),
            format!("これより前に、効果の数値を載せた報告書が{count}件あります。"),
        ),
    }
}

/// A day as Japanese people write it.
pub(in crate::report) fn date(day: Day) -> String {
    day.date().format("%Y年%-m月%-d日").to_string()
}
