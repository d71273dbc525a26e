//! A case from what is on record of one resident, with no more of them than the campaign looks at, moved and rounded so
//! that one does not see at a glance who it is. What the campaign decides is the same, as far as a case has words for it.

mod noted;
mod person;
mod reads;
mod shift;
mod text;
mod unsaid;

use super::Case;
use crate::decide::{Detail, Effect, Reason};
use crate::event::Alert;
use crate::journey::Happened;
use crate::pack::{Pack, PlayedStep, Ruleset};
use crate::replay::{Past, Window};
use crate::resident::Goals;
use crate::sentence::Language;
use chrono::{DateTime, Utc};
use person::Person;
use reads::Reads;
use shift::Shift;
use std::rc::Rc;
use text::{Grain, Style};
use unsaid::Unsaid;

/// What is on record of one resident.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    /// What happened.
    pub past: &'a Past,
    /// The resident's goals, those that rules set among them.
    pub goals: &'a Goals,
    /// Alerts of the city, with when each was received.
    pub alerts: &'a [(DateTime<Utc>, Alert)],
    /// The days of which a case is made.
    pub window: Window,
    /// When it is made.
    pub now: DateTime<Utc>,
}

/// For what a case is made.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The pack, with the draft in it.
    pub pack: &'a Pack,
    /// The same, compiled.
    pub ruleset: &'a Rc<Ruleset>,
    /// The campaign.
    pub campaign: &'a str,
    /// The language of what the case says about itself.
    pub language: Language,
    /// Whether whoever makes it may see what tells of health. Rules can be written so that they ask for any number:
    /// who may not see it may not have it asked for either.
    pub health: HealthRecords,
}

/// Whether someone may see records that tell of health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HealthRecords {
    /// They answer for texts about health.
    Seen,
    /// They do not.
    Unseen,
}

/// Why no case is made of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCase {
    /// The resident takes part in nothing.
    #[error("this resident had not enrolled in those days")]
    NotEnrolled,
    /// It would tell of health, to someone who may not see that.
    #[error("this record tells of health")]
    TellsOfHealth,
    /// There is nothing to put into steps.
    #[error("nothing is on record of those days that a case has words for")]
    NothingHappened,
}

/// How exact numbers are, the least exact first: those about health, and steps.
const STYLES: [(Grain, Grain); 9] = [
    (Grain::Coarse, Grain::Coarse),
    (Grain::Middle, Grain::Coarse),
    (Grain::Coarse, Grain::Middle),
    (Grain::Middle, Grain::Middle),
    (Grain::Coarse, Grain::Fine),
    (Grain::Middle, Grain::Fine),
    (Grain::Fine, Grain::Coarse),
    (Grain::Fine, Grain::Middle),
    (Grain::Fine, Grain::Fine),
];

impl Case {
    /// The text of a case, with what the campaign decides filled in: it comes out as written until somebody changes
    /// the rules, or the case.
    ///
    /// # Errors
    /// Nothing to make a case of.
    pub fn from_history(history: &History<'_>, wanted: &Wanted<'_>) -> Result<String, NoCase> {
        let Wanted { ruleset, campaign, .. } = wanted;
        let Some(settings) = ruleset.campaigns.get(*campaign) else { return Err(NoCase::NothingHappened) };
        let reads = Reads::of(wanted.pack, campaign);
        let mut found = noted::find(history, wanted, &reads).ok_or(NoCase::NothingHappened)?;
        if wanted.health == HealthRecords::Unseen && found.is_sensitive() {
            return Err(NoCase::TellsOfHealth);
        }
        let of_record = unsaid::of_record(history, wanted, &found, &reads);
        found.unsaid.extend(of_record);
        let zone = ruleset.city.zone;
        let days = (zone.day(found.first()).plus(-1), zone.day(found.last));
        let shift = shift::choose(&history.past.resident, (settings, &ruleset.city), days, &ruleset.hash);
        let person = Person::new(&found, settings, &reads, (days, shift)).ok_or(NoCase::NotEnrolled)?;
        let arm = settings
            .experiment
            .as_ref()
            .and_then(|experiment| experiment.arm(&history.past.resident, found.before.district()));
        let tried = Tried { found: &found, person: &person, arm: arm.map(|draw| draw.arm), zone };
        let exact = Style { shift: Shift::NONE, health: Grain::Fine, steps: Grain::Fine, chance: None };
        let chance = match settings.decision_points.values().any(|point| point.probability.is_some()) {
            false => None,
            true => Some(most_often(&tried.lived(&exact, history, wanted))),
        };
        let shifted = Style { shift, chance, ..exact };
        let reference = tried.played(&shifted, wanted);
        // Where nothing is said about health, one is as good as another.
        let styles = STYLES.into_iter().filter(|(health, _)| *health == Grain::Coarse || found.tells_of_health());
        let style = styles.map(|(health, steps)| Style { health, steps, ..shifted });
        let mut style = style.map(|style| (style, tried.played(&style, wanted)));
        let (style, played) = style
            .find(|(_, played)| words(played) == words(&reference))
            .unwrap_or_else(|| (shifted, reference.clone()));
        Ok(text::whole(&tried, &style, &played, (history, wanted)))
    }

    /// Reads one case that this program wrote.
    fn of_text(text: &str, wanted: &Wanted<'_>) -> Option<Self> {
        Self::read_all(text, wanted.campaign, wanted.ruleset, &mut |_, _| {})?.into_iter().next()
    }
}

/// A case in the making.
struct Tried<'a> {
    found: &'a noted::Found,
    person: &'a Person,
    arm: Option<String>,
    zone: crate::Zone,
}

impl Tried<'_> {
    /// As it is played on a made-up resident.
    fn played(&self, style: &Style, wanted: &Wanted<'_>) -> Vec<PlayedStep> {
        let case = Case::of_text(&text::bare(self, style), wanted);
        case.map(|case| case.play(wanted.ruleset).steps).unwrap_or_default()
    }

    /// As it would have been for the resident, whose chance is another.
    fn lived(&self, style: &Style, history: &History<'_>, wanted: &Wanted<'_>) -> Vec<PlayedStep> {
        let case = Case::of_text(&text::bare(self, style), wanted);
        case.map(|case| case.steps(wanted.ruleset, &history.past.resident, None)).unwrap_or_default()
    }
}

/// What was decided and what left, step by step, in the words of cases.
fn words(steps: &[PlayedStep]) -> Vec<(Vec<String>, Vec<String>)> {
    steps.iter().map(PlayedStep::words).collect()
}

/// Whether chance let messages out more often than it held them back.
fn most_often(steps: &[PlayedStep]) -> bool {
    let verdicts = steps.iter().flat_map(|step| &step.came).filter_map(|came| match &came.happened {
        Some(Happened::Decided(_, decision)) => Some(&decision.verdicts),
        _ => None,
    });
    let (mut sent, mut held) = (0, 0);
    for verdict in verdicts.flatten().filter(|verdict| verdict.trace.draw.is_some()) {
        match (&verdict.outcome, &verdict.trace.detail) {
            (Ok(Effect::Send(_)), _) => sent += 1,
            (Err(Reason::ControlArm), Some(Detail::DrawnOut)) => held += 1,
            _ => {}
        }
    }
    sent >= held
}
