//! What is said of numbers: in both languages, and no more than they say.

use crate::report::{Answer, Asked, DesignKind, Estimate, Rows};
use domain::Sentence;
use domain::pack::Proximal;

/// A number as people write it: `1,204`, `−20`, `4.1`.
pub(in crate::report) fn number(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !part.is_empty() {
        grouped.push('.');
        grouped.push_str(part);
    }
    let is_zero = text.chars().all(|digit| matches!(digit, '0' | '.'));
    if value < 0.0 && !is_zero { format!("−{grouped}") } else { grouped }
}

/// A whole number of things.
pub(in crate::report) fn whole(count: u64) -> String {
    number(count as f64, 0)
}

/// A p-value: `p = 0.264`.
pub(in crate::report) fn p_value(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {}", number(p, 3)) }
}

/// What rows are called, many of them.
pub(in crate::report) fn rows(rows: Rows) -> Sentence {
    match rows {
        Rows::Points => Sentence::new("decision points", "判断時点"),
        Rows::Weeks | Rows::Holdout => Sentence::new("weeks of people", "一人ずつの週"),
    }
}

/// So many rows: `1 decision point`, `600 decision points`.
pub(in crate::report) fn counted(of: Rows, count: u64) -> Sentence {
    let Sentence { en: many, ja } = rows(of);
    let en = match (count, of) {
        (1, Rows::Points) => "decision point",
        (1, _) => "week of a person",
        _ => many.as_str(),
    };
    let count = whole(count);
    Sentence::new(format!("{count} {en}"), format!("{ja}{count}件"))
}

/// How differences of the outcome are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Scale {
    /// In steps.
    Steps,
    /// In percentage points.
    Points,
    /// In percent of what is found without: on a logarithm.
    Percent,
}

impl Scale {
    pub(in crate::report) fn of(asked: &Asked) -> Self {
        match (asked.is_log(), asked.is_binary()) {
            (true, _) => Self::Percent,
            (false, true) => Self::Points,
            (false, false) => Self::Steps,
        }
    }

    /// A difference in this unit, without the unit.
    pub(in crate::report) fn bare(self, value: f64) -> String {
        match self {
            Self::Steps if value.abs() < 10.0 => number(value, 1),
            Self::Steps => number(value, 0),
            Self::Points => number(100.0 * value, 1),
            Self::Percent => number(100.0 * value.exp_m1(), 1),
        }
    }

    /// The unit after a number.
    pub(in crate::report) fn unit(self) -> Sentence {
        match self {
            Self::Steps => Sentence::new(" steps", "歩"),
            Self::Points => Sentence::new(" percentage points", "ポイント"),
            Self::Percent => Sentence::new("%", "%"),
        }
    }

    /// A size with its unit.
    pub(in crate::report) fn size(self, value: f64) -> Sentence {
        let (bare, unit) = (self.bare(value), self.unit());
        Sentence::new(format!("{bare}{}", unit.en), format!("{bare}{}", unit.ja))
    }

    /// From one number to another.
    pub(in crate::report) fn between(self, low: f64, high: f64) -> Sentence {
        let (low, high, unit) = (self.bare(low), self.bare(high), self.unit());
        Sentence::new(format!("{low} to {high}{}", unit.en), format!("{low}〜{high}{}", unit.ja))
    }
}

/// How the arm that is compared with is called where the other has not been spoken of.
pub(in crate::report) fn without(asked: &Asked) -> Sentence {
    let [_, Sentence { en, ja }] = sides(asked);
    let en = match (asked.kind, is_of_day(asked)) {
        (DesignKind::DecisionPoints, true) => "on days without a message".to_owned(),
        (DesignKind::DecisionPoints, false) => "without a message".to_owned(),
        (DesignKind::SteppedRollout, _) => "in districts that had not begun".to_owned(),
        _ => en,
    };
    Sentence::new(en, ja)
}

/// How the two arms are called within a sentence: with, then without.
pub(in crate::report) fn sides(asked: &Asked) -> [Sentence; 2] {
    let [without, with] = &asked.arms;
    match asked.kind {
        DesignKind::DecisionPoints if is_of_day(asked) => [
            Sentence::new("on days with a message", "送った日"),
            Sentence::new("on days without one", "送らなかった日"),
        ],
        DesignKind::DecisionPoints => {
            [Sentence::new("with a message", "送ったとき"), Sentence::new("without one", "送らなかったとき")]
        }
        DesignKind::SteppedRollout => [
            Sentence::new("in districts that had begun", "始めた地区"),
            Sentence::new("in those that had not", "まだ始めていない地区"),
        ],
        DesignKind::People | DesignKind::Clusters | DesignKind::Nothing => [
            Sentence::new(format!("in the arm `{}`", with.key), format!("グループ「{}」", with.title.ja)),
            Sentence::new(format!("in the arm `{}`", without.key), format!("グループ「{}」", without.title.ja)),
        ],
    }
}

fn is_of_day(asked: &Asked) -> bool {
    matches!(asked.outcome.proximal, Proximal::StepsSameDay | Proximal::GoalReachedSameDay)
}

/// What is measured, as people call it.
pub(in crate::report) fn outcome(asked: &Asked) -> Sentence {
    match &asked.outcome.proximal {
        proximal if asked.rows != Rows::Points => of_weeks(proximal),
        Proximal::StepsSameDay => Sentence::new("steps on the same day", "その日の歩数"),
        Proximal::StepsNextDay => Sentence::new("steps on the next day", "次の日の歩数"),
        Proximal::GoalReachedSameDay => {
            Sentence::new("the share of days on which the goal was reached", "目標に届いた日の割合")
        }
        Proximal::NotebookWithinDays { days } => Sentence::new(
            format!("the share with an entry in the notebook within {days} days"),
            format!("{days}日以内に手帳へ記入があった割合"),
        ),
        Proximal::ReplyWithinHours { hours } => Sentence::new(
            format!("the share with an answer within {hours} hours"),
            format!("{hours}時間以内に返事があった割合"),
        ),
        Proximal::VisitWithinDays { days, .. } => {
            Sentence::new(format!("the share with a visit within {days} days"), format!("{days}日以内に来られた割合"))
        }
    }
}

/// The same of weeks.
fn of_weeks(proximal: &Proximal) -> Sentence {
    match proximal {
        Proximal::StepsSameDay | Proximal::StepsNextDay => Sentence::new("steps a day", "1日の歩数"),
        Proximal::GoalReachedSameDay => {
            Sentence::new("the share of days on which the goal was reached", "目標に届いた日の割合")
        }
        Proximal::NotebookWithinDays { .. } => {
            Sentence::new("the share of days with an entry in the notebook", "手帳へ記入があった日の割合")
        }
        Proximal::ReplyWithinHours { .. } => Sentence::new("the share of days with an answer", "返事があった日の割合"),
        Proximal::VisitWithinDays { .. } => Sentence::new("the share of weeks with a visit", "来られた週の割合"),
    }
}

/// A difference with its interval, and whether chance alone could be it.
pub(in crate::report) fn difference(asked: &Asked, estimate: &Estimate) -> Sentence {
    let scale = Scale::of(asked);
    let [with, without] = sides(asked);
    let (size, interval) = (scale.size(estimate.estimate.abs()), interval(asked, estimate));
    let size = if scale == Scale::Percent { scale.size(lifted(estimate.estimate)) } else { size };
    let (more_en, more_ja) = if estimate.estimate < 0.0 { ("lower", "少なく") } else { ("higher", "多く") };
    let name = outcome(asked);
    let (more_ja, name_en) = match asked.is_binary() {
        true => (if estimate.estimate < 0.0 { "低く" } else { "高く" }, name.en.clone()),
        false => (more_ja, format!("the mean of {}", name.en)),
    };
    let chance = chance(estimate);
    Sentence::new(
        format!(
            "{}, {name_en} was {} {more_en} than {} ({}). {}",
            capital(&with.en),
            size.en,
            without.en,
            interval.en,
            chance.en
        ),
        format!(
            "{}は、{}より、{}が{}{}{more_ja}なっていました（{}）。{}",
            with.ja,
            without.ja,
            name.ja,
            average(asked),
            size.ja,
            interval.ja,
            chance.ja
        ),
    )
}

/// The size of an effect on a logarithm, in the direction that it has.
fn lifted(log: f64) -> f64 {
    if log < 0.0 { (-log.exp_m1()).ln_1p() } else { log }
}

fn average(asked: &Asked) -> &'static str {
    if asked.is_binary() { "" } else { "平均" }
}

/// `95% interval −20 to 640 steps`.
pub(in crate::report) fn interval(asked: &Asked, estimate: &Estimate) -> Sentence {
    with_level(estimate.level, &Scale::of(asked).between(estimate.ci_low, estimate.ci_high))
}

/// The ends of an interval with its level.
pub(in crate::report) fn with_level(level: f64, between: &Sentence) -> Sentence {
    let percent = 100.0 * level;
    let level = number(percent, if (percent - percent.round()).abs() < 0.05 { 0 } else { 1 });
    Sentence::new(format!("{level}% interval {}", between.en), format!("{level}%区間 {}", between.ja))
}

/// Whether an interval leaves 0 out.
pub(in crate::report) fn is_clear(estimate: &Estimate) -> bool {
    estimate.ci_low > 0.0 || estimate.ci_high < 0.0
}

/// What an interval says of chance, and not more.
fn chance(estimate: &Estimate) -> Sentence {
    match is_clear(estimate) {
        true => Sentence::new(
            "A difference of this size is hard to explain by chance alone.",
            "偶然だけでは説明しにくい大きさの差です。",
        ),
        false => {
            Sentence::new("Chance alone can bring about such a difference.", "この差は、偶然でも起こりうる範囲です。")
        }
    }
}

/// With a capital letter.
pub(in crate::report) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What stands in place of a value, said of what it is about.
pub(in crate::report) fn instead<T>(answer: &Answer<T>, about: &Sentence) -> Option<Sentence> {
    let said = answer.instead()?;
    Some(Sentence::new(format!("{}: {}", capital(&about.en), said.en), format!("{}：{}", about.ja, said.ja)))
}
