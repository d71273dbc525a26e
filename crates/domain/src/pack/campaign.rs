//! A campaign: who it is for, when it asks, and what it may do.

mod challenge;
mod experiment;
mod file;
mod form;
mod fuse;
mod outcome;
mod probability;
mod rollout;
mod stamps;

pub use challenge::{Between, Challenge, Handicap, Place, RanksBy, Route, SMALLEST, Spot, TeamSize, Ties};
pub use experiment::{Experiment, Unit};
pub(super) use file::{NaiveDateText, no_date};
pub use form::{Answers, Said, Setting, SettingFault, SettingKind, Settings};
pub use fuse::Fuse;
pub use outcome::{Outcome, Proximal, Transform, Window};
pub use probability::{Learning, Probability};
pub use rollout::Rollout;
pub use stamps::StampRally;

use super::{Caps, Contract, Fallback, Message, Plan};
use crate::event::ChannelKind;
use crate::time::Day;
use chrono::{NaiveTime, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A campaign: who it is for, when it asks its rules, what it may do.
///
/// ```toml
/// title = "あと少しの一歩"
/// from = 2026-04-01
/// until = 2027-03-31
/// techniques = ["1.5", "2.3"]
/// topic = "walking"
///
/// [who]
/// min_age = 40
///
/// [caps]
/// per_day = 1
///
/// [fuse]
/// expected_per_day = 300
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
    /// Which of the city's topics it is about; what has none cannot be switched off on its own.
    pub topic: Option<String>,
    /// Whom it is for.
    pub who: Audience,
    /// The most messages a resident gets from this campaign.
    pub caps: Caps,
    /// When it stops by itself.
    pub fuse: Fuse,
    /// Whether an SMS follows where nothing is heard by LINE; as the city says, when `None`.
    pub fallback: Option<Fallback>,
    /// When its rules are asked without an event, by name.
    pub decision_points: BTreeMap<String, DecisionPoint>,
    /// What its rules may award, by name.
    pub points: BTreeMap<String, Award>,
    /// Arms that residents are assigned to.
    pub experiment: Option<Rc<Experiment>>,
    /// The steps in which it begins, by districts; everywhere on its first day, when `None`.
    pub rollout: Option<Rollout>,
    /// What shall be measured; read by the evaluation.
    pub outcome: Option<Outcome>,
    /// The walking challenge that it is, if it is one.
    pub challenge: Option<Challenge>,
    /// The stamp rally that belongs to it, if one does.
    pub stamps: Option<StampRally>,
    /// The plan of its evaluation, where one is written.
    pub plan: Option<Plan>,
    /// The contract by which its results are paid, if they are. It decides nothing about residents.
    pub contract: Option<Rc<Contract>>,
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
    /// The probability with which a message proposed here goes out; always, when `None`.
    pub probability: Option<Probability>,
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
    /// What it is for, as residents read it beside the points; the campaign's title when absent.
    pub title: Option<super::city::Wording>,
}

impl Campaign {
    /// How each of its messages is known, by name: [`Message::called`].
    pub fn called(&self) -> BTreeMap<String, String> {
        self.messages.iter().filter_map(|(name, message)| Some((name.clone(), message.called()?))).collect()
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
            && (who.reach.is_empty() || who.reach.iter().any(|way| snapshot.wishes(*way)))
    }
}
