//! What staff do for walking challenges: groups, what stood out among steps, and sheets of paper.

use super::Refusal;
use crate::challenges::{is_group_name, named};
use crate::handle::handle_within;
use crate::resident::Place;
use crate::store::{Closed, Deed, DoubtState, Named, Sheet, Store, Team};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::challenge::Between;
use domain::event::{Modality, SourceKind, StepSource, Steps};
use domain::{CityCode, Event, Payload, Ruleset};
use serde_json::json;
use std::rc::Rc;

/// The most groups that are made at once.
pub const MOST_GROUPS: usize = 50;

/// Why groups are not made. Nothing was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoGroups {
    /// Everyone walks for themselves.
    People,
    /// No name was written.
    Nothing,
    /// More than [`MOST_GROUPS`].
    Many,
    /// A name has a form that it may not have.
    Name(String),
}

/// Makes the groups of names, one a line. Names that are there already are left as they are. `code` gives one that
/// nobody could foresee. Gives how many were made.
///
/// # Errors
/// An unknown challenge, or the database's own.
pub async fn make_groups(
    sql: &impl Sql,
    (city, ruleset): (&CityCode, &Ruleset),
    by: &str,
    (challenge, names): (&str, &str),
    mut code: impl FnMut() -> String,
    now: DateTime<Utc>,
) -> Result<Result<u64, NoGroups>, Error> {
    let rule = named(ruleset, challenge)?;
    if rule.between == Between::People {
        return Ok(Err(NoGroups::People));
    }
    let mut wanted: Vec<&str> = Vec::new();
    for name in names.lines().map(str::trim).filter(|name| !name.is_empty()) {
        if !is_group_name(name) {
            return Ok(Err(NoGroups::Name(name.chars().filter(|c| !c.is_control()).take(60).collect())));
        }
        if !wanted.contains(&name) {
            wanted.push(name);
        }
        if wanted.len() > MOST_GROUPS {
            return Ok(Err(NoGroups::Many));
        }
    }
    if wanted.is_empty() {
        return Ok(Err(NoGroups::Nothing));
    }
    let team = |name: &&str| Team {
        code: code(),
        challenge: challenge.to_owned(),
        name: (*name).to_owned(),
        captain: None,
        at: now,
        closed: false,
    };
    let teams: Vec<Team> = wanted.iter().map(team).collect();
    let store = Store::new(sql);
    let work = async || {
        let made = store.enter_teams(city, &teams).await?;
        if made > 0 {
            let deed = Deed::new(by, "groups_made", challenge).with(json!({ "names": wanted, "made": made }));
            store.note_deed(city, &deed, now).await?;
        }
        Ok(Ok(made))
    };
    store.at_once(work).await
}

/// Opens a group to those who want to join, or closes it. `false` where the challenge has no such group.
///
/// # Errors
/// The database's own.
pub async fn close_group(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    (challenge, code): (&str, &str),
    closed: Closed,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let store = Store::new(sql);
    let work = async || {
        let team = store.team_of_code(city, code).await?.filter(|team| team.challenge == challenge);
        let Some(team) = team else { return Ok(false) };
        store.close_team(city, code, closed).await?;
        let what = if closed == Closed::Yes { "group_closed" } else { "group_opened" };
        store.note_deed(city, &Deed::new(by, what, challenge).with(json!({ "name": team.name })), now).await?;
        Ok(true)
    };
    store.at_once(work).await
}

/// Takes the name of a group out of what everyone sees, or puts it in again; what is published stays. `false` where the
/// challenge has no such group.
///
/// # Errors
/// The database's own.
pub async fn name_group(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    (challenge, code): (&str, &str),
    named: Named,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let store = Store::new(sql);
    let work = async || {
        let team = store.team_of_code(city, code).await?.filter(|team| team.challenge == challenge);
        if team.is_none() {
            return Ok(false);
        }
        store.name_team(city, code, named).await?;
        // The name stays out of the log, where nobody could ever correct it.
        let what = if named == Named::No { "group_unnamed" } else { "group_named" };
        store.note_deed(city, &Deed::new(by, what, challenge).with(json!({ "code": code })), now).await?;
        Ok(true)
    };
    store.at_once(work).await
}

/// Enters what somebody decided of a doubt, as they saw it.
///
/// # Errors
/// There is no such doubt, somebody decided it in the meantime, the result is published, or the database's own.
pub async fn decide_doubt(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    id: &str,
    (seen, state, note): (DoubtState, DoubtState, &str),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let work = async || {
        let doubt = store.doubt(city, id).await?.ok_or(Refusal::UnknownDoubt)?;
        if store.result(city, &doubt.what.challenge).await?.is_some() {
            return Err(Refusal::ResultStays.into());
        }
        if !store.decide_doubt(city, id, (seen, state), (by, note), now).await? {
            return Err(Refusal::DoubtDecided.into());
        }
        // The note stays out: what is in the log can never be corrected.
        let detail = json!({ "doubt": id, "challenge": doubt.what.challenge, "decided": state.as_str() });
        let what = if state == DoubtState::SetAside { "doubt_set_aside" } else { "doubt_cleared" };
        store.note_deed(city, &Deed::new(by, what, doubt.what.resident.as_str()).with(detail), now).await
    };
    store.at_once(work).await
}

/// The source of events that staff key in.
const SOURCE: &str = "console";

/// What counts as the source of a sheet's steps: the same as of sheets that come as a file.
const PAPER: &str = "paper";

/// Takes a sheet of paper in, once. A day that is keyed in again counts as it was keyed in last. `false` where the form
/// was sent before.
///
/// # Errors
/// Nothing is known of the resident, or the database's own.
pub async fn enter_sheet(place: &Place<'_, impl Sql>, sheet: &Sheet) -> Result<bool, Error> {
    let (store, city, now) = (Store::new(place.sql), place.city, sheet.at);
    let source = || StepSource { id: PAPER.to_owned(), kind: SourceKind::Paper, modality: Modality::SelfReported };
    let version = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    let event = |(date, steps): &(chrono::NaiveDate, i64)| {
        let payload = Payload::Steps(Steps { date: *date, steps: *steps, source: source(), version, complete: false });
        let (source, id) = (SOURCE.to_owned(), format!("sheet:{}:{date}", sheet.id));
        Rc::new(Event { source, id, subject: Some(sheet.resident.clone()), time: now, payload })
    };
    let events: Vec<Rc<Event>> = sheet.days.iter().map(event).collect();
    let work = async || {
        let known = store.residents(city, [&sheet.resident]).await?;
        if known.get(&sheet.resident).is_none_or(|known| known.rev == 0) {
            return Err(Error::UnknownResident(sheet.resident.to_string()));
        }
        if handle_within(&store, place.cache, city, &events, now).await?.accepted == 0 {
            return Ok(false);
        }
        store.enter_sheet(city, sheet).await?;
        let deed = Deed::new(&sheet.by, "sheet_entered", sheet.resident.as_str());
        store.note_deed(city, &deed.with(json!({ "sheet": sheet.id, "days": sheet.days.len() })), now).await?;
        Ok(true)
    };
    store.at_once(work).await
}
