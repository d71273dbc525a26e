use super::words::{Scale, capital, interval, sides, with_level, without};
use crate::Unfit;
use crate::report::gathering::{Difference, Moments, Person, within};
use crate::report::hiding::Hiding;
use crate::report::{Answer, Asked, Contrast, DesignKind, Estimate, Mean};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// Before and after, people counting once each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Contrasting {
    /// Before the first message could come.
    before: Moments,
    with: Moments,
    without: Moments,
    /// With, less before.
    naive: Moments,
    /// Without, less before.
    own_change: Moments,
}

impl Contrasting {
    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        let mean = |arm: usize| {
            let own: Vec<f64> = person.counted().filter(|(_, own, _)| *own == arm).map(|(_, _, value)| value).collect();
            (!own.is_empty()).then(|| (own.iter().sum::<f64>() / own.len() as f64, own.len() as u64))
        };
        let (without, with) = (mean(0), mean(1));
        let before = match person.asked.kind {
            // In a roll-out what was measured before the begin is what before and after are.
            DesignKind::SteppedRollout => without,
            _ if person.asked.is_steps() => person.baseline.map(|before| (before, 1)),
            _ => None,
        };
        let Some((before, rows)) = before.filter(|_| with.is_some() || without.is_some()) else { return };
        self.before.add_one(before, rows);
        let put = |after: &mut Moments, change: &mut Moments, own: Option<(f64, u64)>| {
            if let Some((mean, rows)) = own {
                after.add_one(mean, rows);
                change.add_one(mean - before, rows);
            }
        };
        put(&mut self.with, &mut self.naive, with);
        if person.asked.kind != DesignKind::SteppedRollout {
            put(&mut self.without, &mut self.own_change, without);
        }
    }

    pub(in crate::report) fn report(&self, asked: &Asked, hiding: &Hiding, randomised: &Answer<Estimate>) -> Contrast {
        let change = |moments: &Moments| self.change(asked, moments).map(|found| hiding.estimate(found, asked.alpha()));
        let naive = change(&self.naive).unwrap_or_else(not_recorded);
        let own_change = match asked.kind {
            DesignKind::SteppedRollout => Answer::Unfit(in_periods()),
            _ => change(&self.own_change).unwrap_or_else(not_recorded),
        };
        let mean = |moments: &Moments| -> Answer<Mean> {
            if self.before.count == 0 { not_recorded() } else { hiding.mean(moments) }
        };
        let says = said(asked, &naive, &own_change, randomised);
        Contrast {
            before: mean(&self.before),
            with: mean(&self.with),
            without: mean(&self.without),
            naive,
            own_change,
            randomised: randomised.clone(),
            says,
        }
    }

    fn change(&self, asked: &Asked, moments: &Moments) -> Option<Result<Difference, Unfit>> {
        (self.before.count > 0).then(|| within(moments, asked.alpha()))
    }
}

fn not_recorded<T>() -> Answer<T> {
    Answer::Unfit(Sentence::new(
        "what was measured was not recorded before the first message: before and after cannot be compared",
        "この指標は声かけの前には記録されていないため、前後をくらべることはできません。",
    ))
}

fn in_periods() -> Sentence {
    Sentence::new(
        "in a roll-out what the calendar brought is taken out period by period, and is no single number",
        "段階的な導入では、時期による変化を期間ごとに取り除いています。一つの数値では表せません。",
    )
}

fn said(
    asked: &Asked,
    naive: &Answer<Estimate>,
    own: &Answer<Estimate>,
    randomised: &Answer<Estimate>,
) -> Vec<Sentence> {
    let Some(naive) = naive.known() else { return naive.instead().cloned().into_iter().collect() };
    // Before and after are steps, whatever scale the analysis has.
    let scale = if asked.is_binary() { Scale::Points } else { Scale::Steps };
    let plain = |estimate: &Estimate| match Scale::of(asked) {
        Scale::Percent => with_level(estimate.level, &Scale::Steps.between(estimate.ci_low, estimate.ci_high)),
        _ => interval(asked, estimate),
    };
    let ([with, _], without) = (sides(asked), without(asked));
    let mut says = vec![told(
        naive,
        scale,
        &plain(naive),
        (&format!("Before and after alone: {}, people", with.en), &format!("前後をくらべるだけなら、{}は", with.ja)),
    )];
    if let Some(own) = own.known() {
        says.push(told(
            own,
            scale,
            &plain(own),
            (
                &format!("{}, where nothing was sent, in the same time", capital(&without.en)),
                &format!("同じ期間に、{}は", without.ja),
            ),
        ));
    }
    if randomised.known().is_some() {
        says.push(Sentence::new(
            "Seasons, weather and habits are in both of these changes. Only the difference that chance made is an effect of \
             the messages.",
            "この二つの変化には、季節や天気、慣れの影響も含まれています。声かけの効果といえるのは、くじによってできた差だけです。",
        ));
    }
    says
}

fn told(change: &Estimate, scale: Scale, interval: &Sentence, (en, ja): (&str, &str)) -> Sentence {
    let size = scale.size(change.estimate.abs());
    let (more, more_ja) =
        if change.estimate < 0.0 { ("fewer", "減りました") } else { ("more", "増えました") };
    Sentence::new(
        format!("{en}: {} {more} than before ({}).", size.en, interval.en),
        format!("{ja}前より{}{more_ja}（{}）。", size.ja, interval.ja),
    )
}

/// Before and after, before its time: what those without did is half of an effect.
pub(in crate::report) fn held_back(contrast: Contrast, said: &Sentence) -> Contrast {
    let held = || Answer::Withheld(said.clone());
    Contrast {
        before: contrast.before,
        with: Answer::Withheld(said.clone()),
        without: Answer::Withheld(said.clone()),
        naive: held(),
        own_change: held(),
        randomised: held(),
        says: vec![said.clone()],
    }
}
