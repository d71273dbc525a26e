//! When a resident takes part, for whom, and what a day counts.

use super::{Between, Challenge};
use crate::id::ResidentId;
use crate::pack::City;
use crate::resident::Snapshot;
use crate::time::Day;

/// What a day of a member counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// For whom: the team, district or workplace, or the resident's own id.
    pub team: String,
    /// Steps after cap and handicap; `None` where nothing arrived, which is a day of the member all the same.
    pub steps: Option<i64>,
    /// Whether the steps make it a day on which the member took part.
    pub active: bool,
}

/// What a resident's day counts; `None` when it is not one of a member's: outside of the challenge, before
/// joining, from the day of leaving on, or a day of rest.
///
/// It depends on what is known of the resident and on nothing else, so that whoever has the log can count again.
/// Whether it may still change, [`Challenge::standing`] tells.
pub fn counted(
    challenge: &Challenge,
    resident: &ResidentId,
    snapshot: &Snapshot,
    city: &City,
    day: Day,
) -> Option<Counted> {
    let part = Part::of(challenge, resident, snapshot);
    let team = part.spans.iter().find(|span| (span.from..=span.until).contains(&day))?.team;
    let steps = steps(challenge, snapshot, city, day);
    let active = steps.is_some_and(|steps| steps >= challenge.least_steps);
    Some(Counted { team: team.to_owned(), steps, active })
}

/// For whom a resident walks now; `None` who does not take part, or has left.
pub fn team_of<'a>(challenge: &Challenge, resident: &'a ResidentId, snapshot: &'a Snapshot) -> Option<&'a str> {
    Part::of(challenge, resident, snapshot).now
}

/// The days of a member, and for whom.
pub(super) struct Part<'a> {
    /// Days in a row that count, oldest first: within the challenge, and without those of rest.
    pub(super) spans: Vec<Span<'a>>,
    /// For whom the resident walks now.
    pub(super) now: Option<&'a str>,
}

/// Days in a row, both ends included; never none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span<'a> {
    pub(super) team: &'a str,
    pub(super) from: Day,
    pub(super) until: Day,
}

impl<'a> Part<'a> {
    pub(super) fn of(challenge: &Challenge, resident: &'a ResidentId, snapshot: &'a Snapshot) -> Self {
        let mut part = Part { spans: Vec::new(), now: None };
        let Some(membership) = snapshot.challenges.get(&challenge.name) else { return part };
        let rests = membership.rests(challenge.from, challenge.until, challenge.pause_days);
        for stay in membership.stays(challenge.join_until, &snapshot.withdrawals, snapshot.contact.agreed) {
            let team = match challenge.between {
                Between::People => Some(resident.as_str()),
                _ => stay.team,
            };
            // Who joined without a team is in none.
            let Some(team) = team else { continue };
            let until = stay.until.map_or(challenge.until, |until| until.min(challenge.until));
            part.now = (until == challenge.until).then_some(team);
            let mut from = stay.from.max(challenge.from);
            for (first, last) in rests.iter().skip_while(|(_, last)| *last < stay.from) {
                part.add(team, from, until.min(first.plus(-1)));
                from = last.plus(1);
            }
            part.add(team, from, until);
        }
        part
    }

    fn add(&mut self, team: &'a str, from: Day, until: Day) {
        if from <= until {
            self.spans.push(Span { team, from, until });
        }
    }
}

/// The steps of a day as they count.
pub(super) fn steps(challenge: &Challenge, snapshot: &Snapshot, city: &City, day: Day) -> Option<i64> {
    // The age that the handicap goes by stays the same for the whole challenge.
    let age = snapshot.age(challenge.from);
    snapshot.steps.on(day, city).map(|steps| challenge.counts(steps, age))
}
