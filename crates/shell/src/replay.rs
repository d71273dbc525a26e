//! Replay before publishing, a slice of residents at a time: read what is on record, live it through with both
//! versions, count. Nothing is written.
//!
//! [`prepare`] once for a request or a thread, [`spans`] once for all, and then [`slice`] for each span, anywhere and
//! in any order: the reports add up. Who cancels asks for no further slice.

use crate::store::{Span, Store};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::pack::{Part, begun_by};
use domain::replay::{Era, Lived, Past, Plan, Report, Versions, Window, live_through, only_texts, reach};
use domain::{CityCode, Pack, ResidentId, Ruleset};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What is asked for. The same for every slice of a replay.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The city.
    pub city: &'a CityCode,
    /// The campaign.
    pub campaign: &'a str,
    /// The changed pack.
    pub pack: &'a Pack,
    /// The days.
    pub window: Window,
    /// The version that the change is held against, by the beginning of its hash; the one in force when `None`.
    pub against: Option<&'a str>,
}

/// How many versions are looked at for the goals that rules set.
const VERSIONS: usize = 12;

/// The last whole days before the present one in a city.
///
/// # Errors
/// An unknown city, days out of range, or the database's own.
pub async fn window(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    days: i64,
    now: DateTime<Utc>,
) -> Result<Window, Error> {
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let zone = cache.ruleset(&store, city, &row.pack).await?.city.zone;
    Ok(Window::last(days, now, zone)?)
}

/// Makes everything ready that is the same for all residents.
///
/// # Errors
/// An unknown city, version or campaign, problems of the changed pack, or the database's own.
pub async fn prepare(sql: &impl Sql, cache: &Cache, asked: Asked<'_>) -> Result<Plan, Error> {
    let Asked { city, campaign, pack, window, against } = asked;
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let hash = match against {
        Some(against) => version(&store, city, against).await?,
        None => row.pack,
    };
    let live = cache.ruleset(&store, city, &hash).await?;
    let of_live = store.pack(city, &hash).await?.ok_or(Error::UnknownVersion(hash))?;
    let part = Part::Campaign(campaign.to_owned());
    let is_new = of_live.part(&part).is_empty();
    // A campaign that is still to begin would do nothing on days that were: it is tried as if it had begun with them.
    let begun = is_new.then(|| begun_by(&pack.part(&part), window.first)).flatten();
    let begun = begun.map(|files| pack.with_part(&part, &files));
    let pack = begun.as_ref().unwrap_or(pack);
    let new = cache.draft(pack)?;
    let versions = Versions { live: Rc::clone(&live), new, only_texts: only_texts(&of_live, pack, campaign) };
    // What the alerts are that hold when the window begins: none lasts longer.
    let first = live.city.zone.end_of(window.first.plus(-1));
    let until = live.city.zone.end_of(window.last);
    let alerts = store.alerts(city, first - TimeDelta::days(62), until).await?;
    let eras = eras(&store, cache, city, (&live, campaign), (first, until)).await?;
    Ok(Plan::new(campaign, window, versions, &alerts, &eras)?)
}

/// The residents of a city, in spans of a size: each is a slice.
///
/// # Errors
/// The database's own.
pub async fn spans(sql: &impl Sql, city: &CityCode, size: u32) -> Result<Vec<Span>, Error> {
    Store::new(sql).spans(city, size).await
}

/// Lives the residents of a span through.
///
/// # Errors
/// The database's own, or a row that cannot be read.
pub async fn slice(sql: &impl Sql, cache: &Cache, city: &CityCode, plan: &Plan, span: &Span) -> Result<Report, Error> {
    let store = Store::new(sql);
    let pasts = store.pasts(city, plan, span).await?;
    let plan = pinned(&store, cache, city, plan, &pasts).await?;
    let mut report = Report::default();
    for past in &pasts {
        report.count(&plan, &live_through(&plan, past));
    }
    Ok(report)
}

/// Lives one resident through; `None` when there is none of that id.
///
/// # Errors
/// As [`slice`].
pub async fn resident(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    plan: &Plan,
    resident: &ResidentId,
) -> Result<Option<Lived>, Error> {
    let Some(past) = past(sql, city, plan, resident).await? else { return Ok(None) };
    let plan = pinned(&Store::new(sql), cache, city, plan, std::slice::from_ref(&past)).await?;
    Ok(Some(live_through(&plan, &past)))
}

/// What is on record of one resident, as far as a plan asks for it; `None` when there is none of that id.
///
/// # Errors
/// The database's own, or a row that cannot be read.
pub async fn past(sql: &impl Sql, city: &CityCode, plan: &Plan, resident: &ResidentId) -> Result<Option<Past>, Error> {
    // What comes right before an id: the id without its last character, and the one before that.
    let through = resident.as_str().to_owned();
    let mut before = through.clone();
    let last = before.pop().map(|last| u32::from(last) - 1).and_then(char::from_u32);
    before.extend(last);
    before.push('\u{10ffff}');
    let span = Span { after: before, through, residents: 1 };
    let pasts = Store::new(sql).pasts(city, plan, &span).await?;
    Ok(pasts.into_iter().find(|past| past.resident == *resident))
}

/// The version that is meant by the beginning of its hash.
async fn version(store: &Store<'_, impl Sql>, city: &CityCode, begins: &str) -> Result<String, Error> {
    let mut wanted: Vec<String> = store.releases(city).await?.into_iter().map(|release| release.hash).collect();
    wanted.retain(|hash| hash.starts_with(begins));
    wanted.sort_unstable();
    wanted.dedup();
    match wanted.as_slice() {
        [] => Err(Error::UnknownVersion(begins.to_owned())),
        [one] => Ok(one.clone()),
        _ => Err(Error::ManyVersions(begins.to_owned())),
    }
}

/// The versions that were in force when goals were set that count in the window, the oldest first. Where the live
/// one sets none, none is looked for.
async fn eras(
    store: &Store<'_, impl Sql>,
    cache: &Cache,
    city: &CityCode,
    (live, campaign): (&Rc<Ruleset>, &str),
    (first, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Era>, Error> {
    let mut days = reach(live, campaign);
    if days == 0 {
        return Ok(Vec::new());
    }
    let mut eras: Vec<Era> = Vec::new();
    for release in store.releases(city).await?.into_iter().filter(|release| release.at < until) {
        let before = eras.last().map_or(until, |later| later.since);
        if before <= first - TimeDelta::days(days) || eras.len() == VERSIONS {
            break;
        }
        let ruleset = cache.ruleset(store, city, &release.hash).await?;
        days = days.max(reach(&ruleset, campaign));
        eras.push(Era { since: release.at, ruleset });
    }
    eras.reverse();
    Ok(eras)
}

/// The plan with the versions that residents were enrolled in before the window.
async fn pinned(
    store: &Store<'_, impl Sql>,
    cache: &Cache,
    city: &CityCode,
    plan: &Plan,
    pasts: &[Past],
) -> Result<Plan, Error> {
    let (from, _) = plan.span();
    let mut pinned: BTreeMap<String, Rc<Ruleset>> = BTreeMap::new();
    for enrolment in pasts.iter().filter_map(|past| past.enrolments.get(plan.campaign())) {
        if enrolment.at < from && !pinned.contains_key(&enrolment.version) {
            let ruleset = cache.ruleset(store, city, &enrolment.version).await?;
            pinned.insert(enrolment.version.clone(), ruleset);
        }
    }
    Ok(plan.with_pinned(&pinned))
}
