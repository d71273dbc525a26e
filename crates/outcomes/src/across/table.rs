//! Cities side by side as one long table, for who reads them with a sheet or a program: a row for each number.

use super::{Across, Apart, Heterogeneity, Pooled, Row};
use crate::report::{Answer, Count, Estimate, Stage, Standing};
use domain::Sentence;

/// The names of the columns of [`Across::table`].
///
/// `section` is `cities`, `apart`, `pooled`, `heterogeneity` or `definition`; `measure` is which number it is
/// (`estimate`, `ci_low`, `people`, …). Where there is no number `value` is empty and the two notes say why.
pub const TABLE: [&str; 7] = ["section", "city", "campaign", "measure", "value", "note_en", "note_ja"];

/// A row of the table.
pub type TableRow = [String; 7];

impl Across {
    /// All of it, cities first.
    pub fn table(&self) -> Vec<TableRow> {
        let mut table = Table(Vec::new());
        for row in &self.rows {
            table.city(row);
        }
        for Apart { city, campaign, why, .. } in &self.apart {
            table.push(("apart", city, campaign), "", String::new(), Some(why));
        }
        let place = ("pooled", "", "");
        table.answer(place, &self.pooled, |Pooled { estimate, se, ci_low, ci_high, level, df, p, cities }| {
            let numbers =
                [("estimate", estimate), ("se", se), ("ci_low", ci_low), ("ci_high", ci_high), ("level", level)];
            let rest = [("df", df.to_string()), ("p", p.to_string()), ("cities", cities.to_string())];
            numbers.map(|(measure, value)| (measure, value.to_string())).into_iter().chain(rest).collect()
        });
        table.answer(("heterogeneity", "", ""), &self.heterogeneity, |Heterogeneity { q, df, p, i2, tau2 }| {
            let numbers = [("q", q), ("df", df), ("p", p), ("i2", i2), ("tau2", tau2)];
            numbers.map(|(measure, value)| (measure, value.to_string())).into_iter().collect()
        });
        let place = ("definition", "", "");
        table.push(place, "hash", self.definition_hash.clone(), None);
        table.0
    }
}

struct Table(Vec<TableRow>);

/// Section, city and campaign.
type Place<'a> = (&'a str, &'a str, &'a str);

impl Table {
    fn city(&mut self, row: &Row) {
        let place = ("cities", row.city.as_str(), row.campaign.as_str());
        let standing = match row.standing {
            Standing::Planned => "planned",
            Standing::Exploratory => "exploratory",
        };
        let stage = match row.stage {
            Stage::Interim => "interim",
            Stage::Final => "final",
        };
        let words = [("standing", standing), ("stage", stage), ("record", &row.record)];
        for (measure, value) in words {
            self.push(place, measure, value.to_owned(), None);
        }
        self.answer(place, &row.effect, |effect| {
            let Estimate { estimate, se, ci_low, ci_high, level, df, p, .. } = effect;
            let mut numbers =
                vec![("estimate", estimate), ("se", se), ("ci_low", ci_low), ("ci_high", ci_high), ("level", level)];
            numbers.extend(df.as_ref().map(|df| ("df", df)));
            numbers.push(("p", p));
            numbers.into_iter().map(|(measure, value)| (measure, value.to_string())).collect()
        });
        if let Some(effect) = row.effect.known() {
            for (measure, count) in [("points", effect.points), ("people", effect.people)] {
                match count {
                    Count::Shown(count) => self.push(place, measure, count.to_string(), None),
                    Count::Hidden => self.push(place, measure, String::new(), Some(&hidden())),
                }
            }
        }
        let note = row.left_out.as_ref();
        self.push(place, "in_mean", u8::from(note.is_none()).to_string(), note);
    }

    fn answer<T>(&mut self, place: Place<'_>, answer: &Answer<T>, numbers: impl Fn(&T) -> Vec<(&'static str, String)>) {
        match answer {
            Answer::Known(value) => {
                for (measure, value) in numbers(value) {
                    self.push(place, measure, value, None);
                }
            }
            other => self.push(place, "", String::new(), other.instead()),
        }
    }

    fn push(&mut self, (section, city, campaign): Place<'_>, measure: &str, value: String, note: Option<&Sentence>) {
        let (en, ja) = note.map(|note| (note.en.clone(), note.ja.clone())).unwrap_or_default();
        let [section, city, campaign, measure] = [section, city, campaign, measure].map(str::to_owned);
        self.0.push([section, city, campaign, measure, value, en, ja]);
    }
}

fn hidden() -> Sentence {
    Sentence::new(
        "not shown: fewer than ten people could be found by subtracting",
        "引き算で10人未満の値が分かるため、表示しません。",
    )
}
