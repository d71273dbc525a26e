use super::words::{self, capital, p_value};
use crate::checks::{self, ALARM, Draws, SequentialRatio, Side};
use crate::report::gathering::{Moments, Person, Tab};
use crate::report::hiding::{self, Hiding, is_small, told, too_few, why};
use crate::report::{Answer, Asked, Balance, Check, Count, DesignKind, Flow, Integrity, Rows};
use domain::Sentence;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whether chance did what it should.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Checking {
    /// Draws at decision points.
    draws: Draws,
    /// People with a draw.
    people: u64,
    /// People by their own arm.
    arms: [u64; 2],
    /// Clusters by their arm.
    clusters: [BTreeSet<String>; 2],
    deviations: Tab,
    balance: BTreeMap<String, [Moments; 2]>,
}

impl Checking {
    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        self.draws(person);
        if let Some(count) = person.beside.or(person.arm).and_then(|arm| self.arms.get_mut(arm)) {
            *count += 1;
        }
        let cluster = person.points.iter().find_map(|point| point.cluster.as_ref());
        if let (DesignKind::Clusters, Some(arm), Some((name, _))) = (person.asked.kind, person.arm, cluster)
            && let Some(clusters) = self.clusters.get_mut(arm).filter(|clusters| !clusters.contains(name))
        {
            clusters.insert(name.clone());
        }
        let deviations = person.points.iter().filter_map(|point| Some((point.deviation?.as_str(), None)));
        self.deviations.add(deviations);
        self.weigh(person);
    }

    fn draws(&mut self, person: &Person<'_>) {
        let mut has_any = false;
        for point in &person.points {
            let (Some(sends), Some(probability)) = (point.sends, point.probability) else { continue };
            has_any |= self.draws.add(probability, sends);
        }
        self.people += u64::from(has_any);
    }

    fn weigh(&mut self, person: &Person<'_>) {
        let mut put = |key: &str, arm: usize, values: Vec<f64>| {
            if let Some(moments) = self.balance.entry(key.to_owned()).or_default().get_mut(arm) {
                moments.add(values);
            }
        };
        match (person.asked.kind, person.arm) {
            (DesignKind::DecisionPoints, _) => {
                for arm in [0, 1] {
                    let own = || person.points.iter().filter(|point| person.arm_of(point) == Some(arm));
                    put("before", arm, own().filter_map(|point| point.before).collect());
                    put("days_in", arm, own().map(|point| f64::from(point.days_in)).collect());
                    put("weekend", arm, own().map(|point| f64::from(u8::from(point.weekend))).collect());
                }
            }
            (DesignKind::People | DesignKind::Clusters, Some(arm)) => {
                put("before", arm, person.baseline.into_iter().collect());
            }
            _ => {}
        }
    }

    pub(in crate::report) fn report(&self, asked: &Asked, hiding: &Hiding, flow: &Flow) -> Integrity {
        let points = (self.draws.all() + self.draws.certain > 0).then(|| self.points());
        let people = self.persons(asked, flow);
        let deviations = hiding::merged(self.deviations.lines());
        let deviations: Vec<_> = deviations.into_iter().map(|(key, line)| why(&key, deviation(&key), line)).collect();
        let balance = self.balance.iter().map(|(key, arms)| balance(key, arms, hiding)).collect();
        let mut says: Vec<Sentence> = Vec::new();
        says.extend(points.as_ref().map(|check| said(check, ("draws at decision points", "判断時点でのくじの結果"))));
        let numbers = match asked.kind {
            DesignKind::Clusters => ("the numbers of clusters in the arms", "グループの地区・チームの数"),
            _ => ("the numbers of people in the arms", "グループの人数"),
        };
        says.extend(people.as_ref().map(|check| said(check, numbers)));
        says.push(deviating(
            asked.rows,
            &deviations.iter().filter_map(|why| why.points.shown()).collect::<Vec<_>>(),
            deviations.is_empty(),
        ));
        Integrity { points, people, deviations, balance, says }
    }

    fn points(&self) -> Answer<Check> {
        if is_small(self.people) {
            return Answer::Hidden(too_few());
        }
        let draws = &self.draws;
        match draws.ratio() {
            Ok(ratio) => Answer::Known(Check {
                expected: vec![told(draws.all() as f64 - draws.expected), told(draws.expected)],
                observed: vec![Count::Shown(draws.untreated), Count::Shown(draws.treated)],
                statistic: told(ratio.statistic),
                df: None,
                p_any_look: None,
                p: told(ratio.p),
                alarm: ratio.alarm,
            }),
            Err(unfit) => Answer::Unfit(unfit.sentence().clone()),
        }
    }

    /// People, or clusters where those were drawn one by one. How many clusters each arm has is fixed where they are dealt, and
    /// tells nothing of the draw. Where numbers of people tell of a few beside those of the flow, they are hidden and the check is
    /// told all the same.
    fn persons(&self, asked: &Asked, flow: &Flow) -> Option<Answer<Check>> {
        let arms = match asked.kind {
            DesignKind::DecisionPoints => asked.beside.as_ref()?,
            DesignKind::People | DesignKind::Clusters => &asked.arms,
            DesignKind::SteppedRollout | DesignKind::Nothing => return None,
        };
        if asked.kind == DesignKind::Clusters && asked.dealt {
            return Some(Answer::Unfit(dealt()));
        }
        let shares: Vec<f64> = arms.iter().filter_map(|arm| arm.probability).collect();
        let observed = match asked.kind {
            DesignKind::Clusters => {
                [0, 1].map(|arm| self.clusters.get(arm).map_or(0, |clusters| clusters.len() as u64))
            }
            _ => self.arms,
        };
        if asked.kind != DesignKind::Clusters && observed.iter().any(|people| is_small(*people)) {
            return Some(Answer::Hidden(too_few()));
        }
        let (all, whole) = (observed.iter().sum::<u64>(), shares.iter().sum::<f64>());
        let expected: Vec<f64> = shares.iter().map(|share| all as f64 * share / whole).collect();
        if all > 0 && expected.iter().any(|expected| *expected < LEAST_EXPECTED) {
            return Some(Answer::Unfit(too_few_to_tell()));
        }
        Some(match checks::persons(&observed, &shares) {
            Ok(ratio) => {
                let are_people = asked.kind != DesignKind::Clusters;
                let is_near = |one: u64, shown: Option<&Count>| {
                    shown.and_then(|shown| shown.shown()).is_some_and(|shown| is_small(shown.abs_diff(one)))
                };
                let hides = are_people
                    && flow.people.iter().any(|step| {
                        let mut arms = observed.iter().zip(&step.arms);
                        is_near(all, step.total.as_ref()) || arms.any(|(one, shown)| is_near(*one, Some(shown)))
                    });
                let told = if hides { roughly } else { told };
                Answer::Known(Check {
                    expected: expected.into_iter().filter(|_| !hides).map(told).collect(),
                    observed: observed.map(|one| if hides { Count::Hidden } else { Count::Shown(one) }).to_vec(),
                    statistic: told(ratio.statistic),
                    df: Some(1.0),
                    p: told(ratio.p),
                    p_any_look: any_look(&observed, &shares).map(told),
                    alarm: ratio.alarm,
                })
            }
            Err(unfit) => Answer::Unfit(unfit.sentence().clone()),
        })
    }
}

/// With fewer expected in an arm χ² is not distributed as its p-value takes it to be (Cochran 1954, doi:10.2307/3001616).
const LEAST_EXPECTED: f64 = 5.0;

fn too_few_to_tell() -> Sentence {
    Sentence::new(
        "fewer than five are expected in an arm, which are too few to tell",
        "見込まれる数が5に満たないグループがあるため、少なすぎて判断できません。",
    )
}

fn dealt() -> Sentence {
    Sentence::new(
        "districts are dealt to the arms, a fixed number to each, so that their numbers say nothing of the draw",
        "地区は、グループごとに決めた数だけ割り当てています。この数から、くじが正しく引かれたかどうかは分かりません。",
    )
}

/// The p-value that holds however often one looks: of the numbers as they are now alone, so that it does not matter in which
/// order people came.
fn any_look(observed: &[u64], shares: &[f64]) -> Option<f64> {
    let mut check = SequentialRatio::new(shares).ok()?;
    check.look(observed).ok().map(|ratio| ratio.p)
}

/// With two digits, from which nobody finds the numbers that it was made of.
fn roughly(number: f64) -> f64 {
    format!("{number:.1e}").parse().unwrap_or(number)
}

fn balance(key: &str, arms: &[Moments; 2], hiding: &Hiding) -> Balance {
    let means: Vec<_> = arms.iter().map(|arm| hiding.mean(arm)).collect();
    let hides = means.iter().any(|mean| matches!(mean, Answer::Hidden(_)));
    let [without, with] = arms.map(|arm| Side { mean: arm.mean, variance: arm.variance() });
    let standardised = match checks::apart(&without, &with) {
        _ if hides => Answer::Hidden(too_few()),
        Some(apart) => Answer::Known(told(apart)),
        None => Answer::Unfit(Sentence::new("it does not vary, or is not known", "値がいつも同じか、分かりません。")),
    };
    let (en, ja) = match key {
        "before" => ("steps a day in the week before", "直前7日の1日あたりの歩数"),
        "days_in" => ("days since the first", "参加からの日数"),
        _ => ("weekends", "土日"),
    };
    Balance { key: key.to_owned(), title: Sentence::new(en, ja), arms: means, standardised }
}

fn deviation(key: &str) -> Sentence {
    let (en, ja) = match key {
        "not_sent" => ("drawn to send, and not sent", "「送る」となったが、送れなかった"),
        "sent_although_withheld" => {
            ("drawn to withhold, and sent by another way", "「送らない」となったが、別の経路で送られた")
        }
        "sent_although_unavailable" => {
            ("not to be written to, and sent by another way", "送れない状態だったが、別の経路で送られた")
        }
        _ => ("others", "そのほか"),
    };
    Sentence::new(en, ja)
}

fn said(check: &Answer<Check>, (en, ja): (&str, &str)) -> Sentence {
    let check = match check {
        Answer::Known(check) => check,
        other => {
            let said = other.instead().cloned().unwrap_or_default();
            return Sentence::new(
                format!("Whether {en} are as planned: {}.", said.en.trim_end_matches('.')),
                format!("{ja}の確認：{}", said.ja),
            );
        }
    };
    let (p, en) = (p_value(check.p), capital(en));
    let said = match check.alarm {
        true => Sentence::new(
            format!(
                "{en} do not agree with the probabilities ({p}; below 0.001 it is an alarm). Something draws, sends or \
                 records otherwise than planned: find it before any number below is believed."
            ),
            format!(
                "{ja}が、決めた確率と合っていません（{p}。0.001を下回ると警告です）。どこかが計画と違う動きをしています。\
                 原因が分かるまで、下の数値は使わないでください。"
            ),
        ),
        false => Sentence::new(
            format!("{en}: nothing in them speaks against the probabilities ({p}; below 0.001 it would be an alarm)."),
            format!("{ja}に、決めた確率とのくい違いは見つかりません（{p}。0.001を下回ると警告になります）。"),
        ),
    };
    let Some(any_look) = check.p_any_look.filter(|p| check.alarm && *p >= ALARM) else { return said };
    let p = p_value(any_look);
    Sentence::new(
        format!(
            "{} Who looks often sees such an alarm by chance sooner or later: a check that allows for that gives {p}. Among few \
             people it is slow to see what is wrong, so that the reason is looked for all the same.",
            said.en
        ),
        format!(
            "{}何度も見ていると、こうした警告が偶然に出ることもあります。そのことを考えに入れた確認では{p}です。ただし、人数が\
             少ないうちは異常に気づきにくい方法なので、原因は必ず調べてください。",
            said.ja
        ),
    )
}

fn deviating(rows: Rows, points: &[u64], none: bool) -> Sentence {
    if none {
        return Sentence::new(
            "Nothing is recorded that happened otherwise than drawn.",
            "くじの結果と違うことが起きた記録はありません。",
        );
    }
    let (en, ja) = match points.iter().sum() {
        0 => (
            "Of too few people to be shown it is recorded that what happened is not what was drawn.".to_owned(),
            "くじの結果と違うことが起きた記録がありますが、人数が少ないため表示しません。".to_owned(),
        ),
        sum => {
            let rows = words::counted(rows, sum);
            (
                format!("What is recorded (as far as it is shown) is not what was drawn: {}.", rows.en),
                format!("くじの結果と違うことが起きた記録は、{}です（表示できるものだけの数）。", rows.ja),
            )
        }
    };
    Sentence::new(
        format!("{en} They are analysed as they were drawn."),
        format!("{ja}分析では、くじのとおりに数えています。"),
    )
}
