//! A walking challenge: what `[challenge]` in `campaign.toml` makes of a campaign.

mod file;

pub(super) use file::{ChallengeFile, Days};

use crate::resident::DayStanding;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// A walking challenge, and all that its ranking follows from. Its days are those of its campaign.
///
/// ```toml
/// [challenge]
/// between = "teams"
/// ranks_by = "mean"
/// least_steps = 4000
/// cap_per_day = 20000
/// team_size = { min = 5, max = 10 }
/// join_until = 2026-11-14
/// closes_after = 7
/// handicap = [{ from_age = 65, percent = 110 }, { from_age = 75, percent = 120 }]
/// leagues = [8]
/// pause_days = 5
/// ties = "draw"
/// draw_seed = "arao-autumn-2026"
/// route = [{ name = "荒尾駅", km = 0, at = [32.98, 130.44] }, { name = "三池港", km = 11.5, at = [33.0, 130.4] }]
/// step_cm = 65
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The campaign's name.
    pub name: String,
    /// The first day that counts.
    pub from: Day,
    /// The last day that counts.
    pub until: Day,
    /// Who walks against whom.
    pub between: Between,
    /// What decides the order.
    pub ranks_by: RanksBy,
    /// How many counted steps make a day one on which a member took part.
    pub least_steps: i64,
    /// The most steps of a person and day that count, before the handicap.
    pub cap_per_day: i64,
    /// How many members a group has.
    pub team_size: TeamSize,
    /// The last day on which one may join or change the team.
    pub join_until: Day,
    /// After how many days a day takes no more revisions.
    pub closes_after: i32,
    /// What steps count for by age, from the youngest on.
    pub handicap: Vec<Handicap>,
    /// The sizes at which a new league begins, the smallest first.
    pub leagues: Vec<i64>,
    /// How many days of the challenge a member may rest.
    pub pause_days: i32,
    /// What decides between groups that are level.
    pub ties: Ties,
    /// The way that is walked on a map.
    pub route: Option<Route>,
}

/// Who walks against whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Between {
    /// Everyone for themselves.
    People,
    /// Teams that residents make.
    Teams,
    /// The city's districts.
    Districts,
    /// Workplaces.
    Workplaces,
}

/// What decides the order. All are of a member and a day, so that groups of any size can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RanksBy {
    /// Counted steps of all, divided by all days of members.
    Mean,
    /// Of each member's counted steps a day, the one in the middle.
    Median,
    /// The share of members' days with at least [`Challenge::least_steps`].
    Participation,
}

/// How many members a group has. A smaller one is not ranked, and takes part all the same; a larger one is
/// for the page at which one joins to prevent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamSize {
    /// At least; never below [`SMALLEST`] but where everyone walks for themselves.
    #[serde(default = "smallest")]
    pub min: i64,
    /// At most; no limit when `None`, as always of a district.
    pub max: Option<i64>,
}

/// The smallest group of which more than totals is told: of fewer, one would see who walked.
pub const SMALLEST: i64 = 5;

fn smallest() -> i64 {
    SMALLEST
}

/// What the steps of those from an age on count for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handicap {
    /// The age reached in the calendar year in which the challenge begins.
    pub from_age: i32,
    /// In hundredths: of 5,000 steps 6,000 count where it is 120. Rounded down.
    pub percent: i64,
}

/// What decides between groups that are level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ties {
    /// Nothing: they share the place.
    Shared,
    /// The higher participation; those that are level there too share the place.
    Participation,
    /// A draw that anyone can repeat: [`crate::chance::digest`] keyed by the seed, over the challenge's and the
    /// group's name; the lower number goes first.
    Draw {
        /// The key, written down before the challenge begins.
        seed: String,
    },
}

/// A way on a map. A group is where its members are on average.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The places, in order.
    pub places: Vec<Place>,
    /// How long a step is taken to be, in centimetres.
    pub step_cm: i64,
}

/// A place on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Metres from the start.
    pub metres: i64,
    /// Where it is; of a route all places have it, or none.
    pub at: Option<Spot>,
}

/// A point on the earth, in ten-thousandths of a degree: to ten metres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Latitude.
    pub north: i64,
    /// Longitude.
    pub east: i64,
}

impl Challenge {
    /// Whether a day may still be revised. A closed one counts for good as it did then; the revision is
    /// kept all the same, and other parts of the service see it.
    pub fn standing(&self, day: Day, today: Day) -> DayStanding {
        if today.since(day) > self.closes_after { DayStanding::Closed } else { DayStanding::Provisional }
    }

    /// The first day that is not closed.
    pub fn first_open(&self, today: Day) -> Day {
        self.from.max(today.plus(-self.closes_after))
    }

    /// Whether all days are closed: then nothing that arrives changes the ranking.
    pub fn is_final(&self, today: Day) -> bool {
        self.standing(self.until, today) == DayStanding::Closed
    }

    /// What the steps of a day count for: as many as the cap lets through, times the handicap of the age.
    pub fn counts(&self, steps: i64, age: Option<i32>) -> i64 {
        let reached = |handicap: &&Handicap| age.is_some_and(|age| age >= handicap.from_age);
        let percent = self.handicap.iter().rev().find(reached).map_or(100, |handicap| handicap.percent);
        steps.clamp(0, self.cap_per_day) * percent / 100
    }

    /// The league of a group of so many members, from 1.
    pub fn league(&self, members: i64) -> usize {
        1 + self.leagues.partition_point(|size| *size <= members)
    }
}
