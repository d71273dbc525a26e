//! A campaign that sends more than was to be expected of it, or the same to a person again, stops by
//! itself.

use super::Exits;
use crate::Sql;
use crate::store::{Claimed, Left, Volume};
use domain::Day;
use domain::city::{By, Pause, Scope};
use domain::notice::Why;
use std::collections::BTreeMap;

/// What campaigns have sent on a day, with what a group is about to.
pub(super) struct Fuses {
    volumes: BTreeMap<String, Volume>,
    /// Those that blew.
    pub(super) blown: BTreeMap<String, Pause>,
}

impl<S: Sql> Exits<'_, S> {
    pub(super) fn fuses(&self, volumes: BTreeMap<String, Volume>) -> Fuses {
        Fuses { volumes, blown: BTreeMap::new() }
    }

    /// Whether a message may leave as far as its campaign's fuse goes: then it is counted.
    pub(super) fn holds(&self, fuses: &mut Fuses, one: &Claimed, left: &[Left], today: Day) -> bool {
        let name = &one.message.campaign;
        if fuses.blown.contains_key(name) {
            return false;
        }
        // Someone looked at it today and let it go on.
        if self.state.let_go_on.get(name) == Some(&today) {
            return true;
        }
        let said = one.message.said();
        let again = !one.message.is_answer
            && left.iter().any(|other| other.day == today && other.said.0 == *name && other.said.1 == said);
        let volume = fuses.volumes.entry(name.clone()).or_default();
        let fuse = self.ruleset.campaigns.get(name).map(|campaign| campaign.fuse).unwrap_or_default();
        let most = fuse.most(volume.busiest);
        let why = if again {
            Why::SameTextAgain { message: one.message.message.clone() }
        } else if volume.on_day >= most {
            Why::MoreThan { sent: volume.on_day, most }
        } else {
            volume.on_day += 1;
            return true;
        };
        let pause = Pause { scope: Scope::Campaign(name.clone()), since: self.now, by: By::Fuse, why };
        fuses.blown.insert(name.clone(), pause);
        false
    }
}
