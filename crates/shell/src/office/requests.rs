//! Two people: one asks for a publication, another approves it. What is approved is a pack by its hash, and
//! that pack is what runs.

use super::{Refusal, drafts};
use crate::store::{Deed, DraftLine, Entry, MACHINE, NewRequest, Person, Request, RequestState, Saying, Store};
use crate::store::{Draft, DraftEnd};
use crate::{Cache, Error, Sql, publish};
use chrono::{DateTime, Utc};
use domain::pack::Part;
use domain::staff::Task;
use domain::{CityCode, Pack, Ruleset};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What becomes of residents whom a rule enrolled by an earlier version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enrolled {
    /// They stay on the version by which they were enrolled.
    #[default]
    Keep,
    /// They go on by the new version.
    Move,
    /// Their enrolment ends.
    Stop,
}

impl Enrolled {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Move, Self::Stop];

    /// Its name in forms and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Move => "move",
            Self::Stop => "stop",
        }
    }

    /// The one of a name; to keep, where there is none of it.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name).unwrap_or_default()
    }
}

/// The pack that a draft would make of the one in force: what is checked, replayed and asked for.
///
/// # Errors
/// An unknown city, or the database's own.
pub async fn pack_of(sql: &impl Sql, city: &CityCode, draft: &Draft) -> Result<(String, Pack), Error> {
    let (base, pack) = drafts::in_force(sql, city).await?;
    Ok((base, pack.with_part(&draft.part, &draft.files)))
}

/// Compiles a pack and plays its cases.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(pack: &Pack) -> Result<Rc<Ruleset>, Error> {
    let ruleset = pack.compile().map_err(Error::Pack)?;
    let cases = pack.cases(&ruleset).map_err(Error::Pack)?;
    let failures: Vec<_> = cases.iter().flat_map(|case| case.run(&ruleset)).collect();
    if failures.is_empty() { Ok(ruleset) } else { Err(Error::Pack(failures)) }
}

/// What is asked for.
#[derive(Debug)]
pub struct Asked<'a> {
    /// What its author says of it.
    pub note: &'a str,
    /// What becomes of those who are enrolled.
    pub enrolled: Enrolled,
    /// The replay that was made for it.
    pub replay: Option<&'a str>,
}

/// Asks for the publication of a draft as it was read. Gives the request's number.
///
/// # Errors
/// The draft went on since or changes nothing, the pack has problems, or the database's own.
pub async fn ask(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    part: &Part,
    read: i64,
    asked: &Asked<'_>,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let store = Store::new(sql);
    let draft = store.draft(city, part).await?.ok_or(Refusal::NoDraft)?;
    if draft.rev != read {
        return Err(Refusal::EditedSince.into());
    }
    let (base, pack) = pack_of(sql, city, &draft).await?;
    let ruleset = check(&pack)?;
    if ruleset.hash == base {
        return Err(Refusal::NothingChanged.into());
    }
    let changed = publish::changed_while_running(&store, &ruleset, now).await?;
    if !changed.is_empty() {
        return Err(Refusal::Running(changed).into());
    }
    let before = store.pack(city, &base).await?.and_then(|pack| pack.load().ok());
    let speaks = |ruleset: &Ruleset| part.campaign().is_some_and(|name| ruleset.speaks_after_health(name));
    let clinician = speaks(&ruleset) || before.is_some_and(|(before, _)| speaks(&before));
    let new = NewRequest {
        part,
        rev: Some(draft.rev),
        base: &base,
        note: asked.note,
        enrolled: asked.enrolled.as_str(),
        clinician,
        replay: asked.replay,
        by,
    };
    make(&store, &pack, &ruleset.hash, &new, now).await
}

pub(super) async fn make(
    store: &Store<'_, impl Sql>,
    pack: &Pack,
    hash: &str,
    new: &NewRequest<'_>,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let city = &pack.city;
    let done = async || {
        // What was asked before of the same part would be approved beside this. What came by machine and what people
        // asked for end each other only once one is published: then the other is no longer of what is in force.
        for earlier in store.requests(city, Some(RequestState::Open)).await? {
            let alike = (earlier.by == MACHINE) == (new.by == MACHINE);
            if alike
                && earlier.part == *new.part
                && store.end_request(city, earlier.number, RequestState::Withdrawn).await?
            {
                let entry = Entry { what: Saying::Withdrawn, text: String::new(), by: new.by.to_owned(), at: now };
                store.say_of_request(city, earlier.number, &entry).await?;
            }
        }
        let number = store.make_request(pack, hash, new, now).await?;
        let detail = json!({ "part": new.part.to_string(), "hash": hash, "enrolled": new.enrolled });
        let deed = Deed { who: new.by, what: "publication_asked", about: &number.to_string(), detail };
        store.note_deed(city, &deed, now).await?;
        Ok(number)
    };
    store.at_once(done).await
}

/// Says something of a request, finds its texts neutral, returns it or takes it back.
///
/// # Errors
/// It is open no more, it is not the person's to say, or the database's own.
pub async fn say(
    sql: &impl Sql,
    city: &CityCode,
    person: &Person,
    number: i64,
    what: Saying,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        let request = open(&store, city, number).await?;
        match what {
            Saying::Neutral if !person.clinician => return Err(Refusal::NoClinician.into()),
            Saying::Neutral if wrote(&store, city, &request, &person.id).await? => {
                return Err(Refusal::OwnRequest.into());
            }
            Saying::Withdrawn if request.by != person.id && !person.roles.may(Task::Approve) => {
                return Err(Refusal::OwnRequest.into());
            }
            _ => {}
        }
        let ended = match what {
            Saying::Returned => Some(RequestState::Returned),
            Saying::Withdrawn => Some(RequestState::Withdrawn),
            Saying::Comment | Saying::Neutral | Saying::Approved => None,
        };
        if let Some(state) = ended {
            store.end_request(city, number, state).await?;
        }
        note(&store, city, person, &request, what, text, now).await
    };
    store.at_once(done).await
}

/// Approves a request: its pack is in force from now on.
///
/// # Errors
/// It is the person's own, something went on since, the texts' reader is missing, or the database's own.
pub async fn approve(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    person: &Person,
    number: i64,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Request, Error> {
    let store = Store::new(sql);
    let request = open(&store, city, number).await?;
    let pack = store.pack(city, &request.hash).await?.ok_or_else(|| Error::UnknownVersion(request.hash.clone()))?;
    let ruleset = cache.compiled(&store, city, &request.hash).await?;
    let done = async || {
        let request = open(&store, city, number).await?;
        if wrote(&store, city, &request, &person.id).await? {
            return Err(Refusal::OwnRequest.into());
        }
        let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
        if row.pack != request.base {
            return Err(Refusal::BaseMoved.into());
        }
        let draft = match request.rev {
            Some(rev) => {
                let draft = store.draft(city, &request.part).await?;
                Some(draft.filter(|draft| draft.rev == rev).ok_or(Refusal::EditedSince)?)
            }
            None => None,
        };
        let said = store.said_of_request(city, number).await?;
        if request.clinician && !said.iter().any(|entry| entry.what == Saying::Neutral) {
            return Err(Refusal::NeedsClinician.into());
        }
        note(&store, city, person, &request, Saying::Approved, text, now).await?;
        store.end_request(city, number, RequestState::Published).await?;
        let replaced = publish::replace(&store, &pack, &ruleset, "published", &person.id, now).await;
        replaced.map_err(|error| match error {
            // A challenge may have begun since it was asked for.
            Error::Pack(changed) => Refusal::Running(changed).into(),
            other => other,
        })?;
        if let Some(campaign) = request.part.campaign() {
            match Enrolled::from_name(&request.enrolled) {
                Enrolled::Keep => {}
                Enrolled::Move => store.move_enrolled(city, campaign, &request.hash).await?,
                Enrolled::Stop => store.end_enrolled(city, campaign).await?,
            }
        }
        if let Some(draft) = draft {
            store.end_draft(city, &draft, DraftEnd::Published, &person.id, now).await?;
        }
        Ok(request)
    };
    store.at_once(done).await
}

pub(super) async fn open(store: &Store<'_, impl Sql>, city: &CityCode, number: i64) -> Result<Request, Error> {
    let request = store.request(city, number).await?.ok_or(Refusal::UnknownRequest)?;
    if request.state == RequestState::Open { Ok(request) } else { Err(Refusal::RequestEnded.into()) }
}

/// Whether someone asked for it, or saved anything of the draft that is asked for.
async fn wrote(store: &Store<'_, impl Sql>, city: &CityCode, request: &Request, who: &str) -> Result<bool, Error> {
    if request.by == who {
        return Ok(true);
    }
    let Some(rev) = request.rev else { return Ok(false) };
    let lines = store.draft_lines_until(city, &request.part, rev).await?;
    Ok(writers(&lines, rev).contains(who))
}

/// Everyone who wrote something of what stands at a revision: since the draft was begun, and of each state that was
/// taken up again.
fn writers(lines: &[DraftLine], rev: i64) -> BTreeSet<&str> {
    let by_rev: BTreeMap<i64, &DraftLine> = lines.iter().map(|line| (line.rev, line)).collect();
    let mut stood: Option<i64> = None;
    // What a line went on from: what stood before it. What was put aside never stood.
    let before: BTreeMap<i64, Option<i64>> = lines
        .iter()
        .map(|line| {
            let before = (line.rev, stood);
            if line.what != "aside" {
                stood = Some(line.rev);
            }
            before
        })
        .collect();
    let (mut writers, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![rev]);
    while let Some(rev) = open.pop() {
        let Some(line) = by_rev.get(&rev).filter(|_| seen.insert(rev)) else { continue };
        writers.insert(line.by.as_str());
        open.extend(line.restored);
        if line.what != "begun" {
            open.extend(before.get(&rev).copied().flatten());
        }
    }
    writers
}

async fn note(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    person: &Person,
    request: &Request,
    what: Saying,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let entry = Entry { what, text: text.to_owned(), by: person.id.clone(), at: now };
    store.say_of_request(city, request.number, &entry).await?;
    let deed = match what {
        Saying::Comment => "request_commented",
        Saying::Approved => "request_approved",
        Saying::Neutral => "texts_found_neutral",
        Saying::Returned => "request_returned",
        Saying::Withdrawn => "request_withdrawn",
    };
    let detail = json!({ "hash": request.hash });
    store.note_deed(city, &Deed { who: &person.id, what: deed, about: &request.number.to_string(), detail }, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(rev: i64, what: &str, by: &str, restored: Option<i64>) -> DraftLine {
        DraftLine { rev, what: what.to_owned(), by: by.to_owned(), at: DateTime::UNIX_EPOCH, restored }
    }

    #[test]
    fn who_wrote_any_of_it_is_a_writer_however_it_came_back() {
        let lines = [
            line(1, "begun", "mio", None),
            line(2, "discarded", "mio", None),
            line(3, "begun", "hana", None),
            line(4, "saved", "hana", None),
            line(5, "aside", "taro", None),
            line(6, "saved", "ren", None),
            line(7, "discarded", "ren", None),
            line(8, "begun", "kiku", Some(5)),
            line(9, "saved", "kiku", None),
            line(10, "begun", "sora", None),
        ];
        let of = |rev: i64| writers(&lines, rev).into_iter().collect::<Vec<_>>();
        // What was put aside, and what was begun before and thrown away, is in none of it.
        assert_eq!(of(6), ["hana", "ren"]);
        // Taken up again, it is: by who wrote it, and on what it went on from.
        assert_eq!(of(9), ["hana", "kiku", "taro"]);
        assert_eq!(of(10), ["sora"]);
        // However many states there are.
        let many: Vec<DraftLine> = std::iter::once(line(1, "begun", "taro", None))
            .chain((2..1_000).map(|rev| line(rev, "saved", "hana", None)))
            .collect();
        assert_eq!(writers(&many, 999).into_iter().collect::<Vec<_>>(), ["hana", "taro"]);
    }
}
