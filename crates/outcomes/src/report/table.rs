//! A report as one long table, for who reads it with a sheet or a program: a row for each number.

use super::{
    Answer, ByArm, Check, Count, Estimate, Mean, Money, Permuted, Rate, Relative, Report, Share, Stage, Step, Why,
};
use domain::Sentence;

/// The names of the columns of [`Report::table`].
///
/// `key` is what the number is about within its section, `arm` the arm's name, `week` the week since each person's first
/// day, `planned` of an analysis 1 where the sealed plan asks for it and 0 where it is exploratory, `measure` which number
/// of it (`estimate`, `ci_low`, `people`, …). Where there is no number `value` is empty and the two notes say why.
pub const TABLE: [&str; 9] = ["section", "key", "arm", "week", "planned", "measure", "value", "note_en", "note_ja"];

/// A row of the table.
pub type TableRow = [String; 9];

impl Report {
    /// All numbers of the report, in the order of its sections.
    pub fn table(&self) -> Vec<TableRow> {
        let mut table =
            Table { rows: Vec::new(), arms: self.about.design.arms.iter().map(|arm| arm.key.clone()).collect() };
        table.about(self);
        table.flow(self);
        table.integrity(self);
        table.effect(self);
        table.rest(self);
        if let Some(money) = &self.money {
            table.answer("money", Place::of("payment"), money, Table::money);
        }
        table.rows
    }
}

/// Why a step of the flow has no number.
fn not_on_record() -> Sentence {
    Sentence::new("not in the record", "記録からは分かりません。")
}

struct Table {
    rows: Vec<TableRow>,
    arms: Vec<String>,
}

/// Where in a section a number is.
#[derive(Clone, Copy)]
struct Place<'a> {
    key: &'a str,
    arm: &'a str,
    week: Option<u32>,
    planned: Option<bool>,
}

impl<'a> Place<'a> {
    fn of(key: &'a str) -> Self {
        Self { key, arm: "", week: None, planned: None }
    }

    /// The place of an analysis.
    fn analysis(key: &'a str, planned: bool) -> Self {
        Self { planned: Some(planned), ..Self::of(key) }
    }
}

impl Table {
    fn about(&mut self, report: &Report) {
        let is_final = u8::from(report.about.stage == Stage::Final);
        self.push("about", Place::of("final"), "", is_final.to_string(), None);
        let looks = &report.looks;
        let numbers = [("before", Some(looks.made)), ("questions", Some(looks.questions)), ("n_star", looks.n_star)];
        for (key, number) in numbers.into_iter().filter_map(|(key, number)| Some((key, number?))) {
            self.push("looks", Place::of(key), "", number.to_string(), None);
        }
    }

    fn flow(&mut self, report: &Report) {
        for (unit, steps) in [("people", &report.flow.people), ("points", &report.flow.points)] {
            for Step { key, total, arms, .. } in steps {
                match total {
                    Some(total) => self.count("flow", Place::of(key), unit, *total),
                    None => self.push("flow", Place::of(key), unit, String::new(), Some(&not_on_record())),
                }
                self.by_arm("flow", key, unit, arms);
            }
        }
        self.whys("flow_unavailable", &report.flow.unavailable);
    }

    fn integrity(&mut self, report: &Report) {
        let checks = [("points", &report.integrity.points), ("people", &report.integrity.people)];
        for (key, check) in checks {
            if let Some(check) = check {
                self.answer("integrity", Place::of(key), check, Self::check);
            }
        }
        self.whys("integrity_deviations", &report.integrity.deviations);
        for balance in &report.integrity.balance {
            self.means("integrity_balance", &balance.key, &balance.arms);
            let place = Place::of(&balance.key);
            self.answer("integrity_balance", place, &balance.standardised, |table, section, place, apart| {
                table.number(section, place, "standardised_difference", *apart);
            });
        }
    }

    fn effect(&mut self, report: &Report) {
        let effect = &report.effect;
        self.estimate("effect", Place::analysis("primary", effect.planned), &effect.primary);
        if let Some(permuted) = &effect.permuted {
            self.answer("effect", Place::analysis("permuted", effect.planned), permuted, Self::permuted);
        }
        self.answer(
            "effect",
            Place::analysis("relative", effect.planned),
            &effect.relative,
            |table, section, place, relative| {
                let Relative { estimate, ci_low, ci_high } = relative;
                for (measure, value) in [("estimate", estimate), ("ci_low", ci_low), ("ci_high", ci_high)] {
                    table.number(section, place, measure, *value);
                }
            },
        );
        self.means("effect", "outcome", &effect.arms);
        for other in &effect.others {
            self.estimate("effect_others", Place::analysis(&other.key, other.planned), &other.estimate);
        }
        if let Some(anytime) = &report.looks.anytime {
            self.estimate("looks", Place::analysis("anytime", effect.planned), anytime);
        }
        let contrast = &report.contrast;
        for (key, mean) in [("before", &contrast.before), ("with", &contrast.with), ("without", &contrast.without)] {
            self.answer("contrast", Place::of(key), mean, Self::mean);
        }
        for (key, estimate) in [("naive", &contrast.naive), ("own_change", &contrast.own_change)] {
            self.estimate("contrast", Place::analysis(key, false), estimate);
        }
    }

    fn rest(&mut self, report: &Report) {
        let missing = &report.missing;
        self.push("missing", Place::of("open"), "points", missing.open.to_string(), None);
        self.lines("missing_reasons", "points", &missing.reasons);
        self.shares("missing", Place::of("unknown"), &missing.shares);
        self.shares("missing", Place::of("revised"), &missing.revised);
        for assumed in &missing.sensitivity {
            self.estimate("sensitivity", Place::analysis(&assumed.key, assumed.planned), &assumed.estimate);
        }
        for Rate { key, total, arms, .. } in &report.adherence.shares {
            if let Some(total) = total {
                self.answer("adherence", Place::of(key), total, Self::share);
            }
            self.shares("adherence", Place::of(key), arms);
        }
        for week in &report.adherence.weeks {
            let place = |key| Place { week: Some(week.week), ..Place::of(key) };
            let effect = Place { planned: Some(false), ..place("effect") };
            self.count("weeks", place("people"), "people", week.people);
            self.answer("weeks", place("active"), &week.active, Self::share);
            self.answer("weeks", place("delivered"), &week.delivered, Self::share);
            self.shares("weeks", place("responded"), &week.responded);
            self.estimate("weeks", effect, &week.effect);
        }
        for lasting in &report.adherence.lasting {
            let place = Place { week: Some(lasting.week), ..Place::of("lasting") };
            for (measure, value) in [("share", lasting.share), ("ci_low", lasting.ci_low), ("ci_high", lasting.ci_high)]
            {
                self.number("weeks", place, measure, value);
            }
        }
        self.estimate("adherence", Place::analysis("slope_in_four_weeks", false), &report.adherence.slope);
        for division in &report.segments.divisions {
            for segment in &division.segments {
                let key = format!("{}={}", division.key, segment.key);
                let place = Place::analysis(&key, division.planned);
                self.estimate("segments", place, &segment.estimate);
                let adjusted = [("p_holm", segment.p_holm), ("p_benjamini_hochberg", segment.p_benjamini_hochberg)];
                for (measure, p) in adjusted.into_iter().filter_map(|(measure, p)| Some((measure, p?))) {
                    self.number("segments", place, measure, p);
                }
            }
        }
        for bin in &report.distribution.bins {
            self.shares("distribution", Place::of(&format!("from_{}", bin.from)), &bin.arms);
        }
        let quality = &report.quality;
        self.lines("sources", "points", &quality.sources);
        self.shares("quality", Place::of("capped"), &quality.capped);
        for (key, estimate) in [("uncapped", &quality.uncapped), ("without_flagged", &quality.without_flagged)] {
            if let Some(estimate) = estimate {
                self.estimate("quality", Place::analysis(key, false), estimate);
            }
        }
        if let Some(flagged) = quality.flagged {
            self.count("quality", Place::of("flagged"), "people", flagged);
        }
        self.lines("harms", "people", &report.harms.rows);
    }

    fn money(&mut self, section: &str, _: Place<'_>, money: &Money) {
        let mut put =
            |key: &str, measure: &str, value: String| self.push(section, Place::of(key), measure, value, None);
        let text = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
        let statement = &money.statement;
        put("total", "yen", text(statement.total_yen));
        if let Some(ends) = &statement.ends {
            put("total", "yen_at_worse", text(ends.at_worse_yen));
            put("total", "yen_at_better", text(ends.at_better_yen));
        }
        put("total", "yen_before_after", text(statement.before_after_yen));
        for line in &statement.lines {
            let key = line.year.as_ref().map_or_else(|| line.name.clone(), |year| format!("{}={year}", line.name));
            put(&key, "yen", text(line.yen));
            if let Some(estimated) = &line.estimated {
                put(&key, "yen_at_worse", text(estimated.at_worse_yen));
                put(&key, "yen_at_better", text(estimated.at_better_yen));
                for (at, tier) in estimated.tiers.iter().enumerate() {
                    put(&key, &format!("probability_of_tier_{}", at + 1), tier.probability.to_string());
                }
            }
        }
    }

    fn check(&mut self, section: &str, place: Place<'_>, check: &Check) {
        for (measure, value) in [("statistic", check.statistic), ("p", check.p)] {
            self.number(section, place, measure, value);
        }
        if let Some(p) = check.p_any_look {
            self.number(section, place, "p_any_look", p);
        }
        self.push(section, place, "alarm", u8::from(check.alarm).to_string(), None);
        for (at, (arm, observed)) in self.arms.clone().iter().zip(&check.observed).enumerate() {
            // Arms beside decision points have other names.
            let place = Place { arm: if place.key == "points" { arm } else { "" }, ..place };
            if let Some(expected) = check.expected.get(at) {
                self.number(section, place, "expected", *expected);
            }
            self.count(section, place, "observed", *observed);
        }
    }

    fn estimate(&mut self, section: &str, place: Place<'_>, answer: &Answer<Estimate>) {
        self.answer(section, place, answer, |table, section, place, estimate| {
            let numbers = [
                ("estimate", Some(estimate.estimate)),
                ("se", Some(estimate.se)),
                ("ci_low", Some(estimate.ci_low)),
                ("ci_high", Some(estimate.ci_high)),
                ("level", Some(estimate.level)),
                ("df", estimate.df),
                ("p", Some(estimate.p)),
            ];
            for (measure, value) in numbers.into_iter().filter_map(|(measure, value)| Some((measure, value?))) {
                table.number(section, place, measure, value);
            }
            table.count(section, place, "people", estimate.people);
            table.count(section, place, "points", estimate.points);
            table.push(section, place, "correction", estimate.correction.as_str().to_owned(), None);
        });
    }

    fn permuted(&mut self, section: &str, place: Place<'_>, permuted: &Permuted) {
        let Permuted { p, monte_carlo_se, draws, exact, least } = permuted;
        for (measure, value) in [("p", p), ("monte_carlo_se", monte_carlo_se), ("least", least)] {
            self.number(section, place, measure, *value);
        }
        self.push(section, place, "draws", draws.to_string(), None);
        self.push(section, place, "exact", u8::from(*exact).to_string(), None);
    }

    fn mean(&mut self, section: &str, place: Place<'_>, mean: &Mean) {
        self.number(section, place, "mean", mean.mean);
        self.number(section, place, "sd", mean.sd);
        self.count(section, place, "people", mean.people);
        self.count(section, place, "points", mean.points);
    }

    fn means(&mut self, section: &str, key: &str, arms: &[Answer<Mean>]) {
        for (arm, mean) in self.arms.clone().iter().zip(arms) {
            self.answer(section, Place { arm, ..Place::of(key) }, mean, Self::mean);
        }
    }

    fn share(&mut self, section: &str, place: Place<'_>, share: &Share) {
        self.push(section, place, "part", share.part.to_string(), None);
        self.push(section, place, "of", share.of.to_string(), None);
    }

    fn shares(&mut self, section: &str, place: Place<'_>, arms: &[Answer<Share>]) {
        for (arm, share) in self.arms.clone().iter().zip(arms) {
            self.answer(section, Place { arm, ..place }, share, Self::share);
        }
    }

    fn lines(&mut self, section: &str, unit: &str, lines: &[ByArm]) {
        for line in lines {
            self.count(section, Place::of(&line.key), unit, line.total);
            self.by_arm(section, &line.key, unit, &line.arms);
        }
    }

    fn by_arm(&mut self, section: &str, key: &str, unit: &str, arms: &[Count]) {
        for (arm, count) in self.arms.clone().iter().zip(arms) {
            self.count(section, Place { arm, ..Place::of(key) }, unit, *count);
        }
    }

    fn whys(&mut self, section: &str, whys: &[Why]) {
        for why in whys {
            self.count(section, Place::of(&why.key), "points", why.points);
            self.count(section, Place::of(&why.key), "people", why.people);
        }
    }

    fn answer<T>(
        &mut self,
        section: &str,
        place: Place<'_>,
        answer: &Answer<T>,
        put: impl Fn(&mut Self, &str, Place<'_>, &T),
    ) {
        match answer {
            Answer::Known(value) => put(self, section, place, value),
            other => self.push(section, place, "", String::new(), other.instead()),
        }
    }

    fn count(&mut self, section: &str, place: Place<'_>, measure: &str, count: Count) {
        match count {
            Count::Shown(count) => self.push(section, place, measure, count.to_string(), None),
            Count::Hidden => self.push(section, place, measure, String::new(), Some(&super::hiding::too_few())),
        }
    }

    fn number(&mut self, section: &str, place: Place<'_>, measure: &str, value: f64) {
        self.push(section, place, measure, value.to_string(), None);
    }

    fn push(&mut self, section: &str, place: Place<'_>, measure: &str, value: String, note: Option<&Sentence>) {
        let week = place.week.map_or_else(String::new, |week| week.to_string());
        let (en, ja) = note.map(|note| (note.en.clone(), note.ja.clone())).unwrap_or_default();
        let planned = place.planned.map_or_else(String::new, |planned| u8::from(planned).to_string());
        let text = str::to_owned;
        self.rows.push([text(section), text(place.key), text(place.arm), week, planned, text(measure), value, en, ja]);
    }
}
