use super::Window;
use super::tally::Pair;
use crate::city::CityState;
use crate::decide::Rulesets;
use crate::event::Alert;
use crate::pack::contract::CONTRACT;
use crate::pack::{OncePer, Pack, Ruleset};
use crate::resident::WINDOW_DAYS;
use crate::rules::Memo;
use crate::time::Day;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What is compared.
#[derive(Debug, Clone)]
pub struct Versions {
    /// What the change is held against.
    pub live: Rc<Ruleset>,
    /// The change.
    pub new: Rc<Ruleset>,
    /// Whether nothing but texts differs, as [`only_texts`] says.
    pub only_texts: bool,
}

/// A version that was in force from some time on.
#[derive(Debug, Clone)]
pub struct Era {
    /// Since when.
    pub since: DateTime<Utc>,
    /// The version.
    pub ruleset: Rc<Ruleset>,
}

/// Everything that is the same for all residents of a replay.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) campaign: String,
    pub(super) window: Window,
    pub(super) rules: Pair<Rulesets>,
    pub(super) only_texts: bool,
    /// Whether both versions see facts in the same way, so that one snapshot serves both while they decide alike.
    pub(super) sees_alike: bool,
    /// When the window begins and is over.
    pub(super) from: DateTime<Utc>,
    pub(super) until: DateTime<Utc>,
    /// The city's state by when it began to hold, and before the first.
    pub(super) city: Vec<(DateTime<Utc>, CityState)>,
    pub(super) calm: CityState,
    /// The campaigns that set goals, by when their version began to hold.
    pub(super) setters: Vec<Setters>,
    reach: i64,
}

/// The campaigns of a version whose work outlives the day.
#[derive(Debug, Clone)]
pub(super) struct Setters {
    pub(super) since: DateTime<Utc>,
    pub(super) campaigns: Vec<(String, Rulesets)>,
}

/// The campaign is in neither version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no campaign is called `{name}`; there are {known}")]
pub struct UnknownCampaign {
    /// What was asked for.
    pub name: String,
    /// Those that there are.
    pub known: String,
}

impl Plan {
    /// A plan. `alerts` come with when each was received, `eras` in order of time.
    ///
    /// # Errors
    /// The campaign is in neither version.
    pub fn new(
        campaign: &str,
        window: Window,
        versions: Versions,
        alerts: &[(DateTime<Utc>, Alert)],
        eras: &[Era],
    ) -> Result<Self, UnknownCampaign> {
        let Versions { live, new, only_texts } = versions;
        if !live.campaigns.contains_key(campaign) && !new.campaigns.contains_key(campaign) {
            let mut known: Vec<&str> = live.campaigns.keys().chain(new.campaigns.keys()).map(String::as_str).collect();
            known.sort_unstable();
            known.dedup();
            return Err(UnknownCampaign { name: campaign.to_owned(), known: format!("`{}`", known.join("`, `")) });
        }
        let (from, until) = window.instants(live.city.zone);
        let sees_alike = live.city.zone == new.city.zone && live.city.step_priority == new.city.step_priority;
        let reach = eras.iter().map(|era| reach(&era.ruleset, campaign)).max().unwrap_or_default();
        let memo = Rc::new(Memo::default());
        let only = |ruleset: &Rc<Ruleset>, campaign: &str| Rulesets {
            only: Some(campaign.to_owned()),
            memo: Some(Rc::clone(&memo)),
            ..Rulesets::new(Rc::clone(ruleset))
        };
        let setters = eras.iter().map(|era| {
            let names = era.ruleset.campaigns.keys().filter(|name| outlives(&era.ruleset, name, campaign));
            Setters {
                since: era.since,
                campaigns: names.map(|name| (name.clone(), only(&era.ruleset, name))).collect(),
            }
        });
        Ok(Self {
            campaign: campaign.to_owned(),
            window,
            only_texts,
            sees_alike,
            from,
            until,
            city: states(alerts),
            calm: CityState::default(),
            setters: setters.collect(),
            reach,
            rules: Pair { live: only(&live, campaign), new: only(&new, campaign) },
        })
    }

    /// The plan with versions, by their hashes, that residents were enrolled in before the window.
    #[must_use]
    pub fn with_pinned(&self, pinned: &BTreeMap<String, Rc<Ruleset>>) -> Self {
        let mut plan = self.clone();
        plan.rules.live.pinned.clone_from(pinned);
        plan.rules.new.pinned.clone_from(pinned);
        plan
    }

    /// Forgets what was said last: both versions were asked.
    pub(super) fn forget(&self) {
        self.rules.live.memo.iter().for_each(|memo| memo.forget());
    }

    /// The campaign.
    pub fn campaign(&self) -> &str {
        &self.campaign
    }

    /// The days.
    pub fn window(&self) -> Window {
        self.window
    }

    /// The two versions.
    pub fn versions(&self) -> Pair<&Rc<Ruleset>> {
        Pair { live: &self.rules.live.current, new: &self.rules.new.current }
    }

    /// The instants at which the window begins and is over.
    pub fn span(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.from, self.until)
    }

    /// Since when events count that are only known for some days, as steps are: what is older no rule asks for.
    pub fn events_since(&self) -> DateTime<Utc> {
        self.decided_since() - TimeDelta::days(i64::from(WINDOW_DAYS) + 2)
    }

    /// Since when messages count that left: what is older no rule asks for.
    pub fn messages_since(&self) -> Day {
        self.window.first.plus(-WINDOW_DAYS - 2)
    }

    /// Since when points of the campaign count that were given before the window, as a day's may still be revised;
    /// `None` where neither version gives any, and none looks at them.
    pub fn points_since(&self) -> Option<DateTime<Utc>> {
        let of = |rules: &Rulesets| {
            let city = &rules.current.city;
            let awards = rules.current.campaigns.get(&self.campaign).map(|campaign| campaign.points.values());
            let days = awards.into_iter().flatten().map(|award| match award.once_per {
                OncePer::Day => 2,
                OncePer::Week => 9,
                OncePer::Month => 33,
                OncePer::Campaign => 36_500,
            });
            days.max().map(|days| days + city.close_after_days)
        };
        let days = self.rules.iter().filter_map(of).max();
        let days = days.or_else(|| self.reads_points().then_some(0))?;
        Some(self.from - TimeDelta::days(days.into()))
    }

    /// Since when what outlives the day is decided again.
    pub(super) fn decided_since(&self) -> DateTime<Utc> {
        self.from - TimeDelta::days(self.reach)
    }

    /// The campaigns that set goals in the version that was in force at an instant.
    pub(super) fn setters_at(&self, now: DateTime<Utc>) -> Option<&Setters> {
        let after = self.setters.partition_point(|setters| setters.since <= now);
        self.setters.get(after.checked_sub(1)?)
    }

    /// Whether a script of either version may look at the points of a resident, or a cap does.
    pub fn reads_points(&self) -> bool {
        let reads = |rules: &Rulesets| rules.current.rules.reach(&self.campaign).reads_points;
        self.rules.iter().any(|rules| reads(rules) || !rules.current.city.points.are_open())
    }
}

/// How many days before the window it has to be known what a version led to.
pub fn reach(ruleset: &Ruleset, replayed: &str) -> i64 {
    let of = |name: &String| {
        let reach = ruleset.rules.reach(name);
        let own = reach.schedules.filter(|_| name == replayed).unwrap_or_default();
        let goals = reach.goals.map(|days| days + i64::from(WINDOW_DAYS) + 1 + reach.schedules.unwrap_or_default());
        goals.unwrap_or_default().max(own)
    };
    ruleset.campaigns.keys().map(of).max().unwrap_or_default()
}

/// Whether a campaign sets goals, or is the one that is replayed and schedules.
pub(super) fn outlives(ruleset: &Ruleset, name: &str, replayed: &str) -> bool {
    let reach = ruleset.rules.reach(name);
    reach.goals.is_some() || name == replayed && reach.schedules.is_some()
}

/// The city's state after each alert.
fn states(alerts: &[(DateTime<Utc>, Alert)]) -> Vec<(DateTime<Utc>, CityState)> {
    let mut state = CityState::default();
    let after = |(received, alert): &(DateTime<Utc>, Alert)| {
        let _ = state.observe(alert, *received);
        (*received, state.clone())
    };
    alerts.iter().map(after).collect()
}

/// Whether two packs differ, for a campaign, in nothing but texts, and what is paid for results: then rules that say nothing in one say nothing in
/// the other.
pub fn only_texts(live: &Pack, new: &Pack, campaign: &str) -> bool {
    let (own, folder) = (format!("campaigns/{}/{campaign}/", live.city), format!("campaigns/{}/", live.city));
    let decides = |(path, _): &(&String, &String)| {
        let elsewhere = path.strip_prefix(&folder).is_some_and(|rest| rest.contains('/')) && !path.starts_with(&own);
        let texts = ["messages.toml", "cases.toml", CONTRACT];
        !elsewhere && !path.rsplit_once('/').is_some_and(|(_, file)| texts.contains(&file))
    };
    // A script may name any campaign of the pack.
    let names = |pack: &Pack| pack.campaign_names();
    names(live) == names(new) && live.files.iter().filter(decides).eq(new.files.iter().filter(decides))
}
