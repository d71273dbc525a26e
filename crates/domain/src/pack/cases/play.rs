//! Playing a case: what came when, and why, step by step.

use super::compared::{self, Word};
use super::plain::{self, Named};
use super::read::read_time;
use super::{Case, Chance, Step, events};
use crate::decide::{Cause, Fixed, Rulesets};
use crate::event::{Event, Refusal};
use crate::id::ResidentId;
use crate::journey::{Came, Happened, Journey};
use crate::pack::{Campaign, Problem, Ruleset, Unit};
use crate::sentence::{Sentence, thousands};
use crate::time::{Day, Zone};
use chrono::{DateTime, NaiveTime, Utc};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A case as it was played: what a page needs to tell it step by step, beside the text of `cases.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// What it shows, as its writer named it.
    pub name: String,
    /// The line of its first step in `cases.toml`, from 1.
    pub line: usize,
    /// The zone in which its times are told.
    pub zone: Zone,
    /// Its steps, in order of time.
    pub steps: Vec<PlayedStep>,
    /// Why it could not be played at all; then it has no steps.
    pub refused: Option<Problem>,
    /// How the messages of its campaign are called, by name.
    pub named: BTreeMap<String, String>,
}

/// A step of a case as it was played.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayedStep {
    /// To when it moves the clock.
    pub at: DateTime<Utc>,
    /// The line of its `at`, from 1.
    pub line: usize,
    /// What it says that happened; nothing where it only moves the clock.
    pub stated: Option<Rc<Event>>,
    /// Why that cannot have happened.
    pub refused: Option<Problem>,
    /// What came since the step before, in order of time.
    pub came: Vec<Came>,
    /// What was to be decided; nothing where the step expects nothing of it.
    pub decided: Option<Compared>,
    /// What was to leave; nothing where the step has no `sent`.
    pub left: Option<Compared>,
}

/// What a step expects, and how it compares.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// In the words of cases.
    pub expected: Vec<String>,
    /// How what came differs; nothing where it does not.
    pub problem: Option<Problem>,
}

/// Among how many made-up residents one of the wanted arm is looked for.
const RESIDENTS: u32 = 10_000;

impl Played {
    /// Where it came out otherwise than written, in order of steps.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.refused.iter().chain(self.steps.iter().flat_map(PlayedStep::problems))
    }

    /// What a word of `expect` says plainly.
    pub fn plain_decided(&self, word: &str) -> Sentence {
        plain::decided(word, &self.named)
    }

    /// What a word of `sent` says plainly.
    pub fn plain_left(&self, word: &str) -> Sentence {
        plain::left(word, &self.named)
    }
}

impl PlayedStep {
    /// Where it came out otherwise than written.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        let compared = [&self.decided, &self.left].into_iter().flatten();
        self.refused.iter().chain(compared.filter_map(|compared| compared.problem.as_ref()))
    }

    /// What was decided and what left, in the words of cases.
    pub(super) fn words(&self) -> (Vec<String>, Vec<String>) {
        let happened = || self.came.iter().filter_map(|came| came.happened.as_ref());
        let decided = happened().flat_map(compared::said).map(|said| said.word).collect();
        (decided, happened().filter_map(compared::left).map(|said| said.word).collect())
    }
}

impl Case {
    /// Plays the case on a made-up resident.
    pub fn play(&self, ruleset: &Rc<Ruleset>) -> Played {
        let line = self.lines.first().map_or(0, |place| place.line);
        let named = ruleset.campaigns.get(&self.campaign).map(Campaign::called).unwrap_or_default();
        let (name, zone) = (self.name.clone(), ruleset.city.zone);
        let played = Played { name, line, zone, steps: Vec::new(), refused: None, named };
        match self.resident(ruleset) {
            Some(id) => {
                let chance = self.file.chance.map(|chance| matches!(chance, Chance::Send));
                Played { steps: self.steps(ruleset, &id, chance), ..played }
            }
            None => {
                Played { refused: self.lines.first().map(|place| self.failure(place, self.no_resident())), ..played }
            }
        }
    }

    /// What chance says, so that the rules are tried and not the draws. Who is alone has no cluster that could be in an
    /// arm: there the case's is given.
    fn fixed(&self, campaign: Option<&Campaign>, send: Option<bool>) -> Fixed {
        let experiment = campaign.and_then(|campaign| campaign.experiment.as_ref());
        let arm = self.file.arm.as_ref().filter(|_| experiment.is_some_and(|one| one.by != Unit::Resident));
        Fixed { send, arm: arm.map(|arm| arm.get_ref().clone()), is_open: true }
    }

    /// Its steps, played on a resident.
    pub(super) fn steps(&self, ruleset: &Rc<Ruleset>, id: &ResidentId, chance: Option<bool>) -> Vec<PlayedStep> {
        let zone = ruleset.city.zone;
        let Some(first) = self.file.step.first().and_then(|step| read_time(step.at.get_ref())) else {
            return Vec::new();
        };
        let begin = zone.instant(Day::from_date(first.date()).plus(-1), NaiveTime::MIN);
        let mut rulesets = Rulesets::new(Rc::clone(ruleset));
        rulesets.only = Some(self.campaign.clone());
        let campaign = ruleset.campaigns.get(&self.campaign);
        let mut scene = Scene {
            journey: Journey::new(rulesets, begin).with_fixed(self.fixed(campaign, chance)),
            stage: events::Stage::new(id, &self.campaign, ruleset),
            came: Vec::new(),
            named: campaign.map(Campaign::called).unwrap_or_default(),
        };
        for event in scene.stage.begin(&self.file.resident.get_ref().clone().into(), begin) {
            scene.post(&event);
        }
        let period = campaign.map(|campaign| campaign.period);
        let steps = self.file.step.iter().zip(&self.lines).filter_map(|(step, place)| {
            let time = read_time(step.at.get_ref())?;
            let at = zone.instant(Day::from_date(time.date()), time.time());
            let mut played = self.step(&mut scene, (step, place), at);
            if period.is_some_and(|period| !period.contains(Day::from_date(time.date()))) {
                say_that_it_is_outside(&mut played);
            }
            Some(played)
        });
        steps.collect()
    }

    fn step(&self, scene: &mut Scene<'_>, (step, place): (&Step, &Problem), at: DateTime<Utc>) -> PlayedStep {
        scene.advance(at);
        let stated = scene.stage.event(step, at).and_then(|event| match &event {
            Some(stated) => stated.check(at).map(|()| event.clone()).map_err(|refusal| refused(&refusal)),
            None => Ok(None),
        });
        if let Ok(Some(event)) = &stated {
            scene.post(event);
        }
        scene.advance(at);
        let came: Vec<Came> = scene.came.drain(..).filter(|came| self.is_own(came)).collect();
        let happened = || came.iter().filter_map(|came| came.happened.as_ref());
        let decided: Vec<Word> = happened().flat_map(compared::said).collect();
        let left: Vec<Word> = happened().filter_map(compared::left).collect();
        let named = &scene.named;
        let compare = |expected: &Option<Vec<String>>, got: &[Word], differs: Differs| {
            let expected = expected.clone()?;
            let problem = differs(&expected, got, named).map(|said| self.failure(place, said));
            Some(Compared { expected, problem })
        };
        PlayedStep {
            at,
            line: place.line,
            decided: compare(&step.expect, &decided, compared::decided_otherwise),
            left: compare(&step.sent, &left, compared::left_otherwise),
            refused: stated.as_ref().err().map(|said| self.failure(place, said.clone())),
            stated: stated.ok().flatten(),
            came,
        }
    }

    /// Decision points of other campaigns come too, and nobody is asked.
    fn is_own(&self, came: &Came) -> bool {
        !matches!(&came.cause, Some(Cause::Point(due)) if due.campaign != self.campaign)
    }

    fn failure(&self, place: &Problem, said: Sentence) -> Problem {
        let message = format!("case 「{}」: {}", self.name, said.en);
        Problem { message, message_ja: format!("見本「{}」：{}", self.name, said.ja), ..place.clone() }
    }

    /// A resident whom chance puts into the arm that the case asks for.
    fn resident(&self, ruleset: &Ruleset) -> Option<ResidentId> {
        let experiment = ruleset.campaigns.get(&self.campaign).and_then(|campaign| campaign.experiment.as_ref());
        let wanted = self.file.arm.as_ref().zip(experiment.filter(|experiment| experiment.by == Unit::Resident));
        let mut ids = (0..RESIDENTS).filter_map(|n| format!("case-{n}").parse::<ResidentId>().ok());
        ids.find(|id| {
            wanted
                .is_none_or(|(arm, experiment)| experiment.arm(id, None).is_some_and(|draw| draw.arm == *arm.get_ref()))
        })
    }

    fn no_resident(&self) -> Sentence {
        let arm = self.file.arm.as_ref().map(|arm| arm.get_ref().as_str()).unwrap_or_default();
        let count = thousands(RESIDENTS);
        Sentence::new(
            format!("chance puts none of {count} made-up residents into the arm `{arm}`"),
            format!(
                "作りごとの住民{count}人のだれも、くじでグループ `{arm}` になりません。campaign.toml の `arms` の割合を確かめて\
                 ください。"
            ),
        )
    }
}

/// How what came differs from what was expected.
type Differs = fn(&[String], &[Word], &Named) -> Option<Sentence>;

/// A city with one resident, and what came since it was last looked at.
struct Scene<'a> {
    journey: Journey,
    stage: events::Stage<'a>,
    came: Vec<Came>,
    /// How the campaign's messages are called.
    named: Named,
}

impl Scene<'_> {
    fn advance(&mut self, to: DateTime<Utc>) {
        while let Some(came) = self.journey.move_on(to) {
            self.keep(came);
        }
        self.journey.sleep(to);
    }

    fn post(&mut self, event: &Rc<Event>) {
        let at = self.journey.now();
        for happened in self.journey.post(event) {
            self.keep(Came { at, cause: Some(Cause::Event(Rc::clone(event))), happened: Some(happened) });
        }
    }

    /// Replies answer the latest message that left.
    fn keep(&mut self, came: Came) {
        if let Some(Happened::Left(_, message, _)) = &came.happened {
            self.stage.latest(message.id);
        }
        self.came.push(came);
    }
}

/// Why an event that a step states would not be taken from a sender either.
fn refused(refusal: &Refusal) -> Sentence {
    let ja = match refusal {
        Refusal::Data(_) => {
            "このステップの `date` が、ステップの日より先です。その日か、それより前の日にしてください。".to_owned()
        }
        Refusal::Attribute { name: "time", .. } => "2000年より前の日時は使えません。`at` を直してください。".to_owned(),
        other => format!("このステップの出来事は受け付けられません（{other}）。"),
    };
    Sentence::new(format!("the event would be refused: {refusal}"), ja)
}

/// Most often dates of cases were left behind where a campaign's own were changed: what is wrong then is not the rule.
fn say_that_it_is_outside(played: &mut PlayedStep) {
    let compared = played.decided.iter_mut().chain(played.left.iter_mut());
    for problem in compared.filter_map(|one| one.problem.as_mut()) {
        problem.message.push_str(" (the day is outside the campaign's period, `from` to `until`)");
        problem
            .message_ja
            .push_str("この日は取り組みの期間の外です。見本の日付か、`from` と `until` を直してください。");
    }
}
