use super::{Caps, Message, Pack, Problem, is_name, messages};
use crate::chance::{self, Draw};
use crate::event::ChannelKind;
use crate::id::ResidentId;
use crate::pack::City;
use crate::time::{Day, parse_clock};
use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// A campaign: who it is for, when it asks its rules, what it may do.
///
/// ```toml
/// title = "あと少しの一歩"
/// from = 2026-04-01
/// until = 2027-03-31
/// techniques = ["1.5", "2.3"]
///
/// [who]
/// min_age = 40
///
/// [caps]
/// per_day = 1
///
/// [decision_points.evening]
/// at = "17:30"
/// days = ["mon", "wed", "fri"]
/// probability = 0.6
///
/// [points.goal_day]
/// points = 10
/// once_per = "day"
///
/// [experiment]
/// seed = "arao-walk-2026"
/// arms = { nudge = 0.8, control = 0.2 }
///
/// [outcome]
/// proximal = "steps_same_day"
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// What staff call it.
    pub title: String,
    /// The first and last civil day, both included.
    pub period: Period,
    /// Behaviour-change techniques it uses, by their BCT Taxonomy v1 numbers.
    pub techniques: Vec<String>,
    /// Whom it is for.
    pub who: Audience,
    /// The most messages a resident gets from this campaign.
    pub caps: Caps,
    /// When its rules are asked without an event, by name.
    pub decision_points: BTreeMap<String, DecisionPoint>,
    /// What its rules may award, by name.
    pub points: BTreeMap<String, Award>,
    /// Arms that residents are assigned to.
    pub experiment: Option<Experiment>,
    /// What shall be measured; read by the evaluation.
    pub outcome: Option<Outcome>,
    /// Its texts, by name.
    pub messages: BTreeMap<String, Message>,
}

/// Days from and until, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day; open when `None`.
    pub until: Option<Day>,
}

impl Period {
    /// Whether a day lies in the period.
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Whom a campaign is for.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Audience {
    /// Least age, reached in the calendar year.
    pub min_age: Option<i32>,
    /// Greatest age, reached in the calendar year.
    pub max_age: Option<i32>,
    /// Districts; empty means all.
    pub districts: Vec<String>,
    /// Only those who wish to be reached by one of these; empty means all.
    pub reach: Vec<ChannelKind>,
    /// How residents come in.
    pub entry: Entry,
}

/// How residents come into a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Everyone it is for, always on the newest version.
    #[default]
    Open,
    /// Only those whom a rule has enrolled, each on the version that held then.
    Enrolled,
}

/// A time at which rules are asked: the function `at_<name>`.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionPoint {
    /// Time of day in the city.
    pub at: NaiveTime,
    /// On these weekdays; never empty.
    pub days: Vec<Weekday>,
    /// The probability with which a message proposed here goes out, 0 < p < 1; always, when
    /// `None`.
    pub probability: Option<f64>,
}

/// What a rule may award.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// Points each time.
    pub points: i64,
    /// How often it can be had.
    #[serde(default)]
    pub once_per: super::OncePer,
}

/// Arms that residents are assigned to, once and for all.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// The key of the hash that assigns. Another seed is another experiment.
    pub seed: String,
    /// Names and probabilities, adding up to 1. In the arm `control` nothing is sent.
    pub arms: Vec<(String, f64)>,
}

impl Experiment {
    /// The arm of a resident: the same whenever it is asked.
    pub fn arm(&self, resident: &ResidentId) -> Option<Draw> {
        chance::draw(&self.seed, resident.as_str(), "arm", &self.arms)
    }
}

/// What shall be measured.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The proximal outcome's name, such as `steps_same_day`.
    pub proximal: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    from: Spanned<NaiveDateText>,
    until: Option<Spanned<NaiveDateText>>,
    #[serde(default)]
    techniques: Vec<Spanned<String>>,
    #[serde(default)]
    who: Audience,
    #[serde(default)]
    caps: Caps,
    #[serde(default)]
    decision_points: BTreeMap<Spanned<String>, PointFile>,
    #[serde(default)]
    points: BTreeMap<Spanned<String>, Spanned<Award>>,
    experiment: Option<ExperimentFile>,
    outcome: Option<Outcome>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointFile {
    at: Spanned<String>,
    days: Option<Vec<Spanned<String>>>,
    probability: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExperimentFile {
    seed: String,
    arms: Spanned<BTreeMap<String, f64>>,
}

/// TOML's local date, whatever else may be written there.
#[derive(Deserialize)]
#[serde(transparent)]
struct NaiveDateText(toml::value::Datetime);

impl NaiveDateText {
    fn day(&self) -> Option<Day> {
        let date = self.0.date.filter(|_| self.0.time.is_none())?;
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()).map(Day::from_date)
    }
}

impl Campaign {
    pub(super) fn read(pack: &Pack, name: &str, city: Option<&City>, problems: &mut Vec<Problem>) -> Option<Self> {
        let file = pack.read(&pack.campaign_path(name, "campaign.toml"), read, problems);
        let messages = pack.read(
            &pack.campaign_path(name, "messages.toml"),
            |text, problem| messages::read(text, city, problem),
            problems,
        );
        let mut campaign = file?;
        campaign.messages = messages?;
        Some(campaign)
    }

    /// Whether a resident is one of those the campaign is for.
    pub fn is_for(&self, snapshot: &crate::Snapshot, on: Day) -> bool {
        let Some(profile) = &snapshot.profile else {
            return false;
        };
        let who = &self.who;
        let age = snapshot.age(on).unwrap_or_default();
        let district = profile.enrolled.district.as_ref();
        who.min_age.is_none_or(|least| age >= least)
            && who.max_age.is_none_or(|most| age <= most)
            && (who.districts.is_empty() || district.is_some_and(|name| who.districts.contains(name)))
            && (who.reach.is_empty() || who.reach.iter().any(|way| profile.enrolled.reach.contains(way)))
    }
}

fn read(text: &str, problem: &mut dyn FnMut(Range<usize>, String)) -> Option<Campaign> {
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            problem(error.span().unwrap_or_default(), error.message().to_owned());
            return None;
        }
    };
    let mut day = |value: &Spanned<NaiveDateText>| {
        let day = value.get_ref().day();
        if day.is_none() {
            problem(value.span(), "this is not a date; write it as 2026-04-01, without quotes".to_owned());
        }
        day
    };
    let from = day(&file.from);
    let until = file.until.as_ref().map(&mut day);
    let (from, until) = match (from, until) {
        (Some(from), None) => (from, None),
        (Some(from), Some(Some(until))) => (from, Some(until)),
        _ => (Day(0), None),
    };
    if until.is_some_and(|until| until < from) {
        let span = file.until.as_ref().map(Spanned::span).unwrap_or_default();
        problem(span, format!("the campaign ends ({}) before it begins ({from})", until.unwrap_or(from)));
    }
    for technique in &file.techniques {
        if !is_technique(technique.get_ref()) {
            let message = format!(
                "`{}` is not a number of the BCT Taxonomy v1; these go from `1.1` to `16.3`",
                technique.get_ref()
            );
            problem(technique.span(), message);
        }
    }
    let mut decision_points = BTreeMap::new();
    for (name, point) in file.decision_points {
        check_name(&name, problem);
        if let Some(point) = read_point(point, problem) {
            decision_points.insert(name.into_inner(), point);
        }
    }
    let mut points = BTreeMap::new();
    for (name, award) in file.points {
        check_name(&name, problem);
        if !(1..=10_000).contains(&award.get_ref().points) {
            problem(award.span(), "`points` can be 1 to 10,000".to_owned());
        }
        points.insert(name.into_inner(), award.into_inner());
    }
    Some(Campaign {
        title: file.title,
        period: Period { from, until },
        techniques: file.techniques.into_iter().map(Spanned::into_inner).collect(),
        who: file.who,
        caps: file.caps,
        decision_points,
        points,
        experiment: file.experiment.and_then(|experiment| read_experiment(experiment, problem)),
        outcome: file.outcome,
        messages: BTreeMap::new(),
    })
}

fn check_name(name: &Spanned<String>, problem: &mut dyn FnMut(Range<usize>, String)) {
    if !is_name(name.get_ref()) {
        let message = format!("`{}` is not a name: begin with a–z, then a–z, 0–9 and `_`, 40 at most", name.get_ref());
        problem(name.span(), message);
    }
}

fn read_point(file: PointFile, problem: &mut dyn FnMut(Range<usize>, String)) -> Option<DecisionPoint> {
    let at = parse_clock(file.at.get_ref());
    if at.is_none() {
        problem(file.at.span(), format!("`{}` is not a time of day; write it as `17:30`", file.at.get_ref()));
    }
    let days = match file.days {
        None => EVERY_DAY.to_vec(),
        Some(names) => {
            let mut days = Vec::new();
            for name in &names {
                match name.get_ref().parse::<Weekday>() {
                    Ok(day) => days.push(day),
                    Err(_) => {
                        problem(name.span(), format!("`{}` is not a weekday; write `mon` to `sun`", name.get_ref()))
                    }
                }
            }
            days
        }
    };
    if days.is_empty() {
        problem(file.at.span(), "`days` is empty; leave it out for every day".to_owned());
        return None;
    }
    if let Some(probability) = &file.probability
        && !(0.0 < *probability.get_ref() && *probability.get_ref() < 1.0)
    {
        let message = format!(
            "a probability is above 0 and below 1, such as 0.6; this is {}. Leave it out to send always",
            probability.get_ref()
        );
        problem(probability.span(), message);
    }
    Some(DecisionPoint { at: at?, days, probability: file.probability.map(Spanned::into_inner) })
}

fn read_experiment(file: ExperimentFile, problem: &mut dyn FnMut(Range<usize>, String)) -> Option<Experiment> {
    let span = file.arms.span();
    let arms: Vec<(String, f64)> = file.arms.into_inner().into_iter().collect();
    let sum: f64 = arms.iter().map(|arm| arm.1).sum();
    if arms.len() < 2 || arms.iter().any(|arm| !(0.0 < arm.1 && arm.1 < 1.0)) || (sum - 1.0).abs() > 1e-9 {
        let message =
            format!("arms are two or more, each with a probability above 0, together 1; these add up to {sum}");
        problem(span, message);
        return None;
    }
    if let Some((name, _)) = arms.iter().find(|arm| !is_name(&arm.0)) {
        let message = format!(
            "`{name}` cannot name an arm: begin with a–z, then a–z, 0–9 and `_`. The arm in which nothing is sent is \
             `control`"
        );
        problem(span, message);
    }
    Some(Experiment { seed: file.seed, arms })
}

const EVERY_DAY: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// How many techniques each group of the BCT Taxonomy v1 has (Michie et al. 2013, 93 in all).
const TECHNIQUES_OF_GROUP: [u32; 16] = [9, 7, 3, 4, 6, 3, 8, 7, 3, 11, 4, 6, 5, 10, 4, 3];

fn is_technique(text: &str) -> bool {
    let number = |part: &str| part.parse::<u32>().ok().filter(|n| *n > 0 && !part.starts_with('0'));
    let Some((group, item)) = text.split_once('.').and_then(|(a, b)| number(a).zip(number(b))) else {
        return false;
    };
    TECHNIQUES_OF_GROUP.get(group as usize - 1).is_some_and(|count| item <= *count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_taxonomy_has_93_techniques() {
        assert_eq!(TECHNIQUES_OF_GROUP.iter().sum::<u32>(), 93);
        assert!(is_technique("16.3") && is_technique("1.9"));
        assert!(!is_technique("16.4") && !is_technique("0.1") && !is_technique("17.1") && !is_technique("1.10"));
    }
}
