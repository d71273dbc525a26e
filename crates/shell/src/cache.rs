use crate::log::log;
use crate::store::Store;
use crate::{Error, Sql};
use domain::decide::Rulesets;
use domain::{CityCode, Pack, Ruleset, Snapshot};
use std::cell::RefCell;
use std::rc::Rc;

/// Compiled rules, by city and hash. A Spin host keeps an instance between requests, so a
/// published pack is compiled once, not once a request.
#[derive(Debug, Default)]
pub struct Cache {
    /// The one used last at the end.
    compiled: RefCell<Vec<(Key, Rc<Ruleset>)>>,
}

type Key = (CityCode, String);

/// How many rulesets are kept. A city has one in force and a few that people are pinned to.
const MOST: usize = 16;

impl Cache {
    /// The rules of a hash.
    ///
    /// # Errors
    /// The database's own, or a stored pack of which this program does not understand a part: it was
    /// understood when it was published, so that is no fault of the request.
    pub async fn ruleset(
        &self,
        store: &Store<'_, impl Sql>,
        city: &CityCode,
        hash: &str,
    ) -> Result<Rc<Ruleset>, Error> {
        self.compiled(store, city, hash).await.map_err(|error| match error {
            Error::Pack(problems) => {
                let first = problems.first().map(ToString::to_string).unwrap_or_default();
                Error::Corrupt(format!("version {hash} of {city} cannot be used any more: {first}"))
            }
            other => other,
        })
    }

    /// The rules of a hash, or why they cannot be used by this program. What is only no longer fit
    /// for publication is told once, to the operator, and used.
    ///
    /// # Errors
    /// The pack's problems, or the database's own.
    pub async fn compiled(
        &self,
        store: &Store<'_, impl Sql>,
        city: &CityCode,
        hash: &str,
    ) -> Result<Rc<Ruleset>, Error> {
        let key = (city.clone(), hash.to_owned());
        if let Some(known) = self.take(&key) {
            self.keep(key, &known);
            return Ok(known);
        }
        let pack = store.pack(city, hash).await?.ok_or_else(|| Error::UnknownVersion(hash.to_owned()))?;
        let (ruleset, problems) = pack.load().map_err(Error::Pack)?;
        if let Some(first) = problems.first() {
            let count = problems.len();
            log(&format!("version {hash} of {city} would not be published today, for {count} reason(s): {first}"));
        }
        self.keep(key, &ruleset);
        Ok(ruleset)
    }

    /// The rules of a pack that is not stored.
    ///
    /// # Errors
    /// Every problem of the pack.
    pub fn draft(&self, pack: &Pack) -> Result<Rc<Ruleset>, Error> {
        let key = (pack.city.clone(), pack.hash());
        let known = self.take(&key);
        let ruleset = known.map_or_else(|| pack.compile().map_err(Error::Pack), Ok)?;
        self.keep(key, &ruleset);
        Ok(ruleset)
    }

    fn take(&self, key: &Key) -> Option<Rc<Ruleset>> {
        let mut compiled = self.compiled.borrow_mut();
        let place = compiled.iter().position(|(known, _)| known == key)?;
        Some(compiled.remove(place).1)
    }

    /// Keeps a ruleset, and lets the one go that was not used for longest.
    fn keep(&self, key: Key, ruleset: &Rc<Ruleset>) {
        let mut compiled = self.compiled.borrow_mut();
        let surplus = (compiled.len() + 1).saturating_sub(MOST);
        compiled.drain(..surplus);
        compiled.push((key, Rc::clone(ruleset)));
    }

    /// The rules in force, with the versions that these residents are pinned to.
    ///
    /// # Errors
    /// As [`Cache::ruleset`].
    pub async fn rulesets<'s>(
        &self,
        store: &Store<'_, impl Sql>,
        city: &CityCode,
        hash: &str,
        residents: impl Iterator<Item = &'s Snapshot>,
    ) -> Result<Rulesets, Error> {
        let current = self.ruleset(store, city, hash).await?;
        let mut rulesets = Rulesets::new(current);
        for snapshot in residents {
            for enrolment in snapshot.enrolments.values() {
                let version = &enrolment.version;
                if version != hash && !rulesets.pinned.contains_key(version) {
                    let pinned = self.ruleset(store, city, version).await?;
                    rulesets.pinned.insert(version.clone(), pinned);
                }
            }
        }
        Ok(rulesets)
    }
}
