use super::effect::clear;
use super::looks;
use super::words::{self, number, whole};
use crate::report::gathering::{Parts, Person, Primary, Scenario, Tab};
use crate::report::hiding::{self, Hiding, by_arm, shares};
use crate::report::{Answer, Asked, Assumed, Correction, Estimate, Missing, Rows, Share, Told};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// What is not known, and what came late.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Lacking {
    /// Rows that are not closed.
    pub(in crate::report) open: u64,
    /// Rows of a version that measured something else.
    pub(in crate::report) other: u64,
    reasons: Tab,
    shares: Parts,
}

impl Lacking {
    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        for point in &person.points {
            // Of weeks only closed ones are handed out; who has none yet stands there without.
            self.open += u64::from(point.watermark.is_none() && person.asked.rows == Rows::Points);
            self.other += u64::from(point.measured.is_some() && !person.is_asked(point));
        }
        let could = || person.points.iter().filter_map(|point| Some((*point, person.could_count(point)?)));
        self.shares.add("missing", could().map(|(point, arm)| (Some(arm), person.value(point).is_none())));
        self.shares.add("revised", person.counted().map(|(point, arm, _)| (Some(arm), point.revised > 0)));
        let reasons = could().filter(|(point, _)| person.value(point).is_none());
        let reasons = reasons
            .map(|(point, arm)| (point.outcome.err().map_or("no_number", crate::record::Missing::as_str), Some(arm)));
        self.reasons.add(reasons);
    }

    pub(in crate::report) fn report(
        &self,
        asked: &Asked,
        told: &Told<'_>,
        hiding: &Hiding,
        primary: (&Primary, &Answer<Estimate>),
    ) -> Missing {
        let (all, arms) = shares(self.shares.arms("missing"), self.shares.all("missing"));
        let (_, revised) = shares(self.shares.arms("revised"), self.shares.all("revised"));
        let reasons = hiding::merged(self.reasons.lines());
        let reasons = reasons.into_iter().map(|(key, line)| by_arm(&key, reason(&key), line, false)).collect();
        let sensitivity = sensitivity(asked, hiding, primary);
        let mut says = vec![said(&all)];
        if self.open > 0 {
            let open = words::counted(asked.rows, self.open);
            says.push(Sentence::new(
                format!("Left out, since not closed yet: {}.", open.en),
                format!("{}は、結果がまだ確定していないため含めていません。", open.ja),
            ));
        }
        if self.other > 0 {
            let other = words::counted(asked.rows, self.other);
            says.push(Sentence::new(
                format!("Left out, since an earlier version measured something else there: {}.", other.en),
                format!("{}では、以前の版が別の指標を測っていたため、含めていません。", other.ja),
            ));
        }
        says.extend(robust(&sensitivity, primary.1));
        let revised = if asked.rows == Rows::Points { revised } else { Vec::new() };
        Missing { watermark: told.as_of, open: self.open, reasons, shares: arms, revised, sensitivity, says }
    }
}

fn sensitivity(asked: &Asked, hiding: &Hiding, (primary, own): (&Primary, &Answer<Estimate>)) -> Vec<Assumed> {
    if matches!(primary, Primary::Nothing) {
        return Vec::new();
    }
    let main = Scenario::of(asked.missing());
    // These two stand where it is told where numbers come from.
    // Weeks are never looked at again.
    let told = |scenario: &Scenario| match scenario {
        Scenario::Uncapped | Scenario::Undoubted => false,
        Scenario::Latest => asked.rows == Rows::Points,
        _ => true,
    };
    let all = Scenario::all(&asked.outcome).into_iter().filter(told);
    all.map(|scenario| Assumed {
        key: scenario.as_str().to_owned(),
        title: title(scenario),
        planned: asked.is_planned() && scenario == main,
        estimate: match own {
            Answer::Withheld(said) => Answer::Withheld(said.clone()),
            _ if scenario == main => own.clone(),
            // Intervals of one kind stand beside each other.
            Answer::Known(Estimate { correction: Correction::Anytime, .. }) => {
                looks::anytime(asked, hiding, primary.under(asked, scenario)).unwrap_or_else(|| own.clone())
            }
            _ => hiding.estimate(primary.under(asked, scenario), asked.alpha()),
        },
    })
    .collect()
}

fn title(scenario: Scenario) -> Sentence {
    let (en, ja) = match scenario {
        Scenario::AvailableCase => ("only what is known", "分かっているものだけ"),
        Scenario::Zero => ("what is not known counts as 0", "分からないものを0とする"),
        Scenario::AsBefore => ("what is not known counts as in the week before", "分からないものを直前7日の平均とする"),
        Scenario::Worst => (
            "what is not known counts against the messages: 0 with one, as before (or yes) without one",
            "分からないものを声かけに不利にとる（送った側は0、送らなかった側は直前7日の平均または「した」）",
        ),
        Scenario::Latest => ("with what was revised after closing", "確定後に直されたデータを使う"),
        Scenario::Uncapped => ("without the cap", "上限をかけない"),
        Scenario::Undoubted => ("without people whose steps are in doubt", "歩数を確認中の方を除く"),
    };
    Sentence::new(en, ja)
}

fn reason(key: &str) -> Sentence {
    let (en, ja) = match key {
        "no_data" => ("nothing had arrived", "データが届いていない"),
        "no_consent" => ("agreement was withdrawn", "同意が取り消された"),
        "not_kept" => ("closed too late to be found", "確定が遅れ、データが残っていない"),
        "no_goal" => ("no goal was set", "目標が決まっていなかった"),
        "not_closed" => ("not closed", "まだ確定していない"),
        "none_stated" => ("nothing was to be measured", "測る指標が決まっていなかった"),
        _ => ("others", "そのほか"),
    };
    Sentence::new(en, ja)
}

fn said(all: &Answer<Share>) -> Sentence {
    match all {
        Answer::Known(Share { part, of }) => {
            let share = number(100.0 * *part as f64 / *of as f64, 1);
            let (part, of) = (whole(*part), whole(*of));
            Sentence::new(
                format!("Of {of} outcomes that could be known, {part} ({share}%) are not."),
                format!("分かるはずの結果{of}件のうち、{part}件（{share}%）は分かっていません。"),
            )
        }
        other => {
            let share = Sentence::new("the share of outcomes that are not known", "分かっていない結果の割合");
            words::instead(other, &share).unwrap_or_default()
        }
    }
}

/// Whether what is assumed of the missing changes what is said.
fn robust(all: &[Assumed], primary: &Answer<Estimate>) -> Option<Sentence> {
    let own = clear(primary)?;
    let sign = primary.known()?.estimate > 0.0;
    let others: Vec<&Estimate> = all.iter().filter_map(|assumed| assumed.estimate.known()).collect();
    let agrees =
        |estimate: &&&Estimate| super::words::is_clear(estimate) == own && (!own || (estimate.estimate > 0.0) == sign);
    let (count, agreeing) = (others.len(), others.iter().filter(agrees).count());
    Some(match count == agreeing {
        true => Sentence::new(
            format!("Under all {count} assumptions that are shown, the conclusion on chance is the same."),
            format!("示した{count}とおりの仮定のどれでも、偶然かどうかの判断は変わりません。"),
        ),
        false => Sentence::new(
            format!(
                "Under {} of {count} assumptions that are shown, the conclusion on chance is another: what is missing could \
                 decide it.",
                count - agreeing
            ),
            format!(
                "示した{count}とおりの仮定のうち{}とおりでは、偶然かどうかの判断が変わります。分からない部分しだいで、結論が変わりえます。",
                count - agreeing
            ),
        ),
    })
}
