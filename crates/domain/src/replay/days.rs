//! What the two versions come to for one resident, day by day: what a page tells.

use super::difference::{Change, differences};
use super::one::{Differing, without};
use super::side::{Entered, Withheld};
use super::{Lived, Pair, Plan};
use crate::time::Day;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Something that one of the versions comes to, or both.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// When: of a message that both have, when the live version has it.
    pub at: DateTime<Utc>,
    /// Of which version.
    pub whose: Whose,
    /// What it is.
    pub what: Came,
}

/// Of which version something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The live one only.
    Live,
    /// The changed one only.
    New,
    /// Both.
    Both,
}

/// What a version comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// A message leaves.
    Said(Box<Differing>),
    /// Something was proposed and withheld.
    Withheld(Withheld),
    /// Points are given, or taken back.
    Points(Entered),
}

impl Told {
    /// Whether the versions differ in it.
    pub fn differs(&self) -> bool {
        match &self.what {
            Came::Said(one) => one.change != Change::Same,
            Came::Withheld(_) | Came::Points(_) => self.whose != Whose::Both,
        }
    }
}

/// A life by civil days, in order of time; days on which nothing comes are not there. That nothing is proposed at a
/// randomised point is left out.
pub fn by_day(plan: &Plan, lived: &Lived) -> BTreeMap<Day, Vec<Told>> {
    let mut all: Vec<Told> = differences(lived).into_iter().filter_map(said).collect();
    let Pair { live, new } = &lived.led;
    let kept =
        |some: &[Withheld]| -> Vec<Withheld> { some.iter().filter(|one| one.kind != "point").cloned().collect() };
    let withheld = each(&kept(&live.withheld), &kept(&new.withheld));
    all.extend(withheld.map(|(whose, one)| Told { at: one.at, whose, what: Came::Withheld(one) }));
    let entered = each(&live.entered, &new.entered);
    all.extend(entered.map(|(whose, one)| Told { at: one.at, whose, what: Came::Points(one) }));
    all.sort_by_key(|one| one.at);
    let zone = plan.versions().live.city.zone;
    let mut days: BTreeMap<Day, Vec<Told>> = BTreeMap::new();
    for one in all {
        days.entry(zone.day(one.at)).or_default().push(one);
    }
    days
}

fn said(one: super::Difference<'_>) -> Option<Told> {
    let whose = match (one.live, one.new) {
        (Some(_), None) => Whose::Live,
        (None, Some(_)) => Whose::New,
        (..) => Whose::Both,
    };
    let at = one.live.or(one.new)?.left;
    let one = Differing { change: one.change(), live: one.live.cloned(), new: one.new.cloned() };
    Some(Told { at, whose, what: Came::Said(Box::new(one)) })
}

/// What is in either list, with whose it is; what is in both is told once.
fn each<T: PartialEq + Clone>(live: &[T], new: &[T]) -> impl Iterator<Item = (Whose, T)> + use<T> {
    let (only_live, only_new) = (without(live, new), without(new, live));
    let both = without(live, &only_live);
    let all = [(Whose::Both, both), (Whose::Live, only_live), (Whose::New, only_new)];
    all.into_iter().flat_map(|(whose, some)| some.into_iter().map(move |one| (whose, one)))
}
