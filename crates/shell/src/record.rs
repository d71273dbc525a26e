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
    /// The city.
    pub city: &'w CityCode,
    /// The campaign.
    pub campaign: &'w str,
    /// In which shape.
    pub shape: Shape,
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

/// A part of a record that is taken along by itself: those after a pseudonym, up to another. Who comes meanwhile is in none
/// twice, and nobody between is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The pseudonym after which it begins; empty for the first.
    pub after: String,
    /// The last pseudonym that is in it; empty for the last part, which has no end.
    pub until: String,
}

/// Who is in a record, in the order in which it is handed out, and what their rows are read with. It is made once for all
/// parts that are handed out together: each of the people is named by a hash.
#[derive(Debug)]
pub struct Roll<'w> {
    wanted: Wanted<'w>,
    terms: TermsByNumber,
    /// The trial whose people these are; `None` where the record is of decision points, or nobody takes part.
    trial: Option<i64>,
    /// By their pseudonyms, whose order tells nothing of their ids.
    people: Vec<(Person, ResidentId)>,
}

impl<'w> Roll<'w> {
    /// Who is in a record now.
    ///
    /// # Errors
    /// An unknown city or campaign, or the database's own.
    pub async fn of(sql: &impl Sql, cache: &Cache, wanted: Wanted<'w>) -> Result<Self, Error> {
        let (store, city) = (Store::new(sql), wanted.city);
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
        let (trial, ids) = match wanted.shape {
            Shape::Record | Shape::MrtAnalysis => (None, store.people_on_record(city, wanted.campaign).await?),
            Shape::People | Shape::Weeks | Shape::Distal => match store.latest_trial(city, wanted.campaign).await? {
                Some(trial) => (Some(trial), store.people_in_trial(city, wanted.campaign, trial).await?),
                None => (None, Vec::new()),
            },
        };
        let named = |id: ResidentId| (Person::pseudonym(wanted.key, city, wanted.campaign, &id), id);
        let mut people: Vec<(Person, ResidentId)> = ids.into_iter().map(named).collect();
        people.sort();
        Ok(Self { wanted, terms, trial, people })
    }

    /// A part of the record, pseudonymised: after a pseudonym (empty for the first of all), of so many people at most. They
    /// stand in the order of their pseudonyms, and the rows of each in that of time.
    ///
    /// # Errors
    /// The database's own.
    pub async fn part(&self, sql: &impl Sql, after: &str, people: u32) -> Result<Part, Error> {
        let store = Store::new(sql);
        let Wanted { city, agreed, .. } = self.wanted;
        let first = self.people.partition_point(|(person, _)| *person.0 <= *after);
        let left = self.people.get(first..).unwrap_or_default();
        let most = people.clamp(1, MOST_PEOPLE) as usize;
        let (mut part, mut people) = (Part::default(), 0);
        for some in left.chunks(TOGETHER) {
            if people >= most || part.lines.len() >= MOST_ROWS {
                break;
            }
            let some = some.get(..some.len().min(most - people)).unwrap_or_default();
            people += some.len();
            let known = store.residents(city, some.iter().map(|(_, id)| id)).await?;
            let agrees =
                |id: &ResidentId, purpose| known.get(id).is_some_and(|known| known.snapshot.consents_to(purpose));
            let (wished, others): (Vec<_>, Vec<_>) =
                some.iter().partition(|(_, id)| agreed.is_none_or(|purpose| agrees(id, purpose)));
            part.left_out += others.len() as u64;
            let ids: Vec<ResidentId> = wished.iter().map(|(_, id)| id.clone()).collect();
            let mut lines = self.lines(&store, (&wished, &ids), &agrees).await?;
            for (_, id) in wished {
                part.lines.extend(lines.remove(id).unwrap_or_default());
            }
        }
        part.next = left.get(people.wrapping_sub(1)).filter(|_| people < left.len()).map(|(person, _)| person.clone());
        Ok(part)
    }

    /// The parts of it that are taken along one by one. Of nobody there is none.
    pub fn spans(&self) -> Vec<Span> {
        let (mut spans, mut after) = (Vec::new(), String::new());
        let parts = self.people.len().div_ceil(TAKEN);
        for (number, some) in (1..).zip(self.people.chunks(TAKEN)) {
            let last = some.last().map(|(person, _)| person.0.clone()).unwrap_or_default();
            let until = if number < parts { last.clone() } else { String::new() };
            spans.push(Span { after: std::mem::replace(&mut after, last), until });
        }
        spans
    }

    /// Hands out the lines of one of those, some people's at a time. Gives how many there were.
    ///
    /// # Errors
    /// The database's own.
    pub async fn take(
        &self,
        sql: &impl Sql,
        Span { after, until }: &Span,
        mut line: impl FnMut(&[String]),
    ) -> Result<usize, Error> {
        let is_in = |person: &str| until.is_empty() || person <= until.as_str();
        let (mut lines, mut after) = (0, after.clone());
        loop {
            let some = self.part(sql, &after, TOGETHER as u32).await?;
            for own in some.lines.iter().filter(|own| own.first().is_some_and(|person| is_in(person))) {
                line(own);
                lines += 1;
            }
            match some.next {
                Some(next) if is_in(&next.0) && next.0 != *until => after = next.0,
                _ => return Ok(lines),
            }
        }
    }

    /// The lines of some people.
    async fn lines(
        &self,
        store: &Store<'_, impl Sql>,
        (people, ids): (&[&(Person, ResidentId)], &[ResidentId]),
        agrees: &impl Fn(&ResidentId, Purpose) -> bool,
    ) -> Result<HashMap<ResidentId, Vec<Vec<String>>>, Error> {
        let Wanted { city, campaign, shape, .. } = self.wanted;
        let names: HashMap<&ResidentId, &Person> = people.iter().map(|(person, id)| (id, person)).collect();
        let Some(trial) = self.trial else {
            // What a sensitive fact led to is not told of somebody who did not agree to research: which message it was, and
            // why there was none.
            let of_one = |(id, rows): (ResidentId, Vec<Row>)| {
                let (person, is_open) = (*names.get(&id)?, agrees(&id, Purpose::Research));
                let taken = rows.into_iter().filter(|row| shape.takes(row));
                let rows = taken.map(|row| Row { person: person.clone(), hides: row.sensitive && !is_open, ..row });
                let lines = rows.map(|row| cells(shape.of_points(), &row)).collect();
                Some((id, lines))
            };
            let rows = store.record(city, campaign, &self.terms, Whose::These(ids)).await?;
            return Ok(rows.into_iter().filter_map(of_one).collect());
        };
        let said = match shape {
            Shape::Distal => store.checkups_of(city, ids).await?,
            _ => HashMap::new(),
        };
        // What they came to is told of who agreed to research.
        let of_one = |(id, row): (ResidentId, PersonRow)| {
            let person = (*names.get(&id)?).clone();
            let row = PersonRow { person, hides: !agrees(&id, Purpose::Research), ..row };
            let lines = match shape {
                Shape::Weeks => WeekRow::all(row).iter().map(|row| cells(&WEEKS, row)).collect(),
                Shape::Distal => {
                    let said = said.get(&id).map(Vec::as_slice).unwrap_or_default();
                    vec![cells(&DISTAL, &DistalRow::of(row, said))]
                }
                _ => vec![cells(&PEOPLE, &row)],
            };
            Some((id, lines))
        };
        let people = store.people_of_trial(city, (campaign, trial), &self.terms, Whose::These(ids)).await?;
        Ok(people.into_iter().filter_map(of_one).collect())
    }
}

fn cells<R>(columns: &[Column<R>], row: &R) -> Vec<String> {
    columns.iter().map(|column| (column.of)(row).text()).collect()
}
