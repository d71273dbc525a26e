use super::permuted;
use super::words::{Scale, difference, is_clear, number, with_level};
use crate::report::gathering::{Compared, Difference, Known, Moments, Person, Primary, Risks};
use crate::report::hiding::{Hiding, told};
use crate::report::{Answer, Asked, DesignKind, Effect, Estimate, Method, Other, Relative};
use crate::{Term, Unfit};
use domain::Sentence;
use domain::pack::{Covariate, Estimator};
use serde::{Deserialize, Serialize};

/// The primary analysis and what stands beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Effecting {
    pub(in crate::report) primary: Primary,
    /// Outcomes by arm.
    arms: [Moments; 2],
    /// People's own arms beside decision points, each person's mean.
    beside: [Moments; 2],
    /// For a ratio, where the plan asks for one.
    risks: Option<Risks>,
    /// With the moderators of the plan, or the days since the first alone.
    moderated: Compared,
}

impl Effecting {
    pub(in crate::report) fn new(asked: &Asked) -> Self {
        Self {
            primary: Primary::new(asked),
            arms: Default::default(),
            beside: Default::default(),
            risks: (method(asked) == Method::Emee).then(|| Risks::new(asked)),
            moderated: Compared::new(asked, &moderators(asked)),
        }
    }

    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        self.primary.add(person);
        if let Some(risks) = &mut self.risks {
            risks.add(person);
        }
        for (arm, moments) in self.arms.iter_mut().enumerate() {
            moments.add(person.counted().filter(|(_, own, _)| *own == arm).map(|(_, _, value)| value));
        }
        if let Some(moments) = person.beside.and_then(|arm| self.beside.get_mut(arm)) {
            let known: Vec<f64> = person.points.iter().filter_map(|point| person.value(point)).collect();
            if !known.is_empty() {
                moments.add_one(known.iter().sum::<f64>() / known.len() as f64, known.len() as u64);
            }
        }
        let analysed = |value: f64| person.asked.outcome.analysed(value);
        self.moderated.add(person, person.counted().map(|(point, _, value)| (point, analysed(value))));
    }

    pub(in crate::report) fn report(&self, asked: &Asked, hiding: &Hiding, method: Method) -> Effect {
        let alpha = asked.alpha();
        let primary = hiding.estimate(self.primary.effect(asked), alpha);
        let relative = self.relative(asked, &primary);
        let permuted = permuted::answer(asked, &self.primary, &primary);
        let by_the_draw = permuted.as_ref().map(|permuted| permuted::told_of(asked, permuted, &primary));
        let mut says = vec![told_of(asked, &primary)];
        says.extend(by_the_draw);
        let of_ratio = relative.known().filter(|_| Scale::of(asked) != Scale::Percent);
        says.extend(of_ratio.map(|relative| in_relation(relative, 1.0 - alpha)));
        if !asked.is_planned() {
            says.push(exploratory());
        }
        Effect {
            planned: asked.is_planned(),
            method,
            controls: self.primary.controls(asked),
            primary,
            permuted,
            relative,
            arms: self.arms.iter().filter(|_| asked.kind != DesignKind::Nothing).map(|arm| hiding.mean(arm)).collect(),
            others: self.others(asked, hiding),
            says,
        }
    }

    fn relative(&self, asked: &Asked, primary: &Answer<Estimate>) -> Answer<Relative> {
        if Scale::of(asked) == Scale::Percent {
            return in_percent(primary);
        }
        primary.clone().and_then(|_| match self.ratio(asked) {
            Ok(Term { estimate, ci_low, ci_high, .. }) => {
                Answer::Known(Relative { estimate: told(estimate), ci_low: told(ci_low), ci_high: told(ci_high) })
            }
            Err(unfit) => Answer::Unfit(unfit.sentence().clone()),
        })
    }

    /// The effect in relation to what is found without: by the estimator of ratios, where the plan has that.
    fn ratio(&self, asked: &Asked) -> Result<Term, Unfit> {
        let Some(risks) = &self.risks else { return self.primary.relative(asked) };
        let Term { name, role, estimate, se, ci_low, ci_high, p } = risks.effect(asked).0?.term;
        let [estimate, ci_low, ci_high] = [estimate, ci_low, ci_high].map(f64::exp_m1);
        Ok(Term { name, role, estimate, se, ci_low, ci_high, p })
    }

    fn others(&self, asked: &Asked, hiding: &Hiding) -> Vec<Other> {
        let alpha = asked.alpha();
        let mut others = Vec::new();
        let mut other = |key: String, title: Sentence, planned: bool, found: Result<Difference, Unfit>| {
            others.push(Other { key, title, planned, estimate: hiding.estimate(found, alpha) });
        };
        if let Some(plain) = self.primary.plain(asked) {
            other(
                "without_controls".to_owned(),
                Sentence::new("with nothing taken out", "調整をしない場合"),
                false,
                plain,
            );
        }
        if let Some(risks) = &self.risks {
            let (found, is_adjusted) = risks.effect(asked);
            let title = match is_adjusted {
                true => Sentence::new("logarithm of the relative risk, adjusted", "リスク比の対数（調整あり）"),
                false => Sentence::new(
                    "logarithm of the relative risk, with nothing taken out",
                    "リスク比の対数（調整なし）",
                ),
            };
            // With less taken out than the plan says, it is not what the plan asks for.
            let planned = asked.is_planned() && (is_adjusted || asked.controls().is_empty());
            other("log_relative_risk".to_owned(), title, planned, found);
        }
        for moderator in asked.plan.iter().flat_map(|plan| &plan.moderators).flat_map(|covariate| Known::of(*covariate))
        {
            let Some(title) = moderation(*moderator) else { continue };
            let found = self.term(asked, &format!("effect × {}", moderator.as_str()));
            other(format!("moderation_{}", moderator.as_str()), title, asked.is_planned(), found);
        }
        if let Some([without, with]) = &asked.beside {
            let title = Sentence::new(
                format!("people's own arms: `{}` less `{}`, each person's mean", with.key, without.key),
                format!("方ごとのグループの差：「{}」と「{}」（一人ひとりの平均どうし）", with.key, without.key),
            );
            other("arms".to_owned(), title, false, Compared::People(self.beside).effect(alpha));
        }
        others
    }

    /// How the effect changes in four weeks.
    pub(in crate::report) fn slope(&self, asked: &Asked) -> Result<Difference, Unfit> {
        self.term(asked, &format!("effect × {}", Known::FourWeeks.as_str()))
    }

    fn term(&self, asked: &Asked, name: &str) -> Result<Difference, Unfit> {
        match &self.moderated {
            Compared::Points(pooled) => Difference::of(&pooled.solve(usize::MAX, usize::MAX)?, name, asked.alpha()),
            _ => Err(Unfit::new(
                "where each person is in one arm all along, this report does not tell how the effect changes by it",
                "一人ひとりがずっと同じグループにいる割り付けのため、この報告書では計算していません。",
            )),
        }
    }
}

/// What the effect may hang on: what the plan says, and always the days since the first.
fn moderators(asked: &Asked) -> Vec<Known> {
    let planned = asked.plan.iter().flat_map(|plan| &plan.moderators).flat_map(|covariate| Known::of(*covariate));
    let mut moderators: Vec<Known> = planned.copied().collect();
    if !moderators.contains(&Known::FourWeeks) {
        moderators.extend(Known::of(Covariate::DayInTrial));
    }
    moderators
}

fn moderation(known: Known) -> Option<Sentence> {
    let (en, ja) = match known {
        Known::Before => (
            "change of the effect for each 1,000 steps more in the week before",
            "直前7日の歩数が1,000歩多いときの、差の変わり方",
        ),
        Known::FourWeeks => ("change of the effect in four weeks", "4週間での、差の変わり方"),
        Known::Weekend => ("change of the effect on weekends", "土日での、差の変わり方"),
        Known::Age => ("change of the effect for each ten years of age", "年齢が10歳上がるごとの、差の変わり方"),
        Known::Female => ("difference of the effect for women", "女性での、差の違い"),
        Known::BeforeUnknown | Known::AgeUnknown | Known::SexOther => return None,
    };
    Some(Sentence::new(en, ja))
}

/// How the plan, or else the design, has the effect estimated.
pub(in crate::report) fn method(asked: &Asked) -> Method {
    match (asked.kind, asked.plan.as_ref().map(|plan| plan.estimator)) {
        (DesignKind::DecisionPoints, Some(Estimator::Emee)) => Method::Emee,
        (DesignKind::DecisionPoints, _) => Method::Wcls,
        (DesignKind::People, _) => Method::Arms,
        (DesignKind::Clusters, _) => Method::Clusters,
        (DesignKind::SteppedRollout, _) => Method::Stepped,
        (DesignKind::Nothing, _) => Method::None,
    }
}

/// The effect at a look before the last, with the interval that holds at every look. What it is in relation to the mean
/// without has no such interval, unless it is that of a logarithm.
pub(in crate::report) fn before_the_last(effect: Effect, asked: &Asked, anytime: Answer<Estimate>) -> Effect {
    let relative = match Scale::of(asked) {
        Scale::Percent => effect.relative.and_then(|_| in_percent(&anytime)),
        _ => effect.relative.and_then(|_| {
            Answer::Withheld(Sentence::new(
                "how much that is in relation to the mean without is told at the last look: before it, no interval of it holds",
                "送らない場合とくらべた割合は、最後の集計で示します。途中で見ても正しい区間がないためです。",
            ))
        }),
    };
    let mut says = vec![told_of(asked, &anytime)];
    if !asked.is_planned() {
        says.push(exploratory());
    }
    let permuted = effect.permuted.map(|_| Answer::Withheld(permuted::before_the_last()));
    Effect { primary: anytime, permuted, relative, says, ..effect }
}

/// What a difference of logarithms is in relation.
fn in_percent(estimate: &Answer<Estimate>) -> Answer<Relative> {
    estimate.clone().map(|own| Relative {
        estimate: told(own.estimate.exp_m1()),
        ci_low: told(own.ci_low.exp_m1()),
        ci_high: told(own.ci_high.exp_m1()),
    })
}

fn told_of(asked: &Asked, primary: &Answer<Estimate>) -> Sentence {
    match primary {
        Answer::Known(estimate) => difference(asked, estimate),
        other => other.instead().cloned().unwrap_or_default(),
    }
}

fn in_relation(relative: &Relative, level: f64) -> Sentence {
    let percent = |share: f64| number(100.0 * share, 1);
    let (low, high) = (percent(relative.ci_low), percent(relative.ci_high));
    let size = percent(relative.estimate.abs());
    let (more, ja) = if relative.estimate < 0.0 { ("less", "少ない") } else { ("more", "多い") };
    let interval = with_level(level, &Sentence::new(format!("{low} to {high}%"), format!("{low}〜{high}%")));
    Sentence::new(
        format!("Relative to the mean without, that is {size}% {more} ({}).", interval.en),
        format!("送らない場合の平均にくらべると、{size}%{ja}ことになります（{}）。", interval.ja),
    )
}

fn exploratory() -> Sentence {
    Sentence::new(
        "No plan that was sealed before the start asks for this analysis: it is exploratory, and says what to ask next \
         time, not what holds.",
        "開始前に封をした計画にもとづく分析ではありません。探索的な分析であり、結論ではなく、次に確かめることを示すものです。",
    )
}

/// Whether the interval of an answer leaves 0 out.
pub(in crate::report) fn clear(answer: &Answer<Estimate>) -> Option<bool> {
    answer.known().map(is_clear)
}
