//! A case from what is on record of one resident, at the end of a campaign's draft.

use super::{Refusal, drafts};
use crate::replay::{self, Asked};
use crate::store::{Deed, Store};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::pack::{Case, HealthRecords, History, NoCase, Pack, Part, Wanted};
use domain::replay::Window;
use domain::{CityCode, Language, ResidentId};
use drafts::{Beginning, Saved};
use serde_json::json;

/// The file that cases stand in.
const FILE: &str = "cases.toml";

/// What a case is made of, and for what.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// The resident.
    pub resident: &'a ResidentId,
    /// The campaign's part of the pack.
    pub part: &'a Part,
    /// How many days it goes back, the present one among them.
    pub days: i64,
    /// The language of what the case says about itself.
    pub language: Language,
    /// Whether who makes it may see what tells of health.
    pub health: HealthRecords,
}

/// Makes a case and saves it in the draft, which is begun where there is none. That somebody looked at the resident is
/// in the log before anything is read.
///
/// # Errors
/// An unknown resident or campaign, a draft that cannot be tried, a history of nothing, or the database's own.
pub async fn make(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    by: &str,
    made: Made<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Made { resident, part, days, .. } = made;
    let deed = Deed::new(by, "case_made", resident.as_str()).with(json!({ "part": part.to_string(), "days": days }));
    super::looked(sql, city, &deed, now).await?;
    let store = Store::new(sql);
    let open = store.draft(city, part).await?;
    let (_, in_force) = drafts::in_force(sql, city).await?;
    let pack = open.as_ref().map_or_else(|| in_force.clone(), |draft| in_force.with_part(part, &draft.files));
    let text = written(sql, cache, city, &pack, made, now).await?;
    let draft = match open {
        Some(draft) => draft,
        None => drafts::begin(sql, city, by, part, Beginning::InForce, now).await?,
    };
    // What it is appended to is what it was played with; somebody who saved since is not written over.
    if store.draft(city, part).await?.is_none_or(|now| now.rev != draft.rev) {
        return Err(Error::Contended);
    }
    let mut files = draft.files;
    let cases = files.entry(FILE.to_owned()).or_default();
    if !cases.is_empty() && !cases.ends_with('\n') {
        cases.push('\n');
    }
    cases.push_str(&text);
    match drafts::save(sql, city, by, part, draft.rev, files, now).await? {
        Saved::Yes(_) | Saved::Merged(_) => Ok(()),
        // Somebody else wrote at the same end of the same file: what was made is put aside, and can be made again.
        Saved::Conflict { .. } | Saved::Gone { .. } => Err(Error::Contended),
    }
}

/// The text of the case, as the draft decides it.
async fn written(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    pack: &Pack,
    made: Made<'_>,
    now: DateTime<Utc>,
) -> Result<String, Error> {
    let Made { resident, part, days, language, health } = made;
    let store = Store::new(sql);
    let campaign = part.campaign().unwrap_or_default();
    let ruleset = cache.draft(pack).map_err(|error| match error {
        Error::Pack(_) => Refusal::DraftFaulty.into(),
        other => other,
    })?;
    let window = Window::ending(days, ruleset.city.zone.day(now).date())?;
    let plan = replay::prepare(sql, cache, Asked { city, campaign, pack, window, against: None }).await?;
    let past = replay::past(sql, city, &plan, resident).await?;
    let past = past.ok_or_else(|| Error::UnknownResident(resident.to_string()))?;
    let known = store.residents(city, [resident]).await?.remove(resident).unwrap_or_default();
    let (from, until) = plan.span();
    let alerts = store.alerts(city, from, until).await?;
    let history = History { past: &past, goals: &known.snapshot.goals, alerts: &alerts, window, now };
    let wanted = Wanted { pack, ruleset: &ruleset, campaign, language, health };
    Case::from_history(&history, &wanted).map_err(|none| {
        let refusal = match none {
            NoCase::NotEnrolled => Refusal::NotEnrolled,
            NoCase::TellsOfHealth => Refusal::HealthRecord,
            NoCase::NothingHappened => Refusal::NothingHappened,
        };
        refusal.into()
    })
}
