//! A fit in words: a table that lines up, and below it what it rests on.

use crate::estimate::Counts;
use crate::looks::Always;
use crate::{Fit, Redrawn, Role, Term};
use domain::Language;

/// What estimates are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// In the units of the outcome.
    Outcome,
    /// As logarithms of relative risks.
    LogRisk,
}

/// What a fit's `people` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Persons.
    People,
    /// Districts or teams that were drawn as a whole.
    Clusters,
}

impl Fit {
    /// The fit as people read it, with intervals named by their level 1 − `alpha`; `at` is the effect where moderators have
    /// some values, a combination of the others.
    pub fn tell(
        &self,
        at: Option<&Term>,
        (scale, counted): (Scale, Counted),
        alpha: f64,
        language: Language,
    ) -> String {
        let ja = language == Language::Ja;
        let pick = |en: &str, word: &str| if ja { word.to_owned() } else { en.to_owned() };
        let level = short(100.0 * (1.0 - alpha));
        let head = [
            pick("term", "項目"),
            pick("role", "役割"),
            pick("estimate", "推定値"),
            pick("se", "標準誤差"),
            pick(&format!("{level}% interval"), &format!("{level}%区間")),
            pick("p", "p値"),
        ];
        let mut rows = vec![head];
        for term in self.terms.iter().chain(at) {
            let places = places(term.se);
            let role = match term.role {
                Role::Control => pick("control", "調整"),
                Role::Effect => pick("effect", "効果"),
            };
            let number = |value: f64| format!("{value:.places$}");
            let interval = interval(term.ci_low, term.ci_high, places, ja);
            rows.push([term.name.clone(), role, number(term.estimate), number(term.se), interval, p(term.p)]);
        }
        let mut lines = aligned(&rows);
        if scale == Scale::LogRisk {
            lines.push(String::new());
            let effects = self.terms.iter().filter(|term| term.role == Role::Effect);
            lines.extend(effects.enumerate().map(|(place, term)| risk(term, place > 0, ja)));
            lines.extend(at.map(|term| risk(term, false, ja)));
        }
        lines.push(String::new());
        let (people, rows, df) = (grouped(self.people), grouped(self.rows), short(self.df));
        let (persons, ninzu) = match counted {
            Counted::People => ("people", "人"),
            Counted::Clusters => ("clusters", "のまとまり"),
        };
        lines.push(match ja {
            true => format!("{people}{ninzu}、{rows}行。自由度{df}の t 分布で計算しました。"),
            false => format!("{people} {persons}, {rows} rows; t with {df} degrees of freedom."),
        });
        let effects = self.terms.iter().filter(|term| term.role == Role::Effect).count();
        if let (Some(joint), 2..) = (&self.joint, effects) {
            let (t2, f, p) = (format!("{:.3}", joint.t2), format!("{:.3}", joint.f), p(joint.p));
            lines.push(match ja {
                true => format!("すべての効果を同時に見ると、T² = {t2}、F({effects}, {df}) = {f}、p = {p}。"),
                false => format!("All effects at once: T² = {t2}, F({effects}, {df}) = {f}, p = {p}."),
            });
        }
        lines.join("\n")
    }
}

/// What was drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Treatments, with the probabilities that were logged.
    Treatments,
    /// The arms of persons or clusters.
    Arms,
    /// The order in which clusters begin.
    Order,
}

impl Redrawn {
    /// How often as much came out, in a line.
    pub fn tell(&self, drawing: Drawing, language: Language) -> String {
        let p = if self.p < 0.0001 { "< 0.0001".to_owned() } else { format!("= {:.4}", self.p) };
        let (draws, error) = (grouped(self.draws), format!("{:.4}", self.monte_carlo_se));
        let (what, how, measure) = match (drawing, language) {
            (Drawing::Treatments, Language::En) => {
                ("Drawn again", " with the logged probabilities", "T² at least as large")
            }
            (Drawing::Arms, Language::En) => ("Arms drawn again", "", "a difference as far from 0"),
            (Drawing::Order, Language::En) => ("The order drawn again", "", "an effect as far from 0"),
            (Drawing::Treatments, Language::Ja) => ("記録された確率で", "", "T² が実際の値以上"),
            (Drawing::Arms, Language::Ja) => ("群の割り当てを", "", "差が実際と同じかそれ以上"),
            (Drawing::Order, Language::Ja) => ("始める順番を", "", "効果が実際と同じかそれ以上"),
        };
        match (language, self.exact) {
            (Language::En, true) => {
                format!("{what} in each of the {draws} ways there are{how}: {measure} as here, p {p}.")
            }
            (Language::En, false) => format!(
                "{what} {draws} times{how}: {measure} as here, p {p} (standard error from the number of draws {error})."
            ),
            (Language::Ja, true) => format!("{what}全{draws}通り引き直し、{measure}になるかを調べました。p {p}。"),
            (Language::Ja, false) => format!(
                "{what}{draws}回引き直し、{measure}になるかを調べました。p {p}（引き直しの回数による標準誤差 {error}）。"
            ),
        }
    }
}

impl Always {
    /// The interval that holds at every look, in a line, of a term by its name; `places` are those of the term's numbers.
    pub fn tell(&self, term: &Term, alpha: f64, language: Language) -> String {
        let (places, level) = (places(term.se), short(100.0 * (1.0 - alpha)));
        let (name, p) = (&term.name, p(self.p));
        let interval = interval(self.ci_low, self.ci_high, places, language == Language::Ja);
        match language {
            Language::En => format!("{name}: {level}% interval that holds at every look {interval}, p {p}."),
            Language::Ja => format!("{name}：何度見ても正しい{level}%区間 {interval}、p {p}。"),
        }
    }
}

impl Counts {
    /// What became of the rows, in a line.
    pub fn tell(&self, language: Language) -> String {
        let [rows, unavailable, treated, missing] =
            [self.rows, self.unavailable, self.treated_unavailable, self.missing].map(grouped);
        match language {
            Language::En => format!(
                "Of {rows} rows, {unavailable} were not available ({treated} of them treated all the same); {missing} of \
                 the others had no outcome."
            ),
            Language::Ja => format!(
                "全{rows}行のうち、介入できる状態でなかったのは{unavailable}行（それでも介入があったのは{treated}行）。\
                 ほかの行のうち、結果がないのは{missing}行。"
            ),
        }
    }
}

/// A logarithm of a relative risk, or what is added to one, brought back.
fn risk(term: &Term, is_change: bool, ja: bool) -> String {
    let [risk, low, high] = [term.estimate, term.ci_low, term.ci_high].map(f64::exp);
    let (name, interval) = (&term.name, interval(low, high, 3, ja));
    match (is_change, ja) {
        (false, false) => format!("{name}: relative risk {risk:.3} ({interval})"),
        (false, true) => format!("{name}：リスク比 {risk:.3}（{interval}）"),
        (true, false) => format!("{name}: with each 1 more, {risk:.3} times that relative risk ({interval})"),
        (true, true) => format!("{name}：1 増えるごとに、リスク比が {risk:.3} 倍（{interval}）"),
    }
}

fn interval(low: f64, high: f64, places: usize, ja: bool) -> String {
    let to = if ja { "〜" } else { " to " };
    format!("{low:.places$}{to}{high:.places$}")
}

/// As many decimals as tell three digits of a standard error.
fn places(se: f64) -> usize {
    let digits = 2.0 - se.abs().log10().floor();
    if digits.is_finite() { digits.clamp(0.0, 12.0) as usize } else { 3 }
}

fn p(value: f64) -> String {
    if value < 0.0001 { "<0.0001".to_owned() } else { format!("{value:.4}") }
}

/// A number without decimals that say nothing: 95, 34, 2.5, 99.9.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn grouped(number: u64) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1_000), number % 1_000) }
}

/// Words to the left, numbers to the right.
fn aligned(rows: &[[String; 6]]) -> Vec<String> {
    let mut widths = [0; 6];
    for row in rows {
        for (most, cell) in widths.iter_mut().zip(row) {
            *most = width(cell).max(*most);
        }
    }
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(widths).enumerate().map(|(at, (cell, most))| {
            let space = " ".repeat(most - width(cell));
            if at < 2 { format!("{cell}{space}") } else { format!("{space}{cell}") }
        });
        cells.collect::<Vec<String>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// How many columns of a terminal a text takes: letters of full width take two.
fn width(text: &str) -> usize {
    text.chars().map(|letter| if letter >= '\u{2e80}' { 2 } else { 1 }).sum()
}
