//! Replays of drafts and of what is asked for, a step at a time: each request lives some residents through, so that a page can show how
//! far it has come, several requests work side by side, and whoever cancels asks for no further step.

use super::{Refusal, drafts, requests};
use crate::replay::{self, Asked};
use crate::store::{Deed, Progress, Replay, ReplayState, Span, Store};
use crate::{Cache, Error, Sql, Turn};
use chrono::{DateTime, TimeDelta, Utc};
use domain::pack::Part;
use domain::replay::{Found, Lived, Plan, Report, Window};
use domain::{CityCode, Pack, ResidentId};
use serde_json::json;

/// How many residents a span has: some tenths of a second of work.
const SPAN: u32 = 100;

/// For how long a span is a request's own.
const CLAIM: TimeDelta = TimeDelta::seconds(60);

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub enum Tried<'a> {
    /// The draft of a part, over the pack in force.
    Draft(&'a Part),
    /// A part of what an open request asks for, whoever or whatever sent it, over the pack that it was asked over.
    Request(i64, &'a Part),
}

/// Begins a replay over the last days. `id` is a ULID.
///
/// # Errors
/// No draft, no open request that changes the part, days out of range, a pack with problems, or the database's own.
pub async fn begin(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    by: &str,
    (tried, id): (Tried<'_>, &str),
    days: i64,
    now: DateTime<Utc>,
) -> Result<Replay, Error> {
    let store = Store::new(sql);
    let (part, rev, base, pack) = match tried {
        Tried::Draft(part) => {
            let draft = store.draft(city, part).await?.ok_or(Refusal::NoDraft)?;
            let (base, pack) = drafts::in_force(sql, city).await?;
            (part, Some(draft.rev), base, pack.with_part(part, &draft.files))
        }
        Tried::Request(number, part) => {
            let request = requests::open(&store, city, number).await?;
            let pack = kept(&store, city, &request.hash).await?;
            if !pack.parts_changed(&kept(&store, city, &request.base).await?).contains(part) {
                return Err(Refusal::NothingChanged.into());
            }
            (part, None, request.base, pack)
        }
    };
    let window = replay::window(sql, cache, city, days, now).await?;
    let replay = Replay {
        id: id.to_owned(),
        part: part.clone(),
        rev,
        base,
        hash: pack.hash(),
        window,
        state: ReplayState::Running,
        found: None,
        by: by.to_owned(),
        at: now,
    };
    // What is wrong with the pack is said before anything is begun.
    replay::prepare(sql, cache, asked(city, part, &pack, window, &replay.base)).await?;
    let spans = replay::spans(sql, city, SPAN).await?;
    let about = part.to_string();
    let detail = match tried {
        Tried::Draft(_) => json!({ "rev": rev, "days": days }),
        Tried::Request(number, _) => json!({ "request": number, "days": days }),
    };
    let deed = Deed::new(by, "replay_begun", &about).with(detail);
    let done = async || {
        store.make_replay(city, &replay, &spans).await?;
        store.note_deed(city, &deed, now).await
    };
    store.at_once(done).await?;
    Ok(replay)
}

/// Lives some residents through. With the last of them what was found is added up.
///
/// # Errors
/// No such replay, or the database's own.
pub async fn step<C: Fn() -> DateTime<Utc>>(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    id: &str,
    turn: &Turn<C>,
) -> Result<(Replay, Progress), Error> {
    let store = Store::new(sql);
    let replay = store.replay(city, id).await?.ok_or(Refusal::UnknownReplay)?;
    if replay.state != ReplayState::Running {
        return Ok((replay, store.replay_progress(city, id).await?));
    }
    let work = Work::of(sql, cache, city, &replay).await?;
    let mut done = 0;
    while !turn.is_over(done) {
        let now = turn.now();
        let Some((number, span)) = store.claim_span(city, id, now, now + CLAIM).await? else { break };
        work.live(number, &span).await?;
        done += 1;
    }
    let progress = work.end().await?;
    let replay = store.replay(city, id).await?.ok_or(Refusal::UnknownReplay)?;
    Ok((replay, progress))
}

/// A replay that runs, ready to be worked at on one connection.
#[derive(Debug)]
pub struct Work<'a, S> {
    sql: &'a S,
    cache: &'a Cache,
    city: &'a CityCode,
    id: String,
    plan: Plan,
}

impl<'a, S: Sql> Work<'a, S> {
    /// The work of a replay.
    ///
    /// # Errors
    /// A draft or version that is gone, or the database's own.
    pub async fn of(sql: &'a S, cache: &'a Cache, city: &'a CityCode, replay: &Replay) -> Result<Self, Error> {
        let pack = changed(&Store::new(sql), city, replay).await?;
        let plan = replay::prepare(sql, cache, asked(city, &replay.part, &pack, replay.window, &replay.base)).await?;
        Ok(Self { sql, cache, city, id: replay.id.clone(), plan })
    }

    /// Whether the replay still runs.
    ///
    /// # Errors
    /// The database's own.
    pub async fn is_wanted(&self) -> Result<bool, Error> {
        let replay = Store::new(self.sql).replay(self.city, &self.id).await?;
        Ok(replay.is_some_and(|replay| replay.state == ReplayState::Running))
    }

    /// Lives a span through that was claimed, and keeps what was found.
    ///
    /// # Errors
    /// The database's own.
    pub async fn live(&self, number: i64, span: &Span) -> Result<(), Error> {
        let report = replay::slice(self.sql, self.cache, self.city, &self.plan, span).await?;
        Store::new(self.sql).note_span(self.city, &self.id, number, &report).await
    }

    /// Adds up what was found, where nothing is left to be done. Gives how far it has come.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end(&self) -> Result<Progress, Error> {
        let (store, city, id) = (Store::new(self.sql), self.city, self.id.as_str());
        let ended = async || {
            let progress = store.replay_progress(city, id).await?;
            if progress.left == 0 && self.is_wanted().await? {
                let mut sum = Report::default();
                for report in store.span_reports(city, id).await? {
                    sum += report;
                }
                store.end_replay(city, id, Some(&Found::new(&self.plan, sum))).await?;
            }
            Ok::<_, Error>(progress)
        };
        store.at_once(ended).await
    }
}

/// Ends a replay that nobody wants. What was found until then goes.
///
/// # Errors
/// The database's own.
pub async fn cancel(sql: &impl Sql, city: &CityCode, id: &str) -> Result<(), Error> {
    let store = Store::new(sql);
    store.at_once(async || store.end_replay(city, id, None).await).await
}

/// The pack that a replay tries.
async fn changed(store: &Store<'_, impl Sql>, city: &CityCode, replay: &Replay) -> Result<Pack, Error> {
    let Some(rev) = replay.rev else { return kept(store, city, &replay.hash).await };
    let base = kept(store, city, &replay.base).await?;
    let draft = store.draft_at(city, &replay.part, rev).await?.ok_or(Refusal::NoDraft)?;
    Ok(base.with_part(&replay.part, &draft.files))
}

async fn kept(store: &Store<'_, impl Sql>, city: &CityCode, hash: &str) -> Result<Pack, Error> {
    store.pack(city, hash).await?.ok_or_else(|| Error::UnknownVersion(hash.to_owned()))
}

fn asked<'a>(city: &'a CityCode, part: &'a Part, pack: &'a Pack, window: Window, base: &'a str) -> Asked<'a> {
    let campaign = part.campaign().unwrap_or_default();
    Asked { city, campaign, pack, window, against: Some(base) }
}

/// One resident lived through with both versions of a replay; nothing where there is no such resident.
///
/// # Errors
/// No such replay, or the database's own.
pub async fn resident(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    id: &str,
    resident: &ResidentId,
) -> Result<(Plan, Option<Lived>), Error> {
    let store = Store::new(sql);
    let replay = store.replay(city, id).await?.ok_or(Refusal::UnknownReplay)?;
    let pack = changed(&store, city, &replay).await?;
    let plan = replay::prepare(sql, cache, asked(city, &replay.part, &pack, replay.window, &replay.base)).await?;
    let lived = replay::resident(sql, cache, city, &plan, resident).await?;
    Ok((plan, lived))
}
