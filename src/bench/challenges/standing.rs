//! A day's steps into the standings, beside the same steps without a challenge.

use super::filled::fill;
use super::ranking::{Looked, look};
use super::{Aim, Crowd, Grown, TOLD};
use crate::bench::alone::Alone;
use crate::bench::people::{People, array};
use crate::bench::scene::{Scene, WALKED, city};
use crate::bench::table::{Figure, Target};
use crate::bench::{BenchError, quantile};
use crate::native::DATABASE;
use crate::packs;
use chrono::{DateTime, Utc};
use domain::challenge::{Challenge, RanksBy};
use domain::{Day, Pack};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// The campaign that is the challenge.
const CAMPAIGN: &str = "team_walk";

/// Events in a batch.
const BATCH: usize = 500;

/// Batches in a row, before the city without the challenge has its turn.
const TURN: usize = 10;

/// A city that walks, and the same without a challenge.
pub(super) struct City<'a> {
    scene: &'a Scene,
    crowd: Crowd,
    state: PathBuf,
    with: Alone,
    without: Alone,
    challenge: Challenge,
    today: Day,
    /// How many times today's steps were told.
    told: Cell<usize>,
}

impl<'a> City<'a> {
    pub(super) fn prepare(
        scene: &'a Scene,
        folder: &Path,
        crowd: Crowd,
        progress: &dyn Fn(&str),
    ) -> Result<Self, BenchError> {
        let pack = pack(&scene.root)?;
        let ruleset = pack.compile().map_err(|problems| BenchError::Events(format!("{problems:?}")))?;
        let campaign = ruleset.campaigns.get(CAMPAIGN).and_then(|campaign| campaign.challenge.clone());
        let challenge = campaign.ok_or_else(|| BenchError::Events(format!("{CAMPAIGN} is no challenge")))?;
        let (state, other) = (folder.join("with"), folder.join("without"));
        for made in [&state, &other] {
            std::fs::create_dir_all(made)?;
        }
        progress("their past");
        Alone::open(&state)?;
        fill(&state, &ruleset.city, CAMPAIGN, crowd, people(scene, crowd))?;
        std::fs::copy(state.join(DATABASE), other.join(DATABASE))?;
        let (with, without) = (Alone::open(&state)?, Alone::open(&other)?);
        progress("their standings");
        with.publish(&pack, scene.begun)?;
        without.publish(&without_challenge(pack), scene.begun)?;
        with.settle()?;
        without.settle()?;
        let today = ruleset.city.zone.day(scene.begun);
        Ok(Self { scene, crowd, state, with, without, challenge, today, told: Cell::new(0) })
    }

    /// A day's steps, in turns with the same in the city without a challenge.
    pub(super) fn steps(
        &self,
        figures: &mut Vec<Figure>,
        grown: &mut Grown,
        progress: &dyn Fn(&str),
    ) -> Result<(), BenchError> {
        progress("a day's steps");
        let bodies = self.tell();
        let mut seconds = [0.0; 2];
        for some in bodies.chunks(TURN) {
            for (place, alone) in [&self.with, &self.without].into_iter().enumerate() {
                let begun = Instant::now();
                for body in some {
                    take(alone, body, self.scene.instant())?;
                }
                if let Some(seconds) = seconds.get_mut(place) {
                    *seconds += begun.elapsed().as_secs_f64();
                }
            }
        }
        let events = self.crowd.people.min(TOLD) as f64;
        let [with, without] = seconds.map(|seconds| events / seconds);
        grown.rate = with;
        let name = format!("steps into standings, {} walk", self.crowd.people);
        let target = self.crowd.target(Target::AtLeast(5000.0));
        figures.push(Figure::new(name, (with, "events/s"), ("without a challenge", without), target));
        Ok(())
    }

    /// Rankings while steps come, by mean and by median.
    pub(super) fn looked_at(
        &self,
        figures: &mut Vec<Figure>,
        grown: &mut Grown,
        progress: &dyn Fn(&str),
    ) -> Result<(), BenchError> {
        let kinds = [(RanksBy::Mean, "mean"), (RanksBy::Median, "median")];
        for ((ranks_by, name), (page, anew)) in kinds.into_iter().zip(grown.page.iter_mut().zip(&mut grown.anew)) {
            progress(&format!("rankings by {name}"));
            // The rows are the same, whatever ranks.
            let challenge = Challenge { ranks_by, ..self.challenge.clone() };
            let (rate, mut looked) = self.while_steps_come(&challenge)?;
            if looked.teams != self.crowd.teams() {
                return Err(BenchError::Service(format!("{} teams are ranked", looked.teams)));
            }
            let teams = looked.teams;
            *page = quantile(&mut looked.pages, 0.99);
            *anew = quantile(&mut looked.anew, 0.99);
            let target = self.crowd.target(Target::Below(30.0));
            let (of, p50) = (format!("a page of {teams} teams by {name}, p99"), quantile(&mut looked.pages, 0.5));
            figures.push(Figure::new(of, (*page, "ms"), ("p50", p50), target));
            let (of, p50) = (format!("{teams} teams by {name} counted anew, p99"), quantile(&mut looked.anew, 0.5));
            figures.push(Figure::new(of, (*anew, "ms"), ("p50", p50), None));
            if self.crowd.aim == Aim::Target {
                let target = Some(Target::AtLeast(5000.0));
                let name = format!("steps while one looks, by {name}");
                figures.push(Figure::new(name, (rate, "events/s"), ("while nobody looks", grown.rate), target));
            }
        }
        Ok(())
    }

    /// Tells steps until another has looked long enough. Gives the events a second, and what that one found.
    fn while_steps_come(&self, challenge: &Challenge) -> Result<(f64, Looked), BenchError> {
        let (state, today, now, long) = (&self.state, self.today, self.scene.begun, self.crowd.looked_at);
        let done = AtomicBool::new(false);
        std::thread::scope(|threads| {
            let looking = threads.spawn(|| {
                let looked = look(state, &city(WALKED), challenge, today, now, long);
                done.store(true, Ordering::Relaxed);
                looked
            });
            let begun = Instant::now();
            let events = self.until(&done);
            let seconds = begun.elapsed().as_secs_f64();
            let looked = looking.join().map_err(|_| BenchError::Service("nobody looked at rankings".to_owned()))?;
            Ok((events? as f64 / seconds, looked?))
        })
    }

    /// Tells steps again and again until somebody has had enough. Gives the number of events.
    fn until(&self, done: &AtomicBool) -> Result<usize, BenchError> {
        let mut events = 0;
        loop {
            for body in self.tell() {
                if done.load(Ordering::Relaxed) {
                    return Ok(events);
                }
                events += take(&self.with, &body, self.scene.instant())?;
            }
        }
    }

    /// One telling of today's steps, more than the one before, in batches.
    fn tell(&self) -> Vec<Vec<u8>> {
        let told = self.told.replace(self.told.get() + 1);
        let people = people(self.scene, self.crowd);
        let some: Vec<usize> = self.crowd.stirred().take(TOLD).collect();
        some.chunks(BATCH).map(|batch| array(batch.iter().map(|person| people.grown(*person, told)))).collect()
    }
}

fn take(alone: &Alone, body: &[u8], now: DateTime<Utc>) -> Result<usize, BenchError> {
    let accepted = alone.take(&city(WALKED), body, now)?;
    if accepted == 0 {
        return Err(BenchError::Service("no steps were accepted".to_owned()));
    }
    Ok(accepted)
}

fn people(scene: &Scene, crowd: Crowd) -> People {
    People { city: WALKED, count: crowd.people, passes: 1, now: scene.begun }
}

fn pack(root: &Path) -> Result<Pack, BenchError> {
    let packs = packs::read(&root.join("bench/campaigns"), &root.join("bench/rules"))?;
    let own = packs.into_iter().find(|pack| pack.city.as_str() == WALKED);
    own.ok_or_else(|| BenchError::Events(format!("there is no pack of {WALKED}")))
}

fn without_challenge(mut pack: Pack) -> Pack {
    for text in pack.files.values_mut() {
        if let Some((before, _)) = text.split_once("[challenge]") {
            *text = before.to_owned();
        }
    }
    pack
}
