//! The record of a campaign as it is handed out: whose rows they are, nobody can tell who does not have the key.

use crate::store::{Store, TermsByNumber, Whose};
use crate::{Cache, Error, Sql};
use domain::event::Purpose;
use domain::{CityCode, ResidentId};
use outcomes::record::{Column, DISTAL, DistalRow, PEOPLE, Person, PersonRow, Row, Shape, WEEKS, WeekRow};
use std::collections::HashMap;

/// What is wanted of a record.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// The campaign.
    pub campaign: &'w str,
    /// In which shape.
    pub shape: Shape,
    /// The pseudonym after which to begin; empty for the first of all.
    pub after: &'w str,
    /// Of how many people at most.
    pub people: u32,
    /// Only of those who agreed to this.
    pub agreed: Option<Purpose>,
    /// What pseudonyms are made with: the setting `link_key`.
    pub key: &'w str,
}

/// The most residents whose rows are handed out at once.
pub const MOST_PEOPLE: u32 = 500;

/// Of how many people a part is that somebody takes along by hand.
const TAKEN: usize = 100;

/// After so many rows a part ends with the person that they came to: as much as a component holds with ease.
const MOST_ROWS: usize = 12_000;

/// Of how many people rows are read at once.
const TOGETHER: usize = 8;

/// A part of a record, as it is handed out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    /// Lines of the shape's columns, one person's after another's and in order of time.
    pub lines: Vec<Vec<String>>,
    /// How many people are left out, since they did not agree.
    pub left_out: u64,
    /// The pseudonym after which the next part begins; `None` with the last.
    pub next: Option<Person>,
}

/// A part of a campaign's record, pseudonymised. People stand in the order of their pseudonyms, which tells nothing of
/// their ids, and the rows of each in that of time.
///
/// # Errors
/// An unknown city or campaign, or the database's own.
pub async fn part(sql: &impl Sql, cache: &Cache, city: &CityCode, wanted: &Wanted<'_>) -> Result<Part, Error> {
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let terms = store.trial_terms(city, wanted.campaign).await?;
    if terms.is_empty() {
        // Of a campaign that is gone by now the record stays; of one that never was there is none.
        let ruleset = cache.ruleset(&store, city, &row.pack).await?;
        if !ruleset.campaigns.contains_key(wanted.campaign) {
            let known: Vec<&str> = ruleset.campaigns.keys().map(String::as_str).collect();
            return Err(Error::UnknownCampaign { name: wanted.campaign.to_owned(), known: known.join(", ") });
        }
    }
    let people = match wanted.shape {
        Shape::People | Shape::Weeks | Shape::Distal => store.people_of_latest(city, wanted.campaign).await?,
        Shape::Record | Shape::MrtAnalysis => store.people_on_record(city, wanted.campaign).await?,
    };
    let named = people.into_iter().map(|id| (Person::pseudonym(wanted.key, city, wanted.campaign, &id), id));
    let mut named: Vec<(Person, ResidentId)> = named.filter(|(person, _)| *person.0 > *wanted.after).collect();
    named.sort();
    let most = wanted.people.clamp(1, MOST_PEOPLE) as usize;
    let (mut part, mut people) = (Part::default(), 0);
    for some in named.chunks(TOGETHER) {
        if people >= most || part.lines.len() >= MOST_ROWS {
            break;
        }
        let some = some.get(..some.len().min(most - people)).unwrap_or_default();
        people += some.len();
        let agreed = some.iter().map(|(_, id)| id);
        let known = store.residents(city, agreed).await?;
        let agrees = |id: &ResidentId, purpose| known.get(id).is_some_and(|known| known.snapshot.consents_to(purpose));
        let (wished, others): (Vec<_>, Vec<_>) =
            some.iter().partition(|(_, id)| wanted.agreed.is_none_or(|purpose| agrees(id, purpose)));
        part.left_out += others.len() as u64;
        let ids: Vec<ResidentId> = wished.iter().map(|(_, id)| id.clone()).collect();
        let mut lines = match wanted.shape {
            Shape::People | Shape::Weeks | Shape::Distal => {
                of_people(&store, city, wanted, &terms, &ids, &agrees).await?
            }
            Shape::Record | Shape::MrtAnalysis => of_points(&store, city, wanted, &terms, &ids, &agrees).await?,
        };
        for (_, id) in wished {
            part.lines.extend(lines.remove(id).unwrap_or_default());
        }
    }
    part.next = named.get(people.wrapping_sub(1)).filter(|_| people < named.len()).map(|(person, _)| person.clone());
    Ok(part)
}

/// A part of a record that is taken along by itself: those after a pseudonym, up to another. Who comes meanwhile is in none
/// twice, and nobody between is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The pseudonym after which it begins; empty for the first.
    pub after: String,
    /// The last pseudonym that is in it; empty for the last part, which has no end.
    pub until: String,
}

/// The parts of a record that are taken along one by one. Of nobody there is none.
///
/// # Errors
/// The database's own.
pub async fn spans(
    sql: &impl Sql,
    city: &CityCode,
    (campaign, shape): (&str, Shape),
    key: &str,
) -> Result<Vec<Span>, Error> {
    let store = Store::new(sql);
    let people = match shape {
        Shape::People | Shape::Weeks | Shape::Distal => store.people_of_latest(city, campaign).await?,
        Shape::Record | Shape::MrtAnalysis => store.people_on_record(city, campaign).await?,
    };
    let mut named: Vec<String> = people.iter().map(|id| Person::pseudonym(key, city, campaign, id).0).collect();
    named.sort();
    let (mut spans, mut after) = (Vec::new(), String::new());
    let parts = named.len().div_ceil(TAKEN);
    for (number, some) in (1..).zip(named.chunks(TAKEN)) {
        let last = some.last().cloned().unwrap_or_default();
        let until = if number < parts { last.clone() } else { String::new() };
        spans.push(Span { after: std::mem::replace(&mut after, last), until });
    }
    Ok(spans)
}

/// Hands out the lines of one such part, some people's at a time. Gives how many there were.
///
/// # Errors
/// As of [`part`].
pub async fn taken(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    (wanted, until): (&Wanted<'_>, &str),
    mut line: impl FnMut(&[String]),
) -> Result<usize, Error> {
    let is_in = |person: &str| until.is_empty() || person <= until;
    let (mut lines, mut after) = (0, wanted.after.to_owned());
    loop {
        let some = part(sql, cache, city, &Wanted { after: &after, people: TOGETHER as u32, ..*wanted }).await?;
        for own in some.lines.iter().filter(|own| own.first().is_some_and(|person| is_in(person))) {
            line(own);
            lines += 1;
        }
        match some.next {
            Some(next) if is_in(&next.0) && next.0 != until => after = next.0,
            _ => return Ok(lines),
        }
    }
}

type Lines = HashMap<ResidentId, Vec<Vec<String>>>;

/// The decision points of some. What a sensitive fact led to is not told of somebody who did not agree to research: which
/// message it was, and why there was none.
async fn of_points(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    wanted: &Wanted<'_>,
    terms: &TermsByNumber,
    ids: &[ResidentId],
    agrees: &impl Fn(&ResidentId, Purpose) -> bool,
) -> Result<Lines, Error> {
    let line = |id: &ResidentId, row: Row| {
        let person = Person::pseudonym(wanted.key, city, wanted.campaign, id);
        let hides = row.sensitive && !agrees(id, Purpose::Research);
        let row = Row { person, hides, ..row };
        cells(wanted.shape.of_points(), &row)
    };
    let lines = |(id, rows): (ResidentId, Vec<Row>)| {
        let rows = rows.into_iter().filter(|row| wanted.shape.takes(row));
        let lines = rows.map(|row| line(&id, row)).collect();
        (id, lines)
    };
    Ok(store.record(city, wanted.campaign, terms, Whose::These(ids)).await?.into_iter().map(lines).collect())
}

/// Some people of the trial that began last. What they came to is told of who agreed to research.
async fn of_people(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    wanted: &Wanted<'_>,
    terms: &TermsByNumber,
    ids: &[ResidentId],
    agrees: &impl Fn(&ResidentId, Purpose) -> bool,
) -> Result<Lines, Error> {
    let Some(trial) = store.latest_trial(city, wanted.campaign).await? else { return Ok(Lines::new()) };
    let said = match wanted.shape {
        Shape::Distal => store.checkups_of(city, ids).await?,
        _ => HashMap::new(),
    };
    let lines = |(id, row): (ResidentId, PersonRow)| {
        let person = Person::pseudonym(wanted.key, city, wanted.campaign, &id);
        let row = PersonRow { person, hides: !agrees(&id, Purpose::Research), ..row };
        let lines = match wanted.shape {
            Shape::Weeks => WeekRow::all(row).iter().map(|row| cells(&WEEKS, row)).collect(),
            Shape::Distal => {
                let said = said.get(&id).map(Vec::as_slice).unwrap_or_default();
                vec![cells(&DISTAL, &DistalRow::of(row, said))]
            }
            _ => vec![cells(&PEOPLE, &row)],
        };
        (id, lines)
    };
    let people = store.people_of_trial(city, (wanted.campaign, trial), terms, Whose::These(ids)).await?;
    Ok(people.into_iter().map(lines).collect())
}

fn cells<R>(columns: &[Column<R>], row: &R) -> Vec<String> {
    columns.iter().map(|column| (column.of)(row).text()).collect()
}
