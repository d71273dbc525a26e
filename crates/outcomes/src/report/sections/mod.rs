//! The sections of a report, a file each: what is kept of the rows for it, and what is told of that.

mod about;
mod adherence;
mod contrast;
mod distribution;
mod effect;
mod flow;
mod goals;
mod integrity;
mod looks;
mod missing;
mod money;
mod permuted;
mod quality;
mod segments;
mod summary;
mod words;

use super::gathering::{Difference, Person};
use super::hiding::Hiding;
use super::{Answer, Asked, Effect, Estimate, FORMAT, Report, Stage, Told};
use crate::Unfit;
use adherence::Adhering;
use contrast::Contrasting;
use distribution::Distributing;
use effect::Effecting;
use flow::Flowing;
use integrity::Checking;
use missing::Lacking;
use quality::Judging;
use segments::Segmenting;
use serde::{Deserialize, Serialize};

/// What is kept of the rows, for each section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Sections {
    flow: Flowing,
    integrity: Checking,
    effect: Effecting,
    contrast: Contrasting,
    missing: Lacking,
    adherence: Adhering,
    segments: Segmenting,
    distribution: Distributing,
    quality: Judging,
}

impl Sections {
    pub(super) fn new(asked: &Asked) -> Self {
        Self {
            flow: Flowing::default(),
            integrity: Checking::default(),
            effect: Effecting::new(asked),
            contrast: Contrasting::default(),
            missing: Lacking::default(),
            adherence: Adhering::new(),
            segments: Segmenting::new(asked),
            distribution: Distributing::default(),
            quality: Judging::default(),
        }
    }

    pub(super) fn add(&mut self, person: &Person<'_>) {
        self.flow.add(person);
        self.integrity.add(person);
        self.effect.add(person);
        self.contrast.add(person);
        self.missing.add(person);
        self.adherence.add(person);
        self.segments.add(person);
        self.distribution.add(person);
        self.quality.add(person);
    }

    /// The primary effect, as far as rows tell it.
    pub(super) fn effect(&self, asked: &Asked) -> Result<Difference, Unfit> {
        self.effect.primary.effect(asked)
    }

    pub(super) fn report(&self, asked: &Asked, told: &Told<'_>, rows: u64) -> Report {
        let stage = looks::stage(asked, told, self.missing.open);
        let withheld = looks::withheld(asked, stage);
        let flow = self.flow.report(asked);
        let hiding = Hiding::beside(Flowing::shown(&flow));
        let anytime = looks::anytime(asked, &hiding, self.effect.primary.effect(asked));
        let mut effect = self.effect.report(asked, &hiding, effect::method(asked));
        if let (Stage::Interim, Some(anytime)) = (stage, &anytime) {
            effect = effect::before_the_last(effect, asked, anytime.clone());
        }
        if let Some(said) = &withheld {
            effect = held_back(effect, said);
        }
        let mut contrast = self.contrast.report(asked, &hiding, &effect.primary);
        if let Some(said) = &withheld {
            contrast = contrast::held_back(contrast, said);
        }
        let segments = self.segments.report(asked, &hiding, withheld.as_ref());
        let questions = 1 + segments.divisions.iter().map(|division| division.segments.len() as u64).sum::<u64>();
        let mut report = Report {
            format: FORMAT,
            summary: Vec::new(),
            about: about::report(asked, stage),
            integrity: self.integrity.report(asked, &hiding, &flow),
            looks: looks::report(
                asked,
                told,
                stage,
                anytime.map(|anytime| held(anytime, withheld.as_ref())),
                questions,
            ),
            missing: self.missing.report(asked, told, &hiding, (&self.effect.primary, &effect.primary)),
            adherence: self.adherence.report(asked, &hiding, &self.effect, withheld.as_ref()),
            segments,
            distribution: self.distribution.report(asked, withheld.as_ref()),
            quality: self.quality.quality(asked, &hiding, &self.effect.primary, withheld.as_ref()),
            money: money::report(asked, stage, (&effect, &contrast)),
            harms: self.quality.harms(asked),
            limits: about::limits(asked, &effect.primary),
            recompute: about::recompute(asked, told, rows),
            flow,
            effect,
            contrast,
        };
        report.summary = summary::report(asked, &report);
        report
    }
}

fn held(answer: Answer<Estimate>, withheld: Option<&domain::Sentence>) -> Answer<Estimate> {
    withheld.map_or(answer, |said| Answer::Withheld(said.clone()))
}

/// An effect before its time: nothing of it is shown.
fn held_back(effect: Effect, said: &domain::Sentence) -> Effect {
    let hold = || Answer::Withheld(said.clone());
    Effect {
        primary: hold(),
        permuted: effect.permuted.map(|_| Answer::Withheld(said.clone())),
        relative: Answer::Withheld(said.clone()),
        arms: effect.arms.iter().map(|_| Answer::Withheld(said.clone())).collect(),
        others: effect.others.into_iter().map(|other| super::Other { estimate: hold(), ..other }).collect(),
        says: vec![said.clone()],
        ..effect
    }
}
