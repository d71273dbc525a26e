//! A story as it is written.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::event::{AlertKind, ChannelKind, CheckupValue, Condition, EntryKind, SourceKind, VisitKind};
use domain::{Pack, Ruleset};
use serde::Deserialize;

use crate::support::host::root;
use crate::support::service::local;

/// Who takes part, what happens when, and which versions of the pack there are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) title: String,
    /// When everyone joins, in Arao's time.
    pub(super) begin: String,
    pub(super) resident: Vec<Person>,
    pub(super) step: Vec<Step>,
    /// Later versions of the pack, by name: what is changed in the one that comes with the program.
    #[serde(default)]
    pub(super) edition: BTreeMap<String, Vec<Edit>>,
    /// Whose `why` is kept.
    #[serde(default)]
    pub(super) why: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) birth_year: i32,
    pub(super) district: Option<String>,
    pub(super) language: Option<String>,
    pub(super) reach: Vec<ChannelKind>,
    pub(super) goal: Option<i64>,
    #[serde(default = "yes")]
    pub(super) consent: bool,
}

/// The clock moves to `at`, and then one thing happens.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Step {
    pub(super) at: String,
    /// The service was down until `at`: what came meanwhile is made up then.
    pub(super) outage: bool,
    pub(super) who: Option<String>,
    /// Steps of `date` (today when left out), of a `version` (the step's number when left out).
    pub(super) steps: Option<i64>,
    pub(super) date: Option<NaiveDate>,
    pub(super) version: Option<u64>,
    pub(super) source: Option<SourceKind>,
    pub(super) goal: Option<i64>,
    pub(super) notebook: Option<EntryKind>,
    /// How many times as likely as in the low-risk group, at least.
    pub(super) forecast: Option<BTreeMap<Condition, f64>>,
    pub(super) visit: Option<VisitKind>,
    /// What a checkup says, by the names of items.
    pub(super) checkup: Option<BTreeMap<String, CheckupValue>>,
    /// A session of health guidance, by its number.
    pub(super) guidance: Option<u32>,
    /// The step, from 1, whose record is taken back.
    pub(super) withdraw: Option<usize>,
    /// The action of the latest message that is tapped on LINE.
    pub(super) tap: Option<String>,
    /// Words written on LINE, or by SMS.
    pub(super) say: Option<String>,
    pub(super) consent: Option<bool>,
    pub(super) link: Option<ChannelKind>,
    pub(super) unlink: Option<ChannelKind>,
    /// An alert for the whole city until `until`.
    pub(super) alert: Option<AlertKind>,
    pub(super) until: Option<String>,
    /// A version by name, from here on in force.
    pub(super) publish: Option<String>,
    /// Back to the version before.
    pub(super) rollback: bool,
    /// The event of the step before arrives once more.
    pub(super) again: bool,
}

/// A change to one file of the pack.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    pub(super) file: String,
    pub(super) find: String,
    pub(super) put: String,
}

fn yes() -> bool {
    true
}

impl Story {
    pub(super) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(super) fn begins(&self) -> DateTime<Utc> {
        local(&self.begin)
    }

    /// The pack that comes with the program, or the version with that name.
    pub(super) fn pack(&self, edition: Option<&str>) -> Pack {
        let packs = ayumi::packs::read(&root().join("campaigns"), &root().join("rules")).unwrap();
        let mut pack = packs.into_iter().next().unwrap();
        for edit in edition.into_iter().flat_map(|name| &self.edition[name]) {
            let text = pack.files.get_mut(&edit.file).unwrap_or_else(|| panic!("there is no {}", edit.file));
            assert!(text.contains(&edit.find), "{} has no `{}`", edit.file, edit.find);
            *text = text.replace(&edit.find, &edit.put);
        }
        pack
    }

    pub(super) fn ruleset(&self, edition: Option<&str>) -> Rc<Ruleset> {
        self.pack(edition).compile().unwrap()
    }
}
