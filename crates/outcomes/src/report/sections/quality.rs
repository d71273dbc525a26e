use super::words::{Scale, number};
use crate::record::Source;
use crate::record::{DeliveryState, Missing};
use crate::report::gathering::{Parts, Person, Primary, Scenario, Tab};
use crate::report::hiding::{self, Hiding, by_arm, shares};
use crate::report::{Answer, Asked, ByArm, Count, DesignKind, Harms, Quality, Rows};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// Where numbers come from, and what should not have happened to anyone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Judging {
    sources: Tab,
    capped: Parts,
    doubted: Tab,
    harms: Tab,
}

impl Judging {
    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        let sources = person.counted().filter_map(|(point, arm, _)| Some((point.source?.as_str(), Some(arm))));
        self.sources.add(sources);
        if person.doubted && person.counted().next().is_some() {
            self.doubted.add([(DOUBTED, person.beside.or(person.arm))]);
        }
        if let Some(cap) = person.asked.outcome.cap {
            let beyond = |point| person.raw(point).is_some_and(|value| value > cap as f64);
            self.capped.add("capped", person.counted().map(|(point, arm, _)| (Some(arm), beyond(point))));
        }
        let harms = person.points.iter().flat_map(|point| {
            let arm = person.arm_of(point);
            let kinds = [
                (STOPPED, point.stopped_at.is_some()),
                (WITHDREW, point.outcome == Err(Missing::NoConsent)),
                (FAILED, point.delivery == Some(DeliveryState::Failed)),
            ];
            kinds.into_iter().filter(|(_, happened)| *happened).map(move |(kind, _)| (kind, arm))
        });
        self.harms.add(harms);
    }

    pub(in crate::report) fn quality(
        &self,
        asked: &Asked,
        hiding: &Hiding,
        primary: &Primary,
        withheld: Option<&Sentence>,
    ) -> Quality {
        let sources = hiding::merged(self.sources.lines());
        let sources: Vec<ByArm> =
            sources.into_iter().map(|(key, line)| by_arm(&key, source(&key), line, false)).collect();
        let (_, capped) = shares(self.capped.arms("capped"), self.capped.all("capped"));
        let uncapped = asked.outcome.cap.map(|_| match withheld {
            Some(said) => Answer::Withheld(said.clone()),
            None => hiding.estimate(primary.under(asked, Scenario::Uncapped), asked.alpha()),
        });
        let mut says = Vec::new();
        if let (Some(cap), Some(estimate)) = (asked.outcome.cap, uncapped.as_ref().and_then(Answer::known)) {
            let of = match asked.rows {
                Rows::Points => Sentence::new("Days", "1日"),
                Rows::Weeks | Rows::Holdout => Sentence::new("Weeks with a daily mean", "週の1日平均"),
            };
            let (cap, size) = (number(cap as f64, 0), Scale::of(asked).size(estimate.estimate));
            says.push(Sentence::new(
                format!("{} above {cap} steps count as {cap}. Without that the difference is {}.", of.en, size.en),
                format!(
                    "{}が{cap}歩を超えるときは{cap}歩として数えています。そのまま数えると、差は{}です。",
                    of.ja, size.ja
                ),
            ));
        }
        // Weeks have no word on doubts, and there is none about what is no step.
        let doubts = Scenario::all(&asked.outcome).contains(&Scenario::Undoubted) && asked.rows == Rows::Points;
        let flagged = doubts.then(|| self.doubted.line(DOUBTED));
        let has_arms = matches!(asked.kind, DesignKind::People | DesignKind::Clusters);
        let arms =
            flagged.iter().filter(|_| has_arms).flat_map(|line| line.arms.iter().map(|arm| hiding.count(arm.people)));
        let arms: Vec<Count> = arms.collect();
        let without_flagged = flagged.as_ref().filter(|line| line.all.people > 0).map(|_| match withheld {
            Some(said) => Answer::Withheld(said.clone()),
            None => hiding.estimate(primary.under(asked, Scenario::Undoubted), asked.alpha()),
        });
        says.extend(without_flagged.as_ref().and_then(Answer::known).map(|estimate| {
            let size = Scale::of(asked).size(estimate.estimate);
            Sentence::new(
                format!(
                    "There is a doubt about the steps of some people, raised without looking at what was drawn. They stay in the \
                     analysis; without them the difference is {}.",
                    size.en
                ),
                format!(
                    "歩数を確認中の方がいます（くじの結果とは関わりなく確認しています）。分析にはそのまま含めています。除いて計算すると、\
                     差は{}です。",
                    size.ja
                ),
            )
        }));
        Quality {
            sources,
            capped: if asked.outcome.cap.is_some() { capped } else { Vec::new() },
            uncapped,
            flagged: flagged.as_ref().map(|line| match arms.contains(&Count::Hidden) {
                true => Count::Hidden,
                false => hiding.count(line.all.people),
            }),
            flagged_arms: arms,
            without_flagged,
            says,
        }
    }

    pub(in crate::report) fn harms(&self, asked: &Asked) -> Harms {
        if asked.rows != Rows::Points {
            return Harms {
                rows: Vec::new(),
                says: vec![Sentence::new(
                    "Who asked to stop, withdrew or was not reached is not part of the record of weeks: this report does not tell it.",
                    "停止を希望された方、同意を取り消された方、届かなかった方は、週ごとの記録には含まれていないため、この報告書では分かりません。",
                )],
            };
        }
        let rows: Vec<ByArm> = [STOPPED, WITHDREW, FAILED]
            .into_iter()
            .map(|kind| by_arm(kind, harm(kind), self.harms.line(kind), true))
            .collect();
        let says = rows.iter().map(|row| match row.total {
            Count::Shown(0) => {
                Sentence::new(format!("{}: nobody.", row.title.en), format!("{}：いません。", row.title.ja))
            }
            Count::Shown(people) => {
                let people = super::words::whole(people);
                Sentence::new(format!("{}: {people} people.", row.title.en), format!("{}：{people}人。", row.title.ja))
            }
            Count::Hidden => Sentence::new(
                format!("{}: not shown in all, as one arm has fewer than ten.", row.title.en),
                format!("{}：10人未満のグループがあるため、合計は表示しません。", row.title.ja),
            ),
        });
        Harms { says: says.collect(), rows }
    }
}

const DOUBTED: &str = "doubted";
const STOPPED: &str = "stopped";
const WITHDREW: &str = "withdrew";
const FAILED: &str = "failed";

fn harm(kind: &str) -> Sentence {
    let (en, ja) = match kind {
        STOPPED => ("Asked to stop within 72 hours", "72時間以内に停止を希望された方"),
        WITHDREW => ("Withdrew their agreement", "同意を取り消された方"),
        _ => ("A message did not arrive", "メッセージが届かなかったことのある方"),
    };
    Sentence::new(en, ja)
}

fn source(key: &str) -> Sentence {
    let (en, ja) = match Source::from_name(key) {
        Some(Source::Phone) => ("phone", "スマートフォン"),
        Some(Source::Tracker) => ("band or watch", "活動量計"),
        Some(Source::PedometerReader) => ("pedometer that was read out", "読み取り式の歩数計"),
        Some(Source::Paper) => ("paper", "紙の記録"),
        Some(Source::Typed) => ("typed in", "手入力"),
        None => ("others", "そのほか"),
    };
    Sentence::new(en, ja)
}
