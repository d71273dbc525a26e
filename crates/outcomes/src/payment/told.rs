//! A statement as a text.

use super::statement::{Estimated, Line, LineKind, Statement};
use super::words::{with_unit, yen};
use domain::pack::contract::Level;
use domain::{Language, Sentence};
use std::fmt::Write as _;

impl Statement {
    /// The statement as lines of text, as people read it in a terminal or in a file.
    pub fn tell(&self, language: Language) -> String {
        let say = |en: String, ja: String| Sentence::new(en, ja).say(language).to_owned();
        let mut text = format!("{}\n", self.title);
        if let Some(note) = &self.note {
            let _ = writeln!(text, "{note}");
        }
        text.push('\n');
        for line in &self.lines {
            tell(line, language, &mut text);
        }
        text.push('\n');
        let total = match self.total_yen {
            Some(total) => say(format!("total: {} yen", yen(total)), format!("合計：{}円", yen(total))),
            None => say(
                format!("total: open; what is decided comes to {} yen", yen(self.decided_yen)),
                format!("合計：まだ決まりません。決まっている分は{}円です。", yen(self.decided_yen)),
            ),
        };
        let _ = writeln!(text, "{total}");
        if let Some(ends) = &self.ends {
            let (worse, better) = (shown(ends.at_worse_yen, language), shown(ends.at_better_yen, language));
            let percent = ends.percent;
            let _ = writeln!(
                text,
                "{}",
                say(
                    format!("with every estimate at an end of its {percent}% interval: {worse} to {better}"),
                    format!("推定値が{percent}％信頼区間の端にあったとき：{worse}〜{better}"),
                )
            );
        }
        if let Some(before) = self.before_after_yen {
            let before = yen(before);
            let _ = writeln!(
                text,
                "{}",
                say(
                    format!("by comparing before and after it would have been {before} yen"),
                    format!("前後の比較で払っていたら：{before}円"),
                )
            );
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        for note in &self.notes {
            let _ = writeln!(text, "* {}", note.say(language));
        }
        text
    }
}

fn tell(line: &Line, language: Language, text: &mut String) {
    let say = |en: &str, ja: &str| Sentence::new(en, ja).say(language).to_owned();
    let title = match (line.kind, &line.title) {
        (LineKind::Fixed, _) => say("Fixed part", "固定の分"),
        (LineKind::Cut, _) => say("Cut off by a cap", "上限で切る分"),
        (LineKind::Metric, Some(title)) => title.clone(),
        (LineKind::Metric, None) => line.name.clone(),
    };
    let year = line.year.as_ref().map(|year| format!(" {year}")).unwrap_or_default();
    let _ = writeln!(text, "{title}{year}: {}", shown(line.yen, language));
    for because in &line.because {
        let _ = writeln!(text, "    {}", because.say(language));
    }
    if let Some(note) = &line.note {
        let _ = writeln!(text, "    {note}");
    }
    let unit = line.unit.as_deref().unwrap_or_default();
    if let Some(estimated) = &line.estimated {
        tell_estimated(estimated, unit, language, text);
    }
    if let Some(before) = &line.before_after {
        let (value, amount) = (with_unit(before.value, unit), shown(before.yen, language));
        let said = Sentence::new(
            format!("by comparing before and after: {value}, {amount}"),
            format!("前後の比較では{value}、{amount}"),
        );
        let _ = writeln!(text, "    {}", said.say(language));
    }
}

fn tell_estimated(estimated: &Estimated, unit: &str, language: Language, text: &mut String) {
    let (low, high) = (about(estimated.low, unit), about(estimated.high, unit));
    let (worse, better) = (shown(estimated.at_worse_yen, language), shown(estimated.at_better_yen, language));
    let said = Sentence::new(
        format!("interval {low} to {high}: {worse} at the worse end, {better} at the better"),
        format!("信頼区間{low}〜{high}：悪いほうの端で{worse}、よいほうの端で{better}"),
    );
    let _ = writeln!(text, "    {}", said.say(language));
    for tier in &estimated.tiers {
        let from = tier.from.map(|from| with_unit(from, unit));
        let begins = Sentence::new(
            from.as_ref().map_or_else(|| "before the table".to_owned(), |from| format!("from {from}")),
            from.as_ref().map_or_else(|| "表の手前".to_owned(), |from| format!("{from}から")),
        );
        let pays = match (tier.least_yen, tier.most_yen) {
            (Some(least), Some(most)) if least != most => match language {
                Language::En => format!("{} to {} yen", yen(least), yen(most)),
                Language::Ja => format!("{}〜{}円", yen(least), yen(most)),
            },
            (Some(least), None) => match language {
                Language::En => format!("{} yen and more", yen(least)),
                Language::Ja => format!("{}円以上", yen(least)),
            },
            (least, _) => shown(least, language),
        };
        let percent = tier.probability * 100.0;
        let _ = writeln!(text, "        {percent:5.1}%  {}: {pays}", begins.say(language));
    }
    if let Some(mean) = estimated.mean_yen {
        let said = Sentence::new(
            format!("on average over this uncertainty: {} yen, before conditions and caps", yen(mean)),
            format!("このばらつきでならすと{}円（条件と上限の前）", yen(mean)),
        );
        let _ = writeln!(text, "        {}", said.say(language));
    }
}

/// An end of an interval, to two decimals.
fn about(end: Level, unit: &str) -> String {
    format!("{:.2}{unit}", end.number())
}

/// Yen, or that they are open.
fn shown(amount: Option<i64>, language: Language) -> String {
    let said = amount.map_or_else(
        || Sentence::new("open", "未定"),
        |amount| Sentence::new(format!("{} yen", yen(amount)), format!("{}円", yen(amount))),
    );
    said.say(language).to_owned()
}
