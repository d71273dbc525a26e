//! Walking challenges: what events add to the standings, what the clock adds, and what is read of them.

mod alike;
mod doubted;
mod groups;

pub use alike::compare;
pub use groups::{
    GroupPage, Joined, NoGroup, PHRASES, cheer, close, code_of, group, is_group_name, join, leave, make_team, rest,
};

use crate::store::{DueTurn, Known, Moved, Published, Store, Team};
use crate::{Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::challenge::{
    Between, Challenge, Final, Group, Move, RanksBy, Share, Standing, counts_anew, median, moves, rank, set_aside,
    team_of,
};
use domain::resident::StepDays;
use domain::{CityCode, Day, ResidentId, Ruleset, Snapshot, chance};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// What residents added to running challenges before a batch of events, and after it.
pub(crate) struct Walked<'r> {
    ruleset: &'r Ruleset,
    running: Vec<&'r Challenge>,
    today: Day,
    before: HashMap<ResidentId, Vec<Share>>,
    /// The steps of those who take part in one of them, as they were.
    were: HashMap<ResidentId, StepDays>,
}

impl<'r> Walked<'r> {
    pub(crate) fn begin(ruleset: &'r Ruleset, today: Day) -> Self {
        let (before, were) = Default::default();
        Self { ruleset, running: running(ruleset, today), today, before, were }
    }

    /// Notes what a resident adds before the first of their events.
    pub(crate) fn before(&mut self, resident: &ResidentId, known: &Known) {
        if self.running.is_empty() || self.before.contains_key(resident) {
            return;
        }
        self.before.insert(resident.clone(), self.shares(resident, &known.snapshot));
        if self.running.iter().any(|challenge| team_of(challenge, resident, &known.snapshot).is_some()) {
            self.were.insert(resident.clone(), known.snapshot.steps.clone());
        }
    }

    /// What became different.
    pub(crate) fn moved(&self, residents: &HashMap<ResidentId, Known>) -> Vec<Moved> {
        let mut all: BTreeMap<&str, Vec<Move>> = BTreeMap::new();
        for (resident, before) in &self.before {
            let Some(known) = residents.get(resident) else { continue };
            let after = self.shares(resident, &known.snapshot);
            for ((challenge, before), after) in self.running.iter().zip(before).zip(&after) {
                all.entry(&challenge.name).or_default().extend(moves(before, after));
            }
        }
        let moved = all.into_iter().filter(|(_, moves)| !moves.is_empty());
        moved.map(|(challenge, moves)| Moved { challenge: challenge.to_owned(), moves }).collect()
    }

    fn shares(&self, resident: &ResidentId, snapshot: &Snapshot) -> Vec<Share> {
        let city = &self.ruleset.city;
        self.running.iter().map(|challenge| Share::of(challenge, resident, snapshot, city, self.today)).collect()
    }
}

/// The challenges of a pack whose days are not all closed.
fn running(ruleset: &Ruleset, today: Day) -> Vec<&Challenge> {
    let all = ruleset.campaigns.values().filter_map(|campaign| campaign.challenge.as_ref());
    all.filter(|challenge| !challenge.is_final(today)).collect()
}

/// A challenge of the pack in force, by its name.
///
/// # Errors
/// There is none.
pub fn named<'r>(ruleset: &'r Ruleset, name: &str) -> Result<&'r Challenge, Error> {
    let found = ruleset.campaigns.get(name).and_then(|campaign| campaign.challenge.as_ref());
    found.ok_or_else(|| Error::UnknownChallenge(name.to_owned()))
}

/// Counts challenges that nobody has joined yet by those who joined before they were published, and anew those whose
/// rule became another: it may until their first day, and then all their days are open. Within the transaction that
/// publishes.
pub(crate) async fn count_new(
    store: &Store<'_, impl Sql>,
    (present, ruleset): (Option<&Ruleset>, &Ruleset),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (city, today) = (&ruleset.code, ruleset.city.zone.day(now));
    for challenge in running(ruleset, today) {
        if store.is_joined(city, &challenge.name).await? {
            let is_other =
                present.is_some_and(|present| counts_anew(present, ruleset, challenge, present.city.zone.day(now)));
            // A result stays, whatever a later pack says of its challenge.
            if !is_other || store.result(city, &challenge.name).await?.is_some() {
                continue;
            }
            store.forget_sums(city, &challenge.name).await?;
        }
        let mut moved = Moved { challenge: challenge.name.clone(), moves: Vec::new() };
        for (resident, snapshot) in store.spoken_of(city, &challenge.name).await? {
            let share = Share::of(challenge, &resident, &snapshot, &ruleset.city, today);
            moved.moves.extend(moves(&Share::nothing(challenge, &resident, today), &share));
        }
        store.add_moves(city.as_str(), &[moved]).await?;
    }
    Ok(())
}

/// How many groups are given a page in one tick.
const PAGES: i64 = 200;

/// How many turns are added in one transaction.
const TURNS: i64 = 1_000;

/// Adds the turns whose day has come, and publishes the results of challenges whose last day has closed. Gives how
/// many turns there were. Without the setting `link_key`, which signs results and makes codes, both of these wait.
///
/// # Errors
/// The database's own.
pub async fn advance(
    sql: &impl Sql,
    city: &CityCode,
    ruleset: &Ruleset,
    key: Option<&str>,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let store = Store::new(sql);
    let today = ruleset.city.zone.day(now);
    let mut added = 0;
    loop {
        // Looked for without the lock, since on nearly every tick there is none.
        if store.turns_due(city, today, 1).await?.is_empty() {
            break;
        }
        let some = store.at_once(async || add_turns(&store, city, ruleset, today).await).await?;
        if some == 0 {
            break;
        }
        added += some;
    }
    let Some(key) = key else { return Ok(added) };
    for challenge in ruleset.campaigns.values().filter_map(|campaign| campaign.challenge.as_ref()) {
        if [Between::Districts, Between::Workplaces].contains(&challenge.between) {
            pages(&store, (city, key), challenge, now).await?;
        }
        if challenge.is_final(today) && store.result(city, &challenge.name).await?.is_none() {
            store.at_once(async || settle(&store, (city, key), challenge, now).await).await?;
        }
    }
    Ok(added)
}

async fn add_turns(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    ruleset: &Ruleset,
    today: Day,
) -> Result<usize, Error> {
    let turns = store.turns_due(city, today, TURNS).await?;
    let mut moved: BTreeMap<&str, Vec<Move>> = BTreeMap::new();
    for DueTurn { challenge: name, team, member, turn } in &turns {
        // Turns of a challenge that is no more have nowhere to go.
        let Ok(challenge) = named(ruleset, name) else { continue };
        moved.entry(name).or_default().push(Move::turned(challenge, team, member, *turn));
    }
    let moved: Vec<Moved> =
        moved.into_iter().map(|(challenge, moves)| Moved { challenge: challenge.to_owned(), moves }).collect();
    store.add_moves(city.as_str(), &moved).await?;
    store.remove_turns(city, &turns).await?;
    Ok(turns.len())
}

/// Gives the groups a page that nobody makes: districts and workplaces that somebody walks for. Whoever knows a name
/// still cannot tell its code.
async fn pages(
    store: &Store<'_, impl Sql>,
    (city, key): (&CityCode, &str),
    challenge: &Challenge,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let without = store.teams_without_page(city, &challenge.name, PAGES).await?;
    let team = |name: String| Team {
        code: code_of(chance::digest(key, &["group", city.as_str(), &challenge.name, &name])),
        challenge: challenge.name.clone(),
        name,
        captain: None,
        at: now,
        closed: false,
    };
    let teams: Vec<Team> = without.into_iter().map(team).collect();
    store.enter_teams(city, &teams).await?;
    Ok(())
}

/// Publishes the result of a challenge that is final. Within a transaction.
async fn settle(
    store: &Store<'_, impl Sql>,
    (city, key): (&CityCode, &str),
    challenge: &Challenge,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // As of the first day on which nothing could change any more, however late the clock came.
    let today = challenge.until.plus(challenge.closes_after + 1);
    let standings = standings(store, city, challenge, today).await?;
    let unnamed = store.unnamed(city, &challenge.name).await?;
    let text = Final::of(challenge, &standings, &unnamed, today, key).text();
    let (signature, public_key) = (wire::signed::sign(key, &text), wire::signed::public_key(key));
    let published = Published { text, signature, public_key };
    store.publish_result(city, &challenge.name, &published, now).await?;
    Ok(store.forget_prints(city, &challenge.name).await?)
}

/// The ranking of a challenge as of a day, without those of whom somebody still has to look at a doubt, or who were
/// set aside: as if they had never joined.
///
/// # Errors
/// The database's own.
pub async fn standings(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    challenge: &Challenge,
    today: Day,
) -> Result<Vec<Standing>, Error> {
    let aside = store.members_aside(city, &challenge.name).await?;
    let teams = set_aside(store.team_sums(city, &challenge.name).await?, &aside);
    let mut middles: HashMap<String, i64> = HashMap::new();
    if challenge.ranks_by == RanksBy::Median {
        let walked = store.walked_by_team(city, &challenge.name).await?;
        middles.extend(walked.into_iter().map(|(team, members)| (team, median(challenge, &members, today))));
    }
    let groups = teams.iter().map(|team| Group::of(challenge, team, middles.get(&team.team).copied(), today));
    Ok(rank(challenge, groups.collect()))
}

/// Rankings, kept for some seconds: many look at the same one while steps stream in.
#[derive(Debug, Default)]
pub struct Boards {
    kept: RefCell<Vec<Rc<Board>>>,
}

/// A ranking as it was at an instant.
#[derive(Debug)]
pub struct Board {
    city: CityCode,
    challenge: Challenge,
    today: Day,
    /// When it was counted.
    pub at: DateTime<Utc>,
    /// The ranking.
    pub standings: Vec<Standing>,
}

impl Board {
    /// About how many rows it was counted from: a median is of each member's.
    fn rows(&self) -> i64 {
        let members = match self.challenge.ranks_by {
            RanksBy::Median => self.standings.iter().map(|standing| standing.group.members).sum(),
            RanksBy::Mean | RanksBy::Participation => 0,
        };
        members + i64::try_from(self.standings.len()).unwrap_or(i64::MAX - members)
    }
}

/// For how long a ranking is shown before it is counted again: longer where there is much to count.
const KEPT: TimeDelta = TimeDelta::seconds(3);
const KEPT_LARGE: TimeDelta = TimeDelta::seconds(30);
const LARGE: i64 = 20_000;

/// How many rankings are kept.
const BOARDS: usize = 8;

impl Boards {
    /// The ranking of a challenge as of a day.
    ///
    /// # Errors
    /// The database's own.
    pub async fn of(
        &self,
        sql: &impl Sql,
        city: &CityCode,
        challenge: &Challenge,
        today: Day,
        now: DateTime<Utc>,
    ) -> Result<Rc<Board>, Error> {
        let is_it = |board: &Rc<Board>| board.city == *city && board.challenge == *challenge && board.today == today;
        let known = self.kept.borrow().iter().find(|board| is_it(board)).cloned();
        if let Some(board) = known {
            let kept = if board.rows() > LARGE { KEPT_LARGE } else { KEPT };
            // A clock that goes back makes it be counted again.
            if board.at <= now && now < board.at + kept {
                return Ok(board);
            }
        }
        let standings = standings(&Store::new(sql), city, challenge, today).await?;
        let (city, challenge) = (city.clone(), challenge.clone());
        let board = Rc::new(Board { city, challenge, today, at: now, standings });
        let mut kept = self.kept.borrow_mut();
        kept.retain(|other| (&other.city, &other.challenge.name) != (&board.city, &board.challenge.name));
        if kept.len() >= BOARDS {
            kept.remove(0);
        }
        kept.push(Rc::clone(&board));
        Ok(board)
    }
}
