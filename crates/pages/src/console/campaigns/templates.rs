//! What a new campaign can begin with. Each teaches one thing, in its comments: a folder of `templates`, a line below,
//! and what its card says in `words/templates.*.ftl`.

use domain::Day;
use domain::pack::{PartFiles, dated};

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

/// In the order of the page: the plainest first.
pub(super) const TEMPLATES: [Template; 8] = [
    template!("steps"),
    template!("notebook"),
    template!("checkup"),
    template!("challenge"),
    template!("walk_together"),
    template!("districts"),
    template!("return"),
    template!("forecast"),
];

impl Template {
    /// Its files, with dates for a campaign that begins today.
    pub(super) fn files(&self, today: Day) -> PartFiles {
        let written = self.files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        dated(&written, today)
    }
}

#[cfg(test)]
mod tests;
