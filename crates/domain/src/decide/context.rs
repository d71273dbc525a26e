use crate::city::CityState;
use crate::pack::{Campaign, Entry, Ruleset};
use crate::resident::Snapshot;
use crate::rules::Memo;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What deciding needs besides the resident.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The rules in force.
    pub rulesets: &'a Rulesets,
    /// What holds for the whole city.
    pub city: &'a CityState,
    /// The instant of deciding.
    pub now: DateTime<Utc>,
    /// For a case that a member of staff wrote: what chance shall say.
    pub fixed: &'a Fixed,
}

/// What chance says in a case that a member of staff wrote. Nothing is fixed where residents are decided about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fixed {
    /// Whether messages leave at randomised decision points; as drawn, when `None`.
    pub send: Option<bool>,
    /// The arm; as drawn, when `None`.
    pub arm: Option<String>,
    /// Whether nobody is held out and the campaign has begun in every district: a case shows what rules do.
    pub is_open: bool,
}

impl Fixed {
    /// Nothing is fixed.
    pub const NOTHING: Self = Self { send: None, arm: None, is_open: false };
}

/// The rules in force: the newest version, and those to which enrolled residents are pinned.
#[derive(Debug, Clone)]
pub struct Rulesets {
    /// The version that holds for everyone else.
    pub current: Rc<Ruleset>,
    /// Older versions by hash.
    pub pinned: BTreeMap<String, Rc<Ruleset>>,
    /// For a case that a member of staff wrote, and a replay: the one campaign that is tried.
    pub only: Option<String>,
    /// For a replay: what was said last, by either of two versions. How it came about is told to nobody then.
    pub memo: Option<Rc<Memo>>,
}

impl Rulesets {
    /// Only the newest version.
    pub fn new(current: Rc<Ruleset>) -> Self {
        Self { current, pinned: BTreeMap::new(), only: None, memo: None }
    }

    /// The campaigns that concern a resident, each in the version that holds for them, with
    /// whether a sensitive fact brought them there.
    pub fn campaigns<'a>(
        &'a self,
        snapshot: &'a Snapshot,
    ) -> impl Iterator<Item = (&'a str, &'a Rc<Ruleset>, &'a Campaign, bool)> {
        let pinned = |name: &String| {
            let version = &snapshot.enrolments.get(name)?.version;
            self.pinned.get(version)?.campaigns.get(name).filter(|campaign| campaign.who.entry == Entry::Enrolled)
        };
        // Who was enrolled stays in that version, also when the campaign is open by now.
        let open = self
            .current
            .campaigns
            .iter()
            .filter(move |(name, campaign)| campaign.who.entry == Entry::Open && pinned(name).is_none())
            .map(|(name, campaign)| (name.as_str(), &self.current, campaign, false));
        let enrolled = snapshot.enrolments.iter().filter_map(|(name, enrolment)| {
            let ruleset = self.pinned.get(&enrolment.version).unwrap_or(&self.current);
            let campaign = ruleset.campaigns.get(name).filter(|campaign| campaign.who.entry == Entry::Enrolled)?;
            Some((name.as_str(), ruleset, campaign, enrolment.sensitive))
        });
        open.chain(enrolled).filter(|(name, ..)| self.only.as_ref().is_none_or(|only| only == name))
    }
}
