//! Walking challenges: a day's steps into the standings, rankings while they come, and the ledger, as a city grows.

mod filled;
mod ledger;
mod picture;
mod ranking;
mod standing;

pub(super) use picture::draw;

use super::BenchError;
use super::scene::Scene;
use super::table::{Figure, Target};
use serde::Serialize;
use standing::City;
use std::time::Duration;

/// How many people are in a team.
const TEAM: usize = 20;

/// The steps of so many people at the most are told: more of them would tell nothing else.
const TOLD: usize = 100_000;

/// A number of people, and what of the ledger and of rankings goes with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crowd {
    pub(super) people: usize,
    /// Moves of points of the city.
    pub(super) transfers: usize,
    /// For how long steps come while rankings are looked at.
    pub(super) looked_at: Duration,
    /// Whether this is the one that the targets are about.
    pub(super) aim: Aim,
}

/// What a figure is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// To be held against a target.
    Target,
    /// To see how the others grow.
    Growth,
}

/// What was found for a number of people.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Grown {
    people: usize,
    /// Steps of a day a second, into the standings.
    rate: f64,
    /// A page of the ranking while they come, by mean and by median, p99 in milliseconds.
    page: [f64; 2],
    /// The ranking counted anew, p99 in milliseconds.
    anew: [f64; 2],
    /// What one resident holds, p99 in milliseconds.
    balance: f64,
}

pub(super) fn measure(scene: &Scene, progress: &dyn Fn(&str)) -> Result<(Vec<Figure>, Vec<Grown>), BenchError> {
    let (mut figures, mut all) = (Vec::new(), Vec::new());
    for crowd in scene.size.crowds {
        let say = |what: &str| progress(&format!("{} in a challenge: {what}", crowd.people));
        let folder = scene.state(&format!("challenge-{}", crowd.people))?;
        let mut grown = Grown { people: crowd.people, rate: 0.0, page: [0.0; 2], anew: [0.0; 2], balance: 0.0 };
        let city = City::prepare(scene, &folder, *crowd, &say)?;
        city.steps(&mut figures, &mut grown, &say)?;
        city.looked_at(&mut figures, &mut grown, &say)?;
        drop(city);
        // A million people are some gigabytes.
        std::fs::remove_dir_all(&folder)?;
        say("the ledger");
        let ledger = scene.state(&format!("ledger-{}", crowd.people))?;
        ledger::measure(&ledger, scene.begun, *crowd, &mut figures, &mut grown)?;
        std::fs::remove_dir_all(&ledger)?;
        all.push(grown);
    }
    Ok((figures, all))
}

impl Crowd {
    fn teams(self) -> usize {
        self.people.div_ceil(TEAM)
    }

    /// A target, where this is the crowd that it is about.
    fn target(self, target: Target) -> Option<Target> {
        (self.aim == Aim::Target).then_some(target)
    }

    /// The people in an order in which neighbours have nothing to do with each other, each once.
    fn stirred(self) -> impl Iterator<Item = usize> {
        // Odd and no multiple of five, so it meets everyone of a power of ten.
        const STEP: usize = 618_033;
        (0..self.people).map(move |place| place * STEP % self.people)
    }
}
