//! Groups: made, joined, left, and what their page shows.

use super::{Boards, named};
use crate::handle::handle_within;
use crate::resident::{Place, event, ruleset_of};
use crate::store::{Closed, Store, Team};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::challenge::{Between, Challenge, NoJoin, Standing, TeamDay, Way, team_of};
use domain::event::{ChallengeJoined, ChallengeLeft, ChallengePaused, Purpose};
use domain::{Day, Payload, ResidentId, Ruleset};

/// What members call to each other: set phrases, so that nothing hurts.
pub const PHRASES: [&str; 6] = ["good_walk", "together", "no_rush", "thanks", "welcome", "almost"];

/// How many days of a group's way its page shows.
const WEEK: i32 = 7;

/// A group as its page shows it.
#[derive(Debug, Clone)]
pub struct GroupPage {
    /// The group.
    pub team: Team,
    /// The title of the campaign.
    pub title: String,
    /// What is walked.
    pub challenge: Challenge,
    /// The city's day.
    pub today: Day,
    /// Where it stands; nothing before anyone joined.
    pub standing: Option<Standing>,
    /// How many groups its league has with a place.
    pub of: usize,
    /// The last days, the oldest first; a day without steps is none.
    pub days: Vec<TeamDay>,
    /// Where it is on the route.
    pub way: Option<Way>,
    /// How often each phrase was called this week.
    pub cheers: Vec<(String, i64)>,
    /// When the ranking was counted.
    pub counted: DateTime<Utc>,
    /// Whether the result is published: it stays as it is.
    pub settled: bool,
}

/// What came of joining.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// From today on.
    Now,
    /// They were a member.
    Already,
    /// They are not.
    Not(NoGroup),
}

/// Why one is in no group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoGroup {
    /// By the challenge's rule.
    Rule(NoJoin),
    /// The group takes nobody any more.
    Closed,
    /// Without consent nothing is counted.
    NoConsent,
    /// It is walked by districts, and no district is known of them.
    NoDistrict,
    /// Another group of the challenge has the name.
    Taken,
    /// The name has a form that it may not have.
    Name,
    /// They have made as many as one may.
    Many,
}

/// The most groups that one resident makes in a challenge.
const MADE: i64 = 3;

/// The code of a group, by a number that nobody could foresee: eight letters and digits that are not mistaken for one
/// another (Crockford's), of which there are a million millions.
pub fn code_of(number: u128) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let letter =
        |place: u32| LETTERS.get((number >> (5 * place) & 31) as usize).map_or('0', |letter| char::from(*letter));
    (0..8).map(letter).collect()
}

/// Whether a text may be the name of a group, without spaces around it. What cannot be seen has no place in one: it
/// would turn what stands beside it around, or look like another name.
pub fn is_group_name(name: &str) -> bool {
    (1..=20).contains(&name.chars().count()) && !name.chars().any(|c| c.is_control() || is_unseen(c))
}

/// Marks of format (Unicode's Cf), separators of lines, and letters without a form.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{8e2}' | '\u{180e}' | '\u{feff}' | '\u{3164}' | '\u{ffa0}'
    ) || matches!(c, '\u{600}'..='\u{605}' | '\u{890}'..='\u{891}' | '\u{115f}'..='\u{1160}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}')
        || matches!(c, '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

/// The page of a code; nothing where no group has it.
///
/// # Errors
/// The database's own.
pub async fn group(
    place: &Place<'_, impl Sql>,
    boards: &Boards,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<GroupPage>, Error> {
    let store = Store::new(place.sql);
    let Some(team) = store.team_of_code(place.city, code).await? else { return Ok(None) };
    let ruleset = ruleset_of(place, &store).await?;
    let Ok(challenge) = named(&ruleset, &team.challenge) else { return Ok(None) };
    let today = ruleset.city.zone.day(now);
    let board = boards.of(place.sql, place.city, challenge, today, now).await?;
    let standing = board.standings.iter().find(|standing| standing.group.team == team.name).cloned();
    let league = standing.as_ref().map(|standing| standing.league);
    let of = board.standings.iter().filter(|one| Some(one.league) == league && one.place.is_some()).count();
    let last = today.min(challenge.until);
    // Where it is tomorrow already, somebody may have walked on it.
    let week = (last.plus(1 - WEEK), today.plus(1));
    let days = store.team_days(place.city, &challenge.name, &team.name, week).await?;
    let cheers = store.cheers(place.city, &challenge.name, &team.name, today.plus(1 - WEEK)).await?;
    let settled = store.result(place.city, &challenge.name).await?.is_some();
    let way = standing.as_ref().and_then(|standing| challenge.way(&standing.group, today));
    Ok(Some(GroupPage {
        title: ruleset.campaigns.get(&challenge.name).map(|campaign| campaign.title.clone()).unwrap_or_default(),
        challenge: challenge.clone(),
        counted: board.at,
        settled,
        team,
        today,
        standing,
        of,
        days,
        way,
        cheers,
    }))
}

/// Makes a group, with the resident as its captain and first member. `code` is one that nobody could foresee, and
/// `id` came with the form.
///
/// # Errors
/// An unknown challenge, or the database's own.
pub async fn make_team(
    place: &Place<'_, impl Sql>,
    resident: &ResidentId,
    (challenge, name, code): (&str, &str, &str),
    id: &str,
    now: DateTime<Utc>,
) -> Result<Result<Team, NoGroup>, Error> {
    let store = Store::new(place.sql);
    let work = async || {
        let ruleset = ruleset_of(place, &store).await?;
        let rule = named(&ruleset, challenge)?;
        let name = name.trim();
        if rule.between != Between::Teams || !is_group_name(name) {
            return Ok(Err(NoGroup::Name));
        }
        if let Some(known) = store.team_named(place.city, challenge, name).await? {
            // The same form, sent twice.
            let is_same = known.captain.as_ref() == Some(resident) && known.code == code;
            return Ok(if is_same { Ok(known) } else { Err(NoGroup::Taken) });
        }
        if store.teams_made_by(place.city, challenge, resident).await? >= MADE {
            return Ok(Err(NoGroup::Many));
        }
        let team = Team {
            code: code.to_owned(),
            challenge: challenge.to_owned(),
            name: name.to_owned(),
            captain: Some(resident.clone()),
            at: now,
            closed: false,
        };
        // Decided first, so that nobody makes a group which they cannot be in.
        let entry = Entry { resident, rule, team: Some(&team), id, now };
        match enter(place, &store, &ruleset, &entry).await? {
            Joined::Not(why) => return Ok(Err(why)),
            Joined::Now | Joined::Already => {}
        }
        match store.enter_teams(place.city, std::slice::from_ref(&team)).await? {
            1 => Ok(Ok(team)),
            _ => Err(Error::Contended),
        }
    };
    store.at_once(work).await
}

/// Joins a challenge: the group of a code, or, where no groups are made, by oneself or with one's district. Who
/// is in another group of it changes.
///
/// # Errors
/// An unknown challenge, or the database's own.
pub async fn join(
    place: &Place<'_, impl Sql>,
    resident: &ResidentId,
    (challenge, code): (&str, Option<&str>),
    id: &str,
    now: DateTime<Utc>,
) -> Result<Joined, Error> {
    let store = Store::new(place.sql);
    let work = async || {
        let ruleset = ruleset_of(place, &store).await?;
        let rule = named(&ruleset, challenge)?;
        let team = match code {
            Some(code) => store.team_of_code(place.city, code).await?.filter(|team| team.challenge == challenge),
            None => None,
        };
        if team.as_ref().is_some_and(|team| team.closed) {
            return Ok(Joined::Not(NoGroup::Closed));
        }
        let entry = Entry { resident, rule, team: team.as_ref(), id, now };
        enter(place, &store, &ruleset, &entry).await
    };
    store.at_once(work).await
}

/// That a resident joins.
struct Entry<'a> {
    resident: &'a ResidentId,
    rule: &'a Challenge,
    /// Whom they join, where they have named one.
    team: Option<&'a Team>,
    /// The form's number.
    id: &'a str,
    now: DateTime<Utc>,
}

async fn enter<S: Sql>(
    place: &Place<'_, S>,
    store: &Store<'_, S>,
    ruleset: &Ruleset,
    entry: &Entry<'_>,
) -> Result<Joined, Error> {
    let Entry { resident, rule, team, id, now } = *entry;
    let known = store.residents(place.city, [resident]).await?.remove(resident).unwrap_or_default();
    let snapshot = &known.snapshot;
    if !snapshot.consents_to(Purpose::Engagement) {
        return Ok(Joined::Not(NoGroup::NoConsent));
    }
    let name = match rule.between {
        Between::People => None,
        Between::Districts => match snapshot.district() {
            Some(district) => Some(district.to_owned()),
            None => return Ok(Joined::Not(NoGroup::NoDistrict)),
        },
        Between::Teams | Between::Workplaces => team.map(|team| team.name.clone()),
    };
    let today = ruleset.city.zone.day(now);
    let present = team_of(rule, resident, snapshot);
    let wanted = name.as_deref().or((rule.between == Between::People).then_some(resident.as_str()));
    if present.is_some() && present == wanted {
        return Ok(Joined::Already);
    }
    let members = match &name {
        Some(name) => store.team_sum(place.city, &rule.name, name).await?.map_or(0, |team| team.sums.members),
        None => 0,
    };
    if let Err(why) = rule.may_join(today, name.as_deref(), members) {
        return Ok(Joined::Not(NoGroup::Rule(why)));
    }
    let payload = Payload::Joined(ChallengeJoined { challenge: rule.name.clone(), team: name });
    let Ok(event) = event(resident, id, payload, now) else { return Ok(Joined::Not(NoGroup::Name)) };
    let _ = handle_within(store, place.cache, place.city, &[event], now).await?;
    Ok(Joined::Now)
}

/// The word by which a resident leaves a challenge.
pub fn leave(challenge: &str) -> Payload {
    Payload::Left(ChallengeLeft { challenge: challenge.to_owned() })
}

/// The word by which a resident rests from a day on.
pub fn rest(challenge: &str, from: Day, days: u32) -> Payload {
    Payload::Paused(ChallengePaused { challenge: challenge.to_owned(), from: from.date(), days })
}

/// Calls a phrase to the own group. `false` where it is none of the phrases, none of theirs, or was called today.
///
/// # Errors
/// The database's own.
pub async fn cheer(
    place: &Place<'_, impl Sql>,
    resident: &ResidentId,
    team: &Team,
    phrase: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let store = Store::new(place.sql);
    let ruleset = ruleset_of(place, &store).await?;
    let Ok(rule) = named(&ruleset, &team.challenge) else { return Ok(false) };
    let known = store.residents(place.city, [resident]).await?.remove(resident).unwrap_or_default();
    let is_theirs = team_of(rule, resident, &known.snapshot) == Some(team.name.as_str());
    let Some(phrase) = PHRASES.iter().find(|known| **known == phrase).filter(|_| is_theirs) else {
        return Ok(false);
    };
    let today = ruleset.city.zone.day(now);
    store.enter_cheer(place.city, (&team.challenge, &team.name), resident, phrase, today).await
}

/// Opens or closes a group: its captain may.
///
/// # Errors
/// The database's own.
pub async fn close(
    place: &Place<'_, impl Sql>,
    resident: &ResidentId,
    code: &str,
    closed: Closed,
) -> Result<bool, Error> {
    let store = Store::new(place.sql);
    let team = store.team_of_code(place.city, code).await?;
    match team.filter(|team| team.captain.as_ref() == Some(resident)) {
        Some(team) => store.close_team(place.city, &team.code, closed).await,
        None => Ok(false),
    }
}
