//! Numbers of a report as people write them: 1,234歩, −20〜640歩, 0.001未満.

use super::paper::Paper;
use crate::words::{Language, Words};
use outcomes::report::{Count, Estimate, Measure, Relative, Share};

/// What a difference is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// The outcome's own unit.
    Unit,
    /// Points of a hundred: a difference of two shares.
    Points,
    /// Percent: what was estimated is the logarithm of a ratio.
    Percent,
}

impl Scale {
    /// The scale on which a report's differences are told.
    pub(super) fn of(measure: &Measure) -> Self {
        match (measure.log, measure.binary) {
            (true, _) => Self::Percent,
            (false, true) => Self::Points,
            (false, false) => Self::Unit,
        }
    }

    /// An estimate of the model as it is told.
    pub(super) fn told(self, value: f64) -> f64 {
        match self {
            Self::Unit => value,
            Self::Points => value * 100.0,
            Self::Percent => value.exp_m1() * 100.0,
        }
    }
}

/// An interval, as it is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) at: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Paper<'_> {
    /// An estimate on the scale on which it is told.
    pub(super) fn span(&self, estimate: &Estimate) -> Span {
        let told = |value| self.scale.told(value);
        Span { at: told(estimate.estimate), low: told(estimate.ci_low), high: told(estimate.ci_high) }
    }

    /// A number on that scale with its unit: 312歩.
    pub(super) fn in_unit(&self, number: &str) -> String {
        match self.scale {
            Scale::Unit => with_unit(self.w, number, &self.w.said(&self.report.about.outcome.unit)),
            Scale::Points => self.w.with("report-points", [("number", number.into())]),
            Scale::Percent => format!("{number}%"),
        }
    }

    /// A difference: +312歩.
    pub(super) fn difference(&self, estimate: &Estimate) -> String {
        let Span { at, low, high } = self.span(estimate);
        self.in_unit(&signed(at, decimals([at, low, high])))
    }

    /// The interval around it: −20〜640歩.
    pub(super) fn interval(&self, estimate: &Estimate) -> String {
        let Span { at, low, high } = self.span(estimate);
        let places = decimals([at, low, high]);
        self.in_unit(&between(self.w, low, high, places))
    }

    /// The interval with its level: 95%区間 −20〜640歩.
    pub(super) fn interval_named(&self, estimate: &Estimate) -> String {
        let percent = percent_of(estimate.level);
        let interval = self.interval(estimate);
        self.w.with("report-interval", [("percent", percent.into()), ("interval", interval.into())])
    }

    /// The level of the report's intervals in percent: that of the primary analysis, of which the relative one is made.
    pub(super) fn percent(&self) -> String {
        let known = self.report.effect.primary.known();
        let planned = self.report.recompute.asked.plan.as_ref().map_or(0.95, |plan| 1.0 - plan.alpha);
        percent_of(known.map_or(planned, |primary| primary.level))
    }

    /// A difference with its interval: +312歩（95%区間 −20〜640歩）.
    pub(super) fn difference_told(&self, estimate: &Estimate) -> String {
        let (difference, interval) = (self.difference(estimate), self.interval_named(estimate));
        self.w.with("report-with-interval", [("value", difference.into()), ("interval", interval.into())])
    }

    /// A value of the outcome itself: 7,239歩, or a share of a yes-or-no outcome.
    pub(super) fn value(&self, value: f64) -> String {
        let outcome = &self.report.about.outcome;
        if outcome.binary {
            return format!("{}%", fixed(value * 100.0, 1));
        }
        with_unit(self.w, &fixed(value, decimals([value])), &self.w.said(&outcome.unit))
    }
}

/// How many decimals the numbers of one statement have, by the greatest of them.
pub(super) fn decimals<const N: usize>(numbers: [f64; N]) -> usize {
    let most = numbers.into_iter().map(f64::abs).filter(|number| number.is_finite()).fold(0.0, f64::max);
    match most {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    }
}

/// A number with its thousands apart and so many decimals: 1,234.5, −20.
pub(super) fn fixed(number: f64, places: usize) -> String {
    let digits = format!("{:.places$}", number.abs());
    let (whole, rest) = digits.split_once('.').map_or((digits.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(rest) = rest {
        text.push('.');
        text.push_str(rest);
    }
    // What is rounded to nothing has no sign.
    let is_nothing = digits.bytes().all(|digit| digit == b'0' || digit == b'.');
    if number < 0.0 && !is_nothing { format!("−{text}") } else { text }
}

/// The same, with the sign of what is above nothing: +312.
pub(super) fn signed(number: f64, places: usize) -> String {
    let text = fixed(number, places);
    let is_more = number > 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    if is_more { format!("+{text}") } else { text }
}

/// −20〜640, or −20 to 640.
pub(super) fn between(w: Words, low: f64, high: f64, places: usize) -> String {
    let (low, high) = (fixed(low, places), fixed(high, places));
    w.with("report-between", [("low", low.into()), ("high", high.into())])
}

/// A p-value: 0.012, 0.001未満.
pub(super) fn p_value(w: Words, p: f64) -> String {
    match p {
        ..0.001 => w.with("report-under", [("number", "0.001".into())]),
        0.9995.. => w.with("report-over", [("number", "0.999".into())]),
        _ => fixed(p, 3),
    }
}

/// A share in percent: 58.3%.
pub(super) fn percent(share: f64) -> String {
    format!("{}%", fixed(share * 100.0, 1))
}

/// A share with what it is of: 58.3%（1,234 / 2,117）.
pub(super) fn share(w: Words, share: Share) -> String {
    let (part, of) = (share.part, share.of);
    let parts = [("percent", percent(portion(share)).into()), ("part", whole(part).into()), ("of", whole(of).into())];
    w.with("report-share", parts)
}

/// A share as a number between 0 and 1.
pub(super) fn portion(share: Share) -> f64 {
    if share.of == 0 { 0.0 } else { share.part as f64 / share.of as f64 }
}

/// A relative effect: +4.3%.
pub(super) fn relative(relative: &Relative) -> String {
    format!("{}%", signed(relative.estimate * 100.0, 1))
}

/// The interval around it: 1.7〜7.0%.
pub(super) fn relative_interval(w: Words, relative: &Relative) -> String {
    format!("{}%", between(w, relative.ci_low * 100.0, relative.ci_high * 100.0, 1))
}

/// A whole number: 12,345.
pub(super) fn whole(number: u64) -> String {
    fixed(number as f64, 0)
}

/// A count of people or of decision points, or that it is not told.
pub(super) fn count(w: Words, count: Count) -> String {
    count.shown().map_or_else(|| w.say("report-few"), whole)
}

/// Degrees of freedom: 609, 198.4.
pub(super) fn freedom(df: f64) -> String {
    fixed(df, if (df - df.round()).abs() < 0.05 { 0 } else { 1 })
}

/// An amount of money.
pub(super) fn yen(w: Words, yen: i64) -> String {
    w.with("report-yen", [("number", fixed(yen as f64, 0).into())])
}

/// The level of an interval in percent: 95.
pub(super) fn percent_of(level: f64) -> String {
    let percent = level * 100.0;
    fixed(percent, if (percent - percent.round()).abs() < 0.05 { 0 } else { 1 })
}

/// A number with a unit, as the language sets them: 312歩, 312 steps.
pub(super) fn with_unit(w: Words, number: &str, unit: &str) -> String {
    let apart = w.language == Language::En && !unit.starts_with('%');
    if apart { format!("{number} {unit}") } else { format!("{number}{unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Book;
    use domain::Zone;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(fixed(1_234_567.4, 0), "1,234,567");
        assert_eq!(fixed(-1_234.56, 1), "−1,234.6");
        assert_eq!((fixed(-0.04, 1), signed(0.04, 1)), ("0.0".into(), "0.0".into()));
        assert_eq!((signed(312.4, 0), signed(-20.0, 0)), ("+312".into(), "−20".into()));
        assert_eq!(
            [decimals([312.0, -20.0, 640.0]), decimals([12.3]), decimals([-1.5]), decimals([0.13])],
            [0, 1, 2, 3]
        );
        assert_eq!((freedom(609.0), freedom(198.43)), ("609".into(), "198.4".into()));
    }

    #[test]
    fn what_is_very_small_is_told_as_less_than() {
        let ja = Words { language: Language::Ja, book: Book::Console, zone: Zone::default() };
        let en = Words { language: Language::En, ..ja };
        let told = [0.0, 0.000_99, 0.001, 0.012_4, 0.264, 1.0].map(|p| p_value(ja, p));
        assert_eq!(told, ["0.001未満", "0.001未満", "0.001", "0.012", "0.264", "0.999超"]);
        assert_eq!(p_value(en, 0.0), "less than 0.001");
        assert_eq!(
            (between(ja, -20.0, 640.0, 0), between(en, -20.0, 640.0, 0)),
            ("−20〜640".into(), "−20 to 640".into())
        );
        assert_eq!(count(ja, Count::Hidden), "10人未満など");
        assert_eq!(with_unit(ja, "312", "歩") + with_unit(en, " 312", "steps").as_str(), "312歩 312 steps");
    }

    #[test]
    fn logarithms_are_told_in_percent() {
        assert!((Scale::Percent.told(0.1312) - 14.02).abs() < 0.01);
        assert!((Scale::Points.told(0.032) - 3.2).abs() < 1e-12);
    }
}
