//! What a new campaign can begin with. Each teaches one thing, in its comments: a folder of `templates`, a line below,
//! and what its card says in `words/templates.*.ftl`.

use domain::Day;
use domain::pack::{Answers, PartFiles, Settings, Wording, dated};
use std::collections::BTreeMap;

/// A campaign to begin with.
pub(super) struct Template {
    pub(super) name: &'static str,
    /// What it is about, in a city that has this topic.
    topic: &'static str,
    files: [(&'static str, &'static str); 4],
}

/// Where the topic is written.
const SETTINGS: &str = "campaign.toml";

macro_rules! template {
    ($name:literal, $topic:literal) => {
        Template {
            name: $name,
            topic: $topic,
            files: [
                ("campaign.toml", include_str!(concat!("../../../templates/", $name, "/campaign.toml"))),
                ("rules.rhai", include_str!(concat!("../../../templates/", $name, "/rules.rhai"))),
                ("messages.toml", include_str!(concat!("../../../templates/", $name, "/messages.toml"))),
                ("cases.toml", include_str!(concat!("../../../templates/", $name, "/cases.toml"))),
            ],
        }
    };
}

/// In the order of the page: the plainest first.
pub(super) const TEMPLATES: [Template; 8] = [
    template!("steps", "walking"),
    template!("notebook", "notebook"),
    template!("checkup", "checkups"),
    template!("challenge", "walking"),
    template!("walk_together", "walking"),
    template!("districts", "walking"),
    template!("return", "walking"),
    template!("forecast", "advice"),
];

impl Template {
    /// Its files, with dates for a campaign that begins today.
    pub(super) fn files(&self, today: Day) -> PartFiles {
        let written = self.files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        dated(&written, today)
    }

    /// The same for a city with these topics.
    pub(super) fn files_about(&self, today: Day, topics: &BTreeMap<String, Wording>) -> PartFiles {
        let mut files = self.files(today);
        if let Some(text) = files.get_mut(SETTINGS).filter(|_| topics.contains_key(self.topic)) {
            let topic = Answers::from([("topic".to_owned(), vec![self.topic.to_owned()])]);
            // A template is read by its own test; one that were not would go without a topic.
            *text = Settings::write(text, &topic).unwrap_or_else(|_| text.clone());
        }
        files
    }
}

#[cfg(test)]
mod tests;
