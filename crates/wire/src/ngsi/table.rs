//! Which rows of the table are for an entity, and what becomes of it.

use super::entity::{Attribute, Entity, Found, Item, Name};
use super::event::event;
use super::v2::bare;
use super::{MAX_ENTITIES, Notification, Reading, Unreadable};
use crate::Received;
use crate::echo::clip;
use chrono::{DateTime, Utc};
use domain::event::{Event, Refusal};
use domain::id::is_my_number;
use domain::pack::{City, CityOsRow};
use serde_json::Value;

/// The most attributes of an entity; no table of a city names so many.
const MOST_ATTRIBUTES: usize = 1_000;

/// Makes events of a notification's entities.
pub(super) fn apply(notification: &Notification, city: &City, now: DateTime<Utc>) -> Result<Reading, Unreadable> {
    if city.city_os.is_empty() {
        return Err(Unreadable::NoTable);
    }
    let taking = Taking { notification, city, now };
    let mut reading = Reading::default();
    for (index, item) in notification.items.iter().enumerate() {
        let (id, read) = match item {
            Item::Entity(entity) => (entity.id.as_deref(), taking.entity(index, entity)),
            Item::Values(values) => (None, taking.values(index, values)?),
            Item::Wrong(id, refusal) => (id.as_deref(), vec![Err(refusal.clone())]),
        };
        if read.is_empty() {
            reading.passed_over += 1;
        }
        // A My Number is not even said back.
        let id = id.filter(|id| !id.split(':').any(is_my_number)).map(clip);
        reading.received.extend(read.into_iter().map(|event| Received { index, id: id.clone(), event }));
        if reading.received.len() > MAX_ENTITIES {
            return Err(Unreadable::TooMany);
        }
    }
    Ok(reading)
}

struct Taking<'n> {
    notification: &'n Notification,
    city: &'n City,
    now: DateTime<Utc>,
}

/// What became of an entity by one row.
enum Became {
    Events(Vec<Result<Event, Refusal>>),
    /// Rightly nothing: a condition does not hold, or what was measured was deleted.
    Nothing,
    /// Nothing of what the row measures is there.
    NoMeasure,
}

impl Taking<'_> {
    /// What an entity becomes; nothing, when it is passed over.
    fn entity(&self, index: usize, entity: &Entity) -> Vec<Result<Event, Refusal>> {
        if entity.attributes.len() > MOST_ATTRIBUTES {
            let problem = format!("the entity has more than {MOST_ATTRIBUTES} attributes");
            return vec![Err(Refusal::Data(problem))];
        }
        match self.rows(index, entity) {
            Ok(rows) => self.by(&rows, index, entity),
            Err(refusal) => vec![Err(refusal)],
        }
    }

    /// The rows for an entity, or what about it is for none.
    fn rows(&self, index: usize, entity: &Entity) -> Result<Vec<&CityOsRow>, Refusal> {
        let is_of =
            |row: &&CityOsRow| row.types.iter().any(|wanted| entity.types.iter().any(|own| own.fits(wanted).is_some()));
        let rows: Vec<&CityOsRow> = self.city.city_os.iter().filter(is_of).collect();
        if rows.is_empty() {
            let own = entity.types.first().map(|name| clip(&name.written)).unwrap_or_default();
            let problem = format!("is `{own}`, for which `city_os` in city.toml has no row");
            return Err(Refusal::Attribute { name: "type", problem });
        }
        self.accepted(rows, index)
    }

    /// The rows that take from this tenant and service path.
    fn accepted<'c>(&self, mut rows: Vec<&'c CityOsRow>, index: usize) -> Result<Vec<&'c CityOsRow>, Refusal> {
        let tenant = self.notification.tenant.as_deref();
        rows.retain(|row| row.takes_tenant(tenant));
        if rows.is_empty() {
            let found = tenant.map_or("is missing".to_owned(), |tenant| format!("is `{tenant}`"));
            let problem = format!("{found}; `city_os` in city.toml takes this type from another tenant");
            return Err(Refusal::Attribute { name: self.notification.tenant_header, problem });
        }
        let path = self.path(index);
        rows.retain(|row| row.path.is_none() || path.is_some_and(|path| row.takes_path(path)));
        if rows.is_empty() {
            let found = path.map_or("is not told for each entity".to_owned(), |path| format!("is `{}`", clip(path)));
            let problem = format!("{found}; `city_os` in city.toml takes this type from another path");
            return Err(Refusal::Attribute { name: "Fiware-ServicePath", problem });
        }
        Ok(rows)
    }

    /// The service path of an entity: the one of all, or its own.
    fn path(&self, index: usize) -> Option<&str> {
        match self.notification.paths.as_slice() {
            [one] => Some(one),
            all if all.len() == self.notification.items.len() => all.get(index).map(String::as_str),
            _ => None,
        }
    }

    fn by(&self, rows: &[&CityOsRow], index: usize, entity: &Entity) -> Vec<Result<Event, Refusal>> {
        if entity.is_deleted {
            return Vec::new();
        }
        let mut all = Vec::new();
        let mut is_passed_over = false;
        for row in rows {
            match self.by_row(row, index, entity) {
                Ok(Became::Events(events)) => all.extend(events),
                Ok(Became::Nothing) => is_passed_over = true,
                Ok(Became::NoMeasure) => {}
                Err(refusal) => all.push(Err(refusal)),
            }
        }
        if all.is_empty() && !is_passed_over {
            let names: Vec<String> = rows.iter().map(|row| format!("`{}`", row.name)).collect();
            let problem = format!("there is nothing of what {} in city.toml measures", names.join(", "));
            all.push(Err(Refusal::Data(problem)));
        }
        all
    }

    fn by_row(&self, row: &CityOsRow, index: usize, entity: &Entity) -> Result<Became, Refusal> {
        for (origin, condition) in &row.when {
            let holds = match entity.find(origin, row.id.as_ref(), None)? {
                Found::Value(value) => condition.holds(value),
                Found::Text(text) => condition.holds(&text.into()),
                Found::Missing | Found::Deleted => false,
            };
            if !holds {
                return Ok(Became::Nothing);
            }
        }
        let measures = || row.fields.iter().filter(|rule| rule.field.is_measure).flat_map(|rule| &rule.from);
        let all = measures().count();
        let mut there = 0;
        let mut deleted = 0;
        let datasets = entity.datasets(measures())?;
        for dataset in &datasets {
            for origin in measures() {
                match entity.find(origin, row.id.as_ref(), *dataset)? {
                    Found::Value(_) | Found::Text(_) => there += 1,
                    Found::Deleted => deleted += 1,
                    Found::Missing => {}
                }
            }
        }
        match (all, there, deleted) {
            (0, ..) | (_, 1.., _) => {}
            (_, 0, 1..) => return Ok(Became::Nothing),
            _ => return Ok(Became::NoMeasure),
        }
        let event = |dataset| event(row, (index, entity), dataset, self.notification, self.city, self.now);
        Ok(Became::Events(datasets.into_iter().map(event).collect()))
    }

    /// What a list of values becomes, by the rows that say in which order they are.
    fn values(&self, index: usize, values: &[Value]) -> Result<Vec<Result<Event, Refusal>>, Unreadable> {
        let own = |row: &&CityOsRow| {
            let order = row.values.as_ref();
            order.is_some_and(|order| {
                order.subscription.is_some() && order.subscription == self.notification.subscription
            })
        };
        let any = |row: &&CityOsRow| row.values.as_ref().is_some_and(|order| order.subscription.is_none());
        // A row for this very subscription goes before those for every one, which have one order, as
        // `ayumi check` sees to.
        let mut rows: Vec<&CityOsRow> = self.city.city_os.iter().filter(own).collect();
        if rows.is_empty() {
            rows = self.city.city_os.iter().filter(any).collect();
        }
        let Some(order) = rows.first().and_then(|row| row.values.as_ref()).map(|values| values.order.as_slice()) else {
            return Err(Unreadable::NoOrder);
        };
        let rows = match self.accepted(rows, index) {
            Ok(rows) => rows,
            Err(refusal) => return Ok(vec![Err(refusal)]),
        };
        if values.len() != order.len() {
            let problem =
                format!("there are {} values; `values.order` in city.toml names {}", values.len(), order.len());
            return Ok(vec![Err(Refusal::Data(problem))]);
        }
        let mut entity = Entity::default();
        for (name, value) in order.iter().zip(values) {
            match name.as_str() {
                "id" => entity.id = value.as_str().map(str::to_owned),
                name => {
                    let instances = vec![bare(value.clone())];
                    entity.attributes.push(Attribute { name: Name::plain(name), instances });
                }
            }
        }
        Ok(self.by(&rows, index, &entity))
    }
}
