//! What was measured, as one table.

use super::challenges::Grown;
use super::machine::Machine;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// One figure, beside another of the same run.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figure {
    pub(super) name: Cow<'static, str>,
    pub(super) value: f64,
    pub(super) unit: &'static str,
    /// What it is held against.
    pub(super) against: &'static str,
    pub(super) other: f64,
    /// `value` ÷ `other`.
    pub(super) ratio: f64,
    pub(super) target: Option<Target>,
    /// Whether the target is met; nothing where there is none.
    pub(super) met: Option<bool>,
}

/// What a figure shall be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Target {
    AtLeast(f64),
    Below(f64),
    RatioAtLeast(f64),
}

impl Figure {
    pub(super) fn new(
        name: impl Into<Cow<'static, str>>,
        (value, unit): (f64, &'static str),
        (against, other): (&'static str, f64),
        target: Option<Target>,
    ) -> Self {
        let ratio = value / other;
        let met = target.map(|target| match target {
            Target::AtLeast(least) => value >= least,
            Target::Below(most) => value < most,
            Target::RatioAtLeast(least) => ratio >= least,
        });
        Self { name: name.into(), value, unit, against, other, ratio, target, met }
    }
}

/// All figures of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub(super) machine: Machine,
    /// The load average when the run ended.
    pub(super) load_after: String,
    /// How much was done: `full` or `quick`, which measures too little to judge by.
    pub(super) run: &'static str,
    pub(super) figures: Vec<Figure>,
    /// How challenges grow with a city.
    pub(super) growth: Vec<Grown>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine { date, cores, cpu, kernel, load, optimised } = &self.machine;
        let build = if *optimised { "" } else { ", not optimised" };
        writeln!(
            f,
            "ayumi bench ({}{build})  {date}  {cores} cores, {cpu}, {kernel}  load {load} to {}\n",
            self.run, self.load_after
        )?;
        writeln!(
            f,
            "{:<42} {:>12} {:<12} {:>7}  {:<44} {:<16} ",
            "figure", "value", "", "ratio", "to, in the same run", "target"
        )?;
        for figure in &self.figures {
            let against = format!("{} ({})", figure.against, number(figure.other));
            let target = figure.target.map_or_else(String::new, |target| target.to_string());
            let met = match figure.met {
                Some(true) => "met",
                Some(false) => "missed",
                None => "",
            };
            writeln!(
                f,
                "{:<42} {:>12} {:<12} {:>7.2}  {against:<44} {target:<16} {met}",
                figure.name,
                number(figure.value),
                figure.unit,
                figure.ratio
            )?;
        }
        Ok(())
    }
}

/// The report as a table for a page.
pub struct Markdown<'a>(pub &'a Report);

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { machine, load_after, run, figures, growth: _ } = self.0;
        writeln!(f, "| figure | value | ratio | beside it, in the same run | target |")?;
        writeln!(f, "| --- | --- | --- | --- | --- |")?;
        for figure in figures {
            let target = match (figure.target, figure.met) {
                (Some(target), Some(true)) => format!("{target}: met"),
                (Some(target), _) => format!("{target}: missed"),
                (None, _) => "–".to_owned(),
            };
            let Figure { name, unit, against, ratio, .. } = figure;
            let (value, other) = (number(figure.value), number(figure.other));
            writeln!(f, "| {name} | {value} {unit} | {ratio:.2} | {against}: {other} {unit} | {target} |")?;
        }
        let Machine { date, cores, cpu, kernel, load, optimised } = machine;
        let build = if *optimised { "" } else { ", not optimised" };
        write!(
            f,
            "\n`ayumi bench` ({run}{build}), {date}, {cores} cores ({cpu}), {kernel}, load average {load} to {load_after}, one run."
        )
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, "at least {}", number(*least)),
            Self::Below(most) => write!(f, "below {}", number(*most)),
            Self::RatioAtLeast(least) => write!(f, "ratio ≥ {least:.2}"),
        }
    }
}

/// Thousands apart; decimals where they tell.
pub(super) fn number(value: f64) -> String {
    if value < 0.1 {
        return format!("{value:.3}");
    }
    if value < 100.0 {
        return format!("{value:.2}");
    }
    let digits = format!("{value:.0}");
    let mut parts = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            parts.push(',');
        }
        parts.push(digit);
    }
    parts
}
