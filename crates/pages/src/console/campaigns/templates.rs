//! What a new campaign can begin with. Each teaches one thing, in its comments.

use domain::Day;
use domain::pack::PartFiles;

/// A campaign to begin with.
pub(super) struct Template {
    pub(super) name: &'static str,
    files: [(&'static str, &'static str); 4],
}

macro_rules! template {
    ($name:literal) => {
        Template {
            name: $name,
            files: [
                ("campaign.toml", include_str!(concat!("../../../templates/", $name, "/campaign.toml"))),
                ("rules.rhai", include_str!(concat!("../../../templates/", $name, "/rules.rhai"))),
                ("messages.toml", include_str!(concat!("../../../templates/", $name, "/messages.toml"))),
                ("cases.toml", include_str!(concat!("../../../templates/", $name, "/cases.toml"))),
            ],
        }
    };
}

pub(super) const TEMPLATES: [Template; 1] = [template!("steps")];

/// What stands in a template for the day on which a campaign is begun.
const TODAY: &str = "2026-04-01";

impl Template {
    /// Its files, beginning on a day.
    pub(super) fn files(&self, today: Day) -> PartFiles {
        let from = format!("from = {TODAY}");
        let begun = |text: &str| text.replace(&from, &format!("from = {}", today.date()));
        self.files.iter().map(|(name, text)| ((*name).to_owned(), begun(text))).collect()
    }
}
