use super::sums::add;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Sums for each person, of rows that come in any order. They can be added up in parts, and kept between.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub(crate) struct People {
    /// How many sums a person has.
    width: usize,
    /// Where a person's sums are: the how-manyth there.
    places: BTreeMap<String, usize>,
    /// For each person the totals, then what their rounding left: 2 × width.
    sums: Vec<f64>,
    /// Whose row was the last, and where: rows mostly come person by person.
    last: (String, usize),
}

/// As it is kept: in the order of ids, so that the same people give the same bytes.
#[derive(Serialize, Deserialize)]
struct Stored {
    width: usize,
    people: BTreeMap<String, Vec<f64>>,
}

impl People {
    /// Nobody yet.
    pub(crate) fn new(width: usize) -> Self {
        Self { width, places: BTreeMap::new(), sums: Vec::new(), last: (String::new(), usize::MAX) }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.places.len()
    }

    /// Adds to a person's sums.
    pub(crate) fn add(&mut self, person: &str, values: &[f64]) {
        let place = self.place(person);
        let from = place * 2 * self.width;
        if let Some(sums) = self.sums.get_mut(from..from + 2 * self.width) {
            let (high, low) = sums.split_at_mut(self.width);
            add(high, low, values);
        }
    }

    /// Adds another's sums, person by person.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (person, high, low) in other.each() {
            self.add(person, high);
            self.add(person, low);
        }
    }

    /// Each person with their sums, in the order of ids.
    pub(crate) fn sums(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.each().map(|(person, high, _)| (person, high))
    }

    /// The sums over all.
    pub(crate) fn total(&self) -> Vec<f64> {
        let (mut high, mut low) = (vec![0.0; self.width], vec![0.0; self.width]);
        for (_, one, rest) in self.each() {
            add(&mut high, &mut low, one);
            add(&mut high, &mut low, rest);
        }
        high
    }

    fn each(&self) -> impl Iterator<Item = (&str, &[f64], &[f64])> {
        self.places.iter().filter_map(|(person, place)| {
            let from = place * 2 * self.width;
            let (high, low) = self.sums.get(from..from + 2 * self.width)?.split_at(self.width);
            Some((person.as_str(), high, low))
        })
    }

    fn place(&mut self, person: &str) -> usize {
        if self.last.1 != usize::MAX && self.last.0 == person {
            return self.last.1;
        }
        let place = match self.places.get(person) {
            Some(place) => *place,
            None => {
                let place = self.places.len();
                self.places.insert(person.to_owned(), place);
                self.sums.resize(self.sums.len() + 2 * self.width, 0.0);
                place
            }
        };
        self.last.0.clear();
        self.last.0.push_str(person);
        self.last.1 = place;
        place
    }
}

impl From<People> for Stored {
    fn from(people: People) -> Self {
        let each = people.each().map(|(person, high, low)| (person.to_owned(), [high, low].concat()));
        Self { width: people.width, people: each.collect() }
    }
}

impl TryFrom<Stored> for People {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let mut people = Self::new(stored.width);
        for (person, sums) in &stored.people {
            if sums.len() != 2 * stored.width {
                return Err("a person's sums are not as many as the model has");
            }
            people.place(person);
            people.sums.truncate(people.sums.len() - sums.len());
            people.sums.extend(sums);
        }
        Ok(people)
    }
}
