//! The record of a campaign as it is handed out: whose rows they are, nobody can tell who does not have the key.

use crate::store::{Store, Whose};
use crate::{Cache, Error, Sql};
use domain::event::Purpose;
use domain::{CityCode, ResidentId};
use outcomes::record::{Person, Row, Shape};
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

/// After so many rows a part ends with the person that they came to: as much as a component holds with ease.
const MOST_ROWS: usize = 12_000;

/// Of how many people rows are read at once.
const TOGETHER: usize = 8;

/// A part of a record, as it is handed out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    /// The rows, of one person after another and in order of time.
    pub rows: Vec<Row>,
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
    let people = store.people_on_record(city, wanted.campaign).await?;
    let named = people.into_iter().map(|id| (Person::pseudonym(wanted.key, city, wanted.campaign, &id), id));
    let mut named: Vec<(Person, ResidentId)> = named.filter(|(person, _)| *person.0 > *wanted.after).collect();
    named.sort();
    let most = wanted.people.clamp(1, MOST_PEOPLE) as usize;
    let mut rows: HashMap<ResidentId, Vec<Row>> = HashMap::new();
    let (mut people, mut read) = (0, 0);
    for some in named.chunks(TOGETHER) {
        if people >= most || read >= MOST_ROWS {
            break;
        }
        let ids: Vec<ResidentId> = some.iter().take(most - people).map(|(_, id)| id.clone()).collect();
        people += ids.len();
        for (id, own) in store.record(city, wanted.campaign, &terms, Whose::These(&ids)).await? {
            read += own.len();
            rows.insert(id, own);
        }
    }
    let is_last = people == named.len();
    named.truncate(people);
    let is_sensitive = |id: &ResidentId| rows.get(id).is_some_and(|rows| rows.iter().any(|row| row.sensitive));
    let asked = named.iter().map(|(_, id)| id).filter(|id| wanted.agreed.is_some() || is_sensitive(id));
    let known = store.residents(city, asked).await?;
    let agrees = |id: &ResidentId, purpose| known.get(id).is_some_and(|known| known.snapshot.consents_to(purpose));
    let next = named.last().filter(|_| !is_last).map(|(person, _)| person.clone());
    let mut part = Part { next, ..Part::default() };
    for (person, id) in named {
        if wanted.agreed.is_some_and(|purpose| !agrees(&id, purpose)) {
            part.left_out += 1;
            continue;
        }
        let tells = agrees(&id, Purpose::Research);
        let rows = rows.remove(&id).unwrap_or_default().into_iter().filter(|row| wanted.shape.takes(row));
        part.rows.extend(rows.map(|row| handed_out(row, person.clone(), tells)));
    }
    Ok(part)
}

/// A row as it is handed out. What a sensitive fact led to is not told of somebody who did not agree to research: which
/// message it was, and why there was none.
fn handed_out(row: Row, person: Person, tells: bool) -> Row {
    let hides = row.sensitive && !tells;
    Row { person, message_id: None, message: row.message.filter(|_| !hides), hides, ..row }
}
