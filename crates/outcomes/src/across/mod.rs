//! The same question in several cities: what their reports found, side by side and taken together, without a row about
//! anybody leaving a city. Reports are all that is read, and only what each of them shows.
//!
//! docs/outcomes-designs.md has the formulae and their sources.

mod definition;
mod pool;
mod sentences;
mod table;

pub use definition::Definition;
pub use pool::{Found, Heterogeneity, Pooled, pool};
pub use table::{TABLE, TableRow};

use crate::Unfit;
use crate::report::{Answer, DesignKind, Estimate, FORMAT, Report, Stage, Standing};
use domain::Sentence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One less the level of the pooled interval.
const ALPHA: f64 = 0.05;

/// Cities side by side. `crates/outcomes/tests/across/across.json` is a whole one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Across {
    /// What was measured and compared, the same in all rows.
    pub definition: Definition,
    /// Of that definition: [`Definition::hash`].
    pub definition_hash: String,
    /// The campaigns that can be compared, by city and campaign.
    pub rows: Vec<Row>,
    /// The reports that cannot, each with why.
    pub apart: Vec<Apart>,
    /// The mean of the cities' effects, in the unit of the outcome (or on a logarithm, where the definition says so).
    pub pooled: Answer<Pooled>,
    /// How far the cities' effects differ.
    pub heterogeneity: Answer<Heterogeneity>,
    /// What is said of all this, in the order in which it is read.
    pub says: Vec<Sentence>,
}

/// What one report found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The city's code.
    pub city: String,
    /// The city's name.
    pub city_name: String,
    /// The campaign's name in files.
    pub campaign: String,
    /// The hash of the record that the report was made of ([`crate::report::Recompute::record`]).
    pub record: String,
    /// The hash of the sealed plan, where there is one.
    pub plan: Option<String>,
    /// Whether it was planned before the start.
    pub standing: Standing,
    /// Whether all that the plan waits for is in.
    pub stage: Stage,
    /// What is estimated, in the words of the city's report.
    pub estimand: Sentence,
    /// The effect as the report shows it, with its people, points, error, degrees of freedom and interval; or what the
    /// report says in its place.
    pub effect: Answer<Estimate>,
    /// Why it does not count in the pooled number; `None` where it does.
    pub left_out: Option<Sentence>,
}

/// A report that is not compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    /// The city's code.
    pub city: String,
    /// The city's name.
    pub city_name: String,
    /// The campaign's name in files.
    pub campaign: String,
    /// Why.
    pub why: Sentence,
}

/// Cities side by side, by their reports. In which order these come makes no difference.
///
/// What most reports asked is what is compared; where several questions were asked as often, the one whose hash comes
/// first. Of several reports of one campaign the last counts. Effects of final reports are pooled, those of interim
/// ones are shown only.
///
/// # Errors
/// If no report is of something that was randomised, in the shape that this program knows.
pub fn across(reports: &[Report]) -> Result<Across, Unfit> {
    let (sound, mut apart) = latest(reports);
    let mut asked: BTreeMap<String, Vec<(&Report, Definition)>> = BTreeMap::new();
    for report in sound {
        let definition = Definition::of(report);
        asked.entry(definition.hash()).or_default().push((report, definition));
    }
    let most = asked.values().map(Vec::len).max().unwrap_or_default();
    let chosen = asked.iter().find(|(_, group)| group.len() == most);
    let chosen = chosen.and_then(|(hash, group)| Some((hash.clone(), group.first()?.1.clone())));
    let Some((definition_hash, definition)) = chosen else {
        return Err(nothing());
    };
    let mut rows = Vec::new();
    for (hash, group) in asked {
        for (report, own) in group {
            match hash == definition_hash {
                true => rows.push(row(report)),
                false => apart.push(set_apart(report, definition.differs(&own))),
            }
        }
    }
    rows.sort_by(|one, other| (&one.city, &one.campaign).cmp(&(&other.city, &other.campaign)));
    apart.sort_by(|one, other| (&one.city, &one.campaign, &one.why).cmp(&(&other.city, &other.campaign, &other.why)));
    let (pooled, heterogeneity) = match together(&rows) {
        Ok((pooled, heterogeneity)) => (Answer::Known(pooled), Answer::Known(heterogeneity)),
        Err(unfit) => (Answer::Unfit(unfit.sentence().clone()), Answer::Unfit(unfit.sentence().clone())),
    };
    let says = sentences::says(&definition, &rows, &apart, &pooled, &heterogeneity);
    Ok(Across { definition, definition_hash, rows, apart, pooled, heterogeneity, says })
}

/// The last report of each campaign in which something was randomised; the others are set apart.
fn latest(reports: &[Report]) -> (Vec<&Report>, Vec<Apart>) {
    let mut apart = Vec::new();
    let mut last: BTreeMap<(&str, &str), &Report> = BTreeMap::new();
    for report in reports {
        if report.format != FORMAT {
            apart.push(set_apart(report, sentences::other_format(report.format)));
            continue;
        }
        if report.about.design.kind == DesignKind::Nothing {
            apart.push(set_apart(report, sentences::not_randomised()));
            continue;
        }
        let when = |report: &Report| (report.recompute.as_of, report.recompute.record.clone());
        let place = last.entry((&report.about.city, &report.about.campaign)).or_insert(report);
        if std::ptr::eq(*place, report) {
            continue;
        }
        let before = if when(report) > when(place) { std::mem::replace(place, report) } else { report };
        apart.push(set_apart(before, sentences::there_is_a_later_one()));
    }
    (last.into_values().collect(), apart)
}

fn row(report: &Report) -> Row {
    let about = &report.about;
    let effect = report.effect.primary.clone();
    let left_out = match (&effect, about.stage) {
        (Answer::Known(_), Stage::Final) => None,
        (Answer::Known(_), Stage::Interim) => Some(sentences::interim()),
        (other, _) => other.instead().cloned(),
    };
    Row {
        city: about.city.clone(),
        city_name: about.city_name.clone(),
        campaign: about.campaign.clone(),
        record: report.recompute.record.clone(),
        plan: report.recompute.plan.clone(),
        standing: about.standing,
        stage: about.stage,
        estimand: about.estimand.clone(),
        effect,
        left_out,
    }
}

fn set_apart(report: &Report, why: Sentence) -> Apart {
    let (city, city_name) = (report.about.city.clone(), report.about.city_name.clone());
    Apart { city, city_name, campaign: report.about.campaign.clone(), why }
}

/// The effects that count, pooled: one of each city, since campaigns of one city may be of the same people.
fn together(rows: &[Row]) -> Result<(Pooled, Heterogeneity), Unfit> {
    let counted: Vec<&Row> = rows.iter().filter(|row| row.left_out.is_none()).collect();
    let twice = counted.iter().zip(counted.iter().skip(1)).find(|(one, next)| one.city == next.city);
    if let Some((one, _)) = twice {
        return Err(sentences::city_twice(&one.city_name));
    }
    let found = counted.iter().filter_map(|row| row.effect.known());
    pool(&found.map(|effect| Found { estimate: effect.estimate, se: effect.se }).collect::<Vec<Found>>(), ALPHA)
}

fn nothing() -> Unfit {
    Unfit::new(
        "there is no report of something that was randomised: nothing can be compared",
        "くじで割り当てた事業の報告がないため、比べられません。",
    )
}
