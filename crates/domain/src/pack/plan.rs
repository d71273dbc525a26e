//! What an evaluation shall answer, and how, written down before it begins: `plan.toml` of a campaign. Sealed when it is
//! published; what is not in it is exploratory in every report.

mod check;
mod covariate;
mod file;
mod seal;

pub use covariate::Covariate;
pub use seal::{PlanDeed, SealedPlan, Sealing, registered, sealings};

use super::{Campaign, City, Pack, Period, Problem};
use crate::sentence::Sentence;
use crate::time::Day;
use crate::trial::ANSWERS_FOR;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// The plan of a campaign's evaluation.
///
/// ```toml
/// question = "夕方のひと声は、その日の歩数を増やすか"
/// estimand = "声をかけられるときに、かけた場合とかけなかった場合の、その日の歩数の差の平均"
/// primary = "steps_same_day"
/// estimator = "wcls"
/// adherence = "days_in_period"
/// missing = "available_case"
/// alpha = 0.05
/// controls = ["before", "weekend"]
/// moderators = ["day_in_trial"]
/// segments = ["age_band", "district"]
///
/// [looks]
/// final = 2027-04-20
/// interim = [2026-10-01, 2026-12-01]
/// expected = 400
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// What is asked, in one sentence.
    pub question: String,
    /// What is estimated: over whom, compared with what, in which unit.
    pub estimand: String,
    /// The name of the primary outcome, which is that of `[outcome]`.
    pub primary: String,
    /// How the primary effect is estimated.
    pub estimator: Estimator,
    /// The two arms that are compared, the second being the one compared with; where arms are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contrast: Option<(String, String)>,
    /// The first day that is analysed.
    pub from: Day,
    /// The last day that is analysed, included.
    pub until: Day,
    /// By what days of a goal are divided.
    pub adherence: Denominator,
    /// What becomes of outcomes that are not known.
    pub missing: MissingRule,
    /// The probability of an error that is borne: intervals cover 1 − alpha.
    pub alpha: f64,
    /// What is adjusted for. Moderators are, whether they are named here or not.
    pub controls: Vec<Covariate>,
    /// By what the effect may differ, as the model says.
    pub moderators: Vec<Covariate>,
    /// By what people are shown apart.
    pub segments: Vec<Covariate>,
    /// How p-values of segments allow for how many they are.
    #[serde(skip_serializing_if = "SegmentRule::is_holm")]
    pub correction: SegmentRule,
    /// When anybody looks.
    pub looks: Looks,
}

/// How the primary effect is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Weighted and centred least squares: the difference a message makes at a decision point (Boruvka et al. 2018,
    /// doi 10.1080/01621459.2017.1305274).
    Wcls,
    /// The same of an outcome that is yes or no, and beside the difference of shares the ratio, by the estimator of the
    /// marginal excursion effect (Qian et al. 2021, doi 10.1093/biomet/asaa070).
    Emee,
    /// The difference between arms as assigned, whatever was delivered.
    Itt,
    /// The difference the begin makes in districts, with effects of calendar periods (Hussey and Hughes 2007,
    /// doi 10.1016/j.cct.2006.05.007).
    Stepped,
}

impl Estimator {
    /// The name in files, tables and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wcls => "wcls",
            Self::Emee => "emee",
            Self::Itt => "itt",
            Self::Stepped => "stepped",
        }
    }

    /// Whether each person has one value, so that covariates are those of before the assignment.
    pub fn is_between_people(self) -> bool {
        matches!(self, Self::Itt | Self::Stepped)
    }
}

/// By what days on which a goal was reached are divided. Reports show both; the plan says which one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denominator {
    /// All days of the period: a day without data is one on which the goal was not reached.
    #[default]
    DaysInPeriod,
    /// Days with data.
    DaysWithData,
}

impl Denominator {
    /// The name in files, tables and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DaysInPeriod => "days_in_period",
            Self::DaysWithData => "days_with_data",
        }
    }
}

/// What becomes of outcomes that are not known, in the primary analysis. Reports show the others beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingRule {
    /// They are left out: as if they were missing at random, given what is adjusted for.
    AvailableCase,
    /// They count as 0: no steps, no answer.
    Zero,
    /// They count as the mean of the seven days before.
    Before,
}

impl MissingRule {
    /// The name in files, tables and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AvailableCase => "available_case",
            Self::Zero => "zero",
            Self::Before => "before",
        }
    }
}

/// How p-values of segments allow for how many segments there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentRule {
    /// That any segment is called one by mistake stays below alpha (Holm 1979).
    #[default]
    Holm,
    /// Of the segments that are called one, the share called so by mistake is expected to stay below alpha (Benjamini and
    /// Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x).
    BenjaminiHochberg,
}

impl SegmentRule {
    /// Whether it is the one that holds where a plan says nothing.
    pub fn is_holm(&self) -> bool {
        *self == Self::Holm
    }
}

/// When anybody looks at the effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Looks {
    /// The one look that decides.
    #[serde(rename = "final")]
    pub last: Day,
    /// Earlier looks, by an interval that holds however often one looks; in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interim: Vec<Day>,
    /// With how many people one expects to decide: where that interval is narrowest. Fixed beforehand (Waudby-Smith et
    /// al. 2021, arXiv 2103.06476).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<u32>,
}

/// The file's name in a campaign's folder.
pub const PLAN: &str = "plan.toml";

impl Plan {
    /// Reads a text as far as it can be understood, for a campaign of these days. Whether it fits the campaign is not
    /// looked at: it may be the plan of an earlier version.
    pub fn of_text(text: &str, period: Period) -> Option<Self> {
        file::read(text, period, &mut |_, _| {}).map(|written| written.plan)
    }

    /// The last day of an analysed window, and all that has to be known of it: nothing final can be said before.
    pub(super) fn known_by(&self, waits: i32, closes_after: i32) -> Day {
        let answered = i32::try_from(ANSWERS_FOR.num_days()).unwrap_or_default();
        self.until.plus(waits.saturating_add(closes_after).max(answered).saturating_add(1))
    }
}

impl Pack {
    /// Reads the plans of campaigns, as far as they can be understood, and tells what contradicts what.
    pub(super) fn read_plans(
        &self,
        campaigns: &mut BTreeMap<String, Campaign>,
        city: &City,
        problems: &mut Vec<Problem>,
    ) {
        for (name, campaign) in campaigns {
            let path = self.campaign_path(name, PLAN);
            if !self.files.contains_key(&path) {
                continue;
            }
            let read = |text: &str, problem: &mut dyn FnMut(Range<usize>, Sentence)| {
                let written = file::read(text, campaign.period, problem)?;
                check::against(&written, name, campaign, city, problem);
                Some(written.plan)
            };
            campaign.plan = self.read(&path, read, problems);
        }
    }
}
